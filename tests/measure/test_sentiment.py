"""Sentiment: VADER's own scores, and those of other lexicons."""

import gzip
import json
import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
)

from analysis.corpus import Corpus
from analysis.errors import ChoiceError
from analysis.lexicon import Lexicon
from analysis.measure import _vader
from analysis.measure._vader import vader
from analysis.measure.quotes import measure_quotes
from analysis.measure.sentiment import measure_sentiment, score_spans, sentiment_words
from analysis.measure.voice import segments
from analysis.spans import Spans
from analysis.tokens import sentence_bounds

ORIGINAL = SentimentIntensityAnalyzer()
LSD = Lexicon(
    name="toy",
    entries={
        "good": {"positive": 1.0},
        "fine*": {"positive": 1.0},
        "not good": {"neg_positive": 1.0},
        "bad": {"negative": 1.0},
    },
)


def original(text: str) -> float:
    return ORIGINAL.polarity_scores(text)["compound"]


def corpus_of(*bodies: str) -> Corpus:
    ids = [str(number) for number in range(len(bodies))]
    rows = {"article_id": ids, "outlet": "Post", "published": "", "headline": ""}
    return Corpus(pd.DataFrame(rows | {"body": list(bodies)}))


tricky = st.sampled_from(
    [
        *NEGATE, *BOOSTER_DICT, *(word for phrase in SPECIAL_CASES for word in phrase.split()),
        *("good", "GOOD", "bad", "BAD", "great", "terrible", "love", "war", "killed", "peace"),
        *("no", "No", "NO", "or", "nor", "least", "at", "but", "BUT", "But", "so", "this"),
        *("never", "without", "doubt", "kind", "of", "sort", "port", "PORT", "the", "isn’t"),
        *("!", "!!!!!", "?", "??", "????", ":)", ":-(", "(good)", "“good”", "good,", "'bad'"),
        *("💘", "☹️", "😁good", "©", "é", "\u00a0", "İ", "n't", "isn't", "", "."),
    ]
)  # fmt: skip
sentences_of_words = st.lists(tricky, max_size=14).map(" ".join)


@settings(max_examples=1500)
@given(sentences_of_words | st.text(max_size=40))
def test_scores_are_those_of_vader_sentiment(text):
    assert vader().score(text)[0] == original(text)


@pytest.mark.parametrize(
    "text",
    [
        "never so good", "never this good", "never so very good", "never a so good port",
        "the least good port", "at least good", "the very least good", "least good",
        "without doubt good", "without a doubt good", "without any real doubt bad",
        "no war", "no good or bad port", "no war nor peace", "a port of no good", "no no good",
        "kind of good", "a kind of good port", "sort of a good port", "it is just enough good",
        "it is to die for", "that was the bomb", "what a bad ass port", "a kiss of death",
        "not so very good", "never VERY good", "a good port but a bad bad war but good",
        "good good bad but bad good good",
    ],
)  # fmt: skip
def test_each_rule_is_that_of_vader_sentiment(text):
    for shown in (text, text.upper(), text.title(), f"{text}!?", f"GOOD {text} and more of it"):
        assert vader().score(shown)[0] == original(shown)


def test_scores_are_those_of_vader_sentiment_on_real_sentences(shared_data):
    path = shared_data / "soleimani" / "articles.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        bodies = [json.loads(line)["content_original"] for line in lines]
    real = [body[a:b] for body in bodies for a, b in sentence_bounds(body)]
    assert len(real) > 4000
    assert [vader().score(text)[0] for text in real] == [original(text) for text in real]


@pytest.mark.parametrize(
    ("name", "correlation", "zero"), [("nytEditorial", 0.5029, 0.344), ("tweets", 0.8722, None)]
)
def test_correlation_with_readers_is_the_published_one(shared_data, name, correlation, zero):
    stem = f"{name}Snippets" if name != "tweets" else name
    path = shared_data / "vader_groundtruth" / f"{stem}_GroundTruth.tsv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    read = np.array([float(row[1]) for row in rows])
    scored = np.array([vader().score(row[2])[0] for row in rows])
    assert round(float(np.corrcoef(read, scored)[0, 1]), 4) == correlation
    if zero is not None:
        assert round(float((scored == 0).mean()), 3) == zero


def test_memory_is_bounded_and_scores_do_not_depend_on_it(monkeypatch):
    monkeypatch.setattr(_vader, "MOST_REMEMBERED", 3)
    scorer = _vader.Vader()
    text = "A very good port, but a terrible war and no great peace at all!"
    assert scorer.score(text)[0] == original(text)
    assert len(scorer._memory) <= 3  # noqa: SLF001


@given(sentences_of_words)
def test_the_words_found_make_the_score(text):
    words = vader().words(text)
    score, n_words = vader().score(text)
    assert len(words) == n_words
    total = sum(word.score for word in words)
    marks = min(text.count("!"), 4) * 0.292
    marks += {0: 0, 1: 0, 2: 0.36, 3: 0.54}.get(text.count("?"), 0.96)
    total += math.copysign(marks, total) if total else 0
    assert score == pytest.approx(total / math.sqrt(total**2 + 15), abs=6e-5)
    assert [word.start for word in words] == sorted(word.start for word in words)


