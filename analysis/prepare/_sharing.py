"""Which texts share runs of words: how much of each stands in the other, and where.

Every run of every text is numbered and sorted, so that equal runs lie side by side: n log n
in words, plus the number of times that a run of one text stands in another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from analysis.prepare._shingles import Bools, Hashes, Ints, Words, shingles_of

MOST_HOLDERS = 100
"""Texts up to which all that hold a run are paired with each other; where more hold it, each
is paired with the first of them, and with those before and after it: a formula, of which there
would be pairs without number."""

_MARKS = 1 << 24


@dataclass(frozen=True, kw_only=True, eq=False)
class Sharing:
    """What each ordered pair of texts shares, and the size of each text.

    Parameters
    ----------
    one, other
        The two texts of each pair, in order of ``one``; every pair stands both ways.
    runs
        Different runs of the first that stand in the second.
    words
        Words of the first that lie in such a run.
    n_runs, n_words
        Different runs, and words, of each text.
    passages
        One row an aligned passage: its first word, the word after its last, and its first
        word in the other text, as rows of the words compared.
    n_formulas
        Runs that more than ``MOST_HOLDERS`` texts hold.
    """

    one: Ints
    other: Ints
    runs: Ints
    words: Ints
    n_runs: Ints
    n_words: Ints
    passages: Ints
    n_formulas: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Runs:
    """Runs that stand more than once, sorted by what they say and then by place."""

    row: Ints
    text: Ints
    group: Ints
    first: Bools
    """Whether the text has not had this run before."""

    @classmethod
    def among(cls, row: Ints, text: Ints, number: Hashes) -> Self:
        """Sort runs, given by row, text and number, and keep those that stand twice or more."""
        likely = _likely_twice(number)
        order = likely[np.argsort(number[likely])]
        new = np.ones(len(order), bool)
        new[1:] = number[order][1:] != number[order][:-1]
        again = ~new
        again[:-1] |= ~new[1:]
        group, kept = np.cumsum(new)[again], order[again]
        by_place = np.lexsort((row[kept], group))
        group, kept = group[by_place], kept[by_place]
        opens = np.diff(group, prepend=0) > 0
        return cls(
            row=row[kept],
            text=text[kept],
            group=np.cumsum(opens) - 1,
            first=opens | (np.diff(text[kept], prepend=-1) != 0),
        )

    @property
    def holders(self) -> Ints:
        """How many texts hold each run."""
        return np.bincount(self.group[self.first])


@dataclass(frozen=True, kw_only=True, eq=False)
class Hits:
    """Runs of one text that stand in another: the pair, and the words where they begin."""

    pair: Ints
    here: Ints
    there: Ints
    first: Bools
    opens: Ints
    """Where a new pair begins."""


def shared_runs(words: Words, n_texts: int, size: int) -> Sharing:
    """Compare all texts with all others by their runs of ``size`` words."""
    row, number = shingles_of(words, size)
    text = words.text[row].astype(np.int64)
    runs = Runs.among(row, text, number)
    again = np.bincount(runs.text[~runs.first], minlength=n_texts)
    n_words = np.bincount(words.text, minlength=n_texts)
    hits = hits_of(runs, n_texts)
    pair = hits.pair[hits.opens]
    return Sharing(
        one=pair // n_texts,
        other=pair % n_texts,
        runs=_summed(hits.first, hits.opens),
        words=_covered(hits, size, n_words),
        n_runs=np.bincount(text, minlength=n_texts) - again,
        n_words=n_words,
        passages=_passages(hits, size, n_words),
        n_formulas=int((runs.holders > MOST_HOLDERS).sum()),
    )


def _likely_twice(number: Hashes) -> Ints:
    """Return the rows of all numbers that stand twice, and of a few that do not.

    Sorting the numbers alone is quick; which rows they came from is asked of few.
    """
    ordered = np.sort(number)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    marked = np.zeros(_MARKS, bool)
    marked[twice % _MARKS] = True
    return np.flatnonzero(marked[number % _MARKS])


def hits_of(runs: Runs, n_texts: int) -> Hits:
    """Pair each occurrence of a run with the other texts that hold the run.

    Of a formula with the first text that holds it and with the two beside its own: a whole text
    that many hold shares all its runs with its neighbours, whoever holds parts of it before.
    """
    holders = runs.holders
    heads = np.flatnonzero(runs.first)
    opens = np.cumsum(holders) - holders
    place = np.cumsum(runs.first) - 1 - opens[runs.group]
    few = (holders > MOST_HOLDERS)[runs.group] & (place > 0)
    count = np.where(few, 3, holders[runs.group])
    count[(holders == 1)[runs.group]] = 0
    mine = np.repeat(np.arange(len(runs.row)), count)
    step = np.arange(len(mine)) - np.repeat(np.cumsum(count) - count, count)
    own, group, beside = place[mine], runs.group[mine], few[mine] & (step > 0)
    holder = np.where(beside, own + 2 * step - 3, step)
    twice = beside & (holder == 0)
    kept = (holder != own) & (holder < holders[group]) & ~twice
    mine, theirs = mine[kept], heads[opens[group] + holder * kept][kept]
    pair = runs.text[mine] * n_texts + runs.text[theirs]
    order = np.lexsort((runs.row[mine], pair))
    mine, theirs, pair = mine[order], theirs[order], pair[order]
    return Hits(
        pair=pair,
        here=runs.row[mine],
        there=runs.row[theirs],
        first=runs.first[mine],
        opens=np.flatnonzero(np.diff(pair, prepend=-1)),
    )


def _covered(hits: Hits, size: int, n_words: Ints) -> Ints:
    """Count the words of each pair's first text that lie in a shared run."""
    ahead = np.diff(hits.here, append=0)
    ahead[hits.opens[1:] - 1] = size
    ahead[-1:] = size
    return _summed(np.minimum(ahead, _lengths(hits, size, n_words)), hits.opens)


def _passages(hits: Hits, size: int, n_words: Ints) -> Ints:
    """Join the runs that overlap in both texts to passages."""
    length = _lengths(hits, size, n_words)
    gap = np.diff(hits.here, prepend=-1)
    broken = (gap > length) | (np.diff(hits.there - hits.here, prepend=0) != 0)
    broken[hits.opens] = True
    opens = np.flatnonzero(broken)
    last = np.r_[opens[1:], len(gap)] - 1 if len(gap) else opens
    end = hits.here[last] + length[last]
    return np.stack([hits.here[opens], end, hits.there[opens]], axis=1)


def _lengths(hits: Hits, size: int, n_words: Ints) -> Ints:
    """Return how many words each run has: a short text is one run."""
    return np.minimum(n_words[hits.pair // len(n_words)], size)


def _summed(values: Ints | Bools, opens: Ints) -> Ints:
    whole = values.astype(np.int64)
    return np.add.reduceat(whole, opens) if len(opens) else whole[:0]
