"""Frames of all articles of a study, as a model or another program predicts them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import ReadError, StudyError, fault_list, many, some
from analysis.measure._frame_evidence import article_texts
from analysis.measure.dictionaries import measure_frames, score_frames
from analysis.measure.frames import LEAST, FrameClassifier
from analysis.read._delimited import read_delimited
from analysis.spans import Spans
from analysis.study.codings import CodedArticles, read_frame_words
from analysis.study.file import Study

LEAST_TERMS = 2
"""Terms of a dictionary from which it is taken to say that an article has a code."""
HALF = 0.5
"""Probability from which an article is said to have a code."""
MOST_ARTICLES, MOST_SENTENCES = 25, 2
"""Articles of a group, and sentences of each, in which what carries a code is marked."""


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
    classifier: FrameClassifier | None = None
    """The model, where codes were learnt from what was coded."""
    _carriers: Callable[[], Spans] | None = field(default=None, repr=False)

    def evidence(self) -> Spans | None:
        """Mark the words that carry each code, where a model of ours predicted it."""
        return None if self._carriers is None else self._carriers()

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


def asked_codes(study: Study, corpus: Corpus, coded: CodedArticles) -> Asked:
    """Choose the codes that a study can compare, of those it asks for.

    Raises
    ------
    ReadError
        The file of predictions lacks a column.
    StudyError
        A code that was asked for cannot be learnt or is not predicted, or none is left.
    ChoiceError
        Coders disagree and nobody decided.
    """
    given = _predicted_elsewhere(study, corpus)
    asked = study.given.get("frames", {}).get("codes")
    offered = coded.codes if given is None else [n for n in coded.codes if n in given]
    wanted = list(asked or offered)
    if given is not None and (lacking := [name for name in wanted if name not in given]):
        there = [str(name) for name in given if name != "article_id"]
        where = study.at("frames", "codes")
        msg = f"{where}: nothing predicts {some(lacking)}; predicted are {some(there, 30)}."
        raise StudyError(msg)
    reference = coded.reference(wanted)
    few = dict(_too_few(reference, wanted, LEAST if given is None else 1))
    kept = [str(name) for name in reference if name not in few]
    if len(kept) < 2 or (asked and few):
        named = list(few.values()) or ["no code is both predicted and coded"]
        opening = f"{study.at('frames', 'codes')}: frames cannot be compared:"
        advice = "\nHave more articles coded, or take these codes out." if few else ""
        raise StudyError(fault_list(opening, named) + advice)
    left = f"Codes that cannot be compared are left out: {'; '.join(few.values())}."
    return Asked(given=given, reference=reference[kept], notes=(left,) if few else ())


def predicted_frames(study: Study, corpus: Corpus, coded: CodedArticles) -> Predicted:
    """Predict the codes of all articles: by a file, a dictionary, or what was coded.

    Raises
    ------
    AnalysisError
        As :func:`asked_codes`.
    """
    asked = asked_codes(study, corpus, coded)
    if asked.given is None:
        return _learnt(study, corpus, asked)
    names = [str(name) for name in asked.reference]
    how, carriers = f"by another program ({study.predictions and study.predictions.name})", None
    if study.predictions is None and study.frame_words is not None:
        words = read_frame_words(study.frame_words)
        how = f"where {LEAST_TERMS} terms or more of {words} were found"
        carriers = partial(measure_frames, corpus, words, categories=names[1:])
    return Predicted(
        table=asked.given[names],
        reference=asked.reference,
        how=how,
        notes=asked.notes,
        _carriers=carriers,
    )


def _predicted_elsewhere(study: Study, corpus: Corpus) -> pd.DataFrame | None:
    """Give the predictions of a file or a dictionary; none where codes are to be learnt."""
    if study.predictions is not None:
        return _given(study.predictions)
    if study.frame_words is None:
        return None
    return score_frames(corpus, read_frame_words(study.frame_words)).predictions(LEAST_TERMS)


def _given(file: Path) -> pd.DataFrame:
    """Read what another program predicts."""
    raw = read_delimited(file)
    if "article_id" not in raw.frame:
        msg = (
            f"{raw.name} lacks 'article_id'; it has {some(list(raw.frame.columns), 30)}. It "
            "needs article_id and a column a code."
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


def _learnt(study: Study, corpus: Corpus, asked: Asked) -> Predicted:
    """Learn codes from what was coded; each coded article by models without its event."""
    ids, texts = corpus.articles["article_id"], article_texts(corpus)
    design, whole = study.design_of("frames"), asked.reference.dropna()
    rows = pd.Index(ids).get_indexer(pd.Index(whole["article_id"])).tolist()
    within = None if design.within is None else corpus.column(design.within).astype(str)
    events = None if within is None else within.iloc[rows].tolist()
    model = FrameClassifier(encoder=study.given.get("frames", {}).get("encoder"))
    codes = whole.drop(columns="article_id").astype(np.int64)
    model.fit([texts[row] for row in rows], codes, events)
    table = model.predict_unseen(texts)
    by = " and vectors of a sentence encoder" if model.uses_encoder_ else ""
    part = "no article of its event" if events else "neither it nor its part of them"
    how = (
        f"by logistic regressions on words and groups of letters{by}, learnt from the coded "
        f"articles; each coded article by models that had seen {part}"
    )
    behind = (model, corpus, design.by, table.set_axis(ids), asked.reference)
    return Predicted(
        table=table.assign(article_id=ids.to_numpy())[list(asked.reference)],
        reference=asked.reference,
        how=how,
        notes=asked.notes,
        classifier=model,
        _carriers=partial(_carriers, *behind),
    )


def _carriers(
    model: FrameClassifier,
    corpus: Corpus,
    by: str,
    chance: pd.DataFrame,
    reference: pd.DataFrame,
) -> Spans:
    """Mark what a model goes by in articles of each group that are said to have a code.

    What was coded counts before what is predicted; articles likeliest to have it come first.
    """
    group = corpus.column(by).astype(str).to_numpy()
    coded = reference.set_index("article_id").reindex(chance.index)
    parts = []
    for code in chance:
        said = coded[code].astype(float).fillna(chance[code])
        order = pd.Series(said.to_numpy(), index=group).groupby(level=0)
        first = order.rank(method="first", ascending=False).to_numpy() <= MOST_ARTICLES
        here = corpus.where(first & (said >= HALF).to_numpy())
        spans = model.evidence(here, code=str(code)).table
        whole = spans[(spans["layer"] == "frame_sentence") & (spans["score"] > 0)]
        ranked = whole.sort_values("score", ascending=False, kind="stable")
        best = ranked.groupby("article_id", sort=False).head(MOST_SENTENCES)["parent"]
        words = (spans["layer"] == "frame_word") & (spans["score"] > 0)
        parts.append(Spans(spans[words & spans["parent"].isin(best)].reset_index(drop=True)))
    return Spans.concat(parts)
