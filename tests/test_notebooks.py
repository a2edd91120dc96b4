"""Notebooks keep to the house form, and run from top to bottom on the sample study."""

import ast
import os
import re
import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from analysis.report.chapters import read_chapters
from analysis.report.stored import read_results
from analysis.study.run import run_study

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
STUDY = ROOT / "data" / "harbour" / "study.toml"
LAST = [
    "Would another choice change the answer?",
    "What this does not show",
    "For the paper",
    "Exercises",
]


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code_of(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def headings_of(notebook, level):
    mark = "#" * level + " "
    return [
        line.removeprefix(mark)
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for line in re.sub(r"```.*?```", "", cell.source, flags=re.DOTALL).splitlines()
        if line.startswith(mark)
    ]


def test_they_are_these():
    numbers = [path.stem[:2] for path in NOTEBOOKS]
    assert numbers == [f"{n:02}" for n in range(15)]


def test_opens_with_its_only_title_a_question(notebook):
    assert notebook.cells[0].source.startswith("# ")
    assert [title[-1] for title in headings_of(notebook, 1)] == ["?"]


def test_is_stored_without_outputs(notebook):
    assert not any(cell.outputs or cell.execution_count for cell in code_of(notebook))


def test_defines_nothing_that_should_be_in_the_package(notebook):
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
    nodes = [node for cell in code_of(notebook) for node in ast.walk(ast.parse(cell.source))]
    assert [ast.unparse(node) for node in nodes if isinstance(node, kinds)] == []


def test_cells_are_short(notebook):
    assert max(len(cell.source.splitlines()) for cell in code_of(notebook)) <= 12


def test_code_begins_with_imports_parameters_inputs_and_outputs(notebook):
    first, second, third = code_of(notebook)[:3]
    assert re.match(r"import |from ", first.source)
    assert second.metadata["tags"] == ["parameters"]
    assert second.source == 'STUDY = "data/harbour/study.toml"\nOUT = "reports/harbour"'
    assert third.source.startswith("# inputs\n")
    assert "\n# outputs\n" in third.source
    lines = [line for cell in code_of(notebook)[3:] for line in cell.source.splitlines()]
    assert [line for line in lines if line.startswith(("import ", "from "))] == []


def test_ends_with_its_limits(notebook):
    assert headings_of(notebook, 2)[-4:] == LAST


def test_one_exercise_ends_in_not_knowing(notebook):
    exercises = notebook.cells[-1].source.split("## Exercises")[1].strip().splitlines()
    assert len(exercises) in {3, 4}
    assert exercises[-1].rstrip("*").endswith("we cannot tell.")


def test_prose_holds_no_number_of_a_result(notebook):
    """Numbers in prose are thresholds and scales; counts and shares come from the code."""
    prose = " ".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    prose = re.sub(r"```.*?```|`[^`]*`|^\d+\. ", "", prose, flags=re.DOTALL | re.MULTILINE)
    numbers = set(re.findall(r"(?<![\w.])\d+(?:[.,]\d+)?", prose))
    assert numbers <= {"0", "1", "0.69", "3.84", "1,000", "03"}


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Run the sample study, from a copy, in a working directory of its own."""
    if not STUDY.exists():
        pytest.skip("the sample study is not there")
    place = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(STUDY.parent, place / "harbour")
    before = Path.cwd()
    os.chdir(place)
    try:
        return run_study("harbour/study.toml", "report").parent
    finally:
        os.chdir(before)


@pytest.mark.slow
def test_all_run_on_the_sample_study(report):
    chapters = read_chapters(report / "notebooks")
    assert [chapter.name for chapter in chapters] == [path.stem for path in NOTEBOOKS]
    assert [result.name for result in read_results(report / "results")] == [
        "agency",
        "claims",
        "coverage",
        "frames",
        "headline-sentiment",
        "headline-words",
        "labels",
        "saying",
        "sentiment",
        "source-diversity",
        "sources",
        "words",
    ]
    for result in read_results(report / "results"):  # nothing else has taken its name
        table = pd.read_csv(report / "results" / f"{result.name}.csv")
        assert list(table.columns) == list(result.table.columns)
    for chapter in chapters:
        outputs = " ".join(block.html for block in chapter.blocks)
        assert 'class="warning"' not in outputs, chapter.name


@pytest.mark.slow
def test_every_figure_is_saved_with_its_numbers(report):
    names = {path.stem for path in (report / "figures").glob("*.svg")}
    curves = {"choices-labels", "choices-sentiment", "choices-words"}
    own = {
        "claims",
        "coverage",
        "dates",
        "labels",
        "lengths",
        "placebo-words",
        "sentiment",
        "words",
    }
    own |= {"copies", "who-came-when", "who-covered-what"}
    own |= {"events", "headline-sentiment", "headline-words"}
    own |= {"frames", "frame-shares", "agreement", "coding-plan"}
    own |= {"agency", "saying", "sources", "source-diversity"}
    plans = {"plan-labels", "plan-sentiment", "plan-words"}
    assert names == own | curves | plans
    for name in names:
        for ending in (".pdf", ".png", ".csv"):
            assert (report / "figures" / name).with_suffix(ending).stat().st_size > 0
