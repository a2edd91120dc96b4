"""A model of sentiment towards targets: learnt by scikit-learn, kept as plain arrays."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

Floats = NDArray[np.float32]
Arrays = Mapping[str, NDArray[Any]]
POLARITIES = ("negative", "neutral", "positive")
LEAST_SENTENCES = 2
"""Mentions in which a word must stand to be learnt from."""
STRENGTH, STRENGTH_ALONE = 0.7, 3.0
"""How little the regression shrinks its weights (C), with the encoder and without."""
NETS, HIDDEN_UNITS, DECAY, EPOCHS = 3, 64, 3.0, 14
"""Small networks beside the regression, their size, penalty and rounds of learning."""
SUMS_WEIGH = 2.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Known:
    """What is known of each of some mentions."""

    words: Sequence[Mapping[str, float]]
    sums: Sequence[Mapping[str, float]]
    vectors: Floats | None

    def take(self, rows: NDArray[np.int64]) -> Known:
        """Keep some mentions."""
        return Known(
            words=[self.words[row] for row in rows.tolist()],
            sums=[self.sums[row] for row in rows.tolist()],
            vectors=None if self.vectors is None else self.vectors[rows],
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class PolarityModel:
    """A regression on words and vectors, averaged with small networks on the vectors."""

    arrays: Arrays

    @classmethod
    def fit(cls, known: Known, y: NDArray[np.int64], seed: int) -> PolarityModel:
        """Learn from mentions whose polarity (0, 1, 2) is known."""
        counts: dict[str, int] = {}
        for words in known.words:
            for name in words:
                counts[name] = counts.get(name, 0) + 1
        arrays: dict[str, NDArray[Any]] = {
            "words": np.array(sorted(n for n, c in counts.items() if c >= LEAST_SENTENCES)),
            "sums": np.array(sorted({name for sums in known.sums for name in sums})),
        }
        if known.vectors is not None:
            arrays["mean"] = known.vectors.mean(axis=0)
            arrays["spread"] = np.maximum(known.vectors.std(axis=0), 1e-6)
        model = cls(arrays=arrays)
        with threadpool_limits(1):  # sums must not depend on how many processors share them
            arrays |= model._regression(known, y)
            if known.vectors is not None:
                arrays |= model._networks(known, y, seed)
        return cls(arrays=arrays)

    def _regression(self, known: Known, y: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
        c = STRENGTH_ALONE if known.vectors is None else STRENGTH
        fitted = LogisticRegression(C=c, max_iter=500, class_weight="balanced")
        fitted.fit(self._all(known), y)
        return {"weights": fitted.coef_.astype(np.float32), "shift": fitted.intercept_}

    def _networks(
        self, known: Known, y: NDArray[np.int64], seed: int
    ) -> dict[str, NDArray[Any]]:
        seen = self._dense(known)
        found: dict[str, NDArray[Any]] = {}
        for number in range(NETS):
            net = MLPClassifier(
                (HIDDEN_UNITS,),
                alpha=DECAY,
                max_iter=EPOCHS,
                learning_rate_init=5e-4,
                batch_size=min(64, len(y)),
                random_state=seed + number,
            )
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)  # few rounds are meant
                net.fit(seen, y)
            for layer, (weights, shift) in enumerate(
                zip(net.coefs_, net.intercepts_, strict=True)
            ):
                found[f"net{number}_{layer}"] = weights.astype(np.float32)
                found[f"net{number}_{layer}_shift"] = shift.astype(np.float32)
        return found

    def probabilities(self, known: Known) -> NDArray[np.float64]:
        """Give the probability of each polarity, one row a mention."""
        with threadpool_limits(1):
            scores = self._all(known) @ self.arrays["weights"].T + self.arrays["shift"]
            found = np.asarray(special.softmax(scores, axis=1), float)
            if known.vectors is None:
                return found
            nets = [self._network(number, known) for number in range(NETS)]
        return np.asarray((found + np.mean(nets, axis=0)) / 2)

    def _network(self, number: int, known: Known) -> NDArray[np.float64]:
        of = self.arrays
        inside = self._dense(known) @ of[f"net{number}_0"] + of[f"net{number}_0_shift"]
        np.maximum(inside, 0, out=inside)
        out = inside @ of[f"net{number}_1"] + of[f"net{number}_1_shift"]
        return np.asarray(special.softmax(out, axis=1), float)

    def _all(self, known: Known) -> sparse.csr_array:
        words = _matrix(known.words, self.arrays["words"])
        length = np.sqrt(words.multiply(words).sum(axis=1))
        words = sparse.diags_array(1 / np.where(length, length, 1)) @ words
        parts = [words, _matrix(known.sums, self.arrays["sums"])]
        if known.vectors is not None:
            parts.insert(0, sparse.csr_array(known.vectors - self.arrays["mean"]))
        return sparse.csr_array(sparse.hstack(parts))

    def _dense(self, known: Known) -> Floats:
        centred = (known.vectors - self.arrays["mean"]) / self.arrays["spread"]
        sums = _matrix(known.sums, self.arrays["sums"]).toarray()
        return np.hstack([centred, SUMS_WEIGH * sums]).astype(np.float32)


def _matrix(found: Sequence[Mapping[str, float]], names: NDArray[np.str_]) -> sparse.csr_array:
    """Lay named numbers out in the columns of the names that the model knows."""
    column = {name: at for at, name in enumerate(names.tolist())}
    values, columns, ends = [], [], [0]
    for of in found:
        here = [(column[name], value) for name, value in of.items() if name in column]
        columns += [at for at, _ in here]
        values += [value for _, value in here]
        ends.append(len(columns))
    shape = (len(found), len(column))
    return sparse.csr_array(
        (np.array(values, np.float64), np.array(columns, np.int64), np.array(ends, np.int64)),
        shape=shape,
    )
