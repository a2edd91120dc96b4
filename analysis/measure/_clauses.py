"""Acts told by verbs: active or passive, who does it to whom, and where its actor stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis.measure._forms import Entry
from analysis.measure._harm import DEATH
from analysis.measure._kinds import ACTS, WEAPONS
from analysis.measure._literal import is_literal
from analysis.measure._nouns import kind
from analysis.measure._places import actor_in
from analysis.measure._status import status_of
from analysis.measure._tree import QUANTITIES, SUBJECTS, Tree
from analysis.measure._word_sets import word_set

ACTIVE, PASSIVE, INTRANSITIVE, NOMINAL = "active", "passive", "intransitive", "nominal"
SUBJECT, BY, OBLIQUE, ABSENT = "subject", "by", "oblique", "absent"
_AIMED = frozenset({"shoot", "fire on", "open fire", "strike"})
"""Verbs whose patient may stand behind a preposition ("shot at the boats")."""
_INTRANSITIVE = {"fire on", "open fire", "blow up"} | word_set("""
attack strike choke bomb fire burn starve kick punch shell shoot torture whip
""")
"""Verbs that do without an object, so that a past tense without one is no passive."""
_TIMES = word_set("DATE TIME PERCENT MONEY QUANTITY")
_BESIDE = word_set("when as after while once where since because")
_HARMED = word_set("man woman teen teenager boy girl student people person child dozen")
"""Those who, at the head of a headline, are shot rather than shoot."""
_KIN = word_set("""
family mother father parent wife husband widow brother sister son daughter relative friend body
photo picture name death case
""")
"""Those of whom somebody killed was one, not the one killed ("family of a teen killed by")."""
_FORCE = word_set("""
storm raid fire open charge clash launch attack shoot bomb strike shell assault beat stab hit
crush ram detonate drop kill bombard ambush intervene invade crack disperse torture execute
""")
"""Verbs whose subject, in a clause beside an act, is the act's actor."""
_PLACES = word_set("in during by after from amid through following to")
_VICTIMS = word_set("""
slain murdered wounded injured assassinated kidnapped abducted executed beaten massacred
tortured stabbed poisoned lynched beheaded raped bombed
""")
"""Participles before a noun that tell of an act on it."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act in a text: the words that name it, and who takes which part in it."""

    first: int
    last: int
    verb: str
    construction: str
    agents: tuple[int, ...]
    patients: tuple[int, ...]
    level: str
    status: str
    light: bool = False


def verbal_acts(tree: Tree, entries: Mapping[str, tuple[Entry, ...]]) -> Iterator[Act]:
    """Find the acts that verbs tell."""
    for at, word in enumerate(tree.word):
        for entry in entries.get(word, ()):
            if not entry.noun and may_be_verb(tree, at, entry):
                last = entry.last(tree, at)
                if last is not None:
                    if entry.verb not in DEATH or _kills(tree, at, entry.verb):
                        yield from _told(tree, at, last, entry.verb)
                    break


def _kills(tree: Tree, at: int, verb: str) -> bool:
    """Say whether a verb of dying has somebody whom it kills ("drowned the boy")."""
    return verb in {"drown", "starve", "suffocate"} and tree.object(at) is not None


def may_be_verb(tree: Tree, at: int, entry: Entry) -> bool:
    """Say whether a word is used as a verb, though its tag may be wrong."""
    if tree.tag[at] == "VBG" and tree.dep[at] in {"amod", "compound"}:
        return False
    if noun_like(tree, at) or _only_lies_around(tree, at):
        return False
    if tree.is_verb(at):
        return True
    if tree.word[at] == "shot" and tree.tag[at] == "NN":
        dead = any(tree.word[kid] == "dead" for kid in tree.children[at])
        return dead or tree.kid(at, "agent") is not None or tree.dep[at] == "acl"
    return tree.word[at] in _VICTIMS and tree.tag[at] == "JJ" and bool(entry.verb)


def _only_lies_around(tree: Tree, at: int) -> bool:
    """Say whether "surrounding" tells where something lies ("the dozen surrounding it")."""
    if tree.word[at] != "surrounding" or tree.dep[at] != "acl":
        return False
    noun = tree.head[at]
    return tree.lemma[noun] in QUANTITIES or kind(tree, noun) != "actor"


def noun_like(tree: Tree, at: int) -> bool:
    """Say whether a word in -ing is a noun: it has an article, or "of" and no object."""
    if tree.tag[at] != "VBG" or tree.kid(at, "dobj", "aux", "auxpass") is not None:
        return False
    if tree.kid(at, "det") is not None or tree.bare_gerund(at):
        return True
    of = any(tree.word[kid] == "of" for kid in tree.kids(at, "prep"))
    own = tree.kid(at, "poss", "amod", "compound", "nummod") is not None
    return (of or own) and tree.kid(at, "nsubj", "nsubjpass") is None


