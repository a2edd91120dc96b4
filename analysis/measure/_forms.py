"""The written forms of verbs, and the nouns made of them, by which acts are found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.measure._harm import DOUBLED, IRREGULAR, Verbs
from analysis.measure._kinds import WEAPONS
from analysis.measure._tree import Tree

_AT = frozenset({"on", "upon", "at", "into"})
_VOWELS = "aeiou"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One form of a verb of a list, or a noun of it."""

    verb: str
    rest: tuple[str, ...] = ()
    """Words that must follow, as in "gun down"."""
    noun: bool = False

    def last(self, tree: Tree, at: int) -> int | None:
        """Return the last word of the verb that begins at a word; none if it is another."""
        if not self.rest:
            return at
        if self.verb == "fire on":
            return at if _fires(tree, at) else None
        found, where = at, at
        for word in self.rest:
            reach = [*tree.children[where], *tree.children[at], where + 1]
            hits = [k for k in reach if k < len(tree.word) and tree.word[k] == word and k > at]
            if not hits:
                return None
            where = hits[0]
            found = max(found, where)
        return found


def _fires(tree: Tree, at: int) -> bool:
    """Say whether a form of fire is one of firing on somebody, or something at somebody."""
    aimed = [kid for kid in tree.kids(at, "prep", "prt") if tree.word[kid] in _AT]
    subject = tree.kid(at, "nsubjpass")
    if not aimed or subject is None:
        return bool(aimed)
    stranded = all(not tree.children[kid] for kid in aimed)
    return stranded or tree.lemma[subject] in WEAPONS


def entries_of(verbs: Verbs) -> Mapping[str, tuple[Entry, ...]]:
    """Return the written forms of verbs and their nouns, each with what it is a form of."""
    found: dict[str, list[Entry]] = {}
    for verb, nouns in verbs.items():
        base, *rest = verb.split()
        for form in forms_of(base):
            found.setdefault(form, []).append(Entry(verb=verb, rest=tuple(rest)))
        for noun in nouns:
            for form in {noun, plural_of(noun)}:
                found.setdefault(form, []).append(Entry(verb=verb, noun=True))
    return {
        form: tuple(sorted(entries, key=lambda entry: (-len(entry.rest), entry.noun)))
        for form, entries in found.items()
    }


def forms_of(verb: str) -> tuple[str, ...]:
    """Return the forms of an English verb.

    >>> forms_of("stab"), forms_of("shoot"), forms_of("injure")
    (('stab', 'stabs', 'stabbing', 'stabbed'), ('shoot', 'shoots', 'shooting', 'shot'), \
('injure', 'injures', 'injuring', 'injured'))
    """
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    third = plural_of(verb)
    if verb in DOUBLED:
        return (verb, third, f"{verb}{verb[-1]}ing", f"{verb}{verb[-1]}ed")
    if verb.endswith("e"):
        return (verb, third, f"{verb[:-1]}ing", f"{verb}d")
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return (verb, third, f"{verb}ing", f"{verb[:-1]}ied")
    return (verb, third, f"{verb}ing", f"{verb}ed")


def plural_of(word: str) -> str:
    """Return a word with its s.

    >>> plural_of("ambush"), plural_of("bully"), plural_of("raid")
    ('ambushes', 'bullies', 'raids')
    """
    if word.endswith(("s", "sh", "ch", "x", "z")):
        return f"{word}es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return f"{word[:-1]}ies"
    return f"{word}s"
