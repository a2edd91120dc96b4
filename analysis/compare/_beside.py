"""Headlines set against their own bodies, and what is left of that against other groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from analysis.compare._fields import Fields
from analysis.design import Design
from analysis.stats.arrays import Floats, Ints
from analysis.stats.cells import Unit
from analysis.stats.contrast import Intervals, contrast_counts
from analysis.stats.found import Contrast
from analysis.stats.scalars import contrast_scalars

SHORT = 200
"""Items up to which all have intervals, and up to which groups are set against others."""
Found = list[tuple[tuple[str, ...], Contrast]]
"""Groups, and a contrast of which they are the first ones."""


def against_bodies(fields: Fields, design: Design) -> Found:
    """Contrast the headlines of each group with its bodies, pair by pair."""
    units = fields.units
    found: Found = []
    pairs = units.outlet if units.unit == "outlet" else units.event
    if units.unit == "article" or design.within is None:
        pairs = np.arange(len(units.event))
    for code, name in enumerate(units.groups):
        rows = np.flatnonzero(units.group == code)
        if not len(rows):
            continue
        one = fields.only(rows)
        places = Places(
            event=np.tile(pairs[rows], 2),
            outlet=np.zeros(2 * len(rows), np.int64),
            group=np.repeat([0, 1], len(rows)),
            groups=(f"{name}: headlines", f"{name}: bodies"),
            unit="cell",
        )
        if one.scored:
            means = np.concatenate([one.headline.means, one.body.means])
            found.append(((name,), places.means(means, design)))
            continue
        counts = sparse.csr_array(sparse.vstack([one.headline.counts, one.body.counts]))
        exposure = np.concatenate([one.headline.exposure, one.body.exposure])
        found.append(((name,), places.counts(counts, exposure, one.sets, design)))
    return found


def against_others(fields: Fields, design: Design) -> Found:
    """Contrast what headlines have beyond their bodies with that of the other groups."""
    units = fields.units
    places = Places(
        event=units.event,
        outlet=units.outlet,
        group=units.group,
        groups=units.groups,
        unit=units.unit,
    )
    if fields.scored:
        gaps = fields.headline.means - fields.body.means
        return [(units.groups, places.means(gaps, design))]
    both = (fields.headline.counts + fields.body.counts).toarray()
    head, body = fields.headline.exposure[:, fields.sets], fields.body.exposure[:, fields.sets]
    share = np.divide(head, head + body, out=np.zeros(head.shape), where=head + body > 0)
    each = np.arange(len(fields.items))
    return [(units.groups, places.counts(fields.headline.counts, both * share, each, design))]


@dataclass(frozen=True, kw_only=True)
class Places:
    """Codes of what is contrasted, and how each group is called."""

    event: Ints
    outlet: Ints
    group: Ints
    groups: tuple[str, ...]
    unit: Unit

    def counts(
        self, counts: sparse.csr_array, exposure: Floats, sets: Ints, design: Design
    ) -> Contrast:
        """Contrast counts; of a long list only findings have an interval."""
        intervals: Intervals = "all" if counts.shape[1] <= SHORT else "selected"
        return contrast_counts(
            counts,
            exposure,
            event=self.event,
            outlet=self.outlet,
            group=self.group,
            n_groups=len(self.groups),
            unit=self.unit,
            fdr=design.fdr,
            confidence=design.confidence,
            intervals=intervals,
            exposure_set=sets,
            names=self.groups,
        )

    def means(self, means: Floats, design: Design) -> Contrast:
        """Contrast mean scores."""
        return contrast_scalars(
            means,
            event=self.event,
            outlet=self.outlet,
            group=self.group,
            n_groups=len(self.groups),
            unit=self.unit,
            fdr=design.fdr,
            confidence=design.confidence,
        )
