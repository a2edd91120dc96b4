"""Who covered what: outlets by events, with their zeros, in the collected articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.compare._named import Named, headlines_that_name
from analysis.corpus import Corpus
from analysis.design import Design, Windows
from analysis.errors import ChoiceError
from analysis.measure.counted import CountedText
from analysis.measure.words import measure_words
from analysis.spans import Spans
from analysis.stats.arrays import gather
from analysis.stats.cells import constant_within
from analysis.stats.saddlepoint import log_choose
from analysis.tally import NOWHERE, Units, tally_units

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Dates = NDArray[np.datetime64]
UNLIKELY = 0.1
"""Chance of so long a silence at an end below which an outlet counts as not there."""
DAY = 86_400
FEW = 5
"""Events that an outlet must cover for its pace to be judged."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Coverage:
    """Cells of outlets and events, a row each, covered or not, and what is to be said of them.

    ``cells`` has names and codes of group, outlet and event; ``known`` (whether the outlet
    could have covered it), ``n_articles``, ``n_words``, ``headline`` (share of its articles
    whose headline names the event), ``first`` (earliest date), ``lag`` (days after the first)
    and ``undated``; what a cell does not have is missing. ``cell`` is the row of each article's
    cell, or -1 where it has no event.
    """

    cells: pd.DataFrame
    cell: Ints
    named: Named
    units: Units
    corpus: Corpus
    notes: tuple[str, ...]

    def evidence(self, row: pd.Series) -> Spans:
        """Return the headlines behind a row, or of headline the words that name the event.

        Of an article without a headline it is the first letter of its text.
        """
        mine = (self.cells["group"] == row["group"]) & self.cells["known"]
        if row["measure"] == "lag":
            mine &= self.cells["lag"].notna()
        rows = np.flatnonzero(np.isin(self.cell, np.flatnonzero(mine)))
        if row["measure"] == "headline":
            return self.named.spans(self.corpus.articles, rows)
        chosen = self.corpus.articles.iloc[rows]
        headed = chosen["headline"] != ""
        spans = pd.DataFrame(
            {
                "article_id": chosen["article_id"],
                "field": np.where(headed, "headline", "body"),
                "start": 0,
                "end": np.where(headed, chosen["headline"].str.len(), 1),
                "layer": "covered",
                "value": row["measure"],
            }
        )
        return Spans(spans[(headed | (chosen["body"] != "")).to_numpy()])


def coverage_of(text: CountedText, design: Design, windows: Windows) -> Coverage:
    """Lay out who covered what: a row an outlet (or a group of articles) and event."""
    if design.within is None:
        msg = (
            "coverage is one of events, and within=None names none: give the column that says "
            "which event each article reports, for example within='event_id'."
        )
        raise ChoiceError(msg)
    if windows not in get_args(Windows):
        msg = f"windows is {windows!r}; it can be 'judged' or 'whole'."
        raise ChoiceError(msg)
    rows, units = tally_units(text.corpus, design, eventless=True)
    if not (units.event != NOWHERE).any():
        msg = f"no article has a value in {design.within!r}: there are no events to cover."
        raise ChoiceError(msg)
    if units.unit == "article":
        msg = "coverage is an outlet's, not an article's: leave unit to 'auto'."
        raise ChoiceError(msg)
    owner, names = _owners(units)
    n_events = len(units.events)
    cell = np.where(units.event == NOWHERE, NOWHERE, owner * n_events + units.event)
    words = measure_words(text)
    named = headlines_that_name(text, words, rows=rows, event=units.event, owner=owner)
    published = text.corpus.articles["published"].to_numpy("datetime64[s]")[rows]
    articles = pd.DataFrame({"cell": cell, "named": named.share})
    cells = _fill(_empty(units, owner, names), articles, words.totals[rows], published)
    known = np.ones(len(cells), bool)
    if windows == "judged":
        known = _known(cells, owner, published, len(names))
    cells = cells.assign(known=known)
    return Coverage(
        cells=cells,
        cell=cell,
        named=named,
        units=units,
        corpus=text.corpus.where(np.isin(np.arange(len(text.corpus)), rows)),
        notes=(*units.notes, *_notes(cells, n_events, windows)),
    )


def _owners(units: Units) -> tuple[Ints, tuple[str, ...]]:
    """Say whose each article is: the outlet's, or where outlets have several groups, theirs."""
    if constant_within(units.outlet, units.group):
        return units.outlet, units.outlets
    return units.group, units.groups


def _empty(units: Units, owner: Ints, names: tuple[str, ...]) -> pd.DataFrame:
    """Name every pair of owner and event, covered or not, an owner's events together."""
    group_of = np.zeros(len(names), np.int64)
    group_of[owner] = units.group
    row = np.arange(len(names) * len(units.events))
    outlet, event = np.divmod(row, len(units.events))
    return pd.DataFrame(
        {
            "group": np.array(units.groups, object)[group_of[outlet]],
            "outlet": np.array(names, object)[outlet],
            "event": np.array(units.events, object)[event],
            "group_code": group_of[outlet],
            "outlet_code": outlet,
            "event_code": event,
        }
    ).astype({"group": str, "outlet": str, "event": str})


