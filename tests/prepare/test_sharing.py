"""Runs of words that texts share: every pair against sets, and the pair of statutes."""

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.prepare import _sharing
from analysis.prepare._sharing import shared_runs
from analysis.prepare._shingles import blocks, shingles_of, words_of
from analysis.prepare._sketch import Sketch, batches, candidates

STATUTES = Path(__file__).parent / "statutes"
TEXTS = st.lists(st.lists(st.sampled_from("abcd"), max_size=14), min_size=1, max_size=6)


def runs(tokens, size):
    """All runs of a text, by the place of the first word; a short text is one."""
    if len(tokens) <= size:
        return [tuple(tokens)] if tokens else []
    return [tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1)]


def by_sets(texts, size):
    """Shared runs and covered words of each ordered pair, by Python's sets."""
    of = [runs(text, size) for text in texts]
    found = {}
    for one, other in permutations(range(len(texts)), 2):
        common = set(of[one]) & set(of[other])
        covered = {
            i + step
            for i, run in enumerate(of[one])
            if run in common
            for step in range(len(run))
        }
        if common:
            found[one, other] = (len(common), len(covered))
    return found


@given(TEXTS, st.integers(2, 4))
def test_every_pair_is_that_of_sets(texts, size):
    words = words_of([" ".join(text) for text in texts])
    shared = shared_runs(words, len(texts), size)
    columns = (shared.one, shared.other, shared.runs, shared.words)
    found = {
        (one, other): (n_runs, n_words)
        for one, other, n_runs, n_words in zip(*(c.tolist() for c in columns), strict=True)
    }
    assert found == by_sets(texts, size)
    assert shared.n_runs.tolist() == [len(set(runs(text, size))) for text in texts]
    assert shared.n_words.tolist() == [len(text) for text in texts]


@given(TEXTS)
def test_a_passage_says_the_same_in_both_texts(texts):
    words = words_of([" ".join(text) for text in texts])
    for first, end, there in shared_runs(words, len(texts), 3).passages.tolist():
        length = end - first
        assert (words.number[first:end] == words.number[there : there + length]).all()
        assert (
            len(set(words.text[first:end])) == len(set(words.text[there : there + length])) == 1
        )
        assert words.text[first] != words.text[there]


def test_two_statutes_share_what_was_published():
    """Textreuse's own pair: 410 runs of seven words of 1,067, Jaccard 0.3842549."""
    texts = [(STATUTES / f"{name}.txt").read_text("utf-8") for name in ("ca1851", "ny1850")]
    shared = shared_runs(words_of(texts), 2, 7)
    assert shared.runs.tolist() == [410, 410]
    assert shared.n_runs.sum() - 410 == 1067


def test_a_formula_is_paired_with_its_first_holder_and_those_beside(monkeypatch):
    monkeypatch.setattr(_sharing, "MOST_HOLDERS", 3)
    texts = ["one two three four", *["one two three four"] * 3, "x one two three"]
    shared = shared_runs(words_of(texts), 5, 3)
    pairs = set(zip(shared.one.tolist(), shared.other.tolist(), strict=True))
    every = set(permutations(range(4), 2))
    first = {(0, other) for other in range(1, 5)} | {(other, 0) for other in range(1, 5)}
    beside = {(1, 2), (2, 1), (2, 3), (3, 2), (3, 4), (4, 3)}
    assert pairs == first | beside
    assert len(shared.one) == len(pairs)
    both = [*zip(shared.one.tolist(), shared.other.tolist(), shared.runs.tolist(), strict=True)]
    assert [n for one, other, n in both if 4 not in {one, other}] == [2] * 10
    assert [n for one, other, n in both if 4 in {one, other}] == [1] * 4
    assert shared.n_formulas == 2
    monkeypatch.setattr(_sharing, "MOST_HOLDERS", 4)
    again = shared_runs(words_of(texts), 5, 3)
    assert (
        set(zip(again.one.tolist(), again.other.tolist(), strict=True))
        == every | first | beside
    )


