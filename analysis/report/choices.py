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
    tables = {choice: _indexed(result) for choice, result in results.items()}
    found = [key for table in tables.values() for key in table.index[table["finding"] == 1]]
    keys = list(dict.fromkeys(found))
    names = _keys(next(iter(results.values())))
    rows = []
    for key in keys:
        having = {choice: table for choice, table in tables.items() if key in table.index}
        here = {choice: table.loc[key] for choice, table in having.items()}
        told = {
            choice: _told(here[choice]) if choice in here else "not there"
            for choice in results
        }
        signs = {np.sign(row["estimate"]) for row in here.values() if row["finding"] == 1}
        all_found = sum(row["finding"] == 1 for row in here.values()) == len(results)
        same = "yes" if all_found and len(signs) == 1 else "no"
        rows.append(dict(zip(names, key, strict=True)) | told | {"same": same})
    return pd.DataFrame(rows, columns=[*names, *results, "same"])


def _keys(result: Result) -> list[str]:
    return [key for key in ("group", "referent", result.item) if key in result.table]


def _indexed(result: Result) -> pd.DataFrame:
    found = result.table["finding"].fillna(value=False).astype(int)
    table = result.table.assign(finding=found).drop_duplicates(_keys(result))
    keys = list(table[_keys(result)].itertuples(index=False, name=None))
    return table.set_index(pd.Index(keys, tupleize_cols=False))


def _told(row: pd.Series) -> str:
    if pd.isna(row["estimate"]):
        return "not tested"
    scale = estimate_scale(str(row["estimate_kind"]))
    size = scale.write(float(row["estimate"]))
    if row["finding"] == 1:
        return f"finding, {size}"
    return size if pd.notna(row["p"]) else f"{size}, not tested"
