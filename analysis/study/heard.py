"""The articles of a run, parsed, and whose voice each stretch of them is in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import ReadError, some
from analysis.export import written_whole
from analysis.measure.attributions import measure_attributions
from analysis.measure.voice import ATTRIBUTIONS
from analysis.prepare.parse import MODEL, parse
from analysis.read._delimited import read_delimited
from analysis.spans import Spans
from analysis.study.file import Study
from analysis.study.whole import code_hash, file_hash, hash_of

NOT_NEEDED = (
    *("check", "coding", "compare", "report", "stats", "study"),
    *("tally.py", "results.py", "figures.py", "grids.py", "again.py"),
)
"""Code that attributions do not depend on."""


def parsed_articles(study: Study, corpus: Corpus, cache: Path) -> Corpus:
    """Parse the articles of a study, each text once, and keep that in the run's cache."""
    asked = study.given.get("parse", {})
    return parse(
        corpus,
        model=asked.get("model", MODEL),
        cache=cache / "parses",
        processes=asked.get("processes", 1),
    )


def heard_articles(study: Study, parsed: Corpus, cache: Path) -> Corpus:
    """Give parsed articles the layer of their attributions, found once for a run."""
    if parsed.parses is None:
        msg = "attributions are found in articles that are parsed"
        raise TypeError(msg)
    articles = parsed.summary().fingerprint
    learnt = study.attribution_model
    made_by = [str(parsed.parses.model), file_hash(learnt) if learnt else None]
    key = hash_of(made_by, articles, code_hash(*NOT_NEEDED))
    kept = cache / "attributions" / f"{key}.parquet"
    if kept.is_file():
        return parsed.with_layer(Spans(pd.read_parquet(kept)), ATTRIBUTIONS)
    spans = measure_attributions(parsed, model=learnt)
    with written_whole(kept) as beside:
        spans.table.to_parquet(beside, index=False)
    return parsed.with_layer(spans, ATTRIBUTIONS)


def read_source_table(place: Path) -> pd.DataFrame:
    """Read what a study knows of sources: delimited text with a column ``source``."""
    raw = read_delimited(place)
    if "source" not in raw.frame:
        msg = f"{raw.name} has no column source; it has {some(list(raw.frame.columns), 30)}."
        raise ReadError(msg)
    return raw.frame
