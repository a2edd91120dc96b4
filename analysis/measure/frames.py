"""Learn frames from coded texts, and predict them for others.

What a model predicts is not what people would code. Its probabilities are calibrated on texts
it did not learn from, and `analysis.compare_frames` corrects what is predicted by what was
coded; a share of predicted codes alone is never a result.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import f1_score
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from analysis.corpus import Corpus
from analysis.encoder import encoder_at_hand
from analysis.errors import ChoiceError, fault_list, many, some
from analysis.measure._frame_evidence import Weights, evidence_of
from analysis.measure._frame_model import (
    Features,
    Model,
    Part,
    parts_of,
    scale_of,
    threshold_of,
    unseen_scores,
)
from analysis.measure._frame_words import Words, sentence_vectors
from analysis.spans import Spans

Floats = NDArray[np.float64]
LEAST = 10
"""Texts with a frame, and without it, that are needed to learn it."""


class FrameClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # sklearn is untyped
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
        Probability from which each is predicted: where the F1 to be expected is largest.
    base_
        Log odds of each frame in a text of which nothing is known; what `evidence` marks adds
        to them.

    Notes
    -----
    One logistic regression a frame, with balanced classes, on TF-IDF of words and pairs of
    words, on that of groups of 3 to 5 letters, and on the vector of the encoder, of length 1,
    1 and √2. Every coded text is also scored by a model of the other parts; from those scores
    comes the logistic regression that turns scores into probabilities (Platt 1999), and from
    the probabilities the thresholds (Lipton et al. 2014). The vector of a text is the
    mean of its sentences', by length, the first four counting four times: news says first
    what it is about. Of more than 40 sentences the first four and 36 spread over the rest are
    read. Limits: fewer than ten texts with a frame, or without it, teach nothing and are
    refused; what was learnt on some outlets or events may not hold for others, so give those
    as ``groups``. What it predicts of texts it was fitted on shows nothing: `predict_unseen`
    is for those, and `score` refuses them; `check_classifier` holds out events and outlets.

    It is an estimator of scikit-learn and passes what ``check_estimator`` asks of one that
    takes texts; the checks that feed it numbers do not apply. Its codes are a table, not one
    column, so tools that want classes (stratified folds, ``cross_val_predict`` of
    probabilities) do not apply either.

    References
    ----------
    Lipton, Z. C., Elkan, C. & Naryanaswamy, B. (2014). Optimal thresholding of classifiers to
    maximize F1 measure. *ECML PKDD*, 225-239. Platt, J. (1999). Probabilistic outputs for
    support vector machines. *Advances in Large Margin Classifiers*, 61-74.

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
            The texts; of a corpus, `article_texts`.
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
        parts = list(parts_of(len(texts), groups, self.seed))
        _refuse_alone(y, parts, self.frames_)
        self._words = Words.of(texts)
        features = self._features(texts)
        scores = unseen_scores(features, y, parts)
        self._model = Model.of(features, y)
        self.scale_ = np.array([scale_of(*pair) for pair in zip(y.T, scores.T, strict=True)])
        chances = self._probabilities(scores).to_numpy()
        self.thresholds_ = np.array([threshold_of(chance) for chance in chances.T])
        self.base_ = self.scale_[:, 0] * self._model.constant + self.scale_[:, 1]
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

    def predict(self, texts: Sequence[str]) -> pd.DataFrame:
        """Return 1 for each frame that is predicted, else 0, one row a text.

        Raises
        ------
        ChoiceError
            A text is empty: nothing can be said of it.
        """
        chance = self.predict_proba(texts)
        empty = np.flatnonzero(chance.isna().any(axis=1)).tolist()
        if empty:
            msg = f"nothing can be predicted of empty texts; leave out {some(empty)}."
            raise ChoiceError(msg)
        return (chance >= self.thresholds_).astype(np.int64)

    def score(self, texts: Sequence[str], frames: ArrayLike) -> float:
        """Return the mean over frames of F1, on coded texts that it has not seen.

        Raises
        ------
        ChoiceError
            The model learnt from a text: what it predicts of that shows nothing. Or the
            codes are not those of its frames.
        """
        texts = list(texts)
        codes = _codes_like(self, frames)
        seen = np.flatnonzero(self.learnt_from(texts)).tolist()
        if seen:
            msg = (
                f"the model learnt from {many(len(seen), 'text')} of {len(texts):,} "
                f"({some(seen)}): what it predicts of these shows nothing. Give texts it has "
                "not seen, or let check_classifier hold out events and outlets."
            )
            raise ChoiceError(msg)
        predicted = self.predict(texts)
        return float(f1_score(codes, predicted, average="macro", zero_division=0))

    def evidence(self, corpus: Corpus, *, code: str | None = None, words: int = 3) -> Spans:
        """Mark the sentences and words that carry the decision on each frame.

        Parameters
        ----------
        corpus
            Articles, read as `article_texts` gives them.
        code
            One frame; all without it.
        words
            Words marked in each sentence, those that weigh most for or against the frame.

        Returns
        -------
        Spans
            Layers "frame_sentence" and "frame_word". ``value`` is the frame, ``score`` what
            the stretch adds to its log odds, ``parent`` the number of the sentence, which
            its words share, ``voice`` the outlet's or a source's.

        Raises
        ------
        ChoiceError
            The model has no such frame, or ``words`` is below 0.

        Notes
        -----
        The scores of an article's sentences and ``base_`` sum to the log odds of its
        `predict_proba`, exactly: models are linear in all they see. What a word, a pair of
        words or a group of letters adds is dealt to the places where it stands; the sum over
        a sentence's words, and what its vector adds, make the sentence's score. Limits: it
        says what the model went by, not why people saw the frame; what the encoder sees is
        told of sentences, not of their words; of a text of more than 40 sentences it reads
        40; a score is that in this text, for words weigh less where they are many. An empty
        article has no evidence.

        Examples
        --------
        >>> texts = [f"Report {i}: the cost of the strike. All is calm." for i in range(15)]
        >>> texts += [f"Report {i}: the union defied it. All is calm." for i in range(15)]
        >>> frames = pd.DataFrame({"economic": [1] * 15 + [0] * 15})
        >>> model = FrameClassifier(encoder=False).fit(texts, frames)
        >>> row = {"article_id": "a", "outlet": "Post", "published": "", "headline": "Calm"}
        >>> corpus = Corpus(pd.DataFrame([row | {"body": "All is calm. It is the cost."}]))
        >>> spans = model.evidence(corpus, code="economic", words=0)
        >>> best = spans.table["score"].idxmax()
        >>> spans.text(corpus.articles)[best]
        'It is the cost.'
        """
        check_is_fitted(self, "frames_")
        _refuse_evidence(self.frames_, code, words)
        wanted = [at for at, name in enumerate(self.frames_) if code in (None, name)]
        n_words = self._words.size
        parts = [(at, self.scale_[at, 0] * self._model.weights[at]) for at in wanted]
        weights = [
            Weights(
                code=self.frames_[at],
                words=own[:n_words],
                vectors=own[n_words:] if self.uses_encoder_ else None,
            )
            for at, own in parts
        ]
        return evidence_of(corpus, self._words, weights, words)

    def learnt_from(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Say which texts it was fitted on: what it predicts of these shows nothing."""
        check_is_fitted(self, "frames_")
        return np.array([_hash(text) in self.learnt_from_ for text in texts], bool)

    def _features(self, texts: Sequence[str]) -> Features:
        vectors = None
        if self.uses_encoder_:
            vectors = np.array([rows.sum(axis=0) for rows in sentence_vectors(texts)])
        return Features(words=self._words.weights(texts), vectors=vectors)

    def _scores(self, texts: Sequence[str]) -> Floats:
        check_is_fitted(self, "frames_")
        scores = np.full((len(texts), len(self.frames_)), np.nan)
        told = [row for row, text in enumerate(texts) if text.strip()]
        if told:
            scores[told] = self._model.scores(self._features([texts[row] for row in told]))
        return scores

    def _probabilities(self, scores: Floats) -> pd.DataFrame:
        slope, shift = self.scale_.T
        return pd.DataFrame(special.expit(slope * scores + shift), columns=self.frames_)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array, tags.input_tags.string = False, True
        tags.target_tags.multi_output = tags.target_tags.two_d_labels = True
        tags.classifier_tags.multi_label = True
        return tags


