"""What is in the corpus: who reported what, when, at what length, and with whose words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.corpus import Corpus
from analysis.figures import new_axes, outlet_colours, save_figure
from analysis.grids import draw_matrix
from analysis.measure.counted import is_copy
from analysis.measure.quotes import measure_quotes
from analysis.tokens import word_bounds

NO_EVENT = "no event"
PROFILE = {
    "outlet": "who published",
    "articles": "articles in the corpus",
    "events": "events with at least one article",
    "first": "earliest date of publication",
    "last": "latest date of publication",
    "undated": "articles without a date",
    "longest_gap_days": "most days between two articles, first to last",
    "median_words": "median number of words in the body",
    "empty_bodies": "articles without text below the headline",
    "copies": "articles that are agency copy or repeat another outlet's text",
    "quoted_share": "share of the body's characters that stand in attributed quotes",
    "scare_quotes": "scare quotes: marks that distance, with no source",
}
"""Columns of :func:`outlet_profile` and what each one means."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Picture:
    """A figure of the corpus, the numbers it shows and the caption it stands over."""

    ax: Axes
    data: pd.DataFrame
    caption: str

    def save(self, folder: str | Path, name: str) -> Path:
        """Save the figure in all formats with its numbers and its caption."""
        stem = Path(folder) / name
        save_figure(self.ax, stem, self.data)
        told = json.dumps({"caption": self.caption}, ensure_ascii=False)
        stem.with_suffix(".json").write_text(told, "utf-8")
        return stem


def coverage(corpus: Corpus, within: str | None = "event_id") -> pd.DataFrame:
    """Count articles by event (rows) and outlet (columns); 0 is a gap of this corpus.

    Articles without an event stand in a last row of their own. Without events there is one
    row, the whole corpus.
    """
    articles = corpus.articles
    if within is None or not _has(corpus, within):
        event = pd.Series("all articles", index=articles.index, name="event")
    else:
        event = corpus.column(within).fillna("").astype(str).replace("", NO_EVENT)
    counts = pd.crosstab(event.rename("event"), articles["outlet"])
    order = sorted(counts.index, key=lambda name: (name == NO_EVENT, name))
    return counts.loc[order]


def picture_of_coverage(corpus: Corpus, within: str | None = "event_id") -> Picture:
    """Draw which outlet has articles on which event; a pale square is a gap of this corpus."""
    table = coverage(corpus, within).drop(index=NO_EVENT, errors="ignore")
    if within is not None and _has(corpus, within):
        event = corpus.column(within).astype(str)
        first = corpus.articles["published"].groupby(event).min()[table.index]
        table = table.loc[first.sort_values(kind="stable", na_position="last").index]
    most = (table > 0).sum().sort_values(ascending=False, kind="stable").index
    shown = table[most].T
    caption = (
        "Which outlet has articles on which event, in the collected articles: dark where it "
        f"has, with their number where there are several. {len(shown):,} outlets, "
        f"{len(table):,} events. Pale: no article was collected."
    )
    return Picture(
        ax=draw_matrix(shown, None, names=corpus.names),
        data=shown.reset_index(),
        caption=caption,
    )


def outlet_profile(corpus: Corpus) -> pd.DataFrame:
    """Describe each outlet in one row; ``PROFILE`` says what the columns mean."""
    articles = corpus.articles
    event = corpus.column("event_id") if _has(corpus, "event_id") else None
    quoted, scare = _quoted(corpus)
    each = pd.DataFrame(
        {
            "outlet": articles["outlet"],
            "event": None if event is None else event.replace("", None),
            "published": articles["published"],
            "words": [len(word_bounds(text)) for text in articles["body"]],
            "length": articles["body"].str.len(),
            "copy": is_copy(corpus),
            "quoted": articles["article_id"].map(quoted).fillna(0),
            "scare": articles["article_id"].map(scare).fillna(0),
        }
    )
    rows = [_profile_row(str(name), group) for name, group in each.groupby("outlet")]
    return pd.DataFrame(rows, columns=list(PROFILE))


def parts_profile(corpus: Corpus) -> pd.DataFrame:
    """Share each part (headline, body, byline, …) has of an outlet's characters."""
    layer = corpus.layers.get("part")
    if layer is None:
        return pd.DataFrame({"outlet": [], "part": [], "characters": [], "share": []})
    table = layer.table
    outlet_of = corpus.articles.set_index("article_id")["outlet"]
    sizes = pd.DataFrame(
        {
            "outlet": table["article_id"].map(outlet_of),
            "part": table["value"],
            "characters": table["end"] - table["start"],
        }
    )
    counts = sizes.groupby(["outlet", "part"])["characters"].sum().reset_index()
    total = counts.groupby("outlet")["characters"].transform("sum")
    counts["share"] = counts["characters"] / total
    return counts


