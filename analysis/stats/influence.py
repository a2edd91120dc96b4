"""What is left of a rate ratio when one article, event or outlet is taken out.

References
----------
Belsley, D. A., Kuh, E. & Welsch, R. E. (1980). *Regression Diagnostics*. Wiley (estimates
without one part of the data).
Mantel, N. & Haenszel, W. (1959). Statistical aspects of the analysis of data from
retrospective studies of disease. *JNCI* 22, 719-748.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.stats.arrays import Bools, Floats, Ints, sum_by
from analysis.stats.ratio import log_ratio_of, mantel_haenszel_terms


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One item in the articles of some events: counts, exposures, and who is in the group."""

    count: Floats
    exposure: Floats
    event: Ints
    inside: Bools

    def by_side(self, place: Ints, size: int) -> Floats:
        """Sum counts and exposures by place: of the group, then of the others."""
        rows = [
            sum_by(place, values * side, size)
            for values in (self.count, self.exposure)
            for side in (self.inside, ~self.inside)
        ]
        return np.array(rows)


def log_ratio(counted: Counted) -> float:
    """Mantel-Haenszel log ratio of the group's rate to that of the others, within events."""
    whole = counted.by_side(counted.event, int(counted.event.max(initial=-1)) + 1)
    r, s = (terms.sum() for terms in mantel_haenszel_terms(*whole))
    return float(log_ratio_of(np.array([r]), np.array([s]))[0])


def log_ratio_without(counted: Counted, key: Ints) -> Floats:
    """Log ratios that are left when the articles of one ``key`` after another are taken out.

    Parameters
    ----------
    counted
        One item in the articles of the events that the group shares with others.
    key
        Code of each article from 0: itself, its event or its outlet.

    Returns
    -------
    Floats
        One log ratio for each code. Infinite where only one side is left that counts the
        item, missing where nobody is.

    Notes
    -----
    R and S of the ratio are sums over events (see `analysis.stats.ratio`). Taking a key out
    changes those of its own events only: R without k = R - sum over e of (R_e - R_e
    without k), and S likewise.

    Examples
    --------
    Two outlets in three events, 3,1 | 2,0 | 4,1, without the first event:

    >>> counted = Counted(count=np.array([3.0, 1, 2, 0, 4, 1]),
    ...     exposure=np.array([100.0, 100, 200, 100, 150, 150]),
    ...     event=np.array([0, 0, 1, 1, 2, 2]), inside=np.tile([True, False], 3))
    >>> np.exp(log_ratio_without(counted, counted.event)).round(4).tolist()
    [5.3333, 3.5, 4.3333]
    """
    n_keys, n_events = int(key.max()) + 1, int(counted.event.max()) + 1
    whole = counted.by_side(counted.event, n_events)
    pair, at = np.unique(key * n_events + counted.event, return_inverse=True)
    owner, event = pair // n_events, pair % n_events
    left = whole[:, event] - counted.by_side(at.ravel(), len(pair))
    sums = []
    for before, after in zip(
        mantel_haenszel_terms(*whole), mantel_haenszel_terms(*left), strict=True
    ):
        rest = before.sum() - sum_by(owner, before[event] - after, n_keys)
        sums.append(np.where(rest > 1e-12 * before.sum(), rest, 0.0))
    return log_ratio_of(sums[0], sums[1])
