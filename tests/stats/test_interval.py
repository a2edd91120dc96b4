import numpy as np
import pytest
from scipy import stats

from analysis.stats.interval import invert


def z_test(centre, spread):
    def test(items, effect):
        score = (centre[items] - effect) / spread[items]
        return 2 * stats.norm.sf(np.abs(score)), score

    return test


def test_inverting_a_z_test_gives_its_interval():
    rng = np.random.default_rng(0)
    centre, spread = rng.normal(0, 2, 50), rng.uniform(0.05, 1, 50)
    p = 2 * stats.norm.sf(np.abs(centre / spread))
    for alpha in (0.01, 0.05):
        low, high = invert(z_test(centre, spread), centre, p, alpha)
        reach = stats.norm.isf(alpha / 2) * spread
        assert low == pytest.approx(centre - reach, abs=1e-6)
        assert high == pytest.approx(centre + reach, abs=1e-6)
        assert (((low > 0) | (high < 0)) == (p <= alpha)).all()


def test_an_end_that_is_never_reached_is_infinite():
    def never(items, effect):
        return np.ones(len(items)), -effect

    estimate = np.array([0.5, np.inf, -np.inf])
    low, high = invert(never, estimate, np.ones(3), 0.05)
    assert low.tolist() == [-np.inf] * 3
    assert high.tolist() == [np.inf] * 3


def test_no_estimate_no_interval():
    ends = invert(z_test(np.zeros(1), np.ones(1)), np.array([np.nan]), np.ones(1), 0.05)
    assert np.isnan(ends).all()


def test_a_ratio_to_nothing_that_is_rejected_everywhere_has_no_near_end():
    def rejected(items, effect):
        return np.full(len(items), 0.01), np.ones(len(items)) + 0 * effect

    low, high = invert(rejected, np.array([np.inf]), np.array([0.01]), 0.05)
    assert np.isnan(low).all()
    assert high.tolist() == [np.inf]


def test_p_decides_on_which_side_of_none_the_end_lies():
    def steps(items, effect):
        """Reject in a narrow band round 0 only: stepping alone would jump over it."""
        return np.where(np.abs(effect) < 1e-3, 0.01, 1.0), np.full(len(items), 1.0)

    low, _ = invert(steps, np.array([1.0]), np.array([0.01]), 0.05)
    assert low[0] == pytest.approx(1e-3, abs=1e-6)
    low, _ = invert(steps, np.array([1.0]), np.array([0.06]), 0.05)
    assert low[0] <= 0
