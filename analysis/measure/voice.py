"""Whose voice a span is in, and the runs of one voice within each sentence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import ChoiceError, CorpusError, many
from analysis.measure.quotes import measure_quotes
from analysis.spans import REQUIRED, Spans
from analysis.tokens import sentences

QUOTED = "quote"
"""Value of the spans of a quote layer that are a source's words; the rest is the outlet."""
ATTRIBUTIONS = "attribution"
"""Layer of the attributions by which voices go, in addition to quotes."""
UNHEARD = "unheard"
"""Layer of what sources say that :func:`only_sources` left out."""
Kind = Literal[
    "person",
    "organisation",
    "official",
    "witness",
    "anonymous",
    "document",
    "outlet",
    "unknown",
]
_EDGE = ' \t\r\n\f\v\xa0"“”„‟«»‘`'
_NO_WORDS = frozenset(_EDGE + ".,;:-–—()[]'’…")


@dataclass(frozen=True, kw_only=True)
class VoiceSummary:
    """How many spans are in which voice, and how many had to be decided."""

    n_outlet: int
    n_source: int
    n_straddling: int
    n_tied: int

    def __str__(self) -> str:
        """Say it in one sentence for the notes of a result."""
        return (
            f"{self.n_outlet:,} spans in the outlet's voice, {self.n_source:,} in a source's; "
            f"{self.n_straddling:,} straddle a border and take the voice of most of their "
            f"characters, {self.n_tied:,} of them a tie and so the outlet's."
        )


def source_words(quotes: Spans) -> Spans:
    """Keep the spans of a quote layer that are a source's words."""
    return quotes.where(quotes.table["value"] == QUOTED)


def voices(corpus: Corpus) -> Spans:
    """Return what decides whose voice it is: quotes and, where known, other attributions.

    Quotes are the corpus's layer "quote", else measured. Where it has a layer
    "attribution", the content of each counts as a quote does, with or without marks.
    """
    quotes = corpus.layers.get(QUOTED)
    quotes = measure_quotes(corpus) if quotes is None else quotes
    known = corpus.layers.get(ATTRIBUTIONS)
    if known is None:
        return quotes
    credited = known.table[known.table["layer"] == "content"][list(REQUIRED)]
    credited = credited.assign(layer=QUOTED, value=QUOTED)
    return Spans(pd.concat([quotes.table[list(REQUIRED)], credited], ignore_index=True))


def voice_rule(corpus: Corpus) -> tuple[str, ...]:
    """Say how a source's words were told, where it was not by quotation marks alone."""
    known = corpus.layers.get(ATTRIBUTIONS)
    if known is None:
        return ()
    contents = known.table[known.table["layer"] == "content"]
    number = many(contents["parent"].nunique(), "attribution")
    if "score" in contents and contents["score"].notna().any():
        how = "found by a trained model, whose evaluation says how often it errs"
    else:
        how = (
            "found by rules, which on 84 news articles of 7 outlets (PolNeAR) put an article's "
            "share of sources' words .06 off on average and miss more of some outlets than of "
            "others"
        )
    said = (
        f"A source's voice is all that {number} credit to somebody, in quotation marks or not"
    )
    return (f"{said}, and what else is quoted; attributions were {how}.",)


