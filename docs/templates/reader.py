"""Template of a reader: one file format in, a `Corpus` out. Goes to analysis/read/FORMAT.py.

A reader turns a file into a `RawTable` under the file's own column names and leaves the rest
(mapping, outlets, dates, ids, faults) to `to_corpus`, so that every format is read alike.
Nothing but a reader opens files of articles.

This one reads blocks of ``name: value`` lines, parted by lines of ``---``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.corpus import Corpus
from analysis.read._columns import Columns
from analysis.read._dates import DateOrder
from analysis.read._files import TextFile, read_text
from analysis.read._side import SideTable, with_tables
from analysis.read._table import RawTable, Reading, to_corpus

BORDER = "---"


def read_blocks(
    path: str | Path,
    *,
    columns: Columns | None = None,
    outlets: Mapping[str, str] | None = None,
    dates: DateOrder | None = None,
    encoding: str | None = None,
    outlets_table: SideTable | None = None,
    events_table: SideTable | None = None,
) -> Corpus:
    """Read articles from blocks of ``name: value`` lines, parted by lines of ``---``.

    Parameters
    ----------
    path
        The file; gzip is unpacked.
    columns
        House name to the file's name, ``{"outlet": "source", "body": "content"}``.
        ``None`` for published, headline or body says that the file has none.
    outlets
        Outlets to merge, ``{"nyt": "NYT"}``.
    dates
        Order of the numbers in dates like 3/1/2020, needed only where no date decides.
    encoding
        Encoding of the text, needed only where it is judged wrongly.
    outlets_table, events_table
        A CSV file or a frame with one row an outlet or an event.

    Raises
    ------
    ReadError
        With every fault of the file, each with its line.
    """
    reading = Reading(columns=columns, outlets=outlets, dates=dates)
    corpus = to_corpus(_table(read_text(path, encoding)), reading)
    return with_tables(corpus, outlets_table, events_table)


def _table(file: TextFile) -> RawTable:
    """Read the blocks into a table, with the line at which each begins, and every fault."""
    blocks: list[tuple[int, dict[str, str]]] = []
    faults = []
    opens = True
    for number, line in enumerate(file.text.splitlines(), start=1):
        if not line.strip() or line.strip() == BORDER:
            opens = opens or line.strip() == BORDER
            continue
        name, colon, value = line.partition(":")
        if not colon:
            faults.append(f"line {number:,}: {line!r} has no colon; write name: value")
            continue
        if opens:
            blocks.append((number, {}))
            opens = False
        blocks[-1][1][name.strip()] = value.strip()
    lines = [number for number, _ in blocks]
    return RawTable(
        name=file.name,
        kind=file.kind("blocks"),
        frame=pd.DataFrame([values for _, values in blocks], dtype=object),
        row=lambda place: f"line {lines[place]:,}",
        faults=faults,
        notes=file.notes,
    )
