"""From the files of archives' exports to a corpus: recognise, read, keep each article once."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import ReadError, many
from analysis.read._dates import NO_VALUE
from analysis.read._export import Exported, Unread
from analysis.read._faults import refuse
from analysis.read._kinds import Kind, Recognised, recognise
from analysis.read._members import Member, Paths, Refused, is_zip, members
from analysis.read._outlets import spellings
from analysis.read._table import RawTable, Reading, to_corpus

MOST_PLACES = 30
"""Places that a note lists for one reason; the others are counted."""

FIRST_FILES = 5
"""Files of a folder that are looked at to tell whether it holds exports."""


@dataclass
class _Found:
    """What the exports held: articles in order, and what was not read, by its reason."""

    rows: list[dict[str, object]] = field(default_factory=list)
    places: dict[tuple[str, ...], str] = field(default_factory=dict)
    unread: dict[str, list[str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def read_exports(
    path: Paths, *, reader: str = "", outlets: Mapping[str, str] | None = None
) -> Corpus:
    """Read the exports at a path, all kinds or those of one reader; say what was not read.

    Raises
    ------
    ReadError
        There is no article that could be read.
    """
    found = _Found()
    for member in members(path):
        if not isinstance(member, Member):
            found.refused.append(f"{member.name} {member.why}")
            continue
        try:
            recognised = recognise(member)
            if why := _foreign(recognised.kind, reader):
                found.refused.append(f"{member.name} {why}")
                continue
            _gather(member.name, recognised, found)
        except ReadError as error:
            found.refused.append(f"{member.name} {error}")
    name = _name(path)
    if not found.rows:
        _refuse_all(name, found)
    return _corpus(name, found, outlets or {})


def is_export(place: Path) -> bool:
    """Say whether there is an export at a place: a file, or one of a folder's first files.

    A zip archive or a document of Word is taken for one, since nothing else is packed so.
    """
    if is_zip(place):
        return True
    try:
        return any(_is_known(one) for one in islice(members(place), FIRST_FILES))
    except ReadError:  # there is nothing, which the reader of whatever it is says better
        return False


def _is_known(member: Member | Refused) -> bool:
    try:
        return isinstance(member, Member) and bool(recognise(member))
    except ReadError:
        return False


def _name(path: Paths) -> str:
    """Name what is read: the file or folder, or how many there are."""
    if isinstance(path, str | Path):
        return Path(path).name or str(path)
    given = list(path)
    return Path(given[0]).name if len(given) == 1 else f"the {len(given):,} files"


def _foreign(kind: Kind, reader: str) -> str:
    """Say that a file is of a kind that another reader reads; nothing if it is not."""
    if not reader or kind.reader == reader:
        return ""
    return (
        f"looks like {kind.name}, which {reader} does not read; read it with {kind.reader}, "
        "or any export with read_archive"
    )


def _refuse_all(name: str, found: _Found) -> None:
    """Raise one error that says of every file why nothing in it was read."""
    faults = found.refused + [
        f"{place} {why}" for why, places in found.unread.items() for place in places
    ]
    if len(faults) > 1:
        refuse(name, [faults])
    msg = f"{faults[0] if faults else f'{name} holds no articles'}."
    raise ReadError(msg)


def _gather(name: str, recognised: Recognised, found: _Found) -> None:
    """Add the articles of one file; one that stood before is counted, not added."""
    found.notes += recognised.notes
    for article in recognised.articles:
        place = f"{name}, article {article.position:,}" if article.position else name
        why = article.why if isinstance(article, Unread) else _unfit(article)
        if why:
            found.unread.setdefault(why, []).append(place)
        elif isinstance(article, Exported):
            _keep(name, article, recognised.kind, found)


def _unfit(article: Exported) -> str:
    nothing = article.outlet.strip().casefold() in NO_VALUE
    return "names no outlet, without which it cannot be compared" if nothing else ""


def _keep(name: str, article: Exported, kind: Kind, found: _Found) -> None:
    """Add an article, unless it is there: by the archive's id, else by all that it says."""
    text = (article.outlet, article.published, article.headline, article.body)
    digest = hashlib.sha256("\x1f".join(text).encode("utf-8", "surrogatepass")).hexdigest()
    known = (kind.reader, article.key) if article.key else (digest,)
    place = f"{name}, article {article.position:,}"
    before = found.places.get(known)
    if before is not None and (article.key or not before.startswith(f"{name},")):
        found.again.append(place)
        if (digest, "text") not in found.places:
            found.changed.append(place)
        return
    found.places.setdefault(known, place)
    found.places[digest, "text"] = place
    found.kinds[kind.name] += 1
    found.rows.append(_row(name, article))


