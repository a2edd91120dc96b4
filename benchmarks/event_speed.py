"""How long events take to match, by the number of articles, and what the memory is.

Usage: python benchmarks/event_speed.py FILE OF ALLSIDES SAMPLE

Beside it stands what is usual: TF-IDF of all words and agglomerative clustering of all pairs,
which grows with the square. Time is that of the processor, since others use the machine; the
encoder is left out: it takes the same time for every article, whatever else there is.
"""

from __future__ import annotations

import gzip
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from event_matching import agglomerated
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis import match_events
from analysis.corpus import Corpus
from analysis.read._dates import read_dates

SIZES = (1_800, 3_600, 7_219)
CUT = 0.75


def main(path: Path) -> None:
    """Print seconds and gigabytes by size, and the exponents."""
    corpus = read(path)
    order = np.random.default_rng(1).permutation(len(corpus))
    ways: dict[str, Callable[[Corpus], int]] = {"match_events": matched, "TF-IDF": usual}
    for name, way in ways.items():
        seconds = []
        for size in SIZES:
            part = corpus.where(order < size)
            start = time.process_time()
            events = way(part)
            seconds.append(time.process_time() - start)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
            told = f"{size:,} articles {seconds[-1]:.1f} s, {peak:.2f} GB, {events:,} groups"
            print(f"{name}: {told}")
        exponent = np.polyfit(np.log(SIZES), np.log(seconds), 1)[0]
        print(f"{name}: exponent {exponent:.2f}", flush=True)


def read(path: Path) -> Corpus:
    """Return the articles as a corpus."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        table = pd.DataFrame([json.loads(line) for line in lines])
    articles = {
        "article_id": table["ID"],
        "outlet": table["source"],
        "published": read_dates(table["date"], "mdy").days,
        "headline": table["title"],
        "body": table["content_original"],
    }
    return Corpus(pd.DataFrame(articles))


def matched(corpus: Corpus) -> int:
    """Match events, without the encoder."""
    return match_events(corpus, encoder=False).articles["event_id"].nunique()


def usual(corpus: Corpus) -> int:
    """Cluster all pairs by TF-IDF."""
    texts = corpus.articles["headline"] + "\n" + corpus.articles["body"]
    rows = TfidfVectorizer(stop_words="english", min_df=2, dtype=np.float32).fit_transform(
        texts
    )
    return int(agglomerated(np.clip(1 - (rows @ rows.T).toarray(), 0, 2), CUT).max()) + 1


if __name__ == "__main__":
    main(Path(sys.argv[1]))
