"""Means (of sentiment, of length …): each group against the others in the same events.

An event's difference is the mean of the group's cells less the mean of the other cells;
`analysis.stats.differences` says what a number of such differences allows. For an
attribute of outlets every outlet brings the mean of its event-centred values, and the
sides are permuted over outlets (`analysis.stats.outlets`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse, stats

from analysis.errors import ChoiceError, fault_list
from analysis.stats.arrays import Floats, Ints, sum_by
from analysis.stats.cautions import ALONE, NO_ARTICLES, refusal, unreachable
from analysis.stats.cells import MIXED, Cells, Unit, collapse
from analysis.stats.differences import INTERVAL_FROM, T_FROM, MeanTest, mean_test
from analysis.stats.found import Contrast, mirrored
from analysis.stats.given import check_choices, check_codes, check_outlets, check_values
from analysis.stats.interval import invert
from analysis.stats.multiplicity import family
from analysis.stats.outlets import attainable, outlet_design, permutation_p

MANY_GROUPS = (
    "The false discovery rate over several groups of the same events was found to hold by"
    " simulation; it is not proven."
)


@dataclass(frozen=True, kw_only=True)
class ScalarContrast(Contrast):
    """Contrasts of means: own means, and differences of means in the same events.

    An own mean is the mean over the group's events of what its cells have there.
    """


def contrast_scalars(
    values: Floats,
    weights: Floats | None = None,
    *,
    event: Ints,
    outlet: Ints,
    group: Ints,
    n_groups: int,
    unit: Unit,
    fdr: float = 0.05,
    confidence: float = 0.95,
    outlet_intervals: bool = True,
) -> ScalarContrast:
    """Compare means of each group with those of the others within the same events.

    Parameters
    ----------
    values
        One value for each article, or articles by items; missing (NaN) where an article
        has none.
    weights
        What a value rests on (sentences), for the mean of a cell; 1 if not given.
    event, outlet, group, n_groups, unit, fdr
        As in `analysis.stats.contrast.contrast_counts`.
    confidence
        Of all intervals: they are not adjusted for selection.
    outlet_intervals
        Whether tests over outlets are inverted for the interval of their contrast, which
        costs most of the time; missing else.

    Notes
    -----
    d_e = mean of the group's cells - mean of the other cells of event e; the estimate is
    the mean of d_e. For outlets it is the shift of one side at which the permutation
    score is 0, and the interval holds all shifts that are not rejected.

    Limits
    ------
    The t and the sign flip take events as independent and differences as symmetric.

    Examples
    --------
    >>> values = np.array([0.3, 0.1, 0.5, -0.1, 0.2, 0.0, 0.4, 0.35, 0.1, -0.3, 0.6, 0.2])
    >>> found = contrast_scalars(values, event=np.repeat(np.arange(6), 2),
    ...     outlet=np.tile([0, 1], 6), group=np.tile([0, 1], 6), n_groups=2, unit="cell")
    >>> [round(float(x[0, 0]), 7) for x in (found.estimate, found.low, found.high, found.p)]
    [0.3083333, 0.05, 0.6, 0.03125]
    """
    table = values.reshape(len(values), -1)
    weight = np.ones(len(values)) if weights is None else weights
    faults = [
        *check_codes(len(values), n_groups, event=event, outlet=outlet, group=group),
        *check_values(values, weight),
        *check_choices(fdr, confidence, unit, "none", (n_groups, table.shape[1])),
    ]
    if unit == "outlet" and not faults:
        faults = check_outlets(event, outlet, group)
    if faults:
        raise ChoiceError(fault_list("These values cannot be compared:", faults))
    means = [
        Means(
            cell_means(column, weight, event=event, outlet=outlet, group=group, unit=unit),
            unit,
            n_groups,
            outlet_intervals,
        )
        for column in table.T
    ]
    used = (event >= 0)[:, None] & (weight > 0)[:, None] & ~np.isnan(table)
    n_units = np.array([used[group == g].sum(axis=0) for g in range(n_groups)])
    found = contrasted(means, n_units, fdr, confidence)
    return mirrored(found) if n_groups == 2 else replace(found, notes=(MANY_GROUPS,))


def cell_means(
    values: Floats, weights: Floats, *, event: Ints, outlet: Ints, group: Ints, unit: Unit
) -> Cells:
    """Gather weighted means by cell: ``counts`` holds them, as one item."""
    known = ~np.isnan(values)
    cells = collapse(
        sparse.csr_array(np.where(known, values, 0.0)[:, None] * weights[:, None]),
        np.where(known, weights, 0.0),
        event=event,
        outlet=outlet,
        group=group,
        unit=unit,
    )
    means = cells.counts.toarray() / cells.exposure[:, None]
    return replace(cells, counts=sparse.csr_array(means))


@dataclass(frozen=True)
class Means:
    """One item's cell means, and how groups are compared."""

    cells: Cells
    unit: Unit
    n_groups: int
    outlet_intervals: bool = True

    @cached_property
    def value(self) -> Floats:
        """The mean of each cell."""
        return self.cells.counts.toarray().ravel()

    @cached_property
    def centred(self) -> Floats:
        """The mean of each cell less the mean over the cells of its event."""
        return centred_by(self.cells.event, self.value)

    def differences(self, group: int) -> tuple[Ints, Floats]:
        """Give the events that the group shares with others, and d_e of each."""
        member = self.cells.group == group
        size = len(self.cells.event_size)
        sides = []
        for side in (member, ~member):
            n = np.bincount(self.cells.event, side, size)
            total = sum_by(self.cells.event, self.value * side, size)
            sides.append(np.divide(total, n, out=np.full(size, np.nan), where=n > 0))
        gaps = sides[0] - sides[1]
        shared = np.flatnonzero(~np.isnan(gaps))
        return shared, gaps[shared]

    def level(self, group: int, confidence: float) -> MeanTest:
        """Give the group's own mean over its events, with an interval."""
        member = self.cells.group == group
        size = len(self.cells.event_size)
        n = np.bincount(self.cells.event, member, size)
        total = sum_by(self.cells.event, self.value * member, size)
        over_events = mean_test(total[n > 0] / n[n > 0], confidence)
        if self.unit != "outlet":
            return over_events
        mine = np.flatnonzero(member)
        weight = 1 / (n[self.cells.event[mine]] * (n > 0).sum())
        low, high = outlets_interval(
            self.cells.outlet[mine], self.value[mine], weight, confidence
        )
        if not np.isnan(low):  # of both intervals the wider
            low, high = min(low, over_events.low), max(high, over_events.high)
        return replace(over_events, low=low, high=high)

    def test(self, group: int, confidence: float) -> MeanTest:
        """Test one group against the others."""
        if not (self.cells.group == group).any():
            return nothing(NO_ARTICLES)
        gaps = self.differences(group)[1]
        if not len(gaps):
            return nothing(ALONE)
        if self.unit == "outlet":
            wanted = confidence if self.outlet_intervals else None
            return outlet_mean_test(self.cells, self.value, group, wanted)
        return mean_test(gaps, confidence)

    def evidence(self, group: int) -> tuple[float, float]:
        """Give the largest event's and the largest outlet's share of the evidence."""
        events, gaps = self.differences(group)
        here = np.isin(self.cells.event, events)
        squares, outlet = self.centred[here] ** 2, self.cells.outlet[here]
        if self.unit == "outlet":
            by_event = sum_by(self.cells.event[here], squares, len(self.cells.event_size))
        else:
            by_event = gaps**2
        known = len(squares) and not (outlet == MIXED).any()
        by_outlet = sum_by(outlet, squares, int(outlet.max()) + 1) if known else np.zeros(0)
        return largest_share(by_event), largest_share(by_outlet)


