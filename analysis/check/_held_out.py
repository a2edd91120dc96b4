"""Coded articles, cut into parts of which each is predicted by a model of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.model_selection import GroupKFold

from analysis.corpus import Corpus
from analysis.design import Copies, Counted
from analysis.errors import ChoiceError, fault_list, many, some
from analysis.measure._frame_evidence import article_texts
from analysis.measure.counted import articles_that_count
from analysis.measure.frames import FrameClassifier, learnable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEAST_PARTS = 2


@dataclass(frozen=True, kw_only=True, eq=False)
class Coded:
    """Articles that people coded, as a model reads them."""

    corpus: Corpus
    texts: Sequence[str]
    codes: pd.DataFrame
    notes: tuple[str, ...]

    @classmethod
    def of(cls, corpus: Corpus, codings: pd.DataFrame, copies: Copies) -> Coded:
        """Bring texts and codes together, or name everything that is wrong with the codes."""
        names = [str(name) for name in codings if name not in {"article_id", "inclusion"}]
        codes = _checked(codings, names, set(corpus.articles["article_id"]))
        kept, notes = articles_that_count(corpus, Counted(voice="all", copies=copies))
        texts = pd.Series(article_texts(kept))
        known = kept.articles["article_id"].isin(codes.index).to_numpy()
        full = (texts.str.strip() != "").to_numpy()
        if bare := int((known & ~full).sum()):
            notes.append(f"{many(bare, 'coded article')} without a text left out.")
        if beyond := len(codes) - int(known.sum()):
            notes.append(f"{many(beyond, 'coded article')} not used, for copies do not count.")
        chosen = kept.where(known & full)
        return cls(
            corpus=chosen,
            texts=texts[known & full].tolist(),
            codes=codes.loc[chosen.articles["article_id"]].reset_index(drop=True),
            notes=tuple(notes),
        )

    def groups(self, column: str) -> list[str]:
        """Give each article its event or outlet; one without an event is its own."""
        values = self.corpus.column(column).fillna("").astype(str).tolist()
        return [value or f"\0{at}" for at, value in enumerate(values)]

    def rows(self, groups: Sequence[str], folds: int) -> Iterator[tuple[Ints, Ints]]:
        """Yield articles to learn from and to be predicted, no group being on both sides.

        An article that has the very text of one that is predicted is not learnt from.
        """
        n_groups = len(set(groups))
        by_text = pd.factorize(pd.Series(self.texts))[0]
        cut = GroupKFold(min(folds, n_groups))
        for rest, part in cut.split(np.zeros(len(groups)), groups=np.array(groups, object)):
            yield rest[~np.isin(by_text[rest], by_text[part])], part

    def predict(
        self, model: FrameClassifier, rest: Ints, part: Ints, groups: Sequence[str]
    ) -> Floats:
        """Predict one part by a model of other articles; missing where nothing is learnt."""
        own = [groups[at] for at in rest]
        codes = self.codes.iloc[rest]
        said = np.full((len(part), self.codes.shape[1]), np.nan)
        known = learnable(codes, own, model.seed)
        if known:
            fitted = clone(model).fit([self.texts[at] for at in rest], codes[known], groups=own)
            at = self.codes.columns.get_indexer(pd.Index(known))
            said[:, at] = fitted.predict([self.texts[row] for row in part]).to_numpy(float)
        return said


def _checked(codings: pd.DataFrame, names: Sequence[str], known: set[str]) -> pd.DataFrame:
    """Give the codes by article, or raise one error with everything that is wrong."""
    faults = []
    if "article_id" not in codings:
        faults.append("there is no column 'article_id'")
    if not names:
        faults.append("there is no column of codes; give one a frame")
    for name in names:
        values = pd.to_numeric(codings[name], errors="coerce")
        wrong = codings.loc[~values.isin([0, 1]) & codings[name].notna(), name]
        if len(wrong):
            told = some(sorted(set(wrong.astype(str))))
            faults.append(f"{name} has {told}; it takes 0 and 1")
    if "article_id" in codings:
        ids = codings["article_id"].astype(str)
        if ids.duplicated().any():
            faults.append(f"coded twice: {some(sorted(set(ids[ids.duplicated()])))}")
        strange = [one for one in ids if one not in known]
        if strange:
            faults.append(f"coded, but not in the corpus: {some(strange)}")
    if faults:
        raise ChoiceError(fault_list("the coding cannot be used:", faults))
    table = codings.assign(article_id=ids).set_index("article_id")[list(names)]
    return pd.DataFrame(table.apply(pd.to_numeric)).dropna().astype(np.int64)


def refuse_folds(folds: int) -> None:
    """Refuse fewer parts than two."""
    if folds < LEAST_PARTS:
        msg = f"folds is {folds!r}; it must be {LEAST_PARTS} or more."
        raise ChoiceError(msg)


def short(column: object) -> str:
    """Name what is held out as a sentence does.

    >>> short("event_id"), short("outlet")
    ('event', 'outlet')
    """
    return "event" if column == "event_id" else str(column)
