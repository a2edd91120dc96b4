"""Power by simulation against exact binomials, brute force, statsmodels and the test alone."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.stats import binom
from statsmodels.stats.power import TTestPower

from analysis.stats.contrast import contrast_counts
from analysis.stats.multiplicity import tarone
from analysis.stats.power import (
    Planned,
    ToReach,
    _cells,
    family_to_come,
    runs_of_means,
    runs_of_rates,
)
from analysis.stats.replicas import Size, at_length, draw_sides, draw_within, pilot_of, planted

RUNS = 2_000


def share(p, level=0.05):
    return (p <= level * (1 + 1e-9)).mean()


def near(exact):
    """Tell how near a simulated share must come: four standard errors."""
    return pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / RUNS))


def alike(n_events, n_outlets, count=1.0, unit="cell", sides=None):
    """Make a pilot in which every outlet writes the same in every event."""
    n = n_events * n_outlets
    outlet = np.tile(np.arange(n_outlets), n_events)
    return pilot_of(
        sparse.csr_array(np.full((n, 1), count)),
        np.full(n, 100.0),
        event=np.repeat(np.arange(n_events), n_outlets),
        outlet=outlet,
        group=outlet if sides is None else np.asarray(sides)[outlet],
        unit=unit,
    )


def plan(effects, n_events, runs=RUNS, **size):
    return Planned(
        items=np.zeros(runs, int),
        group=0,
        size=Size(n_events=n_events, **size),
        effects=np.array(effects, float),
        level=0.05,
    )


@pytest.mark.parametrize("n_events", [6, 10, 14])
def test_pairs_that_use_a_word_once_have_binomial_power(n_events):
    """Of a use each, the others' is struck with chance 1 - 1/ratio; then the event tells.

    All that tell speak for the group, so that p = 2^(1 - J): found with 6 or more.
    """
    ratios = [2.0, 4.0, 0.5, 0.25]
    runs = runs_of_rates(alike(7, 2), plan(ratios, n_events), np.random.default_rng(1))
    for row, ratio in enumerate(ratios, start=1):
        struck = 1 - 1 / max(ratio, 1 / ratio)
        assert share(runs.p[row]) == near(binom.sf(5, n_events, struck))
    assert share(runs.p[0]) == 0


def by_hand(others_left):
    """Deal the labels of three cells an event in every way: p of the score and of T."""
    scores = []
    for left in others_left:
        counts = np.array([1.0, *[1.0] * left, *[0.0] * (2 - left)])
        scores.append(counts - counts.mean())
    deals = np.array(list(product(*scores)))
    total, squares = deals.sum(axis=1), (deals**2).sum(axis=1)
    t = np.divide(total, np.sqrt(squares), out=np.zeros_like(total), where=squares > 0)
    seen = np.array([score[0] for score in scores])
    u, own_t = seen.sum(), 0.0 if not seen.any() else seen.sum() / np.sqrt((seen**2).sum())
    p = 2 * min((total >= u - 1e-9).mean(), (total <= u + 1e-9).mean())
    return min(1.0, max(p, 2 * (t >= own_t - 1e-9).mean()))


def test_one_of_three_outlets_against_every_outcome_and_every_deal():
    """Four events of three outlets, one use each: 81 outcomes of thinning, 81 deals of each."""
    ratio, n_events = 3.0, 4
    exact = 0.0
    for left in product(range(3), repeat=n_events):
        chance = np.prod([binom.pmf(k, 2, 1 / ratio) for k in left])
        exact += chance * (by_hand(left) <= 0.05)
    runs = runs_of_rates(alike(5, 3), plan([ratio], n_events), np.random.default_rng(2))
    assert 0.05 < exact < 0.5
    assert share(runs.p[1]) == near(exact)


@pytest.mark.parametrize(("n_events", "shift"), [(20, 0.5), (40, 0.4), (80, 0.3)])
def test_means_have_the_power_of_the_t_test(n_events, shift):
    """Differences of normal values are normal; statsmodels gives the power of their t test."""
    rng = np.random.default_rng(3)
    value = rng.normal(size=(600, 2))
    pilot = pilot_of(
        sparse.csr_array(value.reshape(-1, 1)),
        np.ones(1_200),
        event=np.repeat(np.arange(600), 2),
        outlet=np.tile([0, 1], 600),
        group=np.tile([0, 1], 600),
        unit="cell",
    )
    gaps = value[:, 0] - value[:, 1]
    exact = TTestPower().power(shift / np.sqrt((gaps**2).mean()), n_events, 0.05)
    runs = runs_of_means(pilot, plan([shift], n_events), rng)
    assert share(runs.p[1]) == near(exact)
    assert share(runs.p[0]) == near(0.05)
    assert set(runs.p_min.ravel()) == {0.0}


def test_few_means_are_tested_by_sign_flips():
    """Six differences that are alike but for the sign that chance gives: 2/2^6, or nothing."""
    pilot = alike(6, 2, count=1.0)
    runs = runs_of_means(pilot, plan([0.5, -0.5], 6, runs=5), np.random.default_rng(4))
    assert runs.p[1:].tolist() == [[2.0**-5] * 5] * 2
    assert runs.p[0].tolist() == [1.0] * 5
    assert set(runs.p_min.ravel()) == {2.0**-5}
    few = runs_of_means(pilot, plan([0.5], 5, runs=5), np.random.default_rng(4))
    assert few.p.tolist() == [[1.0] * 5] * 2


@pytest.fixture
def bursty():
    """Make a pilot of 30 events and 2 to 4 outlets with bursty counts of three items."""
    rng = np.random.default_rng(5)
    event = np.concatenate([np.full(2 + e % 3, e) for e in range(30)])
    outlet = np.concatenate([rng.permutation(4)[: 2 + e % 3] for e in range(30)])
    counts = rng.poisson(rng.gamma(0.7, 4.0, (len(event), 3)))
    return pilot_of(
        sparse.csr_array(counts.astype(float)),
        np.full(len(event), 400.0),
        event=event,
        outlet=outlet,
        group=outlet,
        unit="cell",
    )


def test_many_runs_at_once_give_what_each_gives_alone(bursty):
    """A run's p is that of the comparison of its own events and nothing else."""
    items, ratios, size = np.array([0, 1, 2, 1]), np.array([1.0, 2.0, 0.4]), Size(n_events=9)
    planned = Planned(items=items, group=1, size=size, effects=ratios[1:], level=0.2)
    runs = runs_of_rates(bursty, planned, np.random.default_rng(6))
    rng = np.random.default_rng(6)
    drawn = draw_within(bursty, 4, group=1, size=size, rng=rng)
    count, among = bursty.contents(drawn.source, items[drawn.run], None, rng)
    counts = planted(at_length(count, among, among, rng), drawn.own, ratios, rng)
    for run in range(4):
        here = drawn.run == run
        alone = contrast_counts(
            sparse.csr_array(counts[here]),
            np.full(here.sum(), 400.0),
            event=drawn.event[here] - 9 * run,
            outlet=drawn.place[here],
            group=np.where(drawn.own[here], 0, 1),
            n_groups=2,
            unit="article",
            fdr=0.2,
            intervals="none",
        )
        tested = ~np.isnan(alone.p[0]) & (runs.p[:, run] <= 0.2)
        assert runs.p[tested, run] == pytest.approx(alone.p[0, tested], rel=1e-9)
        assert runs.p_min[:, run] == pytest.approx(alone.p_min[0], rel=1e-9)
        assert runs.n_events[run] == alone.n_events[0, 0]
    assert (runs.p < 0.2).sum() > 4


