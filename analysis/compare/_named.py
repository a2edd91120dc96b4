"""Which headlines name the event that their article reports."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.measure.counted import CountedText
from analysis.measure.words import WordCounts
from analysis.spans import Spans
from analysis.stats.arrays import gather
from analysis.tokens import word_bounds

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
OWN_WORDS = 10
"""An event's own words: so many, of those that two or more of its outlets print."""
SHORTEST, MOST = 3, 0.5
"""Letters that a word has at least; mean share of outlets' articles that it must exceed."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Named:
    """Of each article, 1 if its headline has a word of its event, else 0; and of events, these.

    ``share`` is missing where the article has no headline, or its event no words of its own.
    """

    share: Floats
    words: tuple[frozenset[str], ...]
    event: Ints

    def spans(self, articles: pd.DataFrame, rows: Ints) -> Spans:
        """Mark the words of the event in the headlines of some ``rows`` of the articles."""
        found = [
            (article_id, "headline", start, end, "event word", headline[start:end])
            for row in rows.tolist()
            for article_id, headline in [articles.iloc[row][["article_id", "headline"]]]
            for start, end in word_bounds(headline)
            if headline[start:end].casefold() in self.words[self.event[row]]
        ]
        names = ["article_id", "field", "start", "end", "layer", "value"]
        return Spans(pd.DataFrame(found, columns=names))


def headlines_that_name(
    text: CountedText, counts: WordCounts, *, rows: Ints, event: Ints, owner: Ints
) -> Named:
    """Find the own words of each event, and the headlines that have one.

    Parameters
    ----------
    text, counts
        The text that counts, and its words.
    rows
        Articles that have a group; ``event`` (-1 where there is none) and ``owner`` are theirs.

    Notes
    -----
    score(word, event) = mean over the event's outlets of the share of their articles that
    print the word × log(events / events that print it). An event's own words are the
    `OWN_WORDS` of highest score (ties by the alphabet), of those of three letters or more
    that most of its outlets print (a mean share above one half) and not all events do.
    """
    order = np.argsort(counts.vocabulary.astype(str), kind="stable")
    vocabulary = counts.vocabulary[order]
    printed = sparse.csr_array(counts.counts[rows][:, order] > 0).astype(float)
    size = int(event.max(initial=-1)) + 1
    long = np.array([len(word) >= SHORTEST and word.isalpha() for word in vocabulary])
    score = sparse.csr_array(_scores(printed, event, owner, size).multiply(long[None, :]))
    words = tuple(_best(score, vocabulary, one) for one in range(size))
    headlines = text.corpus.articles["headline"].to_numpy(object)[rows]
    share = np.full(len(rows), np.nan)
    for row in np.flatnonzero(event >= 0):
        own, headline = words[event[row]], headlines[row]
        if own and headline:
            found = (headline[a:b].casefold() for a, b in word_bounds(headline))
            share[row] = float(any(word in own for word in found))
    return Named(share=share, words=words, event=event)


def _scores(printed: sparse.csr_array, event: Ints, owner: Ints, size: int) -> sparse.csr_array:
    """Score the words that most outlets of an event print, events by words."""
    inside = event >= 0
    pairs, cell = np.unique(
        np.stack([event[inside], owner[inside]]), axis=1, return_inverse=True
    )
    place = np.full(len(event), -1)
    place[inside] = cell.ravel()
    n_cells = pairs.shape[1]
    each = 1 / np.bincount(cell.ravel(), minlength=n_cells)
    shares = sparse.diags_array(each) @ (gather(place, n_cells) @ printed)
    outlets = np.bincount(pairs[0], minlength=size)
    each_event = sparse.diags_array(1 / np.maximum(outlets, 1))
    means = sparse.csr_array(each_event @ (gather(pairs[0], size) @ shares))
    n_events = np.maximum(np.asarray((means > 0).sum(axis=0)).ravel(), 1)
    common = sparse.csr_array(means > MOST).astype(float)
    common = sparse.csr_array(sparse.diags_array((outlets > 1).astype(float)) @ common)
    return sparse.csr_array(means.multiply(common).multiply(np.log(size / n_events)[None, :]))


def _best(score: sparse.csr_array, vocabulary: NDArray[np.object_], row: int) -> frozenset[str]:
    """Choose the words of highest score of one event."""
    start, end = score.indptr[row : row + 2]
    columns, values = score.indices[start:end], score.data[start:end]
    kept = values > 0
    columns, values = columns[kept], values[kept]
    best = columns[np.lexsort((columns, -values))[:OWN_WORDS]]
    return frozenset(str(word) for word in vocabulary[best])
