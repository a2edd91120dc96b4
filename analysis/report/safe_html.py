"""Untrusted HTML made safe: only known elements are written again, all text is escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

TAGS = frozenset({
    "a", "abbr", "b", "bdi", "blockquote", "br", "caption", "cite", "code", "col",
    "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption",
    "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd", "li", "mark",
    "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "summary", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var",
})  # fmt: skip
VOID = frozenset({"br", "hr", "col"})
UNSPOKEN = frozenset({
    "script", "style", "template", "noscript", "noframes", "noembed", "iframe", "object",
    "applet", "svg", "math", "textarea", "select", "title", "xmp", "plaintext", "audio",
    "video", "canvas",
})  # fmt: skip
"""Elements whose content is left out as well: a browser does not read it as plain text."""
NAME = re.compile(r"[A-Za-z][\w -]*")
COUNT = re.compile(r"\d{1,4}")
WORDS = frozenset({"ltr", "rtl", "auto", "col", "row", "colgroup", "rowgroup"})


def safe_html(html: str) -> str:
    """Return ``html`` with nothing left that could run, load or restyle anything.

    The text is parsed and written anew from a list of allowed elements and attributes, so
    that what a browser reads is what was checked, however broken the input is.

    >>> safe_html("<b onclick=alert(1)>bold</b><script>alert(2)</script><img src=x>")
    '<b>bold</b>'
    >>> safe_html('<a href="javascript:alert(1)">x</a> & <i>y')
    '<a>x</a> &amp; <i>y</i>'
    """
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return writer.result()


def safe_link(address: str) -> str:
    """Return an address a page may link to, or an empty text.

    Web addresses, and relative ones without a scheme, are kept; all others could run code
    or open something on the reader's own machine.

    >>> safe_link("https://example.org/a?b=1"), safe_link("#part"), safe_link("words.html")
    ('https://example.org/a?b=1', '#part', 'words.html')
    >>> safe_link(" JaVaScRiPt:alert(1)"), safe_link("//example.org"), safe_link("data:,x")
    ('', '', '')
    """
    plain = re.sub(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e]", "", address)
    if "\\" in plain:  # browsers take it for a slash
        return ""
    try:
        parts = urlsplit(plain)
    except ValueError:
        return ""
    if parts.scheme in {"http", "https"} and parts.netloc:
        return plain
    relative = not parts.scheme and not parts.netloc and not plain.startswith("/")
    return plain if relative and ":" not in plain.split("/")[0].split("#")[0] else ""


class _Writer(HTMLParser):
    """Writes the allowed part of what it is fed, with every element closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._open: list[str] = []
        self._unspoken = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSPOKEN:
            self._unspoken += 1
        elif not self._unspoken and tag in TAGS:
            kept = _kept(tag, {name: value or "" for name, value in attrs})
            written = "".join(f' {name}="{escape(kept[name])}"' for name in kept)
            self._pieces.append(f"<{tag}{written}>")
            if tag not in VOID:
                self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in UNSPOKEN:
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSPOKEN:
            self._unspoken = max(0, self._unspoken - 1)
        elif not self._unspoken and tag in self._open:
            while (last := self._open.pop()) != tag:
                self._pieces.append(f"</{last}>")
            self._pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._unspoken:
            self._pieces.append(escape(data, quote=False))

    def result(self) -> str:
        return "".join([*self._pieces, *(f"</{tag}>" for tag in reversed(self._open))])


def _kept(tag: str, attributes: Mapping[str, str]) -> dict[str, str]:
    """Choose the attributes of one element that may stay."""
    kept = {}
    for name, value in attributes.items():
        if name == "href" and tag == "a":
            address = safe_link(value)
            if address:
                kept[name] = address
                if not address.startswith("#"):
                    kept["rel"] = "noopener noreferrer"
        elif name == "title" or (
            (name == "class" and NAME.fullmatch(value))
            or (name in {"colspan", "rowspan", "start"} and COUNT.fullmatch(value))
            or (name in {"scope", "dir"} and value in WORDS)
        ):
            kept[name] = value
    return kept
