"""The design of a comparison: who is compared, within what, counted by what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from analysis.errors import ChoiceError, fault_list
from analysis.stats.given import LEAST_CONFIDENCE, MOST_FDR

Unit = Literal["auto", "outlet", "cell", "article"]
Voice = Literal["outlet", "source", "all"]
Copies = Literal["exclude", "keep", "only"]
Windows = Literal["judged", "whole"]
"""Whether coverage is judged in the days that an outlet was collected, or in all."""
PARTS = (
    *("headline", "standfirst", "byline", "caption", "subheading", "body", "comment"),
    "boilerplate",
)
OWN_PARTS = ("headline", "body", "subheading")
"""The parts counted as the outlet's words unless the user says otherwise."""


@dataclass(frozen=True, kw_only=True)
class Design:
    """Who is compared with whom, within what, and what one observation is.

    Parameters
    ----------
    by
        Column of the articles (or of the outlets) whose values are the groups.
    within
        Column whose values are the strata; comparisons are made inside each. ``None``
        compares across the whole corpus and cannot tell an outlet from its events.
    unit
        What is counted once: "auto" takes the outlet × event cell by outlet, the outlet
        by anything constant within outlets, and the cell of the attribute otherwise.
    fdr
        False discovery rate held over one family of tests.
    confidence
        Coverage of the intervals.
    seed
        Seed of every random draw that an analysis makes.
    """

    by: str = "outlet"
    within: str | None = "event_id"
    unit: Unit = "auto"
    fdr: float = 0.05
    confidence: float = 0.95
    seed: int = 1

    def __post_init__(self) -> None:
        faults = []
        if self.unit not in get_args(Unit):
            faults.append(f"unit is {self.unit!r}; it can be {_either(Unit)}")
        if not 0 < self.fdr <= MOST_FDR:
            faults.append(f"fdr is {self.fdr!r}; it must lie above 0, up to {MOST_FDR}")
        if not LEAST_CONFIDENCE <= self.confidence < 1:
            faults.append(
                f"confidence is {self.confidence!r}; it must be {LEAST_CONFIDENCE} to below 1"
            )
        if not self.by:
            faults.append("by is empty; name a column, for example 'outlet'")
        if self.by == self.within:
            faults.append(f"by and within are both {self.by!r}; groups must differ in strata")
        _refuse(faults, "this design cannot be used:")


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Which text is counted: the same names and defaults in every comparison.

    Parameters
    ----------
    voice
        "outlet" leaves out what sources say, "source" counts only that, "all" both: what
        stands in quotes and, in a corpus with a layer "attribution", what it credits to
        somebody without them.
    copies
        "exclude" leaves out agency copy and articles that repeat an earlier one
        (`analysis.find_copies` says when), "only" counts nothing else.
    parts
        Parts of an article that count; the others are there but not counted.
    genre
        Genres that count, or ``None`` for all.
    """

    voice: Voice = "outlet"
    copies: Copies = "exclude"
    parts: tuple[str, ...] = field(default=OWN_PARTS)
    genre: Sequence[str] | None = None

    def __post_init__(self) -> None:
        if self.genre is not None:
            genre = (self.genre,) if isinstance(self.genre, str) else tuple(self.genre)
            object.__setattr__(self, "genre", genre)
        faults = []
        if self.voice not in get_args(Voice):
            faults.append(f"voice is {self.voice!r}; it can be {_either(Voice)}")
        if self.copies not in get_args(Copies):
            faults.append(f"copies is {self.copies!r}; it can be {_either(Copies)}")
        unknown = [part for part in self.parts if part not in PARTS]
        if unknown or not self.parts:
            known = ", ".join(PARTS)
            faults.append(f"parts is {self.parts!r}; it takes one or more of {known}")
        _refuse(faults, "this choice of text cannot be used:")


def same_strata(within: object) -> str:
    """Say in words inside what groups are compared; empty across the whole corpus.

    >>> same_strata("event_id"), same_strata("topic"), same_strata(None)
    ('in the same events', 'within the same topic', '')
    """
    if within is None:
        return ""
    return "in the same events" if within == "event_id" else f"within the same {within}"


ACROSS: tuple[tuple[str, str], ...] = (
    (r"\d[\d,]* informative events?; [\d,]+ needed: ", "one comparison, without events: "),
    ("shares no event with another group", "no other group has articles"),
    (" in the events it shares with others", ""),
    ("no articles in any event", "no articles that count"),
    ("too few events or outlets carry it", "nothing to take an interval over"),
    ("1 event: description only", "no events: description only"),
    (" over events alike", " alike"),
    (" of the same events", ""),
    (" in the events both report", ""),
    (" over its events", ""),
    (" in a typical event", ""),
    (", in whatever event", ""),
    ("^events in which .*", "1 where it can be compared: the corpus is one whole"),
    ("largest share of the evidence that one event carries", "1: the corpus is one whole"),
    (" (?:with)?in the same events| within events", " across the whole corpus"),
)
"""What is said of events, and what is said instead where the whole corpus is compared."""
STORIES = r", and that events are independent: days of one\s+story are one event"


def in_strata(text: str, within: object) -> str:
    """Say of other strata, or of none, what a text says of events.

    >>> in_strata("3 informative events; 8 needed: p can reach 0.25", "topic")
    '3 informative values of topic; 8 needed: p can reach 0.25'
    >>> in_strata("the group against the others in the same events", None)
    'the group against the others across the whole corpus'
    """
    if within == "event_id":
        return text
    if within is None:
        text = re.sub(STORIES, "", text)
        for said, instead in ACROSS:
            text = re.sub(said, instead, text)
        return text
    text = re.sub(STORIES, f", and that values of {within} are independent", text)
    text = text.replace("in the same events", same_strata(within))
    text = re.sub(r"\bevents\b", f"values of {within}", text)
    return re.sub(r"\bevent\b", f"value of {within}", text)


def _either(options: object) -> str:
    return " or ".join(repr(option) for option in get_args(options))


def _refuse(faults: list[str], opening: str) -> None:
    if faults:
        raise ChoiceError(fault_list(opening, faults))
