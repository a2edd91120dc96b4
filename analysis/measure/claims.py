"""Claims: what articles on one event state alike, sentence by sentence, or one states alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.corpus import Corpus
from analysis.errors import many
from analysis.measure._alignment import Alignment, align
from analysis.measure._statements import LEAST_TERMS, Aligner, chosen, terms_of, vectors_of
from analysis.measure.counted import is_copy
from analysis.measure.voice import voice_of, voices
from analysis.spans import Spans
from analysis.stats.alike import Rows
from analysis.stats.arrays import Ints
from analysis.tokens import sentences, words

SPAN_COLUMNS: Mapping[str, str] = {
    "value": "the claim the sentence states",
    "voice": "outlet, or source where most of the sentence stands in quotes",
    "score": "cosine with the wording shown for the claim",
    "copy": "whether its article is agency copy or a reprint",
    "repeats": "whether it is in agency copy or a reprint, or repeats another article's words",
}
"""What :func:`measure_claims` adds to the columns every table of spans has."""
COLUMNS: Mapping[str, str] = {
    "claim_id": "the event, and the number of the claim in it",
    "event_id": "the event whose articles state it",
    "n_articles": "articles that state it, copies included",
    "n_outlets": "outlets that state it, copies included",
    "n_wordings": "outlets' own wordings: without agency copy, reprints and repetitions",
    "voice": "outlet, source (in quotes) or both: who speaks in its sentences",
    "other_numbers": "claims alike but for a number of the same thing, parted by blanks",
    "wording": "the wording shown: the one nearest to all others",
    "article_id": "article of the wording shown",
    "outlet": "its outlet",
}
"""Columns of the table of claims."""
SAME_WORDS = 0.9
"""Share of words in common from which two wordings are one."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Claims:
    """Every claim of a corpus, and the sentences that state each.

    ``spans`` is the layer "claim", one span a sentence, with the columns of
    ``SPAN_COLUMNS``; ``table`` has one row a claim, with those of ``COLUMNS``. ``aligner``
    and ``threshold`` say how sentences were aligned.
    """

    spans: Spans
    table: pd.DataFrame
    aligner: str
    threshold: float
    notes: tuple[str, ...]
    vectors: Rows = field(repr=False)
    """What sentences were compared by, in the order of ``spans``."""

    def __repr__(self) -> str:
        shared = int((self.table["n_outlets"] > 1).sum())
        return (
            f"Claims({len(self.table):,} claims in {len(self.spans):,} sentences, {shared:,} "
            f"of them in several outlets; aligned by {self.aligner} at {self.threshold:.2f})"
        )


def measure_claims(
    corpus: Corpus,
    *,
    event: str = "event_id",
    aligner: Aligner = "words",
    threshold: float | None = None,
    within: Spans | None = None,
    quotes: Spans | None = None,
) -> Claims:
    """Align sentences of one event's articles that state the same thing.

    Parameters
    ----------
    corpus
        The articles; those without an event are left out.
    event
        Column that names the event of each article.
    aligner
        "words" compares sentences by the words, names and numbers they share, weighted by
        rarity; "encoder" by these and by the vectors of :func:`analysis.encoder.encode`,
        half and half. It was not shown to be the better one, and takes some 25 times as
        long (docs/claims.md).
    threshold
        Least mean cosine of sentences that state one claim; by the aligner unless given:
        .36 for the encoder, .30 for words.
    within, quotes
        Stretches of text that count, else all of it; and the quote layer, else measured.

    Returns
    -------
    Claims
        A layer of spans, and a table of claims. Every sentence that counts is in one claim;
        a claim of one sentence is what one article alone states.

    Raises
    ------
    ChoiceError
        A setting cannot be.
    CorpusError
        The corpus has no column of that name.
    EncoderMissingError
        The encoder was asked for by name and is not installed.

    Notes
    -----
    Sentences with fewer than four different content words and numbers state no claim here.
    Inside an event, sentences join by average linkage: two groups become one where the mean
    cosine over all their pairs reaches the threshold, so that claims do not chain. Sentences
    that give different numbers of what may be the same thing (*3 killed*, *5 killed*) never
    join, and each claim names the claims that differ from it so. A quote that several
    outlets print is one claim, in a source's voice.

    Vectors of the encoder are taken less the mean of their event: sentences on one event
    are all close, and what they share is the event's subject, no claim. On pairs judged by
    hand, of those whose plain cosine reached .70 little more than half stated the same.

    Nothing is drawn at random, and the order of the articles changes nothing. Time grows
    with the square of an event's sentences, and in line with the number of events.

    Limits: sentences are compared as wholes, so that half a sentence stated elsewhere is
    found seldom; a claim and its denial lie close together; a paraphrase that shares hardly
    a word is not found, by "words" nor by "encoder". Whoever is named with the same rare
    title twice may be taken for one statement.

    Examples
    --------
    >>> rows = {"article_id": ["a", "b"], "outlet": ["Post", "Star"], "event_id": "e1",
    ...     "published": "2024-03-01", "headline": "",
    ...     "body": ["Police arrested 31 dockers at the gate. Rain fell on the old harbour.",
    ...              "At the gate police arrested 31 dockers."]}
    >>> found = measure_claims(Corpus(pd.DataFrame(rows)))
    >>> found.table[["claim_id", "n_outlets", "wording"]].to_numpy().tolist()[0]
    ['e1#1', 2, 'Police arrested 31 dockers at the gate.']
    """
    named, least = chosen(aligner, threshold)
    stating, n_short = _stating(corpus, event, within)
    texts = stating.text(corpus.articles).tolist()
    code, names = pd.factorize(stating.table["event"], sort=True)
    article = pd.factorize(stating.table["article_id"])[0]
    rows = vectors_of(texts, code, article, named)
    found = align(texts, rows, code, least)
    quotes = voices(corpus) if quotes is None else quotes
    claim_id = _claim_ids(found, code, names)
    spans = _spans(voice_of(stating, quotes), texts, found, claim_id)
    return Claims(
        spans=spans,
        table=_table(spans, claim_id[found.shown].tolist(), found),
        aligner=named,
        threshold=least,
        notes=(f"{many(n_short, 'sentence')} too short to state a claim left out.",),
        vectors=rows,
    )


