"""VADER's scores, to the last digit those of vaderSentiment, several times faster.

The rules are those of vaderSentiment 3.3.2 (Hutto & Gilbert 2014, ICWSM), whose lexicon,
word lists and constants are taken from the installed package. What a word is to the rules
is worked out once and remembered; the rules then run only around words of the lexicon.
Its quirks are kept: after "but" every score looks up the first one equal to it, so that
equal scores are weighted together; and curly quotation marks stick to their words, so that
“great” is no word of the lexicon while "great" is.
"""

from __future__ import annotations

import math
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import NamedTuple

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    C_INCR,
    N_SCALAR,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
)

MOST_REMEMBERED = 200_000
"""Words remembered at most; then the memory is emptied, so that it stays small."""
_FADE = (1.0, 0.95, 0.9)
"""Weight of a modifier one, two and three words before."""
_ALPHA = 15
_TURN: float = N_SCALAR
_NEGATE = frozenset(NEGATE)
_OF_IDIOMS = frozenset(
    max(phrase.split(), key=len) for phrase in (*SPECIAL_CASES, *BOOSTER_DICT) if " " in phrase
)
"""The longest word of each idiom and of each two-word booster."""
_RARE = re.compile(r"[^\x00-\x7f\xa0\xad\xc0-\u02ff\u2010-\u2027]")
_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Word:
    """What a word is to the rules."""

    lower: str
    weight: float | None
    boost: float
    negates: bool
    upper: bool
    scored: bool
    in_idiom: bool


class ScoredWord(NamedTuple):
    """A word of the lexicon in a text: its weight alone, and what it adds to the sum."""

    start: int
    end: int
    word: str
    weight: float
    score: float


class _Memory(dict[str, _Word]):
    """Words by their spelling, each worked out when first asked for."""

    def __init__(self, weights: dict[str, float]) -> None:
        super().__init__()
        self.weights = weights

    def __missing__(self, token: str) -> _Word:
        bare = token.strip(string.punctuation)
        shown = bare if len(bare) > 2 else token
        lower = shown.lower()
        weight = self.weights.get(lower)
        word = _Word(
            lower=lower,
            weight=weight,
            boost=BOOSTER_DICT.get(lower, 0.0),
            negates=lower in _NEGATE or "n't" in lower,
            upper=shown.isupper(),
            scored=weight is not None and lower not in BOOSTER_DICT,
            in_idiom=lower in _OF_IDIOMS,
        )
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self[token] = word
        return word


class Vader:
    """Score texts by the rules and the lexicon of vaderSentiment."""

    def __init__(self) -> None:
        analyzer = SentimentIntensityAnalyzer()
        self._memory = _Memory(analyzer.lexicon)
        self._emojis: dict[str, str] = analyzer.emojis
        self.version = version("vaderSentiment")

    def score(self, text: str) -> tuple[float, int]:
        """Return the compound score of a text, and how many words of the lexicon it has."""
        if self._has_emoji(text):
            text, _ = self._described(text)
        words = list(map(self._memory.__getitem__, text.split()))
        hits = _hits(words)
        if not hits:
            return 0.0, 0
        return _compound(_values(words, hits), text.strip()), len(hits)

    def words(self, text: str) -> list[ScoredWord]:
        """List the words of the lexicon in a text, in order, with what each one adds."""
        place_of: Sequence[int] | None = None
        shown = text
        if self._has_emoji(text):
            shown, place_of = self._described(text)
        spans = [match.span() for match in _TOKEN.finditer(shown)]
        words = [self._memory[shown[start:end]] for start, end in spans]
        hits = _hits(words)
        found = []
        for hit, score in zip(hits, _values(words, hits), strict=True):
            low, high = spans[hit]
            low += shown[low:high].lower().find(words[hit].lower) if high > low else 0
            high = min(high, low + len(words[hit].lower))
            if place_of is not None:
                low, high = place_of[low], place_of[high - 1] + 1
            weight = words[hit].weight
            found.append(ScoredWord(low, high, words[hit].lower, weight or 0.0, float(score)))
        return found

    def _has_emoji(self, text: str) -> bool:
        """Look for emojis, but only where there is a sign that letters do not need."""
        return bool(_RARE.search(text)) and not self._emojis.keys().isdisjoint(text)

    def _described(self, text: str) -> tuple[str, list[int]]:
        """Put words for emojis, and keep where each character comes from."""
        shown: list[str] = []
        place_of: list[int] = []
        after_blank = True
        for place, sign in enumerate(text):
            words = self._emojis.get(sign)
            if words is None:
                piece, after_blank = sign, sign == " "
            else:
                piece, after_blank = words if after_blank else f" {words}", False
            shown.append(piece)
            place_of += [place] * len(piece)
        return "".join(shown), place_of


@cache
def vader() -> Vader:
    """Return the one scorer of this process; its lexicon is read when first asked for."""
    return Vader()


def _hits(words: Sequence[_Word]) -> list[int]:
    """Return the places of the words that are scored."""
    hits = [place for place, word in enumerate(words) if word.scored]
    return [hit for hit in hits if not _is_kind_of(words, hit)]


