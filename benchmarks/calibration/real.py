"""Real articles with labels dealt at random, so that nothing differs.

The articles are not part of the project; the folder that PARALLAX_TEST_DATA names holds
them. Only figures leave this module: no text, and no word.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from corpora import Corpus, corpus_of
from nltk.stem.snowball import EnglishStemmer
from numpy.random import Generator
from scipy import sparse

from analysis.stats.arrays import Floats, Ints, Words

WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
NO_FOLDER = "PARALLAX_TEST_DATA names no folder of real articles"
IN_ARTICLES = 5
"""Articles that must use a word for it to be counted."""


@dataclass(frozen=True, kw_only=True)
class Articles:
    """Word counts of real articles, with the codes of their outlets, events and sides.

    ``stem`` is the code of each word's stem.
    """

    counts: sparse.csr_array
    stem: Ints
    exposure: Floats
    event: Ints
    outlet: Ints
    side: Words


def folder() -> Path | None:
    """Say where real articles are, if anywhere."""
    named = os.environ.get("PARALLAX_TEST_DATA")
    return Path(named) if named else None


def lines(path: str) -> Iterator[dict[str, Any]]:
    """Read a compressed file of JSON lines in the folder of real articles."""
    root = folder()
    if root is None:
        raise FileNotFoundError(NO_FOLDER)
    with gzip.open(root / path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def counted(texts: Iterable[str]) -> tuple[sparse.csr_array, Ints]:
    """Count the words of texts: texts by words, and the code of each word's stem."""
    vocabulary: dict[str, int] = {}
    row, column, data = [], [], []
    for number, text in enumerate(texts):
        for word, count in Counter(WORD.findall(text.lower())).items():
            row.append(number)
            column.append(vocabulary.setdefault(word, len(vocabulary)))
            data.append(float(count))
    table = sparse.csr_array((data, (row, column)), shape=(max(row) + 1, len(vocabulary)))
    stem = EnglishStemmer().stem
    return table, codes(stem(word) for word in vocabulary)


def codes(names: Iterable[str]) -> Ints:
    """Give every name a number, from 0."""
    return np.unique(np.array(list(names)), return_inverse=True)[1].ravel()


@cache
def events() -> Articles:
    """Read events that two or three outlets of different sides cover."""
    rows = [
        (number, article)
        for number, event in enumerate(lines("allsides_events/fulltext_events.jsonl.gz"))
        for article in event["articles"]
    ]
    counts, stem = counted(article["text"] for _, article in rows)
    return Articles(
        counts=counts,
        stem=stem,
        exposure=np.asarray(counts.sum(axis=1), float).ravel(),
        event=np.array([number for number, _ in rows]),
        outlet=codes(article["outlet"] for _, article in rows),
        side=np.array([article["bias"] for _, article in rows]),
    )


@cache
def newspapers() -> Articles:
    """Read articles of seven outlets; the event is the outlet's month."""
    rows = list(lines("polnear/articles.jsonl.gz"))
    counts, stem = counted(row["text"] for row in rows)
    month = [f"{row['publisher']} {row['publication_date'][:7]}" for row in rows]
    return Articles(
        counts=counts,
        stem=stem,
        exposure=np.asarray(counts.sum(axis=1), float).ravel(),
        event=codes(month),
        outlet=codes(row["publisher"] for row in rows),
        side=np.array(month),
    )


def part(articles: Articles, kept: Ints, outlet: Ints, group: Ints, unit: str) -> Corpus:
    """Make a corpus of some articles under labels of our own."""
    counts = sparse.csr_array(articles.counts[kept])
    often = np.flatnonzero(
        np.bincount(counts.indices, minlength=counts.shape[1]) >= IN_ARTICLES
    )
    return corpus_of(
        sparse.csr_array(counts[:, often]),
        articles.exposure[kept],
        event=np.unique(articles.event[kept], return_inverse=True)[1].ravel(),
        outlet=outlet,
        group=group,
        unit="outlet" if unit == "outlet" else "cell",
        family=articles.stem[often],
    )


def some_events(rng: Generator, articles: Articles, size: int, n_events: int) -> Ints:
    """Draw events of ``size`` articles; give these, event by event, in random order."""
    sizes = np.bincount(articles.event)
    chosen = rng.choice(
        np.flatnonzero(sizes == size), min(n_events, int((sizes == size).sum())), replace=False
    )
    inside = np.flatnonzero(np.isin(articles.event, chosen))
    shuffled = inside[rng.permutation(len(inside))]
    return np.asarray(shuffled[np.argsort(articles.event[shuffled], kind="stable")], int)


def labels_permuted(rng: Generator, *, size: int, n_events: int = 200) -> Corpus:
    """Real events of ``size`` articles, whose labels are dealt at random within each."""
    kept = some_events(rng, events(), size, n_events)
    label = np.tile(np.arange(size), len(kept) // size)
    return part(events(), kept, label, label, "cell")


def random_sides(rng: Generator) -> Corpus:
    """Real outlets on random sides, half of them on each."""
    articles = events()
    n_outlets = int(articles.outlet.max()) + 1
    side = (rng.permutation(n_outlets) < n_outlets // 2).astype(int)
    everything = np.arange(len(articles.event))
    return part(articles, everything, articles.outlet, side[articles.outlet], "outlet")


def left_and_rest(rng: Generator, *, style: float = 0.4) -> Corpus:
    """Real outlets on their real sides; articles permuted within events, then given styles.

    The articles of an event change places, so that no side differs; then every outlet
    thins every word by a factor of its own (log-normal), which no side shares.
    """
    articles = events()
    n_outlets = int(articles.outlet.max()) + 1
    left = np.bincount(articles.outlet, articles.side == "left", n_outlets)
    side = (left <= np.bincount(articles.outlet) / 2).astype(int)
    order = np.argsort(articles.event, kind="stable")
    dealt = np.argsort(articles.event + rng.random(len(order)), kind="stable")
    outlet = np.empty_like(articles.outlet)
    outlet[dealt] = articles.outlet[order]
    counts = articles.counts.copy()
    kept = np.exp(style * rng.normal(size=(n_outlets, counts.shape[1])) - style)
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    chance = np.minimum(1.0, kept[outlet[row], counts.indices])
    counts.data = rng.binomial(counts.data.astype(int), chance).astype(float)
    counts.eliminate_zeros()
    thinned = replace(articles, counts=counts)
    everything = np.arange(len(articles.event))
    return part(thinned, everything, outlet, side[outlet], "outlet")


def split_halves(rng: Generator) -> Corpus:
    """Real articles of seven outlets, each outlet's month split at random in two halves."""
    articles = newspapers()
    order = rng.permutation(len(articles.event))
    order = order[np.argsort(articles.event[order], kind="stable")]
    first = np.searchsorted(articles.event[order], articles.event[order])
    half = (np.arange(len(order)) - first) % 2
    return part(articles, order, half, half, "cell")
