"""What is copied, shown: how much of each outlet, from whom, and clusters side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import many
from analysis.figures import new_axes, outlet_colours
from analysis.measure.counted import copy_status
from analysis.prepare._judging import STATUS
from analysis.prepare.copies import LAYER, Copies
from analysis.report.describe import Picture
from analysis.report.evidence import BREAKS, Rights, pieces_of

OWN = "own"


def copied_profile(corpus: Corpus) -> pd.DataFrame:
    """Count each outlet's articles by what they are: own, or which kind of copy; a row each.

    ``share`` is the share of all its articles that are copies.
    """
    status = copy_status(corpus).replace("", OWN)
    counts = pd.crosstab(corpus.articles["outlet"], status.rename("status"))
    counts = counts.reindex(columns=[OWN, *STATUS], fill_value=0)
    counts["share"] = 1 - counts[OWN] / counts.sum(axis=1)
    counts["size"] = counts[[OWN, *STATUS]].sum(axis=1)
    counts = counts.sort_values(["share", "size"], ascending=False, kind="stable")
    return counts.drop(columns="size").reset_index()


def taken_from(corpus: Corpus) -> pd.DataFrame:
    """Count copies by who prints them and whose text they are: agency or outlet."""
    table = corpus.layers[LAYER].table
    outlet_of = dict(zip(corpus.articles["article_id"], corpus.articles["outlet"], strict=True))
    rows = pd.DataFrame(
        {
            "outlet": [outlet_of[one] for one in table["article_id"]],
            "kind": table["value"].astype(str),
            "from": [outlet_of.get(one, one) for one in table["source"]],
        }
    ).astype(str)
    counts = rows.value_counts(["outlet", "kind", "from"]).rename("articles").reset_index()
    by = ["articles", "outlet", "kind", "from"]
    return counts.sort_values(by, ascending=[False, True, True, True], ignore_index=True)


def picture_of_copies(corpus: Corpus, most: int = 24) -> Picture:
    """Draw which share of each outlet's articles are copies, and say which kinds they are."""
    profile = copied_profile(corpus)
    shown = profile.head(most)
    colours = outlet_colours(list(profile["outlet"]))
    ax = new_axes(rows=len(shown))
    for place, row in enumerate(shown.to_dict("records")):
        colour = colours[str(row["outlet"])]
        ax.plot(row["share"], place, "o", color=colour, ms=7)
        ax.annotate(
            _kinds(row),
            (row["share"], place),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color="#444444",
        )
    names = [corpus.names.get(one, one) for one in shown["outlet"]]
    ax.set_yticks(range(len(shown)), labels=names)
    ax.set_ylim(max(len(shown), 1) - 0.4, -0.6)
    ax.set_xlim(-0.01, max(0.1, 1.9 * float(shown["share"].max() if len(shown) else 0)))
    ax.set_xlabel("share of the outlet's articles that are copies")
    if shown.empty:
        ax.set_xticks([])
        ax.text(0.5, 0.5, "there is no article", ha="center", transform=ax.transAxes)
    more = len(profile) - len(shown)
    copies = int((copy_status(corpus) != "").sum())
    caption = (
        f"Which share of each outlet's articles are copies, and of which kind: {copies:,} of "
        f"{len(corpus):,} articles. Counts of the collected articles, so without an interval"
        + (f"; {more:,} outlets with no larger share are left out." if more > 0 else ".")
    )
    return Picture(ax=ax, data=profile, caption=caption)


def _kinds(row: dict[str, object] | dict[object, object]) -> str:
    """Say how many copies of which kind an outlet has."""
    counts = {name: int(str(row[name])) for name in (OWN, *STATUS)}
    kinds = [f"{name} {counts[name]:,}" for name in STATUS if counts[name]]
    of = f"{sum(counts.values()) - counts[OWN]:,} of {sum(counts.values()):,}"
    return f"{of}: {', '.join(kinds)}" if kinds else of


@dataclass(frozen=True)
class SideBySide:
    """Articles of one cluster beside each other, what they share marked in place."""

    heads: Sequence[str]
    texts: Sequence[str]
    plain: str

    def __repr__(self) -> str:
        return self.plain

    def _repr_html_(self) -> str:
        heads = "".join(f"<th scope='col'>{head}</th>" for head in self.heads)
        texts = "".join(f"<td>{text}</td>" for text in self.texts)
        return (
            f"<table class='beside'><thead><tr>{heads}</tr></thead>"
            f"<tbody><tr>{texts}</tr></tbody></table>"
        )


def side_by_side(
    found: Copies, cluster: int, rights: Rights = "full", most: int = 3
) -> SideBySide:
    """Show the first articles of a cluster, as much of them as may be shown."""
    shown = found.side_by_side(cluster).head(most)
    names = found.marked.names
    heads, texts, plain = [], [], []
    for row in shown.to_dict("records"):
        day = "" if pd.isna(row["published"]) else f", {str(row['published'])[:10]}"
        head = f"{names.get(str(row['outlet']), row['outlet'])}{day}, {row['article_id']}"
        paragraphs = _paragraphs(str(row["text"]), row["marks"], rights)
        heads.append(escape(head))
        texts.append(
            "".join(f"<p>{one}</p>" for one in paragraphs) or "(its text is not shown)"
        )
        plain.append(f"{head}: {many(len(row['marks']), 'shared passage')}")
    return SideBySide(heads=heads, texts=texts, plain="\n".join(plain))


def _paragraphs(text: str, marks: Sequence[tuple[int, int]], rights: Rights) -> list[str]:
    """Write each line of a text as HTML, with what is shared marked, within the rights."""
    paragraphs, at = [], 0
    for line in text.split("\n"):
        here = [
            (max(start, at) - at, min(end, at + len(line)) - at)
            for start, end in marks
            if start < at + len(line) and end > at
        ]
        shown = (
            pieces_of(BREAKS.sub(" ", line), here, rights) if here or rights == "full" else []
        )
        html = "".join(one.html for one in shown)
        paragraphs += [html] if html.strip() else []
        at += len(line) + 1
    return paragraphs
