"""How often a difference would be found: the test itself, on many studies to come.

Studies are drawn from a pilot (`analysis.stats.replicas`), a difference is planted in one
group, and p is that of the comparison, whatever guards and maxima belong to it. No formula
stands in for the test. What p must reach follows from the family the study will have: Tarone's
filter looks at the smallest p that each item could reach, and a finding that is alone must
reach fdr over the number of tests that are kept.

References
----------
Tarone, R. E. (1990). A modified Bonferroni method for discrete data. *Biometrics* 46,
515-522.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from analysis.stats.arrays import Floats, Ints, sum_by
from analysis.stats.cautions import refusal
from analysis.stats.cells import Cells, Unit
from analysis.stats.contrast import Comparison
from analysis.stats.differences import mean_p, smallest_mean_p
from analysis.stats.multiplicity import ROUNDING
from analysis.stats.outlets import attainable, outlet_design, outlet_test, permutation_p
from analysis.stats.question import Question
from analysis.stats.replicas import (
    Drawn,
    Pilot,
    Size,
    at_length,
    draw_sides,
    draw_within,
    planted,
)
from analysis.stats.scalars import outlet_means


@dataclass(frozen=True, kw_only=True)
class Runs:
    """What the test gave in studies to come: a row an effect, a column a run.

    In the first row nothing is planted. ``p`` is 1 where the test was not made, since it
    could not have reached the level asked about; ``p_min`` is the smallest p that was
    attainable, missing where there was nothing to test. ``n_events`` counts the events of
    each run in which the item occurs.
    """

    p: Floats
    p_min: Floats
    n_events: Ints


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A study to come: what is looked for in it, and how.

    ``items`` has the item of each run. ``effects`` are rate ratios of the group to the
    others, or differences of means. ``level`` is the largest p of interest: above it, p is
    the permutation's alone, which is a lower bound. ``n_groups`` is that of the study, where
    whole outlets are dealt to groups.
    """

    items: Ints
    group: int
    size: Size
    effects: Floats
    level: float
    n_groups: int = 2

    def in_pilot(self, pilot: Pilot) -> tuple[Pilot, Planned]:
        """Keep what the runs look at, and number it anew."""
        items, position = np.unique(self.items, return_inverse=True)
        return pilot.only(items), replace(self, items=position.ravel())


def runs_of_rates(pilot: Pilot, planned: Planned, rng: np.random.Generator) -> Runs:
    """Test rates in drawn studies, one for each of ``planned.items``.

    Examples
    --------
    Two outlets, and a word that only one of them uses in each of six events: 2/2^6.

    >>> from analysis.stats.replicas import pilot_of
    >>> pilot = pilot_of(sparse.csr_array(np.full((16, 1), 50.0)), np.full(16, 500.0),
    ...     event=np.repeat(np.arange(8), 2), outlet=np.tile([0, 1], 8),
    ...     group=np.tile([0, 1], 8), unit="cell")
    >>> planned = Planned(items=np.zeros(3, int), group=0, size=Size(n_events=6),
    ...     effects=np.array([1e9]), level=0.05)
    >>> runs_of_rates(pilot, planned, np.random.default_rng(1)).p.tolist()
    [[1.0, 1.0, 1.0], [0.03125, 0.03125, 0.03125]]
    """
    pilot, planned = planned.in_pilot(pilot)
    effects = np.concatenate([[1.0], planned.effects])
    if pilot.unit == "outlet":
        return _each_side(pilot, planned, rng, effects, _side_rates)
    n_runs = len(planned.items)
    drawn = draw_within(pilot, n_runs, group=planned.group, size=planned.size, rng=rng)
    cells = _cells(pilot, drawn, planned, effects, rng)
    shape = (len(effects), n_runs)
    p, p_min, n_events = _tested(cells, pilot.unit, planned.level)
    return Runs(p=p.reshape(shape), p_min=p_min.reshape(shape), n_events=n_events[:n_runs])


