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
PRECISION = 1e-7
"""How closely an end is found."""


@dataclass(frozen=True, kw_only=True)
class Steps:
    """How far an end is sought: first step, growth of the step, largest step, farthest."""

    first: float = 0.1
    growth: float = 1.4
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
        """Find this end for every item, by steps outward and then between two effects."""
        endless = self.direction * np.inf
        end = np.where(np.isnan(estimate), np.nan, endless)
        items = np.flatnonzero(~np.isnan(estimate) & (estimate != endless))
        finite, rejected = np.isfinite(estimate[items]), p_none[items] <= self.alpha
        end[items[~finite & rejected]] = np.nan
        kept = finite | ~rejected
        items, finite, rejected = items[kept], finite[kept], rejected[kept]
        far = np.sign(estimate[items]) * self.steps.farthest / 2
        inside = np.where(finite, estimate[items], far)
        passes_none = finite & (self.direction * inside < 0)
        bracket = Bracket(
            inside=np.where(passes_none & ~rejected, 0.0, inside),
            outside=np.where(passes_none & rejected, 0.0, np.nan),
            f_inside=self.excess(np.where(passes_none & ~rejected, p_none[items], 1.0)),
            f_outside=self.excess(p_none[items]),
        )
        self.step_out(items, bracket)
        reached = ~np.isnan(bracket.outside)
        bracket = bracket.only(reached)
        self.narrow(items[reached], bracket)
        end[items[reached]] = bracket.inside  # the last effect that was not rejected
        return end

    def step_out(self, items: Ints, bracket: Bracket) -> None:
        """Step outward until rejected; ``bracket`` follows."""
        start, step = bracket.inside.copy(), self.steps.first
        while True:
            ahead = bracket.inside + self.direction * step
            near = np.abs(ahead - start) < self.steps.farthest
            where = np.flatnonzero(np.isnan(bracket.outside) & near)
            if not len(where):
                return
            bracket.put(where, ahead[where], self.f(items[where], ahead[where]))
            step = min(step * self.steps.growth, self.steps.largest)

    def narrow(self, items: Ints, bracket: Bracket) -> None:
        """Close the bracket; takes at most one look more than halving would.

        Steps are those of the secant, cut to what halving guarantees (the ITP method).
        """
        width = np.abs(bracket.outside - bracket.inside)
        halvings = np.ceil(np.log2(np.maximum(width / PRECISION, 1.0)))
        for look in range(int(halvings.max(initial=0)) + 2):
            where = np.flatnonzero(
                np.abs(bracket.outside - bracket.inside) > PRECISION * (1 + 1e-6)
            )
            if not len(where):
                return
            slack = PRECISION / 2 * 2.0 ** (halvings[where] + 1 - look)
            tried = bracket.only(where).between(slack, width[where])
            bracket.put(where, tried, self.f(items[where], tried))

    def f(self, items: Ints, effect: Floats) -> Floats:
        """Give log(p/alpha), which is 0 or less where an effect is rejected.

        Above 0 wherever the score is not on the side that is sought.
        """
        p, score = self.test(items, effect)
        return np.where(self.direction * score < 0, self.excess(p), -np.log(self.alpha))

    def excess(self, p: Floats) -> Floats:
        """Give log(p/alpha), with its sign settled by comparing p with alpha itself."""
        logs = np.log(np.maximum(p, 1e-300) / self.alpha)
        return np.where(p <= self.alpha, np.minimum(logs, 0.0), np.maximum(logs, 1e-12))


@dataclass(frozen=True, kw_only=True)
class Bracket:
    """For each item an effect inside the interval and one outside, and f at both."""

    inside: Floats
    outside: Floats
    f_inside: Floats
    f_outside: Floats

    def only(self, kept: Bools | Ints) -> Bracket:
        """Keep the brackets of some items."""
        return Bracket(
            inside=self.inside[kept],
            outside=self.outside[kept],
            f_inside=self.f_inside[kept],
            f_outside=self.f_outside[kept],
        )

    def put(self, where: Ints, effect: Floats, f: Floats) -> None:
        """Move an end of the brackets at ``where`` to an effect that was looked at."""
        out = f <= 0
        self.outside[where[out]], self.f_outside[where[out]] = effect[out], f[out]
        self.inside[where[~out]], self.f_inside[where[~out]] = effect[~out], f[~out]

    def between(self, slack: Floats, width: Floats) -> Floats:
        """Choose where to look next: near the secant's zero, no farther than ``slack`` allows.

        References
        ----------
        Oliveira, I. F. D. & Takahashi, R. H. C. (2020). An enhancement of the bisection
        method average performance preserving minmax optimality. *ACM TOMS* 47, 5.
        """
        gap = self.outside - self.inside
        middle = self.inside + gap / 2
        share = self.f_inside / (self.f_inside - self.f_outside)
        secant = self.inside + gap * share
        side = np.sign(middle - secant)
        nudge = 0.2 / width * gap**2
        tried = np.where(nudge <= np.abs(middle - secant), secant + side * nudge, middle)
        room = np.maximum(slack - np.abs(gap) / 2, 0.0)
        return np.where(np.abs(tried - middle) <= room, tried, middle - side * room)
