"""Which outlets can be held against one another at all: those that events join.

Two outlets are joined if they report one event, or if a chain of such pairs leads from one
to the other. Three things break the chain. Outlets that no event joins to the rest have no
place among them. Where an item is counted, two sets of outlets are told apart by a finite
ratio only if each counts it in some event that the other reports too (Ford 1957). And what
one event alone joins has no measure of how sure its place is.

References
----------
Ford, L. R. (1957). Solution of a ranking problem from binary comparisons. *American
Mathematical Monthly* 64(8), 28-33.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from analysis.stats.arrays import Bools, Ints, Words
from analysis.stats.cautions import ALONE

NOT_JOINED = "no chain of shared events joins it to the outlets that are ranked"
NEVER = "never used in the events it shares: no finite ratio"
NO_RATIO = "where it meets the outlets that are ranked only one side uses it: no finite ratio"
LONE = "no other outlet is left to rank it with"
ONE_EVENT = "one event alone joins it to the outlets that are ranked"


def comparable(present: Bools, counted: Bools | None = None) -> tuple[Bools, Words]:
    """Find the largest set of outlets that can be ranked, and say why the others cannot.

    Parameters
    ----------
    present
        Events by outlets: who reports what.
    counted
        The same: where the item was counted at all; ``None`` where means are ranked.

    Returns
    -------
    kept, reason
        By outlet: whether it is in the set, and if not, why. Of sets of one size the one
        with more cells is taken, then that of the first outlet.

    Examples
    --------
    Outlets 0 and 1 meet in two events; outlet 2 meets them in one, outlet 3 nowhere.

    >>> meets = np.array([[1, 1, 1, 0], [1, 1, 0, 0], [0, 0, 0, 1]], bool)
    >>> kept, reason = comparable(meets)
    >>> kept.tolist(), reason[3]
    ([True, True, False, False], 'shares no event with another group')
    >>> reason[2]
    'one event alone joins it to the outlets that are ranked'
    """
    n_outlets = present.shape[1]
    reason = np.full(n_outlets, "", object)
    shared = present.sum(axis=1) > 1
    kept = np.asarray(present[shared].any(axis=0), bool)
    reason[~kept] = ALONE
    if counted is not None:
        silent = kept & ~counted[shared].any(axis=0)
        kept, reason[silent] = kept & ~silent, NEVER
    falling = True
    while falling:
        used: Bools = present & kept
        if counted is not None:
            used &= (counted & kept).any(axis=1)[:, None]
        falling = False
        for words, part in cuts(used, counted):
            most = largest(part, kept, used)
            reason[kept & ~most] = words
            falling = bool((most != kept).any())
            kept = most
            if falling:
                break
    return alone_is_none(kept, reason)


def cuts(used: Bools, counted: Bools | None) -> Iterator[tuple[str, Ints]]:
    """Give the ways in which outlets fall apart, each with the parts they fall into."""
    yield NOT_JOINED, joined(used)
    if counted is not None:
        yield NO_RATIO, bounded(used & counted, used)
    yield ONE_EVENT, joined_twice(used)


def alone_is_none(kept: Bools, reason: Words) -> tuple[Bools, Words]:
    """Leave nobody where only one outlet is left: a ranking needs two."""
    if kept.sum() == 1:
        reason[kept] = LONE
        kept = np.zeros(len(kept), bool)
    return kept, reason


def largest(part: Ints, kept: Bools, used: Bools) -> Bools:
    """Keep the part that has most of the outlets ``kept``, then most cells, then the first."""
    numbers, first = np.unique(part[kept], return_index=True)
    if not len(numbers):
        return kept
    sizes = [
        (int((part[kept] == n).sum()), int(used[:, kept & (part == n)].sum())) for n in numbers
    ]
    best = max(range(len(numbers)), key=lambda i: (*sizes[i], -first[i]))
    return np.asarray(kept & (part == numbers[best]))


def meetings(used: Bools) -> Ints:
    """Count the events that each pair of outlets shares, outlets by outlets."""
    table = used.astype(np.int64)
    return np.asarray(table.T @ table)


def joined(used: Bools) -> Ints:
    """Tell apart the sets of outlets that chains of shared events join."""
    return parts_of(meetings(used))


def bounded(uses: Bools, used: Bools) -> Ints:
    """Tell apart the sets of outlets within which every ratio is finite.

    From i an arrow leads to j if i counts the item in an event that j reports; within a set
    arrows lead from everybody to everybody.
    """
    return parts_of(uses.astype(np.int64).T @ used.astype(np.int64), "strong")


def joined_twice(used: Bools) -> Ints:
    """Tell apart the sets of outlets that stay joined whichever one event is left out."""
    together, pairs = np.zeros(used.shape[1], np.int64), meetings(used)
    for members in np.unique(used[used.sum(axis=1) > 1], axis=0):
        here = np.flatnonzero(members)
        if (pairs[np.ix_(here, here)] > 1).all():
            continue  # every pair of them meets in another event
        without = pairs.copy()
        without[np.ix_(here, here)] -= 1
        both = np.stack([together, parts_of(without)])
        together = np.unique(both, axis=1, return_inverse=True)[1].ravel()
    return together


def parts_of(arrows: Ints, connection: Literal["weak", "strong"] = "weak") -> Ints:
    """Tell apart the connected parts of a graph: a table that is above 0 where i leads to j."""
    graph = sparse.csr_array((arrows > 0).astype(np.int64))
    return np.asarray(connected_components(graph, connection=connection)[1], np.int64)
