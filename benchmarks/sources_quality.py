"""Which kinds of sources are found: how often a kind is told, and whom the rules miss.

Usage: python benchmarks/sources_quality.py FOLDER OF POLNEAR [CACHE OF PARSES]

Kinds and names are those that the suite gives to the sources that coders marked (PolNeAR,
development part); whether they are right was read by eye, see docs/attributions.md. A coded
attribution is found as in attributions_quality.py. A share of attributions given to a kind of
source is moved by what is missed only if recall differs between kinds.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from attributions_quality import as_marked, paired, polnear

import analysis
from analysis.compare._attributed import NO_SOURCE, PRONOUNS
from analysis.measure._antecedents import SINGULAR
from analysis.measure._attribution_sources import with_sources
from analysis.spans import Spans


def main(folder: Path, cache: Path | None = None) -> None:
    """Print the share of sources given a kind, and recall by kind and by outlet."""
    corpus, coded = polnear(folder, "dev")
    corpus = analysis.parse(corpus, cache=cache)
    marked = with_sources(as_marked(corpus, coded), corpus)
    found = analysis.measure_attributions(corpus)
    table = one_row_each(corpus, marked)
    table["found"] = met(marked, found, table.index)
    with_source = table[table["kind"] != NO_SOURCE]
    told = (with_source["kind"] != "unknown").mean()
    print(f"sources {len(with_source):,}, given a kind {told:.3f}")
    pronouns = with_source[with_source["words"].str.casefold().isin(SINGULAR)]
    resolved = ~pronouns["source"].str.casefold().isin(PRONOUNS)
    print(f"he, she and the like {len(pronouns):,}, resolved {resolved.mean():.3f}")
    by_kind = table.groupby("kind")["found"].agg(["size", "mean"])
    print(by_kind.sort_values("size", ascending=False).round(3).to_string())
    by_both = table.assign(person=table["kind"] == "person")
    by_both = by_both.pivot_table("found", index="outlet", columns="person", aggfunc="mean")
    print(by_both.rename(columns={False: "not a person", True: "person"}).round(3).to_string())


def one_row_each(corpus: analysis.Corpus, spans: Spans) -> pd.DataFrame:
    """Put the source of each coded attribution into one row."""
    table = spans.table.assign(words=spans.text(corpus.articles))
    first = table.drop_duplicates("parent").set_index("parent")
    sources = table[table["layer"] == "source"].drop_duplicates("parent").set_index("parent")
    rows = first[["article_id", "source"]].copy()
    rows["kind"] = sources["value"].reindex(rows.index).fillna(NO_SOURCE)
    rows["words"] = sources["words"].reindex(rows.index).fillna("")
    outlets = corpus.articles.set_index("article_id")["outlet"]
    return rows.assign(outlet=rows["article_id"].map(outlets))


def met(marked: Spans, found: Spans, parents: pd.Index) -> pd.Series:
    """Say of each coded attribution whether one that was found is paired with it."""
    mine, theirs = _contents(marked), _contents(found)
    hits: set[int] = set()
    for article, own in mine.items():
        names, others = list(own), theirs.get(article, {})
        pairs = paired(list(own.values()), list(others.values()))
        hits.update(names[place] for place, _ in pairs)
    return pd.Series(parents.isin(hits), index=parents)


def _contents(spans: Spans) -> dict[str, dict[int, frozenset[int]]]:
    """Return the characters of each attribution's content, by article."""
    far = 10**7  # beyond any headline, so that fields do not meet
    rows = spans.table[spans.table["layer"] == "content"]
    contents: dict[str, dict[int, frozenset[int]]] = {}
    for row in rows.itertuples(index=False):
        by = far if row.field == "body" else 0
        own = contents.setdefault(row.article_id, {})
        place = frozenset(range(row.start + by, row.end + by))
        own[row.parent] = own.get(row.parent, frozenset()) | place
    return contents


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
