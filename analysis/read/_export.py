"""An article as an archive exports it, and the text of an export's file."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.errors import ReadError, many
from analysis.read._page import charset
from analysis.read._text import BYTE_ORDER_MARKS, decode, judged

LATIN = frozenset({"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"})
FEW = 0.01
"""Share of bytes up to which those that are no text are dirt, not a sign of another kind."""


@dataclass(frozen=True, kw_only=True)
class Exported:
    """One article of an export; what the export does not say is empty.

    Parameters
    ----------
    position
        Its place in the file, from 1.
    key
        The archive's own id of the article.
    published
        Its date as ISO.
    length
        Words as the archive counts them.
    """

    position: int
    key: str = ""
    outlet: str = ""
    published: str = ""
    headline: str = ""
    body: str = ""
    byline: str = ""
    section: str = ""
    edition: str = ""
    language: str = ""
    url: str = ""
    wire: str = ""
    length: int | None = None
    text_status: str = "full"


@dataclass(frozen=True)
class Unread:
    """A stretch of an export that could not be read, by its place, and why."""

    position: int
    why: str


Parsed = Iterator[Exported | Unread]


def text_of(raw: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Decode an export's file; return its text, and what a reader must know of its letters.

    UTF-8 is believed before what the file says of itself, since text in another encoding
    is hardly ever UTF-8 by accident; Latin-1 is read as cp1252, which holds it. Bytes that
    damage a file of UTF-8 become the mark of a lost letter, and the rest is read.

    Raises
    ------
    ReadError
        The bytes are no text.
    """
    notes: list[str] = []
    raw = raw.removeprefix(BOM_UTF8)
    marked = any(raw.startswith(mark) for mark, _ in BYTE_ORDER_MARKS)
    if not marked and 0 < raw.count(0) < FEW * len(raw):
        notes.append(f"{name}: {raw.count(0):,} NUL bytes in its text were dropped")
        raw = raw.replace(b"\0", b"")
    text, lost = _utf8(raw)
    if lost:
        notes.append(f"{name}: no letters of utf-8: {many(lost, 'byte')}, read as \ufffd")
    if text is not None and not marked:
        return text, tuple(notes)
    stated = charset(raw).lower() or _declared(raw)
    stated = "cp1252" if stated in LATIN else stated
    if stated and not stated.startswith("utf") and not marked:
        try:
            return decode(raw, name=name, encoding=stated)[0], tuple(notes)
        except ReadError:
            pass
    try:
        text, encoding = decode(raw, name=name)
    except ReadError:
        dirt = sum(byte > 127 for byte in raw)
        if b"\0" in raw or dirt >= FEW * len(raw):
            raise
        notes.append(
            f"{name}: no letters of any encoding: {many(dirt, 'byte')}, read as \ufffd"
        )
        return raw.decode("ascii", errors="replace"), tuple(notes)
    if judged(encoding):
        notes.append(f"{name}: the text is in {encoding}, judged from its bytes")
    return text, tuple(notes)


def _utf8(raw: bytes) -> tuple[str | None, int]:
    """Read UTF-8, also where a few bytes of it are damaged; count those."""
    if b"\0" in raw:
        return None, 0
    try:
        return raw.decode("utf-8"), 0
    except UnicodeDecodeError:
        text = raw.decode("utf-8", errors="surrogateescape")
    lost = len(re.findall("[\udc80-\udcff]", text))
    letters = len(re.findall("[^\\x00-\\x7f]", text)) - lost
    return (raw.decode("utf-8", errors="replace"), lost) if letters > lost else (None, 0)


def _declared(raw: bytes) -> str:
    found = re.match(rb"\s*<\?xml[^>]{0,100}?encoding=[\"']([\w-]+)", raw[:200])
    return found[1].decode("ascii").lower() if found else ""


def one_line(text: str | None) -> str:
    r"""Join the words of a text by single spaces.

    >>> one_line("  Strike\n  ends\xa0today ")
    'Strike ends today'
    """
    return " ".join((text or "").split())


def paragraphs(texts: Iterator[str] | list[str]) -> str:
    """Join paragraphs by blank lines, leaving out those without a word."""
    return "\n\n".join(text for text in texts if text.strip())
