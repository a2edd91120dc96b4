"""Learn frames from coded texts, and predict them for others.

What a model predicts is not what people would code. Its probabilities are calibrated on texts
it did not learn from, and `analysis.compare_frames` corrects what is predicted by what was
coded; a share of predicted codes alone is never a result.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse, special
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, KFold
from sklearn.utils.validation import check_is_fitted

from analysis.encoder import encode, encoder_at_hand
from analysis.errors import ChoiceError, fault_list, many, some
from analysis.tokens import sentence_bounds

Floats = NDArray[np.float64]
Matrix = sparse.csr_array
Part = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Rows of texts to learn from, and of those to be predicted."""

LEAST = 10
"""Texts with a frame, and without it, that are needed to learn it."""
INNER_FOLDS = 5
"""Parts of the coded texts, each predicted by a model of the others."""
PIECE, MOST_PIECES = 500, 8
"""Characters of the pieces in which the encoder reads a text, and how many of them."""
STRENGTHS = (3.0, 3.0, 3.0)
"""How little each of the three models shrinks its weights (C of scikit-learn)."""


class FrameClassifier(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Frames of texts, learnt from texts that people coded; several can hold for one text.

    Parameters
    ----------
    encoder
        Whether vectors of a sentence encoder are used beside words. ``None`` uses them where
        the encoder is installed.
    seed
        Of the parts into which coded texts without groups are cut.

    Attributes
    ----------
    frames_
        Names of the frames, in order.
    thresholds_
        Probability from which each is predicted: where F1 was largest on texts that the
        model had not learnt from.

    Notes
    -----
    The mean of three logistic regressions with balanced classes: on TF-IDF of words, pairs of
    words and groups of 3 to 5 letters; on vectors of the encoder; on both (on the first alone
    without the encoder). Every coded text is also predicted by a model of the other parts;
    from those predictions come the thresholds, and a logistic regression that turns scores
    into probabilities (Platt 1999). A text is read by the encoder in pieces of some 500
    characters, at most 8 from its start. Limits: fewer than ten texts with a frame, or
    without it, teach nothing and are refused; what was learnt on some outlets or events may
    not hold for others, so give those as ``groups``. What it predicts of texts it was fitted
    on shows nothing: `predict_unseen` is for those.
    References: Platt, J. (1999). Probabilistic outputs for support vector machines.

    Examples
    --------
    >>> texts = [f"Report {i}: the cost of the strike, prices and wages." for i in range(15)]
    >>> texts += [f"Report {i}: the union defied the port in anger." for i in range(15)]
    >>> frames = pd.DataFrame({"economic": [1] * 15 + [0] * 15})
    >>> frames["conflict"] = 1 - frames["economic"]
    >>> model = FrameClassifier(encoder=False).fit(texts, frames)
    >>> model.predict(["Wages and prices: the cost."]).to_numpy().tolist()
    [[1, 0]]
    """

    def __init__(self, *, encoder: bool | None = None, seed: int = 1) -> None:
        self.encoder = encoder
        self.seed = seed

    def fit(
        self, texts: Sequence[str], frames: ArrayLike, groups: Sequence[str] | None = None
    ) -> Self:
        """Learn from coded texts.

        Parameters
        ----------
        texts
            The texts.
        frames
            One row a text, one column a frame, 1 where it holds and 0 where not.
        groups
            Event or outlet of each text: texts of one are never on both sides when
            predictions are judged.

        Raises
        ------
        ChoiceError
            With everything that is wrong with what was given.
        """
        texts, codes = list(texts), _codes(frames)
        _refuse(texts, codes, groups)
        self.frames_ = [str(name) for name in codes]
        self.uses_encoder_ = encoder_at_hand() if self.encoder is None else self.encoder
        self.learnt_from_ = {_hash(text) for text in texts}
        y = codes.to_numpy(np.int64)
        parts = list(_parts(len(texts), groups, self.seed))
        self._words = _Words.of(texts)
        features = self._features(texts)
        _refuse_alone(y, parts, self.frames_)
        scores = np.empty(y.shape)
        for rest, part in parts:
            model = _Models.of(features.take(rest), y[rest])
            scores[part] = model.scores(features.take(part))
        self._models = _Models.of(features, y)
        self.thresholds_ = np.array([_best(y[:, j], scores[:, j]) for j in range(y.shape[1])])
        self.scale_ = np.array([_platt(y[:, j], scores[:, j]) for j in range(y.shape[1])])
        self.unseen_ = {_hash(text): row for text, row in zip(texts, scores, strict=True)}
        return self

    def predict_proba(self, texts: Sequence[str]) -> pd.DataFrame:
        """Return the probability of each frame, one row a text; missing of an empty text."""
        return self._probabilities(self._scores(list(texts)))

    def predict_unseen(self, texts: Sequence[str]) -> pd.DataFrame:
        """Return probabilities by models that had not seen the text, one row a text.

        Of texts it was fitted on, what a model of the other parts said; of others, what
        `predict_proba` says. This is what `analysis.compare_frames` needs: predictions that
        know a code cannot be corrected by it.
        """
        texts = list(texts)
        scores = self._scores(texts)
        for row, text in enumerate(texts):
            scores[row] = self.unseen_.get(_hash(text), scores[row])
        return self._probabilities(scores)

    def _probabilities(self, scores: Floats) -> pd.DataFrame:
        slope, shift = self.scale_.T
        return pd.DataFrame(special.expit(slope * _logit(scores) + shift), columns=self.frames_)

    def predict(self, texts: Sequence[str]) -> pd.DataFrame:
        """Return 1 for each frame that is predicted, else 0, one row a text.

        Raises
        ------
        ChoiceError
            A text is empty: nothing can be said of it.
        """
        scores = self._scores(list(texts))
        empty = np.flatnonzero(np.isnan(scores).any(axis=1)).tolist()
        if empty:
            msg = f"nothing can be predicted of empty texts; leave out {some(empty)}."
            raise ChoiceError(msg)
        held = scores >= self.thresholds_
        return pd.DataFrame(held.astype(np.int64), columns=self.frames_)

    def learnt_from(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Say which texts it was fitted on: what it predicts of these shows nothing."""
        check_is_fitted(self, "frames_")
        return np.array([_hash(text) in self.learnt_from_ for text in texts], bool)

    def _features(self, texts: Sequence[str]) -> _Features:
        vectors = _vectors(texts) if self.uses_encoder_ else None
        return _Features(words=self._words.weights(texts), vectors=vectors)

    def _scores(self, texts: Sequence[str]) -> Floats:
        check_is_fitted(self, "frames_")
        scores = np.full((len(texts), len(self.frames_)), np.nan)
        told = [row for row, text in enumerate(texts) if text.strip()]
        if told:
            scores[told] = self._models.scores(self._features([texts[row] for row in told]))
        return scores


# -- what is known of a text ---------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Words:
    """Words and groups of letters that the coded texts have, and how rare they are."""

    parts: tuple[TfidfVectorizer, ...]

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Words:
        common = {"sublinear_tf": True, "strip_accents": "unicode"}
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, **common)
        letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), min_df=3, max_features=60_000, **common
        )
        return cls(parts=tuple(part.fit(texts) for part in (words, letters)))

    def weights(self, texts: Sequence[str]) -> Matrix:
        found = [part.transform(texts) for part in self.parts]
        return sparse.csr_array(sparse.hstack(found))


