"""How long the contrast of a whole vocabulary takes, and how much memory.

18,000 words, 4,000 articles of 300 tokens with Zipf's frequencies, on one core: two
groups in 1,000 events, and five groups in 800 events (studentised p included). Prints
seconds and the peak of memory above what the counts themselves need. Beside it, on the
same counts, 1,999 permutations of labels within events, whose p cannot fall below .0005:
drawn and counted one after the other, as keyness tools do, and as products of matrices.

    python benchmarks/inference_speed.py [--alone]
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

from analysis.stats.arrays import Floats, Ints
from analysis.stats.contrast import contrast_counts

WORDS, ARTICLES, TOKENS = 18_000, 4_000, 300
CASES = {2: 1_000, 5: 800}
"""Number of groups, and of events."""
DRAWS, AT_ONCE = 1_999, 100


def counts_of_articles(rng: np.random.Generator) -> sparse.csr_array:
    """Draw articles whose words have Zipf's frequencies."""
    share = 1 / np.arange(1, WORDS + 1)
    border = np.cumsum(share / share.sum())
    word = np.minimum(np.searchsorted(border, rng.random(ARTICLES * TOKENS)), WORDS - 1)
    article = np.repeat(np.arange(ARTICLES), TOKENS)
    table = sparse.coo_array((np.ones(len(word)), (article, word)), shape=(ARTICLES, WORDS))
    return sparse.csr_array(table)


def dealt(rng: np.random.Generator, event: Ints, group: Ints, draws: int) -> Ints:
    """Deal the labels within events, a row a draw."""
    order = np.argsort(event, kind="stable")
    labels = np.empty((draws, len(event)), np.int64)
    for row in labels:
        row[order] = group[np.argsort(event + rng.random(len(event)), kind="stable")]
    return labels


def permutation_loop(
    rng: np.random.Generator, counts: sparse.csr_array, event: Ints, group: Ints, groups: int
) -> Floats:
    """Give p of a group having so many, labels drawn and counted one after the other."""
    place = np.arange(len(group))

    def gathered(label: Ints) -> Floats:
        table = sparse.csr_array(
            (np.ones(len(label)), (label, place)), shape=(groups, len(label))
        )
        return np.asarray((table @ counts).toarray())

    seen, beyond = gathered(group), np.ones((groups, counts.shape[1]))
    for _ in range(DRAWS):
        beyond += gathered(dealt(rng, event, group, 1)[0]) >= seen
    return beyond / (DRAWS + 1)


def permutation_products(
    rng: np.random.Generator, counts: sparse.csr_array, event: Ints, group: Ints, groups: int
) -> Floats:
    """Give p of a group having so many, by products of drawn labels and counts."""
    transposed = sparse.csr_array(counts.T)
    beyond = np.ones((groups, counts.shape[1]))
    for first in range(0, DRAWS, AT_ONCE):
        labels = dealt(rng, event, group, min(AT_ONCE, DRAWS - first))
        for number in range(groups):
            seen = transposed @ (group == number).astype(float)
            drawn = transposed @ (labels == number).T.astype(float)
            beyond[number] += (drawn >= seen[:, None]).sum(axis=1)
    return beyond / (DRAWS + 1)


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
        if "--alone" in sys.argv:
            continue
        for rival in (permutation_loop, permutation_products):
            start, used = time.perf_counter(), time.process_time()
            p = rival(rng, counts, event, group, groups)
            print(
                f"    {rival.__name__}, {DRAWS:,} draws: {time.perf_counter() - start:.1f} s"
                f" ({time.process_time() - used:.1f} s of one core), smallest p {p.min():.4f}"
            )


if __name__ == "__main__":
    main()
