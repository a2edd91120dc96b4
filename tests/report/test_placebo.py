"""False discoveries as the chapter shows them: who said it, on which side, how often."""

import pandas as pd
import pytest
from matplotlib import pyplot as plt

from analysis.check.placebo import check_placebo
from analysis.compare.sentiment import compare_sentiment
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.report.placebo import (
    behind_a_discovery,
    false_discoveries,
    picture_of_placebo,
)


@pytest.fixture(scope="module")
def corpus():
    """Make five outlets in eight events; one says "quay" twice in every article."""
    rows = [
        {
            "article_id": f"{event}{outlet}",
            "outlet": outlet,
            "event_id": f"e{event}",
            "published": f"2024-03-{event + 1:02}",
            "headline": "",
            "body": f"{place} came {'quay quay ' if outlet == 'Star' else ''}and gulls.",
        }
        for event in range(8)
        for place, outlet in enumerate(("Crier", "Herald", "Mail", "Post", "Star"))
    ]
    return Corpus(pd.DataFrame(rows))


@pytest.fixture(scope="module")
def words(corpus):
    return compare_words(corpus)


@pytest.fixture(scope="module")
def check(words):
    return check_placebo(words, runs=10)


def test_a_habit_is_found_between_sides_and_is_one_outlets(words, check):
    found = false_discoveries(check)
    assert found.index[0] == "quay"
    assert found.columns.tolist() == ["this suite", "token G2", "cells by side", "found_by"]
    assert found.loc["quay", "found_by"] == "token G2, cells by side"
    assert found["this suite"].isna().all()  # five outlets make no sides
    behind = behind_a_discovery(words, check, "quay").set_index("outlet")
    assert behind["side"].to_dict() == dict(check.sides)
    assert behind["uses"].to_dict() == {
        "Star": 16,
        "Crier": 0,
        "Herald": 0,
        "Mail": 0,
        "Post": 0,
    }
    star = behind.loc["Star"]
    assert (star["articles"], star["events"], star["events_with_it"]) == (8, 8, 8)
    assert (star["most_in_one_article"], star["per_1000"]) == (2, 400)


def test_the_strangest_stand_first_and_no_more_than_asked(check):
    found = false_discoveries(check, most=1)
    everything = false_discoveries(check, most=99)
    assert found.index.tolist() == everything.index[:1].tolist()
    least = everything.drop(columns="found_by").min(axis=1)
    assert least.is_monotonic_increasing


def test_scores_are_shown_as_means(corpus):
    sentiment = compare_sentiment(corpus)
    check = check_placebo(sentiment, runs=10)
    behind = behind_a_discovery(sentiment, check, "outlet")
    assert behind.columns.tolist() == ["side", "outlet", "mean"]
    assert behind.set_index("outlet")["mean"].notna().all()


def test_what_was_not_compared_has_only_its_outlets(words, check):
    behind = behind_a_discovery(words, check, "never said")
    assert behind.columns.tolist() == ["side", "outlet", "articles"]
    assert behind["articles"].sum() == 40


def test_the_picture_is_saved_with_its_numbers(check, tmp_path):
    picture_of_placebo(check).save(tmp_path, "placebo")
    saved = pd.read_csv(tmp_path / "placebo.csv")
    assert len(saved) == len(check.distribution)
    plt.close("all")
