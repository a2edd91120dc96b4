"""Who quotes whom, event by event."""

from __future__ import annotations

import re
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
    "may_be": "another name cited there, by the group where n is 0 and by the others else, "
    "that may be the same source; empty where there is none",
}
"""Columns of the table of sources by groups."""
BY_NAME = ("person", "organisation", "outlet")
"""Kinds of sources that are the same source wherever their name stands."""


def by_name(table: pd.DataFrame) -> pd.Series:
    """Say of each attribution whether its source is known by a name of its own."""
    capital = table["source"].str.contains(r"\b[^\W\d_a-zß-ÿ]")
    return table["named"] & table["kind"].isin(BY_NAME) & capital


def may_be_one(name: str, other: str, *, people: bool = True) -> bool:
    """Say whether two names may be one source's: when in doubt, they may.

    So it is where all words of one are words of the other, where the last words of two people
    are one, and where one name is the other's initials.

    >>> may_be_one("Trump", "Donald Trump"), may_be_one("AP", "the Associated Press")
    (True, True)
    >>> may_be_one("Donald Trump", "Nancy Pelosi")
    False
    """
    mine, others = (
        [re.sub(r"['’]s$|[\W_]", "", word).casefold() for word in one.split()]
        for one in (name, other)
    )
    mine, others = ([word for word in one if word] for one in (mine, others))
    if not mine or not others:
        return False
    within = set(mine) <= set(others) or set(others) <= set(mine)
    if within or (people and mine[-1] == others[-1]):
        return True
    return _initials(mine, others) or _initials(others, mine)


def _initials(short: list[str], words: list[str]) -> bool:
    """Say whether a name of one word is the initials of the words of another."""
    small = {"the", "of", "and", "for"}
    kinds = ([*words], [word for word in words if word not in small])
    return (
        len(words) > 1
        and len(short) == 1
        and any(short[0] == "".join(word[0] for word in kind) for kind in kinds)
    )


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
    found["may_be"] = _namesakes(found)
    order = ["event", "source", "group"]
    return found.sort_values(order, ignore_index=True)[list(QUOTED)]


def _namesakes(found: pd.DataFrame) -> list[str]:
    """Name, for each row, another source of its event that may be the same one."""
    cited: dict[str, dict[str, set[str]]] = {}
    rows = found[["event", "source", "group", "n"]].to_numpy(object).tolist()
    for event, source, group, n in rows:
        own = cited.setdefault(event, {}).setdefault(source, set())
        own |= {group} if n else set()
    kind = dict(zip(found["source"], found["kind"], strict=True))
    alike = {
        (event, source): [
            other
            for other in sources
            if other != source
            and may_be_one(source, other, people=kind[source] == kind[other] == "person")
        ]
        for event, sources in cited.items()
        for source in sources
    }
    return [
        next(
            (
                other
                for other in alike[event, source]
                if (cited[event][other] - {group} if n else group in cited[event][other])
            ),
            "",
        )
        for event, source, group, n in rows
    ]


def unsure_note(quoted: pd.DataFrame) -> list[str]:
    """Say what is in no list of sources that one has and others have not, and why."""
    unsure = quoted[
        (quoted["may_be"] != "") & (quoted["n_others_quoting"] < quoted["n_others"])
    ]
    unsure = unsure[(unsure["n"] == 0) | (unsure["n_others_quoting"] == 0)]
    if unsure.empty:
        return []
    pairs = zip(unsure["source"], unsure["may_be"], strict=True)
    named = dict.fromkeys(" and ".join(repr(one) for one in sorted(pair)) for pair in pairs)
    more = f", and {len(named) - 5:,} pairs more" if len(named) > 5 else ""
    told = (
        f"{len(unsure):,} rows are left out of only_here() and absent(), since a name that may "
        f"be the same source is cited on the event: {', '.join(list(named)[:5])}{more}. Say by "
        "aliases= which are one."
    )
    return [told]
