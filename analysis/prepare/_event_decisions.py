"""Which event each article was given, by whom: what stands before any matching."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import ChoiceError, fault_list, many, some

BY_PROGRAM, BY_HAND, GIVEN = "program", "hand", "given"
"""Who decided: nobody, somebody unnamed, or whoever made the corpus."""
NEEDED = ("article_id", "event_id")
OPTIONAL = ("decided_by", "description")


def given_events(
    corpus: Corpus, decided: pd.DataFrame | None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return for each article its id, the event it was given, by whom and as what, and notes.

    Raises
    ------
    ChoiceError
        With every fault of ``decided``.
    """
    articles = corpus.articles
    own = articles.get("event_id", pd.Series("", index=articles.index)).str.strip()
    by = np.where(own != "", GIVEN, BY_PROGRAM)
    given = pd.DataFrame(
        {"article_id": articles["article_id"], "event": own, "description": "", "by": by}
    )
    if decided is None:
        return given, ()
    table, notes = _decisions(decided, set(given["article_id"]))
    known = given["article_id"].isin(table.index)
    for column, name in (
        ("event", "event_id"),
        ("by", "decided_by"),
        ("description", "description"),
    ):
        values = given["article_id"].map(table[name])
        given[column] = values.where(known, given[column])
    return given, notes


def _decisions(
    decided: pd.DataFrame, articles: set[str]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Take the decisions, an article a row, or raise with every fault; proposals are left."""
    missing = [name for name in NEEDED if name not in decided]
    if missing:
        msg = (
            f"decided lacks the column {some(missing)}; it has {some(list(decided.columns))}. "
            "It needs article_id and event_id."
        )
        raise ChoiceError(msg)
    kept = {
        name: [_text(value) for value in decided[name]] if name in decided else ""
        for name in (*NEEDED, *OPTIONAL)
    }
    table = pd.DataFrame(kept)
    if faults := [*_faults(table, articles)]:
        raise ChoiceError(fault_list("decided cannot be used:", faults))
    proposed = table["decided_by"] == BY_PROGRAM
    note = (
        f"{many(int(proposed.sum()), 'row')} of decided by 'program': proposals, which decide "
        "nothing. Where one is right, write who says so in decided_by."
    )
    table = table[~proposed].drop_duplicates("article_id").set_index("article_id")
    table["decided_by"] = table["decided_by"].replace("", BY_HAND)
    return table, (note,) if proposed.any() else ()


def _text(value: str | float | None) -> str:
    """Write a field of a table as text; pandas reads empty ones as missing, numbers as float.

    >>> _text(float("nan")), _text(7.0), _text(" strike ")
    ('', '7', 'strike')
    """
    if pd.isna(value):
        return ""
    whole = isinstance(value, float) and value.is_integer()
    return f"{value:.0f}" if whole else str(value).strip()


def _faults(table: pd.DataFrame, articles: set[str]) -> Iterator[str]:
    """Name articles that are not there, or have two events."""
    first: dict[str, tuple[int, str]] = {}
    for row, (article, event, by) in enumerate(
        zip(table["article_id"], table["event_id"], table["decided_by"], strict=True), 1
    ):
        if by == BY_PROGRAM:
            continue
        if article not in articles:
            yield f"row {row}: article_id {article!r} is not in the corpus"
        before, other = first.setdefault(article, (row, event))
        if other != event:
            yield (
                f"row {row}: article_id {article!r} is given the event {event!r}, and "
                f"{other!r} in row {before}"
            )
