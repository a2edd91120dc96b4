"""How often the intervals and the places of a ranking hold the truth."""

from __future__ import annotations

import numpy as np
from corpora import spread
from numpy.random import Generator
from scipy import stats

from analysis.stats.arrays import Floats
from analysis.stats.twoway import Ranked, rank_means, rank_rates

WRITTEN = 0.7
"""Share of the cells that are written."""


def of_rankings(
    rng: Generator, *, k: int, n_events: int, bursts: float | None
) -> list[dict[str, str | float]]:
    """Rank ``k`` outlets once; their effects are normal, with a standard deviation of .4.

    ``bursts`` is the gamma shape of each cell's rate of counts (Poisson where infinite), and
    lengths vary (log-normal, .4); None ranks means, with events and cells normal and cells
    of one outlet twice as uneven as the others'.
    """
    here = rng.random((n_events, k)) < WRITTEN
    effect = 0.4 * rng.normal(size=k)
    if bursts is None:
        uneven = np.where(np.arange(k) == 0, 2.0, 1.0)
        values = effect + rng.normal(size=(n_events, 1)) + uneven * rng.normal(size=here.shape)
        found = rank_means(np.where(here, values, np.nan), confidence=0.95)
    else:
        exposure = np.round(rng.lognormal(6.4, 0.4, here.shape)) * here
        rate = 0.01 * spread(rng, 1.0, (n_events, 1)) * np.exp(effect)
        if np.isfinite(bursts):
            rate = rate * spread(rng, bursts, here.shape)
        counts = rng.poisson(rate * exposure).astype(float)
        found = rank_rates(counts, exposure, confidence=0.95)
    return [judged(found, effect)]


def judged(found: Ranked, effect: Floats) -> dict[str, str | float]:
    """Set what was found beside the true effects of those that were ranked."""
    known = np.isfinite(found.low)
    row: dict[str, str | float] = {"method": "ranking", "ranked": float(known.mean())}
    if not known.any():
        return row
    true = effect - effect[known].mean()
    place = stats.rankdata(-effect[known])
    inside = (found.low <= true) & (true <= found.high)
    open_ = (found.rank_from[known] <= place) & (place <= found.rank_to[known])
    left = found.rank_to[known] - found.rank_from[known] + 1
    return row | {
        "covered": float(inside[known].mean()),
        "places": float(open_.all()),
        "width": float(np.median((found.high - found.low)[known])),
        "left open": float(left.mean() / known.sum()),
    }
