"""What politicians and teams do to each other, told from what is done by hand.

A rival is beaten, a minister hit hard, a senator attacked for a vote: nobody is hurt.
"""

from __future__ import annotations

from analysis.measure._kinds import POLITICS
from analysis.measure._nouns import kind, lemmas_under
from analysis.measure._tree import Tree
from analysis.measure._word_sets import word_set

CONTESTS = word_set("""
election point percent primary caucus final finals race poll polls runoff match game cup
league vote championship semifinal season debate tournament
""")
_VIOLENT = word_set("""
police officer soldier guard mob gang trooper deputy inmate guardsman fan settler thug stick
bat baton club fist rod rope whip crowd militia captor rebel army husband father mother
stranger attacker cop militant rioter
""")
TALK = word_set("""
speech tweet ad advertisement interview debate statement op-ed editorial column twitter remark
comment rally campaign letter facebook post advert video press article message transcript
podcast monologue book biography memoir essay radio fox cnn msnbc
""")
ARMED = word_set("""
knife gun rifle bomb missile drone rocket hammer machete axe acid weapon gunman militant
soldier troops troop army rebel militia insurgent terrorist airport base embassy convoy
fighter jet warplane police mob protester rioter gunmen explosive petrol grenade stone brick
baton tanker ship oil refinery outpost patrol assailant attacker jihadist
""")
_WORDS = word_set("verbally publicly rhetorically repeatedly-online online")
_OFFICES = word_set("""
runner president director senator governor secretary speaker chairman chairwoman nominee
premier chancellor attorney congressman congresswoman host anchor pundit candidate
""")
_BEATEN = word_set("""
team rival opponent champion incumbent side odds cancer egg club record market expectation
""")
"""What is beaten without a blow."""


def by_hand(tree: Tree, verb: int, lemma: str, agents: list[int], patients: list[int]) -> bool:
    """Say whether a verb tells what is done by hand, judged by who does it to whom."""
    if lemma == "crush":
        return not any(kind(tree, agent) == "actor" for agent in agents)
    if lemma == "hurt":
        return not _hurts_standing(tree, verb, agents, patients)
    if lemma in {"hit", "strike"}:
        return not _hits_standing(tree, verb, lemma, agents, patients)
    if lemma == "beat":
        return _is_beating(tree, verb, agents, patients)
    if lemma in {"attack", "target"}:
        return not _with_words(tree, verb, agents, patients)
    in_foot = any(tree.lemma[noun] == "foot" for noun in tree.under(verb, "in"))
    return not (
        in_foot and any(tree.word[one].endswith(("self", "selves")) for one in patients)
    )


def is_named(tree: Tree, noun: int) -> bool:
    """Say whether a noun is the name of one person, or an office held by one."""
    counted = tree.number_of(noun)
    unknown = tree.tag[counted] == "NNP" and not tree.entity[counted]
    return tree.entity[counted] == "PERSON" or unknown or tree.lemma[counted] in _OFFICES


def _known(tree: Tree, noun: int) -> bool:
    """Say whether a noun names a person, a body or a party, or one of those of politics."""
    return tree.entity[noun] in {"PERSON", "ORG", "NORP"} or tree.lemma[noun] in POLITICS


def _hurts_standing(tree: Tree, verb: int, agents: list[int], patients: list[int]) -> bool:
    """Say whether it is a chance or a name that is hurt, and nobody's body."""
    if tree.tag[verb] in {"VBN", "VBD"} and tree.object(verb) is None and patients:
        return False
    if any(kind(tree, agent) in {"weapon", "cause"} for agent in agents):
        return False
    named = [one for one in (*agents, *patients) if tree.tag[one].startswith("NNP")]
    asked = any(tree.tag[one] == "WP" for one in patients)
    return not agents or asked or bool(named) or any(_known(tree, one) for one in agents)


def _hits_standing(
    tree: Tree, verb: int, lemma: str, agents: list[int], patients: list[int]
) -> bool:
    """Say whether somebody is hit in public: a name by a name, or for a reason."""
    kinds = {kind(tree, agent) for agent in agents}
    dealt = tree.under(verb, "with") if not agents else []
    if dealt and not any(kind(tree, one) in {"weapon", "thing", "cause"} for one in dealt):
        return True
    if "cause" in kinds and any(tree.entity[one] in {"ORG", "GPE"} for one in patients):
        return True
    if kinds & {"weapon", "cause"}:
        return False
    doers = any(_known(tree, agent) for agent in agents)
    met = any(tree.tag[o].startswith("NNP") and tree.entity[o] != "NORP" for o in patients)
    return (doers and lemma == "hit") or (met and bool(_reasons(tree, verb)))


def _reasons(tree: Tree, verb: int) -> list[int]:
    """Return the words that say what somebody is attacked for."""
    return [
        kid
        for kid in tree.kids(verb, "prep")
        if (tree.word[kid] == "for" and tree.kid(kid, "pcomp", "pobj", "prep") is not None)
        or tree.word[kid] in {"as", "over"}
    ]


def _is_beating(tree: Tree, verb: int, agents: list[int], patients: list[int]) -> bool:
    """Tell a beating from a victory."""
    around = set(lemmas_under(tree, verb))
    if around & CONTESTS:
        return False
    up = any(tree.word[kid] == "up" for kid in tree.kids(verb, "prt"))
    if (
        up
        or around & _VIOLENT
        or "death" in around
        or (not agents and tree.under(verb, "with"))
    ):
        return True
    named = any(tree.tag[one].startswith("NNP") for one in patients)
    beaten = {tree.lemma[one] for one in patients} & (_BEATEN | POLITICS | _OFFICES)
    alone = any(tree.word[one] in {"i", "he", "she", "we"} for one in agents)
    alone = alone or any(is_named(tree, one) for one in agents)
    pronouns = all(tree.tag[one] == "PRP" for one in patients)
    return not named and not beaten and not (alone and pronouns)


def _with_words(tree: Tree, verb: int, agents: list[int], patients: list[int]) -> bool:
    """Tell an attack by words from one by force."""
    around = set(lemmas_under(tree, verb))
    if around & ARMED:
        return False
    if any(kind(tree, agent) == "cause" for agent in agents):
        return True
    spoken = around & TALK or {tree.word[kid] for kid in tree.kids(verb, "advmod")} & _WORDS
    nouns = [*agents, *patients]
    political = any(tree.lemma[noun] in POLITICS | TALK for noun in nouns)
    if spoken or political or _reasons(tree, verb):
        return True
    pronoun = [noun for noun in nouns if tree.tag[noun] in {"PRP", "WP"}]
    named = [noun for noun in nouns if is_named(tree, noun)]
    doers = [agent for agent in agents if is_named(tree, agent)]
    if doers and patients and all(tree.entity[one] == "ORG" for one in patients):
        return True
    if not agents:
        return tree.tag[verb] == "VBG" and len(named) == len(patients) > 0
    return bool(patients and named) and len(named) + len(pronoun) == len(nouns)
