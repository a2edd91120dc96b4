"""Rules that find, cue by cue over the tree of a sentence, what is credited to whom."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.measure import _attribution_verbs as verbs
from analysis.measure._attribution_text import NONE, Found, Reading, Tokens

_CLAUSES = ("ccomp", "xcomp")
_JOINED = frozenset(("conj", "xcomp", "advcl", "ccomp", "dep", "pcomp", "prep", "parataxis"))
"""Relations over which a verb without a subject has that of the verb it hangs on."""
_NOMINAL = frozenset(("NOUN", "PROPN", "PRON"))
_FARTHEST = 4
"""Verbs over which a subject is looked for."""


def found_at_cues(reading: Reading) -> list[Found]:
    """Find what each cue outside quotes credits to whom, by the tree alone.

    A verb of speech to which the tree gives no content is returned without: the quote
    beside it may be what was said.
    """
    outside = (token for token in range(reading.size) if not reading.spoken[token])
    return [one for token in outside if (one := _at(reading, token)) is not None]


def _at(reading: Reading, token: int) -> Found | None:
    """Read one token as the head of a cue, if it can be one."""
    word, lemma = reading.words[token], reading.lemma[token]
    if word == "according":
        return _according(reading, token)
    if word in verbs.ADVERBS:
        return _adverb(reading, token)
    match reading.pos[token]:
        case "VERB":
            return _verb(reading, token)
        case "NOUN" if lemma in verbs.NOUNS or lemma in verbs.NOUNS_OF:
            return _noun(reading, token)
        case "ADJ" if lemma in verbs.ADJECTIVES:
            return _adjective(reading, token)
    return None


def _found(head: int, cue: Iterable[int], source: Tokens, parts: Iterable[Tokens]) -> Found:
    """Put an attribution together; the content has neither the cue nor the source in it."""
    cue = frozenset(cue)
    content = NONE.union(*parts) - source - cue
    return Found(head=head, cue=cue, source=source - cue, content=content)


# -- verbs ---------------------------------------------------------------------------------


def _verb(reading: Reading, verb: int) -> Found | None:
    """Find what a verb credits to its subject, or in the passive to its agent."""
    lemma = reading.lemma[verb]
    other = verbs.OTHER_SENSE.get(lemma, NONE)
    if any(reading.words[one] in other for one in reading.having(verb, "prt")):
        return None
    passive = is_passive(reading, verb)
    if passive and lemma in verbs.PASSIVE and reading.having(verb, "xcomp"):
        credited = reading.having(verb, "nsubjpass", *_CLAUSES)
        return _found(verb, cue_of(reading, verb), NONE, map(reading.subtree, credited))
    parts, linked = _complements(reading, verb, passive=passive)
    if not parts and (lemma in verbs.SPEECH or _puts_it(reading, verb)):
        parts = _interrupted(reading, verb)
    elif not parts:
        return None
    source = agent_of(reading, verb) if passive else source_of(reading, verb)
    return _found(verb, cue_of(reading, verb) | linked, source, parts)


def is_passive(reading: Reading, verb: int) -> bool:
    """Say whether a verb is passive, as a finite verb or as a participle: asked why."""
    if reading.having(verb, "nsubjpass", "auxpass", "agent"):
        return True
    bare = not reading.having(verb, "aux", "nsubj")
    return bare and reading.tag[verb] == "VBN" and reading.dep[verb] in ("advcl", "acl")


def _complements(reading: Reading, verb: int, *, passive: bool) -> tuple[list[Tokens], Tokens]:
    """List the branches of a verb that are content, and what links them to it."""
    lemma = reading.lemma[verb]
    parts = [
        reading.subtree(child)
        for child in reading.children[verb]
        if _is_content(reading, verb, child, passive=passive)
    ]
    linked: set[int] = set()
    for child in reading.having(verb, "prep"):
        word = reading.words[child]
        if parts and lemma in verbs.WITH_OBJECT and word in verbs.AFTER_OBJECT:
            parts.append(reading.subtree(child))
        elif word in verbs.PREPOSITIONS.get(lemma, NONE) and (not parts or word == "on"):
            parts += map(reading.subtree, reading.having(child, "pobj", "pcomp"))
            linked.add(child)
    if lemma in verbs.PERSON_ASKED - verbs.OBJECT and _asks(reading, verb):
        parts += map(reading.subtree, reading.having(verb, "dobj"))
    return parts, frozenset(linked)


def _is_content(reading: Reading, verb: int, child: int, *, passive: bool) -> bool:
    """Say whether a branch of a verb is what is said, by the kinds the verb takes."""
    lemma, dep = reading.lemma[verb], reading.dep[child]
    if dep == "ccomp" and (lemma in verbs.CLAUSE or lemma in verbs.OBJECT):
        return True
    if dep in _CLAUSES and lemma in verbs.INFINITIVE and reading.is_infinitive(child):
        return True
    if dep == "xcomp" and reading.tag[child] == "VBG":
        return lemma in verbs.CLAUSE
    if dep == "advcl" and "for" in verbs.PREPOSITIONS.get(lemma, NONE):
        return any(reading.words[mark] == "for" for mark in reading.having(child, "mark"))
    return dep in ("oprd", "nsubjpass" if passive else "dobj") and _takes(reading, verb, child)


def _takes(reading: Reading, verb: int, thing: int) -> bool:
    """Say whether a verb's object is what is said, or what something is said of."""
    if reading.lemma[verb] == "call" and not reading.having(verb, "oprd", "ccomp", "xcomp"):
        return False  # called a strike, called her brother
    if reading.lemma[verb] in verbs.OBJECT_AS:
        return any(reading.words[one] == "as" for one in reading.having(verb, "prep"))
    return reading.lemma[verb] in verbs.OBJECT and reading.lemma[thing] not in verbs.NOTHING


