"""From articles to cells: the units that are exchangeable within an event.

Articles of one outlet in one event share a hand, so their counts are summed into one
cell. Two layouts of the cells follow. `lay_out` is label-blind: it gathers, for every
event size, the counts of all cells of the events in which an item occurs. `strata_of`
then deals the labels of one group: the group's cells come first. An event without an
item, or with only the group or only others, has no part in that item's contrast.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from scipy import sparse

from analysis.stats.arrays import Bools, Floats, Ints, sum_by
from analysis.stats.saddlepoint import Points

Unit = Literal["cell", "outlet", "article"]
MIXED = -1
"""The outlet of a cell that holds articles of several outlets."""


@dataclass(frozen=True, kw_only=True)
class Cells:
    """Counts (cells by items) and exposure of each cell, sorted by event.

    ``event`` runs from 0 without gaps; ``outlet`` is `MIXED` where a cell joins several.
    """

    counts: sparse.csr_array
    exposure: Floats
    event: Ints
    outlet: Ints
    group: Ints

    @property
    def n_items(self) -> int:
        """Number of items counted."""
        return int(self.counts.shape[1])

    @property
    def event_size(self) -> Ints:
        """Number of cells of each event."""
        return np.bincount(self.event)

    def only(self, items: Ints) -> Cells:
        """Keep some items; the cells stay as they are."""
        return Cells(
            counts=sparse.csr_array(self.counts[:, items]),
            exposure=self.exposure,
            event=self.event,
            outlet=self.outlet,
            group=self.group,
        )


def constant_within(outlet: Ints, group: Ints) -> bool:
    """Tell whether every outlet is in one group only: then the outlet is the unit.

    Examples
    --------
    >>> constant_within(np.array([0, 0, 1]), np.array([5, 5, 5]))
    True
    >>> constant_within(np.array([0, 0, 1]), np.array([5, 6, 5]))
    False
    """
    pairs = np.unique(np.stack([outlet, group]), axis=1)
    return bool(pairs.shape[1] == len(np.unique(outlet)))


def collapse(
    counts: sparse.csr_array,
    exposure: Floats,
    *,
    event: Ints,
    outlet: Ints,
    group: Ints,
    unit: Unit,
) -> Cells:
    """Sum articles into cells; leave out articles of no event (-1) or without exposure.

    ``unit="article"`` keeps every article. Otherwise a cell is an outlet in an event
    where each outlet has one group, and a group in an event where outlets have several
    (an attribute of articles, such as the genre).

    Examples
    --------
    Two articles of outlet 0 and one of outlet 1 in one event make two cells:

    >>> y = sparse.csr_array(np.array([[1.0], [2.0], [5.0]]))
    >>> cells = collapse(y, np.array([100.0, 80, 90]), event=np.zeros(3, int),
    ...     outlet=np.array([0, 0, 1]), group=np.array([0, 0, 1]), unit="cell")
    >>> cells.counts.toarray().ravel().tolist(), cells.exposure.tolist()
    ([3.0, 5.0], [180.0, 90.0])
    """
    used = np.flatnonzero((event >= 0) & (exposure > 0))
    event, outlet, group = event[used], outlet[used], group[used]
    if unit == "article":
        owner = np.arange(len(used))
    else:
        owner = outlet if constant_within(outlet, group) else group
    keys = np.stack([event, owner])
    found, cell = np.unique(keys, axis=1, return_inverse=True)
    cell = cell.ravel()
    n_cells = found.shape[1]
    gather = sparse.csr_array(
        (np.ones(len(used)), (cell, np.arange(len(used)))), shape=(n_cells, len(used))
    )
    summed = sparse.csr_array(gather @ sparse.csr_array(counts)[used])
    summed.sort_indices()
    return Cells(
        counts=summed,
        exposure=sum_by(cell, exposure[used], n_cells),
        event=np.unique(found[0], return_inverse=True)[1].ravel(),
        outlet=shared_code(cell, outlet, n_cells),
        group=shared_code(cell, group, n_cells),
    )


def shared_code(cell: Ints, code: Ints, n_cells: int) -> Ints:
    """Give the code that all members of a cell have, and `MIXED` where they differ."""
    low, high = np.full(n_cells, np.iinfo(np.int64).max), np.full(n_cells, MIXED)
    np.minimum.at(low, cell, code)
    np.maximum.at(high, cell, code)
    return np.where(low == high, high, MIXED)


@dataclass(frozen=True, kw_only=True)
class EventsOfSize:
    """Where items occur in events of one size: a column for each event and item.

    ``counts`` and ``exposure`` have one row for each cell of the event, in the order of
    the cells, which start at ``first_cell``. Nothing here depends on the groups.
    """

    item: Ints
    event: Ints
    first_cell: Ints
    counts: Floats
    exposure: Floats

    @cached_property
    def residual(self) -> Floats:
        """Counts less what the event's common rate expects: r = y - n · Y/N."""
        return residuals(self.counts, self.exposure)

    @cached_property
    def squares(self) -> Floats:
        """Sum of squared residuals of each column: its evidence."""
        return np.asarray((self.residual**2).sum(axis=0), float)

    @cached_property
    def edges_of_one(self) -> Floats:
        """Largest residual and the log chance that one cell has it; then so for -residual."""
        sides = (Points(item=self.item, value=sign * self.residual) for sign in (1, -1))
        return np.array([side.edge() for side in sides])

    @cached_property
    def totals(self) -> tuple[Floats, Floats]:
        """Counts and exposures of whole events."""
        return self.counts.sum(axis=0), self.exposure.sum(axis=0)


