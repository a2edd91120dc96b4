"""How long it takes to identify the language of every article, and how often it is right.

    python benchmarks/language.py ARTICLES.jsonl[.gz] [COLUMN OF THE TEXT] [LANGUAGE]

Times a quarter, half and all of the articles, with the exponent of the growth; then cuts a
stretch of 10 to 400 characters out of each and prints, by length, the share that is named
(probability .9 or more) and the share of those named rightly, LANGUAGE being the truth.
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
from analysis.prepare.language import identify_language

BOUNDS = [0, 20, 40, 60, 80, 100, 150, 200, 400]


def main(path: Path, column: str, language: str) -> None:
    """Print seconds, the exponent, and the shares."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        texts = [json.loads(line)[column] or "" for line in file]
    identify_language(corpus_of(texts[:1]))  # the model is loaded once
    sizes = [len(texts) // 4, len(texts) // 2, len(texts)]
    seconds = []
    for size in sizes:
        start = time.process_time()
        identify_language(corpus_of(texts[:size]))
        seconds.append(time.process_time() - start)
        print(f"{size:>7,} articles  {seconds[-1]:6.1f} s")
    exponent = np.polyfit(np.log(sizes), np.log(seconds), 1)[0]
    print(f"exponent {exponent:.2f}\n")
    print(by_length(texts, language).to_string(float_format="{:.3f}".format))


def by_length(texts: list[str], language: str) -> pd.DataFrame:
    """Judge a cut of each text, by the length of the cut."""
    draw = np.random.default_rng(1)
    cuts = []
    for text in texts:
        size = int(draw.integers(10, 400))
        start = int(draw.integers(0, max(1, len(text) - size)))
        cuts.append(text[start : start + size])
    named = identify_language(corpus_of(cuts)).articles["language"]
    table = pd.DataFrame(
        {
            "characters": pd.cut(pd.Series(map(len, cuts)), BOUNDS),
            "named": named != "",
            "right": (named == language).where(named != ""),
        }
    )
    return table.groupby("characters", observed=True).agg(
        cuts=("named", "size"), named=("named", "mean"), right=("right", "mean")
    )


def corpus_of(texts: list[str]) -> Corpus:
    """Make a corpus of texts alone."""
    table = {
        "article_id": [str(number) for number in range(len(texts))],
        "outlet": "any",
        "published": "",
        "headline": "",
        "body": texts,
    }
    return Corpus(pd.DataFrame(table))


if __name__ == "__main__":
    defaults = [*sys.argv[2:4], *["text", "en"][len(sys.argv[2:4]) :]]
    main(Path(sys.argv[1]), *defaults)
