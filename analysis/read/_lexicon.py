"""Recognise the form of a lexicon's file by its content, and read its entries."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis.errors import ReadError
from analysis.read._faults import refuse
from analysis.read._files import read_text

Entries = dict[str, dict[str, float]]
Lines = Sequence[tuple[int, str]]
SCORE = "score"
"""Category of the weights of a lexicon that has one weight for a term."""
TERM_COLUMNS = frozenset(
    {"term", "word", "words", "token", "entry", "verb", "lemma", "phrase", "pattern"}
)
"""What a table's first column is called if its first line is a header."""
MOST_WORDS = 5
"""A line of more words is prose, not a term."""
_LIWC_ENTRY = re.compile(r"(\S.*?)((?:\s+\d+)+)\s*")


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


def read_entries(path: str | Path, name: str) -> tuple[Entries, tuple[str, ...]]:
    """Read the entries of a lexicon, and notes; a list without a category is ``name``.

    Raises
    ------
    ReadError
        With every fault of the file, or because its form is not known.
    """
    file = read_text(path)
    found = _Found(notes=[*file.notes])
    lines = [(n, line) for n, line in enumerate(re.split("\r\n|\n|\r", file.text), 1)]
    lines = [(n, line) for n, line in lines if line.strip() and not line.startswith("#")]
    delimiter = _delimiter(lines)
    if file.text.lstrip()[:1] in ("{", "["):
        _read_json(file.text, name, found)
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
            f"{file.name} is in no form of a lexicon known here ({found.faults[0]}). Give a "
            "list of terms, a table of terms and weights, a table of terms and categories "
            "whose first line names the columns, a LIWC dictionary, or JSON."
        )
        raise ReadError(msg)
    refuse(file.name, [found.faults])
    return found.entries, tuple(found.notes)


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
    is_weight = numbers.notna().sum() * 2 > (columns != "").sum()
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
