"""A curve of specifications, judged as a whole by permutation.

One question asked with many choices gives many answers that depend on one another. Labels
are dealt anew, every specification is run again, and three numbers of the whole curve are
compared with what they were: the median estimate, the share of specifications that are
significant in the direction of the median, and the mean z.

References
----------
Simonsohn, U., Simmons, J. P. & Nelson, L. D. (2020). Specification curve analysis. *Nature
Human Behaviour* 4, 1208-1214.
Steegen, S., Tuerlinckx, F., Gelman, A. & Vanpaemel, W. (2016). Increasing transparency
through a multiverse analysis. *Perspectives on Psychological Science* 11, 702-712.
Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never be zero. *SAGMB* 9, 39.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.stats.arrays import Floats
from analysis.stats.labellings import Labellings


@dataclass(frozen=True, kw_only=True)
class Statistic:
    """One number of the whole curve, and how often a labelling gives as much."""

    observed: float
    p: float


@dataclass(frozen=True, kw_only=True)
class Curve:
    """The three numbers of a curve."""

    median: Statistic
    share_significant: Statistic
    mean_z: Statistic


def judge_curve(
    estimate: Floats, p: Floats, z: Floats, *, alpha: float, labellings: Labellings
) -> Curve:
    """Compare the whole curve with those of other labellings.

    Parameters
    ----------
    estimate, p, z
        Specifications by labellings, the observed one first; missing where a specification
        gives none.
    alpha
        Level at which a specification is called significant.
    labellings
        How the labels were dealt.

    Notes
    -----
    The median and the mean z have a sign, and their p is twice the smaller tail, as that of
    every comparison: log ratios are not symmetric. The share is that of the specifications
    significant in the direction of the labelling's own median. Limits: where specifications
    say nearly the same, about ``alpha`` of all labellings make all of them significant, and
    the p of the share cannot be much smaller.

    Examples
    --------
    >>> dealt = Labellings(member=np.array([[True], [False]]), exact=True)
    >>> numbers = np.array([[2.0, -1.0], [3.0, 1.0]])
    >>> found = judge_curve(numbers, np.full((2, 2), 0.01), numbers, alpha=0.05,
    ...     labellings=dealt)
    >>> found.median.observed, found.median.p, found.share_significant.observed
    (2.5, 1.0, 1.0)
    """
    middle = medians(estimate)
    significant = (p <= alpha) & (np.sign(estimate) == np.sign(middle))
    share = significant.mean(axis=0)
    known = ~np.isnan(z)
    mean_z = np.where(known, z, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return Curve(
        median=Statistic(observed=float(middle[0]), p=labellings.two_sided(middle)),
        share_significant=Statistic(observed=float(share[0]), p=labellings.upper(share)),
        mean_z=Statistic(observed=float(mean_z[0]), p=labellings.two_sided(mean_z)),
    )


def medians(estimate: Floats) -> Floats:
    """Median of each column over what is known; 0 where nothing is, or where ends cancel.

    >>> medians(np.array([[1.0, -np.inf], [np.nan, np.inf]])).tolist()
    [1.0, 0.0]
    """
    ranked = np.sort(estimate, axis=0)
    n = (~np.isnan(estimate)).sum(axis=0)
    column = np.arange(estimate.shape[1])
    low, high = ranked[np.maximum(n - 1, 0) // 2, column], ranked[n // 2, column]
    with np.errstate(invalid="ignore"):
        middle = np.where(low == high, low, low / 2 + high / 2)
    return np.nan_to_num(np.where(n > 0, middle, 0.0), nan=0.0, posinf=np.inf, neginf=-np.inf)
