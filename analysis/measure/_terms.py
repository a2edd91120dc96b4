"""Find the terms of a list in a text: words, phrases, and beginnings of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.tokens import normal, word_bounds

Found = tuple[int, int, str]
"""Start and end in the text, and the term as the list writes it."""


@dataclass(frozen=True, kw_only=True)
class _Term:
    """A term cut into words, of which some may have any ending."""

    written: str
    words: tuple[str, ...]
    wild: tuple[bool, ...]

    def rank(self) -> tuple[int, int, int]:
        """Longer terms go first, then those of which more is said."""
        return (-len(self.words), sum(self.wild), -sum(map(len, self.words)))

    def fits(self, words: Sequence[str]) -> bool:
        """Say whether these words are the term."""
        return len(words) == len(self.words) and all(
            word.startswith(own) if wild else word == own
            for word, own, wild in zip(words, self.words, self.wild, strict=True)
        )


class TermFinder:
    """Finds terms from left to right, the longest first, none over another.

    Words are those of :mod:`analysis.tokens`, letter case aside; ``*`` stands for any ending
    of a word, and the words of a phrase stand with nothing but blanks between them.

    Examples
    --------
    >>> finder = TermFinder(["good", "not good*", "abandon*"])
    >>> [term for _, _, term in finder.find("Not goodness; abandoned, but GOOD.")]
    ['not good*', 'abandon*', 'good']
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._exact: dict[str, list[_Term]] = {}
        self._beginning: dict[str, list[_Term]] = {}
        self.unfindable: list[str] = []
        """Terms without a word in them, such as marks and numbers."""
        self._of_word: dict[str, tuple[_Term, ...]] = {}
        for written in terms:
            term = _cut(written)
            if term is None:
                self.unfindable.append(written)
                continue
            first = self._beginning if term.wild[0] else self._exact
            first.setdefault(term.words[0], []).append(term)

    def find(self, text: str) -> list[Found]:
        """List the terms in a text."""
        plain, bounds = normal(text), word_bounds(text)
        words = [plain[start:end] for start, end in bounds]
        found: list[Found] = []
        place = 0
        while place < len(words):
            size = 1
            for term in self._candidates(words[place]):
                after = place + len(term.words)
                if term.fits(words[place:after]) and _joined(plain, bounds[place:after]):
                    found.append((bounds[place][0], bounds[after - 1][1], term.written))
                    size = len(term.words)
                    break
            place += size
        return found

    def _candidates(self, word: str) -> tuple[_Term, ...]:
        """Give the terms that can begin with a word, in the order in which they are tried."""
        known = self._of_word.get(word)
        if known is None:
            own = list(self._exact.get(word, ()))
            for end in range(1, len(word) + 1):
                own += self._beginning.get(word[:end], ())
            known = self._of_word[word] = tuple(sorted(own, key=_Term.rank))
        return known


def _cut(written: str) -> _Term | None:
    """Cut a term into its words; ``None`` where it has none, or a piece is none."""
    words: list[str] = []
    wild: list[bool] = []
    for piece in normal(written).split():
        bare = piece.rstrip("*")
        own = [bare[start:end] for start, end in word_bounds(bare)]
        if not own:
            return None
        words += own
        wild += [False] * (len(own) - 1) + [bare != piece]
    return _Term(written=written, words=tuple(words), wild=tuple(wild)) if words else None


def _joined(plain: str, bounds: Sequence[tuple[int, int]]) -> bool:
    """Say whether nothing but blanks stands between words."""
    return all(plain[end:start].isspace() for (_, end), (start, _) in pairwise(bounds))
