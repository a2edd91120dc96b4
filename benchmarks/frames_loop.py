"""One loop on the Narrative Frames corpus: codes of a sample, a model, corrected differences.

    python benchmarks/frames_loop.py DATA [--encoder] [--n N] [--seed SEED] [--draws D]

DATA is the folder of the corpus: 295 articles on the climate, each coded by two or three
people on 22 questions. N of the articles are drawn, and only their codes are used: are coders
agreed, what do they settle on, what does a model say that learns from them, and how do outlets
differ by it, as predicted and as corrected. Since all articles were coded the right answer is
known, and stands beside both. With --draws, D other samples are drawn and judged by it.

A coder gives an article a frame where so many of its questions are answered yes as the
authors' own frames ask for (2 of 4 for conflict, 2 of 3 for economic, 1 of 3 for moral, 3 of 5
for human interest, 5 of 8 for resolution); where coders differ the authors' frame decides.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import (
    AnalysisError,
    Codings,
    Corpus,
    Design,
    FrameClassifier,
    Lexicon,
    Sample,
    article_texts,
    check_agreement,
    check_predictions,
    compare_frames,
    draw_sample,
    score_frames,
    settled,
)

FRAMES = {
    "resolution": ("RE", r"re(1|1a|2|3|4|5|6|7)$", 5),
    "human interest": ("HI", r"hi\d$", 3),
    "conflict": ("CO", r"co\d$", 2),
    "moral": ("MO", r"mo\d$", 1),
    "economic": ("EC", r"ec\d$", 2),
}
"""Frame → the authors' column, its questions, and how many of them must be yes."""
WORDS = {
    "human interest": "human_interest",
    "moral": "morality",
    "resolution": "responsibility",
}
"""Frames that the suite's own list calls otherwise."""
LEAST_ARTICLES = 10


