"""Whether an act is told as done: asserted, negated, only possible, or alleged."""

from __future__ import annotations

from analysis.measure._nouns import kind
from analysis.measure._tree import SUBJECTS, Tree
from analysis.measure._word_sets import word_set

ASSERTED, NEGATED, HYPOTHETICAL, ALLEGED = "asserted", "negated", "hypothetical", "alleged"
_NO = word_set("no neither none nobody no-one")
_DENYING = word_set("""
deny refuse fail avoid prevent stop refrain decline forbid avert thwart foil spare dismiss
disprove
""")
_ALLEGING = word_set("accuse charge suspect allege blame implicate indict")
_RANKS = frozenset({"first", "last", "latest", "second", "third", "only", "youngest"})
_CHARGES = frozenset({"suspicion", "accusation", "charge", "allegation"})
_ALLEGEDLY = word_set("allegedly purportedly suspected alleged supposedly")
_MODALS = word_set("could might may would should must can will shall 'll 'd ca wo")
_OPEN = word_set("if unless whether lest until")
_DONE = word_set("""
say believe report think know appear seem happen manage continue begin start keep find see
watch show get help proceed come go admit confess recall remember regret cease finish end tell
note claim suggest reveal confirm acknowledge presume learn discover understand hear film
catch spot survive use hold praise arrest convict mean cause lead force make have criticise
criticize condemn jail sentence thank record capture stop
""")
"""Verbs under which an infinitive or clause is told as done."""
_DOING = frozenset({"that", "which", "who"})
_ONLY_MEANT = word_set("""
threaten threat plan plot attempt try fear order risk possibility prospect danger warn vow
promise intend want seek hope call urge consider contemplate oppose propose authorise
authorize demand intention decision bid readiness ready conspire conspiracy prepare
preparation warning chance advocate ponder suggest-to brace expect anticipate deter weigh
imagine target
""")
"""Verbs and nouns under which an act is only possible."""
_POSSIBLE = word_set("""
possible potential planned imminent future attempted threatened feared foiled failed likely
hypothetical looming thwarted would-be further any
""")
_FAR = 8


def status_of(tree: Tree, at: int) -> str:
    """Say how an act is told, from the word that names it."""
    if _alleged_here(tree, at):
        return ALLEGED
    if _denied_here(tree, at):
        return NEGATED
    if _only_possible_here(tree, at):
        return HYPOTHETICAL
    return _from_above(tree, at)


def _alleged_here(tree: Tree, at: int) -> bool:
    return any(tree.word[kid] in _ALLEGEDLY for kid in tree.kids(at, "advmod", "amod"))


def _denied_here(tree: Tree, at: int) -> bool:
    """Say whether a clause itself says no ("did not", "no one was")."""
    if any(kid < at for kid in tree.kids(at, "neg")) or any(
        tree.word[k] == "never" for k in tree.children[at]
    ):
        return True
    if not tree.is_verb(at):
        return any(tree.word[kid] in _NO for kid in tree.kids(at, "det"))
    parts = tree.kids(at, *SUBJECTS)
    if tree.dep[at] == "acl" and tree.tag[at] == "VBN":
        parts = [tree.head[at]]
    if not parts and tree.dep[at] == "conj":
        return _denied_here(tree, tree.head[at]) and not tree.kids(at, "aux", "auxpass")
    parts += tree.kids(at, "dobj")
    return any(
        tree.word[part] in _NO or any(tree.word[kid] in _NO for kid in tree.children[part])
        for part in parts
    )


def _only_possible_here(tree: Tree, at: int) -> bool:
    """Say whether a clause itself says perhaps ("could", "if", a question)."""
    for verb in _row(tree, at):
        words = {
            tree.word[kid] for kid in tree.kids(verb, "aux", "auxpass") if _modal(tree, kid)
        }
        marks = {tree.word[kid] for kid in tree.kids(verb, "mark", "advmod")}
        if words & _MODALS or (marks & _OPEN and tree.dep[verb] in {"advcl", "ccomp", "pcomp"}):
            return True
        if _asked(tree, verb) or _inverted(tree, verb):
            return True
    return any(tree.word[kid] in _POSSIBLE for kid in tree.kids(at, "amod", "det"))


def _modal(tree: Tree, kid: int) -> bool:
    return tree.tag[kid] == "MD"


def _row(tree: Tree, at: int) -> list[int]:
    """Return a verb and those before it in a row that share its subject and auxiliaries."""
    found = [at]
    while tree.dep[at] == "conj" and tree.is_verb(tree.head[at]) and len(found) < _FAR:
        own = tree.kids(at, *SUBJECTS) or tree.kids(at, "aux")
        if own:
            break
        at = tree.head[at]
        found.append(at)
    return found