def _told(tree: Tree, at: int, last: int, verb: str) -> Iterator[Act]:
    """Tell one act by a verb, if it is meant."""
    passive = is_passive(tree, at, verb)
    patients = _patients(tree, at, verb, passive=passive)
    agents, level = agents_of(tree, at, passive=passive)
    if not is_literal(tree, at, verb, agents, patients):
        return
    yield Act(
        first=at,
        last=last,
        verb=verb,
        construction=PASSIVE if passive else ACTIVE,
        agents=tuple(agents),
        patients=tuple(patients),
        level=level,
        status=status_of(tree, at),
    )


# -- voice ------------------------------------------------------------------------------


def is_passive(tree: Tree, at: int, verb: str = "") -> bool:
    """Say whether a verb is passive: by its auxiliary, or as a participle without one."""
    if tree.kid(at, "auxpass", "nsubjpass", "csubjpass", "agent") is not None:
        return True
    if tree.tag[at] not in {"VBN", "VBD", "JJ", "NN"}:
        return False
    if verb == "shoot" and _shot_at_place(tree, at):
        return True
    if tree.object(at) is not None or any(_carries(tree, kid) for kid in tree.kids(at, "aux")):
        return False
    return _is_bare_participle(tree, at, verb)


def _is_bare_participle(tree: Tree, at: int, verb: str) -> bool:
    """Say whether a form without auxiliary and object is a passive participle."""
    dep, tag, own = tree.dep[at], tree.tag[at], tree.kid(at, *SUBJECTS)
    if own is not None:
        return dep != "relcl" and _headline(tree, own) and verb not in _INTRANSITIVE
    if dep == "conj":
        above = tree.head[at]
        return tree.is_verb(above) and is_passive(tree, above)
    return tag == "VBN" or dep in {"acl", "amod"} or tag == ("NN" if dep == "ROOT" else "JJ")


def _shot_at_place(tree: Tree, at: int) -> bool:
    """Say whether a headline tells where somebody was shot ("Three shot at library")."""
    subject, places = tree.kid(at, "nsubj"), tree.under(at, "at")
    if subject is None or not places or not _headline(tree, subject):
        return False
    counted = tree.tag[subject] == "CD" or tree.kid(subject, "nummod") is not None
    if tree.object(at) is not None or not (counted or tree.lemma[subject] in _HARMED):
        return False
    return all(kind(tree, place) != "actor" or tree.entity[place] for place in places)


def _carries(tree: Tree, auxiliary: int) -> bool:
    """Say whether an auxiliary makes a perfect or a question of a verb ("had shot")."""
    return tree.lemma[auxiliary] in {"have", "do"} or tree.tag[auxiliary] in {"MD", "TO"}


def _headline(tree: Tree, subject: int) -> bool:
    """Say whether a subject is written as headlines do, without an article."""
    if tree.tag[subject] in {"PRP", "WP", "WDT", "DT", "EX"}:
        return False
    return tree.kid(subject, "det", "poss") is None


# -- who comes to harm --------------------------------------------------------------------


def _patients(tree: Tree, at: int, verb: str, *, passive: bool) -> list[int]:
    """Return the nouns of those to whom it is done."""
    found = of_passive(tree, at) if passive else tree.object(at)
    if verb in _AIMED and not (passive and verb != "fire on"):
        aimed = [
            noun
            for noun in tree.under(at, "at", "on", "upon", "into", "against", "toward")
            if tree.entity[noun] not in _TIMES
        ]
        if aimed and (found is None or verb in {"fire on", "open fire"}):
            return aimed
        if verb in {"fire on", "open fire"} and not passive:
            return []
    if found is None and verb == "run over" and not passive:
        return tree.under(at, "over")
    if found is None and not passive:
        found = _gap(tree, at, verb)
    return [] if found is None else tree.joined(found)


def of_passive(tree: Tree, at: int) -> int | None:
    """Return the subject of a passive, or the noun that a participle hangs on."""
    own = tree.kid(at, "nsubjpass", "nsubj")
    for auxiliary in tree.kids(at, "aux"):
        own = tree.kid(auxiliary, "nsubj") if own is None else own
    if own is not None:
        return tree.meant(own)
    dep, above = tree.dep[at], tree.head[at]
    if dep in {"acl", "amod", "relcl", "nmod"} and not tree.is_verb(above):
        of = tree.under(above, "of") if tree.lemma[above] in _KIN else []
        return of[0] if of and of[0] < at else above
    if tree.tag[at] == "NN":
        return tree.kid(at, "nummod", "compound")
    if dep in {"pobj", "dobj", "nsubj"}:
        return at if tree.kid(at, "det") is not None else None
    return tree.subject(at)


