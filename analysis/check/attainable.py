"""Check what a design could show at all, before anything is counted.

A permutation test cannot give a p below a bound that follows from who covered what. Within
events of m cells, a of them the group's, it is 2 · Π 1/C(m, a): one outlet of five reaches
2 · (1/5)^J in J events, one of a pair 2^(1 - J). Sides of outlets are permuted over outlets:
2/C(G, Ga).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from math import comb, prod
from operator import mul
from typing import ClassVar, cast

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.check.result import CheckResult
from analysis.corpus import Corpus
from analysis.design import OWN_PARTS, Copies, Counted, Design, Voice, in_strata
from analysis.errors import ChoiceError, some
from analysis.measure.counted import CountedText, counted_text
from analysis.stats.cautions import ALONE, NO_ARTICLES, outlet_notes, refusal, unreachable
from analysis.stats.cells import Cells, collapse
from analysis.stats.outlets import OutletDesign, outlet_design
from analysis.tally import NOWHERE, Units, tally_units

ROUNDING = 1 + 1e-9
"""A product of fractions may lie a hair above the fraction it is."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class AttainableCheck(CheckResult):
    """How small the p of each group could become, and whether that is small enough."""

    columns: ClassVar[dict[str, str]] = {
        "group": "value of the grouping column",
        "n_articles": "articles of the group that count",
        "n_events": "events in which the group has articles that count",
        "n_informative": "of these, events in which other groups have articles too",
        "n_units": "units of the group in those events; outlets that meet others, by side",
        "n_other_units": "units of the other groups in the same events, or other outlets",
        "smallest_p": "smallest p that any item of the group could reach",
        "needed_p": "p that the first item to be found in the family must reach",
        "events_needed": "events, at least, in which an item must stand out to be found in "
        "the family; missing if all would not do, or if outlets are the units",
        "events_needed_alone": "the same for one item of one group, chosen beforehand",
        "passed": "whether the group could show anything in the family: yes or no",
        "reason": "why it could not",
    }

    @property
    def caption(self) -> str:
        """Text that may stand under the table as it is."""
        within, n_items = self.settings["within"], cast("int", self.settings["n_items"])
        return (
            f"What {self.settings['by']} could show, compared "
            f"{f'within {within}' if within else 'across the whole corpus'} for "
            f"{n_items:,} {'item' if n_items == 1 else 'items'} at a false discovery rate of "
            f"{self.settings['fdr']:g}. {self.corpus}. Smallest p: the least that permuting "
            f"the labels of {self.settings['unit']}s can give, whatever the texts say."
        )


