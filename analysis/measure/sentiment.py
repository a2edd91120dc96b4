"""Sentiment of the text itself, by sentence or by the runs of one voice within it.

Never sentiment towards someone: a sentence that is sad about a victim scores as one that
is hostile to him. Positive is pleasant, negative unpleasant. On snippets of news editorials
VADER correlates .50 with readers, and scores a third of them exactly 0. It does not know
curly marks: “great” and “isn’t” are not the words "great" and "isn't" to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import get_args

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.design import Voice
from analysis.errors import ChoiceError, some
from analysis.lexicon import Lexicon
from analysis.measure._vader import ScoredWord, vader
from analysis.measure.quotes import measure_quotes
from analysis.measure.voice import segments, voice_of
from analysis.spans import Spans
from analysis.tokens import normal, sentences, word_bounds

COLUMNS: Mapping[str, str] = {
    "value": "segment (a run of one voice within a sentence) or sentence",
    "voice": "who speaks: outlet or source; of a mixed sentence, in most of its characters",
    "score": "VADER's compound score, or the mean weight of the lexicon's words",
    "n_words": "words and terms of the lexicon found",
}
"""What :func:`measure_sentiment` adds to the columns every table of spans has."""
SCORE = "score"
"""Category under which a lexicon of one weight a term keeps them."""
POSITIVE = ("positive", "pos", "neg_negative")
NEGATIVE = ("negative", "neg", "neg_positive")
"""Categories of a lexicon of lists that count as +1 and as -1."""

Find = Callable[[str], list[ScoredWord]]


def measure_sentiment(
    corpus: Corpus,
    *,
    lexicon: Lexicon | None = None,
    voice: Voice = "outlet",
    quotes: Spans | None = None,
    within: Spans | None = None,
) -> Spans:
    """Score each segment in the chosen voice, alone; or each whole sentence.

    Parameters
    ----------
    corpus
        The articles to score.
    lexicon
        ``None`` scores by VADER (Hutto & Gilbert 2014), exactly as vaderSentiment 3.3.2
        scores the same text: 0.0 also where no word is in its lexicon, which ``n_words``
        tells apart. Any other lexicon gives the mean weight of its words, terms of
        positive and negative lists weighing +1 and -1, so that the score of lists is
        (p - n) / (p + n); without any word it is missing.
    voice
        "outlet" or "source" scores the runs of that voice; "all" scores whole sentences.
    quotes, within
        The quote layer, else measured; and stretches of text that count, else all of it.
    """
    if voice not in get_args(Voice):
        options = " or ".join(map(repr, get_args(Voice)))
        msg = f"voice is {voice!r}; it can be {options}."
        raise ChoiceError(msg)
    quotes = measure_quotes(corpus) if quotes is None else quotes
    if voice == "all":
        whole = sentences(corpus)
        whole = whole if within is None else whole.intersect(within)
        judged = voice_of(whole, quotes)
        return score_spans(corpus, judged, lexicon=lexicon)
    runs = segments(corpus, quotes, within=within)
    return score_spans(corpus, runs.where(runs.table["voice"] == voice), lexicon=lexicon)


def score_spans(corpus: Corpus, spans: Spans, *, lexicon: Lexicon | None = None) -> Spans:
    """Score the text under each span, alone, as layer "sentiment"."""
    text = spans.text(corpus.articles)
    if lexicon is None:
        scored = [vader().score(shown) for shown in text]
    else:
        find = finder(lexicon)
        scored = [_mean(find(shown)) for shown in text]
    table = spans.table.assign(
        layer="sentiment",
        score=np.array([score for score, _ in scored], dtype=np.float64),
        n_words=np.array([n for _, n in scored], dtype=np.int64),
    )
    return Spans(table)


def sentiment_words(corpus: Corpus, spans: Spans, *, lexicon: Lexicon | None = None) -> Spans:
    """Mark the words of the lexicon in each span: the evidence behind its score.

    Returns
    -------
    Spans
        Layer "sentiment_word": ``value`` is the word or term found, ``weight`` its weight
        in the lexicon, ``score`` what it adds to the sum after negation, boosters,
        capitals and "but", and ``parent`` the number of the span it was found in.
    """
    find = vader().words if lexicon is None else finder(lexicon)
    rows = [
        (article_id, field, start + word.start, start + word.end, *word[2:], parent)
        for parent, (article_id, field, start, shown) in enumerate(_shown(corpus, spans))
        for word in find(shown)
    ]
    names = ["article_id", "field", "start", "end", "value", "weight", "score", "parent"]
    table = pd.DataFrame(rows, columns=names).astype(
        {"article_id": str, "field": str, "start": int, "end": int, "value": str}
        | {"weight": float, "score": float, "parent": int}
    )
    table.insert(4, "layer", "sentiment_word")
    return Spans(table)


def finder(lexicon: Lexicon) -> Find:
    """Return a function that finds the terms of a lexicon in a text, the longest first.

    Words are those of :mod:`analysis.tokens`; letter case does not matter.
    """
    longest = max((term.count(" ") + 1 for term in lexicon.entries), default=1)
    weight_of = _Weights(lexicon)

    def find(text: str) -> list[ScoredWord]:
        plain, bounds = normal(text), word_bounds(text)
        found: list[ScoredWord] = []
        place = 0
        while place < len(bounds):
            for size in range(min(longest, len(bounds) - place), 0, -1):
                start, end = bounds[place][0], bounds[place + size - 1][1]
                term = " ".join(plain[start:end].split())
                weight = weight_of[term]
                if weight is not None:
                    found.append(ScoredWord(start, end, term, weight, weight))
                    place += size - 1
                    break
            place += 1
        return found

    return find


class _Weights(dict[str, float | None]):
    """Weights of the terms looked up so far; ``None`` where the lexicon has none."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        signs = _signs(lexicon)
        self._listed: dict[str, float] = {}
        for term, found in lexicon.entries.items():
            weights = [signs[name] * found[name] for name in found if name in signs]
            if weights:
                self._listed[normal(term)] = sum(weights)

    def __missing__(self, term: str) -> float | None:
        self[term] = next(
            (self._listed[form] for form in _forms(term) if form in self._listed), None
        )
        return self[term]


