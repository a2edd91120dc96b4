"""Find what stands in quotation marks in one text, paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.measure._marks import marks
from analysis.measure._pairing import Fault, Paragraph

REACH = 5
"""Paragraphs without any double mark that a quote may run through to its closing mark."""
LONGEST_WRAPPED = 100
"""Longest line, in characters, of a text whose line ends may be mere wrapping."""
_BREAK = re.compile(r"\n(?![ \t\r\xa0]*[a-zß-öø-ÿ])")
_BLANK_LINE = re.compile(r"\n(?=[ \t\r\xa0]*\n)")


class Quoted(NamedTuple):
    """The text inside one pair of marks, in one paragraph."""

    start: int
    end: int
    depth: int
    continues: bool
    paragraph: tuple[int, int]


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each paragraph, without the blanks around it.

    A paragraph ends with its line, unless the next line goes on in lower case, or the
    text is wrapped: short lines only, and blank lines between paragraphs.
    """
    wrapped = _BLANK_LINE.search(text.strip()) is not None and (
        max(map(len, text.split("\n"))) <= LONGEST_WRAPPED
    )
    breaks = (_BLANK_LINE if wrapped else _BREAK).finditer(text)
    ends = [*(match.start() for match in breaks), len(text)]
    for start, end in zip([0, *ends], ends, strict=False):
        inside = text[start:end]
        if stripped := inside.strip():
            low = start + inside.index(stripped[0])
            yield low, low + len(stripped)


def find_quoted(text: str) -> tuple[list[Quoted], list[Fault]]:
    """Pair the marks of a text; a quote never runs on unless marks say so.

    A quote that its paragraph does not close ends there. It goes on in the next one if
    that begins with an opening mark, and through up to ``REACH`` paragraphs without
    double marks if the one after them ends with the closing mark.

    >>> [text[q.start : q.end] for text in ["‘No,’ she said. ‘It’s the Democrats’ plan.’"]
    ...  for q in find_quoted(text)[0]]
    ['No,', 'It’s the Democrats’ plan.']
    """
    found = []
    for start, end in paragraphs(text):
        paragraph = Paragraph(text=text, start=start, end=end, marks=marks(text, start, end))
        paragraph.pair()
        found.append(paragraph)
    _join(found)
    quoted = [quote for paragraph in found for quote in _with_depth(paragraph)]
    faults = sorted(fault for paragraph in found for fault in paragraph.faults)
    return quoted, faults


def _join(found: list[Paragraph]) -> None:
    """Close what paragraphs left open, and mark the quotes that go on in the next."""
    for place, paragraph in enumerate(found):
        mark = paragraph.left_open or paragraph.lone_single
        if mark is None:
            continue
        after = found[place + 1] if place + 1 < len(found) else None
        again = after is not None and after.begins_with(mark.family)
        if paragraph.left_open is None:
            if again:
                paragraph.add(mark.end, paragraph.end)
        else:
            again = again or _run_through(found[place + 1 : place + 2 + REACH])
            paragraph.close_at_end(surely=again)
        if again and after is not None:
            after.goes_on = True


def _run_through(ahead: list[Paragraph]) -> bool:
    """Run an open quote through paragraphs without marks to its closing mark, if any."""
    for place, paragraph in enumerate(ahead):
        closer = paragraph.ends_with_stray()
        if closer is not None:
            for between in ahead[:place]:
                between.add(between.start, between.end)
                between.goes_on = True
            paragraph.add(paragraph.start, closer.start)
            paragraph.faults = [f for f in paragraph.faults if f.start != closer.start]
            paragraph.goes_on = True
            return True
        if any(mark.family == "double" for mark in paragraph.marks):
            break
    return False


def _with_depth(paragraph: Paragraph) -> Iterator[Quoted]:
    """Yield the quotes of a paragraph in order, with how many others hold each."""
    ends: list[int] = []
    bounds = (paragraph.start, paragraph.end)
    in_order = sorted(set(paragraph.quotes), key=lambda quote: (quote[0], -quote[1]))
    for place, (start, end) in enumerate(in_order):
        while ends and ends[-1] <= start:
            ends.pop()
        yield Quoted(start, end, len(ends), paragraph.goes_on and place == 0, bounds)
        ends.append(end)
