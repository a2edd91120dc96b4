"""Drawing: the only module, but for the report, that imports matplotlib.pyplot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
COLOURS = (
    "#0072b2", "#d55e00", "#5a3e99", "#b8860b", "#3d7a8c",
    "#a63a79", "#4d4d4d", "#7a5230", "#1f5fbf", "#8c6bb1",
)  # fmt: skip
"""Told apart in grey and by colour-blind readers; no red beside green."""
ROW_HEIGHT = 0.225
HOUSE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.size": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.edgecolor": "#8a8a8a",
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "x",
    "grid.color": "#e6e6e6",
    "xtick.color": "#555555",
    "ytick.left": False,
    "svg.hashsalt": "parallax",
    "svg.fonttype": "none",
    "figure.dpi": 110,
}


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What a figure of estimates shows: one row each, from top to bottom, in blocks."""

    block: Sequence[str]
    label: Sequence[str]
    middle: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    colour: Sequence[str]
    filled: Sequence[bool]

    @property
    def starts(self) -> list[int]:
        """The rows at which a new block begins."""
        return [
            i for i in range(len(self.block)) if not i or self.block[i] != self.block[i - 1]
        ]

    @property
    def height(self) -> int:
        """Rows the figure has room for, the heading of each block included."""
        return len(self.label) + len(self.starts)


def new_axes(rows: int = 12, width: float = 7.2) -> Axes:
    """Return the one Axes of a new figure with room for ``rows`` rows."""
    with mpl.rc_context(HOUSE):
        height = 0.9 + ROW_HEIGHT * max(rows, 3)
        _, ax = plt.subplots(figsize=(width, height), layout="constrained")
    return ax


def outlet_colours(groups: Sequence[str]) -> dict[str, str]:
    """Give each group its colour for the whole study, by its place in the alphabet."""
    return {
        name: COLOURS[i % len(COLOURS)] for i, name in enumerate(sorted(set(groups) - {""}))
    }


def draw_rows(
    rows: Rows, ax: Axes | None = None, *, xlabel: str, reference: float, log: bool = False
) -> Axes:
    """Draw dots with intervals on a reference line, one row each, labelled directly.

    With ``log`` the numbers are logarithms and the axis shows ratios. What goes beyond the
    frame ends in an arrow; a ratio of nothing to something, or the reverse, is an arrow
    alone. A diamond has no interval in a figure of intervals: it is not exact, but unsure
    by an unknown amount.
    """
    ax = new_axes(rows.height) if ax is None else ax
    middle, low, high = (np.asarray(v, float) for v in (rows.middle, rows.low, rows.high))
    if log:
        middle, low, high = np.exp(middle), np.exp(low), np.exp(high)
        reference = float(np.exp(reference))
        ax.set_xscale("log")
    frame = limits(middle, low, high, reference, log=log)
    place = np.arange(len(middle)) + np.cumsum(np.isin(np.arange(len(middle)), rows.starts))
    ax.axvline(reference, color="#777777", lw=1, zorder=1)
    bare = without_interval(middle, low, high)
    for y, x, ends, colour, filled, alone in zip(
        place, middle, zip(low, high, strict=True), rows.colour, rows.filled, bare, strict=True
    ):
        mark = "D" if alone else "o"
        ink = Ink(line=colour, face=colour if filled else "white", mark=mark)
        _draw_row(ax, (float(x), float(y)), ends, frame, ink)
    _label_rows(ax, rows, [int(at) for at in place])
    ax.set_xlim(*frame)
    ax.set_xlabel(xlabel)
    if log:
        ratio_ticks(ax.xaxis)
        ax.minorticks_off()
    return ax


def without_interval(middle: ArrayLike, low: ArrayLike, high: ArrayLike) -> Bools:
    """Tell which values have no interval, in a figure in which others have one.

    >>> nan = float("nan")
    >>> without_interval([0.1, 0.0], [0.0, nan], [0.3, nan]).tolist()
    [False, True]
    >>> without_interval([0.1, 0.0], [nan, nan], [nan, nan]).tolist()
    [False, False]
    """
    values, none = np.asarray(middle, float), np.isnan(np.asarray([low, high], float)).all(0)
    return np.asarray(np.isfinite(values) & none & (not none.all()), bool)


def diamonds(rows: pd.DataFrame, middle: str, low: str, high: str) -> str:
    """Say in a caption what diamonds are, where the figure of these rows has any."""
    bare = without_interval(*(rows[name].to_numpy(float) for name in (middle, low, high)))
    return " Diamonds: no interval; the table says why." if bare.any() else ""


class Ink(NamedTuple):
    """Colours of one row, of its line and of the inside of its dot; and the dot's shape."""

    line: str
    face: str
    mark: str


Ends = tuple[float, float]


