"""One outlet, one name: find spellings of the same outlet, merge those the user names."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.read._files import near


@dataclass(frozen=True)
class Outlets:
    """A column of outlets as read: the names, what is wrong, what to know."""

    names: pd.Series
    faults: tuple[str, ...]
    advice: str
    notes: tuple[str, ...]


def read_outlets(
    values: pd.Series, merge: Mapping[str, str] | None, row: Callable[[int], str]
) -> Outlets:
    """Apply the user's merges, then look for outlets that are written in several ways.

    Spellings are the same outlet if they agree but for case, spaces, punctuation and a
    leading "the". Names that are merely similar are left alone.

    Parameters
    ----------
    values
        The names as they stand in the file.
    merge
        Name in the file to name to use. A name mapped to itself is an outlet of its own,
        however much another looks like it.
    row
        What to call a row in a message, by its place.

    Examples
    --------
    >>> names = pd.Series(["nyt", "NYT", "Fox News", "Fox Online News"])
    >>> found = read_outlets(names, None, "row {}".format)
    >>> found.faults
    ("outlet is written in 2 ways: 'nyt' (1, first in row 0), 'NYT' (1, first in row 1)",)
    >>> found.advice
    "If they are the same, say outlets={'NYT': 'nyt'}; if not, map each name to itself."
    """
    merge = merge or {}
    given = Counter(values)
    faults: list[str] = []
    merged = values.map(lambda name: merge.get(name, name))
    counts = Counter(merged)
    first = {name: place for place, name in reversed(list(enumerate(merged)))}
    own = {name for name, kept in merge.items() if name == kept}
    advised = dict(merge)
    for group in _same_name([name for name in counts if name.strip()]):
        if own.issuperset(group):
            continue
        ranked = sorted(group, key=lambda name: (-counts[name], first[name]))
        ways = ", ".join(
            f"{name!r} ({counts[name]:,}, first in {row(first[name])})" for name in ranked
        )
        faults.append(f"outlet is written in {len(group)} ways: {ways}")
        kept = ranked[0].strip()
        advised |= {name: kept for name in ranked if name != kept}
    advice = (
        f"If they are the same, say outlets={advised}; if not, map each name to itself."
        if len(advised) > len(merge)
        else ""
    )
    asked = set(merge.values())
    clean = merged.map(lambda name: name if name in asked else name.strip())
    notes = (*_notes_of_merging(merge, given), *_notes_of_initials(sorted(set(clean))))
    return Outlets(clean, tuple(faults), advice, notes)


def spellings(names: Sequence[str]) -> dict[str, str]:
    """Map each rarer spelling of an outlet to the commonest, the first among equals.

    >>> spellings(["The Echo (Alma)", "The Echo(Alma)", "The Echo(Alma)", "Echo Online"])
    {'The Echo (Alma)': 'The Echo(Alma)'}
    """
    counts = Counter(names)
    return {
        name: max(group, key=counts.__getitem__)
        for group in _same_name(list(counts))
        for name in group
        if name != max(group, key=counts.__getitem__)
    }


def _same_name(names: Sequence[str]) -> list[list[str]]:
    """Group the names that differ in case, spaces, punctuation or a leading "the"."""
    plain = {name: _plain(name) for name in names}
    known = set(plain.values())
    groups: dict[str, list[str]] = {}
    for name, key in plain.items():
        short = key.removeprefix("the")
        same = short if short and short in known else key
        groups.setdefault(same, []).append(name)
    return [group for group in groups.values() if len(group) > 1]


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    without = re.sub(r"^the\s+", "", folded)
    return re.sub(r"[\W_]+", "", without) or folded


def _notes_of_merging(merge: Mapping[str, str], counts: Mapping[str, int]) -> list[str]:
    """Say which outlets were merged, and which names stand in no article."""
    absent = [name for name in merge if name not in counts]
    notes = [
        f"outlets maps {name!r}, which no article has{near(name, list(counts))}"
        for name in absent
    ]
    changed = [(name, kept) for name, kept in merge.items() if name != kept and name in counts]
    if not changed:
        return notes
    named = ", ".join(f"{name!r} as {kept!r} ({counts[name]:,})" for name, kept in changed)
    return [f"outlets merged as asked: {named}", *notes]


def _notes_of_initials(names: Sequence[str]) -> list[str]:
    """Point to names that are the initials of another: a hint, as many are not the same."""
    notes = []
    for short in names:
        if not (short.isalpha() and short.isupper() and len(short) > 1):
            continue
        for full in names:
            words = [word for word in re.findall(r"\w+", full) if word.casefold() != "the"]
            if len(words) > 1 and "".join(word[0] for word in words).upper() == short:
                merge = {short: full}
                notes.append(f"{short!r} may be short for {full!r}: if so, outlets={merge}")
    return notes
