"""Compare what each group covers: how many events, at what length, how prominently, how late.

What is not in the corpus was not collected; that is less than that it was not published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.compare._cells import Coverage, coverage_of
from analysis.compare._contrast import compared_with, observation_of, tidy
from analysis.compare._kinds import covered_by_kind
from analysis.compare._named import OWN_WORDS
from analysis.corpus import Corpus
from analysis.design import Copies, Counted, Design, Windows
from analysis.figures import Rows, diamonds, draw_rows, outlet_colours
from analysis.grids import draw_matrix, draw_timeline
from analysis.measure.counted import counted_text
from analysis.results import CONTRAST_COLUMNS, LEVEL_COLUMNS, Result
from analysis.stats.cautions import NO_ARTICLES
from analysis.stats.coverage import contrast_coverage
from analysis.stats.multiplicity import benjamini_hochberg
from analysis.stats.scalars import ScalarContrast

MEASURES: Mapping[str, tuple[str, str, str]] = {
    "covered": ("share of events", "log odds ratio", NO_ARTICLES),
    "articles": ("articles an event it covers", "difference of means", "covers no event"),
    "words": ("words an event it covers", "log ratio of means", "covers no event with a text"),
    "headline": (
        "share of headlines",
        "difference of shares",
        "no headline in an event that two outlets cover",
    ),
    "lag": ("days after the first", "difference of days", "no lag that is known"),
}
"""Measure → what value is, what estimate measures, and why both may be missing."""
SHARES: Mapping[str, str] = {
    "covered": "events covered",
    "headline": "headlines that name the event",
}
"""Measures that are shares, and what a figure calls them."""
COLLECTED = "in the collected articles"
CONDITIONAL = (
    "articles, words, headline and lag speak of the events that an outlet covers: what has no "
    "article has no length and no date, and may still have come after the last day collected."
)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CoverageComparison(Result):
    """What each group covers in the collected articles, and how.

    ``cells`` has a row for each outlet and event, with the zeros.
    """

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "measure": "covered, articles, words, headline or lag: see value_kind",
        "n_known": "events that any outlet of the group could have covered, by the dates of "
        "its articles",
        "n_covered": "of these, events in which any outlet of the group has an article",
        "n_articles": "articles of the group that the row rests on",
        "n_events": "events that tell: covered by some and not by all, or with a value on both "
        "sides",
        "value_kind": "what value is",
        "value": "the group's own level over its events, in the collected articles; of sides, "
        "the mean of their outlets' levels",
        **LEVEL_COLUMNS,
        **CONTRAST_COLUMNS,
    }
    item: ClassVar[str] = "measure"
    cells: pd.DataFrame = field(repr=False)

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        confidence = float(str(self.settings["confidence"]))
        return (
            f"What each {self.group_word} covers {COLLECTED}: share of the events that at "
            "least one covers, and share of its headlines that have a word of the event. "
            f"{self.corpus}. Dots: share; lines: {confidence:.0%} interval over events. "
            f"Filled: differs from {compared_with(self.settings)} at a false discovery rate of "
            f"{self.settings['fdr']:g}. Hollow: not shown to differ."
            + diamonds(self._drawn(), "value", "value_low", "value_high")
        )

    @property
    def matrix_caption(self) -> str:
        """Caption of :meth:`plot_matrix`."""
        return (
            f"Who covered which event {COLLECTED}. {self.corpus}. Dark: covered, with the "
            "number of articles where there are several; pale: no article; a cross: outside "
            "the days that the outlet's articles span. On the right: events covered of those "
            "it could have covered."
        )

    @property
    def timeline_caption(self) -> str:
        """Caption of :meth:`plot_timeline`."""
        return (
            f"When outlets came to an event {COLLECTED}: days from the event's first article "
            f"to the outlet's own, the darker the sooner. {self.corpus}. Pale: no article; "
            "sand: an article and no lag, since a date is missing or nobody else has one; a "
            "cross: outside the days that the outlet's articles span. On the right: the "
            "outlet's median."
        )

    @property
    def methods(self) -> str:
        """The methods paragraph for the paper, with the null hypothesis and citations."""
        settings = self.settings
        by, others = settings["by"], settings.get("reference", "the others")
        observation = observation_of(settings)
        test = (
            "P-values permute sides over outlets. "
            if settings["unit"] == "outlet"
            else "The p-value is the larger of the exact conditional one and of that of the "
            "score studentised by events (exact below 16 events, else by Student's t; for "
            "odds ratios beyond the estimate, by the spread of events found at it). "
        )
        return (
            f"Coverage was compared {COLLECTED}, by {by} within {settings['within']}; one "
            f"observation is the {observation}. Whether an event is covered was modelled by a "
            "logistic regression with a level for each event, conditional on how many cover it "
            "(Cox 1958; Breslow & Day 1980), so that neither the size of events nor the "
            "selection of events that somebody covers enters; the null hypothesis is that in "
            f"an event the odds of {by} are those of {others}. {test}An interval holds every "
            "odds ratio that the same test does not reject; shares have the interval of "
            "Wilson (1927). Articles, words (logarithms), headlines and days after the first "
            "report are means over events, compared in the events that both cover (t from 16 "
            "events, exact sign flip from 6). A headline names its event if it has one of the "
            f"event's {OWN_WORDS} own words: those that most of its outlets and few other "
            "events print. P-values were judged as one family at a false discovery rate of "
            f"{settings['fdr']} (Benjamini & Hochberg 1995)."
        )

    @property
    def matrix(self) -> pd.DataFrame:
        """Articles by outlet (rows) and event; missing where it was not collected."""
        counts = self._in_order("n_articles").astype("Int64")
        return counts.sort_index(axis=0).sort_index(axis=1)

    def profile(self, column: str = "size") -> pd.DataFrame:
        """Describe which kinds of events each group covers, in the collected articles.

        Parameters
        ----------
        column
            A column of the articles or of the event table, whose commonest value is the
            event's kind; or "size": how many others cover the event.

        Returns
        -------
        DataFrame
            One row a group and kind: ``n_known`` (events it could have covered),
            ``n_covered``, ``share`` with Wilson's interval ``share_low``, ``share_high``,
            and ``others``, the others' mean share. It describes; nothing is tested.
        """
        confidence = float(str(self.settings["confidence"]))
        within = str(self.settings["within"])
        return covered_by_kind(self.cells, self.texts, within, column, confidence)

    def main_rows(self, most: int = 40) -> pd.DataFrame:
        """Return the rows of shares, and findings of other measures after them."""
        shares = self.table["measure"].isin(SHARES)
        first = self.table[shares].sort_values("measure", kind="stable")
        return pd.concat([first, self.table[~shares & self.table["finding"]]]).head(most)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the shares of the main rows and return the Axes for further adjustment."""
        rows = self._drawn()
        colours = outlet_colours(
            [*self.table["group"], str(self.settings.get("reference", ""))]
        )
        shown = Rows(
            block=[SHARES[measure] for measure in rows["measure"]],
            label=self.shown_groups(rows),
            middle=rows["value"].tolist(),
            low=rows["value_low"].tolist(),
            high=rows["value_high"].tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=rows["finding"].tolist(),
        )
        return draw_rows(shown, ax, xlabel=f"share, {COLLECTED}", reference=0.0)

    def _drawn(self) -> pd.DataFrame:
        """Return the main rows that are shares."""
        rows = self.main_rows()
        return rows[rows["measure"].isin(SHARES)]

    def plot_matrix(self, ax: Axes | None = None) -> Axes:
        """Draw who covered what: outlets by events, those that cover most first."""
        return draw_matrix(self._in_order("n_articles"), ax, names=self.outlet_names)

    def plot_timeline(self, ax: Axes | None = None) -> Axes:
        """Draw how many days after an event's first article each outlet had its own."""
        lags = self._in_order("lag")
        first = self.cells.groupby("event")["first"].min().loc[lags.columns]
        return draw_timeline(
            lags,
            ax,
            names=self.outlet_names,
            starts=first.dt.strftime("%d %b %Y").fillna("").tolist(),
            covered=(self._in_order("n_articles") > 0).where(self._in_order("known")),
        )

    def _in_order(self, column: str) -> pd.DataFrame:
        """Lay cells out: outlets that cover most first, events in the order of their days."""
        cells = self.cells
        values = cells.assign(
            shown=cells[column].where(cells["known"]), covers=cells["n_articles"] > 0
        )
        most = values.groupby("outlet")["covers"].sum()
        days = cells.groupby("event")["first"].min()
        laid = values.set_index(["outlet", "event"])["shown"].unstack()  # noqa: PD010
        rows = most.sort_values(ascending=False, kind="stable").index
        return laid.loc[rows, days.sort_values(kind="stable", na_position="last").index]


