"""Whether sentiment towards somebody named is told right: macro-F1 on coded sentences.

    python benchmarks/target_sentiment.py DATA

DATA is the folder of NewsMTSC's training sentences. One sentence in five is held out by a hash
of its text, with all its targets: the rules' weights were fitted to the others. (Their words
were drawn up with an eye on the verbs of all.)
"One target" and "several" count the coded targets of a sentence; "conflicting" are sentences
whose targets were coded differently: whoever gives all of them one score must err. Models learn
from the other four fifths, which takes some minutes.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import f1_score

from analysis import Corpus, TargetSentiment
from analysis.encoder import encoder_at_hand
from analysis.measure._deeds import own_rules, polarity, total
from analysis.measure._towards import target_at
from analysis.measure._vader import vader
from analysis.prepare.parse import parsed

MILD = 0.2
"""Compound scores of VADER up to which a sentence is neutral: its best on these sentences."""


def coded(folder: Path) -> pd.DataFrame:
    """Read the coded targets, with what a table by kinds of sentences needs."""
    table = pd.read_csv(folder / "train.csv.gz")
    by_sentence = table.groupby("sentence")["polarity"]
    return table.assign(
        n=by_sentence.transform("size"),
        conflicting=by_sentence.transform("nunique") > 1,
        held=[
            int(hashlib.md5(sentence.encode()).hexdigest(), 16) % 5 == 0  # noqa: S324
            for sentence in table["sentence"]
        ],
    )


def by_rules(table: pd.DataFrame) -> list[str]:
    """Judge every target by the rules."""
    sentences = table["sentence"].unique()
    number = {sentence: f"{place:06}" for place, sentence in enumerate(sentences)}
    articles = {"article_id": list(number.values()), "outlet": "x", "published": ""}
    parses = parsed(Corpus(pd.DataFrame(articles | {"headline": "", "body": sentences})))
    found = []
    for row in table.itertuples():
        tokens = parses.of(number[row.sentence], "body")
        target = target_at(tokens, row.sentence, row.start, row.end)
        hits = [] if target is None else own_rules().hits(target, row.sentence)
        found.append(polarity(total(hits)))
    return found


def by_sentence(table: pd.DataFrame) -> list[str]:
    """Give every target the score of its whole sentence."""
    scores = np.array([vader().score(sentence)[0] for sentence in table["sentence"]])
    return np.select([scores > MILD, scores < -MILD], ["positive", "negative"], "neutral")


def by_model(table: pd.DataFrame, *, encoder: bool) -> list[str]:
    """Judge the targets that are held out by a model of the others; these get no judgement."""
    model = TargetSentiment(encoder=encoder).fit(table[~table["held"]])
    print(f"{model.told}: macro-F1 as it measured it itself {np.round(model.f1, 3).tolist()}")
    found = pd.Series("", index=table.index)
    found[table["held"]] = model.predict(table[table["held"]])
    return found.tolist()


def main(folder: Path) -> None:
    """Print macro-F1 by way and kind of sentence."""
    table = coded(folder)
    ways = {
        "whole sentence, VADER": by_sentence(table),
        "whole sentence, if never wrong": table.groupby("sentence")["polarity"].transform(
            lambda codes: codes.mode().iloc[0]
        ),
        "rules": by_rules(table),
        "model": by_model(table, encoder=False),
    }
    if encoder_at_hand():
        ways["model with the encoder"] = by_model(table, encoder=True)
    kinds = {
        "one target": table["n"] == 1,
        "several": table["n"] > 1,
        "conflicting": table["conflicting"],
    }
    rows = []
    for part, here in (("held out", table["held"]), ("the others", ~table["held"])):
        for way, said in ways.items():
            if "model" in way and part != "held out":
                continue
            f1 = [
                f1_score(
                    table["polarity"][at & here], np.asarray(said)[at & here], average="macro"
                )
                for at in kinds.values()
            ]
            rows.append((part, way, *f1))
        counts = ", ".join(f"{int((at & here).sum()):,} {name}" for name, at in kinds.items())
        print(f"{part}: {counts}")
    shown = pd.DataFrame(rows, columns=["sentences", "way", *kinds]).round(3)
    print(shown.to_string(index=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