def _tested(cells: Cells, unit: Unit, level: float) -> tuple[Floats, Floats, Ints]:
    """Test group 0 of two as the comparison does: p, the smallest p, the events of each item.

    Where p could not be at or below ``level`` it is given as 1.
    """
    items = np.arange(cells.n_items)
    comparison = Comparison(
        questions=[Question(items, cells, unit, second_look=level)],
        n_units=np.zeros((2, len(items)), np.int64),
        n_members=np.ones(2, np.int64),
        names=["own", "others"],
    )
    known, p_min, p = comparison.scores()
    wanted = np.isnan(p) & (np.nan_to_num(p_min, nan=1.0) <= level * ROUNDING)
    comparison.look(wanted, p, np.full_like(p, np.nan), None)
    return np.nan_to_num(p[0], nan=1.0), p_min[0], known.n_events[0]


def runs_of_means(pilot: Pilot, planned: Planned, rng: np.random.Generator) -> Runs:
    """Test means in drawn studies, one for each of ``planned.items``.

    An article's count is its value, its exposure 1; a cell has the mean of its articles.
    """
    pilot, planned = planned.in_pilot(pilot)
    effects = np.concatenate([[0.0], planned.effects])
    if pilot.unit == "outlet":
        return _each_side(pilot, planned, rng, effects, _side_means)
    size, n_runs = planned.size, len(planned.items)
    drawn = draw_within(pilot, n_runs, group=planned.group, size=size, rng=rng)
    total, among = pilot.contents(drawn.source, planned.items[drawn.run], size.n_articles, rng)
    value, n_slots = total / among, int(drawn.event[-1]) + 1
    own, others = (
        sum_by(drawn.event, value * side, n_slots) / np.bincount(drawn.event, side, n_slots)
        for side in (drawn.own, ~drawn.own)
    )
    gaps = (own - others).reshape(n_runs, -1)
    p = np.array([mean_p(gaps + shift) for shift in effects])
    return Runs(
        p=np.nan_to_num(p, nan=1.0),
        p_min=np.full_like(p, smallest_mean_p(gaps.shape[1])),
        n_events=np.full(n_runs, gaps.shape[1]),
    )


def _cells(
    pilot: Pilot, drawn: Drawn, planned: Planned, effects: Floats, rng: np.random.Generator
) -> Cells:
    """Count in the cells of drawn studies; one column an effect and run, in this order.

    Events in which the item of their run does not occur tell nothing within events, and are
    left out there; outlets without it count all the same.
    """
    items, size = planned.items, planned.size
    count, among = pilot.contents(drawn.source, items[drawn.run], size.n_articles, rng)
    length = pilot.length(drawn.cell, size.n_articles)
    counts = planted(at_length(count, among, length, rng), drawn.own, effects, rng)
    used = np.arange(len(drawn.cell))
    if pilot.unit != "outlet":
        used = np.flatnonzero(np.bincount(drawn.event, counts[:, 0])[drawn.event])
    row, kind = np.nonzero(counts[used])
    column = drawn.run[used][row] + len(items) * kind
    return Cells(
        counts=sparse.csr_array(
            (counts[used][row, kind], (row, column)),
            shape=(len(used), len(items) * len(effects)),
        ),
        exposure=length[used],
        event=np.unique(drawn.event[used], return_inverse=True)[1].ravel(),
        outlet=drawn.place[used],
        group=np.where(drawn.own[used], 0, 1),
    )


Side = Callable[[Pilot, Drawn, Planned, Floats, np.random.Generator], Runs]


def _each_side(
    pilot: Pilot,
    planned: Planned,
    rng: np.random.Generator,
    effects: Floats,
    test: Side,
) -> Runs:
    """Draw two sides for each run, and put what the test gave side by side."""
    runs = []
    for item in planned.items:
        drawn = draw_sides(pilot, planned.n_groups, size=planned.size, rng=rng)
        one = replace(planned, items=np.array([item]))
        runs.append(test(pilot, drawn, one, effects, rng))
    return Runs(
        p=np.concatenate([one.p for one in runs], axis=1),
        p_min=np.concatenate([one.p_min for one in runs], axis=1),
        n_events=np.concatenate([one.n_events for one in runs]),
    )


