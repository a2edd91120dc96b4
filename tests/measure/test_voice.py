"""Voice: who speaks in each span, and the runs of one voice."""

import math

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import Corpus
from analysis.measure.quotes import measure_quotes
from analysis.measure.voice import (
    segments,
    share_mixed,
    source_words,
    voice_of,
    voice_summary,
)
from analysis.spans import Spans


def corpus_of(*bodies: str) -> Corpus:
    ids = [str(number) for number in range(len(bodies))]
    rows = {"article_id": ids, "outlet": "Post", "published": "", "headline": ""}
    return Corpus(pd.DataFrame(rows | {"body": list(bodies)}))


def runs_of(body: str, within: Spans | None = None) -> list[tuple[str, str, int]]:
    corpus = corpus_of(body)
    runs = segments(corpus, measure_quotes(corpus), within=within)
    columns = (runs.text(corpus.articles), runs.table["voice"], runs.table["sentence"])
    return list(zip(*columns, strict=True))


def test_a_span_takes_the_voice_of_most_of_its_characters_and_a_tie_is_the_outlet_s():
    quotes = Spans.of("quote", [("a", "body", 10, 20, "quote"), ("a", "body", 30, 40, "scare")])
    rows = [(0, 5), (8, 20), (5, 15), (5, 14), (12, 18), (30, 40), (15, 15)]
    spans = voice_of(Spans.of("x", [("a", "body", *row, "x") for row in rows]), quotes)
    found = spans.table[["start", "end", "voice", "straddles", "tied"]]
    assert found.to_numpy().tolist() == [
        [0, 5, "outlet", False, False],
        [5, 14, "outlet", True, False],
        [5, 15, "outlet", True, True],
        [8, 20, "source", True, False],
        [12, 18, "source", False, False],
        [15, 15, "outlet", False, False],
        [30, 40, "outlet", False, False],
    ]
    assert str(voice_summary(spans)) == (
        "5 spans in the outlet's voice, 2 in a source's; 3 straddle a border and take the "
        "voice of most of their characters, 1 of them a tie and so the outlet's."
    )


def test_sentences_are_cut_into_runs_of_one_voice():
    body = "The mayor said “we are ready,” and left. It was a “success.” “We go!” It rained."
    assert runs_of(body) == [
        ("The mayor said", "outlet", 0),
        ("we are ready,", "source", 0),
        ("and left.", "outlet", 0),
        ("It was a “success.", "outlet", 1),
        ("We go!", "source", 2),
        ("It rained.", "outlet", 3),
    ]


def test_only_text_that_counts_is_cut():
    body = "The mayor said “we are ready” and left."
    within = Spans.of("part", [("0", "body", 4, 22, "body")])
    assert [run[:2] for run in runs_of(body, within)] == [
        ("mayor said", "outlet"),
        ("we are", "source"),
    ]


def test_the_share_of_mixed_sentences():
    corpus = corpus_of("He said “we are all ready.” It rained.", "“We will go now,” he said.")
    runs = segments(corpus, measure_quotes(corpus))
    assert share_mixed(runs) == 2 / 3
    assert math.isnan(share_mixed(runs.where(np.zeros(len(runs), dtype=bool))))


places = st.tuples(st.integers(0, 30), st.integers(0, 8))


@given(st.lists(places, max_size=8), st.lists(places, max_size=5))
def test_voice_is_that_of_the_characters_counted_one_by_one(spans, quotes):
    layer = Spans.of("quote", [("a", "body", at, at + n, "quote") for at, n in quotes])
    judged = voice_of(Spans.of("x", [("a", "body", at, at + n, "x") for at, n in spans]), layer)
    said = {place for at, n in quotes for place in range(at, at + n)}
    for row in judged.table.itertuples():
        inside = [place in said for place in range(row.start, row.end)]
        assert row.voice == ("source" if 2 * sum(inside) > len(inside) else "outlet")
        assert row.straddles == (len(set(inside)) == 2)
        assert row.tied == (row.straddles and 2 * sum(inside) == len(inside))


words = st.sampled_from(
    ["rain ", "said ", "“", "”", '"', "‘", "’", ". ", "! ", "\n\n", "A", "—"]
)


@given(st.lists(words, max_size=50).map("".join))
def test_runs_do_not_overlap_keep_one_voice_and_lose_no_letter(body):
    corpus = corpus_of(body)
    quotes = measure_quotes(corpus)
    table = segments(corpus, quotes).table
    said = {
        place
        for row in source_words(quotes).table.itertuples()
        for place in range(row.start, row.end)
    }
    seen: list[int] = []
    for row in table.itertuples():
        places_of = range(row.start, row.end)
        letters = {place in said for place in places_of if body[place].isalpha()}
        assert letters <= {row.voice == "source"}
        seen += places_of
    assert len(seen) == len(set(seen))
    assert {at for at, sign in enumerate(body) if sign.isalpha()} <= set(seen)
