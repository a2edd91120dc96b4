"""Articles of Nexis Uni, as documents of Word."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import docx
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from analysis.errors import ReadError
from analysis.read._export import Exported, Parsed, Unread, one_line, paragraphs
from analysis.read._interface import (
    TAIL,
    field_of,
    heading_of,
    is_copyright,
    is_end,
    language_tag,
    words_counted,
    written_date,
)

BROKEN = (
    *(LookupError, ValueError, AttributeError, TypeError, EOFError, RuntimeError, zlib.error),
    *(PythonDocxError, OpcError, zipfile.BadZipFile, etree.XMLSyntaxError),
)
"""What python-docx raises on documents whose parts are missing or are not what they should."""


@dataclass(frozen=True)
class _Line:
    """A paragraph of the document: its text, and whether all of it is bold."""

    text: str
    bold: bool = False

    @property
    def heading(self) -> str:
        """The part of an article that the line opens, if it does."""
        return heading_of(self.text) if self.bold else ""


def parse_nexis_uni(raw: bytes) -> Parsed:
    """Read the articles of a document of Nexis Uni, in its order.

    The cover page and the list of the documents stand before the first article.

    Raises
    ------
    ReadError
        The bytes are no document of Word, or a damaged one.
    """
    start = 0
    lines = list(_lines(raw))
    position = 0
    for place, line in enumerate(lines):
        if is_end(line.text):
            position += 1
            yield _article(lines[start:place], position)
            start = place + 1
    if position and any(line.heading == "body" for line in lines[start:]):
        yield Unread(position + 1, "is cut off: the mark that ends a document is missing")


def has_articles(raw: bytes) -> bool:
    """Say whether a document of Word holds articles as Nexis Uni sets them."""
    return any(is_end(line.text) for line in _lines(raw))


def _lines(raw: bytes) -> Iterator[_Line]:
    """Give the paragraphs of a document, and its tables as one line each."""
    try:
        document = docx.Document(io.BytesIO(raw))
        for part in document.iter_inner_content():
            if isinstance(part, Paragraph):
                runs = [run for run in part.runs if run.text.strip()]
                yield _Line(part.text.strip(), bool(runs) and all(r.bold for r in runs))
            elif isinstance(part, Table):
                rows = ["\t".join(one_line(c.text) for c in row.cells) for row in part.rows]
                yield _Line("\n".join(row for row in rows if row.strip()))
    except BROKEN as error:
        msg = "is a document of Word, but damaged or incomplete; download it again"
        raise ReadError(msg) from error


def _article(lines: Sequence[_Line], position: int) -> Exported | Unread:
    """Make an article of its lines: headline, outlet, date, fields, body, further fields."""
    opens = _opening(lines)
    fields: dict[str, str] = {}
    closes = next((p for p in range(opens + 1, len(lines)) if _closes(lines, p)), len(lines))
    for line in [*lines[: max(opens, 0)], *lines[closes:]]:
        field, value = field_of(line.text)
        if field:
            fields.setdefault(field, value)
    head = lines[: opens + 1]
    headline, outlet, published, edition = _named(head)
    body = paragraphs([line.text for line in lines[opens + 1 : closes]])
    if not (headline or body):
        return Unread(position, "has neither a headline nor a text")
    return Exported(
        position=position,
        outlet=outlet,
        published=published,
        edition=edition,
        headline=headline,
        body=paragraphs([fields.get("highlight", ""), body]),
        byline=one_line(fields.get("byline")),
        section=one_line(fields.get("section")),
        language=language_tag(fields.get("language", "")),
        length=words_counted(fields.get("length", "")),
    )


def _opening(lines: Sequence[_Line]) -> int:
    """Find the line after which the text begins: a heading, else the last field before it."""
    labelled = [place for place, line in enumerate(lines) if _is_of_head(line)]
    if any(line.heading == "body" for line in lines):
        return next(place for place, line in enumerate(lines) if line.heading == "body")
    plain = [p for p, line in enumerate(lines) if labelled and heading_of(line.text) == "body"]
    return next((p for p in plain if p > labelled[0]), labelled[-1] if labelled else -1)


def _is_of_head(line: _Line) -> bool:
    return field_of(line.text)[0] in {"length", "byline", "section", "highlight", "dateline"}


def _closes(lines: Sequence[_Line], place: int) -> bool:
    """Say whether a line opens what stands after the text: a field, or a heading of fields."""
    line = lines[place]
    if line.heading in TAIL or field_of(line.text)[0] in TAIL:
        return True
    following = next((one.text for one in lines[place + 1 :] if one.text), "")
    return heading_of(line.text) in TAIL and field_of(following)[0] in TAIL


def _named(head: Sequence[_Line]) -> tuple[str, str, str, str]:
    """Tell headline, outlet, date and edition: the run of lines around the last date."""
    plain = [
        "" if field_of(line.text)[0] or is_copyright(line.text) or line.heading else line.text
        for line in head
    ]
    dates = [p for p, text in enumerate(plain) if text and written_date(text)]
    if not dates:
        told = [one_line(text) for text in plain if text][-2:]
        return "".join(told[:1]), "".join(told[1:]), "", ""
    dateline = dates[-1]
    run: list[str] = []
    for text in reversed(plain[:dateline]):
        if not text:
            break
        run.insert(0, one_line(text))
    if not run:
        return "", "", written_date(plain[dateline]), ""
    outlet = run.pop() if len(run) > 1 else ""
    edition = next((one_line(t) for t in plain[dateline + 1 : dateline + 2] if t), "")
    return " ".join(run), outlet, written_date(plain[dateline]), edition
