"""Sentiment towards somebody: each mention of a target, scored in its clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np

from analysis.corpus import Corpus
from analysis.design import Voice
from analysis.errors import ChoiceError
from analysis.lexicon import Lexicon
from analysis.measure._clause import Sentence, Target
from analysis.measure._deeds import Rules, own_list, own_rules, polarity, total
from analysis.measure._namesakes import before, of_others
from analysis.measure.counted import CountedText, whole_texts
from analysis.measure.labels import measure_labels
from analysis.measure.voice import source_words
from analysis.parsing import Parsed
from analysis.prepare.parse import parsed
from analysis.spans import FIELDS, Spans

Targets = str | Sequence[str] | Mapping[str, str | Sequence[str]]
"""One name; several; or names with the words each goes by."""

RULES_F1 = (0.63, 0.60)
"""Macro-F1 of the rules on NewsMTSC's training sentences that they were not fitted to, by
sentences that name one target and several (benchmarks/target_sentiment.py)."""
TOWARDS_COLUMNS: Mapping[str, str] = {
    "value": "name of the target",
    "phrase": "the words or pattern that named it",
    "voice": "who speaks where it is named: outlet or source",
    "score": "-1 to 1: how ill or well the sentence speaks of the target",
    "polarity": "negative, neutral or positive",
    "n_words": "words that count for the score",
    "words": "these words, each with what it adds",
    "method": "rules and their word lists, or the model",
    "f1_one": "macro-F1 of the method on coded sentences that name one target",
    "f1_several": "the same where a sentence names several; both missing if not measured",
}
"""What :func:`analysis.measure_sentiment` adds to its table for a target."""


class Judged(NamedTuple):
    """What is said of one mention."""

    score: float
    polarity: str
    words: str
    n_words: int


class Mention(NamedTuple):
    """A target in its sentence; ``text`` is its article, what does not count hidden."""

    target: Target
    text: str


class Judge(Protocol):
    """What scores mentions: the rules, or a model that was trained on coded sentences."""

    @property
    def told(self) -> str:
        """What it is, for a table."""

    @property
    def f1(self) -> tuple[float, float]:
        """Its measured macro-F1, by sentences with one target and with several."""

    def judge(self, mentions: Sequence[Mention]) -> list[Judged]:
        """Score mentions, in their order."""


class RuleJudge:
    """The rules, with the words of a lexicon or with VADER's and our own."""

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self._rules = own_rules() if lexicon is None else Rules.of(lexicon)
        self._own = lexicon is None
        self._list = f"VADER 3.3.2 and {own_list().name} {own_list().version}"
        self._list = self._list if lexicon is None else str(lexicon)

    @property
    def told(self) -> str:
        """Name the rules and the list of words."""
        return f"rules over the parse, {self._list}"

    @property
    def f1(self) -> tuple[float, float]:
        """What was measured with the words they come with; with others nothing was."""
        return RULES_F1 if self._own else (float("nan"), float("nan"))

    def judge(self, mentions: Sequence[Mention]) -> list[Judged]:
        """Score each mention by the words of its sentence."""
        return [self._one(mention) for mention in mentions]

    def _one(self, mention: Mention) -> Judged:
        hits = self._rules.hits(mention.target, mention.text)
        score = total(hits)
        words = mention.target.sentence.word
        because = "; ".join(f"{words[hit.place]} {hit.score:+.2f}" for hit in hits)
        return Judged(score, polarity(score), because, len(hits))


def target_words(target: Targets) -> dict[str, list[str]]:
    """Give each target the words it goes by.

    >>> target_words("Ames"), target_words({"Ames": ["Ames", "the mayor"]})
    ({'Ames': ['Ames']}, {'Ames': ['Ames', 'the mayor']})
    """
    if isinstance(target, str):
        target = [target]
    given = target if isinstance(target, Mapping) else {name: name for name in target}
    listed = {
        str(name): [words] if isinstance(words, str) else list(words)
        for name, words in given.items()
    }
    if not listed:
        msg = (
            "target names nobody; give a name, or names with the words for each: "
            '{"Ames": ["Ames", "the mayor"]}.'
        )
        raise ChoiceError(msg)
    return listed


