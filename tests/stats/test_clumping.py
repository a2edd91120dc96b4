"""Clumping against loops over the formula, every outcome of a toy, gammas of known shape."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from analysis.stats.clumping import Meeting, Pairs, clumping, count_pairs, jackknifed

COUNTS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(2, 9), st.integers(0, 4)),
    min_size=2,
    max_size=12,
)  # event, owner, exposure beyond the count, count


def by_hand(rows, code):
    """Sum the pairs of one item by the formula, in plain loops."""
    events = sorted({row[0] for row in rows})
    own, others = (
        {e: [0, 0] for e in events},
        {e: [0, 0] for e in events},
    )
    for event, owner, room, count in rows:
        side = own if owner == code else others
        side[event][0] += count
        side[event][1] += room + count
    total = sum(row[3] for row in rows)
    within, across = {}, {}
    for event in events:
        (y, n), (z, m) = own[event], others[event]
        r = sum(
            own[e][0] * others[e][1] / (own[e][1] + others[e][1]) for e in events if e != event
        )
        s = sum(
            others[e][0] * own[e][1] / (own[e][1] + others[e][1]) for e in events if e != event
        )
        met = n > 0 and m > 0
        within[event] = y * (y - 1) * m / (n - 1) * s / total**2 if met and total else 0.0
        across[event] = y * z * r / total**2 if met and total else 0.0
    return within, across


def counted(rows):
    event, owner, room, count = np.array(rows).T
    return count_pairs(
        sparse.csr_array(count[:, None].astype(float)),
        (room + count)[:, None].astype(float),
        np.array([0]),
        event=event,
        owner=owner,
    )


@given(COUNTS)
def test_pairs_are_those_of_the_formula(rows):
    found = counted(rows)
    for code in range(len(found.within)):
        within, across = by_hand(rows, code)
        for event, expected in within.items():
            assert found.within[code, event] == pytest.approx(expected, abs=1e-12)
            assert found.across[code, event] == pytest.approx(across[event], abs=1e-12)


@given(COUNTS, st.randoms())
def test_the_order_of_articles_changes_nothing(rows, random):
    turned = random.sample(rows, len(rows))
    one, other = counted(rows), counted(turned)
    np.testing.assert_allclose(one.within, other.within, atol=1e-12)
    np.testing.assert_allclose(one.across, other.across, atol=1e-12)


def test_every_outcome_of_a_toy_has_the_ratio_on_average():
    """A cell has 4 or 0 uses of 100, half and half: E y(y-1) = 6 against (E y)² = 4.

    The other outlet has 1 or 3 of 100 in each of three events.
    """
    sums = np.zeros(2)
    event, size = np.arange(3), np.full((3, 1), 100.0)
    for own in product([0.0, 4.0], repeat=3):
        for other in product([1.0, 3.0], repeat=3):
            whole = np.array(own) + np.array(other)
            entries = sparse.coo_array((whole, (event, np.zeros(3, int))), shape=(3, 1))
            mine = sparse.csr_array(np.array(own)[:, None])
            meeting = Meeting.of(mine, entries, size, 2 * size, np.array([0]))
            within, across, _ = meeting.pairs(np.ones(1))
            sums += within.sum(), across.sum()
    assert sums[0] / sums[1] == pytest.approx((6 / 4) * 100 / 99)


@pytest.mark.parametrize(("own", "others"), [(0.5, 2.0), (0.15, 5.0), (1.0, 1.0)])
def test_gammas_of_known_shape_are_found(own, others):
    """The simulation behind the thresholds: 120 events, three outlets, 150 words."""
    rng = np.random.default_rng(1)
    n = np.round(rng.lognormal(6, 0.4, (120, 3)))
    shape = np.array([own, others, others])
    rate = rng.choice([40, 100, 400], 150) / (360 * 450)
    theta = np.exp(rng.normal(0, 0.5, (150, 1, 3)))  # outlets like words differently
    mean = n * rate[:, None, None] * theta * rng.gamma(1, 1, (150, 120, 1))
    y = rng.poisson(mean * rng.gamma(shape, 1 / shape, (150, 120, 3)))
    found = count_pairs(
        sparse.csr_array(y.reshape(150, -1).T.astype(float)),
        n.reshape(-1, 1),
        np.zeros(150, int),
        event=np.repeat(np.arange(120), 3),
        owner=np.tile([0, 1, 2], 120),
    )
    clumps = clumping(found, np.array([True, False, False]), confidence=0.99)
    expected = 1 + 1 / own, 1 + 1 / others
    assert clumps.own[1] < np.log(expected[0]) < clumps.own[2]
    assert np.exp(clumps.others) == pytest.approx(expected[1], rel=0.12)
    assert clumps.ratio[1] < np.log(expected[0] / expected[1]) < clumps.ratio[2]
    assert clumps.ratio[2] - clumps.ratio[1] < 0.8


def test_the_jackknife_of_a_mean_is_its_standard_error():
    values = np.array([1.0, 4.0, 2.0, 7.0, 3.0])
    without = (values.sum() - values) / 4
    middle, low, high = jackknifed(np.append(without, values.mean()), 0.95)
    se = values.std(ddof=1) / 5**0.5
    assert (middle - low, high - middle) == (pytest.approx(2.7764451 * se),) * 2


def test_what_never_pairs_has_no_clumping():
    none = Pairs(within=np.zeros((2, 4)), across=np.ones((2, 4)), n_pairs=np.zeros(2))
    clumps = clumping(none, np.array([True, False]), confidence=0.95)
    assert np.isnan([*clumps.own, clumps.others, *clumps.ratio]).all()
