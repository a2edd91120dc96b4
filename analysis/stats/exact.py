"""Exact tails: every arrangement of the labels is listed where there are few enough.

With few events the steps of a permutation distribution are coarse, and a smooth
approximation can miss by a factor of two. Up to 1,024 arrangements are enumerated
(Fisher 1935; Good 2005), for an item at a time.

References
----------
Fisher, R. A. (1935). *The Design of Experiments*, section 21. Oliver & Boyd.
Good, P. (2005). *Permutation, Parametric and Bootstrap Tests of Hypotheses*, 3rd ed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.stats.arrays import Bools, Floats, sum_by
from analysis.stats.saddlepoint import Part

MOST_ARRANGEMENTS = 1024
"""Up to this many arrangements a tail is enumerated rather than approximated."""
SAME = 1e-9
"""Sums closer than this share of the largest are one sum."""


@dataclass(frozen=True, kw_only=True)
class Arrangements:
    """Every value of an item's sum, of its sum of squares by event, and its chance."""

    total: Floats
    squares: Floats
    chance: Floats | None

    def share(self, where: Bools) -> float:
        """Give the probability of the arrangements ``where`` is true."""
        return float(where.mean() if self.chance is None else self.chance[where].sum())

    def two_sided(self, seen: float) -> float:
        """Give 2 · min(P(sum >= seen), P(sum <= seen)), at most 1."""
        slack = SAME * max(float(np.abs(self.total).max()), abs(seen))
        upper = self.share(self.total >= seen - slack)
        lower = self.share(self.total <= seen + slack)
        return min(1.0, 2 * min(upper, lower))

    def studentised(self, seen: float) -> float:
        """Give 2 · P(sum / sqrt(sum of squares) >= seen), at most 1, for ``seen`` > 0.

        An arrangement in which every event's sum is 0 counts as 0.
        """
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = np.where(self.squares > 0, self.total / np.sqrt(self.squares), 0.0)
        return min(1.0, 2 * self.share(ratio >= seen - SAME * max(1.0, seen)))


def few_arrangements(parts: Sequence[Part], size: int) -> Bools:
    """Tell which items have few enough arrangements to be enumerated.

    Parts whose outcomes are all alike count too, so that the answer does not change
    when the counts of a group are scaled (as `analysis.stats.interval` does).
    """
    logs = np.zeros(size)
    for part in parts:
        logs += sum_by(part.item, part.log_outcomes(), size)
    return logs <= math.log(MOST_ARRANGEMENTS) + 1e-9


def arrangements(parts: Sequence[Part], wanted: Bools) -> Iterator[tuple[int, Arrangements]]:
    """Enumerate each wanted item: its position, and all its arrangements.

    Examples
    --------
    Two events of two cells each, scores 1 and -1, and 2 and -2:

    >>> from analysis.stats.saddlepoint import Points
    >>> part = Points(item=np.zeros(2, int), value=np.array([[1.0, 2.0], [-1.0, -2.0]]))
    >>> [(item, every)] = arrangements([part], np.array([True]))
    >>> every.total.tolist(), every.squares.tolist(), every.two_sided(3.0)
    ([3.0, -1.0, 1.0, -3.0], [5.0, 5.0, 5.0, 5.0], 0.5)
    """
    supports: dict[int, list[tuple[Floats, Floats | None]]] = {
        int(item): [] for item in np.flatnonzero(wanted)
    }
    for part in parts:
        for column in np.flatnonzero(wanted[part.item]):
            supports[int(part.item[column])].append(part.support(int(column)))
    for item, listed in supports.items():
        yield item, combined(listed)


def combined(supports: Sequence[tuple[Floats, Floats | None]]) -> Arrangements:
    """Add independent parts up, outcome by outcome."""
    total, squares = np.zeros(1), np.zeros(1)
    chance: Floats | None = None
    if any(weights is not None for _, weights in supports):
        chance = np.ones(1)
    for values, weights in supports:
        total = np.add.outer(total, values).ravel()
        squares = np.add.outer(squares, values * values).ravel()
        if chance is not None:
            even = np.full(len(values), 1 / len(values))
            chance = np.multiply.outer(chance, even if weights is None else weights).ravel()
    return Arrangements(total=total, squares=squares, chance=chance)


def exact_two_sided(parts: Sequence[Part], seen: Floats, wanted: Bools) -> Floats:
    """Two-sided p of the wanted items' sums by enumeration; NaN for the others."""
    p = np.full(len(seen), np.nan)
    for item, every in arrangements(parts, wanted):
        p[item] = every.two_sided(float(seen[item]))
    return p
