"""One set of items that share an exposure, asked of one group at a time.

A `Question` knows the cells and how groups are compared: within events (cells,
articles) or over outlets. It works through the items in lots, so that memory stays
bounded however large the events are; no number depends on how the lots are cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from analysis.stats.arrays import Bools, Floats, Ints
from analysis.stats.cells import (
    Cells,
    EventsOfSize,
    Strata,
    Unit,
    lay_out,
    stacked,
    strata_of,
)
from analysis.stats.guard import GUARD_ABOVE, burstiness, exposure_log_ratio, lopsided
from analysis.stats.interval import Test, invert
from analysis.stats.level import Levels, levels, wider
from analysis.stats.outlets import OutletTest, outlet_design, outlet_test
from analysis.stats.within import (
    SECOND_LOOK,
    Scores,
    WithinTest,
    reach,
    score,
)

LOT = 4_000_000
"""Numbers that the tables of one lot may hold (32 MB each)."""
TOGETHER = 500_000
"""Numbers in the tables of small tests up to which these are made together."""


@dataclass(frozen=True)
class Lot:
    """Some items: where they stand in the question, their cells, and the tables."""

    items: Ints
    cells: Cells
    blocks: Sequence[EventsOfSize]

    @cached_property
    def burstiness(self) -> Floats:
        """Burstiness of each item, for the exposure guard."""
        return burstiness(self.cells, self.blocks)


@dataclass(frozen=True)
class Question:
    """Items that stand at ``items`` of the whole tally, with the cells that count them.

    ``second_look`` is the permutation p up to which p is looked at twice.
    """

    items: Ints
    cells: Cells
    unit: Unit
    second_look: float = SECOND_LOOK

    @cached_property
    def n_outlets(self) -> int:
        """One more than the largest outlet code."""
        return int(self.cells.outlet.max(initial=0)) + 1

    def guarded(self, group: int) -> bool:
        """Tell whether the exposure guard is on for every item: it needs whole counts."""
        unequal = abs(exposure_log_ratio(self.cells, group)) > GUARD_ABOVE
        return unequal and self.unit != "outlet" and self.whole_counts

    def guarded_burstiness(
        self, lot: Lot, group: int, tables: Sequence[Strata]
    ) -> Floats | None:
        """Give the burstiness of the items that the guard is on for, missing elsewhere."""
        if self.guarded(group):
            return lot.burstiness
        if not self.whole_counts:
            return None
        on = lopsided(tables, len(lot.items))
        return np.where(on, lot.burstiness, np.nan) if on.any() else None

    @cached_property
    def whole_counts(self) -> bool:
        """Whether all counts are whole numbers."""
        return bool((self.cells.counts.data % 1 == 0).all())

    def lots(self, wanted: Bools) -> Iterator[Lot]:
        """Cut the wanted items into lots whose tables are small enough."""
        chosen = np.flatnonzero(wanted)
        room = np.cumsum(self.table_size[chosen] + self.n_outlets)
        number = (room // LOT).astype(int)
        for lot in np.unique(number):
            items = chosen[number == lot]
            cells = self.cells if len(items) == self.cells.n_items else self.cells.only(items)
            yield Lot(items, cells, lay_out(cells))

    @cached_property
    def table_size(self) -> Floats:
        """Count the cells of all events in which each item occurs."""
        sizes, event = self.cells.event_size, self.cells.event
        gather = sparse.csr_array(
            (np.ones(len(event)), (event, np.arange(len(event)))),
            shape=(len(sizes), len(event)),
        )
        occurs = sparse.csr_array(gather @ self.cells.counts)
        return np.bincount(
            occurs.indices, np.repeat(sizes, np.diff(occurs.indptr)), self.cells.n_items
        ).astype(float)

    def scores(self, groups: Sequence[int]) -> Iterator[tuple[int, Ints, Scored]]:
        """Score every item, for each group (a row) against the others, lot by lot.

        Yields the row, where the items of the lot stand in the whole tally, and what is
        known of them.
        """
        for lot in self.lots(np.ones(len(self.items), bool)):
            for row, group in enumerate(groups):
                yield row, self.items[lot.items], self.scored(lot, group)

    def scored(self, lot: Lot, group: int) -> Scored:
        """Score the items of a lot, and say what p each could have."""
        scores = score(lot.cells, lot.blocks, group)
        unknown = np.full(len(lot.items), np.nan)
        if self.unit != "outlet":
            far = reach(lot.cells, lot.blocks, group)
            return scores, far.p_min, far.plain_p(scores.u, scores.variance, self.second_look)
        design = outlet_design(self.cells, group)
        if not design.smaller_side:
            return scores, unknown, unknown
        return scores, outlet_test(lot.cells, design, group).attainable_p(), unknown

    def test(self, lot: Lot, group: int, asked: Ints) -> WithinTest | OutletTest:
        """Make the test of one group for the items ``asked`` of a lot."""
        if self.unit == "outlet":
            design = outlet_design(self.cells, group)
            return outlet_test(lot.cells, design, group).only(asked)
        wanted = np.zeros(len(lot.items), bool)
        wanted[asked] = True
        tables = strata_of(lot.cells, lot.blocks, group, wanted)
        rho = self.guarded_burstiness(lot, group, tables)
        test = WithinTest(
            tables=tables, n_items=len(lot.items), rho=rho, second_look=self.second_look
        )
        return test.only(asked)

    def asked(
        self, wanted: Bools, groups: Sequence[int]
    ) -> Iterator[tuple[tuple[Ints, Ints], WithinTest | OutletTest]]:
        """Make the tests of the ``wanted`` rows, with their places.

        ``wanted`` and the places are those of the whole tally: ``groups`` by items. The
        tests of many groups are joined while they are small: numpy is quick on long tables
        and slow on many.
        """
        waiting: list[tuple[Ints, Ints, WithinTest]] = []
        own = wanted[:, self.items]
        for lot in self.lots(np.asarray(own.any(axis=0))):
            for row, group in enumerate(groups):
                items = np.flatnonzero(own[row, lot.items])
                if not len(items):
                    continue
                places = np.full(len(items), row), self.items[lot.items[items]]
                test = self.test(lot, group, items)
                if isinstance(test, OutletTest):
                    yield places, test
                    continue
                waiting.append((*places, test))
                if sum(one.size for _, _, one in waiting) > TOGETHER:
                    yield joined_asked(waiting)
                    waiting.clear()
        if waiting:
            yield joined_asked(waiting)

    def put_p(self, wanted: Bools, groups: Sequence[int], p: Floats, share: Floats) -> None:
        """Put the final p, and one outlet's largest share in the evidence, where wanted.

        The tables are those of the whole tally: ``groups`` by items.
        """
        for at, test in self.asked(wanted, groups):
            p[at], share[at] = test.p(), test.largest_outlet_share()

    def intervals(
        self, wanted: Bools, groups: Sequence[int], log_ratio: Floats, p: Floats, alpha: float
    ) -> Iterator[tuple[tuple[Ints, Ints], tuple[Floats, Floats]]]:
        """Invert the test of the ``wanted`` rows; yields their places and both ends.

        A ``p`` that is missing, because its test could decide nothing, is computed here.
        """
        for at, test in self.asked(wanted, groups):
            known = np.where(np.isnan(p[at]), test.p(), p[at])
            quick = replace(test, second_look=alpha) if isinstance(test, WithinTest) else test
            yield at, invert(asking(quick), log_ratio[at], known, alpha)

    def levels(self, group: int, confidence: float) -> Levels:
        """Give the group's own rate of every item, over all of its events.

        A side is its outlets as much as its events: of the intervals over both it takes the
        wider.
        """
        over_events = self.levels_over(self.cells.event, group, confidence)
        if self.unit != "outlet":
            return over_events
        return wider(self.levels_over(self.cells.outlet, group, confidence), over_events)

    def levels_over(self, code: Ints, group: int, confidence: float) -> Levels:
        """Give the group's own rate, with an interval over what ``code`` tells apart."""
        mine = np.flatnonzero(self.cells.group == group)
        found, row = np.unique(code[mine], return_inverse=True)
        gather = sparse.csr_array(
            (np.ones(len(mine)), (row.ravel(), mine)),
            shape=(len(found), len(self.cells.event)),
        )
        counts = sparse.csr_array(gather @ self.cells.counts)
        exposure = np.bincount(row.ravel(), self.cells.exposure[mine], len(found)).astype(float)
        return levels(counts, exposure, confidence=confidence)