def compare_coverage(
    corpus: Corpus,
    *,
    design: Design | None = None,
    copies: Copies = "keep",
    genre: Sequence[str] | None = None,
    windows: Windows = "judged",
) -> CoverageComparison:
    """Compare which events each group covers in the collected articles, and how.

    Parameters
    ----------
    corpus
        Articles to compare; those without an event tell when an outlet was collected.
    design
        Who is compared, within what; by outlet within events unless said otherwise.
    copies
        "keep", the default here alone, counts agency copy as coverage: who prints an
        agency's report has chosen to print it.
    genre
        Which articles count: see :class:`analysis.design.Counted`.
    windows
        "judged" does not count events before an outlet's first article, or after its last,
        where so long a silence is unlikely at its own pace (a chance below a tenth); "whole"
        counts every event.

    Returns
    -------
    CoverageComparison
        One row a group and measure. ``estimate`` is against the others in the same events,
        above 0 where the group has more (of lag: is later).

    Raises
    ------
    ChoiceError
        The design names no events, articles name none, or a choice is not known.

    Notes
    -----
    covered: value = events with an article / events it could have covered, of sides the mean
    of this over their outlets (n_covered and n_known count events of any of them); estimate =
    log odds ratio of a conditional logistic model (`analysis.stats.coverage`). articles: mean
    number in the events it covers, and difference of means. words: geometric mean of all it
    prints on an event, and log ratio. headline: share of its articles on an event whose
    headline has one of the event's own words: the ten of highest score = mean over outlets
    of the share of their articles that print the word × log(events / events that print it);
    difference of shares. lag: days from the event's first article to its own first, in
    events that two outlets date; difference of days. All but covered compare events that
    both sides cover.

    Limits: an event is in the corpus only if somebody covers it, so that shares are of what
    at least one covers and fall when outlets are added; the odds ratio does not. What is
    absent was not collected: no more is claimed. A headline that plays on words names
    nothing; order on a front page is not known. An outlet without an article has no lag.
    Sources: Cox (1958); Wilson (1927); headline and windows are our own.

    Examples
    --------
    >>> rows = {"article_id": list("abcde"), "outlet": ["Post", "Post", "Post", "Star", "Sun"],
    ...     "event_id": ["e1", "e2", "e3", "e1", "e1"], "headline": "", "body": "Rain.",
    ...     "published": ["2024-03-01", "2024-03-02", "2024-03-03", "2024-03-02", ""]}
    >>> result = compare_coverage(Corpus(pd.DataFrame(rows)), windows="whole")
    >>> covered = result.table[result.table["measure"] == "covered"]
    >>> covered[["group", "n_covered", "n_known", "value"]].round(3).to_numpy().tolist()
    [['Post', 3, 3, 1.0], ['Star', 1, 3, 0.333], ['Sun', 1, 3, 0.333]]
    """
    design = design or Design()
    counted = Counted(voice="all", copies=copies, genre=genre)
    text = counted_text(corpus, counted)
    found = coverage_of(text, design, windows)
    settings = {
        "copies": copies,
        "genre": counted.genre,
        "windows": windows,
        **asdict(design),
        "unit": found.units.unit,
    }
    notes = (*corpus.notes, *text.notes, *found.notes, CONDITIONAL)
    make = partial(
        CoverageComparison,
        corpus=found.corpus.summary(),
        cells=found.cells,
        _texts=found.corpus,
        _behind=found.evidence,
    )
    groups = found.units.groups
    contrasted = _contrast(found, design, groups)
    return make(
        table=_table(found, [(groups, contrasted)]),
        settings=settings,
        notes=(*notes, *contrasted.notes),
        _against=partial(
            _difference, make, found=found, design=design, settings=settings, notes=notes
        ),
    )


