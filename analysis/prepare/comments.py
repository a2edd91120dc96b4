"""Where readers' comments begin: one change point in the register of a page.

Every line after the top of the article may be the first comment. A cut is scored by how
much better the lines below it fit the register of comments than the register of the lines
above it, plus what stands at the border itself. The article's own rate of each mark is
learnt from the lines above the cut, so a heated column does not count against itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.prepare import furniture
from analysis.prepare.register import MARKS, NAMES, Flags, marks_of

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WEIGHT = 10.0
"""Lines that the expected share of a mark is worth against the article's own lines."""
MOST = 3.0
"""Largest log ratio that one mark on one line may add."""
ENOUGH = 7.0
"""Most that one line may add to the case that there are comments at all: one outburst makes
no thread."""
BAR = 6.0
"""Log odds that the evidence for any comments must outweigh."""
RAW_PAGE = 3.0
"""Taken off the bar where the text still carries its byline, and so was not cleaned."""
TEMPER_ANY, TEMPER_WHERE = 1.5, 1.25
"""Divide the log odds before they become chances, since the marks of a line go together."""
FEWEST = 2
"""Lines of comments that can be found: a single line has too little register."""
SMALLEST_ARTICLE = (3, 300)
"""Lines and characters of text that must stand above a cut …"""
LONG_LEAD = 1500
"""… or characters alone."""

SHORT_ABOVE = 12.0
"""Taken off the case for comments, divided by the number of lines above the cut: the fewer
they are, the less is known of the article's own register."""

