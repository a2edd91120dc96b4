"""Count the words of each article: a sparse matrix that implies the spans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.measure.counted import CountedText
from analysis.spans import Spans
from analysis.tokens import WORD, ngrams, normal


@dataclass(frozen=True, kw_only=True, eq=False)
class WordCounts:
    """Articles × words, the words, and the number of words counted in each article."""

    counts: sparse.csr_matrix
    vocabulary: NDArray[np.object_]
    totals: NDArray[np.float64]


def measure_words(text: CountedText, *, n: int = 1) -> WordCounts:
    """Count every word, or run of ``n`` words, of the counted text.

    ``totals`` counts words also for n > 1, so that a rate is always per word printed.
    """
    number: defaultdict[str, int] = defaultdict()
    number.default_factory = number.__len__
    none = np.zeros(0, np.int32)
    rows, columns = [none], [none]
    totals = np.zeros(len(text.corpus))
    for row, _, shown in text.masked():
        plain = normal(shown)
        found = WORD.findall(plain)
        totals[row] += len(found)
        if n > 1:
            found = ngrams(shown, n)
        columns.append(np.fromiter(map(number.__getitem__, found), np.int32, len(found)))
        rows.append(np.full(len(found), row, np.int32))
    shape = (len(text.corpus), len(number))
    places = (np.concatenate(rows), np.concatenate(columns))
    raw = sparse.csr_matrix((np.ones(len(places[0])), places), shape=shape)
    vocabulary = np.array(list(number), dtype=object)
    order = np.argsort(vocabulary.astype(str), kind="stable")
    return WordCounts(
        counts=sparse.csr_matrix(raw[:, order]), vocabulary=vocabulary[order], totals=totals
    )


def find_word(text: CountedText, word: str, article_ids: Collection[str]) -> Spans:
    """Mark every use of one word, or run of words, in some articles' counted text."""
    ids = text.corpus.articles["article_id"].tolist()
    size = word.count(" ") + 1
    rows = []
    for row, field, shown in text.masked(article_ids):
        plain = normal(shown)
        found = [match.span() for match in WORD.finditer(plain)]
        for first, last in zip(found, found[size - 1 :], strict=False):
            if plain[first[0] : last[1]].replace("\u00a0", " ") == word:
                rows.append((ids[row], field, first[0], last[1], word))
    return Spans.of("word", rows)
