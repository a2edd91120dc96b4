"""From two tables to a learnt model of attributions: the steps of ``parallax train``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.coding.marked_attributions import read_attributions, read_marked_articles
from analysis.errors import many
from analysis.measure.attribution_models import train_attributions, write_attribution_model
from analysis.prepare.parse import parse
from analysis.spans import Spans


def learn_attributions(
    articles: Path, attributions: Path, out: Path, *, where: str | None, cache: Path | None
) -> str:
    """Train a model, write it, and say what it was learnt from and how well it does."""
    corpus = read_marked_articles(articles, where=where)
    marked = read_attributions(attributions)
    if where is not None:  # marks of articles that were left out are meant to be
        known = set(corpus.articles["article_id"])
        marked = Spans(marked.table[marked.table["article_id"].isin(known)])
    corpus = corpus.where(corpus.articles["article_id"].isin(marked.table["article_id"]))
    model = train_attributions(parse(corpus, cache=cache, progress=True), marked)
    write_attribution_model(model, out)
    return _told(model.about, out)


def _told(about: Mapping[str, Any], out: Path) -> str:
    """Say in a few lines what was learnt."""
    learnt = f"{many(about['attributions'], 'attribution')} in {about['articles']:,} articles"
    rows = {"all": about["held_out"], **about["held_out_by_outlet"]}
    figures = [
        f"  {name:<20.20} {one['f1']:>6.2f} {one['precision']:>10.2f} {one['recall']:>7.2f} "
        f"{one['marked']:>7,}"
        for name, one in rows.items()
    ]
    return "\n".join(
        [
            f"Written: {out}",
            f"Learnt from {learnt}, parsed by {about['parser']}.",
            "On every fifth article, by a model of the others:",
            f"  {'':<20} {'F1':>6} {'precision':>10} {'recall':>7} {'marked':>7}",
            *figures,
            "Where recall differs between outlets, counts do too: see docs/attributions.md.",
            f"Use it: analysis.measure_attributions(corpus, model={str(out)!r})",
        ]
    )
