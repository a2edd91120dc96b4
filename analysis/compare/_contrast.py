"""What all comparisons of counts share: a tally goes in, the two blocks of columns come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.design import Counted, Design
from analysis.errors import ChoiceError, some
from analysis.results import CONTRAST_COLUMNS, LEVEL_COLUMNS
from analysis.stats.contrast import CountContrast, Intervals, contrast_counts
from analysis.stats.found import Contrast
from analysis.stats.multiplicity import benjamini_hochberg
from analysis.tally import Tally, Units

Floats = NDArray[np.float64]
OBSERVATION = {"cell": "outlet × event cell", "outlet": "outlet", "article": "article"}
"""What one observation is, in words."""
SHORT_LIST = 200
"""A table of at most so many items keeps every row, used or not."""


@dataclass(frozen=True, kw_only=True)
class Contrasted:
    """Contrasts of one analysis: which group and item each row is, and what was found."""

    parts: Sequence[tuple[int, CountContrast]]
    """(group of the tally, or -1 for all of them; its contrast with group 0 of two first)."""
    notes: tuple[str, ...]
    q: Floats | None = None
    fdr: float = 0.05

    def rows(
        self,
        tally: Tally,
        *,
        item: str,
        scale: float,
        value_kind: str,
        ceiling: float = np.inf,
    ) -> pd.DataFrame:
        """Put contrasts into tidy rows: group, item, counts, own level, contrast.

        Of a long list of items, rows that the group never uses are left out unless that is
        a finding.
        """
        tables = []
        for group, found in self.parts:
            codes = list(range(len(tally.units.groups))) if group < 0 else [group]
            sums = [np.asarray(tally.counts[tally.units.group == c].sum(axis=0)) for c in codes]
            counts = np.stack([total.ravel() for total in sums])
            keep = np.ones(counts.shape, dtype=bool)
            if len(tally.items) > SHORT_LIST:
                keep = (counts > 0) | found.selected[: len(codes)]
            names = [tally.units.groups[code] for code in codes]
            table = tidy(found, names, tally.items, item, keep=keep)
            tables.append(table.assign(count=counts[keep].astype(np.int64)))
        table = pd.concat(tables, ignore_index=True)
        table["estimate_kind"] = "log rate ratio"
        if self.q is not None:
            table["q"], table["finding"] = self.q, np.nan_to_num(self.q, nan=1.0) <= self.fdr
        table["value_kind"] = value_kind
        for name in ("value", "value_low", "value_high"):
            table[name] = np.minimum(scale * table[name], ceiling)
        plain = {"group": str, item: str, "reason": str}
        return table.reset_index(drop=True).astype(plain)


def contrast(tally: Tally, design: Design, intervals: Intervals = "all") -> Contrasted:
    """Contrast every group of a tally with the others in its events."""
    found = _count_contrast(tally, design, intervals)
    return Contrasted(parts=[(-1, found)], notes=found.notes, fdr=design.fdr)


def against(tally: Tally, design: Design, reference: str) -> Contrasted:
    """Contrast each group with one other, alone, in the events both report."""
    groups = tally.units.groups
    others = [name for name in groups if name != reference]
    if reference not in groups or not others:
        msg = f"the reference must be one of the groups {some(groups)}, not {reference!r}."
        raise ChoiceError(msg)
    parts = [
        (
            groups.index(name),
            _count_contrast(tally.only_groups([name, reference]), design, "all"),
        )
        for name in others
    ]
    p = np.concatenate([found.p[0] for _, found in parts])
    notes = tuple(dict.fromkeys(note for _, found in parts for note in found.notes))
    return Contrasted(parts=parts, notes=notes, q=benjamini_hochberg(p), fdr=design.fdr)


def _count_contrast(tally: Tally, design: Design, intervals: Intervals) -> CountContrast:
    units = tally.units
    return contrast_counts(
        tally.counts,
        tally.exposure,
        event=units.event,
        outlet=units.outlet,
        group=units.group,
        n_groups=len(units.groups),
        unit="cell" if units.unit == "auto" else units.unit,
        fdr=design.fdr,
        confidence=design.confidence,
        intervals=intervals,
        exposure_set=tally.exposure_set,
        names=units.groups,
    )


def tidy(
    found: Contrast,
    groups: Sequence[str],
    items: Sequence[str],
    item: str,
    *,
    keep: NDArray[np.bool_] | None = None,
) -> pd.DataFrame:
    """Lay a contrast out, a row for each group and item kept; groups are its first ones."""
    keep = np.ones((len(groups), len(items)), dtype=bool) if keep is None else keep
    group, column = np.nonzero(keep)
    columns: dict[str, NDArray[Any]] = {
        "group": np.array(groups, dtype=object)[group],
        item: np.array(items, dtype=object)[column],
    }
    names = {"n_articles": "n_units", "finding": "selected"}
    for name in ("n_articles", "n_events", "value", *LEVEL_COLUMNS, *CONTRAST_COLUMNS):
        if name != "estimate_kind":
            columns[name] = getattr(found, names.get(name, name))[group, column]
    return pd.DataFrame(columns)


def settings_of(
    units: Units, design: Design, counted: Counted, **own: object
) -> dict[str, object]:
    """Say every choice behind a result, the seed and the unit that was taken included."""
    return {**own, **asdict(counted), **asdict(design), "unit": units.unit}


def methods_text(settings: Mapping[str, object], what: str) -> str:
    """Write the part of the methods paragraph that all contrasts of counts share."""
    observation = OBSERVATION[str(settings["unit"])]
    within, confidence = settings["within"], float(str(settings["confidence"]))
    strata = f"within {within}" if within else "across the whole corpus"
    null = (
        f"outlets are exchangeable between the values of {settings['by']}"
        if settings["unit"] == "outlet"
        else f"{observation}s are exchangeable {strata}"
    )
    return (
        f"For each {settings['by']}, {what} was compared with that of the others {strata}. "
        f"One observation is the {observation}. The ratio is that of Mantel and Haenszel "
        f"(1959); the null hypothesis is that {null}. P-values are those of the permutation "
        "of labels, enumerated where arrangements are few and otherwise by saddlepoint "
        "approximation (Lugannani & Rice 1980; Barndorff-Nielsen 1986) of the score and of "
        "the studentised score, whichever is larger; no random draws are made. An interval "
        f"holds every ratio that the same test does not reject at {1 - confidence:.2g}. One "
        "family of tests over groups and items was kept to those whose attainable p could "
        "matter (Tarone 1990) and judged at a false discovery rate of "
        f"{settings['fdr']} (Benjamini & Hochberg 1995). Each group's own level is its rate "
        "over its events, with an interval that takes the event as the unit. "
    )
