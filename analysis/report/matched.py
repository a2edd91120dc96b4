"""Which articles report the same event, who says so, and what ties them together."""

from __future__ import annotations

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import many
from analysis.prepare.proposals import proposed_events
from analysis.report.evidence import Rights, within_rights

TIES = ("event_id", "outlet", "published", "headline", "event_role", "event_chance")
"""Columns shown of an article of a matched event; what ties it follows."""


def told_of_events(corpus: Corpus) -> str:
    """Say in words who put articles into events.

    >>> rows = {"article_id": ["a"], "outlet": ["Post"], "published": [""], "headline": [""],
    ...     "body": ["Rain."], "event_id": ["rain"]}
    >>> told_of_events(Corpus(pd.DataFrame(rows)))
    "Who collected the articles said which event each reports: 1 event in the study's files."
    """
    articles = corpus.articles
    if "event_id" not in articles:
        return "Nothing says which articles report the same event."
    n_events = many(corpus.summary().n_events, "event")
    if "event_by" not in articles:
        return (
            "Who collected the articles said which event each reports: "
            f"{n_events} in the study's files."
        )
    who = articles["event_by"].value_counts()
    told = ", ".join(f"{by} {count:,}" for by, count in who.items())
    alone = int((articles["event_id"] == "").sum())
    return (
        f"{n_events}; {many(alone, 'article')} in none. Who decided, by articles: {told}. "
        "What the program decided is a proposal."
    )


def shown_events(corpus: Corpus, rights: Rights) -> pd.DataFrame:
    """List events; where the program matched them, each article with what ties it.

    Sentences are shown only where texts may be shown whole; the shared words always are.
    """
    articles = corpus.articles
    if "event_why" in articles:
        table = proposed_events(corpus)
        kept = [*TIES, "shared"]
        kept += ["sentence", "closest_sentence"] if rights == "full" else ["event_why"]
        return within_rights(table[kept], rights)
    if "event_id" not in articles:
        return pd.DataFrame(columns=["articles", "outlets"])
    placed = articles[articles["event_id"].str.strip() != ""]
    table = placed.groupby("event_id").agg(
        articles=("article_id", "size"),
        outlets=("outlet", "nunique"),
        first=("published", "min"),
        last=("published", "max"),
    )
    if corpus.events is None or "description" not in corpus.events:
        return table
    named = corpus.events.drop_duplicates("event_id").set_index("event_id")["description"]
    table.insert(0, "description", named.reindex(table.index).fillna(""))
    return table
