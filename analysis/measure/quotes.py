"""Quotes: the text inside quotation marks, told apart by what the marks do.

Marks around a source's words give the voice to the source. Marks that only hold words at
a distance (scare quotes) or set a name off leave it with the outlet.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.corpus import Corpus
from analysis.measure._pairs import Quoted, find_quoted
from analysis.measure._scare import Kind, kind_of
from analysis.spans import FIELDS, Spans

COLUMNS = {
    "value": "quote (a source's words), scare (held at a distance) or title (a name)",
    "depth": "how many other pairs of marks stand around it",
    "continues": "whether it goes on from the paragraph before",
    "evidence": "what decided its value",
}
"""What :func:`measure_quotes` adds to the columns every table of spans has."""
CONTEXT = 40
"""Characters shown on either side of an unbalanced mark."""
_SHORTEST_ECHO = 3


def measure_quotes(corpus: Corpus) -> Spans:
    """Mark the text inside paired quotation marks, one span a paragraph.

    Read as marks are " “ ” „ « » and two apostrophes or backticks, in either direction
    where the writer turned them wrongly; and ' ‘ ’ where a partner is found and they are
    no apostrophe. Quotes nest, and run on over paragraphs that reopen them. The marks
    themselves are outside the span. A quote without its closing mark ends with its
    paragraph (see :func:`unbalanced_marks`).

    Marks around one to four words are a scare quote when nothing in the sentence gives
    them to a source: no cue of speech that could govern them, no longer quote, no name of
    a speaker; in a headline, also no quote in the body with the same words. A work or a
    name in capitals is a title. The rules see words, not syntax, so that an echo of a
    source named in another sentence counts as a scare quote. Of 2,881 short quotes in
    PolNeAR they tell .86 right by whether there is a source (two coders agree on .91);
    of those that they call scare quotes, .61 have none (``benchmarks/short_quotes.py``).

    Returns
    -------
    Spans
        Layer "quote"; beside the usual columns those of ``COLUMNS``.

    Examples
    --------
    >>> rows = {"article_id": ["a"], "outlet": ["Post"], "published": ["2024-03-01"],
    ...         "headline": [""], "body": ["The “deal” is off. “We tried,” she said."]}
    >>> measure_quotes(Corpus(pd.DataFrame(rows))).table[["start", "end", "value"]].values
    array([[5, 9, 'scare'],
           [20, 29, 'quote']], dtype=object)
    """
    rows = [row for article in _texts(corpus) for row in _quotes_of(*article)]
    names = ["article_id", "field", "start", "end", "value", "depth", "continues", "evidence"]
    table = pd.DataFrame(rows, columns=names).astype(
        {"article_id": str, "field": str, "start": int, "end": int, "value": str}
        | {"depth": int, "continues": bool, "evidence": str}
    )
    table.insert(4, "layer", "quote")
    return Spans(table)


def unbalanced_marks(corpus: Corpus) -> pd.DataFrame:
    """List the marks that have no partner, with what each does and its surroundings."""
    rows = [
        (
            article_id,
            field,
            fault.start,
            text[fault.start : fault.end],
            fault.reason,
            text[max(0, fault.start - CONTEXT) : fault.end + CONTEXT],
        )
        for article_id, texts in _texts(corpus)
        for field, text in texts.items()
        for fault in find_quoted(text)[1]
    ]
    names = ["article_id", "field", "offset", "mark", "reason", "context"]
    return pd.DataFrame(rows, columns=names).astype(
        {name: int if name == "offset" else str for name in names}
    )


def _texts(corpus: Corpus) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the id and the texts of each article, headline last."""
    articles = corpus.articles
    columns = [articles[name] for name in ("article_id", *reversed(FIELDS))]
    for article_id, *texts in zip(*columns, strict=True):
        yield article_id, dict(zip(reversed(FIELDS), texts, strict=True))


def _quotes_of(article_id: str, texts: dict[str, str]) -> Iterator[tuple[object, ...]]:
    """Yield one row a quote; a headline's are compared with those of the body."""
    spoken: list[str] = []
    for field, text in texts.items():
        for quote, kind in _judged(text):
            inside = text[quote.start : quote.end]
            if kind.value == "quote":
                spoken.append(inside.casefold())
            elif field == "headline" and kind.value == "scare" and _echoes(inside, spoken):
                kind = Kind("quote", "in a quote of the body")  # noqa: PLW2901
            place = (article_id, field, quote.start, quote.end)
            yield *place, kind.value, quote.depth, quote.continues, kind.evidence


def _judged(text: str) -> Iterator[tuple[Quoted, Kind]]:
    quotes, _ = find_quoted(text)
    outer = [quote for quote in quotes if not quote.depth]
    for quote in quotes:
        yield quote, kind_of(text, quote, outer)


def _echoes(inside: str, spoken: list[str]) -> bool:
    plain = inside.casefold().strip(" .,;:!?")
    return len(plain) >= _SHORTEST_ECHO and any(plain in quote for quote in spoken)
