"""Pair the quotation marks of one paragraph, left to right, with a stack."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from analysis.measure._marks import Mark, Turn, is_clipped, is_year

MOST_AHEAD = 400
"""Marks looked at for the one that closes a single mark; keeps the cost linear."""
NEAR = 40
"""Within how many characters a single mark before two digits must close to be one."""
SHORT = 60
"""Longest stretch, in characters, taken for a quote whose opening mark is turned."""
MOST_DEEP = 6
"""Quotes within quotes beyond this depth are not opened."""
FAR = 1500
"""A quote that nothing closes ends with its sentence where its paragraph goes on so far."""

NOT_CLOSED = "opens a quote that its paragraph does not close"
NOT_OPENED = "closes a quote that was not opened"
REOPENED = "opens a quote while one of its kind is open"
TURNED = "opens a quote but is turned as if it closed one"
OTHER_KIND = "closes a quote that a mark of another kind opened"

_OPENED_BY = {"”": "“", "“": "„", '"': '"', "'": "'", "’": "‘", "»": "«", "«": "»"}
_SENTENCE_END = re.compile(r"[.!?…](?=\s)")


class Fault(NamedTuple):
    """A mark without its partner, and what it did."""

    start: int
    end: int
    reason: str


@dataclass(kw_only=True)
class Paragraph:
    """One paragraph: what its marks enclose, and what they leave open."""

    text: str = field(repr=False)
    start: int
    end: int
    marks: list[Mark] = field(default_factory=list)
    quotes: list[tuple[int, int]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left_open: Mark | None = None
    """The mark of the outermost quote still open at the end."""
    lone_single: Mark | None = None
    """A single opening mark at the very start that nothing closes."""
    goes_on: bool = False
    """Whether its first quote goes on from the paragraph before."""
    _stack: list[Mark] = field(default_factory=list)
    _closers: dict[int, Mark] = field(default_factory=dict)
    _stray: Mark | None = None

    def pair(self) -> None:
        """Pair the marks; the outermost quote still open is left to :meth:`close_at_end`."""
        next_double = _next_doubles(self.marks)
        for place, mark in enumerate(self.marks):
            if mark.family == "single":
                self._read_single(place, mark, next_double[place])
            else:
                self._read_double(mark)
        self.left_open = self._stack[0] if self._stack else None

    def close_at_end(self, *, surely: bool) -> None:
        """Close what is open: at the end, or if unsure and far from it with the sentence."""
        if self.left_open is None:
            return
        start, end = self.left_open.end, self.end
        if not surely:
            self.faults.append(Fault(self.left_open.start, start, NOT_CLOSED))
            if end - start > FAR:
                stop = _SENTENCE_END.search(self.text, start, end)
                end = stop.start() + 1 if stop else start + FAR
        self._close(self.left_open, end)

    def begins_with(self, family: str) -> bool:
        """Say whether the first thing in the paragraph is an opening mark of this family."""
        if not self.marks or self.marks[0].start != self.start:
            return False
        return self.marks[0].family == family and self.marks[0].place == "opens"

    def ends_with_stray(self) -> Mark | None:
        """Return its only double mark, if that ends the paragraph and closes nothing."""
        doubles = [mark for mark in self.marks if mark.family == "double"]
        if len(doubles) != 1 or doubles[0] is not self._stray:
            return None
        last = doubles[0]
        return None if self.text[last.end : self.end].strip(" \t\r\xa0.,;)") else last

    # -- double marks and angle marks ------------------------------------------------

    def _read_double(self, mark: Mark) -> None:
        opener = next((m for m in reversed(self._stack) if m.family == mark.family), None)
        if self._turn(mark, opener) == "opens":
            self._open(mark, opener)
        elif opener is not None:
            self._close(self._partner(mark, opener), mark.start)
        elif mark.family == "double":  # a lone » is an arrow
            self._read_stray(mark)

    def _turn(self, mark: Mark, opener: Mark | None) -> Turn:
        """Decide between the shape of a mark, its place, and what is open."""
        at_end = mark.end >= self.end
        if mark.shape == "closes":
            return "opens" if opener is None and mark.place == "opens" else "closes"
        if mark.place == "closes" or (at_end and mark.place == "either"):
            return "closes"
        if mark.shape == "opens":
            low_high = opener is not None and self.text[opener.start] == "„"
            return "closes" if low_high and mark.place == "either" else "opens"
        if mark.place == "opens":
            return "opens"
        return "opens" if opener is None else "closes"

    def _open(self, mark: Mark, opener: Mark | None) -> None:
        """Open a quote, unless a new sentence opens the same kind again."""
        self._stray = None
        if opener is not None and (
            len(self._stack) >= MOST_DEEP
            or (
                self.text[opener.start] == self.text[mark.start]
                and self.text[max(0, mark.start - 2) : mark.start].rstrip()[-1:] in ".!?…"
            )
        ):
            self.faults.append(Fault(mark.start, mark.end, REOPENED))
            return
        self._stack.append(mark)

    def _partner(self, mark: Mark, opener: Mark) -> Mark:
        """Return the open mark of the closing one's shape, else the innermost."""
        sign = _OPENED_BY.get(self.text[mark.start])
        alike = (m for m in reversed(self._stack) if self.text[m.start] == sign)
        return next((m for m in alike if m.family == mark.family), opener)

    def _close(self, opener: Mark, end: int) -> None:
        """Close ``opener``; what was opened inside it and not closed is a fault."""
        while (inner := self._stack.pop()) is not opener:
            if inner.family != "single":
                self.faults.append(Fault(inner.start, inner.end, NOT_CLOSED))
        self._stray = None
        self.add(opener.end, end)

    def add(self, start: int, end: int) -> None:
        """Keep a stretch as quoted, without the blanks around it."""
        inside = self.text[start:end]
        start += len(inside) - len(inside.lstrip())
        end -= len(inside) - len(inside.rstrip())
        if start < end:
            self.quotes.append((start, end))

    def _read_stray(self, mark: Mark) -> None:
        """Take two closing marks on either side of a few words for a turned pair."""
        first, self._stray = self._stray, mark
        if first is not None and self.text[first.start - 1 : first.start].isalnum():
            between = self.text[first.end : mark.start]
            if len(between) <= SHORT and not _SENTENCE_END.search(between):
                self.faults[-1] = Fault(first.start, first.end, TURNED)
                self.add(first.end, mark.start)
                self._stray = None
                return
        self.faults.append(Fault(mark.start, mark.end, NOT_OPENED))

    # -- single marks: a quotation mark only where its partner is found ----------------

    def _read_single(self, place: int, mark: Mark, next_double: Mark | None) -> None:
        if place in self._closers:
            opener = self._closers[place]
            if opener in self._stack:
                self._close(opener, mark.start)
        elif _may_open(self.text, mark) and not is_clipped(self.text, mark):
            self._open_single(place, mark)
        elif self._ends_double(mark, next_double):
            self.faults.append(Fault(mark.start, mark.end, OTHER_KIND))
            self._close(self._stack[-1], mark.start)

    def _open_single(self, place: int, mark: Mark) -> None:
        closer = self._closer_of(place)
        year = is_year(self.text, mark)
        if closer is not None and year and self.marks[closer].start - mark.end > NEAR:
            closer = None
        if closer is not None and len(self._stack) < MOST_DEEP:
            self._closers[closer] = mark
            self._stack.append(mark)
        elif mark.start == self.start:
            self.lone_single = mark
        elif self.text[mark.start] == "‘" and not year:
            self.faults.append(Fault(mark.start, mark.end, NOT_CLOSED))

    def _closer_of(self, place: int) -> int | None:
        """Find the mark that closes the single one at ``place``, or none.

        A mark after an s that goes on to another word may be a possessive ('Democrats'
        chances'): it closes only if no surer mark does before the next quote opens.
        """
        inner, unsure = 0, None
        for ahead in range(place + 1, min(place + MOST_AHEAD, len(self.marks))):
            mark = self.marks[ahead]
            if mark.family != "single":
                inner += 1 if mark.place == "opens" else -1
                if inner < 0:
                    break
            elif inner or ahead in self._closers or is_clipped(self.text, mark):
                continue
            elif _may_open(self.text, mark):
                break
            elif mark.place == "closes" or (mark.place == "either" and mark.shape != "opens"):
                if not self._may_be_possessive(mark):
                    return ahead
                unsure = ahead if unsure is None else unsure
        return unsure

    def _may_be_possessive(self, mark: Mark) -> bool:
        before, after = self.text[mark.start - 1], self.text[mark.end : mark.end + 2]
        return before in "sSzx" and after[:1] == " " and after[1:].isalpha()

    def _ends_double(self, mark: Mark, next_double: Mark | None) -> bool:
        """Say whether a single mark after a stop was meant to close the double quote."""
        if not self._stack or self._stack[-1].family != "double" or mark.place != "closes":
            return False
        after_stop = self.text[mark.start - 1] in ",.?!"
        return after_stop and (next_double is None or next_double.place == "opens")


def _may_open(text: str, mark: Mark) -> bool:
    """Say whether a single mark can open: one drawn as an apostrophe (’) never does."""
    if mark.shape == "closes" or mark.place == "closes":
        return False
    return mark.place == "opens" or text[mark.end : mark.end + 1].isalnum()


def _next_doubles(marks: list[Mark]) -> list[Mark | None]:
    """Give, for each mark, the next double mark after it."""
    after: list[Mark | None] = []
    double = None
    for mark in reversed(marks):
        after.append(double)
        double = mark if mark.family == "double" else double
    return after[::-1]
