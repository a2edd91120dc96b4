"""What a plan says in words: what it asks for, how it was made, what it takes for granted."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.typing import NAType

from analysis.check._planning import Planning
from analysis.errors import some
from analysis.stats.cautions import LIST_IS_ABOVE, outlet_notes
from analysis.stats.outlets import outlet_design
from analysis.stats.replicas import Size
from analysis.tally import Tally, Units

FEW = 20
"""Events or outlets of a pilot below which what they stand for is itself uncertain."""
GUESS = (
    "What is planted is a guess. The ratios of a pilot's findings are too large, since they "
    "were found for being large: plan with the near end of an interval, or with the smallest "
    "difference that would matter."
)
ALONE = (
    "Power is that of a finding that stands alone; each further finding in the same list makes "
    "the others easier."
)
NEW_ITEMS = "Items that the pilot lacks are no part of the family; a larger study has more."
BY_CHANCE = "Sides are taken to cover the same events: outlets are dealt to them by chance."


def cautions(planning: Planning, sizes: Sequence[Size]) -> Iterator[str]:
    """Say what a plan takes for granted, and where this pilot is thin."""
    yield GUESS
    yield ALONE
    own = planning.own
    if own["n_events"] < FEW:
        yield (
            f"The pilot's {own['n_events']:.0f} events stand for all events to come; so few "
            "leave the plan itself uncertain."
        )
    if isinstance(planning.tally, Tally) and planning.n_items > LIST_IS_ABOVE:
        yield NEW_ITEMS
    if any(size.n_articles for size in sizes):
        single = float(np.mean(np.concatenate([p.articles_of == 1 for p in planning.pilots])))
        yield (
            f"{single:.0%} of the pilot's cells hold one article; further articles there are "
            "those of other outlets on the same event, as if an outlet's own were no more "
            "alike. More articles then help at most as much as shown."
        )
    if planning.unit == "outlet":
        yield from _of_sides(planning)
    else:
        yield from _of_events(planning, sizes)


def _of_sides(planning: Planning) -> Iterator[str]:
    """Say how thin the pilot's outlets are, and how its own sides cover events."""
    yield BY_CHANCE
    own = planning.own["n_outlets"]
    if own < FEW:
        yield (
            f"The pilot's outlets ({own:.0f} on the smaller side) stand for all outlets to "
            "come; so few leave the plan itself uncertain."
        )
    cells = planning.pilots[0].cells
    groups = enumerate(planning.tally.units.groups)
    for note in outlet_notes((name, outlet_design(cells, code)) for code, name in groups):
        yield f"In the pilot, {note}"


def _of_events(planning: Planning, sizes: Sequence[Size]) -> Iterator[str]:
    """Say whose events were drawn, and in how many of them there is something to compare."""
    own, names = planning.own, planning.tally.units.groups
    if any((size.n_outlets or 0) > own["n_outlets"] for size in sizes):
        yield (
            f"Events of more outlets than the pilot's ({own['n_outlets']:.2g}) repeat its own "
            "outlets."
        )
    if len(names) > max(2, len(planning.groups)):
        drawn = some([names[group] for group in planning.groups])
        yield f"Events were drawn of {len(planning.groups)} groups, which share most: {drawn}."
    shared = float(np.median(shared_events(planning.tally.units)[planning.groups]))
    if own["n_events"] < shared:
        yield (
            f"Of the {shared:.0f} events that a typical group shares, {own['n_events']:.0f} "
            "have something to compare on both sides; only these are counted, so collect more."
        )


def shared_events(units: Units) -> NDArray[np.int64]:
    """Count the events that each group shares with another, whatever is compared there."""
    event, group = np.unique(np.stack([units.event, units.group]), axis=1)
    n_groups = np.bincount(event, minlength=len(units.events))
    return np.bincount(group[n_groups[event] > 1], minlength=len(units.groups))


def shown_effect(effect: Hashable, kind: str) -> str:
    """Write an effect as its kind is written.

    >>> shown_effect(1.5, "rate ratio"), shown_effect(0.061, "difference of means")
    ('×1.5', '+0.061')
    """
    size = float(str(effect))
    return f"×{size:g}" if "ratio" in kind else f"{size:+.2g}"


def summary_of(needed: pd.DataFrame, table: pd.DataFrame, counted: str) -> str:
    """Say for the middle effect what each item asks for, in the list and alone."""
    effects = sorted(set(needed["effect"]))
    middle = effects[len(effects) // 2]
    kind = str(table["effect_kind"].iloc[0])
    rows = needed[needed["effect"] == middle]
    first = rows.iloc[0]
    most = table[str(first["of"])].max()
    told = [
        f"{item}: {_sizes(listed, alone, most)}"
        for item, listed, alone in zip(
            rows["item"], rows["needed"], rows["needed_alone"], strict=True
        )
    ]
    return (
        f"To find a {kind} of {shown_effect(middle, kind)} in 80 % of studies takes so many "
        f"{counted} (the pilot has {first['pilot']:.3g}): {'; '.join(told)}."
    )


def _sizes(listed: int | NAType, alone: int | NAType, most: float) -> str:
    """Write the sizes for a list and for one item, as far as they were planned."""
    if pd.isna(listed) and pd.isna(alone):
        return f"more than {most:g}, also if chosen beforehand and compared alone"
    sizes = [f"more than {most:g}" if pd.isna(n) else f"{n:,}" for n in (listed, alone)]
    return f"{sizes[0]} in the list, {sizes[1]} if chosen beforehand and compared alone"


def methods_of(table: pd.DataFrame, settings: Mapping[str, object], pilot: str) -> str:
    """Write how the plan was made, for a preregistration."""
    n_runs = int(table["n_runs"].max()) if table["n_runs"].notna().any() else 0
    effects = ", ".join(f"{effect:g}" for effect in cast("list[float]", settings["effects"]))
    kind = str(table["effect_kind"].iloc[0])
    drawn = (
        "whole outlets were drawn with replacement and dealt to the sides"
        if settings["unit"] == "outlet"
        else "whole events were drawn with replacement, and what their cells hold was dealt "
        "anew within each event, each cell keeping its length"
    )
    planted = (
        "planted by thinning the counts of the side with the lower rate"
        if "ratio" in kind
        else "added to the group's values"
    )
    return (
        f"Power was found by simulation from a pilot ({pilot}). For each size, {n_runs:,} "
        f"studies were drawn (seed {settings['seed']}): {drawn} (Davison & Hinkley 1997, "
        f"section 3.8). A {kind} of {effects} was {planted}, and each study was tested as the "
        "comparison will be. A difference counts as found where its p is at most "
        f"{settings['fdr']:g} over the number of tests whose attainable p could matter (Tarone "
        f"1990), of {settings['n_items']:,} items for every group tested: what Benjamini and "
        "Hochberg (1995) ask of the only finding of a family. Intervals of power are those of "
        "Clopper and Pearson (1934)."
    )
