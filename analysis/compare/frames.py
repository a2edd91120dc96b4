"""Compare how often each group's articles have a frame, corrected for a model's errors.

A share of predicted frames has an error that more articles do not make smaller, and that can
differ between outlets. Articles drawn with known probability and coded by people tell how
far off predictions are; what is compared here is corrected by them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.check.agreement import AgreementCheck
from analysis.codebook import Codebook
from analysis.coding.codings import Codings
from analysis.coding.reference import Drawn, Reference
from analysis.compare._contrast import carried_notes, compared_with, settings_of, tidy
from analysis.compare._frames_shown import (
    coding_of,
    coding_text,
    draw_both,
    estimator_text,
    unreliable,
)
from analysis.compare._predicted import (
    ERRORS_DIFFER,
    cautions,
    corrected_by,
    design_or_fault,
    errors_apart,
    held_against,
    refuse_uncoded,
)
from analysis.compare._unvaried import widened
from analysis.corpus import Corpus
from analysis.design import Copies, Counted, Design
from analysis.errors import many
from analysis.figures import Rows, diamonds, outlet_colours
from analysis.measure.counted import counted_text
from analysis.results import CONTRAST_COLUMNS, LEVEL_COLUMNS, Result
from analysis.spans import Spans
from analysis.stats.multiplicity import benjamini_hochberg
from analysis.stats.scalars import ScalarContrast, contrast_scalars
from analysis.tally import ScoreTally, Units, tally_units

SHOWN = 200
"""Characters of an article without a headline that are shown as evidence."""
IN_GREY = "In grey below: as predicted, which knows nothing of errors of prediction."


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class FrameComparison(Result):
    """How often each group's articles have each frame, as predicted and as corrected."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "code": "the frame",
        "n_articles": "articles of the group",
        "n_coded": "of these, articles that were coded",
        "n_events": "events in which the group and others have articles",
        "value_kind": "what value is",
        "naive_value": "share of the group's articles predicted to have the frame, over its "
        "events; its error is unknown",
        "naive_value_low": "lower bound of naive_value, which knows nothing of errors of "
        "prediction",
        "naive_value_high": "upper bound of naive_value, which knows nothing of errors of "
        "prediction",
        "value": "the same share, corrected by the coded articles",
        **LEVEL_COLUMNS,
        "naive": "difference of predicted shares to the others in the same events",
        "naive_reason": "why naive is no comparison; empty where nothing shows that",
        "naive_low": "lower bound of naive, which knows nothing of errors of prediction",
        "naive_high": "upper bound of naive, which knows nothing of errors of prediction",
        **CONTRAST_COLUMNS,
    }
    item: ClassVar[str] = "code"

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        return (
            f"Share of articles with each frame by {self.group_word}: difference to "
            f"{compared_with(self.settings)}, corrected by {self._coded}. {self.corpus}. "
            f"Dots: difference; lines: {self._confidence:.0%} "
            f"interval. {IN_GREY} Filled: differs at a false discovery rate of "
            f"{self.settings['fdr']:g}."
            + self._cut
            + diamonds(self.main_rows(), "estimate", "low", "high")
        )

    @property
    def _cut(self) -> str:
        """Say how many rows a figure leaves out."""
        drawn, whole = len(self.main_rows()), len(self.table)
        return f" Drawn are the first {drawn:,} of {whole:,} rows." if drawn < whole else ""

    @property
    def _coded(self) -> str:
        """How many articles were coded, and by whom if that was said."""
        who = str(self.settings["coded_by"])
        by = f" (by {who})" if who else ""
        return f"{many(int(str(self.settings['n_coded'])), 'coded article')}{by}"

    @property
    def _confidence(self) -> float:
        return float(str(self.settings["confidence"]))

    @property
    def methods(self) -> str:
        """The methods paragraph for the paper, with the null hypothesis and citations."""
        coding, estimator = coding_text(self.settings), estimator_text(self.settings)
        return f"{coding} {estimator}".strip()

    def main_rows(self, most: int = 40) -> pd.DataFrame:
        """Return all rows, by frame and group."""
        order = {code: at for at, code in enumerate(dict.fromkeys(self.table["code"]))}
        by_code = self.table.assign(_at=self.table["code"].map(order))
        rows = by_code.sort_values(["_at", "group"], kind="stable").drop(columns="_at")
        return rows.head(most)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the differences, corrected and as predicted; return the Axes."""
        others = self.settings.get("reference", "the others")
        names = ("estimate", "low", "high", "naive", "naive_low", "naive_high")
        return self._draw(names, ax, xlabel=f"difference of shares to {others}")

    def plot_shares(self, ax: Axes | None = None) -> Axes:
        """Draw each group's own shares, corrected and as predicted; return the Axes."""
        names = (
            "value",
            *LEVEL_COLUMNS,
            *(f"naive_{one}" for one in ("value", *LEVEL_COLUMNS)),
        )
        return self._draw(names, ax, xlabel="share of the group's articles with the frame")

    @property
    def shares_caption(self) -> str:
        """Caption of :meth:`plot_shares`."""
        return (
            f"Share of articles with each frame by {self.group_word}, over its events. "
            f"{self.corpus}. Dots: corrected by {self._coded}; "
            f"lines: {self._confidence:.0%} interval over events, which can leave 0 to 1. "
            f"{IN_GREY} Filled: differs from {compared_with(self.settings)} at a false "
            f"discovery rate of {self.settings['fdr']:g}.{self._cut}"
        )

    def _draw(self, names: Sequence[str], ax: Axes | None, *, xlabel: str) -> Axes:
        """Draw three columns of the main rows, and below each dot three others in grey."""
        rows = self.main_rows()
        colours = outlet_colours(
            [*self.table["group"], str(self.settings.get("reference", ""))]
        )
        shown = Rows(
            block=rows["code"].tolist(),
            label=self.shown_groups(rows),
            middle=rows[names[0]].tolist(),
            low=rows[names[1]].tolist(),
            high=rows[names[2]].tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=rows["finding"].tolist(),
        )
        naive = rows[list(names[3:])].set_axis(["middle", "low", "high"], axis=1)
        return draw_both(shown, naive, ax, xlabel=xlabel)


