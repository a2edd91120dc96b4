"""Who covers an event: each group against the others, given how many cover it.

Events differ in how many outlets take them up, and an event that nobody takes up is in no
corpus. A logistic model with a level for each event meets both. Given that Y of the m
outlets that could have covered an event did, the level of the event drops out, and so does
the selection of events with Y >= 1, since it looks at Y alone; no distribution of event
effects has to be assumed (Cox 1958; Rasch 1960; Breslow & Day 1980). With odds θ times
those of the others,

    P(the group's outlet covers it | Y of m do) = θY / (θY + m - Y),

and for a_e outlets of the group among m the number that cover is Fisher's noncentral
hypergeometric. The estimate is the conditional maximum of the likelihood. For two outlets
it is the ratio of the events that each has alone, and the test is McNemar's.

The p of one outlet is the larger of two. The conditional one is exact where outlets choose
alike. Where the others take up the same events and the outlet its own, what it covers varies
more from event to event than the model says: the second p takes the spread that the events
show, as for means (`analysis.stats.differences`); for θ not between 1 and the estimate, where
that bounds nothing however large θ, the spread found at the estimate. Simulated where there is
nothing to find (benchmarks/coverage_null.py; five outlets, 8 to 400 events, 1,000 runs each), p
was at or below .05 in .006 to .053 of runs where outlets choose alike, in .004 to .024 where
the others are unlike, in .004 to .071 where the others take up the same events, and in .029 to
.065 where each side has its beat; the conditional p alone in up to .053, .024, .330 and .167.
Intervals held the odds ratio in .944 to .996 of 250 runs, for ratios of 1, 2 and 4.5.

References
----------
Cox, D. R. (1958). The regression analysis of binary sequences. *JRSS B* 20, 215-242.
Rasch, G. (1960). *Probabilistic Models for Some Intelligence and Attainment Tests*.
Breslow, N. E. & Day, N. E. (1980). *Statistical Methods in Cancer Research* I, chapter 7.
McNemar, Q. (1947). Note on the sampling error of the difference between correlated
proportions or percentages. *Psychometrika* 12, 153-157.
Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
*JASA* 22, 209-212.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import special, stats
from scipy.optimize import brentq

from analysis.errors import ChoiceError, fault_list
from analysis.stats.arrays import Bools, Floats, Ints, sum_by
from analysis.stats.cautions import ALONE, NO_ARTICLES, refusal
from analysis.stats.cells import Unit, constant_within
from analysis.stats.differences import FLIP_FROM, MeanTest, mean_p, smallest_mean_p
from analysis.stats.found import mirrored
from analysis.stats.given import check_choices, check_codes
from analysis.stats.interval import LOG_STEPS, Test, invert
from analysis.stats.outlets import attainable, outlet_design, permutation_p
from analysis.stats.saddlepoint import log_choose
from analysis.stats.scalars import (
    MANY_GROUPS,
    Means,
    ScalarContrast,
    cell_means,
    contrasted,
    nothing,
)

ALL_ALIKE = "in each event that both could cover all did, or none"
FEW_EVENTS = (
    "{} event{} that some cover and not all give no p (6 are needed); the interval assumes that"
    " outlets choose alike"
)
SEVERAL = (
    "a group has several outlets, and to cover an event is an outlet's doing: give"
    " unit='outlet', or leave it to 'auto'"
)
FARTHEST = LOG_STEPS.farthest
"""Log odds ratio beyond which an estimate is taken for infinite."""


def contrast_coverage(
    covered: Floats,
    others: Floats,
    *,
    event: Ints,
    outlet: Ints,
    group: Ints,
    n_groups: int,
    n_units: Ints,
    unit: Unit,
    fdr: float = 0.05,
    confidence: float = 0.95,
) -> ScalarContrast:
    """Compare which events groups cover, and means of what they give to those they cover.

    Parameters
    ----------
    covered
        One value for each cell, an outlet in an event that it could have covered: 1 if it
        did, else 0.
    others
        Cells by measures: how long, how late …; missing (NaN) where a cell has none.
    event, outlet, group
        Codes of each cell.
    n_groups, unit, fdr, confidence
        As in `analysis.stats.contrast.contrast_counts`; the unit cannot be the article, nor
        the cell where a group has several outlets.
    n_units
        Groups by measures, coverage first: how many articles each row rests on.

    Returns
    -------
    ScalarContrast
        Groups by measures, coverage first: its value is a share of events, its estimate a
        log odds ratio. The rest are means, and differences of means in the same events.

    Notes
    -----
    One family of tests over groups and measures. An interval of coverage holds all odds
    ratios that its test does not reject; its share has Wilson's interval, events being
    independent draws. Over outlets (sides) the score at θ is each outlet's mean of what it
    covers less what the model expects, permuted over outlets.

    Examples
    --------
    Two outlets in ten events: seven that the first has alone, one that the second has.

    >>> covered = np.array([1, 0] * 7 + [0, 1] + [1, 1] * 2, float)
    >>> found = contrast_coverage(covered, np.zeros((20, 0)), event=np.repeat(np.arange(10), 2),
    ...     outlet=np.tile([0, 1], 10), group=np.tile([0, 1], 10), n_groups=2,
    ...     n_units=np.full((2, 1), 9), unit="cell")
    >>> found.value.ravel().tolist(), round(float(np.exp(found.estimate[0, 0])), 6)
    ([0.9, 0.3], 7.0)
    >>> round(float(found.p[0, 0]), 6)  # McNemar's: 2 (1 + 8) / 2^8
    0.070312
    """
    faults = [
        *check_codes(len(covered), n_groups, event=event, outlet=outlet, group=group),
        *check_choices(fdr, confidence, unit, "none", (n_groups, 1 + others.shape[1])),
    ]
    if unit == "article":
        faults.append("coverage is an outlet's, not an article's: unit cannot be 'article'")
    if not faults and unit == "cell" and not constant_within(group, outlet):
        faults.append(SEVERAL)
    if not np.isin(covered, (0.0, 1.0)).all():
        faults.append("covered holds other values than 0 and 1")
    if faults:
        raise ChoiceError(fault_list("Coverage cannot be compared:", faults))
    codes = {"event": event, "outlet": outlet, "group": group}
    one = np.ones(len(covered))
    means: list[Means] = [
        Shares(cell_means(covered, one, **codes, unit=unit), unit, n_groups),
        *(
            Means(cell_means(column, one, **codes, unit=unit), unit, n_groups)
            for column in others.T
        ),
    ]
    found = contrasted(means, n_units, fdr, confidence)
    return mirrored(found) if n_groups == 2 else replace(found, notes=(MANY_GROUPS,))


@dataclass(frozen=True)
class Shares(Means):
    """Cells that cover their event (1) or do not (0), and how groups are compared."""

    def differences(self, group: int) -> tuple[Ints, Floats]:
        """Give the events that tell something of the group, and the difference in each."""
        events, gaps = super().differences(group)
        total = sum_by(self.cells.event, self.value, len(self.cells.event_size))
        size = self.cells.event_size
        telling = ((total > 0) & (total < size))[events]
        return events[telling], gaps[telling]

    def level(self, group: int, confidence: float) -> MeanTest:
        """Give the share of events that the group covers, with an interval."""
        mine = self.value[self.cells.group == group]
        if self.unit != "outlet":
            low, high = wilson(float(mine.sum()), len(mine), confidence)
            none = float("nan")
            share = float(mine.mean()) if len(mine) else none
            return MeanTest(estimate=share, low=low, high=high, p=none, p_min=none, reason="")
        wide = super().level(group, confidence)
        return replace(wide, low=max(wide.low, 0.0), high=min(wide.high, 1.0))

    def test(self, group: int, confidence: float) -> MeanTest:
        """Test the odds of one group against those of the others."""
        member = self.cells.group == group
        if not member.any():
            return nothing(NO_ARTICLES)
        if not len(super().differences(group)[0]):
            return nothing(ALONE)
        events = self.differences(group)[0]
        if not len(events):
            return nothing(ALL_ALIKE)
        if self.unit == "outlet":
            return sides_test(self, group, confidence)
        size = self.cells.event_size[events]
        total = sum_by(self.cells.event, self.value, len(self.cells.event_size))[events]
        own = sum_by(self.cells.event, self.value * member, len(self.cells.event_size))[events]
        return odds_test(own, total, size, confidence)


def wilson(covered: float, events: int, confidence: float) -> tuple[float, float]:
    """Give the score interval of a share (Wilson 1927); missing where there are no events.

    >>> [round(end, 4) for end in wilson(8, 10, 0.95)], wilson(0, 0, 0.95)
    ([0.4902, 0.9433], (nan, nan))
    """
    if not events:
        return float("nan"), float("nan")
    z2 = float(stats.norm.ppf((1 + confidence) / 2)) ** 2
    middle = (covered + z2 / 2) / (events + z2)
    share = covered / events
    reach = (z2 * (share * (1 - share) * events + z2 / 4)) ** 0.5 / (events + z2)
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def odds_test(own: Floats, total: Floats, size: Ints, confidence: float) -> MeanTest:
    """Test one outlet against the others, event by event given how many cover it.

    Parameters
    ----------
    own
        Of each event, 1 if the outlet covers it, else 0.
    total, size
        How many outlets cover it, the own one among them, of how many.

    Examples
    --------
    >>> own, total = np.array([1.0] * 7 + [0]), np.array([1.0, 2, 2, 1, 2, 2, 1, 2])
    >>> found = odds_test(own, total, np.full(8, 3), 0.95)
    >>> round(float(np.exp(found.estimate)), 4), round(found.p, 6)
    (7.0, 0.117188)
    """
    log_odds, n = np.log(total / (size - total)), len(own)

    def expected(effect: float) -> Floats:
        return np.asarray(special.expit(log_odds + effect), float)

    estimate = root(lambda effect: float((own - expected(effect)).sum()))
    spread = spread_of(own, expected(estimate)) if np.isfinite(estimate) else float("nan")

    def p_of(effect: float) -> float:
        beyond = n >= FLIP_FROM and not min(0.0, estimate) <= effect <= max(0.0, estimate)
        return odds_p(own, expected(effect), spread if beyond else float("nan"))

    def test(items: Ints, effect: Floats) -> tuple[Floats, Floats]:
        del items
        gaps = [float((own - expected(float(one))).sum()) for one in effect]
        return np.array([p_of(float(one)) for one in effect]), np.array(gaps)

    found = inverted(test, estimate, confidence)
    if n < FLIP_FROM:
        none = float("nan")
        return replace(found, p=none, reason=FEW_EVENTS.format(n, "" if n == 1 else "s"))
    edges = np.prod([expected(0.0), 1 - expected(0.0)], axis=1)
    least = max(2 * float(edges.min()), smallest_mean_p(n))
    return replace(found, p_min=min(1.0, least))


def odds_p(own: Floats, chance: Floats, spread: float = float("nan")) -> float:
    """Two-sided p of what one outlet covers, given the chance of each event.

    The larger of the exact p of the sum, and of the p of the mean difference from what is
    expected: Student's t from 16 events on, the sign flip from 6, below that none. With
    ``spread`` it is t of their sum, whose variance is so many times that of the model.
    """
    by_events = float(mean_p((own - chance)[None])[0])
    if np.isfinite(spread):
        scale = (spread * (chance * (1 - chance)).sum()) ** 0.5
        by_events = float(2 * stats.t.sf(abs((own - chance).sum()) / scale, len(own) - 1))
    return max(sum_p(float(own.sum()), chance), 0.0 if np.isnan(by_events) else by_events)


def spread_of(own: Floats, chance: Floats) -> float:
    """Say how many times the variance of the model what one outlet covers varies."""
    n = len(own)
    return float(((own - chance) ** 2).sum() / (chance * (1 - chance)).sum() * n / (n - 1))


def sum_p(covered: float, chance: Floats) -> float:
    """Two-sided p of a number of events covered, each with its own chance (exact).

    >>> round(sum_p(8, np.full(10, 0.5)), 6)  # 2 (1 + 10 + 45) / 2^10
    0.109375
    """
    law = np.ones(1)
    for one, times in zip(*np.unique(chance, return_counts=True), strict=True):
        law = np.convolve(law, stats.binom.pmf(np.arange(times + 1), times, one))
    at = int(covered)
    return min(1.0, 2 * min(float(law[at:].sum()), float(law[: at + 1].sum())))


def sides_test(shares: Shares, group: int, confidence: float) -> MeanTest:
    """Permute the sides over outlets: each has its mean of what it covers beyond expectation.

    The estimate is the odds ratio at which the sides' scores are 0.
    """
    design = outlet_design(shares.cells, group)
    sides, member = Sides.of(shares, design.outlets, group), design.member

    def score(effect: float) -> float:
        return float(sides.score(effect)[member].sum())

    def test(items: Ints, effect: Floats) -> tuple[Floats, Floats]:
        del items
        table = np.stack([sides.score(float(one)) for one in effect], axis=1)
        seen = table[member].sum(axis=0)
        return permutation_p(table, member, seen / np.sqrt(design.kappa)), seen

    estimate, refused = root(score), refusal(design, 1)
    if refused:
        return replace(nothing(refused), estimate=estimate)
    least = float(attainable(sides.score(0.0)[:, None], member)[0])
    return replace(inverted(test, estimate, confidence), p_min=least)


@dataclass(frozen=True, kw_only=True)
class Sides:
    """Outlets of two sides: how many of each could cover an event, and how many did.

    ``kinds`` are the different events (the group's outlets, all outlets, those that cover);
    ``kind`` says which each cell is of, ``row`` whose it is, and ``number`` how many cells
    an outlet has.
    """

    kinds: Ints
    kind: Ints
    value: Floats
    member: Bools
    row: Ints
    number: Ints

    @classmethod
    def of(cls, shares: Shares, outlets: Ints, group: int) -> Sides:
        """Gather the cells of events that two or more outlets could cover."""
        cells = shares.cells
        size, member = cells.event_size, cells.group == group
        inside = np.bincount(cells.event, member, len(size))
        total = sum_by(cells.event, shares.value, len(size))
        table = np.rint(np.stack([inside, size, total], axis=1)).astype(np.int64)
        kinds, kind = np.unique(table, axis=0, return_inverse=True)
        used = np.flatnonzero(size[cells.event] > 1)
        row = np.searchsorted(outlets, cells.outlet[used])
        return cls(
            kinds=kinds,
            kind=kind.ravel()[cells.event[used]],
            value=shares.value[used],
            member=member[used],
            row=row,
            number=np.bincount(row, minlength=len(outlets)),
        )

    def score(self, effect: float) -> Floats:
        """Give each outlet's mean of what it covers less what is expected; they sum to 0."""
        kinds = self.kinds.tolist()
        chances = np.array([sides_expected(a, m, y, effect) for a, m, y in kinds])
        gaps = self.value - chances[self.kind, np.where(self.member, 0, 1)]
        score = sum_by(self.row, gaps, len(self.number)) / self.number
        return np.asarray(score - score.mean(), float)


def sides_expected(inside: int, size: int, total: int, effect: float) -> tuple[float, float]:
    """Chance that an outlet of the group, and one of the others, covers an event.

    The mean of Fisher's noncentral hypergeometric, shared among each side's outlets.

    >>> own, other = sides_expected(1, 3, 2, float(np.log(2)))  # 2·2 / (2·2 + 3 - 2)
    >>> round(own, 6), round(other, 6)
    (0.8, 0.6)
    """
    others = size - inside
    k = np.arange(max(0, total - others), min(inside, total) + 1)
    log = log_choose(np.full(len(k), inside), k) + k * effect
    log = log + log_choose(np.full(len(k), others), total - k)
    weight = np.exp(log - log.max())
    own = float((weight * k).sum() / weight.sum())
    return own / max(inside, 1), (total - own) / max(others, 1)


def root(score: Callable[[float], float]) -> float:
    """Find the log odds ratio at which a falling score is 0; infinite where it never is."""
    if score(FARTHEST) > 0:
        return float("inf")
    if score(-FARTHEST) < 0:
        return float("-inf")
    return float(brentq(score, -FARTHEST, FARTHEST, xtol=1e-12))


def inverted(test: Test, estimate: float, confidence: float) -> MeanTest:
    """Put p together with the interval of all log odds ratios that the test does not reject."""
    near = np.clip(np.array([estimate]), -FARTHEST / 2, FARTHEST / 2)
    p = test(np.zeros(1, int), np.zeros(1))[0]
    low, high = invert(test, near, p, 1 - confidence)
    return MeanTest(
        estimate=estimate,
        low=float(low[0]),
        high=float(high[0]),
        p=float(p[0]),
        p_min=float("nan"),
        reason="",
    )
