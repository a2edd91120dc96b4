"""Tell mentions of others by the same last name: "Ivanka Trump" is no mention of Trump."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from analysis.measure._kinds import PERSONS
from analysis.measure._source_names import source_words
from analysis.parsing import Parsed
from analysis.tokens import normal

INITIAL = re.compile(r"[^\W\d_]\.?")
ADDRESS: Mapping[str, str] = {
    "mr": "man",
    "mister": "man",
    "mrs": "woman",
    "ms": "woman",
    "miss": "woman",
    "madam": "woman",
}
"""Ways to address somebody that tell a man from a woman."""
MORE = frozenset(
    {"president-elect", "republican", "democrat", "chairman", "sens", "reps", "team", "st"}
)
"""Words before a last name, beside titles and nouns for persons, that are no given name."""
NAME = "compound"
"""How the parse ties a given name that it does not know as a person's to the last name."""
LONGER = re.compile(r"[^\W\d_]{4,}")
OPENING = 400
CAPITALS = 0.75
"""A text is a headline where more of the longer words that open it have capitals."""
ALIKE = 0.6
"""How much of two given names agrees where they are spellings of one: Qasem, Qassem."""
SHORT: Mapping[str, str] = {
    "bill": "william",
    "bob": "robert",
    "dick": "richard",
    "jack": "john",
    "jim": "james",
    "ted": "edward",
    "tony": "anthony",
}
"""Short given names that spelling does not tell."""


class Before(NamedTuple):
    """What stands before a last name: a given name, a way of address, or neither."""

    last: str = ""
    given: str = ""
    address: str = ""


class Theirs(NamedTuple):
    """The given names and the way of address that go with one last name of a target."""

    given: frozenset[str]
    address: str

    def is_other(self, before: Before) -> bool:
        """Say whether what stands before the last name makes it somebody else's."""
        if before.address and self.address:
            return before.address != self.address
        known = bool(self.given and before.given)
        return known and not any(_same(before.given, own) for own in self.given)


def before(tokens: Parsed | None, text: str, start: int, end: int) -> Before:
    """Read what stands before a mention; nothing where it is not a single proper noun."""
    place = -1 if tokens is None else int(tokens.end.searchsorted(start, "right"))
    if tokens is None or place >= len(tokens) or int(tokens.end[place]) < end:
        return Before()
    last, at = normal(text[start:end]), place - 1
    while at >= 0 and INITIAL.fullmatch(_word(tokens, text, at)):
        at -= 1
    if at < 0 or tokens.sentence[at] != tokens.sentence[place]:
        return Before(last)
    word = normal(_word(tokens, text, at)).rstrip(".")
    if word in ADDRESS:
        return Before(last, "", ADDRESS[word])
    return Before(last, _given(tokens, text, at, place))


def _given(tokens: Parsed, text: str, at: int, place: int) -> str:
    """Return the first word of a person's name that is no title, or what seems one."""
    first = at
    while tokens.entity[first] == "I-PERSON" and first > 0:
        first -= 1
    if tokens.entity[place] != "I-PERSON" or not tokens.entity[first].endswith("PERSON"):
        tied = int(tokens.head[at]) == place and tokens.dep[at] == NAME
        if tokens.entity[at] or not tied or _is_headline(text):
            return ""
        first = at
    for here in range(first, at + 1):
        word = normal(_word(tokens, text, here)).rstrip(".")
        if tokens.pos[here] == "PROPN" and word.isalpha() and not _is_title(word):
            return word
    return ""


def of_others(
    found: Sequence[tuple[str, Before]], names: Mapping[str, Sequence[str]]
) -> list[bool]:
    """Say of each mention, with the target it was taken for, whether it names somebody else.

    The target's own given names are those that stand in ``names``, else the one that most
    often stands before the last name; so is the way of address, Mr. or Ms., where there are
    both and not as many of each. Two spellings of one given name count as one.
    """
    given: dict[tuple[str, str], Counter[str]] = {}
    address: dict[tuple[str, str], Counter[str]] = {}
    for target, seen in found:
        key = (target, seen.last)
        given.setdefault(key, Counter()).update([seen.given] if seen.given else [])
        address.setdefault(key, Counter()).update([seen.address] if seen.address else [])
    theirs = {
        (target, last): Theirs(
            frozenset(_written(names.get(target, ()), last)) or _first(given[target, last]),
            next(iter(_first(address[target, last])), ""),
        )
        for target, last in given
    }
    return [theirs[target, seen.last].is_other(seen) for target, seen in found]


def _written(names: Sequence[str], last: str) -> Iterator[str]:
    """Give the given names that a target's own names have before a last name."""
    for name in names:
        parts = normal(str(name)).split()
        if len(parts) > 1 and parts[-1] == last:
            first = parts[0].rstrip(".")
            if not _is_title(first):
                yield first


def _first(counts: Counter[str]) -> frozenset[str]:
    """Give what stands there most often; nothing where two stand as often."""
    most = counts.most_common(2)
    if not most or (len(most) > 1 and most[0][1] == most[1][1]):
        return frozenset()
    return frozenset({most[0][0]})


def _same(one: str, other: str) -> bool:
    """Say whether two given names may be one, in other spellings or cut short."""
    one, other = SHORT.get(one, one), SHORT.get(other, other)
    near = SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE
    return near or one[:2] == other[:2]


def _is_headline(text: str) -> bool:
    """Say whether a text opens with words that nearly all begin with a capital."""
    longer = [match.group() for match in LONGER.finditer(text[:OPENING])]
    return sum(word[0].isupper() for word in longer) > CAPITALS * len(longer)


def _is_title(word: str) -> bool:
    return word in ADDRESS or word in MORE or word in PERSONS or word in source_words()["title"]


def _word(tokens: Parsed, text: str, at: int) -> str:
    return text[int(tokens.start[at]) : int(tokens.end[at])]
