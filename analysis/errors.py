"""Errors that a user of the suite can cause, and mend."""

from __future__ import annotations

from collections.abc import Sequence

MOST_LISTED = 20
"""Faults named one by one in a message; the rest are counted."""


class AnalysisError(ValueError):
    """Base of every error this suite raises on purpose."""


class CorpusError(AnalysisError):
    """The corpus does not hold what an analysis needs."""


class SpanError(AnalysisError):
    """Spans that do not fit together or do not fit their text."""


class ChoiceError(AnalysisError):
    """A setting has a value that it cannot take."""


class ReadError(AnalysisError):
    """A file cannot be read as what it was said to be."""


class EncoderMissingError(AnalysisError):
    """The sentence encoder, an optional extra, is not installed."""


class StudyError(AnalysisError):
    """A study file asks for something that cannot be done."""


def fault_list(opening: str, faults: Sequence[str]) -> str:
    """Put every fault of one input into one message, a line each.

    >>> print(fault_list("articles.csv has 2 faults:", ["row 3: no outlet", "row 9: no body"]))
    articles.csv has 2 faults:
      - row 3: no outlet
      - row 9: no body
    """
    lines = [opening, *(f"  - {fault}" for fault in faults[:MOST_LISTED])]
    if len(faults) > MOST_LISTED:
        lines.append(f"  … and {len(faults) - MOST_LISTED:,} more of the same kinds")
    return "\n".join(lines)


def many(number: int, singular: str) -> str:
    """Write a number with its noun.

    >>> many(1, "event"), many(1200, "event")
    ('1 event', '1,200 events')
    """
    return f"{number:,} {singular}{'' if number == 1 else 's'}"


def some(values: Sequence[object], most: int = 8) -> str:
    """Name some of ``values`` in a message, and say how many more there are.

    >>> some(["a", "b"]), some(range(12), most=3)
    ("'a', 'b'", '0, 1, 2 and 9 more')
    """
    named = ", ".join(repr(value) for value in values[:most])
    return f"{named} and {len(values) - most:,} more" if len(values) > most else named
