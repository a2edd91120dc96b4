"""What kind of export a file is, judged by what it holds and never by its name."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from analysis.errors import ReadError
from analysis.read._europresse import parse_europresse
from analysis.read._export import Parsed, text_of
from analysis.read._factiva import parse_factiva_html, parse_factiva_xml
from analysis.read._lexisnexis import parse_lexisnexis
from analysis.read._lists import (
    is_mediacloud,
    is_trafilatura,
    parse_mediacloud,
    parse_trafilatura,
)
from analysis.read._members import BROKEN, DAMAGED, ZIP, Member
from analysis.read._nexis import OPENS, parse_nexis
from analysis.read._nexis_uni import has_articles, parse_nexis_uni
from analysis.read._page import is_html
from analysis.read._text import NOT_TEXT

_FACTIVA = re.compile(r"class=[\"'](?:article [a-z]{2}Article|articleParagraph)\b")
_FACTIVA_XML = re.compile(
    r"<(?:\w+:)?(?:PPSResponse|ppsArticleResponse|ppsarticle|accessionNo)\b"
)
_EUROPRESSE = re.compile(
    r"class=[\"']?[^\"'>]*(?:DocPublicationName|titreArticleVisu)", re.IGNORECASE
)
_LEXISNEXIS = re.compile(r"<DOCFULL>[ \t]*-->", re.IGNORECASE)
_MARKUP = re.compile(r"\s*(?:<!--.*?-->\s*)*<[!?a-zA-Z]", re.DOTALL)


BEGINNING = 2_000_000
"""Characters of a text within which it shows what it is: styles may go before articles."""


@dataclass(frozen=True)
class Kind:
    """A kind of export: what it is called, and which reader reads it."""

    name: str
    reader: str


NEXIS = Kind("Nexis text", "read_nexis")
NEXIS_UNI = Kind("Nexis Uni Word", "read_nexis")
LEXISNEXIS = Kind("LexisNexis HTML", "read_lexisnexis")
FACTIVA = Kind("Factiva HTML", "read_factiva")
FACTIVA_XML = Kind("Factiva XML", "read_factiva")
EUROPRESSE = Kind("Europresse HTML", "read_europresse")
MEDIA_CLOUD = Kind("Media Cloud CSV", "read_mediacloud")
TRAFILATURA = Kind("trafilatura JSON", "read_trafilatura")

_PARSERS: dict[Kind, Callable[[str], Parsed]] = {
    NEXIS: parse_nexis,
    LEXISNEXIS: parse_lexisnexis,
    FACTIVA: parse_factiva_html,
    FACTIVA_XML: parse_factiva_xml,
    EUROPRESSE: parse_europresse,
    MEDIA_CLOUD: parse_mediacloud,
    TRAFILATURA: parse_trafilatura,
}


@dataclass(frozen=True)
class Recognised:
    """A file whose kind is known: its articles, and what to know of its letters."""

    kind: Kind
    articles: Parsed
    notes: tuple[str, ...] = ()


def recognise(member: Member) -> Recognised:
    """Tell what kind of export a file is, and begin to read it.

    Raises
    ------
    ReadError
        It is no export that is known here; the message goes on after the file's name.
    """
    if not member.raw.strip():
        msg = "is empty"
        raise ReadError(msg)
    if member.raw.startswith(ZIP):
        return _office(member)
    _refuse_other_kinds(member.raw)
    try:
        text, notes = text_of(member.raw, member.name)
    except ReadError as error:
        raise ReadError(str(error).removeprefix(f"{member.name} ").rstrip(".")) from error
    kind = kind_of(text)
    if kind is None:
        msg = f"is no export that is known here: it looks like {_likeness(text)}"
        raise ReadError(msg)
    return Recognised(kind, _PARSERS[kind](text), notes)


def kind_of(text: str) -> Kind | None:
    """Tell what kind of export a text is, by how it begins; nothing if it is none."""
    text = text[:BEGINNING]
    if _MARKUP.match(text[:100_000]):
        for kind, sign in (
            (FACTIVA_XML, _FACTIVA_XML),
            (LEXISNEXIS, _LEXISNEXIS),
            (EUROPRESSE, _EUROPRESSE),
            (FACTIVA, _FACTIVA),
        ):
            if sign.search(text):
                return kind
        return None
    if text.lstrip()[:1] in {"{", "["}:
        return TRAFILATURA if is_trafilatura(text) else None
    if is_mediacloud(text[:5_000].partition("\n")[0]):
        return MEDIA_CLOUD
    return NEXIS if OPENS.search(text) else None


def _office(member: Member) -> Recognised:
    """Take a document of Word for one of Nexis Uni, if it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(member.raw)) as archive:
            names = set(archive.namelist())
    except BROKEN as error:
        raise ReadError(DAMAGED) from error
    if "word/document.xml" not in names:
        other = "a spreadsheet" if "xl/workbook.xml" in names else "an office document"
        msg = f"looks like {other} without the text of a document of Word (word/document.xml)"
        raise ReadError(msg)
    if not has_articles(member.raw):
        msg = (
            "is a document of Word, but none of Nexis Uni: no line in it says 'End of Document'"
        )
        raise ReadError(msg)
    return Recognised(NEXIS_UNI, parse_nexis_uni(member.raw))


def _refuse_other_kinds(raw: bytes) -> None:
    for start, what, _ in NOT_TEXT:
        if raw.startswith(start):
            rich = raw.startswith((b"%PDF-", b"{\\rtf", b"\xd0\xcf\x11\xe0"))
            remedy = "; choose another format when you export: see docs/archives.md"
            msg = f"is {what}, which is not read here{remedy if rich else ''}"
            raise ReadError(msg)


def _likeness(text: str) -> str:
    if is_html(text):
        return "a web page; saved pages are read with read_pages"
    if _MARKUP.match(text[:100_000]):
        return "XML of another kind"
    if text.lstrip()[:1] in {"{", "["}:
        return "JSON of another kind; articles in JSON are read with read_jsonl"
    header = text.lstrip()[:5_000].partition("\n")[0]
    if any(header.count(mark) >= 2 for mark in ",;\t|"):
        return "a table; articles in a table are read with read_csv"
    return "plain text"
