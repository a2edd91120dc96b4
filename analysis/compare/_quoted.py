"""Who quotes whom, event by event; and what unequal recall could make of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.errors import ChoiceError, many, some
from analysis.tally import Units

Recall = Mapping[str, float] | pd.DataFrame
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
UNEQUAL = (
    "How many attributions are found differs between outlets: a number here is moved by it "
    "only where the sources of those missed are others than of those found."
)
NOT_CHECKED = f"{UNEQUAL} A check by hand says how many are: recall= takes it."


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


def with_recall(
    rows: pd.DataFrame, recall: Recall | None, units: Units
) -> tuple[pd.DataFrame, str]:
    """Say of each contrast whether unequal recall alone could make it, and give a note.

    At worst the source is found in one group with that group's highest recall and in the
    others with their lowest, while all else is found alike: then the ratio of shares is off
    by the ratio of the two.
    """
    missing = pd.array([pd.NA] * len(rows), dtype="boolean")
    if recall is None:
        return rows.assign(beyond_recall=missing), NOT_CHECKED
    known = _recall_of(recall, units)
    group = pd.Series(np.array(units.groups, dtype=object)[units.group])
    outlet = pd.Series(np.array(units.outlets, dtype=object)[units.outlet])
    value = outlet.map(known)
    worst = {}
    for name in units.groups:
        own, others = value[group == name], value[group != name]
        worst[name] = float(np.log(max(own.max() / others.min(), others.max() / own.min())))
    reach = rows["group"].map(worst).to_numpy(float)
    estimate = rows["estimate"].to_numpy(float)
    beyond = pd.array(np.abs(estimate) > reach, dtype="boolean")
    beyond[np.isnan(estimate)] = pd.NA
    rows = rows.assign(beyond_recall=beyond)
    found = rows[rows["finding"]]
    inside = int((~found["beyond_recall"].fillna(value=True)).sum())
    which = ", ".join(f"{name} {share:.2f}" for name, share in sorted(known.items()))
    note = (
        f"Share of attributions found, by outlet: {which}. Of {many(len(found), 'finding')}, "
        f"{inside:,} could be made by unequal recall alone (beyond_recall is false)."
    )
    return rows, note


def _recall_of(recall: Recall, units: Units) -> dict[str, float]:
    """Take the recall of each outlet, and refuse what is none."""
    if isinstance(recall, pd.DataFrame):
        lacking = [name for name in ("outlet", "recall") if name not in recall]
        if lacking:
            msg = (
                f"the table given as recall lacks {some(lacking)}; it has the columns "
                f"{some(list(recall.columns))}."
            )
            raise ChoiceError(msg)
        recall = dict(zip(recall["outlet"].astype(str), recall["recall"], strict=True))
    used = [units.outlets[code] for code in sorted(set(units.outlet.tolist()))]
    absent = [name for name in used if name not in recall]
    wrong = {
        name: recall[name] for name in used if name in recall and not 0 < recall[name] <= 1
    }
    if absent or wrong:
        what = f"names no recall for {some(absent)}" if absent else f"has {wrong}"
        msg = f"recall {what}; give each outlet a share above 0, up to 1."
        raise ChoiceError(msg)
    return {name: float(recall[name]) for name in used}
