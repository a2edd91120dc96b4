"""One outcome under many labellings of the same cells: its estimate and its p under each.

What `analysis.stats.contrast` and `analysis.stats.scalars` give for the labels as they
are, for one group and one item, is given here for many ways to deal them, all at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse, stats

from analysis.stats.arrays import Bools, Floats, Ints
from analysis.stats.cells import Cells, EventsOfSize, Strata, Unit, lay_out
from analysis.stats.differences import mean_p
from analysis.stats.guard import GUARD_ABOVE, burstiness, guard_p
from analysis.stats.outlets import (
    SCALAR_NEEDS,
    design_factors,
    meetings,
    permutation_p,
    residual_totals,
)
from analysis.stats.ratio import log_ratio_of, mantel_haenszel_terms
from analysis.stats.scalars import centred_by
from analysis.stats.within import SECOND_LOOK, WithinTest

LOT = 1_000_000
"""Numbers that a table of labellings by cells may hold at a time."""


@dataclass(frozen=True, kw_only=True)
class Effects:
    """Estimate and p under each labelling; missing where there is nothing to compare."""

    estimate: Floats
    p: Floats

    @property
    def z(self) -> Floats:
        """Normal deviate of each p, with the sign of the estimate; missing without a p."""
        size = stats.norm.isf(np.maximum(self.p, 1e-300) / 2)
        return np.asarray(np.sign(self.estimate) * size, float)


def count_effects(
    counts: Floats, exposure: Floats, *, event: Ints, outlet: Ints, member: Bools, unit: Unit
) -> Effects:
    """Compare the counts of a group with those of the others, under each labelling.

    Parameters
    ----------
    counts, exposure
        Of each cell; exposure 0 means that the cell is not there.
    event, outlet
        Codes of each cell, sorted by event; one outlet has one cell in an event.
    member
        Which cells are the group's: labellings by cells.
    unit
        "outlet" permutes over outlets; else cells within events.

    Returns
    -------
    Effects
        Log Mantel-Haenszel ratios, and the p of `analysis.stats.within` or
        `analysis.stats.outlets`.
    """
    here = np.flatnonzero(exposure > 0)
    cells = Cells(
        counts=sparse.csr_array(counts[here][:, None]),
        exposure=exposure[here],
        event=np.unique(event[here], return_inverse=True)[1].ravel(),
        outlet=outlet[here],
        group=np.zeros(len(here), int),
    )
    estimate, p = np.full((2, len(member)), np.nan)
    for rows in lots(len(member), len(here)):
        labels = member[rows][:, here]
        estimate[rows] = log_ratios(cells, labels)
        p[rows] = over_outlets(cells, labels) if unit == "outlet" else within(cells, labels)
    return Effects(estimate=estimate, p=np.where(np.isnan(estimate), np.nan, p))


def mean_effects(
    values: Floats, *, event: Ints, outlet: Ints, member: Bools, unit: Unit
) -> Effects:
    """Compare the means of a group with those of the others, under each labelling.

    As `count_effects`; ``values`` are the means of cells, missing where a cell is not there.
    """
    here = np.flatnonzero(~np.isnan(values))
    code = np.unique(event[here], return_inverse=True)[1].ravel()
    estimate, p = np.full((2, len(member)), np.nan)
    for rows in lots(len(member), len(here)):
        labels = member[rows][:, here]
        found = (
            mean_over_outlets(values[here], code, outlet[here], labels)
            if unit == "outlet"
            else mean_within(values[here], code, labels)
        )
        estimate[rows], p[rows] = found
    return Effects(estimate=estimate, p=p)


def lots(n_labellings: int, n_cells: int) -> Iterator[slice]:
    """Cut labellings into lots whose tables are small enough; no number depends on it."""
    step = max(LOT // max(n_cells, 1), 1)
    yield from (slice(start, start + step) for start in range(0, n_labellings, step))


def by_event(event: Ints, values: Floats) -> Floats:
    """Sum the columns of a table (labellings by cells) over the cells of each event."""
    shape = (len(event), int(event.max(initial=-1)) + 1)
    gather = sparse.csr_array((np.ones(len(event)), (np.arange(len(event)), event)), shape)
    return np.asarray(values @ gather, float)


def log_ratios(cells: Cells, member: Bools) -> Floats:
    """Log Mantel-Haenszel ratio under each labelling."""
    y, n = cells.counts.toarray().ravel(), cells.exposure
    own, own_n = by_event(cells.event, member * y), by_event(cells.event, member * n)
    rest = by_event(cells.event, y[None]) - own
    r, s = mantel_haenszel_terms(own, rest, own_n, by_event(cells.event, n[None]) - own_n)
    s[np.abs(rest) < 1e-9] = 0.0
    return log_ratio_of(r.sum(axis=1), s.sum(axis=1))


def within(cells: Cells, member: Bools) -> Floats:
    """Give the final p of the permutation within events, under each labelling."""
    blocks = lay_out(cells)
    if not len(blocks):
        return np.full(len(member), np.nan)
    tables = list(dealt(cells, blocks, member))
    test = WithinTest(tables=tables, n_items=len(member))
    p = test.p()
    if (cells.counts.data % 1 == 0).all():
        uneven = np.abs(length_ratios(cells, member)) > GUARD_ABOVE
        few = np.flatnonzero(uneven & (p <= SECOND_LOOK))
        rho = np.full(len(few), burstiness(cells, blocks)[0])
        if len(few):
            guarded = guard_p(test.only(few).tables, rho, np.zeros(len(few)))
            p[few] = np.maximum(p[few], guarded)
    return p


def dealt(cells: Cells, blocks: tuple[EventsOfSize, ...], member: Bools) -> Iterator[Strata]:
    """Deal the labels: of every labelling, which takes the place of an item, one table."""
    for block in blocks:
        size = len(block.counts)
        labels = member[:, block.first_cell + np.arange(size)[:, None]]
        drawn = labels.sum(axis=1)
        for k in np.unique(drawn[(drawn > 0) & (drawn < size)]):
            row, column = np.nonzero(drawn == k)
            rank = np.argsort(~labels[row, :, column], axis=1, kind="stable").T
            yield Strata(
                item=row,
                event=block.event[column],
                counts=block.counts[rank, column],
                exposure=block.exposure[rank, column],
                outlet=cells.outlet[block.first_cell[column] + rank],
                drawn=int(k),
            )


def length_ratios(cells: Cells, member: Bools) -> Floats:
    """Log of how much longer the group's cells are in a median event, under each labelling."""
    inside = by_event(cells.event, member.astype(float))
    own = by_event(cells.event, member * cells.exposure)
    outside = cells.event_size - inside
    others = by_event(cells.event, cells.exposure[None]) - own
    shared = (inside > 0) & (outside > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.log((own / inside) / (others / outside))
    ratio[~shared] = np.nan
    some = shared.any(axis=1)
    found = np.zeros(len(member))
    found[some] = np.nanmedian(ratio[some], axis=1)
    return found


def over_outlets(cells: Cells, member: Bools) -> Floats:
    """Give the final p of the permutation over outlets, under each labelling."""
    outlets, row, j = meetings(cells)
    if not len(outlets):
        return np.full(len(member), np.nan)
    sides = sides_of(member[:, cells.event_size[cells.event] > 1], row, len(outlets))
    score = residual_totals(cells, outlets, cells.counts)
    factor = np.maximum(1.0, np.maximum(*design_factors(sides, j)))
    return permuted(score, sides, sides @ score[:, 0] / np.sqrt(factor))


def sides_of(member: Bools, row: Ints, n_outlets: int) -> Bools:
    """Give labellings by outlets, from labellings by cells and the outlet of each cell."""
    sides = np.zeros((len(member), n_outlets), bool)
    sides[:, row] = member
    return sides


def permuted(score: Floats, sides: Bools, seen: Floats) -> Floats:
    """Two-sided p of each labelling's score; missing where a side has too few outlets."""
    inside, size = sides.sum(axis=1), sides.shape[1]
    p = np.full(len(sides), np.nan)
    for k in np.unique(inside[np.minimum(inside, size - inside) >= SCALAR_NEEDS]):
        rows = np.flatnonzero(inside == k)
        tables = np.tile(score, (1, len(rows)))
        p[rows] = permutation_p(tables, sides[rows[0]], seen[rows])
    return p


def mean_within(values: Floats, event: Ints, member: Bools) -> tuple[Floats, Floats]:
    """Mean difference over events and its p, under each labelling."""
    inside = by_event(event, member.astype(float))
    own, total = by_event(event, member * values), by_event(event, values[None])
    outside = np.bincount(event, minlength=inside.shape[1]) - inside
    with np.errstate(invalid="ignore", divide="ignore"):
        gaps = own / inside - (total - own) / outside
    gaps[(inside == 0) | (outside == 0)] = np.nan
    n = (~np.isnan(gaps)).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        estimate = np.nansum(gaps, axis=1) / n
    return np.where(n > 0, estimate, np.nan), mean_p(gaps)


def mean_over_outlets(
    values: Floats, event: Ints, outlet: Ints, member: Bools
) -> tuple[Floats, Floats]:
    """Shift of the group's outlets and its p over outlets, under each labelling."""
    counted = np.bincount(event)[event] > 1
    outlets, row = np.unique(outlet[counted], return_inverse=True)
    if not len(outlets):
        return np.full(len(member), np.nan), np.full(len(member), np.nan)

    def means(table: Floats) -> Floats:
        found = by_event(row.ravel(), table[:, counted]) / np.bincount(row.ravel())
        return np.asarray(found - found.mean(axis=1, keepdims=True), float)

    score = means(centred_by(event, values)[None])[0]
    labels = member.astype(float)
    centre = by_event(event, labels) / np.bincount(event)
    shift = means(labels - centre[:, event])
    sides = sides_of(member[:, counted], row.ravel(), len(outlets))
    u, per_shift = sides @ score, (sides * shift).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        estimate = u / per_shift
    known = np.isfinite(estimate)
    return np.where(known, estimate, np.nan), permuted(score[:, None], sides, u)
