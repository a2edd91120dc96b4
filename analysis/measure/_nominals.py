"""Acts that nouns name: "the killing of X by Y", "the police shooting", "X's death"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.measure._capitals import in_capitals
from analysis.measure._clauses import (
    ABSENT,
    ACTIVE,
    BY,
    NOMINAL,
    OBLIQUE,
    PASSIVE,
    SUBJECT,
    Act,
    is_passive,
    noun_like,
)
from analysis.measure._force import has_force
from analysis.measure._forms import Entry, forms_of
from analysis.measure._kinds import PERSONS, THINGS
from analysis.measure._literal import is_figure
from analysis.measure._nouns import kind
from analysis.measure._places import actor_in, before, is_actor_before
from analysis.measure._status import ALLEGED, status_of
from analysis.measure._tree import SUBJECTS, Tree
from analysis.measure._word_sets import word_set

_AIMED = word_set("""
attack strike assault bomb shell bombard ambush accuse ban besiege blockade censor condemn
defend fine help insult invade loot occupy praise raid rob sanction sue threaten warn
""")
"""Verbs whose noun takes its actor as owner ("Iran's attack"); of others it is the victim."""
_VICTIMS = word_set("child civilian baby girl hostage infant officer cop journalist")
"""Words that before the noun of an act name its victim."""
_NEEDS_VICTIM = word_set("execute beat hang burn kick punch whip choke gas stone club")
"""Verbs whose noun means other things too, unless it says whom."""
_HITS = word_set("kill target hit wound injure strike maim destroy murder assassinate")
"""Verbs that, in a clause after the noun of an act, tell whom or what it met."""
_LIGHT = frozenset(
    form
    for verb in [
        "carry",
        "conduct",
        "launch",
        "stage",
        "mount",
        "perpetrate",
        "wage",
        "undertake",
        "unleash",
        "perform",
        "inflict",
    ]
    for form in forms_of(verb)
) | {"commit", "commits", "committed", "committing", "made", "makes", "carries", "undertook"}
"""Verbs that only carry the noun of an act."""
_LEGAL = word_set("charge accuse indict blame suspect convict implicate sentence jail")
"""Verbs that hold somebody to have done an act."""
_PROVEN = frozenset({"convict", "sentence", "jail"})
_TIMES = frozenset({"DATE", "TIME", "PERCENT", "MONEY"})


def nominal_acts(tree: Tree, entries: Mapping[str, tuple[Entry, ...]]) -> Iterator[Act]:
    """Find the acts that nouns name."""
    for at, word in enumerate(tree.word):
        for entry in entries.get(word, ()):
            named = entry.noun or (noun_like(tree, at) and not entry.rest)
            if named and _is_noun(tree, at):
                if _is_act(tree, at, entry.verb):
                    yield _named(tree, at, entry.verb)
                break


def _is_noun(tree: Tree, at: int) -> bool:
    """Say whether a word is the head noun of its phrase, not part of a name or of another."""
    tag = tree.tag[at]
    if not tag.startswith("NN") and not noun_like(tree, at):
        return False
    above = tree.head[at]
    if tree.dep[at] in {"compound", "nmod", "amod"} and above > at:
        return False
    if tag.startswith("NNP"):
        return in_capitals(tree, at) or (
            tree.entity[at] in {"", "EVENT"}
            and _first(tree, at)
            and not _name_follows(tree, at)
        )
    return tree.entity[at] not in {"PERSON", "WORK_OF_ART"}


def _first(tree: Tree, at: int) -> bool:
    return at == 0 or tree.sentence[at - 1] != tree.sentence[at]


def _name_follows(tree: Tree, at: int) -> bool:
    return at + 1 < len(tree.tag) and tree.tag[at + 1].startswith("NNP")


# -- whether it is an act -----------------------------------------------------------------


def _is_act(tree: Tree, at: int, verb: str) -> bool:
    """Say whether a noun names an act that happened to somebody, not a figure of speech."""
    patients = _patients(tree, at, verb)
    if any(is_figure(tree, one, verb) for one in patients):
        return False
    if verb == "die":
        return _is_death(tree, at, patients)
    if verb == "strike" and any(tree.entity[one] == "PERSON" for one in _told_after(tree, at)):
        return True
    if verb in {"strike", "attack", "assault"}:
        return has_force(tree, at, verb, patients, carried=_carried(tree, at) is not None)
    if tree.tag[at] == "VBG" and not noun_like(tree, at):
        return False
    counted = tree.word[at].endswith("s") if verb == "execute" else verb == "beat"
    firm = counted and (verb == "execute" or tree.kid(at, "det", "amod") is not None)
    return verb not in _NEEDS_VICTIM or bool(patients) or firm


def _capital(tree: Tree, noun: int) -> bool:
    """Say whether a noun is written as a name, whatever it was tagged."""
    return tree.text[tree.start[noun]].isupper() and not in_capitals(tree, noun)


def _is_death(tree: Tree, at: int, patients: list[int]) -> bool:
    """Say whether death is somebody's: "X's death", "nine deaths", not "to death"."""
    if tree.dep[at] == "pobj" and tree.word[tree.head[at]] == "to":
        tired = tree.tag[tree.head[tree.head[at]]].startswith("JJ")  # "sick to death of"
        if tired or not patients:
            return False
    if any(kind(tree, one) == "actor" or _capital(tree, one) for one in patients):
        return True
    counted = tree.kid(at, "nummod", "det") is not None or any(
        tree.word[kid] in {"more", "many", "few"} for kid in tree.kids(at, "amod")
    )
    return not patients and tree.tag[at] == "NNS" and (counted or tree.dep[at] != "compound")


