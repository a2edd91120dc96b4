"""What the chapter on placebos shows: false discoveries, and who is behind one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.check.placebo import PlaceboCheck
from analysis.report.describe import Picture
from analysis.results import Result
from analysis.tally import Tally

OURS = "this suite"


def picture_of_placebo(check: PlaceboCheck) -> Picture:
    """Draw the distribution of p where nothing differs."""
    return Picture(ax=check.plot(), data=check.distribution, caption=check.caption)


def false_discoveries(check: PlaceboCheck, most: int = 10) -> pd.DataFrame:
    """List items found on the first random sides, those of smallest p by any method first.

    One row an item; a column of p for each method, missing where it makes no test, and
    ``found_by`` with the methods that call it a finding.
    """
    tests = check.first_run
    methods = check.table.loc[check.table["placebo"] == "sides", "method"]
    found = tests[tests["finding"]]
    by = found.groupby("item")["method"].agg(", ".join).rename("found_by")
    p = tests.pivot_table("p", index="item", columns="method")
    p = p.reindex(index=by.index, columns=methods.tolist())
    table = p.join(by)
    order = p.min(axis=1).sort_values(kind="stable").index
    return table.loc[order[:most]].rename_axis(columns=None)


def behind_a_discovery(result: Result, check: PlaceboCheck, item: str) -> pd.DataFrame:
    """Say of each outlet on which side it was, and what of ``item`` it printed.

    Columns: side, articles, events, uses, most_in_one_article, per_1000 (uses by what they
    are counted among); for scores the mean alone.
    """
    tally = result.tally
    outlet = result.articles["outlet"]
    side = outlet.map(dict(check.sides))
    frame = pd.DataFrame({"outlet": outlet, "side": side})[side.notna()]
    if tally is None or item not in tally.items:
        return frame.groupby(["side", "outlet"]).size().rename("articles").reset_index()
    k = tally.items.index(item)
    if not isinstance(tally, Tally):
        frame["mean"] = tally.means[:, k][side.notna()]
        return frame.groupby(["side", "outlet"])["mean"].mean().reset_index()
    uses = sparse.csc_array(tally.counts)[:, [k]].toarray().ravel()
    frame["uses"] = uses[side.notna()]
    frame["size"] = tally.exposure[side.notna(), tally.exposure_set[k]]
    frame["event"] = tally.units.event[side.notna()]
    frame["with_it"] = frame["event"].where(frame["uses"] > 0)
    table = frame.groupby(["side", "outlet"]).agg(
        articles=("event", "size"),
        events=("event", "nunique"),
        events_with_it=("with_it", "nunique"),
        uses=("uses", "sum"),
        most_in_one_article=("uses", "max"),
        size=("size", "sum"),
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        table["per_1000"] = 1000 * table["uses"] / table.pop("size")
    order = table.sort_values(["side", "uses"], ascending=[True, False], kind="stable")
    return order.reset_index().astype({"uses": int, "most_in_one_article": int})
