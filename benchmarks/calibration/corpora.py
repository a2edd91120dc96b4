"""Corpora whose truth is known: nothing differs, or some items differ by a known factor.

The made ones have what real news has and token tests deny: words come in events (a gamma
rate for every event), in bursts (a gamma rate for every article) and, where sides are
compared, in styles (a gamma rate for every outlet).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from scipy import sparse

from analysis.stats.arrays import Bools, Floats, Ints
from analysis.stats.cells import Unit

SCARCE, COMMON = 10, 20
"""Occurrences that an item needs to be kept, and to have a difference planted."""


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """Articles by items, who wrote what about which event, and what was planted.

    ``log_ratio`` is the true log rate ratio of group 0 against the others, item by item;
    ``family`` says which items are forms of one word.
    """

    counts: sparse.csr_array
    exposure: Floats
    event: Ints
    outlet: Ints
    group: Ints
    n_groups: int
    unit: Unit
    log_ratio: Floats
    family: Ints

    @property
    def planted(self) -> Bools:
        """Which items differ."""
        return self.log_ratio != 0

    @property
    def tested(self) -> list[int]:
        """Groups that are tested: of two, the second only mirrors the first."""
        return [0] if self.n_groups == 2 else list(range(self.n_groups))


def corpus_of(
    counts: Floats | sparse.csr_array,
    exposure: Floats,
    *,
    event: Ints,
    outlet: Ints,
    group: Ints,
    unit: Unit = "cell",
    family: Ints | None = None,
) -> Corpus:
    """Put a corpus together in which nothing differs; drop items too scarce to count.

    Without ``family``, each item is one of its own.
    """
    table = sparse.csr_array(counts).astype(float)
    kept = np.flatnonzero(np.asarray(table.sum(axis=0)).ravel() >= SCARCE)
    return Corpus(
        counts=sparse.csr_array(table[:, kept]),
        exposure=exposure.astype(float),
        event=event,
        outlet=outlet,
        group=group,
        n_groups=int(group.max()) + 1,
        unit=unit,
        log_ratio=np.zeros(len(kept)),
        family=np.arange(len(kept)) if family is None else renumbered(family[kept]),
    )


def renumbered(code: Ints) -> Ints:
    """Give codes the numbers 0, 1, … in their order."""
    return np.unique(code, return_inverse=True)[1].ravel()


def zipf(n_words: int) -> Floats:
    """Give the share of each word, by Zipf's law without its most common word."""
    return np.asarray(0.5 / np.arange(2, n_words + 2) / np.log(n_words), float)


def spread(rng: Generator, shape: float, size: tuple[int, ...]) -> Floats:
    """Draw gamma rates of mean 1; the smaller the shape, the more uneven."""
    return rng.gamma(shape, 1 / shape, size=size)


