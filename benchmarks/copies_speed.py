"""Copies and boilerplate: time by size, and quality and time beside rensa and datasketch.

Usage: python benchmarks/copies_speed.py FOLDER OF THE DATA [sizes | others]

"sizes" runs find_boilerplate and find_copies on 1,800, 3,600 and all 7,219 articles of
AllSides, each in a process of its own, and prints the exponent of time in articles.
"others" plants 400 reprints of known share in the same articles and asks who finds the pairs:
exact runs of seven words; the sample of one run in eight that is used beyond the bound;
rensa's and datasketch's MinHash with LSH on the same runs, which are made for Jaccard, and
datasketch's LSH Ensemble, which is made for containment. All times are of one process.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import datasketch
import numpy as np
import rensa
from boilerplate import allsides

from analysis import find_boilerplate, find_copies, split_parts
from analysis.corpus import Corpus
from analysis.measure.quotes import measure_quotes
from analysis.prepare import _pairs
from analysis.prepare._pairs import SIZE, Stretches, Texts, pairs_of
from analysis.prepare._sharing import shared_runs
from analysis.prepare._shingles import words_of

SIZES = (1800, 3600, 7219)
SHARES = (1.0, 0.9, 0.7, 0.5)
"""Share of a planted article that is another's."""
N_PLANTED = 400
PERMUTATIONS = 128
FOUND = 0.45
"""Containment from which a pair counts as told: a little less than the share planted."""
Pairs = set[tuple[int, int]]


def main(folder: Path, asked: Sequence[str]) -> None:
    """Run what was asked for, or both."""
    if "one" in asked:
        _one_size(folder, int(asked[1]))
        return
    if not asked or "sizes" in asked:
        _sizes(folder)
    if not asked or "others" in asked:
        _others(folder)


def _sizes(folder: Path) -> None:
    """Time each size in its own process, so that its memory is its own."""
    seconds: dict[str, list[float]] = {}
    for size in SIZES:
        command = [sys.executable, __file__, str(folder), "one", str(size)]
        run = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        told = run.stdout
        print(told, end="")
        for line in told.splitlines():
            name, value = line.split(": ")[1:3]
            seconds.setdefault(name, []).append(float(value.split()[0]))
    for name, values in seconds.items():
        slope = np.polyfit(np.log(SIZES), np.log(values), 1)[0]
        print(f"{name}: exponent {slope:.2f}")


def _one_size(folder: Path, size: int) -> None:
    """Print the seconds of each step at one size, and the most memory it took."""
    corpus = allsides(folder)
    corpus = corpus.where(np.arange(len(corpus)) < size)
    begun = time.process_time()
    corpus = split_parts(corpus)
    corpus = corpus.with_layer(measure_quotes(corpus), "quote")
    before = time.process_time()
    marked = find_boilerplate(corpus).marked
    between = time.process_time()
    found = find_copies(marked)
    ended = time.process_time()
    pairs = len(found.table)
    status = Path("/proc/self/status").read_text("ascii")
    peak = next(int(x.split()[1]) / 1e6 for x in status.splitlines() if x.startswith("VmHWM"))
    print(f"{size:,} articles: parts and quotes: {before - begun:.2f} s")
    print(f"{size:,} articles: boilerplate: {between - before:.2f} s")
    print(f"{size:,} articles: copies: {ended - between:.2f} s, {pairs:,} rows, {peak:.2f} GB")
    print(f"{size:,} articles: both: {ended - before:.2f} s")


def _others(folder: Path) -> None:
    """Compare ways of finding the planted pairs."""
    bodies, planted = _with_reprints(allsides(folder))
    words = words_of(bodies)
    truth = {(one, other) for one, other, _ in planted}
    ways: Mapping[str, Callable[[], Pairs]] = {
        "exact runs of seven words, with passages": lambda: _exact(bodies),
        "the same twice, with and without quotes": lambda: _ours(bodies),
        "one run in eight, then exact": lambda: _sampled(bodies),
        "rensa, 16 bands, runs as text": lambda: _rensa(bodies, 16),
        "rensa, 64 bands, runs as text": lambda: _rensa(bodies, 64),
        "datasketch LSH at .5": lambda: _datasketch(bodies, 0.5),
        "datasketch LSH at .3": lambda: _datasketch(bodies, 0.3),
        "datasketch LSH Ensemble at .5": lambda: _ensemble(bodies),
    }
    print(f"{len(bodies):,} articles, {len(words):,} words, {len(planted)} planted pairs")
    for name, way in ways.items():
        begun = time.process_time()
        found = way()
        taken = time.process_time() - begun
        recall = ", ".join(
            f"{share:g}: "
            f"{np.mean([pair[:2] in found for pair in planted if pair[2] == share]):.3f}"
            for share in SHARES
        )
        extra = len(found - truth)
        print(f"{name}: {taken:.1f} s; recall by share {recall}; {extra:,} other pairs")