def _contrast(found: Coverage, design: Design, groups: Sequence[str]) -> ScalarContrast:
    """Contrast some groups, each with the others among them."""
    cells = found.cells[found.cells["known"] & found.cells["group"].isin(groups)]
    measures = cells[["n_articles", "n_words", "headline", "lag"]].astype(float)
    measures["n_articles"] = measures["n_articles"].where(cells["n_articles"] > 0)
    measures["n_words"] = np.log(measures["n_words"])
    code = cells["group"].map({name: number for number, name in enumerate(groups)})
    rests = cells.assign(n_dated=cells["n_articles"].where(cells["lag"].notna(), 0))
    counts = rests.groupby("group")[["n_articles", "n_judged", "n_dated"]].sum()
    n_units = counts.loc[list(groups)].to_numpy(np.int64)[:, [0, 0, 0, 1, 2]]
    return contrast_coverage(
        np.asarray(cells["n_articles"] > 0, float),
        measures.to_numpy(float),
        event=cells["event_code"].to_numpy(np.int64),
        outlet=cells["outlet_code"].to_numpy(np.int64),
        group=np.asarray(code, np.int64),
        n_groups=len(groups),
        n_units=n_units,
        unit=found.units.unit,
        fdr=design.fdr,
        confidence=design.confidence,
    )


