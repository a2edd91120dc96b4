"""One group against the others within the same events.

Null hypothesis: within an event, the cells are exchangeable: who wrote which cell does
not matter for how often the item occurs at the event's common rate. The score of a group
is U = sum over events of the residuals of its cells; its exact permutation variance is
V = sum of m_a (m - m_a) / (m (m - 1)) · sum r². Events with only the group, or without
it, contribute nothing, so that nothing need be imputed.

p = max(p_perm, p_stud), and the exposure guard's p where it is on: see
`analysis.stats.saddlepoint`, `analysis.stats.studentised`, `analysis.stats.guard`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from analysis.stats.arrays import Bools, Floats, Ints, sum_by
from analysis.stats.cells import MIXED, Cells, Dealing, EventsOfSize, Strata, dealings
from analysis.stats.exact import (
    MOST_ARRANGEMENTS,
    Arrangements,
    arrangements,
    few_arrangements,
)
from analysis.stats.guard import guard_p
from analysis.stats.ratio import log_ratio_of, mantel_haenszel_terms
from analysis.stats.saddlepoint import (
    NORMAL_BELOW,
    TIE,
    Draws,
    Part,
    Points,
    draws,
    log_choose,
    renumbered,
    upper_tail,
)
from analysis.stats.studentised import log_chance_of_seen, studentised_tail

SECOND_LOOK = 0.1
"""The studentised p and the guard are computed where the permutation p is at most this.

Above it, and above every level at which something is decided, p is p_perm alone, which
is a lower bound of the maximum.
"""
ROUNDING = 1e-8
"""The guard's p comes from logarithms of large numbers; nearer than this it is the same."""
MOST_PARTS = 8
"""More tables than this are gathered into fewer, padded ones: small ones cost most."""


@dataclass(frozen=True, kw_only=True)
class Scores:
    """What the labels and the counts say before any p, one entry for each item.

    ``largest_event_share`` is that of the event with the largest sum of r² in the sum
    over all.
    """

    u: Floats
    variance: Floats
    log_ratio: Floats
    n_events: Ints
    largest_event_share: Floats


