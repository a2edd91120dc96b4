"""Lines of a page that are not its text: headline copies, bylines, captions, subheadings.

Each rule looks at what a line says, how it is set and where it stands, and gives a part, a
confidence and the evidence in words. A line that no rule knows is left to the body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from analysis.read._lines import is_headline, letters

HEAD = 8
"""Lines from the top in which headline, standfirst and byline are looked for."""


class Found(NamedTuple):
    """The part a line belongs to, how sure that is, and why."""

    value: str
    score: float
    evidence: str


_DATE_LINE = "a date line beside the byline"
BODY = Found("body", 0.95, "no sign of another part")

_NAME = r"(?:[A-Z][\w.’'-]*|de|van|von|der|den|la|le|di|da|bin|al|el|ter|dos|du)"
_FULL_NAME = rf"{_NAME}(?: {_NAME}){{1,4}}"
_BY = re.compile(
    r"(?:(?:written|words|reported|posted|story|text|analysis|opinion|commentary|interview|"
    r"review|additional reporting|reporting|report|compiled|edited|translated) )?by:? "
    rf"(?-i:(?P<name>{_FULL_NAME}|[A-Z]\w+(?=$|,| \|)|our [\w ]+|[A-Z][\w ]*[Ss]taff))"
    r"(?P<rest>$|\.$|,.*|\s*[|(•·/@–—-].*| (?:for|in|on|and|at|with|of) .*)",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:(?:our|special|chief|senior|staff|political|foreign|\w+) )?"
    r"(?:staff )?(?:reporter|writer|correspondent|editor|columnist|contributor|agencies|"
    r"critic|associated press)s?(?: in [A-Z]\w+)?",
    re.IGNORECASE,
)
_NAME_AND_ROLE = re.compile(
    rf"(?:{_FULL_NAME})(?:,| \|| -| –| —) ?(?:the )?(?:[\w’'&-]+ ){{0,4}}"
    r"(?i:reporter|writer|correspondent|editor|columnist|contributor|news|staff|"
    r"associated press|reuters|opinion)(?:[ ,][\w’' ,]{0,40})?"
)
_BARE_NAME = re.compile(rf"[A-Z][\w’'-]+(?: {_NAME}){{1,3}}")
_NAMES = re.compile(rf"{_FULL_NAME}(?:(?:, | and |, and ){_FULL_NAME})*")
_DATE = re.compile(
    r"(?:(?:first |last )?(?:published|updated|posted|modified)(?: on| at)?:? ?)?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
    r"(?:\d{1,2}(?:st|nd|rd|th)? )?"
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? "
    r"(?:\d{1,2}(?:st|nd|rd|th)?,? )?\d{4}(?:[ ,|·at-]+\d{1,2}[:.]\d\d.{0,16})?"
    r"|(?:first |last )?(?:published|updated|posted|modified)(?: on| at)?:? ?"
    r"[\d:./-]{4,10}(?: [\d:./apmAPM-]{2,10})?(?: [A-Z]{2,4})?"
    r"|\d{4}-\d\d-\d\d(?:[T ][\d:.+Z-]+)?",
    re.IGNORECASE,
)
_BYLINES = (
    (_DATE, 0.85, _DATE_LINE),
    (_NAME_AND_ROLE, 0.9, "a name and an office"),
    (_ROLE, 0.8, "an office where the byline stands"),
)
_CREDIT = re.compile(
    r"contribut(?:ed|ing) (?:to (?:this|the) (?:report|story|article|post|piece|column)\b|"
    r"reporting)|^contributing:|^(?:additional )?reporting by|^[—–-].{2,80} contributed\.$|"
    r"^copyright ©|^©|^copyright \d{4}|all rights reserved|^source: http|"
    r"(?:views|opinions) expressed (?:here|above|in this|by the author|are)|"
    r"read or share this|^(?:correction|clarification)s?\s?[:(]|^editor[’']?s? note|"
    r"^(?:this|an earlier version of this|the) (?:article|story|post|piece|column|essay) "
    r"(?:was (?:first|originally|updated|corrected|amended)|has been|originally|first |"
    r"incorrectly|misstated)|"
    r"^(?:re-?published|reposted|cross-?posted|posted) (?:here )?(?:with|from|by|under)",
    re.IGNORECASE,
)
_BIO = re.compile(
    rf"(?P<name>{_FULL_NAME})(?:,[^,]{{3,60}},)? "
    r"(?:is|was|writes|covers|teaches|reports|has written|edits|served)\b"
)
_BIO_WORDS = re.compile(
    r"\b(?:fellow|columnist|author|editor|professor|reporter|correspondent|contributor|"
    r"contributing|writer|journalist|host|attorney|lecturer|founder|director|president of|"
    r"analyst|novelist|historian|candidate|member|scholar|writes (?:about|for)|"
    r"latest (?:book|novel)|last book|lives in|based in|@\w+|on twitter)\b",
    re.IGNORECASE,
)
_FOLLOW = re.compile(
    r"(?:you can )?follow (?:\S+ ){1,4}?(?:@|on twitter|on facebook)", re.IGNORECASE
)
_CAPTION = re.compile(
    r"\b(?:photo(?:graph)?|image|picture|video)s? ?(?:credit|copyright|caption|courtesy|by|"
    r"via|illustration)\b"
    r"|\b(?:photo|photograph|image|picture|illustration|pic|credit): ?(?-i:[A-Z©])"
    r"|(?:toggle|hide) caption|^file ?(?:photo|picture| ?[-–—] ?(?:in )?)"
    r"|\bfile (?:photo|picture)\b|\bhandout (?:photo|picture|image)\b"
    r"|\bAP (?:photo|images?)\b|\bgetty(?: images)?\)?\.?$|\bAFP[/ ]getty"
    r"|/(?:reuters|ap|afp|epa|getty(?: images)?|associated press|shutterstock|pool)\b"
    r"[^.]{0,40}$"
    r"|\((?:[^()]{0,60}[/, |])?(?:reuters|ap|afp|epa|getty(?: images)?|bloomberg|pa)"
    r"(?: (?:photo|image|file)[^()]{0,60})?\)\.?$"
    r"|\((?:photo|image|picture|photograph|credit)[^()]{2,80}\)\.?$"
    r"|\((?-i:[A-Z][\w.’' -]{2,30}/ ?[A-Z][\w.’' -]{2,30})\)\.?$",
    re.IGNORECASE,
)
_CAPTION_HINTS = (
    "hoto",
    "HOTO",
    "mage",
    "icture",
    "aption",
    "etty",
    "euters",
    "AP",
    "AFP",
    "redit",
    "FILE",
    "llustration",
    "ideo",
    "EPA",
    "loomberg",
    "hutterstock",
    "(PA",
    "/",
)
_SITE_LINE = re.compile(
    r"(?:advertisement|story continue[sd] below.*|article continues.*|continue reading.*|"
    r"click (?:here|to).*|(?:(?:read|see|watch)(?: more| also| next| it)?|more)\s?:.*|"
    r"read more.*|related(?: \w+)?:.*|more on this.*|sign up.*|subscribe.*|"
    r"share (?:this|all|on).*|get the .{0,60}|"
    r"(?:also|more) on [A-Z].*|\( ?(?:also|photos?|video|see|read|related|watch).*\)|"
    r"manage newsletters.*|download .{0,40} app.*|skip .{0,40}|media playback.*|_{2,}|\*+|"
    r"(?:just|now) watch.*|\(graphic.*|like us on .*|by signing up.*|support [A-Z]\S+ .*|"
    r"write to .*@.*|like this:.*|-{2,}|"
    r"(?:listen|download|embed|transcript|close|loading\W*|share|print|email|tweet|facebook))",
    re.IGNORECASE,
)
_APPEAL = re.compile(
    r"newsletters?\b|\bif you (?:enjoyed|liked) this (?:article|story|piece)|\bsupport our\b|"
    r"\bconsider (?:supporting|donating|making|buying)\b|\bliking us\b",
    re.IGNORECASE,
)
_APPEAL_HINTS = ("ewsletter", "f you ", "upport our", "onsider ", "liking us")
_CREDIT_HINTS = (
    "ontribut",
    "opyright",
    "©",
    "expressed",
    "eporting",
    "ublished",
    "osted",
    "reserved",
    "hare this",
    "orrection",
    "ORRECTION",
    "larification",
    "ote:",
    "article ",
    "story ",
    "post ",
    "piece ",
    "column ",
    "essay ",
    "ource: http",
)
_HIGHLIGHTS = re.compile(r"(?:story highlights|highlights|key points)\b", re.IGNORECASE)
_OPENING = "\"“‘'(["
_GAP = re.compile(r"[^\w\"“‘'(\[]*")
_ENDED = (".", "!", "?", "…", ":", ";", ",", '."', ".”", '?"', "?”", '!"', "!”", ".)", "”", '"')
_LIST_ITEM = re.compile(r"[-–—•·*▪●⦁+>#@(\[]|\d+[.)]?\s*[a-z(]|[a-z]\)")


def headline_copy(line: str, headline: str) -> int:
    """Return how many characters of a body's first line repeat its headline.

    Case, white space, quotation marks and end punctuation do not count. Where text goes on
    in the same line, a stop or dash must part the two, or the headline stand there to the
    letter; and what follows must open as a sentence does.

    >>> headline_copy("CREWS ACCEPT DEAL: The ferries", "Crews accept deal")
    18
    >>> headline_copy("Crews accept deals slowly.", "Crews accept deal")
    0
    """
    wanted = letters(headline)
    if not wanted or not letters(line[: 3 * len(headline) + 20]).startswith(wanted):
        return 0
    end = 0
    while len(letters(line[:end])) < len(wanted):
        end += 1
    gap = _GAP.match(line, end)
    begins = gap.end() if gap else end
    if not letters(line[begins:]):
        return len(line)
    parted = any(sign in ".!?:|–—" for sign in line[end:begins])
    exact = line.startswith(headline.strip()) and line[end : end + 1].isspace()
    opens = line[begins].isupper() or line[begins].isdigit() or line[begins] in _OPENING
    if len(headline.split()) < 3 or not opens or not (parted or exact):
        return 0
    return len(line[:begins].rstrip())


def is_caption(line: str) -> bool:
    """Say whether a line carries a photo credit or an image caption's label."""
    if len(line) > 600 or not any(hint in line for hint in _CAPTION_HINTS):
        return False
    found = _CAPTION.search(line)
    if found is None:
        return False
    return len(line) <= 300 or found.start() < 60 or found.end() > len(line) - 120