def picture_of_dates(corpus: Corpus, most: int = 24) -> Picture:
    """Draw each article as a mark on its outlet's line of time; gaps are seen at once."""
    articles = corpus.articles
    dated = articles[articles["published"].notna()]
    outlets = list(articles["outlet"].value_counts().index[:most])
    shown = dated[dated["outlet"].isin(outlets)]
    colours = outlet_colours(list(articles["outlet"].unique()))
    ax = new_axes(rows=len(outlets))
    for place, outlet in enumerate(outlets if len(shown) else ()):
        days = shown.loc[shown["outlet"] == outlet, "published"].to_numpy()
        if not len(days):
            _say(ax, (0.01, place), "no dates")
            continue
        with mpl.rc_context({"date.converter": "concise"}):
            ax.plot(days, np.full(len(days), place), "|", color=colours[outlet], ms=11, mew=1.6)
    _outlet_axis(ax, outlets, corpus.names)
    if not len(shown):
        ax.set_xticks([])
        ax.text(0.5, 0.5, "no article has a date", ha="center", transform=ax.transAxes)
    more = articles["outlet"].nunique() - len(outlets)
    caption = (
        f"When each outlet's articles appeared: one mark an article, {len(shown):,} of "
        f"{len(articles):,} articles shown; {len(articles) - len(dated):,} have no date"
        + (f"; {more:,} outlets with fewer articles are left out." if more else ".")
    )
    data = shown[["article_id", "outlet", "published"]].reset_index(drop=True)
    return Picture(ax=ax, data=data, caption=caption)


def picture_of_lengths(corpus: Corpus, most: int = 24) -> Picture:
    """Draw the length of each article, and the median of its outlet."""
    articles = corpus.articles
    lengths = pd.DataFrame(
        {
            "article_id": articles["article_id"],
            "outlet": articles["outlet"],
            "words": [len(word_bounds(text)) for text in articles["body"]],
        }
    )
    outlets = list(articles["outlet"].value_counts().index[:most])
    shown = lengths[lengths["outlet"].isin(outlets)]
    colours = outlet_colours(list(articles["outlet"].unique()))
    ax = new_axes(rows=len(outlets))
    for place, outlet in enumerate(outlets):
        words = shown.loc[shown["outlet"] == outlet, "words"].to_numpy(float)
        colour = colours[outlet]
        ax.plot(words, np.full(len(words), place), "|", color=colour, ms=9, alpha=0.55)
        ax.plot(np.median(words), place, "o", color=colour, ms=7, mec="white", zorder=3)
    _outlet_axis(ax, outlets, corpus.names)
    ax.set_xlabel("words in the body")
    caption = (
        "How long the articles are: one mark an article, a dot at each outlet's median; "
        f"{len(shown):,} of {len(articles):,} articles shown."
    )
    return Picture(ax=ax, data=shown.reset_index(drop=True), caption=caption)


def _say(ax: Axes, at: tuple[float, float], words: str) -> None:
    """Write on an outlet's line, at a share of the width."""
    where = ax.get_yaxis_transform()
    ax.text(*at, words, va="center", color="#666666", fontsize=8, transform=where)


def _outlet_axis(ax: Axes, outlets: Sequence[str], names: Mapping[str, str]) -> None:
    """Give each outlet its line, under the name that readers know."""
    ax.set_yticks(range(len(outlets)), labels=[names.get(one, one) for one in outlets])
    ax.set_ylim(len(outlets) - 0.4, -0.6)


def _profile_row(name: str, group: pd.DataFrame) -> dict[str, object]:
    days = group["published"].dropna().dt.normalize().drop_duplicates().sort_values()
    gap = days.diff().dt.days.max()
    length = int(group["length"].sum())
    return {
        "outlet": name,
        "articles": len(group),
        "events": int(group["event"].nunique()),
        "first": str(days.min())[:10] if len(days) else "",
        "last": str(days.max())[:10] if len(days) else "",
        "undated": int(group["published"].isna().sum()),
        "longest_gap_days": float(gap) if len(days) > 1 else np.nan,
        "median_words": float(group["words"].median()),
        "empty_bodies": int((group["words"] == 0).sum()),
        "copies": int(group["copy"].sum()),
        "quoted_share": group["quoted"].sum() / length if length else np.nan,
        "scare_quotes": int(group["scare"].sum()),
    }


def _quoted(corpus: Corpus) -> tuple[pd.Series, pd.Series]:
    """Count, by article, the characters in attributed quotes and the scare quotes."""
    layer = corpus.layers.get("quote")
    table = (measure_quotes(corpus) if layer is None else layer).table
    table = table[table["field"] == "body"]
    quotes = table[table["value"] == "quote"]
    characters = (quotes["end"] - quotes["start"]).groupby(quotes["article_id"]).sum()
    return characters, table[table["value"] == "scare"].groupby("article_id").size()


def _has(corpus: Corpus, name: str) -> bool:
    events = corpus.events
    known = name in corpus.articles or (events is not None and name in events)
    return known and bool(corpus.column(name).notna().any())
