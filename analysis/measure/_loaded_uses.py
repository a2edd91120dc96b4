"""Tell a loaded word from one that is only spelt like it, by the parse.

"Force" is an implicative verb in "force him to go" and none in "Space Force"; "about" is a
hedge in "about forty" and none in "lied about".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from analysis.measure.patterns import can_be_verb
from analysis.parsing import Parsed

VERBAL = re.compile(r"assertive|factive|implicative|saying|report|verb", re.IGNORECASE)
"""A list is one of verbs where the name of its kind holds one of these."""
VERBS = frozenset({"VERB", "AUX"})
COUNTED = frozenset(
    {"half", "third", "quarter", "dozen", "dozens", "hundred", "thousand", "million"}
    | {"$", "£", "€"}
)
"""What "about" and "around" may stand before, beside numbers, to be hedges."""
ONLY: Mapping[str, frozenset[str]] = {
    "complete": frozenset({"ADJ"}),
    "kind of": frozenset({"ADV"}),
    "mad": frozenset({"ADJ"}),
    "outright": frozenset({"ADJ", "ADV"}),
    "rather": frozenset({"ADV"}),
    "reported": frozenset({"ADJ"}),
    "sort of": frozenset({"ADV"}),
    "suspect": frozenset({"VERB"}),
}
"""Terms of our own list that are loaded as some parts of speech alone."""
WITH_CLAUSE = frozenset(
    {"appear", "continue", "determine", "establish", "find", "float", "issue", "list", "offer"}
    | {"order", "post", "present", "prove", "publish", "put", "read", "relate", "release"}
    | {"see", "sign", "support", "term", "vote"}
)
"""Verbs of our own lists that count with a clause alone: "saw that", not "saw him"."""
TITLED = 0.7
"""Share of longer words in capitals above which a text is printed as a title is."""
LONGER = 4


class Uses:
    """The uses of words in one parsed text."""

    def __init__(self, tokens: Parsed, text: str) -> None:
        printed = tokens.words(text)
        longer = [word for word in printed if len(word) >= LONGER and word.isalpha()]
        self._titled = sum(word[0].isupper() for word in longer) > TITLED * len(longer)
        self._words = [word.lower() for word in printed]
        self._tokens = tokens

    def loaded(self, kind: str, term: str, start: int, *, own: bool) -> bool:
        """Say whether a term is used as its kind has it; of ``own`` terms more is known."""
        place = int(self._tokens.end.searchsorted(start, "right"))
        if VERBAL.search(kind):
            bare = own and term in WITH_CLAUSE and not self._has_clause(place)
            return self._is_verb(term, place) and not bare
        return not own or self._has_sense(term, place)

    def _is_verb(self, term: str, place: int) -> bool:
        """Say whether a term is a verb here; one that no verb has ("belief") may be a noun."""
        pos = self._tokens.pos[place]
        if " " in term:
            return pos in VERBS
        return pos == "VERB" or (pos != "PROPN" and not can_be_verb(term))

    def _has_clause(self, place: int) -> bool:
        """Say whether what is said or known depends on a verb as a clause."""
        below = (self._tokens.head == place).nonzero()[0].tolist()
        return any(self._tokens.dep[child] == "ccomp" for child in below)

    def _has_sense(self, term: str, place: int) -> bool:
        """Say whether a hedge, an intensifier or a judging word is one here."""
        pos = self._tokens.pos[place]
        if pos == "PROPN" and (self._tokens.entity[place] or not self._titled):
            return False
        if term in {"about", "around"}:
            return self._before_number(place)
        if term == "rather" and self._words[place + 1 : place + 2] == ["than"]:
            return False
        if term == "far" and self._words[max(place - 1, 0)] in {"so", "as", "how"}:
            return False
        return term not in ONLY or pos in ONLY[term]

    def _before_number(self, place: int) -> bool:
        """Say whether a number comes next: "about 40", "about $5", "about a third"."""
        after = self._words[place + 1 : place + 3]
        if after[:1] in (["a"], ["an"]):
            after = after[1:]
        number = self._tokens.pos[place + 1 : place + 2] == ["NUM"]
        return number or not COUNTED.isdisjoint(after[:1])