def is_site_line(line: str) -> bool:
    """Say whether a line is the site's own: an advertisement, a link, a button."""
    if len(line) > 400:
        return False
    if len(line) <= 160 and _SITE_LINE.fullmatch(line):
        return True
    return any(hint in line for hint in _APPEAL_HINTS) and _APPEAL.search(line) is not None


def byline_evidence(line: str, author: str = "") -> tuple[float, str]:
    """Say how sure it is that a line near the top is a byline, and why; 0 if it is not."""
    text = line.strip()
    if len(text) > 200:
        return 0.0, ""
    if letters(author) and letters(text).removeprefix("by") == letters(author):
        return 0.98, "the byline column says the same"
    if (found := _BY.match(text)) and not _runs_on(found):
        return 0.97, "opens with By and a name"
    for pattern, score, why in _BYLINES:
        if len(text) <= 90 and pattern.fullmatch(text):
            return score, why
    return 0.0, ""


def _runs_on(found: re.Match[str]) -> bool:
    """Tell a sentence that opens with By from a byline."""
    rest = found["rest"]
    sentence = rest.rstrip().endswith(".") and len(rest.split()) > 12
    return sentence or len(rest.split()) > 25


def surnames(line: str) -> frozenset[str]:
    """Return the parts of the name in a byline by which others would call its author."""
    found = _BY.match(line.strip())
    name = found["name"] if found else line if _BARE_NAME.fullmatch(line.strip()) else ""
    plain = (word.strip(".,").casefold() for word in name.split())
    return frozenset(word for word in plain if len(word) >= 3) - {"our", "staff", "the"}


