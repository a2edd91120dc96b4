"""Which text counts: the articles and the stretches of them that a comparison looks at."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.design import Counted
from analysis.errors import ChoiceError, some
from analysis.measure._matched import note_on_unmatched_dates, note_on_unmatched_genres
from analysis.measure.voice import UNHEARD, source_words, voice_rule, voices
from analysis.prepare._credits import agency_of
from analysis.prepare._judging import AGENCY, REPRINT, STATUS
from analysis.prepare.copies import LAYER
from analysis.spans import FIELDS, Spans
from analysis.tokens import mask

MANY_COPIES = 0.05
"""Share of wire copies and reprints above which it is said that they count."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CountedText:
    """The articles that count, the stretches of them that count, and what was left out."""

    corpus: Corpus
    spans: Spans
    quotes: Spans
    notes: tuple[str, ...]

    def masked(self, only: Collection[str] | None = None) -> Iterator[tuple[int, str, str]]:
        """Yield (row of the article, field, text), what does not count being hidden.

        ``only`` names the articles wanted, else all are given.
        """
        articles = self.corpus.articles
        wanted = None if only is None else set(only)
        columns = (articles[name].tolist() for name in ("article_id", *FIELDS))
        for row, (article_id, *texts) in enumerate(zip(*columns, strict=True)):
            if wanted is not None and article_id not in wanted:
                continue
            for name, text in zip(FIELDS, texts, strict=True):
                pieces = self._pieces.get((article_id, name))
                if pieces:
                    yield row, name, mask(text, pieces)

    @cached_property
    def _pieces(self) -> dict[tuple[str, str], list[tuple[int, int]]]:
        """The stretches that count, by article and field."""
        table = self.spans.table
        first = ~table.duplicated(["article_id", "field"]).to_numpy()
        bounds = list(zip(table["start"].tolist(), table["end"].tolist(), strict=True))
        opens = np.flatnonzero(first)
        closes = np.append(opens, len(table))[1:]
        keys = zip(table["article_id"][first], table["field"][first], strict=True)
        return {
            key: bounds[start:end] for key, start, end in zip(keys, opens, closes, strict=True)
        }


def counted_text(corpus: Corpus, counted: Counted) -> CountedText:
    """Choose articles by copies and genre, and text by part and voice.

    A source's words are those in quotes and, where the corpus has a layer "attribution",
    what these credit to somebody (:func:`analysis.measure.voice.voices`); parts are those of
    its layer "part", else the whole body is body. Scare quotes are the outlet's voice.
    """
    kept, notes = articles_that_count(corpus, counted)
    quotes = voices(kept)
    spans, part_notes = _parts_that_count(kept, counted.parts)
    spoken = source_words(quotes)
    if counted.voice == "outlet":
        spans = spans.minus(spoken)
    elif counted.voice == "source":
        spans = spans.intersect(spoken)
    if UNHEARD in kept.layers:
        spans = spans.minus(kept.layers[UNHEARD])
    told = (*notes, *part_notes, *voice_rule(kept))
    return CountedText(corpus=kept, spans=spans, quotes=quotes, notes=told)


def is_copy(corpus: Corpus) -> pd.Series:
    """Say of each article whether it is agency copy or repeats another's text."""
    return copy_status(corpus) != ""


def copy_status(corpus: Corpus) -> pd.Series:
    """Say of each article why it is a copy; empty if it is none.

    The corpus knows it from `analysis.find_copies`. Where nobody looked, an article is a
    copy when its column ``wire`` names an agency, or when its body, letter case and spaces
    aside, is the body of an article of another outlet that came first.
    """
    articles = corpus.articles
    layer = corpus.layers.get(LAYER)
    if layer is not None:
        known = dict(zip(layer.table["article_id"], layer.table["value"], strict=True))
        told = [known.get(one, "") for one in articles["article_id"]]
        return pd.Series(told, index=articles.index, dtype=str)
    empty = pd.Series("", index=articles.index)
    wire = articles.get("wire", empty).map(agency_of)
    body = articles["body"].map(lambda text: " ".join(text.casefold().split()))
    order = articles.assign(_body=body).sort_values(["published", "article_id"])
    order = order[order["_body"].str.len() > 0]
    first = order.drop_duplicates("_body").set_index("_body")["outlet"]
    repeats = body.map(first)
    repeated = repeats.notna() & (repeats != articles["outlet"])
    return empty.mask(repeated, REPRINT).mask(wire != "", AGENCY)