# -- who takes part --------------------------------------------------------------------------


def _named(tree: Tree, at: int, verb: str) -> Act:
    """Tell one act by its noun."""
    patients = _patients(tree, at, verb)
    agents, level, status = _agents(tree, at, verb, patients)
    construction, light = NOMINAL, False
    carried = _carried(tree, at)
    if carried is not None:
        carrier, passive = carried
        construction, light = PASSIVE if passive else ACTIVE, True
        found, where = _carriers(tree, carrier, passive=passive)
        agents, level = (found, where) if found else (agents, level)
        aimed = tree.under(carrier, "on", "against", "at")
        aimed = [one for one in aimed if not _is_time(tree, one)]
        patients = patients or _came_under(tree, carrier) or aimed
    return Act(
        first=at,
        last=at,
        verb=verb,
        construction=construction,
        agents=tuple(agents),
        patients=tuple(one for one in patients if one not in agents),
        level=level,
        status=status or status_of(tree, at if carried is None else carried[0]),
        light=light,
    )


def _patients(tree: Tree, at: int, verb: str) -> list[int]:
    """Return those who come to harm, as the phrase of the noun names them."""
    by = tree.under(at, "by")
    of = tree.under(at, "of") or [one for doer in by for one in tree.under(doer, "of")]
    of = [one for one in of if tree.entity[one] not in _TIMES]
    if of:
        return of
    aimed = [one for one in tree.under(at, "on", "against", "at") if not _is_time(tree, one)]
    aimed = [] if tree.lemma[tree.head[at]] == "blame" else aimed
    if aimed and verb in _AIMED:
        return [one for one in aimed if tree.lemma[one] != "hand"]
    owner = tree.kid(at, "poss")
    if owner is not None and verb not in _AIMED and not _is_time(tree, owner):
        return [tree.meant(owner)]
    return _before(tree, at, verb) or _told_after(tree, at)


def _told_after(tree: Tree, at: int) -> list[int]:
    """Return whom a clause after the noun tells of ("a strike that killed two")."""
    for clause in tree.kids(at, "relcl", "acl"):
        own = tree.kid(clause, "nsubj")
        by_act = tree.tag[clause] == "VBG" if own is None else tree.tag[own] == "WDT"
        met = tree.object(clause) if by_act and tree.lemma[clause] in _HITS else None
        if met is not None:
            return tree.joined(met)
    return []


def _is_time(tree: Tree, noun: int) -> bool:
    timely = tree.word[noun].endswith(("day", "weekend", "week", "month", "year"))
    return tree.entity[noun] in _TIMES or timely


def _before(tree: Tree, at: int, verb: str) -> list[int]:
    """Return a victim that stands before the noun ("the Harl shooting", "child murders")."""
    beside = [kid for kid in tree.kids(at, "compound", "nmod", "amod") if kid == at - 1]
    return [kid for kid in beside if _is_victim(tree, kid, verb)]


def _is_victim(tree: Tree, word: int, verb: str) -> bool:
    """Say whether a word before the noun of an act names its victim."""
    lemma, entity, tag = tree.lemma[word], tree.entity[word], tree.tag[word]
    if not tag.startswith("NN") or lemma in THINGS | {"mass", "school", "police"}:
        return False
    if entity == "PERSON" or lemma in _VICTIMS:
        return True
    if verb in _AIMED:
        return False
    if tag.startswith("NNP"):
        named = entity == "" and lemma not in PERSONS and kind(tree, word) == "actor"
        return named and not in_capitals(tree, word)
    return verb in {"die", "murder", "rape"} and kind(tree, word) == "actor" and not entity


