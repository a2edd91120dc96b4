"""How often compare_headlines finds something where headlines were dealt from their articles.

    python benchmarks/headlines_null.py EVENTS [RUNS]

EVENTS is a file of JSON lines, an event each, with ``articles`` that have outlet, title and
text. In every run the words of each article are shuffled and as many as its headline has are
taken for its headline, so that a headline says nothing that the body does not. Prints the
share of tests with p at or below .05 and .001, and how many families have a finding: of the
four largest outlets against their bodies (words of five articles or more), and of the ten
largest against the others (forty words chosen by how common they are).
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.stats.contrast import contrast_counts

Ints = NDArray[np.int64]
WORD = re.compile(r"[a-z']+")
OWN, OTHERS, FEW = 4, 10, 5


@dataclass
class Articles:
    """Words of headlines and bodies by number, and whose they are."""

    heads: list[Ints] = field(default_factory=list)
    pools: list[Ints] = field(default_factory=list)
    event: list[int] = field(default_factory=list)
    outlet: list[str] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)

    def add(self, event: int, article: dict[str, str]) -> None:
        """Add an article that has both a headline and a body."""
        head, body = (WORD.findall(article[name].lower()) for name in ("title", "text"))
        if head and body:
            number = [self.known.setdefault(word, len(self.known)) for word in head + body]
            self.heads.append(np.array(number[: len(head)]))
            self.pools.append(np.array(number))
            self.event.append(event)
            self.outlet.append(article["outlet"])

    def deal(self, random: np.random.Generator) -> tuple[sparse.csr_array, sparse.csr_array]:
        """Deal each article's words anew to its headline and its body."""
        dealt = [random.permutation(pool) for pool in self.pools]
        sizes = [len(head) for head in self.heads]
        heads = [words[:n] for words, n in zip(dealt, sizes, strict=True)]
        bodies = [words[n:] for words, n in zip(dealt, sizes, strict=True)]
        return self.counted(heads), self.counted(bodies)

    def counted(self, texts: list[Ints]) -> sparse.csr_array:
        """Count words, texts by words."""
        rows = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
        places = (rows, np.concatenate(texts))
        shape = (len(texts), len(self.known))
        return sparse.csr_array((np.ones(len(rows)), places), shape=shape)


@dataclass
class Tests:
    """What was found so far."""

    tests: int = 0
    small: int = 0
    smaller: int = 0
    families: int = 0
    found: int = 0

    def add(self, p: NDArray[np.float64], *, found: bool) -> None:
        """Add one family."""
        p = p[~np.isnan(p)]
        self.tests += len(p)
        self.small += int((p <= 0.05).sum())
        self.smaller += int((p <= 0.001).sum())
        self.families += 1
        self.found += found

    def __str__(self) -> str:
        shares = f"p <= .05: {self.small / self.tests:.4f}, <= .001: "
        shares += f"{self.smaller / self.tests:.5f}"
        return f"{self.tests:,} tests, {shares}; {self.found} of {self.families} families"


def main(path: Path, runs: int) -> None:
    """Print what was found in so many runs."""
    articles = Articles()
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            for article in json.loads(line)["articles"]:
                articles.add(number, article)
    event = np.array(articles.event)
    names, outlet, size = np.unique(articles.outlet, return_inverse=True, return_counts=True)
    largest = np.argsort(-size, kind="stable")
    own, others = Tests(), Tests()
    for run in range(runs):
        head, body = articles.deal(np.random.default_rng(run))
        words = [np.asarray(field.sum(axis=1)).ravel() for field in (head, body)]
        carried = np.asarray(((head + body) > 0).sum(axis=0)).ravel()
        for code in largest[:OWN]:
            rows = np.flatnonzero(outlet == code)
            both = sparse.csr_array(sparse.vstack([head[rows], body[rows]]))
            enough = np.asarray(((head + body)[rows] > 0).sum(axis=0)).ravel() >= FEW
            found = contrast_counts(
                sparse.csr_array(both[:, np.flatnonzero(enough)]),
                np.concatenate([words[0][rows], words[1][rows]]),
                event=np.tile(event[rows], 2),
                outlet=np.zeros(2 * len(rows), np.int64),
                group=np.repeat([0, 1], len(rows)),
                n_groups=2,
                unit="cell",
                intervals="none",
            )
            own.add(found.p[0], found=bool(found.selected[0].any()))
        ranked = np.argsort(-carried, kind="stable")
        items = ranked[[*range(10, 110, 5), *range(200, 1200, 50)]]
        rows = np.flatnonzero(np.isin(outlet, largest[:OTHERS]))
        group = np.unique(outlet[rows], return_inverse=True)[1]
        share = (words[0] / (words[0] + words[1]))[rows, None]
        found = contrast_counts(
            sparse.csr_array(head[rows][:, items]),
            (head + body)[rows][:, items].toarray() * share,
            event=event[rows],
            outlet=outlet[rows],
            group=group,
            n_groups=OTHERS,
            unit="cell",
            intervals="none",
            exposure_set=np.arange(len(items)),
        )
        others.add(found.p.ravel(), found=bool(found.selected.any()))
    print(f"{runs} runs, {len(event):,} articles of {len(names)} outlets")
    print(f"against the body: {own}")
    print(f"against others: {others}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20)
