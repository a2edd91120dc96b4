"""Read saved pages: HTML as a browser saved it, web archives, or plain text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import trafilatura

from analysis.corpus import OPTIONAL, REQUIRED, Corpus
from analysis.errors import ReadError, some
from analysis.read._faults import refuse
from analysis.read._files import near, read_bytes
from analysis.read._lines import MARKUP
from analysis.read._page import (
    Part,
    SavedPage,
    charset,
    html_of_archive,
    is_html,
    read_html,
    read_plain,
)
from analysis.read._side import SideTable, as_table
from analysis.read._table import RawTable, Reading, to_corpus
from analysis.read._text import decode, judged
from analysis.spans import Spans

FILE = "file"
"""The column of a metadata table that names the page's file."""

Paths = str | Path | Sequence[str | Path]


def read_pages(
    path: Paths,
    *,
    outlet: str | None = None,
    published: str | None = None,
    metadata: SideTable | None = None,
    columns: Mapping[str, str] | None = None,
) -> Corpus:
    """Read saved pages, one article each: a file, a folder, or a list of files.

    What a file is, is judged by its content. Of an HTML page (or a web archive, MHTML) the
    body is the article's text and, after a blank line, its comments, as trafilatura takes
    them; headline, byline, outlet, date and address are those that the page states, and
    the layer "part" holds the parts that its markup names. Of a page in plain text the body
    is the whole text, unaltered but for line ends (all become a line feed), so that its
    lines have the numbers they have in the file; its first line is also the headline if it
    is clearly set as one. ``split_parts`` finds the parts of plain pages.

    Parameters
    ----------
    path
        A file, a folder (its own files; folders below and hidden files are left out) or a
        list of files.
    outlet, published
        Outlet and date of all pages that the metadata table does not say otherwise of. They
        go before what a page says of itself.
    metadata
        One row a page: a CSV file or a frame with a column ``file`` (the name of the file)
        and any columns of an article (outlet, published, event_id, …) or of your own. What
        is said there goes before all else.
    columns
        House name to the table's name, ``{"outlet": "paper"}``; also for ``file``.

    Raises
    ------
    ReadError
        With every fault of the files and of the table, each with its name.
    """
    known = _known(metadata, dict(columns or {}))
    files = _files(path, metadata)
    read = _read_all(files)
    frame = _frame(files, read, known, {"outlet": outlet or "", "published": published or ""})
    faults = [*read.faults, *known.unknown(files), *_without_outlet(frame)]
    name = files[0].name if len(files) == 1 else f"the set of {len(files):,} pages"
    refuse(name, [known.faults, faults])
    names = frame[FILE].tolist()
    table = RawTable(
        name=name, kind=read.kind(), frame=frame, row=lambda row: names[row], notes=read.notes
    )
    corpus = to_corpus(table, Reading())
    return _with_parts(corpus, read)


@dataclass
class _Read:
    """The pages so far, in the order of the files, and what was found on the way."""

    pages: dict[str, SavedPage] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def kind(self) -> str:
        """Say how many pages were of which kind: "3 plain text, utf-8"."""
        counts = sorted(Counter(self.kinds.values()).items())
        return "; ".join(f"{count:,} {kind}" for kind, count in counts)


@dataclass(frozen=True)
class _Known:
    """What the metadata table says of each file, under the house names."""

    rows: Mapping[str, dict[str, str]] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    name: str = ""

    def unknown(self, files: Sequence[Path]) -> list[str]:
        """Name the rows of files that were not read."""
        names = [file.name for file in files]
        return [
            f"{self.name} names {row!r}, which is not among the pages{near(row, names)}"
            for row in self.rows
            if row not in names
        ]


def _known(metadata: SideTable | None, columns: dict[str, str]) -> _Known:
    """Read the metadata table and put its columns under the house names."""
    if metadata is None:
        extra = [f"columns maps {some(list(columns))}, but there is no metadata table"]
        return _Known(faults=tuple(extra if columns else []), name="")
    table = as_table(metadata, "the table of pages")
    houses = (FILE, *REQUIRED, *OPTIONAL)
    faults = [*table.faults]
    faults += [
        f"columns maps {house!r}, which is none of {', '.join(houses)}{near(house, houses)}"
        for house in columns
        if house not in houses
    ]
    has = [str(name) for name in table.frame]
    faults += [
        f"columns maps {house} to {name!r}, which {table.name} does not have{near(name, has)}"
        for house, name in columns.items()
        if name not in has
    ]
    right = {name: house for house, name in columns.items() if house in houses}
    frame = table.frame.rename(columns=right)
    if FILE not in frame:
        faults.append(f"{table.name} has no column {FILE!r}; it has {some(has, 30)}")
        return _Known(faults=tuple(faults), name=table.name)
    values = frame.astype(object).where(frame.notna(), "")
    names = values[FILE].astype(str).str.strip()
    faults += [
        f"{table.row(row)} of {table.name}: {FILE} {names[row]!r} stood before"
        for row in names.index[names.duplicated()]
    ]
    records = [{str(k): str(v) for k, v in row.items()} for row in values.to_dict("records")]
    rows = dict(zip(names, records, strict=True))
    return _Known(rows=rows, faults=tuple(faults), name=table.name)


