"""The studentised permutation test: a sum measured against how much the events vary.

When one group uses an item in bursts, its sum U over events varies more than the
permutation of labels tells, because permutation gives every group the same burstiness
(Janssen 1997; Chung & Romano 2013). T = U / sqrt(sum of U_e²) divides by the spread that
the group's own events show; its permutation distribution is the second p, and the larger
of the two counts.

The tail of T needs the joint distribution of U and Q = sum of U_e². It is the tail over
the region U >= T sqrt(Q), whose most likely point is found by minimising the rate along
the border; r* is taken there with the curvature of the border (a two-dimensional
saddlepoint; Daniels & Young 1991; Jing, Kolassa & Robinson 2002).

References
----------
Janssen, A. (1997). Studentized permutation tests for non-i.i.d. hypotheses. *Statistics
& Probability Letters* 36, 9-21.
Chung, E. & Romano, J. P. (2013). Exact and asymptotically robust permutation tests.
*Annals of Statistics* 41, 484-507.
Daniels, H. E. & Young, G. A. (1991). Saddlepoint approximation for the studentized mean.
*Biometrika* 78, 169-179.
Jing, B.-Y., Kolassa, J. E. & Robinson, J. (2002). Partial saddlepoint approximations for
transformed means. *Scandinavian Journal of Statistics* 29, 721-731.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from analysis.stats.arrays import Bools, Floats, sum_by
from analysis.stats.saddlepoint import Points, Root, renumbered, solve

NORMAL_BELOW = 0.2
"""T below this has the normal tail: nothing there is ever decided."""
HALF_GRID, LOG_STEP = 12, 0.25
"""The border is looked at b0 · exp(± 3) in steps of .25 before the minimum is refined."""
REFINEMENTS = 8
PRECISION, SETTLED = 1e-10, 1e-9


@dataclass(frozen=True, kw_only=True)
class Border:
    """The rate at points of the border, one for each item, as the tilt was solved there.

    On the tangent U - b Q = t²/4b to the border U = t sqrt(Q), where Q = t²/4b².
    """

    slope: Floats
    root: Root
    rate: Floats


@dataclass(frozen=True, kw_only=True)
class Studentised:
    """The problem for many items: parts that are centred, and signed so that T > 0."""

    parts: Sequence[Points]
    t: Floats

    def only(self, kept: Bools) -> Studentised:
        """Keep some of the items."""
        position = renumbered(kept)
        return Studentised(parts=[part.only(position) for part in self.parts], t=self.t[kept])

    def at(self, slope: Floats, start: Floats, precision: float) -> Border:
        """Solve for the tilt s with E_s[U - bQ] = t²/4b; the rate is s t²/4b - K."""
        target = self.t**2 / (4 * slope)
        heights = [
            Points(
                item=part.item,
                value=part.value - slope[part.item] * part.value**2,
                log_chance=part.log_chance,
            )
            for part in self.parts
        ]
        size = len(slope)
        highest = sum(
            (sum_by(part.item, part.value.max(axis=0), size) for part in heights),
            np.zeros(size),
        )
        within = target < highest * (1 - 1e-9)
        rate, tilt = np.full(size, np.inf), start.copy()
        value, curvature = np.zeros(size), np.ones(size)
        position = renumbered(within)
        if within.any():
            root = solve(
                [part.only(position) for part in heights] if not within.all() else heights,
                target[within],
                start=start[within],
                tolerance=precision * target[within],
            )
            tilt[within], value[within] = root.tilt, root.value
            curvature[within] = root.curvature
            found = root.tilt * target[within] - root.value
            rate[within] = np.where(root.found, found, np.inf)
        root = Root(tilt=tilt, value=value, curvature=curvature, found=np.isfinite(rate))
        return Border(slope=slope, root=root, rate=rate)

    def moments(self, border: Border) -> Floats:
        """Give E U, E Q, var U, cov(U, Q) and var Q under the tilt, a row each."""
        size = len(border.slope)
        sums = np.zeros((5, size))
        for part in self.parts:
            value, at = part.value, border.root.tilt[part.item]
            exponent = at * (value - border.slope[part.item] * value**2)
            if part.log_chance is not None:
                exponent += part.log_chance
            weight = np.exp(exponent - exponent.max(axis=0))
            weight /= weight.sum(axis=0)
            power = []
            for _ in range(4):
                weight *= value
                power.append(weight.sum(axis=0))
            rows = (
                power[0],
                power[1],
                power[1] - power[0] ** 2,
                power[2] - power[0] * power[1],
                power[3] - power[1] ** 2,
            )
            for row, values in enumerate(rows):
                sums[row] += sum_by(part.item, values, size)
        return sums


def studentised_tail(
    parts: Sequence[Points], t: Floats, variance: Floats, log_seen: Floats
) -> Floats:
    """P(U / sqrt(Q) >= t) for every item, by a two-dimensional saddlepoint.

    Parameters
    ----------
    parts
        Of each event and item, what U_e can be: equally likely, with mean 0.
    t
        The statistic seen, above 0.
    variance
        Permutation variance of U.
    log_seen
        Logarithm of the chance of exactly the U_e that were seen: the tail's floor.

    Notes
    -----
    g(b) = s t²/4b - K(s, -bs) is minimised over the slope b; then q = t²/4b²,
    x = t/(2 sqrt q), A = k22 x² - 2 k12 x + k11, D = k11 k22 - k12²,
    v² = s² (A - D s t/(4 q^1.5)), w = sqrt(2g), r* = w + log(v/w)/w, tail = Phi(-r*).
    Against 200,000 draws mostly within 5 %, at worst 20 %.
    """
    tail = ndtr(-t)
    todo = (t >= NORMAL_BELOW) & (variance > 0)
    floor = np.exp(log_seen)
    if todo.any():
        problem = Studentised(parts=parts, t=t).only(todo)
        best = refined(problem, *coarse(problem, variance[todo]))
        tail[todo] = border_tail(problem, best, floor[todo])
    return np.maximum(tail, floor)


def coarse(problem: Studentised, variance: Floats) -> tuple[Floats, Floats]:
    """Look at the rate on a grid of slopes: log of the best slope, and its tilt.

    The rate can have several low points, so that a root-finder alone would not do. Each
    step starts from the tilt of the step before.
    """
    centre = problem.t / (2 * np.sqrt(variance))
    usual = problem.t / np.sqrt(variance)
    best = np.full(len(centre), np.inf)
    log_slope, tilt = np.log(centre), usual.copy()
    for direction in (1, -1):
        start = usual
        for j in range(0 if direction == 1 else 1, HALF_GRID + 1):
            slope = centre * np.exp(direction * j * LOG_STEP)
            border = problem.at(slope, start, 1e-5)
            start = np.where(border.root.found, border.root.tilt, usual)
            better = border.rate < best
            best = np.where(better, border.rate, best)
            log_slope = np.where(better, np.log(slope), log_slope)
            tilt = np.where(better, border.root.tilt, tilt)
    return log_slope, tilt


def refined(problem: Studentised, log_slope: Floats, tilt: Floats) -> Border:
    """Refine the lowest point of the grid, between its two neighbours.

    Along the border the rate falls while E Q < q and rises while E Q > q, so the minimum
    is where log(E Q / q) passes 0: a secant search that stays between the neighbours.
    """
    low, high = log_slope - LOG_STEP, log_slope + LOG_STEP
    x, border = log_slope, problem.at(np.exp(log_slope), tilt, PRECISION)
    f, steepness = excess(problem, border), np.full(len(x), 2.0)
    for _ in range(REFINEMENTS):
        low, high = np.where(f > 0, low, x), np.where(f > 0, x, high)
        ahead = x - f / steepness
        ahead = np.where((ahead > low) & (ahead < high), ahead, (low + high) / 2)
        ahead = np.where(np.abs(f) < SETTLED, x, ahead)
        border = problem.at(np.exp(ahead), border.root.tilt, PRECISION)
        f_ahead = np.where(border.root.found, excess(problem, border), np.sign(ahead - x))
        moved = np.abs(ahead - x) > 1e-12
        with np.errstate(invalid="ignore", divide="ignore"):
            secant = (f_ahead - f) / (ahead - x)
        steepness = np.where(moved & (secant > 0.1), secant, 2.0)
        x, f = ahead, f_ahead
    return border


def excess(problem: Studentised, border: Border) -> Floats:
    """log(E Q / q): its sign is that of the slope of the rate."""
    q = (problem.t / (2 * border.slope)) ** 2
    return np.asarray(np.log(problem.moments(border)[1] / q), float)


def border_tail(problem: Studentised, border: Border, floor: Floats) -> Floats:
    """Tail by r* at the most likely point of the border."""
    t, s, b = problem.t, border.root.tilt, border.slope
    _, _, k11, k12, k22 = problem.moments(border)
    q = (t / (2 * b)) ** 2
    x = t / (2 * np.sqrt(q))
    along = k22 * x**2 - 2 * k12 * x + k11
    curved = along - (k11 * k22 - k12**2) * s * t / (4 * q**1.5)
    with np.errstate(invalid="ignore", divide="ignore"):
        v = s * np.sqrt(np.where(curved > 0, curved, along))
        w = np.sqrt(2 * border.rate)
        star = w + np.log(v / w) / w
    usable = border.root.found & (w > 1e-4) & np.isfinite(star)
    return np.where(usable, ndtr(-star), np.where(border.root.found, ndtr(-t), floor))


def log_chance_of_seen(part: Points, seen: Floats) -> Floats:
    """Logarithm of the chance that each part is what it was seen to be."""
    size = np.abs(part.value).max(axis=0)
    same = np.abs(part.value - seen) <= 1e-9 * size
    if part.log_chance is None:
        share = np.maximum(same.sum(axis=0), 1) / len(part.value)
    else:
        share = np.where(same, np.exp(part.log_chance), 0.0).sum(axis=0)
    return np.asarray(np.log(share), float)
