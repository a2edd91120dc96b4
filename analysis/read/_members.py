"""The files behind one path or many: of folders and zip archives too, within bounds."""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import ReadError
from analysis.read._files import GZIP, not_there

Paths = str | Path | Sequence[str | Path]

LARGEST = 100_000_000
"""Bytes a file may have, unpacked: a hundred times the largest download of an archive."""
MOST_FILES = 20_000
"""Files that a folder or a zip archive may hold."""
MOST_BYTES = 1_000_000_000
"""Bytes that all files of a zip archive may have together, unpacked."""
BOMB = 200
"""Times a file may grow when it is unpacked; text grows four to twenty times."""
HARMLESS = 10_000_000
"""Bytes below which a file may grow as it likes."""
ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
DAMAGED = "is a zip archive or an office document, but damaged or cut off; download it again"
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(ValueError, EOFError, RuntimeError, OverflowError),
)
"""What zipfile raises on archives that are damaged."""
_OUTSIDE = re.compile(r"^(?:[\\/]|[A-Za-z]:)|(?:^|[\\/])\.\.(?:[\\/]|$)")
_OF_THE_SYSTEM = re.compile(r"(?:^|/)(?:\.[^/]*|__MACOSX(?:/.*)?|Thumbs\.db|desktop\.ini)$")


@dataclass(frozen=True)
class Member:
    """A file that can be read: what to call it, and its bytes."""

    name: str
    raw: bytes


@dataclass(frozen=True)
class Refused:
    """A file that is not read, and why, as it goes on after its name."""

    name: str
    why: str


def members(path: Paths) -> Iterator[Member | Refused]:
    """Give the files behind a path, those of folders and zip archives by their names.

    One file is held in memory at a time. Names are only names: nothing is written, and no
    place that a zip archive names is opened. Zip archives inside zip archives are refused,
    as are files beyond the bounds of this module. Links to folders are not followed.

    Raises
    ------
    ReadError
        There is nothing at a path, or nothing in it.
    """
    given = [path] if isinstance(path, str | Path) else list(path)
    if not given:
        msg = "the list of files is empty; name at least one file, folder or zip archive."
        raise ReadError(msg)
    files = [file for one in given for file in _files(Path(one))]
    for name, file in zip(_names([name for name, _ in files]), files, strict=True):
        yield from _of_file(name, file[1])


def _files(place: Path) -> list[tuple[str, Path]]:
    """List the files at a place, each with its name: below a folder, the way to it."""
    try:
        place.stat()
    except FileNotFoundError:
        raise ReadError(not_there(place)) from None
    except OSError as error:
        reason = "it is a link that leads back to itself" if _loops(place) else error.strerror
        msg = f"{place.name} cannot be opened: {reason}."
        raise ReadError(msg) from error
    if not place.is_dir():
        return [(place.name, place)]
    found = []
    for folder, below, names in os.walk(place):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            inside = file.relative_to(place).as_posix()
            if not _OF_THE_SYSTEM.search(inside):
                found.append((inside, file))
    shown = place.name or str(place)
    if not found:
        msg = f"the folder {shown!r} has no files; put the exports into it."
        raise ReadError(msg)
    if len(found) > MOST_FILES:
        msg = f"the folder {shown!r} has {len(found):,} files; at most {MOST_FILES:,} are read."
        raise ReadError(msg)
    return found


def _loops(place: Path) -> bool:
    try:
        place.resolve(strict=True)
    except (OSError, RuntimeError):
        return place.is_symlink()
    return False


def _names(names: Sequence[str]) -> list[str]:
    """Tell files of one name apart by a number, in the order they are given."""
    times = Counter(names)
    seen: Counter[str] = Counter()
    told = []
    for name in names:
        seen[name] += 1
        told.append(name if times[name] == 1 else f"{name} ({seen[name]})")
    return told


def _of_file(name: str, file: Path) -> Iterator[Member | Refused]:
    """Give the file itself, or the files in it."""
    try:
        size = file.stat().st_size
        if not file.is_file():  # a pipe or a device
            yield Refused(name, "is no file")
        elif is_zip(file):
            yield from _at_zip(name, file)
        elif size > LARGEST:
            yield Refused(name, too_large(size))
        else:
            yield _unpacked(name, file.read_bytes())
    except OSError as error:
        reason = "it is a link that leads back to itself" if _loops(file) else error.strerror
        yield Refused(name, f"cannot be opened: {reason}")


def _at_zip(name: str, file: Path) -> Iterator[Member | Refused]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield from _of_zip(name, archive, file)
    except (*BROKEN, OSError):  # of places in the file that are not there
        yield Refused(name, DAMAGED)


