"""What CONTRIBUTING.md promises is there, and the templates work as they stand."""

import ast
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import nbformat
import numpy as np
import pytest

from analysis.codebook import Codebook
from analysis.errors import ReadError
from analysis.lexicon import Lexicon
from analysis.read.csv import read_csv
from docs.templates import test_comparison as of_comparison
from docs.templates.check import check_lengths
from docs.templates.comparison import compare_hedges
from docs.templates.measure import HEDGES
from docs.templates.reader import read_blocks

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "docs" / "templates"
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MODULES = sorted(path.stem for path in TEMPLATES.glob("[!_]*.py"))


@pytest.fixture(scope="module")
def harbour():
    return read_csv(ROOT / "data" / "harbour" / "articles.csv")


# What the guide names


def test_every_path_in_the_guide_exists():
    linked = re.findall(r"\]\(([^)#:]+)\)", GUIDE)
    quoted = re.findall(r"`([\w./-]+/[\w./-]*|[\w-]+\.(?:py|toml|md|cff))`", GUIDE)
    plain = re.findall(r"(?<![\w/`(])([A-Z]+\.md|CITATION\.cff)\b", GUIDE)
    run = re.findall(r"(?:pytest|python3) ([\w./]+)", GUIDE)
    named = {*linked, *quoted, *plain, *run} - {
        "data/NAME/",
        "notebooks/NN-question-in-words.ipynb",
    }
    assert len(named) > 25
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_template_is_named_in_the_guide():
    there = {
        path.name for path in TEMPLATES.iterdir() if path.suffix and path.stem != "__init__"
    }
    assert there == set(re.findall(r"\(docs/templates/([\w.]+)\)", GUIDE))


