"""How often intervals of frame differences hold the truth, as predicted and as corrected.

    python benchmarks/frames_coverage.py [RUNS]

Three outlets, some events, two articles of each outlet on each. Outlets differ in how often a
frame holds; a model is right as often as ``accuracy`` says on the whole, but misses more of
one outlet and imagines more of another. A sample is coded, drawn with equal probability. The
truth is the difference of the outlets' rates, over the articles there could be. The figure
goes to docs/images/frames-coverage.svg.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from analysis.coding.reference import Reference
from analysis.compare._predicted import corrected_by
from analysis.figures import HOUSE
from analysis.stats.coverage import wilson
from analysis.stats.scalars import contrast_scalars

RATES = np.array([0.25, 0.35, 0.45])
LEAN = np.array([0.12, 0.0, -0.12])
"""How much oftener than on the whole the model says yes, by outlet, beyond its accuracy."""
ACCURACIES, EVENTS, SHARES = (0.6, 0.7, 0.8, 0.9), (20, 60, 150), (0.15, 0.4)
IMAGE = Path(__file__).parents[1] / "docs" / "images" / "frames-coverage.svg"
KINDS = {"corrected": "#0072b2", "naive": "#6e6e6e"}
SHIFTS, SIZES = {20: -0.2, 60: 0.0, 150: 0.2}, {20: 3.5, 60: 5.0, 150: 7.0}


def main(runs: int) -> None:
    """Print the share of intervals that hold the truth, a row a setting, and draw it."""
    found = measured(runs)
    print(found.round(3).to_string(index=False))
    with mpl.rc_context(HOUSE):
        draw(found, runs)


def measured(runs: int) -> pd.DataFrame:
    """Return the shares of intervals that hold the truth, a row a setting."""
    rows = []
    for accuracy, n_events, share in product(ACCURACIES, EVENTS, SHARES):
        held = np.mean(
            [
                once(np.random.default_rng([run, n_events]), accuracy, n_events, share)
                for run in range(runs)
            ],
            axis=0,
        )
        rows.append((accuracy, n_events, share, *held))
    names = ["accuracy", "events", "coded", "naive", "corrected", "width over all coded"]
    return pd.DataFrame(rows, columns=names)


def draw(found: pd.DataFrame, runs: int) -> None:
    """Draw corrected coverage above and naive below, a column a share of coded articles.

    Lines are what so many runs leave open (95 % Wilson intervals); the band is .93 to .97.
    """
    figure, axes = plt.subplots(
        2, len(SHARES), figsize=(8.4, 4.6), layout="constrained", sharex=True, sharey="row"
    )
    for column, share in enumerate(SHARES):
        here = found[found["coded"] == share]
        for ax, kind, colour in zip(axes[:, column], KINDS, KINDS.values(), strict=True):
            ax.axhline(0.95, color="#777777", lw=1)
            ax.axhspan(0.93, 0.97, color="#0072b2", alpha=0.08, lw=0)
            for row in here.to_dict("records"):
                at = ACCURACIES.index(row["accuracy"]) + SHIFTS[row["events"]]
                ax.plot([at, at], wilson(row[kind] * runs, runs, 0.95), color=colour, lw=1.1)
                ax.plot(at, row[kind], "o", color=colour, ms=SIZES[row["events"]])
            ax.grid(visible=True, axis="y")
        axes[0, column].set_title(f"{share:.0%} of articles coded", fontsize=9.5)
        axes[1, column].set_xticks(range(len(ACCURACIES)), [f"{a:g}"[1:] for a in ACCURACIES])
        axes[1, column].set_xlabel("accuracy of the predictions")
    axes[0, 0].set_ylim(0.86, 1.0)
    axes[1, 0].set_ylim(-0.02, 1.0)
    for ax, kind in zip(axes[:, 0], KINDS, strict=True):
        ax.set_ylabel(f"{kind}: share of\nintervals with the truth")
    axes[1, 1].annotate(
        "dots, from small to large: 20, 60, 150 events",
        (0.97, 0.6),
        xycoords="axes fraction",
        ha="right",
        fontsize=8.5,
    )
    IMAGE.parent.mkdir(exist_ok=True)
    told = "Coverage of 95 % intervals of frame differences, corrected and naive"
    figure.savefig(IMAGE, metadata={"Date": None, "Description": told})
    plt.close(figure)


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
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
