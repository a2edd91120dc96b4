"""Read articles from a folder of text or HTML files, with a table about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
import trafilatura

from analysis.corpus import Corpus
from analysis.errors import ReadError, some
from analysis.read._dates import DateOrder
from analysis.read._faults import refuse
from analysis.read._files import near, read_text
from analysis.read._page import is_html
from analysis.read._side import SideTable, as_table, with_tables
from analysis.read._table import RawTable, Reading, to_corpus
from analysis.read._text import judged

HTML = (".html", ".htm", ".xhtml")
FILE = "file"
"""The column of the table that says which file an article is in."""


def read_folder(
    folder: str | Path,
    *,
    metadata: SideTable,
    columns: Mapping[str, str | None] | None = None,
    outlets: Mapping[str, str] | None = None,
    dates: DateOrder | None = None,
    encoding: str | None = None,
    outlets_table: SideTable | None = None,
    events_table: SideTable | None = None,
) -> Corpus:
    """Read articles that lie in files of their own, text or HTML, one article a file.

    A file that no row of the table names is left out, and noted; a row whose file is not
    there is a fault. Of an HTML file the body is what trafilatura takes for the article,
    without comments; the page as it was saved is read with ``read_pages``.

    Parameters
    ----------
    folder
        The folder.
    metadata
        One row an article: a CSV file or a frame with a column ``file``, a path below the
        folder, and the other columns of an article but the body.
    columns
        House name to the table's name, as in ``read_csv``; here also for ``file``.
    outlets, dates, outlets_table, events_table
        As in ``read_csv``.
    encoding
        Encoding of the texts, needed only where it is judged wrongly.

    Raises
    ------
    ReadError
        With every fault of the table and its files, each with its row.
    """
    place = Path(folder)
    if not place.is_dir():
        msg = f"{place.name} is not a folder; one table of articles is read with read_csv."
        raise ReadError(msg)
    columns = dict(columns or {})
    table = as_table(metadata, "the table of articles")
    named = columns.pop(FILE, FILE) or FILE
    if named not in table.frame:
        has = some(list(table.frame.columns), 30)
        fault = f"{named} is missing: the path of each article's file; it has the columns {has}"
        refuse(table.name, [table.faults, [fault]])
    read = _read_files(place, table, str(named), encoding)
    own = [Path(metadata).resolve()] if isinstance(metadata, str | Path) else []
    texts = read.texts
    frame = table.frame.rename(columns={"body": "body_original"}).assign(body=texts)
    faults = [*table.faults, *read.faults]
    if "body" in columns:
        faults.append("columns maps body, but the body is the text of the file")
    notes = [*table.notes, *read.notes(), *_left_out(place, {*read.paths, *own})]
    kind = f"{table.kind} and {len(read.paths):,} files"
    whole = replace(table, frame=frame, faults=faults, notes=notes, kind=kind)
    corpus = to_corpus(whole, Reading(columns=columns, outlets=outlets, dates=dates))
    return with_tables(corpus, outlets_table, events_table)


@dataclass
class _Files:
    """The texts of the files so far, in the order of the table's rows, and what was found."""

    texts: list[str] = field(default_factory=list)
    paths: dict[Path, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    encodings: dict[str, list[str]] = field(default_factory=dict)
    html: int = 0

    def notes(self) -> list[str]:
        """Say which encodings there were, which files look odd, how many were HTML."""
        counts = [f"{code} in {len(names):,}" for code, names in self.encodings.items()]
        notes = [f"encodings of the files: {', '.join(counts)}"] if counts else []
        for code, names in self.encodings.items():
            if judged(code):
                notes.append(f"{code} is judged from the bytes of {some(names, 5)}")
        if self.html:
            notes.append(
                f"HTML files: {self.html:,}; the body is what trafilatura "
                f"{trafilatura.__version__} takes for the article"
            )
        return notes


def _read_files(place: Path, table: RawTable, column: str, encoding: str | None) -> _Files:
    """Read the file of each row; a row whose file cannot be had is a fault."""
    read = _Files()
    for number, value in enumerate(table.frame[column]):
        row, name = table.row(number), str(value).strip() if pd.notna(value) else ""
        read.texts.append("")
        try:
            path = _path(place, name)
            if path in read.paths:
                taken = f"is that of {read.paths[path]}; one article a file"
                read.faults.append(f"{row}: the file {name!r} {taken}")
            read.paths.setdefault(path, row)
            read.texts[-1] = _text(path, name, encoding, read)
        except ReadError as error:
            read.faults.append(f"{row}: {str(error).removesuffix('.')}")
    return read


def _path(place: Path, name: str) -> Path:
    """Find a file below the folder; a name that leads out of it is refused."""
    if not name:
        msg = "file is empty"
        raise ReadError(msg)
    root, inside = place.resolve(), name.replace("\\", "/")
    path = (root / inside.replace("\0", "?")).resolve()
    if not path.is_relative_to(root):
        msg = f"the file {name!r} would lie outside the folder"
        raise ReadError(msg)
    if not path.is_file():
        known = [entry.relative_to(root).as_posix() for entry in root.rglob("*")]
        msg = f"there is no file {name!r}{near(inside, sorted(known))}"
        raise ReadError(msg)
    return path


def _text(path: Path, name: str, encoding: str | None, read: _Files) -> str:
    """Read one file; the text of an HTML file is what trafilatura takes for the article."""
    if not path.read_bytes().strip():
        return ""
    file = read_text(path, encoding)
    read.encodings.setdefault(file.encoding, []).append(name)
    if path.suffix.lower() not in HTML and not is_html(file.text):
        return file.text
    read.html += 1
    return trafilatura.extract(file.text, include_comments=False) or ""


def _left_out(place: Path, known: set[Path]) -> list[str]:
    """Name the files of the folder that no row of the table names."""
    root = place.resolve()
    names = [
        path.relative_to(root)
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.resolve() not in known
    ]
    shown = [
        name.as_posix() for name in names if not any(p.startswith(".") for p in name.parts)
    ]
    return (
        [f"files that no row names, left out: {len(shown):,} ({some(shown, 5)})"]
        if shown
        else []
    )
