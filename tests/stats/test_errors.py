"""Rates of right predictions against other libraries, and their test against its own null."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from analysis.stats.errors import rates, rates_differ

ROWS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2)), min_size=1, max_size=30)


@given(ROWS)
def test_intervals_are_wilsons(rows):
    right, group = np.array(rows).T
    found = rates(right.astype(float), np.ones(len(rows)), group, 3, confidence=0.9)
    for code in range(3):
        own = right[group == code]
        assert found.n_units[code] == len(own)
        if not len(own):
            assert np.isnan([found.value[code], found.low[code], found.high[code]]).all()
            continue
        expected = proportion_confint(own.sum(), len(own), alpha=0.1, method="wilson")
        assert (found.low[code], found.high[code]) == pytest.approx(expected, abs=1e-9)


@given(ROWS, st.floats(0.1, 9))
def test_weights_count_as_shares_of_all(rows, scale):
    right, group = np.array(rows).T
    weight = np.linspace(1, 3, len(rows))
    one = rates(right.astype(float), weight, group, 3)
    other = rates(right.astype(float), scale * weight, group, 3)
    np.testing.assert_allclose(one.value, other.value, atol=1e-12)
    np.testing.assert_allclose(one.low, other.low, atol=1e-12)
    for code in set(group.tolist()):
        own = group == code
        assert one.value[code] == pytest.approx(np.average(right[own], weights=weight[own]))


def test_p_is_the_share_of_all_dealings_as_large():
    right = np.array([1.0, 1, 1, 0, 0, 1, 0])
    group = np.array([0, 0, 0, 1, 1, 1, 1])

    def spread(dealt):
        mean = right.mean()
        return sum(
            (dealt == code).sum() * (right[dealt == code].mean() - mean) ** 2 for code in (0, 1)
        )

    every = [spread(np.array(dealt)) for dealt in set(permutations(group.tolist()))]
    exact = np.mean(np.array(every) >= spread(group) - 1e-12)
    found = rates_differ(right, np.ones(7), group, 2, draws=20000, seed=3)
    assert found == pytest.approx(exact, abs=0.015)


def test_p_is_uniform_where_groups_are_alike():
    draw = np.random.default_rng(1)
    p = [
        rates_differ(
            (draw.random(60) < 0.7).astype(float),
            draw.uniform(1, 3, 60),
            draw.integers(0, 3, 60),
            3,
            draws=99,
            seed=run,
        )
        for run in range(300)
    ]
    assert np.mean(np.array(p) <= 0.05) == pytest.approx(0.05, abs=0.04)


def test_nothing_to_tell_apart_is_missing():
    ones = np.ones(4)
    assert np.isnan(rates_differ(ones, ones, np.array([0, 0, 1, 1]), 2, draws=9, seed=1))
    assert np.isnan(
        rates_differ(np.array([0.0, 1]), np.ones(2), np.zeros(2, int), 2, draws=9, seed=1)
    )
