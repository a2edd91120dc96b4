"""Shares in a stratified sample, against published intervals and by simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.strata import Share, part_of, total_of, wilson


def test_wilson_is_that_of_newcombe():
    # Newcombe (1998), Statistics in Medicine 17:857, table I, method 3.
    low, high = wilson(np.array([81, 15, 0, 1]), np.array([263, 148, 20, 29]))
    assert low == pytest.approx([0.2553, 0.0624, 0.0, 0.0061], abs=5e-5)
    assert high == pytest.approx([0.3662, 0.1605, 0.1611, 0.1718], abs=5e-5)


def test_one_stratum_is_wilson_itself_and_a_census_is_known():
    total = total_of(np.array([81]), np.array([263]), np.array([2630]))
    assert total == pytest.approx((810, 2630 * 0.2553, 2630 * 0.3662), abs=0.2)
    assert total_of(np.array([3, 4]), np.array([5, 9]), np.array([5, 9])) == (7.0, 7.0, 7.0)


STRATUM = st.tuples(st.integers(1, 20), st.integers(0, 300)).flatmap(
    lambda pair: st.tuples(st.integers(0, pair[0]), st.just(pair[0]), st.just(sum(pair)))
)


@given(st.lists(STRATUM, min_size=1, max_size=4), st.lists(STRATUM, min_size=1, max_size=4))
def test_ends_lie_around_the_estimate_and_shares_of_two_sum_to_one(one, other):
    a, b = (total_of(*np.array(strata).T) for strata in (one, other))
    assert 0 <= a.low <= a.value <= a.high + 1e-9
    if a.value + b.value == 0:
        assert np.isnan(part_of(a, b).value)
        return
    here, there = part_of(a, b), part_of(b, a)
    assert here.value + there.value == pytest.approx(1)
    assert 0 <= here.low <= here.value + 1e-9 <= here.high + 2e-9 <= 1 + 2e-9


def test_nothing_found_still_has_an_upper_end():
    missed = total_of(np.array([0]), np.array([10]), np.array([100]))
    assert missed.value == 0
    assert missed.high == pytest.approx(27.75, abs=0.01)
    recall = part_of(Share(80, 70, 88), missed)
    assert recall.value == 1
    assert 0.6 < recall.low < 0.8


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    size, share = np.array([60, 60, 300, 900]), np.array([0.95, 0.7, 0.2, 0.03])
    drawn, rng = np.array([12, 20, 15, 20]), np.random.default_rng(4)
    have = np.round(size * share).astype(int)
    precision, recall = have[:2].sum() / size[:2].sum(), have[:2].sum() / have.sum()
    held = []
    for _ in range(600):
        found = rng.hypergeometric(have, size - have, drawn)
        aligned = total_of(found[:2], drawn[:2], size[:2])
        missed = total_of(found[2:], drawn[2:], size[2:])
        low, high = aligned.low / 120, aligned.high / 120
        part = part_of(aligned, missed)
        held.append((low <= precision <= high, part.low <= recall <= part.high))
    assert (np.mean(held, axis=0) > 0.92).all()
