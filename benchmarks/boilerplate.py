"""What find_boilerplate takes away: how well a classifier still guesses the paper.

Usage: python benchmarks/boilerplate.py FOLDER OF THE DATA [--read N]

In the 2,833 articles of nine British papers (quanteda, immigration news 2014) a TF-IDF and a
linear SVM guess the paper in five folds. The same is asked without boilerplate, and without
as many words cut at random, so that it is the words that matter and not their number. On
AllSides and Soleimani it lists the words that mark outlets most before and after. With
--read N it prints N marks drawn with a seed, to be judged by eye.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.svm import LinearSVC

from analysis import find_boilerplate, split_parts
from analysis.corpus import Corpus
from analysis.design import Counted
from analysis.measure.counted import counted_text
from analysis.measure.words import measure_words
from analysis.stats.keyness import informative_prior, log_odds

SEEDS = (1, 2, 3)
OWN = ("headline", "body", "subheading")
HEADER_ENDS = 12
"""Words from which a line is taken for the first of an article, not of its header."""


def main(folder: Path, read: int) -> None:
    """Print the figures of all three corpora."""
    papers = british_papers(folder)
    found = find_boilerplate(papers)
    if read:
        others = find_boilerplate(allsides(folder))
        _print_marks({"papers": found.marked, "allsides": others.marked}, read)
        return
    _guess_the_paper(papers, found.marked)
    for name in ("allsides_sample", "soleimani"):
        _leading_words(name, allsides(folder, name))


def british_papers(folder: Path) -> Corpus:
    """Read the articles of the nine papers, their headers in front."""
    table = pd.read_csv(folder / "uk_immigrationnews_quanteda" / "articles.csv.gz")
    day = pd.Timestamp("2013-12-31") + pd.to_timedelta(table["day"], unit="D")
    rows = {"article_id": table["docname_"], "outlet": table["paperName"], "published": day}
    return Corpus(pd.DataFrame(rows | {"headline": "", "body": table["text"]}))


def allsides(folder: Path, name: str = "allsides_sample") -> Corpus:
    """Read articles as AllSides lists them."""
    with gzip.open(folder / name / "articles.jsonl.gz", "rt", encoding="utf-8") as file:
        table = pd.read_json(file, lines=True)
    names = {"ID": "article_id", "source": "outlet", "title": "headline"}
    table = table.rename(columns=names | {"content_original": "body"})
    table["published"] = pd.to_datetime(table["date"], format="mixed", errors="coerce")
    return Corpus(table[["article_id", "outlet", "published", "headline", "body", "topic"]])


def _guess_the_paper(before: Corpus, after: Corpus) -> None:
    """Print the accuracy with all text, without boilerplate, and with random words cut."""
    outlets = before.articles["outlet"].to_numpy()
    whole = before.articles["body"].tolist()
    table = after.layers["part"].table
    table = table[table["field"] == "body"]
    rest = _joined(before, table[table["value"] != "boilerplate"])
    own = _joined(before, table[table["value"].isin(OWN)])
    told = {
        "all text, header in front": whole,
        "header cut by its lines": [_without_header(text) for text in whole],
        "without boilerplate": rest,
        "without boilerplate, bylines, captions": own,
    }
    for name, texts in told.items():
        share = 1 - sum(map(_n_words, texts)) / sum(map(_n_words, whole))
        print(f"{name}: accuracy {_accuracy(texts, outlets):.3f}, {share:.1%} of words cut")
    for name, kept in (("boilerplate", rest), ("boilerplate, bylines, captions", own)):
        random = [_accuracy(_cut_at_random(whole, kept, seed), outlets) for seed in SEEDS]
        shown = ", ".join(f"{value:.3f}" for value in random)
        print(f"as many words as {name} cut at random from each article: {shown}")


def _joined(corpus: Corpus, parts: pd.DataFrame) -> list[str]:
    """Give of each body the text of these parts."""
    body = corpus.articles.set_index("article_id")["body"].to_dict()
    kept: dict[str, list[str]] = {article_id: [] for article_id in body}
    for row in parts.itertuples():
        kept[str(row.article_id)].append(body[row.article_id][row.start : row.end])
    return ["\n".join(pieces) for pieces in kept.values()]


def _without_header(text: str) -> str:
    """Cut the lines above the first long one, and the vendor's number at the end."""
    lines = text.strip().split("\n")
    first = next((i for i, x in enumerate(lines) if _n_words(x) >= HEADER_ENDS), 0)
    last = len(lines) - lines[-1].startswith("document ")
    return "\n".join(lines[first:last])


def _n_words(text: str) -> int:
    return len(text.split())


def _cut_at_random(texts: Sequence[str], kept: Sequence[str], seed: int) -> list[str]:
    """Cut from each text as many words as it lost, wherever they stand."""
    rng = np.random.default_rng(seed)
    cut = []
    for text, rest in zip(texts, kept, strict=True):
        words = np.array(text.split(), object)
        stay = np.sort(rng.permutation(len(words))[: _n_words(rest)])
        cut.append(" ".join(words[stay]))
    return cut


def _accuracy(texts: Sequence[str], outlets: Sequence[str]) -> float:
    """Guess the outlet of each text in five folds."""
    matrix = TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    return float(cross_val_score(LinearSVC(), matrix, outlets, cv=folds).mean())


def _leading_words(name: str, corpus: Corpus, most: int = 8) -> None:
    """Print the words that mark the largest outlets most, before and after."""
    found = find_boilerplate(split_parts(corpus))
    print(f"\n{name}: {' '.join(note for note in found.notes if 'Boilerplate' in note)}")
    largest = corpus.articles["outlet"].value_counts().index[:6]
    for when, one in (("before", corpus), ("after", found.marked)):
        text = counted_text(one, Counted(voice="all", copies="keep"))
        words = measure_words(text)
        outlet = text.corpus.articles["outlet"].to_numpy()
        every = np.asarray(words.counts.sum(axis=0), float).ravel()
        for group in largest:
            own = np.asarray(words.counts[outlet == group].sum(axis=0), float).ravel()
            _, z = log_odds(own, every - own, informative_prior(every))
            order = np.argsort(-z, kind="stable")[:most]
            print(f"  {when} {group}: {', '.join(words.vocabulary[i] for i in order)}")


def _print_marks(corpora: dict[str, Corpus], n: int) -> None:
    """Print marks drawn at random, each with the text before and after it."""
    for name, corpus in corpora.items():
        table = corpus.layers["part"].table
        table = table[table["evidence"].str.startswith("stands in")]
        body = corpus.articles.set_index("article_id")["body"]
        for row in table.sample(n, random_state=7).itertuples():
            text = body[row.article_id]
            around = text[max(0, row.start - 60) : row.start], text[row.end : row.end + 40]
            print(
                name,
                row.evidence,
                "|",
                repr(around[0]),
                "[[",
                repr(text[row.start : row.end]),
                "]]",
                repr(around[1]),
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[3]) if "--read" in sys.argv else 0)
