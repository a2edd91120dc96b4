"""Sizes of a study to come: which are planned, and which of them a power asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Literal, cast

import numpy as np
import pandas as pd

from analysis.check._planning import Planning
from analysis.stats.cautions import LIST_IS_ABOVE
from analysis.stats.replicas import Size

Dimension = Literal["n_events", "n_outlets", "n_articles"]
DRAWN: tuple[Dimension, Dimension] = ("n_events", "n_outlets")
DIMENSIONS: Mapping[Dimension, str] = {
    "n_events": "events",
    "n_outlets": "outlets",
    "n_articles": "articles of an outlet in an event",
}
TIMES, MOST_EVENTS = (1, 2, 4, 8, 16, 32), 400
"""Multiples of the pilot's events that are planned in any case, as far as they reach."""
SIDES, SIDES_OF_LISTS = (5, 8, 12, 20, 30), (10, 15, 20, 30, 50)
"""Outlets a side that are planned in any case, and where a list of items is compared."""
ASKED = 0.8
"""Power at which larger studies are no longer planned."""
FARTHEST: Mapping[Dimension, int] = {"n_events": 4_000, "n_outlets": 120}
"""Size to which studies are doubled until the middle effect has that power."""
MOST_CELLS = 4_000_000
"""Cells that the studies of one size may draw in all: about twenty seconds of work."""
NEEDED: Mapping[str, str] = {
    "item": "what is looked for",
    "effect": "planted rate ratio or difference of means",
    "n_events": "events, where they are held; else missing",
    "n_outlets": "outlets, where they are held; else missing",
    "n_articles": "articles of a cell, where they are held; else missing",
    "of": "what more is collected of: n_events, n_outlets or n_articles",
    "pilot": "how many of them the pilot has",
    "needed": "how many the power asks for, read from the curve between the sizes planned",
    "more": "how many more than the pilot has; 0 where it has enough",
    "needed_alone": "needed for an item chosen beforehand and compared alone",
    "more_alone": "how many more of them than the pilot has",
    "reason": "why needed is missing, or how far it was looked",
}
"""Columns of :meth:`analysis.check.plan.StudyPlan.needed`."""


def sizes_of(planning: Planning, given: Mapping[Dimension, Sequence[int] | None]) -> list[Size]:
    """List the sizes to plan: all that were asked for, or more events (sides: more outlets)."""
    chosen = {name: tuple(values or (None,)) for name, values in given.items()}
    if planning.unit == "outlet":
        if not given["n_outlets"]:
            ladder = SIDES_OF_LISTS if planning.n_items > LIST_IS_ABOVE else SIDES
            chosen["n_outlets"] = (*ladder, int(planning.own_outlets))
    elif not given["n_events"]:
        own = planning.own_events
        most = 1 if given["n_outlets"] or given["n_articles"] else max(MOST_EVENTS, own)
        chosen["n_events"] = tuple(n * own for n in TIMES if n == 1 or n * own <= most)
    ordered = [sorted(set(values), key=lambda n: n or 0) for values in chosen.values()]
    return [Size(**dict(zip(chosen, values, strict=True))) for values in product(*ordered)]


def planned(
    planning: Planning, given: Mapping[Dimension, Sequence[int] | None]
) -> tuple[list[Size], list[dict[str, object]]]:
    """Plan each size; where none was asked for, double it until the power is reached."""
    sizes = sizes_of(planning, given)
    rows = [planning.rows(size) for size in sizes]
    if not any(given.values()):
        while unmet(rows[-1], planning) and (more := doubled(sizes[-1], planning)):
            sizes.append(more)
            rows.append(planning.rows(more))
    return sizes, [row for of_size in rows for row in of_size]


def doubled(size: Size, planning: Planning) -> Size | None:
    """Give twice a size, if that is not too much to plan."""
    of: Dimension = "n_outlets" if planning.unit == "outlet" else "n_events"
    more = replace(size, **{of: 2 * int(getattr(size, of) or 0)})
    events, outlets = (getattr(more, name) or planning.own[name] for name in DRAWN)
    if getattr(more, of) > FARTHEST[of] or planning.n_runs * events * outlets > MOST_CELLS:
        return None
    return more


def unmet(rows: Sequence[Mapping[str, object]], planning: Planning) -> list[str]:
    """Name what is found in too few studies of a size, at the middle effect."""
    middle = sorted(planning.effects)[len(planning.effects) // 2]
    return [
        str(row["item"])
        for row in rows
        if row["effect"] == middle and cast("float", row.get("power", 1.0)) < ASKED
    ]


def sizes_needed(
    table: pd.DataFrame, of: Dimension, pilot: float, power: float
) -> pd.DataFrame:
    """Read from power curves which size reaches a power, and how much more than a pilot."""
    held = [name for name in DIMENSIONS if name != of]
    keys = ["item", "effect", *held]
    rows = []
    for key, curve in table.groupby(keys, sort=False):
        size = curve[of].to_numpy(float)
        listed, reason = crossing(size, curve["power"].to_numpy(float), power)
        alone, _ = crossing(size, curve["power_alone"].to_numpy(float), power)
        row = dict(zip(keys, key, strict=True)) | {"of": of, "pilot": pilot, "reason": reason}
        for name, needed in (("", listed), ("_alone", alone)):
            row[f"needed{name}"] = needed
            row[f"more{name}"] = np.ceil(max(0.0, needed - pilot)) if needed else None
        rows.append(row)
    whole = dict.fromkeys(("needed", "more", "needed_alone", "more_alone"), "Int64")
    number = dict.fromkeys((*held, of, "pilot"), "float64")
    return pd.DataFrame(rows).reindex(columns=list(NEEDED)).astype({**number, **whole})


def crossing(size: np.ndarray, power: np.ndarray, wanted: float) -> tuple[int | None, str]:
    """Find the size at which a rising curve reaches a power; on a log scale between sizes.

    Where the curve falls by the chance of the simulation, what was reached before counts.

    Examples
    --------
    >>> crossing(np.array([10.0, 40.0]), np.array([0.4, 0.8]), 0.6)
    (20, '')
    >>> crossing(np.array([10.0, 40.0]), np.array([0.4, 0.5]), 0.6)
    (None, 'a power of 0.5 at 40, the largest size planned')
    """
    known = ~np.isnan(power)
    if not known.any():
        return None, "nothing is tested in studies of these sizes"
    size, best = size[known], np.maximum.accumulate(power[known])
    at = int(np.searchsorted(best, wanted))
    if at == len(best):
        return None, f"a power of {best[-1]:.2g} at {size[-1]:g}, the largest size planned"
    if at == 0:
        return int(size[0]), f"reached at {size[0]:g}, the smallest size planned"
    share = (wanted - best[at - 1]) / (best[at] - best[at - 1])
    exact = np.exp(np.log(size[at - 1]) + share * np.log(size[at] / size[at - 1]))
    return int(np.ceil(exact - 1e-9)), ""