def _fill(
    cells: pd.DataFrame, articles: pd.DataFrame, totals: Floats, published: Dates
) -> pd.DataFrame:
    """Add to cells what their articles come to; what a cell does not have is missing."""
    place, named = articles["cell"].to_numpy(np.int64), articles["named"].to_numpy(float)
    dated, judged = ~np.isnat(published), ~np.isnan(named)
    columns = [np.ones(len(place)), totals, dated, judged, np.nan_to_num(named)]
    sums = gather(place, len(cells)) @ np.stack(columns, axis=1)
    n, words, n_dated, n_judged, n_named = np.asarray(sums, float).T
    firsts = pd.Series(published[dated]).groupby(place[dated]).min()
    with np.errstate(invalid="ignore", divide="ignore"):
        headline = np.where(n_judged > 0, n_named / n_judged, np.nan)
    filled = cells.assign(
        n_articles=n.astype(np.int64),
        n_words=np.where(words > 0, words, np.nan),
        n_judged=n_judged.astype(np.int64),
        headline=headline,
        first=firsts.reindex(range(len(cells))).to_numpy("datetime64[s]"),
        undated=n_dated < n,  # an undated article may have been the first
    )
    return filled.assign(lag=np.where(filled["undated"], np.nan, _lags(filled)))


def _lags(cells: pd.DataFrame) -> Floats:
    """Days from an event's first article to the cell's own, where two cells have a date."""
    first = cells["first"]
    by_event = first.groupby(cells["event_code"])
    days = (first - by_event.transform("min")).dt.total_seconds() / DAY
    return np.asarray(days.where(by_event.transform("count") > 1), float)


def _known(cells: pd.DataFrame, owner: Ints, published: Dates, size: int) -> Bools:
    """Say which events each owner could have covered, by its own dates and pace.

    Before its first article and after its last, an owner of `FEW` events or more counts as
    not there if so many events at an end would be without it by chance in fewer than
    `UNLIKELY` of orders: with k covered of E, L or more at one end are missed in
    C(E - L, k) / C(E, k) of them. Cutting at the dates alone would make every outlet look
    complete that covers little.
    """
    covered = (cells["n_articles"] > 0).to_numpy().reshape(size, -1)
    starts = cells.groupby("event_code")["first"].min().to_numpy("datetime64[D]")
    known = np.ones(covered.shape, bool)
    day = published.astype("datetime64[D]")
    for code in range(size):
        own = day[(owner == code) & ~np.isnat(day)]
        if not len(own) or covered[code].sum() < FEW:
            continue
        for outside in (starts < own.min(), starts > own.max()):
            missed = outside & ~covered[code]
            if _chance(int(missed.sum()), int(covered[code].sum()), len(starts)) < UNLIKELY:
                known[code, missed] = False
    return known.ravel()


def _chance(missed: int, covered: int, events: int) -> float:
    """Chance that ``covered`` of ``events``, in any order, leave the first ``missed`` out.

    >>> round(_chance(1, 11, 12), 6), _chance(0, 5, 12), _chance(8, 5, 12)
    (0.083333, 1.0, 0.0)
    """
    if missed > events - covered:
        return 0.0
    return float(np.exp(log_choose(events - missed, covered) - log_choose(events, covered)))


def _notes(cells: pd.DataFrame, events: int, windows: Windows) -> list[str]:
    """Say what the zeros of this table are, and what stands behind lags."""
    n_outlets = cells["outlet_code"].nunique()
    seen = (
        f"{events:,} events that at least one of {n_outlets:,} outlets covers in the collected "
        "articles: what none of them covers is not seen, and what is missing here may have "
        "been missed by the search or the archive."
    )
    notes = [seen]
    outside = cells[~cells["known"]]
    if len(outside):
        by_outlet = outside.groupby("outlet").size().sort_values(ascending=False)
        told = ", ".join(f"{name} {n:,}" for name, n in by_outlet.head(6).items())
        told += f" and {len(by_outlet) - 6} more outlets" if len(by_outlet) > 6 else ""
        pairs = "pair of outlet and event lies" if len(outside) == 1 else "pairs lie"
        notes.append(
            f"{len(outside):,} {pairs} before the outlet's first article or after its last and "
            f"count as not collected rather than as left out ({told}): at its own pace so long "
            f"a silence has a chance below {UNLIKELY:.0%}. windows='whole' counts them."
        )
    elif windows == "whole":
        notes.append("events before an outlet's first article or after its last count too.")
    return [*notes, *_on_dates(cells)]


def _on_dates(cells: pd.DataFrame) -> list[str]:
    """Say how many cells have no date, how fine dates are, and how often outlets tie."""
    covered = cells[cells["n_articles"] > 0]
    dated = covered[covered["lag"].notna()]
    notes = []
    bare = int(covered["undated"].sum())
    if bare:
        cells_word = "cell has" if bare == 1 else "cells have"
        notes.append(f"{bare:,} {cells_word} an article without a date, and so no lag.")
    if len(dated):
        whole_days = (dated["first"] == dated["first"].dt.normalize()).all()
        ties = int((dated[dated["lag"] == 0].groupby("event_code").size() > 1).sum())
        many = dated["event_code"].nunique()
        told = "dates have no hours, so that lags are whole days; " if whole_days else ""
        told += f"in {ties:,} of {many:,} events several outlets came first together."
        notes.append(told)
    return notes
