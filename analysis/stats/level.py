"""A group's own level: its rate over its events, whatever the other groups do.

L = S/N with S = sum of y_e and N = sum of n_e over the group's events. The variance is
the jackknife-like sum of squared residuals with the leverage taken out (CR3; MacKinnon &
White 1985), never below that of a Poisson count; the degrees of freedom join the number
of effective events by exposure and by residual (Satterthwaite 1946; Kish 1965).

Where counts are more regular than Poisson's, the Poisson variance sets the error and the
residuals do not: then how lumpy they are says nothing of how well the error is known. A
part w of a variance enters the relative variance of the whole by w² (Satterthwaite), so
that the residuals' lumpiness counts by the square of their part.

References
----------
MacKinnon, J. G. & White, H. (1985). Some heteroskedasticity-consistent covariance matrix
estimators. *Journal of Econometrics* 29, 305-325.
Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance
components. *Biometrics Bulletin* 2, 110-114.
Kish, L. (1965). *Survey Sampling*. Wiley.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from scipy import sparse, stats

from analysis.stats.arrays import Floats

EXPLAINS = 0.5
"""Residuals that have this part of Poisson's variance are lumpy in full, by chance or not."""
CARRY = 2
"""Events that must count an item for its level to have an interval."""
MOST_REACH = 100.0
"""Factor from a rate to its bounds beyond which there is no interval: it would say nothing."""


@dataclass(frozen=True, kw_only=True)
class Levels:
    """Rates per unit of exposure, with interval; missing where they have none."""

    value: Floats
    low: Floats
    high: Floats
    log_se: Floats
    df: Floats


def levels(counts: sparse.csr_array, exposure: Floats, *, confidence: float) -> Levels:
    """Rate of each item over events, with an interval on the log scale.

    Parameters
    ----------
    counts
        Events by items: what one group counted in each of its events.
    exposure
        Of each event, the group's exposure (words, mentions), above 0.
    confidence
        Of the interval.

    Notes
    -----
    h_e = n_e/N, d_e = (y_e - (S/N) n_e)/(1 - h_e), V = (E-1)/E · sum of d²,
    se = max(sqrt(V)/S, 1/sqrt(S)), g = sum of d⁴/(sum of d²)², df = max(1, 2/(sum of h² +
    g) - 1), interval L · exp(± t_df · se). Where V is below S/2, g is multiplied by
    (2V/S)², but never falls under 1/E. Simulated coverage: docs/calibration.md.

    Limits
    ------
    An item never counted has the level 0 and no interval. Neither has one that is counted in
    one event alone, whose variance over events nobody can know, nor one so lumpy that its
    interval would reach a hundredfold either way. Events are taken as independent.

    Examples
    --------
    >>> y = sparse.csr_array(np.array([[5.0], [3], [2], [6], [1], [4], [0], [3]]))
    >>> n = np.array([100.0, 120, 100, 300, 50, 100, 90, 100])
    >>> own = levels(y, n, confidence=0.95)
    >>> [round(float(1000 * x[0]), 5) for x in (own.value, own.low, own.high)]
    [25.0, 13.87046, 45.05979]

    One use in each of ten events is as regular as can be; Poisson's variance still holds:

    >>> y = sparse.csr_array(np.ones((10, 1)))
    >>> own = levels(y, np.array([230.0] * 9 + [260]), confidence=0.95)
    >>> [round(float(1000 * x[0]), 2) for x in (own.value, own.low, own.high)]
    [4.29, 2.1, 8.78]

    Three uses in one of ten events have a level, and no interval:

    >>> y = sparse.csr_array(np.array([[3.0]] + [[0.0]] * 9))
    >>> own = levels(y, np.full(10, 300.0), confidence=0.95)
    >>> [float(x[0]) for x in (own.value, own.low, own.high)]
    [0.001, nan, nan]
    """
    n_events, n_items = counts.shape
    total, whole = np.asarray(counts.sum(axis=0), float), float(exposure.sum())
    missing = np.full(n_items, np.nan)
    if not n_events:
        return Levels(value=missing, low=missing, high=missing, log_se=missing, df=missing)
    rate = total / whole
    if n_events == 1:
        return Levels(value=rate, low=missing, high=missing, log_se=missing, df=missing)
    squares, fourths = residual_powers(counts, exposure, rate)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt((n_events - 1) / n_events * squares) / total
        log_se = np.where(total > 0, np.maximum(spread, 1 / np.sqrt(total)), np.nan)
        lumpy = np.where(squares > 0, fourths / squares**2, 1 / n_events)
        part = np.minimum(1.0, (n_events - 1) / n_events * squares / (EXPLAINS * total))
    lumpy = np.maximum(lumpy * part**2, 1 / n_events)
    share = exposure / whole
    df = np.where(total > 0, np.maximum(1, 2 / ((share**2).sum() + lumpy) - 1), np.nan)
    with np.errstate(over="ignore"):
        reach = np.exp(stats.t.ppf((1 + confidence) / 2, df) * log_se)
    carried = np.bincount(counts.indices[counts.data > 0], minlength=n_items)
    reach[(carried < CARRY) | (reach > MOST_REACH)] = np.nan
    return Levels(value=rate, low=rate / reach, high=rate * reach, log_se=log_se, df=df)


def residual_powers(
    counts: sparse.csr_array, exposure: Floats, rate: Floats
) -> tuple[Floats, Floats]:
    """Sum d² and d⁴ over events without writing out the events that count nothing.

    Where an item is absent d = -rate · n/(1 - h), whose powers have closed sums.
    """
    scale = 1 / (1 - exposure / exposure.sum())
    idle = exposure * scale
    entries = sparse.coo_array(counts)
    event, item = entries.coords
    seen = (entries.data - rate[item] * exposure[event]) * scale[event]
    unseen = rate[item] * idle[event]
    sums = []
    for power in (2, 4):
        absent = rate**power * (idle**power).sum()
        change = np.bincount(item, seen**power - unseen**power, len(rate))
        sums.append(np.maximum(absent + change, 0.0))
    return sums[0], sums[1]


def wider(own: Levels, other: Levels) -> Levels:
    """Take the wider of two intervals of the same rates; missing where either has none.

    Only where ``other`` rests on a single event, and so has no degrees of freedom, ``own``
    is taken.
    """
    more = ~np.isnan(other.df) & ~(other.high - other.low <= own.high - own.low)
    more &= ~np.isnan(own.high)
    return Levels(
        **{
            field.name: np.where(more, getattr(other, field.name), getattr(own, field.name))
            for field in fields(Levels)
        }
    )
