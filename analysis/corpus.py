"""The corpus: an unchanging table of articles, with layers of spans over their texts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import CorpusError, SpanError, fault_list, many, some
from analysis.export import write_csv, write_quanteda, written_whole
from analysis.parsing import Parses
from analysis.spans import Spans

Mask = pd.Series | NDArray[np.bool_] | Sequence[bool]

REQUIRED: Mapping[str, str] = {
    "article_id": "unique, stable identifier",
    "outlet": "who published the article, never a quoted source",
    "published": "date of first publication; may be missing, and is counted",
    "headline": "headline as published",
    "body": "text below the headline, unaltered",
}
"""Columns every article table has, and what each one means."""
OPTIONAL: Mapping[str, str] = {
    "event_id": "the event the article reports",
    "url": "address the article was published at",
    "language": "language tag (BCP 47)",
    "genre": "news, opinion, …",
    "section": "section of the outlet",
    "byline": "who wrote it, as printed",
    "wire": "the agency whose copy this is; empty for the outlet's own",
    "retrieved": "date the text was collected",
    "text_status": "full, excerpt or withheld",
    "text_sha256": "hash of a text that may not be shared",
}
"""Columns with a fixed meaning that an article table may have."""


@dataclass(frozen=True, kw_only=True)
class CorpusSummary:
    """What a reader must know of the corpus behind a result."""

    n_articles: int
    n_outlets: int
    n_events: int
    n_undated: int
    first: str
    last: str
    fingerprint: str

    def __str__(self) -> str:
        """Say it in one line that can stand under a figure."""
        span = f"{self.first} to {self.last}" if self.first else "no dates"
        undated = f", {self.n_undated:,} undated" if self.n_undated and self.first else ""
        events = f", {self.n_events:,} events" if self.n_events else ""
        return (
            f"{self.n_articles:,} articles of {self.n_outlets:,} outlets{events}, "
            f"{span}{undated}"
        )


@dataclass(frozen=True, eq=False, repr=False)
class Corpus:
    """Articles to compare. Analyses read it and never change it.

    Parameters
    ----------
    articles
        One row an article, with the columns of ``REQUIRED``. Columns of ``OPTIONAL`` have
        a fixed meaning; any other column is kept, so that it can be the ``by`` of a design.
    outlets
        One row an outlet: ``outlet`` and anything that is true of it (country, lean, …).
    events
        One row an event: ``event_id``, ``description``, ``date``, …
    layers
        Spans over the texts, by the name of the layer.
    notes
        What reading and preparing the corpus did that a reader must know.
    parses
        The parse of each text, where `analysis.parse` made one.

    Examples
    --------
    >>> rows = {"article_id": ["a", "b"], "outlet": ["Post", "Star"],
    ...         "published": ["2024-03-01", ""], "headline": ["Strike", "Dockers out"],
    ...         "body": ["Dockers struck.", "They are out."]}
    >>> corpus = Corpus(pd.DataFrame(rows))
    >>> print(corpus.summary())
    2 articles of 2 outlets, 2024-03-01 to 2024-03-01, 1 undated
    >>> len(corpus.where(corpus.articles["outlet"] == "Star"))
    1
    """

    _articles: pd.DataFrame
    outlets: pd.DataFrame | None = field(default=None, kw_only=True)
    events: pd.DataFrame | None = field(default=None, kw_only=True)
    layers: Mapping[str, Spans] = field(default_factory=dict, kw_only=True)
    notes: tuple[str, ...] = field(default=(), kw_only=True)
    parses: Parses | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        articles = _checked(self._articles)
        object.__setattr__(self, "_articles", articles)
        object.__setattr__(self, "layers", MappingProxyType(dict(self.layers)))
        for name, spans in self.layers.items():
            _refuse_spans_beyond_text(name, spans, articles)

    @property
    def articles(self) -> pd.DataFrame:
        """The article table; changing the frame you get does not change the corpus."""
        return self._articles.copy(deep=False)

    def __len__(self) -> int:
        return len(self._articles)

    def __repr__(self) -> str:
        layers = f"; layers {', '.join(self.layers)}" if self.layers else ""
        return f"Corpus({self.summary()}{layers})"

    def where(self, mask: Mask) -> Self:
        """Return a corpus of the articles for which ``mask`` is true."""
        if isinstance(mask, str):
            msg = f"where takes a mask, not {mask!r}; say corpus.articles.eval({mask!r})."
            raise CorpusError(msg)
        keep = np.asarray(mask, dtype=bool)
        if len(keep) != len(self):
            msg = (
                f"a mask of {len(keep):,} values cannot choose among {len(self):,} articles; "
                "make it from a column of the corpus."
            )
            raise CorpusError(msg)
        articles = self._articles.loc[keep]
        ids = set(articles["article_id"])
        layers = {
            name: spans.where(spans.table["article_id"].isin(ids))
            for name, spans in self.layers.items()
        }
        parses = None if self.parses is None else self.parses.only(ids)
        return replace(self, _articles=articles, layers=layers, parses=parses)

    def column(self, name: str) -> pd.Series:
        """Return a column of the articles, or one that the outlet or event tables add."""
        if name in self._articles:
            return self._articles[name].copy(deep=False)
        for key, table in (("outlet", self.outlets), ("event_id", self.events)):
            if table is not None and name in table and key in self._articles:
                by_key = table.drop_duplicates(key).set_index(key)[name]
                return self._articles[key].map(by_key).rename(name)
        tables = (self._articles, self.outlets, self.events)
        have = list(dict.fromkeys(str(c) for t in tables if t is not None for c in t))
        msg = f"the corpus has no column {name!r}; it has {', '.join(have)}."
        raise CorpusError(msg)

    @property
    def names(self) -> dict[str, str]:
        """What readers call each outlet: the outlet table's names, where it gives any."""
        if self.outlets is None or "name" not in self.outlets:
            return {}
        named = self.outlets.dropna(subset="name").astype(str)
        pairs = zip(named["outlet"], named["name"], strict=True)
        return {outlet: name.strip() for outlet, name in pairs if name.strip()}

    def with_layer(self, spans: Spans, name: str) -> Self:
        """Return the corpus with ``spans`` as its layer ``name``."""
        return replace(self, layers={**self.layers, name: spans})

    def with_columns(self, columns: Mapping[str, pd.Series]) -> Self:
        """Return the corpus with these columns of the articles added or replaced.

        A parse is of the texts that were there: it goes where a text is replaced.
        """
        articles = self.articles
        for name, values in columns.items():
            articles[name] = values
        parses = None if {"article_id", "headline", "body"} & set(columns) else self.parses
        return replace(self, _articles=articles, parses=parses)

    def with_notes(self, *notes: str) -> Self:
        """Return the corpus with these notes added, each once."""
        return replace(self, notes=tuple(dict.fromkeys((*self.notes, *notes))))

    def summary(self) -> CorpusSummary:
        """Count articles, outlets and events, and fingerprint the text."""
        articles = self._articles
        dates = articles["published"].dropna()
        events = articles["event_id"] if "event_id" in articles else pd.Series(dtype=str)
        return CorpusSummary(
            n_articles=len(articles),
            n_outlets=articles["outlet"].nunique(),
            n_events=events[events != ""].nunique(),
            n_undated=len(articles) - len(dates),
            first=str(dates.min())[:10] if len(dates) else "",
            last=str(dates.max())[:10] if len(dates) else "",
            fingerprint=fingerprint(articles),
        )

    def to_parquet(self, path: str | Path) -> None:
        """Write the article table to one Parquet file, put in place only when whole.

        `read_parquet` gives it back to the character, with its types.
        """
        with written_whole(Path(path)) as beside:
            self._articles.to_parquet(beside, index=False)

    def to_csv(self, path: str | Path) -> None:
        """Write the article table to one CSV file (UTF-8), put in place only when whole.

        Every field is in double quotes, so that line ends, commas and quotes stay part of
        the text, and `read_csv` gives it back to the character. Nothing is changed: a cell
        that begins with ``=``, ``+``, ``-`` or ``@`` is a formula to a spreadsheet, so
        import the file there as text, and do not open it by a double click.

        Raises
        ------
        CorpusError
            A text holds NUL, which ends a text for most programs; Parquet keeps it.
        """
        write_csv(self._articles, Path(path))

    def to_quanteda(self, folder: str | Path) -> None:
        """Write ``articles.csv`` and ``corpus.R``, which makes a quanteda corpus of it in R.

        The bodies are its texts, ``article_id`` names its documents, and every other column,
        the headline too, is a docvar: numbers as numbers, ``published`` as a Date.

        Raises
        ------
        CorpusError
            As in `to_csv`.
        """
        write_quanteda(self._articles, Path(folder))


