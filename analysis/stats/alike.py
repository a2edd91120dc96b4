"""Groups of rows that are alike: average linkage, cut where the mean similarity falls short.

Single linkage would chain: a is like b, b like c, and a nothing like c. Here two groups
join only where the mean similarity of all pairs across them reaches the threshold.
Sokal, R. R. & Michener, C. D. (1958). A statistical method for evaluating systematic
relationships. *University of Kansas Science Bulletin* 38, 1409-1438.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

from analysis.stats.arrays import Bools, Floats, Ints, gather

Rows = Sequence[Any]
"""Vectors of length 1, one a row, cut into parts side by side, each an array or a csr_array.

The types of the two do not meet in one that has products.
"""
Exact = Sequence[Any]
"""The same in whole steps."""
Apart = Callable[[Ints, Ints], Bools]
"""Says of pairs of rows whether they must not share a group."""
STEPS = 4096
"""Numbers of a vector are taken in steps of 1/4096, so that sums are exact in any order."""
AT_ONCE = 4_000_000
"""Similarities that are held in memory together while pairs are looked for."""
FAR = 1e9
"""Distance of two rows that must not share a group: no mean makes up for it."""
ROUNDING = 1e-9
"""By how much a mean may miss the threshold through rounding."""


def _nobody(one: Ints, _: Ints) -> Bools:
    """Keep no pair apart."""
    return np.zeros(len(one), bool)


@dataclass(frozen=True, kw_only=True)
class Groups:
    """Which group each row is in, and the pairs that would be alike but for ``apart``."""

    number: Ints
    """Groups are numbered in the order of their first rows."""
    kept_apart: tuple[Ints, Ints]


def alike_groups(rows: Rows, threshold: float, apart: Apart = _nobody) -> Groups:
    """Put rows that are alike into groups.

    Parameters
    ----------
    rows
        Vectors of length 1.
    threshold
        Least mean cosine between the members of two groups for these to become one.
    apart
        Says which pairs must not share a group, however alike.

    Notes
    -----
    Average linkage of the whole set, made piece by piece: groups can join only where some
    pair reaches the threshold, so that pieces which no such pair connects are linked alone.
    Time grows with the square of the number of rows, memory with the pairs that reach the
    threshold. Cosines are exact to about 1/4096 and the same to the last bit in any order.

    Examples
    --------
    The first is like the second and the second like the third, but not all are alike:

    >>> turned = np.radians([0, 40, 80, 170])
    >>> rows = np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)
    >>> alike_groups([rows], 0.7).number.tolist()
    [0, 0, 1, 2]
    """
    exact, size = _in_steps(rows), rows[0].shape[0]
    first, second = _pairs(exact, threshold)
    parted = apart(first, second)
    edges = sparse.csr_array(
        (np.ones(int((~parted).sum())), (first[~parted], second[~parted])), shape=(size, size)
    )
    _, piece = connected_components(edges, directed=False)
    label = piece.astype(np.int64)
    order = np.argsort(piece, kind="stable")
    starts = np.flatnonzero(np.diff(piece[order], prepend=-1))
    for members in np.split(order, starts[1:]):
        if len(members) > 1:
            label[members] = size * (1 + _linked(exact, members, threshold, apart)) + members[0]
    _, at, number = np.unique(label, return_index=True, return_inverse=True)
    rank = np.empty(len(at), np.int64)
    rank[np.argsort(at)] = np.arange(len(at))
    return Groups(number=rank[number], kept_apart=(first[parted], second[parted]))


def alike_pairs(rows: Rows, threshold: float) -> tuple[Ints, Ints]:
    """List the pairs of rows whose cosine reaches the threshold, the lower row first."""
    return _pairs(_in_steps(rows), threshold)


def medoids(rows: Rows, number: Ints) -> tuple[Ints, Floats]:
    """Return the row of each group nearest to all its members, and each row's cosine with it.

    Of rows that are equally near the first stands for the group.

    Examples
    --------
    >>> rows = np.array([[1, 0], [0.8, 0.6], [0.6, 0.8], [0, 1]], np.float32)
    >>> medoids([rows], np.array([0, 0, 0, 1]))[0].tolist()
    [1, 3]
    """
    exact, size = _in_steps(rows), int(number.max(initial=-1)) + 1
    total = gather(number, size)
    nearness = _products(exact, [(total @ part)[number] for part in exact])
    order = np.lexsort((np.arange(len(number)), -nearness, number))
    first = np.flatnonzero(np.diff(number[order], prepend=-1))
    middle = order[first]
    return middle, _products(exact, [part[middle[number]] for part in exact]) / STEPS**2


def cosines(rows: Rows, one: Ints, other: Ints) -> Floats:
    """Return the cosine of each pair of rows, exact to about 1/4096."""
    exact = _in_steps(rows)
    return _products([part[one] for part in exact], [part[other] for part in exact]) / STEPS**2


def nearest_elsewhere(rows: Rows, owner: Ints) -> Floats:
    """Return the largest cosine of each row with a row of another owner; 0 without any.

    Examples
    --------
    >>> rows = np.array([[1, 0], [1, 0], [0.6, 0.8]], np.float32)
    >>> nearest_elsewhere([rows], np.array([7, 7, 9])).round(2).tolist()
    [0.6, 0.6, 0.6]
    """
    exact, size = _in_steps(rows), len(owner)
    found = np.zeros(size)
    step = max(1, AT_ONCE // max(size, 1))
    for start in range(0, size, step):
        here = slice(start, start + step)
        others = owner[here, None] != owner
        cosine = np.where(others, _cosines(exact, here, slice(0, size)), 0)
        found[here] = cosine.max(axis=1)
    return found


def _products(one: Exact, other: Exact) -> Floats:
    """Multiply two tables row by row, and sum each row."""
    sums = [
        (a * b if isinstance(a, np.ndarray) else a.multiply(b)).sum(axis=1)
        for a, b in zip(one, other, strict=True)
    ]
    return np.asarray(sum(np.asarray(part, float).ravel() for part in sums), float)


def _in_steps(rows: Rows) -> Exact:
    """Round to whole steps: products and sums of whole numbers are exact."""
    return [_rounded(part) for part in rows]


def _rounded(part: Any) -> Any:  # noqa: ANN401 - either kind of array
    if isinstance(part, np.ndarray):
        return np.rint(part.astype(np.float64) * STEPS)
    exact = sparse.csr_array(part).astype(np.float64)
    exact.data = np.rint(exact.data * STEPS)
    return exact


def _cosines(exact: Exact, own: Ints | slice, other: Ints | slice) -> Floats:
    """Multiply some rows by others: every product of one with the other."""
    products = [part[own] @ part[other].T for part in exact]
    dense = [one if isinstance(one, np.ndarray) else one.toarray() for one in products]
    return np.asarray(sum(dense), float) / STEPS**2


def _pairs(exact: Exact, threshold: float) -> tuple[Ints, Ints]:
    """List the pairs that reach the threshold, the lower row first, some rows at a time."""
    size = exact[0].shape[0]
    step = max(1, AT_ONCE // max(size, 1))
    ones, others = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for start in range(0, size, step):
        alike = _cosines(exact, slice(start, start + step), slice(start, size)) >= threshold
        one, other = np.nonzero(np.triu(alike, 1))
        ones.append(one + start)
        others.append(other + start)
    return np.concatenate(ones), np.concatenate(others)


def _linked(exact: Exact, members: Ints, threshold: float, apart: Apart) -> Ints:
    """Link one piece and number its groups from 0."""
    distance = np.maximum(1 - _cosines(exact, members, members), 0)
    np.fill_diagonal(distance, 0)
    condensed = squareform(distance, checks=False)
    one, other = np.triu_indices(len(members), 1)
    condensed[apart(members[one], members[other])] = FAR
    tree = linkage(condensed, "average")
    return np.asarray(fcluster(tree, 1 - threshold + ROUNDING, "distance"), np.int64) - 1
