"""How well codes are predicted: F1 with its interval, over clusters of units.

References
----------
Cochran, W. G. (1977). *Sampling Techniques*, 6.4 and 9 (a ratio of sums, and clusters).
van Rijsbergen, C. J. (1979). *Information Retrieval*, 7 (the F measure).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from analysis.stats.arrays import Floats, Ints


@dataclass(frozen=True, kw_only=True)
class F1:
    """F1 of each code, then their mean (macro), then that of all decisions (micro).

    ``apart`` is, for each cluster, what it moves each value by: values of the same units can
    be subtracted with their interval (see :func:`rise`). ``blind`` is the F1 of saying yes
    of every unit, ``gain_low`` the lower bound of what ``value`` has beyond it.
    """

    value: Floats
    low: Floats
    high: Floats
    blind: Floats
    gain_low: Floats
    apart: Floats


def f1_over(truth: Floats, said: Floats, cluster: Ints, *, confidence: float = 0.95) -> F1:
    """F1 of codes that were said of units, against the true ones, with intervals.

    Parameters
    ----------
    truth, said
        Units × codes, 0 or 1.
    cluster
        Number of each unit's cluster: units of one are alike.
    confidence
        Of the intervals.

    Returns
    -------
    F1
        F1 = 2 Σ yy / (Σ y + Σ ŷ), a ratio of sums over clusters; its variance is that of its
        linear part, m/(m - 1) Σ_g (2 yy_g - F1 (y_g + ŷ_g))² / (Σ y + Σ ŷ)², and intervals
        are by t with m - 1 on the scale of log odds. A code nobody has and nobody says has no
        F1. An F1 of 0 or 1, and one of a single cluster, has no interval.

    Examples
    --------
    >>> truth = np.array([[1.0], [1], [0], [0], [1], [0]])
    >>> said = np.array([[1.0], [0], [0], [1], [1], [0]])
    >>> found = f1_over(truth, said, np.arange(6))
    >>> found.value.round(3).tolist(), found.blind.round(3).tolist()
    ([0.667, 0.667, 0.667], [0.667, 0.667, 0.667])
    """
    value, apart = _f1(truth, said, cluster)
    blind, blind_apart = _f1(truth, np.ones_like(truth), cluster)
    m = apart.shape[0]
    t = float(stats.t.ppf((1 + confidence) / 2, m - 1)) if m > 1 else np.nan
    inner = (value > 0) & (value < 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = t * _spread(apart) / np.where(inner, value * (1 - value), np.nan)
        low, high = (special.expit(special.logit(value) + side * reach) for side in (-1, 1))
    gain = t * _spread(apart - blind_apart)
    return F1(
        value=value,
        low=low,
        high=high,
        blind=blind,
        gain_low=value - blind - gain,
        apart=apart,
    )


def rise(before: F1, after: F1, *, confidence: float = 0.95) -> tuple[Floats, Floats, Floats]:
    """By how much F1 rose on the same units, with lower and upper bound.

    >>> truth = np.array([[1.0], [1], [0], [0], [1], [0]] * 5)
    >>> one = f1_over(truth, truth * 0 + [[1], [0]] * 15, np.arange(30))
    >>> [part.round(2).tolist()[0] for part in rise(one, one)]
    [0.0, 0.0, 0.0]
    """
    m = after.apart.shape[0]
    t = float(stats.t.ppf((1 + confidence) / 2, m - 1)) if m > 1 else np.nan
    reach = t * _spread(after.apart - before.apart)
    grown = after.value - before.value
    return grown, grown - reach, grown + reach


def _f1(truth: Floats, said: Floats, cluster: Ints) -> tuple[Floats, Floats]:
    """F1 of each code, macro and micro; and what each cluster moves each by."""
    places, at = np.unique(cluster, return_inverse=True)
    over = np.zeros((len(places), truth.shape[1]))
    under = np.zeros_like(over)
    np.add.at(over, at, 2 * truth * said)
    np.add.at(under, at, truth + said)
    over = np.column_stack([over, over.sum(axis=1)])
    under = np.column_stack([under, under.sum(axis=1)])
    with np.errstate(divide="ignore", invalid="ignore"):
        value = over.sum(axis=0) / under.sum(axis=0)
        apart = (over - value * under) / under.sum(axis=0)
    codes, micro = slice(0, -1), slice(-1, None)
    macro = value[codes].mean(keepdims=True)
    value = np.concatenate([value[codes], macro, value[micro]])
    between = apart[:, codes].mean(axis=1, keepdims=True)
    return value, np.hstack([apart[:, codes], between, apart[:, micro]])


def _spread(apart: Floats) -> Floats:
    """Give the standard error of what clusters move apart."""
    m = len(apart)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.sqrt(m / (m - 1) * (apart**2).sum(axis=0)) if m > 1 else np.nan)
