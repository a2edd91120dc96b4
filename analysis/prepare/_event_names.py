"""Names of events that a reader recognises: the day and the words its articles share."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.prepare._event_pairs import Floats, Material, Places, words_of

WORDS_IN_A_NAME = 2
SHORTEST = 3


def event_names(
    material: Material, group: Places, given: NDArray[np.object_], chance: Floats
) -> tuple[NDArray[np.object_], pd.DataFrame]:
    """Return the event_id of each article, and a table of the events.

    A found event is named by its first day and the two words that most of its headlines
    share, rare ones first; its description is the headline of its most typical article.
    """
    words = [set(words_of(headline)) for headline in material.headlines]
    spread = Counter(word for own in words for word in own)
    event_id = np.array([one or "" for one in given], dtype=object)
    rows: list[dict[str, str]] = []
    found = {
        int(number): np.flatnonzero(group == number) for number in np.unique(group[group >= 0])
    }
    dated = {number: _first_day(material.days[of]) for number, of in found.items()}
    for number in sorted(found, key=lambda one: (dated[one], found[one][0])):
        of = found[number]
        decided = [given[place] for place in of if given[place]]
        if decided:
            name = str(decided[0])
        else:
            told = [dated[number] or "undated", *_shared([words[at] for at in of], spread)]
            name = _unlike("-".join(told), {row["event_id"] for row in rows} | set(event_id))
        event_id[of] = name
        typical = of[np.argmax(np.nan_to_num(chance[of], nan=-1))]
        told_by = material.headlines[typical]
        rows.append({"event_id": name, "description": told_by, "date": dated[number]})
    return event_id, pd.DataFrame(rows, columns=["event_id", "description", "date"])


def _first_day(days: Floats) -> str:
    known = days[~np.isnan(days)]
    return str(np.datetime64(int(known.min()), "D")) if len(known) else ""


def _shared(words: list[set[str]], spread: Counter[str]) -> list[str]:
    """Return the words that most of these headlines share, of these the rarest."""
    counts = Counter(word for own in words for word in own)
    known = [word for word in counts if word.isalpha() and len(word) >= SHORTEST]
    ranked = sorted(known, key=lambda word: (-counts[word], spread[word], word))
    return ranked[:WORDS_IN_A_NAME]


def _unlike(name: str, taken: set[str]) -> str:
    """Return the name, with a number where it is taken already."""
    number, made = 1, name
    while made in taken:
        number += 1
        made = f"{name}-{number}"
    return made
