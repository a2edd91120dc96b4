"""How far loaded words go towards what experts call a biased sentence.

    python benchmarks/loaded_babe.py DATA [LEXICA]

DATA is the folder of BABE: sentences that experts coded as biased or not. LEXICA, if given, is
a folder with the published lists (hedges, factives, …, of Recasens et al. 2013), which are then
looked for beside the suite's own. Outlets are left out in turn (the smallest together): on
folds at random the outlet's name alone tells .737. Printed is macro-F1; beside it stands how
far the coders agree, since labels of sentences on which they agree at .40 are not facts.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import LeaveOneGroupOut
from sklearn.preprocessing import MaxAbsScaler

from analysis import Corpus, Lexicon, measure_loaded
from analysis.encoder import encode, encoder_at_hand
from analysis.measure.loaded import kinds_of
from analysis.stats.agreement import Counts, alpha

FEW = 100
"""Sentences below which outlets are left out together."""


def sentences(folder: Path) -> pd.DataFrame:
    """Read the coded sentences; outlets with few of them are one group."""
    table = pd.read_csv(folder / "final_labels_SG2.csv.gz")
    table = table[table["label_bias"] != "No agreement"].reset_index(drop=True)
    size = table["outlet"].map(table["outlet"].value_counts())
    return table.assign(
        biased=(table["label_bias"] == "Biased").astype(int),
        group=table["outlet"].where(size >= FEW, "the others"),
    )


def loaded(table: pd.DataFrame, lexica: Path | None) -> NDArray[np.float64]:
    """Count the loaded words of each sentence by kind, over the root of its words."""
    rows = {"article_id": table.index.map("{:06}".format), "outlet": "x", "published": ""}
    corpus = Corpus(pd.DataFrame(rows | {"headline": "", "body": table["text"]}))
    lists: dict[str, Lexicon] = {}
    if lexica is not None:
        lists = {path.stem: Lexicon.read(path) for path in sorted(lexica.glob("*.txt"))}
    columns = []
    for given in [None, *([lists] if lists else [])]:
        found = measure_loaded(corpus, lexicons=given, voice="all").table
        kinds = list(kinds_of(given))
        counts = pd.crosstab(found["article_id"], found["value"])
        wide = counts.reindex(index=rows["article_id"], columns=kinds, fill_value=0)
        columns.append(wide.to_numpy(float))
    n = table["text"].str.split().str.len().to_numpy()
    return np.hstack(columns) / np.sqrt(n)[:, None]


def folds(table: pd.DataFrame) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Leave each group of outlets out once."""
    yield from LeaveOneGroupOut().split(table, groups=table["group"])


def probabilities(
    table: pd.DataFrame, words: NDArray[np.float64], vectors: NDArray[np.float64] | None
) -> dict[str, NDArray[np.float64]]:
    """Predict every sentence by models of the other outlets."""
    y = table["biased"].to_numpy()
    made = {name: np.empty(len(table)) for name in ("loaded words", "TF-IDF", "both")}
    if vectors is not None:
        made["with the encoder"] = np.empty(len(table))
    for rest, part in folds(table):
        terms = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        texts = table["text"].to_numpy()
        own = [terms.fit_transform(texts[rest]), terms.transform(texts[part])]
        scale = MaxAbsScaler().fit(words[rest])
        lists = [scale.transform(words[at]) for at in (rest, part)]
        views = {
            "loaded words": [sparse.csr_array(x) for x in lists],
            "TF-IDF": own,
            "both": [sparse.hstack([x, z]) for x, z in zip(own, lists, strict=True)],
        }
        for name, (seen, new) in views.items():
            made[name][part] = _fitted(seen, y[rest]).predict_proba(new)[:, 1]
        if vectors is not None:
            seen, new = (
                np.hstack([vectors[at], x]) for at, x in zip((rest, part), lists, strict=True)
            )
            alone = _fitted(seen, y[rest]).predict_proba(new)[:, 1]
            made["with the encoder"][part] = (made["both"][part] + 2 * alone) / 3
    return made


def _fitted(x: object, y: NDArray[np.int64]) -> LogisticRegression:
    return LogisticRegression(C=3.0, class_weight="balanced", max_iter=1000).fit(x, y)


def agreement_of_experts(folder: Path) -> float:
    """Return how far the experts agree, by Krippendorff's nominal alpha."""
    raw = pd.read_csv(folder / "raw_labels_SG2.csv.gz")
    codes = raw.pivot_table(index="text", columns="annotator_id", values="Label_bias_0-1")
    return alpha(Counts.of(codes.to_numpy(float)), "nominal")


def main(folder: Path, lexica: Path | None) -> None:
    """Print macro-F1 of each way over all sentences, and what people reach."""
    table = sentences(folder)
    vectors = encode(table["text"].tolist()).astype(float) if encoder_at_hand() else None
    y = table["biased"].to_numpy()
    rows = [
        (name, f1_score(y, found > 0.5, average="macro"))
        for name, found in probabilities(table, loaded(table, lexica), vectors).items()
    ]
    print(f"{len(table):,} sentences, {table['group'].nunique()} groups of outlets left out")
    print(pd.DataFrame(rows, columns=["from", "macro-F1"]).round(3).to_string(index=False))
    print(
        f"Experts agree at an alpha of {agreement_of_experts(folder):.2f} (published: .40): "
        "what is told here is a majority's judgement of single sentences, no fact about them."
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