def score(cells: Cells, blocks: Sequence[EventsOfSize], group: int) -> Scores:
    """Score one group's items against the others, over the events they share.

    Examples
    --------
    Three events of two outlets, counts 3,1 | 2,0 | 4,1:

    >>> from scipy import sparse
    >>> from analysis.stats.cells import collapse, lay_out
    >>> cells = collapse(
    ...     sparse.csr_array(np.array([[3.0], [1], [2], [0], [4], [1]])),
    ...     np.array([100.0, 100, 200, 100, 150, 150]), event=np.array([0, 0, 1, 1, 2, 2]),
    ...     outlet=np.tile([0, 1], 3), group=np.tile([0, 1], 3), unit="cell")
    >>> found = score(cells, lay_out(cells), 0)
    >>> [round(float(x[0]), 7) for x in (found.u, found.variance, found.log_ratio)]
    [3.1666667, 3.6944444, 1.4271164]
    """
    size = cells.n_items
    u, variance, evidence, largest, r, s = np.zeros((6, size))
    n_events = np.zeros(size, int)
    for dealing in dealings(cells, blocks, group):
        block, k, m = dealing.block, dealing.drawn, len(dealing.rows)
        item, squares = block.item[dealing.columns], block.squares[dealing.columns]
        spread = sum_by(item, squares, size)
        u += sum_by(item, dealing.own(block.residual), size)
        variance += spread * (k * (m - k) / (m * (m - 1)))
        evidence += spread
        n_events += np.bincount(item, squares > 0, size).astype(int)
        np.maximum.at(largest, item, squares)
        own, others = ratio_terms(dealing)
        r += sum_by(item, own, size)
        s += sum_by(item, others, size)
    with np.errstate(invalid="ignore", divide="ignore"):
        return Scores(
            u=u,
            variance=variance,
            log_ratio=log_ratio_of(r, s),
            n_events=n_events,
            largest_event_share=largest / evidence,
        )


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How far the score of each item could go: upwards in row 0, downwards in row 1.

    ``best`` is the largest score, ``log_chance`` its chance, ``log_ways`` the logarithm
    of the number of ways to deal the labels.
    """

    best: Floats
    log_chance: Floats
    log_ways: Floats

    @property
    def p_min(self) -> Floats:
        """Smallest p that any dealing of the labels could give; missing without information."""
        p_min = np.minimum(1.0, 2 * np.exp(self.log_chance.min(axis=0)))
        return np.where(self.best.any(axis=0), p_min, np.nan)

    def plain_p(self, u: Floats, variance: Floats, second_look: float) -> Floats:
        """Give p where the normal tail decides it, and no second look is needed.

        Missing elsewhere: there the labels must be dealt (see `WithinTest`).
        """
        side = (u < 0).astype(int), np.arange(len(u))
        with np.errstate(invalid="ignore", divide="ignore"):
            z = np.abs(u) / np.sqrt(variance)
            p = np.minimum(1.0, 2 * np.maximum(ndtr(-z), np.exp(self.log_chance[side])))
        plain = (z <= NORMAL_BELOW) & (p > second_look)
        plain &= np.abs(u) < self.best[side] * (1 - TIE)
        plain &= self.log_ways > np.log(MOST_ARRANGEMENTS) + 1e-9
        return np.where(plain, p, np.nan)


def reach(cells: Cells, blocks: Sequence[EventsOfSize], group: int) -> Reach:
    """Work out how far the scores of one group could go, event by event."""
    size = cells.n_items
    edges, log_ways = np.zeros((2, 2, size)), np.zeros(size)
    for dealing in dealings(cells, blocks, group):
        block, columns = dealing.block, dealing.columns
        item = block.item[columns]
        if dealing.drawn == 1:
            found = block.edges_of_one[:, :, columns]
        else:
            part = draws(item, np.take(block.residual, columns, axis=1), dealing.drawn)
            sides = (part, part.signed(np.full(size, -1.0)))
            found = np.array([side.edge() for side in sides])
        edges += [[sum_by(item, row, size) for row in side] for side in found]
        ways = log_choose(len(block.counts), dealing.drawn)
        log_ways += sum_by(item, np.full(len(item), ways), size)
    return Reach(best=edges[:, 0], log_chance=edges[:, 1], log_ways=log_ways)


def ratio_terms(dealing: Dealing) -> tuple[Floats, Floats]:
    """Give each event's terms of the Mantel-Haenszel ratio."""
    count, exposure = dealing.own(dealing.block.counts), dealing.own(dealing.block.exposure)
    all_counts, all_exposure = (total[dealing.columns] for total in dealing.block.totals)
    return mantel_haenszel_terms(count, all_counts - count, exposure, all_exposure - exposure)


