"""Quotes given to the cues beside them, and what is left of attributions that overlap."""

from __future__ import annotations

from dataclasses import replace

from analysis.measure._attribution_text import NONE, Found, Quotation, Reading, Tokens

LEAST_ORPHAN = 6
"""Words of a quote from which it is an attribution although no cue claims it."""
_ENDS = frozenset(",.?!")
LONGEST_NAME = 7
"""Words of a name before a colon and a quote."""
NEAR_COMMA = 3
"""Tokens between a cue's clause and the comma behind which its quote goes on, at most."""
FARTHEST = 15
"""Tokens between a cue and a quote in the next sentence that may be what was said."""


def with_quotes(reading: Reading, found: list[Found]) -> list[Found]:
    """Give each quote of a source to one attribution; long ones left over stand alone.

    A quote belongs to the attribution whose content it shares most with; else to the clause
    that a comma ties it to; else to the nearest cue that is without; else to the one whose
    quote it goes on.
    """
    kept = list(found)
    for quote in reading.quotes:
        if not quote.spoken:
            continue
        at = _sharing(quote, kept)
        at = _interrupted(reading, quote, kept) if at is None else at
        at = _beside(reading, quote, kept) if at is None else at
        at = _going_on(reading, quote, kept) if at is None else at
        if at is not None:
            content = _without_tail(reading, quote, kept[at].content) | set(quote.tokens)
            source = kept[at].source.difference(quote.tokens)
            kept[at] = replace(kept[at], source=source, content=content - kept[at].cue)
        elif sum(not reading.thin[token] for token in quote.tokens) >= LEAST_ORPHAN:
            kept.append(_unclaimed(reading, quote))
    return [one for one in kept if one.content]


def _without_tail(reading: Reading, quote: Quotation, content: Tokens) -> Tokens:
    """Cut what follows a whole sentence in marks: “No,” when asked whether she would.

    The tree often hangs such a tail on the verb inside the marks.
    """
    last = quote.tokens[-1]
    if min(content, default=-1) < quote.tokens[0] or reading.words[last][-1:] not in _ENDS:
        return content
    end = reading.sentence[last]
    return frozenset(
        token
        for token in content
        if token <= last or reading.spoken[token] or reading.sentence[token] != end
    )


def _unclaimed(reading: Reading, quote: Quotation) -> Found:
    """Credit a quote that no cue claims to the name before its colon, or to nobody."""
    at = quote.tokens[0] - 1
    while at > 0 and reading.thin[at] and reading.words[at] != ":":
        at -= 1
    colon = at
    name: set[int] = set()
    while at > 0 and len(name) < LONGEST_NAME and reading.pos[at - 1] == "PROPN":
        at -= 1
        name.add(at)
    content = frozenset(quote.tokens)
    if not name or reading.words[colon] != ":":
        return Found(head=None, cue=NONE, source=NONE, content=content)
    cue = frozenset([colon])
    return Found(head=colon, cue=cue, source=frozenset(name), content=content)


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


def _interrupted(reading: Reading, quote: Quotation, found: list[Found]) -> int | None:
    """Return the place of the attribution whose cue and source break into this quote.

    “Nobody was hurt,” he said, “and nobody will be”: whatever else the cue has for content,
    a quote that ends in a comma before it is its own, and so is one that goes on after it,
    with a small letter, behind a comma.
    """
    first, last = quote.tokens[0], quote.tokens[-1]
    before, after = first - 1, last + 1
    while before > 0 and reading.thin[before] and reading.words[before] != ",":
        before -= 1
    while after < reading.size and reading.thin[after]:
        after += 1
    tied = "," in reading.words[last:after]
    goes_on = reading.words[before] == "," and reading.text[reading.start[first]].islower()
    for place, one in enumerate(found):
        clause = one.cue | one.source
        if not clause or one.head is None:
            continue
        if tied and min(clause) == after:
            return place
        if goes_on and min(clause) < before <= max(clause) + NEAR_COMMA:
            return place
    return None


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
