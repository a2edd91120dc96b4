"""Tell quotes from scare quotes and from names, by what stands beside short ones.

Rules of thumb over the words of the sentence, without a parser: a cue of speech is looked
for where it would govern the marks. The evidence of each decision is kept.
"""

# ruff: noqa: RUF001 -- curly marks are meant

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import NamedTuple

from analysis.measure._cues import CUES
from analysis.measure._pairs import Quoted

MOST_WORDS = 4
"""Marks around more words than this are taken for a source's words."""
LONG = 30
"""Characters from which a quote in the same sentence is surely a source's."""
FEW = 4
"""Words beside the marks that are too few to say whether capitals mean anything there."""
MOST_CAPITALS = 0.6
"""Share of capitalised words beside the marks beyond which capitals say nothing."""
MOST_BEFORE_COLON = 6
"""Words before a colon that can still be no more than a speaker's name."""
WINDOW = 500
"""Characters before and after the marks that are searched for the sentence."""

_ABBREVIATED = ("Mr", "Ms", "Mrs", "Dr", "Gen", "Sen", "Rep", "Gov", "Lt", "Col", "Maj",
                "Capt", "Sgt", "Adm", "St", "Jr", "Sr", "vs", "No")  # fmt: skip
_SENTENCE_END = re.compile(
    r"[.!?…](?<!\b[A-Z]\.)"
    + "".join(rf"(?<!\b{word}\.)" for word in _ABBREVIATED)
    + r"[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])"
)
_OWNED = r"(?:an?|the|his|her|its|their|my|our|your|this|that|these|those|some|any|no|so|of)"
_ADJECTIVE = re.compile(
    rf"(?:\b{_OWNED}[ ]\w+(?:ed|ing)|(?:['’]s|s['’])[ ]\w+ed)$", re.IGNORECASE
)
"""Ends in a word in -ed or -ing that is no verb where it stands: an alleged plan."""
_TURN = re.compile(r";|[,–—] *(?:but|yet|while|although|though|whereas|even as)\b")
_DISTANCE = re.compile(
    r"\b(?:so[- ]called|supposed(?:ly)?|self-(?:styled|described|proclaimed)|known as"
    r"|(?:the|this|that|a) (?:word|term|phrase|label|notion|concept)s?)[ ,]*$",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"\b(?:books?|novel|memoir|film|movie|documentary|song|single|album|episode|show|series"
    r"|sitcom|play|musical|poem|essay|column|program|programme|podcast|magazine|newspaper"
    r"|section|hashtag|titled|entitled|host of|hosts|hosted|hosting|star of|film's|author of"
    r"|named|appear(?:s|ed|ance|ing) (?:on|as)|(?:on|with) [A-Z]\w+(?:['’]s?))[ ,:]*$"
)
_BESIDE_NAME = re.compile(
    r"\b(?:on|told|tell|of|with|watch|watched|hosts?|and|to|from|for|in|the)[ ,]*$|['’]s? *$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_AGENT = re.compile(r" by\b(?!.*\b(?:as|that|to)\b)")
"""After a cue: it is passive, and the marks stand with the agent, not with what was said."""
_AFTER = re.compile(r",+ ((?:[^\s,;:]+ ){0,6}[^\s,;:]+)")
"""At the closing mark: a comma, and up to seven words of one clause."""
_NEW_CLAUSE = re.compile(r"(?:which|who|whose|that|and|but|or)\b")
_LATER = re.compile(r", (?:[^\s,;:]+ ){1,6}?(?:said|says|told|wrote|added)\b|, according to\b")
"""Later in the sentence: a clause that gives all of it to a source."""
_SPEAKER = re.compile(r"\b[A-Z][\w.'’-]+: ")
"""A name and a colon, as headlines and transcripts give the speaker."""
_MARKS = "\"“”„‟″«»'‘’‚‛`´"
_start = attrgetter("start")
_SMALL = frozenset(
    ("a", "an", "the", "and", "or", "of", "in", "on", "at", "for", "to", "from", "with", "by")
)


class Kind(NamedTuple):
    """What a pair of marks does, and what says so."""

    value: str
    evidence: str


class Sentence(NamedTuple):
    """What stands before and after the marks in their sentence."""

    before: str
    after: str


def kind_of(text: str, quote: Quoted, others: list[Quoted]) -> Kind:
    """Decide whether marks hold a source's words, a name, or words held at a distance.

    Parameters
    ----------
    text
        The whole text.
    quote
        The marked stretch to judge.
    others
        The quotes of the same text that are not within another, in order.
    """
    words = text[quote.start : quote.end].split()
    if quote.depth:
        return Kind("quote", "within a quote")
    if quote.continues:
        return Kind("quote", "goes on from the paragraph before")
    if len(words) > MOST_WORDS:
        return Kind("quote", f"{len(words)} words")
    inside, sentence = text[quote.start : quote.end], sentence_around(text, quote)
    return (
        _by_distance(sentence)
        or _by_name(inside, sentence)
        or _by_utterance(inside, sentence)
        or _by_cue(inside, sentence)
        or _by_longer_quote(quote, sentence, others)
        or (Kind("title", "capitals") if _is_name(inside, sentence) else None)
        or Kind("scare", "no source")
    )


def sentence_around(text: str, quote: Quoted) -> Sentence:
    """Return the text of the sentence on either side of the marks, marks left off."""
    low, high = quote.paragraph
    low, high = max(low, quote.start - WINDOW), min(high, quote.end + WINDOW)
    for match in _SENTENCE_END.finditer(text, low, quote.start + 1):
        low = match.end()
    after = _SENTENCE_END.search(text, max(quote.end - 1, low), high)
    if after is not None:
        high = max(after.start() + 1, quote.end)
    before = text[low : quote.start].rstrip(_MARKS)
    return Sentence(before, text[quote.end : high].lstrip(_MARKS))


def _by_distance(sentence: Sentence) -> Kind | None:
    found = _DISTANCE.search(sentence.before)
    return Kind("scare", found.group().strip(" ,").lower()) if found else None


def _by_name(inside: str, sentence: Sentence) -> Kind | None:
    """Take marked words for a name: a work named before them, or capitals throughout."""
    work = _WORK.search(sentence.before)
    if work and inside[:1].isupper():
        return Kind("title", work.group().strip(" ,:").lower())
    first, last = sentence.before.split()[-1:], sentence.after.split()[:1]
    if _is_nickname(inside, first, last):
        return Kind("title", "between names")
    if _BESIDE_NAME.search(sentence.before) and _is_name(inside, sentence):
        return Kind("title", "capitals")
    return None


def _is_nickname(inside: str, first: list[str], last: list[str]) -> bool:
    """Say whether the marks stand between a first and a last name."""
    if not (first and last and inside[0].isupper() and inside[-1].isalpha()):
        return False
    return first[0].isalpha() and first[0].istitle() and last[0][0].isupper()


def _is_name(inside: str, sentence: Sentence) -> bool:
    """Say whether two or more words are capitalised in a sentence that is not."""
    words = [word.strip(".,!?") for word in inside.split()]
    large = [word for word in words if word.lower() not in _SMALL]
    if len(words) < 2 or not large or not inside[0].isupper():
        return False
    if not all(word[:1].isupper() or not word[:1].isalpha() for word in large):
        return False
    around: list[str] = re.findall(r"[^\W\d_]{4,}", f"{sentence.before} {sentence.after}")
    large_around = sum(word[0].isupper() for word in around)
    return len(around) < FEW or large_around <= MOST_CAPITALS * len(around)


def _by_utterance(inside: str, sentence: Sentence) -> Kind | None:
    """Take for speech what is a sentence, or follows a colon or a comma as one."""
    before, large = sentence.before.rstrip(), inside[:1].isupper()
    if not before and sentence.after.strip()[:1] in {"", ":"}:
        return Kind("quote", "stands alone")
    if inside[-1] in "!?":
        return Kind("quote", f"ends in {inside[-1]}")
    if not before and large and inside[-1] in ".…":
        return Kind("quote", "a sentence")
    if before.endswith(":") and (large or len(before.split()) <= MOST_BEFORE_COLON):
        return Kind("quote", "after a colon")
    if before.endswith(",") and large and inside[-1] in ".,":
        return Kind("quote", "after a comma, as a sentence")
    return None


def _by_cue(inside: str, sentence: Sentence) -> Kind | None:
    """Look for a cue of speech before the marks, or close after them as their end."""
    turns = [match.end() for match in _TURN.finditer(sentence.before)]
    cues = [
        match.group().lower()
        for match in _WORD.finditer(sentence.before, turns[-1] if turns else 0)
        if match.group().lower() in CUES
        and not _ADJECTIVE.search(sentence.before, max(0, match.start() - 8), match.end())
        and not _AGENT.match(sentence.before, match.end())
    ]
    if cues:
        return Kind("quote", f"{cues[-1]} before")
    if _SPEAKER.search(sentence.before):
        return Kind("quote", "a name and a colon before")
    after = sentence.after if inside[-1] not in ",.?!" else f",{sentence.after}"
    beside = _AFTER.match(after)
    if beside and not _NEW_CLAUSE.match(beside[1]):
        cues = [word for word in _WORD.findall(beside[1].lower()) if word in CUES]
        if cues and not cues[0].endswith("ing"):
            return Kind("quote", f"{cues[0]} after")
    later = next(
        (m for m in _LATER.finditer(after) if not _NEW_CLAUSE.match(m.group(), 2)), None
    )
    return Kind("quote", f"{later.group()[2:]}, later") if later else None


def _by_longer_quote(quote: Quoted, sentence: Sentence, others: list[Quoted]) -> Kind | None:
    """Take for a source's what shares its sentence with a longer quote."""
    low, high = quote.start - len(sentence.before) - 2, quote.end + len(sentence.after) + 2
    first = bisect_right(others, low, key=_start)
    beside = others[first : bisect_left(others, high, key=_start)]
    longest = max((other.end - other.start for other in beside), default=0)
    if longest < LONG or longest <= quote.end - quote.start:
        return None
    return Kind("quote", "a longer quote in the sentence")
