"""An attribute of outlets (side, lean, country): the outlet is the unit.

One house style is not many observations. When outlets are put on random sides, a test of
their cells finds differences in every run; a test over outlets does not (Hurlbert 1984
calls the fault pseudo-replication). Each outlet brings one number, R_o: the sum of its
residuals over all events, made without a look at the sides. The sides are permuted over
outlets.

Outlets that meet in events push each other's residuals in opposite directions, and large
outlets vary more, so that the permutation variance can be too small. The design factor
kappa says by how much, from exposures alone, and U is divided by its root.

References
----------
Hurlbert, S. H. (1984). Pseudoreplication and the design of ecological field experiments.
*Ecological Monographs* 54, 187-211.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.special import comb

from analysis.stats.arrays import Bools, Floats, Ints
from analysis.stats.cells import Cells
from analysis.stats.exact import exact_two_sided, few_arrangements
from analysis.stats.saddlepoint import draws, edge, upper_tail

LIST_NEEDS, SCALAR_NEEDS = 10, 5
"""Outlets on the smaller side that a list of items, and one or a few, cannot do without."""


@dataclass(frozen=True, kw_only=True)
class OutletDesign:
    """Which outlets count, which are the group's, and what the exposures do to the test.

    ``kappa_phi`` and ``kappa_tau`` compare the variance of U with that of the
    permutation, if residuals vary by exposure, and if outlets have styles of their own.
    """

    outlets: Ints
    member: Bools
    kappa_phi: float
    kappa_tau: float

    @property
    def kappa(self) -> float:
        """The larger of both factors, and at least 1."""
        return max(1.0, self.kappa_phi, self.kappa_tau)

    @property
    def smaller_side(self) -> int:
        """Number of outlets on the side that has fewer."""
        inside = int(self.member.sum())
        return min(inside, len(self.member) - inside)

    @property
    def attainable_p(self) -> float:
        """Smallest p that a permutation of the sides could give: 2/C(G, Ga)."""
        if not self.smaller_side:
            return 1.0
        return min(1.0, 2 / float(comb(len(self.member), self.smaller_side)))


def outlet_design(cells: Cells, group: int) -> OutletDesign:
    """Describe the comparison of one group of outlets with the others.

    Only outlets with an event of two or more cells count. With f_oe = n_oe/N_e,
    J = sum of N_e (diag f_e - f_e f_e'), l the indicator of the group and
    c = Ga (G - Ga)/(G (G - 1)): kappa_phi = l'Jl/(c tr J), kappa_tau = |Jl|²/(c |J|²).

    Examples
    --------
    Two outlets a side that all meet in one event with equal exposures:

    >>> cells = Cells(counts=sparse.csr_array((4, 1)), exposure=np.full(4, 100.0),
    ...     event=np.zeros(4, int), outlet=np.arange(4), group=np.array([0, 0, 1, 1]))
    >>> design = outlet_design(cells, 0)
    >>> round(design.kappa_phi, 6), round(design.kappa_tau, 6), round(design.attainable_p, 6)
    (1.0, 1.0, 0.333333)
    """
    outlets, row, j = meetings(cells)
    member = np.zeros(len(outlets), bool)
    member[row] = cells.group[cells.event_size[cells.event] > 1] == group
    phi, tau = design_factors(member[None], j)
    return OutletDesign(
        outlets=outlets, member=member, kappa_phi=float(phi[0]), kappa_tau=float(tau[0])
    )


def meetings(cells: Cells) -> tuple[Ints, Ints, Floats]:
    """Give the outlets with an event of two or more cells, and J of `outlet_design`.

    Between both stands the place of the outlet of each cell of such events.
    """
    counted = cells.event_size[cells.event] > 1
    outlets, row = np.unique(cells.outlet[counted], return_inverse=True)
    event = cells.event[counted]
    whole = np.bincount(event, cells.exposure[counted], len(cells.event_size)).astype(float)
    share = sparse.csr_array(
        (cells.exposure[counted] / whole[event], (row.ravel(), event)),
        shape=(len(outlets), len(whole)),
    )
    weighted = share @ sparse.diags_array(whole)
    j = np.diag(weighted.sum(axis=1)) - (weighted @ share.T).toarray()
    return outlets, row.ravel(), j


def design_factors(member: Bools, j: Floats) -> tuple[Floats, Floats]:
    """Give kappa_phi and kappa_tau of `outlet_design` for each way to choose the group.

    ``member`` has a row for each way and a column for each outlet; missing where a side is
    empty.
    """
    inside, size = member.sum(axis=1), member.shape[1]
    jl = member @ j
    with np.errstate(invalid="ignore", divide="ignore"):
        c = np.divide(inside * (size - inside), size * (size - 1))
        phi = (jl * member).sum(axis=1) / (c * np.trace(j))
        tau = (jl**2).sum(axis=1) / (c * (j**2).sum())
    known = (inside > 0) & (inside < size)
    return np.where(known, phi, np.nan), np.where(known, tau, np.nan)


def residual_totals(cells: Cells, outlets: Ints, counts: sparse.csr_array) -> Floats:
    """R_o of each outlet and item: counts less what the events' common rates expect.

    ``counts`` are those of the cells, or a part of them; residuals are linear in counts.
    Events of one cell leave nothing.
    """
    n_events = len(cells.event_size)
    position = np.searchsorted(outlets, cells.outlet)
    position = np.minimum(position, len(outlets) - 1)
    here = np.flatnonzero(outlets[position] == cells.outlet)
    whole = np.bincount(cells.event, cells.exposure, n_events)
    by_event = sparse.csr_array(
        (np.ones(len(cells.event)), (cells.event, np.arange(len(cells.event)))),
        shape=(n_events, len(cells.event)),
    )
    shape = (len(outlets), len(cells.event))
    by_outlet = sparse.csr_array((np.ones(len(here)), (position[here], here)), shape=shape)
    share = sparse.csr_array(
        (cells.exposure[here] / whole[cells.event[here]], (position[here], cells.event[here])),
        shape=(len(outlets), n_events),
    )
    observed = (by_outlet @ counts).toarray()
    left: Floats = observed - (share @ (by_event @ counts)).toarray()
    left[np.abs(left) < 1e-10 * observed.sum(axis=0)] = 0.0
    return left


@dataclass(frozen=True, kw_only=True)
class OutletTest:
    """The permutation of sides over outlets, at any supposed log rate ratio.

    ``own`` and ``others`` are residual totals (outlets by items) of the counts of the
    group's outlets, and of the others': scaling one side's counts scales its part.
    """

    own: Floats
    others: Floats
    member: Bools
    kappa: float

    def only(self, items: Ints) -> OutletTest:
        """Keep the test of some items."""
        return OutletTest(
            own=self.own[:, items],
            others=self.others[:, items],
            member=self.member,
            kappa=self.kappa,
        )

    def totals(self, effect: Floats) -> Floats:
        """Give R_o with counts y · exp(-effect/2) in the group, y · exp(effect/2) outside."""
        half = np.exp(effect / 2)
        return self.own / half + self.others * half

    def p(self) -> Floats:
        """Give the p of "no difference" for every item.

        Examples
        --------
        Two outlets against two, three of four counts on one side: one of six ways.

        >>> own = np.array([[2.0], [1.0], [-1.0], [-2.0]])
        >>> OutletTest(own=own, others=np.zeros((4, 1)), kappa=1.0,
        ...     member=np.array([True, True, False, False])).p().round(6).tolist()
        [0.333333]
        """
        return self.at(np.zeros(self.own.shape[1]))[0]

    def at(self, effect: Floats) -> tuple[Floats, Floats]:
        """Give the p of a supposed log rate ratio for every item, and the score U."""
        score = self.totals(effect)
        u = score[self.member].sum(axis=0)
        return permutation_p(score, self.member, u / np.sqrt(self.kappa)), u

    def attainable_p(self) -> Floats:
        """Give the smallest p that any permutation of the sides could give."""
        return attainable(self.totals(np.zeros(self.own.shape[1])), self.member)

    def largest_outlet_share(self) -> Floats:
        """Give the largest R_o²'s share in their sum."""
        squares = self.totals(np.zeros(self.own.shape[1])) ** 2
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(squares.max(axis=0) / squares.sum(axis=0), float)


def attainable(score: Floats, member: Bools) -> Floats:
    """Smallest p of any permutation: twice the chance of the largest or smallest sum."""
    n_items, inside = score.shape[1], int(member.sum())
    part = draws(np.arange(n_items), score, inside)
    sides = (part, part.signed(np.full(n_items, -1.0)))
    lowest = np.min([edge([side], n_items)[1] for side in sides], axis=0)
    return np.where(score.any(axis=0), np.minimum(1.0, 2 * np.exp(lowest)), np.nan)


def permutation_p(score: Floats, member: Bools, seen: Floats) -> Floats:
    """Two-sided p of a sum over the members' rows, rows permuted; one column an item.

    The smaller side is drawn: since scores sum to 0, its sum is minus the other's.
    """
    size, inside, n_items = len(member), int(member.sum()), score.shape[1]
    flip = -1.0 if 2 * inside > size else 1.0
    part = draws(np.arange(n_items), flip * score, min(inside, size - inside))
    few = few_arrangements([part], n_items)
    if few.all():
        return exact_two_sided([part], flip * flip * seen, few)
    variance = permutation_variance(score, member)
    signed = part.signed(np.where(seen < 0, -1.0, 1.0))
    return np.minimum(1.0, 2 * upper_tail([signed], np.abs(seen), variance))


def permutation_variance(score: Floats, member: Bools) -> Floats:
    """Give V = Ga (G - Ga)/(G (G - 1)) · sum of R_o², for scores that sum to 0."""
    size, inside = len(member), int(member.sum())
    c = inside * (size - inside) / (size * (size - 1))
    return np.asarray(c * (score**2).sum(axis=0), float)


def outlet_test(cells: Cells, design: OutletDesign, group: int) -> OutletTest:
    """Put together the test of one group of outlets against the others."""
    mine = sparse.diags_array((cells.group == group).astype(float))
    own = sparse.csr_array(mine @ cells.counts)
    others = sparse.csr_array(cells.counts - own)
    return OutletTest(
        own=residual_totals(cells, design.outlets, own),
        others=residual_totals(cells, design.outlets, others),
        member=design.member,
        kappa=design.kappa,
    )
