"""Whose voice a span is in, and the runs of one voice within each sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.corpus import Corpus
from analysis.spans import Spans
from analysis.tokens import sentences

QUOTED = "quote"
"""Value of the spans of a quote layer that are a source's words; the rest is the outlet."""
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
