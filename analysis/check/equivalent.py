"""Check whether differences are smaller than a margin, before anybody says "no difference".

A row that is no finding is not shown to differ. Whether it is shown *not* to differ, by more
than would matter, is another question, and needs a margin that is chosen beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray
from scipy import sparse

from analysis.check.result import CheckResult, Passed
from analysis.errors import ChoiceError, fault_list
from analysis.figures import Rows, draw_rows, outlet_colours
from analysis.results import APART, Result, need_result
from analysis.stats.contrast import ask
from analysis.stats.equivalence import Equivalence, equivalent_counts, equivalent_means
from analysis.stats.found import of_contrast
from analysis.stats.multiplicity import benjamini_hochberg
from analysis.tally import ScoreTally, Tally

MOST_ROWS = 200
"""Rows that can be asked about at once: equivalence is asked of what was chosen before."""
MOST_ALPHA = 0.1
TESTED = ("p", "p_beyond", "low", "high")
"""What is found out about each row."""
MOST_DRAWN = 40
BEYOND = "shown to lie beyond the margin"
BEYOND_ALONE = "beyond the margin alone, not among all rows judged together"
ALONE = "within the margin alone, not among all rows judged together"
OPEN = "shown to lie neither within the margin nor beyond it"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class EquivalenceCheck(CheckResult):
    """Which differences are shown to be smaller than a margin."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "item": "the word, the referent and its label, or the voice",
        "estimate_kind": "what estimate measures",
        "estimate": "the group against the others, as the result has it",
        "low": "lower bound of estimate at confidence 1 - 2 alpha",
        "high": "upper bound of estimate at confidence 1 - 2 alpha",
        "margin": "half width of what counts as no difference, on the scale of estimate",
        "p": "larger p of two one-sided tests: the estimate is at the margin or beyond it",
        "q": "false discovery rate at which this row would be called within the margin",
        "p_beyond": "p of the estimate lying within the margin: twice its smaller one-sided p",
        "q_beyond": "false discovery rate at which this row would be called beyond the margin",
        "passed": "yes: shown to lie within the margin; no: shown to lie beyond it; not "
        "judged: neither is shown",
        "reason": "why it was not judged, or what was found",
    }

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        alpha, margin = float(str(self.settings["alpha"])), self.settings["margin"]
        ratio = not (self.table["estimate_kind"] == "difference of means").any()
        within = f"a factor of {margin:g}" if ratio else f"±{margin:g}"
        return (
            f"Whether groups by {self.settings['by']} differ by less than {within}. "
            f"{self.corpus}. Dots: estimates; lines: their {1 - 2 * alpha:.0%} intervals. "
            f"Filled: shown to lie within the margin (two one-sided tests, judged together at "
            f"{alpha:g}). Hollow: not shown, which is neither a difference nor its absence."
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw each tested estimate and its interval between the margins; return the Axes."""
        rows = self.table[self.table["p"].notna()].sort_values("item", kind="stable")
        rows = rows.head(MOST_DRAWN)
        ratio = not (rows["estimate_kind"] == "difference of means").any()
        colours = outlet_colours(rows["group"].tolist())
        shown = Rows(
            block=rows["item"].tolist(),
            label=self.shown(rows["group"]),
            middle=rows["estimate"].tolist(),
            low=rows["low"].tolist(),
            high=rows["high"].tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=(rows["passed"] == "yes").tolist(),
        )
        label = "ratio to the others" if ratio else "difference to the others"
        xlabel = f"{label}; dotted: the margin"
        ax = draw_rows(shown, ax, xlabel=xlabel, reference=0.0, log=ratio)
        for end in {sign * margin for margin in rows["margin"] for sign in (1, -1)}:
            ax.axvline(np.exp(end) if ratio else end, color="#777777", lw=1, ls=":", zorder=1)
        return ax


def check_equivalent(result: Result, *, margin: float, alpha: float = 0.05) -> EquivalenceCheck:
    """Check which differences of a comparison are shown to lie within a margin.

    Parameters
    ----------
    result
        A comparison, cut with ``.where`` to the rows that are asked about.
    margin
        What would be too small to matter, said before looking: for words and labels a ratio
        above 1 (1.25 stands for 0.8 to 1.25), for sentiment a difference of scores.
    alpha
        Level of the two one-sided tests.

    Returns
    -------
    EquivalenceCheck
        One row a row of the result. ``passed`` is "yes" if every row is within the margin,
        "no" if any is beyond it, and else "not judged".

    Raises
    ------
    ChoiceError
        ``margin`` or ``alpha`` cannot be used, more than 200 rows are asked about, or the
        result is no comparison.

    Notes
    -----
    H0: the true ratio (difference) is at the margin or beyond it. Two one-sided tests
    (Schuirmann 1987), by the permutation, sign flip or t of the comparison itself asked
    about an effect as large as the margin; p ≤ alpha exactly if the interval of confidence
    1 - 2 alpha lies within the margin. "Beyond" tests the reverse, that the effect is at most
    the margin, on either side: p_beyond = min(1, 2 (1 - p)). Each of the two is judged over
    all rows together (Benjamini & Hochberg 1995); of two groups one is tested. Limits: a
    margin chosen after looking proves nothing; with few events nothing can be shown. Sources:
    Schuirmann (1987); Lakens (2017).

    Examples
    --------
    >>> from analysis import Corpus, compare_words
    >>> rows = {"article_id": [f"a{i}" for i in range(40)], "outlet": ["Post", "Star"] * 20,
    ...     "event_id": [f"e{i // 2}" for i in range(40)], "published": "2024-03-01",
    ...     "headline": "", "body": [f"{i} port port dock dock" + " crew" * (i % 3)
    ...     for i in range(40)]}
    >>> words = compare_words(Corpus(pd.DataFrame(rows)), words=["port"])
    >>> check = check_equivalent(words, margin=1.5)
    >>> check.passed, check.verdict
    ('yes', 'All 2 rows lie within a factor of 1.5.')
    """
    _refuse(need_result(result, "check_equivalent"), margin, alpha)
    scores = isinstance(result.tally, ScoreTally)
    width = margin if scores else float(np.log(margin))
    found = _tested(result, width, alpha)
    table = _table(result, found, width, alpha)
    return EquivalenceCheck(
        table=table,
        passed=_whole(table),
        verdict=_verdict(table, f"±{margin:g}" if scores else f"a factor of {margin:g}"),
        settings={**result.settings, "margin": margin, "alpha": alpha},
        corpus=result.corpus,
        names=result.names,
    )


def _refuse(result: Result, margin: float, alpha: float) -> None:
    """Raise one error that lists everything that cannot be."""
    faults = []
    if result.tally is None:
        faults.append(
            f"{type(result).__name__} keeps no counts and no scores; give a comparison of "
            "words, labels or sentiment"
        )
    least, kind = (
        (0.0, "a difference") if isinstance(result.tally, ScoreTally) else (1.0, "a ratio")
    )
    if not (least < margin < np.inf):
        faults.append(f"margin is {margin!r}; it is {kind} above {least:g}")
    if not 0 < alpha <= MOST_ALPHA:
        faults.append(f"alpha is {alpha!r}; it must be above 0 and at most {MOST_ALPHA:g}")
    if len(result.table) > MOST_ROWS:
        faults.append(
            f"{len(result.table):,} rows are asked about; choose up to {MOST_ROWS} beforehand "
            "with result.where(…)"
        )
    if faults:
        raise ChoiceError(fault_list("equivalence cannot be checked like this:", faults))


def _tested(result: Result, width: float, alpha: float) -> pd.DataFrame:
    """Test every row that was testable, in the order of the table."""
    table = result.table
    found = pd.DataFrame(np.nan, index=range(len(table)), columns=list(TESTED))
    estimate, testable = table["estimate"].to_numpy(float), table["p"].notna().to_numpy()
    for pair in _pairs(result, np.flatnonzero(testable)):
        made = pair.test(estimate[pair.rows], width, alpha)
        found.iloc[pair.rows] = np.column_stack([getattr(made, name) for name in TESTED])
    _, item = result.places()
    key = item if _mirrors(result) else np.arange(len(table))
    for q, p in (("q", "p"), ("q_beyond", "p_beyond")):
        found[q] = _together(found[p].to_numpy(float), key)
    return found


def _together(p: NDArray[np.float64], key: NDArray[np.int64]) -> NDArray[np.float64]:
    """Judge rows as one family; rows of one key are one test."""
    q = np.full(len(p), np.nan)
    kept = np.flatnonzero(~np.isnan(p))
    _, first, back = np.unique(key[kept], return_index=True, return_inverse=True)
    q[kept] = benjamini_hochberg(p[kept[first]])[back.ravel()]
    return q


def _mirrors(result: Result) -> bool:
    """Tell whether the table holds two groups that mirror each other: one test, not two."""
    tally = result.tally
    return (
        tally is not None
        and "reference" not in result.settings
        and len(tally.units.groups) == 2
    )


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Rows of one group, the tally they are tested in, and whether it is turned round."""

    tally: Tally | ScoreTally
    group: int
    rows: NDArray[np.int64]
    items: NDArray[np.int64]
    turned: bool

    def test(self, estimate: NDArray[np.float64], width: float, alpha: float) -> Equivalence:
        """Test these rows; what was turned round is turned back."""
        sign = -1.0 if self.turned else 1.0
        if isinstance(self.tally, Tally):
            found = self.counts(self.tally, sign * estimate, width, alpha)
        else:
            found = self.means(self.tally, width, alpha)
        if self.turned:
            return replace(found, low=-found.high, high=-found.low)
        return found

    def counts(
        self, tally: Tally, estimate: NDArray[np.float64], width: float, alpha: float
    ) -> Equivalence:
        """Ask the test of counts about the margin, for these items alone."""
        units = tally.units
        questions = ask(
            sparse.csr_array(tally.counts[:, self.items]),
            tally.exposure,
            units.event,
            units.outlet,
            units.group,
            units.unit,
            tally.exposure_set[self.items],
        )
        wanted = np.arange(len(self.items))
        return equivalent_counts(
            questions, self.group, wanted, estimate, margin=width, alpha=alpha
        )

    def means(self, tally: ScoreTally, width: float, alpha: float) -> Equivalence:
        """Ask the test of means about the margin, item by item."""
        units = tally.units
        found = [
            equivalent_means(
                tally.means[:, item],
                event=units.event,
                outlet=units.outlet,
                group=units.group,
                n_groups=len(units.groups),
                unit=units.unit,
                chosen=self.group,
                margin=width,
                alpha=alpha,
            )
            for item in self.items
        ]
        joined = {
            name: np.concatenate([getattr(one, name) for one in found]) for name in TESTED
        }
        return Equivalence(**joined)


def _pairs(result: Result, testable: NDArray[np.int64]) -> Iterator[Pair]:
    """Gather the testable rows of each group with what they are compared in."""
    tally, reference = result.tally, result.settings.get("reference")
    group, item = result.places()
    mirrors = _mirrors(result)
    if tally is None:
        return
    for code in np.unique(group[testable]).tolist():
        rows = testable[group[testable] == code]
        whole = tally
        if reference is not None:
            whole = tally.only_groups([tally.units.groups[code], str(reference)])
        yield Pair(
            tally=whole,
            group=0 if mirrors or reference is not None else code,
            rows=rows,
            items=item[rows],
            turned=mirrors and code == 1,
        )


def _table(result: Result, found: pd.DataFrame, width: float, alpha: float) -> pd.DataFrame:
    """Lay out what was found and judge each row."""
    rows = result.table.reset_index(drop=True)
    table = pd.DataFrame(
        {
            "group": rows["group"],
            "item": result.item_names().str.replace(APART, ": ").to_numpy(),
            "estimate_kind": rows["estimate_kind"],
            "estimate": rows["estimate"],
            "low": found["low"],
            "high": found["high"],
            "margin": width,
            "p": found["p"],
            "q": found["q"],
            "p_beyond": found["p_beyond"],
            "q_beyond": found["q_beyond"],
        }
    )
    judged = [
        _judged(row, str(reason), alpha)
        for (_, row), reason in zip(table.iterrows(), rows["reason"], strict=True)
    ]
    table["passed"] = [passed for passed, _ in judged]
    table["reason"] = [reason for _, reason in judged]
    return table


def _judged(row: pd.Series, why_untested: str, alpha: float) -> tuple[Passed, str]:
    """Say whether a row lies within the margin, beyond it, or neither is shown."""
    if np.isnan(row["p"]):
        return "not judged", of_contrast(why_untested) or "was not tested"
    if row["q"] <= alpha:
        return "yes", ""
    if row["q_beyond"] <= alpha:
        return "no", BEYOND
    if row["p"] <= alpha:
        return "not judged", ALONE
    return "not judged", BEYOND_ALONE if row["p_beyond"] <= alpha else OPEN


def _whole(table: pd.DataFrame) -> Passed:
    """Judge all rows together: within the margin only if every row is."""
    if (table["passed"] == "no").any():
        return "no"
    whole = len(table) > 0 and (table["passed"] == "yes").all()
    return "yes" if whole else "not judged"


def _verdict(table: pd.DataFrame, within: str) -> str:
    """Say how many rows are within the margin, and how many beyond."""
    n, inside = len(table), int((table["passed"] == "yes").sum())
    beyond = int((table["passed"] == "no").sum())
    if not n:
        return "No row is asked about."
    if inside == n:
        return f"{'The 1 row lies' if n == 1 else f'All {n} rows lie'} within {within}."
    told = f"{inside} of {n} rows are shown to lie within {within}"
    if beyond:
        told += f", {beyond} to lie beyond it"
    left = n - inside - beyond
    return f"{told}; of {left} neither can be told." if left else f"{told}."
