"""How many voices, and how evenly: diversity at an equal number of draws.

The more attributions an outlet has, the more sources it has, whatever its habits. Numbers
are therefore taken as they would be if every outlet had the same number of attributions,
drawn without replacement: the exact expectation, not a draw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from analysis.stats.arrays import Floats, Ints
from analysis.stats.clumping import jackknifed

INDICES = ("richness", "shannon", "hill_1", "simpson", "hill_2")
"""The measures of diversity, in the order in which :func:`diversity` gives them."""
LEAST_CLUSTERS = 3
"""Clusters below which no interval is taken over them."""


def diversity(counts: Ints | Floats) -> Floats:
    """Measure the diversity of one set of counts, by five indices.

    Parameters
    ----------
    counts
        How often each kind (each source) occurs; zeros count for nothing.

    Returns
    -------
    Floats
        In the order of :data:`INDICES`: richness S, the number of kinds (Hill number of
        order 0); Shannon's H = -Σ p ln p in nats; exp H (Hill number of order 1, as many
        equally common kinds would have that H); Simpson's 1 - Σp²; 1/Σp² (Hill number of
        order 2). All rise with diversity; missing where there is nothing to count.

    Notes
    -----
    Hill numbers of the counts as they are grow with their sum: compare :func:`rarefied`.
    Sources: Hill (1973), Ecology 54:427; Jost (2006), Oikos 113:363.

    Examples
    --------
    >>> diversity(np.array([4, 3, 2, 1])).round(6).tolist()
    [4.0, 1.279854, 3.596115, 0.7, 3.333333]
    """
    seen = np.asarray(counts, float)
    seen = seen[seen > 0]
    if not len(seen):
        return np.full(len(INDICES), np.nan)
    share = seen / seen.sum()
    return _indices(len(seen), -float(share @ np.log(share)), float(share @ share))


def rarefied(counts: Ints, size: int) -> Floats:
    """Measure the diversity expected among ``size`` of the things counted.

    Parameters
    ----------
    counts
        How often each kind occurs, in whole numbers.
    size
        How many are drawn without replacement; all draws are alike likely.

    Returns
    -------
    Floats
        In the order of :data:`INDICES`: the expected number of kinds; the expected H and
        its exp; the expected 1 - Σp² and 1 over the expected Σp². Missing where ``size`` is
        below 1 or above the sum of the counts: nothing is extrapolated.

    Notes
    -----
    With N things, n_i of kind i, and m drawn, k of kind i are drawn with the hypergeometric
    chance h_i(k). E S = Σ_i (1 - h_i(0)) (Hurlbert 1971, Ecology 52:577); E H and E Σp² are
    sums of -(k/m) ln(k/m) and (k/m)² over it, so that exp and 1/x of them are the rarefied
    Hill numbers of Chao et al. (2014), Ecological Monographs 84:45.

    Examples
    --------
    >>> rarefied(np.array([4, 3, 2, 1]), 2).round(4).tolist()
    [1.7778, 0.5391, 1.7145, 0.3889, 1.6364]
    """
    seen = np.asarray(counts, np.int64)
    seen, times = np.unique(seen[seen > 0], return_counts=True)
    total = int(seen @ times)
    if not 1 <= size <= total:
        return np.full(len(INDICES), np.nan)
    drawn = np.arange(1, min(size, int(seen.max(initial=0))) + 1)
    n, k = seen[:, None], drawn[None, :]
    possible = (k <= n) & (size - k <= total - n)
    log_chance = np.where(
        possible,
        _log_choose(n, np.minimum(k, n))
        + _log_choose(total - n, np.clip(size - k, 0, total - n))
        - _log_choose(np.array(total), np.array(size)),
        -np.inf,
    )
    expected = times @ np.exp(log_chance)
    share = drawn / size
    return _indices(
        float(expected.sum()),
        -float(expected @ (share * np.log(share))),
        float(expected @ share**2),
    )


def _indices(richness: float, shannon: float, repeat: float) -> Floats:
    """Give the five indices from S, H and Σp²."""
    shannon = max(shannon, 0.0)
    return np.array([richness, shannon, np.exp(shannon), 1 - repeat, 1 / repeat])


def _log_choose(n: Ints, k: Ints) -> Floats:
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1), float)


@dataclass(frozen=True, kw_only=True, eq=False)
class Jackknifed:
    """Numbers with intervals that leave one cluster out at a time."""

    value: Floats
    low: Floats
    high: Floats


def common_size(groups: list[Ints]) -> int:
    """Return the number of draws that every group has whichever of its clusters is left out.

    ``groups`` holds counts, clusters by kinds, one table a group.

    >>> common_size([np.array([[3, 0], [1, 2]]), np.array([[4, 4], [4, 0]])])
    3
    """
    rests = [int(table.sum() - table.sum(axis=1).max(initial=0)) for table in groups]
    return min(rests, default=0)


def over_clusters(counts: Ints, size: int, confidence: float) -> Jackknifed:
    """Measure rarefied diversity with an interval over clusters (events or articles).

    Parameters
    ----------
    counts
        Clusters by kinds; the kinds of all clusters are pooled.
    size
        How many are drawn; at most what is left when the largest cluster is left out
        (:func:`common_size`), else there is no interval.
    confidence
        Coverage of the intervals.

    Notes
    -----
    The delete-one jackknife of the logarithm of each Hill number, with Student's t; those
    of H and of 1 - Σp² follow from it. No interval below three clusters. Attributions of one
    event share sources, so that the cluster must be the event where several were covered.
    Coverage of 95 % intervals in simulations (400 runs, 60 sources, events with sources of
    their own): .91-.95 with 5 events of 8 attributions, .94-.98 with 10 to 30 events.
    """
    table = np.asarray(counts, np.int64)
    table = table[table.sum(axis=1) > 0]
    pooled = table.sum(axis=0)
    value = rarefied(pooled, size)
    without = np.array([rarefied(pooled - one, size) for one in table]).reshape(-1, len(value))
    logs = np.log(np.vstack([without, value[None]])[:, [0, 2, 4]])
    if len(table) < LEAST_CLUSTERS or not np.isfinite(logs).all():
        missing = np.full(len(INDICES), np.nan)
        return Jackknifed(value=value, low=missing, high=missing)
    ends = np.array([jackknifed(column, confidence) for column in logs.T])
    low, high = (_from_hill(np.exp(end), size) for end in ends.T[1:])
    return Jackknifed(value=value, low=low, high=high)


def _from_hill(numbers: Floats, size: int) -> Floats:
    """Give the five indices that go with the three Hill numbers, held to what they can be."""
    richness, first, second = np.clip(numbers, 1.0, size)
    return np.array([richness, np.log(first), first, 1 - 1 / second, second])
