"""Check whether a finding depends on how long the articles are.

Where one outlet writes briefs and another long reports, a measure that changes with length
differs between them, whoever writes. The check asks both: does the measure change with
length within events, and what of the difference is left between articles of equal length.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, cast, get_args

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from analysis.check.result import CheckResult, all_passed
from analysis.design import Counted
from analysis.errors import ChoiceError, many
from analysis.figures import Rows, draw_rows, outlet_colours
from analysis.measure.counted import counted_text
from analysis.results import APART, Result, need_result
from analysis.stats import influence
from analysis.stats.cells import Unit
from analysis.stats.length import (
    CountSlope,
    MeanSlope,
    Model,
    Slope,
    at_equal_length,
    slope_test,
)
from analysis.stats.scalars import Means, cell_means
from analysis.tally import ScoreTally, Tally
from analysis.tokens import words

LEFT = 0.5
"""Least part of an estimate that must be left between articles of equal length."""
LEVEL = 0.05
"""Level at which a slope is taken for one."""
MOST_DRAWN = 30
MOST_ROWS = 60
"""Findings looked at, those of smallest p: a slope with its interval costs hundredths of a
second a row."""
Which = Literal["findings", "all"]
Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LengthCheck(CheckResult):
    """How each measure changes with length, and what is left at equal length."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "item": "the word, the referent and its label, or the voice",
        "n_events": "events with articles of several lengths, which tell the slope",
        "length_ratio": "typical length of the group's articles over that of the others' in "
        "the same events",
        "estimate_kind": "what estimate measures",
        "estimate": "the group against the others, as the result has it",
        "slope": "change in an article twice as long, the group held fixed: log of the rate's "
        "(share's) factor, or difference of scores",
        "slope_low": "lower bound of slope",
        "slope_high": "upper bound of slope",
        "p": "p-value of a slope of 0",
        "at_equal_length": "estimate between articles of equal length, by slope",
        "at_slope_low": "the same, if slope_low were the slope",
        "at_slope_high": "the same, if slope_high were the slope",
        "passed": "yes: half of estimate is left at every slope of the interval; no: less is "
        "left at a slope that is shown; not judged: neither",
        "reason": "what was found, or why it was not judged",
    }

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        confidence = float(str(self.settings["confidence"]))
        return (
            f"What is left of differences by {self.settings['by']} between articles of equal "
            f"length. {self.corpus}. Dots: estimate as reported; lines: to what is left at the "
            f"slopes of the {confidence:.0%} interval; none where the interval has no end. "
            f"Filled: at all of these slopes {LEFT:.0%} or more is left."
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw each estimate with a line over what may be left of it; return the Axes."""
        rows = self.table[self.table["estimate"].notna()]
        order = (rows["passed"] != "no").sort_values(kind="stable").index[:MOST_DRAWN]
        rows = rows.loc[order.sort_values()]
        ratio = not (rows["estimate_kind"] == "difference of means").any()
        names = ["estimate", "at_slope_low", "at_slope_high"]
        ends = rows[names].where(rows[names].notna().all(axis=1)).to_numpy(float)
        colours = outlet_colours(rows["group"].tolist())
        shown = Rows(
            block=self.shown(rows["group"]),
            label=rows["item"].tolist(),
            middle=rows["estimate"].tolist(),
            low=ends.min(axis=1).tolist(),
            high=ends.max(axis=1).tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=(rows["passed"] == "yes").tolist(),
        )
        label = "ratio to the others" if ratio else "difference to the others"
        xlabel = f"{label}; lines: at equal length"
        return draw_rows(shown, ax, xlabel=xlabel, reference=0.0, log=ratio)


def check_length(result: Result, *, rows: Which = "findings") -> LengthCheck:
    """Check whether the findings of a comparison would stand between equally long articles.

    Parameters
    ----------
    result
        A comparison of words, labels or sentiment.
    rows
        "findings" (the 60 of smallest p), or "all" rows that can be told something of, up to
        60; those that are no finding are described and not judged.

    Returns
    -------
    LengthCheck
        One row a finding. ``passed`` is "no" where any finding leans on length.

    Raises
    ------
    ChoiceError
        ``rows`` is another word, or the result is no comparison.

    Notes
    -----
    Length: words of the parts that count, both voices. Slope per doubling, within events, the
    group held fixed: for counts that of a conditional Poisson model with a level an event
    (Wooldridge 1999), for scores that of least squares. Tested by the sum of scores of each
    event, by sign flip with 6 to 15 events and t with more; the interval holds every slope
    not rejected. At equal length: the Mantel-Haenszel ratio with exposure n · exp(slope ·
    doublings), or the difference of means of score - slope · doublings. Limits: an outlet
    that writes one length cannot be told from it; a slope need not be a straight line; sides
    are tested by event too. Sources: Wooldridge (1999); Frisch & Waugh (1933).

    Examples
    --------
    Both say "port" once an article, whatever its length; Post writes twice as much. In an
    article twice as long the rate is half (log 0.5 = -0.7).

    >>> from analysis import Corpus, compare_words
    >>> rows = {"article_id": [f"a{i}" for i in range(32)], "outlet": ["Post", "Star"] * 16,
    ...     "event_id": [f"e{i // 4}" for i in range(32)], "published": "2024-03-01",
    ...     "headline": "", "body": [f"{i} port" + " quay" * (20 + i % 3 + 20 * (i % 2 == 0))
    ...     for i in range(32)]}
    >>> words = compare_words(Corpus(pd.DataFrame(rows)), words=["port"])
    >>> table = check_length(words, rows="all").table
    >>> (table[["length_ratio", "slope", "at_equal_length"]].iloc[0].round(1) + 0.0).tolist()
    [1.9, -0.7, 0.0]
    """
    if rows not in get_args(Which):
        msg = f"rows is {rows!r}; it can be 'findings' or 'all'."
        raise ChoiceError(msg)
    tally = need_result(result, "check_length").tally
    if tally is None:
        msg = (
            f"{type(result).__name__} keeps no counts and no scores, which alone can hang on "
            "length; give a comparison of words, labels or sentiment."
        )
        raise ChoiceError(msg)
    chosen = result if rows == "all" else result.where(result.table["finding"])
    order = chosen.table["p"].sort_values(kind="stable").index[:MOST_ROWS]
    chosen = chosen.where(pd.Series(chosen.table.index.isin(order)))
    confidence = float(str(result.settings["confidence"]))
    table = pd.DataFrame(_rows(chosen, tally, confidence), columns=list(LengthCheck.columns))
    table = table.astype({"n_events": np.int64})
    left_out = int(result.table["finding"].sum()) - MOST_ROWS
    notes = [f"{left_out:,} findings of larger p were not looked at."] if left_out > 0 else []
    return LengthCheck(
        table=table,
        passed=all_passed(table["passed"].tolist()),
        verdict=_verdict(table, max(left_out, 0)),
        settings={**result.settings, "left": LEFT, "level": LEVEL, "rows": rows},
        corpus=result.corpus,
        names=result.names,
        notes=tuple(notes),
    )


def _rows(
    result: Result, tally: Tally | ScoreTally, confidence: float
) -> Iterator[tuple[object, ...]]:
    """Ask every row of a result."""
    lengths = doublings(result, tally.units.article_ids)
    for at in range(len(result.table)):
        yield Asked.of(result, tally, lengths, at).row(confidence)


def doublings(result: Result, article_ids: NDArray[np.object_]) -> Floats:
    """Give the binary logarithm of the number of words of some articles."""
    parts = cast("tuple[str, ...]", result.settings["parts"])
    text = counted_text(result.texts, Counted(voice="all", copies="keep", parts=parts))
    n_words = np.zeros(len(text.corpus))
    for row, _, shown in text.masked():
        n_words[row] += len(words(shown))
    known = pd.Index(text.corpus.articles["article_id"])
    place = known.get_indexer(pd.Index(article_ids))
    return np.asarray(np.log2(np.maximum(n_words[place], 1.0)), float)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One row of a result, and the articles that it compares."""

    told: pd.Series
    name: str
    measure: Floats
    exposure: Floats | None
    doublings: Floats
    event: NDArray[np.int64]
    outlet: NDArray[np.int64]
    inside: NDArray[np.bool_]
    unit: Unit

    @classmethod
    def of(cls, result: Result, tally: Tally | ScoreTally, lengths: Floats, at: int) -> Asked:
        """Take the articles of the events in which the group meets those it is held against."""
        units, reference = tally.units, result.settings.get("reference")
        group, item = (codes[at] for codes in result.places())
        inside = units.group == group
        exposure = None
        if isinstance(tally, Tally):
            measure = tally.counts[:, [item]].toarray().ravel()
            exposure = tally.exposure[:, tally.exposure_set[item]]
            used = exposure > 0
        else:
            measure = tally.means[:, item]
            used = ~np.isnan(measure)
        kept = units.meeting(used, group, reference)
        return cls(
            told=result.table.iloc[at],
            name=str(result.item_names().iloc[at]).replace(APART, ": "),
            measure=np.asarray(measure[kept], float),
            exposure=None if exposure is None else exposure[kept],
            doublings=lengths[kept],
            event=np.unique(units.event[kept], return_inverse=True)[1].ravel(),
            outlet=units.outlet[kept],
            inside=inside[kept],
            unit=units.unit,
        )

    def row(self, confidence: float) -> tuple[object, ...]:
        """Give the row of the table, in the order of its columns."""
        found = slope_test(self.model(), confidence)
        left = [self.left(slope) for slope in (found.estimate, found.low, found.high)]
        return (
            self.told["group"],
            self.name,
            found.n_events,
            self.length_ratio(),
            self.told["estimate_kind"],
            float(self.told["estimate"]),
            found.estimate,
            found.low,
            found.high,
            found.p,
            *left,
            *_judged(self.told, found, left),
        )

    def model(self) -> Model:
        """Choose what the slope is fitted to: counts, or values."""
        if self.exposure is None:
            return MeanSlope.of(self.measure, self.doublings, self.event, self.inside)
        return CountSlope.of(
            self.measure, self.exposure, self.doublings, self.event, self.inside
        )

    def length_ratio(self) -> float:
        """Give the median over events of the ratio of typical lengths (geometric means)."""
        gaps = self.gaps(self.doublings)
        return float(2 ** np.median(gaps)) if len(gaps) else np.nan

    def gaps(self, values: Floats) -> Floats:
        """Give the mean of the group less that of the others, event by event."""
        size = int(self.event.max(initial=-1)) + 1
        sides = [
            np.bincount(self.event, values * side, size) / np.bincount(self.event, side, size)
            for side in (self.inside, ~self.inside)
        ]
        return np.asarray(sides[0] - sides[1], float)

    def left(self, slope: float) -> float:
        """Give what is left of the estimate if the measure changes by ``slope``."""
        if not np.isfinite(slope):
            return np.nan
        if self.exposure is not None:
            counted = influence.Counted(
                count=self.measure,
                exposure=at_equal_length(self.exposure, self.doublings, slope),
                event=self.event,
                inside=self.inside,
            )
            return influence.log_ratio(counted)
        cells = cell_means(
            self.measure - slope * self.doublings,
            np.ones(len(self.measure)),
            event=self.event,
            outlet=self.outlet,
            group=self.inside.astype(np.int64),
            unit=self.unit,
        )
        return Means(cells, self.unit, 2).test(1, 0.95).estimate


def _judged(told: pd.Series, found: Slope, left: list[float]) -> tuple[str, str]:
    """Say whether an estimate stands at equal length, does not, or neither can be told."""
    estimate = float(told["estimate"])
    if not told["finding"]:
        return "not judged", "not a finding"
    if np.isinf(estimate):
        return "yes", "one side alone uses it, at any length"
    if np.isnan(found.p):
        return "not judged", found.reason
    middle, *ends = (float(np.sign(estimate)) * value for value in left)
    least = LEFT * abs(estimate)
    if all(end >= least for end in ends):
        return "yes", ""
    if found.p <= LEVEL and middle < least:
        part = max(middle / abs(estimate), 0.0)
        return "no", f"{part:.0%} of it is left between articles of equal length"
    return "not judged", "the slope is too uncertain to tell what would be left"


def _verdict(table: pd.DataFrame, left_out: int) -> str:
    """Count the findings by what was told of them; ``left_out`` were not looked at."""
    counts = table["passed"].value_counts()
    stand, lean = (int(counts.get(word, 0)) for word in ("yes", "no"))
    judged = int((table["reason"] != "not a finding").sum())
    if not judged:
        return "There is no finding to check."
    n = many(judged, "finding")
    if left_out:
        n = f"the {judged:,} findings of smallest p (of {judged + left_out:,})"
    told = f"{stand:,} of {n} would stand between articles of equal length"
    if lean:
        failed = table[table["passed"] == "no"]
        named = [f"{row['item']} ({row['group']})" for _, row in failed.iterrows()]
        told += f"; {lean:,} would not: {', '.join(named[:8])}"
    rest = judged - stand - lean
    return f"{told}; of {rest:,} it cannot be told." if rest else f"{told}."
