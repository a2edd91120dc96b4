"""Plan a study: what could be found, of which size, with how many events, articles, outlets.

The plan is drawn from a pilot. Studies of the wanted size are drawn from its events, a
difference of known size is planted in one group, and each is tested as the comparison would
test it, as a member of the family that the study will have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, cast

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.check._plan_words import cautions, methods_of, shown_effect, summary_of
from analysis.check._planning import (
    LEAST_TO_DRAW,
    Planning,
    runs_of,
    spread_within_events,
    targets_of,
)
from analysis.check._sizes import DIMENSIONS, Dimension, planned, sizes_needed
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.errors import ChoiceError, fault_list
from analysis.figures import COLOURS, PowerCurve, draw_power
from analysis.results import MadeTable, Result, need_result
from analysis.tally import ScoreTally, Tally

RATIOS = (1.5, 2.0, 3.0)
STANDARDISED = (0.2, 0.5, 0.8)
"""Differences of means in standard deviations within events: Cohen's small, medium, large."""
LEAST_RUNS = 20
MOST_LINES = 9
"""A figure with more curves than this shows the middle effect only."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class StudyPlan(MadeTable):
    """How often differences of known size would be found, by the size of the study."""

    columns: ClassVar[Mapping[str, str]] = {
        "item": "what is looked for: an item, or items that so many articles carry",
        "n_pilot": "items of the pilot that stand for it, one drawn in each run",
        "effect_kind": "what effect is",
        "effect": "the difference that was planted, of the group to the others",
        "n_events": "events in which the group and others can be compared; of sides, all",
        "n_outlets": "outlets in an event, a mean unless it was set; of sides, of each",
        "n_articles": "articles of an outlet in an event, a mean unless it was set",
        "n_occurs": "events in which the item occurs, in the median run",
        "smallest_p": "smallest p that it could reach, in the median run; missing for "
        "Student's t, which knows no smallest",
        "n_tests": "tests of the family whose smallest p could matter",
        "needed_p": "p that the only finding among them must reach",
        "power": "share of runs in which it is found, as the only finding of the family",
        "power_low": "lower bound of power, as the number of runs allows (Clopper-Pearson)",
        "power_high": "upper bound of power, as the number of runs allows",
        "power_alone": "the same where it was chosen beforehand and is compared alone",
        "power_alone_low": "lower bound of power_alone",
        "power_alone_high": "upper bound of power_alone",
        "n_runs": "studies that were drawn",
        "reason": "why a value of this row is missing",
    }

    @property
    def varied(self) -> Dimension:
        """What the sizes planned differ in most: what more is to be collected of."""
        return max(DIMENSIONS, key=lambda name: self.table[name].nunique())

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        family = cast("int", self.settings["n_items"])
        runs = self.table["n_runs"].max()
        return (
            f"Power to find a planted difference, by number of {self.counted}. "
            f"Studies were drawn from a pilot: {self.corpus}. Found: as the only finding of "
            f"{family:,} {'item' if family == 1 else 'items'} compared at a false discovery "
            f"rate of {self.settings['fdr']:g}. Dots: share of {runs:,.0f} drawn studies; "
            "lines: 95 % interval of that share (Clopper-Pearson)."
        )

    @property
    def methods(self) -> str:
        """The paragraph for a preregistration, with citations."""
        return methods_of(self.table, self.settings, str(self.corpus))

    @property
    def summary(self) -> str:
        """What the middle effect asks for, in sentences that can stand in a report."""
        return summary_of(self.needed(), self.table, self.counted)

    @property
    def counted(self) -> str:
        """What is varied, in words."""
        sides = self.settings["unit"] == "outlet" and self.varied == "n_outlets"
        return DIMENSIONS[self.varied] + (" a side" if sides else "")

    def needed(self, power: float = 0.8, *, of: Dimension | None = None) -> pd.DataFrame:
        """Say which size a power asks for, and how much more that is than the pilot has.

        Parameters
        ----------
        power
            Wanted share of studies in which the difference is found.
        of
            What more is to be collected of; by default what the plan varies most.

        Returns
        -------
        DataFrame
            One row an item and effect; `analysis.check._sizes.NEEDED` defines the columns.

        Raises
        ------
        ChoiceError
            ``power`` is no share, or the plan has one size of ``of``.
        """
        of = of or self.varied
        if not 0 < power < 1:
            msg = f"power is {power!r}; it must lie between 0 and 1."
            raise ChoiceError(msg)
        if of not in DIMENSIONS or self.table[of].nunique() < 2:
            msg = f"the plan has one size of {of!r}; give plan_study two or more of it."
            raise ChoiceError(msg)
        pilot = cast("Mapping[str, float]", self.settings["pilot"])
        return sizes_needed(self.table, of, pilot[of], power)

    def main_rows(self) -> pd.DataFrame:
        """Return the curves of a figure: one size held, the middle effect of many curves."""
        table, of = self.table, self.varied
        held = [name for name in DIMENSIONS if name != of]
        table = table[(table[held] == table[held].iloc[0]).all(axis=1)]
        effects = sorted(set(table["effect"]))
        if table["item"].nunique() * len(effects) > MOST_LINES:
            table = table[table["effect"] == effects[len(effects) // 2]]
        return table

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw power curves and return the Axes for further adjustment."""
        of, rows = self.varied, self.main_rows()
        items = list(dict.fromkeys(rows["item"]))
        kind = str(self.table["effect_kind"].iloc[0])
        curves = [
            PowerCurve(
                label=" ".join((str(item).split(" (in ", 1)[0], shown_effect(effect, kind))),
                x=curve[of].tolist(),
                y=curve["power"].tolist(),
                low=curve["power_low"].tolist(),
                high=curve["power_high"].tolist(),
                colour=COLOURS[items.index(item) % len(COLOURS)],
            )
            for (item, effect), curve in rows.groupby(["item", "effect"], sort=False)
        ]
        pilot = cast("Mapping[str, float]", self.settings["pilot"])[of]
        return draw_power(
            curves,
            ax,
            xlabel=self.counted,
            ylabel="share of studies in which it is found",
            here=(pilot, "pilot"),
        )


