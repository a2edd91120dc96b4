"""F1: scikit-learn's value, and intervals that hold what they claim."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats
from sklearn.metrics import f1_score

from analysis.stats.f1 import f1_over, rise

CODES = st.lists(st.tuples(*[st.integers(0, 1)] * 4), min_size=2, max_size=30)


@given(CODES)
def test_values_are_those_of_scikit_learn(decisions):
    table = np.array(decisions, float)
    truth, said = table[:, :2], table[:, 2:]
    found = f1_over(truth, said, np.arange(len(table)))
    each = f1_score(truth, said, average=None, zero_division=np.nan)
    assert found.value[:2] == pytest.approx(each, nan_ok=True)
    assert found.value[2] == pytest.approx(each.mean(), nan_ok=True)
    assert found.value[3] == pytest.approx(
        f1_score(truth, said, average="micro", zero_division=np.nan), nan_ok=True
    )
    blind = f1_score(truth, np.ones_like(truth), average=None, zero_division=0)
    assert found.blind[:2] == pytest.approx(blind)


def drawn(generator, n_clusters):
    """Units in clusters of five that share a chance; predictions right four times in five."""
    chance = special.expit(generator.normal(-0.5, 1, n_clusters))
    truth = generator.random((n_clusters, 5, 2)) < chance[:, None, None]
    right = generator.random((n_clusters, 5, 2)) < special.expit(
        generator.normal(1.4, 0.8, (n_clusters, 1, 1))
    )
    cluster = np.repeat(np.arange(n_clusters), 5)
    said = np.where(right, truth, ~truth)
    return truth.reshape(-1, 2).astype(float), said.reshape(-1, 2).astype(float), cluster


def test_intervals_hold_the_value_of_many_more_clusters():
    generator = np.random.default_rng(1)
    aim = f1_over(*drawn(generator, 40_000)).value
    held = np.zeros(4)
    for _ in range(400):
        found = f1_over(*drawn(generator, 40))
        held += (found.low <= aim) & (aim <= found.high)
    assert (np.abs(held / 400 - 0.95) < 0.03).all()


def test_the_interval_of_saying_yes_of_all_is_that_of_a_share():
    """F1 = 2p/(1 + p) then, and dF1/dp = 2/(1 + p)²; the variance of p is p(1 - p)/(n - 1)."""
    truth = np.array([[1.0]] * 12 + [[0.0]] * 28)
    found = f1_over(truth, np.ones((40, 1)), np.arange(40))
    p = 0.3
    spread = np.sqrt(p * (1 - p) / 39) * 2 / (1 + p) ** 2
    f1 = 2 * p / (1 + p)
    reach = stats.t.ppf(0.975, 39) * spread / (f1 * (1 - f1))
    bounds = special.expit(special.logit(f1) + np.array([-reach, reach]))
    assert [found.low[0], found.value[0], found.high[0]] == pytest.approx(
        [bounds[0], f1, bounds[1]]
    )
    assert found.gain_low[0] == pytest.approx(0)


def test_units_that_are_alike_widen_the_interval():
    truth, said, cluster = drawn(np.random.default_rng(3), 60)
    alone = f1_over(truth, said, np.arange(len(truth)))
    both = f1_over(np.tile(truth, (4, 1)), np.tile(said, (4, 1)), np.tile(cluster, 4))
    together = f1_over(truth, said, cluster)
    assert (both.high - both.low) == pytest.approx(together.high - together.low)
    assert (together.high - together.low > alone.high - alone.low).all()


def test_a_rise_is_told_with_the_interval_of_the_same_units():
    truth, said, cluster = drawn(np.random.default_rng(5), 100)
    worse = np.where(np.random.default_rng(6).random(said.shape) < 0.2, 1 - said, said)
    before, after = f1_over(truth, worse, cluster), f1_over(truth, said, cluster)
    grown, low, high = rise(before, after)
    assert grown == pytest.approx(after.value - before.value)
    assert (low > 0).all()
    # Paired: narrower than two intervals of separate units put together.
    apart = np.hypot(after.high - after.low, before.high - before.low)
    assert (high - low < apart).all()
    draws = np.random.default_rng(7).integers(0, 100, (600, 100))
    rows = np.arange(500).reshape(100, 5)
    moved = [
        f1_over(truth[at], said[at], cluster[at]).value
        - f1_over(truth[at], worse[at], cluster[at]).value
        for at in (rows[draw].ravel() for draw in draws)
    ]
    spread = (high - low) / 2 / 1.984
    assert spread == pytest.approx(np.std(moved, axis=0), rel=0.12)


def test_what_has_no_interval_has_none():
    one = np.ones((6, 1))
    found = f1_over(one, one, np.arange(6))
    assert found.value.tolist() == [1, 1, 1]
    assert np.isnan(found.low).all()
    single = f1_over(np.array([[1.0], [0], [1]]), np.array([[1.0], [1], [1]]), np.zeros(3, int))
    assert np.isnan([*single.low, *single.gain_low]).all()
    nobody = f1_over(np.zeros((4, 1)), np.zeros((4, 1)), np.arange(4))
    assert np.isnan(nobody.value).all()
