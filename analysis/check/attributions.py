"""Whether attributions are found as often in every outlet, held against what people marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.check.result import CheckResult, Passed
from analysis.corpus import Corpus
from analysis.errors import ChoiceError, many, some
from analysis.figures import Rows, draw_rows, outlet_colours
from analysis.measure.attributions import measure_attributions
from analysis.spans import FIELDS, Spans
from analysis.stats.arrays import Ints
from analysis.stats.errors import rates_differ
from analysis.stats.multiplicity import benjamini_hochberg
from analysis.stats.pairing import pairs_by_overlap
from analysis.stats.pooled import pooled_rates

FEW, WIDE = 5, 0.15
"""Articles of a group below which, and width of an interval from which, nothing is judged."""
FDR = 0.05
"""False discovery rate at which recall, or precision, is said to differ between groups."""
SIDES: Mapping[str, str] = {"recall": "marked", "precision": "found"}
"""What each figure is a share of."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class AttributionCheck(CheckResult):
    """How many marked attributions are found, and how many found are marked, by group."""

    columns: ClassVar[Mapping[str, str]] = {
        "figure": "recall: of attributions that people marked, the share found; precision: of "
        "those found, the share marked",
        "group": "the group of articles; empty for all",
        "n_articles": "its articles",
        "n": "attributions marked (recall) or found (precision) in them",
        "value": "the share",
        "low": "lower bound of value",
        "high": "upper bound of value",
        "p": "p-value of no difference between groups in this figure",
        "q": "p adjusted for the two figures (Benjamini & Hochberg 1995)",
        "passed": "whether groups can be called alike in this figure; on the row for all",
        "reason": "why, or why a value or an interval is missing",
    }

    @property
    def recall(self) -> pd.DataFrame:
        """Recall of each group, as ``recall=`` of `analysis.compare_sources` takes it."""
        rows = self.table[(self.table["figure"] == "recall") & (self.table["group"] != "")]
        table = rows.rename(columns={"group": "outlet", "value": "recall"})
        return table[["outlet", "recall", "low", "high", "n"]].reset_index(drop=True)

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        settings = self.settings
        return (
            f"Attributions found against those that people marked, by {settings['by']}. "
            f"{self.corpus}. Dots: share; lines: "
            f"{float(str(settings['confidence'])):.0%} interval, articles being the units. "
            f"Filled: groups are not shown to differ at a false discovery rate of {FDR:g}."
        )

    @property
    def methods(self) -> str:
        """How it was done, for the methods of a paper."""
        return (
            "Attributions were paired one to one with those marked by hand, where the Dice "
            "coefficient of their contents was .5 or more. Intervals are Wilson's for the "
            "effective number of attributions (Franco et al. 2019). Null hypothesis: which "
            f"{self.settings['by']} an article is of has no bearing on how much of it is "
            f"found; articles were dealt to groups {self.settings['draws']:,} times. "
            f"{self.verdict}"
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw both shares of each group; return the Axes."""
        rows = self.table[(self.table["group"] != "") & self.table["value"].notna()]
        whole = self.table[self.table["group"] == ""].set_index("figure")["passed"]
        colours = outlet_colours(rows["group"].unique().tolist())
        shown = Rows(
            block=rows["figure"].tolist(),
            label=self.shown(rows["group"]),
            middle=rows["value"].tolist(),
            low=rows["low"].fillna(rows["value"]).tolist(),
            high=rows["high"].fillna(rows["value"]).tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=[whole[figure] != "no" for figure in rows["figure"]],
        )
        return draw_rows(shown, ax, xlabel="share of attributions", reference=1.0)


def check_attributions(
    corpus: Corpus,
    marked: Spans,
    found: Spans | None = None,
    *,
    by: str = "outlet",
    confidence: float = 0.95,
    draws: int = 1999,
    seed: int = 1,
) -> AttributionCheck:
    """Check how many attributions are found, and whether as many in every outlet.

    Parameters
    ----------
    corpus
        The articles; those without a mark are left out.
    marked
        All attributions of some articles of each outlet, marked by people: of a file, see
        :func:`analysis.read_attributions`.
    found
        What was measured in them; ``None`` measures by the rules.
    by
        Column of the articles, or of the outlets, that gives the groups.
    confidence
        Of the intervals.
    draws, seed
        Dealings of articles to groups behind each p-value, and their seed.

    Returns
    -------
    AttributionCheck
        Recall and precision for all articles and by group. ``recall`` is what
        ``compare_sources(…, recall=)`` takes. ``passed`` is "no" where recall or precision
        is shown to differ: counts as found then cannot be compared as they are; "not
        judged" where a group has fewer than 5 articles or an interval is wider than .15.

    Raises
    ------
    ChoiceError
        No article of the corpus has marks, or marks are of articles that it lacks.

    Notes
    -----
    Attributions are paired one to one by their contents, Dice coefficient .5 or more.
    recall = pairs / marked, precision = pairs / found, pooled over the articles of a group;
    intervals: see `analysis.stats.pooled.pooled_rates`. Limits: who marked is taken as right
    (two people who mark PolNeAR agree at F1 .82); a difference that is not seen may be there.

    Examples
    --------
    >>> body = "The union said that it would strike. Nothing moved."
    >>> rows = {"article_id": list("abcd"), "outlet": ["Post", "Star"] * 2,
    ...     "published": "2024-03-01", "headline": "", "body": body}
    >>> corpus = Corpus(pd.DataFrame(rows))
    >>> marked = Spans(pd.DataFrame({"article_id": list("abcd"), "field": "body", "start": 15,
    ...     "end": 35, "layer": "content", "value": "marked", "parent": range(4)}))
    >>> check = check_attributions(corpus, marked)
    >>> check.passed, check.recall["recall"].tolist()
    ('not judged', [1.0, 1.0])
    """
    chosen = _marked_articles(corpus, marked)
    found = measure_attributions(chosen) if found is None else found
    counts = _counts(chosen, marked, found)
    counts["group"] = chosen.column(by).astype(str).to_numpy()
    table = _table(counts, confidence=confidence, draws=draws, seed=seed)
    whole = table.loc[table["group"] == "", "passed"].tolist()
    passed: Passed = "no" if "no" in whole else "not judged" if "not judged" in whole else "yes"
    return AttributionCheck(
        table=table,
        passed=passed,
        verdict=_verdict(table, by),
        settings={"by": by, "confidence": confidence, "draws": draws, "seed": seed},
        corpus=chosen.summary(),
        notes=_notes(corpus, chosen),
        names=chosen.names if by == "outlet" else {},
    )


def _marked_articles(corpus: Corpus, marked: Spans) -> Corpus:
    """Choose the articles that were marked, and refuse marks that fit none."""
    ids = set(marked.table["article_id"])
    unknown = sorted(ids - set(corpus.articles["article_id"]))
    if unknown or not ids:
        what = (
            f"marks are of articles that the corpus lacks: {some(unknown)}" if unknown else ""
        )
        msg = f"{what or 'nothing is marked'}; give marks of articles of this corpus."
        raise ChoiceError(msg)
    return corpus.where(corpus.articles["article_id"].isin(ids))


def _counts(corpus: Corpus, marked: Spans, found: Spans) -> pd.DataFrame:
    """Count what was marked, found and both in each article, in the corpus's order."""
    mine, theirs = _contents(marked), _contents(found)
    none: list[Ints] = []
    rows = []
    for article in corpus.articles["article_id"]:
        places = [(article, field) for field in FIELDS]
        sides = [(mine.get(place, none), theirs.get(place, none)) for place in places]
        both = sum(len(pairs_by_overlap(one, other)[0]) for one, other in sides)
        sizes = [sum(len(side[at]) for side in sides) for at in (0, 1)]
        rows.append((*sizes, both))
    return pd.DataFrame(rows, columns=["marked", "found", "both"])


def _contents(spans: Spans) -> dict[tuple[str, str], list[Ints]]:
    """List the contents of each text's attributions, as starts and ends."""
    table = spans.table[spans.table["layer"] == "content"]
    found: dict[tuple[str, str], list[Ints]] = {}
    for (article, field, _), own in table.groupby(["article_id", "field", "parent"]):
        bounds = own[["start", "end"]].to_numpy(np.int64)
        found.setdefault((str(article), str(field)), []).append(bounds)
    return found


def _table(counts: pd.DataFrame, *, confidence: float, draws: int, seed: int) -> pd.DataFrame:
    """Describe recall and precision, of all and of each group, and judge both together."""
    groups = sorted(counts["group"].unique())
    group = pd.Categorical(counts["group"], groups).codes.astype(np.int64)
    parts = []
    for figure, side in SIDES.items():
        some_there = (counts[side] > 0).to_numpy()
        hits, of = (counts.loc[some_there, name].to_numpy(float) for name in ("both", side))
        own = pooled_rates(hits, of, group[some_there], len(groups), confidence=confidence)
        everyone = np.zeros(len(of), np.int64)
        whole = pooled_rates(hits, of, everyone, 1, confidence=confidence)
        p = float("nan")
        if len(of):
            p = rates_differ(
                hits / of, of, group[some_there], len(groups), draws=draws, seed=seed
            )
        rows = pd.DataFrame({"figure": figure, "group": ["", *groups]})
        rows["n_articles"] = np.concatenate([whole.n_units, own.n_units])
        rows["n"] = [
            int(of.sum()),
            *counts.groupby("group")[side].sum().loc[groups].astype(int),
        ]
        for name in ("value", "low", "high"):
            rows[name] = np.concatenate([getattr(whole, name), getattr(own, name)])
        parts.append(rows.assign(p=[p, *[np.nan] * len(groups)]))
    table = pd.concat(parts, ignore_index=True)
    return _judged(table)[list(AttributionCheck.columns)]


def _judged(table: pd.DataFrame) -> pd.DataFrame:
    """Say of each figure whether groups can be called alike in it."""
    whole = (table["group"] == "").to_numpy()
    table["q"] = np.nan
    table.loc[whole, "q"] = benjamini_hochberg(table.loc[whole, "p"].to_numpy(float))
    table["passed"] = ""
    alone = np.where(table["n_articles"] == 1, "one article: no interval", "")
    table["reason"] = np.where(table["value"].isna(), "no attribution to be a share of", alone)
    for place in np.flatnonzero(whole):
        own = table[(table["figure"] == table["figure"][place]) & ~whole]
        few = own[own["n_articles"] < FEW]
        wide = own[~(own["high"] - own["low"] <= WIDE)]
        if table["q"][place] <= FDR:
            told = ("no", "groups differ: counts cannot be compared as they are")
        elif len(few):
            told = ("not judged", f"fewer than {FEW} articles: {some(few['group'].tolist())}")
        elif len(wide):
            told = ("not judged", f"not known within {WIDE:g}: {some(wide['group'].tolist())}")
        else:
            told = ("yes", "")
        table.loc[place, ["passed", "reason"]] = told
    return table


def _verdict(table: pd.DataFrame, by: str) -> str:
    """Say what was found in a few sentences."""
    lines = []
    for figure in SIDES:
        rows = table[table["figure"] == figure]
        whole, own = rows.iloc[0], rows.iloc[1:].dropna(subset="value").sort_values("value")
        if own.empty:
            lines.append(f"The {figure} is unknown: {whole['reason']}.")
            continue
        worst, best = own.iloc[0], own.iloc[-1]
        lines.append(
            f"The {figure} is {whole['value']:.2f} ({whole['low']:.2f} to "
            f"{whole['high']:.2f}), from {worst['value']:.2f} in {worst['group']} to "
            f"{best['value']:.2f} in {best['group']}."
        )
        if whole["passed"] == "no":
            lines.append(f"It differs by {by}: counts cannot be compared as they are.")
        elif whole["passed"] == "not judged":
            lines.append(f"Whether it differs by {by} cannot be judged ({whole['reason']}).")
        else:
            lines.append(f"It is not shown to differ by {by}.")
    return " ".join(lines)


def _notes(corpus: Corpus, chosen: Corpus) -> tuple[str, ...]:
    left = len(corpus) - len(chosen)
    were = "was" if left == 1 else "were"
    return (f"{many(left, 'article')} without a mark {were} left out.",) if left else ()