def _row(name: str, article: Exported) -> dict[str, object]:
    return {
        "article_id": article.key or f"{name}#{article.position}",
        "outlet": article.outlet,
        "published": article.published,
        "headline": article.headline,
        "body": article.body,
        "byline": article.byline,
        "section": article.section,
        "edition": article.edition,
        "language": article.language,
        "url": article.url,
        "wire": article.wire,
        "length": article.length,
        "text_status": article.text_status,
        "file": name,
        "position": article.position,
    }


def _corpus(name: str, found: _Found, outlets: Mapping[str, str]) -> Corpus:
    frame = pd.DataFrame(found.rows)
    frame["length"] = frame["length"].astype("Int64")
    ids = frame["article_id"]
    frame["article_id"] = ids.where(~ids.duplicated(), ids + " " + frame["file"])
    merged = _merged(frame["outlet"].tolist(), outlets)
    counts = Counter(frame["outlet"])
    frame["outlet"] = frame["outlet"].map(lambda one: merged.get(one, one))
    places = [f"{row['file']}, article {row['position']}" for row in found.rows]
    table = RawTable(
        name=name,
        kind="; ".join(f"{count:,} of {kind}" for kind, count in found.kinds.items()),
        frame=frame,
        row=places.__getitem__,
        notes=[*_notes(found), *_notes_of_outlets(merged, counts)],
    )
    return to_corpus(table, Reading(outlets=outlets or None))


def _merged(names: Sequence[str], outlets: Mapping[str, str]) -> dict[str, str]:
    """Take spellings of one outlet as one, but those the user speaks of."""
    free = [name for name in names if name not in outlets]
    return spellings(free)


def _notes_of_outlets(merged: Mapping[str, str], counts: Mapping[str, int]) -> list[str]:
    named = ", ".join(f"{a!r} as {b!r} ({counts[a]:,})" for a, b in merged.items())
    return [f"outlets that the exports spell in several ways are one: {named}"] if named else []


def _notes(found: _Found) -> list[str]:
    """Say what was not read, with every place, and what was kept once."""
    notes = [f"not read: {fault}" for fault in found.refused]
    notes += [
        f"not read: {many(len(places), 'article')}, each {why} ({_places(places)})"
        if len(places) > 1
        else f"not read: {places[0]} {why}"
        for why, places in found.unread.items()
    ]
    if found.again:
        again = f"articles exported more than once: {len(found.again):,}, each kept once, "
        changed = f"; the text of {len(found.changed):,} differs" if found.changed else ""
        notes.append(f"{again}as it stood first{changed} ({_places(found.again)})")
    return [*notes, *found.notes]


def _places(places: Sequence[str]) -> str:
    """List places, those of one file together."""
    files: dict[str, list[str]] = {}
    for place in places[:MOST_PLACES]:
        name, _, number = place.partition(", article ")
        files.setdefault(name, []).append(number)
    told = [
        f"{name}, article{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"
        if any(numbers)
        else name
        for name, numbers in files.items()
    ]
    more = len(places) - MOST_PLACES
    return "; ".join(told) + (f" and {more:,} more" if more > 0 else "")
