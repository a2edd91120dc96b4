"""Check whether one group spreads its use of words over events very differently.

An outlet that writes a word often in a few events and never elsewhere is bursty. Tests within
events hold where outlets are about as bursty as one another; where one is far burstier, or
far evener, a long list can hold false findings as a rule, and no method is known that does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray
from scipy import sparse

from analysis.check.result import CheckResult, all_passed
from analysis.errors import ChoiceError
from analysis.figures import Rows, draw_rows, outlet_colours
from analysis.results import Result, need_result
from analysis.stats.clumping import Clumping, Pairs, clumping, count_pairs
from analysis.tally import Tally, Units

HELD = 2.0
"""Ratio of clumping up to which the tests were seen to hold: gamma shapes .5 and 2 give
(1 + 1/.5)/(1 + 1/2) = 2. At shapes .15 and 5, which give 6.4, they were seen not to hold."""
FEW_EVENTS = 8
"""Events below which nothing was simulated, and nothing is judged."""
LONG_LIST, MOST_CELLS = 200, 0.5
"""Of a list longer than this, items used in more than this share of cells are left out: the
words of grammar, which nobody uses in bursts."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class BurstinessCheck(CheckResult):
    """How far the uses of each group clump, against those of the others."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "n_outlets": "outlets of the group",
        "n_events": "events that the group shares with other outlets",
        "n_pairs": "pairs of uses of one item in one cell of the group: what value rests on",
        "value": "clumping: pairs of uses within a cell of the group, as a multiple of pairs "
        "across outlets of one event; 1 if each use came alone",
        "value_low": "lower bound of value",
        "value_high": "upper bound of value",
        "others": "clumping of the outlets of all other groups",
        "ratio": "value over others; above 1 the group is the burstier",
        "low": "lower bound of ratio",
        "high": "upper bound of ratio",
        "passed": "whether ratio lies between a half and 2, by its whole interval: yes or no; "
        "not judged where it reaches over a bound",
        "reason": "what was found, or why it was not judged",
    }

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        confidence = float(str(self.settings["confidence"]))
        return (
            f"How far uses clump by {self.settings['by']}: pairs of uses of one item within a "
            f"cell against pairs across outlets of the same event. {self.corpus}. Dots: ratio "
            f"of the group's clumping to that of the others; lines: {confidence:.0%} jackknife "
            f"interval over events. Between 1/{HELD:g} and {HELD:g} the tests were seen to "
            "hold in simulation."
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw each group's ratio between the bounds; return the Axes."""
        rows = self.table
        colours = outlet_colours(rows["group"].tolist())
        shown = Rows(
            block=[str(self.settings["by"])] * len(rows),
            label=self.shown(rows["group"]),
            middle=np.log(rows["ratio"]).tolist(),
            low=np.log(rows["low"]).tolist(),
            high=np.log(rows["high"]).tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=(rows["passed"] == "yes").tolist(),
        )
        xlabel = "clumping of uses, group over others; dotted: where tests were seen to hold"
        ax = draw_rows(shown, ax, xlabel=xlabel, reference=0.0, log=True)
        for bound in (1 / HELD, HELD):
            ax.axvline(bound, color="#777777", lw=1, ls=":", zorder=1)
        return ax


def check_burstiness(result: Result) -> BurstinessCheck:
    """Check whether a group's uses come in far larger, or smaller, bursts than the others'.

    Parameters
    ----------
    result
        A comparison of words or labels; all items that were counted are looked at.

    Returns
    -------
    BurstinessCheck
        One row a group. ``passed`` is "no" where any group's ratio lies wholly beyond its
        bounds, and "not judged" where nothing can be told.

    Raises
    ------
    ChoiceError
        The result compares means.

    Notes
    -----
    Clumping = sum of y(y - 1) n'/(n - 1) · S' over sum of y y' · R', over events and items
    (weight 1/Y²): y of n is an outlet's count in an event, y' of n' that of all others there,
    R' and S' are the Mantel-Haenszel sums of the other events, so that liking an item is no
    burst. If an outlet's rates vary by a gamma of shape k, clumping is 1 + 1/k. Bounds of the
    ratio: 2, where a false p below .05 was seen in .058 to .086 of null words (shapes .5
    against 2, 8 to 200 events), and any false finding in .08 of lists of 300 words. At 6.4
    (.15 against 5, 100 events) p at or below .001 come 6 to 13 times as often as they should,
    and four lists in five have a false finding (docs/calibration.md). Limits: one number for
    all items, whose single members may be burstier; events are taken as independent.
    Sources: Church & Gale (1995) for counts in bursts; Miller (1974) for the jackknife; the
    ratio is our own.

    Examples
    --------
    Post writes "port" in every event; Star six times in every second one.

    >>> from analysis import Corpus, compare_words
    >>> rows = {"article_id": [f"a{i}" for i in range(48)],
    ...     "outlet": ["Post", "Star", "Wire"] * 16, "published": "2024-03-01",
    ...     "event_id": [f"e{i // 3}" for i in range(48)], "headline": "",
    ...     "body": [f"{i}" + " port" * (6 * (i // 3 % 2) if i % 3 == 1 else 3) + " quay" * 9
    ...     for i in range(48)]}
    >>> check = check_burstiness(compare_words(Corpus(pd.DataFrame(rows)), words=["port"]))
    >>> check.table[["group", "n_pairs"]].to_numpy().tolist()
    [['Post', 48], ['Star', 120], ['Wire', 48]]
    >>> bool(check.table["ratio"][1] > 1)
    True
    """
    tally = need_result(result, "check_burstiness").tally
    if not isinstance(tally, Tally):
        msg = (
            f"{type(result).__name__} keeps no counts, which alone can come in bursts; give a "
            "comparison of words or labels."
        )
        raise ChoiceError(msg)
    confidence = float(str(result.settings["confidence"]))
    owners = Owners.of(tally.units)
    found, n_items = _pairs(tally, owners)
    rows = [
        _row(tally, owners, found, code, confidence) for code in range(len(tally.units.groups))
    ]
    table = pd.DataFrame(rows, columns=list(BurstinessCheck.columns))
    return BurstinessCheck(
        table=table.astype(dict.fromkeys(("n_outlets", "n_events", "n_pairs"), np.int64)),
        passed=all_passed(table["passed"].tolist()),
        verdict=_verdict(table),
        settings={**result.settings, "held": HELD, "few_events": FEW_EVENTS},
        corpus=result.corpus,
        names=result.names,
        notes=tuple(_notes(tally, n_items)),
    )


