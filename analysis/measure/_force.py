"""Whether an attack or a strike is one of force, not of words, of the heart or of workers."""

from __future__ import annotations

from analysis.measure._kinds import POLITICS
from analysis.measure._nouns import kind, lemmas_under
from analysis.measure._places import FORCES, before, is_actor_before
from analysis.measure._public import ARMED, CONTESTS, TALK, is_named
from analysis.measure._tree import Tree
from analysis.measure._word_sets import word_set

_IDIOMS = word_set("""
heart panic asthma anxiety hunger labor labour general rent climate school-climate wildcat
teacher teachers nurse nurses worker workers auto rail postal union transit sit-down lightning
preemptive-tax pitch personal verbal ad ads political partisan rhetorical online twitter cyber
hacking ransomware phishing bear shark-jump angina snack student negative three two fake media
ad-hominem tv television debate character bitter petty sharpest pointed harshest
""")
"""Words before attack or strike that make another thing of it."""
_IDIOMS_OF = frozenset({"line", "plan", "mode", "form", "avenue", "angle"})
"""What an attack by words is a line, a mode or an angle of."""
_FIRM = word_set("""
air drone missile rocket military precision retaliatory knife gun suicide terror terrorist
bomb arson acid chemical mortar artillery deadly fatal armed violent sexual bloody arsonist
car truck ramming machete nerve mass lethal surprise overnight naval aerial nuclear
cross-border air-raid targeted gas sword grenade sniper cluster ballistic
""")
"""Words before attack or strike that tell of force."""
_LABOUR = word_set("""
worker union teacher nurse docker picket wage walkout employer pay labour labor driver miner
staff contract bargaining strike-fund uaw week third
""")
_OF_WAR = word_set("airstrike airstrikes drone drones missile missiles warplane warplanes jets")
"""Words of a text in which a strike is no strike of workers."""
_OF_WORK = word_set("""
union unions striker strikers picket pickets picketing walkout wage wages ballot dockers docker
employer employers workforce workers worker pay contract walked bargaining stoppage
""")
"""Words of a text in which a strike is one of workers, if several are there."""
_WORK_TEXT = 2
"""Different words of work from which a text tells of a dispute at work."""
_VIOLENT_TEXT = 3
"""Different words of force from which a text tells of violence."""
_HURT = word_set("""
kill killed wounded injured dead casualty casualties militant soldiers gunman gunmen bomb
missile drone airstrike shrapnel troops victims massacre embassy consulate airport terror
terrorist terrorists attackers assailant base rebels rebel army wound wounding lives
""")
"""Words near an attack or strike that tell of force."""


def has_force(tree: Tree, at: int, verb: str, patients: list[int], *, carried: bool) -> bool:
    """Tell an attack or strike by force from one by words, of the heart, or of workers."""
    words = _words_before(tree, at, counts=verb == "strike")
    if words & _FIRM or tree.word[at].startswith(("airstrike", "air-strike")):
        return True
    if verb == "strike" and _tells_of_work(tree):
        return False
    if words & _IDIOMS or (not carried and _in_idiom(tree, at)):
        return False
    return _by_company(tree, at, verb, patients, labour=bool(words & _LABOUR))


def _tells_of_work(tree: Tree) -> bool:
    """Say whether a text tells of a dispute at work and not of war."""
    of_war = tree.vocabulary & _OF_WAR
    return len(tree.vocabulary & _OF_WORK) >= _WORK_TEXT and not of_war


def _words_before(tree: Tree, at: int, *, counts: bool) -> set[str]:
    """Return the words that describe a noun, as written and as lemmas."""
    kids = tree.kids(at, "amod", "compound", "nmod", *(["nummod"] if counts else []))
    return {tree.lemma[kid] for kid in kids} | {tree.word[kid] for kid in kids}


def _in_idiom(tree: Tree, at: int) -> bool:
    """Say whether an attack is a line of attack, on the attack or under attack."""
    if tree.dep[at] != "pobj":
        return False
    preposition, above = tree.word[tree.head[at]], tree.head[tree.head[at]]
    of_line = preposition == "of" and tree.lemma[above] in _IDIOMS_OF
    return of_line or (preposition in {"on", "under"} and not tree.children[at])


def _by_company(tree: Tree, at: int, verb: str, patients: list[int], *, labour: bool) -> bool:
    """Judge an attack or strike by who and what is named near it."""
    number = tree.sentence[at]
    here = [k for k, sentence in enumerate(tree.sentence) if sentence == number]
    near = {tree.word[k] for k in here} | {tree.lemma[k] for k in here}
    if set(lemmas_under(tree, at)) & ARMED or near & _HURT:
        return not (verb == "strike" and labour)
    if verb == "strike":
        return _is_of_war(tree, at, near, patients)
    owners = before(tree, at)
    political = any(tree.lemma[noun] in POLITICS for noun in (*owners, *patients))
    if verb == "attack" and (political or _in_politics(tree, owners, patients)):
        return False
    violent = verb == "assault" or len(tree.vocabulary & _HURT) >= _VIOLENT_TEXT
    if near & (TALK | CONTESTS) and not violent:
        return False
    return not any(kind(tree, one) in {"figure", "unknown"} for one in patients)


def _is_of_war(tree: Tree, at: int, near: set[str], patients: list[int]) -> bool:
    """Tell a strike from the air or on somebody from one of workers."""
    on_strike = tree.dep[at] == "pobj" and tree.word[tree.head[at]] == "on"
    if tree.vocabulary & _OF_WAR or near & _LABOUR or on_strike:
        return bool(tree.vocabulary & _OF_WAR) and not on_strike
    on_somebody = bool(patients) and bool(tree.under(at, "on", "against"))
    return on_somebody or any(_is_power(tree, word) for word in before(tree, at))


def _is_power(tree: Tree, word: int) -> bool:
    """Say whether a word before strike names a state or a force, not a firm."""
    if tree.entity[word] == "ORG" and tree.word[word] not in FORCES:
        return False
    return is_actor_before(tree, word)


def _in_politics(tree: Tree, owners: list[int], patients: list[int]) -> bool:
    """Say whether one named person attacks another: in news that is done with words."""
    if patients and all(is_named(tree, one) for one in patients):
        return True
    holders = [word for word in owners if tree.dep[word] == "poss"]
    return any(is_named(tree, word) for word in holders)
