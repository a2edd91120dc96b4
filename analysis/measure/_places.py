"""Who acts in an act that a noun names: its owner, what stands before it, or "by"."""

from __future__ import annotations

from analysis.measure._kinds import PERSONS, POLITICS, THINGS
from analysis.measure._nouns import kind
from analysis.measure._tree import Tree
from analysis.measure._word_sets import word_set

FORCES = word_set("""
al-qaeda al-shabaab cia daesh eta eu farc fbi hamas haram hezbollah hizballah hizbollah houthi
houthis iaf idf ira irgc is isil isis kataib kremlin lashkar mossad nato pentagon pkk qaeda
quds raf regime saudi shabaab taliban u.k. u.n. u.s u.s. uk un us usa
""")
"""Names that say whose a strike is; a country's name there says where it was, or on whom."""
_NO_ACTORS = word_set("GPE PERSON LOC FAC DATE EVENT CARDINAL TIME WORK_OF_ART LAW")
"""Kinds of names that before an act say where, when or on whom it was."""
_LED = word_set("led ordered conducted launched sponsored")
_DEMONYM = ("n", "i", "ish", "ese", "ch", "ek", "ss", "ns", "is")
_OWNERS = frozenset({"poss", "compound", "amod", "nmod"})


def actor_in(tree: Tree, noun: int) -> int | None:
    """Return who acts in an act that a noun names, as far as the noun's own phrase says."""
    by = [one for one in tree.under(noun, "by", "from") if kind(tree, one) == "actor"]
    if by:
        return by[0]
    for kid in before(tree, noun):
        if is_actor_before(tree, kid):
            return kid
        led = tree.kid(kid, "npadvmod", "compound", "nsubj", "advmod")
        if tree.word[kid] in _LED and led is not None and kind(tree, led) == "actor":
            return led
    if tree.lemma[noun] in {"clash", "encounter", "confrontation", "standoff", "exchange"}:
        against = [one for one in tree.under(noun, "with") if kind(tree, one) == "actor"]
        return against[0] if against else None
    return _blamed(tree, noun)


def before(tree: Tree, noun: int) -> list[int]:
    """Return the words before a noun that describe it, and those that describe these."""
    found = []
    for kid in tree.children[noun]:
        if tree.dep[kid] in _OWNERS and kid < noun:
            found += [*before(tree, kid), kid] if tree.dep[kid] == "compound" else [kid]
    return found


def is_actor_before(tree: Tree, word: int) -> bool:
    """Say whether a word before the noun of an act names its actor, not its place or victim."""
    entity, tag, lemma = tree.entity[word], tree.tag[word], tree.lemma[word]
    if tree.dep[word] == "poss":
        timely = entity in {"DATE", "TIME"} or tree.word[word].endswith("day")
        return kind(tree, word) == "actor" and not timely
    demonym = tree.word[word].endswith(_DEMONYM) and tree.text[tree.start[word]].isupper()
    if tree.word[word] in FORCES:
        return True
    if entity == "NORP" or tag == "JJ":
        return demonym
    unfit = (
        lemma in THINGS | POLITICS or entity in _NO_ACTORS or tree.word[word].endswith("day")
    )
    if unfit or not tag.startswith("NN"):
        return False
    if tag in {"NNP", "NNPS"}:
        return lemma in PERSONS
    return kind(tree, word) == "actor"


def _blamed(tree: Tree, noun: int) -> int | None:
    """Return on whom an act is blamed ("an attack blamed on a militia")."""
    for clause in tree.kids(noun, "acl"):
        if tree.word[clause] == "blamed":
            found = tree.under(clause, "on")
            return found[0] if found else None
        if tree.word[clause] in {
            "claimed",
            "ordered",
            "launched",
            "staged",
            "conducted",
            "carried",
        }:
            found = tree.under(clause, "by")
            return found[0] if found else None
    return None
