"""The mixed model beside the comparison, from articles to sentences that explain."""

import numpy as np
import pandas as pd
import pytest

from analysis.compare.second_opinion import (
    ALIKE,
    LESS_SURE,
    MORE_SURE,
    OF_OUTLETS,
    TURNED,
    SecondOpinion,
    _difference,
    second_opinion,
)
from analysis.compare.sentiment import compare_sentiment
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.errors import ChoiceError

WORDS = ("awful", "bad", "plain", "good", "great", "superb")


def corpus(n_events=20, n_outlets=2, **more):
    """Post finds better words than the others, more or less."""
    rng = np.random.default_rng(2)
    rows = [
        {
            "article_id": f"a{event}-{outlet}",
            "outlet": f"outlet {outlet}",
            "event_id": f"e{event}",
            "published": "2024-03-01",
            "headline": "",
            "body": f"Report {event}-{outlet}: a {WORDS[at]} day.",
            "side": "left" if outlet % 2 else "right",
            "byline": f"author {rng.integers(6)}",
        }
        for event in range(n_events)
        for outlet in range(n_outlets)
        for at in [int(np.clip(rng.integers(1, 5) + (outlet == 0), 0, 5))]
    ]
    frame = pd.DataFrame(rows)
    return Corpus(frame.drop(columns="byline") if more.get("anonymous") else frame)


def test_where_groups_meet_in_every_event_both_have_the_same_estimate():
    result = compare_sentiment(corpus(anonymous=True))
    asked = second_opinion(result)
    assert isinstance(asked, SecondOpinion)
    table = asked.table[asked.table["voice"] == "outlet"]
    assert table["mixed_estimate"].to_numpy() == pytest.approx(table["estimate"].to_numpy())
    assert table["mixed_p"].to_numpy() == pytest.approx(table["p"].to_numpy(), abs=0.01)
    assert set(table["difference"]) == {ALIKE}
    assert asked.notes[1] == (
        "Authors are not in the model: the articles have no column 'byline'."
    )


def test_authors_are_in_the_model_where_articles_name_them():
    table = second_opinion(compare_sentiment(corpus())).table
    assert np.isfinite(table.loc[table["voice"] == "outlet", "author_sd"]).all()


def test_authors_of_one_article_each_are_no_authors_of_the_model():
    frame = corpus().articles
    asked = second_opinion(compare_sentiment(Corpus(frame.assign(byline=""))))
    assert asked.table["author_sd"].isna().all()
    assert asked.notes[1] == "Authors are not in the model: no byline stands over two articles."


def test_what_is_said_of_authors_is_said_of_the_articles_in_the_models(monkeypatch):
    monkeypatch.setattr("analysis.compare.second_opinion.CROSSED_UP_TO", 30)
    asked = second_opinion(compare_sentiment(corpus()))
    assert asked.table["author_sd"].isna().all()
    assert asked.notes[1] == (
        "Authors are not in every model: 40 articles are more than the 30 with which they "
        "can be crossed with events."
    )


def test_sides_have_random_events_and_outlets():
    asked = second_opinion(compare_sentiment(corpus(n_outlets=12), design=Design(by="side")))
    row = asked.table[asked.table["voice"] == "outlet"].iloc[0]
    assert row["n_articles"] == 240
    numbers = row[["mixed_p", "event_sd", "outlet_sd"]].astype(float)
    assert np.isfinite(numbers).all()
    assert np.isnan(row["author_sd"])
    assert row["mixed_estimate"] == pytest.approx(row["estimate"])  # all report everything
    assert row["difference"] in {"", ALIKE, *OF_OUTLETS.values()}
    assert "event and outlet random" in asked.caption


def test_sides_of_more_articles_than_can_be_crossed_have_no_answer(monkeypatch):
    monkeypatch.setattr("analysis.compare.second_opinion.CROSSED_UP_TO", 239)
    asked = second_opinion(compare_sentiment(corpus(n_outlets=12), design=Design(by="side")))
    row = asked.table[asked.table["voice"] == "outlet"].iloc[0]
    assert row["reason"] == ("more than 1,000 articles: outlets cannot be crossed with events")
    assert np.isnan(row["mixed_estimate"])


def test_a_voice_that_nobody_has_gets_a_reason_and_no_number():
    table = second_opinion(compare_sentiment(corpus())).table
    silent = table[table["voice"] == "source"]
    assert set(silent["reason"]) == {"fewer than three values more than there are groups"}
    assert silent[["mixed_estimate", "mixed_low", "mixed_p"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("own", "mixed", "said"),
    [
        ((0.2, 0.01), (0.2, 0.02), ALIKE),
        ((0.2, 0.3), (-0.1, 0.6), ALIKE),
        ((0.2, 0.01), (-0.2, 0.01), TURNED),
        ((0.2, 0.2), (0.2, 0.01), MORE_SURE),
        ((0.2, 0.05), (0.2, 0.06), LESS_SURE),
        ((0.2, np.nan), (0.2, 0.06), ""),
    ],
)
def test_a_sentence_says_which_assumption_parts_them(own, mixed, said):
    assert _difference(*own, *mixed, 0.05) == said


def test_counts_are_not_asked_about():
    with pytest.raises(ChoiceError) as refused:
        second_opinion(compare_words(corpus()))
    assert str(refused.value) == (
        "a mixed model is asked about means of all groups; give what compare_sentiment gave, "
        "not a contrast with one reference."
    )