def _files(path: Paths, metadata: SideTable | None) -> list[Path]:
    """List the files of the pages, by name."""
    if not isinstance(path, str | Path):
        files = [Path(one) for one in path]
        if not files:
            msg = "the list of pages is empty; name at least one file."
            raise ReadError(msg)
        return files
    place = Path(path)
    if not place.is_dir():
        return [place]
    own = Path(metadata).resolve() if isinstance(metadata, str | Path) else None
    files = sorted(
        entry
        for entry in place.iterdir()
        if entry.is_file() and not entry.name.startswith(".") and entry.resolve() != own
    )
    if not files:
        msg = f"the folder {place.name or '.'!r} has no files; save the pages into it."
        raise ReadError(msg)
    return files


def _read_all(files: Sequence[Path]) -> _Read:
    """Read each file; one that cannot be read is a fault and the others are still read."""
    read = _Read()
    judgements: dict[str, list[str]] = {}
    ends = 0
    for file in files:
        try:
            raw, _ = read_bytes(file)
            page, kind, encoding = _read_one(raw, file.name)
        except ReadError as error:
            text = str(error).removesuffix(".")
            read.faults.append(text if file.name in text else f"{file.name}: {text}")
            continue
        read.pages[str(file)] = page
        read.kinds[str(file)] = f"{kind}, {encoding}"
        ends += kind == "plain text" and b"\r" in raw
        if judged(encoding):
            judgements.setdefault(encoding, []).append(file.name)
    read.notes += [
        f"{encoding} is judged from the bytes of {some(names, 5)}"
        for encoding, names in judgements.items()
    ]
    if any(page.parts for page in read.pages.values()):
        program = f"trafilatura {trafilatura.__version__}"
        read.notes.append(f"articles and comments of HTML pages as {program} has them")
    if ends:
        read.notes.append(f"line ends of {ends:,} plain pages were made line feeds")
    return read


def _read_one(raw: bytes, name: str) -> tuple[SavedPage, str, str]:
    """Read one page, and say what it is and in which encoding."""
    inside = html_of_archive(raw)
    raw = inside if inside is not None else raw
    text, encoding = _decoded(raw, name)
    if inside is not None or is_html(text):
        return read_html(text), "web archive" if inside is not None else "HTML", encoding
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return read_plain(plain), "plain text", encoding


def _decoded(raw: bytes, name: str) -> tuple[str, str]:
    """Decode a page, in the encoding that its markup states if the bytes fit it."""
    stated = charset(raw)
    if stated:
        try:
            return decode(raw, name=name, encoding=stated)
        except ReadError:
            return decode(raw, name=name)
    return decode(raw, name=name)


def _frame(
    files: Sequence[Path], read: _Read, known: _Known, given: Mapping[str, str]
) -> pd.DataFrame:
    """Put the pages into one table: the metadata first, then what is given, then the page."""
    done = [file for file in files if str(file) in read.pages]
    stems = Counter(file.stem for file in done)
    rows = []
    for file in done:
        own = {name: value for name, value in read.pages[str(file)].fields.items() if value}
        stated = {name: v for name, v in known.rows.get(file.name, {}).items() if v.strip()}
        body = own.get("body", "")
        identity = file.stem if stems[file.stem] == 1 else file.name
        given_here = {name: value for name, value in given.items() if value}
        row = {"article_id": identity, **own, **given_here, **stated}
        rows.append({**row, FILE: file.name, "body": body})
    frame = pd.DataFrame(rows, dtype=object)
    for name in REQUIRED:
        if name not in frame:
            frame[name] = ""
    return frame.astype(object).where(frame.notna(), "")


def _without_outlet(frame: pd.DataFrame) -> list[str]:
    """Name the pages of which nothing says the outlet."""
    missing = [] if frame.empty else frame.loc[frame["outlet"].str.strip() == "", FILE].tolist()
    return [
        f"{name}: no outlet; the page names none, so give outlet='…' for all pages, or "
        "metadata with a column outlet"
        for name in missing
    ]


def _with_parts(corpus: Corpus, read: _Read) -> Corpus:
    """Add the parts that markup names, if any page had markup."""
    rows: list[tuple[str, str, int, int, str]] = []
    ids = corpus.articles["article_id"].tolist()
    headlines = corpus.articles["headline"].tolist()
    for article_id, headline, page in zip(ids, headlines, read.pages.values(), strict=True):
        rows += [
            (article_id, *part) for part in page.parts if _still_true(part, page, headline)
        ]
    if not rows:
        return corpus
    spans = Spans.of("part", rows)
    return corpus.with_layer(Spans(spans.table.assign(score=1.0, evidence=MARKUP)), "part")


def _still_true(part: Part, page: SavedPage, headline: str) -> bool:
    """Leave out the span of a headline that the metadata table has replaced."""
    return part[0] != "headline" or headline == page.fields["headline"]
