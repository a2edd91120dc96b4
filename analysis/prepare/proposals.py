"""Proposed events, with the sentences that tie their articles together."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import ChoiceError
from analysis.prepare._event_pairs import READ, WORD
from analysis.prepare.events import own_bodies
from analysis.tokens import sentence_bounds

SENTENCES = 15
"""Sentences of an article, from its start, in which ties are looked for."""
SHARED = 6
"""Shared words that are named, the rarest first."""


def proposed_events(corpus: Corpus) -> pd.DataFrame:
    """List the articles of each event with what ties each to the one most like it.

    Parameters
    ----------
    corpus
        Articles whose events were matched by :func:`analysis.match_events`.

    Returns
    -------
    DataFrame
        A row an article in an event, by event and date: event_id, description, article_id,
        outlet, published, headline, event_role, event_chance, event_by, event_why,
        closest_id, shared (names, numbers and words that few other articles have),
        sentence and closest_sentence (the two that share most of them). Articles alone
        stand below, with an empty event_id and the article most like them.

    Raises
    ------
    ChoiceError
        Where no events were matched.

    Examples
    --------
    >>> table = proposed_events(matched)  # doctest: +SKIP
    """
    articles = corpus.articles
    if "event_why" not in articles:
        msg = (
            "this corpus has no column event_why: match its events first, with "
            "match_events(corpus)."
        )
        raise ChoiceError(msg)
    bodies = own_bodies(corpus)
    headlines = dict(zip(articles["article_id"], articles["headline"], strict=True))
    words = {one: _words(f"{headlines[one]}\n{body[:READ]}") for one, body in bodies.items()}
    spread = Counter(word for own in words.values() for word in own)
    columns = ["event_id", "article_id", "outlet", "published", "headline", "event_role"]
    columns += ["event_chance", "event_by", "event_why"]
    table = articles[columns].assign(closest_id=articles["event_closest"])
    ties = [
        _tie(one, other, bodies, words, spread)
        for one, other in zip(table["article_id"], table["closest_id"], strict=True)
    ]
    table[["shared", "sentence", "closest_sentence"]] = np.array(ties, object).reshape(-1, 3)
    described = corpus.column("description") if corpus.events is not None else ""
    table.insert(1, "description", described)
    table["description"] = table["description"].fillna("")
    first = table.groupby("event_id")["published"].transform("min")
    order = pd.DataFrame(
        {"none": table["event_id"] == "", "first": first, "event": table["event_id"]}
    )
    order = order.assign(day=table["published"], id=table["article_id"])
    return table.loc[order.sort_values(order.columns.tolist()).index].reset_index(drop=True)


def _words(text: str) -> set[str]:
    return set(WORD.findall(text))


def _tie(
    one: str,
    other: str,
    bodies: dict[str, str],
    words: dict[str, set[str]],
    spread: Counter[str],
) -> tuple[str, str, str]:
    """Return the rare words that two articles share, and a sentence of each with most."""
    if not other:
        return "", "", ""
    weight = {word: np.log(len(words) / spread[word]) for word in words[one] & words[other]}
    ranked = sorted(weight, key=lambda word: (-weight[word], word))
    shared = [word for word in ranked if len(word) > 2 or word[0].isdigit()][:SHARED]
    return ", ".join(shared), _sentence(bodies[one], weight), _sentence(bodies[other], weight)


def _sentence(body: str, weight: dict[str, float]) -> str:
    """Return the sentence that holds most of the weight; of equal ones the first."""
    bounds = sentence_bounds(body[:READ])[:SENTENCES]
    texts = [re.sub(r"\s+", " ", body[start:end]) for start, end in bounds]
    if not texts:
        return ""
    held = [sum(weight.get(word, 0) for word in _words(text)) for text in texts]
    return texts[int(np.argmax(held))]
