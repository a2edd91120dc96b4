"""Sentiment towards somebody named, by rules over the parse and a list of words.

A word counts by how it stands to the target (:mod:`analysis.measure._clause`). What is done
by the target or to it, and what it is called, count in full wherever they stand; any other
word counts the less, the more steps of the parse lie between.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import numpy as np

from analysis.lexicon import Lexicon
from analysis.measure._clause import SUBJECTS, VERBS, Target
from analysis.measure._finder import Find, finder
from analysis.measure._vader import ScoredWord

LIST = "words-about-people"
WEIGHTS: Mapping[str, tuple[float, float]] = {
    "done to": (0.50, 0.70),
    "done by": (0.60, 0.70),
    "done with": (0.45, 0.50),
    "against": (0.0, 0.40),
    "describing": (0.40, 0.55),
    "predicate": (0.65, 0.65),
    "owned": (0.35, 0.70),
    "governing": (0.35, 0.45),
    "dobj": (0.80, 0.70),
    "xcomp": (0.60, 0.50),
    "same predicate": (0.75, 0.70),
    "same clause": (0.55, 1.00),
    "describing clause": (0.10, 0.40),
    "governing clause": (0.20, 0.95),
    "own words": (0.85, 0.10),
    "other clause": (0.65, 0.85),
    "above": (0.15, 0.95),
    "apart": (0.40, 0.80),
}
"""What a good and a bad word weigh, by how they stand to the target. From least squares on
four fifths of NewsMTSC's training sentences, to the nearest twentieth."""
IN_FULL = frozenset(
    {"done to", "done by", "done with", "against", "describing", "predicate", "owned"}
)
"""Relations whose words count in full, however many steps away."""
TURNED = -0.7
"""What is left of a word that is negated, near what VADER leaves (-0.74)."""
STRONGEST = 2.0
"""The largest weight of the list of deeds."""
POSITIVE_FROM, NEGATIVE_FROM = 0.12, -0.10
"""Scores from which a mention counts as positive, and down from which as negative."""
_DEEDS = frozenset({"object", "subject", "anywhere"})
"""Categories of a list of deeds."""
_NEAR_DEED = frozenset({"governing oblique", "same clause", "owned"})
"""Relations in which a verb says of the target what it says of its object."""
_ELSEWHERE = frozenset(
    {"other clause", "apart", "above", "governing clause", "describing clause", "own words"}
)
"""Relations of verbs in other clauses, which may have names of their own."""
_BARE = frozenset({"ADP", "SCONJ", "CCONJ", "DET", "PRON", "PROPN"})
"""Parts of speech that carry no weight of the lexicon: "like" before a noun, names."""


