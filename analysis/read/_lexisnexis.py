"""Articles of LexisNexis as HTML: one block a DIV, as in the text of Nexis."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from analysis.errors import ReadError
from analysis.read._export import Exported, Parsed, Unread, one_line
from analysis.read._html import blocks_of, parsed
from analysis.read._interface import written_date
from analysis.read._nexis import COUNTED, Block, article_of

_OPENS = re.compile(r"<DOCFULL>[ \t]*-->", re.IGNORECASE)
_CLOSES = re.compile(r"<!--[^<]*</DOCFULL>|</BODY>", re.IGNORECASE)
LONGEST_LABEL = 40
_STYLE = re.compile(r"\.(\w+)\s*\{[^}]*text-align:\s*center", re.IGNORECASE)


def parse_lexisnexis(text: str) -> Parsed:
    """Read the articles of an HTML file of LexisNexis, in the order of the file."""
    middle = frozenset(_STYLE.findall(text[: text.lower().find("<body")]))
    opens = list(_OPENS.finditer(text))
    ends = [one.start() for one in opens[1:]] + [len(text)]
    for position, (start, end) in enumerate(zip(opens, ends, strict=True), 1):
        part = _CLOSES.split(text[start.end() : end], maxsplit=1)[0]
        try:
            blocks = list(_blocks(parsed(f"<html><body>{part}</body></html>"), middle))
        except ReadError:
            yield Unread(position, "is empty")
            continue
        yield _article(blocks, position)


def _article(blocks: list[Block], position: int) -> Exported | Unread:
    counted = any(COUNTED.fullmatch(block.text) for block in blocks)
    if not counted and not any(written_date(block.text) for block in blocks):
        told = " ".join(" ".join(block.text for block in blocks).split())
        shown = told if len(told) <= 100 else f"{told[:99]}…"
        return Unread(position, f"holds no article, only {shown!r}" if told else "is empty")
    return article_of(blocks, position)


def _blocks(tree: etree._Element, middle: frozenset[str]) -> Iterator[Block]:
    """Give the paragraphs of each DIV, and of the tables beside them, as blocks."""
    body = tree.find("body")
    for element in body if body is not None else tree:
        classes = {one.get("class") for one in element.iter() if isinstance(one.tag, str)}
        centred = not middle.isdisjoint(classes)
        labelled = _is_field(element)
        for place, text in enumerate(_joined(element)):
            yield Block(text, centred and place == 0, labelled and place == 0)


def _is_field(element: etree._Element) -> bool:
    """Say whether an element opens with a SPAN of its own that is a label in capitals."""
    spans = [one for one in element.iter("span") if one_line("".join(one.itertext()))]
    label = one_line("".join(spans[0].itertext())) if len(spans) > 1 else ""
    return len(label) < LONGEST_LABEL and label.endswith(":") and label.isupper()


def _joined(element: etree._Element) -> list[str]:
    """Give the blocks of an element; a table's rows are lines of one block."""
    if element.tag == "table":
        rows = [[" ".join(blocks_of(cell)) for cell in row] for row in element.iter("tr")]
        return ["\n".join("\t".join(row) for row in rows)]
    return blocks_of(element)
