"""What every page of a report says of its study, and the table of who reported what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.corpus import Corpus
from analysis.report.describe import coverage
from analysis.report.evidence import Rights
from analysis.study.file import Study

MOST_COLUMNS = 10
MOST_ROWS = 40


@dataclass(frozen=True, kw_only=True)
class Story:
    """The study as the pages tell it."""

    title: str
    question: str
    rights: Rights
    within: str
    """Column of the events, or nothing where the whole corpus is one."""
    summary: str
    fingerprint: str
    counts: Sequence[tuple[str, str]]
    languages: str
    names: Mapping[str, str]
    notes: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class CoverageRow:
    """One event and how many articles each outlet has on it."""

    label: str
    note: str
    counts: Sequence[int]
    total: int


@dataclass(frozen=True, kw_only=True)
class CoverageTable:
    """Articles by event and outlet, as much of it as a page can hold."""

    columns: Sequence[str]
    rows: Sequence[CoverageRow]
    totals: Sequence[int]
    total: int
    left_out: str


def story_of(study: Study, corpus: Corpus) -> Story:
    """Gather what the pages say of a study and its corpus."""
    summary = corpus.summary()
    counts = [
        (summary.n_articles, "article", "articles"),
        (summary.n_outlets, "outlet", "outlets"),
        (summary.n_events, "event", "events"),
    ]
    told = [(f"{n:,}", one if n == 1 else many) for n, one, many in counts if n]
    if summary.first:
        told.append((f"{summary.first} to {summary.last}", "dates of publication"))
    if summary.n_undated:
        told.append((f"{summary.n_undated:,}", "without a date"))
    return Story(
        title=study.title,
        question=study.question,
        rights=study.sentences,
        within=study.design.within or "",
        summary=str(summary),
        fingerprint=summary.fingerprint,
        counts=told,
        languages=_languages(corpus),
        names=corpus.names if study.design.by == "outlet" else {},
        notes=corpus.notes,
    )


def coverage_table(
    corpus: Corpus, within: str | None, names: Mapping[str, str]
) -> CoverageTable:
    """Lay out who reported what; the largest outlets and events where there are many."""
    counts = coverage(corpus, within)
    outlets = list(counts.sum().sort_values(ascending=False, kind="stable").index)
    columns = outlets if len(outlets) <= MOST_COLUMNS else outlets[: MOST_COLUMNS - 1]
    sizes = counts.sum(axis=1).sort_values(ascending=False, kind="stable")
    chosen = set(sizes.index[:MOST_ROWS])
    told = _descriptions(corpus, within)
    days = {event: told.get(str(event), ("", ""))[1] for event in counts.index}
    # By date where the events have one; what has none, and no event at all, comes last.
    order = sorted(counts.index, key=lambda event: (not days[event], days[event]))
    kept = counts.loc[[event for event in order if event in chosen]]
    rest = [outlet for outlet in outlets if outlet not in columns]

    def laid(line: pd.Series) -> list[int]:
        others = [int(line[rest].sum())] if rest else []
        return [*(int(line[outlet]) for outlet in columns), *others]

    rows = [
        CoverageRow(
            label=told.get(str(event), (str(event), ""))[0],
            note=told.get(str(event), ("", ""))[1],
            counts=laid(line),
            total=int(line.sum()),
        )
        for event, line in kept.iterrows()
    ]
    heads = [names.get(str(outlet), str(outlet)) for outlet in columns]
    return CoverageTable(
        columns=[*heads, f"{len(rest)} others"] if rest else heads,
        rows=rows,
        totals=laid(counts.sum()),
        total=int(counts.to_numpy().sum()),
        left_out=_left_out(len(counts) - len(kept), len(rest)),
    )


def _left_out(events: int, outlets: int) -> str:
    parts = []
    if events:
        parts.append(f"{events:,} events with fewer articles are not shown.")
    if outlets:
        parts.append(f"{outlets:,} outlets with fewer articles stand in one column.")
    return " ".join(parts)


def _descriptions(corpus: Corpus, within: str | None) -> dict[str, tuple[str, str]]:
    """Map an event to its description and date, where the event table has them."""
    events = corpus.events
    if within != "event_id" or events is None or "description" not in events:
        return {}
    given = events["date"] if "date" in events else pd.Series("", events.index)
    dates = given.astype(object).where(given.notna(), "").astype(str)
    told = zip(events["event_id"], events["description"], dates, strict=True)
    return {
        str(event): (str(text), date[:10])
        for event, text, date in told
        if pd.notna(text) and text
    }


def _languages(corpus: Corpus) -> str:
    if "language" not in corpus.articles:
        return ""
    counts = corpus.articles["language"].replace("", "not stated").value_counts()
    if len(counts) == 1:
        return str(counts.index[0])
    return ", ".join(f"{name} ({number:,})" for name, number in counts.items())
