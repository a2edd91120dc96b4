"""How well `measure_agency` reads hand-checked clauses.

    python benchmarks/agency_quality.py [TABLE]

TABLE has a row an act: part, sentence, act (its words), construction, agent and patient (a word
of each, joined by +), level, status; a sentence without an act has one row with none. Without
TABLE it is `tests/measure/clauses.csv`: sentences of our own, written with their answers before
the rules were, of which the part "held" was not looked at while the rules were made.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pandas as pd

from analysis import Corpus, measure_agency

OWN = Path(__file__).parents[1] / "tests" / "measure" / "clauses.csv"
Acts = list[dict[str, object]]


def read_clauses(path: Path = OWN) -> pd.DataFrame:
    """Read a table of hand-checked clauses."""
    return pd.read_csv(path, keep_default_na=False)


def corpus_of(clauses: pd.DataFrame) -> Corpus:
    """Make a corpus of the sentences, one an article."""
    sentences = clauses["sentence"].drop_duplicates().tolist()
    ids = [f"s{number:03}" for number in range(len(sentences))]
    table = {"article_id": ids, "outlet": "Own", "published": "", "headline": ""}
    return Corpus(pd.DataFrame({**table, "body": sentences}))


def found_in(corpus: Corpus) -> dict[str, Acts]:
    """Measure the acts of each sentence, with the words of who takes part."""
    spans = measure_agency(corpus)
    table = spans.table.assign(text=spans.text(corpus.articles))
    by_id = dict(zip(corpus.articles["article_id"], corpus.articles["body"], strict=True))
    found: dict[str, Acts] = {sentence: [] for sentence in by_id.values()}
    for _, act in table.groupby("parent"):
        verb = act[act["layer"] == "act"].iloc[0].to_dict()
        for role in ("agent", "patient"):
            verb[role] = act.loc[act["layer"] == role, "text"].tolist()
        found[by_id[verb["article_id"]]].append(verb)
    return found


def scores(clauses: pd.DataFrame, found: dict[str, Acts]) -> pd.DataFrame:
    """Count what is right, wrong and missed: constructions, levels, roles, status, acts."""
    counts: Counter[tuple[str, str]] = Counter()
    for sentence, rows in clauses.groupby("sentence", sort=False):
        left = list(found[sentence])
        for gold in rows[rows["act"] != ""].to_dict("records"):
            act = _matching(sentence, gold["act"], left)
            if act is not None:
                left.remove(act)
            _compare(counts, gold, act)
        for act in left:
            _compare(counts, None, act)
    table = pd.DataFrame({"right": 0, "wrong": 0, "missed": 0}, index=_names(counts))
    for (name, kind), number in counts.items():
        table.loc[name, kind] = number
    table["precision"] = table["right"] / (table["right"] + table["wrong"])
    table["recall"] = table["right"] / (table["right"] + table["missed"])
    return table


def _names(counts: Counter[tuple[str, str]]) -> list[str]:
    return sorted({name for name, _ in counts})


def _matching(sentence: str, words: str, acts: Acts) -> dict[str, object] | None:
    """Find the act whose words overlap those of the reference coding."""
    place = sentence.find(words)
    while place >= 0:
        for act in acts:
            if act["start"] < place + len(words) and place < act["end"]:
                return act
        place = sentence.find(words, place + 1)
    return None


def _compare(
    counts: Counter[tuple[str, str]],
    gold: dict[str, object] | None,
    act: dict[str, object] | None,
) -> None:
    """Count one act of the reference coding, one that was found, or a pair of them."""
    names = {"construction": "construction", "level": "agent_level", "status": "status"}
    for wanted, given in names.items():
        true = None if gold is None else f"{wanted} {gold[wanted]}"
        told = None if act is None else f"{wanted} {act[given]}"
        if true == told and true is not None:
            counts[true, "right"] += 1
        else:
            counts[str(true), "missed"] += true is not None
            counts[str(told), "wrong"] += told is not None
    counts["act", "right"] += gold is not None and act is not None
    counts["act", "missed"] += act is None
    counts["act", "wrong"] += gold is None
    for role in ("agent", "patient"):
        wanted_words = [] if gold is None else [w for w in str(gold[role]).split("+") if w]
        given_words = [] if act is None else list(act[role])
        right = 0
        for word in wanted_words:
            hit = next((text for text in given_words if word in text), None)
            if hit is not None:
                given_words.remove(hit)
                right += 1
        counts[f"who: {role}", "right"] += right
        counts[f"who: {role}", "missed"] += len(wanted_words) - right
        counts[f"who: {role}", "wrong"] += len(given_words)


def main() -> None:
    """Print the figures of each part of a table."""
    clauses = read_clauses(Path(sys.argv[1])) if sys.argv[1:] else read_clauses()
    found = found_in(corpus_of(clauses))
    for part, rows in clauses.groupby("part"):
        acts, n = int((rows["act"] != "").sum()), rows["sentence"].nunique()
        print(f"\n{part}: {acts} acts in {n} sentences")
        table = scores(rows, found)
        print(table[table.index != "None"].round(3).to_string())


if __name__ == "__main__":
    main()
