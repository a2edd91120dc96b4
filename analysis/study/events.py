"""Events of a study: as its files say, and where they say nothing, matched by program."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import ReadError, StudyError, fault_list, some
from analysis.export import written_whole
from analysis.prepare._event_decisions import BY_HAND, BY_PROGRAM
from analysis.prepare.events import match_events
from analysis.prepare.proposals import proposed_events
from analysis.read._delimited import read_delimited
from analysis.study.file import Study
from analysis.study.schema import near

PROPOSALS = "events.proposed.csv"
"""Where proposals go, beside the study file; decisions stand in a file of another name."""
KEPT = ("article_id", "event_id", "description", "decided_by")
"""What a file of decisions holds; it may hold more, which is not read."""


def decisions(study: Study, articles: pd.DataFrame) -> pd.DataFrame | None:
    """Read which article belongs to which event by decision, or raise with every fault."""
    if study.assignments is None:
        return None
    raw = read_delimited(study.assignments)
    missing = [name for name in ("article_id", "event_id") if name not in raw.frame]
    if missing:
        msg = (
            f"{study.assignments.name} lacks the column {some(missing)}; it has "
            f"{some(list(raw.frame.columns))}. It needs article_id and event_id."
        )
        raise ReadError(msg)
    table = raw.frame[[name for name in KEPT if name in raw.frame]].map(str.strip)
    faults = [*raw.faults, *_faults(study, table, set(articles["article_id"]), raw.row)]
    if faults:
        opening = f"{study.assignments.name} cannot be used:"
        raise StudyError(fault_list(opening, faults))
    if "decided_by" not in table:
        table = table.assign(decided_by=BY_HAND)
    return table if "description" in table else table.assign(description="")


def _faults(
    study: Study, table: pd.DataFrame, known: set[str], row: Callable[[int], str]
) -> Iterator[str]:
    """Name articles that are not there or stand twice, unknown events, and missing names."""
    listed = None
    if study.events is not None:
        events = read_delimited(study.events).frame.get("event_id", pd.Series(dtype=str))
        listed = list(events.str.strip())
    first: dict[str, str] = {}
    named: dict[str, tuple[str, str]] = {}
    for place, one in enumerate(table.to_dict("records")):
        here, article, event = row(place), str(one["article_id"]), str(one["event_id"])
        if article not in known:
            yield f"{here}: article_id {article!r} is not in the articles{near(article, known)}"
        if article in first:
            yield f"{here}: article_id {article!r} stands in {first[article]} too"
        first.setdefault(article, here)
        if event and listed is not None and event not in listed:
            told = f"event_id {event!r} is not in {study.events and study.events.name}"
            yield f"{here}: {told}{near(event, listed)}"
        by = one.get("decided_by", BY_HAND)
        if by in {"", BY_PROGRAM}:
            yield f"{here}: decided_by is {by!r}; write who decided, or delete the row"
        described = str(one.get("description", ""))
        before, there = named.setdefault(event, (described, here)) if described else ("", "")
        if described != before:
            yield f"{here}: event {event!r} is {described!r}, and {before!r} in {there}"


def with_decisions(corpus: Corpus, decided: pd.DataFrame | None) -> Corpus:
    """Give articles the events that were decided, and no other."""
    if decided is None:
        return corpus
    event = decided.set_index("article_id")["event_id"]
    given = corpus.articles["article_id"].map(event).fillna("")
    named = decided[decided["description"] != ""].drop_duplicates("event_id")
    if corpus.events is None and len(named):
        corpus = replace(corpus, events=named[["event_id", "description"]])
    return corpus.with_columns({"event_id": given})


def to_be_matched(study: Study, corpus: Corpus) -> bool:
    """Say whether the program matches events: where asked to, or where nothing names any."""
    if not study.may_match or study.given["corpus"].get("match_events"):
        return study.may_match
    if study.design.within != "event_id":
        return False
    return (
        "event_id" not in corpus.articles or not corpus.articles["event_id"].str.strip().any()
    )


def with_matched(corpus: Corpus, decided: pd.DataFrame | None) -> Corpus:
    """Match the articles that no file gives an event; decisions stand."""
    if decided is not None:  # of articles that are still there
        decided = decided[decided["article_id"].isin(corpus.articles["article_id"])]
    return match_events(corpus, decided=decided)


def write_proposals(study: Study) -> tuple[Path, pd.DataFrame]:
    """Write the events of a study, as matched, beside its file; return path and table.

    The file is the program's own and is written anew each time, with its SHA-256 beside it.
    Decisions are made in another file, which the program never writes: copy the rows that you
    settle, change event_id, description and decided_by, and name that file as
    ``assignments``.

    Raises
    ------
    StudyError
        Where the study matches no events, or the program's file has been changed since.
    """
    path = study.path.parent / PROPOSALS
    _refuse_to_overwrite(path)
    corpus = study.corpus()
    if "event_why" not in corpus.articles:
        msg = (
            f"{study.path.name} names its events itself; to have articles without one matched, "
            "say match_events = true under [corpus]."
        )
        raise StudyError(msg)
    table = proposed_events(corpus).rename(columns={"event_by": "decided_by"})
    first = list(KEPT)
    table = table[[*first, *(name for name in table if name not in first)]]
    with written_whole(path) as beside:
        table.to_csv(beside, index=False)
    with written_whole(_digest_of(path)) as beside:
        beside.write_text(_digest(path), encoding="utf-8", newline="\n")
    return path, table


def _refuse_to_overwrite(path: Path) -> None:
    """Raise where the program's file is not as the program wrote it."""
    if not path.exists():
        return
    beside = _digest_of(path)
    if not beside.exists() or beside.read_text("utf-8") != _digest(path):
        msg = (
            f"{path.name} is not as the program wrote it and is not overwritten: somebody may "
            "have decided in it. Rename it, keep the rows that were decided, with who decided "
            'in decided_by, and name that file under [corpus]: assignments = "events.csv".'
        )
        raise StudyError(msg)


def _digest_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _digest(path: Path) -> str:
    """Say what a file holds, in the form that ``sha256sum --check`` reads."""
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