def contrasted(
    means: list[Means], n_units: Ints, fdr: float, confidence: float
) -> ScalarContrast:
    """Test every group and item, and judge all tests as one family."""
    n_groups = len(n_units)
    tested = [0] if n_groups == 2 else list(range(n_groups))
    own = [[mean.level(g, confidence) for mean in means] for g in range(n_groups)]
    found = [[mean.test(g, confidence) for mean in means] for g in tested]
    p, p_min = laid_out(found, "p"), laid_out(found, "p_min")
    n_events = np.array([[len(mean.differences(g)[0]) for mean in means] for g in tested])
    shares = np.array([[mean.evidence(g) for mean in means] for g in tested])
    judged = family(p.ravel(), p_min.ravel(), fdr)
    testable, q = judged.testable.reshape(p.shape), judged.q.reshape(p.shape)
    reason = np.array([[test.reason for test in row] for row in found], object)
    over_outlets = any(mean.unit == "outlet" for mean in means)
    for at in zip(*np.nonzero(~np.isnan(p) & ~testable), strict=True):
        so_far = int(n_events[at]), float(p_min[at]), judged.threshold
        reason[at] = unreachable(*so_far, over_outlets=over_outlets, enough=T_FROM)
    return ScalarContrast(
        value=laid_out(own, "estimate"),
        value_low=laid_out(own, "low"),
        value_high=laid_out(own, "high"),
        estimate=laid_out(found, "estimate"),
        low=laid_out(found, "low"),
        high=laid_out(found, "high"),
        p=np.where(testable, p, np.nan),
        p_min=p_min,
        q=q,
        n_events=n_events,
        n_units=n_units,
        largest_event_share=shares[:, :, 0],
        largest_outlet_share=shares[:, :, 1],
        selected=np.nan_to_num(q, nan=1.0) <= fdr,
        reason=reason,
        notes=(),
        interval_alpha=1 - confidence,
        threshold=judged.threshold,
        n_tested=int(testable.sum()),
    )


