"""Sentiment of the text itself, by sentence or by the runs of one voice within it.

Never sentiment towards someone: a sentence that is sad about a victim scores as one that
is hostile to him. Positive is pleasant, negative unpleasant. On snippets of news editorials
VADER correlates .50 with readers, and scores a third of them exactly 0. It does not know
curly marks: “great” and “isn’t” are not the words "great" and "isn't" to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.design import Voice
from analysis.errors import ChoiceError
from analysis.lexicon import Lexicon
from analysis.measure._finder import finder
from analysis.measure._towards import Targets, judge_of, measure_towards, text_in
from analysis.measure._vader import ScoredWord, vader
from analysis.measure.target_sentiment import TargetSentiment
from analysis.measure.voice import segments, voice_of, voices
from analysis.spans import Spans
from analysis.tokens import sentences

COLUMNS: Mapping[str, str] = {
    "value": "segment (a run of one voice within a sentence) or sentence",
    "voice": "who speaks: outlet or source; of a mixed sentence, in most of its characters",
    "score": "VADER's compound score, or the mean weight of the lexicon's words",
    "n_words": "words and terms of the lexicon found",
}
"""What :func:`measure_sentiment` adds to the columns every table of spans has."""


def measure_sentiment(
    corpus: Corpus,
    *,
    lexicon: Lexicon | None = None,
    voice: Voice = "outlet",
    quotes: Spans | None = None,
    within: Spans | None = None,
    target: Targets | None = None,
    model: TargetSentiment | None = None,
) -> Spans:
    """Score each segment in the chosen voice, alone; or what is said of somebody named.

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
        What decides the voice, else quotes and the layer "attribution"; and stretches of
        text that count, else all of it.
    target
        Whom to score: one name, several, or names with the words and patterns each goes by,
        as in ``{"Ames": ["Ames", "the mayor"]}``. Without it sentiment is the text's own.
    model
        What `analysis.TargetSentiment` learnt from coded sentences, in place of the rules.

    Returns
    -------
    Spans
        Layer "sentiment": a segment or sentence each. With a target layer
        "target_sentiment": a mention each, with ``score`` from -1 (ill) to 1 (well),
        ``polarity``, the words behind it, and the error of the method as it was measured.

    Notes
    -----
    Towards a target, a rule scores each word by how it stands to the target in the parse:
    what is done by it or to it, what it is called, its clause, the clause above; other
    clauses count the less, the more steps lie between; a negation turns a word by -0.7. A
    score is their sum, cut at -1 and 1. Words are VADER's and our own
    (``Lexicon.shipped("words-about-people")``); a lexicon of yours replaces them, and may
    have the categories "object" and "subject" for verbs. On sentences of NewsMTSC (Hamborg
    & Donnay 2021) that the rules were not fitted to they reach a macro-F1 of .63 where one
    target is named and .60 where several are, a score of the whole sentence .53 and .49:
    single mentions are often wrong. A last name behind a given name or a form of address
    that is not the target's ("Ivanka Trump", "Ms. Trump") is no mention; whose a given name
    is, your names say, else what stands there most often. Limits: a last name alone may
    still be another's; pronouns are not resolved; irony, and who is right, are not seen;
    what a person is accused of, and that he denies it, counts against him; words of killing
    and grief count for nothing, but others of harm may count against a victim; many scores
    are cut at -1 or 1; where the parse is wrong, so is the score. A text that was not
    parsed has no score.

    Raises
    ------
    ChoiceError
        A setting cannot be, a target names nobody, or a pattern is none.

    Examples
    --------
    >>> rows = {"article_id": ["a"], "outlet": ["Post"], "published": ["2024-03-01"],
    ...         "headline": [""], "body": ["Dockers praised Ames and accused Birk of lies."]}
    >>> found = measure_sentiment(Corpus(pd.DataFrame(rows)), target=["Ames", "Birk"]).table
    >>> found[["value", "polarity"]].to_numpy().tolist()
    [['Ames', 'positive'], ['Birk', 'negative']]
    """
    if voice not in get_args(Voice):
        options = " or ".join(map(repr, get_args(Voice)))
        msg = f"voice is {voice!r}; it can be {options}."
        raise ChoiceError(msg)
    quotes = voices(corpus) if quotes is None else quotes
    if target is not None:
        text = text_in(corpus, voice, quotes, within)
        return measure_towards(text, target, judge_of(lexicon, model))
    if model is not None:
        msg = "a model tells sentiment towards somebody; name the target, as in target='Ames'."
        raise ChoiceError(msg)
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
