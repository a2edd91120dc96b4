"""Run every specification of a multiverse, as it is and under other labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.again import Again, OneItem, Shared
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.errors import ChoiceError
from analysis.measure.quotes import measure_quotes
from analysis.stats.cells import Unit, constant_within
from analysis.stats.contrast import contrast_counts
from analysis.stats.curve import Curve, judge_curve, medians
from analysis.stats.labellings import Labellings, deal_labels
from analysis.stats.relabelled import Effects, count_effects, mean_effects
from analysis.stats.scalars import contrast_scalars
from analysis.tally import Units, tally_units

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Tell = Callable[[int, int], None]
LABELLINGS = (199, 499, 999, 1999)
"""How many labellings may be drawn; the most whose work is within `MOST_WORK`."""
MOST_WORK = 40_000_000
"""Cells × specifications × labellings that take some seconds."""


def labellings_for(n_cells: int, n_specifications: int) -> int:
    """Say how many labellings are drawn for a corpus and a grid of this size.

    >>> labellings_for(60, 16), labellings_for(4000, 32), labellings_for(50_000, 100)
    (1999, 199, 199)
    """
    work = max(n_cells * n_specifications, 1)
    return max([number for number in LABELLINGS if number * work <= MOST_WORK], default=199)


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """The articles that can take part at all, what each counts towards, and whose row it is.

    ``rows`` are their places in the corpus.
    """

    again: Again
    shared: Shared
    rows: Ints
    units: Units
    group: int

    @classmethod
    def of(cls, again: Again, group: str, reference: str | None) -> Ground:
        """Place every article, whatever a specification leaves out later."""
        corpus = _with_quotes(again)
        rows, units = tally_units(corpus, again.design)
        if reference is not None:
            kept, units = units.only([group, reference])
            rows = rows[kept]
        placed = np.zeros(len(corpus), bool)
        placed[rows] = True
        return cls(
            again=again,
            shared=Shared(corpus=corpus, placed=placed, made=again.made),
            rows=rows,
            units=units,
            group=units.groups.index(group),
        )

    def count(
        self, counting: Sequence[Callable[[Shared], OneItem]], tell: Tell
    ) -> list[OneItem]:
        """Count the item under every specification."""
        items = []
        for done, count in enumerate(counting, start=1):
            item = count(self.shared)
            items.append(
                replace(item, counts=item.counts[self.rows], exposure=item.exposure[self.rows])
            )
            tell(done, 2 * len(counting))
        return items

    def n_articles(self, item: OneItem) -> int:
        """Count the group's articles that have the item, or a score."""
        has = item.exposure > 0 if self.again.scores else item.counts > 0
        return int((has & (self.units.group == self.group)).sum())


def _with_quotes(again: Again) -> Corpus:
    """Return the corpus with its quotes, which are measured once."""
    if "quote" in again.corpus.layers:
        return again.corpus
    if "corpus" not in again.made:
        again.made["corpus"] = again.corpus.with_layer(measure_quotes(again.corpus), "quote")
    return cast("Corpus", again.made["corpus"])