def outlet_mean_test(
    cells: Cells, value: Floats, group: int, confidence: float | None
) -> MeanTest:
    """Permute the sides over outlets: one mean of event-centred values from each outlet.

    The score is linear in a shift of the group's values, so that the estimate is where
    it passes 0, and a supposed shift is tested by taking it out. Without ``confidence`` no
    interval is made.
    """
    design = outlet_design(cells, group)
    member = design.member
    score = outlet_means(cells, design.outlets, value)
    shift = outlet_means(cells, design.outlets, (cells.group == group).astype(float))
    u, per_shift = float(score[member].sum()), float(shift[member].sum())
    estimate, scale = u / per_shift, float(np.abs(value).max()) or 1.0
    refused = refusal(design, 1)
    if refused:
        return replace(nothing(refused), estimate=estimate)

    def test(items: Ints, effect: Floats) -> tuple[Floats, Floats]:
        del items
        left = score - shift * effect * scale
        seen = left[member].sum(axis=0)
        return permutation_p(left, member, seen), seen

    p = test(np.zeros(1, int), np.zeros(1))[0]
    low, high = np.full((2, 1), np.nan)
    if confidence is not None:
        low, high = invert(test, np.array([estimate / scale]), p, 1 - confidence)
    return MeanTest(
        estimate=estimate,
        low=float(low[0] * scale),
        high=float(high[0] * scale),
        p=float(p[0]),
        p_min=float(attainable(score, member)[0]),
        reason="",
    )


def outlets_interval(
    outlet: Ints, value: Floats, weight: Floats, confidence: float
) -> tuple[float, float]:
    """Interval of a weighted mean of cells that takes the outlet as the unit.

    With h_o an outlet's sum of weights, which are 1 in all, and d_o its sum of weighted
    deviations from the mean over 1 - h_o: V = (G-1)/G · sum of d_o², Student's t with
    1/sum(h²) - 1 degrees of freedom. Where all outlets weigh the same it is the t interval
    of their means.
    """
    _, row = np.unique(outlet, return_inverse=True)
    size = int(row.max(initial=-1)) + 1
    if size < INTERVAL_FROM:
        return float("nan"), float("nan")
    mean = float(weight @ value)
    share, off = sum_by(row, weight, size), sum_by(row, weight * (value - mean), size)
    spread = (size - 1) / size * float(((off / (1 - share)) ** 2).sum())
    df = max(1.0, 1 / float((share**2).sum()) - 1)
    reach = float(stats.t.ppf((1 + confidence) / 2, df)) * spread**0.5
    return mean - reach, mean + reach


def outlet_means(cells: Cells, outlets: Ints, value: Floats) -> Floats:
    """Mean of event-centred values of each outlet, less their mean; one column."""
    counted = cells.event_size[cells.event] > 1
    row = np.searchsorted(outlets, cells.outlet[counted])
    centred = centred_by(cells.event, value)[counted]
    means = sum_by(row, centred, len(outlets)) / np.bincount(row, minlength=len(outlets))
    return np.asarray((means - means.mean())[:, None], float)


def centred_by(event: Ints, value: Floats) -> Floats:
    """Values less the mean of their event."""
    means = sum_by(event, value, int(event.max(initial=-1)) + 1) / np.bincount(event)
    return np.asarray(value - means[event], float)


def nothing(reason: str) -> MeanTest:
    """Stand for a test that could not be made."""
    none = float("nan")
    return MeanTest(estimate=none, low=none, high=none, p=none, p_min=none, reason=reason)


def laid_out(tests: list[list[MeanTest]], name: str) -> Floats:
    """One number of each test, groups by items."""
    return np.array([[getattr(test, name) for test in row] for row in tests], float)


def largest_share(squares: Floats) -> float:
    """Share of the largest in the sum; missing where there is nothing."""
    total = float(squares.sum())
    return float(squares.max()) / total if total > 0 else float("nan")
