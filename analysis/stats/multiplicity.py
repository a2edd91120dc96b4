"""Many questions at once: which answers can count, and how often they are false.

References
----------
Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate. *JRSS B* 57,
289-300.
Tarone, R. E. (1990). A modified Bonferroni method for discrete data. *Biometrics* 46,
515-522.
Benjamini, Y. & Yekutieli, D. (2005). False discovery rate-adjusted multiple confidence
intervals for selected parameters. *JASA* 100, 71-81.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.stats.arrays import Bools, Floats

ROUNDING = 1 + 1e-9
"""An attainable p comes from logarithms and may lie a hair above the fraction it is."""


@dataclass(frozen=True, kw_only=True)
class Family:
    """All tests of one analysis, judged together.

    ``q`` is missing where a test was left out; ``testable`` says which were kept;
    ``threshold`` is the p that a test must be able to reach to be kept.
    """

    q: Floats
    testable: Bools
    threshold: float


def benjamini_hochberg(p: Floats) -> Floats:
    """Smallest false discovery rate at which each test would be selected (q).

    q_(i) = min over j >= i of p_(j) m / j. Missing p take no part and stay missing.

    Limits
    ------
    Proven for independent tests and for positive dependence; over groups of the same
    events the dependence is neither, and the rate was found to hold by simulation.

    Examples
    --------
    >>> benjamini_hochberg(np.array([0.01, 0.04, np.nan, 0.03])).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    q = np.full(len(p), np.nan)
    given = np.flatnonzero(~np.isnan(p))
    order = given[np.argsort(p[given], kind="stable")]
    m = len(order)
    steps = p[order] * m / np.arange(1, m + 1)
    q[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    return q


def tarone(p_min: Floats, fdr: float) -> tuple[Bools, float]:
    """Keep the tests whose smallest attainable p could be significant at all.

    The smallest K with #{p_min <= fdr/K} <= K is found; tests with p_min <= fdr/K are
    kept. Looks at ``p_min`` only, which does not depend on who used which word.

    Examples
    --------
    >>> kept, threshold = tarone(np.array([0.001, 0.04, 0.04, 0.04]), 0.05)
    >>> kept.tolist(), threshold
    ([True, False, False, False], 0.025)
    """
    attainable = np.sort(p_min[~np.isnan(p_min)])
    if not len(attainable):
        return np.zeros(len(p_min), bool), fdr
    k = np.arange(1, len(attainable) + 1)
    reachable = np.searchsorted(attainable, fdr / k * ROUNDING, side="right")
    threshold = float(fdr / k[np.argmax(reachable <= k)])
    return np.nan_to_num(p_min, nan=np.inf) <= threshold * ROUNDING, threshold


def family(p: Floats, p_min: Floats, fdr: float) -> Family:
    """Judge all tests of one analysis together: Tarone's filter, then Benjamini-Hochberg.

    Give every p of the analysis at once, over groups and over items. Where ``p`` or
    ``p_min`` is missing there is no test.

    Examples
    --------
    >>> judged = family(np.array([0.01, 0.02, 0.5]), np.array([1e-4, 1e-4, 0.5]), 0.05)
    >>> judged.q.tolist(), judged.testable.tolist(), judged.threshold
    ([0.02, 0.02, nan], [True, True, False], 0.025)
    """
    testable, threshold = tarone(np.where(np.isnan(p), np.nan, p_min), fdr)
    q = benjamini_hochberg(np.where(testable, p, np.nan))
    return Family(q=q, testable=testable, threshold=threshold)


def fcr_alpha(fdr: float, n_selected: int, n_tested: int) -> float:
    """Level at which intervals of selected tests miss at the rate ``fdr`` on average.

    alpha = fdr · R / m for R selected of m tested (Benjamini & Yekutieli 2005): what was
    selected because it looked large needs wider intervals than what was chosen before.

    Examples
    --------
    >>> fcr_alpha(0.05, 10, 1000)
    0.0005
    """
    return fdr * n_selected / n_tested if n_tested else fdr


def strongest(selected: Bools, p: Floats, most: int, least_each: int = 3) -> Bools:
    """Keep ``most`` selected rows (groups by items) of smallest p, shared among groups.

    A group has up to ``most`` over the number of groups, or ``least_each`` if that is
    more; where this makes too many, the smallest p of all are kept. Of ties, the first.

    Examples
    --------
    >>> p = np.array([[0.02, 0.01, 0.001], [0.03, 0.5, 0.5]])
    >>> strongest(p < 0.1, p, 2, least_each=1).tolist()
    [[False, False, True], [True, False, False]]
    """
    each = max(most // max(len(p), 1), least_each)
    ranked = np.where(selected, p, np.inf)
    rank = np.argsort(np.argsort(ranked, axis=1, kind="stable"), axis=1, kind="stable")
    ranked = np.where(rank < each, ranked, np.inf)
    kept = np.zeros(selected.size, bool)
    kept[np.argsort(ranked.ravel(), kind="stable")[:most]] = True
    return np.asarray(kept.reshape(selected.shape) & np.isfinite(ranked))
