"""Slopes against statsmodels' dummy-variable fits, and contrasts that length alone makes."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.stats.influence import Counted, log_ratio
from analysis.stats.length import CountSlope, MeanSlope, at_equal_length, slope_test


def made(seed, n_events=20, slope=-0.4):
    """Make articles of four outlets, the first of them long; counts fall with length."""
    rng = np.random.default_rng(seed)
    event, outlet = np.repeat(np.arange(n_events), 4), np.tile(np.arange(4), n_events)
    inside = outlet == 0
    x = 8 + rng.normal(0, 0.5, len(event)) + inside
    n = np.round(2**x)
    mean = n * 0.02 * rng.gamma(2, 0.5, n_events)[event] * np.exp(slope * (x - 8))
    return rng.poisson(mean).astype(float), n, x, event, inside


def dummies(event, inside, x=None):
    columns = [(event == e).astype(float) for e in np.unique(event)] + [inside.astype(float)]
    return np.column_stack(columns if x is None else [*columns, x])


@pytest.mark.parametrize("seed", [1, 2])
def test_slope_of_counts_is_that_of_poisson_with_a_level_an_event(seed):
    y, n, x, event, inside = made(seed)
    found = slope_test(CountSlope.of(y, n, x, event, inside), 0.95)
    model = sm.GLM(
        y, dummies(event, inside, x), family=sm.families.Poisson(), offset=np.log(n)
    ).fit(tol=1e-12)
    assert found.estimate == pytest.approx(model.params[-1], abs=1e-6)
    assert found.n_events == 20


def test_p_of_counts_is_the_t_of_the_scores_of_a_fit_without_the_slope():
    y, n, x, event, inside = made(3)
    design = dummies(event, inside)
    fit = sm.GLM(y, design, family=sm.families.Poisson(), offset=np.log(n)).fit(tol=1e-12)
    left = x - design @ sm.WLS(x, design, weights=fit.mu).fit().params
    scores = np.bincount(event, left * (y - fit.mu))
    found = slope_test(CountSlope.of(y, n, x, event, inside), 0.95)
    assert found.p == pytest.approx(stats.ttest_1samp(scores, 0).pvalue)
    assert found.low < -0.4 < found.high
    assert (found.low > 0 or found.high < 0) == (found.p <= 0.05)


def test_slope_of_scores_is_least_squares():
    rng = np.random.default_rng(4)
    _, _, x, event, inside = made(4)
    value = 0.1 * x + 0.3 * inside + rng.normal(0, 0.2, 20)[event] + rng.normal(0, 0.1, len(x))
    found = slope_test(MeanSlope.of(value, x, event, inside), 0.95)
    design = dummies(event, inside, x)
    fit = sm.OLS(value, design).fit()
    assert found.estimate == pytest.approx(fit.params[-1])
    rest = dummies(event, inside)
    left = x - rest @ sm.OLS(x, rest).fit().params
    scores = np.bincount(event, left * sm.OLS(value, rest).fit().resid)
    assert found.p == pytest.approx(stats.ttest_1samp(scores, 0).pvalue)
    assert found.low < found.estimate < found.high


def test_nothing_is_left_of_what_length_alone_makes():
    """Counts of n^(1 - 0.5/log 2 · …): the group's articles are twice as long, nothing else."""
    event, inside = np.repeat(np.arange(10), 4), np.tile([True, True, False, False], 10)
    n = np.tile([400.0, 200, 200, 100], 10)
    x = np.log2(n)
    y = n * np.exp(-0.5 * (x - x.mean()))
    counted = Counted(count=y, exposure=n, event=event, inside=inside)
    assert log_ratio(counted) < -0.4
    found = slope_test(CountSlope.of(y, n, x, event, inside), 0.95)
    assert found.estimate == pytest.approx(-0.5, abs=1e-6)
    equal = Counted(
        count=y, exposure=at_equal_length(n, x, found.estimate), event=event, inside=inside
    )
    assert log_ratio(equal) == pytest.approx(0, abs=1e-6)


@settings(max_examples=12)
@given(st.integers(0, 30), st.sampled_from([8, 20]))
def test_the_side_that_is_called_the_group_changes_no_slope(seed, n_events):
    y, n, x, event, inside = made(seed, n_events)
    one, other = (
        slope_test(CountSlope.of(y, n, x, event, side), 0.95) for side in (inside, ~inside)
    )
    assert one.estimate == pytest.approx(other.estimate, abs=1e-6)
    assert one.p == pytest.approx(other.p, abs=1e-6)
    turned = np.random.default_rng(seed).permutation(len(y))
    third = slope_test(
        CountSlope.of(y[turned], n[turned], x[turned], event[turned], inside[turned]), 0.95
    )
    assert one.estimate == pytest.approx(third.estimate, abs=1e-6)


def test_what_one_side_alone_uses_is_looked_at_there():
    y, n, x, event, inside = made(5)
    y[inside] = 0
    found = slope_test(CountSlope.of(y, n, x, event, inside), 0.95)
    alone = slope_test(
        CountSlope.of(y[~inside], n[~inside], x[~inside], event[~inside], inside[~inside]), 0.95
    )
    assert (found.estimate, found.p) == (alone.estimate, alone.p)


def test_equal_lengths_tell_no_slope():
    y = np.array([3.0, 1, 2, 4])
    same = np.full(4, 8.0)
    event, inside = np.array([0, 0, 1, 1]), np.array([True, False, True, False])
    for model in (
        CountSlope.of(y, np.full(4, 256.0), same, event, inside),
        MeanSlope.of(y, same, event, inside),
    ):
        found = slope_test(model, 0.95)
        assert np.isnan([found.estimate, found.low, found.high, found.p]).all()
        assert found.reason == "articles of one event and group are equally long, or one alone"


def test_five_events_give_no_p():
    y, n, x, event, inside = made(6, n_events=5)
    found = slope_test(CountSlope.of(y, n, x, event, inside), 0.95)
    assert np.isfinite(found.estimate)
    assert np.isnan(found.p)
    assert found.reason.startswith("5 events give no p")
