"""Pages with parts marked by hand, and small corpora."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from analysis.corpus import Corpus

PAGES = Path(__file__).parents[1] / "pages"


def _marked(text, rows):
    """Give text and part by the number of each line that is not blank."""
    lines = text.split("\n")
    numbers = [
        (number, row["part"])
        for row in rows
        for number in range(int(row["first_line"]), int(row["last_line"]) + 1)
    ]
    return text, {number: part for number, part in numbers if lines[number - 1].strip()}


@pytest.fixture(scope="session")
def pages():
    """Text and marks of each invented page."""
    with (PAGES / "parts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = sorted({row["page"] for row in rows})
    return {
        name: _marked(
            (PAGES / f"{name}.txt").read_text(encoding="utf-8"),
            [row for row in rows if row["page"] == name],
        )
        for name in names
    }


@pytest.fixture(scope="session")
def seed(shared_data):
    """Text and marks of the real page."""
    folder = shared_data / "seed"
    with (folder / "parts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return _marked((folder / "page.txt").read_text(encoding="utf-8"), rows)


@pytest.fixture(scope="session")
def make_corpus():
    """Make a corpus of bodies by id, with any other columns."""

    def make(bodies, **columns):
        table = {"article_id": list(bodies), "outlet": "Post", "published": "", "headline": ""}
        return Corpus(pd.DataFrame({**table, **columns, "body": list(bodies.values())}))

    return make
