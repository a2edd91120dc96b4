"""Two one-sided tests against statsmodels, enumeration, and the interval they belong to."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from statsmodels.stats.weightstats import DescrStatsW

from analysis.stats.contrast import ask
from analysis.stats.equivalence import equivalent_counts, equivalent_means

# Table O2 of pairs: counts and exposures of the group and the other, event by event.
Y = np.array([[5.0, 1], [3, 0], [2, 2], [6, 2], [1, 0], [4, 1], [0, 1], [3, 1]])
N = np.array([[100.0, 100], [120, 80], [100, 200], [300, 100], [50, 50], [100, 100], [90, 110],
              [100, 100]])  # fmt: skip


def pairs(y, n):
    """Make the question of one item in events of two cells."""
    event, side = np.repeat(np.arange(len(y)), 2), np.tile([0, 1], len(y))
    return ask(sparse.csr_array(y.reshape(-1, 1)), n.ravel(), event, side, side, "cell", None)


def tail_by_hand(y, n, margin):
    """One-sided p of "the log ratio is at ``margin`` or beyond": every dealing of labels."""
    scaled = y * np.exp([-margin / 2, margin / 2])
    whole = scaled.sum(axis=1, keepdims=True) / n.sum(axis=1, keepdims=True)
    r = scaled - n * whole
    seen = r[:, 0].sum()
    sums = np.array([sum(pick) for pick in product(*r)])
    return (sums <= seen + 1e-9).mean() if margin > 0 else (sums >= seen - 1e-9).mean()


@pytest.mark.parametrize("ratio", [1.5, 4.0, 6.0, 10.0])
def test_counts_against_every_dealing_of_labels(ratio):
    margin = float(np.log(ratio))
    found = equivalent_counts(
        pairs(Y, N), 0, np.array([0]), np.array([np.log(2.5587045)]), margin=margin, alpha=0.05
    )
    tails = [tail_by_hand(Y, N, sign * margin) for sign in (1, -1)]
    expected = max(tails)
    if expected <= 0.5:  # a two-sided p has the smaller tail
        assert found.p[0] == pytest.approx(expected)
    else:
        assert found.p[0] >= 0.5


@pytest.mark.parametrize("margin", [0.05, 0.2, 0.5])
def test_means_against_statsmodels(margin):
    rng = np.random.default_rng(4)
    own, other = rng.normal(0.1, 0.3, (2, 20))
    found = equivalent_means(
        np.stack([own, other], axis=1).ravel(),
        event=np.repeat(np.arange(20), 2),
        outlet=np.tile([0, 1], 20),
        group=np.tile([0, 1], 20),
        n_groups=2,
        unit="cell",
        chosen=0,
        margin=margin,
        alpha=0.05,
    )
    reference = DescrStatsW(own - other)
    beyond = min(
        reference.ttest_mean(margin, alternative="larger")[1],
        reference.ttest_mean(-margin, alternative="smaller")[1],
    )
    assert found.p_beyond[0] == pytest.approx(min(1, 2 * beyond))
    assert found.p[0] == pytest.approx(reference.ttost_mean(-margin, margin)[0])
    low, high = reference.tconfint_mean(alpha=0.1)
    assert (found.low[0], found.high[0]) == (pytest.approx(low), pytest.approx(high))


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=6, max_size=12),
    st.floats(0.2, 3.0),
)
def test_p_is_small_exactly_when_the_interval_lies_within(counts, margin):
    y = np.array(counts, float)
    n = np.full(y.shape, 100.0)
    r, s = y.sum(axis=0)
    if not r or not s:
        return
    estimate = np.array([np.log(r / s)])
    found = equivalent_counts(
        pairs(y, n), 0, np.array([0]), estimate, margin=margin, alpha=0.05
    )
    near = min(abs(found.high[0] - margin), abs(found.low[0] + margin)) < 1e-5
    inside = -margin < found.low[0] and found.high[0] < margin
    assert near or (found.p[0] <= 0.05) == inside


@given(st.lists(st.floats(-1, 1), min_size=6, max_size=18), st.floats(0.05, 1.0))
def test_a_mean_is_within_exactly_when_its_interval_is(gaps, margin):
    gaps = np.round(np.array(gaps), 3)
    values = np.stack([gaps, np.zeros(len(gaps))], axis=1).ravel()
    codes = {
        "event": np.repeat(np.arange(len(gaps)), 2),
        "outlet": np.tile([0, 1], len(gaps)),
        "group": np.tile([0, 1], len(gaps)),
    }
    one, other = (
        equivalent_means(
            values, **codes, n_groups=2, unit="cell", chosen=chosen, margin=margin, alpha=0.05
        )
        for chosen in (0, 1)
    )
    np.testing.assert_allclose([one.p, one.low], [other.p, -other.high], atol=1e-9)
    if np.ptp(gaps) > 0:
        near = min(abs(one.high[0] - margin), abs(one.low[0] + margin)) < 1e-6
        inside = -margin < one.low[0] and one.high[0] < margin
        assert near or (one.p[0] <= 0.05) == inside


def test_outlets_are_permuted_by_side():
    """Twelve outlets that all meet; the interval holds the margin exactly if p says so."""
    rng = np.random.default_rng(2)
    outlet, event = np.tile(np.arange(12), 10), np.repeat(np.arange(10), 12)
    y = rng.poisson(6, 120).astype(float)
    [question] = ask(
        sparse.csr_array(y[:, None]), np.full(120, 100.0), event, outlet, outlet // 6,
        "outlet", None,
    )  # fmt: skip
    own, others = y[outlet < 6].sum(), y[outlet >= 6].sum()
    for margin in (0.1, 0.3, 0.6):
        found = equivalent_counts(
            [question], 0, np.array([0]), np.log([own / others]), margin=margin, alpha=0.05
        )
        inside = -margin < found.low[0] and found.high[0] < margin
        assert (found.p[0] <= 0.05) == inside
