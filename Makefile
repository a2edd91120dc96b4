# Two commands serve everyone; each sets up what it needs, and is quick when repeated.
#   make report   the sample study as a site
#   make test     all checks and all tests
#   make encoder  the sentence encoder, for better event matching and claims
# Another Python than the first on PATH: make report PYTHON=python3.12

PYTHON ?= python3
BIN := .venv/bin

.PHONY: report test encoder setup setup-tests format lock clean

report: setup
	@$(BIN)/parallax run data/harbour/study.toml

test: setup-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

setup:
	@$(PYTHON) tools/setup.py

encoder:
	@$(PYTHON) tools/setup.py --encoder

setup-tests:
	@$(PYTHON) tools/setup.py --tests

format: setup-tests
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# For maintainers, after a change of dependencies; needs uv.
lock:
	$(PYTHON) tools/lock.py

clean:
	rm -rf .venv reports