def _draw_row(ax: Axes, at: Ends, ends: Ends, frame: Ends, ink: Ink) -> None:
    """Draw one dot and its interval, cut to the frame."""
    (x, y), (left, right) = at, frame
    if np.isnan(x):
        ax.text(left, y, " no value", va="center", color="#777777", fontsize=8)
        return
    if x < left or x > right:
        _draw_beyond(ax, at, ends, frame, ink)
        return
    if not np.isnan(ends).all():
        start, end = np.nan_to_num(ends[0], nan=left), np.nan_to_num(ends[1], nan=right)
        ax.hlines(y, max(start, left), min(end, right), color=ink.line, lw=1.8, zorder=2)
        for cut, edge, mark in ((start < left, left, "<"), (end > right, right, ">")):
            if cut:
                ax.plot(edge, y, mark, color=ink.line, ms=4, clip_on=False, zorder=3)
    ax.plot(x, y, ink.mark, color=ink.line, mfc=ink.face, ms=5.5, zorder=4)


def _draw_beyond(ax: Axes, at: Ends, ends: Ends, frame: Ends, ink: Ink) -> None:
    """Draw what lies beyond the frame: an arrow, and what is in sight of its interval."""
    (x, y), (left, right) = at, frame
    edge, mark, near = (left, "<", ends[1]) if x < left else (right, ">", ends[0])
    ax.plot(edge, y, mark, color=ink.line, mfc=ink.face, ms=7, clip_on=False, zorder=4)
    if left < near < right:
        ax.hlines(y, min(near, edge), max(near, edge), color=ink.line, lw=1.8, zorder=2)
    elif np.isinf(x) or x == 0:
        right_side = x > right
        said, side, away = (
            ("only here", "right", -9) if right_side else ("never here", "left", 9)
        )
        ax.annotate(
            said,
            (edge, y),
            (away, 0),
            textcoords="offset points",
            va="center",
            ha=side,
            color="#666666",
            fontsize=8,
        )


def _label_rows(ax: Axes, rows: Rows, place: Sequence[int]) -> None:
    """Name each row, and each block above its first row."""
    heads = [place[start] - 1 for start in rows.starts]
    named = [*zip(place, rows.label, strict=True)]
    named += [(at, rows.block[i]) for at, i in zip(heads, rows.starts, strict=True)]
    ax.set_yticks([at for at, _ in named], labels=[name for _, name in named])
    for tick, (at, _) in zip(ax.get_yticklabels(), named, strict=True):
        if at in heads:
            tick.set_fontweight("bold")
    ax.set_ylim(rows.height - 0.4, -0.6)


def limits(
    middle: Floats, low: Floats, high: Floats, reference: float, *, log: bool
) -> tuple[float, float]:
    """Choose limits that show every dot and every interval of ordinary width."""
    ends = np.concatenate([middle, low, high, [reference]])
    ends = ends[np.isfinite(ends) & ((ends > 0) | (not log))]
    if log:
        ends = np.log(ends)
        dots = np.log(middle[np.isfinite(middle) & (middle > 0)])
        reach = max(np.abs(np.r_[dots, 0.3]).max() + 1.0, 1.0)
        ends = np.clip(ends, np.log(reference) - reach, np.log(reference) + reach)
    pad = 0.06 * max(np.ptp(ends), 1e-9)
    left, right = float(ends.min() - pad), float(ends.max() + pad)
    return (float(np.exp(left)), float(np.exp(right))) if log else (left, right)


def ratio_ticks(axis: Axis) -> None:
    """Write the numbers of a logarithmic axis as ratios."""
    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0), numticks=7))
    axis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}\u00d7"))
    axis.set_minor_formatter(NullFormatter())


