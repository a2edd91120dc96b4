import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.stats import betabinom

from analysis.stats.cells import collapse, lay_out, strata_of
from analysis.stats.contrast import contrast_counts
from analysis.stats.guard import burstiness, exposure_log_ratio, guard_p
from analysis.stats.within import WithinTest

O7 = ([1] * 6, [0.25] * 6, [0] * 6)
O8 = ([3, 2, 4, 1, 2], [0.25, 0.3, 0.25, 0.2, 0.5], [3, 1, 3, 1, 2])


def given_totals(strata, total, share, own):
    total, share, own = (np.array(x, float) for x in (total, share, own))
    return strata(np.stack([own, total - own]), 400 * np.stack([share, 1 - share]))


def guard(table, rho, effect=0.0):
    return float(guard_p([table], np.array([rho]), np.array([effect]))[0])


def test_o7_nobody_of_the_shorter_group(strata):
    assert guard(given_totals(strata, *O7), 0.2) == pytest.approx(0.355957, abs=5e-7)
    # the sign flip of the same events says .03125


def test_o8_exact(strata):
    table = given_totals(strata, *O8)
    assert table.residual[0].sum() == pytest.approx(6.45)
    assert guard(table, 0.2) == pytest.approx(0.0024233, abs=5e-8)


@pytest.mark.usefixtures("never_enumerate")
def test_o8_by_saddlepoint(strata):
    assert guard(given_totals(strata, *O8), 0.2) == pytest.approx(0.0010888, abs=5e-8)


@given(
    st.lists(
        st.integers(0, 4).flatmap(
            lambda y: st.tuples(st.just(y), st.floats(0.1, 0.9), st.integers(0, y))
        ),
        min_size=1,
        max_size=4,
    ),
    st.floats(0.05, 0.9),
    st.floats(-1, 1),
)
def test_guard_is_the_enumerated_beta_binomial(strata, events, rho, effect):
    total, share, own = (np.array(x) for x in zip(*events, strict=True))
    moved = share * np.exp(effect) / (share * np.exp(effect) + 1 - share)
    up = down = 0.0
    score = (own - total * moved).sum()
    for way in itertools.product(*[range(y + 1) for y in total]):
        shape = (1 - rho) / rho
        chance = np.prod(
            [
                betabinom.pmf(a, y, p * shape, (1 - p) * shape)
                for a, y, p in zip(way, total, moved, strict=True)
            ]
        )
        value = (np.array(way) - total * moved).sum()
        up += chance * (value >= score - 1e-9)
        down += chance * (value <= score + 1e-9)
    expected = min(1, 2 * min(up, down))
    assert guard(given_totals(strata, total, share, own), rho, effect) == pytest.approx(
        expected
    )


def pairs(n_events, ratio, seed=0):
    """Events of two outlets, of which the first writes ``ratio`` times as much."""
    rng = np.random.default_rng(seed)
    exposure = np.tile([300.0 * ratio, 300.0], n_events)
    counts = rng.poisson(exposure[:, None] * rng.gamma(0.5, 1 / 100, size=(2 * n_events, 40)))
    side = np.tile([0, 1], n_events)
    return collapse(
        sparse.csr_array(counts.astype(float)),
        exposure,
        event=np.repeat(np.arange(n_events), 2),
        outlet=side,
        group=side,
        unit="cell",
    )


def test_exposure_ratio_is_the_typical_one():
    assert np.exp(exposure_log_ratio(pairs(9, 3), 0)) == pytest.approx(3)
    assert np.exp(exposure_log_ratio(pairs(9, 3), 1)) == pytest.approx(1 / 3)


def test_burstiness_grows_with_clustering_and_does_not_see_labels():
    cells = pairs(60, 1)
    even = np.random.default_rng(1).poisson(3.0, size=(120, 40)).astype(float)
    calm = collapse(
        sparse.csr_array(even),
        np.full(120, 300.0),
        event=np.repeat(np.arange(60), 2),
        outlet=np.tile([0, 1], 60),
        group=np.tile([0, 1], 60),
        unit="cell",
    )
    bursty, smooth = burstiness(cells, lay_out(cells)), burstiness(calm, lay_out(calm))
    assert np.median(bursty) > 0.15
    assert np.median(smooth) < 0.02
    assert ((bursty >= 0) & (bursty <= 1)).all()


