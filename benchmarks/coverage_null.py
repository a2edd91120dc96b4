"""How often the test of coverage finds something where outlets do not differ.

    python benchmarks/coverage_null.py [RUNS]

Five outlets; the first is as likely to cover an event as the others are on average. Events
differ in how likely they are to be covered, and those that nobody covers are dropped, as
they are from any corpus. Prints, by how outlets choose and by number of events, the share of
runs with p at or below .05: of the test in use, of its conditional part alone, and of
Fisher's exact test of all events in one table; and how often the interval holds the odds
ratio, where outlets choose as the model says.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

from analysis.stats.coverage import odds_p, odds_test, sum_p
from analysis.stats.differences import FLIP_FROM

Floats = NDArray[np.float64]
Random = np.random.Generator
SIZES = (8, 12, 15, 16, 30, 100, 400)
SPREAD = 1.5
UNLIKE = np.array([2.0, 1.0, -1.0, -2.0])
"""Log odds of the others where they are unlike, around those of the event."""


def alike(random: Random, n: int, effect: float = 0.0) -> Floats:
    """All outlets choose alike, but for ``effect``, the first one's log odds ratio."""
    level = random.normal(-0.3, SPREAD, (n, 1))
    chance = special.expit(level + effect * (np.arange(5) == 0))
    return np.asarray(random.random((n, 5)) < chance, float)


def mean_gap(own: float) -> float:
    """Share of the first outlet less the mean share of others that are unlike."""
    points, weight = np.polynomial.hermite_e.hermegauss(41)
    level = -0.3 + SPREAD * points
    shares = special.expit(level[:, None] + np.append(own, UNLIKE)) * weight[:, None]
    return float(shares[:, 0].sum() - shares[:, 1:].mean(axis=1).sum())


MIDDLE = optimize.brentq(mean_gap, -3, 3)


def unlike(random: Random, n: int) -> Floats:
    """Let others cover much or little, and the first as much as they do on average."""
    level = random.normal(-0.3, SPREAD, (n, 1))
    return np.asarray(
        random.random((n, 5)) < special.expit(level + np.append(MIDDLE, UNLIKE)), float
    )


def together(random: Random, n: int) -> Floats:
    """Let the others cover the same events, and the first its own, as many of them."""
    both = random.random((n, 2)) < 0.4
    return np.asarray(both[:, [0, 1, 1, 1, 1]], float)


def beats(random: Random, n: int) -> Floats:
    """Half the events are the first one's beat, half the others'."""
    own = random.random((n, 1)) < 0.5
    chance = np.where(own, [0.8, 0.2, 0.2, 0.2, 0.2], [0.2, 0.8, 0.8, 0.8, 0.8])
    return np.asarray(random.random((n, 5)) < chance, float)


def judge(covered: Floats) -> tuple[float, float, float]:
    """Give p of the test in use, of its conditional part, and of one pooled table."""
    total = covered.sum(axis=1)
    kept = covered[total > 0]
    telling = kept[kept.sum(axis=1) < 5]
    if not len(telling):
        return 1.0, 1.0, 1.0
    chance = telling.sum(axis=1) / 5
    own = telling[:, 0]
    table = [[kept[:, 0].sum(), (1 - kept[:, 0]).sum()]]
    table.append([kept[:, 1:].sum(), (1 - kept[:, 1:]).sum()])
    pooled = float(stats.fisher_exact(table).pvalue)
    in_use = odds_p(own, chance) if len(own) >= FLIP_FROM else 1.0
    return in_use, sum_p(float(own.sum()), chance), pooled


def holds(random: Random, n: int, effect: float) -> bool | None:
    """Say whether the interval holds a log odds ratio."""
    covered = alike(random, n, effect)
    total = covered.sum(axis=1)
    telling = covered[(total > 0) & (total < 5)]
    if not len(telling):
        return None
    found = odds_test(telling[:, 0], telling.sum(axis=1), np.full(len(telling), 5), 0.95)
    return found.low <= effect <= found.high


def main(runs: int) -> None:
    """Print both tables."""
    ways: dict[str, Callable[[Random, int], Floats]] = {
        "alike": alike,
        "others unlike": unlike,
        "others together": together,
        "own beat": beats,
    }
    print(f"share of p <= .05 in {runs} runs: in use, conditional alone, one pooled table")
    for name, draw in ways.items():
        for n in SIZES:
            random = np.random.default_rng(n)
            found = [judge(draw(random, n)) for _ in range(runs)]
            shares = (np.array(found) <= 0.05).mean(axis=0)
            print(f"{name:16} {n:4} events  " + "  ".join(f"{share:.3f}" for share in shares))
    print(f"share of intervals that hold the odds ratio, in {runs // 4} runs")
    for effect in (0.0, 0.7, 1.5):
        for n in SIZES:
            random = np.random.default_rng(n)
            held = [holds(random, n, effect) for _ in range(runs // 4)]
            share = np.mean([one for one in held if one is not None])
            print(f"log odds ratio {effect:3} {n:4} events  {share:.3f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