@dataclass(frozen=True, kw_only=True)
class Owners:
    """Who owns an article: an outlet, or an outlet in a group where it stands in several."""

    code: NDArray[np.int64]
    group: NDArray[np.int64]
    n_outlets: NDArray[np.int64]

    @classmethod
    def of(cls, units: Units) -> Owners:
        """Give each article its owner, and each owner its group."""
        pairs = np.stack([units.outlet, units.group])
        found, code = np.unique(pairs, axis=1, return_inverse=True)
        group = found[1]
        n_outlets = np.bincount(group, minlength=len(units.groups))
        return cls(code=code.ravel().astype(np.int64), group=group, n_outlets=n_outlets)


def _pairs(tally: Tally, owners: Owners) -> tuple[Pairs, int]:
    """Count pairs of uses, of a long list without the words of grammar."""
    units, items = tally.units, np.arange(len(tally.items))
    if len(items) > LONG_LIST:
        cell = np.unique(np.stack([units.event, owners.code]), axis=1, return_inverse=True)[
            1
        ].ravel()
        entries = sparse.coo_array(tally.counts)
        row, item = entries.coords
        key = np.unique(cell[row].astype(np.int64) * len(items) + item)
        spread = np.bincount(key % len(items), minlength=len(items)) / (int(cell.max()) + 1)
        items = np.flatnonzero(spread <= MOST_CELLS)
    found = count_pairs(
        sparse.csr_array(tally.counts[:, items]),
        tally.exposure,
        tally.exposure_set[items],
        event=units.event,
        owner=owners.code,
    )
    return found, len(items)


def _row(
    tally: Tally, owners: Owners, found: Pairs, code: int, confidence: float
) -> tuple[object, ...]:
    """Describe and judge one group."""
    member, units = owners.group == code, tally.units
    clumps = clumping(found, member, confidence=confidence)
    mine = np.bincount(units.event[units.group == code], minlength=len(units.events))
    n_events = int(((mine > 0) & (mine < np.bincount(units.event, minlength=len(mine)))).sum())
    passed, reason = _judged(clumps, n_events)
    return (
        units.groups[code],
        int(owners.n_outlets[code]),
        n_events,
        int(found.n_pairs[member].sum()),
        *np.exp(clumps.own).tolist(),
        float(np.exp(clumps.others)),
        *np.exp(clumps.ratio).tolist(),
        passed,
        reason,
    )


def _judged(clumps: Clumping, n_events: int) -> tuple[str, str]:
    """Say whether a ratio lies within its bounds, beyond them, or neither can be told."""
    middle, low, high = clumps.ratio.tolist()
    bound = float(np.log(HELD))
    if n_events < FEW_EVENTS:
        return "not judged", f"{n_events} shared events, fewer than {FEW_EVENTS}"
    if np.isnan(low):
        return "not judged", "too few uses come in pairs to tell"
    if -bound <= low and high <= bound:
        return "yes", ""
    if low > bound or high < -bound:
        kind = "burstier" if middle > 0 else "evener"
        return "no", f"far {kind} than the others: its findings may be false"
    return "not judged", f"the interval reaches over 1/{HELD:g} or {HELD:g}: it cannot be told"


def _verdict(table: pd.DataFrame) -> str:
    """Count the groups by what was told of them."""
    held, broken = (int((table["passed"] == word).sum()) for word in ("yes", "no"))
    n = len(table)
    if broken:
        named = ", ".join(table.loc[table["passed"] == "no", "group"])
        return (
            f"{broken} of {n} groups clump their uses beyond what the tests were seen to "
            f"hold: {named}. Findings may be false there, however small p is."
        )
    if not held:
        return "Whether groups are about as bursty as one another cannot be told."
    told = f"{held} of {n} groups are about as bursty as the others"
    return f"{told}." if held == n else f"{told}; of {n - held} it cannot be told."


def _notes(tally: Tally, n_items: int) -> Iterator[str]:
    if n_items < len(tally.items):
        yield (
            f"{len(tally.items) - n_items:,} of {len(tally.items):,} items used in over half "
            "of the cells are left out."
        )
    if len(tally.units.groups) == 2:
        yield "Of two groups one mirrors the other: the ratio does not say which is unusual."
