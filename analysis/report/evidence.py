"""The sentences behind a number, cut to what a shared report may show."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Literal

import pandas as pd

from analysis.report.safe_html import safe_link
from analysis.report.stored import StoredResult

Rights = Literal["full", "short", "none"]
"""How much of others' text is shown: the sentence, words around the mark, or nothing."""
AROUND = 8
"""Words kept on each side of a mark under "short"."""
BREAKS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
ROLES = frozenset({"act", "agent", "patient", "source", "cue", "content"})
"""What a mark may be said to be; other marks are the words counted."""
Marks = Sequence[tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of a sentence, highlighted or not, and what it is of ``ROLES``."""

    text: str
    marked: bool
    role: str = ""

    @property
    def html(self) -> str:
        """Write it as HTML; the style sheet names the role beside the words."""
        role = f' class="{self.role}"' if self.role else ""
        return f"<mark{role}>{escape(self.text)}</mark>" if self.marked else escape(self.text)


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


def pieces_of(
    text: str, marks: Marks, rights: Rights, roles: Sequence[str] = ()
) -> list[Piece]:
    """Cut a sentence into marked and unmarked pieces, as much of it as may be shown.

    ``roles`` names the layer of each mark.

    >>> [(p.text, p.marked) for p in pieces_of("They left.", [(5, 9)], "full")]
    [('They ', False), ('left', True), ('.', False)]
    >>> pieces_of("They left.", [(5, 9)], "none")
    []
    """
    if rights == "none":
        return []
    pieces, at = [], 0
    for start, end, role in _merged(marks, len(text), roles):
        pieces += [Piece(text=text[at:start], marked=False)]
        pieces += [Piece(text=text[start:end], marked=True, role=role)]
        at = end
    pieces.append(Piece(text=text[at:], marked=False))
    if rights == "short":
        pieces = _shortened(pieces)
    clean = [replace(piece, text=BREAKS.sub(" ", piece.text)) for piece in pieces]
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
    roles = json.loads(str(fields.get("roles", "[]")))
    text = str(fields["text"])
    date = str(fields.get("published") or "")[:10]
    field, start, end = fields["field"], int(str(fields["start"])), int(str(fields["end"]))
    return Sentence(
        pieces=pieces_of(text, [(int(a), int(b)) for a, b in marks], rights, roles),
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


def _merged(marks: Marks, length: int, roles: Sequence[str] = ()) -> list[tuple[int, int, str]]:
    """Put marks in order and keep them within the sentence.

    Those of one role that overlap are merged; of two roles the shorter mark is cut out of
    the longer, as an agent is out of the act that its words lie in.
    """
    named = [role if role in ROLES else "" for role in roles] or [""] * len(marks)
    within = [
        (max(0, start), min(end, length), role)
        for (start, end), role in zip(marks, named, strict=True)
    ]
    shortest = sorted((m for m in within if m[0] < m[1]), key=lambda m: (m[1] - m[0], m))
    owner: dict[int, str] = {}
    for start, end, role in shortest:
        for place in range(start, end):
            owner.setdefault(place, role)
    merged: list[tuple[int, int, str]] = []
    for place, role in sorted(owner.items()):
        if merged and merged[-1][1:] == (place, role):
            merged[-1] = (merged[-1][0], place + 1, role)
        else:
            merged.append((place, place + 1, role))
    return merged


def _shortened(pieces: list[Piece]) -> list[Piece]:
    """Keep the words nearest to a mark; a longer stretch, marked or not, loses its middle."""
    if not any(piece.marked for piece in pieces):
        return [Piece(text="…", marked=False)]
    last = len(pieces) - 1
    return [
        replace(piece, text=_near(piece.text, head=True, tail=True))
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
