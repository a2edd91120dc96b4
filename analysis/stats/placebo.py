"""Placebos: labels dealt so that nothing differs, and what tests find all the same.

A method is asked a question whose answer is known to be "nothing": halves of what is alike
are compared as if they were two kinds. Whatever it finds is a false discovery. A method
whose observation is too small (the word, the cell of an outlet's style) cries wolf here,
though it looks sound where labels are shuffled one by one (Hurlbert 1984; Lijffijt et al.
2016).

`halves` deals whole blocks of rows; every test gives an `Outcome`, the p of its tests and
how many are findings. `analysis.stats.pieces` scores the pieces of one outlet.

References
----------
Hurlbert, S. H. (1984). Pseudoreplication and the design of ecological field experiments.
*Ecological Monographs* 54, 187-211.
Lijffijt, J. et al. (2016). Significance testing of word frequencies in corpora. *Digital
Scholarship in the Humanities* 31, 374-397.
Clopper, C. J. & Pearson, E. S. (1934). The use of confidence or fiducial limits
illustrated in the case of the binomial. *Biometrika* 26, 404-413.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.stats import beta, binom, chi2, ttest_ind

from analysis.stats.arrays import Bools, Floats, Ints, gather
from analysis.stats.cautions import LIST_IS_ABOVE
from analysis.stats.found import Contrast
from analysis.stats.keyness import g2
from analysis.stats.multiplicity import benjamini_hochberg, family
from analysis.stats.outlets import LIST_NEEDS, SCALAR_NEEDS, attainable, permutation_p

TRIES = 20
"""Deals drawn for each one wanted, before no further one is thought to exist."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one method found in one run: of each test its p, its item, whether it is found."""

    p: Floats
    item: Ints
    selected: Bools

    @property
    def found(self) -> int:
        """Number of findings: false discoveries, all of them."""
        return int(self.selected.sum())


def outcome(p: Floats, selected: Bools) -> Outcome:
    """Gather the tests that were made from tables whose last axis is the items."""
    made = np.isfinite(p)
    return Outcome(p=p[made], item=np.nonzero(made)[-1], selected=selected[made])


def outcome_of(contrast: Contrast) -> Outcome:
    """Gather the tests of a contrast; of two groups the second mirrors the first."""
    tested = slice(0, 1) if len(contrast.p) == 2 else slice(None)
    return outcome(contrast.p[tested], contrast.selected[tested])


# -- halves ------------------------------------------------------------------------------


def halves(block: Ints, rng: np.random.Generator) -> Bools:
    """Deal whole blocks of rows to two halves of about equal size; row 0 is in the first.

    Blocks come in random order, each to the half that has fewer rows so far. ``block``
    has a code for each row, from 0 without gaps.

    Examples
    --------
    >>> halves(np.array([0, 0, 1, 1, 2, 2, 3, 3]), np.random.default_rng(1)).astype(int)
    array([1, 1, 0, 0, 1, 1, 0, 0])
    """
    size = np.bincount(block)
    first, filled = np.zeros(len(size), bool), [0, 0]
    for code in rng.permutation(len(size)):
        side = int(filled[0] > filled[1])
        first[code] = side == 0
        filled[side] += int(size[code])
    member: Bools = first[block]
    return member if member[0] else ~member


def distinct_halves(block: Ints, most: int, rng: np.random.Generator) -> list[Bools]:
    """Deal halves until there are ``most`` different ones, or no further one turns up.

    Examples
    --------
    Five rows make ten pairs of halves:

    >>> len(distinct_halves(np.arange(5), 200, np.random.default_rng(1)))
    10
    """
    found: dict[bytes, Bools] = {}
    for _ in range(TRIES * most):
        if len(found) == most:
            break
        member = halves(block, rng)
        found.setdefault(member.tobytes(), member)
    return list(found.values())


def rows_needed(n_items: int) -> int:
    """Rows that a half must have: as many as outlets on a side, since p is made alike."""
    return LIST_NEEDS if n_items > LIST_IS_ABOVE else SCALAR_NEEDS


# -- tests -------------------------------------------------------------------------------


def compare_rows(score: Floats, member: Bools, fdr: float) -> Outcome:
    """Test whether rows (by items) of one half differ from the others', rows permuted.

    The permutation is that of sides over outlets (`analysis.stats.outlets`), and so is the
    number of rows that a half must have. Missing scores take no part.
    """
    known = np.isfinite(score)
    p, p_min = np.full((2, score.shape[1]), np.nan)
    whole = np.flatnonzero(known.all(axis=0))
    lots = [(np.ones(len(score), bool), whole)] if len(whole) else []
    lots += [(known[:, k], np.array([k])) for k in np.flatnonzero(~known.all(axis=0))]
    for rows, items in lots:
        here, half = score[rows][:, items], member[rows]
        if min(half.sum(), (~half).sum()) < rows_needed(score.shape[1]):
            continue
        here = here - here.mean(axis=0)
        p[items] = permutation_p(here, half, here[half].sum(axis=0))
        p_min[items] = attainable(here, half)
    judged = family(p, p_min, fdr)
    p = np.where(judged.testable, p, np.nan)
    return outcome(p, np.nan_to_num(judged.q, nan=1.0) <= fdr)


