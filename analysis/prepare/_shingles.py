"""Words of many texts as numbers, and the runs of words that several of them share.

A word is a run of letters and digits in any script, letter case aside, with an apostrophe
between two of them: "don't" and "don’t" are one. Each word and each run of words becomes a
64-bit number by a polynomial over its characters, so that ten million of them are compared
by sorting. Among n different runs two have the same number by chance about n² / 2⁶⁵ times:
3e-6 times among ten million.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Places = NDArray[np.int32]
Bools = NDArray[np.bool_]
Hashes = NDArray[np.uint64]

BLOCK = 4_000_000
"""Characters turned into words at a time: bounds the memory."""
_BASE = 0x9E3779B97F4A7C15
_STEP = np.uint64(0xC2B2AE3D27D4EB4F)
_WORD, _APOSTROPHE, _DIGIT, _LINE, _STOP, _SPACE = 1, 2, 4, 8, 16, 32
_APOSTROPHES = "'\u2019\u02bc"
_FIGURES = np.uint64(0x5851F42D4C957F2D)
_ABBREVIATIONS = (
    *("mr", "mrs", "ms", "dr", "prof", "rev", "hon", "sen", "rep", "gov", "gen", "lt", "col"),
    *("sgt", "capt", "adm", "maj", "jr", "sr", "st", "vs", "no", "jan", "feb", "mar", "apr"),
    *("aug", "sept", "oct", "nov", "dec", "inc", "ltd", "co", "corp"),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Words:
    """The words of several texts, one after the other.

    Parameters
    ----------
    text
        Which text each word stands in, from 0.
    start, end
        Where in its text.
    number
        The number that stands for the word.
    piece
        Which piece each word stands in: a line, or what of it ends with a stop and a space.
    """

    text: Places
    start: Places
    end: Places
    number: Hashes
    piece: Places

    def __len__(self) -> int:
        return len(self.text)

    def where(self, keep: Bools) -> Words:
        """Return the words for which ``keep`` is true."""
        return Words(
            text=self.text[keep],
            start=self.start[keep],
            end=self.end[keep],
            number=self.number[keep],
            piece=self.piece[keep],
        )

    def under(self, text: Ints, start: Ints, end: Ints) -> Bools:
        """Say of each word whether it begins in one of these stretches, which lie apart."""
        if not len(text):
            return np.zeros(len(self), bool)
        room = max(int(self.end.max(initial=0)), int(end.max())) + 1
        line = text * np.int64(room) + start
        order = np.argsort(line, kind="stable")
        line, until = line[order], (text * np.int64(room) + end)[order]
        place = self.text * np.int64(room) + self.start
        at = np.searchsorted(line, place, side="right") - 1
        return np.asarray((at >= 0) & (place < until[at]))


def words_of(texts: Sequence[str], *, figures_alike: bool = False) -> Words:
    """Return the words of ``texts``; ``figures_alike`` makes all words with a digit one."""
    parts = [
        _words_of_block(texts[first:last], first, figures_alike=figures_alike)
        for first, last in blocks([len(text) for text in texts])
    ]
    sizes = [int(part.piece[-1]) + 1 if len(part) else 0 for part in parts]
    before = np.cumsum([0, *sizes[:-1]], dtype=np.int32)
    pieces = [part.piece + shift for part, shift in zip(parts, before, strict=True)]
    names = ("text", "start", "end", "number")
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return Words(**joined, piece=np.concatenate(pieces))


def shingles_of(words: Words, size: int) -> tuple[Ints, Hashes]:
    """Return the runs of ``size`` words of each text: row of the first word, and number.

    A text of fewer words is one run.
    """
    count = len(words)
    bounds = np.flatnonzero(np.diff(words.text, prepend=-1, append=-1))
    length = np.diff(bounds)
    reach = np.minimum(np.repeat(length, length), size)
    last = np.repeat(bounds[1:], length)
    row = np.arange(count)
    whole = row + reach <= last
    number = np.zeros(count, np.uint64)
    for step in range(min(size, count)):
        ahead = number[: count - step] * _STEP + words.number[step:]
        number[: count - step] = np.where(
            reach[: count - step] > step, ahead, number[: count - step]
        )
    return row[whole], _mixed(number[whole])


def blocks(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Part texts, in order, into groups of about ``BLOCK`` characters: first and last + 1."""
    first, size = 0, 0
    for place, length in enumerate(lengths):
        if size and size + length > BLOCK:
            yield first, place
            first, size = place, 0
        size += length + 1
    yield first, len(lengths)


