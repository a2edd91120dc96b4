"""Learn the weights that match events, and measure them on events they were not learnt from.

Usage: python benchmarks/event_matching.py FOLDER OF ALLSIDES EVENTS [--learn] [VECTORS.npy]

The folder holds events that several US outlets covered, 2012-2020, with their articles. Each
pair's chance comes from weights that were learnt without the events of either article (five
parts of events); the threshold of one half of events is chosen on the other half. The base is
TF-IDF with agglomerative clustering, its threshold chosen to suit it best on what it is
scored on. With --learn the weights of all events are written to the package: numbers only.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.cluster import AgglomerativeClustering
from sklearn.linear_model import LogisticRegression

import analysis
from analysis.corpus import Corpus
from analysis.encoder import encoder_at_hand
from analysis.prepare import _event_groups as groups
from analysis.prepare._event_pairs import Material, find_pairs, weighted, words_of
from analysis.prepare.events import MEANING_READ, MEANING_TOKENS, canonical_order, material_of
from analysis.read._dates import read_dates

PARTS = 5
THRESHOLDS = np.arange(0.2, 0.651, 0.025)
SMALL = 8
"""Of so many parts each is a corpus of its own, so that small corpora are learnt from too."""


def main(folder: Path, *, learn: bool, vectors: Path | None) -> None:
    """Print quality and time of the match and of the base, and write weights if asked."""
    corpus, event = read(folder)
    order = canonical_order(corpus)
    material = material_of(corpus, order, encoder=False)
    made = {}
    for encoder in (False, True) if encoder_at_hand() else (False,):
        if encoder:
            material = with_meaning(material, vectors)
        for dates in (True, False):
            name = (
                f"{'dates' if dates else 'no_dates'}_{'encoder' if encoder else 'no_encoder'}"
            )
            made[name] = learnt(material, event[order], dates=dates, name=name)
    base(material, event[order])
    if learn:
        write(made, Path(analysis.__file__).parent / "prepare" / groups.WEIGHTS)


def read(folder: Path) -> tuple[Corpus, np.ndarray]:
    """Return the articles as a corpus without events, and the event of each."""
    with gzip.open(folder / "fulltext_events.jsonl.gz", "rt", encoding="utf-8") as lines:
        events = [json.loads(line) for line in lines]
    rows = [(number, one) for number, event in enumerate(events) for one in event["articles"]]
    table = pd.DataFrame([one for _, one in rows])
    articles = pd.DataFrame(
        {
            "article_id": [f"{place}-{one['ID']}" for place, (_, one) in enumerate(rows)],
            "outlet": table["outlet"],
            "published": read_dates(table["date"], "mdy").days,
            "headline": table["title"],
            "body": table["text"],
        }
    )
    return Corpus(articles), np.array([number for number, _ in rows])


def with_meaning(material: Material, vectors: Path | None) -> Material:
    """Add the encoder's vectors, kept in a file between runs where one is named."""
    texts = zip(material.headlines, material.bodies, strict=True)
    if vectors is not None and vectors.is_file():
        meaning = np.load(vectors)
    else:
        start = time.perf_counter()
        read_of = [f"{headline}. {body[:MEANING_READ]}" for headline, body in texts]
        meaning = analysis.encoder.encode(read_of, most_tokens=MEANING_TOKENS)
        print(f"encoder: {len(read_of) / (time.perf_counter() - start):.1f} articles a second")
        if vectors is not None:
            np.save(vectors, meaning)
    return Material(material.headlines, material.bodies, material.days, meaning)


def part(material: Material, rows: np.ndarray) -> Material:
    """Return some of the articles."""
    return Material(
        [material.headlines[row] for row in rows],
        [material.bodies[row] for row in rows],
        material.days[rows],
        None if material.meaning is None else material.meaning[rows],
    )


