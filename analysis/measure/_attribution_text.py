"""A parsed text as attributions are looked for in it: its tree, its quotes, its paragraphs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.measure._pairs import Quoted, find_quoted, paragraphs
from analysis.measure._scare import kind_of
from analysis.parsing import Parsed

Tokens = frozenset[int]
"""Numbers of tokens of one text."""
NONE: Tokens = frozenset()
MARKS = "\"“”„«»'‘’`"
_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
_MISREAD = {"hop": "hope"}
"""Lemmas that the parse gives wrongly, and what they are in news."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """One attribution, by its tokens; ``head`` is the cue's, None where nothing is a cue."""

    head: int | None
    cue: Tokens
    source: Tokens
    content: Tokens
    score: float = float("nan")


@dataclass(frozen=True, kw_only=True)
class Quotation:
    """A quote over all its paragraphs, by its tokens without the marks."""

    tokens: tuple[int, ...]
    spoken: bool
    """Whether it is a source's words; titles and scare quotes are not."""


class Reading:
    """A text, its parse and its quotes, with what is asked of them again and again.

    Parameters
    ----------
    text
        The text that was parsed.
    parsed
        Its parse.
    """

    def __init__(self, text: str, parsed: Parsed) -> None:
        self.text = text
        self.start: list[int] = parsed.start.tolist()
        self.end: list[int] = parsed.end.tolist()
        self.head = self._within_paragraphs(parsed.head.tolist())
        self.sentence: list[int] = parsed.sentence.tolist()
        self.dep, self.pos, self.tag = list(parsed.dep), list(parsed.pos), list(parsed.tag)
        self.entity = list(parsed.entity)
        self.words = [word.lower() for word in parsed.words(text)]
        plain = (word.lower() for word in parsed.lemma)
        self.lemma = [_MISREAD.get(word, word) for word in plain]
        self.size = len(self.words)

    def _within_paragraphs(self, heads: list[int]) -> list[int]:
        """Make roots of what hangs on another paragraph: no clause runs over its end."""
        at = self.paragraph
        return [head if at[head] == at[token] else token for token, head in enumerate(heads)]

    # -- the tree --------------------------------------------------------------------------

    @cached_property
    def children(self) -> list[list[int]]:
        """The tokens that hang on each token, in order."""
        found: list[list[int]] = [[] for _ in range(self.size)]
        for token, head in enumerate(self.head):
            if head != token:
                found[head].append(token)
        return found

    def having(self, token: int, *deps: str) -> list[int]:
        """Return the children of a token by their relation to it."""
        return [child for child in self.children[token] if self.dep[child] in deps]

    def subtree(self, token: int, without: Iterable[int] = ()) -> Tokens:
        """Return a token and all that hangs on it, but for the branches of ``without``."""
        barred, found, left = set(without), set(), [token]
        while left:
            one = left.pop()
            if one not in barred and one not in found:
                found.add(one)
                left += self.children[one]
        return frozenset(found)

    def subtrees(self, tokens: Iterable[int]) -> Tokens:
        """Return some tokens and all that hangs on any of them."""
        return NONE.union(*(self.subtree(token) for token in tokens))

    def subject(self, verb: int) -> int | None:
        """Return the subject that hangs on a verb, or None."""
        return next(iter(self.having(verb, *_SUBJECTS)), None)

    def is_infinitive(self, verb: int) -> bool:
        """Say whether a verb has its "to"."""
        return any(self.words[child] == "to" for child in self.having(verb, "aux"))

    # -- the text --------------------------------------------------------------------------

    def within(self, start: int, end: int) -> range:
        """Return the tokens that lie in a stretch of text, wholly or in part."""
        low = int(np.searchsorted(self._ends, start, side="right"))
        return range(low, max(low, int(np.searchsorted(self._starts, end, side="left"))))

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return np.array(self.start, dtype=np.int64)

    @cached_property
    def _ends(self) -> NDArray[np.int64]:
        return np.array(self.end, dtype=np.int64)

    @cached_property
    def sentences(self) -> list[range]:
        """The tokens of each sentence."""
        turns = (np.flatnonzero(np.diff(np.array(self.sentence))) + 1).tolist()
        return [range(low, high) for low, high in pairwise([0, *turns, self.size])]

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """Start and end of each paragraph."""
        return list(paragraphs(self.text))

    @cached_property
    def paragraph(self) -> list[int]:
        """The number of the paragraph that each token stands in."""
        starts = np.array([start for start, _ in self.paragraphs], dtype=np.int64)
        numbers: list[int] = np.searchsorted(starts, self._starts, side="right").tolist()
        return numbers

    @cached_property
    def thin(self) -> list[bool]:
        """Whether each token is blank, a mark or a sign, without a letter or digit."""
        return [not any(letter.isalnum() for letter in word) for word in self.words]

    # -- quotes ----------------------------------------------------------------------------

    @cached_property
    def quotes(self) -> list[Quotation]:
        """The quotes that no other holds; one that runs on over paragraphs is one."""
        outer = [quote for quote in find_quoted(self.text)[0] if not quote.depth]
        groups: list[list[Quoted]] = []
        for quote in outer:
            if quote.continues and groups:
                groups[-1].append(quote)
            else:
                groups.append([quote])
        made = [self._quotation(group, outer) for group in groups]
        return [quote for quote in made if quote.tokens]

    def _quotation(self, group: list[Quoted], outer: list[Quoted]) -> Quotation:
        tokens = [token for quote in group for token in self.within(quote.start, quote.end)]
        spoken = kind_of(self.text, group[0], outer).value == "quote"
        return Quotation(tokens=tuple(tokens), spoken=spoken)

    @cached_property
    def spoken(self) -> list[bool]:
        """Whether each token stands in a quote that is a source's words."""
        found = [False] * self.size
        for quote in self.quotes:
            for token in quote.tokens:
                found[token] = quote.spoken
        return found

    # -- from tokens to stretches ----------------------------------------------------------

    def stretches(self, tokens: Iterable[int]) -> list[tuple[int, int]]:
        """Return the stretches of text that tokens make, without what is thin at their ends.

        Tokens with nothing but thin ones between them make one stretch. A quotation mark at
        an end is part of it where its partner stands within.
        """
        kept = sorted(token for token in tokens if not self.thin[token])
        runs: list[list[int]] = []
        for token in kept:
            if runs and all(self.thin[runs[-1][1] + 1 : token]):
                runs[-1][1] = token
            else:
                runs.append([token, token])
        return [self._to_marks(self.start[first], self.end[last]) for first, last in runs]

    def _to_marks(self, start: int, end: int) -> tuple[int, int]:
        """Move an end of a stretch over a mark that closes what opens within, or opens it."""
        last = bisect_left(self._quoted, (end, end)) - 1
        first = bisect_left(self._quoted, (start + 1, 0)) - 1
        if last >= 0 and start < self._quoted[last][0] < end <= self._quoted[last][1]:
            end = self._past(self._quoted[last][1], +1)
        if first >= 0 and self._quoted[first][0] == start < self._quoted[first][1] < end:
            start = self._past(start, -1)
        return start, end

    def _past(self, place: int, step: int) -> int:
        """Move over one mark, or two that are alike."""
        for _ in range(2):
            beside = self.text[place : place + 1] if step > 0 else self.text[place - 1 : place]
            if beside and beside in MARKS:
                place += step
        return place

    @cached_property
    def _quoted(self) -> list[tuple[int, int]]:
        return [(one.start, one.end) for one in find_quoted(self.text)[0] if not one.depth]
