"""The figure of a multiverse: estimates side by side, and below them what each one chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from analysis.figures import COLOURS, HOUSE, limits, new_axes, ratio_ticks

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Specifications:
    """What a figure of specifications shows, one a column from left to right.

    ``options`` says for each choice and option which specifications take it; ``marked`` is
    the one that is reported.
    """

    middle: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    filled: Sequence[bool]
    marked: Sequence[bool]
    options: Mapping[str, Mapping[str, Sequence[bool]]]

    @property
    def height(self) -> int:
        """Rows of the matrix below the curve, the heading of each choice included."""
        return sum(1 + len(options) for options in self.options.values())


CURVE_ROWS = 13
"""Room of the curve itself, in rows of the matrix below it."""
PLAIN, MARKED = COLOURS[0], COLOURS[1]


def draw_specifications(
    curve: Specifications, ax: Axes | None = None, *, ylabel: str, log: bool = False
) -> Axes:
    """Draw estimates with intervals side by side, and below them what each one chooses.

    The Axes that is given is the frame of both parts and is returned. With ``log`` the
    numbers are logarithms and the axis shows ratios.
    """
    whole = curve.height + CURVE_ROWS
    ax = new_axes(whole if len(curve.middle) else 1) if ax is None else ax
    ax.axis("off")
    if not len(curve.middle):
        ax.text(0.5, 0.5, "no specification has an estimate", ha="center", color="#777777")
        return ax
    share = curve.height / whole
    with mpl.rc_context(HOUSE):
        upper = ax.inset_axes((0.0, share + 0.03, 1.0, 0.97 - share))
        lower = ax.inset_axes((0.0, 0.0, 1.0, share))
    _draw_estimates(upper, curve, log=log)
    upper.set_ylabel(ylabel)
    _draw_choices(lower, curve)
    return ax


def _draw_estimates(ax: Axes, curve: Specifications, *, log: bool) -> None:
    """Draw the upper part: the sorted estimates."""
    middle, low, high = (np.asarray(v, float) for v in (curve.middle, curve.low, curve.high))
    if log:
        middle, low, high = np.exp(middle), np.exp(low), np.exp(high)
        ax.set_yscale("log")
    none = 1.0 if log else 0.0
    bottom, top = limits(middle, low, high, none, log=log)
    plain = _dot_size(len(middle))
    ax.axhline(none, color="#777777", lw=1, zorder=1)
    for x, y in enumerate(middle):
        colour = MARKED if curve.marked[x] else PLAIN
        size = max(plain, 4.0) if curve.marked[x] else plain
        ends = np.clip(np.nan_to_num([low[x], high[x]], nan=y, posinf=top), bottom, top)
        ax.vlines(x, *ends, color=colour, lw=0.3 * size, zorder=2)
        for cut, edge, mark in ((low[x] < bottom, bottom, "v"), (high[x] > top, top, "^")):
            if cut and bottom <= y <= top:
                ax.plot(x, edge, mark, color=colour, ms=0.7 * size, clip_on=False, zorder=3)
        face = colour if curve.filled[x] else "white"
        mark = "^" if y > top else "v" if y < bottom else "o"
        at = float(np.clip(y, bottom, top))
        ax.plot(
            x,
            at,
            mark,
            color=colour,
            mfc=face,
            ms=size,
            clip_on=False,
            zorder=4 + curve.marked[x],
        )
    _name_marked(ax, curve, middle)
    ax.set_xlim(-0.7, len(middle) - 0.3)
    ax.set_ylim(bottom, top)
    ax.set_xticks([])
    ax.grid(visible=True, axis="y", color="#e6e6e6")
    if log:
        ratio_ticks(ax.yaxis)
        ax.tick_params(axis="y", which="minor", left=False)


def _name_marked(ax: Axes, curve: Specifications, middle: Floats) -> None:
    """Write beside the reported specification that it is the one."""
    for x in np.flatnonzero(curve.marked):
        right = x < len(middle) / 2
        ax.annotate(
            "reported",
            (x, 1.0),
            (4 if right else -4, 4),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="left" if right else "right",
            color=MARKED,
            fontsize=8.5,
        )
        ax.axvline(float(x), color=MARKED, lw=0.8, alpha=0.35, zorder=1)


def _draw_choices(ax: Axes, curve: Specifications) -> None:
    """Draw the lower part: a dot where a specification takes an option."""
    size, place = _dot_size(len(curve.middle)), 0
    named: list[tuple[int, str]] = []
    heads = set()
    for choice, options in curve.options.items():
        heads.add(place)
        named.append((place, choice.replace("_", " ")))
        for row, (option, taken) in enumerate(options.items(), start=place + 1):
            named.append((row, option))
            ax.axhline(row, color="#eeeeee", lw=0.8, zorder=1)
            marked = np.asarray(curve.marked, bool) & taken
            for here, colour, least in (
                (np.asarray(taken) & ~marked, "#555555", 0.0),
                (marked, MARKED, 4.0),
            ):
                xs, dot = np.flatnonzero(here), max(0.8 * size, least)
                ax.plot(xs, np.full(len(xs), row), "o", color=colour, ms=dot, zorder=2)
        place += 1 + len(options)
    ax.set_yticks([at for at, _ in named], labels=[name for _, name in named])
    for tick, (at, _) in zip(ax.get_yticklabels(), named, strict=True):
        tick.set_fontweight("bold" if at in heads else "normal")
    ax.set_xlim(-0.7, len(curve.middle) - 0.3)
    ax.set_ylim(curve.height - 0.4, -0.6)
    ax.set_xticks([])
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)


def _dot_size(columns: int) -> float:
    """Choose the size of a dot, so that many of them stand apart."""
    return float(np.clip(220 / max(columns, 1), 1.2, 5.5))
