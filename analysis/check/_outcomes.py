"""What the runs of placebos found: one row a placebo and method, and a verdict in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.check._material import ARTICLES, TOKENS
from analysis.check._placebos import CELLS, CODE, OURS, Placebo
from analysis.check.result import Passed, all_passed
from analysis.errors import many
from analysis.stats.placebo import Outcome, clopper_pearson, detectable, too_many

Floats = NDArray[np.float64]
Outcomes = Mapping[tuple[str, str], Sequence[Outcome]]
"""What was found, run by run, by placebo and method."""
JUDGED_AT = 0.01
"""Chance of a no where all is well: what is judged is a share of few runs."""
TOLERATED = 0.15
"""How far above nominal the share of runs with a finding may lie, for all a pass knows."""
SAID = ["placebo", "method", "n_found", "n_runs", "share_found_high"]
GRID: Floats = np.round(np.logspace(-6, 0, 61), 12)
"""The p at which their distribution is kept."""
DEALT: Mapping[str, str] = {
    "sides": "outlets on random sides",
    "dates": "one outlet's events in halves by date",
}
WHAT: Mapping[str, str] = {
    OURS: "the suite's own test, on the unit of this placebo",
    TOKENS: "broken: G2 as if words came one by one, Benjamini-Hochberg",
    CELLS: "broken: outlet × event cells as the unit of sides, which are outlets'",
    ARTICLES: "broken: Welch's t as if articles shared neither outlet nor event",
}


@dataclass(frozen=True, kw_only=True)
class Level:
    """The share of runs that may have a finding, and the confidence of what is said of it."""

    fdr: float
    confidence: float


def rows(one: Placebo, outcomes: Outcomes, level: Level) -> Iterator[tuple[object, ...]]:
    """Say for each method of a placebo what it found, beside the nominal."""
    for method in one.methods:
        found = outcomes.get((one.name, method), ())
        reason = one.refused if method == OURS else ""
        yield (
            one.name,
            method,
            one.dealt,
            WHAT[method],
            *_counted(found, level),
            *_judged(found, level, reason),
        )


def _counted(found: Sequence[Outcome], level: Level) -> tuple[object, ...]:
    """Count runs, findings and small p; nothing but the number of runs where there is none."""
    runs, none = len(found), float("nan")
    hits = sum(one.found > 0 for one in found)
    if not runs:
        return (0, 0, none, none, none, level.fdr, none, none, none, none, none)
    p = np.concatenate([one.p for one in found])
    small = [float((p <= at).mean()) if len(p) else none for at in (0.05, 0.001)]
    return (
        runs,
        hits,
        hits / runs,
        *clopper_pearson(hits, runs, level.confidence),
        level.fdr,
        float(np.mean([one.found for one in found])),
        len(p) / runs,
        *small,
        detectable(runs, level.fdr, JUDGED_AT),
    )


def _judged(found: Sequence[Outcome], level: Level, reason: str) -> tuple[Passed, str]:
    """Judge the number of runs with a finding, where there are enough to judge it by.

    No: more of them than chance would make. Yes: and so few in so many runs that the share
    cannot lie far above nominal.
    """
    runs, hits = len(found), sum(one.found > 0 for one in found)
    if not reason and not any(len(one.p) for one in found):
        reason = "nothing could be tested in any run"
    if reason:
        return "not judged", reason
    if hits >= too_many(runs, level.fdr, JUDGED_AT):
        return "no", ""
    high, most = clopper_pearson(hits, runs, level.confidence)[1], level.fdr + TOLERATED
    if high <= most:
        return "yes", ""
    return "not judged", (
        f"{hits} of {many(runs, 'run')}: the share may be as large as {high:.1%}, and a yes "
        f"needs {most:.0%} or less, which takes more runs"
    )


def passed(table: pd.DataFrame) -> Passed:
    """Judge by the suite's own test; that the code is right is no yes, though a no is one."""
    ours = table[table["method"] == OURS]
    code = ours["placebo"] == CODE
    if (ours.loc[code, "passed"] == "no").any():
        return "no"
    return all_passed(ours.loc[~code, "passed"].tolist())


def verdict(table: pd.DataFrame, fdr: float) -> str:
    """Say what was found where nothing differs, beside the nominal and the other methods."""
    told = {
        str(method): said
        for method, rows in table.groupby("method", sort=False)
        if (said := ", ".join(_in_words(rows)))
    }
    if OURS not in told:
        code = table[(table["method"] == OURS) & (table["placebo"] == CODE)].iloc[0]
        first = (
            "There are too few outlets and events for a placebo of this suite's test. A check "
            f"of its code, labels shuffled, found something in {code['n_found']:,} of "
            f"{code['n_runs']:,} runs; it may in {fdr:.0%}."
        )
    else:
        first = (
            f"Where nothing differs, this suite found something in {told[OURS]}; it may in "
            f"{fdr:.0%} of runs."
        )
    others = [f"{method} in {said}" for method, said in told.items() if method != OURS]
    return f"{first} On the same relabelled articles: {'; '.join(others)}." if others else first


def _in_words(rows: pd.DataFrame) -> Iterator[str]:
    """Say of one method in how many runs of each placebo it found anything."""
    for placebo, method, found, runs, high in rows[SAID].itertuples(index=False):
        dealt = DEALT.get(str(placebo), f"one outlet's {placebo}s in halves")
        if runs and placebo != CODE:
            told = f"{found:,} of {runs:,} runs with {dealt}"
            yield told + (f" (the share may be up to {high:.0%})" if method == OURS else "")


def distribution(outcomes: Outcomes) -> pd.DataFrame:
    """Give the share of tests with a p at or below each value of the grid."""
    rows: list[tuple[object, ...]] = []
    for (placebo, method), found in outcomes.items():
        p = np.sort(np.concatenate([one.p for one in found]))
        if len(p):
            share = np.searchsorted(p, GRID * (1 + 1e-9), side="right") / len(p)
            rows += [(placebo, method, *pair) for pair in zip(GRID, share, strict=True)]
    return pd.DataFrame(rows, columns=["placebo", "method", "p", "share"]).astype(
        {"placebo": str, "method": str, "p": float, "share": float}
    )


def first_run(outcomes: Outcomes, items: Sequence[str]) -> pd.DataFrame:
    """Lay out the tests of the first run of random sides: method, item, p, finding."""
    names = np.array(items, object)
    tests = [
        pd.DataFrame(
            {
                "method": method,
                "item": names[found[0].item],
                "p": found[0].p,
                "finding": found[0].selected,
            }
        )
        for (placebo, method), found in outcomes.items()
        if placebo == "sides"
    ]
    columns = ["method", "item", "p", "finding"]
    return pd.concat(tests, ignore_index=True) if tests else pd.DataFrame(columns=columns)
