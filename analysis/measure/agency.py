"""Who does what to whom: acts of harm and others, their agents and their patients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.design import Voice
from analysis.errors import ChoiceError, fault_list
from analysis.measure._acts import acts_in
from analysis.measure._clauses import Act
from analysis.measure._dateline import dateline_end
from analysis.measure._forms import Entry, entries_of
from analysis.measure._harm import HARM, OTHER
from analysis.measure._participants import Participants
from analysis.measure._tree import Tree
from analysis.measure.patterns import Pattern, compile_patterns, uses_lemmas
from analysis.measure.voice import voice_of, voices
from analysis.prepare.parse import parsed
from analysis.spans import FIELDS, Spans
from analysis.tokens import words

Verbs = Mapping[str, Sequence[str]] | Sequence[str] | Literal["harm", "general"]
Aliases = Mapping[str, Sequence[str]]
COLUMNS: Mapping[str, str] = {
    "value": "of an act its verb; of an agent or patient who it is: the participant, or the "
    "words used",
    "parent": "number of the act that the span belongs to, one in the corpus",
    "construction": "active, passive, intransitive (died) or nominal (the killing of)",
    "agent_level": "subject, by (a by-phrase), oblique (elsewhere: in an Israeli strike, when "
    "police fired) or absent",
    "status": "asserted, negated, hypothetical or alleged",
    "light": "whether a light verb carries a noun: carried out an attack",
    "kind": "of an agent or patient: actor, weapon, weapon of an actor, cause, thing; of an "
    "act that of its agent, empty if absent",
    "participant": "the participant that an agent or patient is; empty if none",
    "voice": "whose words the act is told in: outlet or source",
}
"""What the columns of a layer of acts mean, beside those of all spans."""
ERRORS = (
    "acts were found by rules over a parse; of 120 acts in sentences of our own, which are "
    "short, read by hand and not looked at while the rules were made, precision and recall "
    "were .97 and .97 for passives, 1.00 and 1.00 for nouns, 1.00 and .96 for agents, .98 and "
    ".94 for patients. In real articles, read by eye, 79 of 80 passives, 69 of 70 nouns and "
    "about 25 of 28 agents were right in reports of one killing, 64 of 70 nouns in the "
    "political news of PolNeAR; what is missed there was not counted. draw_marks tells how "
    "often acts are right here."
)
"""What is known of how often the rules err; a test holds it to the clauses."""
_ROW = tuple(name for name in COLUMNS if name != "voice")
_WRITTEN = ["article_id", "field", "start", "end", "layer", *_ROW]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Sought:
    """What is looked for: forms of verbs, and the patterns of participants."""

    entries: Mapping[str, tuple[Entry, ...]]
    patterns: Sequence[Pattern] | None


def measure_agency(
    corpus: Corpus,
    *,
    verbs: Verbs | None = None,
    participants: Aliases | None = None,
    voice: Voice = "all",
) -> Spans:
    """Mark acts of harm, or others, and who does them to whom.

    Parameters
    ----------
    corpus
        Articles; one that `analysis.parse` parsed is not parsed again.
    verbs
        ``None`` or "harm" for our list of acts that kill or hurt, "general" for these and
        other acts of one towards another (arrest, evict, accuse, help, …), or a study's own:
        a list of verbs ("gun down" takes its particle), or verb → nouns that name the act.
    participants
        Name → aliases, in the patterns of `analysis.measure.patterns`. An agent or patient is
        the participant whose pattern matches the noun that heads its phrase, or what stands
        beside it ("the general, Harl"); and, of forces, governments and their weapons, a
        name before it: "U.S. forces" and "an American drone" are the US, "American
        journalists" and "Iranian-backed militias" are not. Clauses within the phrase are not
        looked at. ``None`` takes the names that are found: of persons, bodies and places,
        else the noun itself.
    voice
        "outlet" and "source" keep the acts told in these voices, "all" keeps all.

    Returns
    -------
    Spans
        Layers "act", "agent" and "patient", tied by ``parent``, with the columns of
        `COLUMNS`; those of an act stand on its agents and patients too.

    Raises
    ------
    ChoiceError
        The list of verbs is empty, has an unknown name or holds a noun, or a pattern is faulty.

    Notes
    -----
    Rules over the parse. An act is passive by its auxiliary (be, get), as a participle
    without one ("the man shot by police"), or as headlines write it ("Six killed in fire").
    Subjects are followed through relative clauses, rows of verbs, control and raising
    ("is said to have been killed"). An agent in a by-phrase, in a phrase or clause beside
    the act, or before its noun is told apart. Figures of speech ("killed the bill") are left
    out by what the verb meets; attacks by words by their context. A dateline takes part in
    nothing; a strike "that killed" or "targeting" somebody is one on them. Negated and
    hypothetical acts are kept and marked. Limits: English only; a pronoun is resolved where
    this and the sentence before name one person; irony, and roles that only the story
    tells, are not seen. How often it errs must be read from a sample: `analysis.draw_marks`.

    Examples
    --------
    >>> rows = {"article_id": ["a"], "outlet": ["Post"], "published": ["2024-03-01"],
    ...     "headline": [""], "body": ["Two marchers were shot by guards."]}
    >>> acts = measure_agency(Corpus(pd.DataFrame(rows))).table
    >>> acts[["layer", "value", "construction", "agent_level"]].to_numpy().tolist()
    [['patient', 'marcher', 'passive', 'by'], ['act', 'shoot', 'passive', 'by'], \
['agent', 'guard', 'passive', 'by']]
    """
    sought = _Sought(
        entries=entries_of(verbs_of(verbs)), patterns=_patterns(corpus, participants)
    )
    table = pd.DataFrame(_rows(corpus, sought), columns=_WRITTEN).astype(
        {"start": np.int64, "end": np.int64, "parent": np.int64, "light": bool}
        | {name: str for name in _WRITTEN if name not in {"start", "end", "parent", "light"}}
    )
    found = _with_voice(Spans(table), corpus)
    return found if voice == "all" else found.where(found.table["voice"] == voice)


def verbs_of(verbs: Verbs | None) -> dict[str, tuple[str, ...]]:
    """Return verb → nouns of the act, whichever way a list was given.

    >>> verbs_of(["evict", "kill"])["kill"]
    ('killing', 'slaying', 'homicide', 'manslaughter')
    """
    if verbs is None or verbs == "harm":
        return dict(HARM)
    known = {**OTHER, **HARM}
    if verbs == "general":
        return known
    if isinstance(verbs, str):
        msg = f"verbs is {verbs!r}; it can be 'harm', 'general' or a list of verbs."
        raise ChoiceError(msg)
    if not isinstance(verbs, Mapping):
        verbs = {verb: known.get(verb, ()) for verb in verbs}
    faults = [f"{verb!r} is no verb in small letters" for verb in verbs if not _is_word(verb)]
    faults += _nouns_among(verbs, known)
    faults += [
        f"{verb!r} has {nouns!r}; give a list of nouns"
        for verb, nouns in verbs.items()
        if isinstance(nouns, str)
    ]
    if faults or not verbs:
        raise ChoiceError(
            fault_list("the list of verbs cannot be used:", faults or ["it is empty"])
        )
    return {verb: tuple(nouns) for verb, nouns in verbs.items()}


def _nouns_among(verbs: Mapping[str, Sequence[str]], known: Aliases) -> list[str]:
    """Name what is given as a verb and is known as the noun of one."""
    noun_of = {noun: verb for verb, nouns in known.items() for noun in nouns}
    return [
        f"{verb!r} is a noun; its verb is {noun_of[verb]!r}, which finds the noun too"
        for verb in verbs
        if verb in noun_of and verb not in known
    ]


def _is_word(verb: object) -> bool:
    return isinstance(verb, str) and bool(verb.strip()) and verb == verb.lower().strip()


def _patterns(corpus: Corpus, participants: Aliases | None) -> Sequence[Pattern] | None:
    """Compile the names and aliases of participants."""
    if participants is None:
        return None
    if not participants:
        msg = "participants is empty; give name → aliases, or None for names that are found."
        raise ChoiceError(msg)
    faulty = any(isinstance(aliases, str) for aliases in participants.values())
    if faulty or not uses_lemmas(participants):
        return compile_patterns(participants)
    texts = (text for name in FIELDS for text in corpus.articles[name])
    return compile_patterns(participants, {word for text in texts for word in words(text)})


def _rows(corpus: Corpus, sought: _Sought) -> list[tuple[object, ...]]:
    """Find the spans of all texts, acts numbered through the corpus."""
    parses, articles = parsed(corpus), corpus.articles
    columns = (articles[name].tolist() for name in ("article_id", *FIELDS))
    rows: list[tuple[object, ...]] = []
    number = 0
    for article_id, *texts in zip(*columns, strict=True):
        for name, text in zip(FIELDS, texts, strict=True):
            tokens = parses.of(article_id, name)
            if tokens is None or not len(tokens):
                continue
            tree = Tree.of(tokens, text, dateline=dateline_end(text) if name == "body" else 0)
            who = Participants(tree=tree, patterns=sought.patterns)
            for act in acts_in(tree, sought.entries):
                told = _of_act(tree, act, who, number)
                rows += [(article_id, name, *row) for row in told]
                number += 1
    return rows


def _of_act(
    tree: Tree, act: Act, who: Participants, number: int
) -> Iterator[tuple[object, ...]]:
    """Give the spans of one act: its own words, its agents, its patients."""
    told = (act.construction, act.level, act.status, act.light)
    kinds = [who.kind_of(agent) for agent in act.agents]
    bounds = (tree.start[act.first], tree.end[act.last])
    yield (*bounds, "act", act.verb, number, *told, kinds[0] if kinds else "", "")
    for layer, nouns in (("agent", act.agents), ("patient", act.patients)):
        for noun in nouns:
            start, end = tree.bounds(noun)
            name = who.name_of(noun)
            called = name or " ".join(tree.text[start:end].split())
            yield (start, end, layer, called, number, *told, who.kind_of(noun), name)


def _with_voice(found: Spans, corpus: Corpus) -> Spans:
    """Say in whose voice each act is told; its agents and patients are told in the same."""
    acts = found.where(found.table["layer"] == "act")
    spoken = voice_of(acts, voices(corpus)).table
    voice = dict(zip(spoken["parent"], spoken["voice"], strict=True))
    return Spans(found.table.assign(voice=found.table["parent"].map(voice).astype(str)))
