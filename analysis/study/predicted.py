"""Frames of all articles of a study, as a model or another program predicts them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import ReadError, StudyError, fault_list, many, some
from analysis.measure.frames import LEAST, FrameClassifier
from analysis.read._delimited import read_delimited
from analysis.study.codings import CodedArticles
from analysis.study.file import Study


@dataclass(frozen=True, kw_only=True)
class Predicted:
    """Predictions to be corrected, the reference coding, and how either came about."""

    table: pd.DataFrame
    """article_id, and a column a code: its probability, or 0 and 1."""
    reference: pd.DataFrame
    """article_id and the same columns, 0 or 1, of the articles coded."""
    how: str
    """By what frames were predicted, for the methods paragraph."""
    notes: tuple[str, ...]

    @property
    def codes(self) -> list[str]:
        """What is predicted, in order."""
        return [str(name) for name in self.table if name != "article_id"]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The codes that can be compared, how they were decided, and why others cannot be."""

    given: pd.DataFrame | None
    """What another program predicts, where it does."""
    reference: pd.DataFrame
    notes: tuple[str, ...]


def asked_codes(study: Study, coded: CodedArticles) -> Asked:
    """Choose the codes that a study can compare, of those it asks for.

    Raises
    ------
    ReadError
        The file of predictions lacks a column.
    StudyError
        A code that was asked for cannot be learnt, or none is left.
    ChoiceError
        Coders disagree and nobody decided.
    """
    file = study.predictions
    given = None if file is None else _given(file, study)
    asked = study.given.get("frames", {}).get("codes")
    offered = coded.codes if given is None else [n for n in coded.codes if n in given]
    reference = coded.reference(list(asked or offered))
    few = dict(_too_few(reference, list(asked or offered), LEAST if given is None else 1))
    kept = [str(name) for name in reference if name not in few]
    if len(kept) < 2 or (asked and few):
        named = list(few.values()) or ["no code is both predicted and coded"]
        opening = f"{study.at('frames', 'codes')}: frames cannot be compared:"
        raise StudyError(fault_list(opening, named))
    left = f"Codes that cannot be compared are left out: {'; '.join(few.values())}."
    return Asked(given=given, reference=reference[kept], notes=(left,) if few else ())


def predicted_frames(study: Study, corpus: Corpus, coded: CodedArticles) -> Predicted:
    """Predict the codes of all articles, by the study's own file or by what was coded.

    Raises
    ------
    AnalysisError
        As :func:`asked_codes`.
    """
    asked = asked_codes(study, coded)
    file, given, names = study.predictions, asked.given, list(asked.reference)
    if file is not None and given is not None:
        table, how = given[names], f"by another program ({file.name})"
    else:
        table, how = _learnt(study, corpus, asked.reference)
    return Predicted(table=table, reference=asked.reference, how=how, notes=asked.notes)


def _given(file: Path, study: Study) -> pd.DataFrame:
    """Read what another program predicts."""
    raw = read_delimited(file)
    asked = study.given.get("frames", {}).get("codes", ())
    missing = [name for name in ("article_id", *asked) if name not in raw.frame]
    if missing:
        msg = (
            f"{raw.name} lacks {some(missing)}; it has {some(list(raw.frame.columns), 30)}. "
            "It needs article_id and a column a code."
        )
        raise ReadError(msg)
    return raw.frame


def _too_few(
    reference: pd.DataFrame, codes: list[str], least: int
) -> Iterator[tuple[str, str]]:
    """Name the codes that too few coded articles have, or lack."""
    for code in codes:
        given = reference[code].dropna()
        counts = {"have": int((given == 1).sum()), "lack": int((given == 0).sum())}
        state, n = min(counts.items(), key=lambda one: one[1])
        if n < least:
            yield code, f"{many(n, 'coded article')} {state} {code}, {least} needed"


def _learnt(study: Study, corpus: Corpus, reference: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Learn codes from what people coded; each coded article by models without its event."""
    articles = corpus.articles
    texts = (articles["headline"] + "\n\n" + articles["body"]).to_numpy(object)
    codes = [name for name in reference if name != "article_id"]
    whole = reference.dropna()
    row = pd.Index(articles["article_id"]).get_indexer(pd.Index(whole["article_id"]))
    within = study.design_of("frames").within
    events = None if within is None else corpus.column(within).astype(str).to_numpy()[row]
    model = FrameClassifier(encoder=study.given.get("frames", {}).get("encoder"))
    model.fit(texts[row].tolist(), whole[codes].astype(np.int64), events)
    made = model.predict_unseen(texts.tolist())
    by = " and vectors of a sentence encoder" if model.uses_encoder_ else ""
    how = (
        f"by logistic regressions on words and groups of letters{by}, learnt from the coded "
        "articles; each coded article by models that had seen no article of its event"
    )
    table = made.assign(article_id=articles["article_id"].to_numpy())
    return table[["article_id", *codes]], how
