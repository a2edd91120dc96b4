"""Each group against the others in the same events: the entry for the rest of the program.

`contrast_counts` takes counts of many items by article and gives, for every group and
item, the group's own level and the contrast with the others, with p and q over one
family. `analysis.stats.scalars` has the counterpart for means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

import numpy as np
from scipy import sparse

from analysis.errors import ChoiceError, fault_list
from analysis.stats.arrays import Bools, Floats, Ints, Words
from analysis.stats.cautions import (
    MOST_INTERVALS,
    ONE_SIDED,
    ONLY_SELECTED,
    ONLY_STRONGEST,
    Missing,
    count_notes,
    refusal,
)
from analysis.stats.cells import Unit, collapse
from analysis.stats.found import Contrast, mirrored
from analysis.stats.given import check_choices, check_codes, check_numbers, check_outlets
from analysis.stats.guard import exposure_log_ratio
from analysis.stats.multiplicity import benjamini_hochberg, fcr_alpha, strongest, tarone
from analysis.stats.outlets import outlet_design
from analysis.stats.question import Question
from analysis.stats.scattered import LIGHT_FROM, scattered
from analysis.stats.within import SECOND_LOOK

Intervals = Literal["selected", "all", "none"] | Bools
LONG_FAMILY = 200_000
"""Tests up to which every small permutation p is looked at twice."""


@dataclass(frozen=True, kw_only=True)
class CountContrast(Contrast):
    """Contrasts of counts: rates per unit of exposure, and log rate ratios.

    Estimates and ends are infinite where only one side ever counts the item, or where an
    end is never reached.
    """


def contrast_counts(
    counts: sparse.csr_array,
    exposure: Floats,
    *,
    event: Ints,
    outlet: Ints,
    group: Ints,
    n_groups: int,
    unit: Unit,
    fdr: float = 0.05,
    confidence: float = 0.95,
    intervals: Intervals = "selected",
    exposure_set: Ints | None = None,
    names: Sequence[str] | None = None,
) -> CountContrast:
    """Compare each group with the others within the same events, item by item.

    Parameters
    ----------
    counts
        Articles by items.
    exposure
        What each article could have counted (its words), 0 or more. With
        ``exposure_set``, one column for each set of items: the label sets of a study
        each have their own mentions.
    event, outlet, group
        Codes of each article, from 0; event -1 means that it belongs to none.
    n_groups
        Groups are 0 … n_groups - 1; one may be empty.
    unit
        "cell" (an outlet in an event), "outlet" for an attribute of outlets such as the
        side, "article" for a claim about these articles alone.
    fdr, confidence
        Rate of false discoveries allowed, and confidence of intervals.
    intervals
        "selected": rows with q <= fdr, at most `MOST_INTERVALS` of them, those of smallest
        p, adjusted for selection (FCR); "all"; "none"; or a table of groups by items
        chosen beforehand. They cost milliseconds a row.
    exposure_set
        For each item, the column of ``exposure`` that is its own.
    names
        What groups are called in the notes.

    Returns
    -------
    CountContrast
        Tables of groups by items. With two groups one is tested and the other mirrors it.

    Notes
    -----
    In families of over `LONG_FAMILY` tests only rows that the permutation p alone would
    select are looked at twice. That changes no finding, for the final p is never smaller;
    the other rows keep the permutation p, a lower bound of theirs.

    See `analysis.stats.within` and `analysis.stats.outlets` for the tests,
    `analysis.stats.ratio` (Mantel-Haenszel), `analysis.stats.interval`,
    `analysis.stats.level` and `analysis.stats.multiplicity`.

    Examples
    --------
    Two outlets in eight events; outlet 0 always uses the item more.

    >>> y = sparse.csr_array(np.tile([[4.0], [1.0]], (8, 1)))
    >>> found = contrast_counts(y, np.full(16, 300.0), event=np.repeat(np.arange(8), 2),
    ...     outlet=np.tile([0, 1], 8), group=np.tile([0, 1], 8), n_groups=2, unit="cell")
    >>> np.exp(found.estimate).round(6).ravel().tolist(), found.p.ravel().tolist()
    ([4.0, 0.25], [0.0078125, 0.0078125])
    """
    faults = [
        *check_codes(counts.shape[0], n_groups, event=event, outlet=outlet, group=group),
        *check_numbers(counts, exposure, exposure_set),
        *check_choices(fdr, confidence, unit, intervals, (n_groups, counts.shape[1])),
    ]
    if unit == "outlet" and not faults:
        faults = check_outlets(event, outlet, group)
    if faults:
        raise ChoiceError(fault_list("These counts cannot be compared:", faults))
    counts = sparse.csr_array(counts).astype(float)
    inside = event >= 0
    comparison = Comparison(
        questions=[
            replace(question, second_look=max(SECOND_LOOK, fdr, 1 - confidence))
            for question in ask(counts, exposure, event, outlet, group, unit, exposure_set)
        ],
        n_units=units_by_group(counts[inside] > 0, group[inside], n_groups),
        n_members=np.bincount(group[inside], minlength=n_groups),
        names=[f"group {g}" for g in range(n_groups)] if names is None else list(names),
    )
    return comparison.contrast(fdr, confidence, intervals)


def ask(  # noqa: PLR0917 - the columns of a tally
    counts: sparse.csr_array,
    exposure: Floats,
    event: Ints,
    outlet: Ints,
    group: Ints,
    unit: Unit,
    exposure_set: Ints | None,
) -> list[Question]:
    """Make one question of each set of items that share an exposure."""
    n_items = counts.shape[1]
    columns = exposure.reshape(len(exposure), -1)
    sets = np.zeros(n_items, int) if exposure_set is None else exposure_set
    questions = []
    for number in np.unique(sets):
        items = np.flatnonzero(sets == number)
        cells = collapse(
            counts if len(items) == n_items else sparse.csr_array(counts[:, items]),
            columns[:, number].astype(float),
            event=event,
            outlet=outlet,
            group=group,
            unit=unit,
        )
        questions.append(Question(items, cells, unit))
    return questions


def units_by_group(occurs: sparse.csr_array, group: Ints, n_groups: int) -> Ints:
    """Count each group's articles in which an item occurs."""
    gather = sparse.csr_array(
        (np.ones(len(group)), (group, np.arange(len(group)))), shape=(n_groups, len(group))
    )
    return np.asarray((gather @ occurs.astype(float)).toarray(), np.int64)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All questions of one analysis, which share one family of tests."""

    questions: Sequence[Question]
    n_units: Ints
    n_members: Ints
    names: Sequence[str]

    @property
    def tested(self) -> list[int]:
        """The groups that are tested: of two, the second only mirrors the first."""
        return [0] if len(self.names) == 2 else list(range(len(self.names)))

    @property
    def shape(self) -> tuple[int, int]:
        """Number of tested groups, and of items."""
        return len(self.tested), self.n_units.shape[1]

    @property
    def unit(self) -> Unit:
        """What is exchanged: cells, outlets or articles."""
        return self.questions[0].unit

    def contrast(self, fdr: float, confidence: float, intervals: Intervals) -> CountContrast:
        """Score, filter, test, judge together, and put intervals to what is shown."""
        tested = self.test(fdr)
        shown = self.shown(intervals, tested)
        alpha = 1 - confidence
        if isinstance(intervals, str) and intervals == "selected":
            alpha = fcr_alpha(fdr, int(tested.selected.sum()), int(tested.testable.sum()))
        low, high = self.intervals(shown, tested, alpha)
        reason = tested.reasons
        reason[(reason == "") & ~shown & tested.selected] = ONLY_STRONGEST
        reason[(reason == "") & ~shown] = ONLY_SELECTED
        reason[(reason == "") & (np.isnan(low) | np.isnan(high))] = ONE_SIDED
        low, high, share = map(self.light, (low, high, tested.largest_outlet_share))
        value, value_low, value_high = self.levels(confidence)
        found = CountContrast(
            value=value,
            value_low=value_low,
            value_high=value_high,
            estimate=tested.scores.log_ratio,
            low=low,
            high=high,
            p=tested.p,
            p_min=tested.p_min,
            q=tested.q,
            n_events=tested.scores.n_events,
            n_units=self.n_units,
            largest_event_share=tested.scores.largest_event_share,
            largest_outlet_share=share,
            selected=tested.selected,
            reason=reason,
            notes=count_notes(self.questions, self.tested, self.names),
            interval_alpha=alpha,
            threshold=tested.threshold,
            n_tested=int(tested.testable.sum()),
        )
        return mirrored(found) if len(self.names) == 2 else found

    def test(self, fdr: float) -> Tested:
        """Score all items, keep what can be tested, and judge it as one family."""
        (scores, lowest, p), refused = self.scores(), self.refusals()
        askable = np.isfinite(lowest) & (refused == "")
        kept, threshold = tarone(np.where(askable, lowest, np.nan).ravel(), fdr)
        testable = kept.reshape(self.shape)
        looks: Sequence[float | None] = [None] if testable.sum() <= LONG_FAMILY else [0.0, None]
        p[~testable], share = np.nan, np.full(self.shape, np.nan)
        wanted = testable & np.isnan(p)
        for look in looks:
            self.look(wanted, p, share, look)
            wanted &= (
                np.nan_to_num(benjamini_hochberg(p.ravel()), nan=1.0).reshape(p.shape) <= fdr
            )
        q = benjamini_hochberg(p.ravel()).reshape(self.shape)
        missing = Missing(
            n_members=self.n_members[self.tested],
            n_events=scores.n_events,
            p_min=lowest,
            testable=testable,
            threshold=threshold,
            meets_others=self.meetings(),
            refused=refused,
            in_one_unit=self.n_units.sum(axis=0) == 1,
            over_outlets=self.unit == "outlet",
        )
        return Tested(
            scores=scores,
            p_min=lowest,
            largest_outlet_share=share,
            testable=testable,
            threshold=threshold,
            p=p,
            q=q,
            selected=np.nan_to_num(q, nan=1.0) <= fdr,
            reasons=missing.reasons(),
            askable=askable,
        )

    def look(self, wanted: Bools, p: Floats, share: Floats, second_look: float | None) -> None:
        """Put p and the largest outlet's share where wanted; at 0 no p is looked at twice."""
        for asked in self.questions:
            again = asked.second_look if second_look is None else second_look
            replace(asked, second_look=again).put_p(wanted, self.tested, p, share)

    def scores(self) -> tuple[Known, Floats, Floats]:
        """Score every item of every question, groups by items (see `Question.scores`)."""
        log_ratio, largest, p_min, plain = (np.full(self.shape, np.nan) for _ in range(4))
        n_events = np.zeros(self.shape, int)
        for question in self.questions:
            for row, items, (scored, lowest, known) in question.scores(self.tested):
                log_ratio[row, items] = scored.log_ratio
                largest[row, items] = scored.largest_event_share
                n_events[row, items] = scored.n_events
                p_min[row, items], plain[row, items] = lowest, known
        seen = Known(log_ratio=log_ratio, n_events=n_events, largest_event_share=largest)
        return seen, p_min, plain

    def refusals(self) -> Words:
        """Say of each row why the comparison is refused; empty where it is not."""
        if self.unit != "outlet":
            return np.broadcast_to(np.array("", object), self.shape)
        found: Words = np.full(self.shape, "", object)
        for question in self.questions:
            for row, group in enumerate(self.tested):
                design = outlet_design(question.cells, group)
                found[row, question.items] = refusal(design, self.shape[1])
        return found

    def meetings(self) -> Bools:
        """Tell of each row whether the group shares an event with another."""
        meets = np.zeros(self.shape, bool)
        for question in self.questions:
            for row, group in enumerate(self.tested):
                ratio = exposure_log_ratio(question.cells, group)
                meets[row, question.items] = not np.isnan(ratio)
        return meets

    def shown(self, intervals: Intervals, tested: Tested) -> Bools:
        """Tell which rows get an interval; with two groups, either may ask for it."""
        if not isinstance(intervals, str):
            either = np.asarray(intervals.any(axis=0))
            asked = either[None] if len(self.names) == 2 else intervals
        elif intervals == "selected":
            return strongest(tested.selected, tested.p, MOST_INTERVALS)
        else:
            asked = np.full(self.shape, intervals == "all")
        return np.asarray(asked & tested.askable)

    def intervals(self, shown: Bools, tested: Tested, alpha: float) -> tuple[Floats, Floats]:
        """Invert the tests of the rows that are shown."""
        low, high = np.full((2, *self.shape), np.nan)
        for question in self.questions:
            found = question.intervals(
                shown, self.tested, tested.scores.log_ratio, tested.p, alpha
            )
            for at, ends in found:
                low[at], high[at] = ends
        return low, high

    @property
    def many(self) -> bool:
        """Whether tables are so large that what is the same everywhere is kept once."""
        return len(self.names) > 2 and self.n_units.size > LIGHT_FROM

    def light(self, table: Floats) -> Floats:
        """Keep a table by the places that are known, where tables are large."""
        if not self.many:
            return table
        return cast("Floats", scattered(row[None] for row in table)[0])

    def levels(self, confidence: float) -> Sequence[Floats]:
        """Give value, low and high of each group's own level, each groups by items."""
        found = self.level_rows(confidence)
        if self.many:
            return cast("Sequence[Floats]", scattered(found))
        return list(np.stack(list(found), axis=1))

    def level_rows(self, confidence: float) -> Iterator[Floats]:
        """Give value, low and high of every item, group by group."""
        for group in range(len(self.names)):
            rows = np.full((3, self.n_units.shape[1]), np.nan)
            for question in self.questions:
                own = question.levels(group, confidence)
                rows[:, question.items] = own.value, own.low, own.high
            yield rows


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of each row before any p, tested groups by items."""

    log_ratio: Floats
    n_events: Ints
    largest_event_share: Floats


@dataclass(frozen=True, kw_only=True)
class Tested:
    """What the tests found, tested groups by items; ``askable`` rows can be inverted."""

    scores: Known
    p_min: Floats
    largest_outlet_share: Floats
    testable: Bools
    threshold: float
    p: Floats
    q: Floats
    selected: Bools
    reasons: Words
    askable: Bools
