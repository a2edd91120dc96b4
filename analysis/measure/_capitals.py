"""Acts in headlines set in capitals, where a tagger takes verbs for names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.measure._clauses import ABSENT, ACTIVE, BY, PASSIVE, SUBJECT, Act
from analysis.measure._forms import Entry, forms_of
from analysis.measure._literal import is_literal
from analysis.measure._status import ASSERTED, HYPOTHETICAL, NEGATED
from analysis.measure._tree import Tree
from analysis.measure._word_sets import word_set

_CAPITALS = 0.8
"""Share of longer words with a capital from which a sentence is set as a headline."""
_NOUNS = word_set("NN NNS NNP NNPS CD JJ DT PRP$ POS PRP VBN VBG")
_BESIDE = word_set("in at on after as during near outside when while amid over")
_NOUN_TOO = word_set("hit hits hurt beat beats gas club stone shell")
_PERHAPS = word_set("may might could would to will if")


def in_capitals(tree: Tree, at: int) -> bool:
    """Say whether the sentence of a word is set in the capitals of a headline."""
    first, end = _sentence(tree, at)
    words = [tree.text[tree.start[k] : tree.end[k]] for k in range(first, end)]
    long = [word for word in words if len(word) > 3 and word.isalpha()]
    return len(long) > 2 and sum(word[0].isupper() for word in long) >= _CAPITALS * len(long)


def headline_acts(
    tree: Tree, entries: Mapping[str, tuple[Entry, ...]], taken: frozenset[int]
) -> Iterator[Act]:
    """Find acts by verbs that are tagged as names, by the order of words alone."""
    for at, word in enumerate(tree.word):
        known = entries.get(word, ())
        if not known or word.endswith("ing") or any(entry.noun for entry in known):
            continue
        named = at not in taken and tree.tag[at] in {"NNP", "NNPS", "NN", "NNS", "JJ"}
        if not named or at == 0 or not in_capitals(tree, at):
            continue
        for entry in known:
            if entry.rest or word in _NOUN_TOO:
                continue
            found = _read(tree, at, entry.verb)
            if found is not None:
                yield found
            break


def _read(tree: Tree, at: int, verb: str) -> Act | None:
    """Read one act from the nouns before and after its verb."""
    before = at - 1
    first, end = _sentence(tree, at)
    if before < first or tree.tag[before] not in _NOUNS:
        denied = before > first and tree.word[before] in {"not", "n't"}
        if not denied and not (before > first and tree.word[before] in _PERHAPS):
            return None
    past = tree.word[at] in forms_of(verb)[3:] or tree.word[at] in {"shot", "hurt", "beaten"}
    following = tree.word[at + 1] if at + 1 < end else ""
    if past and (following in _BESIDE | {"by", "", "dead"} or not following.isalnum()):
        by = next((k for k in range(at + 1, end) if tree.word[k] == "by"), None)
        agent = None if by is None else _head(tree, by + 1, end)
        agents, patients = [] if agent is None else [agent], [before]
        construction, level = PASSIVE, BY if agents else ABSENT
    else:
        patient = _head(tree, at + 1, end)
        if patient is None or tree.word[at] == verb == "strike":
            return None
        doer = [] if tree.word[before] in _PERHAPS else [before]
        agents, patients, construction = doer, [patient], ACTIVE
        level = SUBJECT if doer else ABSENT
    if not is_literal(tree, at, verb, agents, patients):
        return None
    status = HYPOTHETICAL if tree.word[before] in _PERHAPS else ASSERTED
    return Act(
        first=at,
        last=at,
        verb=verb,
        construction=construction,
        agents=tuple(agents),
        patients=tuple(patients),
        level=level,
        status=NEGATED if tree.word[before] in {"not", "n't"} else status,
    )


def _head(tree: Tree, first: int, end: int) -> int | None:
    """Return the last word of the run of nouns that begins at a place."""
    last = None
    for at in range(first, end):
        if tree.tag[at] not in _NOUNS or tree.word[at] in _BESIDE:
            break
        last = at
    return last


def _sentence(tree: Tree, at: int) -> tuple[int, int]:
    number = tree.sentence[at]
    first, end = at, at + 1
    while first and tree.sentence[first - 1] == number:
        first -= 1
    while end < len(tree.sentence) and tree.sentence[end] == number:
        end += 1
    return first, end
