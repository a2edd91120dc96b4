"""The tables of docs/calibration.md, each written from results/*.csv."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
FACTORS = ("1.5", "2", "3")


def results(section: str) -> pd.DataFrame:
    """Read the summary of a section; empty where it was not run."""
    path = HERE / "results" / f"{section}.csv"
    names = ["setting", "method", "measure", "mean", "se", "corpora"]
    return pd.read_csv(path) if path.exists() else pd.DataFrame(columns=names)


def cell(rows: pd.DataFrame, measure: str, digits: int = 3) -> str:
    """Write a number with its standard error in brackets; nothing where there is none."""
    row = rows[rows["measure"] == measure]
    if row.empty:
        return ""
    mean, error = float(row["mean"].iloc[0]), float(row["se"].iloc[0])
    written = f"{mean:.{digits}f} ({error:.{digits}f})"
    return written.replace("0.", ".") if abs(mean) < 1 and error < 1 else written


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    safe = [[part.replace("|", "\\|") for part in line] for line in lines]
    return "\n".join("| " + " | ".join(line) + " |" for line in safe)


def by_method(
    section: str, settings: Sequence[str], measures: dict[str, int]
) -> list[list[str]]:
    """Give a row for each setting and method: corpora, and each measure."""
    found = results(section)
    rows = []
    for setting in settings:
        here = found[found["setting"] == setting]
        for method in here["method"].unique():
            own = here[here["method"] == method]
            numbers = [cell(own, name, digits) for name, digits in measures.items()]
            rows.append([setting, method, str(int(own["corpora"].max())), *numbers])
    return rows


def nulls() -> str:
    """Write how often each method finds anything where nothing differs."""
    measures = {"any": 3, "p 0.05": 4, "p 0.001": 5, "p 0.0001": 6}
    head = ["corpora", "method", "runs", "any false discovery", "p ≤ .05", "≤ .001", "≤ .0001"]
    settings = list(results("nulls")["setting"].unique())
    return table(head, by_method("nulls", settings, measures))


def power() -> str:
    """Write power and realised share of false discoveries, a column pair a factor."""
    found = results("power")
    head = ["corpora", "method", "runs", *(f"power ×{f} | FDR" for f in FACTORS)]
    rows = []
    for kind in dict.fromkeys(name.rsplit(", x", 1)[0] for name in found["setting"]):
        for method in found["method"].unique():
            row = [kind, method]
            numbers, corpora = [], 0
            for factor in FACTORS:
                here = found[
                    (found["setting"] == f"{kind}, x{factor}") & (found["method"] == method)
                ]
                corpora = max([corpora, *here["corpora"].astype(int)])
                numbers += [cell(here, "power"), cell(here, "false", 2)]
            if any(numbers):
                rows.append([*row, str(corpora), *numbers])
    return table([part for name in head for part in name.split(" | ")], rows)


def open_points(*settings: str) -> Callable[[], str]:
    """Write the rows of some settings of the open points."""

    def write() -> str:
        found = results("open")
        chosen = [
            name for name in found["setting"].unique() if name.startswith(tuple(settings))
        ]
        measures = {"any": 3, "p 0.05": 4, "p 0.001": 5}
        head = ["corpora", "method", "runs", "any false discovery", "p ≤ .05", "≤ .001"]
        planted = found[found["setting"].isin(chosen)]["measure"].eq("power").any()
        if planted:
            measures |= {"power": 3, "false": 3}
            head += ["power", "FDR"]
        return table(head, by_method("open", chosen, measures))

    return write


def joint() -> str:
    """Write what all steps together give."""
    found = results("joint")
    measures = {"any": 3, "power": 3, "false": 3, "missed": 3, "shown": 1}
    head = ["corpora", "runs", "any discovery", "power", "FDR", "intervals that miss", "shown"]
    rows = [
        [setting, *numbers]
        for setting, _, *numbers in by_method("joint", found["setting"].unique(), measures)
    ]
    return table(head, rows)


def mended() -> str:
    """Write how often an outlet was, and is, found to avoid what another never uses too."""
    found = results("mended")
    measures = {"the longer": 4, "the shorter": 4, "who uses them": 3}
    head = ["corpora", "", "runs", *measures]
    return table(head, by_method("mended", found["setting"].unique(), measures))


def coverage_rows(section: str, pattern: str, names: Sequence[str]) -> pd.DataFrame:
    """Take the settings of a section apart: a column for each part of their names."""
    found = results(section)
    return found.join(found["setting"].str.extract(pattern).set_axis(list(names), axis=1))


def contrasts() -> pd.DataFrame:
    """Give the coverage of contrasts, with what each setting is."""
    pattern = r"(\d) outlets, E = (\d+), (\d+) uses, lengths (\d):1, ratio (\d)"
    return coverage_rows("contrast", pattern, ["k", "E", "uses", "lengths", "ratio"])


def level_rows() -> pd.DataFrame:
    """Give the coverage of levels, with what each setting is."""
    return coverage_rows(
        "level", r"E = (\d+), (\d+) uses, bursts (.+)", ["E", "uses", "bursts"]
    )


def pooled(rows: pd.DataFrame) -> str:
    """Write mean coverage of equal settings and the lowest of them."""
    if rows.empty:
        return ""
    mean, error = rows["mean"].mean(), np.sqrt((rows["se"] ** 2).sum()) / len(rows)
    return f"{mean:.3f} ({error:.3f}), {rows['mean'].min():.3f}".replace("0.", ".")


def contrast() -> str:
    """Write the coverage of contrasts' intervals: over settings, and the lowest."""
    found = contrasts()
    found = found[found["measure"] == "covered"]
    rows = []
    for k in found["k"].dropna().unique():
        for lengths in ("1", "3"):
            for uses in ("15", "60", "400"):
                here = found[
                    (found["k"] == k) & (found["lengths"] == lengths) & (found["uses"] == uses)
                ]
                by_events = [pooled(here[here["E"] == e]) for e in ("5", "8", "20", "100")]
                rows.append([k, f"{lengths}:1", uses, *by_events])
    return table(["outlets", "lengths", "uses", "E = 5", "E = 8", "E = 20", "E = 100"], rows)


