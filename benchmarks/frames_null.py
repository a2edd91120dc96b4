"""How often frames are found where outlets do not differ, with few coded articles.

    python benchmarks/frames_null.py [RUNS]

Five outlets report the same twelve events, one article each; three frames, each as likely in
every outlet. Predictions lean by outlet. Some of each outlet's articles are coded. A run
counts if any of its fifteen contrasts is a finding; at a false discovery rate of .05 that
should be so in no more than one run of twenty.
"""

from __future__ import annotations

import sys
from itertools import product

import numpy as np
import pandas as pd

from analysis import Corpus, compare_frames
from analysis.errors import ChoiceError

N_EVENTS, OUTLETS, CODES = 12, ("Post", "Star", "Echo", "Wire", "Tide"), ("x", "y", "z")


def main(runs: int) -> None:
    """Print the share of corpora with a false finding, a row a setting."""
    rows = []
    for rate, share in product((0.5, 0.85, 0.93), (0.3, 0.7)):
        found = [once(np.random.default_rng([run, 9]), rate, share) for run in range(runs)]
        told = [one for one in found if one is not None]
        rows.append((rate, share, len(told), *np.mean(told, axis=0).round(3)))
    names = ["rate", "coded", "corpora", "false finding", "groups all alike"]
    print(pd.DataFrame(rows, columns=names).to_string(index=False))


def once(draw: np.random.Generator, rate: float, share: float) -> tuple[bool, bool] | None:
    """Say whether anything was found, and whether a group's codes were alike; None: refused."""
    outlet = np.tile(OUTLETS, N_EVENTS)
    event = np.repeat(np.arange(N_EVENTS), len(OUTLETS))
    odds = np.log(rate / (1 - rate)) + draw.normal(0, 0.7, (N_EVENTS, len(CODES)))[event]
    truth = (draw.random(odds.shape) < 1 / (1 + np.exp(-odds))).astype(int)
    lean = np.tile(draw.uniform(0.1, 0.9, (len(OUTLETS), len(CODES))), (N_EVENTS, 1))
    guess = np.clip(0.2 * truth + 0.8 * lean + draw.normal(0, 0.05, odds.shape), 0.01, 0.99)
    drawn = np.zeros(len(outlet), bool)
    for own in (np.flatnonzero(outlet == name) for name in OUTLETS):
        drawn[draw.permutation(own)[: round(share * len(own))]] = True
    ids = [f"a{at}" for at in range(len(outlet))]
    corpus = Corpus(
        pd.DataFrame(
            {"article_id": ids, "outlet": outlet, "event_id": event.astype(str)}
        ).assign(published="", headline="", body=[f"Text {one}." for one in ids])
    )
    tables = [
        pd.DataFrame(values, columns=list(CODES)).assign(article_id=ids)
        for values in (guess, truth)
    ]
    try:
        result = compare_frames(
            corpus, tables[0], codings=tables[1][drawn], inclusion=round(share * 12) / 12
        )
    except ChoiceError:
        return None
    return bool(result.table["finding"].any()), "all alike" in " ".join(result.notes)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
