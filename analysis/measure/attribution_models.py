"""Models of attributions, learnt from articles in which people marked them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import sklearn

from analysis.corpus import Corpus
from analysis.errors import ChoiceError, many, some
from analysis.measure._attribution_file import read_model, write_model
from analysis.measure._attribution_learning import (
    Lesson,
    Marked,
    folds,
    learnt_branches,
    learnt_cues,
    learnt_lemmas,
)
from analysis.measure._attribution_model import AttributionModel, Judged, judged, put_together
from analysis.measure._attribution_text import Reading, Tokens
from analysis.measure.attributions import readings
from analysis.prepare.parse import parsed
from analysis.spans import Spans
from analysis.stats.arrays import Ints
from analysis.stats.pairing import pairs_by_overlap

PARTS = 5
"""One of so many parts of the articles shows how the model does on what it has not seen."""
THRESHOLDS = tuple(np.arange(0.25, 0.61, 0.05).round(2).tolist())
"""Probabilities of a cue from which the best is chosen, on articles that were not learnt."""
LEAST_ARTICLES, LEAST_MARKED = 20, 200
"""Articles, and attributions in them, below which nothing worth using is learnt."""


def train_attributions(corpus: Corpus, marked: Spans) -> AttributionModel:
    """Learn to find attributions from articles in which people marked them all.

    Parameters
    ----------
    corpus
        The articles; parsed with the defaults unless it carries its parse. Only those with
        marks are learnt from.
    marked
        Their sources, cues and contents, tied by ``parent``: of a file, see
        :func:`analysis.read_attributions`.

    Returns
    -------
    AttributionModel
        For ``measure_attributions(corpus, model=…)``; `write_attribution_model` keeps it.
        ``about`` has precision, recall and F1 on the fifth of the articles that was held
        back, overall and by outlet.

    Raises
    ------
    ChoiceError
        Fewer than 20 articles or 200 attributions are marked, or articles are marked that
        the corpus does not have.

    Notes
    -----
    Two logistic regressions. The first gives each word the probability that it is the head
    of a cue, by its lemma, what hangs on it, what it hangs on, quotes near it and what the
    rules make of it; the second tells which branches of a likely cue are its source, its
    content or neither. Quotes are then given to cues as by the rules. The probability from
    which a word is a cue is chosen on every fifth article by F1, with a model of the others;
    the one returned is learnt from all. The same articles give the same model, to the last
    bit. Limits: it finds what its coders marked, in prose like theirs; ``held_out`` was used
    to choose one number, so look at other articles for the figure of a paper.
    """
    lessons = _lessons(corpus, marked)
    _refuse_too_few(lessons)
    held = next(folds((one.article for one in lessons), PARTS))
    rest = [one for one in lessons if one.article not in held]
    unseen = [one for one in lessons if one.article in held]
    first = _learnt(rest)
    told = [judged(first, one.sight) for one in unseen]
    tables = {limit: _counts(unseen, told, limit) for limit in THRESHOLDS}
    best = max(THRESHOLDS, key=lambda limit: _figures(tables[limit])["f1"])
    model = _learnt(lessons)
    about = {
        "parser": str(parsed(corpus).model),
        "data": _fingerprint(corpus, marked),
        "articles": len({one.article for one in lessons}),
        "attributions": sum(len(one.marked) for one in lessons),
        "scikit-learn": sklearn.__version__,
        "numpy": np.__version__,
        "held_out": _figures(tables[best]),
        "held_out_by_outlet": {
            str(outlet): _figures(rows) for outlet, rows in tables[best].groupby("outlet")
        },
    }
    return AttributionModel(
        lemmas=model.lemmas,
        cues=model.cues,
        branches=model.branches,
        threshold=best,
        about=about,
    )


def write_attribution_model(model: AttributionModel, path: str | Path) -> None:
    """Write a learnt model to a file of numbers and text, put in place only when whole."""
    write_model(model, Path(path))


def read_attribution_model(path: str | Path) -> AttributionModel:
    """Read a model that `write_attribution_model` or ``parallax train`` wrote.

    Raises
    ------
    ReadError
        The file is missing, damaged, changed, or of another version's format.
    """
    return read_model(Path(path))


def _learnt(lessons: Sequence[Lesson]) -> AttributionModel:
    lemmas = learnt_lemmas(lessons)
    cues, branches = learnt_cues(lessons, lemmas), learnt_branches(lessons)
    return AttributionModel(
        lemmas=lemmas, cues=cues, branches=branches, threshold=0.5, about={}
    )


# -- from marks to lessons -----------------------------------------------------------------


def _lessons(corpus: Corpus, marked: Spans) -> list[Lesson]:
    """Put each text that was parsed beside what was marked in it."""
    unknown = set(marked.table["article_id"]) - set(corpus.articles["article_id"])
    if unknown:
        msg = (
            f"{many(len(unknown), 'article')} with marks are not in the corpus: "
            f"{some(sorted(unknown))}; give the articles that were marked."
        )
        raise ChoiceError(msg)
    corpus.with_layer(marked, "marked")  # refuses marks beyond the end of their text
    outlets = dict(zip(corpus.articles["article_id"], corpus.articles["outlet"], strict=True))
    places = dict(list(marked.table.groupby(["article_id", "field"])))
    chosen = corpus.where(corpus.articles["article_id"].isin(marked.table["article_id"]))
    none = marked.table.iloc[:0]
    return [
        Lesson(
            article=article_id,
            outlet=outlets[article_id],
            reading=reading,
            headline=field == "headline",
            marked=list(_marked(reading, places.get((article_id, field), none))),
        )
        for article_id, field, reading in readings(chosen)
    ]


def _marked(reading: Reading, rows: pd.DataFrame) -> Iterator[Marked]:
    """Yield the attributions of one text, by tokens of which at least half is marked."""
    for _, own in rows.groupby("parent"):
        parts: dict[str, set[int]] = {"source": set(), "cue": set(), "content": set()}
        for layer, start, end in own[["layer", "start", "end"]].itertuples(index=False):
            parts[layer].update(_mostly_within(reading, start, end))
        if parts["content"]:
            made: dict[str, Tokens] = {name: frozenset(found) for name, found in parts.items()}
            yield Marked(cue=made["cue"], source=made["source"], content=made["content"])


def _mostly_within(reading: Reading, start: int, end: int) -> Iterator[int]:
    for token in reading.within(start, end):
        low, high = reading.start[token], reading.end[token]
        if 2 * (min(end, high) - max(start, low)) >= high - low:
            yield token


def _refuse_too_few(lessons: Sequence[Lesson]) -> None:
    articles = len({one.article for one in lessons})
    marked = sum(len(one.marked) for one in lessons)
    if articles < LEAST_ARTICLES or marked < LEAST_MARKED:
        msg = (
            f"{many(marked, 'attribution')} in {many(articles, 'article')} teach too little; "
            f"{LEAST_MARKED} in {LEAST_ARTICLES} are the least, thousands are better."
        )
        raise ChoiceError(msg)


def _fingerprint(corpus: Corpus, marked: Spans) -> str:
    """Hash the articles and the marks."""
    names = ["article_id", "field", "start", "end", "layer"]
    rows = marked.table[names].to_csv(index=False)
    return hashlib.sha256((corpus.summary().fingerprint + rows).encode()).hexdigest()[:16]


# -- how well it does ----------------------------------------------------------------------


def _counts(
    lessons: Sequence[Lesson], told: Sequence[Sequence[Judged]], threshold: float
) -> pd.DataFrame:
    """Count what was marked, found and both, one row a text."""
    rows = []
    for one, own in zip(lessons, told, strict=True):
        found = put_together(one.reading, own, threshold)
        mine = [_stretches(one.reading, each.content) for each in one.marked]
        theirs = [_stretches(one.reading, each.content) for each in found]
        both, _ = pairs_by_overlap(mine, [each for each in theirs if len(each)])
        rows.append((one.outlet, len(mine), len(theirs), len(both)))
    return pd.DataFrame(rows, columns=["outlet", "marked", "found", "both"])


def _stretches(reading: Reading, tokens: Tokens) -> Ints:
    places = [(reading.start[token], reading.end[token]) for token in sorted(tokens)]
    return np.array(places, dtype=np.int64).reshape(-1, 2)


def _figures(counts: pd.DataFrame) -> Mapping[str, float]:
    """Return precision, recall and F1; those of nothing are nan."""
    marked, found, both = (int(counts[name].sum()) for name in ("marked", "found", "both"))
    nan = float("nan")
    return {
        "precision": both / found if found else nan,
        "recall": both / marked if marked else nan,
        "f1": 2 * both / (marked + found) if marked + found else nan,
        "marked": marked,
    }
