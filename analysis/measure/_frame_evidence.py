"""What carries the decision on a frame: each word's and each sentence's part in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.corpus import Corpus
from analysis.measure._frame_words import Matrix, Words, sentence_vectors, sentences_read
from analysis.measure.voice import voice_of, voices
from analysis.spans import Spans
from analysis.tokens import sentence_bounds

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SENTENCE, WORD = "frame_sentence", "frame_word"
"""Layers of what carries a decision."""
GAP = "\n\n"
"""Stands between a headline and the body in what the classifier reads."""
_RUN = re.compile(r"\S+")
_EDGES = re.compile(r"^\W+|\W+$")
_BLANKS = re.compile(r"^\s+|\s+$")


def article_texts(corpus: Corpus) -> list[str]:
    r"""Return what `FrameClassifier` reads of each article: headline, empty line, body.

    >>> rows = {"article_id": ["a", "b"], "outlet": "Post", "published": "",
    ...     "headline": ["Strike", ""], "body": ["Dockers walked out.", "They are out."]}
    >>> article_texts(Corpus(pd.DataFrame(rows)))
    ['Strike\n\nDockers walked out.', 'They are out.']
    """
    articles = corpus.articles
    pairs = zip(articles["headline"], articles["body"], strict=True)
    return [GAP.join(part for part in pair if part) for pair in pairs]


@dataclass(frozen=True, kw_only=True)
class Weights:
    """What the log odds of one frame are made of: its weight for each feature."""

    code: str
    words: Floats
    vectors: Floats | None


def evidence_of(
    corpus: Corpus, knows: Words, weights: Sequence[Weights], most_words: int
) -> Spans:
    """Mark sentences, and the words of each that weigh most, with what each contributes."""
    texts = article_texts(corpus)
    known = knows.weights(texts)
    articles = corpus.articles
    rows: list[tuple[object, ...]] = []
    first = 0
    columns = zip(articles["article_id"], articles["headline"], texts, strict=True)
    for at, (article_id, headline, text) in enumerate(columns):
        read = _Read.of(text, _sentences(headline, text), knows, known[[at]])
        for own in weights:
            rows += [
                (article_id, *_placed(bounds, headline), layer, own.code, score, first + number)
                for bounds, layer, score, number in read.carriers(own, most_words)
            ]
        first += len(read.sentences)
    names = ["article_id", "field", "start", "end", "layer", "value", "score", "parent"]
    table = pd.DataFrame(rows, columns=names).astype(
        {"article_id": str, "field": str, "start": int, "end": int, "layer": str, "value": str}
        | {"score": float, "parent": int}
    )
    spoken = voice_of(Spans(table), voices(corpus))
    return Spans(spoken.table.drop(columns=["straddles", "tied"]))


def _sentences(headline: str, text: str) -> list[tuple[int, int]]:
    """Give the bounds of each sentence of what was read; a headline is one."""
    shift = len(headline) + len(GAP) if headline else 0
    own = [_trimmed(headline, (0, len(headline)), _BLANKS)] if headline.strip() else []
    return own + [(shift + start, shift + end) for start, end in sentence_bounds(text[shift:])]


def _placed(bounds: tuple[int, int], headline: str) -> tuple[str, int, int]:
    """Give a stretch of what was read its place in headline or body."""
    start, end = bounds
    if end <= len(headline):
        return ("headline", start, end)
    shift = len(headline) + len(GAP) if headline else 0
    return ("body", start - shift, end - shift)


@dataclass(frozen=True, kw_only=True)
class _Read:
    """One text as the models read it: where each feature stands, and in which sentence."""

    text: str
    sentences: Sequence[tuple[int, int]]
    runs: Ints
    """Start and end of each run of signs without a blank."""
    sentence: Ints
    """Number of the sentence of each run."""
    feature: Ints
    run: Ints
    """Feature and run of each place."""
    amount: Floats
    """What of the feature's value in the text stands at the place."""

    @classmethod
    def of(
        cls, text: str, sentences: Sequence[tuple[int, int]], knows: Words, values: Matrix
    ) -> _Read:
        runs = np.array([m.span() for m in _RUN.finditer(text)], np.int64).reshape(-1, 2)
        places = list(knows.places(text))
        feature = np.array([place.feature for place in places], np.int64)
        share = np.array([place.share for place in places], np.float64)
        start = np.array([place.start for place in places], np.int64)
        times = np.bincount(feature, share, minlength=values.shape[1])
        value = values.toarray()[0]
        starts = np.array([bounds[0] for bounds in sentences], np.int64)
        return cls(
            text=text,
            sentences=sentences,
            runs=runs,
            sentence=np.searchsorted(starts, runs[:, 0], side="right") - 1,
            feature=feature,
            run=np.searchsorted(runs[:, 0], start, side="right") - 1,
            amount=share * value[feature] / times[feature],
        )

    def carriers(
        self, weights: Weights, most_words: int
    ) -> list[tuple[tuple[int, int], str, float, int]]:
        """List sentences and their weightiest words: bounds, layer, score, sentence."""
        if not self.sentences:
            return []
        by_run = np.bincount(
            self.run, self.amount * weights.words[self.feature], minlength=len(self.runs)
        )
        by_words = np.bincount(self.sentence, by_run, minlength=len(self.sentences))
        by_sentence = by_words + self._by_vectors(weights.vectors)
        found = [
            (bounds, SENTENCE, float(score), number)
            for number, (bounds, score) in enumerate(
                zip(self.sentences, by_sentence, strict=True)
            )
        ]
        rank = np.lexsort((-np.abs(by_run), self.sentence))
        nth = np.arange(len(rank)) - np.searchsorted(self.sentence[rank], self.sentence[rank])
        for run in rank[(nth < most_words) & (by_run[rank] != 0)].tolist():
            start, end = self.runs[run].tolist()
            bounds = _trimmed(self.text, (start, end), _EDGES)
            found.append((bounds, WORD, float(by_run[run]), int(self.sentence[run])))
        return found

    def _by_vectors(self, weights: Floats | None) -> Floats:
        """Give each sentence what its vector contributes.

        What was read can be cut a little otherwise, at a headline without an end: by length.
        """
        if weights is None:
            return np.zeros(len(self.sentences))
        (vectors,) = sentence_vectors([self.text])
        read, own = np.array(sentences_read(self.text)), np.array(self.sentences)
        ends = np.minimum(own[:, 1:], read[:, 1])
        shared = np.maximum(ends - np.maximum(own[:, :1], read[:, 0]), 0)
        return np.asarray((shared / shared.sum(axis=0)) @ (vectors @ weights))


def _trimmed(text: str, bounds: tuple[int, int], edges: re.Pattern[str]) -> tuple[int, int]:
    """Leave out what does not count at the ends of a stretch, unless nothing is left."""
    start, end = bounds
    shown = text[start:end]
    kept = edges.sub("", shown)
    start += shown.index(kept) if kept else 0
    return (start, start + len(kept)) if kept else bounds