def _forms(term: str) -> Iterator[str]:
    """Yield how a lexicon may write a term: in full, or with * for the end of its last word."""
    yield term
    for end in range(len(term), term.rfind(" ") + 1, -1):
        yield f"{term[:end]}*"


def _signs(lexicon: Lexicon) -> dict[str, float]:
    """Say which categories of a lexicon count, and with which sign."""
    have = lexicon.categories
    if SCORE in have:
        return {SCORE: 1.0}
    signs = dict.fromkeys(POSITIVE, 1.0) | dict.fromkeys(NEGATIVE, -1.0)
    found = {name: signs[name.lower()] for name in have if name.lower() in signs}
    if set(found.values()) != {1.0, -1.0}:
        msg = (
            f"lexicon {lexicon.name!r} gives no sentiment: it has the categories "
            f"{some(have)}. It needs one weight a term, or two lists, one of "
            f"{', '.join(POSITIVE)} and one of {', '.join(NEGATIVE)}."
        )
        raise ChoiceError(msg)
    return found


def _mean(words: list[ScoredWord]) -> tuple[float, int]:
    """Return the mean weight of the words found, missing without any, and their number."""
    if not words:
        return float("nan"), 0
    return sum(word.weight for word in words) / len(words), len(words)


def _shown(corpus: Corpus, spans: Spans) -> Iterator[tuple[str, str, int, str]]:
    table = spans.table
    return zip(
        table["article_id"],
        table["field"],
        table["start"],
        spans.text(corpus.articles),
        strict=True,
    )
