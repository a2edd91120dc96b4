"""What was tried with the family of tests: weights, a filter, one p less, and stems.

All weights look at totals, exposures and residuals, never at who wrote what, so that under
the null they are as good as fixed beforehand (Genovese, Roeder & Wasserman 2006).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from corpora import Corpus, plant, plant_families, summed
from methods import FDR, Verdict, judged, ours
from numpy.random import Generator
from scipy import stats
from scipy.optimize import brentq
from sharper import meeting
from tried import cells_of

from analysis.stats.arrays import Bools, Floats, Ints, sum_by
from analysis.stats.cells import lay_out, strata_of
from analysis.stats.multiplicity import benjamini_hochberg
from analysis.stats.outlets import outlet_design, outlet_test, permutation_variance
from analysis.stats.within import WithinTest

DOUBLING = float(np.log(2))
"""The log ratio that weights are made for."""
EVEN = 0.2
"""Part of every weight that all items have alike, so that none is given up."""
Weigh = Callable[[Floats], Floats]


def informs(corpus: Corpus) -> Floats:
    """Give how many standard errors a log ratio of 1 is: tested groups by items.

    dU/d(log ratio), its mean over all ways to deal the labels, over the root of V: sum of
    c Y (1 - sum of f²) over events, c = m_a (m - m_a)/(m (m - 1)), f the cells' shares of
    the event's exposure. Over outlets c is that of the sides.
    """
    cells, found = cells_of(corpus), []
    blocks = lay_out(cells)
    for group in corpus.tested:
        if corpus.unit == "outlet":
            design = outlet_design(cells, group)
            score = outlet_test(cells, design, group).totals(np.zeros(cells.n_items))
            size, inside = len(design.member), int(design.member.sum())
            c = inside * (size - inside) / (size * (size - 1))
            moved = c * meeting(cells, design.outlets).information.sum(axis=0)
            variance = permutation_variance(score, design.member) * design.kappa
        else:
            moved, variance = np.zeros((2, cells.n_items))
            for table in strata_of(cells, blocks, group):
                k, m = table.drawn, len(table.counts)
                c = k * (m - k) / (m * (m - 1))
                share = table.exposure / table.exposure.sum(axis=0)
                room = table.counts.sum(axis=0) * (1 - (share**2).sum(axis=0))
                moved += sum_by(table.item, c * room, cells.n_items)
                spread = c * (table.residual**2).sum(axis=0)
                variance += sum_by(table.item, spread, cells.n_items)
        with np.errstate(invalid="ignore", divide="ignore"):
            found.append(np.where(variance > 0, moved / np.sqrt(variance), 0.0))
    return np.array(found)


def for_a_doubling(informs: Floats, level: float = 1e-4) -> Floats:
    """Weights that find most doublings at a mean level (Roeder & Wasserman 2009)."""
    z = np.maximum(DOUBLING * informs, 1e-3)

    def tails(c: float) -> Floats:
        return np.asarray(stats.norm.sf(z / 2 + c / z), float)

    return tails(brentq(lambda c: tails(c).mean() - level, -100, 1000)) / level


def for_any_size(informs: Floats, level: float = 1e-3) -> Floats:
    """Weights that find most if log ratios are normal with the standard error of a doubling.

    Reject where the Bayes factor of Wakefield (2009) is large: z² > 2 (1 + s)/s · (c +
    log(1 + s)/2), s = (log 2 · informs)².
    """
    s = np.maximum((DOUBLING * informs) ** 2, 1e-6)

    def tails(c: float) -> Floats:
        squared = 2 * (1 + s) / s * (c + np.log1p(s) / 2)
        return np.asarray(2 * stats.norm.sf(np.sqrt(np.maximum(squared, 0))), float)

    return tails(brentq(lambda c: tails(c).mean() - level, -100, 100)) / level


def only_what_could_show_it(informs: Floats) -> Floats:
    """Weigh nothing that a doubling would not move by 1.5 standard errors."""
    kept = (informs * DOUBLING >= 1.5).astype(float)
    return kept / max(float(kept.mean()), 1e-12)


def weighed(weigh: Weigh, even: float, corpus: Corpus, rng: Generator) -> Verdict:
    """Our p, each over its weight; weights have mean 1 over what is tested."""
    p, theta = ours(corpus, rng).p, informs(corpus)
    tested = np.isfinite(p)
    weight = np.full(p.shape, np.nan)
    weight[tested] = (1 - even) * weigh(theta[tested]) + even
    with np.errstate(divide="ignore", invalid="ignore"):
        return Verdict(p=p, found=judged(np.minimum(p / weight, 1.0)).found)


def permutation_alone(corpus: Corpus, rng: Generator) -> Verdict:
    """Our tests without the studentised p and the guard, within events."""
    cells = cells_of(corpus)
    blocks, p = lay_out(cells), ours(corpus, rng).p
    for row, group in enumerate(corpus.tested):
        tables = strata_of(cells, blocks, group)
        test = WithinTest(tables=tables, n_items=cells.n_items, second_look=0.0)
        p[row] = np.where(np.isfinite(p[row]), test.p(), np.nan)
    return judged(p)


def simes(p: Floats, family: Ints) -> Floats:
    """Give the smallest p · m / rank among the forms of each word; missing without a p."""
    found = np.full(int(family.max()) + 1, np.nan)
    for word in np.unique(family[np.isfinite(p)]):
        own = np.sort(p[(family == word) & np.isfinite(p)])
        found[word] = (own * len(own) / np.arange(1, len(own) + 1)).min()
    return found


def by_stems(
    make: Callable[[Generator], Corpus], factor: float, rng: Generator, *, whole: bool
) -> list[dict[str, str | float]]:
    """Say how many words are found by any form, by Simes over forms, and by stems.

    ``whole`` plants a difference in all forms of a word, or else in single forms. A word is
    found, and differs, if any of its forms is, or does.
    """
    corpus = make(rng)
    if factor > 1:
        corpus = (plant_families if whole else plant)(rng, corpus, factor)
    family, n_words = corpus.family, int(corpus.family.max()) + 1

    def any_form(forms: Bools) -> Bools:
        return np.asarray(np.bincount(family, forms, n_words) > 0)

    forms = ours(corpus, rng)
    stems = replace(corpus, counts=summed(corpus), log_ratio=np.zeros(n_words))
    verdicts = {
        "forms": any_form(forms.found[0]),
        "forms, Simes by stem": np.nan_to_num(
            benjamini_hochberg(simes(forms.p[0], family)), nan=1.0
        )
        <= FDR,
        "stems": ours(stems, rng).found[0],
    }
    rows: list[dict[str, str | float]] = []
    for method, found in verdicts.items():
        row: dict[str, str | float] = {"method": method, "any": float(found.any())}
        if factor > 1:
            true = any_form(corpus.planted)
            row["power"] = float(found[true].mean())
            row["false"] = float((found & ~true).sum() / max(1, found.sum()))
        rows.append(row)
    return rows
