"""What is known of a text whose frames are asked: its words, groups of letters, and vectors.

Each is known with its place, so that what a model makes of it can be shown in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.encoder import SIZE, Vectors, encode
from analysis.tokens import sentence_bounds

Floats = NDArray[np.float64]
Matrix = sparse.csr_array
Bounds = tuple[int, int]
MOST_SENTENCES = 40
"""Sentences of a text that the encoder reads."""
LEAD, LEAD_WEIGHT = 4, 4.0
"""Sentences that open a text, and how much more than others each counts in its vector."""
REMEMBERED = 2**16
"""Sentences whose vectors are kept in memory, so that none is encoded twice."""
VECTOR_WEIGHT = 2**0.5
"""Length of a text's vector, where words and groups of letters have length 1 each."""
LETTERS = (3, 5)
"""Fewest and most letters of a group."""
LEAST_TEXTS, LEAST_TEXTS_OF_LETTERS, MOST_LETTERS = 2, 3, 60_000
"""Coded texts that must have a word, or a group; groups that are kept at most."""
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

    words: Mapping[str, int]
    """Column of each word and pair of words."""
    letters: Mapping[str, int]
    """Column of each group of letters, counted from 0 too."""
    rarity: Floats
    """ln((1 + texts) / (1 + texts that have it)) + 1, words first."""

    @classmethod
    def of(cls, texts: Sequence[str]) -> Words:
        """Learn which there are."""
        plain = [_plain(text)[0] for text in texts]
        words, in_texts = _kept(*_counted(map(_words_of, plain)), LEAST_TEXTS)
        groups, with_group = _kept(*_letters(plain), LEAST_TEXTS_OF_LETTERS, MOST_LETTERS)
        held = np.concatenate([in_texts, with_group])
        return cls(
            words=words, letters=groups, rarity=np.log((1 + len(texts)) / (1 + held)) + 1
        )

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.rarity)

    def weights(self, texts: Sequence[str]) -> Matrix:
        """Give each text its weights, a row of length 1 for words and one for letters.

        A weight is (1 + ln count) times rarity, divided by the length of the row.
        """
        plain = [_plain(text)[0] for text in texts]
        words, _ = _counted(map(_words_of, plain), self.words)
        letters, _ = _letters(plain, self.letters)
        cut = len(self.words)
        parts = ((words, self.rarity[:cut]), (letters, self.rarity[cut:]))
        return sparse.csr_array(sparse.hstack([_weighed(*part) for part in parts]))

    def places(self, text: str) -> Iterator[Place]:
        """Yield every place of every known feature; of a pair of words, each has half."""
        plain, origin = _plain(text)
        tokens = [(match.group(), match.start()) for match in _TOKEN.finditer(plain)]
        for word, start in tokens:
            if (at := self.words.get(word)) is not None:
                yield Place(feature=at, start=origin[start], share=1.0)
        for (first, start), (second, after) in pairwise(tokens):
            if (at := self.words.get(f"{first} {second}")) is not None:
                yield Place(feature=at, start=origin[start], share=0.5)
                yield Place(feature=at, start=origin[after], share=0.5)
        shift = len(self.words)
        for match in _BLANKFREE.finditer(plain):
            for group in _groups(match.group()):
                if (at := self.letters.get(group)) is not None:
                    yield Place(feature=shift + at, start=origin[match.start()], share=1.0)


def _words_of(plain: str) -> Iterator[str]:
    """Yield the words of a text, and its pairs of words."""
    tokens = _TOKEN.findall(plain)
    yield from tokens
    yield from map(" ".join, pairwise(tokens))


@lru_cache(maxsize=REMEMBERED)
def _groups(run: str) -> tuple[str, ...]:
    """List the groups of letters of a word between blanks; a short word is one group."""
    word, groups = f" {run} ", []
    for size in range(LETTERS[0], LETTERS[1] + 1):
        groups += [word[at : at + size] for at in range(max(1, len(word) - size + 1))]
        if len(word) <= size:
            break
    return tuple(groups)


