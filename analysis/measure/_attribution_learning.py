"""Learning a model of attributions from texts in which people marked them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from analysis.errors import ChoiceError
from analysis.measure._attribution_candidates import Candidate, candidates, of_candidate
from analysis.measure._attribution_features import Sight
from analysis.measure._attribution_model import CONTENT, SOURCE, Weights, matrix
from analysis.measure._attribution_text import Reading, Tokens

LEAST_LEMMA, LEAST_FEATURE = 2, 3
"""How often a lemma must be a cue, and a feature stand, to be learnt."""
SHRINKAGE = 0.2
"""How little the weights are shrunk (C of scikit-learn)."""
MOST_STEPS = 2_000
_UNLIKELY_HEADS = frozenset(("punct", "aux", "auxpass"))


@dataclass(frozen=True, kw_only=True)
class Marked:
    """One attribution that a person marked, by its tokens."""

    cue: Tokens
    source: Tokens
    content: Tokens


@dataclass(frozen=True, kw_only=True, eq=False)
class Lesson:
    """One text, and the attributions that a person marked in it."""

    article: str
    outlet: str
    reading: Reading
    headline: bool
    marked: Sequence[Marked]

    @cached_property
    def sight(self) -> Sight:
        """The text as a model sees it."""
        return Sight(self.reading, headline=self.headline)

    @cached_property
    def heads(self) -> dict[int, Marked]:
        """The attributions by the head of their cue; those without a cue are left out."""
        found = ((head_of(self.reading, one.cue), one) for one in self.marked)
        return {head: one for head, one in found if head is not None}


def head_of(reading: Reading, cue: Tokens) -> int | None:
    """Return the head of a cue: its first verb that hangs on nothing in it, or first word."""
    top = [
        token
        for token in sorted(cue)
        if reading.head[token] == token or reading.head[token] not in cue
    ]
    full = [token for token in top if reading.dep[token] not in _UNLIKELY_HEADS] or top
    verbs = [token for token in full if reading.pos[token] == "VERB"]
    return next(iter(verbs or full), None)


def learnt_lemmas(lessons: Iterable[Lesson]) -> frozenset[str]:
    """Return the lemmas that are heads of cues more than once."""
    counts = Counter(one.sight.lemmas[head] for one in lessons for head in one.heads)
    return frozenset(lemma for lemma, n in counts.items() if n >= LEAST_LEMMA)


def learnt_cues(lessons: Sequence[Lesson], lemmas: frozenset[str]) -> Weights:
    """Learn which words are heads of cues."""
    rows: list[list[str]] = []
    is_cue: list[int] = []
    for one in lessons:
        for head in one.sight.heads(lemmas):
            rows.append(list(one.sight.of_head(head)))
            is_cue.append(int(head in one.heads))
    return _fitted(rows, np.array(is_cue, dtype=np.int64), "liblinear")


def learnt_branches(lessons: Sequence[Lesson]) -> Weights:
    """Learn which branches of a cue are its source, its content or neither."""
    rows: list[list[str]] = []
    kinds: list[int] = []
    for one in lessons:
        for head, marked in one.heads.items():
            for branch in candidates(one.sight, head):
                rows.append(list(of_candidate(one.sight, head, branch)))
                kinds.append(_kind(branch, marked))
    return _fitted(rows, np.array(kinds, dtype=np.int64), "lbfgs")


def _kind(branch: Candidate, marked: Marked) -> int:
    """Say what most of a branch is."""
    size = len(branch.tokens)
    if 2 * len(branch.tokens & marked.content) > size:
        return CONTENT
    return SOURCE if 2 * len(branch.tokens & marked.source) > size else 0


def _fitted(rows: Sequence[Sequence[str]], told: NDArray[np.int64], solver: str) -> Weights:
    """Fit a logistic regression on the features that stand often enough, in their order."""
    kinds = np.unique(told)
    if len(kinds) < (2 if solver == "liblinear" else 3):
        msg = (
            "nothing can be learnt where every candidate is of one kind: mark all attributions "
            "of whole articles, with sources, cues and contents."
        )
        raise ChoiceError(msg)
    counts = Counter(name for row in rows for name in dict.fromkeys(row))
    names = sorted(name for name, n in counts.items() if n >= LEAST_FEATURE)
    x = matrix(rows, {name: place for place, name in enumerate(names)})
    with threadpool_limits(1):  # sums must not depend on how many processors share them
        model = LogisticRegression(C=SHRINKAGE, solver=solver, max_iter=MOST_STEPS)
        model.fit(x, told)
    weights = model.coef_.T.astype(np.float32).astype(float)
    intercept = model.intercept_.astype(np.float32).astype(float)
    return Weights(names=names, weights=weights, intercept=intercept)


def folds(articles: Iterable[str], number: int) -> Iterator[frozenset[str]]:
    """Part articles into as many parts as asked, in the order of their ids."""
    ordered = sorted(set(articles))
    for first in range(number):
        yield frozenset(ordered[first::number])