def save_figure(ax: Axes, stem: str | Path, data: pd.DataFrame) -> list[Path]:
    """Save a figure as SVG, PDF and PNG with the CSV behind it; return the files."""
    figure = ax.get_figure()
    base = Path(stem)
    base.parent.mkdir(parents=True, exist_ok=True)
    made = [base.with_suffix(ending) for ending in (".svg", ".pdf", ".png", ".csv")]
    if isinstance(figure, Figure):
        with mpl.rc_context(HOUSE):
            figure.savefig(made[0], metadata={"Date": None})
            figure.savefig(made[1], metadata={"CreationDate": None})
            figure.savefig(made[2], dpi=160)
    data.to_csv(made[3], index=False)
    return made


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One line of a figure of shares: its name, its points, and the family of its colour."""

    label: str
    x: Floats
    y: Floats
    family: int


def draw_curves(
    curves: Sequence[Curve], ax: Axes | None = None, *, xlabel: str, ylabel: str
) -> Axes:
    """Draw shares against p on log axes, beside the line of chance, labelled at their ends.

    A line ends where its share is 0: no test had so small a p.
    """
    ax = new_axes(18) if ax is None else ax
    least = min([float(curve.x.min()) for curve in curves], default=1e-6)
    ax.set(xscale="log", yscale="log", xlim=(least, 1), ylim=(least / 2, 1.5))
    ax.plot([least, 1], [least, 1], color="#777777", lw=1, ls=(0, (4, 3)), zorder=1)
    ends = []
    ax.text(least * 40, least * 25, "chance alone", color="#666666", fontsize=8, va="top")
    for curve in curves:
        seen = curve.y > 0
        colour = COLOURS[curve.family % len(COLOURS)]
        ax.plot(curve.x[seen], curve.y[seen], color=colour, lw=1.5, zorder=2)
        if seen.any():
            ends.append((curve.x[seen][0], curve.y[seen][0], curve.label, colour))
    _label_ends(ax, ends)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    return ax


def _label_ends(ax: Axes, ends: Sequence[tuple[float, float, str, str]]) -> None:
    """Name each line left of where it ends, or above it at the frame; no name over another."""
    left, (low, high) = ax.get_xlim()[0], np.log10(ax.get_ylim())
    room, at = (high - low) / 24, float(high)
    for x, y, label, colour in sorted(ends, key=lambda end: -end[1]):
        inside = x > 2 * left
        height = float(np.log10(y)) + (0 if inside else room / 2)
        at = min(height, at - room)
        ax.annotate(
            label,
            xy=(x, y),
            xytext=(x / 1.25 if inside else left * 1.1, 10**at),
            ha="right" if inside else "left",
            va="center",
            color=colour,
            fontsize=8,
            bbox={"fc": "white", "ec": "none", "alpha": 0.8, "pad": 0.5},
        )


@dataclass(frozen=True, kw_only=True)
class PowerCurve:
    """A line of shares over sizes, with the interval of each, named at its end."""

    label: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    colour: str


def draw_power(
    curves: Sequence[PowerCurve],
    ax: Axes | None = None,
    *,
    xlabel: str,
    ylabel: str,
    here: tuple[float, str],
    wanted: float = 0.8,
) -> Axes:
    """Draw shares that rise with a size, on a log axis, each curve named at its right end.

    ``here`` is a size to mark and what it is called; ``wanted`` a share that is aimed at.
    """
    ax = new_axes(14) if ax is None else ax
    ax.set(xscale="log", ylim=(-0.03, 1.03), xlabel=xlabel, ylabel=ylabel)
    ax.axhline(wanted, color="#777777", lw=1, ls=(0, (4, 3)), zorder=1)
    sizes = sorted({size for curve in curves for size in curve.x})
    if not sizes or all(np.isnan(curve.y).all() for curve in curves):
        ax.text(0.5, 0.5, "no power to show", transform=ax.transAxes, ha="center")
        return ax
    if sizes[0] <= here[0] <= sizes[-1]:
        ax.axvline(here[0], color="#777777", lw=1, ls=(0, (1, 2)), zorder=1)
        ax.annotate(
            here[1],
            (here[0], 1.0),
            (3, -2),
            textcoords="offset points",
            va="top",
            color="#555555",
            fontsize=8,
        )
    for curve in curves:
        ax.vlines(curve.x, curve.low, curve.high, color=curve.colour, lw=1, alpha=0.55)
        ax.plot(curve.x, curve.y, "o-", color=curve.colour, ms=4.5, lw=1.4)
    _name_power(ax, curves)
    named = sizes[:1]
    named += [b for a, b in pairwise(sizes) if b >= 1.15 * a]  # room on a log axis
    ax.set_xticks(named, labels=[f"{size:g}" for size in named])
    ax.minorticks_off()
    return ax


def _name_power(ax: Axes, curves: Sequence[PowerCurve], least: float = 0.045) -> None:
    """Name curves at the right edge, moved apart where they would cover one another."""
    known = [np.flatnonzero(~np.isnan(curve.y)) for curve in curves]
    ends = sorted(
        (
            (curve.y[at[-1]], curve.x[at[-1]], n)
            for n, (curve, at) in enumerate(zip(curves, known, strict=True))
            if len(at)
        ),
    )
    place = apart([y for y, _, _ in ends], least)
    for (y, x, number), at in zip(ends, place, strict=True):
        colour = curves[number].colour
        ax.annotate(
            curves[number].label,
            (x, y),
            (1.03, at),
            textcoords=ax.get_yaxis_transform(),
            va="center",
            color=colour,
            fontsize=8.5,
            arrowprops={
                "arrowstyle": "-",
                "color": colour,
                "lw": 0.6,
                "shrinkB": 4,
                "relpos": (0, 0.5),
            },
        )


def apart(heights: Sequence[float], least: float) -> list[float]:
    """Move rising heights between 0 and 1 so that none is nearer to the next than ``least``.

    >>> [round(height, 2) for height in apart([0.0, 0.01, 0.5, 0.99, 1.0], 0.1)]
    [0.0, 0.1, 0.5, 0.9, 1.0]
    """
    place = list(heights)
    for i in range(1, len(place)):
        place[i] = max(place[i], place[i - 1] + least)
    highest = 1.0
    for i in reversed(range(len(place))):
        place[i] = min(place[i], highest)
        highest = place[i] - least
    return place
