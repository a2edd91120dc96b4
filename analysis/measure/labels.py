"""Find the labels chosen for one referent, and in whose voice each stands."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.measure.counted import CountedText
from analysis.measure.patterns import Pattern, compile_patterns, uses_lemmas
from analysis.measure.voice import voice_of
from analysis.spans import Spans
from analysis.tokens import normal, words

LabelSet = Mapping[str, Sequence[str]]


def measure_labels(text: CountedText, labels: LabelSet) -> Spans:
    """Mark every mention by a label of one set, each stretch of text once.

    Where patterns overlap the longest match stands, then the first; so "targeted killing"
    is no "killing". Columns of the spans beside the usual: ``phrase`` (the pattern that
    matched), ``voice`` ("outlet" or "source") and ``scare`` (the label stands in scare
    quotes: printed at a distance, with no source).

    Limits: a pattern is a proxy; it does not know whom a word is about. Read the sentences.
    """
    vocabulary = _vocabulary(text) if uses_lemmas(labels) else ()
    patterns = compile_patterns(labels, vocabulary)
    ids = text.corpus.articles["article_id"].tolist()
    rows = [
        (ids[row], field, start, end, pattern.label, pattern.written)
        for row, field, shown in text.masked()
        for start, end, pattern in mentions_in(normal(shown), patterns)
    ]
    names = ["article_id", "field", "start", "end", "value", "phrase"]
    table = pd.DataFrame(rows, columns=names).astype(
        {"article_id": str, "field": str, "start": int, "end": int, "value": str, "phrase": str}
    )
    return with_voice(Spans(table.assign(layer="label")), text.quotes)


def with_voice(spans: Spans, quotes: Spans) -> Spans:
    """Add ``voice`` and ``scare``: whether most of a mention stands in scare quotes."""
    spoken = voice_of(spans, quotes)
    length = (spoken.table["end"] - spoken.table["start"]).to_numpy()
    marked = spoken.covered_by(quotes.where(quotes.table["value"] == "scare"))
    outlet = (spoken.table["voice"] == "outlet").to_numpy()
    return Spans(spoken.table.assign(scare=(2 * marked > length) & outlet))


def mentions_in(text: str, patterns: Sequence[Pattern]) -> list[tuple[int, int, Pattern]]:
    """Return the matches in one text, none overlapping another, the longest first served."""
    found = [
        (match.start(), match.end(), rank)
        for rank, pattern in enumerate(patterns)
        if pattern.anchor in text
        for match in pattern.regex.finditer(text)
        if match.end() > match.start()
    ]
    found.sort(key=lambda hit: (hit[0] - hit[1], hit[0], hit[2]))
    starts: list[int] = []
    taken: list[tuple[int, int, Pattern]] = []
    for start, end, rank in found:
        place = bisect_left(starts, start)
        free = place == len(taken) or end <= starts[place]
        if free and (place == 0 or taken[place - 1][1] <= start):
            starts.insert(place, start)
            taken.insert(place, (start, end, patterns[rank]))
    return taken


def _vocabulary(text: CountedText) -> set[str]:
    found: set[str] = set()
    for _, _, shown in text.masked():
        found.update(words(shown))
    return found