def corpus_of(folder: Path) -> Corpus:
    """Read the articles, each outlet under one name, with its side and the quarter."""
    table = pd.read_csv(folder / "articles.csv.gz").dropna()
    outlet = table["source"].str.lower().replace("the huffington post", "thehuffingtonpost")
    date = pd.to_datetime(table["date"])
    rows = {
        "article_id": table["ID"].astype(str),
        "outlet": outlet,
        "published": table["date"],
        "headline": "",
        "body": table["text"],
        "side": table["mbfc"],
        "half_year": date.dt.year.astype(str) + "-" + ((date.dt.month + 5) // 6).astype(str),
    }
    frames = {name: table[column].astype(str) for name, (column, _, _) in FRAMES.items()}
    return Corpus(pd.DataFrame(rows | frames).reset_index(drop=True))


def codings_of(folder: Path, ids: set[str]) -> Codings:
    """Give each coder's frames of the articles that were drawn."""
    raw = pd.read_csv(folder / "raw_annotations_long.csv.gz", dtype=str)
    raw = raw[raw["article_key"].isin(ids)]
    parts = []
    for frame, (_, questions, least) in FRAMES.items():
        own = raw[raw["question"].map(lambda name, ask=questions: bool(re.match(ask, name)))]
        yes = (own["answer"] == "yes").groupby([own["article_key"], own["annotator"]]).sum()
        table = yes.rename("n").reset_index()
        table["code"] = np.where(table["n"] >= least, "yes", "no")
        parts.append(table.assign(variable=frame))
    table = pd.concat(parts).rename(columns={"article_key": "article_id", "annotator": "coder"})
    return Codings.of(table[["article_id", "coder", "variable", "code"]])


def decisions_of(corpus: Corpus, ids: set[str]) -> Codings:
    """Give the authors' frames as what was decided where coders differ."""
    rows = corpus.articles[corpus.articles["article_id"].isin(ids)]
    long = rows.melt("article_id", list(FRAMES), "variable", "code")
    code = long["code"].map({"True": "yes", "False": "no"})
    return Codings.of(long.assign(coder="authors", code=code))


def reference_of(folder: Path, corpus: Corpus, ids: set[str]) -> pd.DataFrame:
    """Settle what coders said of these articles."""
    return settled(codings_of(folder, ids), decisions_of(corpus, ids))


def predicted(corpus: Corpus, reference: pd.DataFrame, *, encoder: bool) -> pd.DataFrame:
    """Let a model learn from what was coded, and predict all articles without their codes."""
    codes = reference.set_index("article_id").astype(int)
    chosen = corpus.where(corpus.articles["article_id"].isin(codes.index))
    codes = codes.loc[chosen.articles["article_id"]]
    model = FrameClassifier(encoder=encoder)
    groups = chosen.articles["outlet"].tolist()
    told, frames = [], []
    for name in codes:  # one by one: a frame too rare to be learnt must not stop the others
        try:
            model.fit(article_texts(chosen), codes[[name]], groups=groups)
        except AnalysisError as refusal:
            print(f"{name}: {refusal}")
            continue
        frames.append(name)
        told.append(model.predict_unseen(article_texts(corpus))[name])
    table = pd.concat(told, axis=1).set_axis(frames, axis=1)
    return table.assign(article_id=corpus.articles["article_id"])


def by_words(corpus: Corpus, frames: list[str]) -> pd.DataFrame:
    """Let the suite's own list of words predict: two terms or more."""
    said = score_frames(corpus, Lexicon.shipped("generic-frames")).predictions(least=2)
    return said.rename(columns={new: old for old, new in WORDS.items()})[
        ["article_id", *frames]
    ]


@dataclass(frozen=True, kw_only=True)
class Way:
    """One comparison: of which articles, by what, and what they all were coded."""

    title: str
    corpus: Corpus
    design: Design
    truth: pd.DataFrame

    def compared(
        self, predictions: pd.DataFrame, reference: pd.DataFrame, sample: Sample
    ) -> tuple[pd.DataFrame, tuple[str, ...]]:
        """Put naive, corrected and true differences side by side, with what was noted."""
        names = [name for name in predictions if name != "article_id"]
        here = set(self.corpus.articles["article_id"])
        own = reference[reference["article_id"].isin(here)][["article_id", *names]]
        found = compare_frames(
            self.corpus, predictions, codings=own, inclusion=sample, design=self.design
        )
        codes = self.truth[self.truth["article_id"].isin(here)][["article_id", *names]]
        known = compare_frames(
            self.corpus,
            codes.astype(dict.fromkeys(names, float)),
            codings=codes,
            inclusion=1.0,
            design=self.design,
        )
        right = known.table[["group", "code", "estimate"]]
        table = found.table.merge(right, on=["group", "code"], suffixes=("", "_all"))
        return table.rename(columns={"estimate": "corrected", "estimate_all": "all coded"}), (
            found.notes
        )


def print_table(table: pd.DataFrame) -> None:
    """Print the differences, and how far off they are."""
    columns = ["code", "group", "n_articles", "n_coded", "all coded", "naive", "naive_low"]
    columns += ["naive_high", "corrected", "low", "high", "p", "finding"]
    shown = table.sort_values(["code", "group"])[columns]
    print(shown.round(2).to_string(index=False))
    for label, (off, held, wide) in judged(table).items():
        print(f"{label}: off by {off:.3f}; {held:.0%} of intervals hold it, {wide:.2f} wide")


def judged(table: pd.DataFrame) -> dict[str, tuple[float, float, float]]:
    """Say how far off differences are, how many intervals hold the right one, how wide."""
    right = table["all coded"]
    told = {}
    for label, low, high in (
        ("naive", "naive_low", "naive_high"),
        ("corrected", "low", "high"),
    ):
        kept = table[low].notna()
        held = ((table[low] <= right) & (right <= table[high]))[kept].mean()
        wide = (table[high] - table[low]).mean()
        told[label] = ((table[label] - right).abs().mean(), held, wide)
    return told


def repeat(
    ways: list[Way],
    corpus: Corpus,
    words: pd.DataFrame,
    truth: pd.DataFrame,
    *,
    n: int,
    draws: int,
) -> None:
    """Draw other samples, with the list of words as the predictor, and judge all of them."""
    for way in ways:
        rows, refused = [], 0
        for seed in range(100, 100 + draws):
            sample = draw_sample(corpus, n, within=None, seed=seed)
            coded = truth[truth["article_id"].isin(sample.table["article_id"])]
            try:
                table, _ = way.compared(words, coded, sample)
            except AnalysisError:
                refused += 1
                continue
            rows.append(table)
        print(f"\n== {draws} samples of {n}: {way.title}; refused {refused}")
        whole = pd.concat(rows, ignore_index=True)
        told = {"all frames": judged(whole)}
        told |= {str(code): judged(part) for code, part in whole.groupby("code")}
        for code, found in told.items():
            for label, (off, held, wide) in found.items():
                start = f"{code:15} {label:10} off by {off:.3f}"
                print(f"{start}; {held:.0%} hold it, {wide:.2f} wide")


def main() -> None:
    """Go through the loop and print each step."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--encoder", action="store_true")
    parser.add_argument("--n", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--draws", type=int, default=0)
    given = parser.parse_args()
    corpus = corpus_of(given.data)
    sizes = corpus.articles["outlet"].value_counts()
    large = sizes.index[sizes >= LEAST_ARTICLES]
    print(f"{corpus}\n{len(large)} outlets have {LEAST_ARTICLES} articles or more.\n")

    sample = draw_sample(corpus, given.n, within=None, seed=given.seed)
    ids = set(sample.table["article_id"])
    print(f"drawn: {sample}\n")
    agreement = check_agreement(codings_of(given.data, ids), level="nominal")
    print(agreement.verdict)
    columns = ["variable", "n_units", "agreement", "alpha", "low", "high", "ac1", "verdict"]
    print(agreement.table[columns].round(2).to_string(index=False), "\n")

    reference = reference_of(given.data, corpus, ids)
    truth = reference_of(given.data, corpus, set(corpus.articles["article_id"]))
    model = predicted(corpus, reference, encoder=given.encoder)
    frames = [name for name in model if name != "article_id"]
    coded = reference[["article_id", *frames]]
    words = by_words(corpus, frames)

    wide = corpus.where(corpus.articles["outlet"].isin(large))
    ways = [
        Way(
            title="outlets with ten articles or more, within half-years",
            corpus=wide,
            design=Design(within="half_year"),
            truth=truth,
        ),
        Way(
            title="sides, across the corpus; one observation is an outlet",
            corpus=corpus,
            design=Design(by="side", within=None),
            truth=truth,
        ),
    ]
    for way in ways:
        for how, said in (("model", model), ("list of words", words)):
            print(f"\n== {way.title}; predicted by the {how}")
            table, notes = way.compared(said, coded, sample)
            print_table(table)
            print("\n".join(f"- {note}" for note in notes))
    audit = check_predictions(
        corpus, model, codings=coded, inclusion=sample, design=ways[1].design
    )
    print(f"\nDo errors differ by side? {audit.passed}. {audit.verdict}")
    try:
        compare_frames(wide, model, codings=coded, inclusion=sample)
    except AnalysisError as refusal:
        print(f"\nWithin events: {refusal}")
    if given.draws:
        repeat(ways, corpus, words, truth, n=given.n, draws=given.draws)


if __name__ == "__main__":
    main()
