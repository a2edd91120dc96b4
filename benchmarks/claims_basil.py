"""Does it predict informational bias that one outlet alone carries a claim? Hardly.

Usage: python benchmarks/claims_basil.py FOLDER OF BASIL [words|encoder]

BASIL has three outlets on each event, with the stretches that two coders marked as bias by
information: what an outlet tells that tilts the story. If absence elsewhere were a sign of
it, the sentences that one outlet alone has would hold more of it. Printed is the area under
the ROC curve within each event, averaged over events, with a t interval over them: of
"carried by one outlet only", yes or no, and of how far a sentence is from the nearest of
another outlet. .50 is chance.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from analysis.compare.claims import compare_claims
from analysis.corpus import Corpus
from analysis.measure._statements import by_event
from analysis.measure.claims import measure_claims
from analysis.spans import Spans
from analysis.stats.alike import nearest_elsewhere

BIASES = ("informational", "lexical")


def main(folder: Path, aligner: str) -> None:
    """Print the area of each sign for each kind of bias."""
    corpus, sentences = read(folder)
    table = signs(corpus, sentences, aligner)
    alone = table["alone"].mean()
    print(f"{len(sentences):,} sentences, {len(table):,} state a claim; alone {alone:.2f}")
    for bias in BIASES:
        shares = [table.loc[table["alone"] == side, bias].mean() for side in (True, False)]
        print(f"{bias}: {shares[0]:.3f} of those alone, {shares[1]:.3f} of the others")
        for sign in ("alone", "far"):
            areas = np.array(list(areas_of(table, sign, bias)))
            reach = stats.t.ppf(0.975, len(areas) - 1) * stats.sem(areas)
            low, high = areas.mean() - reach, areas.mean() + reach
            told = f"area {areas.mean():.3f} ({low:.3f} to {high:.3f})"
            print(f"  {sign:5} {told} over {len(areas)} events")


def read(folder: Path) -> tuple[Corpus, Spans]:
    """Read articles, a line a sentence, and their sentences with the marks of the coders."""
    marks = pd.read_csv(folder / "sentences.csv.gz").set_index(["article_id", "sent_index"])
    articles, sentences = [], []
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for one in map(json.loads, lines):
            place, texts = 0, [text for part in one["paragraphs"] for text in part]
            for number, text in enumerate(texts):
                coded = marks.loc[(one["article_id"], number)]
                bounds = (one["article_id"], place, place + len(text))
                sentences.append((*bounds, *(int(coded[bias]) for bias in BIASES)))
                place += len(text) + 1
            articles.append(
                {
                    "article_id": one["article_id"],
                    "outlet": one["outlet"].lower(),
                    "published": one["date"][:10],
                    "headline": one["title"],
                    "event_id": one["event_id"],
                    "body": "\n".join(texts),
                }
            )
    table = pd.DataFrame(sentences, columns=["article_id", "start", "end", *BIASES])
    spans = Spans(table.assign(field="body", layer="sentence", value="sentence"))
    return Corpus(pd.DataFrame(articles)), spans


def signs(corpus: Corpus, sentences: Spans, aligner: str) -> pd.DataFrame:
    """Say of each sentence whether no other outlet carries its claims, and how far it is."""
    claims = measure_claims(corpus, aligner=aligner)  # type: ignore[arg-type]
    stated = claims.spans.table
    outlet, event = (pd.factorize(stated[name])[0] for name in ("outlet", "event"))
    near = np.zeros(len(stated))
    for own in by_event(event.astype(np.int64)):
        near[own] = nearest_elsewhere([part[own] for part in claims.vectors], outlet[own])
    compared = compare_claims(corpus, aligner=aligner)  # type: ignore[arg-type]
    alone = set(compared.only_here()["claim_id"])
    mine, theirs = sentences.pairs(claims.spans)
    found = pd.DataFrame(
        {
            "sentence": mine,
            "event": stated["event"].to_numpy()[theirs],
            "alone": stated["value"].isin(alone).to_numpy()[theirs],
            "far": 1 - near[theirs],
        }
    )
    by_sentence = found.groupby("sentence").agg(
        event=("event", "first"), alone=("alone", "all"), far=("far", "min")
    )
    return by_sentence.join(sentences.table[list(BIASES)])


def areas_of(table: pd.DataFrame, sign: str, bias: str) -> Iterator[float]:
    """Yield the area of a sign within each event that has sentences of both kinds."""
    for _, rows in table.groupby("event"):
        marked = rows[bias] == 1
        if marked.any() and not marked.all():
            first, second = rows.loc[marked, sign], rows.loc[~marked, sign]
            greater = stats.mannwhitneyu(first.astype(float), second.astype(float)).statistic
            yield float(greater) / (len(first) * len(second))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "words")
