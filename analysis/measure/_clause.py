"""Where a word stands as seen from somebody named in the same sentence.

The dependency path from the one to the other says whether a word describes the target, is
done by it or to it, is in its clause, in what it says, or in a clause of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from analysis.parsing import Parsed

CLAUSES = frozenset({"ccomp", "advcl", "relcl", "acl", "csubj", "csubjpass", "parataxis"})
"""Dependencies whose dependent opens a clause; a verb that is a conjunct does so too."""
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "agent"})
PREDICATES = frozenset({"acomp", "attr", "oprd"})
NOT = frozenset(
    {"not", "n't", "n’t", "never", "no", "neither", "nor", "hardly", "scarcely", "barely"}
    | {"without", "nobody", "none", "cannot"}
)
VERBS = frozenset({"VERB", "AUX"})
_SHARED = frozenset({"conj", "appos"})
"""A noun with one of these has the role of its head."""
_TURNED = frozenset({"acomp", "attr", "dobj", "xcomp", "oprd", "amod", "pobj", "prep"})
"""Words with one of these are negated where their head is."""


class Seen(NamedTuple):
    """How a word stands to the target: in what relation, and how many steps away."""

    relation: str
    steps: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Sentence:
    """The tokens of one sentence; heads are places in it, bounds those of the whole text."""

    start: Sequence[int]
    end: Sequence[int]
    head: Sequence[int]
    dep: Sequence[str]
    pos: Sequence[str]
    lemma: Sequence[str]
    word: Sequence[str]

    def __len__(self) -> int:
        return len(self.head)

    @classmethod
    def at(cls, parsed: Parsed, text: str, place: int) -> Sentence:
        """Cut the sentence of a token out of a text's parse."""
        number = parsed.sentence[place]
        first, last = parsed.sentence.searchsorted([number, number + 1]).tolist()
        cut = slice(first, last)
        start, end = parsed.start[cut].tolist(), parsed.end[cut].tolist()
        return cls(
            start=start,
            end=end,
            head=[max(0, min(head - first, last - first - 1)) for head in parsed.head[cut]],
            dep=parsed.dep[cut],
            pos=parsed.pos[cut],
            lemma=[lemma.lower() for lemma in parsed.lemma[cut]],
            word=[text[a:b].lower() for a, b in zip(start, end, strict=True)],
        )

    @cached_property
    def children(self) -> list[list[int]]:
        """The dependents of each token."""
        found: list[list[int]] = [[] for _ in self.head]
        for place, head in enumerate(self.head):
            if head != place:
                found[head].append(place)
        return found

    def path(self, place: int) -> list[int]:
        """Return a token and all that govern it, up to the root."""
        found = [place]
        while self.head[found[-1]] != found[-1] and len(found) <= len(self):
            found.append(self.head[found[-1]])
        return found

    def opens_clause(self, place: int) -> bool:
        """Say whether a token heads a clause within a larger one."""
        dep = self.dep[place]
        return dep in CLAUSES or (dep == "conj" and self.pos[place] in VERBS)

    def negated(self, place: int) -> bool:
        """Say whether a negation stands by a word, or by the verb it belongs to."""
        if self._denied(place):
            return True
        head = self.head[place]
        return self.dep[place] in _TURNED and (
            self._denied(head) or self.word[head] in NOT or self._under_without(head)
        )

    def _denied(self, place: int) -> bool:
        return any(self.dep[c] == "neg" or self.word[c] in NOT for c in self.children[place])

    def _under_without(self, place: int) -> bool:
        head = self.head[place]
        return self.dep[place] == "prep" and head != place and self._denied(head)


@dataclass(frozen=True, eq=False, kw_only=True)
class Target:
    """A mention in its sentence: its tokens, the one that heads them, and the role it has."""

    sentence: Sentence
    tokens: frozenset[int]
    head: int

    @classmethod
    def of(cls, sentence: Sentence, start: int, end: int) -> Target | None:
        """Find the tokens under a stretch of the text; None if there are none."""
        bounds = zip(sentence.start, sentence.end, strict=True)
        tokens = [n for n, (low, high) in enumerate(bounds) if low < end and high > start]
        if not tokens:
            return None
        own = set(tokens)
        tops = [n for n in tokens if sentence.head[n] not in own or sentence.head[n] == n]
        return cls(sentence=sentence, tokens=frozenset(tokens), head=(tops or tokens)[-1])

    @cached_property
    def place(self) -> int:
        """The noun whose role the target has: itself, or the first of a list it stands in."""
        s, place = self.sentence, self.head
        for _ in self.sentence.head:
            if s.dep[place] not in _SHARED or s.pos[place] in VERBS or s.head[place] == place:
                break
            place = s.head[place]
        return place

    @cached_property
    def role(self) -> str:
        """Its dependency; of the object of a preposition, "agent" after a passive's "by"."""
        s = self.sentence
        dep = s.dep[self.place]
        return "agent" if dep == "pobj" and s.dep[s.head[self.place]] == "agent" else dep

    @cached_property
    def governor(self) -> int:
        """The word that governs it, across a preposition."""
        s = self.sentence
        head = s.head[self.place]
        return s.head[head] if s.dep[self.place] == "pobj" else head

    @cached_property
    def _ups(self) -> dict[int, int]:
        return {node: steps for steps, node in enumerate(self.sentence.path(self.place))}

    def sees(self, place: int) -> Seen:
        """Say how a word of the sentence stands to the target."""
        s = self.sentence
        down: list[int] = []
        node = place
        while node not in self._ups and len(down) <= len(s):
            down.append(node)
            if s.head[node] == node:
                return Seen("apart", len(s))
            node = s.head[node]
        steps = self._ups[node]
        up = [n for n in self._ups if self._ups[n] < steps]
        return Seen(self._relation(node, up, down), steps + len(down))

    def _relation(self, top: int, up: Sequence[int], down: Sequence[int]) -> str:
        """Name the relation by the clauses that the way up and the way down cross."""
        s = self.sentence
        left = [n for n in up if s.opens_clause(n)]
        entered = [s.dep[n] for n in reversed(down) if s.opens_clause(n)]
        if not up:
            return "describing clause" if entered else "describing"
        if left and entered:
            return "apart"
        if left:
            return "above" if down else "governing clause"
        if entered:
            own = entered[0] == "ccomp" and self.role in SUBJECTS
            return "own words" if own else "other clause"
        near = len(up) <= 1 + (s.dep[up[0]] == "pobj")
        if not near:
            return "same clause"
        return self._within(top, down)

    def _within(self, top: int, down: Sequence[int]) -> str:
        """Name the relation to a word in the phrase or clause that governs the target."""
        s = self.sentence
        if self.role in {"poss", "compound", "nmod"}:
            return "owned"
        if not down:
            return f"governing {self._side(top)}"
        first = s.dep[down[-1]]
        if self.role in SUBJECTS:
            if first in PREDICATES:
                return "predicate"
            if first in {"dobj", "xcomp"}:
                return first
        return "same predicate"

    def _side(self, top: int) -> str:
        if self.role == "nsubjpass" or self.role in {"dobj", "dative", "oprd"}:
            return "object"
        if self.role in SUBJECTS:
            return "subject"
        return "noun" if self.sentence.pos[top] not in VERBS else "oblique"
