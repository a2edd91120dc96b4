"""How unevenly an outlet spreads its use of items over events, beside the others.

Uses come in bursts: an article that says a word once says it again. The permutation tests
ask that outlets do so alike. How far an outlet's uses clump is told by pairs: two uses
in one of its cells, against one use there and one in the others' cells of the same event,
which cannot share the outlet's burst but share the event. Were each use of its own, both
would be as frequent. With a gamma of shape k on the rates of cells, as in the simulations
behind the tests, pairs within are 1 + 1/k times as frequent.

References
----------
Church, K. W. & Gale, W. A. (1995). Poisson mixtures. *Natural Language Engineering* 1,
163-190.
Miller, R. G. (1974). The jackknife: a review. *Biometrika* 61, 1-15.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse, stats

from analysis.stats.arrays import Bools, Floats, Ints, gather, sum_by
from analysis.stats.ratio import mantel_haenszel_terms


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Pairs of uses by owner (an outlet) and event: within its cells, and across.

    Both are brought to the same scale: their sums have the ratio 1 + 1/shape. ``n_pairs``
    counts the pairs within, by owner.
    """

    within: Floats
    across: Floats
    n_pairs: Floats


def count_pairs(
    counts: sparse.csr_array, exposure: Floats, exposure_set: Ints, *, event: Ints, owner: Ints
) -> Pairs:
    """Count the pairs of uses of all items, for every owner, event by event.

    Parameters
    ----------
    counts
        Articles by items.
    exposure, exposure_set
        Articles by sets, and the set of each item (see `analysis.stats.contrast`).
    event, owner
        Codes of each article; -1 for an article of no event.

    Notes
    -----
    For owner g with y of n in event e, the others with y' of n', and an item w:
    within = y(y - 1) n'/(n - 1) · (S - S_e), across = y y' (R - R_e), each summed over items
    with weight 1/Y_w². R and S are the sums of the Mantel-Haenszel ratio, taken from the
    other events, so that an owner's liking for an item cancels and nothing is estimated from
    the counts it is held against. Expectations of both sums have the ratio sought exactly,
    if events are independent.

    Examples
    --------
    Two events of two outlets; the first owner's six uses fall three and three.

    >>> y = sparse.csr_array(np.array([[3.0], [3.0], [3.0], [3.0]]))
    >>> found = count_pairs(y, np.full((4, 1), 1000.0), np.array([0]),
    ...     event=np.array([0, 0, 1, 1]), owner=np.array([0, 1, 0, 1]))
    >>> found.n_pairs.tolist(), (found.within.sum(axis=1) / found.across.sum(axis=1)).round(3)
    ([6.0, 6.0], array([0.667, 0.667]))
    """
    n_events, n_owners = int(event.max(initial=-1)) + 1, int(owner.max(initial=-1)) + 1
    everyone = gather(event, n_events)
    whole, size = sparse.coo_array(everyone @ counts), everyone @ exposure
    total = np.asarray(whole.sum(axis=0), float)
    within, across = np.zeros((2, n_owners, n_events))
    n_pairs = np.zeros(n_owners)
    for code in range(n_owners):
        mine = gather(np.where(owner == code, event, -1), n_events)
        own = sparse.csr_array(mine @ counts)
        meeting = Meeting.of(own, whole, mine @ exposure, size, exposure_set)
        within[code], across[code], n_pairs[code] = meeting.pairs(total)
    return Pairs(within=within, across=across, n_pairs=n_pairs)


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """One owner and all others: an entry for each event and item that anybody counts."""

    shape: tuple[int, int]
    event: Ints
    item: Ints
    own: Floats
    others: Floats
    own_size: Floats
    rest: Floats

    @classmethod
    def of(
        cls,
        own: sparse.csr_array,
        whole: sparse.coo_array,
        own_size: Floats,
        size: Floats,
        exposure_set: Ints,
    ) -> Meeting:
        """Lay out one owner's counts beside those of all others."""
        n_items = whole.shape[1]
        event, item = (axis.astype(np.int64) for axis in whole.coords)
        mine = sparse.coo_array(own)
        keys = [at[0].astype(np.int64) * n_items + at[1] for at in (whole.coords, mine.coords)]
        order = np.argsort(keys[0], kind="stable")
        y = np.zeros(len(event))
        y[order[np.searchsorted(keys[0], keys[1], sorter=order)]] = mine.data
        place = event, exposure_set[item]
        return cls(
            shape=whole.shape,
            event=event,
            item=item,
            own=y,
            others=whole.data - y,
            own_size=own_size[place],
            rest=size[place] - own_size[place],
        )

    def pairs(self, total: Floats) -> tuple[Floats, Floats, float]:
        """Give pairs within and across by event, and how many there are within."""
        n_events, n_items = self.shape
        y, n = self.own, self.own_size
        r, s = mantel_haenszel_terms(y, self.others, n, self.rest)
        r_left = sum_by(self.item, r, n_items)[self.item] - r
        s_left = sum_by(self.item, s, n_items)[self.item] - s
        shared = (n > 0) & (self.rest > 0)
        weight = shared / np.maximum(total[self.item], 1.0) ** 2
        room = np.where(n > 1, self.rest / np.maximum(n - 1, 1e-300), 0.0)
        within = weight * y * (y - 1) * room * s_left
        across = weight * y * self.others * r_left
        n_pairs = float((shared * y * (y - 1) / 2).sum())
        return (
            sum_by(self.event, within, n_events),
            sum_by(self.event, across, n_events),
            n_pairs,
        )