def test_words_stand_where_they_are_said_to_stand():
    text = "Not a VERY “good” war; (great) peace 💘 but bad."
    found = [(text[w.start : w.end], w.word, w.weight) for w in vader().words(text)]
    assert found == [
        ("war", "war", -2.9),
        ("great", "great", 3.1),
        ("peace", "peace", 2.5),
        ("💘", "heart", 3.2),
        ("bad", "bad", -2.5),
    ]


def test_segments_of_the_chosen_voice_are_scored_alone():
    corpus = corpus_of("The mayor said “it is a great and good day” of the terrible war.")
    outlet = measure_sentiment(corpus)
    source = measure_sentiment(corpus, voice="source")
    whole = measure_sentiment(corpus, voice="all")
    told = [list(spans.text(corpus.articles)) for spans in (outlet, source, whole)]
    assert told[0] == ["The mayor said", "of the terrible war."]
    assert told[1] == ["it is a great and good day"]
    assert told[2] == [corpus.articles["body"][0]]
    for spans, shown in zip((outlet, source, whole), told, strict=True):
        assert spans.table["score"].tolist() == [original(text) for text in shown]
    assert outlet.table["n_words"].tolist() == [0, 2]
    assert outlet.table["value"].tolist() == ["segment", "segment"]
    assert whole.table["value"].tolist() == ["sentence"]
    assert whole.table["voice"].tolist() == ["outlet"]
    assert set(whole.table["layer"]) == {"sentiment"}


def test_text_that_does_not_count_is_not_scored():
    corpus = corpus_of("A good day. A terrible war.")
    within = Spans.of("part", [("0", "body", 0, 11, "body")])
    assert measure_sentiment(corpus, within=within).table["score"].tolist() == [0.4404]
    assert measure_sentiment(corpus, voice="all", within=within).table["end"].tolist() == [11]


def test_evidence_names_the_span_it_belongs_to():
    corpus = corpus_of("It rained.", "A good day. Not a good war.")
    runs = segments(corpus, measure_quotes(corpus))
    words = sentiment_words(corpus, runs)
    assert words.text(corpus.articles).tolist() == ["good", "good", "war"]
    shown = words.table[["article_id", "value", "weight", "parent"]]
    assert shown.to_numpy().tolist() == [
        ["1", "good", 1.9, 1],
        ["1", "good", 1.9, 2],
        ["1", "war", -2.9, 2],
    ]
    assert words.table["score"].tolist() == pytest.approx([1.9, -1.406, 2.146])
    assert len(sentiment_words(corpus, runs.where(runs.table["start"] < 0))) == 0


def test_another_lexicon_gives_the_mean_weight_of_its_words():
    """Young & Soroka's formula on 3 positive and 2 negative words: (3 - 2) / 5 = .2."""
    corpus = corpus_of("Good, fine and finely good is not good: so bad!", "It rained.")
    scored = measure_sentiment(corpus, lexicon=LSD).table
    assert scored["score"].iloc[0] == pytest.approx((4 - 2) / 6)
    assert scored["n_words"].tolist() == [6, 0]
    assert math.isnan(scored["score"].iloc[1])
    fives = corpus_of("good good fine bad bad")
    assert measure_sentiment(fives, lexicon=LSD).table["score"].tolist() == pytest.approx([0.2])
    words = sentiment_words(corpus, measure_sentiment(corpus), lexicon=LSD).table
    assert words["value"].tolist() == ["good", "fine", "finely", "good", "not good", "bad"]
    assert words["score"].tolist() == [1, 1, 1, 1, -1, -1]


def test_an_ending_left_open_does_not_reach_over_words():
    lexicon = Lexicon(
        name="w", entries={"hard line*": {"score": -2.0}, "hard*": {"score": 1.0}}
    )
    corpus = corpus_of("Hard-liners met hard liners in hardly hard, line by line.")
    words = sentiment_words(corpus, measure_sentiment(corpus), lexicon=lexicon).table
    assert words[["value", "score"]].to_numpy().tolist() == [
        ["hard-liners", 1.0],
        ["hard liners", -2.0],
        ["hardly", 1.0],
        ["hard", 1.0],
    ]


def raised(act: Callable[[], object]) -> str:
    with pytest.raises(ChoiceError) as error:
        act()
    return str(error.value)


def test_errors_say_what_is_allowed():
    corpus = corpus_of("It rained.")
    assert raised(lambda: measure_sentiment(corpus, voice="quoted")) == (
        "voice is 'quoted'; it can be 'outlet' or 'source' or 'all'."
    )
    moral = Lexicon(name="moral", entries={"care": {"virtue": 1.0}, "harm": {"vice": 1.0}})
    assert raised(lambda: measure_sentiment(corpus, lexicon=moral)) == (
        "lexicon 'moral' gives no sentiment: it has the categories 'virtue', 'vice'. It needs "
        "one weight a term, or two lists, one of positive, pos, neg_negative and one of "
        "negative, neg, neg_positive."
    )


def test_an_empty_corpus_has_no_segments():
    corpus = corpus_of("")
    assert len(measure_sentiment(corpus)) == 0
    assert len(score_spans(corpus, measure_sentiment(corpus, voice="all"))) == 0
