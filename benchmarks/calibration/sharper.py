"""A sharper score for sides of outlets, tried with and without design factors of its own.

R_o, the residual total of an outlet, lets large outlets decide. S_o = w_o (d_o - mean d)
with d_o = R_o / I_o, the information I_o = sum of f (1 - f) Y_e and w_o = I/(phi + tau I)
weighs outlets as a meta-analysis weighs studies: phi is the item's dispersion, tau the
variance of styles, both without a look at the sides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from corpora import Corpus
from methods import FDR, Verdict, judged
from numpy.random import Generator
from scipy import sparse
from tried import cells_of

from analysis.stats.arrays import Bools, Floats, Ints
from analysis.stats.cells import Cells
from analysis.stats.multiplicity import tarone
from analysis.stats.outlets import attainable, outlet_design, outlet_test, permutation_p


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """How outlets meet: J from exposures, and each outlet's information, by item."""

    j: Floats
    information: Floats
    dispersion: Floats


def meeting(cells: Cells, outlets: Ints) -> Meeting:
    """Work out J, the information of each outlet and the dispersion of each item."""
    whole = np.bincount(cells.event, cells.exposure)
    share = cells.exposure / whole[cells.event]
    row = np.searchsorted(outlets, cells.outlet)
    kept = (row < len(outlets)) & (cells.event_size[cells.event] > 1)
    at = (row[kept], cells.event[kept])
    shape = (len(outlets), len(whole))
    f = sparse.csr_array((share[kept], at), shape=shape)
    weighted = f @ sparse.diags_array(whole)
    gather = sparse.csr_array((np.ones(len(share)), (cells.event, np.arange(len(share)))))
    totals = sparse.csr_array(gather @ cells.counts)
    room = sparse.csr_array(((share * (1 - share))[kept], at), shape=shape)
    information = (room @ totals).toarray()
    squares = squares_of_cells(cells, totals, share)
    return Meeting(
        j=np.diag(weighted.sum(axis=1)) - (weighted @ f.T).toarray(),
        information=information,
        dispersion=squares / np.maximum(information.sum(axis=0), 1e-12),
    )


def squares_of_cells(cells: Cells, totals: sparse.csr_array, share: Floats) -> Floats:
    """Sum r² over all cells: of y² - 2 y f Y + f² Y²."""
    expected = sparse.diags_array(share) @ sparse.csr_array(totals[cells.event])
    left = sparse.csr_array(cells.counts - expected)
    return np.asarray(left.power(2).sum(axis=0), float).ravel()


def sharper(corpus: Corpus, _rng: Generator, *, safe: bool) -> Verdict:
    """Permute S_o over outlets; with ``safe``, divided by the root of its design factor."""
    cells, p, p_min = cells_of(corpus), [], []
    for group in corpus.tested:
        design = outlet_design(cells, group)
        residual = outlet_test(cells, design, group).totals(np.zeros(cells.n_items))
        met = meeting(cells, design.outlets)
        weight = weights(residual, met)
        with np.errstate(invalid="ignore", divide="ignore"):
            scale = np.where(met.information > 0, weight / met.information, 0.0)
        mean = (scale * residual).sum(axis=0) / weight.sum(axis=0)
        score = scale * residual - weight * mean
        kappa = factors(scale, weight, met.j, design.member) if safe else design.kappa
        u = score[design.member].sum(axis=0) / np.sqrt(kappa)
        p.append(permutation_p(score, design.member, u))
        p_min.append(attainable(score, design.member))
    kept, _ = tarone(np.array(p_min).ravel(), FDR)
    return judged(np.where(kept.reshape(np.shape(p)), np.array(p), np.nan))


def weights(residual: Floats, met: Meeting) -> Floats:
    """Give w_o = I/(phi + tau I), tau by moments over outlets."""
    information, phi = met.information, np.maximum(met.dispersion, 1e-9)
    over = (residual**2 - phi * information).sum(axis=0)
    tau = np.maximum(0.0, over / np.maximum((information**2).sum(axis=0), 1e-12))
    return np.asarray(information / (phi + tau * information), float)


def factors(scale: Floats, weight: Floats, j: Floats, member: Bools) -> Floats:
    """Give kappa of S, item by item: the larger of phi's and tau's, and at least 1.

    S = M R with M = (1 - w 1'/W) diag(scale), U = v'R with v = M' l. If residuals vary by
    exposure, Cov R is J; if outlets have styles, J J. The factors are v'Jv / (c tr MJM')
    and |Jv|² / (c |MJ|²).
    """
    size, inside = len(member), int(member.sum())
    c = inside * (size - inside) / (size * (size - 1))
    whole = weight.sum(axis=0)
    v = scale * (member[:, None] - weight[member].sum(axis=0) / whole)
    jv, ja = j @ v, j @ scale
    spread = (weight**2).sum(axis=0) / whole**2
    own = np.array([np.diag(j), (j**2).sum(axis=1)])
    alike = own @ scale**2
    crossed = np.array([(weight * scale * x).sum(axis=0) for x in (ja, j @ ja)])
    pulled = np.array([(scale * ja).sum(axis=0), (ja**2).sum(axis=0)])
    permuted = c * (alike - 2 * crossed / whole + spread * pulled)
    seen = np.array([(v * jv).sum(axis=0), (jv**2).sum(axis=0)])
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.maximum(1.0, np.nan_to_num(seen / permuted, nan=1.0).max(axis=0))