def test_a_drawn_study_of_sides_is_tested_over_its_outlets():
    rng = np.random.default_rng(7)
    pilot = pilot_of(
        sparse.csr_array(rng.poisson(3.0, (240, 1)).astype(float)),
        rng.integers(100, 400, 240).astype(float),
        event=np.repeat(np.arange(20), 12),
        outlet=np.tile(np.arange(12), 20),
        group=np.tile(np.arange(12) % 2, 20),
        unit="outlet",
    )
    planned = plan([1.5], None, runs=3, n_outlets=6)
    runs = runs_of_rates(pilot, planned, np.random.default_rng(8))
    rng = np.random.default_rng(8)
    for run in range(3):
        drawn = draw_sides(pilot, 2, size=planned.size, rng=rng)
        zeros = np.zeros(len(drawn.cell), int)
        count, among = pilot.contents(drawn.source, zeros, None, rng)
        counts = planted(
            at_length(count, among, among, rng), drawn.own, np.array([1, 1.5]), rng
        )
        alone = contrast_counts(
            sparse.csr_array(counts),
            among,
            event=drawn.event,
            outlet=drawn.place,
            group=np.where(drawn.own, 0, 1),
            n_groups=2,
            unit="outlet",
            intervals="none",
        )
        assert runs.p[:, run] == pytest.approx(alone.p[0], rel=1e-9)
        assert runs.p_min[:, run] == pytest.approx(alone.p_min[0], rel=1e-9)


@pytest.mark.parametrize("means", [False, True])
def test_sides_that_differ_wholly_reach_two_of_all_ways(means):
    """Of 10 outlets 5 have all: 2/C(10, 5) = 1/126; with 4 a side nothing is tested."""
    pilot = alike(3, 10, count=4.0, unit="outlet", sides=[0, 1] * 5)
    test, effect = (runs_of_means, 1.0) if means else (runs_of_rates, 1e9)
    planned = plan([effect], None, runs=4, n_outlets=5)
    runs = test(pilot, planned, np.random.default_rng(9))
    assert runs.p[1] == pytest.approx(np.full(4, 1 / 126), rel=1e-9)
    few = test(pilot, plan([effect], None, runs=4, n_outlets=4), np.random.default_rng(9))
    assert few.p.tolist() == [[1.0] * 4] * 2
    assert np.isnan(few.p_min).all()