def is_credit(line: str) -> bool:
    """Say whether a line gives credit, rights or a disclaimer, as the end of a page does."""
    return (
        len(line) <= 400
        and any(hint in line for hint in _CREDIT_HINTS)
        and _CREDIT.search(line) is not None
    )


def is_bio(line: str, author: frozenset[str]) -> bool:
    """Say whether a line tells who the author is."""
    if len(line) > 500:
        return False
    if _FOLLOW.match(line):
        return True
    found = _BIO.match(line)
    if not found:
        return False
    named = {word.strip(".,").casefold() for word in found["name"].split()}
    return bool(_BIO_WORDS.search(line)) and (not author or bool(named & author))


def kind_of(line: str, author: frozenset[str]) -> str:
    """Say what a line is wherever it stands: caption, credit, bio, site, or "" for text."""
    if is_caption(line):
        return "caption"
    if is_credit(line):
        return "credit"
    if is_bio(line, author):
        return "bio"
    return "site" if is_site_line(line) else ""


def ends_open(line: str) -> bool:
    """Say whether a line has no stop at its end, quotation marks apart."""
    return not line.rstrip().endswith(_ENDED)


def is_subheading(line: str, before: str, after: str) -> bool:
    """Say whether a line between two others is set as a subheading.

    Short, opening with a capital, without an end stop, after a line that has ended and
    before one that is a paragraph. List items, labels of speakers and links are none.
    """
    text = line.strip()
    words = text.split()
    if not 1 <= len(words) <= 12 or len(text) > 90 or not before or not after:
        return False
    bare = text.strip("“”\"‘’'")
    quoted_title = bare != text and not bare.endswith((".", "!", ",", "?")) and len(words) <= 8
    question = text.endswith("?") and len(words) <= 9 and ": " not in text
    if not (ends_open(text) or quoted_title or question):
        return False
    if not bare or not (bare[0].isupper() or bare[0].isdigit()) or _LIST_ITEM.match(text):
        return False
    if is_site_line(text) or is_caption(text) or is_credit(text):
        return False
    paragraph = len(after) >= 60 or (len(after.split()) >= 6 and not ends_open(after))
    return paragraph and (not ends_open(before) or is_site_line(before) or is_caption(before))


