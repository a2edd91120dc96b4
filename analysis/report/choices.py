"""Would another choice change the answer: the same contrasts under several settings."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.report.numbers import estimate_scale
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
        name it, one column a choice that holds "finding 2.3x", "2.3x" (tested, not a
        finding), "not tested" or "not there", and ``same``: whether every choice gives a
        finding in the same direction. Choices are compared as they stand; the rows were
        picked for being findings somewhere, so a row that holds under one choice alone is
        weak evidence.
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
        signs = {np.sign(row["estimate"]) for row in here.values() if _found(row)}
        all_found = sum(map(_found, here.values())) == len(results)
        same = "yes" if all_found and len(signs) == 1 else "no"
        laid.append(dict(zip(names, key, strict=True)) | told | {"same": same})
    return pd.DataFrame(laid, columns=[*names, *results, "same"])


def in_short(table: pd.DataFrame) -> str:
    """Say in a sentence how many findings hold under every choice."""
    if not len(table):
        return "No contrast is a finding under any of these choices."
    same = int((table["same"] == "yes").sum())
    return (
        f"{same:,} of {len(table):,} contrasts that are a finding under at least one of these "
        "choices are one, in the same direction, under all."
    )


def _keys(result: Result) -> list[str]:
    return [key for key in ("group", "referent", result.item) if key in result.table]


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