def _counted(
    texts: Iterable[Iterable[str]], known: Mapping[str, int] | None = None
) -> tuple[Matrix, Mapping[str, int]]:
    """Count terms, a row a text and a column a term: those known, or all there are."""
    columns: dict[str, int] = {} if known is None else dict(known)
    counts: list[int] = []
    places: list[int] = []
    ends = [0]
    for terms in texts:
        for term, count in Counter(terms).items():
            if known is None:
                place = columns.setdefault(term, len(columns))
            elif (found := columns.get(term)) is None:
                continue
            else:
                place = found
            places.append(place)
            counts.append(count)
        ends.append(len(places))
    shape = (len(ends) - 1, len(columns))
    matrix = sparse.csr_array((np.array(counts, float), places, ends), shape=shape)
    return matrix, columns


def _letters(
    plain: Sequence[str], known: Mapping[str, int] | None = None
) -> tuple[Matrix, Mapping[str, int]]:
    """Count groups of letters: those of each different word once, times the word's count."""
    runs, column = _counted(map(str.split, plain))
    groups, columns = _counted(map(_groups, column), known)
    return sparse.csr_array(runs @ groups), columns


def _kept(
    counts: Matrix, columns: Mapping[str, int], least: int, most: int | None = None
) -> tuple[dict[str, int], Floats]:
    """Keep terms that so many texts have, the most frequent, with how many have each."""
    held = np.bincount(counts.indices, counts.data > 0, minlength=len(columns))
    total = np.bincount(counts.indices, counts.data, minlength=len(columns))
    kept = sorted(term for term, at in columns.items() if held[at] >= least)
    if most is not None and len(kept) > most:
        often = sorted(kept, key=lambda term: -total[columns[term]])
        kept = sorted(often[:most])
    at = [columns[term] for term in kept]
    return {term: number for number, term in enumerate(kept)}, np.asarray(held[at], float)


def _weighed(counts: Matrix, rarity: Floats) -> Matrix:
    """Turn counts into weights."""
    weights = sparse.csr_array(counts)
    weights.data = (1 + np.log(weights.data)) * rarity[weights.indices]
    length = np.sqrt(np.asarray(weights.power(2).sum(axis=1)).ravel())
    scale = sparse.diags_array(1 / np.where(length > 0, length, 1))
    return sparse.csr_array(scale @ weights)


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
    """Give the bounds of the sentences the encoder reads: all, or the lead and a spread."""
    bounds = sentence_bounds(text)
    if len(bounds) <= MOST_SENTENCES:
        return list(bounds)
    lead, rest, more = bounds[:LEAD], bounds[LEAD:], MOST_SENTENCES - LEAD
    return [*lead, *(rest[int((at + 0.5) * len(rest) / more)] for at in range(more))]


def sentence_vectors(texts: Sequence[str]) -> list[Floats]:
    """Give each text a row for each of its sentences read; the sum of its rows is its vector.

    A sentence's row is its vector times its length, those of the lead times four, all scaled
    so that their sum has the length of a text's vector.
    """
    bounds = [sentences_read(text) for text in texts]
    read = [
        " ".join(text[start:end].split())
        for text, own in zip(texts, bounds, strict=True)
        for start, end in own
    ]
    vectors = _MEMORY.of(read).astype(np.float64).reshape(-1, SIZE)
    length = np.array([len(one) for one in read], np.float64)
    place = np.concatenate([np.arange(len(own)) for own in bounds])
    rows = vectors * (length * np.where(place < LEAD, LEAD_WEIGHT, 1))[:, None]
    ends = np.cumsum([len(own) for own in bounds])
    return [_scaled(own) for own in np.split(rows, ends[:-1])]


def _scaled(rows: Floats) -> Floats:
    length = np.linalg.norm(rows.sum(axis=0))
    return np.asarray(rows * (VECTOR_WEIGHT / length)) if length > 0 else rows
