"""Names and kinds for the sources of attributions, article by article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

import pandas as pd

from analysis.corpus import Corpus
from analysis.measure._sources import NOBODY, Cast, Source
from analysis.measure.quotes import measure_quotes
from analysis.measure.voice import source_words
from analysis.prepare.parse import parsed
from analysis.spans import FIELDS, Spans


def with_sources(spans: Spans, corpus: Corpus) -> Spans:
    """Say of each attribution who its source is, within its article.

    Parameters
    ----------
    spans
        Attributions: layers source, cue and content, tied by ``parent``.
    corpus
        The articles; parsed with the defaults unless it carries its parse.

    Returns
    -------
    Spans
        The same spans; ``source`` of all three layers is the name that the words of the
        source mean, and ``value`` of the source spans its kind.
    """
    table = spans.table
    is_source = (table["layer"] == "source").to_numpy()
    found: dict[int, Source] = {}
    pieces = {str(one): own for one, own in table[is_source].groupby("article_id")}
    for article_id, cast in _casts(corpus, pieces):
        for parent, own in pieces[article_id].groupby("parent"):
            at = list(zip(own["start"].tolist(), own["end"].tolist(), strict=True))
            found[int(str(parent))] = cast.source(own["field"].iloc[0], at)
    whose = [found.get(parent, NOBODY) for parent in table["parent"].tolist()]
    kinds = pd.Series([who.kind for who in whose], index=table.index, dtype=str)
    return Spans(
        table.assign(
            source=pd.Series([who.name for who in whose], index=table.index, dtype=str),
            value=table["value"].mask(is_source, kinds),
        )
    )


def _casts(corpus: Corpus, wanted: Collection[str]) -> Iterator[tuple[str, Cast]]:
    """Yield the names of each article that has sources, one article at a time."""
    parses = parsed(corpus)
    quotes = corpus.layers.get("quote")
    spoken = source_words(measure_quotes(corpus) if quotes is None else quotes).table
    bounds = zip(spoken["start"].tolist(), spoken["end"].tolist(), strict=True)
    quoted: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for article_id, field, pair in zip(
        spoken["article_id"], spoken["field"], bounds, strict=True
    ):
        quoted[article_id, field].append(pair)
    outlets = [*corpus.articles["outlet"].unique(), *corpus.names.values()]
    columns = (corpus.articles[name].tolist() for name in ("article_id", *FIELDS))
    for article_id, *texts in zip(*columns, strict=True):
        if article_id not in wanted:
            continue
        tokens = {field: parses.of(article_id, field) for field in FIELDS}
        read = {
            field: (text, own)
            for field, text in zip(FIELDS, texts, strict=True)
            if (own := tokens[field]) is not None
        }
        own_quotes = {field: quoted[article_id, field] for field in FIELDS}
        yield article_id, Cast(read, quoted=own_quotes, outlets=outlets)
