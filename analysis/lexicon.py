"""Lexicons: lists of terms with weights or categories, with their version and licence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Self

import pandas as pd

from analysis.errors import ChoiceError, some
from analysis.read._lexicon import SCORE, read_entries

_WILD = re.compile(r"\w\*$")


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Terms and what each stands for: a weight in one or several categories.

    Parameters
    ----------
    name
        What results call it.
    entries
        Term to category to weight. A term of a plain list has weight 1 in the one
        category that the list is. ``*`` after a letter stands for any ending.
    version, licence, language, source
        Which edition, under what terms, in which language (BCP 47), published where;
        results print what is given, or that it is not stated.
    notes
        What reading did that a reader must know.

    Examples
    --------
    >>> entries = {"abandon*": {"vice": 1.0}, "care": {"virtue": 1.0}}
    >>> moral = Lexicon(name="moral", entries=entries)
    >>> moral.lookup("Abandoned"), moral.lookup("carer")
    ({'vice': 1.0}, {})
    >>> moral.weights("virtue")
    {'care': 1.0}
    """

    name: str
    entries: Mapping[str, Mapping[str, float]]
    version: str = ""
    licence: str = ""
    language: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()
    _prefixes: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        own = {term: MappingProxyType(dict(found)) for term, found in self.entries.items()}
        prefixes = {term[:-1].casefold(): term for term in own if _WILD.search(term)}
        object.__setattr__(self, "entries", MappingProxyType(own))
        object.__setattr__(self, "_prefixes", MappingProxyType(prefixes))

    def __len__(self) -> int:
        return len(self.entries)

    def __str__(self) -> str:
        """Name the lexicon as a report must: with version, terms of use and source."""
        version = self.version or "version not stated"
        licence = self.licence or "licence not stated"
        source = f", {self.source}" if self.source else ""
        return f"{self.name} ({version}, {licence}{source})"

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories, in the order of the file."""
        return tuple(dict.fromkeys(c for found in self.entries.values() for c in found))

    @property
    def table(self) -> pd.DataFrame:
        """The entries as a table: one row a term and category."""
        rows = [(t, c, w) for t, found in self.entries.items() for c, w in found.items()]
        return pd.DataFrame(rows, columns=["term", "category", "weight"])

    def weights(self, category: str = SCORE) -> dict[str, float]:
        """Return the terms of one category with their weights."""
        if category not in self.categories:
            msg = (
                f"{self.name} has no category {category!r}; it has {some(self.categories, 30)}."
            )
            raise ChoiceError(msg)
        return {t: found[category] for t, found in self.entries.items() if category in found}

    def lookup(self, word: str) -> dict[str, float]:
        """Return what a word stands for: as it is written, in lower case, or by ``*``.

        The longest beginning wins; a word that is not there stands for nothing.
        """
        for form in (word, word.casefold()):
            if form in self.entries:
                return dict(self.entries[form])
        form = word.casefold()
        for end in range(len(form), 0, -1):
            if form[:end] in self._prefixes:
                return dict(self.entries[self._prefixes[form[:end]]])
        return {}

    @classmethod
    def vader(cls) -> Self:
        """Return the lexicon of VADER as vaderSentiment ships it."""
        text = files("vaderSentiment").joinpath("vader_lexicon.txt").read_text(encoding="utf-8")
        rows = (line.split("\t") for line in text.rstrip("\n").split("\n"))
        return cls(
            name="VADER",
            # A term that stands twice counts with its last weight, as in vaderSentiment.
            entries={row[0]: {SCORE: float(row[1])} for row in rows},
            version="3.3.2",
            licence="MIT",
            language="en",
            source="Hutto & Gilbert 2014, ICWSM",
        )

    @classmethod
    def read(  # noqa: PLR0913  (settings, each by its name)
        cls,
        path: str | Path,
        *,
        name: str = "",
        version: str = "",
        licence: str = "",
        language: str = "",
        source: str = "",
    ) -> Self:
        """Read a lexicon in a form its content shows.

        Forms are: a list of terms, one a line, with comments after ``#`` or ``;``; a table
        of terms and weights (tabs, commas or semicolons), whose first line may name the
        columns; a table of terms and categories, whose first line must; a LIWC dictionary
        (``%``, numbered categories, ``%``, terms with numbers); JSON, as category to list
        of terms, term to weight, or a list of terms.

        Raises
        ------
        ReadError
            With every fault of the file, each with its line.
        """
        name = name or Path(path).name.removesuffix(".gz").rsplit(".", 1)[0]
        entries, notes = read_entries(path, name)
        return cls(
            name=name,
            entries=entries,
            version=version,
            licence=licence,
            language=language,
            source=source,
            notes=notes,
        )
