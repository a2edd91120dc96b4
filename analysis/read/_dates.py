"""Dates as people and crawlers write them: read whole and strictly, or refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

import pandas as pd
from dateutil import parser  # type: ignore[import-untyped]

from analysis.errors import ChoiceError

DateOrder = Literal["dmy", "mdy", "ymd"]
ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}
"""Where year, month and day stand in a date of three numbers, by the name of the order."""

NO_VALUE = frozenset(
    {"", "none", "null", "nan", "nat", "na", "n/a", "<na>", "-", "--", "—", "?", "unknown"}
    | {"undated", "no date", "n.d."}
)
"""What tables write where there is nothing."""
_ZERO_DATE = re.compile(r"-?(?:0000-00-00|0001-11-30|0001-01-01)(?:[T ].*)?")
"""What databases write for no date; the second is the first after a conversion."""

YEARS = range(1600, 2101)
"""Years a newspaper article can be of."""

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].*)?")
_THREE_NUMBERS = re.compile(
    r"(\d{1,4})([/.-])(\d{1,2})\2(\d{4}|\d{1,2})(?:[T ,]+(\d{1,2}:\d\d.*))?", re.IGNORECASE
)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]?\s+(?=\d)", re.IGNORECASE)
_MONTH = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE
)
_SHORT = re.compile(r"(\d{1,2})([- ])([a-z]{3})\2(\d\d)", re.IGNORECASE)
_ZONE = re.compile(r"\d\s*(?:[+-]\d\d:?\d\d|Z|GMT|UTC|[ECMP][SD]T)(?:\s+\d{4})?$")
_OTHER_DAYS = (datetime(2003, 1, 1), datetime(2005, 2, 2))  # noqa: DTZ001  (fillers)


@dataclass(frozen=True)
class Dates:
    """A column of dates as read: the dates, what is wrong in which row, what to know."""

    days: pd.Series
    faults: tuple[tuple[int, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Reading:
    """One way of writing a date, and the dates it can mean by order of its numbers."""

    by_order: Mapping[str, datetime]
    form: str

    def settled(self) -> datetime | None:
        moments = set(self.by_order.values())
        return moments.pop() if len(moments) == 1 else None


def read_dates(values: pd.Series, order: DateOrder | None = None) -> Dates:
    """Read a column of dates; the order of day and month is decided for all of it.

    Parameters
    ----------
    values
        Dates, or text: ISO with or without time and zone, ``3 January 2020``,
        ``Jan. 3, 2020``, ``3/1/2020``, ``20200103``, seconds or milliseconds since 1970,
        RFC 2822. Forms may be mixed. A date keeps the day it was written with: a zone
        does not move it.
    order
        Order of the numbers in ``3/1/2020``; ``None`` takes the one order that reads all
        of them, and refuses the column if there are more.

    Examples
    --------
    >>> found = read_dates(pd.Series(["13/01/2020", "2/1/2020", "3 May 2020", "May", "N/A"]))
    >>> print([str(day)[:10] for day in found.days])
    ['2020-01-13', '2020-01-02', '2020-05-03', 'NaT', 'NaT']
    >>> found.faults
    ((3, "'May' is not a whole date; write it as 2024-03-31"),)
    """
    if order is not None and order not in get_args(DateOrder):
        msg = f"dates is {order!r}; it can be {' or '.join(map(repr, get_args(DateOrder)))}."
        raise ChoiceError(msg)
    if pd.api.types.is_datetime64_any_dtype(values):
        naive = values.dt.tz_localize(None).astype("datetime64[s]")
        return Dates(naive, (), _notes_of_missing(naive.astype(str).where(naive.notna(), "")))
    text = _as_text(values)
    written = text[~_is_no_date(text)]
    readings = {value: _read(value) for value in written.unique()}
    faults: list[tuple[int, str]] = []
    notes = list(_notes_of_missing(text))
    chosen = order or _order_of(readings, text, faults, notes)
    days = {value: _day(value, reading, chosen) for value, reading in readings.items()}
    moments = [days.get(value) for value in text]
    faults += [(place, day) for place, day in enumerate(moments) if isinstance(day, str)]
    whole = pd.Series([day if isinstance(day, datetime) else None for day in moments])
    whole = whole.astype("datetime64[s]").set_axis(values.index)
    return Dates(whole, tuple(faults), (*notes, *_notes_of_forms(written, readings)))


def likely_date(text: str) -> datetime | None:
    """Read one date in whatever form it has, by itself, to tell what a column holds.

    Where day and month could be either, one of them is taken; a bare number is a date only
    if it has eight digits, since identifiers look like seconds since 1970.
    """
    if text.isdigit() and len(text) != 8:
        return None
    reading = _read(text)
    moment = next(iter(reading.by_order.values())) if reading else None
    return moment if moment is not None and moment.year in YEARS else None


def is_no_value(text: pd.Series) -> pd.Series:
    """Say of each cell whether it holds nothing but a word for nothing."""
    return text.str.strip().str.casefold().isin(NO_VALUE)


def _is_no_date(text: pd.Series) -> pd.Series:
    return is_no_value(text) | text.str.fullmatch(_ZERO_DATE)


def _as_text(values: pd.Series) -> pd.Series:
    filled = values.astype(object).where(values.notna(), "").map(str)
    return filled.str.strip().str.removesuffix(".0")


def _read(text: str) -> _Reading | None:
    """Read one date in whatever form it has; ``None`` if it is not a whole date."""
    numbers = _THREE_NUMBERS.fullmatch(_WEEKDAY.sub("", text))
    if numbers and not _ISO.fullmatch(text):
        return _read_numbers(numbers)
    forms: tuple[tuple[str, Callable[[str], datetime | None]], ...] = (
        ("iso", _read_iso),
        ("digits", _read_digits),
        ("words", _read_words),
    )
    for form, read in forms:
        moment = read(text)
        if moment is not None:
            zoned = " with a zone" if _ZONE.search(text) else ""
            epoch = " since 1970" if form == "digits" and len(text) in (10, 13) else ""
            naive = moment.replace(tzinfo=None, microsecond=0)
            return _Reading({"any": naive}, form + zoned + epoch)
    return None


def _read_iso(text: str) -> datetime | None:
    if not _ISO.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return _whole(text)


def _read_digits(text: str) -> datetime | None:
    """Read 20200103, 20200103143000, or seconds or milliseconds since 1970."""
    if not text.isascii() or not text.isdigit():
        return None
    if len(text) in (10, 13) and "10" <= text < "19":
        return datetime.fromtimestamp(int(text[:10]), tz=UTC)
    pattern = {8: "%Y%m%d", 14: "%Y%m%d%H%M%S"}.get(len(text))
    try:
        return datetime.strptime(text, pattern) if pattern else None  # noqa: DTZ007  (as written)
    except ValueError:
        return None


def _read_words(text: str) -> datetime | None:
    """Read a date with the name of its month and all of day, month and year."""
    short = _SHORT.fullmatch(text)
    if short:
        text = f"{short[1]} {short[3]} {_century(short[4])}"
    if not _MONTH.search(text) or not re.search(r"\b\d{4}\b", text):
        return None
    return _whole(text)


def _whole(text: str) -> datetime | None:
    """Read with dateutil, unless it had to fill in a day, a month or a year."""
    try:
        first, second = (parser.parse(text, default=day, ignoretz=True) for day in _OTHER_DAYS)
    except (ValueError, OverflowError):
        return None
    return first if first == second else None


def _read_numbers(match: re.Match[str]) -> _Reading | None:
    """Read 3/1/2020 in each order that gives a date."""
    first, _, second, third, time = match.groups()
    parts = (first, second, third)
    if len(first) > 2:
        orders = {"any": ORDERS["ymd"]} if len(first) == 4 and len(third) < 3 else {}
    else:
        orders = {name: at for name, at in ORDERS.items() if name != "ymd" or len(third) < 3}
    moments = {}
    for name, (year, month, day) in orders.items():
        text = f"{_century(parts[year])}-{int(parts[month]):02d}-{int(parts[day]):02d}"
        moment = _whole(f"{text} {time or ''}".strip())
        if moment is not None and moment.strftime("%Y-%m-%d") == text:
            moments[name] = moment.replace(microsecond=0)
    form = "numbers, short year" if len(third) < 3 and len(first) < 3 else "numbers"
    return _Reading(moments, form) if moments else None


def _century(year: str) -> str:
    """Write a year of two digits with four, as POSIX does: 69 is 1969, 68 is 2068."""
    return year if len(year) == 4 else str(int(year) + (1900 if int(year) > 68 else 2000))


def _order_of(
    readings: Mapping[str, _Reading | None],
    text: pd.Series,
    faults: list[tuple[int, str]],
    notes: list[str],
) -> str | None:
    """Find the one order that reads every date of three numbers, or say why there is none."""
    numbers = {
        value: reading
        for value, reading in readings.items()
        if reading is not None and "any" not in reading.by_order
    }
    fitting = [name for name in ORDERS if all(name in r.by_order for r in numbers.values())]
    undecided = [value for value, reading in numbers.items() if reading.settled() is None]
    if fitting and not undecided:
        return fitting[0]
    if len(fitting) == 1:
        notes.append(
            f"dates like {undecided[0]!r} are read as {fitting[0]!r}, the only order that "
            f"fits all dates of three numbers ({int(text.isin(numbers.keys()).sum()):,})"
        )
        return fitting[0]
    if fitting:
        value, reason = undecided[0], "can be read in more than one order, and no date decides"
        remedy = f"say {' or '.join(f'dates={name!r}' for name in fitting)}"
    else:
        value = min(numbers, key=lambda v: len(numbers[v].by_order))
        order = next(iter(numbers[value].by_order))
        other = next(v for v in numbers if order not in numbers[v].by_order)
        reason, remedy = f"is {order!r}, which {other!r} cannot be", "write all in one order"
    faults.append((text.tolist().index(value), f"{value!r} {reason}; {remedy}"))
    return None


def _day(value: str, reading: _Reading | None, order: str | None) -> datetime | str | None:
    """Give the date a text means, or its fault; nothing where the order is undecided."""
    if reading is None:
        return f"{value!r} is not a whole date; write it as 2024-03-31"
    if order is None or "any" in reading.by_order:
        moment = reading.settled()
    elif order not in reading.by_order:
        return f"{value!r} is not a date in the order {order!r}"
    else:
        moment = reading.by_order[order]
    if moment is not None and moment.year not in YEARS:
        return f"{value!r} is of the year {moment.year}, outside {YEARS[0]} to {YEARS[-1]}"
    return moment


def _notes_of_missing(text: pd.Series) -> tuple[str, ...]:
    """Count the articles without a date, and what stands in its place."""
    nothing = Counter(text[_is_no_date(text)].str.strip())
    count = nothing.total()
    if not count:
        return ()
    words = [
        f"{value!r} in {n:,}" if value else f"empty in {n:,}" for value, n in nothing.items()
    ]
    what = "empty" if set(nothing) == {""} else ", ".join(words)
    have = "has" if count == 1 else "have"
    note = (
        f"{count:,} of {len(text):,} articles {have} no date (published is {what}); "
        "they are kept and counted as undated"
    )
    return (note,)


def _notes_of_forms(written: pd.Series, readings: Mapping[str, _Reading | None]) -> list[str]:
    """Say what was done with zones, seconds since 1970 and years of two digits."""
    forms = [(v, reading.form) for v in written if (reading := readings[v]) is not None]
    notes = []
    for mark, what, done in (
        ("with a zone", "a time zone", "each keeps the day and hour it was written with"),
        ("since 1970", "seconds or milliseconds since 1970", "they are read as UTC"),
        ("short year", "a year of two digits", "it is read as 1969 to 2068"),
    ):
        found = [value for value, form in forms if mark in form]
        if found:
            notes.append(f"dates with {what}: {len(found):,}, as {found[0]!r}; {done}")
    return notes