@dataclass(frozen=True, kw_only=True)
class WithinTest:
    """The test of one group for some items, at any supposed log rate ratio.

    ``rho`` is the burstiness of the items that the exposure guard is on for, and missing
    for the others; None where it is on for none.
    Where the permutation p is above ``second_look`` it is given alone: there it is a
    lower bound of the final p, and nothing is decided.
    """

    tables: Sequence[Strata]
    n_items: int
    rho: Floats | None = None
    second_look: float = SECOND_LOOK

    @property
    def size(self) -> int:
        """Count the numbers in the tables."""
        return sum(table.counts.size for table in self.tables)

    def only(self, items: Ints) -> WithinTest:
        """Keep the test of some items."""
        position = np.full(self.n_items, -1)
        position[items] = np.arange(len(items))
        return WithinTest(
            tables=[table.only(position) for table in self.tables],
            n_items=len(items),
            rho=None if self.rho is None else self.rho[items],
            second_look=self.second_look,
        )

    def p(self) -> Floats:
        """Give the final p of "no difference" for every item.

        Examples
        --------
        Six events of three cells, the first the group's, 100 words each (729 ways):

        >>> counts = np.array([[4.0, 1, 0], [2, 0, 1], [3, 1, 1], [5, 2, 0], [1, 0, 0],
        ...     [2, 3, 1]]).T
        >>> table = Strata(item=np.zeros(6, int), event=np.arange(6), counts=counts,
        ...     exposure=np.full((3, 6), 100.0), outlet=np.zeros((3, 6), int), drawn=1)
        >>> WithinTest(tables=[table], n_items=1).p().round(7).tolist()
        [0.0137174]
        """
        return self.at(np.zeros(self.n_items))[0]

    def largest_outlet_share(self) -> Floats:
        """Give one outlet's largest share in the evidence, the sum of r².

        Missing where cells mix outlets.
        """
        n_outlets = max((int(table.outlet.max()) + 1 for table in self.tables), default=0)
        if not n_outlets or any((table.outlet == MIXED).any() for table in self.tables):
            return np.full(self.n_items, np.nan)
        sums = np.zeros(self.n_items * n_outlets)
        for table in self.tables:
            place = table.item * n_outlets + table.outlet
            sums += sum_by(place.ravel(), table.residual.ravel() ** 2, len(sums))
        evidence = sums.reshape(self.n_items, n_outlets)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(evidence.max(axis=1) / evidence.sum(axis=1), float)

    def at(self, effect: Floats) -> tuple[Floats, Floats]:
        """Give the final p of a supposed log rate ratio for every item, and the score."""
        dealt = deal([table.supposing(effect) for table in self.tables], self.n_items)
        p = dealt.p(self.second_look)
        guarded = np.full(self.n_items, np.nan) if self.rho is None else self.rho
        doubtful = np.flatnonzero((p <= self.second_look) & np.isfinite(guarded))
        if len(doubtful):
            few = self.only(doubtful)
            again = guard_p(few.tables, guarded[doubtful], effect[doubtful])
            larger = again > p[doubtful] * (1 + ROUNDING)
            p[doubtful] = np.where(larger, again, p[doubtful])
        return p, dealt.u


