"""What the nouns of a tree name: somebody, a weapon, a cause, a thing."""

from __future__ import annotations

from analysis.measure._kinds import Kind, kind_of
from analysis.measure._tree import Tree

ABSTRACT = ("tion", "sion", "ness", "ment", "ity", "ism", "ship", "ance", "ence", "ics", "cy")
"""Endings of nouns that name no body."""
_STORMS = frozenset({"hurricane", "typhoon", "cyclone", "storm"})


def kind(tree: Tree, noun: int | None) -> Kind:
    """Say what kind of thing a noun of a tree names."""
    if noun is None:
        return "unknown"
    counted = tree.number_of(noun)
    if any(tree.lemma[kid] in _STORMS for kid in tree.kids(noun, "compound")):
        return "cause"
    if tree.word[counted] in {"old", "olds"} and tree.kid(counted, "npadvmod") is not None:
        return "actor"
    found = kind_of(tree.lemma[counted], tree.entity[counted], tree.tag[counted])
    if found == "unknown" and tree.tag[counted] in {"NNP", "NNPS"}:
        abstract = tree.lemma[counted].endswith(ABSTRACT)
        return "unknown" if abstract else "actor"
    numbered = found == "unknown" and tree.tag[noun] == "CD"
    return "actor" if numbered else found


def lemmas_under(tree: Tree, at: int, far: int = 5) -> list[str]:
    """Return the lemmas of what hangs on a word, some steps deep, clauses left out."""
    found = []
    for kid in tree.children[at]:
        if tree.dep[kid] in {"ccomp", "advcl", "relcl", "conj"} or far == 0:
            continue
        found += [tree.lemma[kid], *lemmas_under(tree, kid, far - 1)]
    return found
