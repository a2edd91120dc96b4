"""Does a measure depend on how long an article is, and what of a contrast is left without it.

Rates and means allow for length only if a longer article is more of the same. It need not
be: a brief is a headline and names, a long report has background and quotes. Within events,
and holding the group fixed, a slope says how a measure changes when an article is twice as
long.

For counts the model is Poisson with one level an event and one for the group, fitted
conditionally; its scores need nothing but the right mean (Wooldridge 1999). A rank
correlation of rates with lengths would not do: a rare word has a rate of 0 in most short
articles and a small one in some long ones, whatever its true rate.

References
----------
Wooldridge, J. M. (1999). Distribution-free estimation of some nonlinear panel data models.
*Journal of Econometrics* 90, 77-97.
Frisch, R. & Waugh, F. V. (1933). Partial time regressions as compared with individual trends.
*Econometrica* 1, 387-401.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from scipy.optimize import brentq

from analysis.stats.arrays import Bools, Floats, Ints, sum_by
from analysis.stats.differences import mean_test
from analysis.stats.interval import invert

STEEPEST = 8.0
"""Slopes, in logs a doubling, beyond which none is sought."""
SETTLED = 1e-10


class Model(Protocol):
    """What a slope is fitted to."""

    def scores(self, slope: float) -> Floats:
        """Give each informative event's score at a supposed slope, the group held fixed."""


@dataclass(frozen=True, kw_only=True)
class Slope:
    """Change of a measure in an article twice as long; ``reason`` says why p is missing."""

    estimate: float
    low: float
    high: float
    p: float
    n_events: int
    reason: str


def slope_test(model: Model, confidence: float) -> Slope:
    """Estimate the slope, and test it event by event as differences are tested.

    The estimate is where the scores sum to 0; p tells whether their mean is 0 at no slope
    (sign flip or t, see `analysis.stats.differences`), and the interval holds all slopes
    that are not rejected.

    Examples
    --------
    Eight events of two articles, the longer with the higher score:

    >>> value, doublings = np.tile([0.1, 0.3], 8), np.tile([8.0, 9.0], 8)
    >>> model = MeanSlope.of(value + np.arange(16) % 3 * 0.01, doublings,
    ...     np.repeat(np.arange(8), 2), np.repeat([True, False], 8))
    >>> found = slope_test(model, 0.95)
    >>> round(found.estimate, 3), found.p
    (0.199, 0.0078125)
    """
    none = model.scores(0.0)
    n = len(none)
    if not n or not none.any():
        nothing = float("nan")
        reason = "articles of one event and group are equally long, or one alone"
        return Slope(
            estimate=nothing, low=nothing, high=nothing, p=nothing, n_events=n, reason=reason
        )
    ends = [model.scores(end).sum() for end in (-STEEPEST, STEEPEST)]
    estimate = float("nan")
    if ends[0] > 0 > ends[1]:
        root = brentq(lambda b: float(model.scores(b).sum()), -STEEPEST, STEEPEST, xtol=1e-9)
        estimate = float(root)
    plain = mean_test(none, confidence)
    if np.isnan(plain.p) or np.isnan(estimate):
        reason = plain.reason or "lengths do not tell a slope"
        nothing = float("nan")
        return Slope(
            estimate=estimate, low=nothing, high=nothing, p=plain.p, n_events=n, reason=reason
        )

    def test(items: Ints, effect: Floats) -> tuple[Floats, Floats]:
        del items
        scores = model.scores(float(effect[0]))
        return np.array([mean_test(scores, confidence).p]), np.array([scores.sum()])

    low, high = invert(test, np.array([estimate]), np.array([plain.p]), 1 - confidence)
    return Slope(
        estimate=estimate,
        low=float(low[0]),
        high=float(high[0]),
        p=plain.p,
        n_events=n,
        reason="",
    )


@dataclass(frozen=True, kw_only=True)
class MeanSlope:
    """Values and doublings of length, each less what its event and group explain."""

    value: Floats
    doublings: Floats
    event: Ints

    @classmethod
    def of(cls, value: Floats, doublings: Floats, event: Ints, inside: Bools) -> MeanSlope:
        """Take event and group out of values and lengths (Frisch & Waugh 1933)."""
        parts = [without_side(values, event, inside) for values in (value, doublings)]
        size = int(event.max(initial=-1)) + 1
        used = np.flatnonzero(sum_by(event, parts[1] ** 2, size)[event])
        code = np.unique(event[used], return_inverse=True)[1].ravel()
        return cls(value=parts[0][used], doublings=parts[1][used], event=code)

    def scores(self, slope: float) -> Floats:
        """Sum x (v - slope x) over the articles of each event."""
        products = self.doublings * (self.value - slope * self.doublings)
        return sum_by(self.event, products, int(self.event.max(initial=-1)) + 1)


