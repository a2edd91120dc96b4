"""Faults that were mended: how often they did harm before, and do now."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
from corpora import corpus_of
from methods import ours
from numpy.random import Generator
from scipy import stats

from analysis.stats.arrays import Floats

WORDS, OTHERS = 5, 10


def what_a_rival_uses(
    rng: Generator, *, n_events: int, longer: float, leak: float
) -> list[dict[str, str | float]]:
    """Three outlets, of which only the last uses some words; the first writes more.

    The first two use them at ``leak`` times the last one's rate. Finding that the first
    avoids them, but not the second, is a finding about lengths.
    """
    event, outlet = np.repeat(np.arange(n_events), 3), np.tile(np.arange(3), n_events)
    n = np.round(400 * np.where(outlet == 0, longer, 1.0) * rng.lognormal(0, 0.03, len(event)))
    rate = 0.01 * rng.gamma(2, 0.5, (len(event), WORDS + OTHERS))
    rate[:, :WORDS] *= np.where(outlet == 2, 1.0, leak)[:, None]
    counts = rng.poisson(n[:, None] * rate)
    corpus = corpus_of(counts, n, event=event, outlet=outlet, group=outlet)
    rows: list[dict[str, str | float]] = []
    for name, limit in (("before", np.inf), ("now", None)):
        if limit is None:
            found = ours(corpus, rng).found
        else:
            with patch("analysis.stats.guard.LOPSIDED", limit):
                found = ours(corpus, rng).found
        share = found[:, :WORDS].mean(axis=1)
        row: dict[str, str | float] = {"method": name, "the longer": share[0]}
        rows.append(row | {"the shorter": share[1], "who uses them": share[2]})
    return rows


def level_before(counts: Floats, exposure: Floats, total: Floats) -> tuple[Floats, Floats]:
    """Interval of a level as it was: lumpiness counts however little residuals explain."""
    n_events, share = len(exposure), exposure / exposure.sum()
    left = (counts - np.outer(exposure, total / exposure.sum())) / (1 - share)[:, None]
    squares = (left**2).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.sqrt((n_events - 1) / n_events * squares) / total
        lumpy = np.where(squares > 0, (left**4).sum(axis=0) / squares**2, 1 / n_events)
        error = np.maximum(spread, 1 / np.sqrt(total))
        df = np.maximum(1, 2 / ((share**2).sum() + lumpy) - 1)
        reach = np.exp(stats.t.ppf(0.975, df) * error)
        rate = total / exposure.sum()
        return rate / reach, rate * reach