def lay_out(cells: Cells) -> tuple[EventsOfSize, ...]:
    """Lay the counts out by event size, without a look at the groups.

    Events of one cell compare nothing and are left out.
    """
    sizes = cells.event_size
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]) if len(sizes) else np.zeros(0, int)
    entries = sparse.coo_array(cells.counts)
    cell, item = (axis.astype(np.int64) for axis in entries.coords)
    event = cells.event[cell]
    key, pair = np.unique(event * cells.n_items + item, return_inverse=True)
    pair_event, pair_item = key // max(cells.n_items, 1), key % max(cells.n_items, 1)
    blocks = []
    for size in np.unique(sizes[sizes > 1]):
        chosen = sizes[pair_event] == size
        column = np.where(chosen, np.cumsum(chosen) - 1, -1)[pair]
        here = column >= 0
        counts = np.zeros((size, int(chosen.sum())))
        counts[(cell - starts[event])[here], column[here]] = entries.data[here]
        blocks.append(
            EventsOfSize(
                item=pair_item[chosen],
                event=pair_event[chosen],
                first_cell=starts[pair_event[chosen]],
                counts=counts,
                exposure=cells.exposure[starts[pair_event[chosen]] + np.arange(size)[:, None]],
            )
        )
    return tuple(blocks)


@dataclass(frozen=True, kw_only=True)
class Strata:
    """One group against the others in events of one size: the group's cells come first.

    ``counts`` and ``exposure`` have a row for each cell and a column for each event and
    item; the first ``drawn`` rows are the group's.
    """

    item: Ints
    event: Ints
    counts: Floats
    exposure: Floats
    outlet: Ints
    drawn: int

    @property
    def residual(self) -> Floats:
        """Counts less what the event's common rate expects: r = y - n · Y/N.

        The residuals of an event sum to 0. They do not depend on the labels.
        """
        return residuals(self.counts, self.exposure)

    def supposing(self, effect: Floats) -> Strata:
        """Take a supposed log rate ratio, one for each item, out of the counts.

        They become y · exp(-effect/2) in the group and y · exp(effect/2) elsewhere.
        """
        half = np.exp(effect[self.item] / 2)
        counts = self.counts * half
        counts[: self.drawn] = self.counts[: self.drawn] / half
        return replace(self, counts=counts)

    def only(self, position: Ints) -> Strata:
        """Keep the columns of items whose new ``position`` is 0 or more."""
        kept = position[self.item] >= 0
        return Strata(
            item=position[self.item[kept]],
            event=self.event[kept],
            counts=np.compress(kept, self.counts, axis=1),
            exposure=np.compress(kept, self.exposure, axis=1),
            outlet=np.compress(kept, self.outlet, axis=1),
            drawn=self.drawn,
        )