@dataclass(frozen=True, kw_only=True)
class Clumping:
    """How far the uses of a group clump, and those of the others: logs with intervals.

    ``own`` and ``others`` are log(pairs within / pairs across); ``ratio`` is own - others.
    """

    own: Floats
    others: float
    ratio: Floats


def clumping(found: Pairs, member: Bools, *, confidence: float) -> Clumping:
    """Compare how far a group's uses clump with the others', by a jackknife over events.

    Parameters
    ----------
    found
        Pairs by owner and event.
    member
        Which owners are the group's.
    confidence
        Of both intervals: t with one degree of freedom less than there are events with pairs.

    Returns
    -------
    Clumping
        ``own`` and ``ratio`` hold middle, low and high; missing where a sum is 0.

    Examples
    --------
    >>> pairs = Pairs(within=np.array([[2.0, 4, 3], [1, 1, 1]]), across=np.ones((2, 3)),
    ...     n_pairs=np.ones(2))
    >>> clumping(pairs, np.array([True, False]), confidence=0.95).ratio.round(3).tolist()
    [1.099, 0.262, 1.935]
    """
    sides = [
        np.array([pairs[who].sum(axis=0) for pairs in (found.within, found.across)])
        for who in (member, ~member)
    ]
    used = np.flatnonzero(np.sum(sides, axis=(0, 1)) > 0)
    own, others = (side[:, used] for side in sides)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = [
            np.log(np.append(side[0].sum() - side[0], side[0].sum()))
            - np.log(np.append(side[1].sum() - side[1], side[1].sum()))
            for side in (own, others)
        ]
        apart = logs[0] - logs[1]
    return Clumping(
        own=jackknifed(logs[0], confidence),
        others=float(logs[1][-1]) if np.isfinite(logs[1][-1]) else float("nan"),
        ratio=jackknifed(apart, confidence),
    )


def jackknifed(values: Floats, confidence: float) -> Floats:
    """Give middle, low and high of the last value, the ones before it leaving out an event.

    se² = (E - 1)/E · sum of (value without e - their mean)².
    """
    without, middle = values[:-1], values[-1]
    n = len(without)
    if n < 2 or not np.isfinite(values).all():
        kept = middle if np.isfinite(middle) else np.nan
        return np.array([kept, np.nan, np.nan])
    se = np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    reach = float(stats.t.ppf((1 + confidence) / 2, n - 1)) * se
    return np.array([middle, middle - reach, middle + reach])
