"""Template of a comparison: one question, one public function. Goes to analysis/compare/.

A comparison puts parts together and computes nothing: which text counts (`counted_text`), a
measure, a `Tally`, the contrast, a `Result`. Add to the table what a reader of this
construct needs; keep the two blocks of columns that mean the same everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.compare._contrast import Contrasted, against, contrast, methods_text, settings_of
from analysis.corpus import Corpus
from analysis.design import OWN_PARTS, Copies, Counted, Design, Voice
from analysis.figures import Rows, draw_rows, outlet_colours
from analysis.measure.counted import counted_text
from analysis.measure.words import measure_words
from analysis.results import CONTRAST_COLUMNS, LEVEL_COLUMNS, Result
from analysis.spans import Spans
from analysis.tally import Tally, count_spans, tally_units
from docs.templates.measure import HEDGES, measure_hedges  # your copy: analysis.measure.…

PER = 1000.0


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class HedgeComparison(Result):
    """How often each group hedges, against the others in the same events."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "hedge": "the hedge, in lower case",
        "count": "uses by the group that count",
        "n_articles": "articles of the group that use it",
        "n_events": "events in which it is used and other groups have articles too",
        "value_kind": "what value is",
        "value": "the group's uses per 1,000 words",
        **LEVEL_COLUMNS,
        **CONTRAST_COLUMNS,
    }
    item: ClassVar[str] = "hedge"

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        return (
            f"Hedges by {self.settings['by']} (voice: {self.settings['voice']}), as rate "
            f"ratios to the others in the same events. {self.corpus}. Filled: differs at a "
            f"false discovery rate of {self.settings['fdr']:g}. Hollow: not shown to differ."
        )

    @property
    def methods(self) -> str:
        """The methods paragraph for the paper, with the null hypothesis and citations."""
        what = "the rate of each hedge per word"
        return methods_text(self.settings, what) + "Hedges were found by a list of words."

    def main_rows(self, most: int = 20) -> pd.DataFrame:
        """Return the rows a figure shows: findings first, then the largest contrasts."""
        size = self.table["estimate"].abs().fillna(-1.0)
        order = self.table.assign(_size=size).sort_values(
            ["finding", "_size"], ascending=False, kind="stable"
        )
        return order.drop(columns="_size").head(most)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the main rows and return the Axes for further adjustment."""
        rows = self.main_rows()
        colours = outlet_colours(list(self.table["group"]))
        shown = Rows(
            block=rows["group"].tolist(),
            label=rows["hedge"].tolist(),
            middle=rows["estimate"].tolist(),
            low=rows["low"].tolist(),
            high=rows["high"].tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=rows["finding"].tolist(),
        )
        return draw_rows(shown, ax, xlabel="rate ratio to the others", reference=0.0, log=True)


def compare_hedges(
    corpus: Corpus,
    *,
    design: Design | None = None,
    voice: Voice = "outlet",
    copies: Copies = "exclude",
    parts: Sequence[str] = OWN_PARTS,
    genre: Sequence[str] | None = None,
) -> HedgeComparison:
    """Compare how often each group hedges.

    Parameters
    ----------
    corpus
        Articles to compare.
    design
        Who is compared, within what, and what one observation is; by outlet within events
        unless said otherwise.
    voice, copies, parts, genre
        Which text counts: see :class:`analysis.design.Counted`.

    Returns
    -------
    HedgeComparison
        One row a group and hedge; ``estimate`` is the log ratio of the group's rate to that
        of the others in the same events: above 0 it hedges more.

    Raises
    ------
    ChoiceError
        One group is all there is.

    Notes
    -----
    rate = hedges / words printed; Mantel-Haenszel ratio over events. Limits: those of
    :func:`measure_hedges`. Source: Mantel & Haenszel (1959).
    """
    design = design or Design()
    counted = Counted(voice=voice, copies=copies, parts=tuple(parts), genre=genre)
    text = counted_text(corpus, counted)
    hedges = measure_hedges(text)
    rows, units = tally_units(text.corpus, design)
    tally = Tally(
        units=units,
        items=HEDGES,
        counts=count_spans(hedges, units, HEDGES),
        exposure=measure_words(text).totals[rows][:, None],
        exposure_set=np.zeros(len(HEDGES), np.int64),
    )
    make = partial(
        HedgeComparison,
        tally=tally,
        settings=settings_of(units, design, counted),
        corpus=text.corpus.where(np.isin(np.arange(len(text.corpus)), rows)).summary(),
        _texts=text.corpus,
        _behind=partial(_evidence, hedges, text.corpus, design.by),
    )
    said = (*corpus.notes, *text.notes, *units.notes)
    found = contrast(tally, design)
    return make(
        table=_table(tally, found),
        notes=(*said, *found.notes),
        _against=partial(_difference, make, tally, design, said),
    )


def _table(tally: Tally, found: Contrasted) -> pd.DataFrame:
    """Lay out the columns that are defined, in their order."""
    rows = found.rows(
        tally,
        item="hedge",
        scale=PER,
        value_kind="per 1,000 words",
        estimate_kind="log rate ratio",
    )
    return rows[list(HedgeComparison.columns)]


def _difference(
    make: partial[HedgeComparison],
    tally: Tally,
    design: Design,
    said: tuple[str, ...],
    reference: str,
) -> HedgeComparison:
    """Contrast every group with one other, in the events both report."""
    found = against(tally, design, reference)
    note = f"each group against {reference!r} alone, in the events both report."
    settings = {**make.keywords["settings"], "reference": reference}
    return make(
        table=_table(tally, found), notes=(*said, note, *found.notes), settings=settings
    )


def _evidence(hedges: Spans, corpus: Corpus, by: str, row: pd.Series) -> Spans:
    """Return the counted hedges behind one row."""
    group = corpus.column(by).astype(str).str.strip()
    ids = corpus.articles["article_id"][(group == row["group"]).to_numpy()]
    return hedges.where(
        (hedges.table["value"] == row["hedge"]) & hedges.table["article_id"].isin(ids)
    )
