"""How often predicted codes are right in each group, and whether groups differ in it.

References
----------
Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
*Journal of the American Statistical Association* 22, 209-212.
Kish, L. (1965). *Survey Sampling*, 11.7 (the effective size of a weighted sample).
Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never be zero. *Statistical
Applications in Genetics and Molecular Biology* 9, 39.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.stats.arrays import Floats, Ints, sum_by


@dataclass(frozen=True, kw_only=True)
class Rates:
    """The share of right predictions in each group, with intervals; missing without units."""

    value: Floats
    low: Floats
    high: Floats
    n_units: Ints


def rates(
    right: Floats, weight: Floats, group: Ints, n_groups: int, *, confidence: float = 0.95
) -> Rates:
    """Share of units that are right, by group, weighted by one over the chance to be drawn.

    value = Σ w right / Σ w; the interval is Wilson's for (Σ w)²/Σ w² units, which is the
    number of units where all weigh the same.

    Examples
    --------
    >>> found = rates(np.array([1.0, 1, 0, 1]), np.ones(4), np.array([0, 0, 0, 1]), 2)
    >>> found.value.round(3).tolist(), found.low.round(3).tolist(), found.n_units.tolist()
    ([0.667, 1.0], [0.208, 0.207], [3, 1])
    """
    total, squares = (sum_by(group, w, n_groups) for w in (weight, weight**2))
    with np.errstate(invalid="ignore", divide="ignore"):
        value = sum_by(group, weight * right, n_groups) / total
        size = total**2 / squares
    z = float(stats.norm.ppf((1 + confidence) / 2))
    middle = (value + z**2 / (2 * size)) / (1 + z**2 / size)
    reach = z / (1 + z**2 / size) * np.sqrt(value * (1 - value) / size + z**2 / (4 * size**2))
    n_units = np.bincount(group, minlength=n_groups).astype(np.int64)
    return Rates(value=value, low=middle - reach, high=middle + reach, n_units=n_units)


def rates_differ(
    right: Floats, weight: Floats, group: Ints, n_groups: int, *, draws: int, seed: int
) -> float:
    """P-value of no difference between groups in how often units are right.

    The spread of rates over groups, Σ_g W_g (rate_g - rate)², is held against its spread
    where units are dealt to groups anew; p = (1 + draws as large)/(1 + draws). Missing with
    fewer than two groups, or where all or no units are right. Limits: units are taken as
    independent of one another and exchangeable but for their groups.

    Examples
    --------
    >>> right = np.array([1.0] * 20 + [0.0] * 20)
    >>> group = np.repeat([0, 1], 20)
    >>> rates_differ(right, np.ones(40), group, 2, draws=999, seed=1)
    0.001
    """
    present = np.unique(group)
    if len(present) < 2 or right.min() == right.max():
        return float("nan")
    generator = np.random.default_rng(seed)

    def spread(dealt: Ints) -> float:
        total = sum_by(dealt, weight, n_groups)[present]
        rate = sum_by(dealt, weight * right, n_groups)[present] / total
        return float((total * (rate - (weight @ right) / weight.sum()) ** 2).sum())

    seen = spread(group) * (1 - 1e-9)
    as_large = sum(spread(generator.permutation(group)) >= seen for _ in range(draws))
    return (1 + as_large) / (1 + draws)
