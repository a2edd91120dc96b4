"""What a corpus is weak in: events, outlets and texts that can carry little."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.check._sheets import FEW_UNITS, TENTATIVE, bound
from analysis.check.agreement import AgreementCheck
from analysis.corpus import Corpus
from analysis.errors import many, some
from analysis.prepare.parts import doubtful_cuts
from analysis.study.codings import CodedArticles

FEW_ARTICLES = 5
NEAR_EMPTY = 50
"""Words below which a body is hardly an article."""
MOST_NAMED = 6
"""Outlets or articles of one weakness that are named; the others are counted."""
LONG_EVENT = 30
"""Days after which one event may be several."""
_SPARE = re.compile(r"\b(?:the|news|online|opinion|com|www|web)\b|[\W_]+", re.IGNORECASE)


def weak_events(corpus: Corpus) -> Iterator[str]:
    """Tell of events and articles that comparisons within events can hardly use."""
    articles = _of_events(corpus)
    if articles.empty:
        yield (
            "no article has an event, so nothing can be compared within events: give event_id "
            "in the articles or a file of assignments, or say within = false"
        )
        return
    without = len(corpus) - len(articles)
    if without:
        yield (
            f"{many(without, 'article')} of {len(corpus):,} without an event: they count in no "
            "comparison within events"
        )
    outlets = articles.groupby("event_id")["outlet"].nunique()
    alone = list(outlets.index[outlets == 1])
    if alone:
        yield (
            f"{many(len(alone), 'event')} of {len(outlets):,} reported by one outlet only, "
            f"which say nothing of differences: {some(alone)}"
        )
    if corpus.events is not None:
        unused = sorted(set(corpus.events["event_id"]) - set(articles["event_id"]))
        if unused:
            yield f"{many(len(unused), 'event')} without any article: {some(unused)}"
    yield from _long_events(corpus, articles)


def _long_events(corpus: Corpus, articles: pd.DataFrame) -> Iterator[str]:
    """Tell of articles outside their event's window, or of events that last long."""
    dated = articles[articles["published"].notna()]
    events = corpus.events
    if events is not None and {"date", "window_days"} <= set(events):
        table = events.drop_duplicates("event_id").set_index("event_id")
        window = pd.to_numeric(table["window_days"], errors="coerce")
        begin = pd.to_datetime(dated["event_id"].map(table["date"]))
        days = (dated["published"] - begin).dt.days.abs()
        outside = list(dated.loc[days > dated["event_id"].map(window), "article_id"])
        if outside:
            yield (
                f"{many(len(outside), 'article')} published outside the window of the event: "
                f"{some(outside)}"
            )
        return
    first, last = (dated.groupby("event_id")["published"].agg(one) for one in ("min", "max"))
    days = (last - first).dt.days
    long = days[days > LONG_EVENT].sort_values(ascending=False)
    if len(long):
        named = ", ".join(f"{event} ({n} days)" for event, n in long.head(5).items())
        yield (
            f"{many(len(long), 'event')} longer than {LONG_EVENT} days; is each one event? "
            f"{named}"
        )


def weak_outlets(corpus: Corpus) -> Iterator[str]:
    """Tell of outlets with few articles, and of names that may be one outlet."""
    counts = corpus.articles["outlet"].value_counts()
    few = sorted(counts.index[counts < FEW_ARTICLES])
    if few:
        yield (
            f"{many(len(few), 'outlet')} of {len(counts):,} with fewer than {FEW_ARTICLES} "
            f"articles, of each of which little can be said: {some(few)}"
        )
    alike: dict[str, list[str]] = {}
    for name in sorted(counts.index):
        alike.setdefault(_SPARE.sub("", name).casefold() or name, []).append(name)
    same = [" and ".join(map(repr, names)) for names in alike.values() if len(names) > 1]
    if same:
        yield (
            f"names that may be one outlet: {'; '.join(same[:8])}; merge them under "
            "[corpus.outlet_names], or leave them apart on purpose"
        )


def weak_texts(corpus: Corpus) -> Iterator[str]:
    """Tell of bodies with hardly any text, and of borders that are doubtful."""
    articles = corpus.articles
    status = articles.get("text_status", pd.Series("", index=articles.index))
    words = articles["body"].str.count(r"\S+").to_numpy()
    short = list(articles.loc[(words < NEAR_EMPTY) & (status != "withheld"), "article_id"])
    if short:
        yield (
            f"{many(len(short), 'article')} with fewer than {NEAR_EMPTY} words below the "
            f"headline: {some(short)}"
        )
    cuts = [
        f"{article!r} ({f'line {line}' if line else 'none'} taken, chance {sure:.2f})"
        for article, line, sure in doubtful_cuts(corpus)[
            ["article_id", "line", "confidence"]
        ].itertuples(index=False)
    ]
    if cuts:
        yield (
            f"where readers' comments begin is doubtful in {many(len(cuts), 'article')}: "
            f"{listing(cuts)}. Settle it under [corpus.comments]: an article's id = LINE, or 0 "
            "for none"
        )


def listing(told: Sequence[str], most: int = MOST_NAMED) -> str:
    """Name the first of what is told, and say how many more there are.

    >>> listing(["a", "b", "c"], most=1)
    'a and 2 more'
    """
    more = len(told) - most
    return ", ".join(told[:most]) + (f" and {more:,} more" if more > 0 else "")


def weak_dates(corpus: Corpus) -> Iterator[str]:
    """Tell of missing dates, and of outlets that miss most of theirs."""
    articles = corpus.articles
    missing = articles["published"].isna()
    if not missing.any():
        return
    yield f"{many(int(missing.sum()), 'article')} of {len(articles):,} without a date"
    share = missing.groupby(articles["outlet"]).mean()
    counts = articles["outlet"].value_counts()
    often = [name for name in share.index if share[name] > 0.5 and counts[name] >= FEW_ARTICLES]
    if often and missing.mean() < 0.5:
        yield f"dates are not missing alike: most articles of {some(often)} have none"


def _of_events(corpus: Corpus) -> pd.DataFrame:
    articles = corpus.articles
    if "event_id" not in articles:
        return articles.assign(event_id="").iloc[:0]
    return articles[articles["event_id"].str.strip() != ""]


def weak_codings(coded: CodedArticles, agreement: AgreementCheck | None) -> Iterator[str]:
    """Tell what of a coding is missing, and how far coders agree."""
    codings, sample = coded.codings, coded.sample
    yield from coded.left_out
    if sample is None:
        yield (
            "[codings] names no sample: nobody knows what the coded articles stand for, and no "
            "frames are compared"
        )
    else:
        left = codings.missing(sample)
        if len(left):
            who = f" by {some(sorted(set(left['coder'])))}" if "coder" in left else ""
            ids = list(dict.fromkeys(left["article_id"]))
            yield f"{many(len(left), 'code')} not given yet{who}: of {some(ids)}"
    if agreement is None:
        alone = f"only {some(codings.coders)} coded"
        who = alone if len(codings.coders) < 2 else "coders share no article"
        yield f"{who}: agreement cannot be told; have part of the articles coded by two"
        return
    whole = agreement.table[agreement.table["group"] == ""]
    most = int(whole["n_units"].max())
    if most < FEW_UNITS:
        yield (
            f"{many(most, 'article')} coded by several coders: agreement is judged from "
            f"{FEW_UNITS}"
        )
    weak = [
        f"{row['variable']} (alpha {row['alpha']:.2f}, from {bound(row['low'])})"
        for row in whole[whole["low"] < TENTATIVE].to_dict("records")
    ]
    if weak:
        yield f"coders are not shown to agree on {', '.join(weak)}"
