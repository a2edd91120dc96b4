"""The kinds of placebo: what is dealt at random, run by run, and what is then compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.check._material import Material
from analysis.stats.cells import constant_within
from analysis.stats.placebo import (
    TRIES,
    Outcome,
    compare_rows,
    distinct_halves,
    halves,
    rows_needed,
    shuffled_within,
)
from analysis.tally import NOWHERE

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
OURS, CELLS = "this suite", "cells by side"
CODE = "code"
STRETCHES = 8
"""Stretches of consecutive events that an outlet's events are cut into, by date."""
MOST_PIECES = 96
"""Consecutive pieces of an outlet that one run takes: the permutation costs their square."""
TESTS_A_RUN = 20_000
"""Groups × items that a run of shuffled labels tests at most."""


@dataclass(frozen=True, kw_only=True)
class Placebo:
    """One kind of placebo: how it is dealt, and what each run of it gives by method."""

    name: str
    dealt: str
    methods: Sequence[str]
    n_runs: int
    run: Callable[[int], Mapping[str, Outcome]]
    refused: str = ""
    """Why this suite makes no test of it; empty where it does."""
    sides: Mapping[str, str] = field(default_factory=dict)
    """Where the first run puts each outlet, if it is outlets that are dealt."""


@dataclass(frozen=True, kw_only=True)
class Deck:
    """How many runs are wanted, and where the draws come from."""

    n_runs: int
    rng: np.random.Generator


def placebos(source: Material, *, column: str, n_runs: int, seed: int) -> list[Placebo]:
    """Deal every kind of placebo, each with draws of its own from the seed."""
    sides, dates, authors, code = (
        Deck(n_runs=n_runs, rng=np.random.default_rng([seed, number])) for number in range(4)
    )
    return [
        on_random_sides(source, sides),
        dates_in_halves(source, dates),
        authors_in_halves(source, column, authors),
        shuffled_labels(source, code),
    ]


