"""Seconds that claims cost, with the encoder and without, and the exponent in articles.

Usage: python benchmarks/claims_speed.py FOLDER OF ALLSIDES EVENTS [EVENTS WITH THE ENCODER]

Processor seconds of one process, reading the articles not included. The encoder is run on
fewer events, since it takes nearly all the time; a second run takes the vectors that the
first has left in memory.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.measure import _statements
from analysis.measure.claims import measure_claims

EVENTS_ENCODED = 120


def main(folder: Path, encoded: int) -> None:
    """Print seconds for a quarter, a half and all of the events, by both aligners."""
    whole = read(folder)
    events = whole["event_id"].unique()
    measure_claims(
        Corpus(whole[whole["event_id"] == events[0]]), aligner="encoder"
    )  # what is loaded once
    for aligner, most in (("words", len(events)), ("encoder", encoded)):
        sizes, took = [], []
        for part in (most // 4, most // 2, most):
            corpus = Corpus(whole[whole["event_id"].isin(events[:part])])
            _statements._VECTORS.clear()  # noqa: SLF001
            told = f"{aligner} {timed(corpus, aligner, took)}"
            again = timed(corpus, aligner, []) if aligner == "encoder" else ""
            print(f"{told}{'; again ' if again else ''}{again}", flush=True)
            sizes.append(len(corpus))
        slope = np.polyfit(np.log(sizes), np.log(took), 1)[0]
        print(f"{aligner}: seconds grow with articles to the power {slope:.2f}")


def timed(corpus: Corpus, aligner: str, took: list[float]) -> str:
    """Measure claims, keep the seconds, and say them."""
    before = time.process_time()
    claims = measure_claims(corpus, aligner=aligner)  # type: ignore[arg-type]
    took.append(time.process_time() - before)
    return f"{len(corpus):,} articles, {len(claims.spans):,} sentences {took[-1]:.1f} s"


def read(folder: Path) -> pd.DataFrame:
    """Read the articles of every event."""
    with gzip.open(folder / "fulltext_events.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [
            {
                "article_id": f"{event['event_id']}-{one['ID']}",
                "outlet": one["outlet"],
                "published": "",
                "headline": one["title"],
                "event_id": event["event_id"],
                "body": one["text"],
            }
            for event in map(json.loads, lines)
            for one in event["articles"]
        ]
    return pd.DataFrame(rows).drop_duplicates("article_id")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else EVENTS_ENCODED)
