"""How well attributions are found, by rules and by a model trained here.

Usage: python benchmarks/attributions_quality.py FOLDER OF POLNEAR [CACHE OF PARSES [MODEL]]

Without a model one is trained on the training part; with one, that file is used. The first
run parses the training part, which takes minutes.

PolNeAR (Newell et al. 2018) marks every attribution of its articles; of an article that
several people coded, the first coder counts. The first line of a text is its headline. An
attribution is found if its content and a coded one are paired, one to one, with a Dice
coefficient of their characters of .5 or more. The source of such a pair is right with as much
overlap, or where neither has one; its cue with any, since coders differ on "said" or "said in
a statement". Cues alone, of all kinds and those with a word of speech or thought, are met
where they share a character with a cue of the other side. The share of an article in
sources' voice is that of its characters, blanks aside.
"""

from __future__ import annotations

import gzip
import itertools
import json
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

import analysis
from analysis.measure._cues import CUES
from analysis.measure.quotes import measure_quotes
from analysis.spans import Spans

Stretches = list[tuple[int, int]]
LAYERS = ("source", "cue", "content")
LEAST_DICE = 0.5


class Told(NamedTuple):
    """One attribution: the characters of each part, over headline and body."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]


Coded = Mapping[str, list[Told]]


def main(folder: Path, cache: Path | None = None, file: Path | None = None) -> None:
    """Print the table of quality on the development part, whole and by outlet."""
    corpus, coded = polnear(folder, "dev")
    corpus = analysis.parse(corpus, cache=cache)
    f1, articles = two_coders(folder)
    print(f"two coders of one article: F1 {f1:.3f} over {articles} articles")
    print_table("rules", quality(corpus, coded, analysis.measure_attributions(corpus)))
    if file is None:
        lessons, marks = polnear(folder, "train")
        lessons = analysis.parse(lessons, cache=cache)
        begun = time.process_time()
        model = analysis.train_attributions(lessons, as_marked(lessons, marks))
        print(f"\ntrained in {time.process_time() - begun:.0f} s without the parse")
    else:
        model = analysis.read_attribution_model(file)
    spans = analysis.measure_attributions(corpus, model=model)
    print_table("trained", quality(corpus, coded, spans))


def print_table(name: str, table: pd.DataFrame) -> None:
    """Print one table of quality."""
    print(f"\n{name}\n{table.round(3).to_string()}")


def polnear(folder: Path, *compartments: str) -> tuple[analysis.Corpus, Coded]:
    """Return the articles of some compartments, and what the first coder of each marked."""
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["compartment"] in compartments]
    texts = {row["filename"]: row["text"] for row in rows if row["text"]}
    table = pd.DataFrame(
        {
            "article_id": list(texts),
            "outlet": [row["publisher"] for row in rows if row["text"]],
            "published": [row["publication_date"] for row in rows if row["text"]],
            "headline": [text[: text.find("\n") + 1] for text in texts.values()],
            "body": [text[text.find("\n") + 1 :] for text in texts.values()],
        }
    )
    marked = pd.read_csv(folder / "attributions.csv.gz", dtype=str, keep_default_na=False)
    marked = marked[marked["filename"].isin(texts) & (marked["content_off"] != "")]
    first = marked.groupby("filename")["annotator"].transform("first")
    coded: dict[str, list[Told]] = {name: [] for name in texts}
    for row in marked[marked["annotator"] == first].itertuples(index=False):
        parts = (_offsets(row.source_off), _offsets(row.cue_off), _offsets(row.content_off))
        coded[row.filename].append(Told(*map(_characters, parts)))
    return analysis.Corpus(table), coded


def _offsets(stretches: str) -> Stretches:
    pairs = (one.split() for one in stretches.split(";") if one.strip())
    return [(int(low), int(high)) for low, high in pairs]


def _characters(stretches: Iterable[tuple[int, int]]) -> frozenset[int]:
    return frozenset(place for low, high in stretches for place in range(low, high))


def two_coders(folder: Path) -> tuple[float, int]:
    """Return the F1 of the contents of every two coders of one article, and the articles."""
    marked = pd.read_csv(folder / "attributions.csv.gz", dtype=str, keep_default_na=False)
    marked = marked[marked["content_off"] != ""]
    both = either = articles = 0
    for _, rows in marked.groupby("filename"):
        told = [
            [_characters(_offsets(place)) for place in own["content_off"]]
            for _, own in rows.groupby("annotator")
        ]
        articles += len(told) > 1
        for one, other in itertools.combinations(told, 2):
            both += 2 * len(paired(one, other))
            either += len(one) + len(other)
    return both / either, articles


def as_marked(corpus: analysis.Corpus, coded: Coded) -> Spans:
    """Return what was coded as spans of headline and body, to learn from."""
    border = corpus.articles.set_index("article_id")["headline"].str.len().to_dict()
    rows = [
        (name, field, *bounds, layer, "marked", number)
        for number, (name, one) in enumerate(
            (name, one) for name, told in coded.items() for one in told
        )
        for layer, places in zip(LAYERS, one, strict=True)
        for field, bounds in _by_field(sorted(places), border[name])
    ]
    names = ["article_id", "field", "start", "end", "layer", "value", "parent"]
    return Spans(pd.DataFrame(rows, columns=names))


def _by_field(places: Sequence[int], border: int) -> Iterable[tuple[str, tuple[int, int]]]:
    runs = np.split(np.array(places, int), np.flatnonzero(np.diff(places) > 1) + 1)
    for run in runs:
        for field, by, own in (
            ("headline", 0, run[run < border]),
            ("body", border, run[run >= border]),
        ):
            if len(own):
                yield field, (int(own[0]) - by, int(own[-1]) + 1 - by)


def found_in(corpus: analysis.Corpus, spans: Spans) -> Coded:
    """Return what was measured in the form of what was coded."""
    shift = corpus.articles.set_index("article_id")["headline"].str.len().to_dict()
    parts: dict[str, dict[int, dict[str, set[int]]]] = {name: {} for name in shift}
    for row in spans.table.itertuples(index=False):
        by = shift[row.article_id] if row.field == "body" else 0
        own = parts[row.article_id].setdefault(row.parent, {name: set() for name in LAYERS})
        own[row.layer].update(range(row.start + by, row.end + by))
    return {
        name: [Told(*(frozenset(one[layer]) for layer in LAYERS)) for one in found.values()]
        for name, found in parts.items()
    }


def quality(corpus: analysis.Corpus, coded: Coded, spans: Spans) -> pd.DataFrame:
    """Compare what was measured with what was coded, in all articles and by outlet."""
    articles = corpus.articles.set_index("article_id")
    texts = (articles["headline"] + articles["body"]).to_dict()
    quotes = found_in(corpus, _as_content(measure_quotes(corpus)))
    found = found_in(corpus, spans)
    rows = {
        name: compared(texts[name], coded[name], found[name], quotes[name]) for name in texts
    }
    counts = pd.DataFrame.from_dict(rows, orient="index")
    outlets = articles["outlet"].loc[counts.index]
    parts = {"all": counts} | dict(list(counts.groupby(outlets)))
    return pd.DataFrame({name: figures(part) for name, part in parts.items()}).T


def _as_content(quotes: Spans) -> Spans:
    said = quotes.table[quotes.table["value"] == "quote"]
    return Spans(said.assign(layer="content", parent=0))


def compared(
    text: str, coded: Sequence[Told], found: Sequence[Told], quotes: Sequence[Told]
) -> dict[str, float]:
    """Count what one article's attributions have in common with those coded."""
    marked = frozenset().union(*(one.content for one in quotes))
    quoted = [bool(one.content & marked) for one in coded]
    pairs = paired([one.content for one in coded], [one.content for one in found])
    letters = sum(not letter.isspace() for letter in text)
    cues = [frozenset().union(*(one.cue for one in side)) for side in (coded, found)]

    def share(told: Sequence[Told]) -> float:
        spoken = frozenset().union(*(one.content for one in told))
        return sum(not text[place].isspace() for place in spoken) / letters

    return {
        "coded": len(coded),
        "found": len(found),
        "paired": len(pairs),
        "quoted": sum(quoted),
        "paired_quoted": sum(quoted[mine] for mine, _ in pairs),
        "source": sum(alike(coded[i].source, found[j].source) for i, j in pairs),
        "cue": sum(meets(coded[i].cue, found[j].cue) for i, j in pairs),
        **_of_cues("cues", coded, found, cues),
        **_of_cues("reporting", reporting(text, coded), reporting(text, found), cues),
        "share_coded": share(coded),
        "share_found": share(found),
    }


