"""Read articles from JSON lines, or from one JSON list, packed with gzip or not."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import some
from analysis.read._columns import Columns
from analysis.read._dates import DateOrder
from analysis.read._faults import refuse
from analysis.read._files import TextFile, read_text
from analysis.read._side import SideTable, with_tables
from analysis.read._table import RawTable, Reading, to_corpus

Placed = tuple[int, dict[str, Any]]
"""An object and where it stands: its line, or its place in the list."""
_HALF = re.compile("[\ud800-\udfff]")


def read_jsonl(
    path: str | Path,
    *,
    columns: Columns | None = None,
    outlets: Mapping[str, str] | None = None,
    dates: DateOrder | None = None,
    encoding: str | None = None,
    outlets_table: SideTable | None = None,
    events_table: SideTable | None = None,
) -> Corpus:
    """Read articles from JSON lines, one object a line, or from one JSON list of objects.

    Parameters
    ----------
    path
        The file; gzip is unpacked.
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
        With every fault of the file, each with its line.
    """
    reading = Reading(columns=columns, outlets=outlets, dates=dates)
    corpus = to_corpus(_table(read_text(path, encoding)), reading)
    return with_tables(corpus, outlets_table, events_table)


def _table(file: TextFile) -> RawTable:
    """Read the objects of a file into a table, with the line or place of each."""
    is_list = file.text.lstrip().startswith("[")
    records, faults = list_of(file.text) if is_list else lines_of(file.text)
    if not records:
        refuse(file.name, [faults or ["it holds no articles"]])
    notes = [*file.notes]
    if "\\ud" in file.text or "\\uD" in file.text:
        mended = [(place, _whole(record)) for place, record in records]
        if mended != records:
            records = mended
            notes.append(
                "a lone half of a character (a surrogate, as in a broken emoji) "
                "can be stored in no file; where one stood the text has \ufffd"
            )
    frame = pd.DataFrame([record for _, record in records], dtype=object).rename(columns=str)
    places = [place for place, _ in records]
    word = "record" if is_list else "line"
    return RawTable(
        name=file.name,
        kind=file.kind("a JSON list" if is_list else "JSON lines"),
        frame=frame,
        row=lambda place: f"{word} {places[place]:,}",
        faults=faults,
        notes=notes,
    )


def lines_of(text: str) -> tuple[list[Placed], list[str]]:
    """Read one object a line; a line that is none is a fault and the next is read."""
    records: list[Placed] = []
    faults = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        value, fault = parse_json(line)
        if fault:
            faults.append(f"line {number:,}: not JSON ({fault}): {_start(line)}")
        elif isinstance(value, dict):
            records.append((number, value))
        else:
            faults.append(f"line {number:,}: not an object with named values: {_start(line)}")
    if not records and isinstance(whole := parse_json(text)[0], dict):
        faults = [f"it is one object with the names {some(list(whole))}, not an object a line"]
    return records, faults


def list_of(text: str) -> tuple[list[Placed], list[str]]:
    """Read one list of objects."""
    values, fault = parse_json(text)
    if fault:
        return [], [f"the list is not JSON ({fault})"]
    placed = list(enumerate(values if isinstance(values, list) else [], start=1))
    faults = [
        f"record {number:,}: not an object with named values: {_start(json.dumps(value))}"
        for number, value in placed
        if not isinstance(value, dict)
    ]
    return [(number, value) for number, value in placed if isinstance(value, dict)], faults


def parse_json(text: str) -> tuple[object, str]:
    """Read JSON; give the value and no fault, or no value and the fault."""
    try:
        return json.loads(text), ""
    except json.JSONDecodeError as error:
        where = f"line {error.lineno:,}, " if error.lineno > 1 else ""
        return None, f"{error.msg}, {where}character {error.colno:,}"
    except (ValueError, RecursionError):
        return None, "a number too long or objects nested too deep"


def _start(line: str) -> str:
    line = line.strip()
    return repr(line if len(line) <= 40 else line[:39] + "…")


def _whole(value: Any) -> Any:  # noqa: ANN401  (whatever JSON holds)
    """Replace lone surrogates, which no encoding can write."""
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_whole(name): _whole(item) for name, item in value.items()}
    return [_whole(item) for item in value] if isinstance(value, list) else value
