"""What was tried to sharpen the test: a third maximum, and weights of events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from corpora import Corpus
from methods import FDR, Verdict, judged, ours
from numpy.random import Generator

from analysis.stats.arrays import Floats
from analysis.stats.cells import Cells, collapse, lay_out, strata_of
from analysis.stats.guard import burstiness, two_sided
from analysis.stats.multiplicity import tarone
from analysis.stats.saddlepoint import Points
from analysis.stats.within import WithinTest, deal, reach


def with_sign_flip(corpus: Corpus, rng: Generator) -> Verdict:
    """Our p, or that of the sign flip where it is larger."""
    p = ours(corpus, rng).p
    for row, group in enumerate(corpus.tested):
        p[row] = np.maximum(p[row], sign_flip(corpus, group))
    return judged(p)


def cells_of(corpus: Corpus) -> Cells:
    """Sum the articles of a corpus into cells."""
    return collapse(
        corpus.counts,
        corpus.exposure,
        event=corpus.event,
        outlet=corpus.outlet,
        group=corpus.group,
        unit=corpus.unit,
    )


def sign_flip(corpus: Corpus, group: int) -> Floats:
    """Give p of U = sum of U_e when each U_e could as well have the other sign."""
    cells = cells_of(corpus)
    dealt = deal(strata_of(cells, lay_out(cells), group), cells.n_items)
    parts = [
        Points(item=part.item, value=np.stack([seen, -seen]))
        for part, seen in zip(dealt.parts, dealt.seen, strict=True)
    ]
    return two_sided(parts, dealt.u, dealt.squares)


def weighted(
    weight: Callable[[Floats, Floats], Floats], corpus: Corpus, _rng: Generator
) -> Verdict:
    """Our p with each event weighted by its total and the item's burstiness.

    Neither depends on the labels, so that the permutation stays exact. Lengths are taken
    to be alike (no guard).
    """
    cells = cells_of(corpus)
    blocks = lay_out(cells)
    rho, p, p_min = burstiness(cells, blocks), [], []
    for group in corpus.tested:
        tables = [
            replace(
                table, counts=table.counts * weight(table.counts.sum(axis=0), rho[table.item])
            )
            for table in strata_of(cells, blocks, group)
        ]
        p.append(WithinTest(tables=tables, n_items=cells.n_items).p())
        p_min.append(reach(cells, blocks, group).p_min)
    kept, _ = tarone(np.array(p_min).ravel(), FDR)
    return judged(np.where(kept.reshape(np.shape(p)), np.array(p), np.nan))


def by_burstiness(total: Floats, rho: Floats) -> Floats:
    """Give 1/(1 + rho (Y - 1)): the weight that is best for beta-binomial counts."""
    return 1 / (1 + rho * np.maximum(total - 1, 0))


def by_root(total: Floats, _rho: Floats) -> Floats:
    """Give 1/sqrt(Y): between counting occurrences and counting events."""
    return 1 / np.sqrt(total)
