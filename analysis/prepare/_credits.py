"""Credits of news agencies in an article: whose copy it says it is, or who helped.

An article is an agency's copy when it opens with the agency's dateline, when its byline
names nobody but the agency, or when it closes with the agency's signature or copyright. An
agency that "contributed to this report" helped, and the article is the outlet's own. "(PA)"
after a place is Pennsylvania unless the Press Association is named beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from analysis.read._dates import NO_VALUE

AGENCIES: Mapping[str, tuple[str, ...]] = {
    "AAP": ("Australian Associated Press", "AAP"),
    "AFP": ("Agence France-Presse", "Agence France Presse", "AFP"),
    "ANSA": ("ANSA",),
    "AP": ("The Associated Press", "Associated Press", "AP"),
    "Anadolu": ("Anadolu Agency", "Anadolu"),
    "Bloomberg": ("Bloomberg News", "Bloomberg"),
    "Canadian Press": ("The Canadian Press", "Canadian Press", "CP"),
    "dpa": ("Deutsche Presse-Agentur", "dpa", "DPA"),
    "EFE": ("Agencia EFE", "EFE"),
    "IANS": ("Indo-Asian News Service", "IANS"),
    "Interfax": ("Interfax",),
    "Kyodo": ("Kyodo News", "Kyodo", "KYODO"),
    "PA": ("Press Association", "PA Media", "PA"),
    "PTI": ("Press Trust of India", "PTI"),
    "Reuters": ("Thomson Reuters", "Reuters", "REUTERS"),
    "TASS": ("TASS", "ITAR-TASS"),
    "UPI": ("United Press International", "UPI"),
    "Xinhua": ("Xinhua News Agency", "Xinhua"),
    "Yonhap": ("Yonhap News Agency", "Yonhap"),
}
"""Agencies that are looked for, and the names by which an article credits them."""
NO_AGENCY = NO_VALUE | {"no", "false", "0", "own", "staff"}
"""What tables write where no agency is credited."""
HEAD, TAIL = 300, 500
"""Characters from the start and from the end of a body in which credits are looked for."""


class Credit(NamedTuple):
    """A credit: the agency, whether the article is its copy, and the words that say so."""

    agency: str
    copy: bool
    words: str


_NAMES = sorted((name for names in AGENCIES.values() for name in names), key=len, reverse=True)
_AGENCY_OF = {name.casefold(): agency for agency, names in AGENCIES.items() for name in names}
_ANY = "|".join(map(re.escape, _NAMES))
_LONG = "|".join(re.escape(name) for name in _NAMES if len(name) > 3)
_PLACE = r"(?:[A-Z][\w.'’/-]*,?|\d+,?|\([A-Z][\w .]+\)|de|of|the|el|la|al)"
_DATELINE = re.compile(
    rf"(?m)^[ \t>*|]*(?P<line>(?:{_PLACE}[ \t]+){{0,10}}"
    rf"(?:\((?P<agency>{_ANY})\)\s*(?:[-–—:.]+|(?=[A-Z“\"])|$)"
    rf"|(?P<bare>{_LONG})\s*(?:[–—]|--?\s)\s*(?=[A-Z“\"])))"
)
_SIGNED = re.compile(
    r"\((?:[Aa]dditional )?[Rr]eporting by [^()]{3,400}?[Ee]diting by [^()]{3,80}\)"
)
_RIGHTS = re.compile(
    rf"(?<!mage )(?<!hoto )(?<!icture )(?:©|\(c\)|copyright)[\s©]*"
    rf"(?:\d{{4}})?\s*(?:by )?(?:the )?"
    rf"(?P<agency>{_LONG}|AFP|UPI)\b(?!\s*/)",
    re.IGNORECASE,
)
_HELPED = re.compile(
    rf"(?P<agency>{_ANY})\b[^.\n]{{0,80}}? contributed (?:to|reporting)"
    rf"|[Cc]ontributing: ?[^.\n]{{0,80}}?(?P<second>{_ANY})\b"
    rf"|\b[Ww]ith (?:[a-z]+ ){{0,3}}(?:from|by) (?:the )?(?P<third>{_LONG}|AP|AFP|PA)\b"
    rf"|(?P<fourth>{_ANY})\b material was used"
)
_SHARED = re.compile(r"\band\b|&|\bwith\b|;")
_NAMED = re.compile(rf"(?:The )?(?P<agency>{_ANY})\b|.*?\b(?P<within>{_LONG})\b", re.DOTALL)
"""A short name is an outlet's only where it opens it: (PA) and (CP) are places too."""
_PENNSYLVANIA = re.compile(r",[^,]+, *PA\s*$")
_PRESS_ASSOCIATION = re.compile(r"\bPress Association\b|\bPA Media\b")
_BYLINE = re.compile(
    rf"(?:by:? +)?(?:.{{2,60}}?(?:,| \||/| -| –| —| for| of) *)?(?:the )?\b(?P<agency>{_ANY})"
    r"(?:[ ,]+(?:news ?wires?|staff|wire|agency|writers?|reporters?|correspondents?|news))*",
    re.IGNORECASE,
)


def credit_of(body: str, byline: str = "") -> Credit | None:
    """Find the credit that an article gives to an agency; its own copy before its help.

    >>> credit_of("BEIRUT (AFP) – Shelling went on.").agency
    'AFP'
    >>> credit_of("It went on. The Associated Press contributed to this report.").copy
    False
    >>> credit_of("The Associated Press (AP) reported heavy shelling.") is None
    True
    """
    signed = None if _SHARED.search(byline) else _BYLINE.fullmatch(byline.strip())
    if signed and _PENNSYLVANIA.search(byline):
        signed = None
    tail = max(0, len(body) - TAIL)
    told = f"{body[:HEAD]}\n{body[tail:]}\n{byline}"
    pa = bool(signed and _credit(signed, copy=True).agency == "PA")
    pa = pa or _PRESS_ASSOCIATION.search(told) is not None
    for found in _DATELINE.finditer(body, 0, HEAD):
        if pa or found["agency"] != "PA":
            return _credit(found, copy=True)
    if signed:
        return _credit(signed, copy=True)
    if signed := _SIGNED.search(body, tail):
        return Credit("Reuters", copy=True, words=signed.group())
    if rights := _RIGHTS.search(body, tail):
        return _credit(rights, copy=True)
    helped = _HELPED.search(body, tail)
    return _credit(helped, copy=False) if helped else None


def is_agency(outlet: str) -> str:
    """Return the agency that an outlet is, or an empty text.

    >>> is_agency("Reuters"), is_agency("AP Fact Check"), is_agency("The Post (PA)")
    ('Reuters', 'AP', '')
    """
    found = _NAMED.match(outlet.strip())
    return _AGENCY_OF[(found["agency"] or found["within"]).casefold()] if found else ""


def agency_of(named: str) -> str:
    """Return the agency that a column names, under the name it is known by here.

    Empty where it says that there is none; a name that is not known here stands as it is.

    >>> agency_of("reuters"), agency_of("HNA"), agency_of("n/a")
    ('Reuters', 'HNA', '')
    """
    name = named.strip()
    return "" if name.casefold() in NO_AGENCY else _AGENCY_OF.get(name.casefold(), name)


def _credit(found: re.Match[str], *, copy: bool) -> Credit:
    name = next(name for name in found.groups() if name and name.casefold() in _AGENCY_OF)
    words = " ".join(found.group().split())
    return Credit(_AGENCY_OF[name.casefold()], copy=copy, words=words)
