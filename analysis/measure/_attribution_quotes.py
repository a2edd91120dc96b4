"""Quotes given to the cues beside them, and what is left of attributions that overlap."""

from __future__ import annotations

from dataclasses import replace

from analysis.measure._attribution_text import NONE, Found, Quotation, Reading

LEAST_ORPHAN = 6
"""Words of a quote from which it is an attribution although no cue claims it."""
FARTHEST = 15
"""Tokens between a cue and a quote in the next sentence that may be what was said."""


def with_quotes(reading: Reading, found: list[Found]) -> list[Found]:
    """Give each quote of a source to one attribution; long ones left over stand alone.

    A quote belongs to the attribution whose content it shares most with; else to the nearest
    cue that is without; else to the one whose quote it goes on.
    """
    kept = list(found)
    for quote in reading.quotes:
        if not quote.spoken:
            continue
        at = _sharing(quote, kept)
        at = _beside(reading, quote, kept) if at is None else at
        at = _going_on(reading, quote, kept) if at is None else at
        if at is not None:
            content = (kept[at].content | set(quote.tokens)) - kept[at].cue
            kept[at] = replace(kept[at], content=content)
        elif sum(not reading.thin[token] for token in quote.tokens) >= LEAST_ORPHAN:
            own = frozenset(quote.tokens)
            kept.append(Found(head=None, cue=NONE, source=NONE, content=own))
    return [one for one in kept if one.content]


def _sharing(quote: Quotation, found: list[Found]) -> int | None:
    """Return the place of the attribution that holds most of a quote, if any holds some."""
    low, high = quote.tokens[0], quote.tokens[-1]
    near = [
        (len(one.content.intersection(quote.tokens)), -place)
        for place, one in enumerate(found)
        if one.content and min(one.content) <= high and max(one.content) >= low
    ]
    shared, place = max(near, default=(0, 0))
    return -place if shared else None


def _beside(reading: Reading, quote: Quotation, found: list[Found]) -> int | None:
    """Return the place of the nearest cue without content, in this sentence or the next."""
    first, last = quote.tokens[0], quote.tokens[-1]
    low, high = reading.sentence[first] - 1, reading.sentence[last] + 1
    near = []
    for place, one in enumerate(found):
        if one.content or one.head is None or not low <= reading.sentence[one.head] <= high:
            continue
        clause = one.cue | one.source
        gap = first - max(clause) if max(clause) < first else min(clause) - last
        near.append((gap, place))
    gap, place = min(near, default=(FARTHEST + 1, 0))
    return place if gap <= FARTHEST else None


def _going_on(reading: Reading, quote: Quotation, found: list[Found]) -> int | None:
    """Return the place of the attribution whose quote goes on in this one.

    It does where it opens the sentence after the attribution's, in the same paragraph.
    """
    first = quote.tokens[0]
    ends = [(max(one.content | one.cue | one.source), at) for at, one in enumerate(found)]
    end, place = max(
        ((end, at) for end, at in ends if end < first and found[at].content), default=(-1, 0)
    )
    if end < 0 or reading.paragraph[end] != reading.paragraph[first]:
        return None
    closing = reading.sentence[end]
    between = (token for token in range(end + 1, first) if reading.sentence[token] != closing)
    opens = all(reading.thin[token] for token in between)
    quoted = any(reading.spoken[token] for token in found[place].content)
    return place if opens and quoted else None


def outermost(found: list[Found]) -> list[Found]:
    """Drop attributions whose cue stands in another's content, the longest content first.

    Whom a source quotes in turn speaks through that source.
    """
    kept: list[Found] = []
    taken: set[int] = set()
    for one in sorted(
        found, key=lambda one: (-len(one.content), -1 if one.head is None else one.head)
    ):
        if one.head not in taken:
            kept.append(one)
            taken |= one.content
    return sorted(kept, key=_place)


def _place(one: Found) -> tuple[int, int]:
    tokens = one.cue | one.content
    return min(tokens), max(tokens)


def apart(found: list[Found]) -> list[Found]:
    """Leave each token of content to the first attribution that claims it."""
    kept: list[Found] = []
    taken: set[int] = set()
    for one in found:
        own = one.content - taken
        taken |= own
        if own:
            kept.append(replace(one, content=own))
    return kept
