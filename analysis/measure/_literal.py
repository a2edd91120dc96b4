"""Whether a verb of harm is meant: nobody dies of a killed bill or a struck deal."""

from __future__ import annotations

from analysis.measure._kinds import FIGURES, Kind
from analysis.measure._nouns import ABSTRACT, kind
from analysis.measure._public import by_hand
from analysis.measure._tree import Tree
from analysis.measure._word_sets import word_set

_PARTICLES = {
    "kill": {"off"},
    "fire on": {"back"},
    "shoot": {"back", "up", "off"},
    "strike": {"down", "out", "off", "up"},
    "hit": {"out", "back", "up"},
    "hang": {"out", "up"},
    "burn": {"out", "up", "through", "down"},
    "beat": {"back", "out"},
    "choke": {"back", "up"},
    "kick": {"off", "out", "up"},
    "punch": {"out", "up"},
    "club": {"together"},
    "shell": {"out"},
    "whip": {"up"},
    "bomb": {"out"},
    "stone": {"out"},
}
"""Particles with which a verb means something else."""
_STRICT = word_set("""
shoot beat hurt hang choke execute poison punch kick slaughter strangle smother batter starve
harm slap whip club butcher drown suffocate gas stone tase smash crush burn hit strike trample
knife shell
""")
"""Verbs that are often used in a manner of speaking: what they meet must be able to be hurt."""
_HITS_THINGS = word_set("crush hit strike batter shell gas stone")
_FORCES = word_set("hit strike hurt beat batter crush punch harm burn")
_NEEDS_OBJECT = word_set("""
bomb shoot strike hit beat hurt kill burn hang choke punch kick execute crush poison batter
stab harm whip slap gas shell stone wound injure murder starve
""")
_NOT_BODILY = frozenset(
    {"economically", "financially", "politically", "metaphorically", "figuratively"}
)
_NEEDS_OBJECT |= {"blow up", "fire on", "gun down", "mow down", "run over"}
_BLOODLESS = word_set("""
recession scam tariff tax cut scandal crisis shortage layoff rule ban policy price rise fall
loss delay debt shutdown lockdown sanction problem earnings cost news slump downturn that this
it what which fact remark idea thought grief guilt lack failure plan deal bill law change
increase decrease trend effect
""")
"""What hits people without a hand."""
_VEHICLES = word_set("""
car truck van bus lorry train vehicle motorcycle bicycle tram cab taxi jeep
""")


def is_literal(
    tree: Tree, verb: int, lemma: str, agents: list[int], patients: list[int]
) -> bool:
    """Say whether a verb of harm means harm, judged by its particles and its company."""
    joined = verb > 0 and tree.word[verb - 1] == "-" and tree.tag[verb] == "VBN"
    spoken = any(tree.word[kid] in _NOT_BODILY for kid in tree.kids(verb, "advmod"))
    if spoken or (joined and tree.word[max(verb - 2, 0)] not in {"tear", "pepper", "machine"}):
        return False
    particles = {tree.word[kid] for kid in tree.kids(verb, "prt", "advmod", "prep")}
    if particles & _PARTICLES.get(lemma, set()) or (lemma in _NEEDS_OBJECT and not patients):
        return False
    if any(is_figure(tree, patient, lemma) for patient in patients):
        return False
    met = [kind(tree, patient) for patient in patients]
    strict = lemma not in _STRICT or _can_be_hurt(tree, verb, lemma, patients, met)
    forced = lemma not in _FORCES or _has_force(tree, verb, agents, met)
    return strict and forced and by_hand(tree, verb, lemma, agents, patients)


def is_figure(tree: Tree, patient: int, lemma: str) -> bool:
    """Say whether what is met is harmed in a manner of speaking only."""
    counted = tree.number_of(patient)
    word = tree.lemma[counted]
    if tree.entity[counted] in {"PERSON", "NORP", "GPE"}:
        return False
    if tree.word[counted] == "it" and lemma in {"kill", "beat"}:
        return True
    return word in FIGURES or (
        kind(tree, patient) == "unknown" and word.endswith(ABSTRACT) and len(word) > 5
    )


def _can_be_hurt(
    tree: Tree, verb: int, lemma: str, patients: list[int], met: list[Kind]
) -> bool:
    """Say whether what is met can be hurt by a verb that is often a figure of speech."""
    if lemma == "shoot" and any(tree.word[kid] == "down" for kid in tree.children[verb]):
        return any(one in {"actor", "cause", "thing", "weapon"} for one in met)
    if lemma in {"hit", "strike", "shoot"} and any(tree.word[one] == "it" for one in patients):
        return any(kind(tree, one) == "weapon" for one in tree.under(verb, "by"))
    if lemma in _HITS_THINGS and any(one in {"thing", "cause"} for one in met):
        return True
    if lemma == "shoot" and tree.under(verb, "at"):
        return True
    return any(one == "actor" for one in met) or not patients


def _has_force(tree: Tree, verb: int, agents: list[int], met: list[Kind]) -> bool:
    """Say whether who or what hits is somebody, a weapon or a vehicle, not a recession."""
    hard = any(tree.word[kid] in {"hard", "hardest", "worst"} for kid in tree.children[verb])
    by = [kind(tree, noun) for noun in tree.under(verb, "by")]
    if hard or (by and all(one == "figure" for one in by)):
        return False
    if not agents:
        return True
    kinds = [kind(tree, agent) for agent in agents]
    if any(one in {"actor", "weapon", "thing"} for one in kinds):
        return True
    if "actor" in met and any(_has_body(tree, agent) for agent in agents):
        return True
    vehicle = any(tree.lemma[agent] in _VEHICLES for agent in agents)
    natural = "cause" in kinds and tree.lemma[verb] in {"hurt", "injure", "crush", "burn"}
    return "actor" in met and (vehicle or natural)


def _has_body(tree: Tree, noun: int) -> bool:
    """Say whether an unknown noun may be somebody who hits."""
    word = tree.lemma[noun]
    bloodless = word in _BLOODLESS or word.endswith(ABSTRACT) or tree.tag[noun] == "DT"
    return kind(tree, noun) == "unknown" and not bloodless