class Hit(NamedTuple):
    """A word that says something of the target: where, how it stands, what it adds."""

    place: int
    relation: str
    score: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Rules:
    """How words are weighed: the terms of a lexicon, and deeds by whom they speak of."""

    find: Find
    unit: float
    objects: Mapping[str, float]
    subjects: Mapping[str, float]
    anywhere: Mapping[str, float]

    @classmethod
    def of(cls, lexicon: Lexicon | None) -> Rules:
        """Take the words of a lexicon of the user's; of ``None``, VADER's and our own list."""
        own = own_list() if lexicon is None else lexicon
        words = Lexicon.vader() if lexicon is None else lexicon
        have = own.categories
        objects, subjects, anywhere = (
            own.weights(name) if name in have else {}
            for name in ("object", "subject", "anywhere")
        )
        find = finder(words) if lexicon is None or not _DEEDS.issuperset(have) else _nothing
        weights = [abs(weight) for weight in words.table["weight"] if weight]
        return cls(
            find=find,
            unit=float(np.mean(weights)) if weights else 1.0,
            objects=objects,
            subjects=subjects,
            anywhere=anywhere,
        )

    def hits(self, target: Target, text: str) -> list[Hit]:
        """List the words of the target's sentence that count, ``text`` being all its article.

        What is hidden in ``text`` is not looked at: the words of another voice.
        """
        s = target.sentence
        first, last = s.start[0], s.end[-1]
        found = {first + word.start: word.weight for word in self.find(text[first:last])}
        shown = [text[a:b].lower() == w for a, b, w in zip(s.start, s.end, s.word, strict=True)]
        hits = []
        for place in range(len(s)):
            if place in target.tokens or not shown[place]:
                continue
            weight, relation, steps = self._weighed(target, place, found.get(s.start[place], 0))
            if weight:
                turn = TURNED if s.negated(place) else 1.0
                hits.append(Hit(place, relation, _worth(weight * turn, relation, steps)))
        return hits

    def _weighed(self, target: Target, place: int, found: float) -> tuple[float, str, int]:
        """Give the weight of a word, its relation to the target, and the steps between."""
        s = target.sentence
        lemma, word = s.lemma[place], s.word[place]
        deed = s.pos[place] in VERBS and (lemma in self.objects or lemma in self.subjects)
        if word == "against":
            near = s.head[target.place] == place
            return (self.anywhere.get(word, 0.0) if near else 0.0), word, 1
        weight = 0.0 if s.pos[place] in _BARE else found / self.unit
        weight = self.anywhere.get(word, self.anywhere.get(lemma, weight))
        if not weight and not deed:
            return 0.0, "", 0
        relation, steps = target.sees(place)
        if deed and (known := self._deed(target, place, relation)):
            return known[0], known[1], steps
        return weight, _kind(relation), steps

    def _deed(self, target: Target, place: int, relation: str) -> tuple[float, str] | None:
        """Say what a verb of the list says of the target; None where it is a word like any."""
        s = target.sentence
        lemma = s.lemma[place]
        if relation == "governing object":
            return self.objects.get(lemma, 0.0), "done to"
        if relation == "governing subject":
            return self.subjects.get(lemma, 0.0), "done by"
        if relation == "describing clause" and s.head[place] == target.place:
            deeds = self.objects if _undergone(target, place) else self.subjects
            return (deeds[lemma], "done with") if lemma in deeds else None
        if lemma in self.subjects and _shares_subject(target, place, relation):
            return self.subjects[lemma], "done with"
        if relation in _ELSEWHERE and _has_its_own(target, place):
            return 0.0, relation
        near = lemma in self.objects and relation in _NEAR_DEED
        return (self.objects[lemma], _kind(relation)) if near else None


@cache
def own_rules() -> Rules:
    """Return the rules with VADER's words and our own."""
    return Rules.of(None)


@cache
def own_list() -> Lexicon:
    """Return the list of deeds and words that the suite ships, with their weights."""
    shipped = Lexicon.shipped(LIST)
    entries: dict[str, dict[str, float]] = {}
    for term, found in shipped.entries.items():
        for category, weight in (name.split() for name in found):
            entries.setdefault(term, {})[category] = float(weight)
    return replace(shipped, entries=entries)


def polarity(score: float) -> str:
    """Say on which side of the thresholds a score lies."""
    if score > POSITIVE_FROM:
        return "positive"
    return "negative" if score < NEGATIVE_FROM else "neutral"


def total(hits: list[Hit]) -> float:
    """Add up what the words say, within -1 and 1."""
    return max(-1.0, min(1.0, math.fsum(hit.score for hit in hits)))


def _worth(weight: float, relation: str, steps: int) -> float:
    good, bad = WEIGHTS[relation]
    near = 1.0 if relation in IN_FULL else 2.0 / (1.0 + max(1, steps))
    return (good if weight > 0 else bad) * near * weight / STRONGEST


def _kind(relation: str) -> str:
    """Merge the relations that weigh alike."""
    if relation.startswith("governing ") and relation != "governing clause":
        return "governing"
    return relation


def _undergone(target: Target, place: int) -> bool:
    """Say whether a verb in a clause about the target is a passive, or a bare participle."""
    s = target.sentence
    passive = any(s.dep[c] in {"nsubjpass", "auxpass"} for c in s.children[place])
    return passive or (s.dep[place] == "acl" and not s.word[place].endswith("ing"))


def _shares_subject(target: Target, place: int, relation: str) -> bool:
    """Say whether a verb without a subject of its own has the target for one."""
    s = target.sentence
    if relation == "xcomp":
        return True
    own = any(s.dep[c] in {"nsubj", "nsubjpass"} for c in s.children[place])
    led = target.role in SUBJECTS - {"agent"} and s.head[place] == target.governor
    return relation == "other clause" and led and not own


def _has_its_own(target: Target, place: int) -> bool:
    """Say whether a verb is done by or to somebody else whom it names."""
    s = target.sentence
    return any(
        s.dep[c] in {"dobj", "nsubj", "nsubjpass"} and s.pos[c] == "PROPN"
        for c in s.children[place]
    )


def _nothing(text: str) -> list[ScoredWord]:
    del text
    return []
