"""A small study in a folder of its own, for the tests of the study file and its runs."""

from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat import v4

STUDY = """\
title = "A strike"
question = "Do two papers name it alike?"
seed = 7
[corpus]
articles = "articles.csv"
columns = { outlet = "paper" }
[design]
within = "event_id"
[labels.act]
strike = ["strike", "[walk] out"]
stoppage = ["stoppage*"]
"""
EVENTS = 8


def articles() -> pd.DataFrame:
    """Two papers on the same events: one says strike, the other stoppage."""
    rows = []
    for paper, name in (("Post", "strike"), ("Star", "stoppage")):
        for event in range(EVENTS):
            body = (
                f"The {name} at the port went on for day {event + 1}. Dockers met at noon. "
                f"“This is a good fight,” one docker said. The {name} hurt trade badly."
            )
            rows.append(
                {
                    "article_id": f"{paper.lower()}-{event}",
                    "paper": paper,
                    "published": f"2024-03-{event + 1:02}",
                    "headline": f"Port {name}, day {event + 1}",
                    "body": body,
                    "event_id": f"e{event}",
                }
            )
    return pd.DataFrame(rows)


@pytest.fixture
def table() -> pd.DataFrame:
    """The articles of the small study, as its file has them."""
    return articles()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Folder with a study file and its articles."""
    place = tmp_path / "port"
    place.mkdir()
    articles().to_csv(place / "articles.csv", index=False)
    (place / "study.toml").write_text(STUDY, encoding="utf-8")
    return place


@pytest.fixture
def write_study(folder):
    """Replace the study file by a text, or change a piece of it; return its path."""

    def write(text=None, **changes):
        text = STUDY if text is None else text
        for old, new in changes.get("change", {}).items():
            assert old in text
            text = text.replace(old, new)
        (folder / "study.toml").write_text(text, encoding="utf-8")
        return folder / "study.toml"

    return write


def notebook_of(*cells):
    """Make a notebook with the cell that takes parameters, and these."""
    first = v4.new_code_cell('STUDY = ""\nOUT = ""', metadata={"tags": ["parameters"]})
    rest = [v4.new_code_cell(source) for source in cells]
    return v4.new_notebook(cells=[v4.new_markdown_cell("# A question?"), first, *rest])


@pytest.fixture
def labels_cell():
    """Cell that compares labels and saves the result, as the suite's notebooks do."""
    return """\
from analysis.compare.labels import compare_labels
from analysis.study import open_run
run = open_run(STUDY, OUT)
settings = run.settings("labels")
result = compare_labels(run.corpus(), run.label_sets, design=run.design, **settings)
run.save(result, "labels").name
"""


@pytest.fixture
def write_notebook(folder):
    """Put a notebook of these cells beside the study."""

    def write(name, *cells):
        nbformat.write(notebook_of(*cells), folder / name)

    return write
