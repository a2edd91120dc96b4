# Two commands serve everyone; each sets up what it needs, and is quick when repeated.
#   make report   the sample study as a site
#   make test     all checks and all tests
# Another Python than the first on PATH: make report PYTHON=python3.12

PYTHON ?= python3
BIN := .venv/bin

.PHONY: report test setup format lock clean

report: setup
	@$(BIN)/parallax run data/harbour/study.toml

test: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

setup:
	@$(PYTHON) tools/setup.py

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# For maintainers, after a change of pyproject.toml; needs uv. Records no download address.
lock:
	sed -n 's/^requires = \["\(.*\)"\]$$/\1/p' pyproject.toml | uv pip compile --no-config \
	  --universal --python-version 3.11 --fork-strategy fewest --only-binary :all: \
	  --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" --all-extras \
	  --output-file requirements.lock --quiet pyproject.toml -

clean:
	rm -rf .venv reports
