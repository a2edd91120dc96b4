"""The figures and tables of docs/calibration.md, from results/*.csv (python page.py).

Tables stand between the marks <!-- table: NAME --> and <!-- end -->; what is between is
written anew, the rest of the page is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from page_tables import FACTORS, HERE, TABLES, contrasts, level_rows, results

from analysis.figures import HOUSE

PAGE = HERE.parents[1] / "docs" / "calibration.md"
IMAGES = PAGE.parent / "images"
COLOURS = {
    "Parallax": "#0072b2",
    "within-event permutation, B = 1,999": "#b8860b",
    "article-linearised z": "#5a3e99",
    "cells by side": "#a63a79",
    "token G2": "#d55e00",
    "|z| > 1.96 (Fightin' Words)": "#4d4d4d",
}
SHORT = {"within-event permutation, B = 1,999": "permutation, B = 1,999"} | {
    "|z| > 1.96 (Fightin' Words)": "|z| > 1.96"
}


def figure(name: str, panels: int, height: float) -> Sequence[Axes]:
    """Open a figure of some panels beside each other."""
    _, axes = plt.subplots(
        1, panels, figsize=(8.4, height), layout="constrained", sharey=True, num=name
    )
    return list(np.atleast_1d(axes))


def close(name: str, description: str) -> None:
    """Save a figure without a date in it, so that the same numbers give the same file."""
    plt.figure(name)
    path = IMAGES / f"calibration-{name}.svg"
    plt.savefig(path, metadata={"Date": None, "Description": description})
    plt.close(name)


def draw_nulls() -> None:
    """Draw the share of corpora with any false discovery: a row a setting."""
    found = results("nulls")
    found = found[found["measure"] == "any"]
    settings = list(found["setting"].unique())
    [ax] = figure("nulls", 1, 0.9 + 0.38 * len(settings))
    ax.axvline(0.05, color="#777777", lw=1)
    ax.set_xticks([0, 0.05, 0.25, 0.5, 0.75, 1], ["0", ".05", ".25", ".5", ".75", "1"])
    lift = {name: (i - 2.5) * 0.13 for i, name in enumerate(COLOURS)}
    for y, setting in enumerate(settings):
        for row in found[found["setting"] == setting].itertuples():
            error = 1.96 * row.se
            at = y + lift[row.method]
            ends = [max(row.mean - error, 0), min(row.mean + error, 1)]
            ax.plot(ends, [at, at], color=COLOURS[row.method], lw=1.4)
            ax.plot(row.mean, at, "o", color=COLOURS[row.method], ms=5)
    ax.set_yticks(range(len(settings)), settings)
    ax.set_ylim(len(settings) - 0.4, -0.9)
    ax.set_xlim(-0.02, 1.02)
    ax.set_xlabel("share of corpora with any false discovery, where nothing differs")
    keys(ax, list(found["method"].unique()))
    close("nulls", "Share of corpora with a false discovery, by method and kind of corpus")


def keys(ax: Axes, methods: Sequence[str]) -> None:
    """Name the methods by their colours above the axes, in the order of their dots."""
    left = 0.0
    for method in (name for name in COLOURS if name in methods):
        words = SHORT.get(method, method)
        ax.annotate(
            words,
            (left, 1.0),
            xycoords="axes fraction",
            xytext=(0, 5),
            textcoords="offset points",
            color=COLOURS[method],
            fontsize=8.5,
            fontweight="bold" if method == "Parallax" else "normal",
        )
        left += 0.0125 * len(words) + 0.02


def draw_power() -> None:
    """Draw power against the realised share of false discoveries, a panel a corpus."""
    found = results("power")
    kinds = [
        kind
        for kind in dict.fromkeys(name.rsplit(", x", 1)[0] for name in found["setting"])
        if kind.startswith(("real", "sides, 90"))
    ]
    if not kinds:
        return
    axes = figure("power", len(kinds), 3.4)
    for ax, kind in zip(axes, kinds, strict=True):
        ax.axvline(0.05, color="#777777", lw=1)
        for method, colour in COLOURS.items():
            line = [
                [
                    found[
                        (found["setting"] == f"{kind}, x{factor}")
                        & (found["method"] == method)
                        & (found["measure"] == measure)
                    ]["mean"].mean()
                    for measure in ("false", "power")
                ]
                for factor in FACTORS
            ]
            x, y = np.array(line).T
            ax.plot(x, y, "-", color=colour, lw=1.2)
            for size, *at in zip((3, 5, 7), x, y, strict=True):
                ax.plot(*at, "o", color=colour, ms=size)
        ax.set_title(kind.replace(", ", "\n", 1), fontsize=9.5)
        ax.set_xlim(-0.03, 1)
        ax.set_xlabel("false among what is found")
        ax.grid(visible=True, axis="both")
    axes[0].set_ylabel("share of planted words found")
    names = [name for name in COLOURS if name in set(found["method"])]
    for place, method in enumerate(names):
        axes[place % len(axes)].annotate(
            SHORT.get(method, method),
            (0.97, (0.97 if place % len(axes) else 0.5) - 0.075 * (place // len(axes))),
            xycoords="axes fraction",
            ha="right",
            va="top",
            color=COLOURS[method],
            fontsize=8.5,
        )
    close("power", "Power against realised false discovery rate, by method")


def draw_coverage() -> None:
    """Draw the coverage of both intervals at each number of events."""
    axes = figure("coverage", 2, 3.2)
    sets = (
        (
            contrasts(),
            "k",
            {"2": "two outlets", "3": "three outlets", "5": "five outlets"},
            "the contrast",
        ),
        (
            level_rows().query("method == 'now'"),
            "bursts",
            {"0.5": "very bursty", "1": "bursty", "3": "even", "none": "Poisson"},
            "the own level",
        ),
    )
    for ax, (rows, key, names, title) in zip(axes, sets, strict=True):
        ax.axhline(0.95, color="#777777", lw=1)
        covered = rows[rows["measure"] == "covered"]
        for place, (value, name) in enumerate(names.items()):
            colour = list(COLOURS.values())[place]
            here = covered[covered[key] == value]
            x = here["E"].map({"5": 0, "8": 1, "20": 2, "100": 3}).astype(float)
            x += (place - (len(names) - 1) / 2) * 0.17
            for at, row in zip(x, here.itertuples(), strict=True):
                ends = [row.mean - 1.96 * row.se, min(row.mean + 1.96 * row.se, 1)]
                ax.plot([at, at], ends, color=colour, lw=0.6, alpha=0.5)
                ax.plot(at, row.mean, "o", color=colour, ms=3)
            ax.annotate(
                name,
                (0.98, 0.05 + 0.07 * place),
                xycoords="axes fraction",
                ha="right",
                color=colour,
                fontsize=8.5,
            )
        ax.set_xticks(range(4), ["5", "8", "20", "100"])
        ax.set_xlabel("events")
        ax.set_title(f"intervals of {title}", fontsize=9.5)
        ax.grid(visible=True, axis="y")
    axes[0].set_ylim(0.85, 1.005)
    axes[0].set_ylabel("share that holds the truth")
    close("coverage", "Coverage of 95 % intervals by number of events")


def main() -> None:
    """Write all tables into the page, and draw all figures."""
    IMAGES.mkdir(exist_ok=True)
    with mpl.rc_context(HOUSE):
        for needs, draw in (
            ("nulls", draw_nulls),
            ("power", draw_power),
            ("contrast", draw_coverage),
        ):
            if len(results(needs)):
                draw()
    text = PAGE.read_text(encoding="utf-8")
    for name, write in TABLES.items():
        marks = rf"(<!-- table: {name} -->\n).*?(<!-- end -->)"
        written = write()
        text = re.sub(marks, lambda m, w=written: f"{m[1]}{w}\n{m[2]}", text, flags=re.DOTALL)
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