def articles_that_count(corpus: Corpus, counted: Counted) -> tuple[Corpus, list[str]]:
    """Choose articles by copies and genre, and say how many that leaves out."""
    notes: list[str] = []
    keep = pd.Series(data=True, index=corpus.articles.index)
    if counted.copies != "keep":
        status = copy_status(corpus)
        keep &= (status != "") == (counted.copies == "only")
        notes += _note_on_copies(status, counted.copies, looked=LAYER in corpus.layers)
    elif (share := float(is_copy(corpus).mean())) > MANY_COPIES:
        notes.append(
            f"{share:.0%} of articles are wire copies or reprints and count: text that outlets "
            "share hides how they differ."
        )
    if counted.genre is not None:
        genres = corpus.column("genre")
        unknown = [name for name in counted.genre if name not in set(genres)]
        if unknown:
            msg = (
                f"genre {some(unknown)} is not in the corpus; "
                f"it has {some(sorted(genres.unique()))}."
            )
            raise ChoiceError(msg)
        keep &= genres.isin(counted.genre)
        notes.append(f"only genre {', '.join(counted.genre)}: {int(keep.sum()):,} articles.")
    elif "genre" in corpus.articles:
        notes += note_on_unmatched_genres(corpus.articles[keep])
    notes += note_on_unmatched_dates(corpus.articles[keep])
    return corpus.where(keep), notes


def _note_on_copies(status: pd.Series, copies: str, *, looked: bool) -> list[str]:
    """Say how many articles the choice leaves out, and of which kind these are."""
    out = status[(status != "") != (copies == "only")]
    if out.empty:
        return []
    kinds = out.value_counts()
    told = ", ".join(f"{name} {kinds[name]:,}" for name in STATUS if name in kinds)
    one, several = (
        ("own article", "own articles")
        if copies == "only"
        else ("wire copy or reprint", "wire copies and reprints")
    )
    kind = one if len(out) == 1 else several
    of_which = f" ({told})" if looked and told else ""
    return [f"{len(out):,} {kind} of {len(status):,} articles left out{of_which}."]


def _parts_that_count(corpus: Corpus, parts: tuple[str, ...]) -> tuple[Spans, list[str]]:
    """Return the stretches of the chosen parts; a headline repeated in the body is not one."""
    layer = corpus.layers.get("part")
    if layer is not None:
        table = layer.table
        copy = (table["field"] == "body") & (table["value"] == "headline")
        return layer.where(table["value"].isin(parts) & ~copy), []
    chosen = [field for field in FIELDS if field in parts]
    if not chosen:
        msg = (
            f"parts={parts!r} needs to know the parts of each article; "
            "call split_parts(corpus) first."
        )
        raise ChoiceError(msg)
    whole = whole_texts(corpus, chosen)
    note = "parts of articles were not split: bylines, captions and the like count as body."
    return whole, [note]


def whole_texts(corpus: Corpus, fields: Sequence[str] = FIELDS) -> Spans:
    """Mark the whole headline and body of each article, where they are not empty."""
    articles = corpus.articles
    tables = [
        pd.DataFrame(
            {
                "article_id": articles["article_id"],
                "field": field,
                "start": 0,
                "end": articles[field].str.len(),
                "layer": "part",
                "value": field,
            }
        )
        for field in fields
    ]
    whole = Spans(pd.concat(tables, ignore_index=True))
    return whole.where(whole.table["end"] > 0)
