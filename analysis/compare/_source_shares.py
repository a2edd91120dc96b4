"""Shares of what is credited: from attributions to a tally, and from it to rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.compare._contrast import Contrasted
from analysis.errors import ChoiceError
from analysis.results import APART
from analysis.tally import Tally, Units

Measure = Literal["attributions", "words", "direct", "first", "articles"]
MEASURES: Mapping[str, str] = {
    "attributions": "share of attributions",
    "words": "share of attributed words",
    "direct": "share of attributions in direct speech",
    "first": "share of articles that cite it first",
    "articles": "share of articles that cite it",
}
"""What is compared, and what each share is of."""


def items_of(table: pd.DataFrame, of: str, min_articles: int) -> list[str]:
    """List what is compared, most cited first; sources by name from so many articles on."""
    known = table[table["item"] != ""]
    by = known.groupby("item").agg(n=("item", "size"), articles=("article_id", "nunique"))
    if of == "source":
        by = by[by["articles"] >= min_articles]
    items = (
        by.reset_index().sort_values(["n", "item"], ascending=[False, True])["item"].tolist()
    )
    if not items:
        msg = (
            f"no attribution that counts has a {of} to compare"
            + (f" in {min_articles} or more articles" if of == "source" else "")
            + f"; {len(table):,} attributions were found."
        )
        raise ChoiceError(msg)
    return [str(item) for item in items]


def tally_of(
    table: pd.DataFrame, units: Units, measures: Sequence[str], items: Sequence[str]
) -> Tally:
    """Count, for each measure, what is each item's and what is anybody's, by article."""
    rows = pd.Index(units.article_ids).get_indexer(pd.Index(table["article_id"]))
    table, row = table[rows >= 0], rows[rows >= 0]
    column = pd.Index(items).get_indexer(pd.Index(table["item"]))
    first = (table["place"] == 0).to_numpy(float)
    weights = {
        "attributions": np.ones(len(table)),
        "words": table["words"].to_numpy(float),
        "direct": table["direct"].to_numpy(float),
        "first": first,
        "articles": (~table.duplicated(["article_id", "item"])).to_numpy(float),
    }
    shape = (len(units.article_ids), len(items))
    counts, exposure = [], []
    for name in measures:
        among = first if name == "articles" else weights[name]
        own = weights[name][column >= 0], (row[column >= 0], column[column >= 0])
        counts.append(sparse.csr_array(own, shape=shape))
        exposure.append(np.bincount(row, among, shape[0]))
    return Tally(
        units=units,
        items=tuple(name + APART + item for name in measures for item in items),
        counts=sparse.csr_array(sparse.hstack(counts)),
        exposure=np.stack(exposure, axis=1),
        exposure_set=np.repeat(np.arange(len(measures)), len(items)),
    )


def rows_of(tally: Tally, found: Contrasted) -> pd.DataFrame:
    """Put counts beside the two blocks of columns that every comparison has."""
    rows = found.rows(
        tally,
        item="key",
        scale=1.0,
        value_kind="share",
        estimate_kind="log ratio of shares",
        ceiling=1.0,
    )
    group = pd.Index(tally.units.groups).get_indexer(pd.Index(rows["group"]))
    item = pd.Index(tally.items).get_indexer(pd.Index(rows["key"]))
    n_groups = len(tally.units.groups)
    total = np.stack([tally.exposure[tally.units.group == g].sum(0) for g in range(n_groups)])
    parts = rows["key"].str.split(APART, n=1, expand=True)
    rows["measure"], rows["source"] = parts[0], parts[1]
    rows["value_kind"] = rows["measure"].map(dict(MEASURES)).astype(str)
    rows["n"] = rows["count"].astype(np.int64)
    rows["n_possible"] = total[group, tally.exposure_set[item]].astype(np.int64)
    rows.loc[rows["value"].isna(), "reason"] = (
        "the group has no attributions to take a share of"
    )
    return rows
