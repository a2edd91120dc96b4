"""Would another choice change the answer: the same contrasts under several settings."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.compare.multiverse import Multiverse
from analysis.report.describe import Picture
from analysis.report.numbers import chance, estimate_scale
from analysis.results import Result


def findings_across(results: Mapping[str, Result]) -> pd.DataFrame:
    """Lay the findings of several runs of one comparison side by side.

    Parameters
    ----------
    results
        Each run by the words that name its choice; the first is the one reported.

    Returns
    -------
    DataFrame
        One row a contrast that is a finding under at least one choice: the columns that
        name it, one column a choice that holds "finding, 2.3×", "2.3×" (tested, not a
        finding), "not tested" or "not there", and ``same``: "yes" if every choice gives a
        finding in the same direction, "no" if a choice that could test it does not, and
        "not tested" if nothing but the want of a test stands against it. Choices are
        compared as they stand; the rows were picked for being findings somewhere, so a
        row that holds under one choice alone is weak evidence.
    """
    names = _keys(next(iter(results.values())))
    found = [key for result in results.values() for key in _found_keys(result)]
    rows_of = {choice: _by_key(result, set(found)) for choice, result in results.items()}
    laid = []
    for key in dict.fromkeys(found):
        here = {choice: rows[key] for choice, rows in rows_of.items() if key in rows}
        told = {
            choice: _told(here[choice]) if choice in here else "not there" for choice in results
        }
        same = {"same": _same(list(here.values()), len(results))}
        laid.append(dict(zip(names, key, strict=True)) | told | same)
    return pd.DataFrame(laid, columns=[*names, *results, "same"])


def picture_of_choices(curve: Multiverse) -> Picture:
    """Draw the specification curve of a multiverse, to be saved with its numbers."""
    return Picture(ax=curve.plot(), data=curve.main_rows(), caption=curve.caption)


def curves_in_short(curves: Mapping[str, Multiverse]) -> pd.DataFrame:
    """Lay what several curves come to side by side, a row each, in words for the eye.

    Columns: what was asked, how many specifications could be computed, the estimate as
    reported, the lowest, the median and the highest, how many specifications lie on the
    median's side, how many are significant there, and the choice that moves it most.
    """
    rows = []
    for curve in curves.values():
        known = curve.table[curve.table["estimate"].notna()]
        write = estimate_scale(str(curve.settings["estimate_kind"])).write
        middle = float(curve.joint["observed"].iloc[0])
        side = np.sign(known["estimate"]) == np.sign(middle)
        own, low, high = (
            known["estimate"].iloc[0],
            known["estimate"].min(),
            known["estimate"].max(),
        )
        rows.append(
            {
                "asked": curve.settings["outcome"],
                "specifications": len(known),
                "reported": write(float(own)),
                "lowest": write(float(low)),
                "median": write(middle),
                "highest": write(float(high)),
                "on its side": int(side.sum()),
                "significant there": int((side & known["significant"]).sum()),
                "moved most by": curve.moves_most or "nothing",
            }
        )
    return pd.DataFrame(rows).set_index("asked") if rows else pd.DataFrame()


def smallest_and_largest(curve: Multiverse) -> str:
    """Say what the choice of a specification after looking could have made of the answer."""
    table = curve.table[curve.table["p"].notna()]
    outcome = curve.settings["outcome"]
    if not len(table):
        return f"{outcome}: no specification has a p to be picked by."
    ranked = table.sort_values("p", kind="stable")
    low, high = ranked.iloc[0], ranked.iloc[-1]
    own, smallest, largest = (
        chance(float(row["p"])) for row in (curve.table.iloc[0], low, high)
    )
    if smallest == largest:
        return f"{outcome}: p is {smallest} in every specification."
    return (
        f"{outcome}: p is {own} as reported; whoever had looked at all specifications could "
        f"have shown {smallest} ({low['choices']}) or {largest} ({high['choices']})."
    )


def in_short(table: pd.DataFrame) -> str:
    """Say how many findings hold under every choice, and how many could not be asked."""
    if not len(table):
        return "No contrast is a finding under any of these choices."
    held, lost, untested = (
        int((table["same"] == told).sum()) for told in ("yes", "no", "not tested")
    )
    whole = "1 contrast is" if len(table) == 1 else f"{len(table):,} contrasts are"
    parts = [f"{held:,} a finding in the same direction under every choice"]
    if lost:
        parts.append(f"{lost:,} no finding, or one the other way round, under another")
    if untested:
        parts.append(
            f"{untested:,} not tested under every choice, which says nothing either way"
        )
    return f"{whole} a finding under at least one of these choices: {'; '.join(parts)}."


def _same(rows: list[pd.Series], n_choices: int) -> str:
    """Say whether every choice gives one finding in one direction."""
    tested = [row for row in rows if pd.notna(row["p"])]
    signs = {np.sign(row["estimate"]) for row in tested if _found(row)}
    if len(signs) > 1 or not all(map(_found, tested)):
        return "no"
    return "yes" if len(tested) == n_choices else "not tested"


def _keys(result: Result) -> list[str]:
    names = ("group", *(result.item_parts or ("referent", result.item)))
    return [key for key in names if key in result.table]


def _found_keys(result: Result) -> list[tuple[str, ...]]:
    table = result.table
    found = table.loc[table["finding"].fillna(value=False).astype(bool), _keys(result)]
    return list(found.astype(str).itertuples(index=False, name=None))


def _by_key(result: Result, wanted: set[tuple[str, ...]]) -> dict[tuple[str, ...], pd.Series]:
    keys = result.table[_keys(result)].astype(str).itertuples(index=False, name=None)
    return {key: result.table.iloc[at] for at, key in enumerate(keys) if key in wanted}


def _found(row: pd.Series) -> bool:
    return bool(pd.notna(row["finding"]) and row["finding"])


def _told(row: pd.Series) -> str:
    if pd.isna(row["estimate"]):
        return "not tested"
    scale = estimate_scale(str(row["estimate_kind"]))
    size = scale.write(float(row["estimate"]))
    if _found(row):
        return f"finding, {size}"
    return size if pd.notna(row["p"]) else f"{size}, not tested"
