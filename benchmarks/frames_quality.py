"""How well `FrameClassifier` predicts frames of texts that it has not seen.

    python benchmarks/frames_quality.py gvfc DATA
    python benchmarks/frames_quality.py narrative DATA [CUT]

DATA is the folder of the gun violence frame corpus (headlines, nine themes, five folds) or of
the narrative frames corpus (articles, five frames, outlets left out in five parts). CUT is
the seed of another way to cut into parts.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold, KFold

from analysis import FrameClassifier

Read = tuple[list[str], NDArray[np.int64], list[str] | None]


def headlines(folder: Path) -> Read:
    """Read headlines with their first and second theme."""
    table = pd.read_csv(folder / "gvfc_headlines_en.csv.gz")
    table = table[(table["Q1 Relevant"] == 1) & table["Q3 Theme1"].between(1, 9)]
    codes = np.zeros((len(table), 9), np.int64)
    for name in ("Q3 Theme1", "Q3 Theme2"):
        theme = table[name].to_numpy()
        held = np.flatnonzero((theme >= 1) & (theme <= 9))
        codes[held, theme[held].astype(int) - 1] = 1
    return table["news_title"].tolist(), codes, None


def articles(folder: Path) -> Read:
    """Read articles with five frames, and the outlet of each."""
    table = pd.read_csv(folder / "articles.csv.gz").dropna()
    codes = (table[["RE", "HI", "CO", "MO", "EC"]].astype(str) == "True").to_numpy(np.int64)
    return table["text"].tolist(), codes, table["source"].str.lower().tolist()


def main(name: str, folder: Path, cut: int) -> None:
    """Print F1 with and without the encoder, as the mean over folds and of all together."""
    texts, codes, groups = {"gvfc": headlines, "narrative": articles}[name](folder)
    if groups is None:
        folds = list(KFold(5, shuffle=True, random_state=cut).split(texts))
    else:
        parts = GroupKFold(5, shuffle=True, random_state=cut) if cut else GroupKFold(5)
        folds = list(parts.split(texts, groups=groups))
    rows = []
    for encoder in (False, True):
        predicted = np.zeros_like(codes)
        for rest, part in folds:
            own = None if groups is None else [groups[i] for i in rest]
            model = FrameClassifier(encoder=encoder)
            model.fit([texts[i] for i in rest], codes[rest], groups=own)
            predicted[part] = model.predict([texts[i] for i in part]).to_numpy()
        for average in ("macro", "micro"):
            each = [
                f1_score(codes[part], predicted[part], average=average, zero_division=0)
                for _, part in folds
            ]
            together = f1_score(codes, predicted, average=average)
            rows.append((encoder, average, np.mean(each), together))
    table = pd.DataFrame(rows, columns=["encoder", "F1", "mean of folds", "together"])
    print(f"{len(texts):,} texts\n{table.round(4).to_string(index=False)}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int((sys.argv[3:] or [0])[0]))
