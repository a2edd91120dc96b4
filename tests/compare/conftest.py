"""Articles made from counts, so that published numbers can be sent through a comparison."""

import pandas as pd
import pytest

from analysis.corpus import Corpus
from analysis.spans import Spans

KINDS = {"police": "official", "she": "unknown"}
"""Kinds of the sources of made attributions; the others are people."""


@pytest.fixture
def from_counts():
    """Make a corpus of one article a cell: ``y`` times "spoke" among ``n`` words.

    Each begins with its number, so that none is taken for a copy of another.
    """

    def make(y, n, event, outlet, **more):
        rows = {
            "article_id": [f"a{i}" for i in range(len(y))],
            "outlet": outlet,
            "published": "2024-03-01",
            "headline": "",
            "event_id": event,
            "body": [
                f"{i}. " + " ".join(["spoke"] * a + ["quiet"] * (b - a))
                for i, (a, b) in enumerate(zip(y, n, strict=True))
            ],
        }
        return Corpus(pd.DataFrame(rows | more))

    return make


@pytest.fixture
def small():
    """Seven articles whose labels, quotes and words can be counted by eye."""
    rows = [
        (
            "p1",
            "Post",
            "e1",
            "Strikers out",
            "The strikers left. “Militants!” he shouted at them.",
        ),
        ("s1", "Star", "e1", "Militants out", "The militants left. Militants, again."),
        ("w1", "Wire", "e1", "Port shut", "So-called “militants” and strikers left the port."),
        ("p2", "Post", "e2", "", "The strikers sang, and the strikers danced."),
        ("s2", "Star", "e2", "", "The militants sang. A striker danced."),
        ("w2", "Wire", "e2", "", "Rain."),
        ("x", "Post", "", "", "Strikers, strikers."),
    ]
    names = ["article_id", "outlet", "event_id", "headline", "body"]
    return Corpus(pd.DataFrame(rows, columns=names).assign(published="2024-03-01"))


@pytest.fixture
def made():
    """Make articles and attributions from (outlet, event, [(source, content, manner)]).

    A content may be followed by the stance of its verb of saying.
    """
    return _made


def _made(articles):
    rows, spans, parent = [], [], 0
    for number, (outlet, event, said) in enumerate(articles):
        name, body = f"a{number}", f"{number}."
        for source, content, manner, *stance in said:
            values = {"source": KINDS.get(source, "person"), "cue": "say", "content": manner}
            for layer, text in {"source": source, "cue": "says", "content": content}.items():
                start = len(body) + 1
                body += " " + text
                place = (name, "body", start, len(body), layer, values[layer], source, parent)
                spans += [(*place, *(stance or ["neutral"]))] if text else []
            parent += 1
        rows.append((name, outlet, event, body))
    corpus = pd.DataFrame(rows, columns=["article_id", "outlet", "event_id", "body"])
    names = ["article_id", "field", "start", "end", "layer", "value", "source", "parent"]
    table = pd.DataFrame(spans, columns=[*names, "stance"]).assign(voice="source")
    return Corpus(corpus.assign(published="2024-03-01", headline="")), Spans(table)
