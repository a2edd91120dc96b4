"""compare_sentiment against the scorer itself and the exact sign flip."""

import numpy as np
import pandas as pd
import pytest
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.compare.sentiment import compare_sentiment
from analysis.corpus import Corpus
from analysis.errors import ChoiceError

D = (0.2, 0.6, 0.2, 0.05, 0.4, 0.4)


def corpus_of(rows):
    names = ["article_id", "outlet", "event_id", "body"]
    return Corpus(pd.DataFrame(rows, columns=names).assign(published="2024-03-01", headline=""))


def test_each_voice_has_the_mean_of_its_segments():
    text = (
        'The port is a disaster. "We love this great harbour," said the mayor. Calm returned.'
    )
    corpus = corpus_of([("a", "Post", "e", text), ("b", "Star", "e", "Nothing happened here.")])
    table = compare_sentiment(corpus).table.set_index(["group", "voice"])["value"]
    score = SentimentIntensityAnalyzer().polarity_scores
    own = ["The port is a disaster.", "said the mayor.", "Calm returned."]
    expected = np.mean([score(segment)["compound"] for segment in own])
    assert table["Post", "outlet"] == pytest.approx(expected)
    quoted = score("We love this great harbour,")["compound"]
    assert table["Post", "source"] == pytest.approx(quoted)
    assert np.isnan(table["Star", "source"])


def test_a_whole_sentence_is_scored_in_the_voice_of_most_of_it():
    text = 'The port is a disaster. "We love this great harbour," said the mayor.'
    corpus = corpus_of([("a", "Post", "e", text), ("b", "Star", "e", "Nothing happened here.")])
    result = compare_sentiment(corpus, scored="sentence")
    table = result.table.set_index(["group", "voice"])["value"]
    score = SentimentIntensityAnalyzer().polarity_scores
    whole = text.split("disaster. ")[1]
    assert table["Post", "source"] == pytest.approx(score(whole)["compound"])
    assert table["Post", "outlet"] == pytest.approx(
        score("The port is a disaster.")["compound"]
    )
    assert "33% of sentences hold both voices and were scored whole." in result.notes
    assert result.methods.startswith(
        "Each whole sentence, in the voice of most of its characters, was scored alone"
    )


def test_a_unit_of_scoring_that_is_none_is_refused():
    corpus = corpus_of([("a", "Post", "e", "Rain."), ("b", "Star", "e", "Sun.")])
    with pytest.raises(ChoiceError) as refusal:
        compare_sentiment(corpus, scored="article")
    assert str(refusal.value) == "scored is 'article'; it can be 'segment' or 'sentence'."


def test_six_events_give_the_exact_sign_flip(monkeypatch):
    """Oracle O9: mean .3083333, p .03125, interval .05 to .60."""
    rows, scores = [], {}
    for event, difference in enumerate(D):
        for outlet, score in (("A", difference), ("B", 0.0)):
            text = f"Article {outlet} {'x' * (event + 1)}."
            scores[text] = score
            rows.append((f"{outlet}{event}", outlet, f"e{event}", text))

    class Fixed:
        def score(self, text):
            return scores[text], 1

    monkeypatch.setattr("analysis.measure.sentiment.vader", Fixed)
    found = compare_sentiment(corpus_of(rows)).table.query("group == 'A' and voice == 'outlet'")
    found = found.iloc[0]
    assert found["estimate"] == pytest.approx(0.3083333, abs=5e-8)
    assert found["p"] == 0.03125
    assert [found["low"], found["high"]] == pytest.approx([0.05, 0.60])


def test_few_events_have_no_p_and_say_why():
    corpus = corpus_of(
        [(f"{o}{e}", o, f"e{e}", f"A good day {o * (e + 1)}.") for o in "AB" for e in range(2)]
    )
    table = compare_sentiment(corpus).table.query("voice == 'outlet'")
    assert table["p"].isna().all()
    assert (table["reason"] != "").all()


def test_two_groups_mirror_each_other():
    corpus = corpus_of(
        [
            (f"{o}{e}", o, f"e{e}", f"A {word} day, {'x' * (e + 1)}.")
            for e in range(7)
            for o, word in (("A", "great"), ("B", "bad" if e % 2 else "sad"))
        ]
    )
    own = compare_sentiment(corpus).table.query("voice == 'outlet'").set_index("group")
    assert own.loc["A", "estimate"] == -own.loc["B", "estimate"]
    assert own.loc["A", "low"] == -own.loc["B", "high"]
    assert own.loc["A", "p"] == own.loc["B", "p"]


def test_the_evidence_are_the_words_behind_the_scores():
    text = "The port is a disaster. Ships came. Not a great day."
    corpus = corpus_of([("a", "Post", "e", text), ("b", "Star", "e", "Nothing.")])
    result = compare_sentiment(corpus)
    number = int(result.table.query("group == 'Post' and voice == 'outlet'").index[0])
    words = result.evidence(number)
    assert words.text(corpus.articles).tolist() == ["disaster", "great"]
    assert (words.table["score"] < 0).all()
    assert len(result.sentences(number)) == 2
    assert result.table.loc[number, "share_without_words"] == pytest.approx(1 / 3)
