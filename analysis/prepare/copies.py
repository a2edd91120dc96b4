"""Copies: text that several articles share, whose it was first, and what an agency wrote.

Outlets print agency copy, each other's articles and their own twice. Shared text hides how
outlets differ and lets one reporter's words count several times. It is found by runs of
seven words that stand in two articles, exactly and in both directions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import ChoiceError, many, some
from analysis.measure.quotes import measure_quotes
from analysis.measure.voice import source_words
from analysis.prepare import _judging as judge
from analysis.prepare._credits import AGENCIES, agency_of
from analysis.prepare._pairs import MOST_CHARACTERS, SIZE, Pairs, Stretches, Texts, pairs_of
from analysis.prepare._repeats import furniture_of
from analysis.prepare._sharing import MOST_HOLDERS
from analysis.results import MadeTable
from analysis.spans import Spans

LAYER = "copy"
"""Layer of the articles that are copies: one span over the body of each."""
SHARED = "shared"
"""Layer of the passages that stand in another article."""
TEXT = ("body", "subheading")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Copies(MadeTable):
    """Pairs of articles that share text, and credits of agencies, most of the article first.

    ``marked`` is the corpus with the layers "copy" (articles that are copies; what
    ``copies=`` in a comparison goes by) and "shared" (the passages). ``clusters`` has one
    row a group of articles of which each repeats half of another.
    """

    columns: ClassVar[Mapping[str, str]] = {
        "article_id": "the article that is looked at",
        "other_id": "the article that shares text with it; empty for an agency credit",
        "kind": "duplicate, near-duplicate, shared passage or agency credit",
        "containment": "share of article_id's runs of seven words that stand in other_id",
        "own_containment": "the same of its words outside quotes; missing where it has none",
        "shared_words": "words of article_id that lie in such runs",
        "jaccard": "runs in both articles, of all runs in either",
        "first": "which of the two was published first; empty where reason says why",
        "agency": "the agency that is credited; empty for a pair of articles",
        "copy": "whether this row makes article_id a copy",
        "cluster": "number of the cluster; missing where article_id is in none",
        "reason": "why first is not known, or the words of the credit",
    }
    marked: Corpus = field(repr=False)
    clusters: pd.DataFrame = field(repr=False)

    @property
    def caption(self) -> str:
        """Text that may stand under the table as it is."""
        return (
            f"Articles that share runs of {SIZE} words, and credits of agencies. Duplicate: "
            f"{judge.DUPLICATE:.0%} of each stands in the other; near-duplicate: "
            f"{judge.COPIED:.0%} of article_id stands in other_id, quotes apart. {self.corpus}."
        )

    def side_by_side(self, cluster: int) -> pd.DataFrame:
        """Return the articles of one cluster, the first published first, with what they share.

        Columns: article_id, outlet, published, headline, text (the body) and marks: the
        stretches of text that stand in another article of the cluster.
        """
        if cluster not in set(self.clusters["cluster"]):
            there = f"they are 1 to {len(self.clusters)}" if len(self.clusters) else "none"
            msg = f"there is no cluster {cluster!r}; {there}."
            raise ChoiceError(msg)
        ids = self.table.loc[self.table["cluster"] == cluster, "article_id"].unique()
        articles = self.marked.articles
        articles = articles[articles["article_id"].isin(ids)]
        shared = self.marked.layers[SHARED].table
        shared = shared[shared["value"].isin(ids)]
        marks = [
            list(zip(rows["start"].tolist(), rows["end"].tolist(), strict=True))
            for one in articles["article_id"]
            for rows in [shared[shared["article_id"] == one]]
        ]
        shown = articles[["article_id", "outlet", "published", "headline"]].assign(
            text=articles["body"], marks=pd.Series(marks, index=articles.index, dtype=object)
        )
        return shown.sort_values(["published", "article_id"], ignore_index=True)


def find_copies(corpus: Corpus) -> Copies:
    """Find duplicates, near-duplicates, shared passages and agency copy.

    Parameters
    ----------
    corpus
        Articles. Their parts and quotes are used where the corpus has these layers.

    Returns
    -------
    Copies
        ``.table``: one row a pair, each way, and a credit; ``.clusters``; ``.marked``: the
        corpus that knows its copies, so that ``copies="exclude"`` leaves them out.

    Notes
    -----
    Containment of A in B = different runs of seven words of A that stand in B / those of A
    (Broder 1997), in the body without captions, comments and boilerplate; a shorter text is
    one run. It has a direction: a brief cut from a long report lies wholly in it, not the
    report in the brief. Jaccard = runs in both / runs in either. Listed are pairs that share
    20 words, or 5 % of one of them.

    An article is a copy when an agency's dateline, byline, signature or copyright stands in
    it, or its column ``wire`` names one; or when half of its words outside quotes, and 25 of
    them, stand in another article that is an agency's, or came first. Quotes are left out of
    this: a statement that everybody prints makes nobody's article a copy. Half: beyond, most
    of it is another's; among 7,219 real articles no pair of two outlets lies between .45 and
    .95. The first publisher's own article is none. Where both
    appeared on one day, or a date is missing, nobody can be called the first, and both are
    left out; within one outlet the first by date and id is kept. An agency that
    "contributed" is listed and changes nothing.

    Limits: words are compared as they stand: rewritten or translated copy is not found.
    "First" means first among the articles at hand, by day. A run that more than 100 articles
    hold is looked for only in the first of them by date and id, and in those before and
    after. A name in ``wire`` that is no agency known here counts, and the notes list it. On
    PolNeAR, whose editors name the wire, the text alone tells agency copy with precision 1.00
    and recall .95, with bylines .99 and .99 (``benchmarks/copies_polnear.py``). Beyond 120
    million characters pairs are sought in a sample of the runs, and then compared in full; the
    notes say so, with the chance that a pair is seen (``benchmarks/copies_speed.py`` has it
    beside MinHash). Source: our own;
    shingles after Broder (1997), the sample after Irber et al. (2022).

    Examples
    --------
    >>> lead = "The dockers of Port Brenna voted at noon to go on with their strike until "
    >>> rest = "the owners of the new quay put an offer on the table that they can accept."
    >>> rows = {"article_id": ["a", "b"], "outlet": ["Post", "Star"], "headline": "",
    ...         "published": ["2024-03-01", "2024-03-02"], "body": [lead + rest, lead + rest]}
    >>> found = find_copies(Corpus(pd.DataFrame(rows)))
    >>> found.table[["article_id", "kind", "containment", "first", "copy"]].values.tolist()
    [['a', 'duplicate', 1.0, 'a', False], ['b', 'duplicate', 1.0, 'a', True]]
    """
    articles = corpus.articles.sort_values(["published", "article_id"])
    ordered = Corpus(articles, layers=corpus.layers)
    pairs = pairs_of(_texts(ordered))
    judged = judge.judge(ordered, pairs)
    layers = _layers(ordered, judged.status, pairs)
    notes = tuple(_notes(corpus, judged.status, pairs))
    return Copies(
        table=judged.table[list(Copies.columns)],
        clusters=judged.clusters,
        marked=replace(corpus, layers={**corpus.layers, **layers}).with_notes(*notes),
        settings={
            "run_of_words": SIZE,
            "copied": judge.COPIED,
            "duplicate": judge.DUPLICATE,
            "least_words": judge.LEAST_WORDS,
            "most_characters": MOST_CHARACTERS,
        },
        corpus=corpus.summary(),
        notes=(*corpus.notes, *notes),
    )


def _texts(corpus: Corpus) -> Texts:
    """Say what of each body is compared, and what of that a source said."""
    quotes = corpus.layers.get("quote")
    quoted = source_words(measure_quotes(corpus) if quotes is None else quotes)
    bodies = corpus.articles["body"].tolist()
    parts = corpus.layers.get("part")
    if parts is None:
        every = np.arange(len(bodies))
        ends = np.array([len(body) for body in bodies], np.int64)
        counted = Stretches(row=every, start=np.zeros_like(every), end=ends)
    else:
        counted = _stretches(corpus, parts.where(parts.table["value"].isin(TEXT)))
    found = furniture_of(corpus, quoted)
    row, start, end = (found[name].to_numpy(np.int64) for name in ("article", "start", "end"))
    return Texts(
        bodies=bodies,
        counted=counted,
        furniture=Stretches(row=row, start=start, end=end),
        quoted=_stretches(corpus, quoted),
    )


def _stretches(corpus: Corpus, spans: Spans) -> Stretches:
    """Give the spans of bodies as rows of the corpus, starts and ends."""
    table = spans.table[spans.table["field"] == "body"]
    row = pd.Index(corpus.articles["article_id"]).get_indexer(pd.Index(table["article_id"]))
    start, end = (table[name].to_numpy(np.int64)[row >= 0] for name in ("start", "end"))
    return Stretches(row=row[row >= 0].astype(np.int64), start=start, end=end)


def _layers(corpus: Corpus, status: pd.DataFrame, pairs: Pairs) -> dict[str, Spans]:
    """Make the layers of copies and of shared passages."""
    articles = corpus.articles
    ids = articles["article_id"].to_numpy()
    whole = pd.DataFrame(
        {
            "article_id": ids[status["row"]],
            "field": "body",
            "start": 0,
            "end": articles["body"].str.len().to_numpy()[status["row"]],
            "layer": LAYER,
            "value": status["status"].to_numpy(),
            "source": status["of"].to_numpy(),
        }
    )
    found = pairs.passages
    passages = pd.DataFrame(
        {
            "article_id": ids[found["one"]],
            "field": "body",
            "start": found["start"].to_numpy(),
            "end": found["end"].to_numpy(),
            "layer": SHARED,
            "value": ids[found["other"]],
            "score": found["n_words"].to_numpy(float),
        }
    )
    whole = whole.astype({"article_id": str, "field": str, "value": str, "source": str})
    passages = passages.astype({"article_id": str, "field": str, "value": str})
    return {LAYER: Spans(whole), SHARED: Spans(passages)}


def _notes(corpus: Corpus, status: pd.DataFrame, pairs: Pairs) -> Iterator[str]:
    """Say how many articles are copies, of which kind, and what was not compared in full."""
    counts = status["status"].value_counts()
    kinds = [f"{name} {counts[name]:,}" for name in judge.STATUS if name in counts]
    if kinds:
        yield (
            f"Copies: {len(status):,} of {many(len(corpus), 'article')} "
            f'({", ".join(kinds)}); copies="exclude" leaves them out.'
        )
    if strange := _unknown(corpus):
        yield (
            "The column wire names what is not among the agencies known here; each counts as "
            f"one: {strange}."
        )
    if pairs.n_formulas:
        yield (
            f"{many(pairs.n_formulas, 'run')} of {SIZE} words that more than {MOST_HOLDERS} "
            "articles hold were looked for only in the first of them by date and id, and in "
            "those before and after."
        )
    if pairs.sketch is not None:
        sketch = pairs.sketch
        yield (
            "There is too much text to compare all of it: pairs of articles were sought by one "
            f"run of {SIZE} words in {sketch.every}, and {many(sketch.n_pairs, 'pair')} then "
            f"compared in full. A pair that shares 50 runs is seen with a chance of "
            f"{sketch.recall(50):.2f}, one that shares 100 of {sketch.recall(100):.4f}."
        )


def _unknown(corpus: Corpus) -> str:
    """List what the column ``wire`` names that is no agency known here."""
    named = corpus.articles.get("wire", pd.Series(dtype=str)).map(agency_of)
    named = named[(named != "") & ~named.isin(AGENCIES)]
    return some(sorted(named.unique()), 5) if len(named) else ""
