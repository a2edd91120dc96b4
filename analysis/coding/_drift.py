"""Whether a coder agrees with the others late in the work as early in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.coding._held import OF_UNIT, rounds_in_order
from analysis.stats.arrays import Floats
from analysis.stats.shares import newcombe

COLUMNS: Mapping[str, str] = {
    "variable": "what was coded",
    "coder": "whose work is cut in halves",
    "ordered_by": "what says which half was first: round, coded_at or row",
    "n_first": "units of the first half that another coder coded too",
    "n_second": "units of the second half that another coder coded too",
    "first": "share of other coders' codes that are this coder's: first half, mean over units",
    "second": "the same in the second half",
    "difference": "second less first: below 0, the coder has moved away from the others",
    "low": "lower bound of the difference",
    "high": "upper bound of the difference",
    "reason": "why a value is missing, or what to know of it",
}
"""Columns of a table of drift, and what each one means."""
FEW = 10
"""Shared units of a half below which agreement in it says next to nothing."""


def drift_table(codings: pd.DataFrame, variables: Sequence[str], level: float) -> pd.DataFrame:
    """Return one row a variable and coder."""
    rows = [
        row
        for variable in variables
        for row in _of_variable(codings[codings["variable"] == variable], variable, level)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _of_variable(
    given: pd.DataFrame, variable: str, level: float
) -> Iterator[dict[str, object]]:
    rows = given[given["code"] != ""].reset_index(drop=True)
    unit = [name for name in OF_UNIT if name in rows]
    if "round" in rows:
        # The last round of each decision counts, and is when the decision was made.
        rows = rows.iloc[np.argsort(rounds_in_order(rows["round"]), kind="stable")]
        rows = rows.drop_duplicates([*unit, "coder"], keep="last")
    number = rows.groupby(unit, sort=False, dropna=False).ngroup()
    others = number.groupby(number).transform("size") - 1
    same = rows.groupby([number, rows["code"]])["coder"].transform("size") - 1
    rows = rows.assign(agrees=(same / others).where(others > 0))
    for coder, own in rows.groupby("coder"):
        told, ordered_by = _in_order(own)
        agrees = told["agrees"].to_numpy(float)
        halves = agrees[: len(agrees) // 2], agrees[len(agrees) // 2 :]
        told_of = {"variable": variable, "coder": coder, "ordered_by": ordered_by}
        yield told_of | _halves(halves, level)


def _in_order(own: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Put one coder's decisions in the order they were made, and say how it is known."""
    by = own.sort_index()
    ordered_by = "row"
    if "coded_at" in own:
        times = pd.to_datetime(by["coded_at"], errors="coerce", utc=True, format="ISO8601")
        if times.notna().all():
            by, ordered_by = by.loc[times.sort_values(kind="stable").index], "coded_at"
    if "round" in own and (own["round"] != own["round"].iloc[0]).any():
        by = by.iloc[np.argsort(rounds_in_order(by["round"]), kind="stable")]
        ordered_by = "round"
    return by, ordered_by


def _halves(halves: tuple[Floats, Floats], level: float) -> dict[str, object]:
    """Compare agreement in the two halves."""
    early, late = (half[~np.isnan(half)] for half in halves)
    low, high = newcombe(early.sum(), len(early), late.sum(), len(late), level)
    first, second = (half.mean() if len(half) else np.nan for half in (early, late))
    none = [name for name, half in (("first", early), ("second", late)) if not len(half)]
    if none:
        reason = f"no other coder coded a unit of the {' or the '.join(none)} half"
    elif min(len(early), len(late)) < FEW:
        reason = f"fewer than {FEW} shared units in a half"
    else:
        reason = ""
    return {
        "n_first": len(early),
        "n_second": len(late),
        "first": first,
        "second": second,
        "difference": second - first,
        "low": low,
        "high": high,
        "reason": reason,
    }
