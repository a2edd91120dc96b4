"""Time the parse beside spaCy's own pipe; what is kept costs, and how memory grows.

Usage: python benchmarks/parse_speed.py ARTICLES.jsonl[.gz] [COLUMN OF THE TEXT] [ARTICLES]
"""

from __future__ import annotations

import collections
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import spacy

from analysis.corpus import Corpus
from analysis.parsing import Parses
from analysis.prepare.parse import MODEL, parse

BLOCK = 20
"""Articles after which the next way of parsing has its turn."""
LONG = 180_000
"""Characters of a very long article."""


def main(path: Path, column: str, number: int) -> None:
    """Print tokens a second, bytes a token and the memory taken."""
    me = [sys.executable, __file__, str(path), column]
    for what in ((number // 4, "memory"), (number, "memory"), (number, "long")):
        subprocess.run([*me, *map(str, what)], check=True)  # noqa: S603 - this very file
    texts = read(path, column, number)
    nlp = spacy.load(MODEL)
    parse(corpus_of(texts[:3]))
    took = dict.fromkeys(
        ("nlp.pipe", "nlp.pipe, one text at a time", "parse, kept on disk"), 0.0
    )
    tokens = 0
    with tempfile.TemporaryDirectory() as folder:
        for start in range(
            0, number, BLOCK
        ):  # in turn, since the machine is not always as fast
            block = texts[start : start + BLOCK]
            tokens += sum(len(doc) for doc in nlp.tokenizer.pipe(block))
            acts = (
                lambda block=block: collections.deque(nlp.pipe(block), 0),
                lambda block=block: collections.deque(nlp.pipe(block, batch_size=1), 0),
                lambda block=block: parse(corpus_of(block), cache=folder),
            )
            for what, act in zip(took, acts, strict=True):
                took[what] += seconds(act)
        for what, spent in took.items():
            shown(what, tokens, spent)
        bare, alone, ours = took.values()
        print(f"parse costs {ours / bare - 1:+.1%} of nlp.pipe, ", end="")
        print(f"{ours / alone - 1:+.1%} of one text at a time")
        size = sum(file.stat().st_size for file in Path(folder).rglob("*.parquet"))
        print(f"{size / tokens:.2f} bytes a token on disk")
        shown(
            "found in the cache", tokens, seconds(lambda: parse(corpus_of(texts), cache=folder))
        )
        parses = parse(corpus_of(texts), cache=folder).parses
        shown("read from the cache", tokens, seconds(lambda: read_all(parses)))
        new = [*texts, "One article is new."]
        print(
            f"{seconds(lambda: parse(corpus_of(new), cache=folder)):.2f} s with one new article"
        )


def memory(path: Path, column: str, number: int, what: str) -> None:
    """Print the most memory that it takes to parse articles, or one very long one."""
    texts = read(path, column, number)
    if what == "long":
        texts = ["\n\n".join(texts)[:LONG]]
        print(f"one article of {len(texts[0].split()):,} words", end=": ")
    else:
        print(f"{number:,} articles", end=": ")
    with tempfile.TemporaryDirectory() as folder:
        read_all(parse(corpus_of(texts), cache=folder).parses)
    print(f"peak of {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")


def read(path: Path, column: str, number: int) -> list[str]:
    """Read the first texts of a file of JSON lines."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)[column] for _, line in zip(range(number), lines, strict=False)]


def corpus_of(texts: list[str]) -> Corpus:
    """Make a corpus without headlines."""
    ids = [str(number) for number in range(len(texts))]
    rows = {"article_id": ids, "outlet": "one", "published": "", "headline": "", "body": texts}
    return Corpus(pd.DataFrame(rows))


def read_all(parses: Parses) -> None:
    """Ask for every text, as a measure does."""
    for place in parses.places:
        parses.of(*place)


def seconds(act: Callable[[], object]) -> float:
    """Return the processor time it takes."""
    start = time.process_time()
    act()
    return time.process_time() - start


def shown(what: str, tokens: int, took: float) -> None:
    """Print a rate."""
    print(f"{what:<30}{took:7.2f} s{tokens / took:14,.0f} tokens/s")


if __name__ == "__main__":
    given = dict(enumerate(sys.argv))
    asked = (Path(given[1]), given.get(2, "content_original"), int(given.get(3, 160)))
    memory(*asked, given[4]) if 4 in given else main(*asked)
