"""Shares of a group whose coded articles all have the same code: how little these can tell.

What was seen without any variance gives an interval without any width, and a test that takes
it for certainty, be it seven articles or seven hundred; exact tests of counts know which.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analysis.coding.reference import Reference
from analysis.design import Design
from analysis.stats.multiplicity import benjamini_hochberg
from analysis.stats.placebo import clopper_pearson
from analysis.tally import ScoreTally

Bools = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Side:
    """Coded articles of one side of a contrast: how many have the code, of how many."""

    yes: int
    n: int
    whole: bool

    @classmethod
    def of(cls, here: Bools, codes: NDArray[np.float64]) -> Side:
        """Count the codes, missing where not coded, of the articles of one side."""
        given = codes[here & ~np.isnan(codes)]
        return cls(yes=int(given.sum()), n=len(given), whole=len(given) == int(here.sum()))

    @property
    def alike(self) -> bool:
        """Whether all have the same code, and others of them nobody has coded."""
        return self.n > 0 and not self.whole and self.yes in {0, self.n}

    def exact(self, confidence: float) -> tuple[float, float]:
        """Give the exact binomial bounds of the share."""
        return clopper_pearson(self.yes, self.n, confidence)

    def room(self, confidence: float) -> tuple[float, float]:
        """Say by how much the share may be lower, and higher, than it was seen to be."""
        if not self.alike:
            return 0.0, 0.0
        (low, high), seen = self.exact(confidence), self.yes / self.n
        return seen - low, high - seen


def widened(
    table: pd.DataFrame,
    tally: ScoreTally,
    reference: Reference,
    design: Design,
    against: str | None = None,
) -> pd.DataFrame:
    """Let nothing that rests on such a share be surer than the coded articles alone.

    The interval of the share is at least the exact binomial one; that of a difference is at
    least as much wider than a point; p is at least that of Fisher's exact test of the coded
    articles of both sides, which knows no events and no predictions.
    """
    units, floored = tally.units, False
    table = table.reset_index(drop=True)
    keys = zip(table["group"].astype(str), table["code"].astype(str), strict=True)
    for at, (group, code) in enumerate(keys):
        own = units.group == units.groups.index(group)
        codes = reference.codes[:, tally.items.index(code)]
        others = ~own if against is None else units.group == units.groups.index(against)
        one, other = Side.of(own, codes), Side.of(others, codes)
        if one.alike:
            _not_within(table, at, ("value_low", "value_high"), one.exact(design.confidence))
        if not one.alike and not other.alike:
            continue
        less, more = one.room(design.confidence)
        less_of_other, more_of_other = other.room(design.confidence)
        estimate = float(table["estimate"][at])
        ends = estimate - less - more_of_other, estimate + more + less_of_other
        _not_within(table, at, ("low", "high"), ends)
        tested = float(table["p"][at])
        counts = np.array([[side.yes, side.n - side.yes] for side in (one, other)])
        exact = float(stats.fisher_exact(counts)[1])
        if exact > tested:
            table.loc[at, "p"] = exact
            floored = True
    if floored:
        table["q"] = benjamini_hochberg(table["p"].to_numpy(float))
        table["finding"] = table["q"].fillna(1.0) <= design.fdr
    return table


def _not_within(
    table: pd.DataFrame, at: int, names: tuple[str, str], ends: tuple[float, float]
) -> None:
    """Move the bounds of a row's number, where it has any, out to these."""
    low, high = names
    if table[[low, high]].loc[at].notna().all():
        table.loc[at, low] = min(float(table[low][at]), ends[0])
        table.loc[at, high] = max(float(table[high][at]), ends[1])


def alike_note(tally: ScoreTally, reference: Reference) -> tuple[str, ...]:
    """Say of which groups and codes that is so."""
    alike = [
        f"{code} in {group} ({'all' if side.yes else 'none'} of {side.n:,})"
        for group, code, side in _sides(tally, reference)
        if side.alike
    ]
    if not alike:
        return ()
    note = (
        "Coded articles of a group that are all alike show nothing of how much they vary: "
        f"{', '.join(alike)}. The interval of its share is at least the exact binomial one of "
        "the coded articles, that of its difference is as much wider, and p is no smaller "
        "than by Fisher's exact test of the coded articles."
    )
    return (note,)


def _sides(tally: ScoreTally, reference: Reference) -> Iterator[tuple[str, str, Side]]:
    for at, group in enumerate(tally.units.groups):
        for code, codes in zip(tally.items, reference.codes.T, strict=True):
            yield group, code, Side.of(tally.units.group == at, codes)