def _is_kind_of(words: Sequence[_Word], place: int) -> bool:
    if words[place].lower != "kind" or place + 1 >= len(words):
        return False
    return words[place + 1].lower == "of"


def _values(words: Sequence[_Word], hits: Sequence[int]) -> list[float]:
    """Return what each scored word adds to the sum."""
    if not hits:
        return []
    n_upper = len([word for word in words if word.upper])
    some_capitals = 0 < n_upper < len(words)
    values = [_value(words, hit, some_capitals=some_capitals) for hit in hits]
    lower = [word.lower for word in words]
    if "but" in lower:
        _weigh_around_but(values, hits, lower.index("but"))
    return values


def _value(words: Sequence[_Word], at: int, *, some_capitals: bool) -> float:
    """Apply to one word what stands up to three words before it."""
    word = words[at]
    value = _weight_after_no(words, at)
    if word.upper and some_capitals:
        value += C_INCR if value > 0 else -C_INCR
    for back in (1, 2, 3):
        if at < back or words[at - back].weight is not None:
            continue
        before = words[at - back]
        if before.boost:
            value += _boost(before, value, some_capitals=some_capitals) * _FADE[back - 1]
        value = _negated(words, at, back, value)
        if back == 3:
            value = _idiom(words, at, value)
    return value * _TURN if _after_least(words, at) else value


def _after_least(words: Sequence[_Word], at: int) -> bool:
    """Say whether "least" negates the word after it, as "at least" does not."""
    if not at or words[at - 1].lower != "least" or words[at - 1].weight is not None:
        return False
    return at == 1 or words[at - 2].lower not in {"at", "very"}


def _weight_after_no(words: Sequence[_Word], at: int) -> float:
    """Return the weight of a word, turned where a "no" before it applies to it."""
    weight = words[at].weight or 0.0
    one = words[at - 1].lower if at else ""
    if one == "no" or (at > 1 and words[at - 2].lower == "no"):
        return weight * _TURN
    if at > 2 and one in {"or", "nor"} and words[at - 3].lower == "no":
        return weight * _TURN
    followed = at + 1 < len(words) and words[at + 1].weight is not None
    return 0.0 if followed and words[at].lower == "no" else weight


def _boost(word: _Word, value: float, *, some_capitals: bool) -> float:
    """Return what an intensifying or weakening word adds, before it fades with distance."""
    boost = -word.boost if value < 0 else word.boost
    if word.upper and some_capitals:
        boost += C_INCR if value > 0 else -C_INCR
    return boost


def _negated(words: Sequence[_Word], at: int, back: int, value: float) -> float:
    """Turn or strengthen a value by the negation ``back`` words before it."""
    before = words[at - back]
    one = words[at - 1].lower
    if back == 2:
        if before.lower == "never" and one in {"so", "this"}:
            return value * 1.25
        if before.lower == "without" and one == "doubt":
            return value
    elif back == 3:
        two = words[at - 2].lower
        if (before.lower == "never" and two in {"so", "this"}) or one in {"so", "this"}:
            return value * 1.25
        if before.lower == "without" and "doubt" in {one, two}:
            return value
    return value * _TURN if before.negates else value


def _idiom(words: Sequence[_Word], at: int, value: float) -> float:
    """Replace the value within an idiom, and add what a two-word booster before it does."""
    if not any([word.in_idiom for word in words[at - 3 : at + 3]]):  # noqa: C419 - faster
        return value
    three, two, one, zero = (words[place].lower for place in range(at - 3, at + 1))
    behind = (f"{one} {zero}", f"{two} {one} {zero}", f"{two} {one}")
    further = (f"{three} {two} {one}", f"{three} {two}")
    for phrase in (*behind, *further):
        if phrase in SPECIAL_CASES:
            value = SPECIAL_CASES[phrase]
            break
    ahead = [word.lower for word in words[at : at + 3]]
    for size in (2, 3):
        if len(ahead) >= size:
            value = SPECIAL_CASES.get(" ".join(ahead[:size]), value)
    for phrase in (*further, behind[2]):
        value = value + BOOSTER_DICT.get(phrase, 0)
    return value


def _weigh_around_but(values: list[float], places: Sequence[int], turn: int) -> None:
    """Halve what stands before "but" and raise what follows it.

    The original looks each value up by its first equal, so that of two equal values the
    first is changed for both; unscored words are zeros and stay zeros.
    """
    for value_at in range(len(values)):
        value = values[value_at]
        if value:
            first = values.index(value)
            if places[first] != turn:
                values[first] = value * (0.5 if places[first] < turn else 1.5)


def _compound(values: Sequence[float], text: str) -> float:
    """Sum the values, add the emphasis of ! and ?, and squeeze into -1 to 1."""
    total = float(sum(values))
    questions = text.count("?")
    emphasis = min(text.count("!"), 4) * 0.292
    if questions > 1:
        emphasis += questions * 0.18 if questions <= 3 else 0.96
    if total > 0:
        total += emphasis
    elif total < 0:
        total -= emphasis
    return round(max(-1.0, min(1.0, total / math.sqrt(total * total + _ALPHA))), 4)
