"""A handful of differences, one from each event: their mean, its interval and its p.

How much can be said depends on how many events there are. From 16 on Student's t;
from 6 to 15 the exact sign flip with Hartigan's subset means, which need symmetry but no
normal distribution; from 3 to 5 a t interval that must assume one, and no p, since
2/2^5 is above .05; below that only the mean.

References
----------
Fisher, R. A. (1935). *The Design of Experiments*, section 21. Oliver & Boyd.
Hartigan, J. A. (1969). Using subsample values as typical values. *JASA* 64, 1303-1317.
Student (1908). The probable error of a mean. *Biometrika* 6, 1-25.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import stats

from analysis.stats.arrays import Floats

T_FROM, FLIP_FROM, INTERVAL_FROM = 16, 6, 3
"""Events from which t is used, the sign flip is used, and an interval is given at all."""
ASSUMES_NORMAL = "assumes normal differences"
LOT = 1_000_000
"""Numbers that a table of sign flips by rows may hold at a time."""


@dataclass(frozen=True, kw_only=True)
class MeanTest:
    """Mean of differences with interval and p; ``reason`` says why p is missing."""

    estimate: float
    low: float
    high: float
    p: float
    p_min: float
    reason: str


def mean_test(differences: Floats, confidence: float) -> MeanTest:
    """Test whether differences have mean 0, as far as their number allows.

    The interval leaves out 0 exactly when p <= 1 - confidence.

    Examples
    --------
    >>> d = np.array([0.2, 0.6, 0.2, 0.05, 0.4, 0.4])
    >>> found = mean_test(d, 0.95)
    >>> round(found.estimate, 7), found.p, found.low, found.high
    (0.3083333, 0.03125, 0.05, 0.6)
    """
    n, nothing = len(differences), float("nan")
    estimate = float(differences.mean()) if n else nothing
    low = high = nothing
    p, p_min = float(mean_p(differences[None])[0]), smallest_mean_p(n)
    events = "1 event" if n == 1 else f"{n} events"
    reason = "" if n >= FLIP_FROM else f"{events}: description only"
    if n >= T_FROM:
        low, high = t_interval(differences, confidence)
    elif n >= FLIP_FROM:
        low, high = subset_interval(differences, confidence)
    elif n >= INTERVAL_FROM:
        low, high = t_interval(differences, confidence)
        reason = f"{events} give no p ({FLIP_FROM} are needed); the interval {ASSUMES_NORMAL}"
    return MeanTest(estimate=estimate, low=low, high=high, p=p, p_min=p_min, reason=reason)


def mean_p(differences: Floats) -> Floats:
    """Give the p of `mean_test` for each row of a table; NaN stands for no event.

    >>> d = np.array([[0.2, 0.6, 0.2, 0.05, 0.4, 0.4], [1, 1, 1, 1, 1, np.nan]])
    >>> mean_p(d).tolist()
    [0.03125, nan]
    """
    p = np.full(len(differences), np.nan)
    known = ~np.isnan(differences)
    n = known.sum(axis=1)
    for size in np.unique(n[n >= FLIP_FROM]):
        rows = np.flatnonzero(n == size)
        kept = differences[rows][known[rows]].reshape(len(rows), size)
        p[rows] = t_p(kept) if size >= T_FROM else sign_flip_p(kept)
    return p


def smallest_mean_p(n: int) -> float:
    """Give the smallest p that `mean_test` can reach with ``n`` differences.

    That of t is as small as differences are alike: 0 is its limit.

    >>> smallest_mean_p(20), smallest_mean_p(6), smallest_mean_p(5)
    (0.0, 0.03125, nan)
    """
    if n >= T_FROM:
        return 0.0
    return 2.0 ** (1 - n) if n >= FLIP_FROM else float("nan")


def t_interval(differences: Floats, confidence: float) -> tuple[float, float]:
    """Student's interval: mean ± t_(n-1) · s / sqrt(n)."""
    n, mean = len(differences), float(differences.mean())
    reach = float(stats.t.ppf((1 + confidence) / 2, n - 1) * differences.std(ddof=1) / n**0.5)
    return mean - reach, mean + reach


def t_p(differences: Floats) -> Floats:
    """Two-sided p of Student's t for each row; where all are alike, that of the sign flip."""
    n = differences.shape[1]
    mean, spread = differences.mean(axis=1), differences.std(axis=1, ddof=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = 2 * stats.t.sf(np.abs(mean) / spread * n**0.5, n - 1)
    alike = np.where(mean == 0, 1.0, 2.0 ** (1 - n))
    return np.where(spread == 0, alike, p)


@lru_cache(maxsize=16)
def signs(n: int) -> Floats:
    """Every way to choose some of ``n``, 0/1 rows; the first chooses none."""
    table = ((np.arange(2**n)[:, None] >> np.arange(n)) & 1).astype(float)
    table.setflags(write=False)
    return table


def sign_flip_p(differences: Floats) -> Floats:
    """Two-sided p of the mean of each row, were the other sign as likely everywhere."""
    flips = 1 - 2 * signs(differences.shape[1])
    p = np.empty(len(differences))
    step = max(LOT // len(flips), 1)
    for start in range(0, len(p), step):
        rows = differences[start : start + step]
        sums, seen = flips @ rows.T, rows.sum(axis=1)
        slack = 1e-9 * np.abs(rows).sum(axis=1)
        over, under = (sums >= seen - slack).mean(axis=0), (sums <= seen + slack).mean(axis=0)
        p[start : start + step] = np.minimum(1.0, 2 * np.minimum(over, under))
    return p


def subset_interval(differences: Floats, confidence: float) -> tuple[float, float]:
    """Interval from the means of all subsets: what the sign flip would not reject.

    With k = floor(alpha/2 · 2^n), the k-th smallest and k-th largest subset mean; no
    bounds where k is 0.
    """
    choose = signs(len(differences))[1:]
    means = np.sort((choose @ differences) / choose.sum(axis=1))
    k = int(np.floor((1 - confidence) / 2 * 2 ** len(differences) * (1 + 1e-12)))
    return (float(means[k - 1]), float(means[-k])) if k else (-np.inf, np.inf)
