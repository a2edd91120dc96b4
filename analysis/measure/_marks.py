"""Quotation marks in a text: where they stand, which way they turn, what they cannot be."""

# ruff: noqa: RUF001 -- marks that look alike are what this module tells apart

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Turn = Literal["opens", "closes", "either"]

_SIGNS = "\"“”„‟″«»'‘’‚‛`´"
_SINGLE = "'‘’‚‛`´"
_APOSTROPHES = frozenset("'‘’")
_PAIRED = "'‘’`"
_DOUBLE = '"“”„‟″'
_RUN = re.compile(f"[{_SIGNS}][{_SIGNS}]*")  # not +, which is searched for more slowly
_SHAPE: dict[str, Turn] = {
    "“": "opens", "„": "opens", "‟": "opens", "«": "opens", "‘": "opens", "‚": "opens",
    "‛": "opens", "`": "opens", "”": "closes", "″": "closes", "»": "closes", "’": "closes",
    "´": "closes",
}  # fmt: skip
_LEFT = frozenset("([{<>—–-/=*|•_")
_RIGHT = frozenset(")]}<.,;:!?…—–-/*|_")
_CLIPPED = re.compile(
    r"(?:em|tis|twas|twere|til|till|cause|cuz|cos|bout|round|neath|n)\b", re.IGNORECASE
)
_YEAR = re.compile(r"\d{2}s?\b")
_ATTRIBUTE = re.compile(r"\w=\"[^\"]{0,300}\"")
_FEET = re.compile(r"\d ?['’′] ?\d{1,2}$")
_ADJACENT = 4
"""How many marks in a row are looked past for the letter beside a mark."""


class Mark(NamedTuple):
    """One quotation mark: where it stands, and which way shape and place turn it."""

    start: int
    end: int
    family: Literal["double", "single", "angle"]
    shape: Turn
    place: Turn


def marks(text: str, start: int, end: int) -> list[Mark]:
    """List what may be quotation marks in one paragraph of ``text``.

    Apostrophes within words, the possessive after a closing mark, and the marks of feet
    and inches are left out. Two apostrophes, and two backticks, are one double mark.
    """
    found: list[Mark] = []
    n_double, resume = 0, start
    for run in _RUN.finditer(text, start, end):
        low, high = run.span()
        if high - low == 1 and _within_word(text, low, start, end):
            continue
        attribute = _ATTRIBUTE.match(text, max(start, low - 2))
        resume = attribute.end() if attribute else resume
        if low < resume:
            continue
        for first, last in _split(text, low, high, end):
            mark = _mark(text, first, last, start, end)
            if mark.family == "double":
                if _is_inches(text, mark, none_open=n_double % 2 == 0):
                    continue
                n_double += 1
            found.append(mark)
    return found


def _within_word(text: str, place: int, start: int, end: int) -> bool:
    """Say whether a single mark is an apostrophe: within a word, or the last of 'n'."""
    if text[place] not in _SINGLE or place == start:
        return False
    if text[place - 1] in "nN" and text[place - 2 : place - 1] in _APOSTROPHES:
        return True
    return place + 1 < end and text[place - 1].isalnum() and text[place + 1].isalnum()


def _mark(text: str, low: int, high: int, start: int, end: int) -> Mark:
    sign = text[low]
    double = high - low == 2 or sign in _DOUBLE
    return Mark(
        low,
        high,
        "double" if double else "angle" if sign in "«»" else "single",
        _shape(sign, high - low),
        _place(text, low, high, start, end),
    )


def is_clipped(text: str, mark: Mark) -> bool:
    """Say whether a mark stands for letters left out of the word after it ('em, 'tis)."""
    return bool(_CLIPPED.match(text, mark.end))


def is_year(text: str, mark: Mark) -> bool:
    """Say whether a mark stands before two digits, as in '08 and the '90s."""
    return bool(_YEAR.match(text, mark.end))


def _shape(sign: str, width: int) -> Turn:
    """Say which way a mark is drawn; two curly apostrophes serve for either."""
    return "either" if width == 2 and sign == "’" else _SHAPE.get(sign, "either")


def _split(text: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    """Cut a run of signs into marks: two apostrophes alike are one double mark.

    Of three, the single mark is the inner one: first if the run closes, last if it opens.
    The apostrophe of a possessive that follows a mark is left out.
    """
    opening = end < limit and text[end].isalnum()
    while start < end:
        sign, last = text[start], start + 1
        while last < end and text[last] == sign:
            last += 1
        if sign not in _PAIRED or last - start == 1:
            possessive = sign in _SINGLE and start and text.startswith("s", last)
            if not (possessive and last == end and text[start - 1] in _SIGNS):
                yield from ((place, place + 1) for place in range(start, last))
        else:
            inner = start + (0 if opening else (last - start) % 2)
            if inner > start:
                yield start, inner
            yield from ((place, place + 2) for place in range(inner, last - 1, 2))
            if opening and (last - start) % 2:
                yield last - 1, last
        start = last


def _place(text: str, low: int, high: int, start: int, end: int) -> Turn:
    """Say which way the characters beside a mark turn it, other marks being looked past."""
    left, right = low - 1, high
    while left >= start and text[left] in _SIGNS and low - left <= _ADJACENT:
        left -= 1
    while right < end and text[right] in _SIGNS and right - high < _ADJACENT:
        right += 1
    opens = left < start or text[left].isspace() or text[left] in _LEFT
    closes = right >= end or text[right].isspace() or text[right] in _RIGHT
    if opens == closes:
        return "either"
    return "opens" if opens else "closes"


def _is_inches(text: str, mark: Mark, *, none_open: bool) -> bool:
    """Say whether a double mark after a digit measures (6'2", a 12" pipe)."""
    low, sign = mark.start, text[mark.start]
    if mark.place == "opens" or sign not in '"”″' or not text[low - 1 : low].isdigit():
        return False
    return (sign != "”" and none_open) or bool(_FEET.search(text, max(0, low - 6), low))
