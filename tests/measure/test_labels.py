"""Mentions of one label set, against a search of every choice and for long texts."""

import re

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import Corpus
from analysis.design import Counted
from analysis.measure.counted import counted_text
from analysis.measure.labels import measure_labels

NESTED = {"act": ["a b", "b a b"], "thing": ["b"], "end": ["b c", "c"]}


def mentions(body, labels):
    rows = {"article_id": ["x"], "outlet": "Post", "published": "", "headline": ""}
    text = counted_text(Corpus(pd.DataFrame(rows | {"body": [body]})), Counted(voice="all"))
    table = measure_labels(text, labels).table
    return list(zip(table["start"], table["end"], table["phrase"], strict=True))


@given(st.lists(st.sampled_from("abc"), max_size=12))
def test_the_longest_match_stands_then_the_first_and_no_two_overlap(letters):
    body = " ".join(letters)
    phrases = [phrase for listed in NESTED.values() for phrase in listed]
    found = [
        (match.start(), match.start() + len(phrase), phrase)
        for phrase in phrases
        for match in re.finditer(f"(?={phrase})", body)
    ]
    found.sort(key=lambda hit: (hit[0] - hit[1], hit[0], phrases.index(hit[2])))
    taken = []
    for hit in found:
        if all(hit[1] <= low or hit[0] >= high for low, high, _ in taken):
            taken.append(hit)
    assert mentions(body, NESTED) == sorted(taken)


def test_a_text_of_many_mentions_has_each_once():
    """Fifty thousand mentions in one text: to compare each with each would take minutes."""
    n = 50_000
    got = mentions("the strikers ran " * n, {"a": ["strikers"], "b": ["the strikers"]})
    assert len(got) == n
    assert {phrase for _, _, phrase in got} == {"the strikers"}


def test_where_no_text_counts_there_are_no_mentions():
    """A corpus without a quote has no text in a source's voice."""
    rows = {
        "article_id": ["x"],
        "outlet": "Post",
        "published": "",
        "headline": "",
        "body": "a b",
    }
    text = counted_text(Corpus(pd.DataFrame(rows)), Counted(voice="source"))
    assert len(measure_labels(text, NESTED)) == 0
