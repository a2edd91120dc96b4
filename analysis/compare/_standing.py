"""Where each claim stands: which outlets of its event carry it, and which do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.corpus import Corpus
from analysis.design import Design, Voice
from analysis.measure.claims import Claims
from analysis.spans import Spans
from analysis.stats.arrays import Bools, Floats, Ints
from analysis.tally import Tally, Units, tally_units

LONGER = 1.3
"""Ratio of lengths above which it is said that a longer article carries more."""
CARRIED, ONLY_HERE, ABSENT = "carried", "only here", "absent here"
OTHER_NUMBER = "with another number"
STANDING: Mapping[str, str] = {
    "claim_id": "the event, and the number of the claim in it",
    "event_id": "the event",
    "outlet": "an outlet with articles on the event that count; with the group behind it "
    "where its articles are in several",
    "standing": "carried (by it and by others), only here, absent here (in the collected "
    "articles), or with another number: absent, but stated with another number",
    "n_others": "other outlets with articles on the event",
    "n_others_carrying": "how many of them carry the claim; those with nothing but agency "
    "copy or reprints of it count as one together",
    "all_others": "whether all of them, two or more, carry it",
    "wording": "the wording shown for the claim",
    "own_wording": "the outlet's first sentence that states it, be it with another number; "
    "empty where it is absent",
    "voice": "outlet, source (whom it quotes) or both: who speaks in all its sentences",
    "led": "whether the outlet leads with it: in a headline, or in the first sentence of a "
    "body that states something",
}
"""Columns of the table of claims by outlet."""
ABSENT_MEANS = (
    "Absent means absent in the collected articles: an outlet may have reported a claim in an "
    "article that was not collected, or in half a sentence that was not aligned."
)
NO_EVENT = "claims are compared within events; give a design whose within names the event."
SHARES: Mapping[str, str] = {
    "carried": "of the claims that several others carry, those it carries",
    "common": "of the claims it states, those that several others carry",
    "only here": "of the claims it states, those that no other carries",
}
"""What is compared: names of shares, and what each is of."""
NONE_POSSIBLE = {
    "carried": "no claim stands in {} other outlets of its events",
    "common": "it states no claim on an event with {} other outlets",
    "only here": "it states no claim on an event with another outlet",
}
"""Why a share is of nothing."""


def standing_of(claims: Claims, spans: Spans, cells: pd.DataFrame) -> pd.DataFrame:
    """Lay out every claim beside every outlet of its event.

    Parameters
    ----------
    claims
        What was measured.
    spans
        The sentences of claims that count.
    cells
        Columns event and outlet: who has articles that count on which event.

    Returns
    -------
    DataFrame
        The columns of ``STANDING``, by event, claim and outlet.
    """
    rows = spans.table.sort_values(["published", "article_id", "field", "start"])
    of_outlet = rows.assign(leads=_leads(rows)).groupby(["value", "outlet"], sort=False)
    said = of_outlet.agg(
        said=("wording", "first"),
        own=("copy", lambda copy: not copy.all()),
        led=("leads", "any"),
    )
    about = claims.table.set_index("claim_id")
    stated = rows[["value", "event"]].drop_duplicates()
    table = stated.merge(cells, on="event").rename(columns={"value": "claim_id"})
    key = pd.MultiIndex.from_frame(table[["claim_id", "outlet"]])
    found = said.reindex(key)
    table["said"] = found["said"].to_numpy()
    table["led"] = (found["led"] == True).to_numpy(bool)  # noqa: E712 - missing is no
    here = found["own"].notna().to_numpy()
    own = (found["own"] == True).to_numpy(bool)  # noqa: E712 - missing is no
    table = table.assign(here=here, own=own, copied=here & ~own)
    by_claim = table.groupby("claim_id", sort=False)
    others = {
        name: (by_claim[name].transform("sum") - table[name]).to_numpy(np.int64)
        for name in ("own", "copied")
    }
    table["n_others"] = by_claim["outlet"].transform("size") - 1
    table["n_others_carrying"] = others["own"] + (others["copied"] > 0)
    whole = by_claim["here"].transform("sum") - table["here"]
    table["all_others"] = (table["n_others"] > 1) & (whole == table["n_others"])
    named = list(_named(table, about["other_numbers"]))
    table[["standing", "own_wording"]] = pd.DataFrame(
        named, columns=["standing", "own_wording"], index=table.index
    )
    table["event_id"] = table["event"]
    table["wording"] = about["wording"].loc[table["claim_id"]].to_numpy()
    table["voice"] = about["voice"].loc[table["claim_id"]].to_numpy()
    order = about.index.get_indexer(pd.Index(table["claim_id"]))
    table = table.assign(order=order).sort_values(["order", "outlet"], ignore_index=True)
    return table[list(STANDING)]


def _leads(rows: pd.DataFrame) -> pd.Series:
    """Say which sentences are headlines, or the first of a body to state something."""
    first = rows.groupby(["article_id", "field"])["start"].transform("min")
    return (rows["field"] == "headline") | (rows["start"] == first)


def led_with(standing: pd.DataFrame) -> pd.DataFrame:
    """Keep the claims that outlets lead with, with how many of the others do."""
    leading = standing.groupby("claim_id")["led"].transform("sum") - standing["led"]
    rows = standing.assign(n_others_leading=leading.astype(np.int64))[standing["led"]]
    return rows[[*STANDING, "n_others_leading"]]


def _named(table: pd.DataFrame, other_numbers: pd.Series) -> Iterator[tuple[str, str]]:
    """Say of each claim and outlet where it stands, and in which words the outlet has it."""
    here = table[table["here"]]
    own = dict(
        zip(zip(here["claim_id"], here["outlet"], strict=True), here["said"], strict=True)
    )
    rivals = {claim: listed.split() for claim, listed in other_numbers.items() if listed}
    for claim, outlet, others in table[["claim_id", "outlet", "n_others_carrying"]].itertuples(
        index=False
    ):
        other = [one for one in rivals.get(claim, ()) if (one, outlet) in own]
        if (claim, outlet) in own:
            yield CARRIED if others else ONLY_HERE, own[claim, outlet]
        elif other:
            yield OTHER_NUMBER, own[other[0], outlet]
        else:
            yield ABSENT, ""


def cells_of(about: pd.DataFrame) -> tuple[Ints, pd.DataFrame]:
    """Find the outlets of each event: the row of the first article of each, and their sizes."""
    dated = about.reset_index(drop=True).sort_values(["published", "article_id"])
    dated["row"] = dated.index
    cells = dated.groupby(["event", "outlet"]).agg(
        first=("row", "first"), n_articles=("row", "size")
    )
    return cells["first"].to_numpy(np.int64), cells.reset_index()


def _tellers(outlet: pd.Series, units: Units) -> pd.Series:
    """Name who tells: the outlet, or where its articles are in several groups, both."""
    group = pd.Series(units.group, index=outlet.index)
    if (group.groupby(outlet).transform("min") == group.groupby(outlet).transform("max")).all():
        return outlet
    return outlet + " (" + group.map(dict(enumerate(units.groups))) + ")"


def _told_by(spans: Spans, about: pd.DataFrame) -> Spans:
    """Keep the sentences of the articles that take part, each with who tells it."""
    teller = spans.table["article_id"].map(about.set_index("article_id")["outlet"])
    named = Spans(spans.table.assign(outlet=teller))
    return named.where(teller.notna())


def tally_of(
    standing: pd.DataFrame, units: Units, cells: pd.DataFrame, least_others: int
) -> Tally:
    """Count the three shares of ``SHARES``, one row of the tally an outlet on an event."""
    place = pd.MultiIndex.from_frame(cells[["event", "outlet"]])
    at = place.get_indexer(pd.MultiIndex.from_frame(standing[["event_id", "outlet"]]))
    counted, possible = shares_of(standing, least_others)
    size = len(cells)
    counts = [np.bincount(at, mask, size) for mask in counted]
    exposure = [np.bincount(at, mask, size) for mask in possible]
    return Tally(
        units=units,
        items=tuple(SHARES),
        counts=sparse.csr_array(np.stack(counts, axis=1)),
        exposure=np.stack(exposure, axis=1).astype(np.float64),
        exposure_set=np.arange(len(SHARES)),
    )


def shares_of(standing: pd.DataFrame, least_others: int) -> tuple[list[Bools], list[Bools]]:
    """Say for each share which rows it counts, and which it is of, in the order of ``SHARES``.

    An outlet that gives another number neither carries a claim nor lacks it. Where fewer
    than ``least_others`` others cover the event no claim can be widely carried.
    """
    others = standing["n_others_carrying"].to_numpy()
    possible = standing["n_others"].to_numpy()
    named = standing["standing"]
    here = named.isin([CARRIED, ONLY_HERE]).to_numpy()
    wide = others >= least_others
    known = (named != OTHER_NUMBER).to_numpy()
    counted = [wide & here, wide & here, here & (others == 0) & (possible > 0)]
    return counted, [wide & known, here & (possible >= least_others), here & (possible > 0)]


def length_ratio(sentences: Floats, event: Ints, group: Ints, n_groups: int) -> Floats:
    """Median over events of a group's mean number of sentences over that of the others."""
    found = np.full(n_groups, np.nan)
    size = int(event.max(initial=-1)) + 1
    whole, number = np.bincount(event, sentences, size), np.bincount(event, minlength=size)
    for code in range(n_groups):
        mine = group == code
        own = np.bincount(event[mine], sentences[mine], size)
        n_own = np.bincount(event[mine], minlength=size)
        both = (n_own > 0) & (number > n_own) & (whole > own) & (own > 0)
        if both.any():
            others = (whole - own)[both] / (number - n_own)[both]
            found[code] = np.median(own[both] / n_own[both] / others)
    return found


