"""The two-way fit against statsmodels with a dummy for each outlet and event, and refits."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import ChoiceError
from analysis.stats.twoway import Fit, inverse_of, rank_means, rank_rates

OUTLETS = 4


def corpus(seed=0, n_events=12, missing=0.25):
    """Counts, exposures and means of four outlets in events, some cells missing."""
    rng = np.random.default_rng(seed)
    here = rng.random((n_events, OUTLETS)) >= missing
    exposure = np.where(here, rng.integers(200, 900, here.shape), 0).astype(float)
    rate = rng.gamma(1, size=(n_events, 1)) * rng.gamma(2, 0.5, here.shape) * [0.5, 1, 1, 2]
    counts = rng.poisson(0.02 * rate * exposure).astype(float)
    means = np.where(here, rng.normal(size=here.shape) + rng.normal(size=(n_events, 1)), np.nan)
    return counts, exposure, means


def dummies(cells):
    """Make a column for each outlet, and for each event but the first."""
    event, outlet = np.nonzero(cells)
    return np.concatenate(
        [np.eye(cells.shape[1])[outlet], np.eye(cells.shape[0])[event][:, 1:]], axis=1
    )


def centred(effects):
    return effects[:OUTLETS] - effects[:OUTLETS].mean()


def poisson(counts, exposure, **how):
    used = (exposure > 0) & (counts.sum(axis=1) > 0)[:, None]
    used = used[used.any(axis=1)]
    kept = counts.sum(axis=1) > 0
    counts, exposure = counts[kept], exposure[kept]
    model = sm.GLM(
        counts[used], dummies(used), sm.families.Poisson(), offset=np.log(exposure[used])
    )
    return model.fit(tol=1e-14, **how)


def test_rates_are_those_of_a_poisson_model_with_dummies():
    counts, exposure, _ = corpus()
    fit = poisson(counts, exposure)
    found = rank_rates(counts, exposure, confidence=0.95)
    assert found.estimate == pytest.approx(centred(fit.params), abs=1e-8)
    assert found.rank.tolist() == stats.rankdata(-centred(fit.params)).tolist()


def test_means_are_those_of_least_squares_with_dummies():
    _, _, means = corpus()
    here = ~np.isnan(means)
    params = sm.OLS(means[here], dummies(here)).fit().params
    found = rank_means(means, confidence=0.95)
    assert found.estimate == pytest.approx(centred(params), abs=1e-10)


def test_intervals_of_means_are_those_of_refits_without_each_event():
    _, _, means = corpus(missing=0)
    found = rank_means(means, confidence=0.9)
    every = [rank_means(np.delete(means, e, 0), confidence=0.9).estimate for e in range(12)]
    added = found.estimate - np.array(every)
    se = np.sqrt(11 / 12 * (added**2).sum(axis=0))
    reach = stats.t.ppf(0.95, found.df) * se
    assert found.high - found.estimate == pytest.approx(reach, rel=1e-9)
    assert found.estimate - found.low == pytest.approx(reach, rel=1e-9)


def fit_of(counts, exposure):
    """The fit behind a ranking, from the coefficients of statsmodels."""
    effect = centred(poisson(counts, exposure).params)
    part = exposure * np.exp(effect)
    expected = part * (counts.sum(axis=1) / part.sum(axis=1))[:, None]
    return Fit(
        effect=effect, weight=expected, score=counts - expected, floor=inverse_of(expected)
    )


def test_what_an_event_adds_to_rates_is_one_newton_step():
    counts, exposure, _ = corpus(seed=3)
    kept = counts.sum(axis=1) > 0
    counts, exposure = counts[kept], exposure[kept]
    added, _ = fit_of(counts, exposure).without_each_event()
    params = poisson(counts, exposure).params
    for event in range(len(counts)):
        rest = [np.delete(table, event, 0) for table in (counts, exposure)]
        start = np.delete(params, OUTLETS - 1 + event) if event else base(params)
        step = poisson(*rest, start_params=start, maxiter=1).params
        assert added[event] == pytest.approx(centred(params) - centred(step), abs=1e-6)


def base(params):
    """Coefficients with the second event for the base instead of the first."""
    level = params[OUTLETS]
    return np.concatenate([params[:OUTLETS] + level, params[OUTLETS + 1 :] - level])


def test_one_step_is_near_a_whole_refit():
    counts, exposure, _ = corpus(seed=5, n_events=25)
    kept = counts.sum(axis=1) > 0
    counts, exposure = counts[kept], exposure[kept]
    added, _ = fit_of(counts, exposure).without_each_event()
    whole = rank_rates(counts, exposure, confidence=0.95).estimate
    for event in range(len(counts)):
        rest = rank_rates(
            np.delete(counts, event, 0), np.delete(exposure, event, 0), confidence=0.95
        )
        assert added[event] == pytest.approx(whole - rest.estimate, abs=0.05)


def test_degrees_of_freedom_are_those_of_the_quadratic_form():
    """Bell & McCaffrey by hand: the map from residuals to what events add, as a matrix."""
    _, _, means = corpus(seed=2, n_events=7)
    here = ~np.isnan(means)

    def fit(values):
        weight = here.astype(float)
        table = np.zeros(here.shape)
        table[here] = values
        inner = (table - table.sum(1, keepdims=True) / weight.sum(1, keepdims=True)) * weight
        effect = sm.OLS(values, dummies(here)).fit().params[:OUTLETS]
        fitted = np.where(
            here,
            effect - (weight * effect).sum(1, keepdims=True) / weight.sum(1, keepdims=True),
            0,
        )
        return Fit(
            effect=effect - effect.mean(),
            weight=weight,
            score=inner - fitted,
            floor=np.zeros((OUTLETS, OUTLETS)),
        )

    n_cells = int(here.sum())
    operator = np.array([fit(row).without_each_event()[0] for row in np.eye(n_cells)])
    added, df = fit(means[here]).without_each_event()
    joint = fit(means[here]).judged(0.95)[1]
    for outlet in range(OUTLETS):
        g = operator[:, :, outlet].T @ operator[:, :, outlet]
        assert df[outlet] == pytest.approx(np.trace(g) ** 2 / (g**2).sum(), rel=1e-8)
        rests_on = (added[:, outlet] ** 2).sum() ** 2 / (added[:, outlet] ** 4).sum()
        assert joint[outlet] == pytest.approx(stats.hmean([df[outlet], rests_on]))


@pytest.mark.parametrize("seed", range(6))
def test_places_are_those_that_adjusted_differences_of_pairs_leave_open(seed):
    _, _, means = corpus(seed=seed, n_events=20, missing=0)
    means += np.array([0, 0.5, 1.0, 3.0])
    found = rank_means(means, confidence=0.95)
    every = [rank_means(np.delete(means, e, 0), confidence=0.95).estimate for e in range(20)]
    added = found.estimate - np.array(every)
    above = np.zeros((4, 4), bool)
    for i in range(4):
        for j in range(4):
            se = np.sqrt(19 / 20 * ((added[:, i] - added[:, j]) ** 2).sum())
            needed = stats.t.isf(0.05 / 12, min(found.df[i], found.df[j])) * se
            above[i, j] = found.estimate[i] - found.estimate[j] > needed
    assert found.rank_from.tolist() == (1 + above.sum(axis=0)).tolist()
    assert found.rank_to.tolist() == (4 - above.sum(axis=1)).tolist()


@given(st.integers(0, 200))
@settings(max_examples=30, deadline=None)
def test_a_constant_in_an_event_the_order_and_names_change_nothing(seed):
    counts, exposure, means = corpus(seed)
    rng = np.random.default_rng(seed)
    events, outlets = rng.permutation(12), rng.permutation(OUTLETS)
    shift = rng.normal(size=(12, 1))
    pairs = [
        (
            rank_means(means, confidence=0.95),
            rank_means((means + 9 * shift)[events][:, outlets], confidence=0.95),
        ),
        (
            rank_rates(counts, exposure, confidence=0.95),
            rank_rates(
                counts[events][:, outlets],
                (exposure * np.exp(shift))[events][:, outlets],
                confidence=0.95,
            ),
        ),
    ]
    for one, other in pairs:
        for name in ("estimate", "low", "high", "rank", "rank_from", "rank_to", "n_events"):
            np.testing.assert_allclose(
                getattr(one, name)[outlets], getattr(other, name), rtol=1e-5, atol=1e-6
            )


def test_turning_the_means_round_turns_the_ranking_round():
    _, _, means = corpus()
    one, other = (rank_means(sign * means, confidence=0.95) for sign in (1, -1))
    assert one.low == pytest.approx(-other.high)
    assert one.rank_from == pytest.approx(5 - other.rank_to)


def test_an_outlet_that_never_uses_it_has_no_place_and_moves_nobody():
    counts, exposure, _ = corpus()
    silent = np.concatenate([counts, np.zeros((12, 1))], axis=1)
    more = np.concatenate([exposure, np.full((12, 1), 500.0)], axis=1)
    found, without = (
        rank_rates(counts, exposure, confidence=0.95),
        rank_rates(silent, more, confidence=0.95),
    )
    assert without.estimate[:4] == pytest.approx(found.estimate)
    assert without.low[:4] == pytest.approx(found.low)
    assert np.isnan(without.rank[4])
    assert without.reason[4] == "never used in the events it shares: no finite ratio"


def test_two_events_give_an_order_and_no_interval():
    found = rank_means(np.array([[1.0, 3.0], [2.0, 6.0]]), confidence=0.95)
    assert found.estimate.tolist() == [-1.5, 1.5]
    assert np.isnan(found.low).all()
    assert np.isnan(found.rank_from).all()
    assert set(found.reason) == {"2 events: no interval (3 are needed)"}


@pytest.mark.parametrize("shape", [(0, 3), (4, 0), (1, 2)])
def test_where_nobody_can_be_ranked_everything_is_missing(shape):
    for found in (
        rank_means(np.ones(shape), confidence=0.95),
        rank_rates(np.ones(shape), np.ones(shape), confidence=0.95),
    ):
        assert np.isnan(found.estimate).all()
        assert (found.reason != "").all()


def test_intervals_of_bursty_counts_hold_what_they_say():
    rng = np.random.default_rng(0)
    effect = np.array([-0.5, 0.0, 0.1, 0.4])
    inside, places = [], []
    for _ in range(60):
        here = rng.random((30, 4)) < 0.7
        exposure = np.where(here, rng.integers(300, 900, here.shape), 0).astype(float)
        rate = rng.gamma(1, size=(30, 1)) * rng.gamma(1, size=here.shape) * np.exp(effect)
        found = rank_rates(rng.poisson(0.01 * rate * exposure) * 1.0, exposure, confidence=0.95)
        inside += ((found.low <= effect) & (effect <= found.high)).tolist()
        true = stats.rankdata(-effect)
        places.append(((found.rank_from <= true) & (true <= found.rank_to)).all())
    assert 0.93 < np.mean(inside) < 0.995
    assert np.mean(places) > 0.95


def test_a_table_of_another_shape_is_refused():
    with pytest.raises(ChoiceError) as refusal:
        rank_rates(np.ones((3, 2)), np.ones((2, 3)), confidence=0.95)
    assert str(refusal.value) == (
        "a ranking takes tables of events by outlets, of one shape; found (3, 2) and (2, 3)."
    )


def test_counts_that_fit_perfectly_still_have_the_width_of_a_poisson_count():
    counts, exposure = np.tile([8.0, 2.0, 4.0, 6.0], (9, 1)), np.full((9, 4), 100.0)
    found = rank_rates(counts, exposure, confidence=0.95)
    columns = dummies(exposure > 0)
    covariance = np.linalg.inv(columns.T @ (counts.reshape(-1, 1) * columns))[:4, :4]
    contrast = np.eye(4) - 0.25
    se = np.sqrt(np.diag(contrast @ covariance @ contrast))
    assert found.high - found.estimate == pytest.approx(stats.t.ppf(0.975, found.df) * se)
