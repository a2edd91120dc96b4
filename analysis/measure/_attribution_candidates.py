"""The branches that may be the source or content of a cue, and what a model sees of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.measure._attribution_features import Sight, bucket
from analysis.measure._attribution_text import Tokens

MOST = 40
"""Candidates of one cue; the nearest come first."""
_HIGHEST = 3
"""Steps up the tree within which clauses and their parts are candidates."""
_LINKS = frozenset(("prep", "agent", "dative", "prt", "pcomp"))
"""Relations whose own branches are candidates, and not they."""
_OPENED = frozenset(("acomp", "attr", "dobj", "oprd"))
"""Relations whose branches are candidates as they are themselves."""
_WITHIN = frozenset(("ccomp", "xcomp", "acl", "relcl", "nsubj", "nsubjpass", "dobj", "poss"))
_NO_SIDES = frozenset(("punct", "aux", "auxpass", "cc", "det", "mark"))
_TELLING = ("ccomp", "xcomp", "dobj", "nsubj", "nsubjpass", "agent", "oprd", "prep")


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A branch of the tree, or a quote, and the way to it from the head of the cue."""

    tokens: Tokens
    root: int
    way: str


def candidates(sight: Sight, head: int) -> list[Candidate]:
    """List what may be the source or content of a cue, each set of tokens once."""
    found: dict[Tokens, Candidate] = {}
    for one in _all(sight, head):
        if one.tokens and one.tokens not in found:
            found[one.tokens] = one
        if len(found) == MOST:
            break
    return list(found.values())


def _all(sight: Sight, head: int) -> Iterator[Candidate]:
    """Yield candidates: what the rules take, branches below, clauses above, quotes near."""
    reading = sight.reading
    for child in reading.children[head]:
        yield from _below(sight, child)
    yield from _above(sight, head)
    sentence = reading.sentence
    for quote in sight.quotes:
        first, last = quote.tokens[0], quote.tokens[-1]
        if sentence[first] - 1 <= sentence[head] <= sentence[last] + 1:
            way = "quote before" if last < head else "quote after"
            yield Candidate(tokens=frozenset(quote.tokens), root=first, way=way)
    rule = sight.first.get(head)
    for way, tokens in (
        () if rule is None else (("rule", rule.content), ("rule's", rule.source))
    ):
        if tokens:
            yield Candidate(tokens=tokens, root=min(tokens), way=way)


def _below(sight: Sight, child: int) -> Iterator[Candidate]:
    """Yield the branch of a child, or those behind its preposition."""
    reading, dep = sight.reading, sight.reading.dep[child]
    if dep == "punct":
        return
    if dep in _LINKS and reading.children[child]:
        yield from _behind(sight, child, dep)
        return
    yield Candidate(tokens=reading.subtree(child), root=child, way=dep)
    if dep not in _OPENED:
        return
    for low in reading.children[child]:
        way = f"{dep}>{reading.dep[low]}"
        if reading.dep[low] == "prep":
            yield from _behind(sight, low, way)
        elif reading.dep[low] in _WITHIN:
            yield Candidate(tokens=reading.subtree(low), root=low, way=way)


def _behind(sight: Sight, link: int, way: str) -> Iterator[Candidate]:
    """Yield what stands behind a preposition, or behind two."""
    reading = sight.reading
    for low in reading.children[link]:
        if reading.dep[low] in _LINKS and reading.children[low]:
            for lower in reading.children[low]:
                further = f"{way}>{reading.dep[low]}>{reading.dep[lower]}"
                yield Candidate(tokens=reading.subtree(lower), root=lower, way=further)
        else:
            further = f"{way}>{reading.dep[low]}"
            yield Candidate(tokens=reading.subtree(low), root=low, way=further)


def _above(sight: Sight, head: int) -> Iterator[Candidate]:
    """Yield the clauses a cue stands in, without it, and their other branches."""
    reading, low, way = sight.reading, head, ""
    for _ in range(_HIGHEST):
        up = reading.head[low]
        if up == low:
            return
        way += f"<{reading.dep[low]}"
        yield Candidate(tokens=reading.subtree(up, without=[low]), root=up, way=f"{way}^")
        for side in reading.children[up]:
            if side != low and reading.dep[side] not in _NO_SIDES:
                further = f"{way}>{reading.dep[side]}"
                yield Candidate(tokens=reading.subtree(side), root=side, way=further)
        low = up


def of_candidate(sight: Sight, head: int, one: Candidate) -> Iterator[str]:
    """Describe a branch as the possible source or content of a cue."""
    reading, root, way = sight.reading, one.root, one.way
    lemma, low, high = sight.lemmas[head], min(one.tokens), max(one.tokens)
    side = "before" if high < head else "after" if low > head else "around"
    gap = bucket(max(low - head, head - high, 0))
    yield from (f"way={way}", f"way={way}/{side}", f"way={lemma}/{way}")
    yield f"way={reading.pos[head]}/{way}/{reading.pos[root]}"
    yield from (f"root={reading.pos[root]}/{side}", f"root={sight.lemmas[root]}")
    yield from (f"root={reading.tag[root]}/{way}", f"root={sight.lemmas[root]}/{way}")
    yield from (f"name={reading.entity[root][2:]}/{way}", f"gap={gap}/{side}")
    size = bucket(len(one.tokens))
    yield from (f"size={size}", f"size={size}/{way}")
    opening = sight.opening(root) if reading.pos[root] in ("VERB", "AUX") else "-"
    yield from (f"opens={opening}/{way}", f"opens={lemma}/{opening}/{way}")
    if reading.dep[root] in ("pobj", "pcomp"):
        link = sight.words[reading.head[root]]
        yield from (f"link={link}/{way}", f"link={lemma}/{link}")
    below = {reading.dep[child] for child in reading.children[head]}
    yield from (f"beside={dep}/{way}" for dep in _TELLING if dep in below)
    near = reading.sentence[low] == reading.sentence[head]
    yield f"sentence={near}/{way.split('>')[0]}"
    yield from (f"head={reading.dep[head]}/{way}", f"head={reading.tag[head]}/{way}")
    yield from _by_rules(sight, head, one)


def _by_rules(sight: Sight, head: int, one: Candidate) -> Iterator[str]:
    """Say how much of a branch is quoted, and what the rules make of it."""
    size, way, lemma = len(one.tokens), one.way, sight.lemmas[head]
    inside = sum(sight.reading.spoken[token] for token in one.tokens) / size
    quoted = "all" if inside > 0.9 else "some" if inside else "none"
    yield from (f"quoted={quoted}", f"quoted={quoted}/{way}")
    rule = sight.first.get(head)
    if rule is None:
        yield "rules=no cue"
    else:
        content = 2 * len(one.tokens & rule.content) > size
        source = 2 * len(one.tokens & rule.source) > size
        told = "content" if content else "source" if source else "none"
        yield from (f"rules={told}", f"rules={told}/{way}", f"rules={lemma}/{told}")
        yield f"rules={bool(rule.content)}/{told}/{quoted}"
    owners = [sight.owner[token] for token in one.tokens]
    mine = sum(owner == head for owner in owners) / size
    others = sum(owner not in (head, -1) for owner in owners) / size
    own = (
        "mine"
        if mine > 0.5
        else "another"
        if others > 0.5
        else "part"
        if mine + others
        else "no"
    )
    yield from (f"own={own}/{head in sight.last}", f"own={own}/{way}", f"own={lemma}/{own}")
    yield f"own={own}/{quoted}/{head in sight.last}"