@dataclass(frozen=True, kw_only=True, eq=False)
class Compared:
    """What is compared: the articles that take part, their cells, and where claims stand."""

    corpus: Corpus
    spans: Spans
    cells: pd.DataFrame
    standing: pd.DataFrame
    tally: Tally
    ratio: Floats
    least_others: int


def compared_claims(
    corpus: Corpus, design: Design, claims: Claims, voice: Voice, least_others: int
) -> Compared:
    """Put the articles of one outlet on one event together, and see where claims stand."""
    rows, units = tally_units(corpus, design)
    kept = corpus.where(np.isin(np.arange(len(corpus)), rows))
    about = kept.articles[["article_id", "published"]]
    about = about.assign(
        event=kept.column(str(design.within)).astype(str).str.strip(),
        outlet=_tellers(kept.articles["outlet"], units),
    )
    first, cells = cells_of(about)
    spans = _told_by(claims.spans, about)
    spans = spans if voice == "all" else spans.where(spans.table["voice"] == voice)
    standing = standing_of(claims, spans, cells[["event", "outlet"]])
    tally = tally_of(standing, units.take(first), cells, least_others)
    said = spans.table.groupby(["event", "outlet"]).size()
    sizes = said.reindex(pd.MultiIndex.from_frame(cells[["event", "outlet"]]), fill_value=0)
    placed = tally.units
    ratio = length_ratio(
        np.asarray(sizes, float), placed.event, placed.group, len(placed.groups)
    )
    return Compared(
        corpus=kept,
        spans=spans,
        cells=cells.assign(group=placed.group),
        standing=standing,
        tally=tally,
        ratio=ratio,
        least_others=least_others,
    )


