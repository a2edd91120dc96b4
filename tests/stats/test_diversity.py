"""Diversity against printed numbers, and rarefaction against every subset there is."""

from itertools import combinations
from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from analysis.stats.diversity import (
    INDICES,
    common_size,
    diversity,
    over_clusters,
    rarefied,
)

COUNTS = np.array([4, 3, 2, 1])
some_counts = st.lists(st.integers(0, 9), min_size=1, max_size=8).filter(any)


def test_printed_numbers():
    """H, exp H, 1 - Σp² and 1/Σp² of 4, 3, 2, 1, worked by hand from their definitions."""
    found = dict(zip(INDICES, diversity(COUNTS), strict=True))
    assert found["richness"] == 4
    assert found["shannon"] == pytest.approx(1.279854, abs=5e-7)
    assert found["hill_1"] == pytest.approx(3.596115, abs=5e-7)
    assert found["simpson"] == pytest.approx(0.70)
    assert found["hill_2"] == pytest.approx(3.333333, abs=5e-7)


@pytest.mark.parametrize("counts", [COUNTS, np.array([5, 1, 1]), np.array([2, 2, 2, 0, 1])])
def test_rarefaction_is_the_mean_over_every_subset(counts):
    things = np.repeat(np.arange(len(counts)), counts)
    for size in range(1, len(things) + 1):
        kinds, entropy, repeat = [], [], []
        for chosen in combinations(things.tolist(), size):
            shares = [chosen.count(kind) / size for kind in set(chosen)]
            kinds.append(len(shares))
            entropy.append(-sum(share * log(share) for share in shares))
            repeat.append(sum(share**2 for share in shares))
        mean = [float(np.mean(one)) for one in (kinds, entropy, repeat)]
        expected = [mean[0], mean[1], exp(mean[1]), 1 - mean[2], 1 / mean[2]]
        assert rarefied(counts, size) == pytest.approx(expected)


def test_simpsons_index_has_a_closed_form_under_rarefaction():
    """E Σp² = 1/m + (1 - 1/m) Σ n(n-1) / N(N-1), whatever m: from the pairs drawn."""
    counts = np.array([120, 44, 9, 3, 1, 1])
    total = counts.sum()
    pairs = (counts * (counts - 1)).sum() / (total * (total - 1))
    for size in (1, 2, 17, 100, total):
        repeat = 1 / size + (1 - 1 / size) * pairs
        assert rarefied(counts, int(size))[3] == pytest.approx(1 - repeat)


def test_nothing_counted_and_too_large_a_draw_are_missing():
    assert np.isnan(diversity(np.array([0, 0]))).all()
    for size in (0, 11):
        assert np.isnan(rarefied(COUNTS, size)).all()
    assert np.isnan(rarefied(np.array([], dtype=np.int64), 1)).all()


@given(some_counts)
def test_hill_numbers_fall_with_their_order(counts):
    found = dict(zip(INDICES, diversity(np.array(counts)), strict=True))
    slack = 1e-9
    assert found["richness"] + slack >= found["hill_1"]
    assert found["hill_1"] + slack >= found["hill_2"] >= 1 - slack


@given(some_counts)
def test_rarefied_diversity_rises_with_the_draw_up_to_that_of_the_whole(counts):
    table = np.array(counts)
    sizes = range(1, int(table.sum()) + 1)
    steps = np.array([rarefied(table, size) for size in sizes])
    assert (np.diff(steps, axis=0) >= -1e-9).all()
    assert steps[-1] == pytest.approx(diversity(table))
    assert steps[0] == pytest.approx([1, 0, 1, 0, 1])


@given(some_counts, st.randoms())
def test_the_order_of_kinds_and_those_that_never_occur_change_nothing(counts, random):
    shuffled = [*counts, 0]
    random.shuffle(shuffled)
    size = max(sum(counts) // 2, 1)
    assert rarefied(np.array(counts), size) == pytest.approx(rarefied(np.array(shuffled), size))


def test_large_counts_neither_overflow_nor_lose_the_sum():
    counts = np.array([50_000, 30_000, 20_000])
    assert rarefied(counts, 100_000) == pytest.approx(diversity(counts))
    assert rarefied(counts, 1_000)[0] == pytest.approx(3)


def test_the_interval_is_that_of_the_jackknife():
    """The jackknife of ln(1/Σp²) by hand, for the closed form of Simpson's index."""
    table = np.array([[3, 1, 0], [2, 2, 1], [0, 1, 2], [4, 0, 1]])
    size = 8

    def log_hill(counts):
        total = counts.sum()
        pairs = (counts * (counts - 1)).sum() / (total * (total - 1))
        return -log(1 / size + (1 - 1 / size) * pairs)

    full = log_hill(table.sum(axis=0))
    left = np.array([log_hill(table.sum(axis=0) - one) for one in table])
    error = np.sqrt(3 / 4 * ((left - left.mean()) ** 2).sum())
    room = student.ppf(0.975, 3) * error
    found = over_clusters(table, size, 0.95)
    assert found.value[4] == pytest.approx(exp(full))
    assert found.low[4] == pytest.approx(exp(full - room))
    assert found.high[4] == pytest.approx(min(exp(full + room), size))
    assert found.low[3] == pytest.approx(1 - 1 / found.low[4])


def test_an_interval_stays_within_what_can_be():
    """Of clusters as unlike as these the jackknife alone would go beyond 1 and the draw."""
    table = np.array([[6, 0, 0, 0], [0, 3, 3, 3], [6, 0, 0, 0], [5, 0, 0, 1]])
    found = over_clusters(table, common_size([table]), 0.999)
    assert (found.low[[0, 2, 4]] == 1).all()
    assert (found.high[[0, 2, 4]] <= common_size([table])).all()
    assert found.low[3] == 0


def test_no_interval_over_fewer_than_three_clusters_or_beyond_what_is_left():
    two = np.array([[3, 1], [2, 2], [0, 0]])
    assert np.isnan(over_clusters(two, 3, 0.95).low).all()
    assert np.isfinite(over_clusters(two, 3, 0.95).value).all()
    three = np.array([[9, 1], [2, 2], [1, 1]])
    assert common_size([three]) == 6
    assert np.isnan(over_clusters(three, 7, 0.95).low).all()
    assert np.isfinite(over_clusters(three, 6, 0.95).low).all()
