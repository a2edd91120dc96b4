"""The words of one field of an article as phrases: what governs what, and how it is said."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analysis.measure._source_names import Mention, Names, Run, name_words
from analysis.parsing import Parsed

Stretch = tuple[int, int]
"""Start and end of a stretch of text, in code points."""
_LONGEST_OF = 8
"""Tokens of a complement ("of the harbour workers") that is kept in an unnamed source."""


class Phrases:
    """The tokens of one field, the phrases they make, and the names among them."""

    def __init__(self, field: str, text: str, parsed: Parsed, names: Names) -> None:
        self.field, self.text, self.parsed = field, text, parsed
        self.words = parsed.words(text)
        self.lower = [word.casefold() for word in self.words]
        self.lemma = [lemma.casefold() for lemma in parsed.lemma]
        self.head = [int(head) for head in parsed.head]
        self.mentions = [mention for mention in names.mentions if mention.field == field]
        self.mention_at: dict[int, Mention] = {
            token: mention for mention in self.mentions for token in range(*mention.run)
        }

    def under(self, pieces: Sequence[Stretch]) -> NDArray[np.bool_]:
        """Say of each token whether it begins inside some stretches."""
        inside = np.zeros(len(self.words), dtype=bool)
        for start, end in pieces:
            first, last = np.searchsorted(self.parsed.start, [start, end])
            inside[first:last] = True
        return inside

    def tokens(self, pieces: Sequence[Stretch]) -> list[int]:
        """Return the tokens under some stretches that are no white space."""
        found: set[int] = set()
        for start, end in pieces:
            first = int(np.searchsorted(self.parsed.end, start, side="right"))
            last = int(np.searchsorted(self.parsed.start, end))
            found.update(range(first, last))
        return [token for token in sorted(found) if self.words[token].strip()]

    @cached_property
    def children(self) -> list[list[int]]:
        """The tokens that hang on each token."""
        found: list[list[int]] = [[] for _ in self.words]
        for token, head in enumerate(self.head):
            if head != token:
                found[head].append(token)
        return found

    def top(self, inside: set[int]) -> int:
        """Return the token that governs the others; of a preposition, its noun."""
        tops = [t for t in sorted(inside) if self.head[t] not in inside or self.head[t] == t]
        told = [t for t in tops if self.parsed.pos[t] not in ("PUNCT", "CCONJ", "DET", "SPACE")]
        head = (told or tops)[0]
        while self.parsed.pos[head] in ("ADP", "VERB", "AUX"):
            below = [c for c in self.children[head] if c in inside]
            nouns = [
                c for c in below if self.parsed.dep[c] in ("pobj", "nsubj", "dobj", "agent")
            ]
            if not nouns:
                break
            head = nouns[0]
        return head

    def run_top(self, run: Run) -> int:
        """Return the token that governs the others of a name."""
        inside = range(*run)
        return next((t for t in inside if self.head[t] not in inside), inside[-1])

    def proper(self, head: int) -> tuple[str, ...]:
        """Return the capitalised words that end in a token."""
        first = head
        while (
            first > 0
            and self.parsed.pos[first - 1] == "PROPN"
            and first - 1 not in self.mention_at
        ):
            first -= 1
        return name_words(self.say(range(first, head + 1)))

    def beside(self, head: int) -> list[str]:
        """Return the lemmas of the nouns right before a noun."""
        first = head
        while (
            first > 0
            and self.parsed.pos[first - 1] in ("NOUN", "PROPN", "ADJ")
            and self.head[first - 1] in (head, first)
        ):
            first -= 1
        return self.lemma[first:head]

    def body_of(self, head: int, inside: set[int]) -> list[str]:
        """Return the words that name the body which a spokesperson speaks for."""
        found = [
            t
            for t in self.children[head]
            if self.parsed.dep[t] in ("compound", "poss", "nmod", "amod")
        ]
        for of in self.children[head]:
            if self.lower[of] in ("for", "of", "from", "with", "at"):
                found += [t for t in self.below(of) if t != of]
        found += [t for c in list(found) for t in self.below(c)]
        return [
            self.lower[t]
            for t in sorted(set(found))
            if t in inside and self.parsed.pos[t] != "DET"
        ]

    def below(self, token: int) -> list[int]:
        """Return a token and all that hang on it, in order."""
        found, queue = [], [token]
        while queue:
            one = queue.pop()
            found.append(one)
            queue += self.children[one]
        return sorted(found)

    def phrase(self, inside: set[int], head: int) -> str:
        """Return the words of an unnamed source: up to its noun, and of whom it is."""
        first = head
        while first - 1 in inside and (
            self.parsed.pos[first - 1] != "PUNCT" or self.words[first - 1] == "-"
        ):
            first -= 1
        last = head + 1
        for of in self.children[head]:
            below = self.below(of)
            if (
                of == last
                and self.lower[of] in ("of", "for", "from", "at", "in", "with")
                and len(below) <= _LONGEST_OF
                and set(below) <= inside
            ):
                last = max(below) + 1
        kept = list(range(first, last))
        while len(kept) > 1 and (
            self.parsed.pos[kept[0]] == "DET" or self.lower[kept[0]] in ("the", "a", "an")
        ):
            kept.pop(0)
        told = self.say(kept)
        kept_case = self.parsed.pos[kept[0]] == "PROPN" or told[1:2].isupper()
        return told if kept_case else told[:1].lower() + told[1:]

    def say(self, tokens: Sequence[int]) -> str:
        """Return the text from the first token to the last, on one line."""
        start, end = self.parsed.start[tokens[0]], self.parsed.end[tokens[-1]]
        return " ".join(self.text[int(start) : int(end)].split())
