"""Claims as readers see them: in sentences, side by side, no more text than may be shown."""

import numpy as np
import pandas as pd
import pytest

from analysis.compare.claims import compare_claims
from analysis.compare.coverage import compare_coverage
from analysis.corpus import Corpus
from analysis.report.claims import NOT_SHOWN, left_out, said_alone, side_by_side
from analysis.report.covers import claims_in_words, covers_in_words
from analysis.report.findings import in_words

TOLD = {
    "Post": "Police arrested 31 dockers at the East Gate before dawn on Tuesday, while "
    "horses and vans waited out of sight.",
    "Star": "Before dawn police arrested 31 dockers at the East Gate & left. <b>It rained.</b>",
    "Sun": "The mayor cancelled a reception for visiting engineers from the northern yards.",
}


@pytest.fixture(scope="module")
def result():
    rows = {
        "article_id": list("abc"),
        "outlet": list(TOLD),
        "published": ["2024-03-01", "2024-03-02", ""],
        "headline": "",
        "event_id": "e1",
        "body": list(TOLD.values()),
    }
    names = pd.DataFrame({"outlet": ["Sun"], "name": ["The Morning Sun"]})
    return compare_claims(Corpus(pd.DataFrame(rows), outlets=names), aligner="words")


def test_outlets_stand_side_by_side_and_who_lacks_it_is_named(result):
    shown = side_by_side(result, "e1#1")
    assert repr(shown).splitlines() == [
        "e1#1: in the articles of 2 of 3 outlets.",
        f"Post, 2024-03-01: {TOLD['Post']}",
        f"Star, 2024-03-02: {TOLD['Star'].split(' <')[0]}",
        "The Morning Sun: absent in the collected articles",
    ]
    html = shown._repr_html_()
    assert "&amp; left" in html
    assert html.count("<tr>") == 4


def test_no_more_is_shown_than_may_be(result):
    assert side_by_side(result, "e1#1", "short").rows[0][1] == (
        "Police arrested 31 dockers at the East Gate … "
        "while horses and vans waited out of sight."
    )
    assert side_by_side(result, "e1#1", "none").rows[0][1] == NOT_SHOWN
    assert set(left_out(result, "none")["wording"]) == {NOT_SHOWN}


def test_lists_have_the_denominator(result):
    assert left_out(result).drop(columns="wording").to_numpy().tolist() == [
        ["e1#1", "The Morning Sun", "2 of 2"]
    ]
    alone = said_alone(result)
    assert alone["outlet"].tolist() == ["The Morning Sun"]
    assert alone["others that carry it"].tolist() == ["0 of 2"]
    assert len(said_alone(result, most=0)) == 0


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        (0.0, "1 times the share of the others"),
        (np.inf, "the others none"),
        (-np.inf, "which the others do"),
    ],
)
def test_a_row_is_said_in_a_sentence(estimate, said):
    row = pd.Series({"share": "only here", "value": 0.4, "estimate": estimate})
    assert claims_in_words(row, "Post", ".") == (
        f"In the collected articles Post is alone with 40% of the claims it states, {said}."
    )


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        (0.0, "1 times the share of Star"),
        (np.inf, "Star none"),
        (-np.inf, "which Star does"),
    ],
)
def test_who_a_group_is_compared_with_is_named(estimate, said):
    row = pd.Series({"share": "only here", "value": 0.4, "estimate": estimate})
    assert claims_in_words(row, "Post", ".", "Star") == (
        f"In the collected articles Post is alone with 40% of the claims it states, {said}."
    )


def test_after_a_contrast_with_one_outlet_no_sentence_speaks_of_the_others(result):
    pair = result.difference("Sun")
    said = [in_words(pair, row) for row in range(len(pair.table))]
    assert not any("the others" in text for text in said)
    assert any("The Morning Sun" in text for text in said)
    covered = compare_coverage(result.texts).difference("Sun")
    told = [in_words(covered, row) for row in range(len(covered.table))]
    assert not any("the others" in text for text in told)
    assert any("The Morning Sun" in text for text in told)


@pytest.mark.parametrize(
    ("measure", "estimate", "said"),
    [
        ("covered", 0.0, "covers an event with odds 1 times those of Star"),
        ("covered", np.inf, "covers every event that only some cover, against Star"),
        ("covered", -np.inf, "covers no event that only some cover, against Star"),
        ("words", 0.0, "prints 1 times as many words as Star"),
        ("articles", 1.5, "has 1.50 articles more on an event than Star"),
        ("lag", -0.5, "comes 0.50 days sooner than Star"),
        (
            "headline",
            0.25,
            "names the event in its headlines 25 percentage points more often than Star",
        ),
    ],
)
def test_coverage_is_said_with_whom_it_is_compared(measure, estimate, said):
    row = pd.Series({"measure": measure, "estimate": estimate})
    assert (
        covers_in_words(row, "Post", ".", "Star") == f"In the collected articles Post {said}."
    )


def test_every_row_of_a_result_can_be_said(result):
    said = [in_words(result, row) for row in range(len(result.table))]
    assert all(
        text.startswith(("In the collected articles ", "Post ", "Star ", "The "))
        for text in said
    )
