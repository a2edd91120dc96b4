"""Credits of news agencies in an article: whose copy it says it is, or who helped.

An article is an agency's copy when it opens with the agency's dateline, when its byline
names nobody but the agency, or when it closes with the agency's signature or copyright. An
agency that "contributed to this report" helped, and the article is the outlet's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

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
HEAD, TAIL = 300, 500
"""Characters from the start and from the end of a body in which credits are looked for."""


class Credit(NamedTuple):
    """A credit: the agency, whether the article is its copy, and where it says so."""

    agency: str
    copy: bool
    words: str
    start: int
    end: int


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
_SIGNED = re.compile(r"\((?:Additional )?Reporting by [^()]{3,200}[;,.] ?(?:[^()]{0,120}; ?)?Editing by [^()]{3,80}\)")
_RIGHTS = re.compile(
    rf"(?:©|\(c\)|copyright)[\s©]*(?:\d{{4}})?\s*(?:by )?(?:the )?(?P<agency>{_LONG}|AFP|UPI)\b",
    re.IGNORECASE,
)
_HELPED = re.compile(
    rf"(?P<agency>{_ANY})\b[^.\n]{{0,80}}? contributed (?:to|reporting)"
    rf"|contributing:[^.\n]{{0,80}}?(?P<second>{_ANY})\b"
    rf"|(?:with|from) (?:[a-z]+ ){{0,3}}(?:from|by) (?:the )?(?P<third>{_LONG}|AP|AFP|PA)\b"
    rf"|(?P<fourth>{_ANY})\b material was used"
)
_BYLINE = re.compile(
    rf"(?:by:? +)?(?:.{{2,60}}?(?:,| \||/| -| –| —| for| of) *)?(?:the )?(?P<agency>{_ANY})"
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
    found = _DATELINE.search(body, 0, HEAD)
    if found and found.end() <= HEAD:
        return _credit(found, 0, copy=True)
    signed = _BYLINE.fullmatch(byline.strip()) if byline else None
    if signed and not re.search(r"\band\b|&|\bwith\b", byline):
        agency = _AGENCY_OF[signed["agency"].casefold()]
        return Credit(agency, copy=True, words=byline.strip(), start=0, end=0)
    tail = max(0, len(body) - TAIL)
    if signed := _SIGNED.search(body, tail):
        return Credit("Reuters", copy=True, words=signed.group(), start=signed.start(), end=signed.end())
    if rights := _RIGHTS.search(body, tail):
        return _credit(rights, 0, copy=True)
    helped = _HELPED.search(body, tail)
    return _credit(helped, 0, copy=False) if helped else None
