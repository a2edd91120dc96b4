"""Time quotes, segments and sentiment, and VADER here against vaderSentiment itself.

Usage: python benchmarks/sentiment_speed.py ARTICLES.jsonl[.gz] [COLUMN OF THE TEXT]
"""

from __future__ import annotations

import gzip
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pandas as pd
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.corpus import Corpus
from analysis.measure._vader import Vader
from analysis.measure.quotes import measure_quotes
from analysis.measure.sentiment import score_spans, sentiment_words
from analysis.measure.voice import segments, share_mixed

T = TypeVar("T")


def main(path: Path, column: str) -> None:
    """Print what each step costs in processor time, and how many scores differ."""
    corpus = read(path, column)
    size = corpus.articles["body"].str.len().sum() / 1e6
    print(f"{len(corpus):,} articles, {size:.1f} M characters")
    quotes = timed("quotes", size, lambda: measure_quotes(corpus))
    runs = timed("sentences and segments", size, lambda: segments(corpus, quotes))
    timed("sentiment of segments", size, lambda: score_spans(corpus, runs))
    timed("words behind the scores", size, lambda: sentiment_words(corpus, runs))
    print(f"{len(quotes):,} quotes, {len(runs):,} segments, {share_mixed(runs):.1%} mixed")
    texts = runs.text(corpus.articles).tolist()
    ours = Vader()
    mine = timed("VADER here", size, lambda: [ours.score(text)[0] for text in texts])
    theirs = SentimentIntensityAnalyzer()
    original = timed(
        "vaderSentiment", size, lambda: [theirs.polarity_scores(t)["compound"] for t in texts]
    )
    differ = sum(one != other for one, other in zip(mine, original, strict=True))
    print(f"{differ:,} of {len(texts):,} scores differ")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


def read(path: Path, column: str) -> Corpus:
    """Read the texts of a file of JSON lines as a corpus without headlines."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        bodies = [json.loads(line)[column] for line in lines]
    ids = [str(number) for number in range(len(bodies))]
    rows = {"article_id": ids, "outlet": "one", "published": "", "headline": ""}
    return Corpus(pd.DataFrame(rows | {"body": bodies}))


def timed(what: str, size: float, act: Callable[[], T]) -> T:
    """Do it, and print the processor time it took."""
    start = time.process_time()
    done = act()
    seconds = time.process_time() - start
    print(f"{what:<28}{seconds:7.2f} s{size / seconds:8.1f} M characters/s")
    return done


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "content_original")