def reporting(text: str, told: Sequence[Told]) -> list[Told]:
    """Keep attributions whose cue has a word of speech or thought."""
    return [
        one
        for one in told
        if one.cue and CUES.intersection(text[min(one.cue) : max(one.cue) + 1].lower().split())
    ]


def _of_cues(
    name: str, coded: Sequence[Told], found: Sequence[Told], cues: Sequence[frozenset[int]]
) -> dict[str, float]:
    """Count the cues of both sides, and those that meet one of the other."""
    return {
        f"{name}_coded": sum(bool(one.cue) for one in coded),
        f"{name}_found": sum(bool(one.cue) for one in found),
        f"{name}_met": sum(bool(one.cue & cues[1]) for one in coded),
        f"{name}_right": sum(bool(one.cue & cues[0]) for one in found),
    }


def meets(a: frozenset[int], b: frozenset[int]) -> bool:
    """Say whether two parts share a character, or are both empty."""
    return bool(a & b) or not (a or b)


def paired(
    coded: Sequence[frozenset[int]], found: Sequence[frozenset[int]]
) -> list[tuple[int, int]]:
    """Pair stretches one to one so that the sum of their Dice coefficients is largest."""
    overlap = np.array([[dice(a, b) for b in found] for a in coded])
    overlap = overlap.reshape(len(coded), len(found))
    overlap[overlap < LEAST_DICE] = 0
    pairs = zip(*linear_sum_assignment(-overlap), strict=True)
    return [(int(i), int(j)) for i, j in pairs if overlap[i, j] > 0]


