"""Speakers named before a colon: the turns of an interview, and headlines of the kind."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from analysis.measure._attribution_text import Found, Reading

LEAST_TURNS = 3
"""Paragraphs that open with a name and a colon, from which they are an interview."""
MOST_WORDS = 7
"""Words of the longest name before a colon."""
_OPENING = re.compile(
    r"[\"“*_]{0,2}(?P<name>[^\W\d_][^:\n\"“”]{0,70}?)(?:\s?\([^)\n]{1,40}\))?[*_]{0,2}\s?:"
    r"(?=[\s\"“])"
)
_ASKED = frozenset(("q", "a", "question", "answer"))
_SMALL = frozenset(("of", "the", "and", "for", "in", "de", "la", "van", "von", "on", "to"))
_NO_SPEAKER = frozenset(
    re.findall(
        r"[\w-]+",
        """
    also analysis breaking caption chart classic contact correction coverage date document
    editorial exclusive fact flashback follow gallery graphic here how infographic interactive
    interview latest listen live location map more note now on opinion part photo photos plus
    pm ps quiz read recap related review see sources spoiler story tags takeaway time tip
    today transcript trending update updated updates via video warning watch what when where
    who why
        """,
    )
)
"""Words of which a name before a colon has none."""
_HEADLINED = frozenset(
    re.findall(
        r"\w+",
        """
    analyst analysts chief coroner court expert experts judge lawyer lawyers mayor minister
    official officials police poll polls prosecutor prosecutors report reports source sources
    spokesman spokeswoman study survey un witness witnesses
        """,
    )
)
"""Words that with names of persons and bodies show that a headline begins with a source."""


class Turn(NamedTuple):
    """The speaker, the colon and the words of one paragraph, as stretches of its text."""

    name: tuple[int, int]
    colon: tuple[int, int]
    words: tuple[int, int]
    sure: bool


def found_in_turns(reading: Reading) -> list[Found]:
    """Find the turns of an interview or a transcript, each of one paragraph.

    Paragraphs that open with a name and a colon are turns where a name comes again, and
    there are three of them, or two with names in capitals or with Q and A.
    """
    named = [
        turn
        for place in reading.paragraphs
        if (turn := _turn(reading.text, *place)) is not None
    ]
    last = Counter(reading.text[slice(*turn.name)].casefold().split()[-1] for turn in named)
    enough = len(named) >= LEAST_TURNS or sum(turn.sure for turn in named) > 1
    if max(last.values(), default=0) < 2 or not enough:
        return []
    made = (_credited(reading, turn) for turn in named)
    return [one for one in made if one.content and one.cue]


def found_in_headline(reading: Reading) -> list[Found]:
    """Find who a headline names before a colon as the source of the rest: Police: two held."""
    turn = _turn(reading.text, *reading.paragraphs[0]) if reading.paragraphs else None
    if turn is None:
        return []
    one = _credited(reading, turn)
    speaks = any(
        reading.entity[token][2:] in ("PERSON", "ORG", "NORP")
        or reading.words[token] in _HEADLINED
        for token in one.source
    )
    return [one] if speaks and one.content and one.cue else []


def _turn(text: str, start: int, end: int) -> Turn | None:
    """Read the name and the colon that open a paragraph, if they do."""
    opening = _OPENING.match(text, start, end)
    if opening is None:
        return None
    name = opening["name"].strip()
    words = re.findall(r"[\w.'’&-]+", name)
    plain = [word.casefold().strip(".") for word in words]
    asked = len(plain) == 1 and plain[0] in _ASKED
    large = all(word[0].isupper() or word in _SMALL for word in words)
    if len(words) > MOST_WORDS or not (asked or large) or _NO_SPEAKER.intersection(plain):
        return None
    sure = asked or (name.isupper() and sum(map(str.isalpha, name)) > 2)
    low, colon = opening.start("name"), opening.end() - 1
    return Turn((low, low + len(name)), (colon, colon + 1), (opening.end(), end), sure)


def _credited(reading: Reading, turn: Turn) -> Found:
    """Credit the words of a turn to its speaker; the colon is the cue."""
    colon = frozenset(reading.within(*turn.colon))
    source = frozenset(reading.within(*turn.name)) - colon
    content = frozenset(reading.within(*turn.words)) - colon - source
    head = min(colon, default=None)
    return Found(head=head, cue=colon, source=source, content=content)