def longer(compared: Compared) -> tuple[str, ...]:
    """Say whose articles are much longer or shorter than those of others on the events."""
    names = compared.tally.units.groups
    far = [
        f"{names[code]} {ratio:.2f}"
        for code, ratio in enumerate(compared.ratio)
        if ratio > LONGER or ratio < 1 / LONGER
    ]
    if not far:
        return ()
    more = f" and {len(far) - 8} more" if len(far) > 8 else ""
    note = (
        f"Lengths differ (sentences, times the others' on the same events: "
        f"{', '.join(far[:8])}{more}): a longer article carries more and says more alone, so "
        "that carried rises and common falls with length; check_length tells what is left."
    )
    return (note,)


def behind(compared: Compared, row: pd.Series) -> Spans:
    """Return the sentences of one claim, or the group's sentences that one share counts."""
    spans, table = compared.spans, compared.spans.table
    if "claim_id" in row:
        return spans.where(table["value"] == row["claim_id"])
    standing, units = compared.standing, compared.tally.units
    counted = shares_of(standing, compared.least_others)[0][
        list(SHARES).index(str(row["share"]))
    ]
    code = units.groups.index(str(row["group"]))
    own = compared.cells[compared.cells["group"] == code]
    cell = pd.MultiIndex.from_frame(table[["event", "outlet"]])
    of_group = cell.isin(pd.MultiIndex.from_frame(own[["event", "outlet"]]))
    chosen = standing[counted][["claim_id", "outlet"]]
    claim = pd.MultiIndex.from_frame(table[["value", "outlet"]])
    return spans.where(of_group & claim.isin(pd.MultiIndex.from_frame(chosen)))
