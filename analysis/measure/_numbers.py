"""Numbers of a sentence with what they count, and whether two sentences' numbers conflict.

*Three killed* and *5 killed* cannot both be right of one thing; *three killed* and *five
hurt* can. What a number counts is not parsed: it is taken to be among the content words
that stand next after it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from analysis.measure.forms import ENGLISH, Forms
from analysis.tokens import WORD, normal

_SMALL = str.split(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = str.split("twenty thirty forty fifty sixty seventy eighty ninety")
_SPELT: Mapping[str, float] = {
    **{word: float(value) for value, word in enumerate(_SMALL, 2)},
    **{word: 10.0 * value for value, word in enumerate(_TENS, 2)},
    **{
        f"{ten}-{one}": 10.0 * value + digit
        for value, ten in enumerate(_TENS, 2)
        for digit, one in enumerate(("one", *_SMALL[:8]), 1)
    },
}
_TIMES: Mapping[str, float] = {
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
}
_MONTHS = frozenset(
    str.split(
        "january february march april may june july august september october november "
        "december jan feb mar apr jun jul aug sep sept oct nov dec"
    )
)
_ORDINAL = ("st", "nd", "rd", "th")
_SHORT: Mapping[str, float] = {"bn": 1e9, "k": 1e3, "m": 1e6}
"""What stands right after the digits, as in $5m."""
_SAME = {"dollar": "$", "pound": "£", "euro": "€", "%": "percent"}
_AFTER = "|".join((*_ORDINAL, *_SHORT))
_PIECE = re.compile(rf"(?<![\w.,])[$£€]?\d[\d,]*(?:\.\d+)?(?:(?:{_AFTER})\b)?|%|{WORD.pattern}")
_ENDS = frozenset(("and", "or", "but", "while", "as", "when", "after"))
"""Words behind which a number counts nothing."""
_CLOCK = re.compile(r"(?<=\d):(?=\d\d\b)")
"""The colon of 04:40, which others print as 4.40."""
_UNIT_WORDS = 2
"""Content words after a number that it may count."""
_YEARS = (1900.0, 2100.0)
_FORMS = Forms(stems=True)
_STOP = frozenset(ENGLISH)


@dataclass(frozen=True)
class Number:
    """A number and the stems of what it may count; none where that cannot be told."""

    value: float
    units: frozenset[str]


def numbers_of(sentence: str) -> tuple[Number, ...]:
    """List the numbers of a sentence, in digits or spelt out, with what they may count.

    *One* and ordinals are left out: they seldom count. A day counts its month; a year, such
    as 2019, counts nothing.

    >>> [(n.value, sorted(n.units)) for n in numbers_of("Three of the 1,200 dockers died.")]
    [(3.0, ['die', 'docker']), (1200.0, ['die', 'docker'])]
    >>> [(n.value, sorted(n.units)) for n in numbers_of("It cost $2.5 million by June 3rd.")]
    [(2500000.0, ['$']), (3.0, ['jun'])]
    """
    plain = _CLOCK.sub(".", normal(sentence).replace("per cent", "percent"))
    pieces = _PIECE.findall(plain)
    numbers: list[Number] = []
    at = 0
    while at < len(pieces):
        value = _value(pieces, at)
        after = at + 1
        if value is not None:
            times = []
            while after < len(pieces) and (by := _times(pieces[after])):
                times.append(by)
                after += 1
            numbers.append(Number(value * prod(times), _units(pieces, at, after)))
        at = after
    return tuple(numbers)


def conflict(one: Sequence[Number], other: Sequence[Number]) -> bool:
    """Tell whether two sentences give different numbers of what may be the same thing.

    A number that the other sentence has too, of whatever, is in no conflict.

    >>> conflict(numbers_of("Three were killed."), numbers_of("The blast killed 5 people."))
    False
    >>> conflict(numbers_of("3 people were killed."), numbers_of("Five people died."))
    True
    >>> conflict(numbers_of("3 died, five were hurt."), numbers_of("Five died."))
    False
    """
    mine, theirs = ({n.value for n in numbers} for numbers in (one, other))
    return any(
        a.units & b.units
        for a in one
        if a.value not in theirs
        for b in other
        if b.value not in mine
    )


def _value(pieces: Sequence[str], at: int) -> float | None:
    """Return the value of a piece that is a number; None for a word or an ordinal."""
    text = pieces[at]
    if text in _SPELT:
        return _SPELT[text]
    digits = text.lstrip("$£€").replace(",", "")
    if not digits[:1].isdecimal() or not digits.isascii():
        return None
    plain = digits.rstrip("bnkm")
    if plain != digits:
        return float(plain) * _SHORT[digits.removeprefix(plain)]
    if not digits.endswith(_ORDINAL):
        return float(digits)
    return float(digits[:-2]) if _after_month(pieces, at) else None


def _times(word: str) -> float | None:
    return _TIMES.get(word.removesuffix("s"))


def _after_month(pieces: Sequence[str], at: int) -> bool:
    return at > 0 and pieces[at - 1].rstrip(".") in _MONTHS


def _units(pieces: Sequence[str], at: int, after: int) -> frozenset[str]:
    """Say what the number at one piece may count, its last piece standing before ``after``."""
    text = pieces[at]
    if _after_month(pieces, at):
        return frozenset([pieces[at - 1][:3]])
    if text[0] in "$£€":
        return frozenset(text[0])
    if text.isdecimal() and len(text) == 4 and _YEARS[0] <= float(text) < _YEARS[1]:
        return frozenset()
    units: list[str] = []
    for place in range(after, len(pieces)):
        word = pieces[place]
        if word in _ENDS:
            break
        if word in _STOP or _value(pieces, place) is not None or _times(word):
            continue
        stem = _FORMS.item(word)
        units.append(_SAME.get(stem, stem))
        if len(units) == _UNIT_WORDS:
            break
    return frozenset(units)
