"""A curve judged as a whole: every arrangement listed, and what must not change it."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.curve import judge_curve, medians
from analysis.stats.labellings import Labellings, deal_labels
from analysis.stats.relabelled import count_effects

PAIRS = {"event": np.repeat(np.arange(8), 2), "outlet": np.tile([0, 1], 8)}
COUNTS = np.array([5, 1, 3, 0, 2, 2, 6, 2, 1, 0, 4, 1, 0, 1, 3, 1], float)
WORDS = np.array([100, 100, 120, 80, 100, 200, 300, 100, 50, 50, 100, 100, 90, 110, 100, 100.0])


def curve_of(specifications, labellings, place):
    found = [
        count_effects(counts, words, member=labellings.member, unit="cell", **place)
        for counts, words in specifications
    ]
    parts = (np.array([getattr(one, name) for one in found]) for name in ("estimate", "p", "z"))
    return judge_curve(*parts, alpha=0.05, labellings=labellings)


def test_every_arrangement_is_listed_once():
    """Against `itertools`: distinct orders of the labels of each event."""
    event, member = np.array([0, 0, 0, 1, 1, 2]), np.array([1, 0, 0, 1, 1, 0], bool)
    dealt = deal_labels(event, member, 100, seed=1)
    every = product(set(permutations((1, 0, 0))), {(1, 1)}, {(0,)})
    expected = {tuple(map(bool, sum(parts, ()))) for parts in every}
    assert {tuple(map(bool, row)) for row in dealt.member} == expected
    assert len(dealt.member) == len(expected) == 3
    assert dealt.exact
    assert dealt.member[0].tolist() == member.tolist()


def test_draws_are_uniform_and_follow_from_the_seed():
    event, member = np.repeat(np.arange(4), 4), np.tile([True, False, False, False], 4)
    drawn = deal_labels(event, member, 200, seed=7)
    again = deal_labels(event, member, 200, seed=7)
    np.testing.assert_array_equal(drawn.member, again.member)
    assert not drawn.exact
    share = drawn.member[1:].mean(axis=0)
    assert np.abs(share - 0.25).max() < 4 * np.sqrt(0.25 * 0.75 / 200)
    assert (drawn.member.reshape(201, 4, 4).sum(axis=2) == 1).all()


def test_one_specification_many_times_has_the_p_of_the_comparison():
    """Oracle O2: exact p .03125; the curve of identical specifications cannot say more."""
    labellings = deal_labels(PAIRS["event"], PAIRS["outlet"] == 0, 256, seed=1)
    assert labellings.exact
    curve = curve_of([(COUNTS, WORDS)] * 4, labellings, PAIRS)
    assert curve.mean_z.p == 0.03125
    assert curve.share_significant.observed == 1.0
    assert curve.median.observed == pytest.approx(np.log(2.5587045), abs=1e-7)


def test_draws_agree_with_the_list_of_all_arrangements():
    specifications = [(COUNTS, WORDS), (COUNTS, np.full(16, 100.0)), (COUNTS[::-1], WORDS)]
    exact = curve_of(
        specifications, deal_labels(PAIRS["event"], PAIRS["outlet"] == 0, 256, 1), PAIRS
    )
    most = 250
    drawn = deal_labels(PAIRS["event"], PAIRS["outlet"] == 0, most, seed=3)
    assert not drawn.exact
    sampled = curve_of(specifications, drawn, PAIRS)
    for name in ("median", "share_significant", "mean_z"):
        one, other = getattr(exact, name), getattr(sampled, name)
        assert one.observed == other.observed
        error = 2 * np.sqrt(max(one.p, 0.02) / most)
        assert abs(one.p - other.p) < 2 * error + 2 / most


def test_brute_force_of_a_tiny_curve():
    """Two specifications of three pairs, all eight labellings worked out with plain loops."""
    counts = np.array([[4.0, 1, 3, 1, 2, 1], [6.0, 1, 2, 2, 5, 1]])
    event = np.repeat(np.arange(3), 2)
    labellings = deal_labels(event, np.tile([True, False], 3), 8, seed=1)
    middles = []
    for swap in product([0, 1], repeat=3):
        own = [[row[2 * e + s] for e, s in enumerate(swap)] for row in counts]
        rest = [[row[2 * e + 1 - s] for e, s in enumerate(swap)] for row in counts]
        ratios = [np.log(sum(a) / sum(b)) for a, b in zip(own, rest, strict=True)]
        middles.append(sum(ratios) / 2)
    up = sum(m >= middles[0] - 1e-12 for m in middles) / 8
    down = sum(m <= middles[0] + 1e-12 for m in middles) / 8
    place = {"event": event, "outlet": np.tile([0, 1], 3)}
    curve = curve_of([(row, np.full(6, 100.0)) for row in counts], labellings, place)
    assert curve.median.observed == pytest.approx(middles[0])
    assert curve.median.p == min(1.0, 2 * min(up, down)) == 0.25


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(3)), st.integers(0, 1000))
def test_the_order_of_specifications_changes_nothing(order, seed):
    random = np.random.default_rng(seed)
    numbers = random.normal(size=(3, 9))
    dealt = Labellings(member=np.zeros((9, 1), bool), exact=True)
    p = random.random((3, 9)) / 5
    one = judge_curve(numbers, p, numbers, alpha=0.05, labellings=dealt)
    other = judge_curve(numbers[order], p[order], numbers[order], alpha=0.05, labellings=dealt)
    for name in ("median", "share_significant", "mean_z"):
        assert getattr(one, name).p == getattr(other, name).p


def test_the_three_numbers_of_a_curve_by_hand():
    """Three specifications under five labellings; the second has no p in the fourth."""
    nan = np.nan
    estimate = np.array([[1.0, -4, 2, 0.5, 9], [2, -5, 1, nan, -8], [3, -6, 0, 1.5, -7]])
    p = np.array([[0.04, 0.04, 0.9, 0.01, 0.01], [0.07, 0.04, 0.9, nan, 0.2], [0.01] * 5])
    z = np.array([[2.0, -2, 0, 2.5, -1], [1, -2, 0, nan, -1], [3, -3, 0, 2.5, -3]])
    dealt = Labellings(member=np.zeros((5, 1), bool), exact=True)
    curve = judge_curve(estimate, p, z, alpha=0.05, labellings=dealt)
    # Medians 2, -5, 1, 1, -7: one of five is as large. Without signs it would be three.
    assert (curve.median.observed, curve.median.p) == (2.0, 0.4)
    # Shares 2/3, 3/3, 0 (the third's estimate is 0), 2/3, 1/3 (the first is on the other side).
    assert curve.share_significant.observed == pytest.approx(2 / 3)
    assert curve.share_significant.p == 0.6
    # Means 2, -7/3, 0, 2.5 (of two), -5/3.
    assert (curve.mean_z.observed, curve.mean_z.p) == (2.0, 0.8)


def test_medians_of_what_is_known():
    table = np.array(
        [[1.0, np.nan, -np.inf, np.inf], [3, 2, np.inf, np.inf], [7, np.nan, 5, 1]]
    )
    assert medians(table).tolist() == [3, 2, 5, np.inf]
    assert medians(np.full((2, 1), np.nan)).tolist() == [0.0]


def test_under_the_null_the_joint_p_is_not_small_too_often():
    """60 null curves of five outlets in ten events, three specifications each; seeded."""
    random = np.random.default_rng(11)
    small = {"median": 0, "share_significant": 0, "mean_z": 0}
    event, outlet = np.repeat(np.arange(10), 5), np.tile(np.arange(5), 10)
    place = {"event": event, "outlet": outlet}
    for run in range(60):
        burst = random.gamma(0.7, 1 / 0.7, 50)
        base = random.poisson(2 * burst).astype(float)
        ways = [base, base + random.poisson(0.5 * burst), np.floor(base / 2)]
        labellings = deal_labels(event, outlet == 0, 99, seed=run)
        curve = curve_of([(one, np.full(50, 300.0)) for one in ways], labellings, place)
        for name in small:
            small[name] += getattr(curve, name).p <= 0.1
    # Of 60 at .1, more than 12 has a chance below .01.
    assert max(small.values()) <= 12
    assert sum(small.values()) > 0