def test_every_command_of_make_in_the_guide_exists():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake (\w+)", GUIDE.replace("make: `", ""))) <= targets


def test_the_names_that_the_guide_points_to_exist():
    for module, name in (("figures", "draw_rows"), ("errors", "fault_list")):
        assert f"`{name}`" in GUIDE
        assert hasattr(import_module(f"analysis.{module}"), name)


def test_the_error_that_the_guide_shows_is_the_one_that_is_raised(harbour):
    shown = re.search(r"^> (.+)$", GUIDE, re.MULTILINE)[1]
    with pytest.raises(ValueError, match="oped") as refusal:
        compare_hedges(harbour, genre="oped")
    assert str(refusal.value) == shown


def test_the_limits_in_the_guide_are_those_that_are_tested():
    held = (ROOT / "tests" / "test_architecture.py").read_text(encoding="utf-8")
    for number, what in re.findall(r"(Functions|files) under (\d+)", GUIDE):
        assert f"<= {what}" in held, number


# The templates


@pytest.mark.parametrize("name", MODULES)
def test_a_template_says_what_it_is_a_template_of(name):
    tree = ast.parse((TEMPLATES / f"{name}.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(tree).startswith("Template of a ")


@pytest.mark.parametrize("name", [name for name in MODULES if not name.startswith("test_")])
def test_a_template_has_the_docstring_that_is_asked_for(name):
    module = import_module(f"docs.templates.{name}")
    verbs = ("read_", "measure_", "compare_", "check_")
    own = [
        value
        for key, value in vars(module).items()
        if key.startswith(verbs) and getattr(value, "__module__", "") == module.__name__
    ]
    assert len(own) == 1
    asked = {
        "read_": "Raises",
        "measure_": "Formula:",
        "compare_": "Limits:",
        "check_": "Limits:",
    }
    [section] = [word for verb, word in asked.items() if own[0].__name__.startswith(verb)]
    assert section in own[0].__doc__


def test_the_templates_pass_ruff():
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["check", "docs/templates"], ["format", "--check", "docs/templates"]):
        done = subprocess.run(
            [*ruff, *command], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_the_templates_pass_mypy():
    names = [name for name in MODULES if not name.startswith("test_")]
    modules = [part for name in names for part in ("-m", f"docs.templates.{name}")]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", *modules],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    ours = [line for line in done.stdout.splitlines() if line.startswith("docs/")]
    assert (ours, done.stderr) == ([], "")
    assert f"{len(names)} source files" in done.stdout


# The tests of the template of a test, run as they stand.
test_template_count_by_hand = (
    of_comparison.test_the_rate_and_the_ratio_are_those_of_a_count_by_hand
)
test_template_mirror = of_comparison.test_swapping_the_outlets_swaps_the_answer
test_template_evidence = of_comparison.test_the_evidence_is_every_counted_use
test_template_reasons = of_comparison.test_every_missing_p_has_its_reason
test_template_error = of_comparison.test_one_group_is_no_comparison


def test_all_tests_of_the_template_are_run_here():
    theirs = {
        getattr(of_comparison, name) for name in dir(of_comparison) if name[:5] == "test_"
    }
    ours = {value for name, value in globals().items() if name.startswith("test_template_")}
    assert theirs == ours


def test_the_comparison_runs_on_the_sample_study(harbour):
    """Oracle: the uses outside quotation marks, counted with a regular expression."""
    result = compare_hedges(harbour, copies="keep")
    counted = result.table.groupby("hedge")["count"].sum()
    articles = harbour.articles
    text = (articles["headline"] + "\n" + articles["body"]).str.lower()
    outside = text.str.replace(r"“[^”]*”|\"[^\"]*\"", " ", regex=True)
    for hedge in HEDGES:
        assert counted[hedge] == outside.str.count(rf"\b{hedge}\b").sum()
    assert list(result.table.columns) == list(result.columns)
    assert len(result.table) == 5 * len(HEDGES)
    assert result.methods
    assert result.caption
    assert result.plot().get_xlabel() == "rate ratio to the others"
    assert set(result.difference("tbc").table["group"]) == set(articles["outlet"]) - {"tbc"}


def test_the_check_runs_on_the_sample_study(harbour):
    check = check_lengths(harbour)
    own = harbour.articles[harbour.articles["wire"] == ""]
    sizes = own.groupby("outlet").size()
    assert check.table.set_index("group")["n_articles"].to_dict() == sizes.to_dict()
    assert check.passed in {"yes", "no"}
    few = check_lengths(harbour.where(harbour.articles["event_id"] == "e01"))
    assert few.passed == "not judged"
    assert (few.table["reason"] != "").all()


def test_the_reader_reads_its_own_form(tmp_path):
    path = tmp_path / "articles.txt"
    path.write_text(
        "id: a\nsource: Post\ndate: 2024-03-01\nhead: Strike\ntext: They left: all.\n---\n"
        "id: b\nsource: Star\ndate: 2024-03-02\nhead: Out\ntext: Gone.\n",
        encoding="utf-8",
    )
    columns = {
        "article_id": "id",
        "outlet": "source",
        "published": "date",
        "headline": "head",
        "body": "text",
    }
    corpus = read_blocks(path, columns=columns)
    assert corpus.articles["body"].tolist() == ["They left: all.", "Gone."]
    assert np.array_equal(corpus.articles["outlet"], ["Post", "Star"])


def test_the_reader_names_every_fault_with_its_line(tmp_path):
    path = tmp_path / "articles.txt"
    path.write_text("article_id: a\nPost\n---\narticle_id: a\nStar\n", encoding="utf-8")
    with pytest.raises(ReadError) as refusal:
        read_blocks(path)
    told = str(refusal.value).splitlines()
    assert "  - line 2: 'Post' has no colon; write name: value" in told
    assert "  - line 5: 'Star' has no colon; write name: value" in told


def test_the_lexicon_and_the_codebook_are_read():
    lexicon = Lexicon.read(TEMPLATES / "lexicon.csv")
    assert set(lexicon.weights("distance")) == set(HEDGES)
    codebook = Codebook.read(TEMPLATES / "codebook.toml")
    assert [code.code for code in codebook.variable("hedge").codes] == [
        "plain",
        "hedged",
        "attributed",
    ]


def test_the_datasheet_has_the_sections_of_every_datasheet():
    pattern = re.compile(r"^## (.+)$", re.MULTILINE)
    ours = pattern.findall((TEMPLATES / "datasheet.md").read_text(encoding="utf-8"))
    shipped = (ROOT / "data" / "harbour" / "README.md").read_text(encoding="utf-8")
    assert ours == pattern.findall(shipped)


# The notebook


@pytest.fixture(scope="module")
def notebook():
    return nbformat.read(TEMPLATES / "notebook.ipynb", as_version=4)


def code_of(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_the_notebook_keeps_to_the_form(notebook):
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    headings = re.findall(r"^(#+) (.+)$", "\n".join(prose), re.MULTILINE)
    assert [title[-1] for level, title in headings if level == "#"] == ["?"]
    assert [title for level, title in headings if level == "##"][-4:] == [
        "Would another choice change the answer?",
        "What this does not show",
        "For the paper",
        "Exercises",
    ]
    assert prose[-1].rstrip("*").endswith("we cannot tell.")
    assert not any(cell.outputs or cell.execution_count for cell in code_of(notebook))
    assert max(len(cell.source.splitlines()) for cell in code_of(notebook)) <= 12
    assert code_of(notebook)[1].metadata["tags"] == ["parameters"]
    assert code_of(notebook)[2].source.startswith("# inputs\n")
    assert "\n# outputs\n" in code_of(notebook)[2].source


@pytest.mark.slow
def test_the_notebook_runs_on_the_sample_study(notebook, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {}
    for cell in code_of(notebook):
        exec(cell.source, names)  # noqa: S102 - our own cells, one after the other
        if "parameters" in cell.metadata.get("tags", []):
            names |= {"STUDY": str(ROOT / "data" / "harbour" / "study.toml"), "OUT": "report"}
    saved = sorted(path.name for path in names["saved"])
    assert saved == ["hedges.csv", "hedges.pdf", "hedges.png", "hedges.svg"]