def _puts_it(reading: Reading, verb: int) -> bool:
    """Say whether a verb is that of "as she put it"."""
    objects = reading.having(verb, "dobj")
    return reading.lemma[verb] == "put" and any(reading.words[one] == "it" for one in objects)


def _asks(reading: Reading, verb: int) -> bool:
    return any(map(reading.is_infinitive, reading.having(verb, *_CLAUSES)))


def _interrupted(reading: Reading, verb: int) -> list[Tokens]:
    """Return the clause that a verb of speech interrupts or ends: …, officials said."""
    head = reading.head[verb]
    told = reading.dep[verb] == "advcl" and any(
        reading.words[child] == "as" for child in reading.having(verb, "mark", "advmod")
    )
    if head == verb or not (told or reading.dep[verb] == "parataxis"):
        return []
    return [reading.subtree(head, without=[verb])]


def cue_of(reading: Reading, verb: int) -> Tokens:
    """Return a verb with its auxiliaries, its negation and its particle."""
    return frozenset([verb, *reading.having(verb, "aux", "auxpass", "neg", "prt")])


# -- sources -------------------------------------------------------------------------------


def agent_of(reading: Reading, verb: int) -> Tokens:
    """Return the tokens of who is named after the "by" of a passive, if anybody."""
    for agent in reading.having(verb, "agent"):
        for name in reading.having(agent, "pobj"):
            return reading.subtree(name, without=[verb])
    return NONE


def source_of(reading: Reading, verb: int) -> Tokens:
    """Return the tokens of whom a verb credits: its subject, its own or one it shares.

    A participle credits the noun it hangs on; a verb without a subject has that of the verb
    it is joined to. "It" and "there" that stand for nobody, and the subject of a passive,
    are nobody that speaks.
    """
    for _ in range(_FARTHEST):
        subject, head, dep = reading.subject(verb), reading.head[verb], reading.dep[verb]
        if subject is not None:
            speaks = reading.dep[subject] not in ("expl", "nsubjpass")
            return reading.subtree(subject, without=[verb]) if speaks else NONE
        if dep in ("acl", "relcl") and reading.pos[head] in _NOMINAL:
            return reading.subtree(head, without=[verb])
        if head == verb or dep not in _JOINED:
            return NONE
        verb = reading.head[head] if reading.pos[head] in ("ADP", "SCONJ") else head
    return NONE


# -- other cues ----------------------------------------------------------------------------


def _according(reading: Reading, token: int) -> Found | None:
    """Read "according to": its object is the source, the clause it hangs on the content."""
    to = next(
        (child for child in reading.children[token] if reading.words[child] == "to"), None
    )
    if to is None:
        return None
    source = reading.subtrees(reading.having(to, "pobj", "pcomp"))
    clause = clause_of(reading, reading.head[token])
    return _found(token, [token, to], source, [reading.subtree(clause, without=[token])])


def clause_of(reading: Reading, token: int) -> int:
    """Climb from a token to the verb of its clause, or to the root of its sentence."""
    while reading.head[token] != token:
        clausal = reading.dep[token] in ("ccomp", "advcl", "relcl", "conj", "parataxis")
        if clausal and reading.pos[token] in ("VERB", "AUX"):
            break
        token = reading.head[token]
    return token


def _adverb(reading: Reading, adverb: int) -> Found:
    """Read "reportedly": it credits its clause to nobody in particular."""
    clause = clause_of(reading, reading.head[adverb])
    return _found(adverb, [adverb], NONE, [reading.subtree(clause)])


def _noun(reading: Reading, noun: int) -> Found | None:
    """Read a noun of speech with its clause or phrase: her claim that, criticism of."""
    parts: list[Tokens] = []
    linked: list[int] = []
    if reading.lemma[noun] in verbs.NOUNS:
        clauses = reading.having(noun, "acl", "ccomp", "xcomp")
        parts += [reading.subtree(child) for child in clauses if _is_claim(reading, child)]
    if not parts and reading.lemma[noun] in verbs.NOUNS_OF:
        linked = [
            child
            for child in reading.having(noun, "prep")
            if reading.words[child] in verbs.AFTER_NOUN
        ]
        for child in linked:
            parts += map(reading.subtree, reading.having(child, "pobj", "pcomp"))
    source = reading.subtrees(reading.having(noun, "poss"))
    if not source and reading.dep[noun] == "dobj":
        source = source_of(reading, reading.head[noun])
    return _found(noun, [noun, *linked], source, parts) if parts and source else None


def _is_claim(reading: Reading, verb: int) -> bool:
    """Say whether a clause on a noun says what was said, and does not describe the noun."""
    marks = reading.having(verb, "mark")
    return reading.is_infinitive(verb) or any(reading.words[one] == "that" for one in marks)


def _adjective(reading: Reading, adjective: int) -> Found | None:
    """Read a state of mind with what it is about: was confident that, is critical of."""
    head, linked = reading.head[adjective], []
    if reading.dep[adjective] != "acomp" or reading.lemma[head] not in verbs.COPULAS:
        return None
    parts = list(map(reading.subtree, reading.having(adjective, *_CLAUSES)))
    if not parts:
        linked = [
            child
            for child in reading.having(adjective, "prep")
            if reading.words[child] in verbs.AFTER_ADJECTIVE
        ]
        for child in linked:
            parts += map(reading.subtree, reading.having(child, "pobj", "pcomp"))
    source = source_of(reading, head)
    cue = {adjective, *linked} | cue_of(reading, head)
    return _found(adjective, cue, source, parts) if parts and source else None
