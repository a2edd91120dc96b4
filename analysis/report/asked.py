"""Several results that answer one question, told together in a few sentences."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.results import Result
from analysis.stats.found import of_contrast

HEADS = {
    "event": "event",
    "source": "source",
    "kind": "kind",
    "group": "outlet",
    "n": "times cited",
    "n_others": "others on the event",
    "n_others_quoting": "others that cite it",
}
"""Columns of a list of sources, and what readers call them."""
RIGHT = (
    "Not all that is found is right: .84 of it is in edited political news (PolNeAR); of 40 "
    "attributions drawn from 111 pages that a crawler saved 25 stood to a reader, .62 (95% "
    "interval .47 to .76)."
)
"""How often an attribution that was found is one; docs/attributions.md says how it was read."""
FEW = "too few informative events for p to reach what the family needs"


def counted_findings(asked: Mapping[str, Result]) -> str:
    """Say how many findings each result has, a line each.

    ``asked`` gives each result by what it was asked.
    """
    told = []
    for what, result in asked.items():
        tested = int(result.table["p"].notna().sum())
        found = int(result.table["finding"].sum())
        fdr = float(str(result.settings["fdr"]))
        told.append(
            f"{what}: {found:,} of {tested:,} contrasts that could be tested "
            f"{'is a finding' if found == 1 else 'are findings'} at a false discovery rate of "
            f"{fdr:.0%}."
        )
    return "\n".join(told)


def untested_rows(asked: Mapping[str, Result]) -> pd.DataFrame:
    """Count what could not be tested, by result and reason; most first."""
    parts = []
    for what, result in asked.items():
        rows = result.table[result.table["p"].isna()]
        why = rows["reason"].map(of_contrast).replace("", "no reason was stored")
        why = why.str.replace(r"^\d+ informative event.*", FEW, regex=True)
        parts.append(pd.DataFrame({"asked": what, "why not": why}))
    counts = pd.concat(parts).value_counts().rename("rows").reset_index()
    order = ["rows", "asked", "why not"]
    counts = counts.sort_values(order, ascending=[False, True, True], kind="stable")
    return counts.set_index("asked")


def listed_sources(
    rows: pd.DataFrame, names: Mapping[str, str], most: int = 12
) -> pd.DataFrame:
    """Lay the first of some sources out for the eye, with heads and names for readers."""
    shown = rows.head(most).assign(group=rows["group"].map(lambda one: names.get(one, one)))
    return shown[list(HEADS)].rename(columns=HEADS).set_index("event")
