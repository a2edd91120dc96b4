"""The Mantel-Haenszel rate ratio: one group against the others in the same events.

References
----------
Mantel, N. & Haenszel, W. (1959). Statistical aspects of the analysis of data from
retrospective studies of disease. *JNCI* 22, 719-748.
Rothman, K. J., Greenland, S. & Lash, T. L. (2008). *Modern Epidemiology*, 3rd ed., ch. 15
(the form for rates).
"""

from __future__ import annotations

import numpy as np

from analysis.stats.arrays import Floats


def mantel_haenszel_terms(
    group_count: Floats, other_count: Floats, group_exposure: Floats, other_exposure: Floats
) -> tuple[Floats, Floats]:
    """Give each event's share of the two sums R and S whose ratio is the rate ratio.

    R = sum of Y_a N_b / N_e and S = sum of Y_b N_a / N_e over events, where a is the
    group, b the others, Y counts and N exposures. Events without one of them give 0.

    Examples
    --------
    >>> r, s = mantel_haenszel_terms(
    ...     np.array([3.0, 2, 4]), np.array([1.0, 0, 1]),
    ...     np.array([100.0, 200, 150]), np.array([100.0, 100, 150]))
    >>> round(float(r.sum() / s.sum()), 7)
    4.1666667
    """
    whole = group_exposure + other_exposure
    with np.errstate(divide="ignore", invalid="ignore"):
        r = np.where(whole > 0, group_count * other_exposure / whole, 0.0)
        s = np.where(whole > 0, other_count * group_exposure / whole, 0.0)
    return r, s


def log_ratio_of(r: Floats, s: Floats) -> Floats:
    """Logarithm of R/S: above 0 where the group counts more; NaN where nothing was counted.

    Minus and plus infinity where only the others, or only the group, counted anything.
    Swapping the groups flips the sign exactly.

    Examples
    --------
    >>> log_ratio_of(np.array([2.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0])).tolist()
    [0.6931471805599453, inf, nan]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((r > 0) | (s > 0), np.log(r) - np.log(s), np.nan)
