"""How long the contrast of a whole vocabulary takes, and how much memory.

18,000 words, 4,000 articles of 300 tokens with Zipf's frequencies, on one core: two
groups in 1,000 events, and five groups in 800 events (studentised p included). Beside it,
on the same counts, 1,999 permutations of labels within events, whose p cannot fall below
.0005: drawn and counted one after the other, as keyness tools do, and as products of
matrices. Each runs in a process of its own; time is that of the processor, memory the peak
of the process. The rows are kept in calibration/results/speed.csv.

    python benchmarks/inference_speed.py
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import multiprocessing
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.stats.arrays import Floats, Ints
from analysis.stats.contrast import contrast_counts

WORDS, ARTICLES, TOKENS = 18_000, 4_000, 300
CASES = {2: 1_000, 5: 800}
"""Number of groups, and of events."""
DRAWS, AT_ONCE = 1_999, 100
KEPT = Path(__file__).parent / "calibration" / "results" / "speed.csv"


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


def parallax(
    _rng: np.random.Generator, counts: sparse.csr_array, event: Ints, group: Ints, groups: int
) -> Floats:
    """Give p of `contrast_counts`."""
    return contrast_counts(
        counts,
        np.full(ARTICLES, float(TOKENS)),
        event=event,
        outlet=group,
        group=group,
        n_groups=groups,
        unit="cell",
    ).p


METHODS = {
    "Parallax": parallax,
    "permutation, draw by draw": permutation_loop,
    "permutation, as products": permutation_products,
}


def measured(groups: int, method: str) -> dict[str, str | float]:
    """Time one method on one case."""
    rng = np.random.default_rng(groups)
    counts = counts_of_articles(rng)
    event, group = rng.integers(0, CASES[groups], ARTICLES), rng.integers(0, groups, ARTICLES)
    used = time.process_time()
    p = METHODS[method](rng, counts, event, group, groups)
    return {
        "case": f"{groups} groups, {CASES[groups]:,} events",
        "method": method,
        "seconds of one core": round(time.process_time() - used, 2),
        "peak MB": round(peak_mb()),
        "smallest p": float(f"{np.nanmin(p):.2g}"),
    }


def main() -> None:
    """Time each case and method once, print a line for it, and keep the rows."""
    rows = []
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=fresh, max_tasks_per_child=1) as pool:
        for groups in CASES:
            for method in METHODS:
                rows.append(pool.submit(measured, groups, method).result())
                print(", ".join(f"{name} {value}" for name, value in rows[-1].items()))
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(rows).to_csv(KEPT, index=False)


if __name__ == "__main__":
    main()
