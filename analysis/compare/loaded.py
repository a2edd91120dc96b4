"""Compare how many loaded words each group uses, by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from analysis.compare._contrast import (
    Contrasted,
    against,
    carried_notes,
    compared_with,
    contrast,
    lines_over,
    methods_text,
    settings_of,
    voice_notes,
)
from analysis.corpus import Corpus
from analysis.design import OWN_PARTS, Copies, Counted, Design, Voice, in_strata
from analysis.figures import Rows, diamonds, draw_rows, outlet_colours
from analysis.measure.counted import CountedText, counted_text
from analysis.measure.loaded import RIGHT, Lists, kinds_of, loaded_in
from analysis.results import CONTRAST_COLUMNS, LEVEL_COLUMNS, Result
from analysis.spans import Spans
from analysis.tally import Tally, Units, count_spans, tally_units
from analysis.tokens import words

PER = 1000
SEVERAL = "a word that is of several kinds counts once in each: kinds overlap."
READ = (
    "of 20 marks of each kind drawn from 120 articles of news, and read by one reader, these "
    "were used in the sense of their kind: {}; where one outlet's words are misread more often "
    "than another's, so are their rates."
)
NO_FACT = (
    "a loaded word is one of a list, as the parse sees it used; no list says that a sentence "
    "is biased, on which experts agree at an alpha of .40 (BABE). Read the sentences."
)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LoadedComparison(Result):
    """How often each group uses words of each kind."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "kind": "kind of loaded word",
        "count": "words of this kind that count, in the chosen voice",
        "n_articles": "articles of the group that use one",
        "n_events": "events in which it is used and others have articles too",
        "value_kind": "what value is",
        "value": "words of this kind in a thousand words printed",
        **LEVEL_COLUMNS,
        **CONTRAST_COLUMNS,
    }
    item: ClassVar[str] = "kind"

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        confidence = float(str(self.settings["confidence"]))
        return (
            f"Loaded words in a thousand, by {self.group_word} and kind (voice: "
            f"{self.settings['voice']}). {self.corpus}. Dots: rate; "
            f"{lines_over(self.settings, confidence)}. Filled: differs from "
            f"{compared_with(self.settings)} at a false discovery rate of "
            f"{self.settings['fdr']:g}. Words of lists: no measure of bias."
            + diamonds(self.main_rows(), "value", "value_low", "value_high")
        )

    @property
    def methods(self) -> str:
        """The methods paragraph for the paper, with the null hypothesis and citations."""
        return methods_text(self.settings, "the rate of each kind of loaded word") + (
            f"Words were those of {self.settings['lexicons']}, in any form of their lemma; in "
            "kinds of verbs, where the parse calls them verbs."
        )

    def main_rows(self, most: int = 40) -> pd.DataFrame:
        """Return the kinds that anybody uses, findings' kinds first."""
        by_kind = self.table.groupby("kind").agg(
            used=("count", "sum"), found=("finding", "any")
        )
        order = by_kind[by_kind["used"] > 0].sort_values(
            ["found", "used"], ascending=False, kind="stable"
        )
        rank = order.index.get_indexer(pd.Index(self.table["kind"]))
        shown = self.table.assign(_rank=rank)[rank >= 0]
        shown = shown.sort_values(["_rank", "group"], kind="stable").drop(columns="_rank")
        n_groups = max(self.table["group"].nunique(), 1)
        return shown.head(max(most // n_groups, 1) * n_groups)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the main rows and return the Axes for further adjustment."""
        rows = self.main_rows()
        colours = outlet_colours(
            [*self.table["group"], str(self.settings.get("reference", ""))]
        )
        shown = Rows(
            block=rows["kind"].tolist(),
            label=self.shown_groups(rows),
            middle=rows["value"].tolist(),
            low=rows["value_low"].tolist(),
            high=rows["value_high"].tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=rows["finding"].tolist(),
        )
        return draw_rows(shown, ax, xlabel="loaded words in a thousand words", reference=0.0)


def compare_loaded(
    corpus: Corpus,
    *,
    lexicons: Lists | None = None,
    design: Design | None = None,
    voice: Voice = "outlet",
    copies: Copies = "exclude",
    parts: Sequence[str] = OWN_PARTS,
    genre: Sequence[str] | None = None,
) -> LoadedComparison:
    """Compare the rates of loaded words: hedges, factives, intensifiers, judging words.

    Parameters
    ----------
    corpus
        Articles to compare.
    lexicons
        What is loaded: see `analysis.measure_loaded`.
    design
        Who is compared, within what, and what one observation is; by outlet within events
        unless said otherwise.
    voice, copies, parts, genre
        Which text counts: see :class:`analysis.design.Counted`.

    Returns
    -------
    LoadedComparison
        One row a group and kind; ``estimate`` is the log of the Mantel-Haenszel ratio of
        the group's rate to that of the others in the same events.

    Notes
    -----
    rate = words of a kind / words printed, in the chosen voice. Limits: those of
    `analysis.measure_loaded`; a rate says nothing of what was judged, or whether rightly.
    Source of the ratio: Mantel & Haenszel (1959).

    Examples
    --------
    >>> rows = {"article_id": list("ab"), "outlet": ["Post", "Star"], "headline": "",
    ...     "published": "2024-03-01", "event_id": "e1",
    ...     "body": ["An utter disgrace.", "A plan for the port."]}
    >>> table = compare_loaded(Corpus(pd.DataFrame(rows))).table
    >>> table.query("kind == 'subjective'")[["group", "count"]].to_numpy().tolist()
    [['Post', 1], ['Star', 0]]
    """
    design = design or Design()
    counted = Counted(voice=voice, copies=copies, parts=tuple(parts), genre=genre)
    text = counted_text(corpus, counted)
    spans, kinds = loaded_in(text, lexicons), tuple(kinds_of(lexicons))
    rows, units = tally_units(text.corpus, design)
    tally = Tally(
        units=units,
        items=kinds,
        counts=count_spans(spans, units, kinds),
        exposure=_printed(text)[rows][:, None],
        exposure_set=np.zeros(len(kinds), np.int64),
    )
    make = partial(
        LoadedComparison,
        tally=tally,
        settings=settings_of(
            units, replace(design, unit=units.unit), counted, lexicons=_named(lexicons)
        ),
        corpus=text.corpus.where(np.isin(np.arange(len(text.corpus)), rows)).summary(),
        _texts=text.corpus,
        _behind=partial(_evidence, spans, units),
    )
    said = (*corpus.notes, *text.notes, *voice_notes(voice, corpus), *_limits(units, lexicons))
    found = contrast(tally, design)
    table = _table(tally, found)
    return make(
        table=table,
        notes=(*said, *found.notes, *carried_notes(table, design.within)),
        _against=partial(_difference, make, tally=tally, design=design, said=said),
    )


def _printed(text: CountedText) -> NDArray[np.float64]:
    """Count the words of each article that count."""
    printed = np.zeros(len(text.corpus))
    for row, _, shown in text.masked():
        printed[row] += len(words(shown))
    return printed


def _limits(units: Units, lexicons: Lists | None) -> tuple[str, ...]:
    """Say what units were left out, what a mark is not, and how often our own are right."""
    said = (*units.notes, NO_FACT, SEVERAL)
    right = ", ".join(f"{kind} {number}" for kind, number in RIGHT.items())
    return (*said, READ.format(right)) if lexicons is None else said


def _named(lexicons: Lists | None) -> str:
    """Name the lists as a report must."""
    if lexicons is None:
        return "the suite's own lists of loaded words and verbs of saying, version 1"
    if isinstance(lexicons, Mapping):
        return "; ".join(f"{name}: {given}" for name, given in lexicons.items())
    return str(lexicons)


def _table(tally: Tally, found: Contrasted) -> pd.DataFrame:
    rows = found.rows(
        tally,
        item="kind",
        scale=PER,
        value_kind="per 1,000 words",
        estimate_kind="log rate ratio",
        ceiling=PER,
    )
    return rows[list(LoadedComparison.columns)]


def _difference(
    make: partial[LoadedComparison],
    reference: str,
    *,
    tally: Tally,
    design: Design,
    said: tuple[str, ...],
) -> LoadedComparison:
    """Contrast every group with one other, in the events both report."""
    found = against(tally, design, reference)
    note = f"each group against {reference!r} alone, in the events both report."
    settings = {**make.keywords["settings"], "reference": reference}
    notes = (*said, in_strata(note, design.within), *found.notes)
    return make(table=_table(tally, found), notes=notes, settings=settings)


def _evidence(spans: Spans, units: Units, row: pd.Series) -> Spans:
    """Return every counted word of the kind that the group uses."""
    ids = units.article_ids[units.group == units.groups.index(row["group"])]
    table = spans.table
    return spans.where((table["value"] == row["kind"]) & table["article_id"].isin(ids))
