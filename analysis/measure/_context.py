"""What a model may know of a mention: words by how they stand to it, and the encoder's view."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.encoder import Place, Vectors, encode_places
from analysis.measure._clause import Seen, Target
from analysis.measure._deeds import own_rules
from analysis.measure._towards import Mention
from analysis.tokens import HIDDEN

NEAR_STEPS = 2
"""Steps of the parse within which a word counts as near."""
WINDOWS = (3, 8)
"""Words to the left or right of the mention that are looked at as such."""
EARLY, LATE = 3, 5
"""Layers of the encoder whose states are taken."""
MOST_SUM = 1.5
_NO_WORD = frozenset({"PUNCT", "SPACE", "X"})


def words_of(mention: Mention) -> dict[str, float]:
    """Name the words of the sentence by relation, nearness and side; names count as one."""
    target = mention.target
    s = target.sentence
    first, last = min(target.tokens), max(target.tokens)
    found = {
        f"role={target.role}": 1.0,
        f"governor={target.role}={s.lemma[target.governor]}": 1.0,
    }
    for place in range(len(s)):
        if place in target.tokens or s.pos[place] in _NO_WORD or _hidden(mention, place):
            continue
        lemma = "NAME" if s.pos[place] == "PROPN" else s.lemma[place]
        distance = place - last if place > last else first - place
        side = "right" if place > last else "left"
        turned = f"not {lemma}" if s.negated(place) else lemma
        found |= _named(target.sees(place), lemma, turned)
        found |= {f"{side} {n}={lemma}": 1.0 for n in WINDOWS if distance <= n}
    return found


def _named(seen: Seen, lemma: str, turned: str) -> dict[str, float]:
    near = {f"near={turned}": 1.0} if seen.steps <= NEAR_STEPS else {}
    return {f"anywhere={lemma}": 1.0, f"{seen.relation}={turned}": 1.0, **near}


def _hidden(mention: Mention, place: int) -> bool:
    return mention.text[mention.target.sentence.start[place]] == HIDDEN


def sums_of(mention: Mention) -> dict[str, float]:
    """Add up what the rules find, by relation and sign, and in all."""
    found: dict[str, float] = {}
    for hit in own_rules().hits(mention.target, mention.text):
        for name in (f"{hit.relation} {'well' if hit.score > 0 else 'ill'}", "all"):
            found[name] = found.get(name, 0.0) + hit.score
    return {name: max(-MOST_SUM, min(MOST_SUM, value)) for name, value in found.items()}


def vectors_of(mentions: Sequence[Mention]) -> Vectors:
    """Give each mention the encoder's states of its words, its governor and its sentence."""
    texts, places = [], []
    for mention in mentions:
        s = mention.target.sentence
        first = s.start[0]
        texts.append(mention.text[first : s.end[-1]].replace(HIDDEN, " "))
        places.append(_places(mention.target, first))
    made = encode_places(texts, places)
    return np.asarray(made.reshape(len(mentions), -1), np.float32)


def _places(target: Target, first: int) -> list[Place]:
    s = target.sentence
    own = (s.start[min(target.tokens)] - first, s.end[max(target.tokens)] - first)
    governor = (s.start[target.governor] - first, s.end[target.governor] - first)
    return [(EARLY, *own), (LATE, *own), (LATE, 0, 0), (LATE, *governor)]