# -- what is refused -----------------------------------------------------------------------


def _codes(frames: ArrayLike) -> pd.DataFrame:
    if isinstance(frames, pd.DataFrame):
        return frames.reset_index(drop=True)
    table = pd.DataFrame(np.asarray(frames))
    return table.set_axis([f"frame_{at + 1}" for at in range(table.shape[1])], axis=1)


def _codes_like(model: FrameClassifier, frames: ArrayLike) -> pd.DataFrame:
    """Give codes in the order of the model's frames."""
    check_is_fitted(model, "frames_")
    codes = _codes(frames)
    if isinstance(frames, pd.DataFrame) and set(model.frames_) <= set(codes):
        return codes[model.frames_]
    if isinstance(frames, pd.DataFrame) or codes.shape[1] != len(model.frames_):
        msg = f"the model knows {some(model.frames_)}; codes are given of {some(list(codes))}."
        raise ChoiceError(msg)
    return codes


def _refuse_evidence(frames: Sequence[str], code: str | None, words: int) -> None:
    if code is not None and code not in frames:
        msg = f"the model has no frame {code!r}; it knows {some(frames)}."
        raise ChoiceError(msg)
    if words < 0:
        msg = f"words is {words!r}; it must be 0 or more."
        raise ChoiceError(msg)


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


def learnable(codes: pd.DataFrame, groups: Sequence[str] | None, seed: int) -> list[str]:
    """Name the frames that `FrameClassifier.fit` would not refuse to learn from these codes."""
    y = codes.to_numpy(np.int64)
    parts = list(parts_of(len(y), groups, seed))
    held = y.sum(axis=0)
    enough = np.minimum(held, len(y) - held) >= LEAST
    varied = [all(len(set(own[rest].tolist())) > 1 for rest, _ in parts) for own in y.T]
    return [str(name) for name, known in zip(codes, enough & varied, strict=True) if known]


def _hash(text: str) -> bytes:
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).digest()
