"""From the text of one saved page to an article: its fields, and the parts markup names."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import lxml.html
import trafilatura
from lxml import etree
from trafilatura.settings import Document

from analysis.errors import ReadError
from analysis.read._lines import is_headline, letters

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|title|meta|link|script|article|main|section|div|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_MIME = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,40}?MIME-Version:", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?\s*([\w-]+)", re.IGNORECASE)
_DATES = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"}
"""Only dates that the page states; no guess, and nothing that depends on today."""

Part = tuple[str, int, int, str]
"""Field, start, end and value of a part."""


@dataclass(frozen=True, kw_only=True)
class SavedPage:
    """One page as an article.

    Parameters
    ----------
    fields
        Columns of the article table that the page fills.
    parts
        Parts that its markup names; empty for plain text.
    """

    fields: dict[str, str]
    parts: tuple[Part, ...] = field(default=())


def is_html(text: str) -> bool:
    """Say whether a text is HTML, by how it begins."""
    return _HTML.match(text[:4000]) is not None


def charset(raw: bytes) -> str:
    """Return the encoding that an HTML page says it is in, or nothing."""
    found = _CHARSET.search(raw[:4096])
    return found.group(1).decode("ascii") if found else ""


def html_of_archive(raw: bytes) -> bytes | None:
    """Return the page inside a web archive (MHTML), or ``None`` if the bytes are none."""
    if not _MIME.match(raw[:20_000]):
        return None
    message = email.message_from_bytes(raw, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else None
    return None


def read_plain(text: str) -> SavedPage:
    """Take a page in plain text: all of it is the body, a clear first line the headline."""
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    more = text.strip() != first
    headline = first if more and is_headline(first) else ""
    return SavedPage(fields={"headline": headline, "body": text})


def read_html(text: str) -> SavedPage:
    """Take article, comments and what is said about them out of a page's markup.

    Raises
    ------
    ReadError
        The page has no text that could be an article.
    """
    page = trafilatura.bare_extraction(
        text, include_comments=True, with_metadata=True, date_extraction_params=_DATES
    )
    article = (page.text or "").strip("\n") if isinstance(page, Document) else ""
    if not isinstance(page, Document) or not article.strip():
        msg = "no article text was found in the page"
        raise ReadError(msg)
    comments = (page.comments or "").strip("\n")
    headline = page.title or ""
    named = _named_by_markup(text, page.body, page.author or "", page.description or "")
    fields = {
        "headline": headline,
        "body": f"{article}\n\n{comments}" if comments else article,
        "outlet": page.sitename or "",
        "published": page.date or "",
        "url": page.url or "",
        "byline": page.author or "",
        "language": page.language or "",
    }
    parts = tuple(_parts(headline, article, comments, named))
    return SavedPage(fields=fields, parts=parts)


def _named_by_markup(
    text: str, body: etree._Element | None, author: str, description: str
) -> dict[str, str]:
    """Map the letters of lines to the part that the page's markup gives them."""
    named = {letters(description): "standfirst"}
    heads = body.iter("head") if body is not None else ()
    named |= {letters("".join(head.itertext())): "subheading" for head in heads}
    tree = lxml.html.fromstring(text.encode("utf-8", "surrogatepass"), parser=_parser())
    for element in tree.iter("figcaption"):
        named[letters("".join(element.itertext()))] = "caption"
    for element in tree.iter("p", "div", "span", "address", "a"):
        kind = f"{element.get('class', '')} {element.get('rel', '')}".lower()
        if "byline" in kind or "author" in kind.split():
            named[letters("".join(element.itertext()))] = "byline"
    named |= {letters(author): "byline", letters(f"by {author}"): "byline"}
    named.pop("", None)
    named.pop("by", None)
    return named


def _parser() -> lxml.html.HTMLParser:
    return lxml.html.HTMLParser(encoding="utf-8", no_network=True)


def _parts(headline: str, article: str, comments: str, named: dict[str, str]) -> Iterator[Part]:
    """Give each line that is not blank its part."""
    if headline.strip():
        start = len(headline) - len(headline.lstrip())
        yield "headline", start, len(headline.rstrip()), "headline"
    first = True
    for start, line in _lines(article, 0):
        value = named.get(letters(line), "body")
        if first and headline and letters(line) == letters(headline):
            value = "headline"
        yield "body", start, start + len(line), value
        first = False
    for start, line in _lines(comments, len(article) + 2):
        yield "body", start, start + len(line), "comment"


def _lines(text: str, at: int) -> Iterator[tuple[int, str]]:
    """Give the lines of a text that are not blank, bare of space, with their offsets."""
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            yield at + line.index(bare), bare
        at += len(line) + 1
