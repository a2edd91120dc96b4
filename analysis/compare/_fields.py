"""Headlines and bodies apart: what each article has in the one and in the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.corpus import Corpus
from analysis.design import Counted, Design
from analysis.errors import ChoiceError, some
from analysis.lexicon import Lexicon
from analysis.measure.counted import CountedText, counted_text
from analysis.measure.labels import measure_labels
from analysis.measure.quotes import measure_quotes
from analysis.measure.sentiment import score_spans, sentiment_words
from analysis.measure.voice import segments
from analysis.measure.words import find_word, measure_words
from analysis.results import APART
from analysis.spans import Spans
from analysis.tally import Units, count_spans, tally_units

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
FIELDS: Mapping[str, tuple[str, ...]] = {
    "headline": ("headline",),
    "body": ("body", "subheading"),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Field:
    """What one field of every article has: counts among exposures, or mean scores.

    Articles by items; ``sets`` says which column of ``exposure`` an item is counted among.
    Scores have ``counts`` of segments, and ``means`` that are missing where there are none.
    """

    text: CountedText
    counts: sparse.csr_array
    exposure: Floats
    means: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Fields:
    """Both fields of the articles that have both, their units, and how to open a number."""

    headline: Field
    body: Field
    items: tuple[str, ...]
    sets: Ints
    units: Units
    corpus: Corpus
    find: Callable[[CountedText, str, Sequence[str]], Spans]
    notes: tuple[str, ...]

    @property
    def scored(self) -> bool:
        """Whether the fields are scored, and not counted in."""
        return not np.isnan(self.headline.means).all()

    def said(self) -> str:
        """Say how much shorter headlines are, which every test against bodies allows for."""
        share = float(self.headline.exposure.sum() / self.body.exposure.sum())
        return (
            f"Headlines hold {share:.1%} of what bodies hold to count among: every test is "
            "also made of how uses fall on headlines by that share."
        )

    def only(self, rows: Ints) -> Fields:
        """Keep some articles."""
        headline, body = (
            replace(
                field,
                counts=sparse.csr_array(field.counts[rows]),
                exposure=field.exposure[rows],
                means=field.means[rows],
            )
            for field in (self.headline, self.body)
        )
        return replace(self, headline=headline, body=body, units=self.units.take(rows))


def texts_of(
    corpus: Corpus, counted: Counted, design: Design
) -> tuple[CountedText, CountedText, Ints, Units]:
    """Give the headlines and the bodies that count, and the articles that have an event."""
    if "quote" not in corpus.layers:
        corpus = corpus.with_layer(measure_quotes(corpus), "quote")
    texts = [counted_text(corpus, replace(counted, parts=parts)) for parts in FIELDS.values()]
    rows, units = tally_units(texts[0].corpus, design)
    return texts[0], texts[1], rows, units


def word_fields(
    texts: tuple[CountedText, CountedText, Ints, Units],
    words: Sequence[str] | None,
    min_articles: int,
) -> Fields:
    """Count words: those named, or all that enough articles carry in either field."""
    headline, body, rows, units = texts
    found = [measure_words(text) for text in (headline, body)]
    every = np.unique(np.concatenate([one.vocabulary.astype(str) for one in found]))
    tables = []
    for one in found:
        place = np.searchsorted(every, one.vocabulary.astype(str))
        gather = sparse.csr_array(
            (np.ones(len(place)), (np.arange(len(place)), place)),
            shape=(len(place), len(every)),
        )
        tables.append(sparse.csr_array(sparse.csr_array(one.counts)[rows] @ gather))
    carried = np.asarray(((tables[0] + tables[1]) > 0).sum(axis=0)).ravel()
    chosen = carried >= min_articles
    if words is not None:
        chosen = np.isin(every, [word.lower() for word in words])
    items = np.flatnonzero(chosen)
    if not len(items):
        msg = f"no word stands in {min_articles} or more of the articles that count."
        named = f"none of {some(list(words or ()))} stands in any article that counts."
        raise ChoiceError(msg if words is None else named)
    fields = [
        Field(
            text=text,
            counts=sparse.csr_array(table[:, items]),
            exposure=one.totals[rows][:, None],
            means=np.full((len(rows), 1), np.nan),
        )
        for text, table, one in zip((headline, body), tables, found, strict=True)
    ]
    kept = tuple(every[items].tolist())
    both = _both(fields, kept, np.zeros(len(items), np.int64), units, _word)
    return replace(both, notes=(*both.notes, *_absent(words or (), kept)))


def _absent(words: Sequence[str], kept: Sequence[str]) -> tuple[str, ...]:
    """Name the words asked for that have no row."""
    absent = [word for word in words if word.lower() not in kept]
    told = f"{some(absent)} of the words asked for: in no article that counts, and so no row."
    return (told,) if absent else ()


def _word(text: CountedText, item: str, ids: Sequence[str]) -> Spans:
    return find_word(text, item, ids)


def label_fields(
    texts: tuple[CountedText, CountedText, Ints, Units],
    sets: Mapping[str, Mapping[str, Sequence[str]]],
) -> Fields:
    """Count labels among the mentions of their referent."""
    headline, body, _, units = texts
    items = [name + APART + label for name, labels in sets.items() for label in labels]
    own_set = np.repeat(np.arange(len(sets)), [len(labels) for labels in sets.values()])
    member = sparse.csr_array(
        (np.ones(len(items)), (np.arange(len(items)), own_set)), (len(items), len(sets))
    )
    fields = []
    for text in (headline, body):
        counts = count_spans(_mentions(text, sets), units, items)
        among = np.asarray((counts @ member).toarray(), float)
        none = np.full((len(among), 1), np.nan)
        fields.append(Field(text=text, counts=counts, exposure=among, means=none))

    def find(text: CountedText, item: str, ids: Sequence[str]) -> Spans:
        referent, _, _ = item.partition(APART)
        found = _mentions(text, {referent: sets[referent]})
        return found.where(found.table["article_id"].isin(ids) & (found.table["value"] == item))

    return _both(fields, tuple(items), own_set, units, find)


def _mentions(text: CountedText, sets: Mapping[str, Mapping[str, Sequence[str]]]) -> Spans:
    """Mark every mention outside scare quotes, by referent and label."""
    marked = []
    for name, labels in sets.items():
        table = measure_labels(text, labels).table
        plain = table[~table["scare"]]
        marked.append(Spans(plain.assign(value=name + APART + plain["value"].astype(str))))
    return Spans.concat(marked)


def score_fields(
    texts: tuple[CountedText, CountedText, Ints, Units], lexicon: Lexicon | None
) -> Fields:
    """Score the segments of both fields; an article has the mean of each."""
    headline, body, _, units = texts
    fields, silent = [], []
    for text in (headline, body):
        runs = segments(text.corpus, text.quotes, within=text.spans)
        scores = score_spans(text.corpus, runs, lexicon=lexicon).table
        by_article = scores.groupby("article_id")["score"].agg(["size", "mean"])
        found = by_article.reindex(units.article_ids)
        number = found["size"].fillna(0).to_numpy(float)[:, None]
        fields.append(
            Field(
                text=text,
                counts=sparse.csr_array(number),
                exposure=number,
                means=found["mean"].to_numpy(float)[:, None],
            )
        )
        silent.append(float((scores["n_words"] == 0).mean()))

    def find(text: CountedText, item: str, ids: Sequence[str]) -> Spans:
        del item
        runs = segments(text.corpus, text.quotes, within=text.spans)
        mine = runs.where(runs.table["article_id"].isin(ids))
        return sentiment_words(text.corpus, mine, lexicon=lexicon)

    both = _both(fields, ("sentiment",), np.zeros(1, np.int64), units, find)
    told = (
        f"the word list knows no word in {silent[0]:.0%} of the pieces of headlines and in "
        f"{silent[1]:.0%} of those of bodies, which score 0: that is silence, not balance."
    )
    return replace(both, notes=(*both.notes, told))


def _both(
    fields: Sequence[Field],
    items: tuple[str, ...],
    sets: Ints,
    units: Units,
    find: Callable[[CountedText, str, Sequence[str]], Spans],
) -> Fields:
    """Keep the articles that have something in both fields, and say how many have not."""
    headline, body = fields
    has = [(field.exposure > 0).any(axis=1) for field in fields]
    kept = np.flatnonzero(has[0] & has[1])
    lack = len(units.event) - len(kept)
    notes = list(headline.text.notes)
    if lack:
        notes.append(
            f"{lack:,} of {len(units.event):,} articles have nothing that counts in the "
            "headline or in the body, and tell nothing of the difference."
        )
    corpus = headline.text.corpus
    if not len(kept):
        msg = "no article has something that counts both in its headline and in its body."
        raise ChoiceError(msg)
    whole = Fields(
        headline=headline,
        body=body,
        items=items,
        sets=sets,
        units=units,
        corpus=corpus.where(pd.Index(corpus.articles["article_id"]).isin(units.article_ids)),
        find=find,
        notes=(*notes, *units.notes),
    )
    return whole.only(kept)
