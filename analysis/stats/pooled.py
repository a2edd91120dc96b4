"""Shares pooled over articles, where what is counted in one article hangs together.

References
----------
Korn, E. L. & Graubard, B. I. (1998). Confidence intervals for proportions with small expected
number of positive counts estimated from survey data. *Survey Methodology* 24, 193-201.
Franco, C., Little, R. J. A., Louis, T. A. & Slud, E. V. (2019). Comparative study of
confidence intervals for proportions in complex sample surveys. *Journal of Survey Statistics
and Methodology* 7, 334-364.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from analysis.stats.arrays import Floats, Ints, sum_by
from analysis.stats.errors import Rates


def pooled_rates(
    hits: Floats, of: Floats, group: Ints, n_groups: int, *, confidence: float = 0.95
) -> Rates:
    """Share of hits among all that is counted, by group, articles being the units.

    Parameters
    ----------
    hits, of
        Of each article: how many are hits, and of how many.
    group
        The group of each article.
    n_groups
        How many groups there are.
    confidence
        Of the intervals.

    Returns
    -------
    Rates
        Missing where nothing is counted; without an interval where there is one article.

    Notes
    -----
    r = Σ x / Σ n; its variance is that of a ratio, m/(m - 1) Σ (x - r n)² / (Σ n)² over m
    articles. The interval is Wilson's for r(1 - r)/variance units, at most Σ n, times
    (z/t)² with m - 1 degrees of freedom (Franco et al. 2019; Korn & Graubard 1998). Limits:
    with a handful of articles the variance itself is hardly known.

    Examples
    --------
    >>> x, n = np.array([8.0, 6, 9, 2]), np.array([10.0, 10, 10, 4])
    >>> found = pooled_rates(x, n, np.array([0, 0, 0, 1]), 2)
    >>> found.value.round(3).tolist(), found.low.round(3).tolist()
    ([0.767, 0.5], [0.341, nan])
    """
    total, units = sum_by(group, of, n_groups), np.bincount(group, minlength=n_groups)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = sum_by(group, hits, n_groups) / total
        spread = sum_by(group, (hits - value[group] * of) ** 2, n_groups)
        variance = units / (units - 1) * spread / total**2
        size = np.where(variance > 0, np.minimum(value * (1 - value) / variance, total), total)
        z = float(stats.norm.ppf((1 + confidence) / 2))
        size = size * (z / stats.t.ppf((1 + confidence) / 2, units - 1)) ** 2
        middle = (value + z**2 / (2 * size)) / (1 + z**2 / size)
        reach = z * np.sqrt(value * (1 - value) / size + z**2 / (4 * size**2))
        reach = reach / (1 + z**2 / size)
    known = units > 1
    return Rates(
        value=value,
        low=np.where(known, middle - reach, np.nan),
        high=np.where(known, middle + reach, np.nan),
        n_units=units.astype(np.int64),
    )
