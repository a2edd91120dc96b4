"""Tables of groups by items of which few places are known: what fits in memory, and is equal.

Two hundred outlets and forty thousand words make ten million rows. Most are words that an
outlet never uses, whose level is 0 and has no interval. A `Scattered` keeps the others, and
gives the places that are asked for as the full table would.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from analysis.stats.arrays import Floats, Ints

LIGHT_FROM = 2_000_000
"""Numbers from which a table is kept so."""


@dataclass(frozen=True, kw_only=True)
class Scattered:
    """A table whose rows are one number, 0 or NaN, but for some places."""

    place: Ints
    """The places that are known, counted row by row, in order."""
    known: Floats
    rest: Floats
    """Of each row, the number at all other places."""
    n_columns: int

    def __getitem__(self, at: tuple[Ints, Ints]) -> Floats:
        """Give the numbers at rows and columns."""
        row, column = at
        asked = row * self.n_columns + column
        found = np.minimum(np.searchsorted(self.place, asked), len(self.place) - 1)
        if not len(self.place):
            return np.asarray(self.rest[row], float)
        hit = self.place[found] == asked
        return np.where(hit, self.known[found], self.rest[row])

    def ravel(self) -> Floats:
        """Write the whole table out, row after row."""
        table = np.repeat(self.rest, self.n_columns)
        table[self.place] = self.known
        return table


def scattered(groups: Iterable[Floats]) -> list[Scattered]:
    """Keep several tables whose rows come together, group by group (tables × items).

    Of each row what differs from NaN is kept, if it has any, or else from 0.

    >>> nan = float("nan")
    >>> [table] = scattered([np.array([[0.0, 2.0, 0.0]]), np.array([[nan, nan, 0.5]])])
    >>> table.known.tolist(), table.rest.tolist(), table.ravel().tolist()
    ([2.0, 0.5], [0.0, nan], [0.0, 2.0, 0.0, nan, nan, 0.5])
    >>> table[np.array([0, 1, 1]), np.array([1, 0, 2])].tolist()
    [2.0, nan, 0.5]
    """
    kept: list[list[tuple[Ints, Floats, float]]] = []
    n_columns = 0
    for number, rows in enumerate(groups):
        n_columns = rows.shape[1]
        kept = kept or [[] for _ in rows]
        for table, row in zip(kept, rows, strict=True):
            none = np.isnan(row)
            here = np.flatnonzero(~none if none.any() else row != 0)
            rest = float("nan") if none.any() else 0.0
            table.append((number * n_columns + here, row[here], rest))
    return [
        Scattered(
            place=np.concatenate([place for place, _, _ in table]),
            known=np.concatenate([known for _, known, _ in table]),
            rest=np.array([rest for _, _, rest in table]),
            n_columns=n_columns,
        )
        for table in kept
    ]
