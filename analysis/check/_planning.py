"""Arithmetic of plans: what is looked for, in studies of which size, and how often it is found.

A plan looks at one tally, of counts or of means. Its items are looked for one by one where
they are few, else by how many articles carry them.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from analysis.results import APART
from analysis.stats.arrays import Bools, Floats, Ints
from analysis.stats.cautions import refusal
from analysis.stats.cells import Unit
from analysis.stats.differences import FLIP_FROM
from analysis.stats.outlets import OutletDesign
from analysis.stats.placebo import clopper_pearson
from analysis.stats.power import (
    Planned,
    Runs,
    ToReach,
    family_to_come,
    runs_of_means,
    runs_of_rates,
)
from analysis.stats.replicas import Pilot, Size, pilot_of
from analysis.tally import ScoreTally, Tally

CLASSES: Mapping[str, tuple[float, float]] = {
    "rare {}s (in under 5 % of articles)": (0.0, 0.05),
    "middling {}s (in 5 to 20 % of articles)": (0.05, 0.2),
    "common {}s (in 20 % of articles or more)": (0.2, np.inf),
}
WORK, FEWEST_RUNS, MOST_RUNS = 400_000, 50, 200
"""Studies are drawn as often as this number holds the pilot's articles, within bounds."""
MOST_NAMED = 6
"""Up to so many items are looked for by name."""
LEAST_TO_DRAW = 5
"""Events that a group shares, or outlets that meet others, without which nothing is drawn."""
TOO_FEW = "the pilot measures it in fewer than {} shared events: too few to draw from"
NO_LEAST = "Student's t has no smallest p"
MOST_GROUPS = 5
"""Groups whose events are drawn, those that share most: more would tell little more."""


