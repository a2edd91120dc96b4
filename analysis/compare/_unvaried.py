"""Shares of a group whose coded articles all have the same code: how little these can tell."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.coding.reference import Reference
from analysis.stats.placebo import clopper_pearson
from analysis.tally import ScoreTally


def widened(
    table: pd.DataFrame, tally: ScoreTally, reference: Reference, confidence: float
) -> pd.DataFrame:
    """Let the interval of such a share be no narrower than that of the coded articles alone.

    What was seen without any variance gives an interval without any width, be it seven
    articles or seven hundred; the exact binomial interval knows which.
    """
    table = table.copy()
    for group, code, state, n in _alike(tally, reference):
        row = (table["group"] == group) & (table["code"] == code) & table["value_low"].notna()
        low, high = clopper_pearson(state * n, n, confidence)
        table.loc[row, "value_low"] = table.loc[row, "value_low"].clip(upper=low)
        table.loc[row, "value_high"] = table.loc[row, "value_high"].clip(lower=high)
    return table


def alike_note(tally: ScoreTally, reference: Reference) -> tuple[str, ...]:
    """Say of which groups and codes that is so."""
    alike = [
        f"{code} in {group} ({'all' if state else 'none'} of {n:,})"
        for group, code, state, n in _alike(tally, reference)
    ]
    if not alike:
        return ()
    note = (
        "Coded articles of a group that are all alike show nothing of how much they vary: "
        f"{', '.join(alike)}. The interval of its share is at least the exact binomial one of "
        "the coded articles; those of differences may be too narrow."
    )
    return (note,)


def _alike(tally: ScoreTally, reference: Reference) -> Iterator[tuple[str, str, int, int]]:
    """Give group, code, the code they all have and how many were coded, unless all were."""
    units = tally.units
    for at, group in enumerate(units.groups):
        own = units.group == at
        here = own & reference.coded
        if here.sum() in {0, own.sum()}:
            continue
        for code, values in zip(tally.items, reference.codes[here].T, strict=True):
            if len(np.unique(values)) == 1:
                yield group, code, int(values[0]), int(here.sum())