def _gap(tree: Tree, at: int, verb: str) -> int | None:
    """Return what a relative clause leaves out as its object ("the man police shot")."""
    if verb in _INTRANSITIVE - {"shoot"} or tree.kid(at, "nsubj") is None:
        return None
    back = tree.antecedent(at)
    own = tree.meant(tree.kids(at, "nsubj")[0])
    if back is None or own == back:
        return None
    asks_where = any(tree.tag[kid] == "WRB" for kid in tree.children[at])
    prepositions = any(tree.tag[noun] == "WDT" for noun in tree.under(at, *_PLACES))
    return None if asks_where or prepositions else back


# -- who does it ----------------------------------------------------------------------------


def agents_of(tree: Tree, at: int, *, passive: bool) -> tuple[list[int], str]:
    """Return the nouns of those who do it, and where they stand."""
    if passive:
        by = _by(tree, at)
        return (by, BY) if by else elsewhere(tree, at)
    above = tree.head[at]
    if _is_result(tree, at) and is_passive(tree, above):
        by = _by(tree, above)
        return (by, OBLIQUE) if by else ([], ABSENT)
    subject = tree.subject(at)
    if subject is not None and tree.word[subject] != "there" and tree.dep[subject] != "expl":
        return tree.joined(subject), SUBJECT
    owner = tree.kid(above, "poss") if tree.dep[at] == "acl" else None
    return ([owner], OBLIQUE) if owner is not None else ([], ABSENT)


def _is_result(tree: Tree, at: int) -> bool:
    """Say whether a clause tells what came of the one above ("…, killing two")."""
    after = tree.dep[at] == "advcl" and tree.tag[at] == "VBG" and at > tree.head[at]
    return after and tree.kid(at, "aux", "mark", *SUBJECTS) is None


def _by(tree: Tree, at: int) -> list[int]:
    """Return who stands behind "by", here or after the last of a row of participles."""
    found = [noun for noun in tree.under(at, "by") if _does(tree, noun)]
    if found:
        return found
    for kid in tree.kids(at, "conj", "acomp"):
        if tree.is_verb(kid) and tree.kid(kid, *SUBJECTS) is None and is_passive(tree, kid):
            return _by(tree, kid)
    for noun in tree.under(at, "in", "on", "at", "outside", "inside", "near", "to", "with"):
        if tree.lemma[noun] not in ACTS | WEAPONS or tree.lemma[noun] == "death":
            far = [one for one in tree.under(noun, "by") if kind(tree, one) == "actor"]
            if far:
                return far
    return []


def _does(tree: Tree, noun: int) -> bool:
    """Say whether what stands behind "by" can act; not "by two goals", nor "by Monday"."""
    alone = tree.word[noun] == "one" and not tree.children[noun]
    return not alone and tree.entity[noun] not in _TIMES and kind(tree, noun) != "figure"


def elsewhere(tree: Tree, at: int) -> tuple[list[int], str]:
    """Look for the actor in what stands beside an act."""
    found = _at_hands(tree, at) or _inside_acts(tree, at) or _in_clauses(tree, at)
    for kid in [] if found else tree.kids(at, "conj"):
        if tree.is_verb(kid) and is_passive(tree, kid):  # "two killed and six hurt when …"
            found = _inside_acts(tree, kid) or _in_clauses(tree, kid)
    return (found, OBLIQUE) if found else ([], ABSENT)


def _at_hands(tree: Tree, at: int) -> list[int]:
    for hands in tree.under(at, "at"):
        if tree.lemma[hands] == "hand":
            owner = tree.kid(hands, "poss")
            return tree.under(hands, "of") or ([] if owner is None else [owner])
    return []


def _inside_acts(tree: Tree, at: int) -> list[int]:
    """Find an actor named with the act in which it happened ("in an Israeli strike")."""
    for noun in tree.under(at, *_PLACES):
        if tree.lemma[noun] not in ACTS | WEAPONS:
            continue
        actor = actor_in(tree, noun)
        if actor is not None:
            return [noun] if actor < noun else [actor]
    return []


def _in_clauses(tree: Tree, at: int) -> list[int]:
    """Find the actor in a clause beside an act ("when soldiers opened fire")."""
    for kid in tree.kids(at, "prep", "advcl"):
        gerund = tree.kid(kid, "pcomp")
        if tree.dep[kid] == "prep" and gerund is not None and is_passive(tree, gerund):
            found = _by(tree, gerund)
            if found:
                return found
    for clause in tree.kids(at, "advcl"):
        marks = {tree.word[kid] for kid in tree.kids(clause, "mark", "advmod")}
        subject = tree.kid(clause, "nsubj")
        if subject is None and not marks:
            subject = tree.stray_subject(at)
            marks = set(_BESIDE) if subject is not None else marks
        if not marks & _BESIDE or tree.lemma[clause] not in _FORCE:
            continue
        if is_passive(tree, clause):
            return _by(tree, clause)
        if subject is not None and kind(tree, subject) == "actor":
            return tree.joined(tree.meant(subject))
    return []