@dataclass(frozen=True, kw_only=True)
class _Features:
    """Words of each text, and its vector where the encoder is used."""

    words: Matrix
    vectors: Floats | None

    def take(self, rows: NDArray[np.int64]) -> _Features:
        vectors = None if self.vectors is None else self.vectors[rows]
        return _Features(words=sparse.csr_array(self.words[rows]), vectors=vectors)

    def views(self) -> list[Matrix | Floats]:
        """Give what each of the models looks at."""
        if self.vectors is None:
            return [self.words]
        both = sparse.csr_array(sparse.hstack([self.words, sparse.csr_array(self.vectors)]))
        return [self.words, self.vectors, both]


def _vectors(texts: Sequence[str]) -> Floats:
    """Give each text the mean vector of its pieces, of length 1."""
    pieces = [_pieces(text) for text in texts]
    made = encode([piece for own in pieces for piece in own]).astype(float)
    ends = np.cumsum([len(own) for own in pieces])
    means = np.array([part.mean(axis=0) for part in np.split(made, ends[:-1])])
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True))


def _pieces(text: str) -> list[str]:
    """Cut the start of a text into pieces of whole sentences."""
    pieces = [""]
    for start, end in sentence_bounds(text):
        if pieces[-1] and len(pieces[-1]) + end - start > PIECE:
            if len(pieces) == MOST_PIECES:
                break
            pieces.append("")
        pieces[-1] = f"{pieces[-1]} {text[start:end]}".strip()
    return pieces


