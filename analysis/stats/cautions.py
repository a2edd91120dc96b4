"""What must be said beside the numbers: why one is missing, and what they assume."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, inf, log

import numpy as np

from analysis.errors import many
from analysis.stats.arrays import Bools, Floats, Ints, Words
from analysis.stats.guard import exposure_log_ratio
from analysis.stats.outlets import LIST_NEEDS, SCALAR_NEEDS, OutletDesign, outlet_design
from analysis.stats.question import Question

LIST_IS_ABOVE = 20
"""More items than this are a list, whose search needs more outlets than one question."""
INFLATED, UNEVEN = 1.2, 0.5
"""Design factors above and below which a comparison over outlets is warned about."""
MOST_INTERVALS = 60
"""Findings of a list that get an interval: inverting the test costs milliseconds a row."""
ONLY_STRONGEST = f"interval computed for {MOST_INTERVALS} findings, those of smallest p"
ONLY_SELECTED = "interval computed for selected rows only"
ALONE = "shares no event with another group"
UNUSED = "does not occur in the events it shares with others"
ONE_ARTICLE = "occurs in one article"
NO_ARTICLES = "no articles in any event"
ONE_SIDED = "only one side counts it: the ratio has no near end"


def refusal(design: OutletDesign, n_items: int) -> str:
    """Say why a comparison over these outlets is refused; empty where it is not.

    Examples
    --------
    >>> few = OutletDesign(outlets=np.arange(9), member=np.arange(9) < 4,
    ...     kappa_phi=1.0, kappa_tau=1.0)
    >>> refusal(few, 1)
    '4 outlets on the smaller side; a comparison of sides needs 5'
    """
    have = design.smaller_side
    few = f"{many(have, 'outlet')} on the smaller side"
    if have < SCALAR_NEEDS:
        return f"{few}; a comparison of sides needs {SCALAR_NEEDS}"
    if n_items > LIST_IS_ABOVE and have < LIST_NEEDS:
        return f"{few}; a list of items needs {LIST_NEEDS}"
    return ""


def unreachable(
    n_events: int,
    p_min: float,
    threshold: float,
    *,
    over_outlets: bool = False,
    enough: float = inf,
) -> str:
    """Say why a test cannot decide anything, and how many events like these would do.

    By events the smallest p is 2 · r^J in J of them; ``enough`` events have another test that
    can decide. Over outlets more events do not help.

    Examples
    --------
    >>> unreachable(3, 0.25, 0.0125)
    '3 informative events; 8 needed: p can reach 0.25 at best, the family needs 0.013'
    >>> unreachable(40, 0.25, 0.0125, over_outlets=True)
    'too few outlets; p can reach 0.25 at best, the family needs 0.013'
    """
    best = f"p can reach {p_min:.2g} at best, the family needs {threshold:.2g}"
    if over_outlets:
        return f"too few outlets; {best}"
    needed = max(ceil(n_events * log(threshold / 2) / log(p_min / 2)), n_events + 1)
    needed = int(min(needed, enough))
    events = "1 informative event" if n_events == 1 else f"{n_events} informative events"
    return f"{events}; {needed} needed: {best}"


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What decides whether a row is tested: tables of groups by items.

    ``n_members`` counts each group's articles, ``in_one_unit`` is by item.
    """

    n_members: Ints
    n_events: Ints
    p_min: Floats
    testable: Bools
    threshold: float
    meets_others: Bools
    refused: Words
    in_one_unit: Bools
    over_outlets: bool

    def reasons(self) -> Words:
        """Say of each row why it was not tested; empty where it was.

        The first reason that holds is given. Rows that could reach the same p in as many
        events share one sentence, so that a long list costs no sentence a row.
        """
        shape = self.p_min.shape
        found: Words = np.full(shape, "", object)
        open_ = ~self.testable
        nobody = np.broadcast_to((self.n_members == 0)[:, None], shape)
        alone = np.broadcast_to(self.in_one_unit, shape)
        for holds, words in (
            (nobody, NO_ARTICLES),
            (~self.meets_others, ALONE),
            (self.refused != "", self.refused),
            (self.n_events == 0, UNUSED),
            (alone, ONE_ARTICLE),
        ):
            here = open_ & holds
            found[here] = words if isinstance(words, str) else words[here]
            open_ &= ~holds
        said: dict[tuple[int, float], str] = {}
        for row in np.flatnonzero(open_.any(axis=1)):
            here = np.flatnonzero(open_[row])
            pairs = self.n_events[row, here] + 1j * self.p_min[row, here]
            kinds, kind = np.unique(pairs, return_inverse=True)
            for one in kinds:
                key = int(one.real), float(one.imag)
                if key not in said:
                    said[key] = unreachable(
                        *key, self.threshold, over_outlets=self.over_outlets
                    )
            sentences = [said[int(one.real), float(one.imag)] for one in kinds]
            found[row, here] = np.array(sentences, object)[kind]
        return found