def _inverted(tree: Tree, verb: int) -> bool:
    """Say whether a clause is a condition by the order of its words ("Had they attacked")."""
    subject = tree.kid(verb, "nsubj", "nsubjpass")
    before = [kid for kid in tree.kids(verb, "aux") if subject is not None and kid < subject]
    first = any(tree.word[kid] in {"had", "should", "were"} for kid in before)
    return first and tree.dep[verb] == "advcl"


def _asked(tree: Tree, verb: int) -> bool:
    """Say whether a verb is the main one of a question, told by its mark."""
    if tree.head[verb] != verb or not tree.is_verb(verb):
        return False
    marks = [kid for kid in tree.kids(verb, "punct") if tree.word[kid].startswith("?")]
    asks_why = any(tree.tag[kid] in {"WRB", "WP", "WDT"} for kid in tree.children[verb])
    return bool(marks) and not asks_why


def _from_above(tree: Tree, at: int) -> str:
    """Take the status from the clauses above, nearest first."""
    told, start = ASSERTED, at
    for _ in range(_FAR):
        above, dep = tree.head[at], tree.dep[at]
        if above == at:
            break
        told = _under(tree, at, above, dep)
        named = dep == "prep" and not tree.is_verb(above)
        if told != ASSERTED or named or dep in {"relcl", "nsubj", "nsubjpass", "advcl"}:
            break
        if dep in {"ccomp", "xcomp", "pcomp", "prep", "pobj", "dobj"} and _above_denies(
            tree, above
        ):
            return NEGATED if dep in {"ccomp", "xcomp"} else told
        if dep in {"xcomp", "ccomp"} and _modals_of(tree, above) and dep == "xcomp":
            return HYPOTHETICAL
        if not tree.is_verb(start) and tree.is_verb(above):
            break
        at = above
    return told


def _above_denies(tree: Tree, above: int) -> bool:
    """Say whether the clause above is itself denied ("it is not true that")."""
    untrue = {"impossible", "untrue", "false", "unlikely"}
    if any(tree.word[kid] in untrue for kid in tree.kids(above, "acomp")):
        return True
    return tree.kid(above, "neg") is not None and (
        tree.lemma[above] in {"be", "say", "believe", "mean", "manage", "claim"}
    )


def _modals_of(tree: Tree, above: int) -> bool:
    return any(_modal(tree, kid) for kid in tree.kids(above, "aux"))


def _under(tree: Tree, at: int, above: int, dep: str) -> str:
    """Say what one word above makes of an act under it."""
    lemma, word = tree.lemma[above], tree.word[above]
    clause = dep in {"xcomp", "ccomp"}
    if dep in {"pcomp", "pobj"}:
        return _under_preposition(tree, above, gerund=dep == "pcomp")
    if (clause or dep == "dobj") and lemma in _DENYING:
        return HYPOTHETICAL if dep == "dobj" else NEGATED
    if clause and lemma in _ALLEGING:
        return ALLEGED
    if (clause or dep in {"dobj", "acl"}) and lemma in _ONLY_MEANT:
        to = any(tree.word[kid] == "to" for kid in tree.kids(at, "aux"))
        finite = dep == "ccomp" and not to and tree.kid(at, *SUBJECTS) is not None
        told = finite and lemma in {"warn", "expect", "suggest"}
        return ASSERTED if told else HYPOTHETICAL
    auxiliaries = {tree.word[kid] for kid in tree.kids(at, "aux", "auxpass")}
    if "to" in auxiliaries and (clause or dep in {"acl", "advcl", "relcl"}):
        rank = {word, *(tree.word[kid] for kid in tree.kids(above, "amod"))}
        done = (
            "have" in auxiliaries
            or lemma in _DONE
            or (bool(rank & _RANKS) and kind(tree, above) == "actor")
        )
        return ASSERTED if done else HYPOTHETICAL
    let = clause and tree.tag[at] == "VB" and not auxiliaries and lemma in {"let", "allow"}
    return HYPOTHETICAL if let else ASSERTED


def _under_preposition(tree: Tree, preposition: int, *, gerund: bool) -> str:
    """Say what a preposition and the word it hangs on make of an act."""
    above, word = tree.head[preposition], tree.word[preposition]
    lemma = tree.lemma[above]
    if (gerund and word in {"without", "than"}) or "instead" in {word, tree.word[above]}:
        return NEGATED
    if word == "from" and (lemma in _DENYING or lemma in {"keep", "save"}):
        return NEGATED
    charged = word in {"of", "with", "in", "for", "over", "on"} and lemma in _ALLEGING
    if gerund and (charged or (word == "of" and lemma in _CHARGES)):
        return ALLEGED
    if lemma in _ONLY_MEANT and word in {"of", "for", "against", "about", "on", "to"}:
        return HYPOTHETICAL
    return ASSERTED