def level() -> str:
    """Write the coverage of levels' intervals and their width, before the mend and now."""
    found = level_rows()
    rows = []
    for bursts in found["bursts"].dropna().unique():
        for method in ("before", "now"):
            here = found[(found["bursts"] == bursts) & (found["method"] == method)]
            covered = here[here["measure"] == "covered"]
            widest = here[(here["measure"] == "widest") & (here["E"] == "5")]
            given = here[(here["measure"] == "given") & (here["E"] == "5")]["mean"].mean()
            ratio = float(np.exp(widest["mean"].median() / 2))
            by_events = [pooled(covered[covered["E"] == e]) for e in ("5", "8", "20", "100")]
            rows.append([bursts, method, *by_events, f"{ratio:.3g}", f"{given:.3f}"])
    head = ["bursts", "", "E = 5", "E = 8", "E = 20", "E = 100", "widest at E = 5, times"]
    head.append("have one at E = 5")
    return table(head, rows)


def tried() -> str:
    """Write what weights of events would change."""
    found = results("tried")
    measures = {"any": 3, "power": 3, "false": 3, "p 0.05": 4}
    head = ["corpora", "method", "runs", "any discovery", "power", "FDR", "p ≤ .05 of the rest"]
    return table(head, by_method("tried", found["setting"].unique(), measures))


def families(*settings: str) -> Callable[[], str]:
    """Write what other families of tests would change, beside ours."""

    def write() -> str:
        found = results("families")
        chosen = [n for n in found["setting"].unique() if n.startswith(settings)]
        head = ["corpora", "method", "runs", "any discovery", "power", "FDR"]
        return table(head, by_method("families", chosen, {"any": 3, "power": 3, "false": 3}))

    return write


def ranking() -> str:
    """Write how often intervals and places of rankings hold the truth."""
    found = coverage_rows("ranking", r"(.+), (\d) outlets, E = (\d+)", ["kind", "k", "E"])
    events, rows = ("6", "12", "30", "100"), []
    for kind in found["kind"].dropna().unique():
        for k in ("3", "8"):
            here = found[(found["kind"] == kind) & (found["k"] == k)]
            for measure, name in (("covered", "intervals"), ("places", "all places")):
                numbers = [cell(here[here["E"] == e], measure) for e in events]
                rows.append([kind, k, name, *numbers])
    return table(["what is ranked", "outlets", "held", *(f"E = {e}" for e in events)], rows)


def speed() -> str:
    """Write how long a whole vocabulary takes."""
    path = HERE / "results" / "speed.csv"
    if not path.exists():
        return ""
    found = pd.read_csv(path, dtype=str)
    return table(list(found), found.to_numpy().tolist())


TABLES: dict[str, Callable[[], str]] = {
    "nulls": nulls,
    "power": power,
    "joint": joint,
    "mended": mended,
    "contrast": contrast,
    "level": level,
    "guard": open_points("guard", "kappa"),
    "cells": open_points("one to five"),
    "stories": open_points("stories"),
    "third": open_points("one burstier", "one calmer", "one much", "alike"),
    "tried": tried,
    "third power": open_points("real triples, x"),
    "weights": families("real", "sides"),
    "stems": families("stems"),
    "ranking": ranking,
    "speed": speed,
}