# -- words ------------------------------------------------------------------------------------
def test_words_are_told_apart_by_letters_and_not_by_case_or_place():
    words = words_of(
        ["Don't stop. DON’T", "x İstanbul'daki ١٢ café CAFÉ 'quoted'", "", "हिन्दी"]
    )
    places = np.stack([words.text, words.start, words.end], axis=1)
    assert list(map(tuple, places.tolist())) == [
        *[(0, 0, 5), (0, 6, 10), (0, 12, 17), (1, 0, 1), (1, 2, 15), (1, 16, 18)],
        *[(1, 19, 23), (1, 24, 28), (1, 30, 36), (3, 0, 6)],
    ]
    number = words.number.tolist()
    assert number[0] == number[2]
    assert number[6] == number[7]
    assert len(set(number)) == len(number) - 2


@given(st.lists(st.text("abcdef", min_size=1, max_size=4), max_size=60))
def test_equal_words_have_equal_numbers_and_different_ones_different(tokens):
    number = words_of([" ".join(tokens), " ".join(reversed(tokens))]).number.tolist()
    assert len(set(zip([*tokens, *reversed(tokens)], number, strict=True))) == len(set(tokens))
    assert len(set(number)) == len(set(tokens))


def test_figures_can_be_alike():
    number = words_of(["7 24th B2B may", "2014"], in_pieces=True).number
    assert len(set(number.tolist())) == 2
    assert len(set(words_of(["7 24th B2B may"]).number.tolist())) == 4


def test_pieces_end_with_lines_and_sentences_but_not_after_a_title():
    words = words_of(
        ["Mr. A. Low left. He\nran? “So” 3.5 U.S. it", "he is. In"], in_pieces=True
    )
    assert words.piece.tolist() == [0, 0, 0, 0, 1, 2, 3, 3, 3, 3, 3, 3, 4, 4, 5]


def test_blocks_hold_all_texts_in_order(monkeypatch):
    monkeypatch.setattr("analysis.prepare._shingles.BLOCK", 10)
    assert list(blocks([4, 4, 4, 30, 1])) == [(0, 2), (2, 3), (3, 4), (4, 5)]
    texts = ["ab cd", "ef. gh", "", "ij kl mn op qr st", "ab"]
    parted = words_of(texts, in_pieces=True)
    monkeypatch.undo()
    whole = words_of(texts, in_pieces=True)
    for name in ("text", "start", "end", "number", "piece"):
        assert getattr(parted, name).tolist() == getattr(whole, name).tolist()


def test_a_short_text_is_one_run():
    row, number = shingles_of(words_of(["a b", "a b c d", "", "b a"]), 3)
    assert row.tolist() == [0, 2, 3, 6]
    assert len(set(number.tolist())) == 4


# -- the sample of very large corpora ---------------------------------------------------------
def test_recall_of_the_sample_is_that_of_drawing_runs():
    """P(three or more of 20 runs are kept when each is with chance 1/4), summed by hand."""
    rest = sum(count * 0.25**k * 0.75 ** (20 - k) for k, count in enumerate((1, 20, 190)))
    assert Sketch(every=4, n_pairs=0).recall(20) == pytest.approx(1 - rest)
    assert Sketch(every=4, n_pairs=0).recall(2) == 0


def test_candidates_share_three_runs_of_the_sample():
    text = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2, 3])
    number = np.array([1, 2, 3, 1, 2, 3, 1, 2, 9, 9], np.uint64)
    one, other = candidates(text, number, 4)
    assert list(zip(one.tolist(), other.tolist(), strict=True)) == [(0, 1)]
    assert candidates(text[:0], number[:0], 4)[0].tolist() == []


def test_batches_keep_the_texts_of_a_pair_together():
    one, other = np.array([0, 4, 6]), np.array([5, 2, 1])
    found = [batch.tolist() for batch in batches(one, other, np.full(8, 10), 15)]
    assert sorted(map(sorted, found)) == [[0, 5], [1, 6], [2, 4]]
    together = [batch.tolist() for batch in batches(one, other, np.full(8, 10), 1000)]
    assert sorted(together[0]) == [0, 1, 2, 4, 5, 6]
    assert list(batches(one[:0], other[:0], np.full(8, 10), 15)) == []
