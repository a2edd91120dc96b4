import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import ChoiceError
from analysis.stats.differences import mean_p, mean_test
from analysis.stats.scalars import contrast_scalars

O9 = np.array([0.2, 0.6, 0.2, 0.05, 0.4, 0.4])


def pairs(differences, **changes):
    """Events of two outlets that differ by the given amounts."""
    n = len(differences)
    values = np.stack([np.arange(n) + differences, np.arange(n)], axis=1).ravel()
    given_ = {
        "event": np.repeat(np.arange(n), 2),
        "outlet": np.tile([0, 1], n),
        "group": np.tile([0, 1], n),
        "n_groups": 2,
        "unit": "cell",
    }
    return contrast_scalars(values, **(given_ | changes))


def test_o9_six_differences():
    found = mean_test(O9, 0.95)
    assert found.estimate == pytest.approx(0.3083333, abs=5e-8)
    assert found.p == 0.03125
    assert (found.low, found.high) == (pytest.approx(0.05), pytest.approx(0.60))


def test_o9_through_the_door():
    found = pairs(O9)
    assert found.estimate[:, 0] == pytest.approx([0.3083333, -0.3083333], abs=5e-8)
    assert found.p[:, 0].tolist() == [0.03125, 0.03125]
    assert found.low[:, 0] == pytest.approx([0.05, -0.6])
    assert found.high[:, 0] == pytest.approx([0.6, -0.05])
    assert found.n_events[:, 0].tolist() == [6, 6]
    assert found.reason[:, 0].tolist() == ["", ""]


differences = st.lists(st.integers(-50, 50).map(lambda x: x / 10), min_size=6, max_size=10)


@given(differences)
def test_sign_flip_by_every_flip(d):
    d = np.array(d)
    sums = np.array([np.dot(s, d) for s in itertools.product([1, -1], repeat=len(d))])
    p = (np.abs(sums) >= abs(d.sum()) - 1e-9).mean()
    assert mean_test(d, 0.95).p == pytest.approx(p)


@given(differences, st.sampled_from([0.8, 0.9, 0.95]))
def test_subset_means_leave_out_zero_exactly_when_p_is_at_most_alpha(d, confidence):
    found = mean_test(np.array(d), confidence)
    assert (found.low > 0 or found.high < 0) == (found.p <= 1 - confidence + 1e-12)


@pytest.mark.parametrize("n", [16, 40])
def test_t_is_that_of_scipy(n):
    d = np.random.default_rng(n).normal(0.3, 1, n)
    found = mean_test(d, 0.9)
    expected = stats.ttest_1samp(d, 0)
    assert found.p == pytest.approx(expected.pvalue)
    assert (found.low, found.high) == pytest.approx(tuple(expected.confidence_interval(0.9)))


@pytest.mark.parametrize(
    ("n", "reason"),
    [
        (1, "1 event: description only"),
        (2, "2 events: description only"),
        (5, "5 events give no p (6 are needed); the interval assumes normal differences"),
    ],
)
def test_few_events_say_what_they_cannot(n, reason):
    found = mean_test(O9[:n], 0.95)
    assert found.reason == reason
    assert np.isnan(found.p)
    assert np.isnan(found.low) == (n < 3)
    assert found.estimate == pytest.approx(O9[:n].mean())


def test_differences_all_alike_have_the_p_of_the_sign_flip():
    assert mean_test(np.full(16, 0.5), 0.95).p == 2.0**-15
    assert mean_test(np.zeros(16), 0.95).p == 1


def test_cells_are_weighted_means_of_articles():
    values = np.array([[1.0], [4.0], [0.0], [np.nan]])
    found = contrast_scalars(
        values,
        np.array([1.0, 2, 5, 9]),
        event=np.zeros(4, int),
        outlet=np.array([0, 0, 1, 1]),
        group=np.array([0, 0, 1, 1]),
        n_groups=2,
        unit="cell",
    )
    assert found.estimate[0, 0] == pytest.approx(3)
    assert found.value[:, 0] == pytest.approx([3, 0])
    assert found.n_units[:, 0].tolist() == [2, 1]


