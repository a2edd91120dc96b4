"""Whether attributions are found as often in every outlet, held against what people marked."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.check.result import CheckResult, Passed
from analysis.compare._attributed import NO_SOURCE
from analysis.corpus import Corpus
from analysis.errors import ChoiceError, many, some
from analysis.figures import Rows, draw_rows, outlet_colours
from analysis.measure._attribution_sources import with_sources
from analysis.measure._source_kinds import KINDS
from analysis.measure.attributions import measure_attributions
from analysis.spans import FIELDS, Spans
from analysis.stats.arrays import Ints
from analysis.stats.errors import rates_differ
from analysis.stats.multiplicity import benjamini_hochberg
from analysis.stats.pairing import pairs_by_overlap
from analysis.stats.pooled import pooled_rates

FEW, WIDE = 5, 0.15
"""Articles of a group below which, and width of an interval from which, nothing is judged."""
LEANING = 5
"""Marks at the usual rate of its kind that are added to each cell of recall by kind."""
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

    recall_by_kind: pd.DataFrame = field(repr=False)
    """Recall by group and kind of source, as ``compare_sources(…, recall=)`` takes it best.

    A cell of few marks leans on its kind in all groups, as five more marks would."""

    @property
    def recall(self) -> pd.DataFrame:
        """Recall of each group, as ``compare_sources(…, recall=)`` takes it."""
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
        ``compare_sources(…, recall=)`` takes, ``recall_by_kind`` what it takes better, since
        kinds of source are not found equally well. ``passed`` is "no" where recall or precision
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
    group = chosen.column(by).astype(str).set_axis(chosen.articles["article_id"])
    hits = _hits(chosen, marked, found)
    counts = _counts(chosen, hits, found).assign(group=group.to_numpy())
    kinds = _by_kind(with_sources(marked, chosen), hits, group)
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
        recall_by_kind=kinds,
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


def _hits(corpus: Corpus, marked: Spans, found: Spans) -> pd.DataFrame:
    """Say of each marked attribution with content whether it is found."""
    mine, theirs = _contents(marked), _contents(found)
    rows = [
        (article, parent, parent in hits)
        for article, field in itertools.product(corpus.articles["article_id"], FIELDS)
        if (here := mine.get((article, field)))
        for hits in [_paired(here, theirs.get((article, field), {}))]
        for parent in here
    ]
    names = {"article_id": str, "parent": int, "hit": bool}
    return pd.DataFrame(rows, columns=list(names)).astype(names)


def _paired(mine: Mapping[int, Ints], theirs: Mapping[int, Ints]) -> set[int]:
    """Name the attributions of one side that have a partner on the other."""
    places, _ = pairs_by_overlap(list(mine.values()), list(theirs.values()))
    names = list(mine)
    return {names[place] for place in places.tolist()}


def _counts(corpus: Corpus, hits: pd.DataFrame, found: Spans) -> pd.DataFrame:
    """Count what was marked, found and both in each article, in the corpus's order."""
    ids = corpus.articles["article_id"]
    content = found.table[found.table["layer"] == "content"]
    by_article = hits.groupby("article_id")["hit"]
    counts = {
        "marked": by_article.size(),
        "found": content.groupby("article_id")["parent"].nunique(),
        "both": by_article.sum(),
    }
    table = {name: of.reindex(ids).fillna(0).astype(int) for name, of in counts.items()}
    return pd.DataFrame(table).reset_index(drop=True)


def _by_kind(sourced: Spans, hits: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    """Return recall by group and kind of source, small cells leaning on their kind."""
    sources = sourced.table[sourced.table["layer"] == "source"].drop_duplicates("parent")
    known = dict(zip(sources["parent"], sources["value"], strict=True))
    kind = [known.get(parent, NO_SOURCE) for parent in hits["parent"]]
    outlet = hits["article_id"].map(group)
    told = pd.DataFrame({"outlet": outlet, "kind": kind, "hit": hits["hit"]})
    whole = told["hit"].mean()
    rows = []
    for name, one in itertools.product(sorted(group.unique()), (*KINDS, NO_SOURCE)):
        alike = told.loc[told["kind"] == one, "hit"]
        own = told.loc[(told["outlet"] == name) & (told["kind"] == one), "hit"]
        usual = alike.mean() if len(alike) else whole
        value = (own.sum() + LEANING * usual) / (len(own) + LEANING)
        rows.append((name, one, float(value), len(own)))
    return pd.DataFrame(rows, columns=["outlet", "kind", "recall", "n"])


def _contents(spans: Spans) -> dict[tuple[str, str], dict[int, Ints]]:
    """List the contents of each text's attributions, as starts and ends by number."""
    table = spans.table[spans.table["layer"] == "content"]
    found: dict[tuple[str, str], dict[int, Ints]] = {}
    for (article, name, parent), own in table.groupby(["article_id", "field", "parent"]):
        bounds = own[["start", "end"]].to_numpy(np.int64)
        found.setdefault((str(article), str(name)), {})[int(str(parent))] = bounds
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
