"""Whether a verb of harm is meant: nobody dies of a killed bill or a struck deal."""

from __future__ import annotations

from analysis.measure._kinds import FIGURES, POLITICS, Kind, kind_of
from analysis.measure._tree import Tree
from analysis.measure._word_sets import word_set

_PARTICLES = {
    "kill": {"off"},
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
_HITS_THINGS = word_set("crush burn hit strike batter shell gas stone")
_FORCES = word_set("hit strike hurt beat batter crush punch harm burn")
_NEEDS_OBJECT = word_set("""
bomb shoot strike hit beat hurt kill burn hang choke punch kick execute crush poison batter
stab harm whip slap gas shell stone wound injure murder starve
""")
_NEEDS_OBJECT |= {"blow up", "gun down", "mow down"}
_ABSTRACT = ("tion", "sion", "ness", "ment", "ity", "ism", "ship", "ance", "ence", "ics", "cy")
CONTESTS = word_set("""
election primary caucus final finals race poll polls runoff match game cup league vote
championship semifinal season debate tournament
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
_BLOODLESS = word_set("""
recession tariff tax cut scandal crisis shortage layoff rule ban policy price rise fall loss
delay debt shutdown lockdown sanction problem earnings cost news slump downturn that this it
what which fact remark idea thought grief guilt lack failure plan deal bill law change
increase decrease trend effect
""")
"""What hits people without a hand."""
_STORMS = frozenset({"hurricane", "typhoon", "cyclone", "storm"})
_OFFICES = word_set("""
president director senator governor secretary speaker chairman chairwoman nominee premier
chancellor attorney congressman congresswoman host anchor pundit candidate
""")
_VEHICLES = word_set("""
car truck van bus lorry train vehicle motorcycle bicycle tram cab taxi jeep
""")


def kind(tree: Tree, noun: int | None) -> Kind:
    """Say what kind of thing a noun of a tree names."""
    if noun is None:
        return "unknown"
    counted = tree.number_of(noun)
    if any(tree.lemma[kid] in _STORMS for kid in tree.kids(noun, "compound")):
        return "cause"
    found = kind_of(tree.lemma[counted], tree.entity[counted], tree.tag[counted])
    if found == "unknown" and tree.tag[counted] in {"NNP", "NNPS"}:
        abstract = tree.lemma[counted].endswith(_ABSTRACT)
        return "unknown" if abstract else "actor"
    numbered = found == "unknown" and tree.tag[noun] == "CD"
    return "actor" if numbered else found


def is_literal(
    tree: Tree, verb: int, lemma: str, agents: list[int], patients: list[int]
) -> bool:
    """Say whether a verb of harm means harm, judged by its particles and its company."""
    particles = {tree.word[kid] for kid in tree.kids(verb, "prt", "advmod", "prep")}
    if particles & _PARTICLES.get(lemma, set()) or (lemma in _NEEDS_OBJECT and not patients):
        return False
    if any(is_figure(tree, patient, lemma) for patient in patients):
        return False
    met = [kind(tree, patient) for patient in patients]
    strict = lemma not in _STRICT or _can_be_hurt(tree, verb, lemma, patients, met)
    forced = lemma not in _FORCES or _has_force(tree, verb, agents, met)
    return strict and forced and _is_done(tree, verb, lemma, agents, patients)


def _is_done(tree: Tree, verb: int, lemma: str, agents: list[int], patients: list[int]) -> bool:
    """Tell what is done by hand from what politicians and teams do to each other."""
    if lemma in {"hit", "strike", "hurt"}:
        return not _in_public(tree, verb, lemma, agents, patients)
    if lemma == "beat":
        return _is_beating(tree, verb, agents, patients)
    if lemma in {"attack", "assault", "target"}:
        return not _with_words(tree, verb, agents, patients)
    return True


def is_figure(tree: Tree, patient: int, lemma: str) -> bool:
    """Say whether what is met is harmed in a manner of speaking only."""
    counted = tree.number_of(patient)
    word = tree.lemma[counted]
    if tree.entity[counted] in {"PERSON", "NORP", "GPE"}:
        return False
    if tree.word[counted] == "it" and lemma in {"kill", "beat", "hit", "shoot", "strike"}:
        return True
    return word in FIGURES or (
        kind(tree, patient) == "unknown" and word.endswith(_ABSTRACT) and len(word) > 5
    )


def _can_be_hurt(
    tree: Tree, verb: int, lemma: str, patients: list[int], met: list[Kind]
) -> bool:
    """Say whether what is met can be hurt by a verb that is often a figure of speech."""
    if lemma == "shoot" and any(tree.word[kid] == "down" for kid in tree.kids(verb, "prt")):
        return any(one in {"actor", "cause", "thing", "weapon"} for one in met)
    if lemma in _HITS_THINGS and any(one in {"thing", "cause"} for one in met):
        return True
    if lemma == "shoot" and tree.under(verb, "at"):
        return True
    return any(one == "actor" for one in met) or not patients


def _has_force(tree: Tree, verb: int, agents: list[int], met: list[Kind]) -> bool:
    """Say whether who or what hits is somebody, a weapon or a vehicle, not a recession."""
    if any(tree.word[kid] in {"hard", "hardest", "worst"} for kid in tree.kids(verb, "advmod")):
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


def _in_public(
    tree: Tree, verb: int, lemma: str, agents: list[int], patients: list[int]
) -> bool:
    """Say whether somebody with a name hits or hurts another, as politicians do."""
    kinds = {kind(tree, agent) for agent in agents}
    if "cause" in kinds and any(tree.entity[one] in {"ORG", "GPE"} for one in patients):
        return True
    if kinds & {"weapon", "cause"}:
        return False
    known = {"PERSON", "ORG", "NORP"}
    doers = [tree.entity[one] in known or tree.lemma[one] in POLITICS for one in agents]
    met = [tree.tag[one].startswith("NNP") and tree.entity[one] != "NORP" for one in patients]
    if lemma == "hurt":
        named = any(tree.tag[one].startswith("NNP") for one in agents)
        passive = tree.tag[verb] == "VBN" and tree.object(verb) is None
        return not passive and (not agents or named or any(doers) or any(met))
    return (any(doers) and lemma == "hit") or (any(met) and any(doers))


def _has_body(tree: Tree, noun: int) -> bool:
    """Say whether an unknown noun may be somebody who hits."""
    word = tree.lemma[noun]
    bloodless = word in _BLOODLESS or word.endswith(_ABSTRACT) or tree.tag[noun] == "DT"
    return kind(tree, noun) == "unknown" and not bloodless


def _is_beating(tree: Tree, verb: int, agents: list[int], patients: list[int]) -> bool:
    """Tell a beating from a victory."""
    around = set(lemmas_under(tree, verb))
    if around & CONTESTS or any(tree.tag[at] == "CD" and "-" in tree.word[at] for at in agents):
        return False
    if around & _VIOLENT or any(tree.word[k] == "up" for k in tree.kids(verb, "prt")):
        return True
    if tree.under(verb, "to") and "death" in around:
        return True
    named = [one for one in patients if tree.tag[one].startswith("NNP")]
    teams = {tree.lemma[patient] for patient in patients} & {
        *("team", "rival", "opponent", "champion", "incumbent", "side", "odds", "democrat"),
        *(
            "republican",
            "cancer",
            "egg",
            "club",
            "candidate",
            "record",
            "market",
            "expectation",
        ),
    }
    return not named and not teams


def _with_words(tree: Tree, verb: int, agents: list[int], patients: list[int]) -> bool:
    """Tell an attack by words from one by force."""
    around = set(lemmas_under(tree, verb))
    if around & ARMED:
        return False
    spoken = around & TALK or {tree.word[k] for k in tree.kids(verb, "advmod")} & _WORDS
    reasons = [
        kid
        for kid in tree.kids(verb, "prep")
        if (tree.word[kid] == "for" and tree.kid(kid, "pcomp", "pobj") is not None)
        or tree.word[kid] in {"as", "over"}
    ]
    if spoken or reasons:
        return True
    nouns = [*agents, *patients]
    if any(tree.lemma[noun] in POLITICS or tree.lemma[noun] in TALK for noun in nouns):
        return True
    return bool(agents and patients) and all(is_named(tree, noun) for noun in nouns)


def is_named(tree: Tree, noun: int) -> bool:
    """Say whether a noun is the name of one person, or an office held by one."""
    counted = tree.number_of(noun)
    unknown = tree.tag[counted] == "NNP" and not tree.entity[counted]
    return tree.entity[counted] == "PERSON" or unknown or tree.lemma[counted] in _OFFICES


def lemmas_under(tree: Tree, at: int, far: int = 5) -> list[str]:
    """Return the lemmas of what hangs on a word, some steps deep, clauses left out."""
    found = []
    for kid in tree.children[at]:
        if tree.dep[kid] in {"ccomp", "advcl", "relcl", "conj"} or far == 0:
            continue
        found += [tree.lemma[kid], *lemmas_under(tree, kid, far - 1)]
    return found
