"""From a stored result to what a reader sees: a table, plain sentences, what was not tested."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import pandas as pd

from analysis.design import same_strata
from analysis.figures import outlet_colours
from analysis.report.covers import OTHERS, claims_in_words, covers_in_words
from analysis.report.frames import frames_in_words
from analysis.report.headlines import headlines_in_words
from analysis.report.numbers import (
    RATIO,
    TIMES,
    Scale,
    chance,
    count,
    estimate_scale,
    share,
    signed,
    value_scale,
)
from analysis.report.speaks import (
    acts_in_words,
    diversity_in_words,
    saying_in_words,
    sources_in_words,
)
from analysis.report.stored import StoredResult
from analysis.results import Result
from analysis.stats.found import of_contrast, of_level

LEVEL, CONTRAST = ("value", "value_low", "value_high"), ("estimate", "low", "high")
"""A group's own level and its contrast: the number and the ends of its interval."""


class Told(Protocol):
    """A result, fresh or stored: a table, what its rows are about and how it was made."""

    @property
    def table(self) -> pd.DataFrame:
        """Tidy, one row a contrast."""

    @property
    def item(self) -> str:
        """Name of the column that says what a row is about."""

    @property
    def settings(self) -> Mapping[str, object]:
        """Every choice behind the table."""


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
    """Say the findings of the figure, each in a sentence, with the number of its row.

    The groups take turns, so that the first few sentences are not all about one.
    """
    rows = [row for row in result.main_rows() if _is_true(result.table["finding"].iloc[row])]
    turn = result.table.iloc[rows].groupby("group", sort=False).cumcount()
    order = turn.sort_values(kind="stable").index
    return [(int(row), in_words(result, int(row), names)) for row in order]


def what_was_not_tested(result: StoredResult, most: int = 6) -> list[tuple[str, int, str]]:
    """Count the rows that could not be tested by their reason, with a few examples.

    Reasons that differ in their details alone (what stands after a semicolon) are one.
    """
    table = result.table[result.table["p"].isna()]
    reasons = table["reason"].map(of_contrast)
    short = reasons.replace("", "no reason was stored").str.split(";").str[0]
    told = []
    for reason, rows in table.groupby(short, sort=False):
        details = reasons[rows.index].str.partition("; ")[2]
        detail = f" (for one of them: {details.iloc[0]})" if details.iloc[0] else ""
        examples = [str(item) for item in pd.unique(rows[result.item].astype(str))[:most]]
        told.append((f"{reason}{detail}", len(rows), ", ".join(examples)))
    return sorted(told, key=lambda entry: -entry[1])


def _headers(result: StoredResult) -> list[Header]:
    meaning = result.columns
    level = value_scale(result.value_kind)
    contrast = estimate_scale(result.estimate_kind)
    mixed = len(set(result.table.get("value_kind", ()))) > 1
    names = {"group": str(result.settings.get("by", "group")), "referent": "for"}
    names |= {"participant": "on", "measure": "how"} if "participant" in meaning else {}
    heads = [
        Header(label=names.get(key, key), meaning=meaning.get(key, ""), numeric=False)
        for key in result.keys
    ]
    ratio = mixed or contrast.unit == "times as often"
    compared = "against the others" if ratio else "difference"
    compared = "against the body" if result.settings.get("against") == "body" else compared
    return [
        *heads,
        Header(
            label="own level" if mixed else f"own level ({level.unit})",
            meaning=meaning.get("value", ""),
        ),
        Header(label=compared, meaning=meaning.get("estimate", "")),
        Header(label="articles", meaning=meaning.get("n_articles", "")),
        *(
            [Header(label=strata, meaning=meaning.get("n_events", ""))]
            if (strata := _strata(result.settings))
            else []
        ),
        Header(label="q", meaning=meaning.get("q", "")),
        Header(label="reading", meaning=meaning.get("finding", ""), numeric=False),
    ]


def _strata(settings: Mapping[str, object]) -> str:
    """Head the column that counts strata; there is none where the whole corpus is one."""
    within = settings["within"]
    if within is None:
        return ""
    return "events" if within == "event_id" else f"values of {within}"


