"""Diversity at equal numbers of attributions: levels, contrasts, and what carries them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.compare._contrast import tidy
from analysis.design import Design
from analysis.stats.arrays import Ints
from analysis.stats.diversity import INDICES, common_size, over_clusters, rarefied
from analysis.stats.scalars import ScalarContrast, contrast_scalars
from analysis.tally import ScoreTally, Units

TESTED = "hill_1"
"""The one index that is tested: the five say one thing, which is to count as one finding."""
NOT_TESTED = f"described, not tested: {TESTED} is tested for all five, which say one thing"
LEAST_SIZE = 10
"""Attributions below which a level says little; smaller groups are not to set its size."""


def tally_at_equal_numbers(table: pd.DataFrame, units: Units, least: int) -> ScoreTally:
    """Measure each outlet's diversity on each event, at the fewest attributions there.

    The number stands with the first article that the outlet has on the event; the others
    have none.
    """
    where = pd.Index(units.article_ids).get_indexer(pd.Index(table["article_id"]))
    kinds, kind = np.unique(table["item"].to_numpy(str), return_inverse=True)
    about = pd.DataFrame({"event": units.event, "outlet": units.outlet, "group": units.group})
    cell = about.groupby(["event", "outlet", "group"]).ngroup().to_numpy()
    n_cells = int(cell.max(initial=-1)) + 1
    counts = np.zeros((n_cells, len(kinds)), np.int64)
    np.add.at(counts, (cell[where], kind), 1)
    first = np.full(n_cells, -1)
    first[cell[::-1]] = np.arange(len(cell))[::-1]
    event, total = units.event[first], counts.sum(axis=1)
    means = np.full((len(units.article_ids), len(INDICES)), np.nan)
    for one in np.unique(event):
        here = np.flatnonzero((event == one) & (total >= least))
        if len(here) > 1:
            size = int(total[here].min())
            means[first[here]] = [rarefied(counts[place], size) for place in here]
    return ScoreTally(units=units, items=INDICES, means=means)


def levels_at_one_number(table: pd.DataFrame, units: Units, design: Design) -> pd.DataFrame:
    """Measure each group's diversity over all its events at one number of attributions."""
    where = pd.Index(units.article_ids).get_indexer(pd.Index(table["article_id"]))
    kinds, kind = np.unique(table["item"].to_numpy(str), return_inverse=True)
    cluster = where if design.within is None else units.event[where]
    group = units.group[where]
    counts = []
    for code in range(len(units.groups)):
        own: Ints = np.zeros((int(cluster.max(initial=-1)) + 1, len(kinds)), np.int64)
        np.add.at(own, (cluster[group == code], kind[group == code]), 1)
        counts.append(own)
    rests = [common_size([own]) for own in counts]
    least = LEAST_SIZE if sum(rest >= LEAST_SIZE for rest in rests) > 1 else 1
    common = min((rest for rest in rests if rest >= least), default=0)
    rows = []
    for name, own, code in zip(units.groups, counts, range(len(counts)), strict=True):
        size = common if rests[code] >= least else 0
        found = over_clusters(own, size, design.confidence)
        n_articles = len(np.unique(where[group == code]))
        pooled = own.sum(axis=0)
        for place, index in enumerate(INDICES):
            numbers = [float(part[place]) for part in (found.value, found.low, found.high)]
            counted = (int(pooled.sum()), int((pooled > 0).sum()), size, n_articles)
            rows.append((name, index, *counted, *numbers))
    columns = ["group", "index", "n_attributions", "n_sources", "size", "n_articles"]
    return pd.DataFrame(rows, columns=[*columns, "value", "value_low", "value_high"])


def too_small(levels: pd.DataFrame) -> list[str]:
    """Name the groups that have too few attributions for a level at the others' number."""
    small = levels[(levels["size"] == 0) & (levels["index"] == TESTED)]
    if small.empty or (levels["size"] == 0).all():
        return []
    each = [f"{one['group']} ({one['n_attributions']:,})" for _, one in small.iterrows()]
    verb = "has" if len(each) == 1 else "have"
    told = "too few attributions for a level at the number at which the others have theirs."
    return [f"{', '.join(each)} {verb} {told}"]


def contrast_of(
    tally: ScoreTally, design: Design, indices: Sequence[str] = INDICES
) -> ScalarContrast:
    """Contrast groups by some of the indices; these are one family of tests."""
    units = tally.units
    return contrast_scalars(
        tally.means[:, [INDICES.index(index) for index in indices]],
        event=units.event,
        outlet=units.outlet,
        group=units.group,
        n_groups=len(units.groups),
        unit=units.unit,
        fdr=design.fdr,
        confidence=design.confidence,
    )


def contrasted(tally: ScoreTally, design: Design, groups: Sequence[str]) -> pd.DataFrame:
    """Lay out the contrasts of all indices, of which one alone is tested."""
    every = tidy(contrast_of(tally, design), groups, INDICES, "index")
    could = every["estimate"].notna()
    every["reason"] = every["reason"].where(~could, NOT_TESTED)
    every = every.assign(p=np.nan, q=np.nan, finding=False)
    tested = tidy(contrast_of(tally, design, [TESTED]), groups, [TESTED], "index")
    rows = pd.concat([every[every["index"] != TESTED], tested], ignore_index=True)
    place = rows["group"].map(list(groups).index) * len(INDICES)
    order = (place + rows["index"].map(INDICES.index)).sort_values(kind="stable").index
    return rows.loc[order].reset_index(drop=True)


def without_each_outlet(
    made: pd.DataFrame, table: pd.DataFrame, units: Units, design: Design, least: int
) -> list[str]:
    """Say of each finding what its q is without the outlet that it depends on most."""
    found = made.loc[made["finding"], "group"].tolist()
    if not found:
        return []
    codes = np.unique(units.outlet)
    q = np.full((len(codes), len(units.groups)), np.nan)
    for place, code in enumerate(codes):
        without = table["article_id"].isin(units.article_ids[units.outlet == code])
        tally = tally_at_equal_numbers(table[~without], units, least)
        q[place] = contrast_of(tally, design, [TESTED]).q[:, 0]
    told = []
    for group in found:
        code = units.groups.index(group)
        own = np.unique(units.outlet[units.group == code])
        kept = ~np.isin(codes, own) if len(own) == 1 else np.ones(len(codes), dtype=bool)
        name = [str(units.outlets[outlet]) for outlet in codes[kept]]
        told.append(
            _depends(group, dict(zip(name, q[kept, code].tolist(), strict=True)), design.fdr)
        )
    return told


def _depends(group: str, q: Mapping[str, float], fdr: float) -> str:
    """Say whether a finding is left without any one outlet."""
    lost = {name: one for name, one in q.items() if not one <= fdr}
    if not lost:
        most = f" (q is {max(q.values()):.2g} at most)" if q else ""
        return f"The finding for {group} is left without any one outlet{most}."
    each = [
        f"{name} ({'no test' if np.isnan(one) else f'q is {one:.2g}'})"
        for name, one in sorted(lost.items(), key=lambda pair: -np.nan_to_num(pair[1], nan=1))
    ]
    return (
        f"The finding for {group} is carried by single outlets: without any one of "
        f"{', '.join(each)} it is no finding."
    )
