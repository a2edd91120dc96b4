"""How often a multiverse finds something where nothing differs.

    python benchmarks/multiverse_null.py [CURVES]

Bursty counts of five outlets in twelve events, and of twenty outlets of two sides in sixty
events with a style of their own each, counted in four ways that share most of what they count.
Labels say nothing. Prints the share of curves whose joint p is at or below .05, beside that of
the reported specification alone and of "any specification significant".
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.stats.curve import judge_curve
from analysis.stats.labellings import Labellings, deal_labels
from analysis.stats.relabelled import count_effects

LABELLINGS = 199
Floats = NDArray[np.float64]
Ways = list[tuple[Floats, Floats]]
Place = dict[str, Any]


def four_ways(random: np.random.Generator, rate: Floats, exposure: Floats) -> Ways:
    """Count as it is, with quotes, without headlines, and without a fifth of the cells."""
    base = random.poisson(rate * exposure)
    quotes, head = random.poisson(0.5 * rate * exposure), random.binomial(base, 0.1)
    kept = random.random(len(base)) > 0.2
    return [
        (base, exposure),
        (base + quotes, exposure * 1.5),
        (base - head, exposure * 0.9),
        (base * kept, exposure * kept),
    ]


def of_outlets(random: np.random.Generator, seed: int) -> tuple[Ways, Labellings, Place]:
    """Five outlets in each of twelve events; the first against the others."""
    event, outlet = np.repeat(np.arange(12), 5), np.tile(np.arange(5), 12)
    exposure = random.integers(200, 900, 60).astype(float)
    rate = random.gamma(0.7, 1 / 0.7, 60) / 300
    dealt = deal_labels(event, outlet == 0, LABELLINGS, seed)
    place = {"event": event, "outlet": outlet, "unit": "cell"}
    return four_ways(random, rate, exposure), dealt, place


def of_sides(random: np.random.Generator, seed: int) -> tuple[Ways, Labellings, Place]:
    """Twenty outlets in some of sixty events; eight of them are one side."""
    event, outlet = np.nonzero(random.random((60, 20)) < 0.4)
    exposure = random.integers(200, 900, len(event)).astype(float)
    rate = random.gamma(4.0, 0.25, 20)[outlet] * random.gamma(1.0, 1.0, len(event)) / 300
    sides = deal_labels(np.zeros(20, int), np.arange(20) < 8, LABELLINGS, seed)
    dealt = Labellings(member=sides.member[:, outlet], exact=sides.exact)
    place = {"event": event, "outlet": outlet, "unit": "outlet"}
    return four_ways(random, rate, exposure), dealt, place


def main() -> None:
    """Print the shares, with their Monte-Carlo errors."""
    curves = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    for make in (of_outlets, of_sides):
        random, small = np.random.default_rng(1), []
        for seed in range(curves):
            ways, dealt, place = make(random, seed)
            found = [
                count_effects(y.astype(float), n, member=dealt.member, **place) for y, n in ways
            ]
            parts = (
                np.array([getattr(f, name) for f in found]) for name in ("estimate", "p", "z")
            )
            curve = judge_curve(*parts, alpha=0.05, labellings=dealt)
            own = np.array([one.p[0] for one in found])
            joint = [getattr(curve, n).p for n in ("median", "share_significant", "mean_z")]
            small.append([*joint, own[0], np.nanmin(own)])
        names = ("median", "share significant", "mean z", "reported alone", "any specification")
        for name, share in zip(names, (np.array(small) <= 0.05).mean(axis=0), strict=True):
            error = np.sqrt(share * (1 - share) / curves)
            print(f"{make.__name__:12} {name:18} {share:.3f} ({error:.3f})")


if __name__ == "__main__":
    main()
