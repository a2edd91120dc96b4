# ruff: noqa: ANN001, ANN201, D103, S101 - leave this line out of your copy
"""Template of a test. Goes to tests/, in the folder that mirrors the file it tests.

Every number has an oracle that the code does not know (a published figure, another library,
a count by hand, every arrangement tried) and an invariant that must hold whatever the data.
A test of an error compares the whole message.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import Corpus
from analysis.errors import ChoiceError
from docs.templates.comparison import compare_hedges  # your copy: analysis.compare.…


def corpus_of(counts):
    """Make articles of ten words, with a hedge so many times, from (outlet, event, count)."""
    rows = [
        (f"a{i}", outlet, event, f"{i}. " + "reportedly " * n + "word " * (10 - n))
        for i, (outlet, event, n) in enumerate(counts)
    ]
    names = ["article_id", "outlet", "event_id", "body"]
    return Corpus(pd.DataFrame(rows, columns=names).assign(headline="", published="2024-03-01"))


def rows_of(result, hedge="reportedly"):
    table = result.table
    return table[table["hedge"] == hedge].set_index("group")


def test_the_rate_and_the_ratio_are_those_of_a_count_by_hand():
    """Oracle: 3 uses and 1 in ten words each; the number of an article is no word."""
    found = rows_of(compare_hedges(corpus_of([("A", "e", 3), ("B", "e", 1)])))
    assert found["count"].to_dict() == {"A": 3, "B": 1}
    assert found.loc["A", "value"] == pytest.approx(1000 * 3 / 10)
    assert np.exp(found.loc["A", "estimate"]) == pytest.approx(3.0)


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6))
def test_swapping_the_outlets_swaps_the_answer(pairs):
    """Invariant: two outlets mirror each other, whatever they wrote."""
    one, other = (
        rows_of(
            compare_hedges(
                corpus_of(
                    (outlet, f"e{event}", n)
                    for event, pair in enumerate(pairs)
                    for outlet, n in zip(names, pair, strict=True)
                )
            )
        )
        for names in ("AB", "BA")
    )
    np.testing.assert_array_equal(one.loc["A", "value"], other.loc["B", "value"])
    np.testing.assert_array_equal(one.loc["A", "estimate"], other.loc["B", "estimate"])


def test_the_evidence_is_every_counted_use():
    corpus = corpus_of([("A", "e", 3), ("B", "e", 1)])
    result = compare_hedges(corpus)
    for number, row in result.table.iterrows():
        under = result.evidence(int(str(number))).text(corpus.articles)
        assert under.tolist() == [row["hedge"]] * row["count"]


def test_every_missing_p_has_its_reason():
    table = compare_hedges(corpus_of([("A", "e", 3), ("B", "e", 1)])).table
    assert (table.loc[table["p"].isna(), "reason"] != "").all()


def test_one_group_is_no_comparison():
    with pytest.raises(ChoiceError) as refusal:
        compare_hedges(corpus_of([("A", "e", 3)]))
    assert str(refusal.value) == (
        "by='outlet' gives 1 group ('A'); a comparison needs two or more."
    )