_ARTICLE = np.array([mark.article for mark in MARKS.values()])
_COMMENT = np.array([mark.comment for mark in MARKS.values()])
_COUNTS_ABSENT = np.array([mark.absence for mark in MARKS.values()])
_READER = _COMMENT > _ARTICLE
_SHORT = NAMES.index("short")
CLOSED = 3.0
"""Log odds for a border below a line that closes an article; half below the site's own."""
KICKER = 1.0
"""Log odds for a border below a short sentence with no other mark: articles like to end on
one, so that its shortness says nothing there."""
_HEADER = re.compile(
    r"(?:(?:\d[\d,.]*|view|show|leave an?|join the|all|read|post an?|add an?|top|recent|latest|"
    r"readers['’]?) )*(?:comments?|replies|responses|discussion|reply|conversation)"
    r"(?: ?\(?\d*\)?| (?:on|to|from) .{0,90}| section)?:?",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Page:
    """The lines of one text, blank ones left out, and what is known of them.

    Parameters
    ----------
    lines
        The lines, without the space around them.
    numbers
        The number of each line in the text, from 1.
    head
        Parts found among the first lines, by row of ``lines``.
    author
        Names by which others would call the author.
    kinds
        What each line is wherever it stands (`furniture.kind_of`).
    """

    lines: Sequence[str]
    numbers: list[int]
    head: dict[int, furniture.Found]
    author: frozenset[str]
    kinds: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Cuts:
    """Where the comments of one page may begin.

    Parameters
    ----------
    chance
        Chance, for each line of the page, that the comments begin with it.
    best
        The likeliest line, as a row of the page.
    any
        Chance that there are comments at all.
    why
        The marks that speak most for the likeliest cut, in words.
    """

    chance: Floats
    best: int
    any: float
    why: str

    @property
    def found(self) -> bool:
        """Whether comments are likelier than none."""
        return self.any > 0.5

    @property
    def confidence(self) -> float:
        """Chance that what is done is right: this cut, or none."""
        return float(self.chance[self.best]) if self.found else 1 - self.any


def read_page(text: str, headline: str = "", byline: str = "") -> Page:
    """Split a text into lines and find what stands at its head."""
    kept = [(number, line.strip()) for number, line in enumerate(text.split("\n"), start=1)]
    kept = [(number, line) for number, line in kept if line]
    lines = [line for _, line in kept]
    head = furniture.head_parts(lines, headline, byline)
    named = [lines[row] for row, found in head.items() if found.value == "byline"]
    author = frozenset[str]().union(*map(furniture.surnames, [*named, byline]))
    return Page(
        lines=lines,
        numbers=[number for number, _ in kept],
        head=head,
        author=author,
        kinds=[furniture.kind_of(line, author) for line in lines],
    )


def find_cuts(pages: Sequence[Page]) -> list[Cuts]:
    """Look for the first comment on each page.

    For a cut before line c, with k of n lines above it showing a mark, the article's rate is
    p = (k + w a) / (n + w), where a is the share expected in articles and w ``WEIGHT``; q is
    the share expected in comments, or p where the article itself already goes beyond q.

    A line that shows the mark counts log(q / p), one that does not log((1 - q) / (1 - p)),
    with p as learnt above that line. Where the cut is: it scores the sum over all marks of
    the lines from c on, and what stands at the border. Whether there is one: the same with
    at most ``ENOUGH`` a line, less the log of the number of lines and ``BAR``.
    """
    if not any(page.lines for page in pages):
        return [_nothing(page) for page in pages]
    sizes = np.array([len(page.lines) for page in pages])
    article = np.repeat(np.arange(len(pages)), sizes)
    facts = [_facts(page) for page in pages if page.lines]
    marks, neutral, border, allowed = (
        np.concatenate(column) for column in zip(*facts, strict=True)
    )
    fit = _fit(marks & ~neutral[:, None], ~neutral, article)
    border = np.where(allowed, border, -np.inf)
    starts = np.cumsum(sizes) - sizes
    rows = [slice(start, start + size) for start, size in zip(starts, sizes, strict=True)]
    return [
        _decided(page, fit[own], border[own], neutral[own])
        for page, own in zip(pages, rows, strict=True)
    ]


def _nothing(page: Page) -> Cuts:
    return Cuts(chance=np.zeros(len(page.lines)), best=0, any=0.0, why="")


def _decided(page: Page, fit: Floats, border: Floats, neutral: Bools) -> Cuts:
    """Turn the scores of one page into chances."""
    if not np.isfinite(border).any():
        return _nothing(page)
    line = fit.sum(axis=1)
    where = line[::-1].cumsum()[::-1] + border
    best = int(np.argmax(where))
    raw = any(found.value == "byline" for found in page.head.values())
    case = np.minimum(line[best:], ENOUGH).sum() + border[best]
    case -= SHORT_ABOVE / np.sum(~neutral[:best]) + np.log(len(line))
    odds = (case - BAR + (RAW_PAGE if raw else 0)) / TEMPER_ANY
    chance_any = float(1 / (1 + np.exp(-np.clip(odds, -50, 50))))
    weight = np.exp((where - where[best]) / TEMPER_WHERE)
    gain = fit[best:].sum(axis=0)
    strongest = [i for i in np.argsort(-gain, kind="stable")[:3] if gain[i] > 0.5]
    why = ", ".join(MARKS[NAMES[i]].says for i in strongest)
    return Cuts(chance=chance_any * weight / weight.sum(), best=best, any=chance_any, why=why)


def _fit(shown: Flags, counted: Bools, article: Ints) -> Floats:
    """Compare each line by each mark: comments over what was read of the article above it."""
    above, n_above = _above(shown, article), _above(counted[:, None], article)
    rate = (above + WEIGHT * _ARTICLE) / (n_above + WEIGHT)
    rate = np.where(_READER, rate, np.minimum(rate, _ARTICLE))
    comment = np.where(_READER, np.maximum(_COMMENT, rate), np.minimum(_COMMENT, rate))
    present = np.clip(np.log(comment / rate), -MOST, MOST)
    absent = (np.log1p(-comment) - np.log1p(-rate)) * _COUNTS_ABSENT
    return np.asarray(np.where(shown, present, absent * counted[:, None]), dtype=np.float64)


def _above(flags: Flags, article: Ints) -> Ints:
    """Count each column's flags on the lines of the article above each line."""
    first = np.r_[True, article[1:] != article[:-1]]
    running: Ints = np.cumsum(flags, axis=0, dtype=np.int64) - flags
    return np.asarray(running - running[first][np.cumsum(first) - 1])


def _facts(page: Page) -> tuple[Flags, Bools, Floats, Bools]:
    """Give marks, neutral lines, border evidence and allowed cuts of one page."""
    lines = page.lines
    neutral = np.array([bool(kind) for kind in page.kinds])
    neutral[list(page.head)] = True
    text = np.where(neutral, 0, [len(line) for line in lines])
    n_above, room = (np.cumsum(x) - x for x in (~neutral, text))
    least_lines, least_room = SMALLEST_ARTICLE
    allowed = ((n_above >= least_lines) & (room >= least_room)) | (room >= LONG_LEAD)
    marks = marks_of(lines, page.author)
    allowed &= ~neutral & (n_above <= (~neutral).sum() - FEWEST)
    return marks, neutral, _border(page, marks), allowed


def _border(page: Page, marks: Flags) -> Floats:
    """Weigh what stands at a cut before each line, as log odds.

    For a border speak, just above it, a line that closes an article (bio, credit), a line of
    the site or a short closing sentence; just below it, a line that heads comments or a
    wider gap than any before. Against it speak a subheading, a colon or an unfinished
    sentence just above, and a bio or credit further down.
    """
    lines = page.lines
    ending = [kind in ("bio", "credit") for kind in page.kinds]
    kicker = marks[:, _SHORT] & (marks[:, _READER].sum(axis=1) == 1)
    border = np.zeros(len(lines))
    gaps = [below - above for above, below in pairwise(page.numbers[:1] + page.numbers)]
    widest = 0
    for row in range(1, len(lines)):
        above = lines[row - 1]
        if ending[row - 1]:
            border[row] += CLOSED
        elif page.kinds[row - 1] == "site":
            border[row] += CLOSED / 2
        elif kicker[row - 1]:
            border[row] += KICKER
        elif above.endswith((":", ",")):
            border[row] -= 4
        elif furniture.ends_open(above):
            heads = row > 1 and furniture.is_subheading(above, lines[row - 2], lines[row])
            border[row] -= 4 if heads else 2
        if len(lines[row]) < 60 and _HEADER.fullmatch(lines[row]):
            border[row] += 6
        if row > 4 and gaps[row] > widest:
            border[row] += 1.5
        widest = max(widest, gaps[row])
    closing = [
        row
        for row, line in enumerate(lines)
        if ending[row] and not line.startswith(("©", "Copyright"))
    ]
    if closing:
        border[: closing[-1] + 1] -= 3
    return border
