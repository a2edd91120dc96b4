"""Odds of covering an event, against enumerated likelihoods and other libraries."""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, special
from statsmodels.discrete.conditional_models import ConditionalLogit
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint

from analysis.errors import ChoiceError
from analysis.stats.coverage import contrast_coverage, odds_p, odds_test, sum_p, wilson
from analysis.stats.scalars import contrast_scalars

COVERED = np.array(
    [
        [1, 0, 0], [1, 1, 0], [1, 0, 1], [0, 0, 1], [1, 0, 0], [1, 1, 0], [1, 0, 0],
        [1, 1, 1], [0, 1, 0],
    ]
)  # fmt: skip
"""Nine events by three outlets; the last but one tells nothing."""
SOME = COVERED[(COVERED.sum(axis=1) > 0) & (COVERED.sum(axis=1) < 3)]


def ask(covered, *, unit="cell", group=None, others=None, **more):
    """Compare a table of events by outlets, each outlet a group unless said otherwise."""
    covered = np.asarray(covered, float)
    n_events, n_outlets = covered.shape
    outlet = np.tile(np.arange(n_outlets), n_events)
    code = outlet if group is None else np.asarray(group)[outlet]
    others = np.zeros((covered.size, 0)) if others is None else others
    n_groups = int(code.max()) + 1
    return contrast_coverage(
        covered.ravel(),
        others,
        event=np.repeat(np.arange(n_events), n_outlets),
        outlet=outlet,
        group=code,
        n_groups=n_groups,
        n_units=np.ones((n_groups, 1 + others.shape[1]), int),
        unit=unit,
        **more,
    )


def enumerated(covered):
    """Every way to place as many covering outlets in each event: what the first one covers."""
    ways = [
        [int(0 in chosen) for chosen in combinations(range(len(row)), int(row.sum()))]
        for row in covered
    ]
    return np.array([sum(one) for one in product(*ways)])


@pytest.mark.parametrize("effect", [0.0, 0.8, -1.3])
def test_the_conditional_p_is_that_of_every_arrangement(effect):
    """Each arrangement has a weight of θ for every event that the first outlet covers."""
    sums = enumerated(SOME)
    weight = np.exp(effect * sums) / np.exp(effect * sums).sum()
    seen = SOME[:, 0].sum()
    tails = weight[sums >= seen].sum(), weight[sums <= seen].sum()
    total = SOME.sum(axis=1)
    chance = np.exp(effect) * total / (np.exp(effect) * total + 3 - total)
    assert sum_p(seen, chance) == pytest.approx(min(1, 2 * min(tails)), rel=1e-12)


def test_the_estimate_is_the_largest_likelihood_of_every_arrangement():
    sums, seen = enumerated(SOME), SOME[:, 0].sum()

    def loss(effect):
        return np.log(np.exp(effect * sums).sum()) - effect * seen

    best = optimize.minimize_scalar(
        loss, bounds=(-5, 5), method="bounded", options={"xatol": 1e-10}
    )
    assert ask(COVERED).estimate[0, 0] == pytest.approx(best.x, abs=1e-6)


def conditional_logit(covered, member):
    n_events, n_outlets = covered.shape
    model = ConditionalLogit(
        covered.ravel(),
        np.tile(member, n_events).astype(float)[:, None],
        groups=np.repeat(np.arange(n_events), n_outlets),
    )
    return float(model.fit(disp=0).params[0])


@pytest.mark.filterwarnings("ignore")
def test_estimates_are_those_of_conditional_logistic_regression():
    random = np.random.default_rng(4)
    covered = (random.random((60, 5)) < [0.7, 0.4, 0.4, 0.5, 0.3]).astype(int)
    found = ask(covered)
    for outlet in range(5):
        expected = conditional_logit(covered, np.arange(5) == outlet)
        assert found.estimate[outlet, 0] == pytest.approx(expected, abs=1e-3)


