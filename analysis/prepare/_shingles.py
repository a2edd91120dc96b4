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
from functools import cache, lru_cache
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Places = NDArray[np.int32]
Bools = NDArray[np.bool_]
Hashes = NDArray[np.uint64]

BLOCK = 1_000_000
"""Characters turned into words at a time: few enough to stay near the processor."""
_CHARACTERS = 0x110000
_BASE = 0x9E3779B97F4A7C15
_STEP = np.uint64(0xC2B2AE3D27D4EB4F)
_WORD, _APOSTROPHE, _DIGIT, _LINE, _STOP, _SPACE, _SEEN = 1, 2, 4, 8, 16, 32, 64
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
        Which piece each word stands in: a line, or what of it ends with a stop and a space;
        all 0 where pieces were not asked for.
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


def words_of(texts: Sequence[str], *, in_pieces: bool = False) -> Words:
    """Return the words of ``texts``; in pieces, all words with a digit are one."""
    parts = [
        _words_of_block(texts[first:last], first, in_pieces=in_pieces)
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
    changes = np.flatnonzero(words.text[1:] != words.text[:-1]) + 1
    bounds = np.unique(np.r_[0, changes, len(words)])
    whole = np.ones(len(words), bool)
    for step in range(1, size):
        late = bounds[1:] - step
        whole[late[late > bounds[:-1]]] = False
    row = np.flatnonzero(whole)
    number = _joined(words.number, size)[row]
    short = np.flatnonzero(np.diff(bounds) < size)
    for first, last in zip(bounds[short].tolist(), bounds[short + 1].tolist(), strict=True):
        run = _joined(words.number[first:last], last - first)
        number[np.searchsorted(row, first)] = run[0]
    return row, number


def _joined(number: Hashes, size: int) -> Hashes:
    """Return for each word the number of the run of ``size`` words that begins with it."""
    run = np.zeros_like(number)
    for step in range(min(size, len(number))):
        run *= _STEP
        run[: len(number) - step] += number[step:]
    return run


def blocks(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Part texts, in order, into groups of about ``BLOCK`` characters: first and last + 1."""
    first, size = 0, 0
    for place, length in enumerate(lengths):
        if size and size + length > BLOCK:
            yield first, place
            first, size = place, 0
        size += length + 1
    yield first, len(lengths)


def _words_of_block(texts: Sequence[str], first: int, *, in_pieces: bool) -> Words:
    """Return the words of a few texts, laid end to end with a space before and between."""
    line = f" {' '.join(texts)} "
    codes = np.frombuffer(line.encode("utf-32-le", "surrogatepass"), np.uint32)
    kind, value = _SIGNS.look_up(codes)
    start, end = _bounds(kind)
    number = _numbers(value, start, end)
    opens = np.cumsum([1, *(len(text) + 1 for text in texts)])
    text = np.repeat(np.arange(len(texts)), np.diff(np.searchsorted(start, opens)))
    piece = np.zeros(len(start), np.int32)
    if in_pieces:
        piece = _pieces(kind, text, (start, end), number)
        digits = np.flatnonzero(kind & _DIGIT)
        number[np.searchsorted(digits, end) > np.searchsorted(digits, start)] = _FIGURES
    return Words(
        text=(text + first).astype(np.int32),
        start=(start - opens[text]).astype(np.int32),
        end=(end - opens[text]).astype(np.int32),
        number=number,
        piece=piece,
    )


def _pieces(
    kind: NDArray[np.uint8], text: Ints, bounds: tuple[Ints, Ints], number: Hashes
) -> Places:
    """Return the piece that each word stands in: lines, and sentences of a line.

    The point of an initial or of a title ("Mr.") ends no sentence.
    """
    start, end = bounds
    stop = np.flatnonzero(kind & (_STOP | _LINE))
    stop = stop[(kind[stop] == _LINE | _SEEN) | ((kind[stop + 1] & (_SPACE | _LINE)) > 0)]
    none = end[(end - start < 2) | np.isin(number, _abbreviations())]
    stop = stop[~(np.isin(stop, none) & ((kind[stop] & _STOP) > 0))]
    passed = np.searchsorted(stop, start)
    opens = (np.diff(passed, prepend=-1) > 0) | (np.diff(text, prepend=-1) > 0)
    return np.cumsum(opens, dtype=np.int32) - np.int32(1)


@cache
def _abbreviations() -> Hashes:
    """Return the numbers of the words after which a point ends no sentence."""
    line = f" {' '.join(_ABBREVIATIONS)} "
    kind, value = _SIGNS.look_up(np.frombuffer(line.encode("utf-32-le"), np.uint32))
    return _numbers(value, *_bounds(kind))


def _bounds(kind: NDArray[np.uint8]) -> tuple[Ints, Ints]:
    """Return where words start and end, between a first and a last sign that is no letter."""
    inside = (kind & _WORD) > 0
    mark = np.flatnonzero(kind & _APOSTROPHE)
    inside[mark] = inside[mark - 1] & inside[mark + 1]
    edge = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    return edge[::2], edge[1::2]


def _numbers(value: Hashes, start: Ints, end: Ints) -> Hashes:
    """Return a number for the characters between ``start`` and ``end``, wherever they stand."""
    length = end - start
    power, inverse = _powers(1 << len(value).bit_length())
    sums = np.zeros(len(value) + 1, np.uint64)
    np.cumsum(value * power[: len(value)], out=sums[1:])
    return _mixed((sums[end] - sums[start]) * inverse[start] + length.astype(np.uint64))


@lru_cache(maxsize=2)
def _powers(count: int) -> tuple[Hashes, Hashes]:
    """Return base ** 0 … base ** (count - 1), modulo 2 ** 64, and their inverses."""
    rows = []
    for base in (_BASE, pow(_BASE, -1, 2**64)):
        power = np.full(count, np.uint64(base))
        power[0] = 1
        rows.append(np.cumprod(power, dtype=np.uint64))
    return rows[0], rows[1]


def _mixed(number: Hashes) -> Hashes:
    """Spread numbers over all their bits (the finaliser of SplitMix64)."""
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


class _Signs:
    """What each character is, and a number that letter case leaves alone; learnt as met."""

    def __init__(self) -> None:
        self._kind = np.zeros(_CHARACTERS, np.uint8)
        self._value = np.zeros(_CHARACTERS, np.uint64)

    def look_up(self, codes: NDArray[np.uint32]) -> tuple[NDArray[np.uint8], Hashes]:
        """Return kind and number of each character."""
        kind = self._kind[codes]
        if new := np.unique(codes[kind == 0]).tolist():
            for code in new:
                self._learn(code)
            kind = self._kind[codes]
        return kind, self._value[codes]

    def _learn(self, code: int) -> None:
        sign = chr(code)
        kind = _kind_of(sign)
        plain = "'" if kind == _APOSTROPHE else sign.casefold()
        number = int.from_bytes(plain.encode("utf-8", "surrogatepass")[:8], "little")
        self._kind[code] = kind | _SEEN
        self._value[code : code + 1] = _mixed(np.array([number], np.uint64))


def _kind_of(sign: str) -> int:
    if category(sign)[0] in "LMN":  # letters, marks on them, figures
        return _WORD | (_DIGIT if sign.isnumeric() else 0)
    if sign in _APOSTROPHES:
        return _APOSTROPHE
    if sign in ".!?":
        return _STOP
    if sign in "\n\r\u2028\u2029":
        return _LINE
    return _SPACE if sign.isspace() else 0


_SIGNS = _Signs()
