"""compare_loaded against counts by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis.compare.loaded import compare_loaded
from analysis.corpus import Corpus
from analysis.lexicon import Lexicon
from analysis.measure.loaded import RIGHT

LISTS = Lexicon(
    name="lists", entries={"perhaps": {"hedge": 1.0}, "vile": {"judging": 1.0}}, version="2"
)
BODY = {
    "Post": "A vile plan, perhaps, of a vile board. “Vile,” a man said of it all.",
    "Star": "A plan, perhaps, of the port board.",
}


@pytest.fixture(scope="module")
def result():
    rows = [
        (f"{outlet}{n}", outlet, f"e{n}", body)
        for n in range(8)
        for outlet, body in BODY.items()
    ]
    names = ["article_id", "outlet", "event_id", "body"]
    table = pd.DataFrame(rows, columns=names).assign(published="2024-03-01", headline="")
    return compare_loaded(Corpus(table), lexicons=LISTS)


def row_of(result, group, kind):
    table = result.table
    return table[(table["group"] == group) & (table["kind"] == kind)].iloc[0]


def test_a_rate_is_words_of_the_kind_in_a_thousand_printed(result):
    judging = row_of(result, "Post", "judging")
    assert judging["count"] == 16
    assert judging["value"] == pytest.approx(1000 * 2 / 14)  # the quoted word is the source's
    assert row_of(result, "Star", "judging")["value"] == 0
    hedge = row_of(result, "Post", "hedge")
    assert hedge["estimate"] == pytest.approx(np.log((1 / 14) / (1 / 7)))


def test_a_difference_mirrors_where_there_are_two(result):
    pair = result.difference("Star")
    assert row_of(pair, "Post", "hedge")["estimate"] == pytest.approx(
        row_of(result, "Post", "hedge")["estimate"]
    )


def test_a_row_opens_to_its_words(result):
    spans = result.evidence(row_of(result, "Post", "judging"))
    assert set(spans.table["term"]) == {"vile"}
    assert len(result.sentences(row_of(result, "Post", "judging"))) == 8


def test_the_result_says_what_a_list_is_not(result):
    assert (
        "a loaded word is one of a list, as the parse sees it used; no list says that a "
        "sentence is biased, on which experts agree at an alpha of .40 (BABE). Read the "
        "sentences."
    ) in result.notes
    assert "a word that is of several kinds counts once in each: kinds overlap." in result.notes
    assert "lists (2, licence not stated)" in result.methods
    assert "no measure of bias" in result.caption
    assert len(result.plot().get_yticklabels()) > 0


def test_our_own_lists_come_with_how_often_their_marks_were_right(result):
    rows = {"article_id": list("ab"), "outlet": ["Post", "Star"], "published": "2024-03-01"}
    more = {"event_id": "e", "headline": "", "body": list(BODY.values())}
    own = compare_loaded(Corpus(pd.DataFrame(rows | more)))
    assert set(RIGHT) == set(own.table["kind"])
    assert any("factive 13, hedge 16" in note for note in own.notes)
    assert not any("factive 13" in note for note in result.notes)
