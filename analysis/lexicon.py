"""Lexicons: lists of terms with weights or categories, with their version and licence."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Self

import pandas as pd

from analysis.errors import ChoiceError, ReadError, fault_list, some

Entries = dict[str, dict[str, float]]
Lines = Sequence[tuple[int, str]]
SHIPPED = Path(__file__).with_name("lexicons")
"""Folder of the lexicons that come with the suite."""
SCORE = "score"
"""Category of the weights of a lexicon that has one weight for a term."""
TERM_COLUMNS = frozenset(
    {"term", "word", "words", "token", "entry", "verb", "lemma", "phrase", "pattern"}
)
"""What a table's first column is called if its first line is a header."""
MOST_WORDS = 5
"""A line of more words is prose, not a term."""
_LIWC_ENTRY = re.compile(r"(\S.*?)((?:\s+\d+)+)\s*")
_CLUE = re.compile(r"(\w+)=(\S+)")
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
    def shipped(cls, name: str) -> Self:
        """Return one of the lexicons of our own that come with the suite.

        Raises
        ------
        ChoiceError
            There is none by that name; the message lists those there are.

        Examples
        --------
        >>> Lexicon.shipped("verbs-of-saying").lookup("allege")
        {'doubting': 1.0}
        """
        known = sorted(path.stem for path in SHIPPED.glob("*.toml"))
        if name not in known:
            msg = f"no lexicon is called {name!r}; there are {some(known, 30)}."
            raise ChoiceError(msg)
        given = tomllib.loads((SHIPPED / f"{name}.toml").read_text(encoding="utf-8"))
        entries: Entries = {}
        for category, terms in given.pop("terms").items():
            for term in terms:
                entries.setdefault(term, {})[category] = 1.0
        return cls(entries=entries, **given)

    @classmethod
    def read(
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
        (``%``, numbered categories, ``%``, terms with numbers); MPQA's clues; JSON, as
        category to list of terms, term to weight, or a list of terms.

        Raises
        ------
        ReadError
            With every fault of the file, each with its line.
        """
        name = name or Path(path).stem
        entries, notes = _read_entries(Path(path), name)
        return cls(
            name=name,
            entries=entries,
            version=version,
            licence=licence,
            language=language,
            source=source,
            notes=notes,
        )


@dataclass
class _Found:
    """Entries, faults and notes, gathered from a file."""

    entries: Entries = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    prose: int = 0

    def add(self, where: str, term: str, category: str, weight: float) -> None:
        """Take one weight of one term; two weights that differ are a fault."""
        if not term or len(term.split()) > MOST_WORDS:
            what = f"{term[:40]!r} is prose, not a term" if term else "the term is empty"
            self.faults.append(f"{where}: {what}")
            self.prose += 1
            return
        known = self.entries.setdefault(term, {})
        before = known.setdefault(category, weight)
        if before != weight:
            self.faults.append(f"{where}: {term!r} weighs {weight:g}, and {before:g} before")


def _read_entries(path: Path, name: str) -> tuple[Entries, tuple[str, ...]]:
    """Read the entries of a lexicon, and notes; a list without a category is ``name``."""
    text, notes = _read_text(path)
    found = _Found(notes=notes)
    lines = [(n, line) for n, line in enumerate(re.split("\r\n|\n|\r", text), 1)]
    lines = [(n, line) for n, line in lines if line.strip() and not line.startswith("#")]
    delimiter = _delimiter(lines)
    if text.lstrip()[:1] in ("{", "["):
        _read_json(text, name, found)
    elif lines and lines[0][1].startswith("type="):
        _read_clues(lines, found)
    elif lines and lines[0][1].strip() == "%":
        _read_liwc(lines, found)
    elif delimiter:
        _read_table(lines, delimiter, found)
    else:
        for number, line in lines:
            if not line.startswith(";"):
                found.add(f"line {number:,}", line.strip(), name, 1.0)
    if not found.entries and not found.faults:
        found.faults.append("it holds no terms")
    if len(found.faults) > len(found.entries) or found.prose * 10 > len(found.entries):
        msg = (
            f"{path.name} is in no form of a lexicon known here ({found.faults[0]}). Give a "
            "list of terms, a table of terms and weights, a table of terms and categories "
            "whose first line names the columns, a LIWC dictionary, or JSON."
        )
        raise ReadError(msg)
    if found.faults:
        count = "1 fault" if len(found.faults) == 1 else f"{len(found.faults):,} faults"
        raise ReadError(fault_list(f"{path.name} has {count}:", found.faults))
    return found.entries, tuple(found.notes)


def _read_text(path: Path) -> tuple[str, list[str]]:
    """Read a file in UTF-8 or, as older word lists are, in cp1252."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        msg = f"{path.name} cannot be opened: {error.strerror}."
        raise ReadError(msg) from error
    if b"\0" in raw:
        msg = f"{path.name} is not text; save the word list as UTF-8 text."
        raise ReadError(msg)
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), ["the file is not UTF-8; it is read as cp1252"]