def _with_reprints(corpus: Corpus) -> tuple[list[str], list[tuple[int, int, float]]]:
    """Add articles of which a share is a stretch of another, the rest of a third."""
    rng = np.random.default_rng(11)
    bodies = corpus.articles["body"].tolist()
    long = [row for row, body in enumerate(bodies) if len(body.split()) >= 300]
    planted = []
    for number in range(N_PLANTED):
        share = SHARES[number % len(SHARES)]
        source, filler = rng.choice(long, 2, replace=False).tolist()
        words, rest = bodies[source].split(), bodies[filler].split()
        size = int(rng.integers(150, 300))
        taken = int(size * share)
        start = int(rng.integers(0, len(words) - taken + 1))
        at = int(rng.integers(0, len(rest) - (size - taken) + 1))
        mixed = [*words[start : start + taken], *rest[at : at + size - taken]]
        bodies.append(" ".join(mixed))
        planted.append((len(bodies) - 1, source, share))
    return bodies, planted


def _exact(bodies: list[str]) -> Pairs:
    """Find pairs and passages from the text alone."""
    shared = shared_runs(words_of(bodies), len(bodies), SIZE)
    told = shared.runs / shared.n_runs[shared.one] >= FOUND
    return set(zip(shared.one[told].tolist(), shared.other[told].tolist(), strict=True))


def _ours(bodies: list[str]) -> Pairs:
    """Find the pairs as find_copies does, without parts, quotes and boilerplate."""
    row = np.arange(len(bodies))
    end = np.array([len(body) for body in bodies])
    none = Stretches(row=row[:0], start=row[:0], end=row[:0])
    whole = Stretches(row=row, start=np.zeros_like(row), end=end)
    texts = Texts(bodies=bodies, counted=whole, furniture=none, quoted=none)
    table = pairs_of(texts).table
    table = table[table["containment"] >= FOUND]
    return set(zip(table["one"].tolist(), table["other"].tolist(), strict=True))


def _sampled(bodies: list[str]) -> Pairs:
    """Find the pairs as find_copies does with more text than its bound."""
    most, _pairs.MOST_CHARACTERS = _pairs.MOST_CHARACTERS, 10_000_000
    try:
        return _ours(bodies)
    finally:
        _pairs.MOST_CHARACTERS = most


def _runs(body: str) -> list[str]:
    words = body.lower().split()
    return [" ".join(words[i : i + SIZE]) for i in range(len(words) - SIZE + 1)]


def _rensa(bodies: list[str], bands: int) -> Pairs:
    sketches = rensa.RMinHash.from_token_sets(map(_runs, bodies), PERMUTATIONS, 1)
    index = rensa.RMinHashLSH(0.5, PERMUTATIONS, bands)
    index.insert_pairs(list(enumerate(sketches)))
    return _ordered(index.query_all(sketches))


def _datasketch(bodies: list[str], threshold: float) -> Pairs:
    index = datasketch.MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    sketches = _sketches(bodies)
    for row, sketch in enumerate(sketches):
        index.insert(row, sketch)
    return _ordered([index.query(sketch) for sketch in sketches])


def _ensemble(bodies: list[str]) -> Pairs:
    index = datasketch.MinHashLSHEnsemble(threshold=0.5, num_perm=PERMUTATIONS, num_part=16)
    sketches = _sketches(bodies)
    sizes = [max(1, len(set(_runs(body)))) for body in bodies]
    index.index(list(zip(range(len(bodies)), sketches, sizes, strict=True)))
    pairs = zip(sketches, sizes, strict=True)
    return _ordered([list(index.query(sketch, size)) for sketch, size in pairs])


def _sketches(bodies: list[str]) -> list[datasketch.MinHash]:
    tokens = ([run.encode() for run in _runs(body)] for body in bodies)
    return datasketch.MinHash.bulk(tokens, num_perm=PERMUTATIONS)


def _ordered(candidates: Sequence[Sequence[int]]) -> Pairs:
    """List the candidate pairs, each way."""
    pairs = {(row, other) for row, found in enumerate(candidates) for other in found}
    return {(one, other) for one, other in pairs if one != other}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
