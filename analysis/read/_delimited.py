"""Tables of delimited text: find the delimiter, keep each record's line, name every fault."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.read._faults import refuse
from analysis.read._files import TextFile, read_text
from analysis.read._table import RawTable

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

HEADER_WITHIN = 100_000
"""Characters at the start of a file that hold its header."""


@dataclass(frozen=True)
class _Record:
    """One record: its fields, its number (the header is 0) and the line it starts on."""

    fields: list[str]
    number: int
    line: int

    def __str__(self) -> str:
        return f"row {self.number:,} (line {self.line:,})"


def read_delimited(path: str | Path, *, encoding: str | None = None) -> RawTable:
    """Read a file of delimited text as it stands: every field is text, none is changed.

    Fields in double quotes may hold delimiters, line ends and doubled quotes. The
    delimiter is the one that splits the first line into most fields.

    Raises
    ------
    ReadError
        There is no such file, it is not text, or its first line cannot name columns.
    """
    return table_of(read_text(path, encoding))


def table_of(file: TextFile) -> RawTable:
    """Read the text of a file of delimited text, as `read_delimited` does.

    Raises
    ------
    ReadError
        Its first line cannot name columns.
    """
    notes = [*file.notes]
    delimiter, skipped = _delimiter(file.text)
    mark = DELIMITERS.get(delimiter, repr(delimiter))
    if delimiter != ",":
        notes.append(f"columns are separated by {mark}s")
    records, broken = _records(file.text, delimiter, skipped)
    header = _header(records)
    refuse(file.name, [_faults_of_header(header), broken if not records else ()])
    rows = [record for record in records[1:] if any(map(str.strip, record.fields))]
    if len(rows) < len(records) - 1:
        notes.append(f"rows without any value: {len(records) - 1 - len(rows):,}, left out")
    whole = [record for record in rows if _fits(record, header)]
    ragged = [
        f"{record}: fields: {len(record.fields)}, where the header has {len(header)}; "
        f"put a field that holds a {mark} or a line end in double quotes"
        for record in rows
        if not _fits(record, header)
    ]
    return RawTable(
        name=file.name,
        kind=file.kind("CSV"),
        frame=_frame(header, whole),
        row=lambda place: str(whole[place]),
        faults=[*broken, *ragged],
        notes=notes,
    )


def _delimiter(text: str) -> tuple[str, int]:
    """Find the delimiter, and how many records before the header name it."""
    text = text[:HEADER_WITHIN]
    first = text.partition("\n")[0].strip().strip('"')
    if first.casefold().startswith("sep=") and len(first) == 5:
        return first[4], 1
    fields = {}
    with _any_length(text):
        for mark in DELIMITERS:
            fields[mark] = len(next(csv.reader(_lines(text), delimiter=mark), []))
    return max(fields, key=lambda mark: fields[mark]), 0


def _records(text: str, delimiter: str, skipped: int) -> tuple[list[_Record], list[str]]:
    """Split text into records; stop where the quoting breaks, and say where that is."""
    text, stand_in = _without_lone_returns(text)
    records: list[_Record] = []
    number = -skipped
    with _any_length(text):
        reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                fields = next(reader, None)
            except csv.Error as error:
                return records[skipped:], [_broken(line, reader.line_num, str(error))]
            if fields is None:
                return records[skipped:], []
            if fields:
                fields = [f.replace(stand_in, "\r") for f in fields] if stand_in else fields
                records.append(_Record(fields, number, line))
                number += 1


def _broken(start: int, line: int, error: str) -> str:
    where = f"the record that starts on line {start:,}"
    if "unexpected end" in error:
        return f"{where}: a double quote opens a field and none closes it before the end"
    return (
        f"{where}: on line {line:,} text follows the quote that closes a field; write quotes "
        'inside a field twice (""). Nothing after it was read'
    )


def _without_lone_returns(text: str) -> tuple[str, str]:
    """Put a stand-in for carriage returns that are text, because lines end otherwise.

    A table written with one line end holds the other in its fields, often unquoted.
    """
    ends = re.search(r"\r\n|\n|\r", text)
    if ends is None or ends.group() == "\r" or not re.search(r"\r(?!\n)", text):
        return text, ""
    stand_in = next(c for c in map(chr, range(0xE000, 0xF8FF)) if c not in text)
    return re.sub(r"\r(?!\n)", stand_in, text), stand_in


def _lines(text: str) -> Iterator[str]:
    return iter(io.StringIO(text, newline=""))


@contextmanager
def _any_length(text: str) -> Iterator[None]:
    """Let a field be as long as the file, here only."""
    before = csv.field_size_limit(max(len(text), 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _header(records: Sequence[_Record]) -> list[str]:
    """Name the columns; one without a name gets its number, one without anything none."""
    if not records:
        return []
    names = [field.strip() for field in records[0].fields]
    while names and not names[-1] and not any(r.fields[len(names) - 1 :] for r in records[1:]):
        names.pop()
    return [name or f"unnamed_{place + 1}" for place, name in enumerate(names)]


def _fits(record: _Record, header: Sequence[str]) -> bool:
    """Say whether a record has a field for each column, and nothing beyond."""
    return len(record.fields) >= len(header) and not any(record.fields[len(header) :])


def _faults_of_header(header: Sequence[str]) -> list[str]:
    if not header:
        return ["there is no line with the names of the columns"]
    return [
        f"{count} columns have the name {name!r}; give each its own"
        for name, count in Counter(header).items()
        if count > 1
    ]


def _frame(header: Sequence[str], rows: Sequence[_Record]) -> pd.DataFrame:
    columns = zip(*(record.fields[: len(header)] for record in rows), strict=True)
    values = list(columns) or [()] * len(header)
    return pd.DataFrame(dict(zip(header, values, strict=True)), dtype=str)