def count_notes(
    questions: Sequence[Question], groups: Sequence[int], names: Sequence[str]
) -> tuple[str, ...]:
    """Collect the cautions of a contrast of counts, each once."""
    notes = [
        "Rates are shares of what was written: raising some items lowers the rest.",
        (
            "The test assumes that groups spread their use over events alike (similar"
            " burstiness: check_burstiness looks), and that events are independent: days of one"
            " story are one event."
        ),
    ]
    if len(groups) > 2:
        notes.append(
            "The false discovery rate over several groups of the same events was found to"
            " hold by simulation; it is not proven."
        )
    ratios: dict[str, float] = {}
    designs: list[tuple[str, OutletDesign]] = []
    for question in questions:
        for group in groups:
            if question.unit == "outlet":
                designs.append((names[group], outlet_design(question.cells, group)))
            elif question.guarded(group):
                ratios[names[group]] = float(np.exp(exposure_log_ratio(question.cells, group)))
    notes += outlet_notes(designs)
    if ratios:
        listed = ", ".join(f"{name} {ratio:.2f}" for name, ratio in list(ratios.items())[:8])
        more = f" and {len(ratios) - 8} more" if len(ratios) > 8 else ""
        notes.append(
            "Cells that are much longer or shorter than the others' in a typical event"
            f" ({listed} times{more}): a second p from the exposures guards their tests."
        )
    return tuple(dict.fromkeys(notes))


def outlet_notes(designs: Iterable[tuple[str, OutletDesign]]) -> list[str]:
    """Collect the cautions of comparisons over outlets, each once, with whom it is about."""
    varied: dict[str, list[float]] = {}
    uneven: dict[str, list[float]] = {}
    for name, design in designs:
        if design.smaller_side and design.kappa > INFLATED:
            varied.setdefault(name, []).append(design.kappa)
        if design.smaller_side and design.kappa_phi < UNEVEN:
            uneven.setdefault(name, []).append(design.kappa_phi)
    notes = []
    if varied:
        notes.append(
            f"{', '.join(varied)}: outlets meet and differ in size so that scores vary"
            f" {_span(varied)} times as much as permuting sides says; tests are divided"
            " by the root of it."
        )
    if uneven:
        notes.append(
            f"{', '.join(uneven)}: the sides differ in what they cover (design factor"
            f" {_span(uneven)}), so that power is near zero."
        )
    return notes


def _span(found: Mapping[str, Sequence[float]]) -> str:
    """Write the least and the largest of some numbers, or the one that all round to.

    >>> _span({"left": [1.311, 1.5], "right": [1.4]}), _span({"left": [1.311]})
    ('1.31 to 1.50', '1.31')
    """
    values = [value for several in found.values() for value in several]
    low, high = f"{min(values):.2f}", f"{max(values):.2f}"
    return low if low == high else f"{low} to {high}"