def compare_frames(
    corpus: Corpus,
    predictions: pd.DataFrame,
    *,
    codings: pd.DataFrame | Codings,
    inclusion: Drawn = None,
    design: Design | None = None,
    copies: Copies = "exclude",
    genre: Sequence[str] | None = None,
    codebook: Codebook | None = None,
    agreement: AgreementCheck | None = None,
    predicted_by: str = "",
    coded_by: str = "",
    evidence: Spans | None = None,
) -> FrameComparison:
    """Compare shares of articles with each frame, corrected by a coded sample.

    Parameters
    ----------
    corpus
        Articles to compare.
    predictions
        article_id, and a column a frame: its probability, or 0 and 1, from any model or
        word list. Coded articles must be predicted without their own codes.
    codings
        The reference coding: article_id and the same columns, 1 or 0 as people decided
        (`analysis.settled` makes it of several coders). Codings, or a table with a row a
        decision (article_id, coder, variable, code), are settled if nobody disagrees.
    inclusion
        With which probability articles were drawn: the `analysis.Sample`, one number for
        all, or none where ``codings`` has a column inclusion.
    design
        Who is compared, within what; by outlet within events unless said otherwise.
    copies, genre
        Which articles count: see :class:`analysis.design.Counted`.
    codebook, agreement
        By what articles were coded, and what `analysis.check_agreement` found of the coders:
        the methods paragraph tells it, and codes on which they do not agree are warned about.
    predicted_by, coded_by
        How frames were predicted ("by …") and who coded, for the methods paragraph.
    evidence
        Spans that carry a code, its name their value: what a row opens to. Without them it
        opens to headlines, those of articles that are likeliest to have the code first.

    Returns
    -------
    FrameComparison
        One row a group and frame. ``estimate`` is the mean over events of the group's share
        less that of the others, corrected; ``naive`` the same of predictions alone.

    Raises
    ------
    ChoiceError
        With all that is wrong: no such columns, codes other than 0 and 1, predictions beyond
        0 to 1, articles that were coded but not predicted or are not in the corpus,
        articles that were drawn but not coded, a group nobody coded, a frame whose codes
        are all the same, a probability that is not above 0.

    Notes
    -----
    An article's value = f + R/π (y - f): f the prediction, calibrated by logistic regression
    on the coded; R whether it was coded, y the code, π the probability of being drawn. Values
    are compared like any score (`analysis.stats.scalars`). Shares and intervals can leave
    0 to 1, as estimates of this kind do; where the coded articles of a group never differ,
    nothing shows how much they vary: the interval of its share is at least the exact binomial
    one (Clopper & Pearson 1934) of the coded, that of its difference as much wider, and p no
    smaller than by Fisher's exact test of the coded, which false findings otherwise rest on
    (`benchmarks/frames_null.py`). Limits: with few coded articles values
    are few and far out, and intervals wide; it corrects predictions, not coders: look at
    `check_agreement` first. Source: Egami, Hinck, Stewart & Wei (2023).

    Examples
    --------
    >>> n = 80
    >>> rows = {"article_id": [f"a{i}" for i in range(n)],
    ...     "outlet": ["Post", "Star"] * (n // 2), "event_id": [f"e{i // 4}" for i in range(n)],
    ...     "published": "", "headline": "", "body": [f"Text {i}." for i in range(n)]}
    >>> corpus = Corpus(pd.DataFrame(rows))
    >>> ids = corpus.articles["article_id"]
    >>> truth = [int(i % 2 == 0 or i % 5 == 0) for i in range(n)]
    >>> guessed = pd.DataFrame({"article_id": ids, "conflict": [0.5] * n})
    >>> coded = pd.DataFrame({"article_id": ids, "conflict": truth})
    >>> result = compare_frames(corpus, guessed, codings=coded, inclusion=1.0)
    >>> result.table[["group", "naive_value", "value", "estimate"]].round(2).to_numpy().tolist()
    [['Post', 0.5, 1.0, 0.8], ['Star', 0.5, 0.2, -0.8]]
    """
    design = design_or_fault(design)
    text = counted_text(corpus, counted := Counted(voice="all", copies=copies, genre=genre))
    _, units = tally_units(text.corpus, design)
    naive, reference, left_out = held_against(corpus, units, predictions, codings, inclusion)
    units, codes = naive.units, naive.items
    refuse_uncoded(reference, units, codes)
    tallies = [naive, replace(naive, means=corrected_by(naive.means, reference))]
    own = coding_of(inclusion, codebook, agreement, codes) | {"n_coded": reference.n_coded}
    own |= {"coded_by": coded_by, "predicted_by": predicted_by}
    settings = settings_of(units, design, counted, codes=codes, **own)
    make = _made(text.corpus, tallies, settings, evidence)
    said = (*corpus.notes, *text.notes, *units.notes, *left_out)
    apart = errors_apart(naive, reference, design)
    said += (*cautions(naive, reference, apart), *unreliable(own))
    found = [_contrast(tally, design) for tally in tallies]
    laid = partial(_table, tally=naive, reference=reference, apart=apart, design=design)
    table = laid([(units.groups, found)])
    notes = (*said, *found[1].notes, *carried_notes(table))
    against = partial(_difference, make, laid, tallies, design, said)
    return make(table=table, notes=notes, _against=against)


