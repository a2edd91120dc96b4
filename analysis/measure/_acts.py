"""All acts of one text, told by verbs, named by nouns, or set in a headline's capitals."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.measure._capitals import headline_acts
from analysis.measure._clauses import Act, verbal_acts
from analysis.measure._deaths import deaths
from analysis.measure._forms import Entry
from analysis.measure._nominals import nominal_acts
from analysis.measure._tree import Tree


def acts_in(tree: Tree, entries: Mapping[str, tuple[Entry, ...]]) -> list[Act]:
    """Find the acts of one text, in the order of its words, each word in one act at most."""
    if not any(word in entries or word in {"dead", "lives", "life"} for word in tree.word):
        return []
    found = [
        *verbal_acts(tree, entries),
        *deaths(tree, entries),
        *nominal_acts(tree, entries),
    ]
    taken = frozenset(at for act in found for at in (act.first, act.last))
    found += headline_acts(tree, entries, taken)
    by_word = {act.first: act for act in reversed(found)}
    return [by_word[at] for at in sorted(by_word)]