@pytest.mark.filterwarnings("ignore")
def test_sides_have_the_estimate_of_conditional_logistic_regression():
    random = np.random.default_rng(5)
    left = np.arange(12) < 6
    covered = (random.random((40, 12)) < np.where(left, 0.6, 0.35)).astype(int)
    found = ask(covered, unit="outlet", group=np.where(left, 0, 1))
    assert found.estimate[0, 0] == pytest.approx(conditional_logit(covered, left), abs=1e-3)
    assert found.estimate[1, 0] == -found.estimate[0, 0]
    assert found.low[0, 0] < found.estimate[0, 0] < found.high[0, 0]


def test_the_p_of_sides_is_that_of_every_way_to_deal_them():
    """Scores of outlets: the mean over events of what it covers less the event's share."""
    random = np.random.default_rng(6)
    covered = (random.random((9, 10)) < 0.5).astype(float)
    score = (covered - covered.mean(axis=1, keepdims=True)).mean(axis=0)
    sums = np.array([score[list(chosen)].sum() for chosen in combinations(range(10), 5)])
    seen = score[:5].sum()
    tail = min((sums >= seen - 1e-12).mean(), (sums <= seen + 1e-12).mean())
    found = ask(covered, unit="outlet", group=[0] * 5 + [1] * 5)
    assert found.p[0, 0] == pytest.approx(min(1, 2 * tail), rel=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_an_outlet_that_could_cover_few_events_counts_as_much_as_the_others(seed):
    """Two outlets were collected in two or three of nine events: their means are over these."""
    covered = (np.random.default_rng(seed).random((9, 10)) < 0.5).astype(float)
    known = np.ones((9, 10), bool)
    known[3:, 9] = known[2:, 0] = False
    event, outlet = np.nonzero(known)
    found = contrast_coverage(
        covered[known],
        np.zeros((known.sum(), 0)),
        event=event,
        outlet=outlet,
        group=outlet // 5,
        n_groups=2,
        n_units=np.ones((2, 1), int),
        unit="outlet",
    )
    share = np.where(known, covered, 0).sum(axis=1) / known.sum(axis=1)
    gaps = np.where(known, covered - share[:, None], np.nan)
    score = np.nanmean(gaps, axis=0) - np.nanmean(gaps, axis=0).mean()
    sums = np.array([score[list(chosen)].sum() for chosen in combinations(range(10), 5)])
    kappa = design_of(known)
    seen = score[:5].sum() / np.sqrt(kappa)
    tail = min((sums >= seen - 1e-12).mean(), (sums <= seen + 1e-12).mean())
    assert found.p[0, 0] == pytest.approx(min(1, 2 * tail), rel=1e-9)


def design_of(known):
    """Factor by which unequal meetings make sides vary more than permuting them says."""
    j = sum(
        np.diag(row / row.sum()) * row.sum() - np.outer(row, row) / row.sum()
        for row in 1.0 * known
    )
    side, c = (np.arange(10) < 5).astype(float), 25 / 90
    return max(
        1.0, side @ j @ side / (c * np.trace(j)), ((j @ side) ** 2).sum() / (c * (j**2).sum())
    )


def test_fewer_than_five_outlets_a_side_have_no_p():
    found = ask(COVERED, unit="outlet", group=[0, 1, 1])
    assert found.reason[0, 0] == "1 outlet on the smaller side; a comparison of sides needs 5"
    assert np.isnan(found.p[0, 0])


def test_of_two_outlets_the_p_is_mcnemars():
    covered = np.array([[1, 0]] * 9 + [[0, 1]] * 2 + [[1, 1]] * 5)
    table = [[5, 9], [2, 0]]
    found = ask(covered)
    assert found.p[0, 0] == pytest.approx(mcnemar(table, exact=True).pvalue, rel=1e-12)
    assert np.exp(found.estimate[0, 0]) == pytest.approx(9 / 2)
    assert found.estimate[1, 0] == -found.estimate[0, 0]


@pytest.mark.parametrize(("covered", "events"), [(0, 7), (3, 7), (7, 7), (41, 100)])
def test_a_share_has_wilsons_interval(covered, events):
    expected = proportion_confint(covered, events, alpha=0.1, method="wilson")
    assert wilson(covered, events, 0.9) == pytest.approx(expected, abs=1e-12)
    table = np.zeros((events, 2))
    table[:covered, 0] = 1
    found = ask(table, confidence=0.9)
    assert (found.value_low[0, 0], found.value_high[0, 0]) == pytest.approx(expected, abs=1e-12)
    assert found.value[0, 0] == covered / events


def test_an_outlet_that_goes_its_own_way_is_not_found_by_the_likes_of_the_others():
    """Four outlets share one desk: 14 of 20 events against 6 is not 14 against 24."""
    covered = np.array([[1, 0, 0, 0, 0]] * 14 + [[0, 1, 1, 1, 1]] * 6)
    own, chance = covered[:, 0].astype(float), covered.sum(axis=1) / 5
    assert sum_p(own.sum(), chance) < 0.002
    assert odds_p(own, chance) > 0.02


def test_few_events_give_an_interval_and_no_p():
    found = ask(COVERED[:5])
    assert found.reason[0, 0] == (
        "5 events that some cover and not all give no p (6 are needed); the interval assumes "
        "that outlets choose alike"
    )
    assert np.isnan(found.p[0, 0])
    assert found.low[0, 0] < found.estimate[0, 0] < found.high[0, 0]


def test_where_all_choose_the_same_there_is_nothing_to_compare():
    found = ask([[1, 1, 1], [0, 0, 0]])
    assert (
        found.reason[:, 0].tolist()
        == ["in each event that both could cover all did, or none"] * 3
    )
    assert np.isnan(found.estimate).all()
    assert found.n_events.tolist() == [[0], [0], [0]]


def test_an_outlet_that_covers_all_or_nothing_has_an_end_at_infinity():
    covered = np.column_stack([np.ones(12), np.zeros(12), np.tile([0, 1], 6)])
    found = ask(covered)
    assert found.estimate[:2, 0].tolist() == [np.inf, -np.inf]
    assert found.low[0, 0] > 0
    assert found.high[0, 0] == np.inf
    assert found.high[1, 0] < 0
    assert found.low[1, 0] == -np.inf


tables = st.integers(0, 2**31).map(
    lambda seed: (np.random.default_rng(seed).random((14, 4)) < [0.8, 0.5, 0.4, 0.4]).astype(
        int
    )
)


@settings(max_examples=10)
@given(tables, st.sampled_from([0.8, 0.95]))
def test_an_interval_leaves_out_no_difference_exactly_where_p_is_small(covered, confidence):
    total = covered.sum(axis=1)
    some = covered[(total > 0) & (total < 4)]
    found = odds_test(
        some[:, 0].astype(float), some.sum(axis=1), np.full(len(some), 4), confidence
    )
    assert (found.low > 0 or found.high < 0) == (found.p <= 1 - confidence)
    assert found.p >= found.p_min


@settings(max_examples=10)
@given(tables)
def test_leaving_out_instead_of_covering_turns_the_sign_round(covered):
    found, turned = ask(covered), ask(1 - covered)
    assert turned.estimate[:, 0] == pytest.approx(-found.estimate[:, 0], abs=1e-8)
    assert turned.p[:, 0] == pytest.approx(found.p[:, 0], nan_ok=True)
    assert turned.value[:, 0] == pytest.approx(1 - found.value[:, 0])


@settings(max_examples=10)
@given(tables)
def test_events_that_nobody_covers_change_no_contrast(covered):
    """No corpus has them: what is conditioned on must not see whether they are there."""
    found, more = ask(covered), ask(np.vstack([covered, np.zeros((7, 4), int)]))
    for name in ("estimate", "low", "high", "p", "n_events"):
        assert np.array_equal(getattr(found, name), getattr(more, name), equal_nan=True)


@settings(max_examples=10)
@given(tables)
def test_the_order_of_events_changes_nothing(covered):
    found, turned = ask(covered), ask(covered[::-1])
    assert turned.p[:, 0] == pytest.approx(found.p[:, 0], nan_ok=True)
    assert turned.low[:, 0] == pytest.approx(found.low[:, 0], abs=1e-5, nan_ok=True)


def test_other_measures_are_compared_as_means_are():
    random = np.random.default_rng(8)
    values = random.normal(size=(60, 2))
    values[random.random((60, 2)) < 0.2] = np.nan
    event, outlet = np.repeat(np.arange(20), 3), np.tile(np.arange(3), 20)
    found = ask(np.ones((20, 3)), others=values)
    expected = contrast_scalars(
        values, event=event, outlet=outlet, group=outlet, n_groups=3, unit="cell"
    )
    for name in ("value", "value_low", "estimate", "low", "high", "n_events"):
        assert np.array_equal(getattr(found, name)[:, 1:], getattr(expected, name))


def test_what_does_not_fit_is_told_at_once():
    with pytest.raises(ChoiceError) as error:
        ask(np.full((3, 2), 0.5), unit="article")
    assert str(error.value) == (
        "Coverage cannot be compared:\n"
        "  - coverage is an outlet's, not an article's: unit cannot be 'article'\n"
        "  - covered holds other values than 0 and 1"
    )


@pytest.mark.parametrize(("alone", "events"), [(15, 18), (197, 200), (3, 18)])
def test_a_finite_estimate_has_an_interval_not_much_wider_than_the_exact_one(alone, events):
    """Of two outlets the exact interval is that of a binomial (Clopper and Pearson 1934)."""
    own = (np.arange(events) < alone).astype(float)
    found = odds_test(own, np.ones(events), np.full(events, 2), 0.95)
    ends = proportion_confint(alone, events, method="beta")
    low, high = (float(np.log(end / (1 - end))) for end in ends)
    assert low - 0.5 <= found.low <= low + 1e-6
    assert high - 1e-6 <= found.high <= high + 0.5


def test_where_events_vary_more_than_the_model_says_both_ends_take_their_spread():
    """Four outlets that cover the same events are one, and count as one."""
    random = np.random.default_rng(3)
    both = random.random((60, 2)) < [0.6, 0.4]
    covered = both[:, [0, 1, 1, 1, 1]][both.any(axis=1) & ~both.all(axis=1)].astype(float)
    five = odds_test(covered[:, 0], covered.sum(axis=1), np.full(len(covered), 5), 0.95)
    chance = special.expit(np.log(covered.sum(axis=1) / (5 - covered.sum(axis=1))) + five.high)
    assert np.isfinite(five.high)
    assert sum_p(covered[:, 0].sum(), chance) < 0.025


def test_a_cell_is_refused_where_a_group_has_several_outlets():
    """The odds of one outlet are not those of three: they came out infinite with p = 0."""
    covered = np.random.default_rng(1).random((40, 6)) < 0.6
    with pytest.raises(ChoiceError) as error:
        ask(covered, group=[0, 0, 0, 1, 1, 1])
    assert str(error.value) == (
        "Coverage cannot be compared:\n"
        "  - a group has several outlets, and to cover an event is an outlet's doing: give "
        "unit='outlet', or leave it to 'auto'"
    )
    sides = ask(covered, group=[0, 0, 0, 1, 1, 1], unit="outlet")
    assert np.isfinite(sides.estimate[0, 0])


def test_published_means_of_the_hurricanes_by_network(shared_data):
    """Mean % of sentences of cable news, with the coding of FiveThirtyEight (2017)."""
    path = shared_data / "coverage_538/puerto-rico-media/tv_hurricanes_by_network.csv"
    maria = (
        pd.read_csv(path).query("Query == 'Hurricane Maria'").drop(columns=["Date", "Query"])
    )
    shares = maria.to_numpy(float)
    found = ask(shares > 0, others=shares.ravel()[:, None])
    assert maria.columns.tolist() == ["BBC News", "CNN", "FOX News", "MSNBC"]
    assert found.value[:, 1].round(3).tolist() == [0.37, 0.332, 0.18, 0.156]
    assert found.value[:, 0].tolist() == (shares > 0).mean(axis=0).tolist()
    assert found.estimate[0, 1] > 0 > found.estimate[3, 1]
