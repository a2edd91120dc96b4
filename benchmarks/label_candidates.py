"""How many of the ways in which outlets name actors are among the candidates proposed.

    python benchmarks/label_candidates.py DATA

DATA is the folder of NewsWCL50: events, each in five outlets, with every mention of each actor
marked by hand. A mention is found if a pattern proposed for the actor stands in it. They are
proposed event by event, without a look at the marks; a participant goes to the actor in whose
mentions its name stands most, which is what a person would confirm. "Kept" are the labels that
stand in at least one mention of their actor: the others are for the person to refuse.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from analysis import Corpus
from analysis.coding.label_candidates import label_candidates
from analysis.measure.patterns import Pattern, compile_patterns
from analysis.tokens import normal


def corpora(folder: Path) -> dict[int, Corpus]:
    """Read the articles of each event; blanks before marks of punctuation are taken out."""
    table = pd.read_json(folder / "articles.jsonl.gz", lines=True, dtype={"event_id": int})
    body = [
        re.sub(r" (?=[,.;:!?’']|n't)", "", " ".join(sentences).replace("\\n", "\n"))
        for sentences in table["sentences"]
    ]
    rows = table[["doc_id", "outlet", "event_id"]].rename(columns={"doc_id": "article_id"})
    rows = rows.assign(body=body, headline="", published="")
    return {int(event): Corpus(part) for event, part in rows.groupby("event_id")}


def found(patterns: Iterable[Pattern], mention: str) -> bool:
    """Say whether any pattern stands in a mention."""
    plain = normal(mention)
    return any(pattern.regex.search(plain) for pattern in patterns)


def compiled(table: pd.DataFrame) -> list[Pattern]:
    """Compile the patterns of some candidates, each once."""
    return compile_patterns({name: [name] for name in table["pattern"].unique()})


def of_event(corpus: Corpus, mentions: pd.DataFrame) -> list[dict[str, object]]:
    """Say of each mention of an event whether names, or all candidates, find it."""
    table = label_candidates(corpus, least=1, most=25).table
    table = table[table["kind"] != "act"]
    whose: dict[str, str] = {}
    for name in table["participant"].unique():
        own = compile_patterns({name: [name]})
        holds = mentions[[found(own, text) for text in mentions["code_mention"]]]
        if len(holds):
            whose[name] = holds["code_name"].mode().iloc[0]
    actor = table["participant"].map(whose)
    rows = []
    for name, part in mentions.groupby("code_name"):
        proposed = table[actor == name]
        everything, names = compiled(proposed), compiled(proposed[proposed["kind"] == "name"])
        texts = part["code_mention"].tolist()
        kept = sum(any(found([one], text) for text in texts) for one in everything)
        rows += [
            {
                "mention": text,
                "actor": name,
                "names": found(names, text),
                "candidates": found(everything, text),
                "proposed": len(everything),
                "kept": kept,
            }
            for text in texts
        ]
    return rows


def main(folder: Path) -> None:
    """Print the share of mentions found, and how many labels a person has to look at."""
    marks = pd.read_csv(folder / "annotations.csv.gz").dropna(subset="code_mention")
    marks = marks[marks["code_type"] == "ACTOR"]
    rows = [
        {"event": event, **row}
        for event, corpus in corpora(folder).items()
        for row in of_event(corpus, marks[marks["event_id"] == event])
    ]
    table = pd.DataFrame(rows)
    by_event = table.groupby("event")[["names", "candidates"]].mean()
    print(by_event.round(3).to_string())
    per_actor = table.drop_duplicates(["event", "actor"])
    print(
        f"{len(table):,} mentions: names {table['names'].mean():.3f}, all candidates "
        f"{table['candidates'].mean():.3f}; {per_actor['proposed'].mean():.1f} labels proposed "
        f"an actor, of which {per_actor['kept'].sum() / per_actor['proposed'].sum():.0%} stand "
        "in a mention of it"
    )
    missed = table[~table["candidates"]]
    print(json.dumps(missed["mention"].str.lower().value_counts().head(25).to_dict(), indent=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
