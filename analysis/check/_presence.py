"""Arithmetic of who covered what, when and in which genre: tables in, tables out.

An article table here has ``group``, ``outlet``, ``event`` (empty where it has none) and
``published``; with genres, ``genre`` too.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.measure._matched import shared_events


def coverage(articles: pd.DataFrame) -> pd.DataFrame:
    """Count, by group: n_articles, n_events (its events), n_shared (that others cover too),
    share_events (of all events), share_articles (of its articles, in shared events).
    """  # noqa: D205 - names of the columns
    groups = articles.groupby("group")
    placed = articles[articles["event"] != ""]
    shared = placed[placed["event"].isin(shared_events(placed))]
    table = pd.DataFrame({"n_articles": groups.size()})
    for name, rows in (("n_events", placed), ("n_shared", shared)):
        found = rows.groupby("group")["event"].nunique()
        table[name] = found.reindex(table.index).fillna(0).astype(np.int64)
    n_events = placed["event"].nunique()
    table["share_events"] = table["n_events"] / n_events if n_events else np.nan
    compared = shared.groupby("group").size().reindex(table.index).fillna(0)
    table["share_articles"] = compared / table["n_articles"]
    return table


def genre_shares(articles: pd.DataFrame) -> pd.DataFrame:
    """Compare the share of each genre, a group against the others, in the events they share.

    One row a group and genre: n_articles (of the group, in these events), n_events, value
    and others, each a mean over the events of the share of articles.

    >>> rows = [("A", "e", "news"), ("A", "e", "opinion"), ("B", "e", "news")]
    >>> genre_shares(pd.DataFrame(rows, columns=["group", "event", "genre"])).loc[
    ...     [("A", "opinion")], ["value", "others"]].to_numpy().tolist()
    [[0.5, 0.0]]
    """
    placed = articles[articles["event"].isin(shared_events(articles))]
    counts = pd.crosstab([placed["group"], placed["event"]], placed["genre"])
    whole: pd.DataFrame = counts.groupby("event").sum()
    tables = []
    for group in counts.index.unique("group"):
        own: pd.DataFrame = counts.loc[group]
        rest = whole.loc[own.index] - own
        table = pd.DataFrame(
            {
                "value": own.div(own.sum(axis=1), axis=0).mean(),
                "others": rest.div(rest.sum(axis=1), axis=0).mean(),
            }
        )
        table.insert(0, "n_events", len(own))
        table.insert(0, "n_articles", int(own.to_numpy().sum()))
        tables.append(pd.concat({group: table}, names=["group"]))
    return pd.concat(tables) if tables else pd.DataFrame()


def silences(articles: pd.DataFrame) -> pd.DataFrame:
    """Find each outlet's longest silence, by the pace of the others.

    One row an outlet with dated articles, if others have some: n_articles, after and before
    (the dates of its own articles around the silence; missing at the ends of the corpus),
    missed (articles of the others in between), n_others and chance. If an outlet's n
    articles fell as the others' did, a stretch somewhere that holds a share s of those has
    at most the chance (n + 1)(1 - s)^n of staying empty (Whitworth 1897).

    >>> days = ["2024-01-01", "2024-01-02"] + [f"2024-01-{day:02d}" for day in range(3, 23)]
    >>> rows = {"outlet": ["A"] * 2 + ["B"] * 20, "published": pd.to_datetime(days)}
    >>> found = silences(pd.DataFrame(rows)).loc["A"]
    >>> str(found["after"])[:10], int(found["missed"]), float(found["chance"])
    ('2024-01-02', 20, 0.0)
    """
    dated = articles[articles["published"].notna()]
    day = dated["published"].to_numpy("datetime64[D]").astype(np.int64)
    rows = []
    for outlet in sorted(map(str, dated["outlet"].unique())):
        own = (dated["outlet"] == outlet).to_numpy()
        others, days = np.sort(day[~own]), np.unique(day[own])
        if not len(others):
            continue
        edges = np.concatenate([[others[0] - 1], days, [others[-1] + 1]])
        last = np.searchsorted(others, edges[:-1], "right")
        missed = np.searchsorted(others, edges[1:]) - last
        worst, n = int(np.argmax(missed)), int(own.sum())
        share = int(missed[worst]) / len(others)
        ends = [np.datetime64(int(edge), "D") for edge in edges[worst : worst + 2]]
        rows.append(
            (
                outlet,
                n,
                ends[0] if worst else np.datetime64("NaT"),
                ends[1] if worst < len(edges) - 2 else np.datetime64("NaT"),
                int(missed[worst]),
                len(others),
                min(1.0, (n + 1) * (1 - share) ** n),
            )
        )
    names = ["outlet", "n_articles", "after", "before", "missed", "n_others", "chance"]
    return pd.DataFrame(rows, columns=names).set_index("outlet").astype({"chance": float})
