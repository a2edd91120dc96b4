"""Intervals by inversion: every effect that the test itself would not reject.

The interval is {effect : p(effect) > alpha}, with p the same final p that is reported:
the counts are scaled (or the means shifted) by a supposed effect and tested again. So an
interval leaves out "no effect" exactly when p <= alpha, which no interval with a
formula of its own can promise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.stats.arrays import Bools, Floats, Ints

Test = Callable[[Ints, Floats], tuple[Floats, Floats]]
"""Takes positions of items and a supposed effect for each; gives p and the score."""
HALVINGS = 24


@dataclass(frozen=True, kw_only=True)
class Steps:
    """How far an end is sought: first step, growth of the step, largest step, farthest."""

    first: float = 0.05
    growth: float = 1.3
    largest: float = 0.5
    farthest: float = 18.0


LOG_STEPS = Steps()


def invert(
    test: Test,
    estimate: Floats,
    p_none: Floats,
    alpha: float,
    *,
    steps: Steps = LOG_STEPS,
) -> tuple[Floats, Floats]:
    """Find both ends of {effect : p > alpha} for every item.

    ``estimate`` may be minus or plus infinity (a ratio of 0, or of anything to 0); an end
    that is never reached is infinite. ``p_none`` is the p reported for no effect: it
    fixes on which side of 0 the near end lies, so that interval and p always agree.

    Limits
    ------
    If p is not monotone beyond an end, the interval is the part that holds the estimate
    and what lies next to it up to the first rejection met. A ratio to nothing that is
    rejected everywhere has no near end: it is missing.

    Examples
    --------
    A z test of an estimate 3 with standard error 1:

    >>> from scipy.special import ndtr
    >>> def z_test(items, effect):
    ...     return 2 * ndtr(-np.abs(3 - effect)), 3 - effect
    >>> low, high = invert(z_test, np.array([3.0]), np.array([0.0027]), 0.05)
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([1.04], [4.96])
    """
    low = Search(test=test, alpha=alpha, direction=-1.0, steps=steps)
    high = Search(test=test, alpha=alpha, direction=1.0, steps=steps)
    return low.ends(estimate, p_none), high.ends(estimate, p_none)


@dataclass(frozen=True, kw_only=True)
class Search:
    """The search for one end: downwards (direction -1) or upwards (+1)."""

    test: Test
    alpha: float
    direction: float
    steps: Steps

    def ends(self, estimate: Floats, p_none: Floats) -> Floats:
        """Find this end for every item, by steps outward and then by halving."""
        endless = self.direction * np.inf
        end = np.where(np.isnan(estimate), np.nan, endless)
        items = np.flatnonzero(~np.isnan(estimate) & (estimate != endless))
        finite = np.isfinite(estimate[items])
        far = self.steps.farthest / 2
        inside = np.where(finite, estimate[items], np.sign(estimate[items]) * far)
        rejected = p_none[items] <= self.alpha
        passes_none = finite & (self.direction * inside < 0)
        inside = np.where(passes_none & ~rejected, 0.0, inside)
        outside = np.where(passes_none & rejected, 0.0, np.nan)
        nowhere = ~finite & rejected
        self.step_out(items[~nowhere], inside, outside, np.flatnonzero(~nowhere))
        end[items[nowhere]] = np.nan
        reached = ~np.isnan(outside)
        items, inside, outside = items[reached], inside[reached], outside[reached]
        for _ in range(HALVINGS):
            middle = (inside + outside) / 2
            out = self.is_out(items, middle)
            inside, outside = np.where(out, inside, middle), np.where(out, middle, outside)
        end[items] = inside  # the last effect that was not rejected
        return end

    def step_out(self, items: Ints, inside: Floats, outside: Floats, where: Ints) -> None:
        """Step outward from ``inside`` at ``where`` until rejected, in place."""
        start, step = inside.copy(), self.steps.first
        while True:
            ahead = inside[where] + self.direction * step
            near = np.abs(ahead - start[where]) < self.steps.farthest
            kept = np.isnan(outside[where]) & near
            items, where, ahead = items[kept], where[kept], ahead[kept]
            if not len(where):
                return
            out = self.is_out(items, ahead)
            outside[where[out]] = ahead[out]
            inside[where[~out]] = ahead[~out]
            step = min(step * self.steps.growth, self.steps.largest)

    def is_out(self, items: Ints, effect: Floats) -> Bools:
        """Tell which supposed effects are rejected on the side that is sought."""
        p, score = self.test(items, effect)
        return (p <= self.alpha) & (self.direction * score < 0)
