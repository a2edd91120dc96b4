"""Figures of outlets by events: who covered what, and how many days after the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from numpy.typing import NDArray

from analysis.figures import new_axes

Floats = NDArray[np.float64]
MOST_NAMED = 40
"""Outlets or events up to which squares are parted, written in, and named one by one."""
OUTSIDE, MISSED = "#ffffff", "#ececec"
STEPS = ("#0b3c5d", "#2f74a3", "#74a9cf", "#a6c4dc")
"""Dark to light: the first day, one day later, two or three, more. Told apart in grey."""
ENDS = (0.5, 1.5, 3.5)
UNDATED = "#cbb994"


def draw_matrix(counts: pd.DataFrame, ax: Axes | None, *, names: Mapping[str, str]) -> Axes:
    """Draw outlets by events: a dark square is covered, a pale one is not.

    A number is how many articles, where there are several; a cross is what was not collected.
    Missing values of ``counts`` are those. Rows end in how many of how many are covered.
    """
    values = counts.to_numpy(float, na_value=np.nan)
    shade = np.select([np.isnan(values), values > 0], [0, 2], 1)
    text = np.where(values > 1, values, np.nan)
    totals = [
        f"{int(covered):,} of {int(whole):,}"
        for covered, whole in zip(
            (values > 0).sum(axis=1), (~np.isnan(values)).sum(axis=1), strict=True
        )
    ]
    labels = [str(event) for event in counts.columns]
    ax = _draw(shade, [OUTSIDE, MISSED, STEPS[0]], ax, empty="no event is covered")
    _write(ax, text, np.isnan(values))
    _name(ax, [names.get(str(one), str(one)) for one in counts.index], labels, totals)
    return ax


def draw_timeline(
    lags: pd.DataFrame,
    ax: Axes | None,
    *,
    names: Mapping[str, str],
    starts: Sequence[str],
    covered: pd.DataFrame,
) -> Axes:
    """Draw outlets by events: how many days after the first each came, the darker the sooner.

    ``lags`` are in days, missing where they are not known; ``covered`` says where there is
    an article (missing: not collected), ``starts`` is the day of each event's first. A sand
    square has an article and no lag.
    """
    days, has = lags.to_numpy(float), covered.to_numpy(float, na_value=np.nan)
    later = np.digitize(np.nan_to_num(days), ENDS)
    shade = np.select([np.isnan(has), has == 0, np.isnan(days)], [0, 1, 6], 2 + later)
    known = ~np.isnan(days)
    totals = [
        f"median {np.median(row[seen]):.3g}" if seen.any() else "no lag"
        for row, seen in zip(days, known, strict=True)
    ]
    labels = [f"{event}  {day}" for event, day in zip(lags.columns, starts, strict=True)]
    ax = _draw(shade, [OUTSIDE, MISSED, *STEPS, UNDATED], ax, empty="no event has a date")
    _write(ax, days, np.isnan(has), shade > 3)
    _name(ax, [names.get(str(one), str(one)) for one in lags.index], labels, totals)
    return ax


def _draw(
    shade: NDArray[np.int64], colours: Sequence[str], ax: Axes | None, *, empty: str
) -> Axes:
    """Colour the squares."""
    rows, columns = shade.shape
    ax = new_axes(min(max(rows, 2), MOST_NAMED) + 5) if ax is None else ax
    ax.grid(visible=False)
    if not shade.size:
        ax.text(0.5, 0.5, empty, ha="center", va="center", transform=ax.transAxes)
        ax.set(xticks=[], yticks=[])
        return ax
    ax.imshow(
        shade,
        cmap=ListedColormap(list(colours)),
        vmin=-0.5,
        vmax=len(colours) - 0.5,
        aspect="auto",
        interpolation="nearest",
    )
    if max(rows, columns) <= MOST_NAMED:
        ax.set_xticks(np.arange(-0.5, columns), minor=True)
        ax.set_yticks(np.arange(-0.5, rows), minor=True)
        ax.grid(visible=True, which="minor", axis="both", color="white", lw=2)
        ax.tick_params(which="minor", length=0)
    return ax


def _write(
    ax: Axes, text: Floats, outside: NDArray[np.bool_], light: NDArray[np.bool_] | None = None
) -> None:
    """Write numbers into squares, and a cross where nothing was collected."""
    if max(text.shape, default=0) > MOST_NAMED:
        return
    for row, column in np.ndindex(*text.shape):
        value = text[row, column]
        if outside[row, column]:
            ax.plot(column, row, "x", color="#999999", ms=5, mew=1)
        elif not np.isnan(value):
            ink = "#222222" if light is not None and light[row, column] else "white"
            number = f"{value:.0f}" if value >= 1 or value == 0 else "<1"
            ax.text(column, row, number, color=ink, ha="center", va="center", fontsize=8)


def _name(ax: Axes, outlets: Sequence[str], events: Sequence[str], ends: Sequence[str]) -> None:
    """Name outlets on the left, what they come to on the right, and events below."""
    if not outlets or not events:
        return
    step = -(-len(outlets) // MOST_NAMED)
    ax.set_yticks(range(0, len(outlets), step), labels=list(outlets[::step]))
    for row in range(0, len(outlets), step):
        ax.annotate(
            ends[row],
            (1.0, row),
            (6, 0),
            xycoords=ax.get_yaxis_transform(),
            textcoords="offset points",
            va="center",
            color="#555555",
            fontsize=8.5,
            annotation_clip=False,
        )
    if len(events) <= MOST_NAMED:
        long = len(events) * max(map(len, events)) > 70
        ax.set_xticks(range(len(events)), labels=list(events), rotation=90 if long else 0)
        ax.set_xlabel("events, in the order of their first articles")
    else:
        ax.set_xticks([])
        ax.set_xlabel(f"{len(events):,} events, in the order of their first articles")
