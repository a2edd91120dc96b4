"""Check whether groups were looked at alike: the same events, days and genres.

A comparison within events holds the event fixed, not what was sent to cover it. Where one
outlet prints opinion and another news, or one reports a week later, a difference of words
may be one of genre or of what had happened by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.check._presence import coverage, genre_shares, silences
from analysis.check.result import CheckResult, all_passed
from analysis.corpus import Corpus
from analysis.design import Copies, Counted, Design
from analysis.errors import some
from analysis.measure._matched import DAYS_APART, days_apart
from analysis.measure.counted import articles_that_count
from analysis.tally import NOWHERE, Units, tally_units

FEW = 5
"""Events or articles below which a row is described and not judged."""
COVERED = 0.5
"""Least share of all events, and of its own articles in shared events, of a group."""
GENRES_APART = 0.1
"""Most that the shares of a genre may differ in the events that groups share."""
UNLIKELY = 0.01
"""Chance of an outlet's longest silence, by the others' pace, below which it is one."""
THRESHOLDS: Mapping[str, float] = {
    "few": FEW,
    "covered": COVERED,
    "genres_apart": GENRES_APART,
    "days_apart": DAYS_APART,
    "unlikely": UNLIKELY,
}
ROUNDING = 1 + 1e-9
"""A difference of means may lie a hair above the fraction it is."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class BalanceCheck(CheckResult):
    """Which events, days and genres each group has, against the others.

    ``counts`` has a row an outlet and a column an event: the articles that count.
    """

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column; empty where an outlet has several",
        "outlet": "the outlet, in rows about one outlet; else empty",
        "aspect": "what is looked at",
        "n_articles": "articles of the group or outlet that this rests on",
        "n_events": "events that this rests on; missing for silences",
        "value": "what was found: a share, days or a chance, as aspect says",
        "others": "the same of the other groups in the same events; missing where rule "
        "judges value alone",
        "difference": "value less others; missing where rule judges value alone",
        "rule": "what makes passed a yes",
        "passed": "whether the rule holds: yes, no or not judged",
        "reason": "why it was not judged, or what was found",
    }
    counts: pd.DataFrame = field(repr=False)

    @property
    def caption(self) -> str:
        """Text that may stand under the table as it is."""
        return (
            f"Whether {self.settings['by']} covered the same events, days and genres. "
            f"{self.corpus}. The thresholds are judgements, and stand in the table; rows of "
            f"fewer than {FEW} events or articles are not judged."
        )


def check_balance(
    corpus: Corpus,
    *,
    design: Design | None = None,
    copies: Copies = "exclude",
    genre: Sequence[str] | None = None,
) -> BalanceCheck:
    """Check whether groups cover the same events, on the same days, in the same genres.

    Parameters
    ----------
    corpus
        Articles to compare.
    design
        Who is compared, within what; by outlet within events unless said otherwise.
    copies, genre
        Which articles count: see :class:`analysis.design.Counted`.

    Returns
    -------
    BalanceCheck
        One row a group and aspect. ``passed`` is "no" where any row is, and "not judged"
        where there was too little to judge any.

    Notes
    -----
    Aspects, each with its threshold in ``rule``: share of all events that the group covers;
    share of its articles in events that others cover; share of each genre less that of the
    others, by event, and the median over events of the days between median dates, both in
    shared events; the chance of an outlet's longest silence at the others' pace. Limits:
    the thresholds are judgements; groups may differ in what no column says. Source: our
    own; Whitworth (1897) for the silence.

    Examples
    --------
    >>> rows = {"article_id": [f"a{i}" for i in range(12)], "outlet": ["Post", "Star"] * 6,
    ...     "event_id": [f"e{i // 2}" for i in range(12)], "published": ["2024-03-01",
    ...     "2024-03-09"] * 6, "headline": "", "body": [f"Report {i}." for i in range(12)]}
    >>> check = check_balance(Corpus(pd.DataFrame(rows)))
    >>> late = check.table[check.table["aspect"] == "days after the others"]
    >>> check.passed, late["value"].tolist(), late["passed"].tolist()
    ('no', [-8.0, 8.0], ['no', 'no'])
    """
    design = design or Design()
    kept, notes = articles_that_count(corpus, Counted(copies=copies, genre=genre))
    rows, units = tally_units(kept, design, eventless=True)
    kept = kept.where(np.isin(np.arange(len(kept)), rows))
    articles = _articles(kept, units, design.within)
    parts = [*_coverage(articles), *_genres(articles, design.by)]
    table = _table([*parts, *_days(articles), *_silences(articles)])
    choices = {"copies": copies, "genre": genre, **asdict(design), "unit": units.unit}
    return BalanceCheck(
        table=table,
        counts=pd.crosstab(articles["outlet"], articles["event"].replace("", "(no event)")),
        passed=all_passed(table["passed"].tolist()),
        verdict=_verdict(table),
        settings={**choices, **THRESHOLDS},
        corpus=kept.summary(),
        notes=(*corpus.notes, *notes, *units.notes, *_alone(articles)),
    )


def _articles(corpus: Corpus, units: Units, within: str | None) -> pd.DataFrame:
    """Name what each article counts towards."""
    articles = corpus.articles
    blank = pd.Series("", index=articles.index)
    event = corpus.column(within) if within else blank.replace("", "all")
    return pd.DataFrame(
        {
            "group": np.array(units.groups, object)[units.group],
            "outlet": articles["outlet"],
            "event": event.astype(str).str.strip().where(units.event != NOWHERE, ""),
            "published": articles["published"],
            "genre": articles.get("genre", blank).replace("", "not given"),
        }
    ).astype({"group": str, "event": str})