@dataclass(frozen=True, kw_only=True)
class Family:
    """The tests judged together, and the rate of false discoveries allowed among them."""

    n_items: int
    n_groups: int
    fdr: float

    @property
    def tests(self) -> int:
        """Items × groups; of two groups one is tested, and the other mirrors it."""
        return self.n_items * (1 if self.n_groups == 2 else self.n_groups)

    def __str__(self) -> str:
        return f"a family of {self.tests:,} {'test' if self.tests == 1 else 'tests'}"


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What one group's comparison could show.

    ``ways`` says for each informative event in how many ways the labels of its m cells
    could fall: C(m, a). Over outlets there is one such number (``over_events`` is false).
    """

    ways: tuple[int, ...]
    over_events: bool = True

    @property
    def smallest_p(self) -> float:
        """Twice the chance of the one arrangement that sets the group apart everywhere.

        >>> Reach(ways=(5, 5, 5)).smallest_p, Reach(ways=()).smallest_p
        (0.016, 1.0)
        """
        return min(1.0, max(2 / prod(self.ways), sys.float_info.min))

    def events_needed(self, tests: int, fdr: float) -> int | None:
        """Count the events in which an item must stand out to be the first found.

        ``None`` if standing out in all of them would not do. Over outlets it is 1 or None.

        >>> Reach(ways=(2,) * 8).events_needed(1, 0.05)
        6
        """
        most = accumulate(sorted(self.ways, reverse=True), mul)
        needed = 2 * tests / fdr / ROUNDING
        return next((n for n, ways in enumerate(most, start=1) if ways >= needed), None)


def check_attainable(
    corpus: Corpus,
    *,
    design: Design | None = None,
    n_items: int = 1,
    voice: Voice = "outlet",
    copies: Copies = "exclude",
    parts: Sequence[str] = OWN_PARTS,
    genre: Sequence[str] | None = None,
) -> AttainableCheck:
    """Check what each group could show at all, given who covered what.

    Parameters
    ----------
    corpus
        Articles to compare.
    design
        Who is compared, within what, and what one observation is; by outlet within events
        unless said otherwise.
    n_items
        Items compared at once: words of the list, labels of all sets, 2 for the sentiment
        of both voices. The family of tests is items × groups, items alone for two groups.
    voice, copies, parts, genre
        Which text counts: see :class:`analysis.design.Counted`.

    Returns
    -------
    AttainableCheck
        One row a group. ``passed`` is "no" where no group could show anything.

    Raises
    ------
    ChoiceError
        ``n_items`` is below 1, or one group is all there is.

    Notes
    -----
    smallest p = 2 · Π 1/C(m, a) over events with m cells, a of them the group's; over
    outlets 2/C(G, Ga), refused below 5 outlets a side, and below 10 for a list of more than
    20 items. The first discovery of Benjamini and Hochberg needs p ≤ fdr / tests. Limits: a
    bound, not the power. The tests made are stricter, and rare items occur in fewer events.
    Means (sentiment) are tested by sign flips, with 2^(1 - J) in J events at best.
    Source: Tarone (1990), Biometrics 46, for what an attainable p decides.

    Examples
    --------
    Two outlets in six events: 2^(1 - 6).

    >>> rows = {"article_id": [f"a{i}" for i in range(12)], "outlet": ["Post", "Star"] * 6,
    ...     "event_id": [f"e{i // 2}" for i in range(12)], "published": "2024-03-01",
    ...     "headline": "", "body": [f"Report number {i}." for i in range(12)]}
    >>> check = check_attainable(Corpus(pd.DataFrame(rows)))
    >>> check.passed, check.table["smallest_p"].tolist(), check.table["events_needed"].tolist()
    ('yes', [0.03125, 0.03125], [6, 6])
    """
    if n_items < 1:
        msg = f"n_items is {n_items}; a family holds 1 item or more."
        raise ChoiceError(msg)
    design = design or Design()
    counted = Counted(voice=voice, copies=copies, parts=tuple(parts), genre=genre)
    text = counted_text(corpus, counted)
    rows, units = tally_units(text.corpus, design, eventless=True)
    cells = _cells(text, units)
    family = Family(n_items=n_items, n_groups=len(units.groups), fdr=design.fdr)
    table = pd.DataFrame(
        [_row(units, cells, code, family) for code in range(len(units.groups))],
        columns=list(AttainableCheck.columns),
    ).astype({"events_needed": "Int64", "events_needed_alone": "Int64"})
    table["reason"] = [in_strata(reason, design.within) for reason in table["reason"]]
    return AttainableCheck(
        table=table,
        passed="yes" if (table["passed"] == "yes").any() else "no",
        verdict=_verdict(table, family),
        settings={
            "n_items": n_items,
            **asdict(counted),
            **asdict(design),
            "unit": units.unit,
        },
        corpus=text.corpus.where(np.isin(np.arange(len(text.corpus)), rows)).summary(),
        notes=(*corpus.notes, *text.notes, *units.notes, *_cautions(units, cells)),
    )


def _cells(text: CountedText, units: Units) -> Cells:
    """Lay out the cells that a comparison of words would have, without any item."""
    spans = text.spans.table
    length = (spans["end"] - spans["start"]).groupby(spans["article_id"]).sum()
    return collapse(
        sparse.csr_array((len(units.article_ids), 1)),
        length.reindex(units.article_ids).fillna(0).to_numpy(float),
        event=units.event,
        outlet=units.outlet,
        group=units.group,
        unit=units.unit,
    )


def _row(units: Units, cells: Cells, code: int, family: Family) -> tuple[object, ...]:
    """Say what one group has, what it could reach, and whether that is enough."""
    own = np.bincount(cells.event[cells.group == code], minlength=len(cells.event_size))
    shared = (own > 0) & (own < cells.event_size)
    if units.unit == "outlet":
        sides = outlet_design(cells, code)
        inside, outside = int(sides.member.sum()), int((~sides.member).sum())
        ways = (comb(inside + outside, inside),) if inside and outside else ()
        reach, refused = Reach(ways=ways, over_events=False), refusal(sides, family.n_items)
    else:
        size, mine = cells.event_size[shared].tolist(), own[shared].astype(int).tolist()
        inside, outside = sum(mine), sum(size) - sum(mine)
        reach, refused = Reach(ways=tuple(map(comb, size, mine))), ""
    needed = reach.events_needed(family.tests, family.fdr)
    alone = reach.events_needed(1, family.fdr)
    n_shared = int(shared.sum())
    reason = "" if inside and outside else ALONE if own.any() else NO_ARTICLES
    reason = reason or refused
    if needed is None and not reason:
        reason = unreachable(
            n_shared,
            reach.smallest_p,
            family.fdr / family.tests,
            over_outlets=not reach.over_events,
        )
    return (
        units.groups[code],
        int(((units.group == code) & (units.event != NOWHERE)).sum()),
        int((own > 0).sum()),
        n_shared,
        inside,
        outside,
        reach.smallest_p,
        family.fdr / family.tests,
        needed if reach.over_events else None,
        alone if reach.over_events else None,
        "no" if reason else "yes",
        reason,
    )


def _verdict(table: pd.DataFrame, family: Family) -> str:
    failed = table.loc[table["passed"] == "no", "group"].tolist()
    if len(failed) == len(table):
        told = f"Nothing can be found in {family}, however large a difference is"
        if family.tests > 1 and (table["smallest_p"] <= family.fdr).any():
            told += (
                ", if all of them can be tested; what is too rare to be tested leaves the "
                "family, and of the few that may then be left something could be found"
            )
        return f"{told}."
    if failed:
        return (
            f"{len(table) - len(failed)} of {len(table)} groups could show a difference in "
            f"{family}; {some(failed)} could not."
        )
    return f"Every group could show a difference in {family}, if it is large enough."


def _cautions(units: Units, cells: Cells) -> Iterator[str]:
    """Say what the bound leaves out, and what the design of sides does to the test."""
    yield "A bound, not the power: a difference of ordinary size needs more events than this."
    yield (
        "For labels, events where nobody names the referent fall away; for words, those where "
        "nobody uses the word."
    )
    if units.unit == "outlet":
        designs: list[tuple[str, OutletDesign]] = [
            (name, outlet_design(cells, code)) for code, name in enumerate(units.groups)
        ]
        yield from outlet_notes(designs)
