"""Which unit an analysis takes, and what it says of the ones it leaves out."""

import numpy as np
import pandas as pd
import pytest

from analysis.corpus import Corpus
from analysis.design import Design
from analysis.errors import ChoiceError
from analysis.spans import Spans
from analysis.tally import count_spans, tally_units


def corpus_of(outlets, sides, events=None):
    n = len(outlets)
    return Corpus(
        pd.DataFrame(
            {
                "article_id": [f"a{i}" for i in range(n)],
                "outlet": outlets,
                "published": "",
                "headline": "",
                "body": "x",
                "side": sides,
                "event_id": events or ["e"] * n,
            }
        )
    )


SIDE = Design(by="side")


def test_by_outlet_the_cell_is_the_unit():
    assert tally_units(corpus_of(["A", "B"], ["l", "r"]), Design())[1].unit == "cell"


def test_an_attribute_of_outlets_makes_the_outlet_the_unit():
    assert tally_units(corpus_of(["A", "A", "B"], ["l", "l", "r"]), SIDE)[1].unit == "outlet"


def test_an_attribute_of_articles_makes_the_cell_the_unit():
    assert tally_units(corpus_of(["A", "A", "B", "B"], list("nono")), SIDE)[1].unit == "cell"


def test_one_mixed_outlet_among_many_does_not_turn_outlets_into_cells():
    """Else the house words of single outlets pass for words of their side."""
    names = [f"o{i:02}" for i in range(20)]
    _, units = tally_units(corpus_of([*names, "o00"], [*"lr" * 10, "r"]), SIDE)
    assert units.unit == "outlet"
    assert len(units.outlets) == 21
    [note] = units.notes
    assert note == (
        "1 of 20 outlets stand in several groups of side ('o00'): each is counted once in each."
    )


def test_in_between_the_user_must_say():
    names = ["A", "A", "B", "C", "D"]
    with pytest.raises(ChoiceError) as refusal:
        tally_units(corpus_of(names, ["l", "r", "l", "r", "l"]), SIDE)
    assert str(refusal.value) == (
        "'side' is neither one per outlet nor one per article: 1 of 4 outlets stand in "
        "several of its groups ('A'). Give each outlet one value (or split the outlet by its "
        "desks), or say what one observation is: unit='outlet', unit='cell' (these outlets "
        "only) or unit='article' (these articles only)."
    )


def test_a_smaller_unit_by_name_says_what_it_can_speak_of():
    corpus = corpus_of(["A", "A", "B"], ["l", "l", "r"])
    _, cells = tally_units(corpus, Design(by="side", unit="cell"))
    _, articles = tally_units(corpus, Design(by="side", unit="article"))
    [note] = cells.notes
    assert note == (
        "outlet × event cells are the unit although side is one per outlet: what is found "
        "speaks of these outlets only, not of their kind."
    )
    assert articles.notes == (
        "the article is the unit: what is found speaks of these articles only.",
    )


def test_articles_without_group_or_event_are_counted():
    corpus = corpus_of(["A", "B", "C"], ["l", "r", ""], ["e", "", "e"])
    rows, units = tally_units(corpus, SIDE)
    assert (rows.tolist(), units.event.tolist()) == ([0], [0])
    rows, units = tally_units(corpus, SIDE, eventless=True)
    assert (rows.tolist(), units.event.tolist()) == ([0, 1], [0, -1])
    assert units.notes[:2] == (
        "1 article has no side and is left out.",
        "1 article has no event_id and is left out.",
    )


def test_spans_are_counted_by_article_and_value():
    _, units = tally_units(corpus_of(["A", "B"], ["l", "r"]), SIDE)
    spans = Spans.of(
        "x", [("a1", "body", 0, 1, "v"), ("a1", "body", 0, 1, "v"), ("a0", "body", 0, 1, "w")]
    )
    counts = count_spans(spans, units, ["v", "w", "none"]).toarray()
    np.testing.assert_array_equal(counts, [[0, 1, 0], [2, 0, 0]])


def test_names_of_events_fit_their_codes_where_some_article_has_none():
    corpus = corpus_of(["A", "B", "C"], ["l", "r", "l"], ["e2", "", "e1"])
    _, units = tally_units(corpus, SIDE, eventless=True)
    named = [units.events[code] if code >= 0 else "" for code in units.event]
    assert named == ["e2", "", "e1"]


def test_the_outlet_is_no_unit_of_a_comparison_of_outlets():
    with pytest.raises(ChoiceError) as refusal:
        tally_units(corpus_of(["A", "B"], ["l", "r"]), Design(unit="outlet"))
    assert str(refusal.value) == (
        "unit='outlet' compares kinds of outlets; by='outlet' each kind has one. Say by= an "
        "attribute of outlets, or leave the unit to 'auto' (the outlet × event cell)."
    )