def dice(a: frozenset[int], b: frozenset[int]) -> float:
    """Return the Dice coefficient of two sets."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def alike(a: frozenset[int], b: frozenset[int]) -> bool:
    """Say whether two parts are the same for our purpose."""
    return dice(a, b) >= LEAST_DICE


def figures(counts: pd.DataFrame) -> dict[str, float]:
    """Turn counts into the figures of the table."""
    total = counts.sum()
    precision, recall = total["paired"] / total["found"], total["paired"] / total["coded"]
    plain = total["coded"] - total["quoted"]
    error = counts["share_found"] - counts["share_coded"]
    return {
        "articles": len(counts),
        "coded": total["coded"],
        "F1": 2 * precision * recall / (precision + recall),
        "P": precision,
        "R": recall,
        "R quoted": total["paired_quoted"] / total["quoted"],
        "R unquoted": (total["paired"] - total["paired_quoted"]) / plain,
        "cue P": total["cues_right"] / total["cues_found"],
        "cue R": total["cues_met"] / total["cues_coded"],
        "said P": total["reporting_right"] / total["reporting_found"],
        "said R": total["reporting_met"] / total["reporting_coded"],
        "source right": total["source"] / total["paired"],
        "cue right": total["cue"] / total["paired"],
        "share r": float(np.corrcoef(counts["share_found"], counts["share_coded"])[0, 1]),
        "share MAE": float(error.abs().mean()),
        "share error": float(error.mean()),
    }


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
