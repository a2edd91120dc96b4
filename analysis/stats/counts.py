"""The way in for those who bring numbers: counts, lengths, events, outlets and groups.

`compare_counts` gives the columns that a comparison of words has, from arrays alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from analysis.errors import ChoiceError, fault_list, some
from analysis.stats.arrays import Bools, Floats, Ints
from analysis.stats.cells import Unit
from analysis.stats.contrast import CountContrast, Intervals, contrast_counts
from analysis.stats.found import with_level_reasons
from analysis.stats.given import check_numbers
from analysis.stats.keyness import DESCRIPTIVE, described
from analysis.stats.route import Asked, Route, route

COUNT_COLUMNS: Mapping[str, str] = {
    "group": "a value of groups",
    "item": "a term",
    "count": "times the group uses it",
    "n_articles": "articles of the group that carry it",
    "n_events": "events in which it occurs and both the group and others report",
    "value": "the group's own rate over its events, per unit of length times per",
    "value_low": "lower bound of value",
    "value_high": "upper bound of value",
    "estimate": "log of the ratio of the group's rate to the others' in the same events",
    "low": "lower bound of estimate; missing where reason says why",
    "high": "upper bound of estimate; missing where reason says why",
    "p": "p-value of no difference between groups within events; missing if not testable",
    "q": "false discovery rate at which this row would be called a finding",
    "finding": "whether q is at or below fdr",
    "reason": "why a value of this row is missing",
    "largest_event_share": "largest share of the evidence that one event carries",
    "largest_outlet_share": "the same of one outlet; missing where p is large or missing",
    "p_min": "the smallest p that any arrangement of the groups could give this row",
    **DESCRIPTIVE,
}
NO_EVENTS = (
    "events has no value at all; give each article its event, or all the same one to compare"
    " across the whole corpus"
)
FOUND = {"n_articles": "n_units", "finding": "selected"}


class ComparedCounts(dict[str, NDArray[Any]]):
    """Columns of a tidy table, a row for each group and term; ``pd.DataFrame(found)`` is it.

    ``columns`` says what each means, ``unit`` what one observation is, ``notes`` what has to
    be said beside the numbers.
    """

    columns: ClassVar[Mapping[str, str]] = COUNT_COLUMNS

    def __init__(
        self, table: Mapping[str, NDArray[Any]], *, unit: Unit, notes: Sequence[str]
    ) -> None:
        super().__init__(table)
        self.unit = unit
        self.notes = tuple(notes)


def compare_counts(
    counts: ArrayLike | sparse.sparray | sparse.spmatrix,
    lengths: ArrayLike,
    events: ArrayLike,
    outlets: ArrayLike,
    groups: ArrayLike,
    *,
    terms: Sequence[str] | None = None,
    unit: Asked = "auto",
    per: float = 1000.0,
    fdr: float = 0.05,
    confidence: float = 0.95,
    intervals: Intervals = "selected",
) -> ComparedCounts:
    """Compare how often each group uses each term, within the same events, from numbers alone.

    Parameters
    ----------
    counts
        Articles by terms, dense or sparse: how often each term stands in each article, whole
        numbers.
    lengths
        Words of each article, the terms that are no column included.
    events, outlets, groups
        Of each article: its event, its outlet and its group, as names or numbers. Give the
        outlets twice to compare outlets. An article whose event or group is missing (None,
        NaN or empty) takes no part, and a note counts it.
    terms
        Names of the columns of ``counts``; their numbers, if not given.
    unit
        What one observation is: "auto" goes by the rule of every comparison
        (`analysis.stats.route`). Groups that are one outlet each are taken for the outlets.
    per
        ``value`` is a rate per so many words.
    fdr, confidence, intervals
        As in `analysis.stats.contrast.contrast_counts`.

    Returns
    -------
    ComparedCounts
        A dict of columns (name → array): groups in order, all terms of each.
        ``compare_counts(…).columns`` says what each means. Which row it is: group, item. How
        often: count, n_articles, n_events. Its own level: value, value_low, value_high. The
        contrast with the others in the same events: estimate, low, high, p, q, finding,
        reason. What it rests on: largest_event_share, largest_outlet_share, p_min. What
        describes and tests nothing: count_others, log_odds, log_odds_z, g2_two_cell,
        g2_four_cell, bic, log_ratio, percent_diff, dp.

    Raises
    ------
    ChoiceError
        Arrays do not fit each other, or cannot be compared; all that is wrong is listed.

    Notes
    -----
    estimate = log of the Mantel-Haenszel ratio of rates; above 0 the group uses the term
    more. Limits and sources: `analysis.stats.within`, `analysis.stats.outlets`.

    Examples
    --------
    Two outlets in eight events; the Post writes "mob" four times as often:

    >>> events, outlets = np.repeat(np.arange(8), 2), ["Post", "Star"] * 8
    >>> found = compare_counts([[4], [1]] * 8, [300] * 16, events, outlets, outlets,
    ...     terms=["mob"])
    >>> found["group"].tolist(), np.exp(found["estimate"]).round(6).tolist()
    (['Post', 'Star'], [4.0, 0.25])
    >>> found["p"].tolist(), found["n_events"].tolist(), found.unit
    ([0.0078125, 0.0078125], [8, 8], 'cell')
    """
    labels = {"events": events, "outlets": outlets, "groups": groups}
    numbers = numbers_of(counts, lengths, labels, terms)
    taken = numbers.route(unit)
    found = contrast_counts(
        numbers.counts,
        numbers.lengths,
        event=numbers.event.code,
        outlet=taken.outlet,
        group=numbers.group.code,
        n_groups=len(numbers.group.names),
        unit=taken.unit,
        fdr=fdr,
        confidence=confidence,
        intervals=intervals,
        names=numbers.group.names,
    )
    return ComparedCounts(
        numbers.rows(found, per),
        unit=taken.unit,
        notes=(*numbers.notes, *taken.notes, *found.notes),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Labels:
    """The events, outlets or groups of articles: their values in order, and their codes.

    ``code`` is -1 where the value is missing.
    """

    values: NDArray[Any]
    code: Ints

    @property
    def known(self) -> Bools:
        """Which articles have a value."""
        return self.code >= 0

    @property
    def names(self) -> list[str]:
        """The values as text."""
        return [str(value) for value in self.values]

    def only(self, kept: Bools) -> Labels:
        """Keep some articles that have a value, with the values that are left."""
        left, code = np.unique(self.code[kept], return_inverse=True)
        return Labels(values=self.values[left], code=code.astype(np.int64))

    def left_out(self, name: str) -> str:
        """Say how many articles have no value; nothing where all have."""
        number = int((~self.known).sum())
        if not number:
            return ""
        articles = "1 article has" if number == 1 else f"{number:,} articles have"
        return f"{articles} no value in {name} and {'is' if number == 1 else 'are'} left out."


def as_counts(counts: ArrayLike | sparse.sparray | sparse.spmatrix) -> sparse.csr_array:
    """Take counts as a sparse table, whatever they came as."""
    if sparse.issparse(counts):
        return sparse.csr_array(counts).astype(float)
    table = np.asarray(counts, float)
    if table.ndim != 2:
        msg = f"counts has {table.ndim} dimensions; give articles by terms, which are 2."
        raise ChoiceError(msg)
    return sparse.csr_array(table)


def as_labels(values: ArrayLike) -> Labels:
    """Give values their numbers in their own order; text where they are of several kinds."""
    given = np.asarray(values)
    if given.dtype.kind in "iub":
        kinds, code = np.unique(given, return_inverse=True)
        return Labels(values=kinds, code=code.ravel().astype(np.int64))
    here = np.array([not is_missing(value) for value in given.ravel()], bool)
    if given.dtype.kind != "f":
        given = np.array([str(value).strip() for value in given.ravel()], object)
    kinds, found = np.unique(given.ravel()[here], return_inverse=True)
    code = np.full(len(here), -1, np.int64)
    code[here] = found.ravel()
    return Labels(values=kinds, code=code)


def is_missing(value: object) -> bool:
    """Tell whether a value stands for none.

    >>> [is_missing(value) for value in (None, float("nan"), " ", "", 0, "none")]
    [True, True, True, True, False, False]
    """
    return value is None or str(value).strip() in {"", "nan", "NaN", "NaT", "<NA>"}


def one_to_one(outlet: Ints, group: Ints) -> bool:
    """Tell whether each group is one outlet, and each outlet one group."""
    pairs = np.unique(np.stack([outlet, group]), axis=1)
    return bool((np.bincount(pairs[0]) == 1).all() and (np.bincount(pairs[1]) == 1).all())


@dataclass(frozen=True, kw_only=True, eq=False)
class Numbers:
    """What was brought: counts of articles that have an event and a group."""

    counts: sparse.csr_array
    lengths: Floats
    event: Labels
    outlet: Labels
    group: Labels
    items: NDArray[Any]
    notes: tuple[str, ...]

    def route(self, asked: Asked) -> Route:
        """Choose the unit; groups that are one outlet each are taken for the outlets."""
        return route(
            self.outlet.code,
            self.group.code,
            outlets=self.outlet.names,
            groups=self.group.names,
            by="groups",
            by_outlet=one_to_one(self.outlet.code, self.group.code),
            asked=asked,
        )

    def rows(self, found: CountContrast, per: float) -> dict[str, NDArray[Any]]:
        """Lay a contrast out as columns, a row for each group and item."""
        members = [self.group.code == code for code in range(len(self.group.values))]
        sums = [np.asarray(self.counts[inside].sum(axis=0), float) for inside in members]
        words = [described(self.counts, self.lengths, inside) for inside in members]
        table: dict[str, NDArray[Any]] = {
            "group": np.repeat(self.group.values, len(self.items)),
            "item": np.tile(self.items, len(members)),
            "count": np.concatenate(sums),
        }
        for name in DESCRIPTIVE:
            table[name] = np.concatenate([columns[name] for columns in words])
        for name in COUNT_COLUMNS:
            if name not in table:
                table[name] = getattr(found, FOUND.get(name, name)).ravel()
        ceiling = per if (self.counts.sum(axis=1) <= self.lengths).all() else np.inf
        for name in ("value", "value_low", "value_high"):
            table[name] = np.minimum(per * table[name], ceiling)
        for name in ("count", "count_others"):
            table[name] = table[name].astype(np.int64)
        table["reason"] = with_level_reasons(
            table["reason"], table["value"], table["value_low"]
        )
        return {name: table[name] for name in COUNT_COLUMNS}


def numbers_of(
    counts: ArrayLike | sparse.sparray | sparse.spmatrix,
    lengths: ArrayLike,
    labels: Mapping[str, ArrayLike],
    terms: Sequence[str] | None,
) -> Numbers:
    """Take what was brought into one form, and raise one error of all that does not fit."""
    matrix, length = as_counts(counts), np.asarray(lengths, float).ravel()
    given = {name: as_labels(values) for name, values in labels.items()}
    items = np.arange(matrix.shape[1]) if terms is None else np.array(list(terms), object)
    faults = misfits(matrix, length, given, len(items))
    if faults:
        raise ChoiceError(fault_list("these counts cannot be compared:", faults))
    inside = given["events"].known & given["groups"].known
    event, outlet, group = (one.only(inside) for one in given.values())
    return Numbers(
        counts=sparse.csr_array(matrix[inside]),
        lengths=length[inside],
        event=event,
        outlet=outlet,
        group=group,
        items=items,
        notes=tuple(
            filter(None, (given[name].left_out(name) for name in ("groups", "events")))
        ),
    )


def misfits(
    counts: sparse.csr_array, lengths: Floats, labels: Mapping[str, Labels], n_named: int
) -> list[str]:
    """List everything that does not fit in what was brought."""
    n_articles, n_terms = counts.shape
    sizes = {"lengths": lengths.size} | {name: len(one.code) for name, one in labels.items()}
    faults = [
        f"{name} has {size:,} entries; counts has {n_articles:,} articles"
        for name, size in sizes.items()
        if size != n_articles
    ]
    if n_named != n_terms:
        faults.append(f"terms has {n_named:,} names; counts has {n_terms:,} columns")
    nowhere = np.flatnonzero(~labels["outlets"].known)
    if len(nowhere):
        faults.append(f"articles {some(nowhere.tolist())} have no outlet; give each its own")
    faults += too_few_groups(labels)
    if lengths.size == n_articles:
        wrong = check_numbers(counts, lengths, None)
        faults += [fault.replace("exposure", "lengths") for fault in wrong]
    entries = sparse.coo_array(counts)
    parts = np.flatnonzero(np.isfinite(entries.data) & (entries.data % 1 != 0))
    if len(parts):
        article = int(entries.coords[0][parts[0]])
        faults.append(
            f"counts has entries that are no whole numbers ({entries.data[parts[0]]:g} in"
            f" article {article}; {len(parts):,} such); give how often each term stands in"
            " each article, no rates"
        )
    return faults


def too_few_groups(labels: Mapping[str, Labels]) -> list[str]:
    """Say where fewer than two groups are left of articles that have an event."""
    events, groups = labels["events"], labels["groups"]
    if not events.known.any():
        return [NO_EVENTS]
    if len(groups.values) < 2 or len(events.code) != len(groups.code):
        n_groups, where = len(groups.values), ""
    else:
        n_groups = len(np.unique(groups.code[events.known & groups.known]))
        where = " in articles that have an event"
    values = "1 value" if n_groups == 1 else f"{n_groups} values"
    if n_groups < 2:
        return [f"groups has {values}{where}; a comparison needs two or more"]
    return []
