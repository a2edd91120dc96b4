"""What comparisons of mean scores share: the contrast of all groups, and of each with one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import pandas as pd
from matplotlib.axes import Axes

from analysis.compare._contrast import carried_notes, notes_in
from analysis.design import Design, in_strata
from analysis.figures import Rows, draw_rows, outlet_colours
from analysis.results import Result
from analysis.stats.multiplicity import benjamini_hochberg
from analysis.stats.scalars import ScalarContrast, contrast_scalars
from analysis.tally import ScoreTally

Made = TypeVar("Made", bound=Result)
Found = Sequence[tuple[Sequence[str], ScalarContrast]]
"""Names of groups, and what was found of them."""


def contrast_scores(tally: ScoreTally, design: Design) -> ScalarContrast:
    """Contrast the mean scores of every group with the others in its events."""
    units = tally.units
    return contrast_scalars(
        tally.means,
        event=units.event,
        outlet=units.outlet,
        group=units.group,
        n_groups=len(units.groups),
        unit=units.unit,
        fdr=design.fdr,
        confidence=design.confidence,
    )


def compared_scores(
    make: partial[Made],
    *,
    tally: ScoreTally,
    lay_out: Callable[[Found], pd.DataFrame],
    design: Design,
    said: tuple[str, ...],
) -> Made:
    """Make the comparison of all groups, which knows how to contrast each with one."""
    found = contrast_scores(tally, design)
    table = lay_out([(tally.units.groups, found)])
    notes = (*notes_in(found.notes, design.within), *carried_notes(table, design.within))
    against = partial(
        difference_of_scores, make, tally=tally, lay_out=lay_out, design=design, said=said
    )
    return make(table=table, notes=(*said, *notes), _against=against)


def difference_of_scores(
    make: partial[Made],
    reference: str,
    *,
    tally: ScoreTally,
    lay_out: Callable[[Found], pd.DataFrame],
    design: Design,
    said: tuple[str, ...],
) -> Made:
    """Contrast every group with one other, in the events both report."""
    others = [group for group in tally.units.groups if group != reference]
    parts = [
        ((name,), contrast_scores(tally.only_groups([name, reference]), design))
        for name in others
    ]
    table = lay_out(parts)
    table["q"] = benjamini_hochberg(table["p"].to_numpy(float))
    table["finding"] = table["q"].fillna(1.0) <= design.fdr
    note = f"each group against {reference!r} alone, in the events both report."
    note = in_strata(note, design.within)
    notes = notes_in((note for _, found in parts for note in found.notes), design.within)
    settings = {**make.keywords["settings"], "reference": reference}
    return make(table=table, notes=(*said, note, *notes), settings=settings)


def draw_differences(
    result: Result, rows: pd.DataFrame, block: Sequence[str], ax: Axes | None
) -> Axes:
    """Draw the differences of mean scores of some rows, in blocks."""
    reference = str(result.settings.get("reference", ""))
    colours = outlet_colours([*result.table["group"], reference])
    shown = Rows(
        block=block,
        label=result.shown_groups(rows),
        middle=rows["estimate"].tolist(),
        low=rows["low"].tolist(),
        high=rows["high"].tolist(),
        colour=[colours[group] for group in rows["group"]],
        filled=rows["finding"].tolist(),
    )
    return draw_rows(
        shown, ax, xlabel="difference of mean sentiment to the others", reference=0.0
    )