def is_zip(file: Path) -> bool:
    """Say whether a file is a zip archive, or an office document, which is packed as one."""
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return opened.read(4) in {ZIP, _EMPTY_ZIP}


def too_large(size: int) -> str:
    """Say that a file is beyond what is read, as it goes on after its name.

    >>> too_large(200_000_000)
    'has 200 MB; at most 100 MB are read as one file, so download it in several parts'
    """
    return (
        f"has {size / 1e6:,.0f} MB; at most {LARGEST / 1e6:.0f} MB are read as one file, so "
        "download it in several parts"
    )


def _unpacked(name: str, raw: bytes) -> Member | Refused:
    """Unpack gzip, no further than the bound."""
    if not raw.startswith(GZIP):
        return Member(name, raw)
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(raw, LARGEST + 1)
    except zlib.error:
        return Refused(name, "is gzip-compressed but damaged; download it again")
    if len(text) > LARGEST:
        return Refused(name, f"unpacks to more than {LARGEST / 1e6:.0f} MB and is not read")
    if not unpacker.eof:
        return Refused(name, "is gzip-compressed but cut off; download it again")
    return Member(name, text)


def _of_zip(name: str, archive: zipfile.ZipFile, file: Path) -> Iterator[Member | Refused]:
    """Give the files of a zip archive; an office document is one file, not an archive."""
    listed = [one for one in archive.infolist() if not one.is_dir()]
    total = sum(one.file_size for one in listed)
    if why := _beyond(listed, total):
        yield Refused(name, why)
        return
    if _is_office(listed):
        why = _beyond_office(listed)
        yield Refused(name, why) if why else Member(name, file.read_bytes())
        return
    known = [one for one in listed if not _is_of_the_system(one.filename)]
    if not known:
        yield Refused(name, "is a zip archive with no files in it")
    inside = _names([f"{name}/{one.filename}" for one in known])
    for told, one in zip(inside, known, strict=True):
        yield _of_entry(told, archive, one)


def _is_of_the_system(name: str) -> bool:
    """Say whether a file was put into an archive by the system that packed it."""
    return _OF_THE_SYSTEM.search(name) is not None and not _OUTSIDE.search(name)


def _beyond(listed: Sequence[zipfile.ZipInfo], total: int) -> str:
    """Say why a zip archive is not opened at all; nothing if it may be."""
    if len(listed) > MOST_FILES:
        return f"holds {len(listed):,} files; at most {MOST_FILES:,} are read from an archive"
    if total > MOST_BYTES:
        most = f"at most {MOST_BYTES / 1e6:,.0f} MB are read from an archive"
        return f"unpacks to {total / 1e6:,.0f} MB; {most}, so pack it in several"
    return ""


def _of_entry(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member | Refused:
    """Read one file of an archive; no more of it than its entry says, as zipfile does."""
    if _OUTSIDE.search(entry.filename):
        return Refused(name, "has a name that leads out of the archive, which no export has")
    if entry.flag_bits & 1:
        return Refused(name, "is locked with a password; unpack it yourself")
    if entry.file_size > LARGEST or _bomb(entry):
        return Refused(name, _bomb(entry) or too_large(entry.file_size))
    try:
        raw = archive.read(entry)
    except NotImplementedError:
        return Refused(name, "is packed in a way that cannot be unpacked here")
    except BROKEN:
        return Refused(name, "is damaged inside the archive; download it again")
    return _of_inner_zip(name, raw) if raw.startswith(ZIP) else _unpacked(name, raw)


def _bomb(entry: zipfile.ZipInfo) -> str:
    """Say that an entry would grow beyond what text does; nothing if it would not."""
    growth = entry.file_size / max(entry.compress_size, 1)
    if entry.file_size <= HARMLESS or growth <= BOMB:
        return ""
    return f"grows {growth:,.0f} times when unpacked, as a zip bomb does"


def _of_inner_zip(name: str, raw: bytes) -> Member | Refused:
    """Take an office document inside an archive; a further archive is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as inner:
            listed = inner.infolist()
    except BROKEN:
        return Refused(name, DAMAGED)
    if not _is_office(listed):
        return Refused(name, "is an archive inside an archive; unpack the outer one first")
    why = _beyond_office(listed)
    return Refused(name, why) if why else Member(name, raw)


def _is_office(listed: Sequence[zipfile.ZipInfo]) -> bool:
    return any(one.filename == "[Content_Types].xml" for one in listed)


def _beyond_office(listed: Sequence[zipfile.ZipInfo]) -> str:
    """Say why an office document is not opened; nothing if it may be."""
    total = sum(one.file_size for one in listed)
    if total > LARGEST:
        return too_large(total)
    return next((why for one in listed if (why := _bomb(one))), "")
