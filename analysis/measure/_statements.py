"""Sentences as vectors that lie close where the sentences state the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, get_args

import numpy as np
from scipy import sparse

from analysis.encoder import SIZE, Vectors, encode
from analysis.errors import ChoiceError
from analysis.measure.forms import ENGLISH, Forms
from analysis.stats.alike import Rows, nearest_elsewhere
from analysis.stats.arrays import Floats, Ints, gather
from analysis.tokens import WORD, normal

Aligner = Literal["words", "encoder"]
LEAST_TERMS = 4
"""Different content words and numbers that a sentence needs to state a claim."""
NEAR = 0.15
"""Cosine by words with a sentence of another article from which a sentence is encoded."""
MOST_REMEMBERED = 2**17
"""Vectors of sentences that are kept for the next time: 200 MB."""
_VECTORS: dict[str, Vectors] = {}
FEW = 10
"""Sentences of an event whose mean vector counts half."""
THRESHOLDS: Mapping[str, float] = {"encoder": 0.36, "words": 0.30}
"""Least mean cosine of sentences that state one claim, by what aligns them."""
_FORMS = Forms(stems=True)
_STOP = frozenset(
    (*ENGLISH, "said", "say", "says", "saying", "told", "tell", "mr", "ms", "mrs")
)
_TERM = re.compile(rf"(?<![\w.,])\d[\d,]*(?:\.\d+)?|{WORD.pattern}")


def terms_of(sentence: str) -> frozenset[str]:
    """Return the content words of a sentence, as stems, and its numbers.

    >>> sorted(terms_of("He said the 1,200 dockers were striking, and that it rained."))
    ['1200', 'docker', 'rain', 'strike']
    """
    found = _TERM.findall(normal(sentence))
    return frozenset(
        piece.replace(",", "") if piece[0].isdecimal() else _FORMS.item(piece)
        for piece in found
        if piece not in _STOP
    )


def chosen(aligner: Aligner, threshold: float | None) -> tuple[str, float]:
    """Return the aligner that is taken and its threshold, or refuse what cannot be."""
    if aligner not in get_args(Aligner):
        msg = f"aligner is {aligner!r}; it can be {' or '.join(map(repr, get_args(Aligner)))}."
        raise ChoiceError(msg)
    if threshold is not None and not 0 < threshold <= 1:
        msg = f"threshold is {threshold!r}; it must lie above 0, up to 1, or be None."
        raise ChoiceError(msg)
    return aligner, THRESHOLDS[aligner] if threshold is None else threshold


def vectors_of(texts: Sequence[str], event: Ints, article: Ints, aligner: str) -> Rows:
    """Return a vector of length 1 for each sentence: its words, and beside them its sense.

    Notes
    -----
    By the encoder a cosine is the mean of two: of the words, and of the encoder's vectors
    less what the sentences of the event share. Only sentences whose words come near to a
    sentence of another article (``NEAR``) are encoded; the others have no sense here.
    """
    by_words = _word_vectors(texts, event)
    if aligner == "words":
        return [by_words]
    near = np.flatnonzero(_nearest(by_words, event, article) >= NEAR)
    sense = np.zeros((len(texts), SIZE))
    sense[near] = _centred(_remembered([texts[at] for at in near.tolist()]), event[near])
    half = np.sqrt(0.5)
    return [half * sense, half * by_words]


def _nearest(rows: sparse.csr_array, event: Ints, article: Ints) -> Floats:
    """Return the largest cosine of each row with one of another article on the same event."""
    found = np.zeros(len(event))
    for own in by_event(event):
        found[own] = nearest_elsewhere([rows[own]], article[own])
    return found


def _remembered(texts: Sequence[str]) -> Vectors:
    """Encode what was not encoded before; vectors are kept while the process runs."""
    new = [text for text in dict.fromkeys(texts) if text not in _VECTORS]
    if len(_VECTORS) + len(new) > MOST_REMEMBERED:
        _VECTORS.clear()
        new = list(dict.fromkeys(texts))
    _VECTORS.update(zip(new, encode(new), strict=True))
    made = np.array([_VECTORS[text] for text in texts], np.float32)
    return made.reshape(len(texts), SIZE)


def _centred(vectors: Vectors, event: Ints) -> Floats:
    """Take from each vector what its event's sentences share: that is the event's subject.

    Of an event of n sentences n / (n + ``FEW``) of the mean is taken; few say little of it.
    """
    size = np.bincount(event)
    mean = (gather(event, len(size)) @ vectors.astype(np.float64)) / (size + FEW)[:, None]
    own = vectors - mean[event]
    return np.asarray(own / np.linalg.norm(own, axis=1, keepdims=True), float)


def _word_vectors(texts: Sequence[str], event: Ints) -> sparse.csr_array:
    """Weigh the terms of each sentence by how rare they are in its event and in all."""
    found = [sorted(terms_of(text)) for text in texts]
    number = {term: at for at, term in enumerate(sorted(set().union(*found)))}
    term = np.array([number[one] for terms in found for one in terms], np.int64)
    row = np.repeat(np.arange(len(found)), [len(terms) for terms in found])
    _, same = np.unique(event[row] * len(number) + term, return_inverse=True)
    weight = np.sqrt(
        _rarity(np.bincount(term)[term], len(found))
        * _rarity(np.bincount(same)[same], np.bincount(event)[event[row]])
    )
    length = np.sqrt(np.bincount(row, weight**2, len(found)))
    shape = (len(found), len(number))
    return sparse.csr_array((weight / length[row], (row, term)), shape=shape)


def by_event(event: Ints) -> Iterator[Ints]:
    """Yield the places of each event's sentences, in the order of the events' codes."""
    order = np.argsort(event, kind="stable")
    starts = np.flatnonzero(np.diff(event[order], prepend=-1))
    yield from np.split(order, starts[1:]) if len(order) else ()


def _rarity(stated: Ints, among: Ints | int) -> Floats:
    """Logarithm of one over the share of sentences that have a term, above 0."""
    return np.asarray(np.log((among + 1) / (stated + 0.5)), float)
