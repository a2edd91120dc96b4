"""How small a p can become at all: what a design could show before anything is counted.

A permutation test within events cannot give a p below 2·Π 1/C(m_e, a_e) over events of m_e
cells, a_e of them the group's: one group of m = 5 reaches 2·(1/5)^J in J events, a pair
2^(1-J). Sides of outlets are permuted over outlets: 2/C(G, Ga).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.design import Design
from analysis.tally import NOWHERE, tally_units

LIST_NEEDS = 10
"""Outlets on the smaller side without which lists of words by side are refused."""


@dataclass(frozen=True, kw_only=True)
class Attainable:
    """What one group's comparison could show.

    ``chances`` holds, for each informative event, the chance that random labels put the
    group on exactly the cells it has: 1/C(m_e, a_e), the smallest first.
    """

    group: str
    informative: int
    """Events with cells of the group and of others; for sides, outlets that count."""
    smallest_p: float
    chances: tuple[float, ...] = ()

    def events_needed(self, tests: int, fdr: float) -> int | None:
        """Count the events in which an item must differ to be found first among ``tests``.

        ``None`` if differing in all of them would not do.
        """
        products = 2 * np.cumprod(self.chances) if self.chances else np.array([])
        enough = np.flatnonzero(products <= fdr / tests)
        return int(enough[0]) + 1 if len(enough) else None


def attainable(corpus: Corpus, design: Design) -> tuple[str, list[Attainable]]:
    """Return the unit of a design, and for each group what it could show."""
    _, units = tally_units(corpus, design)
    counted = units.event != NOWHERE
    codes = {"event": units.event, "outlet": units.outlet, "group": units.group}
    articles = pd.DataFrame(codes)[counted]
    cells = articles if units.unit == "article" else articles.drop_duplicates()
    size = cells.groupby("event")["group"].size()
    if units.unit == "outlet":
        return "outlet", _sides(cells[cells["event"].map(size) > 1], units.groups)
    found = []
    for code, group in enumerate(units.groups):
        own = cells[cells["group"] == code].groupby("event").size()
        ways = [comb(int(size[event]), int(n)) for event, n in own.items()]
        chances = tuple(sorted(1 / way for way in ways if way > 1))
        smallest = min(1.0, 2 * float(np.prod(chances))) if chances else 1.0
        found.append(
            Attainable(
                group=group, informative=len(chances), smallest_p=smallest, chances=chances
            )
        )
    return units.unit, found


def _sides(cells: pd.DataFrame, groups: Sequence[str]) -> list[Attainable]:
    """Sides are permuted over the outlets that share an event with others."""
    side = cells.drop_duplicates("outlet")["group"]
    total = len(side)
    found = []
    for code, group in enumerate(groups):
        own = int((side == code).sum())
        ways = comb(total, own) if 0 < own < total else 1
        found.append(Attainable(group=group, informative=own, smallest_p=min(1.0, 2 / ways)))
    return found
