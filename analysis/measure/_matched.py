"""Whether outlets that are set side by side reported at one time and in one genre."""

from __future__ import annotations

import pandas as pd

DAYS_APART = 3.0
"""Most days that a group may typically report before or after the others."""
MOST_NAMED = 5
FEW_EVENTS = 5
"""Shared events below which nothing is said of when a group reports."""


def shared_events(articles: pd.DataFrame) -> pd.Index:
    """Name the events that two or more groups cover."""
    n_groups = articles[articles["event"] != ""].groupby("event")["group"].nunique()
    return n_groups.index[n_groups > 1]


def days_apart(articles: pd.DataFrame) -> pd.DataFrame:
    """Compare when groups report: the median over events of the days between medians.

    One row a group: n_articles and n_events (dated on both sides), and value, the median
    over these events of the group's median date less that of the others, in days.

    >>> rows = [("A", "e", "2024-03-05"), ("B", "e", "2024-03-01"), ("C", "e", "2024-03-02")]
    >>> table = pd.DataFrame(rows, columns=["group", "event", "published"])
    >>> days_apart(table.astype({"published": "datetime64[s]"}))["value"].tolist()
    [3.5, -2.5, -1.0]
    """
    dated = articles[articles["published"].notna() & (articles["event"] != "")]
    dated = dated[dated["event"].isin(shared_events(dated))]
    day = (dated["published"] - pd.Timestamp(0)) / pd.Timedelta(days=1)
    rows = []
    for group in sorted(dated["group"].unique()):
        own = dated["group"] == group
        mine, theirs = (day[side].groupby(dated["event"]).median() for side in (own, ~own))
        apart = (mine - theirs).dropna()
        n_articles = int((own & dated["event"].isin(apart.index)).sum())
        rows.append((group, n_articles, len(apart), float(apart.median())))
    names = ["group", "n_articles", "n_events", "value"]
    return pd.DataFrame(rows, columns=names).set_index("group").astype({"value": float})


def note_on_unmatched_genres(articles: pd.DataFrame) -> list[str]:
    """Warn where outlets differ in their mix of genres by more than ten points."""
    mix = pd.crosstab(articles["outlet"], articles["genre"], normalize="index")
    if mix.shape[1] < 2 or (mix.max() - mix.min()).max() <= 0.1:
        return []
    named = ", ".join(map(str, mix.columns))
    note = (
        f"genres are not matched: outlets differ in their mix of {named} by up to "
        f"{(mix.max() - mix.min()).max():.0%}; choose one with genre=…"
    )
    return [note]


def note_on_unmatched_dates(articles: pd.DataFrame) -> list[str]:
    """Warn where an outlet typically reports days before or after the others."""
    if "event_id" not in articles:
        return []
    event = articles["event_id"].str.strip()
    found = days_apart(articles.assign(group=articles["outlet"], event=event))
    far = found[(found["n_events"] >= FEW_EVENTS) & (found["value"].abs() > DAYS_APART)]
    if far.empty:
        return []
    told = [
        f"{outlet} typically reports {abs(days):.2g} days "
        f"{'after' if days > 0 else 'before'} the others"
        for outlet, days in far["value"].items()
    ]
    more = f", and {len(told) - MOST_NAMED:,} more outlets" if len(told) > MOST_NAMED else ""
    note = (
        "dates are not matched: in shared events "
        f"{'; '.join(told[:MOST_NAMED])}{more}. What was known by then may differ: "
        "check_balance lists it."
    )
    return [note]
