"""What every contrast gives: levels and contrasts, groups by items."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

import numpy as np

from analysis.stats.arrays import Bools, Floats, Ints, Words

NEVER_USED = "never used: a level of 0 has no interval"
CARRIED_BY_FEW = "too few events or outlets carry it: its own level has no interval"
LEVEL_APART = "; level: "
"""Stands between the reason of a contrast and that of a level, where a row has both."""


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """Levels and contrasts, groups by items.

    ``value``, ``value_low`` and ``value_high`` are the group's own level over its
    events, whatever the other groups do. ``estimate``, ``low`` and ``high`` compare it
    with the other groups in the same events. ``p`` is missing where ``reason`` says why;
    ``p_min`` is the smallest p that was attainable. ``n_events`` counts informative
    events, ``n_units`` the group's articles that have the item. The shares are of the
    evidence (the sum of squared scores), that of outlets where p is small (up to about
    .13).
    The interval's level is ``interval_alpha``; ``threshold`` is the p that a test must be
    able to reach to be one of ``n_tested``.
    """

    value: Floats
    value_low: Floats
    value_high: Floats
    estimate: Floats
    low: Floats
    high: Floats
    p: Floats
    p_min: Floats
    q: Floats
    n_events: Ints
    n_units: Ints
    largest_event_share: Floats
    largest_outlet_share: Floats
    selected: Bools
    reason: Words
    notes: tuple[str, ...]
    interval_alpha: float
    threshold: float
    n_tested: int


Kind = TypeVar("Kind", bound=Contrast)


def mirrored(found: Kind) -> Kind:
    """Give the second of two groups what the first has, turned round."""
    names = ("n_events", "largest_event_share", "largest_outlet_share", "selected", "reason")
    same = {
        name: np.concatenate([getattr(found, name)] * 2) for name in ("p", "p_min", "q", *names)
    }
    turned = {
        "estimate": np.concatenate([found.estimate, -found.estimate]),
        "low": np.concatenate([found.low, -found.high]),
        "high": np.concatenate([found.high, -found.low]),
    }
    return replace(found, **cast("dict[str, Any]", same | turned))


def with_level_reasons(reason: Words, value: Floats, low: Floats) -> Words:
    """Say beside each row's ``reason`` why its own level has no interval, if it has none.

    >>> said = with_level_reasons(np.array(["", "not testable", ""], object),
    ...     np.array([0.0, 0.5, 0.5]), np.array([np.nan, np.nan, 0.1]))
    >>> said.tolist()[:2]
    ['never used: a level of 0 has no interval', 'not testable; level: too few events or \
outlets carry it: its own level has no interval']
    """
    said = reason.astype(object)
    none = np.isnan(low) & ~np.isnan(value)
    made: dict[tuple[str, bool], str] = {}
    for row in np.flatnonzero(none):
        key = (said[row], bool(value[row] == 0))
        if key not in made:
            level = NEVER_USED if key[1] else CARRIED_BY_FEW
            made[key] = LEVEL_APART.join(filter(None, (key[0], level)))
        said[row] = made[key]
    return said


def of_contrast(reason: str) -> str:
    """Take what a row's reason says of its contrast, without what it says of its level.

    >>> of_contrast(f"not testable{LEVEL_APART}{CARRIED_BY_FEW}"), of_contrast(NEVER_USED)
    ('not testable', 'never used: a level of 0 has no interval')
    """
    return reason.partition(LEVEL_APART)[0]


def of_level(reason: str) -> str:
    """Take what a row's reason says of its level."""
    return reason.rpartition(LEVEL_APART)[2]