def _agents(
    tree: Tree, at: int, verb: str, patients: list[int]
) -> tuple[list[int], str, str | None]:
    """Return who does it, where they stand, and the status if their guilt is only alleged."""
    by = [one for one in tree.under(at, "by") if tree.entity[one] not in _TIMES]
    if by:
        return by, BY, None
    for hands in tree.under(at, "at"):
        if tree.lemma[hands] == "hand" and tree.under(hands, "of"):
            return tree.under(hands, "of"), OBLIQUE, None
    owner = tree.kid(at, "poss")
    timely = owner is not None and _is_time(tree, owner)
    if owner is not None and not timely and tree.meant(owner) not in patients:
        return [owner], OBLIQUE, None
    for word in before(tree, at):
        free = word not in patients and verb != "die"
        if free and tree.dep[word] != "poss" and is_actor_before(tree, word):
            return [word], OBLIQUE, None
    inside = actor_in(tree, at)
    if inside is not None and inside not in patients and verb != "die":
        blamed = tree.word[tree.head[tree.head[inside]]] == "blamed"
        return [inside], OBLIQUE, ALLEGED if blamed else None
    return _accused(tree, at)


def _accused(tree: Tree, at: int) -> tuple[list[int], str, str | None]:
    """Return who is blamed, charged or convicted of an act, or claims it."""
    found, alleged = None, False
    blamed = tree.under(at, "on") or tree.under(tree.head[at], "on")
    if tree.dep[at] == "dobj" and tree.lemma[tree.head[at]] == "blame" and blamed:
        return tree.joined(blamed[0]), OBLIQUE, ALLEGED
    if tree.dep[at] in {"pobj", "conj"}:
        verb = tree.head[tree.head[at]]
        if tree.lemma[verb] in {"responsibility", "credit"} and tree.dep[verb] == "dobj":
            claimed = tree.lemma[tree.head[verb]] == "claim"
            found = tree.subject(tree.head[verb]) if claimed else None
        elif tree.lemma[verb] in {"guilty", "responsible"}:
            found = tree.subject(tree.head[verb])
        elif tree.word[tree.head[at]] != "by":
            found, alleged = _at_law(tree, verb), tree.lemma[verb] not in _PROVEN
    if found is None or _nobody(tree, found):
        return [], ABSENT, None
    return tree.joined(found), OBLIQUE, ALLEGED if alleged else None


def _at_law(tree: Tree, verb: int) -> int | None:
    """Return whom a verb of accusing or judging is about."""
    if tree.lemma[verb] not in _LEGAL or not tree.is_verb(verb):
        return None
    if tree.dep[verb] == "acl":
        return tree.head[verb]
    return tree.subject(verb) if is_passive(tree, verb) else tree.object(verb)


def _nobody(tree: Tree, noun: int) -> bool:
    return tree.word[noun] in {"nobody", "none"} or any(
        tree.word[kid] == "no" for kid in tree.children[noun]
    )


# -- light verbs --------------------------------------------------------------------------


def _carried(tree: Tree, at: int) -> tuple[int, bool] | None:
    """Return the light verb that carries a noun, and whether it is passive."""
    above, dep = tree.head[at], tree.dep[at]
    if dep == "conj" and not tree.is_verb(above):
        above, dep = tree.head[above], tree.dep[above]
    if dep in {"dobj", "nsubjpass"} and tree.word[above] in _LIGHT:
        return above, dep == "nsubjpass"
    under = dep == "pobj" and tree.word[above] == "under"
    if under and tree.lemma[tree.head[above]] in {"come", "be"}:
        return tree.head[above], True
    return None


def _carriers(tree: Tree, verb: int, *, passive: bool) -> tuple[list[int], str]:
    """Return who carries out an act by a light verb."""
    if passive:
        by = tree.under(verb, "by")
        if by:
            return by, BY
        sides = [
            one for noun in tree.under(verb, "under") for one in tree.under(noun, "from", "by")
        ]
        sides = sides or tree.under(verb, "from")
        return (sides, OBLIQUE) if sides else ([], ABSENT)
    subject = tree.subject(verb)
    return ([], ABSENT) if subject is None else (tree.joined(subject), SUBJECT)


def _came_under(tree: Tree, verb: int) -> list[int]:
    """Return who came under attack."""
    if tree.lemma[verb] not in {"come", "be"}:
        return []
    subject = tree.kid(verb, *SUBJECTS)
    return [] if subject is None else tree.joined(tree.meant(subject))
