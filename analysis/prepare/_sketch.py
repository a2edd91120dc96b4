"""Where there is too much text to compare all of it: which pairs are worth comparing.

Of all runs of words only those are kept whose number is divisible by ``every``: the same
ones in every text, so that two texts share of their samples what they share of their texts
(Irber et al. 2022). A pair is worth comparing when it shares some runs of the sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.stats import binom

from analysis.prepare._sharing import Runs, hits_of
from analysis.prepare._shingles import Hashes, Ints

LEAST_SHARED = 3
"""Runs of the sample that a pair must share to be compared."""


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """One run in ``every`` was looked at to find the pairs; ``n_pairs`` were then compared."""

    every: int
    n_pairs: int

    def recall(self, n_runs: int) -> float:
        """Return the chance that a pair that shares ``n_runs`` runs is compared.

        >>> round(Sketch(every=8, n_pairs=1).recall(75), 3)
        0.997
        """
        return float(binom.sf(LEAST_SHARED - 1, n_runs, 1 / self.every))


def candidates(text: Ints, number: Hashes, n_texts: int) -> tuple[Ints, Ints]:
    """List the pairs of texts that share enough runs of a sample, each pair once."""
    runs = Runs.among(np.arange(len(text)), text, number)
    hits = hits_of(runs, n_texts)
    shared = (
        np.add.reduceat(hits.first.astype(np.int64), hits.opens)
        if len(hits.pair)
        else hits.pair
    )
    one, other = np.divmod(hits.pair[hits.opens], n_texts)
    kept = (shared >= LEAST_SHARED) & (one < other)
    return one[kept], other[kept]


def batches(one: Ints, other: Ints, sizes: Ints, most: int) -> Iterator[Ints]:
    """Part the texts of these pairs into groups that hold both texts of each pair.

    A group has about ``most`` characters, unless its texts all hang together, and is in order.
    """
    n_texts = len(sizes)
    ones = np.ones(len(one), bool)
    graph = coo_array((ones, (one, other)), shape=(n_texts, n_texts))
    _, part = connected_components(graph, directed=False)
    texts = np.unique(np.r_[one, other])
    texts = texts[np.argsort(part[texts], kind="stable")]
    size, group = 0, list[int]()
    for place, text in enumerate(texts.tolist()):
        if size >= most and part[text] != part[texts[place - 1]]:
            yield np.sort(group)
            size, group = 0, []
        group.append(text)
        size += int(sizes[text])
    if group:
        yield np.sort(group)