def few(n_runs: int) -> int:
    """Give the runs of what costs much and needs no large number.

    >>> few(200), few(40), few(5)
    (40, 20, 5)
    """
    return min(max(n_runs // 5, 20), n_runs)


# -- outlets on random sides -------------------------------------------------------------


def on_random_sides(source: Material, deck: Deck) -> Placebo:
    """Put the outlets that meet others on random sides, and compare the sides."""
    here = source.where_outlets_meet()
    names, outlet = np.unique(here.outlet, return_inverse=True)
    n_outlets, needed = len(names), rows_needed(here.n_items)
    deals = (
        distinct_halves(np.arange(n_outlets), deck.n_runs, deck.rng) if n_outlets > 1 else []
    )
    refused = ""
    if n_outlets < 2 * needed:
        refused = f"{n_outlets} outlets meet others; sides of {needed} are needed"

    def run(number: int) -> dict[str, Outcome]:
        side = np.where(deals[number], 0, 1)[outlet]
        found = {here.naive: here.as_the_field(side)}
        if not refused:
            found[OURS] = here.contrast(outlet, side, 2, "outlet")
        if number < few(deck.n_runs):
            found[CELLS] = here.contrast(outlet, side, 2, "cell")
        return found

    return Placebo(
        name="sides",
        dealt=f"{n_outlets} outlets on two random sides",
        methods=(OURS, here.naive, CELLS),
        n_runs=len(deals),
        run=run,
        refused=refused,
        sides=_sides(here, deals[0][outlet]) if deals else {},
    )


def _sides(here: Material, first: Bools) -> dict[str, str]:
    """Name the side of each outlet."""
    pairs = zip(here.articles["outlet"], np.where(first, "A", "B"), strict=True)
    return {str(outlet): str(side) for outlet, side in sorted(set(pairs))}


# -- one outlet in halves ----------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """The pieces of one outlet in order: of each article its piece, or -1."""

    outlet: int
    of_article: Ints
    event: Ints
    block: Ints | None
    """What is dealt whole, of each piece; ``None``: stretches of consecutive pieces."""

    def deal(self, rng: np.random.Generator) -> tuple[int, Bools]:
        """Take a window of consecutive pieces, and deal its blocks to two halves."""
        size = min(len(self.event), MOST_PIECES)
        start = int(rng.integers(len(self.event) - size + 1))
        if self.block is None:
            block = np.arange(size) * STRETCHES // size
        else:
            block = np.unique(self.block[start : start + size], return_inverse=True)[1]
        return start, halves(block, rng)


def dates_in_halves(source: Material, deck: Deck) -> Placebo:
    """Split the events of one outlet in halves by date, stretch by stretch."""
    here = source.where_outlets_meet()
    dates = pd.to_datetime(here.articles["published"], errors="coerce")
    of_event = dates.groupby(here.tally.units.event).median()
    order = of_event.dropna().sort_values(kind="stable").index
    rank = pd.Series(range(len(order)), index=order).reindex(here.tally.units.event)
    rank_of = rank.fillna(NOWHERE).to_numpy(np.int64)
    pieces = [
        pieces_of(here, int(outlet), np.where(here.outlet == outlet, rank_of, NOWHERE), None)
        for outlet in np.unique(here.outlet)
    ]
    return in_halves(here, "dates", "dated events", pieces, deck)


def authors_in_halves(source: Material, column: str, deck: Deck) -> Placebo:
    """Split the authors (or desks, or whatever a column names) of one outlet in halves."""
    here = source.where_outlets_meet()
    if column not in here.articles:
        return none_made(column, f"the articles have no column {column!r}")
    named = here.articles[column].fillna("").astype(str).str.strip().str.casefold()
    code = np.where(named == "", NOWHERE, np.unique(named, return_inverse=True)[1])
    event = here.tally.units.event
    pieces = [
        pieces_of(here, int(outlet), np.where(mine & (code >= 0), event, NOWHERE), code)
        for outlet in np.unique(here.outlet)
        if (mine := here.outlet == outlet).any()
    ]
    return in_halves(here, column, f"pieces by {column}", pieces, deck)


def pieces_of(here: Material, outlet: int, order: Ints, block: Ints | None) -> Pieces:
    """Gather the pieces of one outlet by ``order``, which is -1 for other articles."""
    mine = np.flatnonzero(order != NOWHERE)
    owner = np.zeros(len(mine), np.int64) if block is None else block[mine]
    keys, first, piece = np.unique(
        np.stack([order[mine], owner]), axis=1, return_index=True, return_inverse=True
    )
    of_article = np.full(len(order), NOWHERE, np.int64)
    of_article[mine] = piece.ravel()
    event = here.tally.units.event[mine[first]]
    return Pieces(
        outlet=outlet,
        of_article=of_article,
        event=event,
        block=None if block is None else keys[1],
    )


def in_halves(
    here: Material, name: str, what: str, pieces: Sequence[Pieces], deck: Deck
) -> Placebo:
    """Deal one outlet's blocks in halves, outlet after outlet, and compare the halves."""
    needed = rows_needed(here.n_items)
    large = [one for one in pieces if len(one.event) >= 2 * needed]
    deals = different_deals(large, needed, deck)
    if not deals:
        most = max((len(one.event) for one in pieces), default=0)
        reason = (
            f"no outlet has more than {most} {what} that others report too; halves of "
            f"{needed} are needed"
        )
        split = f"no outlet's {what} can be dealt in two halves of {needed} or more"
        return none_made(name, split if large else reason)

    def run(number: int) -> dict[str, Outcome]:
        one, start, member = deals[number]
        place = one.of_article - start
        place[(one.of_article < 0) | (place < 0) | (place >= len(member))] = NOWHERE
        half = np.where(place < 0, NOWHERE, np.where(member, 0, 1)[place])
        score = here.pieces.score(place, one.event[start : start + len(member)], one.outlet)
        return {
            OURS: compare_rows(score, member, here.fdr),
            here.naive: here.as_the_field(half),
        }

    n_outlets = len({one.outlet for one, _, _ in deals})
    return Placebo(
        name=name,
        dealt=f"{what} of one of {n_outlets} outlets in two halves",
        methods=(OURS, here.naive),
        n_runs=len(deals),
        run=run,
    )


def different_deals(
    pieces: Sequence[Pieces], needed: int, deck: Deck
) -> list[tuple[Pieces, int, Bools]]:
    """Deal outlet after outlet, until there are enough different deals or no further ones."""
    found: dict[tuple[int, int, bytes], tuple[Pieces, int, Bools]] = {}
    for number in range(TRIES * deck.n_runs if pieces else 0):
        if len(found) == deck.n_runs:
            break
        one = pieces[number % len(pieces)]
        start, member = one.deal(deck.rng)
        if min(member.sum(), (~member).sum()) >= needed:
            found.setdefault((one.outlet, start, member.tobytes()), (one, start, member))
    return list(found.values())


# -- the code ----------------------------------------------------------------------------


def shuffled_labels(source: Material, deck: Deck) -> Placebo:
    """Shuffle the labels of the comparison itself, as its own test does."""
    units, n_groups = source.tally.units, len(source.tally.units.groups)
    source = source.with_items(TESTS_A_RUN // n_groups)
    seeds = deck.rng.integers(2**63, size=few(deck.n_runs))
    dealt = {
        "outlet": f"labels of {len(np.unique(units.outlet))} outlets shuffled",
        "cell": "labels of cells shuffled within events",
        "article": "labels of articles shuffled within events",
    }

    def run(number: int) -> dict[str, Outcome]:
        outlet, group = shuffled(source, np.random.default_rng(seeds[number]))
        return {
            OURS: source.contrast(outlet, group, n_groups, source.tally.units.unit),
            source.naive: source.as_the_field(group, n_groups),
        }

    return Placebo(
        name=CODE,
        dealt=dealt[source.tally.units.unit],
        methods=(OURS, source.naive),
        n_runs=len(seeds),
        run=run,
    )


def shuffled(source: Material, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Deal the groups anew to what the comparison takes as one observation."""
    units = source.tally.units
    if source.tally.units.unit == "outlet":
        codes, first = np.unique(units.outlet, return_index=True)
        dealt = rng.permutation(units.group[first])
        return units.outlet, dealt[np.searchsorted(codes, units.outlet)]
    owner = units.outlet
    if source.tally.units.unit == "article":
        owner = np.arange(len(units.group))
    elif not constant_within(units.outlet, units.group):
        owner = units.group  # an attribute of articles: the cell is the group in an event
    return shuffled_within(units.event, owner, units.group, rng)


def none_made(name: str, reason: str) -> Placebo:
    """Stand for a placebo that cannot be made."""

    def run(number: int) -> dict[str, Outcome]:
        del number
        return {}

    return Placebo(name=name, dealt="", methods=(OURS,), n_runs=0, run=run, refused=reason)
