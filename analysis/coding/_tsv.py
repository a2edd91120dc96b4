"""Read one file of WebAnno TSV 3: the spans of one layer, held to the text they mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.coding._exchange import from_utf16, utf16_offsets
from analysis.errors import some
from analysis.stats.arrays import Ints

_VALUE = re.compile(r"(?P<value>(?:\\.|[^\\\[\]])*)(?:\[(?P<number>\d+)\])?", re.DOTALL)
_STACKED = re.compile(r"(?:\\.|[^\\|])+", re.DOTALL)
_ESCAPE = re.compile(r"\\(->|.)", re.DOTALL)
_OFFSETS = re.compile(r"(\d+)-(\d+)")
_SIGNS = {"t": "\t", "n": "\n", "r": "\r"}

Mark = tuple[int, int, str, str, int]
"""Start, end, variable, code, and the line it begins on."""


@dataclass
class _Span:
    """A span as far as it was read."""

    start: int
    end: int
    line: int
    codes: dict[str, str] = field(default_factory=dict)


def read_tsv(content: str, text: str, layer: str) -> list[Mark]:
    """Return what is coded on one layer.

    Raises
    ------
    ValueError
        The file has no such layer, or is not of this text, with the line.
    """
    lines = content.replace("\r\n", "\n").split("\n")
    first, names = _columns(lines, layer)
    places = utf16_offsets(text)
    spans: dict[object, _Span] = {}
    for number, line in enumerate(lines, 1):
        if not line[:1].isdigit():  # a head, a text, or the end of a sentence
            continue
        cells = line.split("\t")
        if len(cells) < first + len(names):
            msg = f"line {number:,}: it has {len(cells)} columns, fewer than the header names"
            raise ValueError(msg)
        start, end = _bounds(cells, number, text, places)
        for name, cell in zip(names, cells[first:], strict=False):
            for key, value in _values(cell):
                span = spans.setdefault(
                    (number, -key) if key < 0 else key, _Span(start, end, number)
                )
                span.start, span.end = min(span.start, start), max(span.end, end)
                if value is not None:
                    span.codes[name] = value
    return [
        (span.start, span.end, name, code, span.line)
        for span in spans.values()
        for name, code in span.codes.items()
    ]


def _columns(lines: Sequence[str], layer: str) -> tuple[int, list[str]]:
    """Find the columns of a layer: the first of them, and the names of all."""
    at, others = 3, []
    for line in lines:
        if line.startswith("#T_"):
            name, *features = line.partition("=")[2].split("|")
            if name == layer and line.startswith("#T_SP"):
                return at, features
            others.append(name)
            at += max(len(features), 1)
        elif line.startswith("#Text="):
            break
    msg = (
        f"line 1: there is no layer {layer}; there are {some(others)}"
        if others
        else f"line 1: there is no layer {layer}, nor any other"
    )
    raise ValueError(msg)


def _bounds(cells: Sequence[str], number: int, text: str, places: Ints) -> tuple[int, int]:
    """Find a token's place in the text, and hold it to what it says it is."""
    given = _OFFSETS.fullmatch(cells[1])
    start, end = (
        (from_utf16(places, int(each)) for each in given.groups()) if given else (-1, -1)
    )
    if start < 0 or end < 0 or text[start:end] != cells[2]:
        there = text[max(start, 0) : end] if end > 0 else ""
        msg = (
            f"line {number:,}: at {cells[1]} it has {cells[2]!r}, the article {there!r}; the "
            "text is not the corpus's, or of another field"
        )
        raise ValueError(msg)
    return start, end


def _values(cell: str) -> list[tuple[int, str | None]]:
    """Split a cell: each annotation's number, or its place below 0, and its value."""
    if cell == "_":
        return []
    found = []
    for place, each in enumerate(_STACKED.findall(cell), 1):
        match = _VALUE.fullmatch(each)
        if match is None:
            continue
        value = None if match["value"] == "*" else _ESCAPE.sub(_sign, match["value"])
        found.append((int(match["number"]) if match["number"] else -place, value))
    return found


def _sign(found: re.Match[str]) -> str:
    return _SIGNS.get(found[1], found[1])
