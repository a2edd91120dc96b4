"""The smallest p, against every arrangement counted out."""

from itertools import combinations, product

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import Corpus
from analysis.design import Design
from analysis.study.attainable import attainable


def corpus_of(cells, sides=None):
    """Make a corpus with one article for each (outlet, event)."""
    rows = [
        {
            "article_id": f"{number}",
            "outlet": outlet,
            "published": "2024-01-01",
            "headline": "x",
            "body": "y",
            "event_id": event,
            "side": (sides or {}).get(outlet, outlet),
        }
        for number, (outlet, event) in enumerate(cells)
    ]
    return Corpus(pd.DataFrame(rows))


@given(st.lists(st.sets(st.sampled_from("abcd"), min_size=1), min_size=1, max_size=5))
def test_the_smallest_p_is_one_arrangement_of_all_twice(events):
    cells = [
        (outlet, f"e{n}") for n, outlets in enumerate(events) for outlet in sorted(outlets)
    ]
    if len({outlet for outlet, _ in cells}) < 2:
        return
    unit, found = attainable(corpus_of(cells), Design())
    assert unit == "cell"
    for one in found:
        # Every way to say which cell of each event is the group's own.
        own = [sorted(outlets) for outlets in events if one.group in outlets]
        ways = len(list(product(*own)))
        assert one.smallest_p == pytest.approx(min(1, 2 / ways))
        assert one.informative == sum(len(outlets) > 1 for outlets in own)


def test_five_outlets_over_using_need_nine_events_for_a_list():
    cells = [(outlet, f"e{n}") for n in range(12) for outlet in "abcde"]
    _, found = attainable(corpus_of(cells), Design())
    (one, *_) = found
    assert one.smallest_p == pytest.approx(2 / 5**12)
    # INFERENCE.md: for 18,000 words of one group, 2·(1/5)^J asks for J of 9 or more.
    assert one.events_needed(18_000, 0.05) == 9
    assert one.events_needed(1, 0.05) == 3


def test_pairs_need_twenty_events_for_a_list_and_six_for_one_word():
    cells = [(outlet, f"e{n}") for n in range(30) for outlet in "ab"]
    _, (one, _) = attainable(corpus_of(cells), Design())
    assert (one.events_needed(18_000, 0.05), one.events_needed(1, 0.05)) == (20, 6)
    _, (few, _) = attainable(corpus_of(cells[:38]), Design())
    assert few.events_needed(18_000, 0.05) is None


def test_sides_are_permuted_over_the_outlets_that_meet_others():
    outlets = "abcdefgh"
    sides = {outlet: "left" if outlet in "abc" else "right" for outlet in outlets}
    cells = [(outlet, "e1") for outlet in outlets] + [("z", "alone")]
    unit, found = attainable(corpus_of(cells, {**sides, "z": "left"}), Design(by="side"))
    ways = len(list(combinations(outlets, 3)))
    assert unit == "outlet"
    assert [(one.group, one.informative) for one in found] == [("left", 3), ("right", 5)]
    assert {one.smallest_p for one in found} == {2 / ways}


def test_an_attribute_of_articles_may_have_several_cells_in_an_event():
    cells = [(outlet, event) for event in ("e1", "e2") for outlet in "abcd"]
    corpus = corpus_of(cells)
    kinds = ["news", "news", "opinion", "opinion", "opinion", "news", "news", "news"]
    corpus = corpus.with_columns({"kind": pd.Series(kinds)})
    unit, found = attainable(corpus, Design(by="kind"))
    assert unit == "cell"
    # Two of four cells in one event, and one of four (or three of four) in the other.
    assert [one.smallest_p for one in found] == [pytest.approx(2 / (6 * 4))] * 2
