"""Studies to come, drawn from a pilot: its events, outlets and articles over again.

Whole events are drawn with replacement, with all their cells. A pilot has differences of its
own, which must not count as the one that is planted: within each event, what cells say is
dealt anew among them, while each keeps its group and its length. Then nothing differs between
groups, and a rate ratio is planted by thinning: each use by the weaker side is kept with the
chance 1/ratio. Where outlets are the units, whole outlets are drawn, and dealt to two sides.

References
----------
Davison, A. C. & Hinkley, D. V. (1997). *Bootstrap Methods and their Application*, section
3.8 (resampling of whole clusters). Cambridge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from analysis.stats.arrays import Bools, Floats, Ints
from analysis.stats.cells import Cells, Unit, collapse


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large a study is to be; ``None`` leaves a number as the pilot has it.

    ``n_events`` are events that the group shares with others. ``n_outlets`` are those of an
    event, the group's among them; where outlets are the units, those of each side.
    ``n_articles`` are those of a cell.
    """

    n_events: int | None = None
    n_outlets: int | None = None
    n_articles: int | None = None


@dataclass(frozen=True, kw_only=True)
class Pilot:
    """What a pilot counted in its articles, and the cells that gather them.

    ``counts`` has a row an article and a column an item; ``cells.counts`` has a row a cell
    and a column an article, 1 where the cell holds it.
    """

    counts: sparse.csr_array
    exposure: Floats
    cells: Cells
    unit: Unit

    @cached_property
    def articles_of(self) -> Ints:
        """Number of articles of each cell."""
        return np.diff(self.cells.counts.indptr).astype(np.int64)

    @cached_property
    def first_cell(self) -> Ints:
        """The cell with which each event begins."""
        sizes = self.cells.event_size
        return np.cumsum(sizes) - sizes

    def shared_by(self, group: int) -> Ints:
        """Name the events that a group shares with others."""
        own = np.bincount(self.cells.event, self.cells.group == group)
        return np.flatnonzero((own > 0) & (own < self.cells.event_size))

    def length(self, cell: Ints, n_articles: int | None) -> Floats:
        """Give the exposure of cells, as they are or with another number of articles."""
        whole = self.cells.exposure[cell]
        return whole if n_articles is None else n_articles * whole / self.articles_of[cell]

    @cached_property
    def by_article(self) -> Floats:
        """Counts of articles by items, laid out in full: for some items at a time."""
        return np.asarray(self.counts.toarray(), float)

    @cached_property
    def by_cell(self) -> Floats:
        """Counts of cells by items."""
        return np.asarray(self.cells.counts @ self.by_article, float)

    def only(self, items: Ints) -> Pilot:
        """Keep some items; the cells stay as they are."""
        return replace(self, counts=sparse.csr_array(self.counts[:, items]))

    def contents(
        self, cell: Ints, item: Ints, n_articles: int | None, rng: np.random.Generator
    ) -> tuple[Floats, Floats]:
        """Count an item in each cell, and say among how much: ``item`` goes with ``cell``."""
        if n_articles is None:
            return self.by_cell[cell, item], self.cells.exposure[cell]
        article = self.articles_drawn(cell, n_articles, rng)
        counts = self.by_article[article, item[:, None]]
        return counts.sum(axis=1), self.exposure[article].sum(axis=1)

    def articles_drawn(self, cell: Ints, number: int, rng: np.random.Generator) -> Ints:
        """Draw articles of each cell; where it has only one, articles of its event."""
        own, opens = self.articles_of, self.cells.counts.indptr
        several, event = own > 1, self.cells.event
        start = np.where(several, opens[:-1], opens[self.first_cell[event]])
        whole = np.bincount(event, own).astype(np.int64)
        room = np.where(several, own, whole[event])
        pick = (rng.random((len(cell), number)) * room[cell][:, None]).astype(np.int64)
        return np.asarray(self.cells.counts.indices[start[cell][:, None] + pick], np.int64)


