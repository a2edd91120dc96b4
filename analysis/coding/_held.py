"""Hold a table of decisions to its codebook and corpus; every fault in one error."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.codebook import Codebook
from analysis.corpus import Corpus
from analysis.errors import many, some
from analysis.read._faults import refuse
from analysis.read._files import near
from analysis.read._table import RawTable

NEEDED: Mapping[str, str] = {
    "article_id": "the article",
    "coder": "who coded it",
    "variable": "what was decided, by its name in the codebook",
    "code": "the decision; empty where the coder left it open",
}
"""Columns that a table of codings has, and what each one means."""
OF_UNIT = ("article_id", "field", "start", "end")
"""Columns that say which unit a decision is about; without the last three, the article."""

SAID = {"1": "yes", "true": "yes", "y": "yes", "0": "no", "false": "no", "n": "no"}
"""What other programs write for yes and no."""

Row = Callable[[int], str]
"""What to call a row in a message, by its place."""


def held(
    given: RawTable, codebook: Codebook | None, corpus: Corpus | None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the decisions in the house's types, and what a reader must know of them."""
    name, frame, row = given.name, given.frame, given.row
    missing = [column for column in NEEDED if column not in frame]
    lacking = [f"{column} is missing: {NEEDED[column]}" for column in missing]
    refuse(name, [lacking], [advice_on(frame, missing)])
    table = frame.reset_index(drop=True)
    for column in (*NEEDED, *(c for c in ("field", "round") if c in table)):
        table[column] = table[column].map(_text).astype(str)
        if column != "article_id":
            table[column] = table[column].str.strip()
    faults = [
        *_faults_of_units(table, row),
        _faults_of_codes(table, row, codebook),
        _unknown_articles(table, row, corpus),
    ]
    repeated, clashes = _repeated(table, row)
    refuse(name, [*faults, clashes])
    said = [*given.notes]
    if repeated.any():
        said.append(f"rows that repeat another are left out: {int(repeated.sum()):,}")
    table = table[~repeated].reset_index(drop=True)
    n_open = int((table["code"] == "").sum())
    if n_open:
        said.append(f"decisions left open: {n_open:,} of {len(table):,}")
    return table, tuple(said)


def advice_on(frame: pd.DataFrame, missing: Sequence[str]) -> str:
    """Say how a table that lacks columns can be read: named otherwise, or made long."""
    there = some(list(map(str, frame)), 30)
    if {"variable", "code"} <= set(missing):
        return (
            f"It has the columns {there}. Where each question has a column of its own, name "
            "these: read_codings(…, variables=[…]); or make a row of each decision, as a study "
            "reads it: table.melt(id_vars=['article_id', 'coder'], var_name='variable', "
            "value_name='code')."
        )
    which = ", ".join(f"{name!r}: …" for name in missing)
    return f"It has the columns {there}; say which is which by columns={{{which}}}."


def _places(mask: pd.Series) -> list[int]:
    return [int(place) for place in np.flatnonzero(mask)]


def _text(value: object) -> str:
    """Write a code as text; whole numbers without a point, nothing as empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if value is None or bool(pd.isna(value)):  # type: ignore[call-overload]
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _faults_of_units(table: pd.DataFrame, row: Row) -> list[list[str]]:
    """Name what is empty, and offsets that are none."""
    found = [
        [f"{row(at)}: {name} is empty" for at in _places(table[name] == "")]
        for name in ("article_id", "coder", "variable")
    ]
    for name in (name for name in ("start", "end") if name in table):
        number = pd.to_numeric(table[name], errors="coerce")
        empty = table[name].map(_text) == ""
        wrong = ~empty & ~(number >= 0)
        found.append(
            [
                f"{row(at)}: {name} is {table[name][at]!r}; it is a number of characters"
                for at in _places(wrong)
            ]
        )
        table[name] = number.where(number >= 0).astype("Int64")
    return found


def _faults_of_codes(table: pd.DataFrame, row: Row, codebook: Codebook | None) -> list[str]:
    """Name the variables and codes that the codebook does not have."""
    if codebook is None:
        return []
    known = {variable.name: variable for variable in codebook.variables}
    names = list(known)
    faults, otherwise = [], {}
    places = []
    for at, (name, code) in enumerate(zip(table["variable"], table["code"], strict=True)):
        if name and name not in known:
            faults.append(
                f"{row(at)}: variable is {name!r}; the codebook has {some(names)}"
                f"{near(name, names)}"
            )
            continue
        codes = [each.code for each in known[name].codes] if name else []
        meant = _meant(code, codes)
        if meant:
            otherwise[code] = meant
            places.append(at)
        elif code and codes and code not in codes:
            told = f"{row(at)}: {name} is {code!r}; it can be {some(codes)}{near(code, codes)}"
            faults.append(told)
        elif code and name and not codes and not _is_number(code):
            faults.append(f"{row(at)}: {name} is {code!r}; it is a number")
    return [*faults, *([_recode(otherwise, len(places), row(places[0]))] if places else [])]


def _meant(code: str, codes: Sequence[str]) -> str:
    """Give the code of the codebook that is written otherwise: YES or 1 for yes."""
    if not code or code in codes:
        return ""
    said = SAID.get(code.casefold(), "") if set(codes) == {"yes", "no"} else ""
    return said or next((one for one in codes if one.casefold() == code.casefold()), "")


def _recode(otherwise: Mapping[str, str], n: int, first: str) -> str:
    """Tell of all codes that are written otherwise at once, and how to write them anew."""
    told = ", ".join(f"{code!r} for {meant!r}" for code, meant in otherwise.items())
    return (
        f"{many(n, 'code')} (first: {first}) written otherwise than in the codebook: {told}. "
        "Recode and read again: table = pandas.read_csv(…, dtype=str); table['code'] = "
        f"table['code'].replace({dict(otherwise)})"
    )


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False


def _unknown_articles(table: pd.DataFrame, row: Row, corpus: Corpus | None) -> list[str]:
    if corpus is None:
        return []
    known = set(corpus.articles["article_id"])
    return [
        f"{row(at)}: article_id is {article_id!r}; the corpus has no such article"
        for at, article_id in enumerate(table["article_id"])
        if article_id and article_id not in known
    ]


def _repeated(table: pd.DataFrame, row: Row) -> tuple[pd.Series, list[str]]:
    """Find rows that say the same again, and rows that say something else of the same."""
    key = [n for n in (*OF_UNIT, "coder", "variable", "round") if n in table]
    same = table.duplicated([*key, "code"])
    rest = table[~same]
    twice = rest[rest.duplicated(key, keep=False)]
    clashes = []
    for _, rows in twice.groupby(key, sort=False, dropna=False):
        first = rows.iloc[0]
        places = " and ".join(row(int(at)) for at in rows.index[:4])
        codes = " and ".join(repr(code) for code in rows["code"][:4])
        clashes.append(
            f"{places}: {first['coder']} coded {first['variable']} of "
            f"{first['article_id']!r} as {codes}; keep one, or give each its round"
        )
    return same, clashes


def rounds_in_order(rounds: pd.Series) -> NDArray[np.float64]:
    """Give rounds as numbers where all are, else their places in the alphabet."""
    number = pd.to_numeric(rounds, errors="coerce")
    if number.notna().all():
        return np.asarray(number, float)
    return np.asarray(rounds.rank(method="dense"), float)
