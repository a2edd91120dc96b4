"""Find the terms of a lexicon of sentiment in a text, with their weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from analysis.errors import ChoiceError, some
from analysis.lexicon import SCORE, Lexicon
from analysis.measure._vader import ScoredWord
from analysis.tokens import normal, word_bounds

POSITIVE = ("positive", "pos", "neg_negative")
NEGATIVE = ("negative", "neg", "neg_positive")
"""Categories of a lexicon of lists that count as +1 and as -1."""

Find = Callable[[str], list[ScoredWord]]


def finder(lexicon: Lexicon) -> Find:
    """Return a function that finds the terms of a lexicon in a text, the longest first.

    Words are those of :mod:`analysis.tokens`; letter case does not matter.
    """
    longest = max((term.count(" ") + 1 for term in lexicon.entries), default=1)
    weight_of = _Weights(lexicon)

    def find(text: str) -> list[ScoredWord]:
        plain, bounds = normal(text), word_bounds(text)
        found: list[ScoredWord] = []
        place = 0
        while place < len(bounds):
            for size in range(min(longest, len(bounds) - place), 0, -1):
                start, end = bounds[place][0], bounds[place + size - 1][1]
                term = " ".join(plain[start:end].split())
                weight = weight_of[term]
                if weight is not None:
                    found.append(ScoredWord(start, end, term, weight, weight))
                    place += size - 1
                    break
            place += 1
        return found

    return find


class _Weights(dict[str, float | None]):
    """Weights of the terms looked up so far; ``None`` where the lexicon has none."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        signs = _signs(lexicon)
        self._listed: dict[str, float] = {}
        for term, found in lexicon.entries.items():
            weights = [signs[name] * found[name] for name in found if name in signs]
            if weights:
                self._listed[normal(term)] = sum(weights)

    def __missing__(self, term: str) -> float | None:
        self[term] = next(
            (self._listed[form] for form in _forms(term) if form in self._listed), None
        )
        return self[term]


def _forms(term: str) -> Iterator[str]:
    """Yield how a lexicon may write a term: in full, or with * for the end of its last word."""
    yield term
    for end in range(len(term), term.rfind(" ") + 1, -1):
        yield f"{term[:end]}*"


def _signs(lexicon: Lexicon) -> dict[str, float]:
    """Say which categories of a lexicon count, and with which sign."""
    have = lexicon.categories
    if SCORE in have:
        return {SCORE: 1.0}
    signs = dict.fromkeys(POSITIVE, 1.0) | dict.fromkeys(NEGATIVE, -1.0)
    found = {name: signs[name.lower()] for name in have if name.lower() in signs}
    if set(found.values()) != {1.0, -1.0}:
        msg = (
            f"lexicon {lexicon.name!r} gives no sentiment: it has the categories "
            f"{some(have)}. It needs one weight a term, or two lists, one of "
            f"{', '.join(POSITIVE)} and one of {', '.join(NEGATIVE)}."
        )
        raise ChoiceError(msg)
    return found
