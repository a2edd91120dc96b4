"""Which kinds of events each group covers: the profile of a gatekeeper, which describes."""

from __future__ import annotations

import pandas as pd

from analysis.corpus import Corpus
from analysis.stats.coverage import wilson

SIZE = "size"
COLUMNS = (
    *("group", "kind", "n_known", "n_covered"),
    *("share", "share_low", "share_high", "others"),
)


def covered_by_kind(
    cells: pd.DataFrame, corpus: Corpus, within: str, column: str, confidence: float
) -> pd.DataFrame:
    """Describe the share of events of each kind that a group covers, beside the others'."""
    known = cells[cells["known"]]
    covered = (known["n_articles"] > 0).astype(float)
    known = known.assign(covered=covered)
    if column == SIZE:
        kind = covered.groupby(known["event"]).transform("sum") - covered
        known = known.assign(kind=_sizes(kind))
    else:
        known = known.assign(kind=known["event"].map(_kinds(corpus, within, column)))
    cell = known.groupby(["group", "kind", "event"], as_index=False)["covered"].max()
    rows = []
    for (group, kind), own in cell.groupby(["group", "kind"])["covered"]:
        rest = known.loc[(known["group"] != group) & (known["kind"] == kind), "covered"]
        events, n = len(own), int(own.sum())
        shares = n / events, *wilson(n, events, confidence)
        rows.append((group, kind, events, n, *shares, rest.mean()))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _sizes(others: pd.Series) -> pd.Series:
    """Name how many others cover an event, the many in one class."""
    exact = others.astype(int).clip(upper=3)
    names = {0: "no other", 1: "1 other", 2: "2 others", 3: "3 or more others"}
    return exact.map(names)


def _kinds(corpus: Corpus, within: str, column: str) -> pd.Series:
    """Take the commonest value of each event's articles; of equally common ones, the first."""
    event = corpus.column(within).astype(str)
    value = corpus.column(column).astype(object)
    value = value.where(value.notna(), "").astype(str).replace("", "not given")
    counts = pd.crosstab(event, value)
    return counts.idxmax(axis=1)
