"""Count the words of each article: a sparse matrix that implies the spans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.measure.counted import CountedText
from analysis.measure.forms import Forms
from analysis.spans import Spans
from analysis.tokens import WORD, ngrams, normal, runs, straight, word_bounds

PRINTED = Forms()
"""Every form is an item of its own, in lower case."""


@dataclass(frozen=True, kw_only=True, eq=False)
class WordCounts:
    """Articles × words, the words, and the number of words counted in each article."""

    counts: sparse.csr_matrix
    vocabulary: NDArray[np.object_]
    totals: NDArray[np.float64]


def measure_words(text: CountedText, *, n: int = 1, forms: Forms = PRINTED) -> WordCounts:
    """Count every word, or run of ``n`` words, of the counted text.

    ``forms`` says which printed forms are one word and which are not listed. ``totals``
    counts all words, also those not listed and for n > 1, so that a rate is always per word
    printed.
    """
    number: defaultdict[str, int] = defaultdict()
    number.default_factory = number.__len__
    none = np.zeros(0, np.int32)
    rows, columns = [none], [none]
    totals = np.zeros(len(text.corpus))
    for row, _, shown in text.masked():
        printed, total = _printed(shown, n, forms)
        totals[row] += total
        columns.append(np.fromiter(map(number.__getitem__, printed), np.int32, len(printed)))
        rows.append(np.full(len(printed), row, np.int32))
    shape = (len(text.corpus), len(number))
    places = (np.concatenate(rows), np.concatenate(columns))
    raw = sparse.csr_matrix((np.ones(len(places[0])), places), shape=shape)
    return _listed(raw, list(number), totals, forms)


def _printed(shown: str, n: int, forms: Forms) -> tuple[list[str], int]:
    """List the words or runs of one text, in lower case or as printed, and count its words."""
    plain = normal(shown)
    if forms.case == "fold":
        found = WORD.findall(plain)
        return (found if n == 1 else ngrams(shown, n)), len(found)
    kept = straight(shown)
    bounds = [match.span() for match in WORD.finditer(plain)]
    joined = [[pair] for pair in bounds] if n == 1 else runs(shown, n)
    return [" ".join(kept[a:b] for a, b in run) for run in joined], len(bounds)


def _listed(
    raw: sparse.csr_matrix, printed: list[str], totals: NDArray[np.float64], forms: Forms
) -> WordCounts:
    """Gather printed forms into items, in alphabetical order, without those not listed."""
    names = np.array(printed, dtype=object)
    if not forms.plain:
        names = np.array([forms.item(word) for word in printed], dtype=object)
        kept = np.flatnonzero([not forms.leaves_out(word) for word in printed])
        raw, names = raw[:, kept], names[kept]
    vocabulary, item = np.unique(names.astype(str), return_inverse=True)
    places = (np.arange(len(names)), item)
    gather = sparse.csr_matrix(
        (np.ones(len(names)), places), shape=(len(names), len(vocabulary))
    )
    counts = sparse.csr_matrix(raw @ gather)
    counts.sort_indices()
    return WordCounts(counts=counts, vocabulary=vocabulary.astype(object), totals=totals)


def find_word(
    text: CountedText, word: str, article_ids: Collection[str], *, forms: Forms = PRINTED
) -> Spans:
    """Mark every use of one item, a word or run of words, in some articles' counted text."""
    ids = text.corpus.articles["article_id"].tolist()
    size = word.count(" ") + 1
    rows = []

    @cache
    def is_it(printed: str) -> bool:
        return forms.item(printed) == word and not forms.leaves_out(printed)

    for row, field, shown in text.masked(article_ids):
        kept = straight(shown)
        found = runs(shown, size) if size > 1 else ([pair] for pair in word_bounds(shown))
        for run in found:
            printed = " ".join(kept[start:end] for start, end in run)
            if is_it(printed):
                rows.append((ids[row], field, run[0][0], run[-1][1], word))
    return Spans.of("word", rows)
