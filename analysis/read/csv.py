"""Read articles from a table of delimited text (CSV, TSV), packed with gzip or not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from analysis.corpus import Corpus
from analysis.read._columns import Columns
from analysis.read._dates import DateOrder
from analysis.read._delimited import read_delimited
from analysis.read._side import SideTable, with_tables
from analysis.read._table import Reading, to_corpus


def read_csv(
    path: str | Path,
    *,
    columns: Columns | None = None,
    outlets: Mapping[str, str] | None = None,
    dates: DateOrder | None = None,
    encoding: str | None = None,
    outlets_table: SideTable | None = None,
    events_table: SideTable | None = None,
) -> Corpus:
    """Read articles from delimited text: commas, semicolons, tabs or bars.

    Delimiter and encoding are found, gzip is unpacked, and the notes of the corpus say
    so. Texts stay as they are, to the character. Columns that ``columns`` does not name
    keep their own names.

    Parameters
    ----------
    path
        The file.
    columns
        House name to the file's name, ``{"outlet": "source", "body": "content"}``.
        ``None`` for published, headline or body says that the file has none.
    outlets
        Outlets to merge, ``{"nyt": "NYT"}``. A name mapped to itself is an outlet of its
        own, however like another.
    dates
        Order of the numbers in dates like 3/1/2020, needed only where no date decides.
    encoding
        Encoding of the text, needed only where it is judged wrongly.
    outlets_table, events_table
        A CSV file or a frame with one row an outlet (``outlet``, …) or an event
        (``event_id``, …).

    Raises
    ------
    ReadError
        With every fault of the file, each with its row and line.
    """
    reading = Reading(columns=columns, outlets=outlets, dates=dates)
    corpus = to_corpus(read_delimited(path, encoding=encoding), reading)
    return with_tables(corpus, outlets_table, events_table)
