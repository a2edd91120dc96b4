"""Tail probabilities of sums of independent parts, by saddlepoint, for many items at once.

A permutation test within events asks how often a sum over events would be as large as
the one seen, had the labels been dealt anew within each event. Drawing labels at random
cannot answer for tens of thousands of items, whose p must be told apart far below 1e-5.
The saddlepoint reads the tail off the cumulant generating function, which is known
exactly, event by event (Robinson 1982; Davison & Hinkley 1988).

Every part is one event (or one stratum) of one item. Two kinds of part exist: `Points`,
a value with listed outcomes, and `Draws`, the sum of some scores drawn without
replacement. Arrays of parts have one column for each part, so that numpy works along
the items.

References
----------
Robinson, J. (1982). Saddlepoint approximations for permutation tests and confidence
intervals. *JRSS B* 44, 91-101.
Davison, A. C. & Hinkley, D. V. (1988). Saddlepoint approximations in resampling methods.
*Biometrika* 75, 417-431.
Lugannani, R. & Rice, S. (1980). Saddle point approximation for the distribution of the
sum of independent random variables. *Advances in Applied Probability* 12, 475-490.
Barndorff-Nielsen, O. E. (1986). Inference on full or partial parameters based on the
standardized signed log likelihood ratio. *Biometrika* 73, 307-322.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import gammaln, ndtr

from analysis.stats.arrays import Bools, Floats, Ints, sum_by

NORMAL_BELOW = 1.5
"""Up to this |z| the normal tail may stand in; at 1.96 it can be 35 times off."""
TIE = 1e-9
"""Scores closer than this share of the largest in their event are the same score."""
MOST_STEPS = 60


def log_choose(n: Ints | int, k: Ints | int) -> Floats:
    """Logarithm of the binomial coefficient, which overflows where this does not."""
    whole, part = np.asarray(n, float), np.asarray(k, float)
    logs = gammaln(whole + 1) - gammaln(part + 1) - gammaln(whole - part + 1)
    return np.asarray(logs, float)


@lru_cache(maxsize=64)
def subsets(size: int, chosen: int) -> Floats:
    """Every way to choose ``chosen`` of ``size``, one 0/1 row each.

    >>> subsets(3, 2).tolist()
    [[1.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]
    """
    ways = list(itertools.combinations(range(size), chosen))
    table = np.zeros((len(ways), size))
    table[np.arange(len(ways))[:, None], np.array(ways, int).reshape(len(ways), chosen)] = 1.0
    table.setflags(write=False)  # the cache hands the same table to everybody
    return table


@dataclass(frozen=True, kw_only=True)
class Points:
    """Parts with listed outcomes: column ``c`` of ``value`` is what part ``c`` can be.

    Outcomes are equally likely unless ``log_chance`` says otherwise.
    """

    item: Ints
    value: Floats
    log_chance: Floats | None = None

    def cumulants(self, tilt: Floats) -> tuple[Floats, Floats, Floats]:
        """Give K, K' and K'' of each part at its item's ``tilt``.

        K(t) = log E exp(t X); the largest exponent is taken out before exp, or it
        overflows.
        """
        exponent = tilt[self.item] * self.value
        if self.log_chance is not None:
            exponent += self.log_chance
        top = exponent.max(axis=0)
        exponent -= top
        weight = np.exp(exponent, out=exponent)
        total = weight.sum(axis=0)
        weight *= self.value
        mean = weight.sum(axis=0) / total
        weight *= self.value
        spread = weight.sum(axis=0) / total - mean * mean
        log_total = np.log(total) + top
        if self.log_chance is None:
            log_total -= math.log(len(self.value))
        return log_total, mean, spread

    def edge(self) -> tuple[Floats, Floats]:
        """Give the largest outcome of each part, and the logarithm of its chance."""
        best = self.value.max(axis=0)
        tied = self.value >= best - TIE * np.abs(self.value).max(axis=0)
        if self.log_chance is None:
            return best, np.log(tied.sum(axis=0) / len(self.value))
        with np.errstate(divide="ignore"):
            chance = np.where(tied, np.exp(self.log_chance), 0.0).sum(axis=0)
            return best, np.asarray(np.log(chance), float)

    def support(self, part: int) -> tuple[Floats, Floats | None]:
        """List the outcomes of one part, with their chances where these differ."""
        if self.log_chance is None:
            return self.value[:, part], None
        possible = np.isfinite(self.log_chance[:, part])
        return self.value[possible, part], np.exp(self.log_chance[possible, part])

    def log_outcomes(self) -> Floats:
        """Give the logarithm of the number of outcomes of each part."""
        if self.log_chance is None:
            return np.full(len(self.item), math.log(len(self.value)))
        return np.asarray(np.log(np.isfinite(self.log_chance).sum(axis=0)), float)

    def only(self, position: Ints) -> Points:
        """Keep the parts of items whose new ``position`` is 0 or more."""
        kept = position[self.item] >= 0
        chance = None if self.log_chance is None else np.compress(kept, self.log_chance, axis=1)
        return Points(
            item=position[self.item[kept]],
            value=np.compress(kept, self.value, axis=1),
            log_chance=chance,
        )

    def padded(self, length: int) -> Points:
        """Add outcomes without chance, so that every part has ``length`` of them."""
        more = length - len(self.value)
        even = np.full(self.value.shape, -math.log(len(self.value)))
        chance = even if self.log_chance is None else self.log_chance
        return Points(
            item=self.item,
            value=np.concatenate([self.value, np.tile(self.value[:1], (more, 1))]),
            log_chance=np.concatenate([chance, np.full((more, len(self.item)), -np.inf)]),
        )

    def signed(self, sign: Floats) -> Points:
        """Multiply the outcomes of each item by its ``sign``."""
        return Points(
            item=self.item, value=self.value * sign[self.item], log_chance=self.log_chance
        )


@dataclass(frozen=True, kw_only=True)
class Draws:
    """Parts that are sums of ``drawn`` scores, drawn from a column without replacement.

    The mean of exp(t · sum) over the draws is an elementary symmetric polynomial. It is
    written here over swaps between the ``drawn`` largest scores (the top) and the rest:
    with j swaps hypergeometric, every factor lies in [0, 1], so that nothing overflows
    and nothing that matters underflows. ``score`` must be sorted, largest first (see
    `draws`).
    """

    item: Ints
    score: Floats
    drawn: int

    def cumulants(self, tilt: Floats) -> tuple[Floats, Floats, Floats]:
        """Give K, K' and K'' of each part at its item's ``tilt`` (0 or more)."""
        size, k = len(self.score), self.drawn
        at = tilt[self.item]
        border = (self.score[k - 1] + self.score[k]) / 2
        most = min(k, size - k)
        up = mean_products(at, border - self.score[:k], most)
        down = mean_products(at, self.score[k:] - border, most)
        swaps = np.arange(most + 1)
        chance = np.exp(
            log_choose(k, swaps) + log_choose(size - k, swaps) - log_choose(size, k)
        )
        zeroth = chance @ (up[0] * down[0])
        first = chance @ (up[1] * down[0] + up[0] * down[1])
        second = chance @ (up[2] * down[0] + 2 * up[1] * down[1] + up[0] * down[2])
        top, mean = self.score[:k].sum(axis=0), first / zeroth
        return at * top + np.log(zeroth), top + mean, second / zeroth - mean * mean

    def edge(self) -> tuple[Floats, Floats]:
        """Give the largest sum of each part, and the logarithm of its chance."""
        k = self.drawn
        near = np.abs(self.score - self.score[k - 1]) <= TIE * np.abs(self.score).max(axis=0)
        chance = log_choose(near.sum(axis=0), near[:k].sum(axis=0))
        return self.score[:k].sum(axis=0), chance - log_choose(len(self.score), k)

    def support(self, part: int) -> tuple[Floats, None]:
        """List the sums that one part can be; all are equally likely."""
        return subsets(len(self.score), self.drawn) @ self.score[:, part], None

    def log_outcomes(self) -> Floats:
        """Give the logarithm of the number of draws of each part."""
        return np.full(len(self.item), log_choose(len(self.score), self.drawn))

    def points(self) -> Points:
        """List the sums of all parts: only for parts with few draws."""
        return Points(item=self.item, value=subsets(len(self.score), self.drawn) @ self.score)

    def only(self, position: Ints) -> Draws:
        """Keep the parts of items whose new ``position`` is 0 or more."""
        kept = position[self.item] >= 0
        return Draws(
            item=position[self.item[kept]],
            score=np.compress(kept, self.score, axis=1),
            drawn=self.drawn,
        )

    def signed(self, sign: Floats) -> Draws:
        """Multiply the scores of each item by its ``sign`` (+1 or -1)."""
        score = np.where(sign[self.item] < 0, -self.score[::-1], self.score)
        return Draws(item=self.item, score=score, drawn=self.drawn)


Part = Points | Draws


def draws(item: Ints, score: Floats, drawn: int) -> Part:
    """Put sums of ``drawn`` scores of each column in the form that computes fastest.

    Drawing one, or all but one, has as many outcomes as there are scores.
    """
    if drawn == 1:
        return Points(item=item, value=score)
    if drawn == len(score) - 1:
        return Points(item=item, value=score.sum(axis=0) - score)
    return Draws(item=item, score=-np.sort(-score, axis=0), drawn=drawn)


def mean_products(tilt: Floats, slope: Floats, most: int) -> tuple[Floats, Floats, Floats]:
    """Mean product of j of the factors exp(t · slope), j = 0 … most, with two derivatives.

    The factors lie in [0, 1] (slopes are 0 or less), and so do the means. Adding factor
    i, a mean over i factors is (i-j)/i of the mean without it and j/i of that with it.
    """
    shape = (most + 1, slope.shape[1])
    value, first, second = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    value[0] = 1.0
    factor = np.exp(tilt * slope)
    for i in range(1, len(slope) + 1):
        hi = min(i, most)
        j = np.arange(1, hi + 1)[:, None]
        with_it, without = (j / i) * factor[i - 1], (i - j) / i
        d, lower, upper = slope[i - 1], slice(0, hi), slice(1, hi + 1)
        second[upper] = without * second[upper] + with_it * (
            second[lower] + d * (2 * first[lower] + d * value[lower])
        )
        first[upper] = without * first[upper] + with_it * (first[lower] + d * value[lower])
        value[upper] = without * value[upper] + with_it * value[lower]
    return value, first, second


def edge(parts: Sequence[Part], size: int) -> tuple[Floats, Floats]:
    """Largest sum that each of ``size`` items can reach, and the log chance of it."""
    best, chance = np.zeros(size), np.zeros(size)
    for part in parts:
        largest, log_chance = part.edge()
        best += sum_by(part.item, largest, size)
        chance += sum_by(part.item, log_chance, size)
    return best, chance


def totals(parts: Sequence[Part], tilt: Floats) -> tuple[Floats, Floats, Floats]:
    """K, K' and K'' of each item's sum: those of its parts, added up."""
    size = len(tilt)
    sums = np.zeros((3, size))
    for part in parts:
        for row, values in enumerate(part.cumulants(tilt)):
            sums[row] += sum_by(part.item, values, size)
    return sums[0], sums[1], sums[2]


@dataclass(frozen=True, kw_only=True)
class Root:
    """Where K'(tilt) meets its target: ``value`` is K and ``curvature`` K'' there."""

    tilt: Floats
    value: Floats
    curvature: Floats
    found: Bools


def solve(parts: Sequence[Part], target: Floats, *, start: Floats, tolerance: Floats) -> Root:
    """Solve K'(tilt) = target (above K'(0)) for every item, by Newton inside a bracket.

    K' rises, so each look tells on which side the root lies; a Newton step that leaves
    the bracket is replaced by doubling or halving. Items that are done drop out.
    """
    size = len(target)
    tilt, value, curvature = start.copy(), np.zeros(size), np.ones(size)
    low, high = np.zeros(size), np.full(size, np.inf)
    found, live = np.zeros(size, bool), np.arange(size)
    working = list(parts)
    for _ in range(MOST_STEPS):
        k0, k1, k2 = totals(working, tilt[live])
        value[live], curvature[live] = k0, k2
        gap = k1 - target[live]
        done = np.abs(gap) <= tolerance[live]
        found[live] = done
        if done.all():
            break
        above = gap > 0
        high[live] = np.where(above, np.minimum(high[live], tilt[live]), high[live])
        low[live] = np.where(above, low[live], np.maximum(low[live], tilt[live]))
        step = next_tilt(tilt[live], gap, k2, low[live], high[live])
        tilt[live] = np.where(done, tilt[live], step)
        if done.mean() > 0.25:  # copying the rest pays only when many are done
            live = live[~done]
            working = [part.only(renumbered(~done)) for part in working]
    return Root(tilt=tilt, value=value, curvature=curvature, found=found)


def next_tilt(tilt: Floats, gap: Floats, slope: Floats, low: Floats, high: Floats) -> Floats:
    """Newton's next step, or the middle of the bracket, or twice as far where it is open."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        newton = tilt - gap / slope
        middle = np.where(np.isinf(high), 2 * tilt, (low + np.minimum(high, 1e300)) / 2)
    return np.where((newton > low) & (newton < high), newton, middle)


def renumbered(kept: Bools) -> Ints:
    """Give each kept item its new position, and -1 to the others.

    >>> renumbered(np.array([True, False, True])).tolist()
    [0, -1, 1]
    """
    return np.where(kept, np.cumsum(kept) - 1, -1)


def rstar_tail(root: Root, target: Floats) -> Floats:
    """Upper tail by r* = w + log(v/w)/w, NaN where the formula has no value.

    w = sqrt(2 (t·target - K)), v = t sqrt(K''), tail = Phi(-r*) (Lugannani & Rice 1980
    in the form of Barndorff-Nielsen 1986).
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        w = np.sqrt(2 * (root.tilt * target - root.value))
        v = root.tilt * np.sqrt(root.curvature)
        star = w + np.log(v / w) / w
    return np.where(root.found & (w > 1e-4) & np.isfinite(star), ndtr(-star), np.nan)


def upper_tail(
    parts: Sequence[Part],
    target: Floats,
    variance: Floats,
    *,
    normal_below: float = NORMAL_BELOW,
) -> Floats:
    """P(sum >= target) for sums centred at 0 and targets above 0, one for each item.

    At the largest value the sum can take, its chance is known exactly; below it the
    tail is never allowed to fall under that chance. Items without spread have tail 1.

    Limits
    ------
    The sum is treated as continuous. With few events its steps are coarse, and the tail
    can be a factor of two off; `analysis.stats.exact` enumerates there instead.

    Examples
    --------
    Twenty fair coins, heads against tails: the exact tail of 15 heads or more is .0207.

    >>> coins = Points(item=np.zeros(20, int), value=np.tile([[0.5], [-0.5]], (1, 20)))
    >>> upper_tail([coins], np.array([4.5]), np.array([5.0])).round(4)
    array([0.0216])
    """
    size = len(target)
    best, log_chance = edge(parts, size)
    floor = np.exp(log_chance)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(variance > 0, target / np.sqrt(variance), 0.0)
    at_edge = target >= best - TIE * np.abs(best)
    tail = np.where(at_edge, floor, ndtr(-z))
    todo = ~at_edge & (z > normal_below)
    if todo.any():
        position = renumbered(todo)
        root = solve(
            [part.only(position) for part in parts],
            target[todo],
            start=target[todo] / variance[todo],
            tolerance=1e-9 * np.sqrt(variance[todo]),
        )
        sharp = rstar_tail(root, target[todo])
        tail[todo] = np.where(np.isnan(sharp), tail[todo], sharp)
    tail = np.maximum(tail, floor)
    return np.where(variance > 0, tail, 1.0)
