"""The sentences that a run keeps behind its numbers, as much of them as may be shared."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.report.evidence import Rights, pieces_of
from analysis.results import Result

MOST_SENTENCES = 50
"""Sentences kept behind one number; how many there are in all is said beside them."""
ALL_ROWS_BELOW = 200
"""A table of up to this many rows keeps sentences for all of them, else for its main rows."""
EVIDENCE = (
    *("row", "total", "n", "article_id", "outlet", "published", "event_id", "headline"),
    *("url", "field", "start", "end", "text", "marks", "roles"),
)


def evidence_table(result: Result, rows: list[int], corpus: Corpus) -> pd.DataFrame:
    """Gather the sentences behind rows, at most ``MOST_SENTENCES`` each, with their total."""
    articles = corpus.articles.set_index("article_id")
    urls = articles["url"].to_dict() if "url" in articles else {}
    tables = []
    for row in rows:
        found = result.sentences(row, MOST_SENTENCES)
        places = zip(found["marks"], found["article_id"], strict=True)
        marks, links = [], []
        for pairs, article_id in places:
            marks.append(json.dumps([[int(start), int(end)] for start, end in pairs]))
            links.append(urls.get(article_id, ""))
        total = int(found.attrs["total"])
        tables.append(
            found.assign(
                row=row,
                total=total,
                n=range(len(found)),
                url=links,
                marks=marks,
                roles=[json.dumps(list(roles)) for roles in found["roles"]],
            )
        )
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=EVIDENCE)
    numbers = dict.fromkeys(("row", "total", "n", "start", "end"), "int64")
    texts = dict.fromkeys(("article_id", "field", "text", "marks", "roles"), "str")
    texts |= dict.fromkeys(("outlet", "headline", "event_id", "url"), "str")
    return table[list(EVIDENCE)].astype({**numbers, **texts})


def rows_with_sentences(result: Result, shown: pd.DataFrame) -> pd.Index:
    """Choose the rows whose sentences are kept: all, or the main ones and the findings."""
    table = result.table
    if len(table) <= ALL_ROWS_BELOW:
        return table.index
    findings = table.index[table["finding"]] if "finding" in table else table.index[:0]
    return shown.index.union(findings[:ALL_ROWS_BELOW])


def shareable(evidence: pd.DataFrame, rights: Rights) -> pd.DataFrame:
    """Cut the sentences to what the study lets a shared folder hold, the marks with them."""
    if rights == "full":
        return evidence
    shown = []
    columns = (evidence[name].tolist() for name in ("text", "marks", "roles"))
    for text, marks, roles in zip(*columns, strict=True):
        places = [(int(start), int(end)) for start, end in json.loads(marks)]
        pieces = pieces_of(text, places, rights, json.loads(roles))
        ends = np.cumsum([len(piece.text) for piece in pieces]).tolist()
        kept = [(end, piece) for end, piece in zip(ends, pieces, strict=True) if piece.marked]
        where = json.dumps([[end - len(piece.text), end] for end, piece in kept])
        named = json.dumps([piece.role for _, piece in kept])
        shown.append(("".join(piece.text for piece in pieces), where, named))
    cut = pd.DataFrame(shown, columns=["text", "marks", "roles"], index=evidence.index)
    return evidence.assign(**cut, headline="").astype(
        dict.fromkeys(("text", "marks", "roles", "headline"), "str")
    )
