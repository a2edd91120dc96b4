"""The span algebra against a count of single characters."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import Corpus
from analysis.errors import SpanError
from analysis.spans import Spans

stretch = st.tuples(st.sampled_from("ab"), st.integers(0, 12), st.integers(0, 6))
layers = st.lists(stretch, max_size=8)


def make(rows, layer="x"):
    return Spans.of(layer, [(a, "body", s, s + n, "v") for a, s, n in rows])


def characters(spans):
    """Each character of each article that any span covers."""
    table = spans.table
    return {
        (row.article_id, place)
        for row in table.itertuples()
        for place in range(row.start, row.end)
    }


@given(layers, layers)
def test_covered_by_counts_the_shared_characters(mine, other):
    mine, other = make(mine), make(other)
    there = characters(other)
    by_hand = [
        sum((row.article_id, place) in there for place in range(row.start, row.end))
        for row in mine.table.itertuples()
    ]
    assert mine.covered_by(other).tolist() == by_hand


@given(layers, layers)
def test_minus_and_intersect_part_the_characters_of_each_span(mine, other):
    mine, other = make(mine), make(other)
    left, shared = mine.minus(other), mine.intersect(other)
    assert characters(left) == characters(mine) - characters(other)
    assert characters(shared) == characters(mine) & characters(other)
    lengths = [int((s.table["end"] - s.table["start"]).sum()) for s in (mine, left, shared)]
    assert lengths[0] == lengths[1] + lengths[2]


@given(layers, layers)
def test_pairs_lists_every_overlap_once(mine, other):
    mine, other = make(mine), make(other)
    found = sorted(zip(*(side.tolist() for side in mine.pairs(other)), strict=True))
    by_hand = [
        (i, j)
        for i, a in enumerate(mine.table.itertuples())
        for j, b in enumerate(other.table.itertuples())
        if a.article_id == b.article_id and max(a.start, b.start) < min(a.end, b.end)
    ]
    assert found == by_hand


@given(layers, layers)
def test_within_is_every_character_and_overlap_is_any(mine, other):
    mine, other = make(mine), make(other)
    under = characters(other)
    own = [{(a, at) for at in range(s, e)} for a, _, s, e, _ in mine.rows()]
    assert mine.within(other).tolist() == [bool(it) and it <= under for it in own]
    assert mine.overlaps(other).tolist() == [bool(it & under) for it in own]


def test_fields_and_articles_do_not_mix():
    quote = Spans.of("quote", [("a", "body", 0, 10, "quote")])
    headline = Spans.of("word", [("a", "headline", 0, 5, "w"), ("b", "body", 0, 5, "w")])
    assert headline.covered_by(quote).tolist() == [0, 0]


def test_text_is_what_stands_under_the_span():
    articles = pd.DataFrame(
        {"article_id": ["a"], "headline": ["Élan"], "body": ["über 🙂 alles"]}
    )
    spans = Spans.of("word", [("a", "body", 5, 6, "smile"), ("a", "headline", 0, 1, "e")])
    assert spans.text(articles).tolist() == ["🙂", "É"]


def test_impossible_spans_are_all_named():
    with pytest.raises(SpanError) as refusal:
        Spans.of(
            "x", [("a", "body", -1, 3, "v"), ("a", "lead", 0, 3, "v"), ("a", "body", 5, 3, "v")]
        )
    assert str(refusal.value) == (
        "3 spans cannot be: the field is headline or body, and 0 <= start <= end.\n"
        "  - span 0 of article 'a': field 'body', from -1 to 3\n"
        "  - span 1 of article 'a': field 'lead', from 0 to 3\n"
        "  - span 2 of article 'a': field 'body', from 5 to 3"
    )


def test_a_table_without_the_columns_is_refused():
    with pytest.raises(SpanError) as refusal:
        Spans(pd.DataFrame({"article_id": ["a"], "start": [1], "end": [2]}))
    assert str(refusal.value) == (
        "a table of spans needs the columns article_id, field, start, end, layer, value; "
        "'field', 'layer', 'value' missing, found 'article_id', 'start', 'end'."
    )


def test_a_span_beyond_its_text_is_refused():
    articles = pd.DataFrame(
        {
            "article_id": ["a"],
            "outlet": ["P"],
            "published": [""],
            "headline": ["H"],
            "body": ["four"],
        }
    )
    spans = Spans.of("quote", [("a", "body", 2, 9, "quote"), ("z", "body", 0, 1, "quote")])
    with pytest.raises(SpanError) as refusal:
        Corpus(articles, layers={"quote": spans})
    assert str(refusal.value) == (
        "layer 'quote' has 2 faults:\n"
        "  - span 0, 2-9, of body 'a': the text ends at 4\n"
        "  - span 1, 0-1, of body 'z': no such article in the corpus"
    )
