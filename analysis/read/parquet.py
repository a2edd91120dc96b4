"""Read articles from a Parquet file, one the suite wrote or any other."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.corpus import Corpus
from analysis.errors import ReadError
from analysis.read._columns import Columns
from analysis.read._dates import DateOrder
from analysis.read._faults import refuse
from analysis.read._files import read_bytes
from analysis.read._side import SideTable, with_tables
from analysis.read._table import RawTable, Reading, to_corpus

MARK = b"PAR1"
"""Bytes that a Parquet file begins and ends with."""


def read_parquet(
    path: str | Path,
    *,
    columns: Columns | None = None,
    outlets: Mapping[str, str] | None = None,
    dates: DateOrder | None = None,
    outlets_table: SideTable | None = None,
    events_table: SideTable | None = None,
) -> Corpus:
    """Read articles from a Parquet file; what ``Corpus.to_parquet`` wrote comes back.

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
    outlets_table, events_table
        A CSV file or a frame with one row an outlet (``outlet``, …) or an event
        (``event_id``, …).

    Raises
    ------
    ReadError
        With every fault of the file, each with its row.
    """
    raw, _ = read_bytes(path)
    name = Path(path).name
    if not raw.startswith(MARK):
        msg = (
            f"{name} is not a Parquet file: it does not begin with {MARK.decode()}; "
            "CSV is read with read_csv, JSON lines with read_jsonl."
        )
        raise ReadError(msg)
    try:
        table = pq.ParquetFile(io.BytesIO(raw)).read()
    except (pa.ArrowException, OSError) as error:
        msg = f"{name} is a Parquet file but damaged or cut off; write or fetch it again."
        raise ReadError(msg) from error
    repeated = [column for column, count in Counter(table.column_names).items() if count > 1]
    refuse(name, [[f"several columns have the name {column!r}" for column in repeated]])
    frame = table.to_pandas(integer_object_nulls=True, ignore_metadata=True)
    raw_table = RawTable(name=name, kind="Parquet", frame=frame, row=_row)
    reading = Reading(columns=columns, outlets=outlets, dates=dates)
    return with_tables(to_corpus(raw_table, reading), outlets_table, events_table)


def _row(place: int) -> str:
    return f"row {place + 1:,}"
