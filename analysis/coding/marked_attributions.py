"""Attributions that people marked, read from tables: what a model learns from."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from analysis.corpus import Corpus
from analysis.errors import ReadError, some
from analysis.read._delimited import read_delimited
from analysis.read._faults import refuse
from analysis.read._files import read_text
from analysis.read.csv import read_csv
from analysis.read.jsonl import read_jsonl
from analysis.read.parquet import read_parquet
from analysis.spans import FIELDS, Spans

MARKS: Mapping[str, tuple[str, ...]] = {
    "article_id": ("article_id", "filename"),
    "field": ("field",),
    "source": ("source_off", "source"),
    "cue": ("cue_off", "cue"),
    "content": ("content_off", "content"),
    "coder": ("coder", "annotator"),
}
"""What a table of marks has, and the names a column may go by; the first is preferred."""
ARTICLES: Mapping[str, str] = {"article_id": "filename", "outlet": "publisher", "body": "text"}
"""Columns of articles, and the other names under which a table of marked ones has them."""
MAY_LACK = ("published", "headline")
READERS: Mapping[str, Callable[..., Corpus]] = {
    "csv": read_csv,
    "tsv": read_csv,
    "jsonl": read_jsonl,
    "json": read_jsonl,
    "parquet": read_parquet,
}
"""What reads a table of articles, by the ending of its name."""
_OFFSETS = re.compile(r"\s*(?:\d+\s+\d+\s*(?:;\s*\d+\s+\d+\s*)*)?")


def read_attributions(path: str | Path) -> Spans:
    """Read attributions that people marked, one row each, with offsets into the texts.

    Parameters
    ----------
    path
        A CSV file, packed with gzip or not. Columns: ``article_id`` (or ``filename``);
        ``content_off``, ``cue_off`` and ``source_off`` with starts and ends in code points
        ("12 40", or "12 40;58 90" where interrupted; empty where there is none); ``field``
        (headline or body; body where there is no such column); ``coder`` (or ``annotator``).
        Other columns are ignored, and rows without content.

    Returns
    -------
    Spans
        Layers "source", "cue" and "content", tied by ``parent``, the number of the row. Of
        an article that several people marked, only the first coder's.

    Raises
    ------
    ReadError
        With every fault of the file, each with its row.
    """
    table = read_delimited(path)
    frame = table.frame
    names = {
        name: next((one for one in known if one in frame), "") for name, known in MARKS.items()
    }
    lacking = [
        f"there is no column {MARKS[name][0]!r}"
        for name in ("article_id", "content", "cue", "source")
        if not names[name]
    ]
    refuse(table.name, [table.faults, lacking])
    columns = {name: frame[own] for name, own in names.items() if own}
    marks = pd.DataFrame(columns).reset_index(drop=True)
    marks = marks.assign(field=marks.get("field", "body"))
    refuse(table.name, [[f"{table.row(at)}: {why}" for at, why in _faults(marks)]])
    if "coder" in marks:
        first = marks.groupby("article_id")["coder"].transform("first")
        marks = marks[marks["coder"] == first]
    rows = [row for place, mark in marks.iterrows() for row in _rows(int(str(place)), mark)]
    found = pd.DataFrame(
        rows, columns=["article_id", "field", "start", "end", "layer", "value", "parent"]
    )
    return Spans(found.astype({"start": int, "end": int, "parent": int}))


def _faults(marks: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """Yield the rows that cannot be read, and why."""
    for place, mark in enumerate(marks.to_dict("records")):
        if not mark["article_id"]:
            yield place, "article_id is empty"
        if mark["field"] not in FIELDS:
            yield place, f"field is {mark['field']!r}; it is headline or body"
        for name in ("source", "cue", "content"):
            if not _OFFSETS.fullmatch(mark[name]):
                yield place, f"{name} is at {mark[name]!r}; write offsets like 12 40;58 90"
            elif any(low >= high for low, high in _offsets(mark[name])):
                yield place, f"{name} is at {mark[name]!r}; each start is below its end"


def _rows(parent: int, mark: pd.Series) -> Iterator[tuple[str, str, int, int, str, str, int]]:
    """Yield the spans of one row, if it has content."""
    if mark["content"].strip():
        for layer in ("source", "cue", "content"):
            for low, high in _offsets(mark[layer]):
                yield mark["article_id"], mark["field"], low, high, layer, "marked", parent


def _offsets(told: str) -> list[tuple[int, int]]:
    pairs = (one.split() for one in told.split(";") if one.strip())
    return [(int(low), int(high)) for low, high in pairs]


def read_marked_articles(path: str | Path, *, where: str | None = None) -> Corpus:
    """Read the articles in which attributions were marked.

    Parameters
    ----------
    path
        A table as `read_csv`, `read_jsonl` or `read_parquet` reads it, by its ending. It
        needs ``article_id`` (or ``filename``), ``outlet`` (or ``publisher``) and ``body``
        (or ``text``); ``headline`` and ``published`` may be missing.
    where
        "column=value": only the articles of which this is true.

    Raises
    ------
    ReadError
        With every fault of the file; or the ending is none of these.
    """
    source = Path(path)
    ending = source.name.removesuffix(".gz").rpartition(".")[2].lower()
    if ending not in READERS:
        msg = f"{source.name} ends in .{ending}; articles are read from {some(list(READERS))}."
        raise ReadError(msg)
    names = _names(source, ending)
    columns: dict[str, str | None] = {
        house: other for house, other in ARTICLES.items() if house not in names
    }
    columns |= {house: None for house in MAY_LACK if house not in names}
    corpus = READERS[ending](source, columns=columns)
    if where is None:
        return corpus
    name, _, value = where.partition("=")
    return corpus.where(corpus.column(name.strip()).astype(str) == value.strip())


def _names(path: Path, ending: str) -> set[str]:
    """Name the columns of a table."""
    if ending == "parquet":
        return set(pq.read_schema(path).names)
    if ending in ("csv", "tsv"):
        return set(read_delimited(path).frame.columns)
    try:
        told = read_text(path, None).text.lstrip()
        first = json.loads(told)[0] if told.startswith("[") else json.loads(told.split("\n")[0])
        return set(first)
    except (ValueError, IndexError, TypeError):
        return set()  # the reader says what is wrong
