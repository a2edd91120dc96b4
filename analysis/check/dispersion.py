"""Check whether a finding is carried by one article, one event or one outlet.

A test of groups can only say that the texts differ. A word that one article repeats, or that
belongs to one event, differs too; it tells little about how an outlet writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray
from scipy import sparse

from analysis.check.result import CheckResult, all_passed
from analysis.errors import ChoiceError
from analysis.figures import Rows, draw_rows, outlet_colours
from analysis.results import APART, Result, need_result
from analysis.stats.influence import Counted, log_ratio_without
from analysis.stats.keyness import dispersion
from analysis.tally import Tally, Units

FEW_ARTICLES = 3
"""Articles that must carry a finding."""
ONE_EVENT = 0.5
"""Most of the evidence that one event may hold."""
LEFT = 0.5
"""Least part of the log ratio that must be left without any one article, event or outlet."""
ROUNDING = 1 + 1e-9
"""Half of a logarithm may lie a hair above another that is its half."""
KINDS = ("article", "event", "outlet")
MOST_DRAWN, MOST_NAMED = 30, 8
Which = Literal["findings", "all"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DispersionCheck(CheckResult):
    """What carries each finding, and what is left of it without that."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "item": "the word, or the referent and its label",
        "estimate": "log ratio of the group to the others, as the result has it",
        "carried_by": "whose uses are counted here: of the side that uses the item more",
        "n_articles": "articles of that side that use it, in events both sides report",
        "n_events": "events of these articles",
        "n_outlets": "outlets of these articles",
        "dp": "dispersion over that side's articles: 0 even, near 1 all in one (Gries 2008)",
        "largest_article_share": "largest share of these uses that stands in one article",
        "largest_event_share": "largest share of the evidence that one event carries",
        "largest_outlet_share": "the same of one outlet, where the result has it",
        "article": "the article without which least is left of estimate",
        "without_article": "log ratio without it; missing if nobody uses the item then",
        "event": "the event without which least is left of estimate",
        "without_event": "log ratio without it; missing if nobody uses the item then",
        "outlet": "the outlet of that side without which least is left; empty if it has one",
        "without_outlet": "log ratio without it; missing if it has none, or nobody uses it",
        "passed": "whether more than one article, event and outlet carry it",
        "reason": "what carries it alone, or why it was not judged",
    }

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        return (
            f"What carries each finding by {self.settings['by']}. {self.corpus}. A finding "
            f"passes if {FEW_ARTICLES} or more articles use the item, no event holds over "
            f"{ONE_EVENT:.0%} of the evidence, and without any one article, event or outlet "
            f"{LEFT:.0%} or more of the log ratio is left. Lines in the figure reach from the "
            "ratio to the least that is left."
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw each ratio with a line to the least that is left, those that fail first."""
        rows = self.table[self.table["estimate"].notna()]
        order = (rows["passed"] != "no").sort_values(kind="stable").index[:MOST_DRAWN]
        rows = rows.loc[order.sort_values()]
        left = rows[[f"without_{kind}" for kind in KINDS]].to_numpy(float)
        middle = rows["estimate"].to_numpy(float)
        ends = np.column_stack([middle, np.where(np.isnan(left), middle[:, None], left)])
        colours = outlet_colours(self.table["group"].tolist())
        shown = Rows(
            block=self.shown(rows["group"]),
            label=rows["item"].tolist(),
            middle=middle.tolist(),
            low=ends.min(axis=1).tolist(),
            high=ends.max(axis=1).tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=(rows["passed"] == "yes").tolist(),
        )
        label = "rate ratio; the line: without one article, event or outlet"
        return draw_rows(shown, ax, xlabel=label, reference=0.0, log=True)


def check_dispersion(result: Result, *, rows: Which = "findings") -> DispersionCheck:
    """Check whether each finding of a comparison rests on more than one of its parts.

    Parameters
    ----------
    result
        A comparison of words or labels.
    rows
        "findings", or "all": the rows that are no finding are described and not judged.

    Returns
    -------
    DispersionCheck
        One row a finding. ``passed`` is "no" where any finding is carried by one article,
        event or outlet, and "not judged" where there is no finding.

    Raises
    ------
    ChoiceError
        The result compares means, or ``rows`` is another word.

    Notes
    -----
    Looked at are the uses of the side that uses the item more: the group's, or those of the
    others where the group uses it less. Rules: three articles or more; one event holds at
    most half of the evidence, the sum of r² with r = y - n·Y/N over the cells of an event;
    half of the log ratio or more is left without any one article, event or outlet (an outlet
    of a side that has several). Limits: the halves are judgements; two articles that repeat
    one another count as two. Sources: Gries (2008) for dp; Belsley, Kuh & Welsch (1980) for
    estimates without a part.

    Examples
    --------
    Post uses "fury" eight times in eight events, and "goats" eighty times in one article.

    >>> from analysis import Corpus, compare_words
    >>> rows = {"article_id": [f"a{i}" for i in range(16)], "outlet": ["Post", "Star"] * 8,
    ...     "event_id": [f"e{i // 2}" for i in range(16)], "published": "2024-03-01",
    ...     "headline": "", "body": [f"{i} " + ["fury", "calm"][i % 2] + " goats" * 80
    ...     * (i == 0) for i in range(16)]}
    >>> words = compare_words(Corpus(pd.DataFrame(rows)), words=["fury", "goats"])
    >>> check = check_dispersion(words, rows="all")
    >>> check.table[["group", "item", "passed", "n_articles", "largest_article_share"]
    ...     ].head(2).to_numpy().tolist()
    [['Post', 'fury', 'yes', 8, 0.125], ['Post', 'goats', 'not judged', 1, 1.0]]
    """
    if rows not in get_args(Which):
        msg = f"rows is {rows!r}; it can be 'findings' or 'all'."
        raise ChoiceError(msg)
    tally = need_result(result, "check_dispersion").tally
    if not isinstance(tally, Tally):
        msg = (
            f"{type(result).__name__} keeps no counts, which alone can be carried by one use; "
            "give a comparison of words or labels."
        )
        raise ChoiceError(msg)
    chosen = result if rows == "all" else result.where(result.table["finding"])
    table = pd.DataFrame(_rows(chosen, tally), columns=list(DispersionCheck.columns))
    table = table.astype(dict.fromkeys(("n_articles", "n_events", "n_outlets"), np.int64))
    thresholds = {"few_articles": FEW_ARTICLES, "one_event": ONE_EVENT, "left": LEFT}
    return DispersionCheck(
        table=table,
        passed=all_passed(table["passed"].tolist()),
        verdict=_verdict(table),
        settings={**result.settings, **thresholds, "rows": rows},
        corpus=result.corpus,
        names=result.names,
    )


def _rows(result: Result, tally: Tally) -> Iterator[tuple[object, ...]]:
    """Describe and judge every row of a result."""
    columns = sparse.csc_array(tally.counts)
    reference = result.settings.get("reference")
    groups, items = result.places()
    names = result.item_names().str.replace(APART, ": ")
    places = zip(groups.tolist(), items.tolist(), names, strict=True)
    for (group, item, name), (_, row) in zip(places, result.table.iterrows(), strict=True):
        side = Side.of(tally, columns, group, item, reference)
        yield side.row(name, row)


@dataclass(frozen=True, kw_only=True)
class Side:
    """One item in the articles of the events that a group shares with others."""

    counted: Counted
    units: Units

    @classmethod
    def of(
        cls, tally: Tally, columns: sparse.csc_array, group: int, item: int, reference: object
    ) -> Side:
        """Take the articles that a row of a result compares."""
        units, exposure = tally.units, tally.exposure[:, tally.exposure_set[item]]
        inside = units.group == group
        kept = units.meeting(exposure > 0, group, reference)
        count = columns[:, [item]].toarray().ravel()[kept]
        return cls(
            counted=Counted(
                count=count,
                exposure=exposure[kept],
                event=units.event[kept],
                inside=inside[kept],
            ),
            units=units.take(kept),
        )

    def row(self, name: str, row: pd.Series) -> tuple[object, ...]:
        """Give the row of the table, in the order of its columns."""
        counted, units, estimate = self.counted, self.units, float(row["estimate"])
        side = counted.inside if estimate > 0 else ~counted.inside
        users = side & (counted.count > 0)
        own = counted.count[users]
        least = {kind: self.least(kind, users, estimate) for kind in KINDS}
        described = (
            int(users.sum()),
            len(np.unique(units.event[users])),
            len(np.unique(units.outlet[users])),
            _dp(counted, side),
            float(own.max() / own.sum()) if len(own) else np.nan,
        )
        passed, reason = _judged(row, described[0], least)
        return (
            row["group"],
            name,
            estimate,
            "the group" if estimate > 0 else "the others",
            *described,
            float(row["largest_event_share"]),
            float(row["largest_outlet_share"]),
            *(part for kind in KINDS for part in least[kind]),
            passed,
            reason,
        )

    def least(self, kind: str, users: NDArray[np.bool_], estimate: float) -> tuple[str, float]:
        """Name the part of one kind without which least is left, and give what is left."""
        counted, units = self.counted, self.units
        parts: Mapping[str, tuple[NDArray[np.int64], Sequence[str]]] = {
            "article": (np.arange(len(units.article_ids)), units.article_ids.tolist()),
            "event": (units.event, units.events),
            "outlet": (units.outlet, units.outlets),
        }
        codes, names = parts[kind]
        own = np.unique(codes[users])
        side = counted.inside if estimate > 0 else ~counted.inside
        if not len(own) or (kind == "outlet" and len(np.unique(codes[side])) < 2):
            return "", np.nan
        taken = codes if kind == "event" else np.where(side, codes, codes.max() + 1)
        left = log_ratio_without(counted, taken)[own]
        toward = np.nan_to_num(left * np.sign(estimate), nan=-np.inf)
        worst = int(np.argmin(toward))
        return str(names[own[worst]]), float(left[worst])


def _dp(counted: Counted, side: NDArray[np.bool_]) -> float:
    """Give the dispersion of an item over the articles of a side."""
    sizes = counted.exposure[side]
    if not len(sizes):
        return np.nan
    return float(dispersion(sparse.csr_array(counted.count[side][:, None]), sizes).dp[0])


def _judged(
    row: pd.Series, n_articles: int, least: Mapping[str, tuple[str, float]]
) -> tuple[str, str]:
    """Say whether a finding has more than one carrier, and which it has if not."""
    if not row["finding"]:
        return "not judged", "not a finding"
    estimate, reasons = float(row["estimate"]), []
    if n_articles < FEW_ARTICLES:
        articles = "1 article carries" if n_articles == 1 else f"{n_articles} articles carry"
        reasons.append(f"{articles} it")
    if row["largest_event_share"] > ONE_EVENT:
        reasons.append(f"one event holds {row['largest_event_share']:.0%} of the evidence")
    for kind, (name, left) in least.items():
        if name and np.isnan(left):
            reasons.append(f"without {kind} {name!r} nobody uses it")
        elif name and left * np.sign(estimate) < LEFT * abs(estimate) / ROUNDING:
            before, after = (f"{np.exp(value):.2g}" for value in (estimate, left))
            reasons.append(f"without {kind} {name!r} the ratio goes from {before} to {after}")
    return ("no" if reasons else "yes"), "; ".join(reasons)


def _verdict(table: pd.DataFrame) -> str:
    judged = table[table["passed"] != "not judged"]
    failed = judged[judged["passed"] == "no"]
    if judged.empty:
        return "There is no finding to check."
    n = f"{len(judged):,} finding{'' if len(judged) == 1 else 's'}"
    if failed.empty:
        return f"None of {n} rests on one article, event or outlet."
    named = [f"{row['item']} ({row['group']})" for _, row in failed.iterrows()]
    return (
        f"{len(failed):,} of {n} {'rests' if len(failed) == 1 else 'rest'} on one article, "
        f"event or outlet: {', '.join(named[:MOST_NAMED])}"
        f"{f' and {len(named) - MOST_NAMED:,} more' if len(named) > MOST_NAMED else ''}."
    )
