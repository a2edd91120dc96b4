"""What placebos are made of: a tally, and what is known of its articles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.stats.cells import Unit
from analysis.stats.contrast import contrast_counts
from analysis.stats.pieces import Counts, Means
from analysis.stats.placebo import Outcome, article_test, outcome_of, token_test
from analysis.stats.scalars import contrast_scalars
from analysis.tally import NOWHERE, ScoreTally, Tally

Ints = NDArray[np.int64]
MOST_ITEMS = 2_000
"""Items that the placebos of a longer list look at, spread evenly over rare and common."""
TOKENS, ARTICLES = "token G2", "t over articles"
"""What the field does with counts, and with scores."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Material:
    """What placebos are made of: a tally, the outlets and dates of its articles."""

    tally: Tally | ScoreTally
    outlet: Ints
    articles: pd.DataFrame
    fdr: float

    @property
    def n_items(self) -> int:
        """Number of items compared."""
        return len(self.tally.items)

    @property
    def naive(self) -> str:
        """What the field would do with these numbers."""
        return TOKENS if isinstance(self.tally, Tally) else ARTICLES

    @cached_property
    def pieces(self) -> Counts | Means:
        """The numbers of one outlet's pieces."""
        tally = self.tally
        if isinstance(tally, Tally):
            return Counts(
                counts=tally.counts,
                exposure=tally.exposure,
                item_set=tally.exposure_set,
                event=tally.units.event,
            )
        return Means(values=tally.means, event=tally.units.event, outlet=self.outlet)

    def take(self, rows: Ints) -> Material:
        """Keep some articles."""
        units = self.tally.units.take(rows)
        if isinstance(self.tally, Tally):
            tally: Tally | ScoreTally = replace(
                self.tally,
                units=units,
                counts=sparse.csr_array(self.tally.counts[rows]),
                exposure=self.tally.exposure[rows],
            )
        else:
            tally = replace(self.tally, units=units, means=self.tally.means[rows])
        articles = self.articles.iloc[rows].reset_index(drop=True)
        return replace(self, tally=tally, outlet=self.outlet[rows], articles=articles)

    def with_items(self, most: int) -> Material:
        """Keep so many items of counts, evenly from those that few articles carry to many."""
        tally = self.tally
        if not isinstance(tally, Tally) or len(tally.items) <= most:
            return self
        carried = np.bincount(sparse.csr_array(tally.counts).indices, minlength=self.n_items)
        order = np.argsort(carried, kind="stable")
        kept = np.sort(order[np.linspace(0, len(order) - 1, most).astype(int)])
        fewer = replace(
            tally,
            items=tuple(tally.items[k] for k in kept),
            counts=sparse.csr_array(tally.counts[:, kept]),
            exposure_set=tally.exposure_set[kept],
        )
        return replace(self, tally=fewer)

    def where_outlets_meet(self) -> Material:
        """Keep articles that count, in events that several outlets report."""
        tally = self.tally
        if isinstance(tally, Tally):
            counts = tally.exposure.sum(axis=1) > 0
        else:
            counts = np.isfinite(tally.means).any(axis=1)
        event = np.where(counts, tally.units.event, NOWHERE)
        pairs = np.unique(np.stack([event, self.outlet])[:, event != NOWHERE], axis=1)
        size = np.bincount(pairs[0], minlength=int(tally.units.event.max(initial=-1)) + 1)
        return self.take(np.flatnonzero((event != NOWHERE) & (size[event] > 1)))

    def contrast(self, outlet: Ints, group: Ints, n_groups: int, unit: Unit) -> Outcome:
        """Compare groups as every comparison of the suite does."""
        units, tally = self.tally.units, self.tally
        if isinstance(tally, Tally):
            found = contrast_counts(
                tally.counts,
                tally.exposure,
                event=units.event,
                outlet=outlet,
                group=group,
                n_groups=n_groups,
                unit=unit,
                fdr=self.fdr,
                intervals="none",
                exposure_set=tally.exposure_set,
            )
            return outcome_of(found)
        means = contrast_scalars(
            tally.means,
            event=units.event,
            outlet=outlet,
            group=group,
            n_groups=n_groups,
            unit=unit,
            fdr=self.fdr,
            outlet_intervals=False,
        )
        return outcome_of(means)

    def as_the_field(self, group: Ints, n_groups: int = 2) -> Outcome:
        """Compare groups as if words, or articles, were drawn one by one."""
        tally = self.tally
        if isinstance(tally, Tally):
            exposure = tally.exposure[:, tally.exposure_set]
            return token_test(tally.counts, exposure, group, n_groups, self.fdr)
        return article_test(tally.means, group, n_groups, self.fdr)


def material(tally: Tally | ScoreTally, articles: pd.DataFrame, fdr: float) -> Material:
    """Gather what placebos need; a long list of items is thinned, evenly."""
    outlet = np.unique(articles["outlet"].to_numpy(str), return_inverse=True)[1]
    whole = Material(tally=tally, outlet=outlet.astype(np.int64), articles=articles, fdr=fdr)
    return whole.with_items(MOST_ITEMS)