def _made(
    corpus: Corpus,
    tallies: Sequence[ScoreTally],
    settings: dict[str, object],
    evidence: Spans | None,
) -> partial[FrameComparison]:
    """Give what makes a result of a table: all that it knows beside the table."""
    naive, corrected = tallies
    return partial(
        FrameComparison,
        tally=corrected,
        settings=settings,
        corpus=_compared(corpus, naive.units).summary(),
        _texts=corpus,
        _behind=partial(_behind, corpus, naive, evidence),
    )


def _compared(corpus: Corpus, units: Units) -> Corpus:
    return corpus.where(corpus.articles["article_id"].isin(units.article_ids))


def _contrast(tally: ScoreTally, design: Design) -> ScalarContrast:
    units = tally.units
    return contrast_scalars(
        tally.means,
        event=units.event,
        outlet=units.outlet,
        group=units.group,
        n_groups=len(units.groups),
        unit=units.unit,
        fdr=design.fdr,
        confidence=design.confidence,
    )


def _table(
    parts: Sequence[tuple[Sequence[str], Sequence[ScalarContrast]]],
    *,
    tally: ScoreTally,
    reference: Reference,
    apart: Sequence[str],
    design: Design,
    against: str | None = None,
) -> pd.DataFrame:
    """Put what was predicted beside what was corrected, a row for each group and code."""
    names = {name: f"naive_{name}" for name in ("value", *LEVEL_COLUMNS, "low", "high")}
    names["estimate"] = "naive"
    tables = []
    for groups, (naive, corrected) in parts:
        rows = tidy(corrected, groups, tally.items, "code")
        beside = tidy(naive, groups, tally.items, "code")
        tables.append(rows.assign(**{new: beside[old] for old, new in names.items()}))
    table = pd.concat(tables, ignore_index=True)
    coded = np.bincount(tally.units.group[reference.coded], minlength=len(tally.units.groups))
    by_group = dict(zip(tally.units.groups, coded.tolist(), strict=True))
    table["n_coded"] = table["group"].map(by_group).astype(np.int64)
    table = widened(table, tally, reference, design, against)
    table["naive_reason"] = np.where(table["code"].isin(apart), ERRORS_DIFFER, "")
    table["value_kind"], table["estimate_kind"] = "share of articles", "difference of shares"
    return table[list(FrameComparison.columns)].astype({"group": str, "reason": str})


