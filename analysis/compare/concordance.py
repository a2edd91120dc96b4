"""Read a word in its places: keyword in context, and the words that stand beside it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from nltk.metrics.association import BigramAssocMeasures

from analysis.corpus import Corpus
from analysis.design import OWN_PARTS, Copies, Counted, Voice
from analysis.errors import ChoiceError
from analysis.measure.counted import CountedText, counted_text
from analysis.measure.labels import measure_labels
from analysis.spans import FIELDS, Spans
from analysis.tokens import WORD, normal

CONCORDANCE = {
    "group": "value of the grouping column",
    "article_id": "article the line is from",
    "event_id": "its event, empty where it has none",
    "left": "text before the match",
    "match": "the match as printed",
    "right": "text after the match",
    "voice": "outlet, or source where the match stands in a quote",
    "scare": "whether the match stands in scare quotes",
    "field": "headline or body",
    "start": "offset of the match",
    "end": "offset after the match",
}
COLLOCATES = {
    "group": "value of the grouping column",
    "word": "a word within the window of a match",
    "count": "times it stands there",
    "n_articles": "articles in which it does",
    "expected": "times chance would put it there, from its frequency in the group",
    "log_likelihood": "G2 of the four-cell table; for ranking and display, never a test",
}


def concordance(
    corpus: Corpus,
    pattern: str,
    *,
    by: str = "outlet",
    voice: Voice = "all",
    copies: Copies = "keep",
    parts: Sequence[str] = OWN_PARTS,
    genre: Sequence[str] | None = None,
    window: int = 60,
) -> pd.DataFrame:
    """List every use of a word or label with the text around it (KWIC), one line each.

    Parameters
    ----------
    corpus
        Articles to search.
    pattern
        A word, phrase or any pattern of :mod:`analysis.measure.patterns`.
    by
        Column whose value stands first in each line.
    voice, copies, parts, genre
        Which text counts, as in every comparison.
    window
        Characters shown to each side.

    Returns
    -------
    DataFrame
        Columns as in ``CONCORDANCE``, by group, event and place; none if nothing matches.
    """
    text, spans = _matches(
        corpus, pattern, Counted(voice=voice, copies=copies, parts=tuple(parts), genre=genre)
    )
    articles = text.corpus.articles.set_index("article_id")
    texts = {name: articles[name].to_dict() for name in FIELDS}
    around = []
    for article_id, name, start, end, _ in spans.rows():
        whole = texts[name][article_id]
        left, right = whole[max(start - window, 0) : start], whole[end : end + window]
        around.append((" ".join(left.split()), whole[start:end], " ".join(right.split())))
    table = spans.table.reset_index(drop=True)
    table[["left", "match", "right"]] = pd.DataFrame(around, columns=["left", "match", "right"])
    group = text.corpus.column(by).set_axis(articles.index)
    event = articles.get("event_id", pd.Series("", index=articles.index))
    table["group"] = table["article_id"].map(group)
    table["event_id"] = table["article_id"].map(event)
    order = ["group", "event_id", "article_id", "field", "start"]
    return table.sort_values(order, ignore_index=True)[list(CONCORDANCE)]


def collocates(
    corpus: Corpus,
    pattern: str,
    *,
    by: str = "outlet",
    voice: Voice = "all",
    copies: Copies = "keep",
    parts: Sequence[str] = OWN_PARTS,
    genre: Sequence[str] | None = None,
    window: int = 5,
    min_count: int = 2,
) -> pd.DataFrame:
    """Count the words that stand within ``window`` words of a word or label, by group.

    A word that stands beside two matches counts once; a match counts beside another. The
    likelihood ratio G2 (Dunning 1993, Computational Linguistics 19:61) compares the count
    beside the matches with the word's frequency in the group; it ranks, it tests nothing.

    Returns
    -------
    DataFrame
        Columns as in ``COLLOCATES``, the most telling first within each group.
    """
    if window < 1:
        msg = f"window is {window}; it must be 1 word or more."
        raise ChoiceError(msg)
    text, spans = _matches(
        corpus, pattern, Counted(voice=voice, copies=copies, parts=tuple(parts), genre=genre)
    )
    beside = _counted_beside(text, spans, by, window)
    rows = [
        (name, word, count, len(near.carried[word]), *_chance(count, word, near))
        for name, near in sorted(beside.items())
        for word, count in near.beside.items()
        if count >= min_count
    ]
    table = pd.DataFrame(rows, columns=list(COLLOCATES))
    order = ["group", "log_likelihood", "word"]
    return table.sort_values(order, ascending=[True, False, True], ignore_index=True)


@dataclass(frozen=True)
class _Near:
    """Words of one group: all of them, those beside a match, and articles that have them."""

    whole: Counter[str] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)
    carried: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


def _counted_beside(text: CountedText, spans: Spans, by: str, window: int) -> dict[str, _Near]:
    """Count words by group, and those within the window of a match."""
    column = text.corpus.column(by).astype(object)
    groups = column.where(column.notna(), "").astype(str).tolist()
    places: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for article_id, name, start, end, _ in spans.rows():
        places[article_id, name].append((start, end))
    ids = text.corpus.articles["article_id"].tolist()
    found: defaultdict[str, _Near] = defaultdict(_Near)
    for row, name, shown in text.masked():
        matches = list(WORD.finditer(normal(shown)))
        beside = _beside(matches, places[ids[row], name], window)
        near = found[groups[row]]
        near.whole.update(match.group() for match in matches)
        for at in beside:
            near.beside[matches[at].group()] += 1
            near.carried[matches[at].group()].add(row)
    return found


def _matches(corpus: Corpus, pattern: str, counted: Counted) -> tuple[CountedText, Spans]:
    """Return the counted text and the places of the pattern in it."""
    text = counted_text(corpus, counted)
    return text, measure_labels(text, {pattern: [pattern]})


def _beside(
    matches: Sequence[re.Match[str]], places: Sequence[tuple[int, int]], window: int
) -> list[int]:
    """Give the places of the words within ``window`` words of any match, each once."""
    starts = np.array([match.start() for match in matches])
    ends = np.array([match.end() for match in matches])
    beside: set[int] = set()
    for start, end in places:
        first = int(np.searchsorted(ends, start, side="right"))
        last = int(np.searchsorted(starts, end, side="left"))
        beside.update(range(max(first - window, 0), first))
        beside.update(range(last, min(last + window, len(matches))))
    return sorted(beside)


def _chance(count: int, word: str, near: _Near) -> tuple[float, float]:
    """Return the count chance would give, and G2 of the four-cell table.

    The table parts the words of a group by whether they stand beside a match, and by
    whether they are the word.
    """
    total, beside, frequency = near.whole.total(), near.beside.total(), near.whole[word]
    score = BigramAssocMeasures.likelihood_ratio(count, (frequency, beside), total)
    return beside * frequency / total, float(score)
