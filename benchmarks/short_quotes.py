"""How well the rules tell sources' words from other short stretches in quotation marks.

Usage: python benchmarks/short_quotes.py FOLDER OF POLNEAR

PolNeAR marks every attribution of its articles. A stretch of one to four words in marks has
a source there if at least half of it is the content of an attribution, by the first coder.
Titles and scare quotes are what the rules say has none; a coder also counts a title or an
ironic word that stands within somebody's reported speech as sourced, so that precision has
a ceiling well below 1. Two coders of one article agree as the last line says.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import pandas as pd

from analysis.measure._pairs import find_quoted
from analysis.measure._scare import MOST_WORDS, kind_of


def main(folder: Path) -> None:
    """Print precision and recall of "no source" by compartment, and the coders' agreement."""
    found = short_quotes(folder)
    for name, rows in [*found.groupby("compartment"), ("all", found)]:
        none = ~rows["sourced"]
        said, scare = rows["value"] != "quote", rows["value"] == "scare"
        print(
            f"{name}: {len(rows):,} short quotes, {none.sum():,} without a source; "
            f"no source P {none[said].mean():.3f} R {said[none].mean():.3f}; "
            f"of {scare.sum():,} scare quotes {none[scare].mean():.3f} without a source; "
            f"right {(said == none).mean():.3f}"
        )
    pairs = found[found["coders"] > 1]
    with_a_source = pairs["coders_for_a_source"]
    without = pairs["coders"] - with_a_source
    alike = with_a_source * (with_a_source - 1) + without * (without - 1)
    agreed = alike.sum() / (pairs["coders"] * (pairs["coders"] - 1)).sum()
    print(f"two coders agree on {agreed:.3f} of {len(pairs):,} short quotes")


def short_quotes(folder: Path) -> pd.DataFrame:
    """List the short quotes of PolNeAR: what the rules and what its coders say of each."""
    coded = pd.read_csv(folder / "attributions.csv.gz", dtype=str)
    coded = coded.dropna(subset="content_off")
    coders = {
        name: dict(list(rows.groupby("annotator"))) for name, rows in coded.groupby("filename")
    }
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = [row for row in map(json.loads, lines) if row["filename"] in coders]
    rows = []
    for article in articles:
        text = article["text"] or ""
        credited = [
            _credited(text, one["content_off"]) for one in coders[article["filename"]].values()
        ]
        quotes, _ = find_quoted(text)
        outer = [quote for quote in quotes if not quote.depth]
        for quote in outer:
            words = text[quote.start : quote.end]
            if quote.continues or len(words.split()) > MOST_WORDS:
                continue
            told = [2 * sum(one[quote.start : quote.end]) >= len(words) for one in credited]
            kind = kind_of(text, quote, outer)
            rows.append((article["compartment"], *kind, words, told[0], len(told), sum(told)))
    names = ["compartment", "value", "evidence", "words", "sourced", "coders"]
    return pd.DataFrame(rows, columns=[*names, "coders_for_a_source"])


def _credited(text: str, offsets: pd.Series) -> bytearray:
    """Mark the characters that are the content of an attribution."""
    marked = bytearray(len(text))
    for stretch in offsets.str.split(";").explode():
        low, high = map(int, stretch.split())
        marked[low:high] = b"\1" * len(marked[low:high])
    return marked


if __name__ == "__main__":
    main(Path(sys.argv[1]))