def _table(
    found: Coverage, parts: Sequence[tuple[Sequence[str], ScalarContrast]]
) -> pd.DataFrame:
    """Lay contrasts out, with the events of each group beside the two blocks of columns."""
    rows = pd.concat(
        [tidy(part, groups, list(MEASURES), "measure") for groups, part in parts],
        ignore_index=True,
    )
    cells = found.cells[found.cells["known"]]
    covers = cells["event"].where(cells["n_articles"] > 0)
    events = cells.assign(covers=covers).groupby("group")[["event", "covers"]].nunique()
    rows["n_known"] = events["event"].loc[rows["group"]].to_numpy()
    rows["n_covered"] = events["covers"].loc[rows["group"]].to_numpy()
    kinds = rows["measure"].map(MEASURES)
    rows["value_kind"], rows["estimate_kind"] = kinds.str[0], kinds.str[1]
    rows["reason"] = rows["reason"].mask(rows["reason"] == NO_ARTICLES, kinds.str[2])
    logs = rows["measure"] == "words"
    for name in ("value", "value_low", "value_high"):
        rows[name] = rows[name].mask(logs, np.exp(rows[name]))
    shares = rows["measure"] == "headline"
    rows.loc[shares, "value_low"] = rows.loc[shares, "value_low"].clip(lower=0.0)
    rows.loc[shares, "value_high"] = rows.loc[shares, "value_high"].clip(upper=1.0)
    return rows[list(CoverageComparison.columns)].astype({"group": str, "reason": str})


def _difference(
    make: partial[CoverageComparison],
    reference: str,
    *,
    found: Coverage,
    design: Design,
    settings: Mapping[str, object],
    notes: tuple[str, ...],
) -> CoverageComparison:
    """Contrast every group with one other, in the events that both could have covered."""
    parts = [
        ((name,), _contrast(found, design, [name, reference]))
        for name in found.units.groups
        if name != reference
    ]
    table = _table(found, parts)
    table["q"] = benjamini_hochberg(table["p"].to_numpy(float))
    table["finding"] = table["q"].fillna(1.0) <= design.fdr
    told = f"each group against {reference!r} alone, in the events both could have covered."
    return make(
        table=table, settings={**settings, "reference": reference}, notes=(*notes, told)
    )