def learnt(material: Material, event: np.ndarray, *, dates: bool, name: str) -> dict:
    """Learn weights and threshold; print what they reach in corpora of several kinds."""
    size = np.bincount(event)[event]
    shuffled = np.random.default_rng(1).permutation(event.max() + 1)
    kinds = {"all events": [np.arange(len(event))], "triples": [np.flatnonzero(size == 3)]}
    kinds["an eighth"] = [np.flatnonzero(shuffled[event] % SMALL == k) for k in range(SMALL)]
    made = {
        kind: [prepared(part(material, rows), event[rows], dates=dates) for rows in corpora]
        for kind, corpora in kinds.items()
    }
    everything = [one for corpora in made.values() for one in corpora]
    fold = shuffled % PARTS
    for one in everything:
        one["chance"] = np.zeros(len(one["same"]))
    for number in range(PARTS):
        weights = fit(everything, lambda of, number=number: fold[of] != number)
        for one in everything:
            held = (fold[one["events"]] == number).any(axis=1)
            both = (fold[one["events"]] == number).sum(axis=1)[held]
            unlike = fold[one["events"][held, 0]] != fold[one["events"][held, 1]]
            share = np.where(unlike & (both == 1), 0.5, 1.0)
            one["chance"][held] += share * chance(weights, one["features"][held])
    threshold = choose([*made["all events"], *made["triples"]], shuffled % 2 >= 0)
    measured = {}
    for kind, corpora in made.items():
        scores = np.mean([halves(one, shuffled // SMALL % 2) for one in corpora], axis=0)
        measured[kind] = dict(
            zip(("precision", "recall", "pair_f1", "bcubed"), scores, strict=True)
        )
        told = ", ".join(f"{key} {value:.3f}" for key, value in measured[kind].items())
        print(f"{name:20} {kind:10} {told}", flush=True)
    intercept, coefficients = fit(everything, lambda of: of >= 0)
    names = everything[0]["names"]
    print(f"{name:20} threshold {threshold:.3f}, {len(names)} weights", flush=True)
    return {
        "intercept": float(intercept),
        "threshold": float(threshold),
        "measured": measured["all events"],
        "weights": dict(zip(names, coefficients.tolist(), strict=True)),
    }


def prepared(material: Material, event: np.ndarray, *, dates: bool) -> dict:
    """Return the pairs of one corpus, their features, and which belong together."""
    pairs = find_pairs(material)
    features, names = pairs.features(use_dates=dates)
    ends = np.column_stack([event[pairs.one], event[pairs.other]])
    return {
        "pairs": pairs,
        "features": features,
        "names": names,
        "events": ends,
        "same": ends[:, 0] == ends[:, 1],
        "event": event,
    }


def fit(
    corpora: list[dict], chosen: Callable[[np.ndarray], np.ndarray]
) -> tuple[float, np.ndarray]:
    """Learn weights from the pairs whose events are both chosen."""
    rows = [chosen(one["events"]).all(axis=1) for one in corpora]
    x = np.concatenate([one["features"][of] for one, of in zip(corpora, rows, strict=True)])
    y = np.concatenate([one["same"][of] for one, of in zip(corpora, rows, strict=True)])
    middle, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread == 0] = 1
    model = LogisticRegression(max_iter=3000).fit((x - middle) / spread, y)
    coefficients = model.coef_[0] / spread
    return model.intercept_[0] - middle @ coefficients, coefficients


def chance(weights: tuple[float, np.ndarray], features: np.ndarray) -> np.ndarray:
    """Return the chance of each pair."""
    return groups.expit(weights[0] + features @ weights[1])


def choose(corpora: list[dict], chosen: np.ndarray) -> float:
    """Return the threshold that serves the chosen events best."""
    total = np.zeros(len(THRESHOLDS))
    for one in corpora:
        table = groups.chance_table(one["pairs"], one["chance"])
        for place, threshold in enumerate(THRESHOLDS):
            found = groups.linked(table, threshold)
            total[place] += sum(scores(one["event"], found, chosen[one["event"]])[2:])
    return float(THRESHOLDS[total.argmax()])


def halves(one: dict, half: np.ndarray) -> np.ndarray:
    """Score each half of events with the threshold of the other."""
    table = groups.chance_table(one["pairs"], one["chance"])
    made = []
    for number in (0, 1):
        threshold = choose([one], half != number)
        made.append(
            scores(one["event"], groups.linked(table, threshold), half[one["event"]] == number)
        )
    return np.mean(made, axis=0)


def scores(event: np.ndarray, found: np.ndarray, rows: np.ndarray) -> tuple[float, ...]:
    """Return precision, recall and F1 of pairs, and BCubed F1, over the chosen rows."""
    both = pd.Series(np.arange(len(event))).groupby([event, found]).transform("size").to_numpy()
    true = pd.Series(event).map(pd.Series(event).value_counts()).to_numpy()
    made = pd.Series(found).map(pd.Series(found).value_counts()).to_numpy()
    both, true, made = both[rows], true[rows], made[rows]
    precision = (both - 1).sum() / max((made - 1).sum(), 1)
    recall = (both - 1).sum() / max((true - 1).sum(), 1)
    b_precision, b_recall = (both / made).mean(), (both / true).mean()
    return (
        precision,
        recall,
        2 * precision * recall / max(precision + recall, 1e-9),
        2 * b_precision * b_recall / (b_precision + b_recall),
    )


def base(material: Material, event: np.ndarray) -> None:
    """Print what TF-IDF with agglomerative clustering reaches at its best threshold."""
    start = time.perf_counter()
    texts = [f"{h}\n{b}" for h, b in zip(material.headlines, material.bodies, strict=True)]
    rows = weighted(texts, words_of)
    apart = np.clip(1 - (rows @ rows.T).toarray(), 0, 2)
    undated = np.isnan(material.days)
    gap = np.abs(material.days[:, None] - material.days[None, :])
    for name, distance in (
        ("TF-IDF", apart),
        ("TF-IDF + date", apart + 0.02 * np.where(np.isnan(gap), 3, np.minimum(gap, 30))),
    ):
        best = max(
            (
                scores(
                    event, agglomerated(distance, cut), np.full(len(event), fill_value=True)
                )[2:],
                cut,
            )
            for cut in np.arange(0.6, 0.95, 0.025)
        )
        took = time.perf_counter() - start
        print(
            f"{name}, agglomerated: pair F1 {best[0][0]:.3f}, BCubed {best[0][1]:.3f}, "
            f"{took:.0f} s; {undated.sum()} of {len(undated)} articles have no date"
        )


def agglomerated(distance: np.ndarray, cut: float) -> np.ndarray:
    """Cluster by average linkage."""
    model = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=cut
    )
    return model.fit_predict(distance)


def write(made: dict, path: Path) -> None:
    """Write the weights as a file that a reader can check."""
    lines = [
        "# What turns the features of a pair of articles into the chance that both report one",
        "# event. Learnt by benchmarks/event_matching.py: logistic regression on the pairs of",
        "# 1,618 articles of 684 events that two or three US outlets covered, 2012-2020. What",
        "# was measured is of events that the weights were not learnt from (five parts).",
    ]
    for name, own in made.items():
        lines += ["", f"[{name}]"]
        lines += [f"{key} = {own[key]:.6g}" for key in ("intercept", "threshold")]
        for table in ("measured", "weights"):
            lines += ["", f"[{name}.{table}]"]
            lines += [f'"{key}" = {value:.6g}' for key, value in own[table].items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"wrote {path.name}")


if __name__ == "__main__":
    given = [one for one in sys.argv[1:] if one != "--learn"]
    main(
        Path(given[0]),
        learn="--learn" in sys.argv,
        vectors=Path(given[1]) if len(given) > 1 else None,
    )
