"""Count words of a list that go with each frame: a dictionary, to be validated like a model.

A dictionary says which words are there. Whether the frame is, people say: what a dictionary
predicts is held against a coded sample and corrected by it, as what a model predicts is
(`analysis.compare_frames`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.design import Counted, Voice
from analysis.errors import ChoiceError, many, some
from analysis.lexicon import Lexicon
from analysis.measure._terms import TermFinder
from analysis.measure.counted import CountedText, counted_text
from analysis.measure.forms import ENGLISH
from analysis.measure.voice import voice_of, voices
from analysis.results import MadeTable
from analysis.spans import Spans
from analysis.stats.polarity import polarity, ratio_to_rest
from analysis.tokens import HIDDEN, sentence_bounds, words

LAYER = "frame_term"
FUNCTION_WORDS = frozenset(ENGLISH)
COLUMNS: Mapping[str, str] = {
    "value": "category of the lexicon: the frame",
    "score": "weight of the term in it",
    "voice": "who speaks: outlet or source",
    "term": "the term, as the lexicon writes it",
    "parent": "number of the place: a term of several categories stands in one row of each",
}
"""What :func:`measure_frames` adds to the columns every table of spans has."""


def measure_frames(
    corpus: Corpus,
    lexicon: Lexicon,
    *,
    categories: Sequence[str] | None = None,
    voice: Voice = "all",
) -> Spans:
    """Mark every term of a lexicon, in each category it stands for.

    Parameters
    ----------
    corpus
        The articles.
    lexicon
        The terms: `Lexicon.shipped("generic-frames")`, or a list of one's own
        (`Lexicon.read` takes LIWC dictionaries, JSON and tables).
    categories
        Categories that are looked for; all without it.
    voice
        Whose words count; those of both unless said otherwise.

    Returns
    -------
    Spans
        Layer "frame_term", with the columns of ``COLUMNS``.

    Raises
    ------
    ChoiceError
        The lexicon has no such category.

    Notes
    -----
    Terms are found from left to right, the longest first, none over another, so that "not
    good" of one list is no "good" of another; ``*`` stands for any ending, letter case does
    not matter. Limits: a word is there or it is not; it may be denied, quoted or meant
    otherwise.

    Examples
    --------
    >>> rows = {"article_id": ["a"], "outlet": "Post", "published": "", "headline": "",
    ...     "body": "Dockers blamed the cost of fuel."}
    >>> corpus = Corpus(pd.DataFrame(rows))
    >>> spans = measure_frames(corpus, Lexicon.shipped("generic-frames"))
    >>> spans.table[["value", "term"]].to_numpy().tolist()
    [['conflict', 'blam*'], ['economic', 'cost']]
    """
    text = _counted(corpus, voice)
    wanted = _wanted(lexicon, categories)
    return _found(text, lexicon, wanted)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class FrameScores(MadeTable):
    """How much of each category every article holds."""

    columns: ClassVar[Mapping[str, str]] = {
        "article_id": "the article",
        "code": "category of the lexicon: the frame",
        "n_words": "words counted",
        "n_content_words": "of these, words that are no function words",
        "n_listed": "of the content words, those in any term of the lexicon",
        "listed_ratio": "content words listed for each that is not",
        "n_terms": "terms of the category found",
        "weight": "their weights together",
        "mean_weight": "weight of a term of the category; missing without one",
        "per_1000_words": "terms of the category in a thousand words",
        "share_of_sentences": "share of the sentences that hold a term of the category",
    }

    @property
    def caption(self) -> str:
        """Text that may stand under the table as it is."""
        return (
            f"Terms of {self.settings['lexicon']} in {self.corpus}; voice: "
            f"{self.settings['voice']}. A dictionary counts words: hold it against coded "
            "articles before anything is made of it."
        )

    def predictions(self, least: int | None = None) -> pd.DataFrame:
        """Return what `analysis.compare_frames` takes: article_id, and a column a frame.

        The share of sentences that hold a term; with ``least``, 1 where so many terms or
        more were found, and else 0. Missing of an article without a word.
        """
        value = self.table["share_of_sentences"]
        if least is not None:
            if least < 1:
                msg = f"least is {least!r}; it must be 1 or more."
                raise ChoiceError(msg)
            value = (self.table["n_terms"] >= least).astype(float).where(value.notna())
        wide = self.table.assign(value=value).pivot_table(
            index="article_id", columns="code", values="value", sort=False, dropna=False
        )
        codes = list(dict.fromkeys(self.table["code"]))
        return wide[codes].rename_axis(columns=None).reset_index()

    def polarity(
        self,
        positive: Sequence[str] = ("positive", "neg_negative"),
        negative: Sequence[str] = ("negative", "neg_positive"),
    ) -> pd.DataFrame:
        """Return scores of two sides: logit, relative and per_word, beside what they rest on.

        ``positive`` and ``negative`` name the categories of each side; the defaults are those
        of the Lexicoder Sentiment Dictionary, where a negated negative word is positive.
        :mod:`analysis.stats.polarity` has the formulas.
        """
        have = set(self.table["code"])
        unknown = [name for name in (*positive, *negative) if name not in have]
        if unknown:
            msg = (
                f"there is no category {some(unknown)}; there are "
                f"{some(list(dict.fromkeys(self.table['code'])), 30)}."
            )
            raise ChoiceError(msg)
        wide = self.table.pivot_table(
            index="article_id", columns="code", values="n_terms", sort=False
        )
        sides = [
            wide[list(names)].sum(axis=1).to_numpy(float) for names in (positive, negative)
        ]
        by_article = self.table.drop_duplicates("article_id").set_index("article_id")
        n_words = by_article.loc[wide.index, "n_words"].to_numpy(float)
        found = polarity(sides[0], sides[1], n_words)
        return pd.DataFrame(
            {
                "article_id": wide.index,
                "positive": sides[0].astype(int),
                "negative": sides[1].astype(int),
                "logit": found.logit,
                "relative": found.relative,
                "per_word": found.per_word,
            }
        )


def score_frames(
    corpus: Corpus,
    lexicon: Lexicon,
    *,
    categories: Sequence[str] | None = None,
    voice: Voice = "all",
) -> FrameScores:
    """Count, for every article, the terms of each category of a lexicon.

    Parameters
    ----------
    corpus, lexicon, categories, voice
        As in `measure_frames`.

    Returns
    -------
    FrameScores
        One row an article and category; ``predictions()`` is for `analysis.compare_frames`,
        ``polarity()`` for lists of two sides.

    Notes
    -----
    Of the extended Moral Foundations Dictionary, ``mean_weight`` of care_p is the mean
    probability over the words matched, and ``listed_ratio`` the ratio of moral to other
    words (with the suite's own list of function words). Limits: as `measure_frames`;
    ``share_of_sentences`` hangs less on length than counts do. An article without a word
    has no shares, which is not 0.

    Examples
    --------
    >>> rows = {"article_id": ["a"], "outlet": "Post", "published": "", "headline": "",
    ...     "body": "Dockers blamed the cost of fuel. It rained."}
    >>> scores = score_frames(Corpus(pd.DataFrame(rows)), Lexicon.shipped("generic-frames"))
    >>> scores.predictions()[["conflict", "economic", "morality"]].to_numpy().tolist()
    [[0.5, 0.5, 0.0]]
    """
    text = _counted(corpus, voice)
    wanted = _wanted(lexicon, categories)
    spans = _found(text, lexicon, wanted)
    table = _table(text, spans, wanted)
    unfindable = TermFinder(lexicon.entries).unfindable
    notes = [f"{many(len(unfindable), 'term')} without a word: not looked for."]
    return FrameScores(
        table=table,
        settings={"lexicon": str(lexicon), "categories": wanted, "voice": voice},
        corpus=text.corpus.summary(),
        notes=(*lexicon.notes, *text.notes, *(notes if unfindable else [])),
    )


def _counted(corpus: Corpus, voice: Voice) -> CountedText:
    return counted_text(corpus, Counted(voice=voice, copies="keep"))


def _wanted(lexicon: Lexicon, categories: Sequence[str] | None) -> tuple[str, ...]:
    """Give the categories looked for, or name those that the lexicon does not have."""
    if categories is None:
        return lexicon.categories
    for name in categories:
        lexicon.weights(name)
    return tuple(categories)


def _found(text: CountedText, lexicon: Lexicon, wanted: Sequence[str]) -> Spans:
    """Mark terms, those of other categories too where they stand in the way of shorter ones."""
    finder = TermFinder(lexicon.entries)
    ids = text.corpus.articles["article_id"].tolist()
    rows: list[tuple[object, ...]] = []
    place = 0
    for row, field, shown in text.masked():
        for start, end, term in finder.find(shown):
            own = lexicon.entries[term]
            rows += [
                (ids[row], field, start, end, name, own[name], term, place)
                for name in wanted
                if name in own
            ]
            place += 1
    names = ["article_id", "field", "start", "end", "value", "score", "term", "parent"]
    table = pd.DataFrame(rows, columns=names).astype(
        {"article_id": str, "field": str, "start": int, "end": int, "value": str}
        | {"score": float, "term": str, "parent": int}
    )
    spoken = voice_of(Spans(table.assign(layer=LAYER)), voices(text.corpus))
    return Spans(spoken.table.drop(columns=["straddles", "tied"]))


@dataclass(frozen=True, kw_only=True)
class _Size:
    """How long a text is, and where its sentences begin."""

    n_words: int
    n_content: int
    starts: tuple[int, ...]


def _sizes(text: CountedText) -> Iterator[tuple[str, str, _Size]]:
    """Yield article, field and size of every text that counts."""
    ids = text.corpus.articles["article_id"].tolist()
    for row, field, shown in text.masked():
        own = words(shown)
        sentences = [
            start
            for start, end in sentence_bounds(text.corpus.articles[field].iloc[row])
            if shown[start:end].strip(HIDDEN).strip()
        ]
        yield (
            ids[row],
            field,
            _Size(
                n_words=len(own),
                n_content=sum(word not in FUNCTION_WORDS for word in own),
                starts=tuple(sentences),
            ),
        )


def _table(text: CountedText, spans: Spans, wanted: Sequence[str]) -> pd.DataFrame:
    """Put together what every article holds of each category."""
    sizes = {(article, field): size for article, field, size in _sizes(text)}
    places = spans.table[["article_id", "field", "start"]].itertuples(index=False)
    found = spans.table.assign(
        sentence=[
            f"{field} {np.searchsorted(sizes[article, field].starts, start, side='right')}"
            for article, field, start in places
        ],
        content=[
            sum(word not in FUNCTION_WORDS for word in words(shown))
            for shown in spans.text(text.corpus.articles)
        ],
    )
    ids = text.corpus.articles["article_id"]
    length = pd.DataFrame(
        [(a, s.n_words, s.n_content, len(s.starts)) for (a, _), s in sizes.items()],
        columns=["article_id", "n_words", "n_content_words", "n_sentences"],
    )
    whole = length.groupby("article_id").sum().reindex(ids, fill_value=0)
    listed = found.drop_duplicates("parent").groupby("article_id")["content"].sum()
    whole["n_listed"] = listed.reindex(ids, fill_value=0).astype(np.int64)
    by = found.groupby(["article_id", "value"])
    counts = pd.DataFrame(
        {
            "n_terms": by.size(),
            "weight": by["score"].sum(),
            "in_sentences": by["sentence"].nunique(),
        }
    )
    every = pd.MultiIndex.from_product([ids, wanted], names=["article_id", "code"])
    table = counts.reindex(every).reset_index().merge(whole.reset_index(), on="article_id")
    return _rates(table)


def _rates(table: pd.DataFrame) -> pd.DataFrame:
    """Make means, rates and shares of the counts; missing where there is nothing to share."""
    for name, kind in (("n_terms", np.int64), ("weight", float), ("in_sentences", np.int64)):
        table[name] = table[name].fillna(0).astype(kind)
    n_terms = table["n_terms"].astype(float)
    table["mean_weight"] = (table["weight"] / n_terms).where(n_terms > 0)
    known = table["n_words"] > 0
    table["per_1000_words"] = (1000 * n_terms / table["n_words"]).where(known)
    table["share_of_sentences"] = (table["in_sentences"] / table["n_sentences"]).where(known)
    table["listed_ratio"] = ratio_to_rest(
        table["n_listed"].to_numpy(float), table["n_content_words"].to_numpy(float)
    )
    return table[list(FrameScores.columns)]
