"""From tables of what people marked to a learnt model: the steps of ``parallax train``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.coding.marked_attributions import read_attributions, read_marked_articles
from analysis.errors import ReadError, fault_list, many
from analysis.measure.attribution_models import train_attributions, write_attribution_model
from analysis.measure.target_sentiment import TargetSentiment
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


def learn_sentiment(sentences: Path, out: Path) -> str:
    """Train a model of sentiment towards somebody, write it, and say how well it does."""
    model = TargetSentiment().fit(_coded(sentences))
    model.save(out)
    names = ("sentences with one coded target", "sentences with several")
    figures = [
        f"  {name:<32} " + ("too few to tell" if np.isnan(f1) else f"{f1:.2f}")
        for name, f1 in zip(names, model.f1_, strict=True)
    ]
    return "\n".join(
        [
            f"Written: {out}",
            f"It is a {model.told}.",
            "Macro-F1 on each third of the sentences, by a model of the others:",
            *figures,
            f"Use it: model = analysis.TargetSentiment.load({str(out)!r})",
            "        analysis.compare_sentiment(corpus, target=…, model=model)",
        ]
    )


def _coded(path: Path) -> pd.DataFrame:
    """Read a table of coded mentions; where its columns are wrong the model says so."""
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        msg = f"{str(path)!r} cannot be read as a CSV file: {error}"
        raise ReadError(msg) from error
    wrong = [
        f"column {name!r} holds {value!r}; give a whole number of characters from 0"
        for name in ("start", "end")
        if name in table
        for value in table.loc[~table[name].str.fullmatch(r"[0-9]{1,9}"), name].head(1)
    ]
    if wrong:
        raise ReadError(fault_list(f"{str(path)!r} cannot be learnt from:", wrong))
    return table.astype({name: np.int64 for name in ("start", "end") if name in table})


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
