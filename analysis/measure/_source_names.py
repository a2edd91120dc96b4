"""The names of an article: who is called what in it, in full and for short."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from analysis.lexicon import Lexicon
from analysis.measure._stance import stance_of
from analysis.parsing import Parsed

Run = tuple[int, int]
"""Tokens of a name: the first, and the one after the last."""
_NAME = re.compile(r"[^\W\d_][\w.’'-]*")
_POSSESSIVE = re.compile(r"['’]s?$")
_INITIAL = re.compile(r"[^\W\d_]\.?$")
_SUFFIX = frozenset({"jr", "sr", "ii", "iii", "iv"})
_PERSONAL = frozenset({"Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Sen", "Rep", "Gov", "Prof"})
_JOINS = frozenset({"of", "for", "from", "and", "in", "at", "on", "with", "who", "or"})
_MARKS = ',;:()[]“”"‘'
_YEARS = re.compile(r"(?:1?\d)?\d$")
_LEAST, _AGE = 2, 3


@lru_cache(maxsize=1)
def source_words() -> Mapping[str, frozenset[str]]:
    """Return the words of sources that come with the suite, by kind."""
    words = Lexicon.shipped("source-nouns")
    return {kind: frozenset(words.weights(kind)) for kind in words.categories}


@dataclass(frozen=True, kw_only=True)
class Mention:
    """One name in one text."""

    field: str
    run: Run
    sentence: int
    label: str
    words: tuple[str, ...]

    @property
    def body(self) -> str:
        """The name as a body has it: without its article."""
        words = self.words
        return " ".join(words[1:] if words and words[0].casefold() == "the" else words)


class Names:
    """The people and bodies that an article names.

    Parameters
    ----------
    texts
        Field → its text and parse, in reading order.
    """

    def __init__(self, texts: Mapping[str, tuple[str, Parsed]]) -> None:
        found = {field: list(_mentions(field, *given)) for field, given in texts.items()}
        known = {
            without_titles(mention.words)[-1]
            for mentions in found.values()
            for mention in mentions
            if mention.label == "PERSON"
        }
        self.mentions = [
            mention
            for field, given in texts.items()
            for mention in _with_bare(found[field], known, field, *given)
        ]

    @cached_property
    def _people(self) -> dict[tuple[str, str], str]:
        """Full names by first and last word, each in its commonest form, in reading order."""
        forms: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for mention in self._of("PERSON"):
            name = without_titles(mention.words)
            if len(name) >= _LEAST:
                forms[_ends(name)][" ".join(_plain(name))] += 1
        return {ends: found.most_common(1)[0][0] for ends, found in forms.items()}

    @cached_property
    def _short(self) -> dict[str, list[int]]:
        """Where a person is named by one word: places among the mentions."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, mention in enumerate(self.mentions):
            name = without_titles(mention.words)
            if len(name) == 1:
                found[name[0].casefold()].append(place)
        return found

    @cached_property
    def _first(self) -> dict[tuple[str, str], int]:
        """Where each full name stands first."""
        found: dict[tuple[str, str], int] = {}
        for place, mention in enumerate(self.mentions):
            name = without_titles(mention.words)
            if mention.label == "PERSON" and len(name) >= _LEAST:
                found.setdefault(_ends(name), place)
        return found

    @cached_property
    def _body_forms(self) -> dict[str, str]:
        """Names of bodies of more than one word, by their form in lower case."""
        found: dict[str, str] = {}
        for mention in self._of("ORG"):
            if len(mention.body.split()) >= _LEAST:
                found.setdefault(mention.body.casefold(), mention.body)
        return found

    @property
    def bodies(self) -> frozenset[str]:
        """The names of bodies of more than one word."""
        return frozenset(self._body_forms.values())

    def _of(self, label: str) -> Iterator[Mention]:
        return (mention for mention in self.mentions if mention.label == label)

    def is_person(self, words: Sequence[str]) -> bool:
        """Say whether the article elsewhere has a person of this name."""
        name = without_titles(words)
        if not name:
            return False
        if len(name) >= _LEAST:
            return _ends(name) in self._people
        return bool(self._bearers(name[0]))

    def _bearers(self, word: str) -> list[tuple[str, str]]:
        """Full names that end in a word; where none does, those that begin with it."""
        key = word.casefold()
        last = [ends for ends in self._people if ends[1] == key]
        return last or [ends for ends in self._people if ends[0] == key]

    def person(self, words: Sequence[str]) -> tuple[str, bool]:
        """Return the full name of a person, and whether it is known.

        A surname that two full names share is that of the first, if it is used alone
        before the second comes up; else it stays as it is.
        """
        name = without_titles(words)
        if len(name) >= _LEAST:
            first, last = _ends(name)
            turned = self._people.get((last, first)) if len(name) == _LEAST else None
            known = self._people.get((first, last), " ".join(_plain(name)))
            return turned or known, True
        bearers = self._bearers(name[0]) if name else []
        if len(bearers) == 1:
            return self._people[bearers[0]], True
        if len(bearers) > 1:
            order = sorted(bearers, key=self._first.__getitem__)
            one, two = (self._first[ends] for ends in order[:2])
            if any(one < place < two for place in self._short[name[0].casefold()]):
                return self._people[order[0]], True
        return " ".join(name or words), False

    def body(self, words: Sequence[str]) -> tuple[str, bool]:
        """Return the full name of a body from its short form or initials, if one fits."""
        kept = words[1:] if words and words[0].casefold() == "the" else words
        name = " ".join(kept)
        if len(kept) != 1:
            return self._body_forms.get(name.casefold(), name), len(kept) >= _LEAST
        key = name.casefold()
        fits = [
            full
            for full in self._body_forms.values()
            if (name.isupper() and _initials(full) == name)
            or key in (full.split()[0].casefold(), full.split()[-1].casefold())
        ]
        return (fits[0], True) if len(fits) == 1 else (name, False)