def triples(seed=0, n=20, shift=0.0):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(3 * n, 2))
    values[::3] += shift
    return values, {
        "event": np.repeat(np.arange(n), 3),
        "outlet": np.tile([0, 1, 2], n),
        "group": np.tile([0, 1, 2], n),
        "n_groups": 3,
        "unit": "cell",
    }


def test_difference_is_from_the_mean_of_the_others():
    values, codes = triples()
    found = contrast_scalars(values, **codes)
    x = values.reshape(20, 3, 2)
    expected = stats.ttest_1samp(x[:, 1] - (x[:, 0] + x[:, 2]) / 2, 0)
    assert found.p[1] == pytest.approx(expected.pvalue)
    assert found.estimate[1] == pytest.approx((x[:, 1] - (x[:, 0] + x[:, 2]) / 2).mean(axis=0))
    assert found.n_tested == 6


def test_own_means_do_not_move_when_others_go():
    values, codes = triples()
    kept = codes["group"] != 2
    fewer = {k: v[kept] if isinstance(v, np.ndarray) else v for k, v in codes.items()}
    with_all = contrast_scalars(values, **codes)
    without = contrast_scalars(values[kept], **fewer)
    for name in ("value", "value_low", "value_high"):
        assert (getattr(with_all, name)[:2] == getattr(without, name)[:2]).all()
    assert np.isnan(without.value[2]).all()
    assert without.reason[2].tolist() == ["no articles in any event"] * 2