@dataclass(frozen=True, kw_only=True, eq=False)
class Universe:
    """The cells of all specifications together: what is labelled anew.

    ``cell`` is the cell of each article, or -1; the rest is by cell, sorted by event.
    """

    unit: str
    scores: bool
    cell: Ints
    event: Ints
    outlet: Ints
    member: Bools

    @classmethod
    def of(cls, ground: Ground, items: Sequence[OneItem]) -> Universe:
        """Gather the articles that count under any specification into cells."""
        units = ground.units
        used = np.max([item.exposure for item in items], axis=0) > 0
        owner = units.outlet if constant_within(units.outlet, units.group) else units.group
        owner = np.arange(len(used)) if units.unit == "article" else owner
        found, place = np.unique(
            np.stack([units.event[used], owner[used]]), axis=1, return_inverse=True
        )
        cell = np.full(len(used), -1)
        cell[used] = place.ravel()
        member = np.zeros(found.shape[1], bool)
        member[cell[used & (units.group == ground.group)]] = True
        event = np.unique(found[0], return_inverse=True)[1].ravel()
        return cls(
            unit=units.unit,
            scores=ground.again.scores,
            cell=cell,
            event=event,
            outlet=found[1],
            member=member,
        )

    def articles(self, ground: Ground) -> Corpus:
        """Return the articles that count under any specification."""
        corpus = ground.shared.corpus
        here = np.zeros(len(corpus), bool)
        here[ground.rows[self.cell >= 0]] = True
        return corpus.where(here)

    def summed(self, item: OneItem) -> tuple[Floats, Floats]:
        """Give counts and exposure of each cell; of scores, the mean and how many."""
        here = (self.cell >= 0) & (item.exposure > 0)
        size = len(self.event)
        counts = np.bincount(self.cell[here], item.counts[here], size)
        exposure = np.bincount(self.cell[here], item.exposure[here], size)
        if self.scores:
            counts = np.divide(counts, exposure, out=np.zeros(size), where=exposure > 0)
        return counts.astype(float), exposure.astype(float)

    def labellings(self, most: int, seed: int) -> Labellings:
        """Deal the labels anew at the unit of the design."""
        if self.unit != "outlet":
            return deal_labels(self.event, self.member, most, seed)
        meets = np.bincount(self.event)[self.event] > 1
        outlets, row = np.unique(self.outlet, return_inverse=True)
        side, met = np.zeros((2, len(outlets)), bool)
        side[row[self.member]] = True
        met[row[meets]] = True
        dealt = deal_labels(np.zeros(int(met.sum()), int), side[met], most, seed)
        sides = np.tile(side, (len(dealt.member), 1))
        sides[:, met] = dealt.member
        return replace(dealt, member=sides[:, row])

    @property
    def exchanged(self) -> Unit:
        """What the arrays call the unit: cells are exchanged one by one, as articles are."""
        return "outlet" if self.unit == "outlet" else "article"

    def effects(self, item: OneItem, member: Bools) -> Effects:
        """Run one specification under every labelling."""
        counts, exposure = self.summed(item)
        if self.scores:
            means = np.where(exposure > 0, counts, np.nan)
            run = partial(mean_effects, means)
        else:
            run = partial(count_effects, counts, exposure)
        return run(event=self.event, outlet=self.outlet, member=member, unit=self.exchanged)

    def observed(self, item: OneItem, design: Design) -> dict[str, object]:
        """Contrast the group with the others in one specification: a family of one test."""
        if item.reason:
            nothing = dict.fromkeys(("estimate", "low", "high", "p"), np.nan)
            return {**nothing, "n_events": 0, "reason": item.reason}
        counts, exposure = self.summed(item)
        here = np.flatnonzero(exposure > 0)
        run = (
            partial(contrast_scalars, counts[here])
            if self.scores
            else partial(
                contrast_counts,
                sparse.csr_array(counts[here][:, None]),
                exposure[here],
                intervals="all",
            )
        )
        found = run(
            event=self.event[here],
            outlet=self.outlet[here],
            group=np.where(self.member[here], 0, 1),
            n_groups=2,
            unit=self.exchanged,
            fdr=design.fdr,
            confidence=design.confidence,
        )
        numbers = {
            name: float(getattr(found, name)[0, 0]) for name in ("estimate", "low", "high", "p")
        }
        return {
            **numbers,
            "n_events": int(found.n_events[0, 0]),
            "reason": str(found.reason[0, 0]),
        }


@dataclass(frozen=True, kw_only=True, eq=False)
class Ran:
    """A multiverse that was run: every item, and each that could be under every labelling."""

    universe: Universe
    items: Sequence[OneItem]
    labellings: Labellings
    effects: Sequence[Effects]

    @property
    def n_labellings(self) -> int:
        """How many labellings were listed, or drawn besides the observed one."""
        return len(self.labellings.member) - (not self.labellings.exact)

    def judged(self, alpha: float) -> Curve:
        """Judge the whole curve."""
        estimate, p, z = (
            np.array([getattr(one, name) for one in self.effects])
            for name in ("estimate", "p", "z")
        )
        return judge_curve(estimate, p, z, alpha=alpha, labellings=self.labellings)


def run(
    ground: Ground,
    counting: Sequence[Callable[[Shared], OneItem]],
    n_labellings: int | None,
    tell: Tell,
) -> Ran:
    """Count the item under every specification, and run each under every labelling."""
    items = ground.count(counting, tell)
    known = [item for item in items if not item.reason]
    if not known:
        msg = f"none of {len(items):,} specifications can be computed: {items[0].reason}."
        raise ChoiceError(msg)
    universe = Universe.of(ground, known)
    most = n_labellings or labellings_for(len(universe.event), len(known))
    labellings = universe.labellings(most, ground.again.design.seed)
    effects = []
    for done, item in enumerate(known, start=1):
        effects.append(universe.effects(item, labellings.member))
        tell(len(items) + done, len(items) + len(known))
    return Ran(universe=universe, items=items, labellings=labellings, effects=effects)


def moves(
    estimate: Floats, significant: Bools, names: pd.DataFrame, shape: tuple[int, ...]
) -> pd.DataFrame:
    """Say how far each option moves the estimate, all other choices being the same.

    ``shift`` is the median, over the specifications that have both, of the estimate under
    the option less that under the comparison's own option of the same choice; pairs of
    which both are infinite have no difference.
    """
    table, sure = estimate.reshape(shape), significant.reshape(shape)
    rows = []
    for axis, choice in enumerate(names):
        own = table.take(0, axis=axis)
        for place, option in enumerate(names[choice].drop_duplicates()):
            mine = table.take(place, axis=axis)
            with np.errstate(invalid="ignore"):
                gaps = np.asarray(mine - own, float).ravel()
            gaps = gaps[~np.isnan(gaps)]
            known = np.asarray(mine, float).ravel()
            known = known[~np.isnan(known)]
            rows.append(
                {
                    "choice": choice,
                    "option": option,
                    "n_specifications": len(known),
                    "median": float(medians(known[:, None])[0]) if len(known) else np.nan,
                    "share_significant": float(sure.take(place, axis=axis).mean()),
                    "n_pairs": len(gaps),
                    "shift": float(medians(gaps[:, None])[0]) if len(gaps) else np.nan,
                }
            )
    return pd.DataFrame(rows)
