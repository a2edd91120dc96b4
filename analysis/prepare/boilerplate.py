"""Boilerplate: what an outlet prints under article after article, whatever they report.

"Sign up for our newsletter", a copyright line, "Read more:" give an outlet away, so that a
comparison of words finds the site instead of the reporting. It is found by repetition
within the outlet, marked as a part of its own, and not counted unless asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import many
from analysis.measure.quotes import measure_quotes
from analysis.measure.voice import source_words
from analysis.prepare import _repeats as rule
from analysis.prepare._repeats import furniture_of, occasions
from analysis.prepare.parts import LAYER, split_parts
from analysis.results import MadeTable
from analysis.spans import Spans

PART = "boilerplate"
SURE = 0.97
"""Confidence of a mark: of 300 on real pages that were read, 290 stood on furniture, 9 on
headings and credits that belong to a format, 1 on a sentence of the article."""
_OWN = ("body", "subheading", PART)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Boilerplate(MadeTable):
    """What repeats within outlets, most often first, and the corpus with it marked.

    ``marked`` is the corpus with the part "boilerplate" in its layer "part".
    """

    columns: ClassVar[Mapping[str, str]] = {
        "outlet": "who prints it",
        "text": "what repeats, as it stands in the first article; figures may differ",
        "n_words": "words of it",
        "n_articles": "articles of the outlet that hold it and have text of their own",
        "share": "n_articles of all articles of the outlet",
        "n_occasions": "events, or weeks where none is given, on which it stands",
        "n_marked": "times that it was marked",
    }
    marked: Corpus = field(repr=False)

    @property
    def caption(self) -> str:
        """Text that may stand under the table as it is."""
        return (
            f"Lines and sentences that stand in {rule.LEAST_ARTICLES} or more articles of one "
            f"outlet ({rule.LEAST_SHARE:.0%} of them at least), on {rule.LEAST_OCCASIONS} or "
            f"more events or weeks, figures and quotes apart. {self.corpus}."
        )


def find_boilerplate(corpus: Corpus) -> Boilerplate:
    r"""Find what an outlet prints again and again, and mark it as a part of its own.

    Parameters
    ----------
    corpus
        Articles, best with their parts (`split_parts` is called where they have none).

    Returns
    -------
    Boilerplate
        ``.table``: one row a repeated piece and outlet. ``.marked``: the corpus with these
        pieces as part "boilerplate", which comparisons do not count unless ``parts`` names
        it.

    Notes
    -----
    A piece is a line, or a sentence of one. It is boilerplate when, figures apart, it stands
    in at least 5 articles and 1 % of the articles of its outlet, on at least 3 events (weeks,
    where articles have no event; 10 articles, where they have no date either). Articles
    without 25 words of their own do not count, so that one saved twice marks nothing;
    neither do attributed quotes. A piece of one or two words must be a line without an end
    stop. Lines that `split_parts` knows as a site's own are marked by it already.

    Limits: what varies (an author's name in a credit) is found only as often as it repeats;
    outlets with few articles cannot be judged, and are counted in the notes. House
    formulas ("What are the details?") are marked as well: of 300 marks on real pages that
    were read, 290 stood on furniture, 9 on headings and credits of a format, 1 on text. In
    2,833 articles of nine papers a classifier that guesses the paper falls from .985 to .705
    without what is marked, and to .984 without as many words cut at random
    (``benchmarks/boilerplate.py``). Source: our own.

    Examples
    --------
    >>> told = ["The dockers voted at noon to go on.", "The court sat late on the leases."]
    >>> own = " ".join(f"word{chr(97 + i)}" for i in range(24)) + " news"
    >>> text = "{}\n{}{}.\nThe Post, 1 Quay Road"
    >>> rows = {"article_id": list("abcdef"), "outlet": "Post", "headline": "",
    ...     "published": [f"2024-0{i + 1}-05" for i in range(6)],
    ...     "body": [text.format(told[i % 2], own, "abcdef"[i]) for i in range(6)]}
    >>> found = find_boilerplate(Corpus(pd.DataFrame(rows)))
    >>> found.table[["text", "n_articles", "n_occasions"]].values.tolist()
    [['The Post, 1 Quay Road', 6, 6]]
    """
    corpus = corpus if LAYER in corpus.layers else split_parts(corpus)
    quotes = corpus.layers.get("quote")
    quotes = source_words(measure_quotes(corpus) if quotes is None else quotes)
    pieces = furniture_of(corpus, quotes)
    layer = corpus.layers[LAYER]
    text = layer.where(layer.table["value"].isin(_OWN) & (layer.table["field"] == "body"))
    found = _spans(corpus, pieces).intersect(text)
    pieces = pieces.loc[found.table["piece"].unique()]
    notes = tuple(_notes(corpus, pieces))
    return Boilerplate(
        table=_table(corpus, pieces),
        marked=corpus.with_layer(_with(layer, found), LAYER).with_notes(*notes),
        settings={
            "least_articles": rule.LEAST_ARTICLES,
            "least_share": rule.LEAST_SHARE,
            "least_occasions": rule.LEAST_OCCASIONS,
            "least_undated": rule.LEAST_UNDATED,
            "own_words": rule.OWN_WORDS,
        },
        corpus=corpus.summary(),
        notes=(*corpus.notes, *notes),
    )


def _spans(corpus: Corpus, pieces: pd.DataFrame) -> Spans:
    """Mark the pieces, each with its evidence and its row in ``pieces``."""
    evidence = [f"stands in {many(n, 'article')} of the outlet" for n in pieces["n_articles"]]
    ids = corpus.articles["article_id"].to_numpy()
    table = pd.DataFrame(
        {
            "article_id": ids[pieces["article"]],
            "field": "body",
            "start": pieces["start"].to_numpy(),
            "end": pieces["end"].to_numpy(),
            "layer": LAYER,
            "value": PART,
            "score": SURE,
            "evidence": evidence,
            "piece": pieces.index.to_numpy(),
        }
    )
    text = ("article_id", "field", "layer", "value", "evidence")
    return Spans(table.astype(dict.fromkeys(text, "str")))


def _with(layer: Spans, found: Spans) -> Spans:
    """Cut what was found out of the text it stands in, and add it as a part."""
    own = layer.table["value"].isin(_OWN) & (layer.table["field"] == "body")
    rest, text = layer.where(~own), layer.where(own).minus(found)
    return Spans.concat([rest, text, Spans(found.table.drop(columns="piece"))])


def _table(corpus: Corpus, pieces: pd.DataFrame) -> pd.DataFrame:
    """Describe each repeated piece of an outlet once, the most frequent first."""
    articles = corpus.articles
    size = articles["outlet"].value_counts()
    same = ["outlet", "key"]
    once = pieces.drop_duplicates(same)
    bodies, outlets = articles["body"].to_numpy(), articles["outlet"].to_numpy()
    times = pieces.groupby(same).size()
    columns = (once[name].tolist() for name in ("article", "start", "end"))
    table = pd.DataFrame(
        {
            "outlet": outlets[once["article"]].astype(str),
            "text": [bodies[row][start:end] for row, start, end in zip(*columns, strict=True)],
            "n_words": once["n_words"].to_numpy(np.int64),
            "n_articles": once["n_articles"].to_numpy(np.int64),
            "share": once["n_articles"].to_numpy() / size[outlets[once["article"]]].to_numpy(),
            "n_occasions": once["n_occasions"].to_numpy(np.int64),
            "n_marked": times.reindex(pd.MultiIndex.from_frame(once[same])).to_numpy(np.int64),
        }
    ).astype({"text": str})
    order = ["n_articles", "outlet", "text"]
    return table.sort_values(order, ascending=[False, True, True], ignore_index=True)


def _notes(corpus: Corpus, pieces: pd.DataFrame) -> Iterator[str]:
    """Say how much was marked, and of which outlets nothing could be said."""
    if len(pieces):
        words = many(int(pieces["n_words"].sum()), "word")
        yield (
            f"Boilerplate: {words} in lines that an outlet repeats, in "
            f"{many(pieces['article'].nunique(), 'article')}, are not counted as its text."
        )
    articles = corpus.articles.assign(_occasion=occasions(corpus))
    known = articles[articles["_occasion"] >= 0].groupby("outlet")["_occasion"].nunique()
    size = articles["outlet"].value_counts()
    undated = articles[articles["_occasion"] < 0]["outlet"].value_counts()
    enough = known.reindex(size.index, fill_value=0) >= rule.LEAST_OCCASIONS
    enough |= undated.reindex(size.index, fill_value=0) >= rule.LEAST_UNDATED
    few = int((~(enough & (size >= rule.LEAST_ARTICLES))).sum())
    if few:
        yield (
            f"Boilerplate could not be looked for in {few:,} of {many(len(size), 'outlet')}, "
            f"with fewer than {rule.LEAST_ARTICLES} articles or {rule.LEAST_OCCASIONS} events "
            "and weeks."
        )
