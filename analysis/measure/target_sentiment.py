"""Learn sentiment towards somebody from coded sentences, and tell it of other mentions."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self
from zipfile import is_zipfile

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.utils.validation import check_is_fitted

from analysis.corpus import Corpus
from analysis.encoder import encoder_at_hand
from analysis.errors import ChoiceError, EncoderMissingError, ReadError, fault_list, many
from analysis.export import written_whole
from analysis.measure._context import sums_of, vectors_of, words_of
from analysis.measure._polarity_model import POLARITIES, Known, PolarityModel
from analysis.measure._towards import Judged, Mention, target_at
from analysis.prepare.parse import parsed

COLUMNS = ("sentence", "start", "end", "polarity")
"""Columns of coded sentences: the text, where the target stands in it, and what was coded."""
LEAST = 20
"""Mentions of each polarity that are needed to learn it."""
PARTS = 3
"""Parts of the coded sentences, each judged by a model of the others."""
FORMAT = "parallax target sentiment 1"
AT_ONCE = 2000
"""Mentions that are looked at together: it bounds memory, and changes no number."""


class TargetSentiment(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Sentiment towards a target named in a sentence, learnt from sentences people coded.

    Parameters
    ----------
    encoder
        Whether the sentence encoder's view of the mention is used beside words. ``None``
        uses it where it is installed.
    seed
        Of the small networks that learn from the encoder's view.

    Attributes
    ----------
    f1_
        Macro-F1 on coded sentences that the judging model had not seen: of sentences with
        one coded target, and with several; missing where there are fewer than 20.
    n_
        Mentions it was fitted on.

    Notes
    -----
    A multinomial logistic regression with balanced classes on the sentence's words by their
    relation to the target in the parse, by nearness and side, on what the rules of
    `analysis.measure_sentiment` find, and on the encoder's states of the mention, its
    governor and its sentence; with the encoder, averaged with three networks of 64 units.
    ``f1_`` comes from three parts of the sentences, none on two sides. Fitted on four fifths
    of NewsMTSC's training sentences (Hamborg & Donnay 2021, EACL) it reaches on the fifth
    left out a macro-F1 of .75 where one target is named and .74 where several are, without
    the encoder .67 and .65 (benchmarks/target_sentiment.py). Limits: what was coded
    of one kind of text may not hold of another; code some of your own, and look at ``f1_``.
    No weights are shipped.

    Examples
    --------
    >>> said = [("praised", "positive"), ("mocked", "negative"), ("met", "neutral")] * 24
    >>> rows = [(f"{i} men {verb} Ames.", polarity) for i, (verb, polarity) in enumerate(said)]
    >>> coded = pd.DataFrame(rows, columns=["sentence", "polarity"])
    >>> coded["start"] = coded["sentence"].str.find("Ames")
    >>> coded["end"] = coded["start"] + 4
    >>> model = TargetSentiment(encoder=False).fit(coded)
    >>> model.predict(coded.assign(sentence="99 women mocked Ames.", start=16, end=20))[0]
    'negative'
    """

    def __init__(self, *, encoder: bool | None = None, seed: int = 1) -> None:
        self.encoder = encoder
        self.seed = seed

    def fit(self, coded: pd.DataFrame) -> Self:
        """Learn from a table of coded mentions.

        Parameters
        ----------
        coded
            A row for each mention: ``sentence``, ``start`` and ``end`` of the target in it,
            ``polarity`` (negative, neutral or positive). Other columns are not looked at.

        Raises
        ------
        ChoiceError
            With everything that is wrong with the table.
        """
        mentions = _mentions(coded, COLUMNS)
        y = np.array([POLARITIES.index(code) for code in coded["polarity"]], np.int64)
        _refuse_few(y)
        self.uses_encoder_ = encoder_at_hand() if self.encoder is None else self.encoder
        known = self._known(mentions)
        self.f1_ = self._measured(known, y, coded["sentence"])
        self.n_ = len(coded)
        self.model_ = PolarityModel.fit(known, y, self.seed)
        return self

    def _measured(
        self, known: Known, y: NDArray[np.int64], sentence: pd.Series
    ) -> tuple[float, float]:
        """Judge each part of the sentences by a model of the others."""
        group, _ = pd.factorize(sentence)
        if len(set(group.tolist())) < PARTS:
            return float("nan"), float("nan")
        found = np.empty_like(y)
        for rest, part in GroupKFold(PARTS).split(group, groups=group):
            model = PolarityModel.fit(known.take(rest), y[rest], self.seed)
            found[part] = model.probabilities(known.take(part)).argmax(axis=1)
        alone = np.bincount(group)[group] == 1
        one, several = (
            f1_score(y[at], found[at], average="macro") if at.sum() >= LEAST else np.nan
            for at in (alone, ~alone)
        )
        return float(one), float(several)

    def predict_proba(self, coded: pd.DataFrame) -> pd.DataFrame:
        """Return the probability of each polarity, one row a mention."""
        check_is_fitted(self, "model_")
        mentions = _mentions(coded, COLUMNS[:3])
        return pd.DataFrame(self._probabilities(mentions), columns=list(POLARITIES))

    def predict(self, coded: pd.DataFrame) -> NDArray[np.object_]:
        """Return the likeliest polarity of each mention."""
        found = self.predict_proba(coded).to_numpy().argmax(axis=1)
        return np.array([POLARITIES[at] for at in found.tolist()], object)

    # -- as what scores mentions in articles -----------------------------------------------

    @property
    def told(self) -> str:
        """What it is, for a table."""
        how = "with" if self.uses_encoder_ else "without"
        return f"model of {self.n_:,} coded mentions, {how} the encoder"

    @property
    def f1(self) -> tuple[float, float]:
        """Its measured macro-F1, by sentences with one target and with several."""
        check_is_fitted(self, "model_")
        return self.f1_

    def judge(self, mentions: Sequence[Mention]) -> list[Judged]:
        """Score mentions: the probability of positive less that of negative."""
        check_is_fitted(self, "model_")
        return [
            Judged(float(row[2] - row[0]), POLARITIES[int(row.argmax())], "", 0)
            for row in self._probabilities(mentions)
        ]

    def _probabilities(self, mentions: Sequence[Mention]) -> NDArray[np.float64]:
        parts = [np.empty((0, len(POLARITIES)))]
        for first in range(0, len(mentions), AT_ONCE):
            known = self._known(mentions[first : first + AT_ONCE])
            parts.append(self.model_.probabilities(known))
        return np.concatenate(parts)

    def _known(self, mentions: Sequence[Mention]) -> Known:
        return Known(
            words=[words_of(mention) for mention in mentions],
            sums=[sums_of(mention) for mention in mentions],
            vectors=vectors_of(mentions) if self.uses_encoder_ else None,
        )

    # -- files -----------------------------------------------------------------------------

    def save(self, path: str | Path) -> None:
        """Write the model to a file of plain arrays (npz), put in place only when whole."""
        check_is_fitted(self, "model_")
        about = {
            "format": FORMAT,
            "encoder": bool(self.uses_encoder_),
            "seed": self.seed,
            "f1": self.f1_,
            "n": self.n_,
        }
        arrays: dict[str, Any] = {**self.model_.arrays, "about": np.array(json.dumps(about))}
        packed = io.BytesIO()
        np.savez_compressed(packed, **arrays)
        with written_whole(Path(path)) as beside:
            beside.write_bytes(packed.getvalue())

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a model that `save` wrote; nothing in the file is run.

        Raises
        ------
        ReadError
            The file is no such model.
        EncoderMissingError
            It was learnt with the encoder, which is not installed here.
        """
        about: dict[str, Any] = {}
        arrays: dict[str, NDArray[Any]] = {}
        if is_zipfile(path):
            with np.load(Path(path), allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            about = json.loads(str(arrays.pop("about", "{}")))
        if about.get("format") != FORMAT:
            known = Path(path).exists()
            there = "is no model of sentiment towards targets" if known else "is not there"
            msg = f"{Path(path).name} {there}; give a file that TargetSentiment.save wrote."
            raise ReadError(msg)
        if about["encoder"] and not encoder_at_hand():
            msg = (
                f"{Path(path).name} was learnt with the sentence encoder, which is not "
                "installed here; install it, or train a model with encoder=False."
            )
            raise EncoderMissingError(msg)
        made = cls(encoder=about["encoder"], seed=about["seed"])
        made.uses_encoder_, made.n_ = about["encoder"], about["n"]
        made.f1_ = (float(about["f1"][0]), float(about["f1"][1]))
        made.model_ = PolarityModel(arrays=arrays)
        return made


def _mentions(coded: pd.DataFrame, needed: Sequence[str]) -> list[Mention]:
    """Find each target in its parsed sentence, or raise one error with every fault."""
    missing = [name for name in needed if name not in coded]
    if missing:
        msg = (
            f"coded sentences need the columns {', '.join(needed)}; {', '.join(missing)} "
            f"missing, found {', '.join(map(str, coded.columns))}."
        )
        raise ChoiceError(msg)
    sentences = list(dict.fromkeys(coded["sentence"].astype(str)))
    number = {sentence: f"{at:08}" for at, sentence in enumerate(sentences)}
    rows = {"article_id": list(number.values()), "outlet": "coded", "published": ""}
    parses = parsed(Corpus(pd.DataFrame(rows | {"headline": "", "body": sentences})))
    found, faults = [], []
    for row, (sentence, start, end) in enumerate(
        zip(coded["sentence"].astype(str), coded["start"], coded["end"], strict=True), 1
    ):
        tokens = parses.of(number[sentence], "body")
        inside = 0 <= start < end <= len(sentence)
        target = target_at(tokens, sentence, int(start), int(end)) if inside else None
        if target is None:
            faults.append(f"row {row}: {start} to {end} marks no word of {sentence[:40]!r}")
        else:
            found.append(Mention(target, sentence))
    if "polarity" in needed:
        faults += [
            f"row {row}: polarity is {code!r}; it can be {', '.join(POLARITIES)}"
            for row, code in enumerate(coded["polarity"], 1)
            if code not in POLARITIES
        ]
    if faults:
        opening = f"the coded sentences have {many(len(faults), 'fault')}:"
        raise ChoiceError(fault_list(opening, faults))
    return found


def _refuse_few(y: NDArray[np.int64]) -> None:
    counts = np.bincount(y, minlength=len(POLARITIES)).tolist()
    few = [
        f"{many(count, 'mention')} coded {name}; {LEAST} are needed"
        for name, count in zip(POLARITIES, counts, strict=True)
        if count < LEAST
    ]
    if few:
        raise ChoiceError(fault_list("sentiment cannot be learnt:", few))