def _difference(  # noqa: PLR0917 (what a comparison was made of)
    make: partial[FrameComparison],
    laid: partial[pd.DataFrame],
    tallies: Sequence[ScoreTally],
    design: Design,
    said: tuple[str, ...],
    against: str,
) -> FrameComparison:
    """Contrast every group with one other, in the events both report."""
    parts = []
    for name in (group for group in tallies[0].units.groups if group != against):
        pair = [_contrast(tally.only_groups([name, against]), design) for tally in tallies]
        parts.append(((name,), pair))
    table = laid(parts, against=against)
    table["q"] = benjamini_hochberg(table["p"].to_numpy(float))
    table["finding"] = table["q"].fillna(1.0) <= design.fdr
    note = f"each group against {against!r} alone, in the events both report."
    notes = tuple(dict.fromkeys(note for _, found in parts for note in found[1].notes))
    settings = {**make.keywords["settings"], "reference": against}
    return make(table=table, notes=(*said, note, *notes), settings=settings)


def _behind(corpus: Corpus, tally: ScoreTally, evidence: Spans | None, row: pd.Series) -> Spans:
    """Give the spans that carry a row's code in its group's articles; without any, headlines.

    Headlines come in the order of how likely the articles are to have the code.
    """
    units = tally.units
    here = np.flatnonzero(units.group == units.groups.index(row["group"]))
    if evidence is not None:
        table = evidence.table
        own = table["article_id"].isin(units.article_ids[here]) & (
            table["value"] == row["code"]
        )
        return Spans(table[own].reset_index(drop=True))
    score = tally.means[here, tally.items.index(row["code"])]
    order = here[np.argsort(-score, kind="stable")]
    ids = units.article_ids[order]
    articles = corpus.articles.set_index("article_id").reindex(ids)
    headline, body = (articles[name].str.len().to_numpy() for name in ("headline", "body"))
    field = np.where(headline > 0, "headline", "body")
    table = pd.DataFrame(
        {
            "article_id": ids,
            "field": field,
            "start": 0,
            "end": np.where(headline > 0, headline, np.minimum(body, SHOWN)),
            "layer": "frame",
            "value": row["code"],
            "score": -np.sort(-score, kind="stable"),
        }
    )
    return Spans(table[table["end"] > 0].astype({"article_id": str, "field": str}))