# -- models --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Models:
    """For each frame, a regression on each view of the texts."""

    fitted: tuple[tuple[LogisticRegression, ...], ...]

    @classmethod
    def of(cls, features: _Features, y: NDArray[np.int64]) -> _Models:
        views = list(zip(features.views(), STRENGTHS, strict=False))
        return cls(
            fitted=tuple(
                tuple(
                    LogisticRegression(C=c, class_weight="balanced", max_iter=1000).fit(
                        x, column
                    )
                    for x, c in views
                )
                for column in y.T
            )
        )

    def scores(self, features: _Features) -> Floats:
        """Give the mean of the models, one row a text and one column a frame."""
        views = features.views()
        columns = [
            np.mean(
                [m.predict_proba(x)[:, 1] for m, x in zip(models, views, strict=True)], axis=0
            )
            for models in self.fitted
        ]
        return np.column_stack(columns)


def _best(y: NDArray[np.int64], score: Floats) -> float:
    """Give the score from which predicting a frame has the largest F1."""
    order = np.argsort(-score, kind="stable")
    right = np.cumsum(y[order])
    f1 = 2 * right / (np.arange(1, len(y) + 1) + y.sum())
    ranked = np.append(score[order], 0.0)
    between = (ranked[:-1] + ranked[1:]) / 2
    # One coded text more or less moves the best threshold: the mean of the nearly best.
    return float(between[f1 >= f1.max() - 0.01].mean())


def _platt(y: NDArray[np.int64], score: Floats) -> tuple[float, float]:
    """Give slope and shift that turn a score's log odds into those of the frame."""
    fitted = LogisticRegression(C=1e6).fit(_logit(score)[:, None], y)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def _logit(score: Floats) -> Floats:
    return np.asarray(special.logit(np.clip(score, 1e-6, 1 - 1e-6)))


def _parts(n: int, groups: Sequence[str] | None, seed: int) -> Iterator[Part]:
    """Cut the texts into parts, groups being kept whole."""
    rows = np.zeros(n)
    if groups is None or len(set(groups)) < 2:
        yield from KFold(INNER_FOLDS, shuffle=True, random_state=seed).split(rows)
        return
    folds = GroupKFold(min(INNER_FOLDS, len(set(groups))))
    yield from folds.split(rows, groups=np.array(groups, object))


# -- what is refused -----------------------------------------------------------------------


def _codes(frames: ArrayLike) -> pd.DataFrame:
    if isinstance(frames, pd.DataFrame):
        return frames.reset_index(drop=True)
    table = pd.DataFrame(np.asarray(frames))
    return table.set_axis([f"frame_{at + 1}" for at in range(table.shape[1])], axis=1)


def _refuse(texts: Sequence[str], codes: pd.DataFrame, groups: Sequence[str] | None) -> None:
    """Raise one error that names everything that cannot be learnt from."""
    faults = []
    if len(texts) != len(codes):
        faults.append(f"there are {many(len(texts), 'text')} and {many(len(codes), 'row')}")
    if empty := [row for row, text in enumerate(texts) if not text.strip()]:
        faults.append(f"texts are empty: {some(empty)}")
    if groups is not None and len(groups) != len(texts):
        faults.append(f"there are {many(len(texts), 'text')} and {many(len(groups), 'group')}")
    if not codes.columns.size:
        faults.append("frames has no columns; give one for each frame")
    for name, column in codes.items():
        wrong = sorted({str(value) for value in column if value not in (0, 1)})
        if wrong:
            faults.append(f"{name} has {', '.join(wrong[:5])}; it takes 0 and 1")
            continue
        held = int(column.sum())
        for count, state in ((held, "with"), (len(column) - held, "without")):
            if count < LEAST:
                faults.append(f"{many(count, 'text')} {state} {name}; {LEAST} are needed")
    if faults:
        raise ChoiceError(fault_list("frames cannot be learnt:", faults))


def _refuse_alone(y: NDArray[np.int64], parts: Sequence[Part], names: Sequence[str]) -> None:
    """Raise one error for frames that one part of the texts alone has, or alone lacks."""
    faults = [
        f"{name} holds, or fails, in texts of one group alone: nothing else can learn it"
        for name, column in zip(names, y.T, strict=True)
        if any(len(set(column[rest].tolist())) < 2 for rest, _ in parts)
    ]
    if faults:
        raise ChoiceError(fault_list("frames cannot be learnt:", faults))


def _hash(text: str) -> bytes:
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).digest()