def _side_rates(
    pilot: Pilot, drawn: Drawn, planned: Planned, effects: Floats, rng: np.random.Generator
) -> Runs:
    """Permute the sides of one drawn study over its outlets, for every ratio."""
    cells = _cells(pilot, drawn, planned, effects, rng)
    design = outlet_design(cells, 0)
    occurs = np.unique(cells.event[np.flatnonzero(cells.counts[:, [0]].toarray())])
    p, p_min = np.ones(len(effects)), np.full(len(effects), np.nan)
    if not refusal(design, 1):
        test = outlet_test(cells, design, 0)
        p, p_min = test.p(), test.attainable_p()
    return Runs(p=p[:, None], p_min=p_min[:, None], n_events=np.array([len(occurs)]))


def _side_means(
    pilot: Pilot, drawn: Drawn, planned: Planned, effects: Floats, rng: np.random.Generator
) -> Runs:
    """Permute the sides of one drawn study over its outlets' means, for every difference."""
    items = np.repeat(planned.items, len(drawn.cell))
    total, among = pilot.contents(drawn.source, items, planned.size.n_articles, rng)
    event = np.unique(drawn.event, return_inverse=True)[1].ravel()
    cells = Cells(
        counts=sparse.csr_array((len(event), 1)),
        exposure=np.ones(len(event)),
        event=event,
        outlet=drawn.place,
        group=np.where(drawn.own, 0, 1),
    )
    design = outlet_design(cells, 0)
    p, p_min = np.ones(len(effects)), np.full(len(effects), np.nan)
    if not refusal(design, 1):
        shift = outlet_means(cells, design.outlets, drawn.own.astype(float))
        score = outlet_means(cells, design.outlets, total / among) + shift * effects
        p = permutation_p(score, design.member, score[design.member].sum(axis=0))
        p_min = attainable(score, design.member)
    n_events = np.array([len(cells.event_size)])
    return Runs(p=p[:, None], p_min=p_min[:, None], n_events=n_events)


@dataclass(frozen=True, kw_only=True)
class ToReach:
    """The family of a study to come: its tests, and what a finding must reach.

    ``threshold`` is the p that a test must be able to reach to be one of ``n_tests``;
    ``needed_p`` is what the only finding among them must have.
    """

    n_tests: int
    threshold: float
    needed_p: float

    def found(self, p: Floats, p_min: Floats) -> int:
        """Count the runs that would be a finding."""
        testable = np.nan_to_num(p_min, nan=1.0) <= self.threshold * ROUNDING
        return int((testable & (p <= self.needed_p * ROUNDING)).sum())


def family_to_come(p_min: Floats, weight: Floats, fdr: float) -> ToReach:
    """Apply Tarone's filter to a family of which some members were drawn.

    ``weight`` says for how many tests each drawn smallest p stands; their sum is the size of
    the family. The smallest K with #{p_min <= fdr/K} <= K is found, as in
    `analysis.stats.multiplicity.tarone`; the first finding then needs fdr over the number
    of tests kept.

    Examples
    --------
    A list of 1,000 words, of which one in ten could reach anything:

    >>> p_min, weight = np.repeat([1e-9, 0.5], [1, 9]), np.full(10, 100.0)
    >>> family_to_come(p_min, weight, 0.05)
    ToReach(n_tests=100, threshold=0.0005, needed_p=0.0005)
    """
    order = np.argsort(p_min, kind="stable")
    reached, kept = p_min[order], np.concatenate([[0.0], np.cumsum(weight[order])])
    k = np.arange(1, max(1, round(kept[-1])) + 1)
    known = reached[~np.isnan(reached)]
    reachable = kept[np.searchsorted(known, fdr / k * ROUNDING, side="right")]
    first = int(np.argmax(reachable <= k + 1e-9))
    n_tests = max(1, round(float(reachable[first])))
    return ToReach(n_tests=n_tests, threshold=fdr / float(k[first]), needed_p=fdr / n_tests)
