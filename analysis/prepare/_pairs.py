"""Pairs of articles that share runs of words, in all their text and outside quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.prepare._sharing import Sharing, shared_runs
from analysis.prepare._shingles import Bools, Ints, Words, blocks, shingles_of, words_of
from analysis.prepare._sketch import Sketch, batches, candidates

SIZE = 7
"""Words of a run."""
MOST_CHARACTERS = 120_000_000
"""Characters (some 20 million words) up to which all runs are compared: about 2 GB."""
EVERY = 8
"""Beyond, one run in so many is looked at to find the pairs; fewer, where there is yet more."""
LISTED_WORDS, LISTED_SHARE = 20, 0.05
"""Shared words, or share of one article, from which a pair is listed."""
PASSAGE = ("one", "other", "start", "end", "n_words")


@dataclass(frozen=True, kw_only=True, eq=False)
class Stretches:
    """Stretches of texts: the row of the text, start and end of each."""

    row: Ints
    start: Ints
    end: Ints

    def under(self, words: Words, rows: Ints) -> Bools:
        """Say which words of the texts ``rows`` lie in a stretch."""
        place = np.full(max(int(self.row.max(initial=0)), int(rows.max(initial=0))) + 1, -1)
        place[rows] = np.arange(len(rows))
        here = place[self.row]
        kept = here >= 0
        return words.under(here[kept], self.start[kept], self.end[kept])


@dataclass(frozen=True, kw_only=True, eq=False)
class Texts:
    """What is compared: bodies, what of them counts, and what of that a source said."""

    bodies: Sequence[str]
    counted: Stretches
    furniture: Stretches
    quoted: Stretches

    def words(self, rows: Ints) -> Words:
        """Return the words of some texts that count."""
        words = words_of([self.bodies[row] for row in rows.tolist()])
        counted = self.counted.under(words, rows) & ~self.furniture.under(words, rows)
        return words.where(counted)


@dataclass(frozen=True, kw_only=True, eq=False)
class Pairs:
    """Ordered pairs of articles that share text, and the passages that they share.

    Parameters
    ----------
    table
        ``one``, ``other`` (rows of the corpus), ``containment``, ``jaccard``,
        ``shared_words``, ``own_containment``, ``own_words`` (shared words outside quotes).
    passages
        ``one``, ``other``, ``start``, ``end`` (in the body of one), ``n_words``.
    n_formulas
        Runs that so many articles hold that not all pairs of these were compared by them.
    sketch
        How pairs were sought where there was too much text to compare it all; else None.
    """

    table: pd.DataFrame
    passages: pd.DataFrame
    n_formulas: int
    sketch: Sketch | None


def pairs_of(texts: Texts) -> Pairs:
    """Compare all texts by their runs of words; the largest corpora by a sample first."""
    sizes = np.array([len(body) for body in texts.bodies], np.int64)
    every = np.arange(len(sizes))
    if sizes.sum() <= MOST_CHARACTERS:
        return _joined([_compared(texts, every)], None)
    step = max(EVERY, int(-(-sizes.sum() // MOST_CHARACTERS)))
    one, other = _candidates(texts, sizes, step)
    parts = [_compared(texts, rows) for rows in batches(one, other, sizes, MOST_CHARACTERS)]
    empty = _compared(texts, every[:0])
    return _joined([*parts, empty], Sketch(every=step, n_pairs=len(one)))


def _candidates(texts: Texts, sizes: Ints, step: int) -> tuple[Ints, Ints]:
    """Find pairs by one run in ``step``, a few texts at a time."""
    text, number = [], []
    for first, last in blocks(sizes.tolist()):
        words = texts.words(np.arange(first, last))
        row, run = shingles_of(words, SIZE)
        kept = run % np.uint64(step) == 0
        text.append(words.text[row[kept]].astype(np.int64) + first)
        number.append(run[kept])
    return candidates(np.concatenate(text), np.concatenate(number), len(sizes))


def _joined(parts: Sequence[Pairs], sketch: Sketch | None) -> Pairs:
    """Put the comparisons of several groups of texts together."""
    return Pairs(
        table=pd.concat([part.table for part in parts], ignore_index=True),
        passages=pd.concat([part.passages for part in parts], ignore_index=True),
        n_formulas=sum(part.n_formulas for part in parts),
        sketch=sketch,
    )


def _compared(texts: Texts, rows: Ints) -> Pairs:
    """Compare some texts with each other, in full."""
    words = texts.words(rows)
    shared = shared_runs(words, len(rows), SIZE)
    own = shared_runs(words.where(~texts.quoted.under(words, rows)), len(rows), SIZE)
    runs_one, runs_other = shared.n_runs[shared.one], shared.n_runs[shared.other]
    table = pd.DataFrame(
        {
            "one": shared.one,
            "other": shared.other,
            "containment": shared.runs / runs_one,
            "jaccard": shared.runs / (runs_one + runs_other - shared.runs),
            "shared_words": shared.words,
        }
    )
    outside = pd.DataFrame(
        {"one": own.one, "other": own.other, "own_runs": own.runs, "own_words": own.words}
    )
    table = table.merge(outside, on=["one", "other"], how="left")
    table = table.fillna({"own_runs": 0, "own_words": 0}).astype({"own_words": np.int64})
    n_own = own.n_runs[table["one"]]
    table["own_containment"] = np.where(n_own, table["own_runs"] / np.maximum(n_own, 1), np.nan)
    table = table[_listed(table)].drop(columns="own_runs")
    passages = _passages(shared, words, table)
    for frame in (table, passages):
        frame[["one", "other"]] = rows[frame[["one", "other"]].to_numpy()]
    return Pairs(table=table, passages=passages, n_formulas=shared.n_formulas, sketch=None)


def _listed(table: pd.DataFrame) -> pd.Series:
    """Say which pairs share enough, one way or the other, to be told of."""
    enough = table["shared_words"] >= LISTED_WORDS
    enough |= table["containment"] >= LISTED_SHARE
    low, high = table[["one", "other"]].min(axis=1), table[["one", "other"]].max(axis=1)
    return enough.groupby([low, high]).transform("any")


def _passages(shared: Sharing, words: Words, table: pd.DataFrame) -> pd.DataFrame:
    """Say where in the first text the passages of the listed pairs stand."""
    first, end, there = shared.passages.T
    passages = pd.DataFrame(
        {
            "one": words.text[first].astype(np.int64),
            "other": words.text[there].astype(np.int64),
            "start": words.start[first].astype(np.int64),
            "end": words.end[end - 1].astype(np.int64),
            "n_words": end - first,
        }
    )
    known = pd.MultiIndex.from_frame(table[["one", "other"]])
    return passages[pd.MultiIndex.from_frame(passages[["one", "other"]]).isin(known)].copy()
