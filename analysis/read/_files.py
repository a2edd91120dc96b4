"""Open a user's file: find it, unpack it, and say plainly why it cannot be opened."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from analysis.errors import ReadError, some
from analysis.read._text import decode, judged

GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class TextFile:
    """A file of text: its name, the text, how it was packed and coded, what to know."""

    name: str
    text: str
    packing: str
    encoding: str
    notes: tuple[str, ...]

    def kind(self, form: str) -> str:
        """Say what the file was read as: "gzip, CSV, utf-8"."""
        return ", ".join(part for part in (self.packing, form, self.encoding) if part)


def read_text(path: str | Path, encoding: str | None = None) -> TextFile:
    """Read a file of text, in the encoding it turns out to be in or the one named."""
    raw, packing = read_bytes(path)
    name = Path(path).name
    text, found = decode(raw, name=name, encoding=encoding)
    return TextFile(name, text, packing, found, () if encoding else judged(found))


def read_bytes(path: str | Path) -> tuple[bytes, str]:
    """Return what a file holds, unpacked if it is gzip, and how it was packed.

    Whether a file is packed is judged by its content, not by its name.

    Raises
    ------
    ReadError
        There is no such file, it cannot be opened, or there is nothing in it.
    """
    place = Path(path)
    if place.is_dir():
        msg = (
            f"{place.name or place} is a folder, not a file; "
            "a folder of texts with a table about them is read with read_folder."
        )
        raise ReadError(msg)
    if not place.is_file():
        raise ReadError(not_there(place))
    try:
        raw = place.read_bytes()
    except OSError as error:
        msg = f"{place.name} cannot be opened: {error.strerror}."
        raise ReadError(msg) from error
    packed = raw.startswith(GZIP)
    raw = _unpacked(raw, place.name) if packed else raw
    if not raw.strip():
        msg = f"{place.name} is empty; there is nothing to read."
        raise ReadError(msg)
    return raw, "gzip" if packed else ""


def _unpacked(raw: bytes, name: str) -> bytes:
    try:
        return gzip.decompress(raw)
    except (EOFError, OSError, zlib.error) as error:
        msg = f"{name} is gzip-compressed but damaged or cut off; fetch or pack it again."
        raise ReadError(msg) from error


def not_there(place: Path) -> str:
    """Say that a file is missing, and name those in its folder with names like it."""
    folder = place.parent
    if not folder.is_dir():
        return f"there is no folder {str(folder)!r}, so {place.name} cannot be read from it."
    names = sorted(entry.name for entry in folder.iterdir() if entry.is_file())
    return (
        f"there is no file {place.name!r} in the folder {folder.name or '.'!r}"
        f"{near(place.name, names)}."
    )


def near(name: str, known: Sequence[str]) -> str:
    """End a message with the known names that a name not found may have meant.

    >>> near("Artikles.csv", ["articles.csv", "events.csv"]), near("x", ["articles.csv"])
    ("; near it: 'articles.csv'", '')
    """
    by_folded = {other.casefold(): other for other in known}
    found = get_close_matches(name.casefold(), by_folded, n=2, cutoff=0.7)
    return f"; near it: {some([by_folded[other] for other in found])}" if found else ""
