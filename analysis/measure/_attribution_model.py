"""A learnt model of attributions: which words are cues, and which branches belong to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special

from analysis.measure._attribution_candidates import Candidate, candidates, of_candidate
from analysis.measure._attribution_features import Sight
from analysis.measure._attribution_quotes import apart, outermost, with_quotes
from analysis.measure._attribution_rules import cue_of
from analysis.measure._attribution_text import NONE, Found, Reading, Tokens

Floats = NDArray[np.float64]
Matrix = sparse.csr_array
SOURCE, CONTENT = 1, 2
"""Columns of what a candidate can be; 0 is neither."""
LEAST_CONTENT, LEAST_SOURCE = 0.5, 0.3
"""Probability from which a candidate is content, and from which the best is the source."""
LEAST_CUE = 0.15
"""Probability below which the candidates of a cue are not even looked at."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Weights:
    """A logistic regression over named features: one column of weights an outcome."""

    names: Sequence[str]
    weights: Floats
    intercept: Floats

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.names)}

    def matrix(self, rows: Iterable[Iterable[str]]) -> Matrix:
        """Turn features into a matrix; those that were not learnt are left out."""
        return matrix(rows, self._places)

    def probabilities(self, rows: Iterable[Iterable[str]]) -> Floats:
        """Return the probability of each outcome, one row a row of features."""
        scores = np.asarray(self.matrix(rows) @ self.weights + self.intercept)
        if scores.shape[1] == 1:
            second = special.expit(scores)
            return np.hstack([1 - second, second])
        return np.asarray(special.softmax(scores, axis=1))


def matrix(rows: Iterable[Iterable[str]], places: Mapping[str, int]) -> Matrix:
    """Turn rows of features into a matrix of zeros and ones, by their places."""
    columns: list[int] = []
    bounds = [0]
    for row in rows:
        # In the order of the features, so that sums come out the same to the last bit.
        columns += sorted({places[name] for name in row if name in places})
        bounds.append(len(columns))
    shape = (len(bounds) - 1, len(places))
    places_of, ends = (np.array(one, dtype=np.int32) for one in (columns, bounds))
    return sparse.csr_array((np.ones(len(columns)), places_of, ends), shape=shape)


@dataclass(frozen=True, kw_only=True, eq=False)
class AttributionModel:
    """What :func:`analysis.train_attributions` learnt; give it to `measure_attributions`.

    ``about`` says what it was learnt from and how: the parser, the data and their
    fingerprint, versions, and how it did on articles that it had not seen.
    """

    lemmas: frozenset[str] = field(repr=False)
    cues: Weights = field(repr=False)
    branches: Weights = field(repr=False)
    threshold: float
    about: Mapping[str, object]

    def found(self, reading: Reading, *, headline: bool = False) -> list[Found]:
        """Find the attributions of one text; no two share content."""
        sight = Sight(reading, headline=headline)
        return put_together(reading, judged(self, sight), self.threshold)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A word that may be the head of a cue, with what belongs to it if it is."""

    found: Found
    probability: float


def judged(model: AttributionModel, sight: Sight) -> list[Judged]:
    """Judge every head of a text that is not wholly unlikely, and its candidates."""
    heads = sight.heads(model.lemmas)
    chance = model.cues.probabilities(sight.of_head(head) for head in heads)[:, 1]
    likely = [(h, p) for h, p in zip(heads, chance.tolist(), strict=True) if p > LEAST_CUE]
    if not likely:
        return []
    branches = [candidates(sight, head) for head, _ in likely]
    rows = (
        of_candidate(sight, head, one)
        for (head, _), own in zip(likely, branches, strict=True)
        for one in own
    )
    told = model.branches.probabilities(rows)
    ends = np.cumsum([len(own) for own in branches])[:-1]
    return [
        Judged(found=_found(sight, head, own, kinds, chance), probability=chance)
        for (head, chance), own, kinds in zip(
            likely, branches, np.split(told, ends), strict=True
        )
    ]


def _found(
    sight: Sight, head: int, branches: Sequence[Candidate], kinds: Floats, chance: float
) -> Found:
    """Put a cue, its likeliest source and all its likely content together."""
    reading = sight.reading
    content = [
        one
        for one, (_, source, said) in zip(branches, kinds, strict=True)
        if said >= LEAST_CONTENT and said > source
    ]
    source = NONE
    if len(branches) and kinds[:, SOURCE].max() >= LEAST_SOURCE:
        source = branches[int(kinds[:, SOURCE].argmax())].tokens
    rule = sight.first.get(head)
    cue = cue_of(reading, head) if rule is None else rule.cue
    cue = (cue | _links(reading, head, content)) - source
    tokens = NONE.union(*(one.tokens for one in content)) - source - cue
    return Found(
        head=head, cue=cue or frozenset([head]), source=source, content=tokens, score=chance
    )


def _links(reading: Reading, head: int, content: Sequence[Candidate]) -> Tokens:
    """Return the prepositions that link a cue to its content: called for, objected to."""
    links = {
        reading.head[one.root] for one in content if reading.dep[one.root] in ("pobj", "pcomp")
    }
    return frozenset(link for link in links if reading.head[link] == head)


def put_together(reading: Reading, told: Iterable[Judged], threshold: float) -> list[Found]:
    """Keep the cues that are likely enough, and give quotes to them."""
    likely = [one.found for one in told if one.probability >= threshold]
    return apart(outermost(with_quotes(reading, outermost(likely))))
