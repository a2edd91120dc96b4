"""The tally: the one place where spans become numbers.

Words, labels, sentiment and whatever comes later all become a :class:`Tally` of articles ×
items; the inference knows nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.corpus import Corpus
from analysis.design import Design
from analysis.errors import ChoiceError, some
from analysis.spans import Spans
from analysis.stats.cells import Unit
from analysis.stats.route import route

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
NOWHERE = -1
"""Code of an article that has no event, and so has no part in a contrast."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Units:
    """What each article counts towards: its outlet, its event and its group.

    ``outlet``, ``event`` and ``group`` are codes into the names; ``event`` is
    :data:`NOWHERE` where the article has none. ``unit`` says what one observation is.
    """

    article_ids: NDArray[np.object_]
    outlet: Ints
    event: Ints
    group: Ints
    outlets: tuple[str, ...]
    events: tuple[str, ...]
    groups: tuple[str, ...]
    unit: Unit
    notes: tuple[str, ...] = ()

    def take(self, rows: Ints) -> Self:
        """Keep some articles, in the order of ``rows``."""
        return replace(
            self,
            article_ids=self.article_ids[rows],
            outlet=self.outlet[rows],
            event=self.event[rows],
            group=self.group[rows],
        )

    def only(self, names: Sequence[str]) -> tuple[Ints, Self]:
        """Keep the articles of some groups, numbered anew in the order of ``names``."""
        code = np.full(len(self.groups), NOWHERE, np.int64)
        code[[self.groups.index(name) for name in names]] = np.arange(len(names))
        rows = np.flatnonzero(code[self.group] != NOWHERE)
        chosen = self.take(rows)
        return rows, replace(chosen, group=code[chosen.group], groups=tuple(names))

    def meeting(self, used: Bools, group: int, reference: object) -> Ints:
        """Find the ``used`` articles of events that a group shares with those it meets there.

        These are all others, or the group of the name ``reference`` where that is not None.
        """
        inside = self.group == group
        if reference is not None:
            used = used & (inside | (self.group == self.groups.index(str(reference))))
        own, others = (
            np.bincount(self.event[used & side], minlength=len(self.events)) > 0
            for side in (inside, ~inside)
        )
        return np.flatnonzero(used & (own & others)[self.event])


