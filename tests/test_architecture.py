"""The written architecture and the code agree."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "analysis"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")
LINES = [
    set(names.split())
    for names in re.findall(
        r"^\| \d \| ([a-z ]+) \|$", (ROOT / "ARCHITECTURE.md").read_text(), re.MULTILINE
    )
]


def room_of(path):
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def line_of(room):
    return next(number for number, rooms in enumerate(LINES) if room in rooms)


def imported(path):
    """Every module of the package that a file imports, in full."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return found


def name_of(path):
    return str(path.relative_to(PACKAGE))


def test_every_room_has_its_line():
    assert {room_of(path) for path in MODULES} == set().union(*LINES)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_up_the_table(path):
    own = line_of(room_of(path))
    rooms = {m.split(".")[1] for m in imported(path) if m.startswith("analysis.")}
    assert {room for room in rooms if line_of(room) > own} == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_figures_and_report_draw(path):
    if room_of(path) not in {"figures", "report"}:
        assert "matplotlib.pyplot" not in imported(path)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_stats_knows_no_article(path):
    if room_of(path) == "stats":
        used = {m for m in imported(path) if m.split(".")[0] in {"analysis", "pandas"}}
        assert {
            m for m in used if not m.startswith(("analysis.errors", "analysis.stats"))
        } == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_measures_know_no_group(path):
    if room_of(path) == "measure":
        text = path.read_text(encoding="utf-8")
        assert "analysis.tally" not in imported(path)
        assert not re.search(r"from analysis\.design import .*\bDesign\b", text)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_file_and_its_functions_stay_short(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            docstring = ast.get_docstring(node, clean=False) or ""
            lines = node.end_lineno - node.lineno + 1 - len(docstring.splitlines())
            assert lines <= 40, f"{node.name} has {lines} lines without its docstring"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_library_asserts_nothing(path):
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    assert not any(isinstance(node, ast.Assert) for node in nodes)


def test_only_readers_open_articles():
    """Whoever else opens a file opens one of its own kind."""
    openers = {"read", "lexicon", "codebook", "coding", "study", "report", "cli", "corpus"}
    openers |= {"results", "prepare", "parsing"}
    call = re.compile(r"\bopen\(|\.read_text\(|\.read_bytes\(|pd\.read_|\bread_parquet\(")
    for path in MODULES:
        if call.search(path.read_text(encoding="utf-8")):
            assert room_of(path) in openers, name_of(path)
