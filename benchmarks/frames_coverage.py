"""How often intervals of frame differences hold the truth, as predicted and as corrected.

    python benchmarks/frames_coverage.py [RUNS]

Three outlets, some events, two articles of each outlet on each. Outlets differ in how often a
frame holds; a model is right as often as ``accuracy`` says on the whole, but misses more of
one outlet and imagines more of another. A sample is coded, drawn with equal probability. The
truth is the difference of the outlets' rates, over the articles there could be.
"""

from __future__ import annotations

import sys
from itertools import product

import numpy as np
import pandas as pd

from analysis.coding.reference import Reference
from analysis.compare._predicted import corrected_by
from analysis.stats.scalars import contrast_scalars

RATES = np.array([0.25, 0.35, 0.45])
LEAN = np.array([0.12, 0.0, -0.12])
"""How much oftener than on the whole the model says yes, by outlet, beyond its accuracy."""


def main(runs: int) -> None:
    """Print the share of intervals that hold the truth, a row a setting."""
    rows = []
    for accuracy, n_events, share in product((0.6, 0.7, 0.8, 0.9), (20, 60, 150), (0.15, 0.4)):
        held = np.mean(
            [
                once(np.random.default_rng([run, n_events]), accuracy, n_events, share)
                for run in range(runs)
            ],
            axis=0,
        )
        rows.append((accuracy, n_events, share, *held.round(3)))
    names = ["accuracy", "events", "coded", "naive", "corrected", "width over all coded"]
    print(pd.DataFrame(rows, columns=names).to_string(index=False))


def once(
    draw: np.random.Generator, accuracy: float, n_events: int, share: float
) -> tuple[float, float, float]:
    """Return whether the naive and the corrected intervals of one corpus hold the truth."""
    outlet = np.tile(np.repeat(np.arange(3), 2), n_events)
    event = np.repeat(np.arange(n_events), 6)
    base = draw.normal(0, 0.5, n_events)[event]
    odds = np.log(RATES / (1 - RATES))[outlet] + base
    chance = 1 / (1 + np.exp(-odds))
    truth = (draw.random(len(event)) < chance).astype(float)
    yes = np.where(truth == 1, accuracy, 1 - accuracy) + LEAN[outlet]
    predicted = (draw.random(len(event)) < yes).astype(float)
    coded = draw.random(len(event)) < share
    codes = np.where(coded, truth, np.nan)[:, None]
    reference = Reference(codes=codes, inclusion=np.full(len(event), share))
    means = (predicted[:, None], corrected_by(predicted[:, None], reference), truth[:, None])
    # The mean over events of the chances is what the articles are drawn from.
    by_cell = np.array([1 / (1 + np.exp(-(np.log(r / (1 - r)) + base[::6]))) for r in RATES])
    gap = (by_cell[0] - by_cell[1:].mean(axis=0)).mean()
    found = [
        contrast_scalars(
            values, event=event, outlet=outlet, group=outlet, n_groups=3, unit="cell"
        )
        for values in means
    ]
    low, high = (
        [float(each_end[0, 0]) for each_end in ends]
        for ends in zip(*((f.low, f.high) for f in found), strict=True)
    )
    held = [float(a <= gap <= b) for a, b in zip(low, high, strict=True)]
    widths = [b - a for a, b in zip(low, high, strict=True)]
    return held[0], held[1], widths[1] / widths[2]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