def only_sources(corpus: Corpus, *, kinds: Collection[Kind]) -> Corpus:
    """Let only sources of some kinds be heard; the words of the others count for nobody.

    Parameters
    ----------
    corpus
        Articles with a layer "attribution" (`analysis.measure_attributions`).
    kinds
        "person", "organisation", "official", "witness", "anonymous", "document", "outlet"
        (another one) or "unknown", one or more.

    Returns
    -------
    Corpus
        The same articles. With ``voice="source"`` only the words of these sources count,
        with "all" these and the outlet's; "outlet" is as before.

    Raises
    ------
    CorpusError
        The corpus has no layer "attribution".
    ChoiceError
        A kind is none.

    Notes
    -----
    What is credited to several sources counts where one of them is of these kinds. Quotes
    of which no attribution names the source are left out. Limits: those of the kinds, which
    are told by the words that name a source.
    """
    known = corpus.layers.get(ATTRIBUTIONS)
    if known is None:
        msg = (
            "only_sources needs to know who is quoted; add the layer first, with "
            "corpus.with_layer(measure_attributions(corpus), 'attribution')."
        )
        raise CorpusError(msg)
    unknown = [kind for kind in kinds if kind not in get_args(Kind)]
    if unknown or not kinds or isinstance(kinds, str):
        allowed = ", ".join(map(repr, get_args(Kind)))
        msg = f"kinds is {kinds!r}; it takes one or more of {allowed}."
        raise ChoiceError(msg)
    table = known.table
    named = table[(table["layer"] == "source") & table["value"].isin(list(kinds))]["parent"]
    content = known.where(table["layer"] == "content")
    heard = content.where(content.table["parent"].isin(named))
    silent = source_words(voices(corpus)).minus(heard)
    rest = Spans(silent.table.assign(layer=UNHEARD))
    told = (
        f"of sources, only those of kind {', '.join(sorted(kinds))} are heard: "
        f"{heard.table['parent'].nunique():,} of {content.table['parent'].nunique():,} "
        "attributions; the words of the others count for nobody."
    )
    return corpus.with_layer(rest, UNHEARD).with_notes(told)


def voice_of(spans: Spans, quotes: Spans) -> Spans:
    """Say of each span whether the outlet or a source speaks.

    A span takes the voice of most of its characters; at a tie, and where it has none, it
    is the outlet's. Scare quotes and titles are the outlet's voice.

    Returns
    -------
    Spans
        The spans with columns ``voice`` (outlet, source), ``straddles`` (it holds
        characters of both) and ``tied`` (as many of one as of the other).
    """
    quoted = spans.covered_by(source_words(quotes))
    length = (spans.table["end"] - spans.table["start"]).to_numpy()
    straddles = (quoted > 0) & (quoted < length)
    return type(spans)(
        spans.table.assign(
            voice=np.where(2 * quoted > length, "source", "outlet"),
            straddles=straddles,
            tied=straddles & (2 * quoted == length),
        )
    )


def voice_summary(spans: Spans) -> VoiceSummary:
    """Count the voices of spans that :func:`voice_of` has judged."""
    table = spans.table
    source = int((table["voice"] == "source").sum())
    return VoiceSummary(
        n_outlet=len(table) - source,
        n_source=source,
        n_straddling=int(table["straddles"].sum()),
        n_tied=int(table["tied"].sum()),
    )


def segments(corpus: Corpus, quotes: Spans, *, within: Spans | None = None) -> Spans:
    """Cut each sentence into its longest runs of one voice.

    Parameters
    ----------
    corpus
        The articles whose sentences are cut.
    quotes
        Their quote layer; only values "quote" are a source's voice.
    within
        Stretches of text that count; ``None`` counts all of it.

    Returns
    -------
    Spans
        Layer "segment", value "segment", with ``voice`` and ``sentence``, the number of
        the sentence it is part of. Blanks and quotation marks at its ends are left off,
        and so are stretches without a letter, digit or sign of their own.
    """
    whole = sentences(corpus)
    whole = type(whole)(whole.table.assign(sentence=np.arange(len(whole))))
    if within is not None:
        whole = whole.intersect(within)
    said = source_words(quotes)
    parts = [("source", whole.intersect(said)), ("outlet", whole.minus(said))]
    runs = Spans.concat([type(part)(part.table.assign(voice=voice)) for voice, part in parts])
    return _trimmed(runs, corpus)


def share_mixed(runs: Spans) -> float:
    """Return the share of sentences with segments in both voices; nan without sentences."""
    voices = runs.table.groupby("sentence")["voice"].nunique()
    return float((voices > 1).mean())


def _trimmed(runs: Spans, corpus: Corpus) -> Spans:
    """Leave blanks and marks off both ends of each run, and drop what is then empty."""
    text = runs.text(corpus.articles).tolist()
    left = [len(run) - len(run.lstrip(_EDGE)) for run in text]
    right = [len(run) - len(run.rstrip(_EDGE + "'’")) for run in text]
    told = [not _NO_WORDS.issuperset(run) for run in text]
    kept = runs.table.assign(
        start=runs.table["start"] + np.array(left, dtype=np.int64),
        end=runs.table["end"] - np.array(right, dtype=np.int64),
        layer="segment",
        value="segment",
    )
    return Spans(kept[np.array(told, dtype=bool)])
