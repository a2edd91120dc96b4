"""Groups of alike rows are those of average linkage, whatever the order of the rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from analysis.stats import alike
from analysis.stats.alike import STEPS, alike_groups, cosines, medoids, nearest_elsewhere

SEEDS = st.integers(0, 2**32 - 1)


def some_rows(seed, size=24, width=4):
    rows = np.random.default_rng(seed).normal(size=(size, width)) + 0.6
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def partition(number):
    return {frozenset(np.flatnonzero(number == group).tolist()) for group in np.unique(number)}


def by_hand(rows, threshold):
    """Join the two groups of largest mean cosine, again and again: the definition."""
    cosine = (np.rint(rows * STEPS) / STEPS) @ (np.rint(rows * STEPS) / STEPS).T
    groups = [[row] for row in range(len(rows))]
    while len(groups) > 1:
        means = {
            (a, b): cosine[np.ix_(groups[a], groups[b])].mean()
            for a in range(len(groups))
            for b in range(a + 1, len(groups))
        }
        (a, b), best = max(means.items(), key=lambda pair: pair[1])
        if best < threshold:
            break
        groups[a] += groups.pop(b)
    return {frozenset(group) for group in groups}


@given(SEEDS, st.sampled_from([0.5, 0.8, 0.95]))
@settings(max_examples=30, deadline=None)
def test_groups_are_those_of_the_definition(seed, threshold):
    rows = some_rows(seed, size=14)
    assert partition(alike_groups([rows], threshold).number) == by_hand(rows, threshold)


@given(SEEDS)
@settings(max_examples=30, deadline=None)
def test_groups_are_those_of_scipy_on_the_whole(seed):
    rows = some_rows(seed, size=40)
    exact = np.rint(rows * STEPS) / STEPS
    distance = np.maximum(1 - exact @ exact.T, 0)
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), "average")
    whole = fcluster(tree, 0.1 + 1e-9, "distance")
    assert partition(alike_groups([rows], 0.9).number) == partition(whole)


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_the_order_of_rows_and_the_kind_of_array_change_nothing(seed):
    rows = some_rows(seed)
    order = np.random.default_rng(seed).permutation(len(rows))
    whole = alike_groups([rows], 0.8).number
    again = alike_groups([sparse.csr_array(rows[order])], 0.8).number
    assert partition(whole[order]) == partition(again)
    halves = alike_groups([rows[:, :2], sparse.csr_array(rows[:, 2:])], 0.8).number
    assert partition(halves) == partition(whole)


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_pairs_kept_apart_share_no_group_and_are_named(seed):
    rows = some_rows(seed)
    colour = np.random.default_rng(seed).integers(0, 2, len(rows))
    found = alike_groups([rows], 0.7, lambda a, b: colour[a] != colour[b])
    for group in partition(found.number):
        assert len({colour[row] for row in group}) == 1
    one, other = np.triu_indices(len(rows), 1)
    wanted = (cosines([rows], one, other) >= 0.7) & (colour[one] != colour[other])
    assert set(zip(*(side.tolist() for side in found.kept_apart), strict=True)) == set(
        zip(one[wanted].tolist(), other[wanted].tolist(), strict=True)
    )


def test_a_chain_is_not_one_group():
    turned = np.radians(np.arange(0, 100, 10))
    rows = np.stack([np.cos(turned), np.sin(turned)], axis=1)
    number = alike_groups([rows], np.cos(np.radians(15))).number
    assert len(np.unique(number)) > 2


def test_blocks_of_any_size_give_the_same(monkeypatch):
    rows = some_rows(3)
    whole, near = alike_groups([rows], 0.8).number, nearest_elsewhere([rows], np.arange(24) % 3)
    monkeypatch.setattr(alike, "AT_ONCE", 30)
    assert (alike_groups([rows], 0.8).number == whole).all()
    assert (nearest_elsewhere([rows], np.arange(24) % 3) == near).all()


def test_the_nearest_of_another_owner():
    rows, owner = some_rows(5), np.arange(24) % 3
    every = cosines([rows], *(grid.ravel() for grid in np.indices((24, 24)))).reshape(24, 24)
    every[owner[:, None] == owner] = 0
    assert nearest_elsewhere([rows], owner) == pytest.approx(np.maximum(every.max(axis=1), 0))


def test_the_medoid_has_the_largest_mean_cosine():
    rows, number = some_rows(7), np.repeat(np.arange(4), 6)
    middle, near = medoids([rows], number)
    for group in range(4):
        own = np.flatnonzero(number == group)
        means = (rows[own] @ rows[own].T).mean(axis=1)
        assert middle[group] == own[means.argmax()]
        assert near[own] == pytest.approx(rows[own] @ rows[middle[group]], abs=1e-3)


def test_no_rows_have_no_groups():
    found = alike_groups([np.zeros((0, 3))], 0.5)
    assert len(found.number) == 0
    assert [len(side) for side in found.kept_apart] == [0, 0]
