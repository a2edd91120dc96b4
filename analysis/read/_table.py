"""From a table as a file has it to a corpus: what all readers share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from analysis.corpus import OPTIONAL, Corpus
from analysis.errors import some
from analysis.read._bodies import notes_of_bodies
from analysis.read._columns import Columns, map_columns
from analysis.read._dates import DateOrder, is_no_value, read_dates
from analysis.read._faults import refuse
from analysis.read._outlets import read_outlets

TEXT_STATUS = ("", "full", "excerpt", "withheld")


@dataclass(frozen=True, kw_only=True)
class RawTable:
    """A table as its file has it, with where each row stands and what went wrong so far.

    Parameters
    ----------
    name
        What to call the file.
    kind
        What it was read as: "CSV, utf-8".
    frame
        The rows, under the file's own column names.
    row
        What to call a row in a message, by its place: "row 3 (line 4)".
    faults
        What is wrong with the file itself.
    notes
        What a reader of the corpus must know of the file.
    """

    name: str
    kind: str
    frame: pd.DataFrame
    row: Callable[[int], str]
    faults: Sequence[str] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How the user wants a table read; the same settings in every reader.

    Parameters
    ----------
    columns
        House name to the file's name.
    outlets
        Outlet as the file writes it to the outlet it is.
    dates
        Order of the numbers in dates like 3/1/2020, if the file itself does not show it.
    """

    columns: Columns | None = None
    outlets: Mapping[str, str] | None = None
    dates: DateOrder | None = None


@dataclass
class _Findings:
    """Faults by kind, advice and notes, gathered while a table is read."""

    faults: list[Sequence[str]] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def to_corpus(table: RawTable, reading: Reading) -> Corpus:
    """Turn a table into a corpus, or raise one error that names every fault of it."""
    mapped = map_columns(table.frame.reset_index(drop=True), reading.columns)
    found = _Findings([table.faults, mapped.faults], [*mapped.advice])
    packed = f"{_articles(len(table.frame))} read from {table.name} ({table.kind})"
    found.notes += [packed, *table.notes, *mapped.notes]
    articles = mapped.frame
    if articles.empty and not table.faults:
        found.faults.append(["it has no rows, only the names of columns"])
    for name in ("article_id", "outlet", "headline", "body", *OPTIONAL):
        if name in articles and name != "retrieved":
            articles[name] = _text(articles[name], table.row, found)
    _read_ids(articles, table.row, found)
    _read_outlets(articles, reading, table.row, found)
    _read_dates(articles, reading, table.row, found)
    _read_optional(articles, table.row, found)
    refuse(table.name, found.faults, found.advice)
    _keep_storable(articles, found)
    found.notes += notes_of_bodies(articles)
    return Corpus(articles, notes=tuple(dict.fromkeys(found.notes)))


def _text(values: pd.Series, row: Callable[[int], str], found: _Findings) -> pd.Series:
    """Write every value as text, exactly if it is text; lists of strings are joined."""
    lists = [isinstance(value, list | tuple | np.ndarray) for value in values]
    given = [_joined(v) if is_list else v for v, is_list in zip(values, lists, strict=True)]
    if any(lists):
        found.notes.append(
            f"{values.name} was a list in {_articles(sum(lists))}: paragraphs are joined by "
            "a blank line, the sentences of one by a space"
        )
    unfit: dict[type, str] = {dict: "an object", bytes: "bytes", list: "a nested list"}
    found.faults.append(
        [
            f"{row(place)}: {values.name} is {unfit[type(value)]}; text is needed"
            for place, value in enumerate(given)
            if type(value) in unfit
        ]
    )
    texts = [_written(value) for value in given]
    return pd.Series(texts, index=values.index, name=values.name, dtype=str)


def _written(value: Any) -> str:  # noqa: ANN401  (whatever a table holds)
    if isinstance(value, str):
        return value
    if isinstance(value, list | dict | bytes) or value is None or bool(pd.isna(value)):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _articles(count: int) -> str:
    return "1 article" if count == 1 else f"{count:,} articles"


def _places(mask: pd.Series) -> list[int]:
    return [int(place) for place in np.flatnonzero(mask)]


