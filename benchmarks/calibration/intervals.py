"""How often intervals hold the truth: contrasts, levels, and what was selected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from corpora import Corpus, plant, spread
from mended import level_before
from methods import FDR, Verdict, ours
from numpy.random import Generator
from scipy import sparse

from analysis.stats.contrast import contrast_counts
from analysis.stats.level import levels

ITEMS = 10
"""Items of a made corpus whose intervals are looked at."""
DAYS = 3


def stories_as_events(corpus: Corpus, rng: Generator) -> Verdict:
    """Our test with the days of one story gathered into one event."""
    return ours(replace(corpus, event=corpus.event // DAYS), rng)


def of_selected(
    make: Callable[[Generator], Corpus], factor: float, rng: Generator
) -> list[dict[str, str | float]]:
    """All steps at once: what is found, what of it is false, what intervals miss."""
    corpus = make(rng)
    if factor > 1:
        corpus = plant(rng, corpus, factor)
    found = contrast_counts(
        corpus.counts,
        corpus.exposure,
        event=corpus.event,
        outlet=corpus.outlet,
        group=corpus.group,
        n_groups=corpus.n_groups,
        unit=corpus.unit,
        fdr=FDR,
    )
    row: dict[str, str | float] = {"method": "Parallax", "tests": found.n_tested}
    selected = found.selected[corpus.tested]
    row |= {
        "any": float(selected.any()),
        "false": selected[:, ~corpus.planted].sum() / max(1, selected.sum()),
    }
    if factor > 1:
        # the truth is known of group 0; others meet it among their rivals
        shown = selected[0] & ~np.isnan(found.low[0])
        missed = shown & (
            (corpus.log_ratio < found.low[0]) | (corpus.log_ratio > found.high[0])
        )
        row |= {
            "power": float(selected[0, corpus.planted].mean()),
            "shown": int(shown.sum()),
            "missed": missed.sum() / max(1, shown.sum()),
            "missed of all": int(missed.sum()),
        }
    return [row]


def of_contrasts(
    rng: Generator, *, k: int, n_events: int, total: float, longer: float, ratio: float
) -> list[dict[str, str | float]]:
    """95 % intervals of the first of k outlets, whose rate is ``ratio`` times the others'.

    ``total`` is how often an item is expected to occur in the whole corpus.
    """
    size = (k * n_events, ITEMS)
    event, outlet = np.repeat(np.arange(n_events), k), np.tile(np.arange(k), n_events)
    first = outlet == 0
    n = np.round(rng.lognormal(6, 0.4, len(event)) * np.where(first, longer, 1.0))
    rate = spread(rng, 1.0, (n_events, ITEMS))[event] * spread(rng, 1.5, size)
    rate *= np.where(first, ratio, 1.0)[:, None]
    level = total / (n @ np.where(first, ratio, 1.0))
    counts = rng.poisson(n[:, None] * rate * level).astype(float)
    found = contrast_counts(
        sparse.csr_array(counts),
        n,
        event=event,
        outlet=outlet,
        group=outlet,
        n_groups=k,
        unit="cell",
        intervals=np.tile((np.arange(k) == 0)[:, None], ITEMS),
    )
    low, high = found.low[0], found.high[0]
    occurs = counts.any(axis=0)
    # a ratio that is infinite, or 0, with a missing near end was rejected everywhere there
    truth = np.log(ratio)
    near = np.where(np.isnan(low), np.inf, low), np.where(np.isnan(high), -np.inf, high)
    covered = (near[0] <= truth) & (truth <= near[1])
    ends = np.isfinite(low) & np.isfinite(high)
    return [
        {
            "method": "contrast",
            "tests": int(occurs.sum()),
            "covered": float(covered[occurs].mean()),
            "too low": float((near[1] < truth)[occurs].mean()),
            "finite": float(ends[occurs].mean()),
            "width": float(np.median((high - low)[ends])) if ends.any() else np.nan,
        }
    ]


def of_levels(
    rng: Generator, *, n_events: int, total: float, shape: float
) -> list[dict[str, str | float]]:
    """95 % intervals of a group's own rate; shape inf is Poisson, 0 more regular than it.

    Each corpus has one set of lengths and 100 items. Coverage and width are those of the
    items that have an interval; "given" is their share of the items used.
    """
    n = np.round(rng.lognormal(np.log(800), 0.4, n_events))
    level = total / n.sum()
    mean = np.repeat((n * level)[:, None], 100, axis=1)
    if shape == 0:  # every event uses the item as often as expected, rounded at random
        counts = np.floor(mean + rng.random(mean.shape))
    elif np.isinf(shape):
        counts = rng.poisson(mean).astype(float)
    else:
        lumps = spread(rng, shape, mean.shape) * spread(rng, 2.0, mean.shape)
        counts = rng.poisson(mean * lumps).astype(float)
    own = levels(sparse.csr_array(counts), n, confidence=0.95)
    used = own.value > 0
    ends = {
        "before": level_before(counts, n, counts.sum(axis=0)),
        "now": (own.low, own.high),
    }
    rows: list[dict[str, str | float]] = []
    for name, (low, high) in ends.items():
        given = used & ~np.isnan(low)
        width = np.log(high[given] / low[given])
        rows.append(
            {
                "method": name,
                "tests": int(used.sum()),
                "given": float(given.sum() / used.sum()),
                "covered": float(((low <= level) & (level <= high))[given].mean()),
                "too low": float((high < level)[given].mean()),
                "width": float(np.median(width)),
                "widest": float(np.quantile(width, 0.99)),
            }
        )
    return rows
