"""The sentences behind a number, cut to what a shared report may show."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analysis.report.safe_html import safe_link
from analysis.report.stored import StoredResult

Rights = Literal["full", "short", "none"]
"""How much of others' text is shown: the sentence, words around the mark, or nothing."""
AROUND = 8
"""Words kept on each side of a mark under "short"."""
BREAKS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
Marks = Sequence[tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of a sentence, highlighted or not."""

    text: str
    marked: bool


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence behind a number and where it stands."""

    pieces: Sequence[Piece]
    outlet: str
    published: str
    headline: str
    link: str
    place: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What one number opens: some of its sentences, and how many there are in all."""

    row: int
    total: int
    sentences: Sequence[Sentence]


def evidence_of(result: StoredResult, rights: Rights) -> dict[int, Evidence]:
    """Return the evidence of every row whose sentences were kept, by number of the row."""
    found = {}
    for row, table in result.evidence.groupby("row", sort=True):
        sentences = [_sentence(fields, rights) for fields in table.to_dict("records")]
        total = int(table["total"].iloc[0])
        number = int(str(row))
        found[number] = Evidence(row=number, total=total, sentences=sentences)
    return found


def pieces_of(text: str, marks: Marks, rights: Rights) -> list[Piece]:
    """Cut a sentence into marked and unmarked pieces, as much of it as may be shown.

    >>> [(p.text, p.marked) for p in pieces_of("They left.", [(5, 9)], "full")]
    [('They ', False), ('left', True), ('.', False)]
    >>> pieces_of("They left.", [(5, 9)], "none")
    []
    """
    if rights == "none":
        return []
    pieces, at = [], 0
    for start, end in _merged(marks, len(text)):
        pieces += [Piece(text=text[at:start], marked=False)]
        pieces += [Piece(text=text[start:end], marked=True)]
        at = end
    pieces.append(Piece(text=text[at:], marked=False))
    if rights == "short":
        pieces = _shortened(pieces)
    clean = [Piece(text=BREAKS.sub(" ", p.text), marked=p.marked) for p in pieces]
    return [piece for piece in clean if piece.text]


def within_rights(table: pd.DataFrame, rights: Rights) -> pd.DataFrame:
    """Cut the columns of a table that hold others' text to what may be shown.

    Meant for a notebook that shows sentences or a concordance: columns ``text``, ``left``,
    ``match``, ``right`` and ``headline`` are shortened or emptied, the others stay.
    """
    if rights == "full":
        return table
    cut = table.copy()
    for name in ("text", "left", "match", "right", "headline"):
        if name in cut and (rights == "none" or name != "match"):
            cut[name] = "…" if rights == "none" else cut[name].map(_ends(name))
    if rights == "short" and {"text", "marks"} <= set(cut):
        pairs = zip(table["text"], table["marks"], strict=True)
        cut["text"] = ["".join(p.text for p in pieces_of(t, m, rights)) for t, m in pairs]
    return cut


def _sentence(fields: Mapping[Hashable, object], rights: Rights) -> Sentence:
    marks = json.loads(str(fields["marks"]))
    text = str(fields["text"])
    date = str(fields.get("published") or "")[:10]
    field, start, end = fields["field"], int(str(fields["start"])), int(str(fields["end"]))
    return Sentence(
        pieces=pieces_of(text, [(int(a), int(b)) for a, b in marks], rights),
        outlet=str(fields["outlet"]),
        published="" if date in {"NaT", "nan", "None"} else date,
        headline=BREAKS.sub(" ", str(fields.get("headline") or "")) if rights == "full" else "",
        link=_web(str(fields.get("url") or "")),
        place=f"{fields['article_id']}, {field} {start} to {end}",
    )


def _web(address: str) -> str:
    """Keep an address on the web; a corpus has no business with the reader's own files."""
    link = safe_link(address)
    return link if link.startswith(("http://", "https://")) else ""


def _merged(marks: Marks, length: int) -> list[tuple[int, int]]:
    """Put marks in order, merge those that overlap and keep them within the sentence."""
    merged: list[tuple[int, int]] = []
    within = [(max(0, start), min(end, length)) for start, end in marks]
    for start, end in sorted(mark for mark in within if mark[0] < mark[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _shortened(pieces: list[Piece]) -> list[Piece]:
    """Keep the words nearest to a mark; a longer stretch, marked or not, loses its middle."""
    if not any(piece.marked for piece in pieces):
        return [Piece(text="…", marked=False)]
    last = len(pieces) - 1
    return [
        Piece(text=_near(piece.text, head=True, tail=True), marked=True)
        if piece.marked
        else Piece(text=_near(piece.text, head=i > 0, tail=i < last), marked=False)
        for i, piece in enumerate(pieces)
    ]


def _near(text: str, *, head: bool, tail: bool) -> str:
    """Keep the first words after a mark (``head``), the last before one (``tail``), or both."""
    words = re.findall(r"\S+\s*", text)
    keep = AROUND * (head + tail)
    if len(words) <= keep:
        return text
    before = text[: len(text) - len(text.lstrip())]
    front = before + "".join(words[:AROUND]).rstrip() + " …" if head else "…"
    return f"{front} {''.join(words[-AROUND:])}" if tail else front


def _ends(name: str) -> Callable[[object], str]:
    """Return a function that shortens a column of a concordance or of headlines."""
    return lambda text: _near(str(text), head=name != "left", tail=name == "left")
