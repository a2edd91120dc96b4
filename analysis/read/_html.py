"""The markup of exports as text: paragraphs and lines, nothing run and nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
from lxml import etree

from analysis.errors import ReadError

_UNSHOWN = {"script", "style", "head", "template", "noscript", "iframe", "object"}
_BLOCKS = (
    {"address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "figure"}
    | {"footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p"}
    | {"pre", "section", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)
BREAK, PARAGRAPH = "\n", "\n\n"


def parsed(text: str) -> etree._Element:
    """Parse markup, whatever its faults; nothing is fetched.

    Raises
    ------
    ReadError
        There is no markup in it.
    """
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, remove_pis=True, huge_tree=True
    )
    try:
        tree = lxml.html.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        msg = "there is no markup in it"
        raise ReadError(msg) from error
    etree.strip_elements(tree, etree.Comment, *_UNSHOWN - {"head"}, with_tail=False)
    return tree


def pieces(element: etree._Element) -> Iterator[str]:
    """Give the text of an element in pieces, with marks where a line or a paragraph ends.

    Space that markup does not show is single space, as a browser shows it.
    """
    if not isinstance(element.tag, str):
        return
    apart = element.tag in _BLOCKS
    if apart:
        yield PARAGRAPH
    for event, node in etree.iterwalk(element, events=("start", "end")):
        yield from _at(event, node, top=node is element)
    if apart:
        yield PARAGRAPH


def _at(event: str, node: etree._Element, *, top: bool) -> Iterator[str]:
    block = node.tag in _BLOCKS
    if event == "start":
        if node.tag == "br":
            yield BREAK
        elif block and not top:
            yield PARAGRAPH
        if node.text:
            yield _shown(node.text)
    else:
        if block and not top:
            yield PARAGRAPH
        if node.tail and not top:
            yield _shown(node.tail)


def _shown(text: str) -> str:
    return re.sub(r"[\s\xa0]+", " ", text)


def blocks_of(element: etree._Element) -> list[str]:
    r"""Give the paragraphs of an element, their lines parted by a line feed.

    >>> blocks_of(parsed("<div><p>One<br>two</p> <p> </p>Three</div>"))
    ['One\ntwo', 'Three']
    """
    found = [""]
    for piece in pieces(element):
        if piece == PARAGRAPH:
            found.append("")
        else:
            found[-1] += piece
    lines = ["\n".join(line.strip() for line in text.split("\n")).strip() for text in found]
    return [re.sub(r"\n{3,}", "\n\n", re.sub(r"  +", " ", line)) for line in lines if line]


def classed(element: etree._Element, *names: str) -> list[etree._Element]:
    """Find the elements of any of these classes, case aside, in order."""
    wanted = {name.casefold() for name in names}
    return [
        one
        for one in element.iter()
        if isinstance(one.tag, str)
        and wanted.intersection((one.get("class") or "").casefold().split())
    ]
