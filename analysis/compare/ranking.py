"""Put outlets in an order that holds the events fixed, as far as events join them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from analysis.errors import ChoiceError, some
from analysis.figures import Rows, draw_rows, outlet_colours
from analysis.results import MadeTable, Result, need_result
from analysis.stats.connected import NEVER
from analysis.stats.twoway import Ranked, rank_means, rank_rates
from analysis.tally import ScoreTally, Tally, Units

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
MOST_DRAWN = 40
"""Outlets that a figure shows at most: of more, both ends of the ranking."""
CHOSEN = (
    "Rank what was chosen beforehand: an item that was picked for being a finding looks more "
    "different than it is."
)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Ranking(MadeTable):
    """Outlets in order, from one fit of outlet and event, with the places left open."""

    columns: ClassVar[Mapping[str, str]] = {
        "outlet": "an outlet of the comparison",
        "rank": "place by estimate, 1 the highest; missing where reason says why",
        "rank_from": "the highest place that is left open, all outlets' places held together",
        "rank_to": "the lowest place that is left open",
        "n_articles": "articles of the outlet that have what is ranked",
        "n_events": "events in which it meets other outlets that are ranked",
        "estimate_kind": "what estimate measures",
        "estimate": "the outlet against the mean of the outlets ranked, events held fixed",
        "low": "lower bound of estimate",
        "high": "upper bound of estimate",
        "df": "degrees of freedom of the interval: about how many events it rests on",
        "reason": "why a value of this row is missing",
    }

    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What readers call the outlets that have a name; the figure uses it."""

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        confidence = float(str(self.settings["confidence"]))
        ratio = "ratio" if self.settings["counts"] else "difference"
        left = self.table.loc[self.table["rank"].isna(), "outlet"].tolist()
        out = f" Not ranked: {some(left)}; the table says why." if left else ""
        if len(self.table) > MOST_DRAWN:
            out += f" Drawn: the first and the last {MOST_DRAWN // 2} of those ranked."
        return (
            f"Outlets by {self.settings['what']}, from one fit of outlet and event. "
            f"{self.corpus}. Dots: {ratio} to the mean of the outlets ranked; lines: "
            f"{confidence:.0%} interval over events. In brackets the places that differences "
            f"between pairs leave open, all held together at {confidence:.0%}.{out}"
        )

    @property
    def methods(self) -> str:
        """The methods paragraph for the paper, with citations."""
        fit = (
            "a Poisson model of counts, log rate = outlet + event with the log of the exposure "
            "as offset"
            if self.settings["counts"]
            else "least squares on the means of outlet × event cells, value = outlet + event"
        )
        return (
            f"Outlets were ordered by {self.settings['what']} through {fit}, on the largest "
            "set of outlets that stays joined by shared events whichever one is left out. "
            "Intervals are those of the jackknife over events, with the harmonic mean of the "
            "degrees of freedom of Bell & McCaffrey (2002) and of the number of events that "
            "the jackknife rests on. Places are those that Bonferroni-adjusted differences of "
            "pairs leave open (Mogstad et al. 2024). The model takes an outlet's difference "
            "from another to be the same in every event."
        )

    def drawn(self) -> pd.DataFrame:
        """Return the rows a figure shows: all, or of a long ranking both its ends."""
        if len(self.table) <= MOST_DRAWN:
            return self.table
        ranked = self.table[self.table["rank"].notna()]
        return pd.concat(
            [ranked.head(MOST_DRAWN // 2), ranked.iloc[MOST_DRAWN // 2 :].tail(MOST_DRAWN // 2)]
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw outlets from first to last, with their places, and return the Axes."""
        rows = self.drawn()
        colours = outlet_colours(self.table["outlet"].tolist())
        counts = bool(self.settings["counts"])
        shown = Rows(
            block=[str(self.settings["what"])] * len(rows),
            label=[_with_places(row, self.names) for _, row in rows.iterrows()],
            middle=rows["estimate"].tolist(),
            low=rows["low"].tolist(),
            high=rows["high"].tolist(),
            colour=[colours[outlet] for outlet in rows["outlet"]],
            filled=[True] * len(rows),
        )
        what = "rate ratio" if counts else "difference"
        return draw_rows(
            shown,
            ax,
            xlabel=f"{what} to the mean of the outlets ranked",
            reference=0.0,
            log=counts,
        )


def rank_outlets(result: Result, item: str, *, referent: str | None = None) -> Ranking:
    """Put the outlets of a comparison in order by one word, label or voice.

    A contrast with "the others" ranks nobody, since each outlet meets other rivals in other
    events. Here one model has an effect for each outlet and a level for each event, so that
    any two outlets are compared through the events that join them.

    Parameters
    ----------
    result
        What `compare_words`, `compare_labels` or `compare_sentiment` found, by outlet.
    item
        The word, the label or the voice ("outlet", "source").
    referent
        Whose label it is, where several sets have one of that name.

    Returns
    -------
    Ranking
        One row an outlet, first to last; outlets that cannot be ranked come last, with the
        reason. Of those that never use the item a note says what the comparison found.

    Raises
    ------
    ChoiceError
        The comparison is not by outlet, or it has no such item.

    Notes
    -----
    Counts: log rate = outlet + event (Poisson); means: value = outlet + event (least
    squares, each outlet × event cell weighing the same). Intervals by the jackknife over
    events. Limits: an outlet's difference from another is one number, the same in all
    events; which item is ranked should be chosen beforehand, since the intervals do not know
    that it was picked for being a finding. Sources: `analysis.stats.twoway`.

    Examples
    --------
    >>> from analysis import Corpus, compare_words
    >>> texts = ["mob mob mob port", "mob port port port", "mob mob port port"]
    >>> rows = {"article_id": [*"123456789"], "outlet": ["Post", "Star", "Sun"] * 3,
    ...     "event_id": [*"aaabbbccc"], "published": "2024-03-01", "headline": "",
    ...     "body": [f"{i} {texts[i % 3]}" for i in range(9)]}
    >>> ranking = rank_outlets(compare_words(Corpus(pd.DataFrame(rows))), "mob")
    >>> ranking.table[["rank", "outlet", "rank_from", "rank_to"]].to_numpy().tolist()
    [[1.0, 'Post', 1.0, 3.0], [2.0, 'Sun', 1.0, 3.0], [3.0, 'Star', 1.0, 3.0]]
    """
    tally = need_result(result, "rank_outlets").tally
    if tally is None:
        msg = (
            f"{type(result).__name__} keeps no counts and no scores to rank by; give a "
            "comparison of words, labels or sentiment."
        )
        raise ChoiceError(msg)
    if result.settings["by"] != "outlet":
        msg = (
            "a ranking is one of outlets; this comparison is by "
            f"{result.settings['by']!r}. Compare with by='outlet'."
        )
        raise ChoiceError(msg)
    row, column = _item_of(result, item, referent)
    named = f" for “{row['referent']}”" if "referent" in row else ""
    confidence = float(str(result.settings["confidence"]))
    counts = isinstance(tally, Tally)
    if isinstance(tally, Tally):
        found, has = _rank_counts(tally, column, confidence)
    else:
        found, has = _rank_scores(tally, column, confidence)
    table = _table(found, tally.units, has, counts=counts)
    return Ranking(
        table=table,
        settings={
            **result.settings,
            "what": f"{result.item} “{item}”{named} ({row['value_kind']})",
            "counts": counts,
        },
        corpus=result.corpus,
        names=result.outlet_names,
        notes=(*tally.units.notes, CHOSEN, *_silent(table, result, row)),
    )


def _item_of(result: Result, item: str, referent: str | None) -> tuple[pd.Series, int]:
    """Find a row of the item, and the item's place in the tally."""
    table, places = result.table, result.places()[1]
    here = table[result.item] == item
    if referent is not None:
        here &= table.get("referent", pd.Series("", index=table.index)) == referent
    found = np.flatnonzero(here)
    if not len(found):
        asked = repr(item) if referent is None else f"{item!r} for {referent!r}"
        known = some(table[result.item].unique().tolist())
        msg = f"this comparison has no {result.item} {asked}; it has {known}."
        raise ChoiceError(msg)
    if len(set(places[found])) > 1:
        owners = some(table["referent"].iloc[found].unique().tolist())
        msg = f"several sets have a {result.item} {item!r}; say referent= one of {owners}."
        raise ChoiceError(msg)
    return table.iloc[found[0]], int(places[found[0]])


def _silent(table: pd.DataFrame, result: Result, asked: pd.Series) -> tuple[str, ...]:
    """Say of outlets without a single use what the comparison found of them."""
    silent = table.loc[table["reason"] == NEVER, "outlet"].tolist()
    if not silent:
        return ()
    keys = [*(result.item_parts or (result.item,))]
    here = (result.table[keys] == asked[keys]).all(axis=1) & result.table["finding"]
    found = sorted(set(result.table.loc[here, "group"]) & set(silent))
    told = f"there it is a finding for {some(found)}" if found else "there it is no finding"
    note = (
        f"Never used by {some(silent)}: a count of nothing gives no ratio, and so no place. "
        "Whether the silence is more than chance is a question for the comparison, not for a "
        f"ranking: {told}."
    )
    return (note,)


def _rank_counts(tally: Tally, column: int, confidence: float) -> tuple[Ranked, Bools]:
    """Rank by a rate or share; and say which articles have the item."""
    own = tally.counts[:, [column]].toarray().ravel()
    exposure = tally.exposure[:, tally.exposure_set[column]]
    tables = _by_cell(own, tally.units), _by_cell(exposure, tally.units)
    return rank_rates(*tables, confidence=confidence), own > 0


def _rank_scores(tally: ScoreTally, column: int, confidence: float) -> tuple[Ranked, Bools]:
    """Rank by a mean; and say which articles have a score."""
    own = tally.means[:, column]
    has = ~np.isnan(own)
    n = _by_cell(has.astype(float), tally.units)
    total = _by_cell(np.where(has, own, 0.0), tally.units)
    means = np.divide(total, n, out=np.full(n.shape, np.nan), where=n > 0)
    return rank_means(means, confidence=confidence), has


def _by_cell(values: Floats, units: Units) -> Floats:
    """Sum the values of articles into a table of events by outlets."""
    table = np.zeros((len(units.events), len(units.outlets)))
    inside = units.event >= 0
    np.add.at(table, (units.event[inside], units.outlet[inside]), values[inside])
    return table


def _table(found: Ranked, units: Units, has: Bools, *, counts: bool) -> pd.DataFrame:
    """Lay a ranking out, first to last, those without a place at the end."""
    used = has & (units.event >= 0)
    columns = {name: getattr(found, name) for name in Ranking.columns if hasattr(found, name)}
    table = pd.DataFrame(columns).assign(
        outlet=units.outlets,
        n_articles=np.bincount(units.outlet[used], minlength=len(units.outlets)),
        estimate_kind=f"{'log ratio' if counts else 'difference'} to the mean of the ranked",
    )
    return table[list(Ranking.columns)].sort_values(["rank", "outlet"], ignore_index=True)


def _with_places(row: pd.Series, names: Mapping[str, str]) -> str:
    """Name an outlet with the places that are left open for it."""
    first, last = row["rank_from"], row["rank_to"]
    name = names.get(str(row["outlet"]), str(row["outlet"]))
    if np.isnan(first):
        return name
    places = f"{first:.0f}" if first == last else f"{first:.0f}\u2013{last:.0f}"
    return f"{name} ({places})"