def runs_of(n_articles: int) -> int:
    """Choose how many studies to draw from the size of the pilot, and from nothing else.

    >>> [runs_of(n) for n in (0, 67, 2_000, 4_000, 100_000)]
    [200, 200, 200, 100, 50]
    """
    return int(np.clip(WORK // max(n_articles, 1), FEWEST_RUNS, MOST_RUNS))


@dataclass(frozen=True, kw_only=True, eq=False)
class Target:
    """What is looked for: the items of the pilot that stand for it, one drawn a run."""

    name: str
    items: Ints


def targets_of(tally: Tally | ScoreTally, item: str) -> list[Target]:
    """Look for each item where they are few, else for items by the articles that carry them."""
    names = [name.replace(APART, ": ") for name in tally.items]
    if isinstance(tally, ScoreTally) or len(names) <= MOST_NAMED:
        return [Target(name=name, items=np.array([i])) for i, name in enumerate(names)]
    carried = np.bincount(tally.counts.indices, minlength=len(names)) / tally.counts.shape[0]
    classes = [
        Target(
            name=name.format(item), items=np.flatnonzero((carried >= low) & (carried < high))
        )
        for name, (low, high) in CLASSES.items()
    ]
    return [one for one in classes if len(one.items)]


@dataclass(frozen=True, kw_only=True, eq=False)
class Planning:
    """A pilot's tally, and what is planted in studies drawn from it."""

    tally: Tally | ScoreTally
    targets: Sequence[Target]
    effects: Floats
    n_items: int
    n_runs: int
    fdr: float
    seed: int

    @property
    def unit(self) -> Unit:
        """What one observation is."""
        return self.tally.units.unit

    @cached_property
    def tests_per_item(self) -> float:
        """Tests an item makes; a group that shares few events makes a part of one.

        Of two groups one is tested, and the second mirrors it.
        """
        n_groups = len(self.tally.units.groups)
        if n_groups == 2 or self.unit == "outlet":
            return 1.0 if n_groups == 2 else float(n_groups)
        return float(np.minimum(1.0, self.shared.max(axis=0) / self.own_events).sum())

    @cached_property
    def sets(self) -> Ints:
        """The exposure of each item: items of one set share one."""
        if isinstance(self.tally, Tally):
            return self.tally.exposure_set
        return np.arange(len(self.tally.items))

    @cached_property
    def pilots(self) -> list[Pilot]:
        """The pilot as each exposure lays it out; means have one each."""
        return [self._pilot(number) for number in range(int(self.sets.max()) + 1)]

    def _pilot(self, number: int) -> Pilot:
        tally, units = self.tally, self.tally.units
        if isinstance(tally, Tally):
            counts, exposure = tally.counts, tally.exposure[:, number].astype(float)
        else:
            means = tally.means[:, [number]]
            counts = sparse.csr_array(np.nan_to_num(means))
            exposure = np.isfinite(means[:, 0]).astype(float)
        return pilot_of(
            counts,
            exposure,
            event=units.event,
            outlet=units.outlet,
            group=units.group,
            unit=self.unit,
        )

    @cached_property
    def shared(self) -> Ints:
        """Events of each exposure that each group shares with others, exposures by groups."""
        n_groups = len(self.tally.units.groups)
        counts = [[len(one.shared_by(g)) for g in range(n_groups)] for one in self.pilots]
        return np.array(counts, np.int64)

    @cached_property
    def drawable(self) -> Bools:
        """Where the pilot has enough to draw from, exposures by groups."""
        if self.unit != "outlet":
            return self.shared >= LEAST_TO_DRAW
        n_outlets = [
            len(np.unique(one.cells.outlet[one.cells.event_size[one.cells.event] > 1]))
            for one in self.pilots
        ]
        return np.array(n_outlets)[:, None] >= LEAST_TO_DRAW

    @cached_property
    def groups(self) -> list[int]:
        """The groups whose events are drawn; outlets are drawn without a look at them."""
        if self.unit == "outlet":
            return [0] if self.drawable.any() else []
        n_groups = len(self.tally.units.groups)
        tested = np.arange(1 if n_groups == 2 else n_groups)
        shared = self.shared.max(axis=0)[tested]
        most = tested[np.argsort(-shared, kind="stable")][:MOST_GROUPS]
        return sorted(int(group) for group in most if self.drawable[:, group].any())

    @cached_property
    def own_events(self) -> int:
        """Events that a typical group shares in the pilot; all that compare, of sides."""
        if self.unit == "outlet":
            return int(
                np.median([int((one.cells.event_size > 1).sum()) for one in self.pilots])
            )
        return int(np.median(self.shared[:, self.groups])) if self.groups else 0

    @cached_property
    def own_outlets(self) -> float:
        """Cells of a typical event; of sides, the outlets of the smaller."""
        sizes = [one.cells.event_size for one in self.pilots]
        if self.unit != "outlet":
            return float(np.mean([size[size > 1].mean() for size in sizes if (size > 1).any()]))
        units = self.tally.units
        sides = np.unique(np.stack([units.outlet, units.group]), axis=1)[1]
        return float(np.bincount(sides).min())

    @cached_property
    def own_articles(self) -> float:
        """Articles of a typical cell."""
        return float(np.mean(np.concatenate([one.articles_of for one in self.pilots])))

    @property
    def own(self) -> dict[str, float]:
        """What the pilot has of each dimension."""
        return {
            "n_events": self.own_events,
            "n_outlets": self.own_outlets,
            "n_articles": self.own_articles,
        }

    def refused(self, size: Size, n_items: int) -> str:
        """Say why a study of this size would not be tested; empty where it would."""
        if self.unit == "outlet":
            n_side = size.n_outlets or int(self.own_outlets)
            outlets = np.arange(2 * n_side)
            design = OutletDesign(
                outlets=outlets, member=outlets < n_side, kappa_phi=1.0, kappa_tau=1.0
            )
            return refusal(design, n_items)
        few = isinstance(self.tally, ScoreTally) and (size.n_events or 0) < FLIP_FROM
        return f"{size.n_events} events give no p ({FLIP_FROM} are needed)" if few else ""

    def runs(self, target: Target, size: Size) -> Runs | None:
        """Draw and test studies of one size, in which something is looked for.

        None where the pilot has too few events, or outlets, in which it is measured.
        """
        drawn = {
            g: target.items[self.drawable[self.sets[target.items], g]] for g in self.groups
        }
        drawn = {group: items for group, items in drawn.items() if len(items)}
        parts = []
        for group, known in drawn.items():
            dimensions = (size.n_events, size.n_outlets, size.n_articles)
            place = self.targets.index(target)
            seed = [self.seed, place, group, *(part or 0 for part in dimensions)]
            rng = np.random.default_rng(seed)
            items = rng.choice(known, -(-self.n_runs // len(drawn)))
            for which in np.unique(self.sets[items]):
                mine = items[self.sets[items] == which]
                parts.append(self._runs(int(which), mine, group, size, rng))
        return joined(parts) if parts else None

    def _runs(
        self, which: int, items: Ints, group: int, size: Size, rng: np.random.Generator
    ) -> Runs:
        """Draw and test studies of one group and one exposure."""
        means = isinstance(self.tally, ScoreTally)
        planned = Planned(
            items=np.zeros_like(items) if means else items,
            group=group,
            size=size,
            effects=self.effects,
            level=self.fdr / self.tests_per_item,
            n_groups=len(self.tally.units.groups),
        )
        return (runs_of_means if means else runs_of_rates)(self.pilots[which], planned, rng)

    def least(self, lowest: float, reason: str) -> dict[str, object]:
        """Give the smallest p, 1e-308 where it is too small to write, or why there is none."""
        if isinstance(self.tally, ScoreTally) and not lowest:
            return {"reason": reason or NO_LEAST}
        return {"smallest_p": max(lowest, sys.float_info.min), "reason": reason}

    def family(self, runs: Sequence[Runs | None]) -> ToReach:
        """Say what the family of a study to come asks for, from runs without an effect."""
        n_known = sum(len(target.items) for target in self.targets)
        tests = self.n_items * self.tests_per_item / n_known
        p_min, weight = [np.zeros(0)], [np.zeros(0)]
        for target, one in zip(self.targets, runs, strict=True):
            lowest = np.array([np.nan]) if one is None else one.p_min[0]
            p_min.append(lowest)
            weight.append(np.full(len(lowest), tests * len(target.items) / len(lowest)))
        return family_to_come(np.concatenate(p_min), np.concatenate(weight), self.fdr)

    def rows(self, size: Size) -> list[dict[str, object]]:
        """Plan one size: a row for each target and effect."""
        dimensions: dict[str, object] = {
            name: getattr(size, name) or own for name, own in self.own.items()
        }
        alone, listed = self.refused(size, 1), self.refused(size, self.n_items)
        runs = [None if alone else self.runs(target, size) for target in self.targets]
        family = self.family(runs)
        itself = ToReach(
            n_tests=1,
            threshold=self.fdr / self.tests_per_item,
            needed_p=self.fdr / self.tests_per_item,
        )
        rows = []
        for target, one in zip(self.targets, runs, strict=True):
            told = dimensions | {"item": target.name, "n_pilot": len(target.items)}
            if one is None:
                told["reason"] = alone or TOO_FEW.format(LEAST_TO_DRAW)
                rows += [{**told, "effect": effect} for effect in self.effects]
                continue
            told |= {
                "n_occurs": float(np.median(one.n_events)),
                "n_tests": family.n_tests,
                "needed_p": family.needed_p,
                "n_runs": one.p.shape[1],
                "reason": listed,
            }
            for number, effect in enumerate(self.effects, start=1):
                lowest = float(np.median(np.nan_to_num(one.p_min[number], nan=1.0)))
                told |= {"effect": effect, **self.least(lowest, listed)}
                in_list = {} if listed else power(one, number, family, "power")
                by_itself = power(one, number, itself, "power_alone")
                rows.append({**told, **in_list, **by_itself})
        return rows


def joined(parts: Sequence[Runs]) -> Runs:
    """Put runs side by side."""
    return Runs(
        p=np.concatenate([part.p for part in parts], axis=1),
        p_min=np.concatenate([part.p_min for part in parts], axis=1),
        n_events=np.concatenate([part.n_events for part in parts]),
    )


def power(runs: Runs, row: int, family: ToReach, name: str) -> dict[str, float]:
    """Give the share of runs that would be findings, with the interval of the simulation."""
    n_runs = runs.p.shape[1]
    hits = family.found(runs.p[row], runs.p_min[row])
    low, high = clopper_pearson(hits, n_runs)
    return {name: hits / n_runs, f"{name}_low": low, f"{name}_high": high}


def spread_within_events(pilot: Pilot) -> float:
    """Give the standard deviation of cells' means within events; missing without such."""
    cells = pilot.cells
    value = (cells.counts @ pilot.counts).toarray()[:, 0] / cells.exposure
    means = np.bincount(cells.event, value) / cells.event_size
    freedom = len(value) - len(means)
    squares = float(((value - means[cells.event]) ** 2).sum())
    return float(np.sqrt(squares / freedom)) if freedom else float("nan")
