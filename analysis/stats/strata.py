"""Shares in a stratified sample, with intervals that hold where a stratum has none or all.

Each stratum's share has Wilson's interval; the intervals of sums and of ratios of shares
are built from those of their parts ("method of variance estimates recovery").

References
----------
Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
*JASA* 22, 209-212.
Zou, G. Y. & Donner, A. (2008). Construction of confidence limits about effect measures: a
general approach. *Statistics in Medicine* 27, 1693-1702.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from analysis.stats.arrays import Floats, Ints


class Share(NamedTuple):
    """An estimate with its interval; missing where nothing was drawn."""

    value: float
    low: float
    high: float


def wilson(found: Ints, drawn: Ints, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return the ends of Wilson's interval for ``found`` of ``drawn``, stratum by stratum.

    Examples
    --------
    >>> [ends.round(4).tolist() for ends in wilson(np.array([0, 8]), np.array([10, 10]))]
    [[0.0, 0.4902], [0.2775, 0.9433]]
    """
    z = float(ndtri((1 + confidence) / 2))
    share = found / drawn
    middle = share + z**2 / (2 * drawn)
    reach = z * np.sqrt(share * (1 - share) / drawn + z**2 / (4 * drawn**2))
    whole = 1 + z**2 / drawn
    low, high = (middle - reach) / whole, (middle + reach) / whole
    return np.where(found == 0, 0.0, low), np.where(found == drawn, 1.0, high)


def total_of(found: Ints, drawn: Ints, size: Ints, confidence: float = 0.95) -> Share:
    """Estimate how many units have something, from a sample of each stratum.

    Parameters
    ----------
    found, drawn, size
        Of each stratum: units drawn that have it, units drawn, and all its units. A stratum
        of which nothing was drawn must be empty.

    Notes
    -----
    T = sum of N p; the interval ends at T - sqrt(sum of (N (p - l))²) and the same above,
    l and u Wilson's ends of each stratum; a stratum drawn as a whole is known.

    Examples
    --------
    >>> total = total_of(np.array([8, 0]), np.array([10, 10]), np.array([100, 1000]))
    >>> [round(end, 1) for end in total]
    [80.0, 49.0, 357.9]
    """
    used = drawn > 0
    if not used.any():
        return Share(0.0, 0.0, 0.0)
    found, drawn, size = found[used], drawn[used], size[used]
    low, high = wilson(found, drawn, confidence)
    share, sampled = found / drawn, drawn < size
    total = float((size * share).sum())
    down = float(np.sqrt(((size * (share - low) * sampled) ** 2).sum()))
    up = float(np.sqrt(((size * (high - share) * sampled) ** 2).sum()))
    return Share(total, max(total - down, 0.0), total + up)


def part_of(one: Share, other: Share) -> Share:
    """Return one total as a share of both, the two being estimated apart.

    Notes
    -----
    share = 1/(1 + r), r = other/one with the limits of Zou & Donner (2008) for a ratio.

    Examples
    --------
    >>> [round(end, 3) for end in part_of(Share(80, 60, 95), Share(20, 10, 40))]
    [0.8, 0.652, 0.891]
    >>> part_of(Share(0, 0, 0), Share(0, 0, 0)).value
    nan
    """
    if one.value + other.value == 0:
        return Share(float("nan"), float("nan"), float("nan"))
    low, high = _ratio(other, one)
    return Share(one.value / (one.value + other.value), 1 / (1 + high), 1 / (1 + low))


def _ratio(top: Share, bottom: Share) -> tuple[float, float]:
    """Return the limits of the ratio of two estimates; no limit above where bottom may be 0."""
    product = top.value * bottom.value

    def limit(end: float, other: float, sign: int) -> float:
        scale = other * (2 * bottom.value - other)
        if scale <= 0:
            return float("inf") if sign > 0 else 0.0
        inside = product**2 - scale * end * (2 * top.value - end)
        return float(product + sign * np.sqrt(max(inside, 0.0))) / scale

    return max(limit(top.low, bottom.high, -1), 0.0), limit(top.high, bottom.low, 1)
