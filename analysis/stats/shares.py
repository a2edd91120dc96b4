"""Differences of two shares, each of its own units.

References
----------
Newcombe, R. G. (1998). Interval estimation for the difference between independent
proportions: comparison of eleven methods. *Statistics in Medicine* 17, 873-890 (method 10).
"""

from __future__ import annotations

from analysis.stats.coverage import wilson


def newcombe(
    first: float, n_first: int, second: float, n_second: int, confidence: float
) -> tuple[float, float]:
    """Give the interval of the second share less the first, from the score interval of each.

    ``first`` and ``second`` are sums over units of values from 0 to 1; where those are not
    0 or 1 only, they vary less than is reckoned with here, and the interval is too wide.
    Missing where either has no units.

    >>> [round(end, 4) for end in newcombe(48, 80, 56, 70, 0.95)]
    [0.0524, 0.3339]
    """
    low_1, high_1 = wilson(first, n_first, confidence)
    low_2, high_2 = wilson(second, n_second, confidence)
    if not n_first or not n_second:
        return float("nan"), float("nan")
    share_1, share_2 = first / n_first, second / n_second
    down = ((share_2 - low_2) ** 2 + (high_1 - share_1) ** 2) ** 0.5
    up = ((high_2 - share_2) ** 2 + (share_1 - low_1) ** 2) ** 0.5
    return share_2 - share_1 - down, share_2 - share_1 + up