def judge_of(lexicon: Lexicon | None, model: Judge | None) -> Judge:
    """Take the model that was given, or else the rules with the words of the lexicon."""
    if model is None:
        return RuleJudge(lexicon)
    if lexicon is not None:
        msg = "give a lexicon, for the rules, or a model, which has words of its own; not both."
        raise ChoiceError(msg)
    return model


def text_in(corpus: Corpus, voice: Voice, quotes: Spans, within: Spans | None) -> CountedText:
    """Choose the text of one voice, or of both, among the stretches that count."""
    spans = whole_texts(corpus) if within is None else within
    spoken = source_words(quotes)
    if voice != "all":
        spans = spans.minus(spoken) if voice == "outlet" else spans.intersect(spoken)
    return CountedText(corpus=corpus, spans=spans, quotes=quotes, notes=())


def measure_towards(text: CountedText, target: Targets, judge: Judge) -> Spans:
    """Find each target in the text that counts, and score every mention of it."""
    named = _without_namesakes(text, target_words(target))
    mentions = list(_mentions(text, named))
    judged = iter(judge.judge([mention for mention in mentions if mention is not None]))
    missing = Judged(float("nan"), "", "", 0)
    found = [missing if mention is None else next(judged) for mention in mentions]
    one, several = judge.f1
    table = named.table.drop(columns=["scare", "straddles", "tied"]).assign(
        layer="target_sentiment",
        score=np.array([each.score for each in found], np.float64),
        polarity=np.array([each.polarity for each in found], object).astype(str),
        n_words=np.array([each.n_words for each in found], np.int64),
        words=np.array([each.words for each in found], object).astype(str),
        method=judge.told,
        f1_one=one,
        f1_several=several,
    )
    return Spans(table)


def _without_namesakes(text: CountedText, names: Mapping[str, list[str]]) -> Spans:
    """Find each target, without those who have but its last name: "Ivanka Trump"."""
    named = measure_labels(text, names)
    table = named.table
    if table.empty:
        return named
    parses, articles = parsed(text.corpus), text.corpus.articles
    ids = articles["article_id"].tolist()
    whole = {field: dict(zip(ids, articles[field].tolist(), strict=True)) for field in FIELDS}
    columns = ("value", "article_id", "field", "start", "end")
    found = [
        (target, before(parses.of(article, field), whole[field][article], start, end))
        for target, article, field, start, end in zip(
            *(table[name].tolist() for name in columns), strict=True
        )
    ]
    return named.where(~np.array(of_others(found, names)))


def _mentions(text: CountedText, named: Spans) -> Iterator[Mention | None]:
    """Put each mention into its parsed sentence; None where the text was not parsed."""
    table = named.table
    if table.empty:
        return
    parses = parsed(text.corpus)
    articles = text.corpus.articles
    ids = articles["article_id"].tolist()
    masked = {
        (ids[row], field): shown
        for row, field, shown in text.masked(set(table["article_id"].tolist()))
    }
    whole = {field: dict(zip(ids, articles[field].tolist(), strict=True)) for field in FIELDS}
    for (article, field), rows in table.groupby(["article_id", "field"], sort=False):
        key = (str(article), str(field))
        tokens = parses.of(*key)
        known: dict[int, Sentence] = {}
        for start, end in zip(rows["start"].tolist(), rows["end"].tolist(), strict=True):
            found = target_at(tokens, whole[key[1]][key[0]], start, end, known)
            yield None if found is None else Mention(found, masked[key])


def target_at(
    tokens: Parsed | None,
    text: str,
    start: int,
    end: int,
    known: dict[int, Sentence] | None = None,
) -> Target | None:
    """Find a stretch of a text in its parsed sentence; ``known`` keeps sentences cut before."""
    place = -1 if tokens is None else int(tokens.end.searchsorted(start, "right"))
    if tokens is None or place >= len(tokens):
        return None
    known = {} if known is None else known
    number = int(tokens.sentence[place])
    if number not in known:
        known[number] = Sentence.at(tokens, text, place)
    return Target.of(known[number], start, end)
