"""CheckResult: a verdict and its table, shown and stored alike."""

from dataclasses import FrozenInstanceError, dataclass
from typing import ClassVar

import pandas as pd
import pytest

from analysis.check.result import CheckResult, all_passed
from analysis.corpus import Corpus


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Plain(CheckResult):
    """A check of one column."""

    columns: ClassVar = {"group": "value of the grouping column", "n": "a number"}

    @property
    def caption(self):
        return "What a caption says."


@pytest.fixture
def made():
    rows = {name: ["a"] for name in ("article_id", "outlet", "published", "headline", "body")}
    corpus = Corpus(pd.DataFrame(rows | {"published": ["2024-03-01"]}))

    def make(**changes):
        table = pd.DataFrame({"group": ["<b>Post</b>"], "n": pd.array([None], "Int64")})
        given = {
            "table": table,
            "settings": {},
            "corpus": corpus.summary(),
            "notes": ("one <caution>",),
            "passed": "no",
            "verdict": "Too <few>.",
        }
        return Plain(**(given | changes))

    return make


def test_is_frozen(made):
    with pytest.raises(FrozenInstanceError):
        made().passed = "yes"


def test_opens_with_its_verdict(made):
    assert repr(made()).startswith("passed: no. Too <few>.\n\n")


def test_html_shows_verdict_caption_and_notes_and_escapes_all(made):
    html = made()._repr_html_()
    assert html.startswith(
        "<p class='verdict'><strong>passed: no.</strong> Too &lt;few&gt;.</p>"
    )
    assert "&lt;b&gt;Post&lt;/b&gt;" in html
    assert "<p class='caption'>What a caption says.</p>" in html
    assert "<li>one &lt;caution&gt;</li>" in html
    assert "NA" not in html


def test_the_table_goes_to_csv_whole(made, tmp_path):
    made().to_csv(tmp_path / "check.csv")
    assert (tmp_path / "check.csv").read_text() == "group,n\n<b>Post</b>,\n"
    assert [path.name for path in tmp_path.iterdir()] == ["check.csv"]


def test_a_verdict_that_is_none_is_a_fault_of_the_code(made):
    with pytest.raises(TypeError) as refusal:
        made(passed="maybe")
    assert str(refusal.value) == "passed is 'maybe'; a check says 'yes', 'no' or 'not judged'."


def test_a_column_that_is_not_defined_is_a_fault_of_the_code(made):
    with pytest.raises(TypeError) as refusal:
        made(table=pd.DataFrame({"group": ["Post"], "m": [1]}))
    assert str(refusal.value) == (
        "Plain.columns and its table disagree: "
        "not defined ['m'], not there ['n'], or in another order."
    )


@pytest.mark.parametrize(
    ("rows", "whole"),
    [
        (["yes", "yes"], "yes"),
        (["yes", "not judged"], "yes"),
        (["not judged"], "not judged"),
        (["not judged", "no", "yes"], "no"),
        ([], "not judged"),
    ],
)
def test_a_whole_is_judged_by_its_parts(rows, whole):
    assert all_passed(rows) == whole