def test_guard_only_ever_raises_p():
    cells = pairs(30, 3)
    blocks = lay_out(cells)
    tables = strata_of(cells, blocks, 0)
    plain = WithinTest(tables=tables, n_items=40).p()
    guarded = WithinTest(tables=tables, n_items=40, rho=burstiness(cells, blocks)).p()
    assert (guarded >= plain).all()
    assert (guarded > plain).any()


@pytest.mark.parametrize("surplus", [1, 8, 25])
def test_guard_agrees_with_draws_at_random(strata, surplus):
    rng = np.random.default_rng(surplus)
    total, share = rng.integers(3, 12, 20), rng.uniform(0.2, 0.6, 20)
    shape = (1 - 0.15) / 0.15
    drawn = rng.binomial(total, rng.beta(share * shape, (1 - share) * shape, (200_000, 20)))
    own = np.floor(total * share).astype(int)
    while (own - total * share).sum() < surplus:
        own[np.argmin(own / total)] += 1
    score = (own - total * share).sum()
    # the score moves in steps of 1: the smooth tail lies between two of them
    here, beyond = (
        2 * ((drawn - total * share).sum(axis=1) >= score + d).mean() for d in (0, 1)
    )
    assert 0 < here < 1
    assert 0.95 * beyond < guard(given_totals(strata, total, share, own), 0.15) < 1.05 * here


def test_guard_has_the_chance_of_nothing_as_its_floor(strata):
    # eleven events, one mention each, all of the longer group: 2048 outcomes, z = 1.1
    table = given_totals(strata, [1] * 11, [0.9] * 11, [1] * 11)
    assert guard(table, 0.2) == pytest.approx(min(1, 2 * 0.9**11))
    nearly = given_totals(strata, [1] * 11, [0.9] * 11, [1] * 10 + [0])
    assert guard(nearly, 0.2) >= 2 * 0.1**11


def only_one_rival_uses_it(n_events, lengths, uses=2.0):
    """Three outlets in every event; outlet 2 alone uses the item."""
    counts = sparse.csr_array(np.tile([[0.0], [0.0], [uses]], (n_events, 1)))
    outlet = np.tile(np.arange(3), n_events)
    codes = {"event": np.repeat(np.arange(n_events), 3), "outlet": outlet, "group": outlet}
    exposure = np.tile(np.array(lengths), n_events)
    return contrast_counts(
        counts, exposure, **codes, n_groups=3, unit="cell", intervals="all", confidence=0.99
    )


def test_a_longer_outlet_does_not_avoid_what_another_never_uses_too():
    # permuting lengths with the labels says 2/3^8 of the longer, and p > .05 of the other
    found = only_one_rival_uses_it(8, [240.0, 200.0, 200.0])
    assert found.p[0, 0] == pytest.approx(2 * (400 / 640) ** 8, rel=1e-3)
    assert found.p[1, 0] > 0.05
    assert found.p_min[0, 0] == pytest.approx(2 / 3**8)


@pytest.mark.parametrize("n_events", [8, 10, 11, 13, 20])
def test_interval_of_a_guarded_item_agrees_with_its_p(n_events):
    found = only_one_rival_uses_it(n_events, [240.0, 200.0, 200.0])
    leaves_out_none = (found.low > 0) | (found.high < 0)
    leaves_out_none |= np.isnan(found.low) | np.isnan(found.high)  # rejected to the end
    assert (leaves_out_none == (found.p <= 0.01)).all()


def test_guard_of_lopsided_items_is_the_same_from_both_sides():
    rng = np.random.default_rng(3)
    counts = np.stack([rng.poisson(0.1, 40), rng.poisson(4.0, 40)], axis=1).reshape(-1, 1)
    exposure = rng.uniform(200, 260, 80)
    codes = {"event": np.repeat(np.arange(40), 2), "outlet": np.tile([0, 1], 40)}
    found = [
        contrast_counts(
            sparse.csr_array(counts.astype(float)), exposure, **codes,
            group=np.tile(side, 40), n_groups=2, unit="cell", intervals="none",
        )
        for side in ([0, 1], [1, 0])
    ]  # fmt: skip
    assert found[0].estimate[0, 0] == -found[1].estimate[0, 0] < -np.log(20)
    assert found[0].p[0, 0] == pytest.approx(found[1].p[0, 0], rel=1e-9)
