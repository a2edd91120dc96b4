"""An attribute of outlets: published oracles, brute force, and what is refused."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from analysis.stats.cells import collapse, lay_out
from analysis.stats.interval import invert
from analysis.stats.outlets import (
    OutletTest,
    outlet_design,
    outlet_test,
    permutation_p,
    permutation_variance,
    residual_totals,
)
from analysis.stats.within import score

# Each row says which outlet, which event, what it counted, and out of how many words.
A1 = [
    (0, 0, 5, 100), (4, 0, 1, 100), (5, 0, 2, 100), (1, 1, 4, 200), (6, 1, 1, 100),
    (2, 2, 3, 100), (7, 2, 0, 150), (3, 2, 2, 50), (0, 3, 6, 300), (1, 3, 2, 100),
    (5, 3, 1, 100), (2, 4, 2, 80), (4, 4, 1, 120), (3, 5, 3, 100), (6, 5, 1, 100),
    (7, 5, 1, 100),
]  # fmt: skip
A2 = [
    (0, 0, 4, 200), (2, 0, 1, 100), (3, 0, 1, 100), (1, 1, 3, 200), (4, 1, 1, 100),
    (5, 1, 0, 100), (0, 2, 5, 200), (1, 2, 3, 200), (2, 2, 1, 100), (0, 3, 3, 200),
    (4, 3, 1, 100), (3, 3, 2, 100), (1, 4, 4, 200), (5, 4, 1, 100), (2, 4, 1, 100),
    (0, 5, 3, 200), (1, 5, 2, 200), (5, 5, 1, 100),
]  # fmt: skip
A1_SIDE, A2_SIDE = {0, 1, 2, 3}, {0, 1}


def cells_of(table, side):
    outlet, event, count, exposure = np.array(table).T
    group = np.array([0 if o in side else 1 for o in outlet])
    return collapse(
        sparse.csr_array(count[:, None].astype(float)),
        exposure.astype(float),
        event=event,
        outlet=outlet,
        group=group,
        unit="outlet",
    )


def log_ratio(cells):
    return score(cells, lay_out(cells), 0).log_ratio


def ratio_interval(cells):
    test = outlet_test(cells, outlet_design(cells, 0), 0)
    ends = invert(
        lambda items, effect: test.only(items).at(effect), log_ratio(cells), test.p(), 0.05
    )
    return tuple(float(np.exp(end[0])) for end in ends)


def u_and_variance(test):
    totals = test.totals(np.zeros(1))
    u = totals[test.member].sum(axis=0)
    return float(u[0]), float(permutation_variance(totals, test.member)[0])


def close(value, digits):
    return pytest.approx(value, abs=0.5 * 10**-digits)


def test_a1_four_outlets_against_four():
    cells = cells_of(A1, A1_SIDE)
    design = outlet_design(cells, 0)
    test = outlet_test(cells, design, 0)
    assert u_and_variance(test) == (close(8.433333, 6), close(11.485079, 6))
    assert float(test.attainable_p()[0]) == pytest.approx(2 / 70)
    assert (design.kappa_phi, design.kappa_tau) == (close(1.29088, 5), close(1.35405, 5))
    assert float(test.p()[0]) == close(0.028571, 6)  # 70 arrangements: enumerated
    unscaled = OutletTest(own=test.own, others=test.others, member=test.member, kappa=1.0)
    assert float(unscaled.p()[0]) == pytest.approx(2 / 70)
    assert float(np.exp(log_ratio(cells)[0])) == close(3.38679, 5)


@pytest.mark.usefixtures("never_enumerate")
def test_a1_by_saddlepoint():
    cells = cells_of(A1, A1_SIDE)
    assert float(outlet_test(cells, outlet_design(cells, 0), 0).p()[0]) == close(0.029009, 6)
    low, high = ratio_interval(cells)
    assert (low, high) == (close(1.6816, 4), close(20.8607, 4))


def test_a2_the_two_biggest_outlets():
    cells = cells_of(A2, A2_SIDE)
    design = outlet_design(cells, 0)
    test = outlet_test(cells, design, 0)
    assert u_and_variance(test) == (close(4, 6), close(4.368, 6))
    assert (design.kappa_phi, design.kappa_tau) == (close(1.28049, 5), close(1.29614, 5))
    assert float(test.p()[0]) == pytest.approx(2 / 15)
    assert float(np.exp(log_ratio(cells)[0])) == close(1.71429, 5)
    assert ratio_interval(cells) == (0, np.inf)


def test_a1_interval_leaves_out_one_because_p_is_small():
    low, high = ratio_interval(cells_of(A1, A1_SIDE))
    assert 1 < low < 3.38679 < high


@given(
    st.lists(
        st.tuples(
            st.integers(0, 5), st.integers(0, 4), st.integers(0, 9), st.integers(50, 300)
        ),
        min_size=4,
        max_size=20,
    )
)
def test_p_is_that_of_every_arrangement_of_sides(table):
    cells = cells_of(table, {0, 1, 2})
    design = outlet_design(cells, 0)
    if not design.smaller_side:
        return
    test = outlet_test(cells, design, 0)
    rate = np.bincount(cells.event, cells.counts.toarray()[:, 0]) / np.bincount(
        cells.event, cells.exposure
    )
    left = cells.counts.toarray()[:, 0] - cells.exposure * rate[cells.event]
    totals = np.array([left[cells.outlet == o].sum() for o in design.outlets])
    ways = itertools.combinations(totals, int(design.member.sum()))
    sums = np.array([sum(way) for way in ways])
    u = totals[design.member].sum() / np.sqrt(design.kappa)
    p = min(1, 2 * min((sums >= u - 1e-9).mean(), (sums <= u + 1e-9).mean()))
    assert float(test.p()[0]) == pytest.approx(p)
    assert u_and_variance(test)[1] == pytest.approx(sums.var(), abs=1e-8)


@given(st.integers(2, 9), st.data())
def test_kappa_is_the_ratio_of_variances(size, data):
    """kappa_phi is Var(U)/V for residuals whose variance goes with exposure, by brute force."""
    inside = data.draw(st.integers(1, size - 1))
    exposure = np.array(
        data.draw(st.lists(st.integers(50, 500), min_size=size, max_size=size)), float
    )
    table = [(o, 0, 1, int(exposure[o])) for o in range(size)]
    design = outlet_design(cells_of(table, set(range(inside))), 0)
    share = exposure / exposure.sum()
    covariance = exposure.sum() * (np.diag(share) - np.outer(share, share))
    c = inside * (size - inside) / (size * (size - 1))
    expected = covariance[:inside, :inside].sum() / (c * np.trace(covariance))
    assert design.kappa_phi == pytest.approx(expected)


def test_larger_side_is_tested_by_the_smaller():
    rng = np.random.default_rng(3)
    totals = rng.normal(size=(30, 4))
    totals -= totals.mean(axis=0)
    member = np.arange(30) < 22
    seen = totals[member].sum(axis=0)
    assert permutation_p(totals, member, seen) == pytest.approx(
        permutation_p(totals, ~member, -seen)
    )


def test_totals_ignore_events_of_one_cell():
    cells = cells_of([*A2, (3, 6, 9, 100)], A2_SIDE)
    same = cells_of(A2, A2_SIDE)
    outlets = np.arange(6)
    assert residual_totals(cells, outlets, cells.counts) == pytest.approx(
        residual_totals(same, outlets, same.counts)
    )
    assert outlet_design(cells, 0).kappa == pytest.approx(outlet_design(same, 0).kappa)