def _delimiter(lines: Lines) -> str:
    """Find what separates the columns: what nearly every line holds, if anything."""
    for mark in ("\t", ",", ";"):
        if sum(mark in line for _, line in lines) > 0.9 * len(lines):
            return mark
    return ""


def _read_table(lines: Lines, delimiter: str, found: _Found) -> None:
    """Read weights from the columns of numbers and categories from those of words."""
    rows = [_fields(line, delimiter) for _, line in lines]
    header = rows[0] if _names_columns(rows) else ["term", SCORE]
    first = int(header is rows[0])
    where = [f"line {number:,}" for number, _ in lines[first:]]
    wide = [n for (n, _), row in zip(lines, rows, strict=True) if len(row) > len(header)]
    if wide:
        found.faults.append(f"line {wide[0]:,} has more columns than the first line names")
        return
    padded = [[*row, *[""] * (len(header) - len(row))] for row in rows[first:]]
    frame = pd.DataFrame(padded, columns=header)
    terms, columns = frame.iloc[:, 0], frame.iloc[:, 1:]
    bare = int((columns == "").all(axis=1).sum())
    if bare:
        found.notes.append(f"terms without a weight or category: {bare:,}, left out")
    numbers = columns.apply(pd.to_numeric, errors="coerce")
    is_weight = numbers.notna().sum() * 2 >= (columns != "").sum()
    weighted = list(numbers.columns[is_weight])
    if not first and not weighted:
        found.faults.append("its second column holds no numbers")
        return
    one_weight = numbers[weighted[0]] if len(weighted) == 1 and "category" in header else None
    for title in map(str, columns) if one_weight is None else ["category"]:
        for place, cell in enumerate(columns[title]):
            weight = numbers[title].iloc[place]
            if title in weighted and cell and pd.isna(weight):
                found.faults.append(f"{where[place]}: {title} is {cell!r}, not a number")
            elif title in weighted and cell:
                found.add(where[place], terms[place], title, float(weight))
            elif cell:
                own = 1.0 if one_weight is None else float(one_weight.iloc[place])
                found.add(where[place], terms[place], cell, own)


def _fields(line: str, delimiter: str) -> list[str]:
    if delimiter == "\t":  # such files quote nothing, and emoticons hold quotes
        return [cell.strip() for cell in line.split("\t")]
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]


def _names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether the first line names columns: by its word for terms, or by no numbers."""
    if rows[0][0].casefold() in TERM_COLUMNS:
        return True
    first, second = (
        sum(map(_is_number, row)) for row in (rows[0], rows[min(1, len(rows) - 1)])
    )
    return first == 0 and second > 0


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _read_liwc(lines: Lines, found: _Found) -> None:
    """Read numbered categories between two ``%``, then terms with their numbers."""
    ends = [place for place, (_, line) in enumerate(lines) if line.strip() == "%"]
    if len(ends) < 2:
        found.faults.append("its categories begin with % but do not end with it")
        return
    categories: dict[int, str] = {}
    for number, line in lines[1 : ends[1]]:
        numbered = re.fullmatch(r"(\d+)\s+(\S.*)", line.strip())
        if numbered:
            categories[int(numbered[1])] = numbered[2]
        else:
            found.faults.append(f"line {number:,}: {line.strip()!r} is not a number and a name")
    for number, line in lines[ends[1] + 1 :]:
        entry = _LIWC_ENTRY.fullmatch(line.strip())
        codes = [int(code) for code in entry[2].split()] if entry else []
        unknown = [code for code in codes if code not in categories]
        if not entry or unknown:
            what = f"has the unknown category {unknown[0]}" if unknown else "has no category"
            found.faults.append(f"line {number:,}: {line.strip()!r} {what}")
            continue
        for code in codes:
            found.add(f"line {number:,}", entry[1], categories[code], 1.0)


def _read_clues(lines: Lines, found: _Found) -> None:
    """Read subjectivity clues as MPQA's, a word a line; its part of speech is not kept."""
    for number, line in lines:
        clue = dict(_CLUE.findall(line))
        categories = [clue[name] for name in ("type", "priorpolarity") if name in clue]
        for category in categories or [""]:
            found.add(f"line {number:,}", clue.get("word1", ""), category, 1.0)


def _read_json(text: str, name: str, found: _Found) -> None:
    """Read categories with lists of terms, terms with weights, or one list of terms."""
    try:
        given = json.loads(text)
    except ValueError as error:
        found.faults.append(f"it is not JSON: {error}")
        return
    lists = given if isinstance(given, dict) else {name: given}
    for key, value in lists.items():
        if isinstance(value, list):
            for place, term in enumerate(value, start=1):
                if isinstance(term, str):
                    found.add(f"{key}, term {place:,}", term.strip(), key, 1.0)
                else:
                    found.faults.append(f"{key}, term {place:,}: {term!r} is not a text")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found.add(f"{key!r}", key.strip(), SCORE, float(value))
        else:
            found.faults.append(f"{key!r} has neither a list of terms nor a weight")
    empty = [key for key, value in lists.items() if value == []]
    if empty:
        found.notes.append(f"categories without terms: {', '.join(map(repr, empty))}")
