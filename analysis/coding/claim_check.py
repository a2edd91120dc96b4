"""What reading pairs of sentences found: how often the alignment of claims errs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.check.result import CheckResult, Passed
from analysis.coding._judged import read_judged, summary_of
from analysis.coding.claim_pairs import KEY, PARTS, SHEET
from analysis.errors import many
from analysis.figures import Rows, draw_rows
from analysis.stats.strata import Share, part_of, total_of

GOOD = 0.7
"""Precision and recall whose lower ends must be as high for a yes (a judgement)."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ClaimCheck(CheckResult):
    """How often sentences in one claim state the same, and how many that do were found."""

    columns: ClassVar[Mapping[str, str]] = {
        "figure": "precision: of aligned pairs, those that state the same; recall: of pairs at "
        "or above the floor that state the same, those aligned; below: of pairs under the "
        "floor, those that state the same",
        "value": "the share, weighted by how likely each pair was to be drawn",
        "low": "lower bound of value",
        "high": "upper bound of value",
        "n_read": "pairs read",
        "n_same": "of them, pairs that state the same",
        "n_pairs": "pairs there are",
        "reason": "why a value is missing",
    }

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        return (
            f"Sentences aligned by {self.settings['aligner']} at "
            f"{self.settings['threshold']:g}, pairs of different outlets read by hand. "
            f"Recall is of pairs whose cosine is {self.settings['floor']:g} or more. Dots: "
            "share, weighted by the probability of being drawn; lines: 95% interval."
        )

    @property
    def methods(self) -> str:
        """How it was done, for the methods of a paper."""
        read = int(self.table["n_read"].sum())
        return (
            f"{read:,} pairs of sentences of different outlets on one event, drawn at random "
            "within strata of similarity, were read without knowing whether they were "
            "aligned; totals were weighted by inclusion probabilities, with intervals from "
            f"Wilson's (Zou & Donner 2008). {self.verdict}"
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the shares and return the Axes for further adjustment."""
        rows = self.table[self.table["value"].notna()]
        shown = Rows(
            block=["pairs read by hand"] * len(rows),
            label=rows["figure"].tolist(),
            middle=rows["value"].tolist(),
            low=rows["low"].tolist(),
            high=rows["high"].tolist(),
            colour=["#0072b2"] * len(rows),
            filled=[True] * len(rows),
        )
        return draw_rows(shown, ax, xlabel="share of pairs", reference=0.0)


def read_claim_check(path: str | Path) -> ClaimCheck:
    """Read a sheet that was filled in, and say how often the alignment errs.

    Parameters
    ----------
    path
        The sheet that :meth:`ClaimPairs.to_csv` wrote; its key stands beside it.

    Returns
    -------
    ClaimCheck
        Precision, recall and what lies below the floor, each with its interval. ``passed``
        is yes where the lower ends of both are .7 or more, no where an upper end is not.

    Raises
    ------
    ReadError
        With every fault: another word than yes or no, a pair that is not in the key.

    Notes
    -----
    Aligned pairs that state the same, T = sum over their strata of N p, and U the same of
    pairs at or above the floor that are not aligned: precision = T / aligned pairs, recall =
    T / (T + U). Pairs left open count as not drawn. Limits: pairs of one event are taken as
    independent; one reader's judgement is taken as right.
    """
    judged = read_judged(
        path, "pair", columns=list(SHEET), key=list(KEY), asked=lambda _: ["same"]
    )
    return _check(judged, Path(path).name)


def _check(judged: pd.DataFrame, name: str) -> ClaimCheck:
    """Estimate precision and recall from the pairs that were read."""
    table = _figures(judged)
    left = int((judged["same"] == "").sum())
    read, first = judged[judged["same"] != ""], judged.iloc[0]
    articles = set(read["article_a"]) | set(read["article_b"])
    settings = {
        "aligner": first["aligner"],
        "threshold": float(first["threshold"]),
        "floor": float(first["floor"]),
        "fingerprint": first["fingerprint"],
        "sheet": name,
    }
    return ClaimCheck(
        table=table,
        settings=settings,
        corpus=summary_of(articles, 0, read["event_id"].nunique(), str(first["fingerprint"])),
        notes=(f"{many(left, 'pair')} left open: counted as not drawn.",) if left else (),
        passed=_passed(table[table["figure"] != "below"]),
        verdict=_verdict(table, settings),
    )


def _figures(judged: pd.DataFrame) -> pd.DataFrame:
    """Estimate each figure from the strata it is of."""
    read = judged[judged["same"] != ""]
    strata = pd.DataFrame({"size": judged.groupby("stratum")["n_stratum"].first().astype(int)})
    strata["read"] = read.groupby("stratum").size()
    strata["same"] = (read["same"] == "yes").groupby(read["stratum"]).sum()
    strata = strata.reindex(list(PARTS)).fillna(0).astype(np.int64)
    aligned = strata.index.str.startswith("aligned")
    below = strata.index == "below"
    totals = [_total(strata[rows]) for rows in (aligned, ~aligned & ~below, below)]
    shares = {
        "precision": (_over(totals[0], strata[aligned]), aligned),
        "recall": (part_of(totals[0], totals[1]), ~below),
        "below": (_over(totals[2], strata[below]), below),
    }
    rows = [
        (
            figure,
            *share,
            *(int(strata[name][here].sum()) for name in ("read", "same", "size")),
            _reason(share, strata[here]),
        )
        for figure, (share, here) in shares.items()
    ]
    return pd.DataFrame(rows, columns=list(ClaimCheck.columns))


def _total(strata: pd.DataFrame) -> Share:
    """Estimate the pairs of some strata that state the same; missing where one is unread."""
    if _unread(strata):
        return Share(float("nan"), float("nan"), float("nan"))
    same, read, size = (strata[name].to_numpy(np.int64) for name in ("same", "read", "size"))
    return total_of(same, read, size)


def _unread(strata: pd.DataFrame) -> bool:
    return bool(((strata["read"] == 0) & (strata["size"] > 0)).any())


def _reason(share: Share, strata: pd.DataFrame) -> str:
    """Say why a share is missing, if it is."""
    if np.isfinite(share.value):
        return ""
    if _unread(strata):
        return "no pair of a stratum was read"
    return "no pair read states the same" if strata["size"].any() else "there is no such pair"


def _over(total: Share, strata: pd.DataFrame) -> Share:
    size = int(strata["size"].sum())
    return Share(*(min(end / size, 1.0) if size else float("nan") for end in total))


def _passed(figures: pd.DataFrame) -> Passed:
    """Judge by the ends of the intervals of precision and recall."""
    if (figures["low"] >= GOOD).all():
        return "yes"
    return "no" if (figures["high"] < GOOD).any() else "not judged"


def _verdict(table: pd.DataFrame, settings: Mapping[str, object]) -> str:
    """Say what was found in one or two sentences."""
    shown = table.set_index("figure")
    said = {
        figure: f"{one['value']:.2f} ({one['low']:.2f} to {one['high']:.2f})"
        if np.isfinite(one["value"])
        else f"an unknown share ({one['reason']})"
        for figure, one in shown.to_dict("index").items()
    }
    same, read, size = (int(shown[name]["below"]) for name in ("n_same", "n_read", "n_pairs"))
    return (
        f"Of sentences aligned by {settings['aligner']} {said['precision']} of pairs state the "
        f"same; of pairs that do, at a cosine of {float(str(settings['floor'])):g} or more, "
        f"{said['recall']} are aligned; below it {same:,} of {read:,} pairs read state the "
        f"same, of {size:,} there are."
    )
