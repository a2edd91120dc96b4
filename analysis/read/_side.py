"""Tables that stand beside the articles: what is known of the outlets and the events."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import some
from analysis.read._dates import read_dates
from analysis.read._delimited import read_delimited
from analysis.read._faults import refuse
from analysis.read._table import RawTable

SideTable = str | Path | pd.DataFrame
"""A CSV file or a frame."""


def with_tables(corpus: Corpus, outlets: SideTable | None, events: SideTable | None) -> Corpus:
    """Put a table of outlets and one of events beside the articles.

    Keys of articles that a table does not have are named in the notes of the corpus.
    """
    for key, what, given in (("outlet", "outlets", outlets), ("event_id", "events", events)):
        if given is None:
            continue
        table = _checked(as_table(given, f"the table of {what}"), key)
        notes = _unknown(corpus, key, what, table)
        if key == "outlet":
            corpus = replace(corpus, outlets=table).with_notes(*notes)
        else:
            corpus = replace(corpus, events=table).with_notes(*notes)
    return corpus


def as_table(given: SideTable, name: str) -> RawTable:
    """Take a frame as it is, or read a CSV file."""
    if not isinstance(given, pd.DataFrame):
        return read_delimited(given)
    frame = given.reset_index(drop=True).rename(columns=str)
    return RawTable(name=name, kind="a data frame", frame=frame, row=_row)


def _row(place: int) -> str:
    return f"row {place + 1:,}"


def _checked(table: RawTable, key: str) -> pd.DataFrame:
    """Return the table in its house types, or raise one error with every fault."""
    frame = table.frame.copy()
    if key not in frame:
        has = some(list(frame.columns), 30)
        refuse(table.name, [table.faults, [f"{key} is missing; it has the columns {has}"]])
    frame[key] = frame[key].astype(object).where(frame[key].notna(), "").map(str).str.strip()
    empty = frame[key] == ""
    faults = [f"{table.row(int(p))}: {key} is empty" for p in np.flatnonzero(empty)]
    faults += [
        f"{table.row(int(p))}: {key} {frame[key].iloc[p]!r} stood before; one row for each"
        for p in np.flatnonzero(frame[key].duplicated() & ~empty)
    ]
    if "lean" in frame and "lean_source" not in frame:
        faults.append("lean stands without lean_source: say whose rating it is")
    if key == "event_id" and "date" in frame:
        dates = read_dates(frame["date"])
        frame["date"] = dates.days
        faults += [f"{table.row(place)}: date {fault}" for place, fault in dates.faults]
    refuse(table.name, [table.faults, faults])
    return frame


def _unknown(corpus: Corpus, key: str, what: str, table: pd.DataFrame) -> list[str]:
    if key not in corpus.articles:
        return []
    used = set(corpus.articles[key]) - {""}
    unknown = sorted(used - set(table[key]))
    return [f"not in the table of {what}: {some(unknown)}"] if unknown else []
