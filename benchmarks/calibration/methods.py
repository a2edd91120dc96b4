"""What is compared: our test, and the tests that are in use, on the same corpus.

Each takes a corpus and gives p and findings, tested groups by items. The others are
written out here as their users run them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from corpora import Corpus
from numpy.random import Generator
from scipy import sparse, stats

from analysis.stats.arrays import Bools, Floats
from analysis.stats.contrast import contrast_counts
from analysis.stats.keyness import g2, informative_prior, log_odds
from analysis.stats.multiplicity import benjamini_hochberg

FDR = 0.05
DRAWS = 1_999


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """p and findings, tested groups by items; p is missing where nothing is tested."""

    p: Floats
    found: Bools


Method = Callable[[Corpus, Generator], Verdict]


def judged(p: Floats) -> Verdict:
    """Find what Benjamini-Hochberg selects over the whole table."""
    q = np.nan_to_num(benjamini_hochberg(p.ravel()), nan=1.0).reshape(p.shape)
    return Verdict(p=p, found=q <= FDR)


def ours(corpus: Corpus, _rng: Generator) -> Verdict:
    """Parallax: `analysis.stats.contrast.contrast_counts`."""
    found = contrast_counts(
        corpus.counts,
        corpus.exposure,
        event=corpus.event,
        outlet=corpus.outlet,
        group=corpus.group,
        n_groups=corpus.n_groups,
        unit=corpus.unit,
        fdr=FDR,
        intervals="none",
    )
    return Verdict(p=found.p[corpus.tested], found=found.selected[corpus.tested])


def cells_by_side(corpus: Corpus, rng: Generator) -> Verdict:
    """Our test with outlets × events as units, where sides of outlets are compared."""
    return ours(replace(corpus, unit="cell"), rng)


def articles_as_units(corpus: Corpus, rng: Generator) -> Verdict:
    """Our test with each article as a unit of its own."""
    return ours(replace(corpus, unit="article"), rng)


def sums(corpus: Corpus, group: int) -> tuple[Floats, Floats, float, float]:
    """Count what a group and the others use, and how many words each wrote."""
    mine = corpus.group == group
    own = np.asarray(corpus.counts[np.flatnonzero(mine)].sum(axis=0), float).ravel()
    whole = np.asarray(corpus.counts.sum(axis=0), float).ravel()
    size = float(corpus.exposure[mine].sum())
    return own, whole - own, size, float(corpus.exposure.sum()) - size


def token_g2(corpus: Corpus, _rng: Generator) -> Verdict:
    """Token log-likelihood keyness (Rayson & Garside 2000), Benjamini-Hochberg."""
    scores = [g2(*sums(corpus, group), cells=2) for group in corpus.tested]
    return judged(stats.chi2.sf(np.array(scores), 1))


def fightin_words(corpus: Corpus, _rng: Generator) -> Verdict:
    """Log-odds with an informative prior (Monroe et al. 2008), |z| > 1.96."""
    z = []
    for group in corpus.tested:
        own, others, *_ = sums(corpus, group)
        z.append(log_odds(own, others, informative_prior(own + others))[1])
    p = 2 * stats.norm.sf(np.abs(np.array(z)))
    return Verdict(p=p, found=np.abs(np.array(z)) > 1.96)


def linearised(corpus: Corpus, _rng: Generator) -> Verdict:
    """Difference of rates over its linearised error, articles as units, events ignored."""
    p = []
    for group in corpus.tested:
        own, others, own_size, others_size = sums(corpus, group)
        variance = np.zeros(len(own))
        for member, total, size in (
            (corpus.group == group, own, own_size),
            (corpus.group != group, others, others_size),
        ):
            variance += residual_variance(corpus, member, total / size) / size**2
        with np.errstate(invalid="ignore", divide="ignore"):
            z = np.abs(own / own_size - others / others_size) / np.sqrt(variance)
        p.append(2 * stats.norm.sf(np.where(variance > 0, z, 0.0)))
    return judged(np.array(p))


def residual_variance(corpus: Corpus, member: Bools, rate: Floats) -> Floats:
    """m/(m-1) · sum of (y - rate · n)² over the articles of one side."""
    table = sparse.csr_array(corpus.counts[np.flatnonzero(member)])
    n, m = corpus.exposure[member], int(member.sum())
    squares = np.asarray(table.power(2).sum(axis=0), float).ravel()
    mixed = np.asarray(table.T @ n, float)
    return np.asarray(
        m / (m - 1) * (squares - 2 * rate * mixed + rate**2 * (n**2).sum()), float
    )


def permutation(corpus: Corpus, rng: Generator) -> Verdict:
    """Within-event permutation of articles, 1,999 draws, Benjamini-Hochberg."""
    order = np.argsort(corpus.event, kind="stable")
    event, group = corpus.event[order], corpus.group[order]
    whole = np.bincount(event, corpus.exposure[order])
    expected = sparse.csr_array(
        (corpus.exposure[order] / whole[event], (np.arange(len(event)), event))
    )
    gather = sparse.csr_array((np.ones(len(event)), (event, np.arange(len(event)))))
    counts = sparse.csr_array(corpus.counts[order])
    residual = (counts - expected @ (gather @ counts)).toarray().astype(np.float32)
    dealt = np.empty((DRAWS + 1, len(event)), int)
    dealt[0] = group
    for row in range(1, DRAWS + 1):
        dealt[row] = group[np.argsort(event + rng.random(len(event)))]
    p = []
    for tested in corpus.tested:
        scores = np.abs((dealt == tested).astype(np.float32) @ residual)
        p.append((scores >= scores[0] * (1 - 1e-5) - 1e-6).mean(axis=0))
    return judged(np.array(p))


STANDARD: dict[str, Method] = {
    "Parallax": ours,
    "within-event permutation, B = 1,999": permutation,
    "article-linearised z": linearised,
    "token G2": token_g2,
    "|z| > 1.96 (Fightin' Words)": fightin_words,
}
SIDES = {**STANDARD, "cells by side": cells_by_side}
