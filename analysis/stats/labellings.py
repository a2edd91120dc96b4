"""Labels dealt anew among the units of each stratum: all ways where few, else at random.

The only random draws that stand behind a p-value are made here, and only for a joint test of
many specifications, whose statistics depend on one another in a way that no formula knows.
They follow from a seed, as do those of placebos and of plans.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from math import comb, prod

import numpy as np

from analysis.stats.arrays import Bools, Floats, Ints


@dataclass(frozen=True, kw_only=True)
class Labellings:
    """Which units are the group's: a row for each labelling, the observed one first.

    ``exact`` says that the rows are all ways to deal the labels, each once.
    """

    member: Bools
    exact: bool

    def upper(self, statistic: Floats) -> float:
        """Share of labellings whose statistic is at least the first one's.

        Of R draws (1 + b)/(1 + R), b being those that are (Phipson & Smyth 2010).

        >>> rows = np.array([[True, False], [False, True]])
        >>> Labellings(member=rows, exact=True).upper(np.array([2.0, 1.0]))
        0.5
        """
        seen = float(statistic[0])
        slack = 1e-9 * max(1.0, abs(seen)) if np.isfinite(seen) else 0.0
        return float(np.mean(statistic >= seen - slack))

    def two_sided(self, statistic: Floats) -> float:
        """Give twice the smaller tail of a statistic with a sign."""
        return min(1.0, 2 * min(self.upper(statistic), self.upper(-statistic)))


def deal_labels(stratum: Ints, member: Bools, most: int, seed: int) -> Labellings:
    """Deal the labels of the units anew within strata, ``most`` times or in every way.

    Parameters
    ----------
    stratum
        Code of each unit's stratum; units are sorted by it.
    member
        Which units are the group's.
    most
        Ways up to which all are listed; beyond, so many are drawn.
    seed
        Seed of the draws.

    Examples
    --------
    Two pairs have four ways:

    >>> found = deal_labels(np.array([0, 0, 1, 1]), np.array([True, False] * 2), 10, seed=1)
    >>> found.member.astype(int).tolist(), found.exact
    ([[1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 1]], True)
    """
    size = np.bincount(stratum)
    inside = np.bincount(stratum, member, len(size)).astype(int)
    ways = prod(comb(int(m), int(k)) for m, k in zip(size, inside, strict=True))
    if ways <= most:
        every = np.array(list(_every(size, inside)), bool).reshape(ways, len(member))
        first = np.flatnonzero((every == member).all(axis=1))[0]
        others = np.delete(every, first, axis=0)
        return Labellings(member=np.concatenate([member[None], others]), exact=True)
    random = np.random.default_rng(seed)
    drawn = np.empty((most + 1, len(member)), bool)
    drawn[0] = member
    for row in range(1, most + 1):
        order = np.argsort(stratum + random.random(len(member)), kind="stable")
        drawn[row] = member[order]
    return Labellings(member=drawn, exact=False)


def _every(size: Ints, inside: Ints) -> Iterator[list[bool]]:
    """Yield every way to choose so many units of each stratum."""
    options = [
        [
            [unit in chosen for unit in range(m)]
            for chosen in map(set, combinations(range(m), k))
        ]
        for m, k in zip(size.tolist(), inside.tolist(), strict=True)
    ]
    for parts in product(*options):
        yield [unit for part in parts for unit in part]