def head_parts(lines: Sequence[str], headline: str, author: str) -> dict[int, Found]:
    """Find headline copy, standfirst, byline and captions among the first lines."""
    found: dict[int, Found] = {}
    copied = headline_copy(lines[0], headline) if lines else 0
    if copied:
        found[0] = Found("headline", 0.99, "the headline again")
    bylines = _bylines(lines, author)
    found |= bylines
    for row, line in enumerate(lines[:HEAD]):
        if row not in found and is_caption(line):
            found[row] = Found("caption", 0.9, "a photo credit or caption label")
    if bylines:
        found |= _above_byline(lines, min(bylines), found)
    elif lines and _HIGHLIGHTS.match(lines[0]):
        found |= _highlights(lines)
    return found


def _bylines(lines: Sequence[str], author: str) -> dict[int, Found]:
    """Find the lines of the byline: names, offices and dates that stand together."""
    found: dict[int, Found] = {}
    for row, line in enumerate(lines[:HEAD]):
        score, why = byline_evidence(line, author)
        if score and not (row == 0 and len(lines) == 1):
            found[row] = Found("byline", score, why)
    if all(line.evidence == _DATE_LINE for line in found.values()):
        found |= _bare_name(lines)
    return found


def _bare_name(lines: Sequence[str]) -> dict[int, Found]:
    """Find a name that stands alone between the headline and the text."""
    for row in (1, 2):
        if len(lines) <= row + 1 or len(lines[row]) > 40 or len(lines[row + 1]) < 40:
            continue
        below_title = is_headline(lines[0]) and (row == 1 or len(lines[1].split()) >= 6)
        if is_site_line(lines[row]):
            continue
        if below_title and _BARE_NAME.fullmatch(lines[row]):
            return {row: Found("byline", 0.6, "a name alone between headline and text")}
    return {}


def _above_byline(
    lines: Sequence[str], byline: int, known: dict[int, Found]
) -> dict[int, Found]:
    """Say what stands above a byline: a headline, more names, then a standfirst."""
    rows = [row for row in range(byline) if row not in known]
    found = {}
    for row in rows:
        line = lines[row]
        if _NAMES.fullmatch(line):
            found[row] = Found("byline", 0.7, "names above the byline")
        elif row == 0 and is_headline(line):
            found[row] = Found("headline", 0.8, "first line, set as a headline, byline below")
        elif (
            5 <= len(line.split()) <= 80
            and len(rows) <= 3
            and not line.endswith(":")
            and known[byline].evidence != _DATE_LINE
        ):
            found[row] = Found("standfirst", 0.85, "stands above the byline")
    return found


def _highlights(lines: Sequence[str]) -> dict[int, Found]:
    """Take the points under 'Story highlights', which have no end stops, as the standfirst."""
    found = {}
    for row, line in enumerate(lines[:HEAD]):
        if row and not ends_open(line):
            break
        found[row] = Found("standfirst", 0.75, "a point under Story highlights")
    return found
