"""From the columns a file has to the columns an article table needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.corpus import OPTIONAL, REQUIRED
from analysis.errors import some
from analysis.read._files import near
from analysis.read._guess import guess_columns

Columns = Mapping[str, str | None]

MAY_BE_NONE = ("published", "headline", "body")
"""Columns that a user may declare absent from a file: all their values are then missing."""


@dataclass(frozen=True)
class Mapped:
    """A table under the house's column names: the table, what is wrong, what to know."""

    frame: pd.DataFrame
    faults: tuple[str, ...]
    advice: tuple[str, ...]
    notes: tuple[str, ...]


def map_columns(frame: pd.DataFrame, columns: Columns | None) -> Mapped:
    """Put a table's columns under the house names; keep all others under their own.

    Parameters
    ----------
    frame
        The table as it stands in the file.
    columns
        House name to the file's name; ``None`` says that the file has no such column.

    Examples
    --------
    >>> frame = pd.DataFrame({"ID": ["a"], "source": ["Post"], "published": ["2024-01-01"],
    ...                       "headline": ["Strike"], "text": ["Dockers struck."]})
    >>> found = map_columns(frame, {"article_id": "ID"})
    >>> found.faults
    ("outlet is missing; 'source' looks like it", "body is missing; 'text' looks like it")
    >>> found.advice
    ("Try columns={'article_id': 'ID', 'outlet': 'source', 'body': 'text'}.",)
    """
    columns = columns or {}
    wrong = {house: fault for house in columns if (fault := _fault(house, columns, frame))}
    house = {name: _source(name, columns, frame) for name in (*REQUIRED, *OPTIONAL)}
    table = {
        name: frame[source] if isinstance(source, str) else pd.Series([""] * len(frame))
        for name, source in house.items()
        if source is not False
    }
    moved: list[str] = []
    notes: list[str] = []
    for name in map(str, frame):
        if name in house and house[name] != name and name not in columns.values():
            table[_free(f"{name}_original", frame)] = frame[name]
            moved.append(name)
        elif name not in house and name not in columns.values():
            table[name] = frame[name]
    notes += [f"the file's own column {name!r} is kept as '{name}_original'" for name in moved]
    notes += [
        f"{name} is empty in all articles, as columns={{{name!r}: None}} says"
        for name, source in columns.items()
        if source is None and name not in wrong
    ]
    faults, advice = _missing(frame, columns, [n for n in REQUIRED if house[n] is False], wrong)
    return Mapped(pd.DataFrame(table), (*wrong.values(), *faults), tuple(advice), tuple(notes))


def _fault(house: str, columns: Columns, frame: pd.DataFrame) -> str:
    """Say what is wrong with one entry of the mapping, if anything is."""
    source = columns[house]
    if house not in REQUIRED and house not in OPTIONAL:
        known = [*REQUIRED, *OPTIONAL]
        names = ", ".join(known)
        return f"columns maps {house!r}, which is none of {names}{near(house, known)}"
    if source is None and house not in MAY_BE_NONE:
        return f"columns says None for {house}; only {', '.join(MAY_BE_NONE)} can be absent"
    if source is not None and source not in frame:
        there = [str(name) for name in frame]
        return f"columns maps {house} to {source!r}, which is not there{near(source, there)}"
    return ""


def _source(house: str, columns: Columns, frame: pd.DataFrame) -> str | bool | None:
    """Name the file's column for a house name; ``False`` if there is none to take."""
    source = columns.get(house, house)
    if source is None and house in MAY_BE_NONE:
        return None
    return source if source in frame else False


def _free(name: str, frame: pd.DataFrame) -> str:
    while name in frame:
        name += "_"
    return name


def _missing(
    frame: pd.DataFrame, columns: Columns, missing: Sequence[str], wrong: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """Say which required columns are missing and which of the file's look like them."""
    taken = {*columns.values(), *REQUIRED, *OPTIONAL} - {"url"}
    free = [str(name) for name in frame if name not in taken]
    guesses = guess_columns(frame, missing, free)
    proposed = {name: guess.column for name, guess in guesses.items() if guess.column}
    faults = []
    for name in missing:
        if name in wrong:
            continue
        if name in proposed:
            faults.append(f"{name} is missing; {proposed[name]!r} looks like it")
        elif name in guesses:
            faults.append(f"{name} is missing; it could be one of {some(guesses[name].others)}")
        else:
            absent = f"; if the file has none, say columns={{{name!r}: None}}"
            hint = absent if name in MAY_BE_NONE else ""
            faults.append(f"{name} is missing, and no column looks like it{hint}")
    if not missing and not wrong:
        return [], []
    kept = {house: source for house, source in columns.items() if house not in wrong}
    advice = [f"Try columns={kept | proposed}."] if proposed else []
    if not set(missing) <= proposed.keys() or not proposed:
        advice.append(f"The file has the columns {some([str(name) for name in frame], 30)}.")
    return faults + _nested(frame), advice


def _nested(frame: pd.DataFrame) -> list[str]:
    """Point to a column that holds the articles themselves, as in a list of events."""
    return [
        f"{name!r} holds lists of records; give each article a row of its own"
        for name in frame
        if isinstance(value := next(iter(frame[name].dropna()), None), list)
        and value
        and all(isinstance(item, dict) for item in value)
    ]
