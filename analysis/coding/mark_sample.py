"""Marks drawn to be read: how often acts, attributions or other spans are marked rightly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.coding._judged import key_of
from analysis.coding._page import plain, write_new
from analysis.corpus import Corpus
from analysis.errors import ChoiceError, some
from analysis.spans import Spans
from analysis.tokens import sentences

RIGHT = "_right"
"""Ends the name of a column that is filled in."""
NONE = "none"
"""What a sheet says was found where nothing was."""
KEY: Mapping[str, str] = {
    "mark": "number of the mark",
    "group": "what it was drawn from",
    "n_group": "marks of the group, drawn or not",
    "article_id": "its article",
    "asked": "what is to be judged of each mark, joined by blanks",
    "layer": "what kinds of spans a mark has, joined by blanks",
    "by": "the column that gives the groups",
    "fingerprint": "of the texts the marks were drawn from",
}
"""Columns of the key, which is kept beside the sheet and not looked at while reading."""


@dataclass(frozen=True, kw_only=True)
class MarkSample:
    """Marks drawn to be read: a sheet for the reader, and the key kept apart from it."""

    sheet: pd.DataFrame
    key: pd.DataFrame

    def to_csv(self, path: str | Path) -> tuple[Path, Path]:
        """Write the sheet, and the key beside it with "-key" in its name; return both.

        Nothing is overwritten. Text that a spreadsheet would take for a formula has an
        apostrophe before it.

        Raises
        ------
        ReadError
            One of the two is there already, or cannot be written; then none is written.
        """
        target = Path(path)
        sheet = self.sheet.copy()
        for name in sheet.columns[1:]:
            sheet[name] = sheet[name].map(plain)
        tables = {target: sheet, key_of(target): self.key}
        write_new({at: table.to_csv(index=False).encode() for at, table in tables.items()})
        return target, key_of(target)


def draw_marks(
    corpus: Corpus,
    marks: Spans,
    n: int = 100,
    *,
    columns: Sequence[str] = (),
    by: str = "outlet",
    seed: int = 1,
) -> MarkSample:
    """Draw marks to be judged by eye, as many from each outlet as from the others.

    Parameters
    ----------
    corpus
        The articles that were measured.
    marks
        What was measured in them: spans tied by ``parent``, as `analysis.measure_agency`
        and `analysis.measure_attributions` give them. All spans of a parent are one mark.
    n
        Marks wanted.
    columns
        Columns of the spans that are judged too, for example "construction".
    by
        Column of the articles, or of the outlets, that gives the groups.
    seed
        The same seed and marks draw the same sample.

    Returns
    -------
    MarkSample
        ``to_csv`` writes the sheet and its key. Each thing found has a column, and beside it
        one that ends in "_right": write yes or no. "none" is right where there is none.
        `analysis.read_mark_check` reads it back.

    Raises
    ------
    ChoiceError
        There are no marks, they lack ``parent`` or one of the columns, or ``n`` is below 1.

    Notes
    -----
    Simple random sampling without replacement within groups; the sheet names no outlet.
    Limits: what was not marked is not drawn, so that nothing is said of what was missed.

    Examples
    --------
    >>> rows = {"article_id": ["a"], "outlet": ["Post"], "published": ["2024-03-01"],
    ...     "headline": [""], "body": ["Guards shot six miners. It rained."]}
    >>> spans = Spans(pd.DataFrame({"article_id": "a", "field": "body", "start": [0, 7],
    ...     "end": [6, 11], "layer": ["agent", "act"], "value": "shoot", "parent": 0}))
    >>> draw_marks(Corpus(pd.DataFrame(rows)), spans, 1).sheet.iloc[0].to_dict()
    {'mark': 1, 'sentence': 'Guards shot six miners.', 'agent': 'Guards', 'agent_right': '', \
'act': 'shot', 'act_right': ''}
    """
    table = marks.table
    _refuse(table, n, columns)
    layers = list(dict.fromkeys(table["layer"]))
    group = dict(zip(corpus.articles["article_id"], corpus.column(by).astype(str), strict=True))
    first = table.drop_duplicates("parent").set_index("parent")
    drawn = _drawn(first["article_id"].map(group), n, np.random.default_rng(seed))
    sheet = _sheet(corpus, marks, drawn["parent"].tolist(), layers, columns)
    key = drawn.assign(
        mark=sheet["mark"],
        article_id=first["article_id"].loc[drawn["parent"]].to_numpy(),
        asked=" ".join([*layers, *columns]),
        layer=" ".join(layers),
        by=by,
        fingerprint=corpus.summary().fingerprint,
    )
    return MarkSample(sheet=sheet, key=key[list(KEY)])


def _refuse(table: pd.DataFrame, n: int, columns: Sequence[str]) -> None:
    """Refuse marks that cannot be drawn from."""
    lacking = [name for name in ("parent", *columns) if name not in table]
    if lacking:
        msg = f"the spans have no column {some(lacking)}; they have {some(list(table))}."
        raise ChoiceError(msg)
    if table.empty or n < 1:
        what = "there are no marks to draw from" if table.empty else f"n is {n!r}"
        msg = f"{what}; draw one mark or more of spans that were measured."
        raise ChoiceError(msg)


def _drawn(group: pd.Series, n: int, draw: np.random.Generator) -> pd.DataFrame:
    """Draw as many marks from each group, fewer where it has fewer, in a random order."""
    sizes = group.value_counts().sort_index()
    each = -(-n // len(sizes))
    chosen = []
    for name, size in sizes.items():
        parents = group.index[group == name].to_numpy()
        picked = np.sort(draw.choice(parents, min(each, size), replace=False))
        chosen.append(pd.DataFrame({"parent": picked, "group": name, "n_group": size}))
    drawn = pd.concat(chosen, ignore_index=True)
    order = draw.permutation(len(drawn)).tolist()
    return pd.DataFrame(drawn.iloc[order]).reset_index(drop=True)


def _sheet(
    corpus: Corpus,
    marks: Spans,
    parents: Sequence[int],
    layers: Sequence[str],
    columns: Sequence[str],
) -> pd.DataFrame:
    """Lay out what was found of each mark, with its sentences and room for answers."""
    chosen = marks.where(marks.table["parent"].isin(parents))
    table = chosen.table.assign(text=chosen.text(corpus.articles))
    by_parent = {parent: table[table["parent"] == parent] for parent in parents}
    around = _sentences(corpus, by_parent)
    rows: list[dict[str, object]] = []
    for number, parent in enumerate(parents, 1):
        own = by_parent[parent]
        row: dict[str, object] = {"mark": number, "sentence": around[parent]}
        for layer in layers:
            found = own.loc[own["layer"] == layer, "text"]
            row[layer] = " | ".join(" ".join(text.split()) for text in found) or NONE
            row[layer + RIGHT] = ""
        for name in columns:
            row[name] = str(own[name].iloc[0]) or NONE
            row[name + RIGHT] = ""
        rows.append(row)
    return pd.DataFrame(rows)


def _sentences(corpus: Corpus, by_parent: Mapping[int, pd.DataFrame]) -> dict[int, str]:
    """Return the sentences that hold the spans of each mark."""
    articles = corpus.articles
    ids = {rows["article_id"].iloc[0] for rows in by_parent.values()}
    here = Corpus(articles[articles["article_id"].isin(ids)])
    whole = sentences(here).table
    texts = here.articles.set_index("article_id")
    found = {}
    for parent, rows in by_parent.items():
        article, field = rows["article_id"].iloc[0], rows["field"].iloc[0]
        first, last = rows["start"].min(), rows["end"].max()
        held = whole[(whole["article_id"] == article) & (whole["field"] == field)]
        held = held[(held["end"] > first) & (held["start"] < last)]
        start = min(int(held["start"].min()), first) if len(held) else first
        end = max(int(held["end"].max()), last) if len(held) else last
        found[parent] = " ".join(texts.loc[article, field][start:end].split())
    return found
