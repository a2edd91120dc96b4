"""What reading a sample of marks found: how often each thing marked is right, by outlet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.check.result import CheckResult, Passed
from analysis.coding._judged import read_judged, summary_of
from analysis.coding.mark_sample import KEY, RIGHT
from analysis.errors import many
from analysis.figures import Rows, draw_rows, outlet_colours
from analysis.stats.strata import Share, total_of

ALL = "all"
GOOD = 0.7
"""Precision whose lower end must be as high for a yes (a judgement)."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MarkCheck(CheckResult):
    """Of the marks that were found, the share that a reader calls right."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": f"outlet or other group; {ALL!r} for all marks",
        "asked": "what was judged: an act, its agent, a source, …",
        "value": "precision: the share that is right, each group weighted by its marks",
        "low": "lower bound of value",
        "high": "upper bound of value",
        "n_read": "marks read",
        "n_right": "of them, right",
        "n_marks": "marks there are",
        "reason": "why a value is missing",
    }

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        return (
            f"Marks read by hand, drawn at random within each {self.settings['by']}. Dots: "
            "share that is right (precision); lines: 95% interval. What was not marked was "
            "not read."
        )

    @property
    def methods(self) -> str:
        """How it was done, for the methods of a paper."""
        read = int(self.table.loc[self.table["group"] == ALL, "n_read"].max())
        return (
            f"{many(read, 'mark')} drawn at random within each {self.settings['by']} were "
            "judged by hand; precision over all was weighted by the marks of each group, with "
            f"intervals from Wilson's (Zou & Donner 2008). {self.verdict}"
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the precision of each thing asked, over all and by group."""
        rows = self.table[self.table["value"].notna()].sort_values("asked", kind="stable")
        groups = [name for name in dict.fromkeys(self.table["group"]) if name != ALL]
        colours = {**outlet_colours(groups), ALL: "#333333"}
        shown = Rows(
            block=rows["asked"].tolist(),
            label=self.shown(rows["group"]),
            middle=rows["value"].tolist(),
            low=rows["low"].tolist(),
            high=rows["high"].tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=[True] * len(rows),
        )
        return draw_rows(shown, ax, xlabel="share that is right", reference=1.0)


def read_mark_check(path: str | Path) -> MarkCheck:
    """Read a sheet of marks that was filled in, and say how often they are right.

    Parameters
    ----------
    path
        The sheet that :meth:`MarkSample.to_csv` wrote; its key stands beside it.

    Returns
    -------
    MarkCheck
        A row a group and thing judged, all marks first. ``passed`` is yes where the lower
        end of every precision over all is .7 or more, no where an upper end is not.

    Raises
    ------
    ReadError
        With every fault: another word than yes or no, a mark that is not in the key.

    Notes
    -----
    Precision over all = sum over groups of N p / sum of N, N the marks of a group and p the
    share of those read that is right; intervals from Wilson's of each group (Zou & Donner
    2008). Answers left open count as not drawn. Limits: marks of one article are taken as
    independent; one reader's judgement is taken as right; recall is not told.
    """
    judged = read_judged(path, "mark", columns=["sentence"], key=list(KEY), asked=_answers)
    return _check(judged, Path(path).name)


def _answers(key: pd.DataFrame) -> list[str]:
    """Name the columns of a sheet that are filled in."""
    asked = key["asked"].iloc[0].split() if len(key) else []
    return [name + RIGHT for name in asked]


def _check(judged: pd.DataFrame, name: str) -> MarkCheck:
    """Estimate precision from the marks that were read."""
    asked = _answers(judged)
    rows = [row for answer in asked for row in _figures(judged, answer)]
    table = pd.DataFrame(rows, columns=list(MarkCheck.columns))
    left = int((judged[asked] == "").all(axis=1).sum())
    first = judged.iloc[0] if len(judged) else pd.Series("", index=list(KEY))
    read = judged[(judged[asked] != "").any(axis=1)]
    over_all = table[table["group"] == ALL]
    return MarkCheck(
        table=table,
        settings={"by": first["by"], "layer": first["layer"], "sheet": name},
        corpus=summary_of(
            set(read["article_id"]), read["group"].nunique(), 0, str(first["fingerprint"])
        ),
        notes=(f"{many(left, 'mark')} left open: counted as not drawn.",) if left else (),
        passed=_passed(over_all),
        verdict=_verdict(over_all),
    )


def _figures(judged: pd.DataFrame, answer: str) -> list[tuple[object, ...]]:
    """Estimate one precision over all and in each group."""
    read = judged[judged[answer] != ""]
    groups = pd.DataFrame({"size": judged.groupby("group")["n_group"].first().astype(int)})
    groups["read"] = read.groupby("group").size()
    groups["right"] = (read[answer] == "yes").groupby(read["group"]).sum()
    groups = groups.fillna(0).astype(np.int64)
    parts = [(ALL, groups), *((str(one), groups.loc[[one]]) for one in groups.index)]
    rows: list[tuple[object, ...]] = []
    for name, part in parts:
        unread = [str(one) for one in part.index[part["read"] == 0]]
        size = int(part["size"].sum())
        total = Share(*[float("nan")] * 3) if unread else _total(part)
        share = [min(end / size, 1.0) for end in total]
        reason = f"no mark of {', '.join(unread)} was read" if unread else ""
        counts = (int(part["read"].sum()), int(part["right"].sum()), size)
        rows.append((name, answer.removesuffix(RIGHT), *share, *counts, reason))
    return rows


def _total(part: pd.DataFrame) -> Share:
    """Estimate how many marks of some groups are right."""
    right, read, size = (part[name].to_numpy(np.int64) for name in ("right", "read", "size"))
    return total_of(right, read, size)


def _passed(rows: pd.DataFrame) -> Passed:
    """Judge by the ends of the intervals over all."""
    if len(rows) and (rows["low"] >= GOOD).all():
        return "yes"
    return "no" if (rows["high"] < GOOD).any() else "not judged"


def _verdict(rows: pd.DataFrame) -> str:
    """Say what was found in one sentence."""
    told = [
        f"{row['asked']} {row['value']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
        if np.isfinite(row["value"])
        else f"{row['asked']} unknown ({row['reason']})"
        for row in rows.to_dict("records")
    ]
    return f"Of what was marked, the share that is right: {', '.join(told)}."
