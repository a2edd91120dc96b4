"""Who quotes whom, event by event."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.tally import Units

QUOTED: Mapping[str, str] = {
    "event": "the event, or other stratum",
    "source": "a person, organisation or outlet that some article on it cites by name",
    "kind": "person, organisation or outlet",
    "group": "a group with articles on the event that count",
    "n": "its attributions to the source there",
    "n_others": "other groups with articles on the event",
    "n_others_quoting": "how many of them cite the source there",
}
"""Columns of the table of sources by groups."""
BY_NAME = ("person", "organisation", "outlet")
"""Kinds of sources that are the same source wherever their name stands."""


def by_name(table: pd.DataFrame) -> pd.Series:
    """Say of each attribution whether its source is known by a name of its own."""
    capital = table["source"].str.contains(r"\b[^\W\d_a-zß-ÿ]")
    return table["named"] & table["kind"].isin(BY_NAME) & capital


def quoted_by(table: pd.DataFrame, units: Units) -> pd.DataFrame:
    """Lay out every source that is named on an event beside every group that covers it."""
    about = pd.DataFrame(
        {
            "article_id": units.article_ids,
            "event": np.array(units.events, dtype=object)[units.event],
            "group": np.array(units.groups, dtype=object)[units.group],
        }
    )
    named = table[by_name(table)]
    said = named.merge(about, on="article_id")
    kind = said.groupby("source")["kind"].agg(lambda kinds: kinds.value_counts().index[0])
    n = said.groupby(["event", "source", "group"]).size().rename("n").reset_index()
    cells = about[["event", "group"]].drop_duplicates()
    beside = n[["event", "source"]].drop_duplicates().merge(cells, on="event")
    found = beside.merge(n, how="left", on=["event", "source", "group"])
    found["n"] = found["n"].fillna(0).astype(np.int64)
    found["kind"] = found["source"].map(kind).astype(str)
    each = found.groupby(["event", "source"])["n"]
    found["n_others"] = each.transform("size") - 1
    found["n_others_quoting"] = each.transform(lambda own: int((own > 0).sum())) - (
        found["n"] > 0
    )
    order = ["event", "source", "group"]
    return found.sort_values(order, ignore_index=True)[list(QUOTED)]