def fingerprint(articles: pd.DataFrame) -> str:
    """Hash ids, outlets, dates, events and texts, whatever the order of the rows."""
    names = [name for name in (*REQUIRED, "event_id") if name in articles]
    rows = articles[names].sort_values("article_id")
    digest = hashlib.sha256()
    for row in rows.itertuples(index=False):
        digest.update("\x1f".join(map(str, row)).encode("utf-8", "surrogatepass") + b"\x1e")
    return digest.hexdigest()[:12]


def _checked(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the article table in its house types, or raise one error with every fault."""
    missing = [name for name in REQUIRED if name not in articles]
    if missing:
        msg = (
            f"the article table lacks {', '.join(missing)}; "
            f"it has {', '.join(map(str, articles.columns))}. "
            "Map your own names with columns={'outlet': 'your name', …} when reading."
        )
        raise CorpusError(msg)
    table = articles.reset_index(drop=True)
    text = ["article_id", "outlet", "headline", "body"]
    text += [name for name in OPTIONAL if name in table and name != "retrieved"]
    faults: list[str] = []
    for name in text:
        filled = table[name].astype(object).where(table[name].notna(), "")
        table[name] = filled.astype(str)
    table["published"] = _dates(table, faults)
    faults += _faults_of_ids(table)
    if faults:
        opening = f"the article table has {many(len(faults), 'fault')}:"
        raise CorpusError(fault_list(opening, faults))
    return table


def _dates(table: pd.DataFrame, faults: list[str]) -> pd.Series:
    """Read ISO dates; what is empty is missing, what is not a date is a fault."""
    given = table["published"]
    if not pd.api.types.is_datetime64_any_dtype(given):
        text = given.astype(object).where(given.notna(), "").astype(str).str.strip()
        dates = pd.to_datetime(text.where(text != ""), format="ISO8601", errors="coerce")
        wrong = dates.isna() & (text != "")
        faults += [
            f"row {row + 1}: published is {text.iloc[row]!r}; write it as 2024-03-31"
            for row in np.flatnonzero(wrong)
        ]
        given = dates
    if isinstance(given.dtype, pd.DatetimeTZDtype):
        given = given.dt.tz_localize(None)
    return given.astype("datetime64[s]")


def _faults_of_ids(table: pd.DataFrame) -> list[str]:
    """Name the rows whose id or outlet is empty, and the ids that stand twice."""
    faults = [
        f"row {row + 1}: {name} is empty"
        for name in ("article_id", "outlet")
        for row in np.flatnonzero(table[name].str.strip() == "")
    ]
    ids = table.loc[table["article_id"].str.strip() != "", "article_id"]
    for article_id, rows in ids[ids.duplicated(keep=False)].groupby(ids, sort=False):
        places = some([row + 1 for row in rows.index])
        faults.append(
            f"article_id {article_id!r} stands in rows {places}; "
            "drop repeated rows, or give each version of an article its own id"
        )
    return faults


def _refuse_spans_beyond_text(name: str, spans: Spans, articles: pd.DataFrame) -> None:
    """Raise one error that lists the spans whose text does not exist."""
    table = spans.table
    rooms = {
        (article_id, name): len(text)
        for name in ("headline", "body")
        for article_id, text in zip(articles["article_id"], articles[name], strict=True)
    }
    keys = zip(table["article_id"], table["field"], strict=True)
    limit = np.array([rooms.get(key, -1) for key in keys], dtype=np.int64)
    ends = table["end"].to_numpy(np.int64)
    faults = []
    for place in np.flatnonzero(ends > limit):
        row, room = table.iloc[place], limit[place]
        why = f"the text ends at {room}" if room >= 0 else "no such article in the corpus"
        faults.append(
            f"span {place}, {row['start']}-{row['end']}, of {row['field']} "
            f"{row['article_id']!r}: {why}"
        )
    if faults:
        raise SpanError(fault_list(f"layer {name!r} has {many(len(faults), 'fault')}:", faults))