@pytest.mark.parametrize("unit", ["cell", "outlet"])
def test_nothing_is_found_too_often_where_nothing_is_planted(bursty, unit):
    rng = np.random.default_rng(10)
    pilot = bursty
    if unit == "outlet":
        pilot = pilot_of(
            sparse.csr_array(rng.poisson(2.0, (400, 1)) * 1.0),
            np.full(400, 300.0),
            event=np.repeat(np.arange(20), 20),
            outlet=np.tile(np.arange(20), 20),
            group=np.tile(np.arange(20) % 2, 20),
            unit="outlet",
        )
    n = 200 if unit == "outlet" else 1_000
    size = {"n_outlets": 10} if unit == "outlet" else {}
    runs = runs_of_rates(pilot, plan([1.0], 20, runs=n, **size), rng)
    assert share(runs.p) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / n)


def test_power_grows_with_the_ratio_and_with_the_events(bursty):
    found = []
    for n_events in (10, 40, 120):
        planned = plan([1.3, 2.0, 4.0], n_events, runs=300)
        found.append(
            [share(p) for p in runs_of_rates(bursty, planned, np.random.default_rng(11)).p]
        )
    assert (np.diff(found, axis=1) > -0.03).all()
    assert (np.diff(found, axis=0)[:, 1:] > 0).all()
    assert found[-1][-1] > 0.9


def test_two_groups_mirror_each_other():
    pilot = alike(8, 2, count=3.0)
    runs = [
        runs_of_rates(pilot, plan([ratio], 12), np.random.default_rng(seed))
        for seed, ratio in enumerate((2.0, 0.5))
    ]
    first, second = (share(one.p[1]) for one in runs)
    assert first == pytest.approx(second, abs=4 * np.sqrt(0.5 / RUNS))


def test_more_articles_a_cell_make_a_difference_easier_to_see(bursty):
    found = [
        share(
            runs_of_rates(
                bursty,
                plan([2.0], 20, runs=400, n_articles=n),
                np.random.default_rng(12),
            ).p[1]
        )
        for n in (1, 4)
    ]
    assert found[1] > found[0] + 0.1


@given(
    st.lists(st.floats(1e-9, 1.0) | st.just(float("nan")), min_size=1, max_size=30),
    st.sampled_from([0.05, 0.1]),
)
def test_a_family_drawn_whole_is_that_of_the_comparison(p_min, fdr):
    p_min = np.array(p_min)
    kept, threshold = tarone(p_min, fdr)
    found = family_to_come(p_min, np.ones(len(p_min)), fdr)
    if kept.any():
        assert found.threshold == pytest.approx(threshold)
        assert found.n_tests == kept.sum()
        assert found.needed_p == pytest.approx(fdr / kept.sum())


def test_tests_that_are_left_out_ask_nothing_of_the_first_finding():
    """Of four, one can reach .025, and three only .04: K is 2, one test is kept."""
    found = family_to_come(np.array([0.001, 0.04, 0.04, 0.04]), np.ones(4), 0.05)
    assert found == ToReach(n_tests=1, threshold=0.025, needed_p=0.05)


def test_a_cell_keeps_its_length_whoever_wrote_what_it_holds():
    """A use every 100 words, in cells of 300 words of the group and 100 of the other."""
    pilot = pilot_of(
        sparse.csr_array(np.tile([[3.0], [1.0]], (6, 1))),
        np.tile([300.0, 100.0], 6),
        event=np.repeat(np.arange(6), 2),
        outlet=np.tile([0, 1], 6),
        group=np.tile([0, 1], 6),
        unit="cell",
    )
    planned, rng = plan([], 8, runs=5), np.random.default_rng(13)
    drawn = draw_within(pilot, 5, group=0, size=planned.size, rng=rng)
    cells = _cells(pilot, drawn, planned, np.array([1.0]), rng)
    assert cells.exposure.tolist() == np.where(cells.group == 0, 300.0, 100.0).tolist()
    assert (cells.counts.sum(axis=1) == cells.exposure / 100).all()


def test_a_finding_must_be_testable_and_reach_what_is_needed():
    family = ToReach(n_tests=5, threshold=0.01, needed_p=0.01)
    p = np.array([0.01, 0.011, 0.001, 1.0])
    assert family.found(p, np.array([0.01, 0.001, 0.02, np.nan])) == 1
