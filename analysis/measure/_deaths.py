"""Deaths: told by a verb without object, by "dead", or by lives that are lost or taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.measure._clauses import (
    ABSENT,
    ACTIVE,
    INTRANSITIVE,
    PASSIVE,
    SUBJECT,
    Act,
    agents_of,
    elsewhere,
    is_passive,
    may_be_verb,
    of_passive,
)
from analysis.measure._forms import Entry
from analysis.measure._harm import DEATH
from analysis.measure._nouns import kind
from analysis.measure._status import HYPOTHETICAL, status_of
from analysis.measure._tree import Tree
from analysis.measure._word_sets import word_set

_TOLD_DEAD = word_set("find fear declare pronounce presume believe")
"""Verbs that tell that somebody is dead."""


def deaths(tree: Tree, entries: Mapping[str, tuple[Entry, ...]]) -> Iterator[Act]:
    """Find the deaths that a text tells of, if a list of verbs has dying or killing."""
    dying, killing = "dies" in entries, "kills" in entries
    for at, word in enumerate(tree.word):
        if word == "dead" and (dying or killing):
            yield from _dead(tree, at)
        elif word in {"lives", "life"} and (dying or killing):
            yield from _life(tree, at)
        for entry in entries.get(word, ()):
            if entry.verb in DEATH and not entry.noun and may_be_verb(tree, at, entry):
                if tree.object(at) is None or entry.verb in {"die", "perish"}:
                    yield from _death(tree, at, entry.verb)
                break


def _death(tree: Tree, at: int, verb: str) -> Iterator[Act]:
    """Tell of a death by a verb without object ("died")."""
    passive = tree.kid(at, "auxpass", "nsubjpass", "agent") is not None
    subject = of_passive(tree, at) if passive else tree.subject(at)
    patients = [] if subject is None else tree.joined(subject)
    figure = any(tree.word[kid] in {"hard", "out", "down"} for kid in tree.children[at])
    wish = tree.tag[at] == "VBG" and (
        tree.under(at, "for") or tree.kid(at, "xcomp") is not None
    )
    stage = any(tree.lemma[noun] in {"stage", "vine"} for noun in tree.under(at, "on"))
    if any(tree.word[one] in {"it", "this", "that"} for one in patients):
        return
    if figure or wish or stage or not any(kind(tree, one) == "actor" for one in patients):
        return
    agents, level = elsewhere(tree, at)
    told = INTRANSITIVE if not passive else PASSIVE
    yield Act(
        first=at,
        last=at,
        verb=verb,
        construction=told,
        agents=tuple(agents),
        patients=tuple(patients),
        level=level,
        status=status_of(tree, at),
    )


def _dead(tree: Tree, at: int) -> Iterator[Act]:
    """Tell of a death by the word dead: "two are dead", "left two dead", "2 dead in"."""
    above, dep = tree.head[at], tree.dep[at]
    if any(tree.word[kid] in {"on", "-"} for kid in tree.children[at]):
        return
    leaves = above if tree.lemma[above] == "leave" else tree.head[above]
    if tree.lemma[leaves] == "leave" and dep not in {"det", "amod", "compound"}:
        yield from _left_dead(tree, at, leaves)
        return
    patient = _who_is_dead(tree, at)
    if patient is None or kind(tree, patient) != "actor":
        return
    agents, level = elsewhere(tree, at)
    feared = tree.lemma[above] in {"fear", "presume", "believe"} and dep != "amod"
    yield Act(
        first=at,
        last=at,
        verb="die",
        construction=INTRANSITIVE,
        agents=tuple(agents),
        patients=tuple(tree.joined(patient)),
        level=level,
        status=HYPOTHETICAL if feared else status_of(tree, at),
    )


def _left_dead(tree: Tree, at: int, leaves: int) -> Iterator[Act]:
    """Tell of a killing by "left two dead"."""
    above = tree.head[at]
    patient = tree.kid(leaves, "dobj", "nsubjpass")
    patient = tree.kid(at, "nsubj", "nummod") if patient is None else patient
    patient = above if patient is None and above != leaves else patient
    if patient is None or kind(tree, patient) != "actor":
        return
    passive = is_passive(tree, leaves)
    agent = None if passive else tree.subject(leaves)
    yield Act(
        first=at,
        last=at,
        verb="kill",
        construction=PASSIVE if passive else ACTIVE,
        agents=() if agent is None else tuple(tree.joined(agent)),
        patients=tuple(tree.joined(patient)),
        level=ABSENT if agent is None else SUBJECT,
        status=status_of(tree, leaves),
    )


def _who_is_dead(tree: Tree, at: int) -> int | None:
    """Return of whom it is said that they are dead."""
    above, dep = tree.head[at], tree.dep[at]
    if dep == "acomp" and (tree.lemma[above] == "be" or tree.word[above] in {"feared", "lay"}):
        return tree.subject(above)
    if dep in {"oprd", "xcomp", "acomp", "ccomp"} and tree.lemma[above] in _TOLD_DEAD:
        return tree.kid(above, "nsubjpass", "dobj", "nsubj")
    if dep == "amod" and above < at:
        return above
    if tree.tag[at] == "JJ" and dep in {"ROOT", "conj", "ccomp"}:
        return tree.kid(at, "nsubj", "nummod", "npadvmod")
    return None


def _life(tree: Tree, at: int) -> Iterator[Act]:
    """Tell of lives lost, taken or claimed."""
    verb, owner = tree.head[at], tree.kid(at, "poss")
    if tree.dep[at] not in {"dobj", "nsubjpass"}:
        return
    if tree.lemma[verb] == "lose" and owner is not None and tree.tag[owner] == "PRP$":
        subject = tree.subject(verb)
        patients = () if subject is None else tuple(tree.joined(subject))
        agents, level = elsewhere(tree, verb)
        yield Act(
            first=verb,
            last=at,
            verb="die",
            construction=INTRANSITIVE,
            agents=tuple(agents),
            patients=patients,
            level=level,
            status=status_of(tree, verb),
        )
    elif tree.lemma[verb] in {"claim", "take"}:
        counted = [at] if tree.kid(at, "nummod") is not None else []
        whose = tree.under(at, "of") or (counted if owner is None else [owner])
        passive = is_passive(tree, verb)
        agents, level = agents_of(tree, verb, passive=passive)
        if whose and (whose == counted or all(kind(tree, one) == "actor" for one in whose)):
            yield Act(
                first=verb,
                last=at,
                verb="kill",
                construction=PASSIVE if passive else ACTIVE,
                agents=tuple(agents),
                patients=tuple(whose),
                level=level,
                status=status_of(tree, verb),
            )
