"""One logistic regression a frame, over all that is known of a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, KFold

from analysis.measure._frame_words import Matrix

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Part = tuple[Ints, Ints]
"""Rows of texts to learn from, and of those to be predicted."""
INNER_FOLDS = 5
"""Parts of the coded texts, each predicted by a model of the others."""
STRENGTH = 10.0
"""How little weights are shrunk towards 0 (C of scikit-learn)."""


@dataclass(frozen=True, kw_only=True)
class Features:
    """Weights of words of each text, and its vector where the encoder is used."""

    words: Matrix
    vectors: Floats | None

    def take(self, rows: Ints) -> Features:
        """Keep the features of these texts."""
        vectors = None if self.vectors is None else self.vectors[rows]
        return Features(words=sparse.csr_array(self.words[rows]), vectors=vectors)

    @property
    def both(self) -> Matrix:
        """Words and vectors side by side."""
        if self.vectors is None:
            return self.words
        return sparse.csr_array(sparse.hstack([self.words, sparse.csr_array(self.vectors)]))


@dataclass(frozen=True, kw_only=True)
class Model:
    """A weight for each frame and feature, and a constant for each frame."""

    weights: Floats
    constant: Floats

    @classmethod
    def of(cls, features: Features, y: Ints) -> Model:
        """Learn from texts with codes, one column a frame."""
        x = features.both
        fitted = [
            LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=1000).fit(x, codes)
            for codes in y.T
        ]
        return cls(
            weights=np.array([one.coef_[0] for one in fitted]),
            constant=np.array([one.intercept_[0] for one in fitted]),
        )

    def scores(self, features: Features) -> Floats:
        """Give the log odds of each frame, one row a text; both classes weighing the same."""
        return np.asarray(features.both @ self.weights.T + self.constant)


def unseen_scores(features: Features, y: Ints, parts: Sequence[Part]) -> Floats:
    """Score each text by a model of the other parts."""
    scores = np.empty(y.shape)
    for rest, part in parts:
        scores[part] = Model.of(features.take(rest), y[rest]).scores(features.take(part))
    return scores


def parts_of(n: int, groups: Sequence[str] | None, seed: int) -> Iterator[Part]:
    """Cut texts into parts, groups being kept whole."""
    rows = np.zeros(n)
    if groups is None or len(set(groups)) < 2:
        yield from KFold(INNER_FOLDS, shuffle=True, random_state=seed).split(rows)
        return
    folds = GroupKFold(min(INNER_FOLDS, len(set(groups))))
    yield from folds.split(rows, groups=np.array(groups, object))


def scale_of(y: Ints, score: Floats) -> tuple[float, float]:
    """Give slope and shift that turn a score into the log odds of the frame (Platt 1999).

    Where higher scores do not go with the frame, scores say nothing: the slope is 0.
    """
    fitted = LogisticRegression(C=1e6).fit(score[:, None], y)
    slope, shift = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
    return (slope, shift) if slope > 0 else (0.0, float(special.logit(y.mean())))


def threshold_of(chance: Floats) -> float:
    """Give the probability from which predicting a frame has the largest F1 to be expected.

    F1 to be expected of predicting the k likeliest texts of n is 2 Σ_k p / (k + Σ_n p),
    p being their probabilities (Lipton, Elkan & Naryanaswamy 2014): steadier than the F1
    of the codes themselves, of which one more or less moves the best threshold.

    >>> threshold_of(np.array([0.9, 0.8, 0.1, 0.1]))
    0.45
    """
    ranked = -np.sort(-chance)
    f1 = 2 * np.cumsum(ranked) / (np.arange(1, len(ranked) + 1) + ranked.sum())
    after = np.append(ranked[1:], 0.0)
    f1[ranked == after] = -1.0
    best = int(f1.argmax())
    return float((ranked[best] + after[best]) / 2)
