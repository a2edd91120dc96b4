"""What the chapter on planning shows: plans from every comparison that is pilot enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import pandas as pd

from analysis.check.plan import StudyPlan, plan_study
from analysis.errors import ChoiceError
from analysis.report.describe import Picture
from analysis.results import Result

TIMES = 4
"""Multiple of the pilot's events at which twice of something is set beside twice of another."""


@dataclass(frozen=True, kw_only=True)
class Plans:
    """Plans by the name of their comparison, and why there is none from another."""

    made: Mapping[str, StudyPlan]
    refused: Mapping[str, str]

    @property
    def summary(self) -> str:
        """What the plans ask for, or why there are none."""
        told = [f"{name.capitalize()}. {plan.summary}" for name, plan in self.made.items()]
        told += [f"{name.capitalize()}: {why}." for name, why in self.refused.items()]
        return " ".join(told) or "This study compares nothing that could be a pilot."


def plan_each(pilots: Mapping[str, Result]) -> Plans:
    """Plan a study from each comparison; one that is too thin is refused, and says why."""
    made, refused = {}, {}
    for name, pilot in pilots.items():
        try:
            made[name] = plan_study(pilot)
        except ChoiceError as error:
            refused[name] = str(error).splitlines()[-1].removeprefix("  - ")
    return Plans(made=made, refused=refused)


def what_helps(pilot: Result, plan: StudyPlan) -> pd.DataFrame:
    """Compare twice the events with twice the outlets, and with twice the articles.

    One row a change and item, for the middle effect: change, item, effect, n_events,
    n_outlets, n_articles, power, power_alone. Starts from four times the pilot's events (from
    the middle of the sizes planned, where outlets are the units).
    """
    effects = cast("list[float]", plan.settings["effects"])
    effect = sorted(effects)[len(effects) // 2]
    start = _start(plan)
    tables = []
    for change in ("", *start):
        size = {name: [n * (2 if name == change else 1)] for name, n in start.items()}
        planned = plan_study(
            pilot,
            effects=[effect],
            n_events=size["n_events"],
            n_outlets=size.get("n_outlets"),
            n_articles=size.get("n_articles"),
        )
        told = f"twice the {change.removeprefix('n_')}" if change else "as it stands"
        tables.append(planned.table.assign(change=told))
    columns = ["change", "item", "effect", "n_events", "n_outlets", "n_articles"]
    return pd.concat(tables, ignore_index=True)[[*columns, "power", "power_alone"]]


def _start(plan: StudyPlan) -> dict[str, int]:
    """Choose the size to change: whole numbers near the pilot's, of what can be changed."""
    settings, own = plan.settings, cast("Mapping[str, float]", plan.settings["pilot"])
    start = {"n_events": round(own["n_events"]), "n_articles": max(1, round(own["n_articles"]))}
    if settings["unit"] == "outlet":
        sizes = sorted(set(plan.table["n_outlets"]))
        return start | {"n_outlets": int(sizes[len(sizes) // 2])}
    start["n_events"] *= TIMES
    if settings["unit"] == "article":
        del start["n_articles"]
    elif settings["by"] == "outlet":
        start["n_outlets"] = max(2, round(own["n_outlets"]))
    return start


def picture_of_plan(plan: StudyPlan) -> Picture:
    """Draw the power curves of a plan."""
    return Picture(ax=plan.plot(), data=plan.main_rows(), caption=plan.caption)