def without_titles(words: Sequence[str]) -> tuple[str, ...]:
    """Leave titles and offices off the front of a name, unless nothing would be left.

    >>> without_titles(["Chief", "Superintendent", "Rolf", "Addeby"]), without_titles(["Pope"])
    (('Rolf', 'Addeby'), ('Pope',))
    """
    known = source_words()
    kept = list(words)
    while len(kept) > 1 and any(
        kept[0].casefold().rstrip(".") in known[kind]
        for kind in ("title", "official", "witness", "anonymous", "spokesperson")
    ):
        kept.pop(0)
    return tuple(kept)


def _mentions(field: str, text: str, parsed: Parsed) -> Iterator[Mention]:
    """Yield the names of one text, cut where a paragraph ends."""
    words = parsed.words(text)
    entity = parsed.entity
    first = 0
    while first < len(words):
        label = entity[first][2:]
        last = first + 1
        if label:
            while (
                last < len(words)
                and entity[last] == f"I-{label}"
                and "\n" not in words[last]
                and "\n" not in text[int(parsed.end[last - 1]) : int(parsed.start[last])]
            ):
                last += 1
            name = name_words(text[int(parsed.start[first]) : int(parsed.end[last - 1])])
            aged = len(name) >= _LEAST and _has_age(words[last : last + _AGE])
            if aged or (len(name) >= _LEAST and name[0].rstrip(".") in _PERSONAL):
                label = "PERSON"
            if label == "PERSON":
                name = name[: _end_of_person(name)]
            if name:
                sentence = int(parsed.sentence[first])
                run = (first, last)
                yield Mention(field=field, run=run, sentence=sentence, label=label, words=name)
        first = last


def _with_bare(
    found: Sequence[Mention], known: Collection[str], field: str, text: str, parsed: Parsed
) -> list[Mention]:
    """Add the surnames that the parser took for no name, where the article has them in one."""
    bare = [
        Mention(
            field=field,
            run=(token, token + 1),
            sentence=int(parsed.sentence[token]),
            label="PERSON",
            words=(word,),
        )
        for token, word in enumerate(parsed.words(text))
        if word in known and not parsed.entity[token] and parsed.pos[token] == "PROPN"
    ]
    return sorted([*found, *bare], key=lambda mention: mention.run)


def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name, without marks, possessives and what is no word.

    >>> name_words("Marta Holtz-Kovelin’s")
    ('Marta', 'Holtz-Kovelin')
    """
    kept = [token.strip(_MARKS) for token in _POSSESSIVE.sub("", name.strip()).split()]
    return tuple(word for word in kept if _NAME.fullmatch(word))


def _has_age(after: Sequence[str]) -> bool:
    """Say whether an age follows a name: only people have one.

    >>> _has_age([",", "70", ","]), _has_age([",", "1974", ","])
    (True, False)
    """
    return len(after) == _AGE and after[0] == after[2] == "," and bool(_YEARS.match(after[1]))


def _end_of_person(name: Sequence[str]) -> int:
    """Return where a person's name ends: before "of Ostline", or "Says" of a headline."""
    ends = (
        at
        for at, word in enumerate(name)
        if at and (word in _JOINS or (word[-1] == "s" and stance_of([word[:-1]])))
    )
    return next(ends, len(name))


def _plain(name: Sequence[str]) -> list[str]:
    """Leave out initials in the middle of a name."""
    inner = [word for word in name[1:-1] if not _INITIAL.fullmatch(word)]
    return [name[0], *inner, name[-1]]


def _ends(name: Sequence[str]) -> tuple[str, str]:
    """Return the first and the last word of a name, by which it is known."""
    last = [word for word in name[1:] if word.casefold().rstrip(".") not in _SUFFIX]
    return name[0].casefold(), (last or name)[-1].casefold()


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())