def token_test(
    counts: sparse.csr_array, exposure: Floats, group: Ints, n_groups: int, fdr: float
) -> Outcome:
    """Test every item by G2 as if words came one by one, with Benjamini and Hochberg.

    A broken test, kept to show what it does. ``exposure`` has a column for all items or one
    for each; articles of ``group`` -1 take no part.
    """
    summed = gather(group, n_groups)
    own = (summed @ counts).toarray()
    size = np.broadcast_to(summed @ exposure, own.shape)
    tested = [0] if n_groups == 2 else list(range(n_groups))
    p = np.full((len(tested), own.shape[1]), np.nan)
    for row in tested:
        rest, rest_size = own.sum(axis=0) - own[row], size.sum(axis=0) - size[row]
        made = np.flatnonzero((own[row] + rest > 0) & (size[row] > 0) & (rest_size > 0))
        marked = g2(own[row, made], rest[made], size[row, made], rest_size[made], cells=4)
        p[row, made] = chi2.sf(marked, 1)
    q = benjamini_hochberg(p.ravel()).reshape(p.shape)
    return outcome(p, np.nan_to_num(q, nan=1.0) <= fdr)


def article_test(values: Floats, group: Ints, n_groups: int, fdr: float) -> Outcome:
    """Test means by Welch's t over articles, as if none shared an outlet or an event.

    A broken test, kept to show what it does. Articles of ``group`` -1 take no part.
    """
    tested = [0] if n_groups == 2 else list(range(n_groups))
    p = np.full((len(tested), values.shape[1]), np.nan)
    for row in tested:
        for item, column in enumerate(values.T):
            known = np.isfinite(column) & (group >= 0)
            own, rest = column[known & (group == row)], column[known & (group != row)]
            if min(len(own), len(rest)) > 1 and np.ptp(np.r_[own, rest]) > 0:
                p[row, item] = ttest_ind(own, rest, equal_var=False).pvalue
    q = benjamini_hochberg(p.ravel()).reshape(p.shape)
    return outcome(p, np.nan_to_num(q, nan=1.0) <= fdr)


# -- labels within events ----------------------------------------------------------------


def shuffled_within(
    stratum: Ints, outlet: Ints, group: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Deal the names of the cells anew within each stratum; return outlets and groups.

    A cell is what has one outlet and one group in a stratum. Its name goes to another cell
    of the stratum whole, so that an outlet keeps its group.

    Examples
    --------
    >>> outlet, group = shuffled_within(np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 0, 1]),
    ...     np.array([0, 0, 1, 0, 1]), np.random.default_rng(3))
    >>> outlet.tolist(), group.tolist()
    ([0, 0, 1, 1, 0], [0, 0, 1, 1, 0])
    """
    cells, cell = np.unique(np.stack([stratum, outlet, group]), axis=1, return_inverse=True)
    order = np.lexsort((rng.random(cells.shape[1]), cells[0]))
    named = cells[1:, order][:, cell.ravel()]
    return named[0], named[1]


# -- how often is too often --------------------------------------------------------------


def clopper_pearson(found: int, runs: int, confidence: float = 0.95) -> tuple[float, float]:
    """Exact interval of a share, ``found`` of ``runs``.

    Examples
    --------
    >>> [round(end, 6) for end in clopper_pearson(0, 20)]
    [0.0, 0.168433]
    """
    tail = (1 - confidence) / 2
    low = float(beta.ppf(tail, found, runs - found + 1)) if found else 0.0
    high = float(beta.ppf(1 - tail, found + 1, runs - found)) if found < runs else 1.0
    return low, high


def too_many(runs: int, nominal: float, level: float) -> int:
    """Fewest runs with a finding that chance makes at most at ``level``; runs + 1 if none.

    Examples
    --------
    >>> too_many(200, 0.05, 0.01), too_many(1, 0.05, 0.01)
    (19, 2)
    """
    return int(binom.isf(level, runs, nominal)) + 1


def detectable(runs: int, nominal: float, level: float, power: float = 0.8) -> float:
    """Smallest true share that ``too_many`` runs would show with this power; NaN if none.

    Examples
    --------
    >>> round(detectable(200, 0.05, 0.01), 3)
    0.111
    """
    least = too_many(runs, nominal, level)
    if least > runs:
        return float("nan")
    # P(X >= least) = power is a quantile of the beta distribution.
    return float(beta.ppf(power, least, runs - least + 1))
