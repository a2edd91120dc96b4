"""What is known of a text whose frames are asked: its words, groups of letters, and vectors.

Each is known with its place, so that what a model makes of it can be shown in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.encoder import SIZE, Vectors, encode
from analysis.tokens import sentence_bounds

Floats = NDArray[np.float64]
Matrix = sparse.csr_array
Bounds = tuple[int, int]
MOST_SENTENCES = 40
"""Sentences of a text that the encoder reads."""
REMEMBERED = 2**16
"""Sentences whose vectors are kept in memory, so that none is encoded twice."""
VECTOR_WEIGHT = 2**0.5
"""Length of a text's vector, where words and groups of letters have length 1 each."""
LETTERS = (3, 5)
_TOKEN = re.compile(r"(?u)\b\w\w+\b")
_BLANKFREE = re.compile(r"\S+")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where one feature stands in a text, and which share of it stands there."""

    feature: int
    start: int
    share: float


@dataclass(frozen=True, kw_only=True)
class Words:
    """Words, pairs of words and groups of letters of coded texts, and how rare each is."""

    words: TfidfVectorizer
    letters: TfidfVectorizer

    @classmethod
    def of(cls, texts: Sequence[str]) -> Words:
        """Learn which there are."""
        common = {"sublinear_tf": True, "strip_accents": "unicode"}
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, **common)
        letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=LETTERS, min_df=3, max_features=60_000, **common
        )
        return cls(words=words.fit(texts), letters=letters.fit(texts))

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.words.vocabulary_) + len(self.letters.vocabulary_)

    def weights(self, texts: Sequence[str]) -> Matrix:
        """Give each text its weights, a row of length 1 for words and one for letters."""
        found = [part.transform(texts) for part in (self.words, self.letters)]
        return sparse.csr_array(sparse.hstack(found))

    def places(self, text: str) -> Iterator[Place]:
        """Yield every place of every known feature; of a pair of words, each has half."""
        plain, origin = _plain(text)
        known = self.words.vocabulary_
        tokens = [(match.group(), match.start()) for match in _TOKEN.finditer(plain)]
        for word, start in tokens:
            if (at := known.get(word)) is not None:
                yield Place(feature=at, start=origin[start], share=1.0)
        for (first, start), (second, after) in pairwise(tokens):
            if (at := known.get(f"{first} {second}")) is not None:
                yield Place(feature=at, start=origin[start], share=0.5)
                yield Place(feature=at, start=origin[after], share=0.5)
        known, shift = self.letters.vocabulary_, len(self.words.vocabulary_)
        for match in _BLANKFREE.finditer(plain):
            for group in _groups(f" {match.group()} "):
                if (at := known.get(group)) is not None:
                    yield Place(feature=shift + at, start=origin[match.start()], share=1.0)


def _groups(word: str) -> Iterator[str]:
    """Yield the groups of letters of a word between blanks; a short word is one group."""
    for size in range(LETTERS[0], LETTERS[1] + 1):
        yield from (word[at : at + size] for at in range(max(1, len(word) - size + 1)))
        if len(word) <= size:
            return


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """Lower-case a text and take off its accents; say where each character stood."""
    lower = text.lower()
    if lower.isascii():
        return lower, range(len(lower))
    stood = [at for at, sign in enumerate(text) for _ in sign.lower()]
    kept = [
        (part, at)
        for sign, at in zip(lower, stood, strict=True)
        for part in unicodedata.normalize("NFKD", sign)
        if not unicodedata.combining(part)
    ]
    return "".join(part for part, _ in kept), [at for _, at in kept]


# -- vectors ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Memory:
    """Vectors of sentences; the oldest go where there are too many."""

    known: dict[str, Vectors] = field(default_factory=dict)

    def of(self, sentences: Sequence[str]) -> Vectors:
        """Give each sentence its vector, encoding those that are new."""
        new = [one for one in dict.fromkeys(sentences) if one not in self.known]
        made = dict(zip(new, encode(new), strict=True)) if new else {}
        found = [made[one] if one in made else self.known[one] for one in sentences]
        self.known.update(made)
        for one in list(self.known)[: max(0, len(self.known) - REMEMBERED)]:
            del self.known[one]
        return np.array(found)


_MEMORY = Memory()


def sentences_read(text: str) -> list[Bounds]:
    """Give the bounds of the sentences the encoder reads: all, or so many, evenly spread."""
    bounds = sentence_bounds(text)
    if len(bounds) <= MOST_SENTENCES:
        return list(bounds)
    step = len(bounds) / MOST_SENTENCES
    return [bounds[int((at + 0.5) * step)] for at in range(MOST_SENTENCES)]


def sentence_vectors(texts: Sequence[str]) -> list[Floats]:
    """Give each text a row for each of its sentences read; the sum of its rows is its vector.

    A sentence's row is its vector times its length, all scaled so that their sum has the
    length of a text's vector.
    """
    bounds = [sentences_read(text) for text in texts]
    read = [
        " ".join(text[start:end].split())
        for text, own in zip(texts, bounds, strict=True)
        for start, end in own
    ]
    vectors = _MEMORY.of(read).astype(np.float64).reshape(-1, SIZE)
    rows = vectors * np.array([len(one) for one in read], np.float64)[:, None]
    ends = np.cumsum([len(own) for own in bounds])
    return [_scaled(own) for own in np.split(rows, ends[:-1])]


def _scaled(rows: Floats) -> Floats:
    length = np.linalg.norm(rows.sum(axis=0))
    return np.asarray(rows * (VECTOR_WEIGHT / length)) if length > 0 else rows
