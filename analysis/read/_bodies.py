"""What a reader must know of the bodies of a corpus: the empty, repeated and marked up."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from analysis.errors import some
from analysis.read._text import garbled

FEW_WORDS = 20
"""A body of fewer words is hardly an article."""
LONG = 1_000_000
"""A body of more characters is hardly one article."""
MARKUP = re.compile(
    r"</?(?:a|b|blockquote|br|div|em|figure|h[1-6]|i|img|li|ol|p|script|span|strong|table|td|ul)"
    r"(?:\s[^<>]{0,500})?/?>|&(?:[a-z]{2,8}|#\d{2,5}|#x[0-9a-f]{2,4});",
    re.IGNORECASE,
)
"""HTML tags and entities, which a body should no longer have."""
MUCH_MARKUP = 3
"""Pieces of markup that are no accident: an article may quote one."""


def notes_of_bodies(articles: pd.DataFrame) -> list[str]:
    """Count the articles whose body a comparison should not take as it stands.

    Nothing is dropped or changed.

    >>> rows = pd.DataFrame({"article_id": ["a", "b"], "outlet": "Post", "body": ["", "Rain."]})
    >>> for note in notes_of_bodies(rows):
    ...     print(note)
    empty bodies: 1 article ('a'); kept; of them only the headline counts
    bodies under 20 words: 1 article ('b')
    """
    bodies, ids = articles["body"], articles["article_id"]
    empty = (bodies.str.strip() == "").to_numpy()
    withheld = np.zeros(len(articles), dtype=bool)
    if "text_status" in articles:
        withheld = (articles["text_status"] == "withheld").to_numpy()
    few = np.array([len(body[:5_000].split()) < FEW_WORDS for body in bodies]) & ~empty
    marked = np.array([_has_markup(body) for body in bodies], dtype=bool)
    long = (bodies.str.len() > LONG).to_numpy()
    repeats = articles[["outlet", "body"]].duplicated().to_numpy() & ~empty
    notes = []
    for mask, what, remark in (
        (empty & withheld, "bodies withheld", ""),
        (empty & ~withheld, "empty bodies", "; kept; of them only the headline counts"),
        (few, f"bodies under {FEW_WORDS} words", ""),
        (marked, "bodies with HTML markup", "; tags count as words until they are taken out"),
        (repeats, "bodies that repeat another article of the same outlet", ""),
        (long, f"bodies over {LONG:,} characters", "; look whether each is one article"),
    ):
        if mask.any():
            notes.append(f"{what}: {_named(ids[mask])}{remark}")
    pieces = [garbled(body) for body in bodies]
    odd = np.array([bool(found) for found in pieces], dtype=bool)
    if odd.any():
        first = next(found[0] for found in pieces if found)
        notes.append(
            f"bodies with garbled letters: {_named(ids[odd])}, as {first!r}; an earlier "
            "conversion broke them, and words with them are miscounted"
        )
    return notes


def _has_markup(body: str) -> bool:
    """Look for several pieces of markup; where it stands at all it stands early."""
    return ("<" in body or "&" in body) and len(MARKUP.findall(body[:50_000])) >= MUCH_MARKUP


def _named(ids: pd.Series) -> str:
    count = "1 article" if len(ids) == 1 else f"{len(ids):,} articles"
    return f"{count} ({some(ids.tolist(), most=5)})"
