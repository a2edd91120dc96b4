"""How long the contrast of a whole vocabulary takes, and how much memory.

18,000 words, 4,000 articles of 300 tokens with Zipf's frequencies, on one core: two
groups in 1,000 events, and five groups in 800 events (studentised p included). Prints
seconds and the peak of memory above what the counts themselves need.

    python benchmarks/inference_speed.py
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import resource
import sys
import time

import numpy as np
from scipy import sparse

from analysis.stats.contrast import contrast_counts

WORDS, ARTICLES, TOKENS = 18_000, 4_000, 300
CASES = {2: 1_000, 5: 800}
"""Number of groups, and of events."""


def counts_of_articles(rng: np.random.Generator) -> sparse.csr_array:
    """Draw articles whose words have Zipf's frequencies."""
    share = 1 / np.arange(1, WORDS + 1)
    border = np.cumsum(share / share.sum())
    word = np.minimum(np.searchsorted(border, rng.random(ARTICLES * TOKENS)), WORDS - 1)
    article = np.repeat(np.arange(ARTICLES), TOKENS)
    table = sparse.coo_array((np.ones(len(word)), (article, word)), shape=(ARTICLES, WORDS))
    return sparse.csr_array(table)


def peak_mb() -> float:
    """Largest memory of this process so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def main() -> None:
    """Time each case once and print a line for it."""
    for groups, events in CASES.items():
        rng = np.random.default_rng(groups)
        counts = counts_of_articles(rng)
        event, group = rng.integers(0, events, ARTICLES), rng.integers(0, groups, ARTICLES)
        before, start, used = peak_mb(), time.perf_counter(), time.process_time()
        found = contrast_counts(
            counts,
            np.full(ARTICLES, float(TOKENS)),
            event=event,
            outlet=group,
            group=group,
            n_groups=groups,
            unit="cell",
        )
        print(
            f"{groups} groups, {events} events, {WORDS:,} words, {counts.nnz:,} counts:"
            f" {time.perf_counter() - start:.2f} s ({time.process_time() - used:.2f} s of one"
            f" core), {peak_mb() - before:.0f} MB above {before:.0f} MB,"
            f" {found.n_tested:,} tests"
        )


if __name__ == "__main__":
    main()
