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

from analysis.measure._cues import CUES, WITH_CLAUSE
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
MOST_TITLE = 10
"""Words of a title in a list of titles."""
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
    r"\b(?:so[- ]+called|supposed(?:ly)?|self-(?:styled|described|proclaimed)|known as)[ ,]*$",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"\b(?:books?|novel|memoir|film|movie|documentary|song|single|album|episode|show|series"
    r"|sitcom|play|musical|poem|essay|column|program|programme|podcast|magazine|newspaper"
    r"|section|hashtag|titled|entitled|host of|hosts|hosted|hosting|star of|film's|author of"
    r"|autobiography|thriller|drama|comedy|opera|exhibition|newsletter|campaign ad|TV ad|Web ad"
    r"|named|appear(?:s|ed|ance|ing) (?:on|as)|(?:on|with) [A-Z]\w+(?:['’]s?))[ ,:]*$"
)
_WORK_AFTER = re.compile(
    r" (?:(?:an?|the) (?:[\w.-]+ ){0,3}?)?(?:shows?|novel|book|memoir|song|drama|sitcom|series"
    r"|program|programme|film|movie|podcast|magazine|album|single|star|anchor|co-host|host"
    r"|episode|exhibition|hashtag)\b"
)
"""After the marks: what kind of work they name, or who is in it."""
_CALLED = re.compile(
    r"\b(?!(?:he|she|it|we|they|who|what|that|which|is|are|was|were|been|being|be|has|had)\b)"
    r"[a-z]+,? (?:called|titled|entitled|dubbed|nicknamed)(?: the)? *$|\b(?:under the"
    r"|pseudonym|alias|nickname|moniker|code name)(?: of| name)? *$"
)
"""A thing and what it is called, by nobody in particular."""
_LISTED = re.compile(r"[”\"'’]+,?(?: and| or)? [“\"'‘]+")
"""Between two marked stretches of one list."""
_BESIDE_NAME = re.compile(
    r"\b(?:on|told|tell|of|with|watch|watched|hosts?|and|to|from|for|in|the)[ ,]*$|['’]s? *$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_CAST = re.compile(
    r"(?<!\bbe)(?<!\bbeen)(?<!\bwas)(?<!\bis)(?<!\bwere)(?<!\bare)(?<!\bbeing) "
    r"((?:introduc|present|cast|paint|position|fram|defend|attack|dismiss|regard|treat|peg|bill"
    r"|interpret|identif|classif|mark|brush\w* off|shrug\w* off|wav\w* off|pitch|sell|sold)\w*)"
    r"\b[^,;]*\bas (?:being |having )?(?:an? |the |his |her |its |their )?(?:\w+ )?$"
)
"""Somebody presents something as what the marks hold: the verb, its object, and "as"."""
_AGENT = re.compile(r" by\b(?!.*\b(?:as|that|to)\b)")
"""After a cue: it is passive, and the marks stand with the agent, not with what was said."""
_TOLD_AGAIN = re.compile(r"[,.?!][\"”’']+ (?:[^\s,;:]+ ){0,5}$")
"""Before a cue: the end of the quote that the cue belongs to, and its speaker."""
_ASIDE = re.compile(
    r", (?:who|whose|which|one of|an?|the)\b|\b(?:before|after|while|during|when)\b"
)
"""After such a cue: what follows tells of the speaker or the scene, in the outlet's words."""
_TOPIC = re.compile(r" (?:about|on|over|regarding|concerning)(?: [a-z]+['’]?s?)? *$")
"""After a noun of speech, up to the marks: they hold what it was about, not what it was."""
_SILENT = re.compile(
    r"(?:\b(?:not|never|nothing|without|cannot|(?:declin|refus)(?:ed|es|ing) to)|n['’]t)"
    r"(?: \w+ly)? $"
)
"""Before a cue: nothing was said."""
_NOUNS = frozenset(
    re.findall(
        r"\w+",
        """
    argument arguments comment comments complaint complaints criticism interview letter memo
    remark remarks report reports response speech statement statements testimony warning
    warnings
        """,
    )
)
_CLAUSE = re.compile(r"(?: \S+){0,4} (?:to|that)\b")
"""After a cue that needs one: a clause."""
_THEN_NAME = re.compile(r": [A-Z]")
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
        or _by_neighbour(text, quote, others)
        or _by_utterance(inside, sentence)
        or _by_cue(inside, sentence)
        or (Kind("title", "capitals") if _is_name(inside, sentence) else None)
        or _by_longer_quote(quote, sentence, others)
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
    work = _WORK.search(sentence.before) or _WORK_AFTER.match(sentence.after)
    if work and inside[:1].isupper():
        return Kind("title", work.group().strip(" ,:").lower())
    if _CALLED.search(sentence.before) and inside[:1].isupper():
        return Kind("title", "what something is called")
    first, last = sentence.before.split()[-1:], sentence.after.split()[:1]
    if _is_nickname(inside, first, last):
        return Kind("title", "between names")
    if _BESIDE_NAME.search(sentence.before) and _is_name(inside, sentence):
        return Kind("title", "capitals")
    return None