@dataclass(frozen=True, kw_only=True)
class Dealt:
    """The permutation of the labels: what each event's score can be, and what it was."""

    parts: Sequence[Part]
    seen: Sequence[Floats]
    u: Floats
    squares: Floats
    variance: Floats

    def p(self, second_look: float) -> Floats:
        """Give max(p_perm, p_stud): enumerated where arrangements are few."""
        p = np.empty(len(self.u))
        few = few_arrangements(self.parts, len(self.u))
        for item, every in arrangements(self.parts, few):
            u, t = float(self.u[item]), float(self.statistic[item])
            p[item] = every.two_sided(u)
            if t > 0:
                p[item] = max(p[item], studentised_side(every, u, t))
        if not few.all():
            p[~few] = self.only(~few).smooth_p(second_look)
        return p

    @property
    def statistic(self) -> Floats:
        """T = |U| / sqrt(sum of U_e²), 0 where no event has a score."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.squares > 0, np.abs(self.u) / np.sqrt(self.squares), 0.0)

    def only(self, kept: Bools) -> Dealt:
        """Keep some of the items."""
        position = renumbered(kept)
        return Dealt(
            parts=[part.only(position) for part in self.parts],
            seen=[
                value[kept[part.item]]
                for part, value in zip(self.parts, self.seen, strict=True)
            ],
            u=self.u[kept],
            squares=self.squares[kept],
            variance=self.variance[kept],
        )

    def smooth_p(self, second_look: float) -> Floats:
        """Give max(p_perm, p_stud) by saddlepoint.

        In pairs T says what U says, and in events with too many arrangements to list T
        has no tail: there p_perm stands alone.
        """
        sign = np.where(self.u < 0, -1.0, 1.0)
        signed, every_seen = gathered([part.signed(sign) for part in self.parts], self.seen)
        p = np.minimum(1.0, 2 * upper_tail(signed, np.abs(self.u), self.variance))
        wanted = (p <= second_look) & self.has_second_tail
        if wanted.any():
            position = renumbered(wanted)
            log_seen, listed = np.zeros(int(wanted.sum())), []
            for part, value in zip(signed, every_seen, strict=True):
                mine = part.only(position)
                if not len(mine.item):
                    continue  # no sums are listed for nobody: there can be millions
                here = listed_sums(mine)
                seen = (value * sign[part.item])[wanted[part.item]]
                log_seen += sum_by(here.item, log_chance_of_seen(here, seen), len(log_seen))
                listed.append(here)
            tail = studentised_tail(
                listed, self.statistic[wanted], self.variance[wanted], log_seen
            )
            p[wanted] = np.maximum(p[wanted], np.minimum(1.0, 2 * tail))
        return p

    @property
    def has_second_tail(self) -> Bools:
        """Tell where the studentised statistic differs from the score and can be listed."""
        larger, unlisted = np.zeros(len(self.u), bool), np.zeros(len(self.u), bool)
        for part in self.parts:
            if isinstance(part, Draws) and not few_draws(part):
                unlisted[part.item] = True
            elif isinstance(part, Draws) or len(part.value) > 2:
                larger[part.item] = True
        return larger & ~unlisted


def deal(tables: Sequence[Strata], n_items: int) -> Dealt:
    """Let the labels be dealt anew within every event."""
    parts, every_seen = [], []
    u, squares, variance = np.zeros((3, n_items))
    for table in tables:
        residual, k, m = table.residual, table.drawn, len(table.counts)
        seen = residual[:k].sum(axis=0)
        spread = (residual**2).sum(axis=0) * (k * (m - k) / (m * (m - 1)))
        u += sum_by(table.item, seen, n_items)
        squares += sum_by(table.item, seen**2, n_items)
        variance += sum_by(table.item, spread, n_items)
        parts.append(draws(table.item, residual, k))
        every_seen.append(seen)
    return Dealt(parts=parts, seen=every_seen, u=u, squares=squares, variance=variance)


def studentised_side(every: Arrangements, u: float, t: float) -> float:
    """Give the enumerated studentised p on the side of the score that was seen."""
    if u < 0:
        every = replace(every, total=-every.total)
    return every.studentised(t)


def few_draws(part: Draws) -> bool:
    """Tell whether the sums of each part can be listed."""
    draws_each = log_choose(len(part.score), part.drawn)
    return bool(draws_each <= np.log(MOST_ARRANGEMENTS) + 1e-9)


def listed_sums(part: Part) -> Points:
    """List the sums of a part, however it is kept."""
    return part.points() if isinstance(part, Draws) else part


def gathered(
    parts: Sequence[Part], seen: Sequence[Floats]
) -> tuple[Sequence[Part], Sequence[Floats]]:
    """Gather many lists of outcomes into few, whose lengths are padded to powers of two.

    What was ``seen`` of each part goes with it. Padding has no chance, so that no number
    changes but for rounding.
    """
    if len(parts) <= MOST_PARTS:
        return parts, seen
    lots: dict[int, list[tuple[Points, Floats]]] = {}
    kept: list[tuple[Part, Floats]] = []
    for part, value in zip(parts, seen, strict=True):
        if isinstance(part, Draws):
            kept.append((part, value))
        else:
            lots.setdefault((len(part.value) - 1).bit_length(), []).append((part, value))
    for power, members in lots.items():
        padded = [part.padded(2**power) for part, _ in members]
        joined = Points(
            item=np.concatenate([part.item for part in padded]),
            value=np.concatenate([part.value for part in padded], axis=1),
            log_chance=np.concatenate([part.log_chance for part in padded], axis=1),
        )
        kept.append((joined, np.concatenate([value for _, value in members])))
    return [part for part, _ in kept], [value for _, value in kept]
