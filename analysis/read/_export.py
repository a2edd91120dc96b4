"""An article as an archive exports it, and the text of an export's file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.errors import ReadError
from analysis.read._page import charset
from analysis.read._text import BYTE_ORDER_MARKS, decode

FEW_NULS = 0.01
"""Share of bytes up to which NULs in a file of text are dirt, not a sign of another kind."""


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


def text_of(raw: bytes, name: str) -> tuple[str, str, int]:
    """Decode an export's file; return its text, the encoding, and how many NULs were dropped.

    UTF-8 is believed before what the file says of itself, since text in another encoding
    is hardly ever UTF-8 by accident; Latin-1 is read as cp1252, which holds it.

    Raises
    ------
    ReadError
        The bytes are no text.
    """
    dirt = 0
    marked = any(raw.startswith(mark) for mark, _ in BYTE_ORDER_MARKS)
    if not marked and 0 < raw.count(0) < FEW_NULS * len(raw):
        dirt = raw.count(0)
        raw = raw.replace(b"\0", b"")
    stated = charset(raw).lower() or _declared(raw)
    if stated in {"iso-8859-1", "latin-1", "latin1", "us-ascii"}:
        stated = "cp1252"
    if stated and not stated.startswith("utf") and not marked and not _is_utf8(raw):
        try:
            return *decode(raw, name=name, encoding=stated), dirt
        except ReadError:
            pass
    return *decode(raw, name=name), dirt


def _declared(raw: bytes) -> str:
    found = re.match(rb"\s*<\?xml[^>]{0,100}?encoding=[\"']([\w-]+)", raw[:200])
    return found[1].decode("ascii").lower() if found else ""


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def one_line(text: str | None) -> str:
    r"""Join the words of a text by single spaces.

    >>> one_line("  Strike\n  ends\xa0today ")
    'Strike ends today'
    """
    return " ".join((text or "").split())


def paragraphs(texts: Iterator[str] | list[str]) -> str:
    """Join paragraphs by blank lines, leaving out those without a word."""
    return "\n\n".join(text for text in texts if text.strip())