def pilot_of(
    counts: sparse.csr_array,
    exposure: Floats,
    *,
    event: Ints,
    outlet: Ints,
    group: Ints,
    unit: Unit,
) -> Pilot:
    """Gather the articles of a pilot into the cells that its comparison has.

    Examples
    --------
    Two articles of outlet 0 and one of outlet 1 in one event make two cells:

    >>> pilot = pilot_of(sparse.csr_array(np.array([[1.0], [2.0], [5.0]])),
    ...     np.array([100.0, 80, 90]), event=np.zeros(3, int), outlet=np.array([0, 0, 1]),
    ...     group=np.array([0, 0, 1]), unit="cell")
    >>> pilot.articles_of.tolist(), pilot.length(np.arange(2), 1).tolist()
    ([2, 1], [90.0, 90.0])
    """
    members = sparse.csr_array(sparse.eye_array(counts.shape[0]))
    cells = collapse(members, exposure, event=event, outlet=outlet, group=group, unit=unit)
    return Pilot(counts=sparse.csr_array(counts), exposure=exposure, cells=cells, unit=unit)


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Cells of studies to come, by run and by event.

    ``cell`` is the cell of the pilot whose length is kept, ``source`` the one whose contents
    are; ``place`` numbers the cells of an event, or the outlets that were drawn.
    """

    run: Ints
    event: Ints
    cell: Ints
    source: Ints
    own: Bools
    place: Ints


def draw_within(
    pilot: Pilot, n_runs: int, *, group: int, size: Size, rng: np.random.Generator
) -> Drawn:
    """Draw studies of events that a group shares with others; deal what their cells say.

    With ``size.n_outlets`` an event has so many cells: the others are drawn, each as often as
    any other as far as their number allows.
    """
    shared = pilot.shared_by(group)
    n_events = len(shared) if size.n_events is None else size.n_events
    picked = rng.choice(shared, n_runs * n_events)
    sizes = pilot.cells.event_size[picked]
    event, place = spread(sizes)
    cell = pilot.first_cell[picked][event] + place
    member = pilot.cells.group[cell] == group
    cell = cell[np.lexsort((rng.random(len(cell)), ~member, event))]
    if size.n_outlets is not None:
        own = np.bincount(event, member).astype(np.int64)
        starts = np.cumsum(sizes) - sizes
        event, place = spread(np.full(len(picked), size.n_outlets))
        inside, outside = own[event], (sizes - own)[event]
        further = inside + (place - inside) % outside
        cell = cell[starts[event] + np.where(place < inside, place, further)]
    return Drawn(
        run=event // n_events,
        event=event,
        cell=cell,
        source=cell[np.lexsort((rng.random(len(cell)), event))],
        own=pilot.cells.group[cell] == group,
        place=place,
    )


def draw_sides(pilot: Pilot, n_groups: int, *, size: Size, rng: np.random.Generator) -> Drawn:
    """Draw whole outlets for each group, and events if their number is given: one run.

    Only outlets that meet others are drawn, without a look at the group they are in.
    """
    cells = pilot.cells
    meets = np.flatnonzero(cells.event_size[cells.event] > 1)
    order = meets[np.argsort(cells.outlet[meets], kind="stable")]
    outlets, opens, sizes = np.unique(
        cells.outlet[order], return_index=True, return_counts=True
    )
    n_side = size.n_outlets or len(outlets) // n_groups
    chosen = rng.integers(len(outlets), size=n_groups * n_side)
    times = np.ones(len(cells.event_size), np.int64)
    if size.n_events is not None:
        picked = rng.choice(np.unique(cells.event[meets]), size.n_events)
        times = np.bincount(picked, minlength=len(times))
    place, within = spread(sizes[chosen])
    cell = order[opens[chosen][place] + within]
    row, copy = spread(times[cells.event[cell]])
    place, cell = place[row], cell[row]
    event = (np.cumsum(times) - times)[cells.event[cell]] + copy
    by_event = np.argsort(event, kind="stable")
    place, cell = place[by_event], cell[by_event]
    return Drawn(
        run=np.zeros(len(cell), np.int64),
        event=event[by_event],
        cell=cell,
        source=cell,
        own=place < n_side,
        place=place,
    )


def spread(sizes: Ints) -> tuple[Ints, Ints]:
    """Give the members of lists of these sizes: which list, and which place in it.

    >>> [numbers.tolist() for numbers in spread(np.array([2, 0, 3]))]
    [[0, 0, 2, 2, 2], [0, 1, 0, 1, 2]]
    """
    which = np.repeat(np.arange(len(sizes)), sizes)
    return which, np.arange(len(which)) - (np.cumsum(sizes) - sizes)[which]


def at_length(count: Floats, among: Floats, length: Floats, rng: np.random.Generator) -> Ints:
    """Bring counts ``among`` one exposure to another, rounded up or down by chance."""
    exact = count * (length / among)
    whole = np.floor(exact + 1e-9)
    return np.asarray(whole + (rng.random(len(exact)) < exact - whole), np.int64)


def planted(counts: Ints, own: Bools, ratios: Floats, rng: np.random.Generator) -> Floats:
    """Thin the counts of one side, so that its rate is the other's over the ratio.

    One column a ratio: above 1 the others' counts are thinned, below 1 the group's own. Of
    two ratios the stronger thins what the weaker has left.

    Examples
    --------
    >>> own = np.array([True, False])
    >>> rng = np.random.default_rng(1)
    >>> planted(np.array([8, 8]), own, np.array([1.0, 1e9, 1e-9]), rng).tolist()
    [[8.0, 8.0, 0.0], [8.0, 0.0, 8.0]]
    """
    table = np.repeat(counts[:, None].astype(float), len(ratios), axis=1)
    for side, strength in ((~own, ratios), (own, 1 / ratios)):
        kept, before = counts[side], 1.0
        for column in np.argsort(strength, kind="stable"):
            if strength[column] > 1:
                kept = rng.binomial(kept, before / strength[column])
                before = float(strength[column])
                table[side, column] = kept
    return table