@dataclass(frozen=True, kw_only=True, eq=False)
class Tally:
    """Counts of each item in each article, and what they are counted among.

    Parameters
    ----------
    counts
        Articles × items: how often each item is counted in each article.
    exposure
        Articles × sets of items: words, mentions or scored segments of each article, what a
        rate or share is of. Items of one set share an exposure.
    exposure_set
        The set of each item; label sets each have their own mentions.
    """

    units: Units
    items: tuple[str, ...]
    counts: sparse.csr_array
    exposure: Floats
    exposure_set: Ints

    def uses(self, group: int) -> Ints:
        """Count how often one group uses each item."""
        total = self.counts[self.units.group == group].sum(axis=0)
        return np.asarray(total).ravel().astype(np.int64)

    def only_groups(self, names: Sequence[str]) -> Tally:
        """Keep the articles of some groups, numbered anew in the order of ``names``."""
        rows, units = self.units.only(names)
        return Tally(
            units=units,
            items=self.items,
            counts=sparse.csr_array(self.counts[rows]),
            exposure=self.exposure[rows],
            exposure_set=self.exposure_set,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class ScoreTally:
    """Mean scores of each item in each article; missing where an article has none."""

    units: Units
    items: tuple[str, ...]
    means: Floats

    def only_groups(self, names: Sequence[str]) -> ScoreTally:
        """Keep the articles of some groups, numbered anew in the order of ``names``."""
        rows, units = self.units.only(names)
        return ScoreTally(units=units, items=self.items, means=self.means[rows])


def tally_scores(spans: Spans, units: Units, *, by: str, items: Sequence[str]) -> ScoreTally:
    """Take the mean score of the spans of each article and item, the item a column ``by``."""
    means = spans.table.pivot_table("score", index="article_id", columns=by, aggfunc="mean")
    table = means.reindex(index=units.article_ids, columns=list(items))
    return ScoreTally(units=units, items=tuple(items), means=table.to_numpy(float))


def tally_units(
    corpus: Corpus, design: Design, *, eventless: bool = False
) -> tuple[Ints, Units]:
    """Say what each article counts towards, and leave out those that have no group.

    Articles that belong to no stratum are left out too, unless ``eventless``: then their
    event is :data:`NOWHERE`. Returns the rows of the articles that are left, and their
    codes in the same order.
    """
    group = _names(corpus.column(design.by))
    keep = (group != "").to_numpy()
    notes = [] if keep.all() else [_without(int((~keep).sum()), design.by)]
    corpus = corpus.where(keep)
    groups, group_code = _codes(group[keep])
    _refuse_one_group(groups, design.by)
    outlets, outlet_code = _codes(corpus.column("outlet"))
    event_names, event_code, event_notes = _strata(corpus, design.within)
    taken = route(
        outlet_code,
        group_code,
        outlets=outlets,
        groups=groups,
        by=design.by,
        by_outlet=design.by == "outlet",
        asked=design.unit,
    )
    units = Units(
        article_ids=corpus.articles["article_id"].to_numpy(object),
        outlet=taken.outlet,
        event=event_code,
        group=group_code,
        outlets=taken.outlets,
        events=event_names,
        groups=groups,
        unit=taken.unit,
        notes=(*notes, *event_notes, *taken.notes),
    )
    if not eventless:
        units = replace(units, notes=(*units.notes, *_alone(units, design)))
    rows = np.flatnonzero(keep)
    inside = np.flatnonzero(event_code != NOWHERE)
    return (rows, units) if eventless else (rows[inside], units.take(inside))


def count_spans(spans: Spans, units: Units, items: Sequence[str]) -> sparse.csr_array:
    """Count the spans of each value in each article."""
    row_of = {article_id: row for row, article_id in enumerate(units.article_ids)}
    column_of = {item: column for column, item in enumerate(items)}
    rows = spans.table["article_id"].map(row_of)
    columns = spans.table["value"].map(column_of)
    known = (rows.notna() & columns.notna()).to_numpy()
    places = (rows[known].to_numpy(np.int64), columns[known].to_numpy(np.int64))
    shape = (len(units.article_ids), len(items))
    return sparse.csr_array((np.ones(int(known.sum())), places), shape=shape)


def _strata(corpus: Corpus, within: str | None) -> tuple[tuple[str, ...], Ints, list[str]]:
    """Code the strata; articles without one take no part in contrasts, and are counted."""
    if within is None:
        code = np.zeros(len(corpus), np.int64)
        note = (
            "compared across the whole corpus, not within events: a difference may be one "
            "of what was covered, not of how."
        )
        return ("all",), code, [note]
    names = _names(corpus.column(within))
    has = (names != "").to_numpy()
    strata, found = _codes(names[has])
    code = np.full(len(corpus), NOWHERE, np.int64)
    code[has] = found
    notes = []
    if not has.all():
        notes.append(_without(int((~has).sum()), within))
    if within != "event_id":
        notes.append(
            f"compared within {within}, not within events: a difference may be one of which "
            f"events each group covered within a {within}."
        )
    return strata, code, notes


def _refuse_one_group(groups: Sequence[str], by: str) -> None:
    if len(groups) < 2:
        msg = (
            f"by={by!r} gives {len(groups)} group ({some(groups)}); "
            "a comparison needs two or more."
        )
        raise ChoiceError(msg)


def _alone(units: Units, design: Design) -> list[str]:
    """Say how many events have one side only, and so compare nothing."""
    placed = units.event != NOWHERE
    side = units.outlet if units.unit == "outlet" else units.group
    pairs = np.unique(np.stack([units.event[placed], side[placed]]), axis=1)
    alone = int((np.bincount(pairs[0]) == 1).sum())
    if not alone or design.within is None:
        return []
    strata = "events" if design.within == "event_id" else f"values of {design.within}"
    who = "outlet" if units.unit == "outlet" else design.by
    verb, rest = ("is", "compares") if alone == 1 else ("are", "compare")
    told = f"{alone:,} of {len(units.events):,} {strata} {verb} reported by one {who} alone"
    return [f"{told} and {rest} nothing."]


def _without(number: int, column: str) -> str:
    """Say how many articles lack a column and so take no part."""
    if number == 1:
        return f"1 article has no {column} and is left out."
    return f"{number:,} articles have no {column} and are left out."


def _names(column: pd.Series) -> pd.Series:
    """Return a column as names, empty where it is missing."""
    return column.astype(object).where(column.notna(), "").astype(str).str.strip()


def _codes(names: pd.Series) -> tuple[tuple[str, ...], Ints]:
    """Give each name its number in alphabetical order."""
    found, code = np.unique(names.to_numpy(str), return_inverse=True)
    return tuple(map(str, found)), code.astype(np.int64)
