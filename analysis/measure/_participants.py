"""Who takes part in an act: a study's participants by their names, or names that are found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.measure._kinds import WEAPONS
from analysis.measure._nouns import kind
from analysis.measure._places import actor_in, before
from analysis.measure._tree import Tree
from analysis.measure._word_sets import word_set
from analysis.measure.labels import mentions_in
from analysis.measure.patterns import Pattern
from analysis.tokens import normal

_NAMED = word_set("PERSON ORG GPE NORP FAC LOC")
_SINGULAR = word_set("he him his himself she her hers herself")
_BODIES = word_set("""
administration airstrike army attack authority commando drone force government military militia
navy operation police raid regime security soldier special state strike troop trooper warplane
""")
"""Those who, and what, act for the body or country that is named before them."""
_WEAPON_OF = "weapon of an actor"


@dataclass(frozen=True, eq=False, kw_only=True)
class Participants:
    """The names of those who take part in the acts of one text.

    Without ``patterns`` names are found: a name of a person, body or place, of a person the
    longest that the text has with the same last word; else the lemma of the noun.
    """

    tree: Tree
    patterns: Sequence[Pattern] | None

    def kind_of(self, noun: int) -> str:
        """Say what kind of thing takes part; a weapon may be somebody's."""
        found = kind(self.tree, noun)
        if found == "weapon" and actor_in(self.tree, noun) is not None:
            return _WEAPON_OF
        return {"figure": "thing", "unknown": "thing"}.get(found, found)

    def name_of(self, noun: int) -> str:
        """Return the name of who takes part; empty if it is not safe to say."""
        tree = self.tree
        if self.kind_of(noun) == _WEAPON_OF:
            owner = actor_in(tree, noun)
            return "" if owner is None else self.name_of(owner)
        counted = tree.number_of(noun)
        if tree.tag[counted] in {"PRP", "PRP$"}:
            return self._of_pronoun(counted)
        if self.patterns is None:
            return self._found(counted)
        for word in (counted, noun, *tree.kids(counted, "appos")):
            name = self._by_pattern(word)
            if name:
                return name
        full = self._full(counted)
        named = "" if full is None else self._by_pattern(full)
        return named or self._whose(counted)

    # -- a study's own participants -----------------------------------------------------

    def _by_pattern(self, word: int) -> str:
        """Return the participant whose name or alias holds a word."""
        start, end = self.tree.start[word], self.tree.end[word]
        for first, last, name in self._mentions:
            if first <= start and end <= last:
                return name
        return ""

    def _whose(self, noun: int) -> str:
        """Return the participant named before a body that acts for it ("U.S. forces")."""
        tree = self.tree
        if tree.lemma[noun] not in _BODIES | WEAPONS:
            return ""
        owners = [kid for kid in before(tree, noun) if kid == 0 or tree.word[kid - 1] != "-"]
        return next(filter(None, map(self._by_pattern, owners)), "")

    @cached_property
    def _mentions(self) -> list[tuple[int, int, str]]:
        found = mentions_in(normal(self.tree.text), self.patterns or ())
        return [(start, end, pattern.label) for start, end, pattern in found]

    # -- names that are found -----------------------------------------------------------

    def _found(self, noun: int) -> str:
        """Return the name that a noun is part of, or its lemma."""
        tree = self.tree
        if tree.entity[noun] in _NAMED:
            full = self._full(noun)
            first, last = self._run(noun if full is None else full)
            text = tree.text[tree.start[first] : tree.end[last]]
            return _bare(" ".join(text.split()))
        appos = tree.kid(noun, "appos")
        if appos is not None and tree.entity[appos] == "PERSON":
            return self._found(appos)
        return "" if tree.tag[noun] in {"CD", "DT", "WP", "WDT"} else tree.lemma[noun]

    def _run(self, word: int) -> tuple[int, int]:
        """Return the first and the last word of the name that a word is part of."""
        entity, first, last = self.tree.entity, word, word
        while first > 0 and entity[first - 1] == entity[word] and not self.tree.begins[first]:
            first -= 1
        end = len(entity) - 1
        while (
            last < end and entity[last + 1] == entity[word] and not self.tree.begins[last + 1]
        ):
            last += 1
        return first, last

    def _full(self, noun: int) -> int | None:
        """Return a word of the longest name of the same person in the text."""
        if self.tree.entity[noun] != "PERSON":
            return None
        surname = self.tree.word[self._run(noun)[1]]
        return self._longest.get(surname)

    @cached_property
    def _longest(self) -> dict[str, int]:
        """The longest name of a person by its last word, told by one of its words."""
        found: dict[str, int] = {}
        for last in self._persons:
            first = self._run(last)[0]
            known = found.get(self.tree.word[last])
            if known is None or last - first > known - self._run(known)[0]:
                found[self.tree.word[last]] = last
        return found

    @cached_property
    def _persons(self) -> list[int]:
        """The last word of each name of a person."""
        entity = self.tree.entity
        return [
            at for at in range(len(entity)) if entity[at] == "PERSON" and self._run(at)[1] == at
        ]

    # -- pronouns -------------------------------------------------------------------------

    def _of_pronoun(self, pronoun: int) -> str:
        """Return whom he or she is, where this and the last sentence name one person only."""
        tree = self.tree
        if tree.word[pronoun] not in _SINGULAR:
            return ""
        here = tree.sentence[pronoun]
        near = [
            at for at in self._persons if tree.sentence[at] in {here, here - 1} and at < pronoun
        ]
        if len({tree.word[at] for at in near}) != 1:
            return ""
        return self.name_of(near[-1])


def _bare(name: str) -> str:
    """Leave the article and the possessive off a name.

    >>> _bare("the United Nations"), _bare("Iran's")
    ('United Nations', 'Iran')
    """
    name = name[4:] if name.lower().startswith("the ") else name
    return name[:-2] if name.endswith(("'s", "’s")) else name