def joined_asked(
    asked: Sequence[tuple[Ints, Ints, WithinTest]],
) -> tuple[tuple[Ints, Ints], WithinTest]:
    """Join tests, and the rows and items that they are about."""
    rows, items, tests = zip(*asked, strict=True)
    return (np.concatenate(rows), np.concatenate(items)), together(tests)


def together(tests: Sequence[WithinTest]) -> WithinTest:
    """Make one test of several that are alike but for their items, one after the other."""
    starts = np.cumsum([0, *(test.n_items for test in tests)])
    lots: dict[tuple[int, int], list[Strata]] = {}
    for start, test in zip(starts, tests, strict=False):
        for table in test.tables:
            key = len(table.counts), table.drawn
            lots.setdefault(key, []).append(replace(table, item=table.item + start))
    rho = [np.full(t.n_items, np.nan) if t.rho is None else t.rho for t in tests]
    return replace(
        tests[0],
        tables=[stacked(lots[key]) for key in sorted(lots)],
        n_items=int(starts[-1]),
        rho=np.concatenate(rho),
    )


def asking(test: WithinTest | OutletTest) -> Test:
    """Let a test be asked about some of its items at supposed effects."""

    def ask(items: Ints, effect: Floats) -> tuple[Floats, Floats]:
        return test.only(items).at(effect)

    return ask


Scored = tuple[Scores, Floats, Floats]
"""Scores, the smallest attainable p, and p itself where the normal tail decides it."""
