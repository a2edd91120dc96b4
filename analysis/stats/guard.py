"""The exposure guard: a second p where one group's cells are much longer than the others'.

Permuting labels treats cells of an event as exchangeable. When a group writes three
times as much, its residuals are not, and a rare item is expected in its cells more
often. There the group's count is also judged given the event's total: Y_a of Y_e is
beta-binomial around the group's share of the exposure, with a burstiness estimated
without the labels (Skellam 1948). The larger p counts.

Lengths decide also where a side never uses an item, or hardly ever: the residuals of two
cells without it differ by length alone, so that of two outlets that never use what a
third always uses, the one that writes a little more would be found to avoid it. Such
items are judged given the totals too, however alike the lengths.

References
----------
Skellam, J. G. (1948). A probability distribution derived from the binomial distribution
by regarding the probability of success as variable between the sets of trials. *JRSS B*
10, 257-261.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, ndtr

from analysis.stats.arrays import Bools, Floats, Ints, sum_by
from analysis.stats.cells import Cells, EventsOfSize, Strata
from analysis.stats.exact import MOST_ARRANGEMENTS, exact_two_sided, few_arrangements
from analysis.stats.ratio import log_ratio_of, mantel_haenszel_terms
from analysis.stats.saddlepoint import (
    NORMAL_BELOW,
    Points,
    log_choose,
    renumbered,
    upper_tail,
)

GUARD_ABOVE = float(np.log(1.3))
"""The guard is on where typical exposures differ by more than this (a judgement)."""
LOPSIDED = float(np.log(20))
"""The guard is on for items that one side uses at this log rate ratio, or never at all."""
LEAST_RHO = 1e-6


def exposure_log_ratio(cells: Cells, group: int) -> float:
    """Median over events of log((N_a/m_a)/(N_b/m_b)): how much longer the group's cells are.

    Looks at exposures only. NaN where the group shares no event with others.

    Examples
    --------
    >>> from scipy import sparse
    >>> cells = Cells(counts=sparse.csr_array((2, 1)), exposure=np.array([300.0, 100.0]),
    ...     event=np.array([0, 0]), outlet=np.array([0, 1]), group=np.array([0, 1]))
    >>> round(float(np.exp(exposure_log_ratio(cells, 0))), 6)
    3.0
    """
    member = cells.group == group
    size = len(cells.event_size)
    inside = np.bincount(cells.event, member, size)
    outside = cells.event_size - inside
    own = np.bincount(cells.event, cells.exposure * member, size)
    others = np.bincount(cells.event, cells.exposure, size) - own
    shared = (inside > 0) & (outside > 0)
    if not shared.any():
        return float("nan")
    means = own[shared] / inside[shared], others[shared] / outside[shared]
    return float(np.median(np.log(means[0] / means[1])))


def lopsided(tables: Sequence[Strata], n_items: int) -> Bools:
    """Tell which items hardly anybody uses but one side, in the events that both cover.

    Swapping the group and the others changes nothing.

    Examples
    --------
    >>> table = Strata(item=np.array([0, 1, 2]), event=np.zeros(3, int),
    ...     counts=np.array([[0.0, 1, 1], [5, 25, 15]]), exposure=np.full((2, 3), 100.0),
    ...     outlet=np.zeros((2, 3), int), drawn=1)
    >>> lopsided([table], 3).tolist()
    [True, True, False]
    """
    r, s = np.zeros((2, n_items))
    for table in tables:
        sides = (table.counts, table.exposure)
        own, own_size = (side[: table.drawn].sum(axis=0) for side in sides)
        others, others_size = (side[table.drawn :].sum(axis=0) for side in sides)
        terms = mantel_haenszel_terms(own, others, own_size, others_size)
        r += sum_by(table.item, terms[0], n_items)
        s += sum_by(table.item, terms[1], n_items)
    return np.asarray(np.abs(log_ratio_of(r, s)) > LOPSIDED)


def burstiness(cells: Cells, blocks: Sequence[EventsOfSize]) -> Floats:
    """Intra-cell correlation of each item, by moments and without the labels.

    rho = sum(sum r² - Y_e c_e) / sum Y_e (Y_e - 1) c_e over events, c_e = 1 - sum (n/N)²,
    clipped to [0, 1]; 0 for items that never occur twice in an event.
    """
    over, most = np.zeros(cells.n_items), np.zeros(cells.n_items)
    for block in blocks:
        total, whole = block.totals
        room = 1 - ((block.exposure / whole) ** 2).sum(axis=0)
        over += sum_by(block.item, block.squares - total * room, cells.n_items)
        most += sum_by(block.item, total * (total - 1) * room, cells.n_items)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(most > 0, np.clip(over / most, 0.0, 1.0), 0.0)


def guard_p(tables: Sequence[Strata], rho: Floats, effect: Floats) -> Floats:
    """Two-sided p of the group's counts given the event totals, item by item.

    Parameters
    ----------
    tables
        One group against the others (see `analysis.stats.cells.strata_of`).
    rho
        Burstiness of each item, from `burstiness`.
    effect
        Supposed log rate ratio of each item; the group's expected share of an event is
        then exp(effect) N_a / (exp(effect) N_a + N_b). The burstiness stays as it was.

    Notes
    -----
    Enumerated where the totals allow few outcomes, else by saddlepoint; p = 2 · tail.
    """
    size = len(rho)
    score, variance, outcomes = np.zeros((3, size))
    best, floor = np.zeros((2, 2, size))
    totals = [event_totals(table, rho, effect) for table in tables]
    for at in totals:
        mean = at.total * at.share
        spread = mean * (1 - at.share) * (1 + (at.total - 1) * at.rho)
        score += sum_by(at.item, at.own - mean, size)
        variance += sum_by(at.item, spread, size)
        outcomes += sum_by(at.item, np.log1p(np.rint(at.total)), size)
        best += [sum_by(at.item, at.total - mean, size), sum_by(at.item, mean, size)]
        floor += [sum_by(at.item, logs, size) for logs in at.log_edges()]
    down = (score < 0).astype(int)
    best, floor = best[down, np.arange(size)], np.exp(floor[down, np.arange(size)])
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(variance > 0, np.abs(score) / np.sqrt(variance), 0.0)
    p: Floats = np.minimum(1.0, 2 * np.maximum(ndtr(-z), floor))
    hard = (z > NORMAL_BELOW) | (np.abs(score) >= best * (1 - 1e-9))
    hard |= outcomes <= np.log(MOST_ARRANGEMENTS) + 1e-9
    if hard.any():
        position = renumbered(hard)
        parts = [part for at in totals for part in at.only(position).parts()]
        p[hard] = two_sided(parts, score[hard], variance[hard])
    return p


def two_sided(parts: Sequence[Points], score: Floats, variance: Floats) -> Floats:
    """Two-sided p of ``score``: by enumeration where outcomes are few, else saddlepoint."""
    few = few_arrangements(parts, len(score))
    p = exact_two_sided(parts, score, few)
    many = ~few
    if many.any():
        position = renumbered(many)
        sign = np.where(score[many] < 0, -1.0, 1.0)
        signed = [part.only(position).signed(sign) for part in parts]
        tail = upper_tail(signed, np.abs(score[many]), variance[many])
        p[many] = np.minimum(1.0, 2 * tail)
    return p


@dataclass(frozen=True, kw_only=True)
class EventTotals:
    """Of each event and item: the total, the group's part of it, and what is expected.

    ``share`` is the group's expected share and ``rho`` the burstiness of the item.
    """

    item: Ints
    own: Floats
    total: Floats
    share: Floats
    rho: Floats

    def only(self, position: Ints) -> EventTotals:
        """Keep what belongs to items whose new ``position`` is 0 or more."""
        kept = position[self.item] >= 0
        return EventTotals(
            item=position[self.item[kept]],
            own=self.own[kept],
            total=self.total[kept],
            share=self.share[kept],
            rho=self.rho[kept],
        )

    def log_edges(self) -> tuple[Floats, Floats]:
        """Give the log chances that the group has all of a total, and none of it."""
        whole, scale = np.rint(self.total), 1 / self.rho - 1
        alpha, beta = self.share * scale, (1 - self.share) * scale
        none = betaln(alpha, beta)
        return betaln(whole + alpha, beta) - none, betaln(alpha, whole + beta) - none

    def parts(self) -> Iterator[Points]:
        """List the outcomes and their chances."""
        return beta_binomial(self.item, self.total, self.share, self.rho)


def event_totals(table: Strata, rho: Floats, effect: Floats) -> EventTotals:
    """Work out what a supposed log rate ratio expects of the group in each event."""
    n_own = table.exposure[: table.drawn].sum(axis=0) * np.exp(effect[table.item])
    return EventTotals(
        item=table.item,
        own=table.counts[: table.drawn].sum(axis=0),
        total=table.counts.sum(axis=0),
        share=n_own / (n_own + table.exposure[table.drawn :].sum(axis=0)),
        rho=np.clip(rho[table.item], LEAST_RHO, 1 - LEAST_RHO),
    )


def beta_binomial(item: Ints, total: Floats, share: Floats, rho: Floats) -> Iterator[Points]:
    """Outcomes and chances of the group's count less its expectation, for each event.

    Totals differ, so they are handled in lots whose lists of outcomes are padded to a
    power of two; the padding has no chance.
    """
    whole = np.rint(total)
    lot = np.ceil(np.log2(whole + 1)).astype(int)
    for power in np.unique(lot):
        here = np.flatnonzero(lot == power)
        y, pi = whole[here], share[here]
        alpha, beta = pi * (1 / rho[here] - 1), (1 - pi) * (1 / rho[here] - 1)
        j = np.arange(2**power)[:, None]
        possible = j <= y
        k = np.minimum(j, y)
        chance = log_choose(y, k) + betaln(k + alpha, y - k + beta) - betaln(alpha, beta)
        yield Points(
            item=item[here],
            value=np.where(possible, k - y * pi, 0.0),
            log_chance=np.where(possible, chance, -np.inf),
        )
