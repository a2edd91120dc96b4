"""Quotation marks in a text: where they stand, which way they turn, what they cannot be."""

# ruff: noqa: RUF001 -- marks that look alike are what this module tells apart

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Turn = Literal["opens", "closes", "either"]

_SIGNS = "\"“”„‟″«»'‘’‚‛`´"
_SINGLE = "'‘’‚‛`´"
_DOUBLE = '"“”„‟″'
_MARK = re.compile(
    r"(?P<markup>\w=\"[^\"]{0,300}\")"
    rf"|''+|’’+|‘‘+|``+|[\"“”„‟″«»]"
    rf"|(?<![^\W_])[{_SINGLE}]|[{_SINGLE}](?![^\W_])"  # not within a word: isn't
)
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
    n_double = 0
    for match in _MARK.finditer(text, start, end):
        if match["markup"]:
            continue
        for low, high in _split(text, match.start(), match.end(), end):
            place = _place(text, low, high, start, end)
            sign, shape = text[low], _shape(text[low], high - low)
            if high - low == 2 or sign in _DOUBLE:
                if not _is_inches(text, low, place, none_open=n_double % 2 == 0):
                    found.append(Mark(low, high, "double", shape, place))
                    n_double += 1
            elif sign in "«»":
                found.append(Mark(low, high, "angle", shape, place))
            elif not (text.startswith("s", high) and low and text[low - 1] in _SIGNS):
                found.append(Mark(low, high, "single", shape, place))
    return found


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
    """Cut a run of apostrophes into double marks and at most one single mark.

    The single mark is the inner one: first where the run closes, last where it opens.
    """
    odd = (end - start) % 2
    if end - start == 1 or not odd:
        step = min(2, end - start)
        yield from ((place, place + step) for place in range(start, end, step))
        return
    closing = end >= limit or not text[end].isalnum()
    if closing:
        yield start, start + 1
    low = start + closing
    yield from ((place, place + 2) for place in range(low, low + end - start - 1, 2))
    if not closing:
        yield end - 1, end


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


def _is_inches(text: str, low: int, place: Turn, *, none_open: bool) -> bool:
    """Say whether a double mark after a digit measures (6'2", a 12" pipe)."""
    sign = text[low]
    if place == "opens" or sign not in '"”″' or not low or not text[low - 1].isdigit():
        return False
    if _FEET.search(text, max(0, low - 6), low):
        return True
    return sign != "”" and none_open
