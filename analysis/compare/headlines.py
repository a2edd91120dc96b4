"""Compare headlines with the articles below them, and these differences between groups.

More people read headlines than articles, and they are often written by others. What stands
in the one and not in the other is a frame that the outlet chose twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Literal, get_args

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.compare._beside import SHORT, Found, against_bodies, against_others
from analysis.compare._contrast import compared_with, observation_of, settings_of, tidy
from analysis.compare._fields import (
    Fields,
    label_fields,
    score_fields,
    texts_of,
    word_fields,
)
from analysis.compare.labels import LabelSets, label_sets
from analysis.corpus import Corpus
from analysis.design import Copies, Counted, Design, Voice
from analysis.errors import ChoiceError
from analysis.figures import Rows, diamonds, draw_rows, outlet_colours
from analysis.lexicon import Lexicon
from analysis.measure.labels import LabelSet
from analysis.results import APART, CONTRAST_COLUMNS, LEVEL_COLUMNS, Result
from analysis.spans import Spans
from analysis.stats.cautions import ALONE, UNUSED
from analysis.stats.multiplicity import benjamini_hochberg

Measure = Literal["words", "labels", "sentiment"]
Against = Literal["body", "others"]
PER = 1000.0
KINDS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("words", "body"): ("per 1,000 words of headlines", "log ratio of headline to body"),
    ("labels", "body"): ("share of mentions in headlines", "log ratio of headline to body"),
    ("sentiment", "body"): ("mean score of headlines", "headline less body"),
    ("words", "others"): ("uses in headlines / expected by length", "log ratio of ratios"),
    ("labels", "others"): ("uses in headlines / expected by mentions", "log ratio of ratios"),
    ("sentiment", "others"): ("mean headline less body", "difference of differences"),
}
"""What value and estimate are, by measure and by what headlines are set against."""
REASONS: Mapping[str, Mapping[str, str]] = {
    "body": {
        ALONE: "no event has something to count both in its headlines and in its bodies",
        UNUSED: "is used in neither",
    },
    "others": {
        ALONE: "no event in which both it and others use it",
        UNUSED: "no headline uses it in the events that both it and others use it in",
    },
}
"""Why a row could not be tested, said of headlines."""
LENGTHS = "Cells that are much longer or shorter"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class HeadlineComparison(Result):
    """How headlines differ from their own bodies, or how that differs between groups."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "item": "a word, a label, or sentiment",
        "referent": "whom or what a label names; empty else",
        "n_headline": "uses in the group's headlines; of sentiment: segments scored",
        "n_body": "the same in its bodies",
        "n_articles": "articles of the group with the item in the headline, or with a score",
        "n_events": "events in which it occurs (of sides, outlets); against others: in the "
        "group's articles and in others'",
        "value_kind": "what value is",
        "value": "the group's own level over its events",
        **LEVEL_COLUMNS,
        "body": "what value is set against in the group's bodies; missing against others",
        **CONTRAST_COLUMNS,
    }
    item: ClassVar[str] = "item"

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        confidence = float(str(self.settings["confidence"]))
        against = (
            "the bodies of the same articles"
            if self.settings["against"] == "body"
            else f"those of {compared_with(self.settings)}, each beside its own bodies"
        )
        what = "difference" if self.settings["measure"] == "sentiment" else "ratio"
        drawn = diamonds(self.main_rows(), "estimate", "low", "high")
        return (
            f"Headlines of each {self.group_word} against {against} "
            f"({self.settings['measure']}, voice: {self.settings['voice']}). {self.corpus}. "
            f"Dots: {what}; lines: {confidence:.0%} interval. Filled: differs at a false "
            f"discovery rate of {self.settings['fdr']:g}. Hollow: not shown to differ.{drawn}"
        )

    @property
    def methods(self) -> str:
        """The methods paragraph for the paper, with the null hypothesis and citations."""
        settings = self.settings
        pair = "outlet" if settings["unit"] == "outlet" else "event"
        own = settings["against"] == "body"
        null = (
            f"The null hypothesis is that, in every {pair} of each {settings['by']}, a use is "
            "as likely to fall on a word of the headline as on one of the body. "
            if own
            else "The null hypothesis is that in an event the ratio of headline to body is the "
            f"same for each {observation_of(settings)}. "
        )
        test = (
            "Means over events were tested by t with 16 or more, by the exact sign flip with 6 "
            "to 15, not at all with fewer. "
            if settings["measure"] == "sentiment"
            else "P-values are the largest of the permutation of the score, of the studentised "
            "score and, since headlines are short, of a beta-binomial split by length, "
            "enumerated or by saddlepoint, without random draws. "
        )
        set_against = (
            "the headline and the body of the same articles make a pair"
            if own
            else "uses in headlines were compared with what their bodies lead to expect"
        )
        return (
            f"For each {settings['by']}, within {settings['within']}, {set_against}. {null}"
            f"{test}The ratio is that of Mantel and Haenszel (1959). P-values were judged as "
            f"one family at a false discovery rate of {settings['fdr']} (Benjamini & Hochberg "
            "1995)."
        )

    def main_rows(self, most: int = 30) -> pd.DataFrame:
        """Return findings, those of smallest p; of a short list all rows."""
        table = self.table
        if table[["item", "referent"]].drop_duplicates().shape[0] > SHORT:
            tested = table[table["p"].notna()]
            found = tested[tested["finding"]]
            table = found if len(found) else tested.nsmallest(10, "p")
        best = table["p"].sort_values(kind="stable").index[:most]
        return table.loc[best].sort_values(["group", "p", "item"], kind="stable")

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the main rows and return the Axes for further adjustment."""
        rows = self.main_rows()
        colours = outlet_colours([str(group) for group in self.table["group"]])
        named = rows["item"].where(
            rows["referent"] == "", rows["referent"] + ": " + rows["item"]
        )
        groups, single = self.shown_groups(rows), len(set(named)) == 1
        shown = Rows(
            block=named.tolist() if single else groups,
            label=groups if single else named.tolist(),
            middle=rows["estimate"].tolist(),
            low=rows["low"].tolist(),
            high=rows["high"].tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=rows["finding"].tolist(),
        )
        scores = self.settings["measure"] == "sentiment"
        own = self.settings["against"] == "body"
        xlabel = f"{'difference' if scores else 'ratio'} of headline to body"
        xlabel += "" if own else f", against {compared_with(self.settings)}"
        return draw_rows(shown, ax, xlabel=xlabel, reference=0.0, log=not scores)


def compare_headlines(
    corpus: Corpus,
    *,
    measure: Measure = "words",
    against: Against = "body",
    words: Sequence[str] | None = None,
    labels: LabelSet | LabelSets | None = None,
    lexicon: Lexicon | None = None,
    design: Design | None = None,
    voice: Voice = "outlet",
    copies: Copies = "exclude",
    genre: Sequence[str] | None = None,
    min_articles: int = 5,
) -> HeadlineComparison:
    """Compare headlines with the bodies of the same articles, group by group.

    Parameters
    ----------
    corpus
        Articles to compare; those without a headline or a body tell nothing.
    measure
        "words", "labels" or "sentiment" (both voices are scored).
    against
        "body": is a group's headline different from its own body? "others": does that
        difference differ from the others' in the same events? The two are answered apart,
        each with a family of tests of its own.
    words
        Words to look at, where words are measured; None looks at all, and only against the
        body. Of one that no article has a note tells.
    labels
        As in `compare_labels`, where labels are measured.
    lexicon
        Where sentiment is measured; None is VADER.
    design
        Who is compared, within what; by outlet within events unless said otherwise.
    voice, copies, genre
        Which text counts: see :class:`analysis.design.Counted`.
    min_articles
        Articles that must carry a word, where all are looked at.

    Returns
    -------
    HeadlineComparison
        One row a group and item; above 0 the headline has more of it than the body, or more
        so than the others'.

    Raises
    ------
    ChoiceError
        Labels or words are missing where they are needed, or nothing can be counted.

    Notes
    -----
    Against the body: a group's articles on an event give one headline and one body, which
    are exchanged within the pair; of sides (an attribute of outlets) the outlet gives the
    pair. Lengths differ some fiftyfold, so that no swap alone is a test: a use is also
    dealt to the headline by its share of the words, with the burstiness that items show,
    and the largest p counts. Against others: uses in headlines over y·n_h/(n_h + n_b), what
    y uses in both would give by length, compared as rates are (Mantel & Haenszel 1959).
    Where headlines were dealt from the words of their own articles (684 real events, 40
    runs; benchmarks/headlines_null.py), p was at or below .05 in .0016 of 104,600 tests
    against the body (most words are too rare for more), with a false discovery in none of
    160 families, and in .043 of 715 against others, with one in 1 of 40.

    Limits: headlines have a grammar of their own (few articles, the present tense): most of
    what differs from the body is that. A headline is one sentence and a body many, so that
    scores of headlines vary more. Rates are shares of what was written.

    Examples
    --------
    >>> rows = {"article_id": list("abcd"), "outlet": ["Post", "Star"] * 2,
    ...     "published": "2024-03-01", "headline": ["Fury at port", "Port shut"] * 2,
    ...     "event_id": ["e1", "e1", "e2", "e2"], "body": [f"{i} calm fury" for i in "abcd"]}
    >>> result = compare_headlines(Corpus(pd.DataFrame(rows)), words=["fury"])
    >>> result.table[["group", "n_headline", "n_body"]].to_numpy().tolist()
    [['Post', 2, 2], ['Star', 0, 2]]
    """
    _refuse(measure, against, words, labels)
    design = design or Design()
    spoken: Voice = "all" if measure == "sentiment" else voice
    counted = Counted(voice=spoken, copies=copies, genre=genre)
    texts = texts_of(corpus, counted, design)
    if measure == "words":
        fields = word_fields(texts, words, min_articles)
    elif measure == "labels":
        fields = label_fields(texts, label_sets(labels or {}))
    else:
        fields = score_fields(texts, lexicon)
    found = (against_bodies if against == "body" else against_others)(fields, design)
    named = str(lexicon or "VADER") if measure == "sentiment" else None
    asked: dict[str, object] = {"measure": measure, "against": against, "words": words}
    asked |= {"labels": labels, "lexicon": named, "min_articles": min_articles}
    return HeadlineComparison(
        table=_table(fields, found, measure, against, design.fdr),
        settings=settings_of(fields.units, design, counted, **asked),
        corpus=fields.corpus.summary(),
        notes=_notes(corpus, fields, found, measure, against),
        _texts=fields.corpus,
        _behind=partial(_evidence, fields),
    )


def _notes(
    corpus: Corpus, fields: Fields, found: Found, measure: Measure, against: Against
) -> tuple[str, ...]:
    """Gather what must be said; that headlines are short is said once for all groups."""
    told = [note for _, part in found for note in part.notes]
    told = [note for note in told if against == "others" or not note.startswith(LENGTHS)]
    short = [] if measure == "sentiment" else [fields.said()]
    return tuple(dict.fromkeys([*corpus.notes, *fields.notes, *told, *short]))


def _refuse(measure: str, against: str, words: Sequence[str] | None, labels: object) -> None:
    """Raise an error that names the choice which does not fit the others."""
    faults = []
    if measure not in get_args(Measure):
        faults.append(f"measure is {measure!r}; it can be 'words', 'labels' or 'sentiment'")
    if against not in get_args(Against):
        faults.append(f"against is {against!r}; it can be 'body' or 'others'")
    if isinstance(words, str) or (words is not None and not words):
        faults.append(f"words is {words!r}; give a list of words, or None for all")
    if words is not None and measure in {"labels", "sentiment"}:
        faults.append("words go with measure='words'")
    if (measure == "labels") != (labels is not None):
        faults.append("labels go with measure='labels', and it with them")
    if measure == "words" and against == "others" and words is None:
        faults.append("against='others' needs words= chosen beforehand, up to 200 of them")
    if faults:
        raise ChoiceError("; ".join(["headlines cannot be compared like this", *faults]) + ".")


def _table(
    fields: Fields, found: Found, measure: Measure, against: Against, fdr: float
) -> pd.DataFrame:
    """Lay contrasts out, with uses and body levels beside the two blocks of columns."""
    scale = PER if (measure, against) == ("words", "body") else 1.0
    group = np.array(fields.units.groups, object)[fields.units.group]
    tables = []
    for names, part in found:
        rows = tidy(part, names, fields.items, "item")
        below = part.value[1] if against == "body" else np.full(len(fields.items), np.nan)
        rows["body"] = scale * np.tile(below, len(names))
        for column, field in (("n_headline", fields.headline), ("n_body", fields.body)):
            sums = [np.asarray(field.counts[group == name].sum(axis=0)) for name in names]
            rows[column] = np.concatenate(sums).ravel().astype(np.int64)
        tables.append(rows)
    table = pd.concat(tables, ignore_index=True)
    for name in ("value", "value_low", "value_high"):
        table[name] = scale * table[name]
    table["value_kind"], table["estimate_kind"] = KINDS[measure, against]
    parts = table["item"].astype(str).str.partition(APART)
    table["item"] = parts[2].where(parts[1] != "", parts[0])
    table["referent"] = parts[0].where(parts[1] != "", "")
    if against == "body":
        table["q"] = benjamini_hochberg(table["p"].to_numpy(float))
        table["finding"] = table["q"].fillna(1.0) <= fdr
    table["reason"] = table["reason"].replace(REASONS[against])
    kinds = {"group": str, "item": str, "referent": str, "reason": str}
    return table[list(HeadlineComparison.columns)].astype(kinds)


def _evidence(fields: Fields, row: pd.Series) -> Spans:
    """Return the uses behind a row in headlines; where there are none, in bodies."""
    item = f"{row['referent']}{APART}{row['item']}" if row["referent"] else str(row["item"])
    column, units = fields.items.index(item), fields.units
    mine = units.group == units.groups.index(row["group"])
    for field in (fields.headline, fields.body):
        uses = field.counts[:, [column]].toarray().ravel() > 0
        if (uses & mine).any():
            break
    return fields.find(field.text, item, units.article_ids[uses & mine].tolist())
