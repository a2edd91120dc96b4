"""Sentences of each event put into claims, each with the wording that stands for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from analysis.measure._numbers import conflict, numbers_of
from analysis.measure._statements import by_event
from analysis.stats.alike import Rows, alike_groups, medoids
from analysis.stats.arrays import Bools, Floats, Ints


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """The claim of each sentence, the sentence that stands for each claim, and who differs.

    Claims are numbered from 0, event by event. ``nearness`` is the cosine of each sentence
    with the one shown; ``other_numbers`` are the pairs of claims that give other numbers.
    """

    claim: Ints
    shown: Ints
    nearness: Floats
    other_numbers: frozenset[tuple[int, int]]


def align(texts: Sequence[str], rows: Rows, event: Ints, threshold: float) -> Alignment:
    """Group the sentences of each event by their vectors, and by their numbers."""
    numbers = [numbers_of(text) for text in texts]
    counted = np.array([bool(found) for found in numbers], bool)

    def apart(own: Ints, one: Ints, other: Ints) -> Bools:
        one, other = own[one], own[other]
        differ = np.asarray(counted[one] & counted[other], bool)
        for at in np.flatnonzero(differ):
            differ[at] = conflict(numbers[one[at]], numbers[other[at]])
        return differ

    claim, nearness = np.zeros(len(texts), np.int64), np.ones(len(texts))
    shown: list[int] = []
    other: set[tuple[int, int]] = set()
    for own in by_event(event):
        here = [part[own] for part in rows]
        found = alike_groups(here, threshold, partial(apart, own))
        claim[own] = found.number + len(shown)
        sides = (claim[own[side]].tolist() for side in found.kept_apart)
        other |= {(min(pair), max(pair)) for pair in zip(*sides, strict=True)}
        middle, nearness[own] = medoids(here, found.number)
        shown += own[middle].tolist()
    return Alignment(
        claim=claim,
        shown=np.array(shown, np.int64),
        nearness=nearness,
        other_numbers=frozenset(other),
    )