def _words_of_block(texts: Sequence[str], first: int, *, figures_alike: bool) -> Words:
    """Return the words of a few texts, laid end to end with a space between."""
    line = "".join(f"{text} " for text in texts)
    codes = np.frombuffer(line.encode("utf-32-le", "surrogatepass"), np.uint32)
    kind, value = _characters(codes)
    start, end = _bounds(kind)
    number = _numbers(value, start, end)
    if figures_alike:
        digits = np.r_[0, np.cumsum((kind & _DIGIT) > 0)]
        number = np.where(digits[end] > digits[start], _FIGURES, number)
    opens = np.r_[0, np.cumsum([len(text) + 1 for text in texts])].astype(np.int64)
    text = np.searchsorted(opens, start, side="right") - 1
    return Words(
        text=(text + first).astype(np.int32),
        start=(start - opens[text]).astype(np.int32),
        end=(end - opens[text]).astype(np.int32),
        number=number,
        piece=_pieces(kind, text, (start, end), number),
    )


def _pieces(
    kind: NDArray[np.uint8], text: Ints, bounds: tuple[Ints, Ints], number: Hashes
) -> Places:
    """Return the piece that each word stands in: lines, and sentences of a line.

    The point of an initial or of a title ("Mr.") ends no sentence.
    """
    start, end = bounds
    ends = (kind & _STOP) > 0
    ends[:-1] &= (kind[1:] & (_SPACE | _LINE)) > 0
    ends[end[(end - start < 2) | np.isin(number, _abbreviations())]] = False
    passed = np.cumsum(ends | ((kind & _LINE) > 0))[start]
    opens = (np.diff(passed, prepend=-1) > 0) | (np.diff(text, prepend=-1) > 0)
    return np.cumsum(opens, dtype=np.int32) - np.int32(1)


@cache
def _abbreviations() -> Hashes:
    """Return the numbers of the words after which a point ends no sentence."""
    line = " ".join(_ABBREVIATIONS)
    kind, value = _characters(np.frombuffer(line.encode("utf-32-le"), np.uint32))
    return _numbers(value, *_bounds(kind))


def _bounds(kind: NDArray[np.uint8]) -> tuple[Ints, Ints]:
    """Return where words start and end."""
    letter = (kind & _WORD) > 0
    inside = letter.copy()
    inside[1:-1] |= ((kind[1:-1] & _APOSTROPHE) > 0) & letter[:-2] & letter[2:]
    edge = np.diff(inside.astype(np.int8), prepend=0, append=0)
    return np.flatnonzero(edge == 1), np.flatnonzero(edge == -1)


def _numbers(value: Hashes, start: Ints, end: Ints) -> Hashes:
    """Return a number for the characters between ``start`` and ``end``, wherever they stand."""
    power = _powers(_BASE, len(value))
    sums = np.r_[np.uint64(0), np.cumsum(value * power, dtype=np.uint64)]
    inverse = _powers(pow(_BASE, -1, 2**64), len(value))
    return _mixed((sums[end] - sums[start]) * inverse[start] + (end - start).astype(np.uint64))


def _powers(base: int, count: int) -> Hashes:
    """Return base ** 0 … base ** (count - 1), modulo 2 ** 64."""
    power = np.full(count, np.uint64(base))
    power[:1] = 1
    return np.asarray(np.cumprod(power, dtype=np.uint64))


def _mixed(number: Hashes) -> Hashes:
    """Spread numbers over all their bits (the finaliser of SplitMix64)."""
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


def _characters(codes: NDArray[np.uint32]) -> tuple[NDArray[np.uint8], Hashes]:
    """Say of each character what it is, and give it a number that letter case leaves alone."""
    seen = np.bincount(codes, minlength=1)
    kind = np.zeros(len(seen), np.uint8)
    folded = np.zeros(len(seen), np.uint64)
    for code in np.flatnonzero(seen).tolist():
        sign = chr(code)
        if category(sign)[0] in "LMN":  # letters, marks on them, figures
            kind[code] = _WORD | (_DIGIT if sign.isnumeric() else 0)
        else:
            kind[code] = _kind_of_sign(sign)
        plain = ("'" if kind[code] == _APOSTROPHE else sign.casefold()).encode(
            "utf-8", "surrogatepass"
        )
        folded[code] = int.from_bytes(plain[:8], "little")
    return kind[codes], _mixed(folded)[codes]


def _kind_of_sign(sign: str) -> int:
    if sign in _APOSTROPHES:
        return _APOSTROPHE
    if sign in ".!?":
        return _STOP
    if sign in "\n\r\u2028\u2029":
        return _LINE
    return _SPACE if sign.isspace() else 0
