"""The mixed model against the closed form that it has where every group is in every event."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.mixed import NO_SPREAD, TOO_FEW, against_others, mixed_means


def balanced(seed, n_groups=3, n_events=24):
    rng = np.random.default_rng(seed)
    event, group = np.divmod(np.arange(n_groups * n_events), n_groups)
    effects = np.linspace(0, 0.4, n_groups)
    values = rng.normal(0, 2, n_events)[event] + effects[group] + rng.normal(0, 1, len(event))
    return values, group, event


@pytest.mark.parametrize("n_groups", [2, 3, 5])
def test_balanced_blocks_have_the_answer_of_the_analysis_of_variance(n_groups):
    """var = s² (1 + 1/(k - 1)) / E, with s² of the two-way analysis of variance."""
    values, group, event = balanced(1, n_groups)
    table = values.reshape(-1, n_groups)
    left = table - table.mean(axis=0) - table.mean(axis=1, keepdims=True) + table.mean()
    n_events = len(table)
    variance = (left**2).sum() / ((n_groups - 1) * (n_events - 1))
    estimate = table[:, 0].mean() - table[:, 1:].mean()
    error = np.sqrt(variance * (1 + 1 / (n_groups - 1)) / n_events)
    fit = mixed_means(values, group=group, event=event, n_groups=n_groups)
    assert against_others(fit, 0) == pytest.approx((estimate, error), rel=1e-4)
    assert fit.residual_sd**2 == pytest.approx(variance, rel=1e-4)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 500))
def test_what_an_event_is_worth_and_who_comes_first_change_nothing(seed):
    values, group, event = balanced(seed)
    plain = against_others(mixed_means(values, group=group, event=event, n_groups=3), 1)
    mixed = np.random.default_rng(seed).permutation(len(values))
    moved = values + np.where(event == 3, 1.5, 0.0)
    again = mixed_means(moved[mixed], group=group[mixed], event=event[mixed], n_groups=3)
    assert against_others(again, 1) == pytest.approx(plain, rel=1e-3, abs=1e-4)


def test_two_groups_mirror_each_other():
    values, group, event = balanced(5, n_groups=2)
    fit = mixed_means(values, group=group, event=event, n_groups=2)
    first, second = against_others(fit, 0), against_others(fit, 1)
    assert first == pytest.approx((-second[0], second[1]))


def test_an_author_of_one_outlet_widens_what_is_said_of_it():
    """Two authors an outlet, each with a manner: two habits are few observations."""
    rng = np.random.default_rng(11)
    event, group = np.divmod(np.arange(80), 2)
    author = 2 * group + event % 2
    manner = np.array([1.0, -1.0, 0.8, -0.9])[author]
    values = manner + rng.normal(0, 0.3, 40)[event] + rng.normal(0, 0.3, 80)
    alone = mixed_means(values, group=group, event=event, n_groups=2)
    both = mixed_means(values, group=group, event=event, n_groups=2, crossed=author)
    assert both.crossed_sd == pytest.approx(1.3, abs=0.5)
    assert against_others(both, 0)[1] > 3 * against_others(alone, 0)[1]


def test_sides_that_cover_events_unevenly_keep_their_difference():
    """One side has nine outlets of each event, the other one, in turns; they differ by 1.

    Where each value is taken less the mean of its event, .36 of it is left.
    """
    rng = np.random.default_rng(0)
    rows = [
        (event, outlet + 10 * side, side)
        for event in range(20)
        for side in (0, 1)
        for outlet in rng.choice(10, 1 if event % 2 == side else 9, replace=False)
    ]
    event, outlet, side = np.array(rows).T
    values = side + rng.normal(0, 2, 20)[event] + rng.normal(0, 0.05, 20)[outlet]
    values += rng.normal(0, 0.05, len(event))
    fit = mixed_means(values, group=side, event=event, n_groups=2, crossed=outlet)
    estimate, error = against_others(fit, 1)
    assert estimate == pytest.approx(1, abs=0.06)
    assert 0.01 < error < 0.05
    assert fit.crossed_sd == pytest.approx(0.05, abs=0.03)


def test_what_cannot_be_fitted_is_missing_and_says_why():
    group, event = np.tile([0, 1], 6), np.repeat(np.arange(6), 2)
    still = mixed_means(np.ones(12), group=group, event=event, n_groups=2)
    few = mixed_means(np.arange(4.0), group=group[:4], event=event[:4], n_groups=2)
    assert (still.reason, few.reason) == (NO_SPREAD, TOO_FEW)
    assert np.isnan([*still.means, *few.means, few.event_sd, few.residual_sd]).all()


def test_a_group_that_is_not_there_is_missing_and_no_others():
    values, group, event = balanced(7, n_groups=2)
    both = mixed_means(values, group=group, event=event, n_groups=2)
    three = mixed_means(values, group=2 * group, event=event, n_groups=3)
    assert against_others(three, 0) == against_others(both, 0)
    assert np.isnan(against_others(three, 1)).all()