def outlets_in_events(
    rng: Generator,
    *,
    k: int,
    n_events: int = 60,
    n_words: int = 300,
    lengths: Sequence[float] = (1.0,),
    bursts: Sequence[float] = (0.7,),
    articles: int = 1,
    missing: float = 0.0,
    days: int = 1,
) -> Corpus:
    """Let ``k`` outlets cover the same events and write alike.

    ``lengths`` and ``bursts`` (the gamma shape of an article's or cell's rates) go round
    the outlets. With several ``articles`` a cell, half of the burstiness is the cell's.
    A share ``missing`` of the cells is not written. With ``days`` above 1, as many events
    in a row are days of one story, on which each outlet keeps its own liking for a word.
    """
    event, outlet = np.repeat(np.arange(n_events), k), np.tile(np.arange(k), n_events)
    written = rng.random(len(event)) >= missing
    event, outlet = event[written], outlet[written]
    shape = np.resize(np.array(bursts), k)[outlet][:, None]
    size = (len(event), n_words)
    rate = zipf(n_words) * spread(rng, 0.5, (n_events, n_words))[event]
    if days > 1:
        stories = (n_events + days - 1) // days
        rate *= spread(rng, 1.5, (stories * k, n_words))[event // days * k + outlet]
    if articles > 1:
        rate *= rng.gamma(2 * shape, 1 / (2 * shape), size=size)
        copies = rng.integers(1, articles + 1, len(event))
        event, outlet, shape = (np.repeat(x, copies, axis=0) for x in (event, outlet, shape))
        rate, shape = np.repeat(rate, copies, axis=0), 2 * shape
    rate *= rng.gamma(shape, 1 / shape, size=rate.shape)
    n = np.round(rng.lognormal(6, 0.4, len(event)) * np.resize(np.array(lengths), k)[outlet])
    counts = rng.poisson(n[:, None] * rate)
    return corpus_of(counts, n, event=event, outlet=outlet, group=outlet)


def sides_of_outlets(
    rng: Generator,
    *,
    n_outlets: int,
    n_events: int = 150,
    n_words: int = 300,
    longer: float = 1.0,
    share: float = 0.5,
) -> Corpus:
    """Outlets with styles of their own, put on two sides at random.

    An outlet of rank r covers events in proportion to 1/(r + 3), and 2 to 6 meet in one.
    Outlets of side 0 write ``longer`` times as much; ``share`` of the outlets are on it.
    """
    chance = 1 / np.arange(4, n_outlets + 4)
    chance /= chance.sum()
    met = [
        rng.choice(n_outlets, rng.integers(2, 7), replace=False, p=chance)
        for _ in range(n_events)
    ]
    event, outlet = np.repeat(np.arange(n_events), [len(x) for x in met]), np.concatenate(met)
    side = (rng.permutation(n_outlets) >= share * n_outlets).astype(int)
    n = rng.lognormal(6, 0.4, len(event)) * np.where(side[outlet] == 0, longer, 1.0)
    rate = zipf(n_words) * spread(rng, 0.5, (n_events, n_words))[event]
    rate *= spread(rng, 3.0, (n_outlets, n_words))[outlet]
    rate *= spread(rng, 0.7, (len(event), n_words))
    counts = rng.poisson(np.round(n)[:, None] * rate)
    return corpus_of(
        counts, np.round(n), event=event, outlet=outlet, group=side[outlet], unit="outlet"
    )


def plant(
    rng: Generator, corpus: Corpus, factor: float, *, most: int = 200, share: float = 0.2
) -> Corpus:
    """Thin items by a factor on one side: half in the others, half in group 0.

    At most ``share`` of the items, and of these at most ``most``, all of which occur in
    at least `COMMON` articles.
    """
    return thinned(rng, corpus, chosen(rng, corpus.counts, factor, most=most, share=share))


def plant_families(rng: Generator, corpus: Corpus, factor: float) -> Corpus:
    """Thin all forms of a word alike: of up to 150 words that occur in `COMMON` articles."""
    whole = chosen(rng, summed(corpus), factor, most=150, share=0.2)
    return thinned(rng, corpus, whole[corpus.family])


def summed(corpus: Corpus) -> sparse.csr_array:
    """Count the forms of a word together."""
    places = np.arange(len(corpus.family)), corpus.family
    return sparse.csr_array(
        corpus.counts @ sparse.csr_array((np.ones(len(corpus.family)), places))
    )


def chosen(
    rng: Generator, counts: sparse.csr_array, factor: float, *, most: int, share: float
) -> Floats:
    """Choose what is to differ, and give the log ratio of each item."""
    n_items = counts.shape[1]
    common = np.flatnonzero(np.bincount(counts.indices, minlength=n_items) >= COMMON)
    taken = rng.choice(common, min(most, int(share * n_items), len(common) // 2), replace=False)
    log_ratio = np.zeros(n_items)
    log_ratio[taken] = np.log(factor) * rng.choice([-1.0, 1.0], len(taken))
    return log_ratio


def thinned(rng: Generator, corpus: Corpus, log_ratio: Floats) -> Corpus:
    """Keep each use with a chance that makes the ratio, on the side that has fewer."""
    counts = corpus.counts.copy()
    mine = np.repeat(corpus.group == 0, np.diff(counts.indptr))
    size = log_ratio[counts.indices]
    fewer = np.where(mine, size < 0, size > 0)
    chance = np.exp(-np.abs(size[fewer]))
    counts.data[fewer] = rng.binomial(counts.data[fewer].astype(int), chance)
    counts.eliminate_zeros()
    return replace(corpus, counts=counts, log_ratio=log_ratio)