def _stating(corpus: Corpus, event: str, within: Spans | None) -> tuple[Spans, int]:
    """Mark the sentences that are long enough to state something, with outlet and event."""
    named = corpus.column(event).astype(object).where(lambda names: names.notna(), "")
    whole = sentences(corpus)
    whole = whole if within is None else whole.intersect(within)
    articles = corpus.articles.assign(event=named.astype(str).str.strip())
    about = articles.set_index("article_id")[["event", "outlet", "published"]]
    about["copy"] = is_copy(corpus).to_numpy(bool)
    table = whole.table.join(about, on="article_id")
    table = table[table["event"] != ""]
    texts = Spans(table).text(articles)
    long = np.array([len(terms_of(text)) >= LEAST_TERMS for text in texts], bool)
    return Spans(table[long]), int((~long).sum())


def _claim_ids(found: Alignment, event: Ints, names: pd.Index) -> NDArray[np.object_]:
    """Name each sentence's claim by its event and a number of its own there."""
    of_claim = event[found.shown]
    first = np.searchsorted(of_claim, np.arange(len(names)))
    number = np.arange(len(of_claim)) - first[of_claim] + 1
    ids = [f"{names[at]}#{n}" for at, n in zip(of_claim, number, strict=True)]
    return np.array(ids, object)[found.claim]


def _spans(
    stating: Spans, texts: list[str], found: Alignment, claim_id: NDArray[np.object_]
) -> Spans:
    """Lay out the layer: the claim of each sentence, and whether its words are its own."""
    table = stating.table.assign(
        layer="claim", value=claim_id, score=found.nearness, wording=texts
    )
    shown = np.zeros(len(table), bool)
    shown[found.shown] = True
    order = ["value", "published", "article_id", "field", "start"]
    table = table.assign(shown=shown).sort_values(order, kind="stable")
    table["repeats"] = table["copy"] | np.array(_said_before(table), bool)
    return Spans(table.drop(columns=["straddles", "tied"]))


def _said_before(table: pd.DataFrame) -> list[bool]:
    """Tell which wordings, in order of claim and date, repeat one of another article."""
    before: dict[str, list[tuple[str, frozenset[str]]]] = {}
    repeats = []
    for claim, article, text in table[["value", "article_id", "wording"]].to_numpy():
        own = frozenset(words(text))
        earlier = before.setdefault(claim, [])
        repeats.append(any(who != article and _same(own, said) for who, said in earlier))
        if not repeats[-1]:
            earlier.append((article, own))
    return repeats


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SAME_WORDS * len(one | other)


def _table(spans: Spans, ids: list[str], found: Alignment) -> pd.DataFrame:
    """Count who states each claim, and show the wording nearest to all others."""
    rows = spans.table
    by_claim = rows.groupby("value", sort=False)
    shown = rows[rows["shown"]].set_index("value").loc[ids]
    first, last = by_claim["voice"].min().loc[ids], by_claim["voice"].max().loc[ids]
    others: dict[str, list[str]] = {}
    for one, other in sorted(found.other_numbers):
        others.setdefault(ids[one], []).append(ids[other])
        others.setdefault(ids[other], []).append(ids[one])
    table = pd.DataFrame(
        {
            "claim_id": ids,
            "event_id": shown["event"].to_numpy(),
            "n_articles": by_claim["article_id"].nunique().loc[ids].to_numpy(),
            "n_outlets": by_claim["outlet"].nunique().loc[ids].to_numpy(),
            "n_wordings": (~rows["repeats"]).groupby(rows["value"]).sum().loc[ids].to_numpy(),
            "voice": first.where(first == last, "both").to_numpy(),
            "other_numbers": [" ".join(others.get(one, ())) for one in ids],
            "wording": shown["wording"].to_numpy(),
            "article_id": shown["article_id"].to_numpy(),
            "outlet": shown["outlet"].to_numpy(),
        }
    )
    return table[list(COLUMNS)]
