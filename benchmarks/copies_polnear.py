"""How well find_copies tells agency copy, by outlet, on PolNeAR.

Usage: python benchmarks/copies_polnear.py FOLDER OF POLNEAR

PolNeAR says of each of its articles whose wire copy it is, if anyone's. The same is asked of
the text alone, and of text and byline. The column says "None" of an article of the New York
Times whose byline is the Associated Press: it counts as an error here.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pandas as pd

from analysis import find_boilerplate, find_copies, split_parts
from analysis.corpus import Corpus
from analysis.measure.counted import copy_status

NO_WIRE = {"", "None", "NA"}


def main(folder: Path) -> None:
    """Print precision and recall by outlet, without and with bylines."""
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as file:
        table = pd.read_json(file, lines=True)
    table = table.fillna("").astype(str)
    wired = ~table["wire"].isin(NO_WIRE).to_numpy()
    rows = {
        "article_id": table["filename"],
        "outlet": table["publisher"],
        "published": table["publication_date"].str[:10],
        "headline": table["title"],
        "body": table["text"],
    }
    byline = table["author"].where(table["author"] != "None", "")
    for name, columns in (("text alone", rows), ("with bylines", rows | {"byline": byline})):
        corpus = find_boilerplate(split_parts(Corpus(pd.DataFrame(columns)))).marked
        found = find_copies(corpus)
        status = copy_status(found.marked)
        told = (status == "agency copy").to_numpy()
        print(f"{name}: {found.notes[-1]}")
        for outlet in [*sorted(set(table["publisher"])), "all"]:
            mine = (table["publisher"] == outlet).to_numpy() | (outlet == "all")
            both = int((told & wired & mine).sum())
            n_told, n_wired = int((told & mine).sum()), int((wired & mine).sum())
            precision = f"{both / n_told:.3f}" if n_told else "-"
            recall = f"{both / n_wired:.3f}" if n_wired else "-"
            print(
                f"  {outlet}: {mine.sum()} articles, {n_wired} wire, {n_told} found, "
                f"precision {precision}, recall {recall}"
            )
        missed = table["filename"][wired & ~told].tolist()
        repeats = found.table[(found.table["kind"] != "agency credit") & found.table["copy"]]
        for row in repeats.itertuples():
            print(f"  repeat: {row.article_id} of {row.other_id}, {row.own_containment:.2f}")
        print(f"  missed: {missed}; wrong: {table['filename'][told & ~wired].tolist()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
