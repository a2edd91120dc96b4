"""What a participant is called around its name: titles, appositions, predicates, acts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.measure._clause import Sentence, Target
from analysis.measure._kinds import PERSONS
from analysis.measure._source_names import source_words

NOUNS = frozenset({"NOUN", "PROPN"})
FREE = frozenset({"ADJ", "NOUN", "PROPN", "NUM", "ADV"})
OBJECTS = frozenset({"dobj", "nsubjpass"})
HONORIFICS = frozenset({"mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr."})

LIGHT = frozenset(
    {"be", "bring", "call", "do", "find", "get", "give", "have", "keep", "know", "let", "make"}
    | {"put", "say", "see", "send", "take", "tell", "think", "use", "want"}
)
"""Verbs that say little of what is done to somebody."""
DATES = frozenset(
    {"january", "february", "march", "april", "may", "june", "july", "august", "september"}
    | {"october", "november", "december", "monday", "tuesday", "wednesday", "thursday"}
    | {"friday", "saturday", "sunday"}
)
"""What the parse at times ties to a name, and names nobody."""


class Naming(NamedTuple):
    """A way of naming found at a mention: its kind, and the tokens it consists of."""

    kind: str
    first: int
    last: int
    head: int


def around(target: Target, person: Sequence[bool]) -> Iterator[Naming]:
    """Yield how a mention, and what stands by it, names somebody or what is done to them.

    ``person`` says of each token of the sentence whether it is part of a person's name.
    """
    s = target.sentence
    first, last = _name(target, person)
    top = min(target.head, last)
    yield Naming("name", first, last, top)
    before = _before(s, top, first)
    if before is not None:
        yield Naming("title", before, first - 1, first - 1)
    yield from _said_to_be(s, top)
    yield from _acts(s, top)


def _name(target: Target, person: Sequence[bool]) -> tuple[int, int]:
    """Return the bounds of the proper nouns that make up the name, titles apart."""
    s = target.sentence
    first, last = min(target.tokens), max(target.tokens)
    while first > 0 and s.pos[first - 1] == "PROPN" and person[first - 1]:
        first -= 1
    while last < len(s) - 1 and s.pos[last + 1] == "PROPN" and person[last + 1]:
        last += 1
    if first > 0 and s.word[first - 1] in HONORIFICS:
        first -= 1
    return first, last


def _before(s: Sentence, top: int, first: int) -> int | None:
    """Return where the title before a name begins; None where there is none."""
    place = first
    while place > 0 and s.pos[place - 1] in FREE and top in s.path(place - 1):
        place -= 1
    return place if place < first and s.pos[first - 1] in NOUNS else None


def _said_to_be(s: Sentence, top: int) -> Iterator[Naming]:
    """Yield appositions, on either side, and what a clause says the participant is."""
    for child in s.children[top]:
        if s.dep[child] == "appos" and s.pos[child] in NOUNS and s.word[child] not in DATES:
            yield _phrase(s, child, "apposition")
    head = s.head[top]
    if s.dep[top] == "appos" and s.pos[head] in NOUNS and s.word[head] not in DATES:
        yield _phrase(s, s.head[top], "apposition")
    verb = s.head[top]
    if s.dep[top] == "nsubj" and s.lemma[verb] in {"be", "become", "remain"}:
        for child in s.children[verb]:
            if s.dep[child] == "attr" and s.pos[child] in NOUNS:
                yield _phrase(s, child, "predicate")


def _acts(s: Sentence, top: int) -> Iterator[Naming]:
    """Yield what is done to the participant: verbs with it as object, nouns of it."""
    head = s.head[top]
    undergone = s.dep[top] in OBJECTS and s.pos[head] == "VERB" and s.lemma[head] not in LIGHT
    if s.dep[top] == "pobj" and s.word[head] == "of":
        head = s.head[head]
    owned = s.dep[top] in {"poss", "pobj"} and s.pos[head] == "NOUN"
    if undergone or (owned and not _is_person(s.lemma[head])):
        yield Naming("act", head, head, head)


def _is_person(noun: str) -> bool:
    known = source_words()
    return noun in PERSONS or any(noun in known[kind] for kind in ("official", "anonymous"))


def _phrase(s: Sentence, head: int, kind: str) -> Naming:
    """Return a noun with the words before it that belong to it, without its determiner."""
    first = head
    while (
        first > 0 and s.pos[first - 1] in FREE and s.head[first - 1] in range(first, head + 1)
    ):
        first -= 1
    return Naming(kind, first, head, head)