def _joined(value: Iterable[object]) -> str | list[object]:
    """Join a list of paragraphs, each a text or a list of sentences; else give it back."""
    paragraphs = [list(item) if isinstance(item, list | np.ndarray) else item for item in value]
    texts = [" ".join(p) if isinstance(p, list) and _all_text(p) else p for p in paragraphs]
    return "\n\n".join(map(str, texts)) if _all_text(texts) else texts


def _all_text(values: Sequence[object]) -> bool:
    return all(isinstance(value, str) for value in values)


def _read_ids(articles: pd.DataFrame, row: Callable[[int], str], found: _Findings) -> None:
    """Name the rows without an id, and the ids that stand twice."""
    if "article_id" not in articles:
        return
    ids = articles["article_id"]
    empty = ids.str.strip() == ""
    found.faults.append([f"{row(p)}: article_id is empty" for p in _places(empty)])
    repeated = ids[~empty & ids.duplicated(keep=False)]
    found.faults.append(
        [
            f"article_id {article_id!r} stands in {', '.join(row(p) for p in same.index[:4])}"
            + (f" and {len(same) - 4:,} more" if len(same) > 4 else "")
            for article_id, same in repeated.groupby(repeated, sort=False)
        ]
    )
    if len(repeated):
        found.advice.append(
            "Drop repeated rows, or give each version of an article its own article_id."
        )


def _read_outlets(
    articles: pd.DataFrame, reading: Reading, row: Callable[[int], str], found: _Findings
) -> None:
    if "outlet" not in articles:
        return
    names = articles["outlet"]
    nothing = is_no_value(names)
    found.faults.append(
        [
            f"{row(p)}: outlet is {repr(names[p]) if names[p].strip() else 'empty'}"
            for p in _places(nothing)
        ]
    )
    known = names[~nothing]
    places = known.index.to_numpy()
    outlets = read_outlets(known, reading.outlets, lambda place: row(int(places[place])))
    articles.loc[known.index, "outlet"] = outlets.names
    found.faults.append(outlets.faults)
    found.advice += [outlets.advice] if outlets.advice else []
    found.notes += outlets.notes


def _read_dates(
    articles: pd.DataFrame, reading: Reading, row: Callable[[int], str], found: _Findings
) -> None:
    if "published" not in articles:
        return
    dates = read_dates(articles["published"], reading.dates)
    articles["published"] = dates.days
    found.faults.append([f"{row(place)}: published {fault}" for place, fault in dates.faults])
    found.notes += dates.notes


def _read_optional(articles: pd.DataFrame, row: Callable[[int], str], found: _Findings) -> None:
    """Empty the words for nothing in columns with a fixed meaning; check text_status."""
    for name in OPTIONAL:
        if name not in articles or name == "retrieved":
            continue
        words = articles[name].where(is_no_value(articles[name]), "").str.strip()
        said = sorted(set(words) - {""})
        if said:
            articles[name] = articles[name].mask(words != "", "")
            count = int((words != "").sum())
            found.notes.append(f"{name} is {some(said)} in {_articles(count)}: taken as empty")
    if "text_status" in articles:
        status = articles["text_status"]
        found.faults.append(
            [
                f"{row(p)}: text_status is {status[p]!r}; it can be full, excerpt or withheld"
                for p in _places(~status.isin(TEXT_STATUS))
            ]
        )


def _keep_storable(articles: pd.DataFrame, found: _Findings) -> None:
    """Write nested or mixed values of the user's own columns as text, which can be stored."""
    changed = []
    for name, values in articles.items():
        if not pd.api.types.is_object_dtype(values):
            continue
        kinds = {type(value) for value in values.dropna()}
        if kinds & {list, dict, tuple, np.ndarray}:
            articles[name] = values.map(_as_json).astype(str)
        elif len(kinds) > 1:
            articles[name] = values.map(str, na_action="ignore").astype(str)
        else:
            articles[name] = _inferred(values, kinds)
            continue
        changed.append(str(name))
    if changed:
        found.notes.append(
            f"columns of nested or mixed values are kept as text: {some(changed)}"
        )


def _inferred(values: pd.Series, kinds: set[type]) -> pd.Series:
    """Give values of one kind their type; whole numbers with gaps keep their digits."""
    if kinds != {int} or not values.isna().any():
        return values.infer_objects()
    fit = values.dropna().map(lambda number: abs(number) < 2**63).all()
    return values.astype("Int64") if fit else values


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else str(value)