def _coverage(articles: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Judge how much of the whole a group covers, and how much of it the others meet."""
    found = coverage(articles)
    rule = f"value at least {COVERED:g}"
    n_events = articles.loc[articles["event"] != "", "event"].nunique()
    yield _judged(
        found.assign(aspect="share of all events", value=found["share_events"], rule=rule),
        enough=np.full(len(found), n_events >= FEW),
        holds=found["share_events"] >= COVERED,
        why="covers the smaller part of the events",
        few=f"the corpus has {n_events} events, fewer than {FEW}",
    )
    aspect = "share of articles in shared events"
    yield _judged(
        found.assign(
            aspect=aspect,
            value=found["share_articles"],
            n_events=found["n_shared"],
            rule=rule,
        ),
        enough=found["n_articles"] >= FEW,
        holds=found["share_articles"] >= COVERED,
        why="most of its articles stand in no event that others cover",
        few=f"fewer than {FEW} articles",
    )


def _genres(articles: pd.DataFrame, by: str) -> Iterator[pd.DataFrame]:
    """Judge whether the genres of a group are those of the others, where there are several."""
    if by == "genre" or articles["genre"].nunique() < 2:
        return
    found = genre_shares(articles)
    if found.empty:
        return
    found = found.reset_index("genre")
    apart = found["value"] - found["others"]
    yield _judged(
        found.assign(
            aspect="share of genre: " + found["genre"],
            difference=apart,
            rule=f"difference within ±{GENRES_APART:g}",
        ),
        enough=found["n_events"] >= FEW,
        holds=apart.abs() <= GENRES_APART * ROUNDING,
        why="genres are not matched; choose one with genre=…",
        few=f"fewer than {FEW} shared events",
    )


def _days(articles: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Judge whether a group reports at the same time as the others."""
    found = days_apart(articles)
    yield _judged(
        found.assign(aspect="days after the others", rule=f"value within ±{DAYS_APART:g} days"),
        enough=found["n_events"] >= FEW,
        holds=found["value"].abs() <= DAYS_APART,
        why="typically reports at another time than the others",
        few=f"fewer than {FEW} shared events with dates on both sides",
    )


def _silences(articles: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Judge whether an outlet falls silent for longer than its pace explains."""
    found = silences(articles)
    group = articles.groupby("outlet")["group"].agg(["first", "nunique"]).loc[found.index]
    found = found.assign(
        group=group["first"].where(group["nunique"] == 1, ""),
        aspect="chance of its longest silence",
        value=found["chance"],
        rule=f"value at least {UNLIKELY:g}",
    )
    yield _judged(
        found.reset_index().set_index("group"),
        enough=found["n_articles"] >= FEW,
        holds=found["chance"] >= UNLIKELY,
        why=[f"no article {when_silent(row)}" for _, row in found.iterrows()],
        few=f"fewer than {FEW} dated articles",
    )


def when_silent(silence: pd.Series) -> str:
    """Say in words when an outlet was silent, from a row of ``silences``."""
    after, before = (str(silence[name])[:10] for name in ("after", "before"))
    if pd.isna(silence["after"]):
        return f"before {before}"
    return f"after {after}" if pd.isna(silence["before"]) else f"between {after} and {before}"


def _judged(
    rows: pd.DataFrame,
    *,
    enough: ArrayLike,
    holds: ArrayLike,
    why: str | Sequence[str],
    few: str,
) -> pd.DataFrame:
    """Add to rows by group whether their rule holds, where there is enough to judge it by."""
    verdict = np.where(enough, np.where(holds, "yes", "no"), "not judged")
    reason = np.where(enough, np.where(holds, "", why), few)
    return rows.assign(passed=verdict, reason=reason).reset_index()


def _table(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put the aspects below one another, in the columns that are defined."""
    kinds: dict[str, Any] = dict.fromkeys(BalanceCheck.columns, str)
    kinds |= dict.fromkeys(("value", "others", "difference"), float)
    kinds |= {"n_articles": np.int64, "n_events": "Int64"}
    blank = {name: "" for name, kind in kinds.items() if kind is str}
    table = pd.concat(parts, ignore_index=True).reindex(columns=list(kinds))
    return table.fillna(blank).astype(kinds)


def _verdict(table: pd.DataFrame) -> str:
    """Count the rows beyond their threshold, by aspect."""
    judged = table[table["passed"] != "not judged"]
    failed = judged[judged["passed"] == "no"]
    if judged.empty:
        return "There are too few events and articles to judge balance by."
    if failed.empty:
        return f"All {len(judged):,} rows that could be judged keep to their rule."
    named = ", ".join(
        f"{aspect} ({n})" for aspect, n in failed["aspect"].value_counts().items()
    )
    return f"{len(failed):,} of {len(judged):,} judged rows break their rule: {named}."


def _alone(articles: pd.DataFrame) -> list[str]:
    """Say which events only one outlet covers."""
    n_outlets = articles[articles["event"] != ""].groupby("event")["outlet"].nunique()
    alone = list(n_outlets.index[n_outlets == 1])
    if not alone:
        return []
    told = f"{len(alone):,} of {len(n_outlets):,} events are reported by one outlet only"
    return [f"{told}, and say nothing of differences: {some(alone)}."]