def plan_study(
    pilot: Corpus | Result,
    *,
    design: Design | None = None,
    effects: Sequence[float] | None = None,
    n_events: Sequence[int] | None = None,
    n_outlets: Sequence[int] | None = None,
    n_articles: Sequence[int] | None = None,
    n_items: int | None = None,
    n_runs: int | None = None,
) -> StudyPlan:
    """Plan a study from a pilot: how often would a difference of known size be found.

    Parameters
    ----------
    pilot
        A comparison of the pilot's words, labels or sentiment, with the settings that the
        study will have. A corpus stands for the comparison of all its words.
    design
        Of a corpus: who is compared, within what; by outlet within events unless said
        otherwise. A comparison has its own.
    effects
        What is planted: ratios of the group's rate to the others' (1.5, 2 and 3; below 1 the
        group has less; 1 shows how often something is found where nothing differs), or
        differences of means (0.2, 0.5 and 0.8 standard deviations within events).
    n_events
        Events that the group shares with others. By default the pilot's, doubled up to 400,
        and further (up to 4,000) until the middle effect is found in four studies of five;
        ``summary`` says what is not found by then.
    n_outlets
        Outlets in an event; as the pilot has them. Of an attribute of outlets, the outlets
        of each side, which then are what is varied: by default up to 30 (50 for a list), and
        doubled up to 120 in the same way.
    n_articles
        Articles of each outlet in an event; as the pilot has them.
    n_items
        Items that the study will compare at once; as many as the pilot.
    n_runs
        Studies to draw for each size and item; ``None`` for 200 up to 2,000 articles, and
        fewer of more, 50 at least.

    Returns
    -------
    StudyPlan
        One row a size, item and effect; ``.needed()`` says how much more to collect.

    Raises
    ------
    ChoiceError
        A size, an effect or the pilot is of no use; all that is wrong is said at once.

    Notes
    -----
    Each run draws whole events with replacement, deals what cells say anew within each event
    (so that nothing differs but what is planted), thins the rate of the weaker side by 1 /
    ratio, and tests as the comparison does. Sides: whole outlets are drawn and dealt to two
    sides. Found: p ≤ fdr / tests, with the tests that Tarone's filter keeps. Words and more
    than 20 labels are looked for by how many articles carry them. Limits: a pilot's events
    stand for those to come; power is that of a finding that stands alone, and others beside
    it make it easier; a ratio read off a pilot's strongest words is too large. Sources:
    Davison & Hinkley (1997) for the drawing, Tarone (1990) for the family.

    Examples
    --------
    >>> rows = {"article_id": [f"a{i}" for i in range(24)], "outlet": ["Post", "Star"] * 12,
    ...     "event_id": [f"e{i // 2}" for i in range(24)], "published": "2024-03-01",
    ...     "headline": "", "body": [f"Crews, crews: report {i}." for i in range(24)]}
    >>> pilot = compare_words(Corpus(pd.DataFrame(rows)), words=["crews"])
    >>> plan = plan_study(pilot, effects=[1000], n_events=[4, 6, 12])
    >>> plan.table[["n_events", "smallest_p", "power"]].round(3).to_numpy().tolist()
    [[4, 0.125, 0.0], [6, 0.031, 1.0], [12, 0.0, 1.0]]
    """
    result = _comparison(pilot, design)
    given: dict[Dimension, Sequence[int] | None] = {
        "n_events": n_events,
        "n_outlets": n_outlets,
        "n_articles": n_articles,
    }
    n_runs = runs_of(len(result.articles)) if n_runs is None else n_runs
    planning = _planning(result, effects, n_items, n_runs)
    by_outlet = result.settings["by"] == "outlet"
    _refuse([*_unusable_sizes(given, planning, by_outlet=by_outlet), *_unusable(planning)])
    if effects is None and isinstance(planning.tally, ScoreTally):
        planning = replace(planning, effects=_standardised(planning))
    sizes, rows = planned(planning, given)
    kind = str(result.table["estimate_kind"].iloc[0]).removeprefix("log ")
    groups = [planning.tally.units.groups[group] for group in planning.groups]
    drawn = {"pilot": planning.own, "groups_drawn": groups, "n_runs": n_runs}
    planted = {"effects": planning.effects.tolist(), "n_items": planning.n_items}
    return StudyPlan(
        table=_tidy(pd.DataFrame(rows).assign(effect_kind=kind)),
        settings={
            **result.settings,
            **{str(k): v for k, v in given.items()},
            **planted,
            **drawn,
        },
        corpus=result.corpus,
        notes=tuple(cautions(planning, sizes)),
    )


