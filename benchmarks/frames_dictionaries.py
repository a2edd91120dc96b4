"""What the suite's own word lists of frames reach, beside codes that people gave.

    python benchmarks/frames_dictionaries.py DATA

DATA holds the folders ``narrative_frames_climate`` and ``gvfc``. The lists were written before
they were held against these codes, and nothing is learnt here: AUC is that of the share of
sentences with a term of the frame, F1 that of two terms or more in an article, and of one or
more in a headline.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from frames_quality import articles, headlines
from numpy.typing import NDArray
from sklearn.metrics import f1_score, precision_score, recall_score, roc_auc_score

from analysis import Corpus, Lexicon, score_frames

GENERIC = ("responsibility", "human_interest", "conflict", "morality", "economic")
"""In the order of the corpus's codes, of which the first is named resolution."""
POLICY = ("legality", "policy", "political", "health", "security", "fairness", "public_opinion")
POLICY += ("identity", "economic")
"""In the order of the themes: rights, control, politics, mental health, safety, race, opinion,
society, economic."""


def measured(
    texts: list[str], codes: NDArray[np.int64], names: tuple[str, ...], list_: str, least: int
) -> pd.DataFrame:
    """Hold one list against the codes of texts."""
    ids = [f"a{i}" for i in range(len(texts))]
    rows = {"article_id": ids, "outlet": "one", "published": "", "headline": "", "body": texts}
    scores = score_frames(Corpus(pd.DataFrame(rows)), Lexicon.shipped(list_), categories=names)
    share = scores.predictions()[list(names)].fillna(0).to_numpy()
    said = scores.predictions(least)[list(names)].fillna(0).to_numpy()
    table = pd.DataFrame(
        {
            "code": names,
            "prevalence": codes.mean(axis=0),
            "AUC": [roc_auc_score(*pair) for pair in zip(codes.T, share.T, strict=True)],
            "precision": precision_score(codes, said, average=None, zero_division=0),
            "recall": recall_score(codes, said, average=None),
            "F1": f1_score(codes, said, average=None),
            "F1 of all yes": 2 * codes.mean(axis=0) / (1 + codes.mean(axis=0)),
        }
    )
    means = table.drop(columns="code").mean()
    return pd.concat([table, pd.DataFrame([{"code": "mean", **means}])], ignore_index=True)


def main(data: Path) -> None:
    """Print what both lists reach."""
    texts, codes, _ = articles(data / "narrative_frames_climate")
    print(f"generic-frames, {len(texts)} articles of the Narrative Frames corpus")
    found = measured(texts, codes, GENERIC, "generic-frames", 2)
    print(found.round(3).to_string(index=False))
    texts, codes, _ = headlines(data / "gvfc")
    print(f"\npolicy-frames, {len(texts)} headlines of the Gun Violence Frame Corpus")
    found = measured(texts, codes, POLICY, "policy-frames", 1)
    print(found.round(3).to_string(index=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