def _cells(
    result: StoredResult,
    number: int,
    names: Mapping[str, str],
    colours: Mapping[str, str],
    *,
    opens: bool,
) -> list[Cell]:
    row = result.table.iloc[number]
    whole = str(row.get("reason") or "")
    reason, group = of_contrast(whole), str(row["group"])
    words = [
        Cell(
            text=names.get(group, group) if key == "group" else str(row[key]),
            sort=str(row[key]).casefold(),
            colour=colours[group] if key == "group" else "",
            numeric=False,
        )
        for key in result.keys
    ]
    level = value_scale(str(row.get("value_kind") or result.value_kind))
    contrast = estimate_scale(str(row.get("estimate_kind") or result.estimate_kind))
    strata = _strata(result.settings)
    return [
        *words,
        _level(_number(level, row, LEVEL, of_level(whole), opens=opens)),
        _number(contrast, row, CONTRAST, reason, opens=opens),
        _plain(row["n_articles"], count(row["n_articles"]), reason),
        *([_plain(row["n_events"], count(row["n_events"]), reason)] if strata else []),
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


def _level(cell: Cell) -> Cell:
    """Say of a level without an interval that it has none: it is not exact."""
    return replace(cell, interval=cell.interval or "(no interval)") if cell.sort else cell


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
        return Cell(text="finding", sort="0", numeric=False)
    if np.isnan(float(row["p"])):
        return Cell(text="not tested", sort="2", reason=reason, numeric=False)
    return Cell(text="not shown to differ", sort="1", numeric=False)


OF_ITEM: Mapping[str, Callable[[pd.Series, str, str, str], str]] = {
    "measure": covers_in_words,
    "share": claims_in_words,
    "code": frames_in_words,
    "source": sources_in_words,
    "stance": saying_in_words,
    "index": diversity_in_words,
}
"""Who says a row in words, by what the rows are about; others are said here."""


def in_words(result: Told, number: int, names: Mapping[str, str] | None = None) -> str:
    """Say one contrast of a result's table in a sentence, by the number of its row.

    ``names`` gives groups the names to print; a fresh result knows them. The sentence
    claims no more than the row: a missing estimate is said to be missing, with its reason.
    """
    row = result.table.iloc[number]
    scale = estimate_scale(str(row["estimate_kind"]))
    if names is None:
        names = result.names if isinstance(result, Result) else {}
    who = names.get(str(row["group"]), str(row["group"]))
    reference = result.settings.get("reference")
    others = OTHERS if reference is None else names.get(str(reference), str(reference))
    where = same_strata(result.settings["within"])
    ground = f"{' ' if where else ''}{where}{_ground(row, scale, result.settings)}"
    estimate = float(row["estimate"])
    item = f"“{row[result.item]}”"
    of = row.get("referent") or row.get("participant")
    if of := of or (row["source"] if result.item == "stance" else ""):
        item += f" for “{of}”"
    if np.isnan(estimate):
        reason = of_contrast(str(row["reason"])) or "no reason was stored"
        return f"{who} cannot be compared with {others} on {item}: {reason}."
    say = acts_in_words if "participant" in row else OF_ITEM.get(result.item)
    if say is not None:
        return say(row, who, ground, others)
    if against := result.settings.get("against"):
        return headlines_in_words(row, f"{who}: {item}", ground, own=against == "body")
    return _said(row, who, item, ground)


def _said(row: pd.Series, who: str, item: str, ground: str) -> str:
    """Say a contrast of words, labels or sentiment that has an estimate."""
    estimate = float(row["estimate"])
    scale = estimate_scale(str(row["estimate_kind"]))
    if scale is not RATIO:
        voice = {"outlet": "own words", "source": "quoted words"}.get(str(row.get("voice")))
        what = f"its {voice} score" if voice else f"its score for {item} is"
        higher = "higher" if estimate > 0 else "lower"
        size = signed(abs(estimate)).lstrip("+")
        return f"{who}: {what} {size} {higher} than the others{ground}"
    if np.isposinf(estimate):
        return f"{who} uses {item}; the others never do{ground}"
    if np.isneginf(estimate):
        return f"{who} never uses {item}, which the others do{ground}"
    times = scale.write(estimate).removesuffix(TIMES)
    return f"{who} uses {item} {times} times as often as the others{ground}"


def _ground(row: pd.Series, scale: Scale, settings: Mapping[str, object]) -> str:
    """Say on how much a contrast rests, and what sizes its interval leaves open."""
    interval = scale.interval(float(row["low"]), float(row["high"]))
    confidence = share(float(str(settings["confidence"])))
    counted = [(row["n_articles"], "article")]
    counted += [(row["n_events"], "event")] if settings["within"] == "event_id" else []
    counted += [(row["n_coded"], "coded article")] if "n_coded" in row else []
    told = [f"{count(n)} {what}{'' if n == 1 else 's'}" for n, what in counted]
    level = [f"{confidence} interval {interval}"] if interval else []
    tested = pd.notna(row.get("p")) and not _is_true(row.get("finding"))
    open_ = ["not shown to differ"] if tested else []
    return f" ({'; '.join([*level, ', '.join(told), *open_])})."


def row_title(result: StoredResult, number: int, names: Mapping[str, str]) -> str:
    """Name a row in words: the group and what the row is about."""
    row = result.table.iloc[number]
    keys = [key for key in result.keys if key != "group"]
    group = str(row["group"])
    return " · ".join([names.get(group, group), *(str(row[key]) for key in keys)])


def _is_true(value: object) -> bool:
    return value is True or (isinstance(value, np.bool_) and bool(value))
