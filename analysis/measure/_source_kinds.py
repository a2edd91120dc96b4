"""What kind of source a name or a noun stands for."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Literal, get_args

from analysis.measure._source_names import source_words

Kind = Literal[
    "person",
    "organisation",
    "official",
    "witness",
    "anonymous",
    "document",
    "outlet",
    "unknown",
]
NounKind = Literal["official", "witness", "anonymous", "organisation", "document", "outlet"]
Noun = NounKind | Literal["spokesperson", "quantity", ""]
KINDS: tuple[Kind, ...] = get_args(Kind)
NOUNS: tuple[NounKind, ...] = get_args(NounKind)
"""Kinds that a noun can stand for."""
CATEGORIES: tuple[Noun, ...] = (*NOUNS, "spokesperson", "quantity")
PEOPLE = frozenset({"official", "witness", "anonymous"})
"""Kinds of unnamed people."""
_UNNAMED = re.compile(
    r"\b(?:familiar with|close to|briefed on|knowledge of|unnamed|unidentified|anonymous(?:ly)?"
    r"|condition of anonymity|not (?:to )?be(?:ing)? (?:named|identified)|privy to)\b",
    re.IGNORECASE,
)
"""What is said of people who speak without their name."""
_BEFORE = re.compile(r" (?:for|of|on|in|at|to|and) ")
_SITE = re.compile(r"\w+\.(?:com|org|net|co\.uk|fr|de|news)$", re.IGNORECASE)


def noun_kind(lemmas: Sequence[str]) -> tuple[Noun, int]:
    """Return the category of the last noun of a phrase, and how many words it takes.

    >>> noun_kind(["county", "prosecutor"]), noun_kind(["the", "news", "agency"])
    (('official', 1), ('outlet', 2))
    >>> noun_kind(["sheep"])
    ('', 0)
    """
    words = source_words()
    for size in (2, 1):
        phrase = " ".join(lemmas[-size:]).casefold()
        found = [kind for kind in CATEGORIES if phrase in words[kind]]
        if found and len(lemmas) >= size:
            return found[0], size
    return "", 0


def named_kind(name: str, label: str, outlets: Collection[str] = ()) -> Kind:
    """Return the kind of a name by the parser's label for it and by its last words.

    ``outlets`` are names of outlets, in lower case, beyond those of the list.
    """
    words = source_words()
    lower = name.casefold()
    parts = lower.split()
    if _is_outlet(lower, outlets):
        return "outlet"
    last = _BEFORE.split(lower)[0].split()[-1] if parts else ""
    singular = last.removesuffix("s")
    if label == "PERSON" and not ({last, singular} & words["organisation"]):
        return "person"
    if label in ("WORK_OF_ART", "LAW") or {last, singular} & words["document"]:
        return "document"
    return "organisation"


def _is_outlet(name: str, outlets: Collection[str]) -> bool:
    parts = name.removeprefix("the ").split()
    known = source_words()["outlet_name"]
    return (
        name in outlets
        or name.removeprefix("the ") in outlets
        or bool(_SITE.search(name))
        or any(" ".join(parts[-size:]) in known for size in (1, 2) if len(parts) >= size)
    )


def speaks_for(body: Sequence[str]) -> Kind:
    """Return the kind of who speaks for a body, given the words that name it.

    >>> speaks_for(["the", "interior", "ministry"]), speaks_for(["Ostline"]), speaks_for([])
    ('official', 'organisation', 'official')
    """
    lower = {word.casefold() for word in body}
    return "official" if not lower or lower & source_words()["public"] else "organisation"


def is_unnamed(text: str) -> bool:
    """Say whether a source is said to speak without a name.

    >>> is_unnamed("two officials familiar with the talks"), is_unnamed("two officials")
    (True, False)
    """
    return bool(_UNNAMED.search(text))