def sides(n_outlets=12, seed=1, shift=0.0, n_events=30):
    rng = np.random.default_rng(seed)
    event, outlet = [], []
    for e in range(n_events):
        present = rng.choice(n_outlets, 4, replace=False)
        event += [e] * 4
        outlet += list(present)
    event, outlet = np.array(event), np.array(outlet)
    group = (outlet >= n_outlets // 2).astype(int)
    style = rng.normal(0, 0.5, n_outlets)
    values = rng.normal(size=len(event)) + style[outlet] + shift * (group == 0)
    codes = {"event": event, "outlet": outlet, "group": group, "n_groups": 2}
    return values, codes


def test_sides_are_permuted_over_outlets():
    values, codes = sides(10)
    found = contrast_scalars(values, **codes, unit="outlet")
    event, outlet = codes["event"], codes["outlet"]
    centred = values - (np.bincount(event, values) / np.bincount(event))[event]
    means = np.array([centred[outlet == o].mean() for o in range(10)])
    means -= means.mean()
    sums = np.array([sum(c) for c in itertools.combinations(means, 5)])
    u = means[:5].sum()
    p = 2 * min((sums >= u - 1e-12).mean(), (sums <= u + 1e-12).mean())
    assert found.p[0, 0] == pytest.approx(min(1, p))  # 252 ways: enumerated


def test_estimate_of_sides_is_the_shift_put_in():
    values, codes = sides(12, shift=0.0)
    moved = values + 2.5 * (codes["group"] == 0)
    before = contrast_scalars(values, **codes, unit="outlet")
    after = contrast_scalars(moved, **codes, unit="outlet")
    assert after.estimate[0, 0] - before.estimate[0, 0] == pytest.approx(2.5)
    assert after.low[0, 0] - before.low[0, 0] == pytest.approx(2.5, abs=1e-5)
    assert (after.low[0, 0] > 0) == (after.p[0, 0] <= 0.05)
    assert (before.low[0, 0] > 0 or before.high[0, 0] < 0) == (before.p[0, 0] <= 0.05)


def test_without_intervals_of_sides_all_else_is_the_same():
    values, codes = sides()
    whole = contrast_scalars(values, **codes, unit="outlet")
    quick = contrast_scalars(values, **codes, unit="outlet", outlet_intervals=False)
    assert np.isfinite(whole.low).all()
    assert np.isnan([quick.low, quick.high]).all()
    for name in ("value", "value_low", "estimate", "p", "p_min", "q", "selected"):
        assert getattr(quick, name).tolist() == getattr(whole, name).tolist(), name


def test_few_outlets_on_a_side_are_refused():
    values, codes = sides(8)
    found = contrast_scalars(values, **codes, unit="outlet")
    assert found.reason[0, 0] == "4 outlets on the smaller side; a comparison of sides needs 5"
    assert np.isnan(found.p).all()
    assert np.isfinite(found.estimate).all()


def test_a_p_that_the_family_cannot_use_is_missing_with_the_reason():
    values = np.tile(O9 + np.arange(6), (3, 1)).T.repeat(2, axis=0)
    values[1::2] = np.arange(6)[:, None]
    found = contrast_scalars(
        values,
        event=np.repeat(np.arange(6), 2),
        outlet=np.tile([0, 1], 6),
        group=np.tile([0, 1], 6),
        n_groups=2,
        unit="cell",
    )
    reason = "6 informative events; 7 needed: p can reach 0.031 at best, the family needs 0.025"
    assert found.reason.ravel().tolist() == [reason] * 6
    assert np.isnan(found.p).all()
    assert np.isnan(found.q).all()


def test_faults_are_named_together():
    with pytest.raises(ChoiceError) as caught:
        contrast_scalars(
            np.array([1.0, np.inf]),
            np.array([1.0]),
            event=np.zeros(2, int),
            outlet=np.zeros(2, int),
            group=np.array([0, 5]),
            n_groups=2,
            unit="cell",
            fdr=0.5,
        )
    assert str(caught.value) == (
        "These values cannot be compared:\n"
        "  - group is 5 in article 1 (1 such); allowed is 0 to 1\n"
        "  - values has infinite entries; give numbers, or NaN where there is none\n"
        "  - weights has shape (1,); (2,) is needed\n"
        "  - fdr is 0.5; allowed is above 0 up to 0.2"
    )


def whole_sides(n_events, spread, n_outlets=12, seed=3):
    """Every outlet in every event; outlets have styles of their own."""
    rng = np.random.default_rng(seed)
    event, outlet = (
        np.repeat(np.arange(n_events), n_outlets),
        np.tile(np.arange(n_outlets), n_events),
    )
    style = rng.normal(0, spread, n_outlets)
    values = style[outlet] + rng.normal(size=n_events)[event] + rng.normal(size=len(event))
    group = (outlet >= n_outlets // 2).astype(int)
    return values, {"event": event, "outlet": outlet, "group": group, "n_groups": 2}


@pytest.mark.parametrize(("spread", "over"), [(3.0, "outlets"), (0.0, "events")])
def test_the_level_of_a_side_has_the_wider_of_two_t_intervals(spread, over):
    values, codes = whole_sides(20, spread)
    found = contrast_scalars(values, **codes, unit="outlet")
    table = values.reshape(20, 12)[:, :6]
    means = table.mean(axis=0 if over == "outlets" else 1)
    expected = stats.ttest_1samp(means, 0).confidence_interval(0.95)
    assert found.value[0, 0] == pytest.approx(table.mean())
    assert (found.value_low[0, 0], found.value_high[0, 0]) == pytest.approx(tuple(expected))


def test_the_level_of_a_side_holds_the_mean_of_outlets_like_these():
    covered = []
    for seed in range(150):
        values, codes = sides(seed=seed, n_events=25)
        found = contrast_scalars(values, **codes, unit="outlet")
        covered += ((found.value_low < 0) & (found.value_high > 0)).ravel().tolist()
    assert 0.92 < np.mean(covered) < 0.99


def test_a_side_of_two_outlets_has_a_level_without_interval():
    values, codes = whole_sides(20, 1.0, n_outlets=4)
    found = contrast_scalars(values, **codes, unit="outlet")
    assert np.isfinite(found.value).all()
    assert np.isnan(found.value_low).all()
    assert set(found.reason.ravel()) == {
        "2 outlets on the smaller side; a comparison of sides needs 5"
    }


def test_p_of_many_rows_is_that_of_each_alone():
    rng = np.random.default_rng(8)
    table = rng.normal(0.3, 1, (30, 20))
    for row, n in enumerate(rng.integers(0, 21, 30)):
        table[row, rng.permutation(20)[n:]] = np.nan
    alone = [mean_test(row[~np.isnan(row)], 0.95).p for row in table]
    np.testing.assert_array_equal(mean_p(table), alone)