def _by_neighbour(text: str, quote: Quoted, others: list[Quoted]) -> Kind | None:
    """Take for a title what is listed with one: two or more capitalised words in marks."""
    place = bisect_left(others, quote.start, key=_start) - 1
    if place < 0 or not text[quote.start].isupper():
        return None
    listed = others[place]
    words = text[listed.start : listed.end].split()
    if not 1 < len(words) <= MOST_TITLE or not _LISTED.fullmatch(text, listed.end, quote.start):
        return None
    large = all(word[0].isupper() for word in words if word.lower() not in _SMALL)
    return Kind("title", "listed with a title") if large else None


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
    last, opens = inside.rstrip(_MARKS)[-1:], large and not before
    few = len(before.split()) <= MOST_BEFORE_COLON
    told = {
        "stands alone": not before and sentence.after.strip()[:1] in {"", ":"},
        f"ends in {last}": inside[-1] in "!?",
        "a sentence": opens and inside[-1] in ".…",
        "opens a sentence, with a comma": opens and last == ",",
        "before a colon": large and _THEN_NAME.match(sentence.after) is not None,
        "after a colon": before.endswith(":") and (large or few),
        "after a comma, as a sentence": large and before.endswith(",") and inside[-1] in ".,",
    }
    return next((Kind("quote", why) for why, holds in told.items() if holds), None)


def _by_cue(inside: str, sentence: Sentence) -> Kind | None:
    """Look for a cue of speech before the marks, or close after them as their end."""
    cues = _cues_before(sentence.before)
    if cues:
        return Kind("quote", f"{cues[-1]} before")
    if cast := _CAST.search(sentence.before):
        return Kind("quote", f"{cast[1].lower()} as, before")
    if _SPEAKER.search(sentence.before):
        return Kind("quote", "a name and a colon before")
    ends = inside.rstrip(_MARKS)[-1:] in {",", ".", "?", "!"}
    after = f",{sentence.after}" if ends else sentence.after
    beside = _AFTER.match(after)
    if beside and not _NEW_CLAUSE.match(beside[1]):
        cues = [word for word in _WORD.findall(beside[1].lower()) if word in CUES]
        if cues and not cues[0].endswith("ing"):
            return Kind("quote", f"{cues[0]} after")
    later = next(
        (m for m in _LATER.finditer(after) if not _NEW_CLAUSE.match(m.group(), 2)), None
    )
    return Kind("quote", f"{later.group()[2:]}, later") if later else None


def _cues_before(before: str) -> list[str]:
    """List the cues since the last turn of the sentence that can govern the marks."""
    turns = [match.end() for match in _TURN.finditer(before)]
    return [
        match.group().lower()
        for match in _WORD.finditer(before, turns[-1] if turns else 0)
        if match.group().lower() in CUES | WITH_CLAUSE and not _is_idle(before, match)
    ]


def _is_idle(before: str, cue: re.Match[str]) -> bool:
    """Say whether a cue, for what stands on either side of it, cannot govern the marks."""
    word, start, end = cue.group().lower(), cue.start(), cue.end()
    rest = before[end:]
    if _ADJECTIVE.search(before, max(0, start - 8), end) or before[:start].endswith("-"):
        return True
    if _AGENT.match(rest) or (word == "according" and not re.search("[,;]", rest)):
        return True
    if word in WITH_CLAUSE and not _CLAUSE.match(rest):
        return True
    if _TOPIC.search(rest) and (
        _SILENT.search(before, 0, start) or (word in _NOUNS and _TOPIC.fullmatch(rest))
    ):
        return True
    return bool(_TOLD_AGAIN.search(before, max(0, start - 80), start) and _ASIDE.search(rest))


def _by_longer_quote(quote: Quoted, sentence: Sentence, others: list[Quoted]) -> Kind | None:
    """Take for a source's what shares its sentence with a longer quote."""
    low, high = quote.start - len(sentence.before) - 2, quote.end + len(sentence.after) + 2
    first = bisect_right(others, low, key=_start)
    beside = others[first : bisect_left(others, high, key=_start)]
    longest = max((other.end - other.start for other in beside), default=0)
    if longest < LONG or longest <= quote.end - quote.start:
        return None
    return Kind("quote", "a longer quote in the sentence")