def stacked(tables: Sequence[Strata]) -> Strata:
    """Put the columns of tables with as many cells and as many drawn side by side."""
    return Strata(
        item=np.concatenate([table.item for table in tables]),
        event=np.concatenate([table.event for table in tables]),
        counts=np.concatenate([table.counts for table in tables], axis=1),
        exposure=np.concatenate([table.exposure for table in tables], axis=1),
        outlet=np.concatenate([table.outlet for table in tables], axis=1),
        drawn=tables[0].drawn,
    )


def residuals(counts: Floats, exposure: Floats) -> Floats:
    """Take from counts what the common rate of their column expects; drop rounding noise."""
    total = counts.sum(axis=0)
    left: Floats = counts - exposure * (total / exposure.sum(axis=0))
    left[np.abs(left) < 1e-10 * total] = 0.0
    return left


@dataclass(frozen=True, kw_only=True)
class Dealing:
    """The columns of a block in which a group has ``drawn`` cells, and which rows they are.

    ``rows`` has a row of the block for each cell, the group's first.
    """

    block: EventsOfSize
    columns: Ints
    rows: Ints
    drawn: int

    def own(self, table: Floats) -> Floats:
        """Sum what a table of the block has in the group's cells."""
        return np.asarray(table[self.rows[: self.drawn], self.columns].sum(axis=0), float)


def dealings(
    cells: Cells, blocks: Sequence[EventsOfSize], group: int, wanted: Bools | None = None
) -> Iterator[Dealing]:
    """Deal the labels of one group: event by event, which cells are its own.

    Events that hold only the group, or none of it, are left out; so are items that are
    not ``wanted``.
    """
    member = cells.group == group
    inside = np.bincount(cells.event, member)
    rank = group_first(member, cells.event)
    for block in blocks:
        size, drawn = len(block.counts), inside[block.event]
        if wanted is not None:
            drawn = np.where(wanted[block.item], drawn, 0)
        for k in np.unique(drawn[(drawn > 0) & (drawn < size)]):
            columns = np.flatnonzero(drawn == k)
            first = block.first_cell[columns]
            rows = rank[np.arange(size)[:, None] + first] - first
            yield Dealing(block=block, columns=columns, rows=rows, drawn=int(k))


def strata_of(
    cells: Cells, blocks: Sequence[EventsOfSize], group: int, wanted: Bools | None = None
) -> tuple[Strata, ...]:
    """Deal the labels: for each event size and number of the group's cells, one table.

    Examples
    --------
    >>> y = sparse.csr_array(np.array([[2.0], [1.0], [4.0]]))
    >>> cells = collapse(y, np.full(3, 100.0), event=np.zeros(3, int),
    ...     outlet=np.arange(3), group=np.arange(3), unit="cell")
    >>> [table] = strata_of(cells, lay_out(cells), group=2)
    >>> table.counts.ravel().tolist(), table.drawn
    ([4.0, 2.0, 1.0], 1)
    """
    tables = []
    for dealing in dealings(cells, blocks, group, wanted):
        block, columns = dealing.block, dealing.columns
        tables.append(
            Strata(
                item=block.item[columns],
                event=block.event[columns],
                counts=block.counts[dealing.rows, columns],
                exposure=block.exposure[dealing.rows, columns],
                outlet=cells.outlet[dealing.rows + block.first_cell[columns]],
                drawn=dealing.drawn,
            )
        )
    return tuple(tables)


def group_first(member: Bools, event: Ints) -> Ints:
    """Order the cells of each event so that the group's come first, the rest as they were.

    >>> group_first(np.array([False, True, True, False]), np.array([0, 0, 1, 1])).tolist()
    [1, 0, 2, 3]
    """
    return np.lexsort((~member, event))
