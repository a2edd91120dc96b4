"""Stretches paired by overlap: against sets of characters and every possible pairing."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.pairing import dice, pairs_by_overlap
from benchmarks.attributions_quality import dice as dice_of_sets


@st.composite
def units(draw, most=4):
    """Draw units of one or two disjoint stretches."""
    made = []
    for _ in range(draw(st.integers(0, most))):
        places = draw(st.lists(st.integers(0, 30), min_size=2, max_size=4, unique=True))
        places = sorted(places[: len(places) // 2 * 2])
        made.append(np.array(places, np.int64).reshape(-1, 2))
    return made


def characters(unit):
    return frozenset(itertools.chain(*(range(low, high) for low, high in unit.tolist())))


@given(units(), units())
def test_dice_is_that_of_sets_of_characters(mine, theirs):
    if mine and theirs:
        expected = [[dice_of_sets(characters(a), characters(b)) for b in theirs] for a in mine]
        np.testing.assert_allclose(dice(mine, theirs), expected)


@given(units(), units())
def test_no_other_pairing_has_a_larger_sum(mine, theirs):
    one, other = pairs_by_overlap(mine, theirs)
    assert len(set(one.tolist())) == len(one) == len(set(other.tolist()))
    if not mine or not theirs:
        assert len(one) == 0
        return
    alike = dice(mine, theirs)
    assert (alike[one, other] >= 0.5).all()
    kept = np.where(alike >= 0.5, alike, 0)
    if len(mine) > len(theirs):
        kept = kept.T
    rows = range(len(kept))
    best = max(
        sum(kept[row, column] for row, column in zip(rows, columns, strict=True))
        for columns in itertools.permutations(range(kept.shape[1]), len(kept))
    )
    np.testing.assert_allclose(alike[one, other].sum(), best)
