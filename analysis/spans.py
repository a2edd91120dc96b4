"""Spans: everything the suite knows about a text, as stretches of it.

A layer of spans never alters its text (standoff annotation). Offsets are 0-based,
half-open, in Unicode code points: ``body[start:end]``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import SpanError, fault_list, many, some

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

REQUIRED: Mapping[str, str] = {
    "article_id": "the article whose text is meant",
    "field": "headline or body",
    "start": "offset of the first character, from 0",
    "end": "offset after the last character",
    "layer": "what kind of thing the span marks",
    "value": "which one of that kind",
}
OPTIONAL: Mapping[str, str] = {
    "score": "a number that goes with the value",
    "voice": "who speaks: outlet or source",
    "source": "the person or body quoted",
    "coder": "who made the mark",
    "parent": "number of the span this one belongs to",
}
FIELDS = ("headline", "body")


@dataclass(frozen=True, eq=False, repr=False)
class Spans:
    """A table of spans, one row each, sorted by article, field, start and end.

    Parameters
    ----------
    table
        The columns of ``REQUIRED``; those of ``OPTIONAL`` and any others are kept.

    Examples
    --------
    >>> quotes = Spans.of("quote", [("a", "body", 4, 9, "quote")])
    >>> words = Spans.of("word", [("a", "body", 0, 3, "the"), ("a", "body", 5, 8, "end")])
    >>> words.covered_by(quotes).tolist()
    [0, 3]
    >>> words.minus(quotes).table[["start", "end"]].to_numpy().tolist()
    [[0, 3]]
    """

    table: pd.DataFrame

    def __post_init__(self) -> None:
        missing = [name for name in REQUIRED if name not in self.table]
        if missing:
            msg = (
                f"a table of spans needs the columns {', '.join(REQUIRED)}; "
                f"{some(missing)} missing, found {some(list(self.table.columns))}."
            )
            raise SpanError(msg)
        table = self.table.astype({"start": np.int64, "end": np.int64})
        _refuse_impossible(table)
        order = ["article_id", "field", "start", "end"]
        table = table.sort_values(order, kind="stable", ignore_index=True)
        object.__setattr__(self, "table", table)

    @classmethod
    def of(cls, layer: str, rows: Sequence[tuple[str, str, int, int, str]]) -> Self:
        """Make a layer from (article_id, field, start, end, value) rows."""
        names = ["article_id", "field", "start", "end", "value"]
        table = pd.DataFrame(rows, columns=names).astype(
            {"article_id": str, "field": str, "start": int, "end": int, "value": str}
        )
        table.insert(4, "layer", layer)
        return cls(table)

    @classmethod
    def concat(cls, parts: Sequence[Spans]) -> Self:
        """Put several layers into one table."""
        return cls(pd.concat([part.table for part in parts], ignore_index=True))

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        layers = ", ".join(self.table["layer"].unique())
        articles = self.table["article_id"].nunique()
        return f"Spans({len(self):,} of layer {layers or 'none'} in {articles:,} articles)"

    def where(self, mask: pd.Series | Bools) -> Self:
        """Return the spans for which ``mask`` is true."""
        return type(self)(self.table.loc[np.asarray(mask, dtype=bool)])

    def rows(self) -> Iterator[tuple[str, str, int, int, str]]:
        """Yield article_id, field, start, end and value of each span."""
        names = ("article_id", "field", "start", "end", "value")
        return zip(*(self.table[name].tolist() for name in names), strict=True)

    def text(self, articles: pd.DataFrame) -> pd.Series:
        """Return the stretch of text under each span, from the article table."""
        by_id = articles.set_index("article_id")
        texts = {name: by_id[name].to_dict() for name in self.table["field"].unique()}
        found = [
            texts[field][article][start:end] for article, field, start, end, _ in self.rows()
        ]
        return pd.Series(found, index=self.table.index, dtype=str)

    # -- algebra: all on one line of positions, so that n log n is enough -----------

    def covered_by(self, other: Spans) -> Ints:
        """Count the characters of each span that lie under any span of ``other``."""
        starts, ends, others = _on_one_line(self.table, other.table)
        return _covered(starts, ends, *_union(*others))

    def overlaps(self, other: Spans) -> Bools:
        """Say of each span whether it shares a character with ``other``."""
        return self.covered_by(other) > 0

    def within(self, other: Spans) -> Bools:
        """Say of each span whether the union of ``other`` holds all of it."""
        length = (self.table["end"] - self.table["start"]).to_numpy()
        return np.asarray((self.covered_by(other) == length) & (length > 0), dtype=bool)

    def pairs(self, other: Spans) -> tuple[Ints, Ints]:
        """List the overlapping pairs as row numbers in the two tables.

        The spans of ``other`` may overlap each other only if nested or crossing spans
        are few: the cost is n log n plus the number of pairs looked at.
        """
        starts, ends, (low, high) = _on_one_line(self.table, other.table)
        order = np.argsort(low, kind="stable")
        low, high = low[order], high[order]
        reach = np.maximum.accumulate(high) if len(high) else high
        first = np.searchsorted(reach, starts, side="right")
        last = np.searchsorted(low, ends, side="left")
        count = np.maximum(last - first, 0)
        mine = np.repeat(np.arange(len(starts)), count)
        step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        theirs = np.repeat(first, count) + step
        shared_end = np.minimum(high[theirs], ends[mine])
        real = shared_end > np.maximum(low[theirs], starts[mine])
        return mine[real], order[theirs[real]]

    def minus(self, other: Spans) -> Self:
        """Cut the characters under ``other`` out of each span; what is left keeps its row."""
        starts, ends, others = _on_one_line(self.table, other.table)
        low, high = _union(*others)
        return self._pieces(starts, ends, *_gaps(low, high))

    def intersect(self, other: Spans) -> Self:
        """Keep only the characters of each span that lie under ``other``."""
        starts, ends, others = _on_one_line(self.table, other.table)
        return self._pieces(starts, ends, *_union(*others))

    def _pieces(self, starts: Ints, ends: Ints, low: Ints, high: Ints) -> Self:
        """Intersect each span with disjoint, sorted stretches."""
        first = np.searchsorted(high, starts, side="right")
        last = np.searchsorted(low, ends, side="left")
        count = np.maximum(last - first, 0)
        mine = np.repeat(np.arange(len(starts)), count)
        step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        theirs = np.repeat(first, count) + step
        shift = (starts - self.table["start"].to_numpy())[mine]
        cut = self.table.iloc[mine].assign(
            start=np.maximum(starts[mine], low[theirs]) - shift,
            end=np.minimum(ends[mine], high[theirs]) - shift,
        )
        return type(self)(cut[cut["end"] > cut["start"]])


def _refuse_impossible(table: pd.DataFrame) -> None:
    """Raise one error that lists every span no text can hold."""
    wrong_field = ~table["field"].isin(FIELDS)
    wrong_place = (table["start"] < 0) | (table["end"] < table["start"])
    faults = [
        f"span {row.Index} of article {row.article_id!r}: field {row.field!r}, "
        f"from {row.start} to {row.end}"
        for row in table[wrong_field | wrong_place].itertuples()
    ]
    if faults:
        opening = (
            f"{many(len(faults), 'span')} cannot be: the field is headline or body, "
            "and 0 <= start <= end."
        )
        raise SpanError(fault_list(opening, faults))


def _on_one_line(
    mine: pd.DataFrame, other: pd.DataFrame
) -> tuple[Ints, Ints, tuple[Ints, Ints]]:
    """Lay the texts of both tables end to end, and give starts and ends on that line."""
    both = pd.concat([mine, other], ignore_index=True)[["article_id", "field", "start", "end"]]
    text, _ = pd.factorize(both["article_id"].astype(str) + "\0" + both["field"].astype(str))
    room = int(both["end"].max()) + 1 if len(both) else 1
    offset = text.astype(np.int64) * room
    start = both["start"].to_numpy(np.int64) + offset
    end = both["end"].to_numpy(np.int64) + offset
    n = len(mine)
    return start[:n], end[:n], (start[n:], end[n:])


def _union(start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Merge stretches that overlap or touch; the result is sorted and disjoint."""
    real = end > start
    start, end = start[real], end[real]
    if not len(start):
        return start, end
    order = np.argsort(start, kind="stable")
    start, end = start[order], end[order]
    reach = np.maximum.accumulate(end)
    opens = np.r_[True, start[1:] > reach[:-1]]
    closes = np.r_[opens[1:], True]
    return start[opens], reach[closes]


def _gaps(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Return the stretches between disjoint, sorted ones, to the ends of the line."""
    far = np.iinfo(np.int64).max
    return np.r_[np.int64(-1), high], np.r_[low, far]


def _covered(start: Ints, end: Ints, low: Ints, high: Ints) -> Ints:
    """Count the characters of [start, end) under disjoint, sorted stretches."""
    if not len(low):
        return np.zeros_like(start)
    before = np.r_[np.int64(0), np.cumsum(high - low)]

    def up_to(place: Ints) -> Ints:
        rank = np.searchsorted(low, place, side="right")
        inside = np.where(rank > 0, np.minimum(place, high[rank - 1]) - low[rank - 1], 0)
        return np.asarray(before[np.maximum(rank - 1, 0)] + inside, dtype=np.int64)

    return up_to(end) - up_to(start)
