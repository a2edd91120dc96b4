"""From a stored result to what a reader sees: a table, plain sentences, what was not tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.figures import outlet_colours
from analysis.report.numbers import (
    TIMES,
    Scale,
    chance,
    count,
    estimate_scale,
    signed,
    value_scale,
)
from analysis.report.stored import StoredResult


@dataclass(frozen=True, kw_only=True)
class Header:
    """Head of one column of a findings table."""

    label: str
    meaning: str
    numeric: bool = True


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell: what is shown, its interval, what it sorts by, and why it may be empty."""

    text: str
    interval: str = ""
    sort: str = ""
    reason: str = ""
    opens: bool = False
    colour: str = ""
    numeric: bool = True


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a findings table and the number of the row it stands for."""

    number: int
    title: str
    cells: Sequence[Cell]
    finding: bool


@dataclass(frozen=True, kw_only=True)
class FindingsTable:
    """A table for the eye; the file beside it keeps every digit."""

    name: str
    title: str
    caption: str
    headers: Sequence[Header]
    rows: Sequence[Row]
    left_out: int


def findings_table(
    result: StoredResult, rows: Sequence[int], names: Mapping[str, str], opened: Sequence[int]
) -> FindingsTable:
    """Lay out ``rows`` of a result; the numbers of ``opened`` rows can be opened."""
    colours = outlet_colours([str(group) for group in result.table["group"].unique()])
    can_open = set(opened)
    laid = [
        Row(
            number=number,
            title=row_title(result, number, names),
            cells=_cells(result, number, names, colours, opens=number in can_open),
            finding=_is_true(result.table["finding"].iloc[number]),
        )
        for number in rows
    ]
    return FindingsTable(
        name=result.name,
        title=result.title,
        caption=result.caption,
        headers=_headers(result),
        rows=laid,
        left_out=len(result.table) - len(laid),
    )


def what_was_found(result: StoredResult, names: Mapping[str, str]) -> list[tuple[int, str]]:
    """Say each finding in one plain sentence, with the number of its row."""
    return [
        (number, _plainly(result, number, names))
        for number in result.main_rows(most=len(result.table))
        if _is_true(result.table["finding"].iloc[number])
    ]


def what_was_not_tested(result: StoredResult, most: int = 6) -> list[tuple[str, int, str]]:
    """Count the rows that could not be tested by their reason, with a few examples."""
    table = result.table[result.table["p"].isna()]
    told = []
    for reason, rows in table.groupby("reason", sort=False):
        examples = [str(item) for item in pd.unique(rows[result.item].astype(str))[:most]]
        told.append((str(reason) or "no reason was stored", len(rows), ", ".join(examples)))
    return sorted(told, key=lambda entry: -entry[1])


def _headers(result: StoredResult) -> list[Header]:
    meaning = result.columns
    level = value_scale(result.value_kind)
    contrast = estimate_scale(result.estimate_kind)
    names = {"group": str(result.settings.get("by", "group")), "referent": "for"}
    heads = [
        Header(label=names.get(key, key), meaning=meaning.get(key, ""), numeric=False)
        for key in result.keys
    ]
    compared = "against the others" if contrast.unit == "times as often" else "difference"
    return [
        *heads,
        Header(label=f"own level ({level.unit})", meaning=meaning.get("value", "")),
        Header(label=compared, meaning=meaning.get("estimate", "")),
        Header(label="articles", meaning=meaning.get("n_articles", "")),
        Header(label="events", meaning=meaning.get("n_events", "")),
        Header(label="q", meaning=meaning.get("q", "")),
        Header(label="reading", meaning=meaning.get("finding", ""), numeric=False),
    ]


def _cells(
    result: StoredResult,
    number: int,
    names: Mapping[str, str],
    colours: Mapping[str, str],
    *,
    opens: bool,
) -> list[Cell]:
    row = result.table.iloc[number]
    reason = str(row.get("reason") or "")
    group = str(row["group"])
    words = [
        Cell(
            text=names.get(group, group) if key == "group" else str(row[key]),
            sort=str(row[key]).casefold(),
            colour=colours[group] if key == "group" else "",
            numeric=False,
        )
        for key in result.keys
    ]
    level = value_scale(result.value_kind)
    contrast = estimate_scale(result.estimate_kind)
    return [
        *words,
        _number(level, row, ("value", "value_low", "value_high"), reason, opens=opens),
        _number(contrast, row, ("estimate", "low", "high"), reason, opens=opens),
        _plain(row["n_articles"], count(row["n_articles"]), reason),
        _plain(row["n_events"], count(row["n_events"]), reason),
        _plain(row["q"], chance(row["q"]), reason),
        _reading(row, reason),
    ]


def _number(
    scale: Scale, row: pd.Series, columns: tuple[str, str, str], reason: str, *, opens: bool
) -> Cell:
    middle, low, high = (float(row[name]) for name in columns)
    there = not np.isnan(middle)
    return Cell(
        text=scale.write(middle),
        interval=scale.interval(low, high),
        sort=f"{middle!r}" if there else "",
        reason="" if there else reason or "not defined for this row",
        opens=opens and there,
    )


def _plain(value: object, text: str, reason: str) -> Cell:
    number = float(str(value))
    there = not np.isnan(number)
    return Cell(
        text=text,
        sort=f"{number!r}" if there else "",
        reason="" if there else reason or "not defined for this row",
    )


def _reading(row: pd.Series, reason: str) -> Cell:
    if _is_true(row["finding"]):
        return Cell(text="a finding", sort="0", numeric=False)
    if np.isnan(float(row["p"])):
        return Cell(text="not tested", sort="2", reason=reason, numeric=False)
    return Cell(text="not shown to differ", sort="1", numeric=False)


def _plainly(result: StoredResult, number: int, names: Mapping[str, str]) -> str:
    """Say one contrast in words, for a reader who does not look at the table."""
    row = result.table.iloc[number]
    scale = estimate_scale(result.estimate_kind)
    who = names.get(str(row["group"]), str(row["group"]))
    interval = scale.interval(float(row["low"]), float(row["high"]))
    level = f"{result.settings.get('confidence', 0.95):.0%} interval {interval}; "
    ground = (
        f" ({level if interval else ''}{count(row['n_articles'])} articles, "
        f"{count(row['n_events'])} events)."
    )
    estimate = float(row["estimate"])
    if scale.unit != "times as often":
        higher = "higher" if estimate > 0 else "lower"
        size = signed(abs(estimate)).lstrip("+")
        voice = {"outlet": "own words", "source": "quoted words"}.get(str(row[result.item]))
        what = f"its {voice} score" if voice else f"its mean for {row[result.item]} is"
        return f"{who}: {what} {size} {higher} than the others in the same events{ground}"
    item = f"“{row[result.item]}”"
    if "referent" in result.table:
        item += f" for the {row['referent']}"
    if np.isposinf(estimate):
        return f"{who} uses {item}; the others never do in the same events{ground}"
    if np.isneginf(estimate):
        return f"{who} never uses {item}, which the others do in the same events{ground}"
    times = scale.write(estimate).removesuffix(TIMES)
    return f"{who} uses {item} {times} times as often as the others in the same events{ground}"


def row_title(result: StoredResult, number: int, names: Mapping[str, str]) -> str:
    """Name a row in words: the group and what the row is about."""
    row = result.table.iloc[number]
    keys = [key for key in result.keys if key != "group"]
    group = str(row["group"])
    return " · ".join([names.get(group, group), *(str(row[key]) for key in keys)])


def _is_true(value: object) -> bool:
    return value is True or (isinstance(value, np.bool_) and bool(value))
