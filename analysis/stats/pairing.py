"""Two people's stretches of one text, paired one to one by how much they overlap."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from analysis.stats.arrays import Floats, Ints

LEAST_DICE = 0.5
"""Dice coefficient from which two stretches are the same for our purpose."""


def pairs_by_overlap(
    mine: Sequence[Ints], theirs: Sequence[Ints], least: float = LEAST_DICE
) -> tuple[Ints, Ints]:
    """Pair units, each of one stretch or several, so that the sum of overlaps is largest.

    Parameters
    ----------
    mine, theirs
        For each unit an array of starts and ends, one row a stretch; those of a unit are
        disjoint.
    least
        Dice coefficient below which two units are not paired.

    Returns
    -------
    tuple
        The places of the paired units in ``mine`` and in ``theirs``.

    Notes
    -----
    Dice coefficient of two units: twice the characters they share over the characters of
    both; the assignment is that of Crouse (2016), of largest sum.

    Examples
    --------
    >>> mine = [np.array([[0, 10]]), np.array([[20, 24], [30, 34]])]
    >>> theirs = [np.array([[20, 34]]), np.array([[4, 14]])]
    >>> [part.tolist() for part in pairs_by_overlap(mine, theirs)]
    [[0, 1], [1, 0]]
    """
    if not len(mine) or not len(theirs):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    alike = dice(mine, theirs)
    alike[alike < least] = 0
    rows, columns = linear_sum_assignment(-alike)
    kept = alike[rows, columns] > 0
    return rows[kept].astype(np.int64), columns[kept].astype(np.int64)


def dice(mine: Sequence[Ints], theirs: Sequence[Ints]) -> Floats:
    """Return the Dice coefficient of each unit of one side with each of the other.

    >>> dice([np.array([[0, 10]])], [np.array([[5, 10]]), np.array([[10, 12]])]).round(3)
    array([[0.667, 0.   ]])
    """
    one, other = np.concatenate(mine), np.concatenate(theirs)
    shared = np.minimum(one[:, None, 1], other[None, :, 1]) - np.maximum(
        one[:, None, 0], other[None, :, 0]
    )
    first = np.cumsum([0, *map(len, mine)])[:-1]
    second = np.cumsum([0, *map(len, theirs)])[:-1]
    both = np.add.reduceat(np.maximum(shared, 0), first, axis=0)
    both = np.add.reduceat(both, second, axis=1)
    sizes = np.array([np.diff(unit).sum() for unit in mine])[:, None]
    return np.asarray(2 * both / (sizes + np.array([np.diff(unit).sum() for unit in theirs])))