@dataclass(frozen=True, kw_only=True)
class CountSlope:
    """Counts of one item, given the total of their event, by exposure, length and group.

    An article's share of its event's total is n exp(level a + slope x) over the sum of the
    same, with a 1 in the group and x its doublings of length.
    """

    count: Floats
    exposure: Floats
    doublings: Floats
    event: Ints
    inside: Bools

    @classmethod
    def of(
        cls, count: Floats, exposure: Floats, doublings: Floats, event: Ints, inside: Bools
    ) -> CountSlope:
        """Keep the events that tell a slope.

        Where one side alone uses the item, the other's articles say nothing of length.
        """
        users = np.unique(inside[count > 0])
        kept = exposure > 0
        if len(users) == 1:
            kept &= inside == users[0]
        size = int(event.max(initial=-1)) + 1
        total = np.bincount(event, count * kept, size)
        kept &= total[event] > 0
        left = np.zeros(len(count))
        left[kept] = without_side(doublings[kept], event[kept], inside[kept])
        rows = np.flatnonzero(kept & (sum_by(event, left**2, size)[event] > 0))
        return cls(
            count=count[rows],
            exposure=exposure[rows],
            doublings=left[rows],
            event=np.unique(event[rows], return_inverse=True)[1].ravel(),
            inside=inside[rows],
        )

    @cached_property
    def n_events(self) -> int:
        """Number of events that tell a slope."""
        return int(self.event.max(initial=-1)) + 1

    def scores(self, slope: float) -> Floats:
        """Give each event's score of the slope, less what the group's level explains."""
        if not self.n_events:
            return np.zeros(0)
        fitted = self.fitted(slope)
        of_slope, of_level = (
            self.by_event(z * (self.count - fitted.expected))
            for z in (self.doublings, self.inside.astype(float))
        )
        if fitted.information <= SETTLED:
            return of_slope
        return of_slope - of_level * (fitted.shared / fitted.information)

    def by_event(self, values: Floats) -> Floats:
        """Sum over the articles of each event."""
        return sum_by(self.event, values, self.n_events)

    def fitted(self, slope: float) -> Fitted:
        """Find the group's level at a supposed slope, by Newton's steps."""
        level, found = 0.0, self.at(slope, 0.0)
        for _ in range(50):
            gap = float((self.count - found.expected)[self.inside].sum())
            if found.information <= SETTLED or abs(gap) < SETTLED * self.count.sum():
                break
            level += float(np.clip(gap / found.information, -2.0, 2.0))
            found = self.at(slope, level)
        return found

    def at(self, slope: float, level: float) -> Fitted:
        """Give what is expected of each article, and the information on the level."""
        logs = np.log(self.exposure) + slope * self.doublings + level * self.inside
        top = np.full(self.n_events, -np.inf)
        np.maximum.at(top, self.event, logs)
        weight = np.exp(logs - top[self.event])
        share = weight / self.by_event(weight)[self.event]
        total = self.by_event(self.count)
        side, x = (
            self.by_event(share * z) for z in (self.inside.astype(float), self.doublings)
        )
        both = self.by_event(share * self.inside * self.doublings)
        return Fitted(
            expected=share * total[self.event],
            information=float((total * side * (1 - side)).sum()),
            shared=float((total * (both - side * x)).sum()),
        )


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """Expected counts; the level's information, alone and shared with the slope."""

    expected: Floats
    information: float
    shared: float


def at_equal_length(exposure: Floats, doublings: Floats, slope: float) -> Floats:
    """Give exposures that allow for a slope: n exp(slope x), up to a factor."""
    logs = slope * (doublings - doublings.mean())
    return np.asarray(exposure * np.exp(logs - logs.max()), float)


def without_side(values: Floats, event: Ints, inside: Bools) -> Floats:
    """Take out what the event and the group explain of values; drop rounding noise.

    >>> values, side = np.array([1.0, 3, 2, 6]), np.array([True, False, True, False])
    >>> without_side(values, np.array([0, 0, 1, 1]), side).tolist()
    [0.5, -0.5, -0.5, 0.5]
    """
    side, left = centred(inside.astype(float), event), centred(values, event)
    norm = float(side @ side)
    if norm > 0:
        left = left - side * float(side @ left) / norm
    return np.where(np.abs(left) < SETTLED, 0.0, left)


def centred(values: Floats, event: Ints) -> Floats:
    """Values less the mean of their event."""
    size = int(event.max(initial=-1)) + 1
    n = np.maximum(np.bincount(event, minlength=size), 1)
    return np.asarray(values - (sum_by(event, values, size) / n)[event], float)