def _planning(
    result: Result, effects: Sequence[float] | None, n_items: int | None, n_runs: int
) -> Planning:
    """Put together what is planted in studies drawn from a pilot, and how it is judged."""
    tally = cast("Tally | ScoreTally", result.tally)
    return Planning(
        tally=tally,
        targets=targets_of(tally, result.item),
        effects=np.array(RATIOS if effects is None else effects, float),
        n_items=len(tally.items) if n_items is None else n_items,
        n_runs=n_runs,
        fdr=cast("float", result.settings["fdr"]),
        seed=cast("int", result.settings["seed"]),
    )


def _comparison(pilot: Corpus | Result, design: Design | None) -> Result:
    """Return the comparison that a pilot is, or stands for."""
    if isinstance(pilot, Corpus):
        return compare_words(pilot, design=design)
    pilot = need_result(pilot, "plan_study")
    if design is not None:
        msg = "the pilot is a comparison and has its own design; leave design out."
        raise ChoiceError(msg)
    if pilot.tally is None or "reference" in pilot.settings:
        msg = (
            f"this {type(pilot).__name__} holds no counts of all groups to plan from; give the "
            "comparison that it was made from."
        )
        raise ChoiceError(msg)
    return pilot


def _unusable_sizes(
    given: Mapping[Dimension, Sequence[int] | None], planning: Planning, *, by_outlet: bool
) -> list[str]:
    """Say which sizes cannot be."""
    faults = []
    for name, least in (("n_events", 1), ("n_outlets", 2), ("n_articles", 1)):
        values = given[cast("Dimension", name)]
        if values is None:
            continue
        if isinstance(values, int | str) or not values or min(values) < least:
            listed = [20, 40, 80] if name == "n_events" else [least, 2 * least]
            faults.append(
                f"{name} is {values!r}; give a list of numbers from {least}, such as {listed}"
            )
    if given["n_outlets"] and planning.unit != "outlet" and not by_outlet:
        faults.append("n_outlets is given, but neither outlets nor their attribute is compared")
    if given["n_articles"] and planning.unit == "article":
        faults.append("n_articles is given, but each article stands for itself")
    return faults


def _unusable(planning: Planning) -> list[str]:
    """Say what else of a plan cannot be."""
    faults, effects = [], planning.effects
    means = isinstance(planning.tally, ScoreTally)
    if not len(effects) or not np.isfinite(effects).all():
        faults.append(f"effects is {effects.tolist()}; give one number or more")
    elif not means and effects.min() <= 0:
        faults.append(f"effects is {effects.tolist()}; a ratio is above 0")
    if planning.n_items < 1:
        faults.append(f"n_items is {planning.n_items}; a family holds 1 item or more")
    if planning.n_runs < LEAST_RUNS:
        faults.append(f"n_runs is {planning.n_runs}; draw {LEAST_RUNS} studies or more")
    if not planning.groups:
        few = "outlets that meet others" if planning.unit == "outlet" else "events of a group"
        faults.append(f"the pilot has too few {few}: {LEAST_TO_DRAW} are needed to draw from")
    return faults


def _refuse(faults: list[str]) -> None:
    if faults:
        raise ChoiceError(fault_list("a study cannot be planned like this:", faults))


def _standardised(planning: Planning) -> np.ndarray:
    """Express small, medium and large differences of means in the units of the scores."""
    spread = float(np.nanmedian([spread_within_events(one) for one in planning.pilots]))
    return np.array([float(f"{size * spread:.2g}") for size in STANDARDISED])


def _tidy(table: pd.DataFrame) -> pd.DataFrame:
    """Put the columns in order, with the same types whatever was planned."""
    words = ("item", "effect_kind", "reason")
    whole = dict.fromkeys(("n_pilot", "n_events", "n_tests", "n_runs"), "Int64")
    table = table.reindex(columns=list(StudyPlan.columns))
    numbers = {name: "float64" for name in table if name not in {*words, *whole}}
    order = ["item", "effect", "n_outlets", "n_articles", "n_events"]
    place = {name: n for n, name in enumerate(dict.fromkeys(table["item"]))}
    return (
        table.astype({**dict.fromkeys(words, "str"), **whole, **numbers})
        .sort_values(order, key=lambda one: one.map(place) if one.name == "item" else one)
        .reset_index(drop=True)
    )
