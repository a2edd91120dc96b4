"""What is said of a comparison follows what it was compared within."""

import re

import pandas as pd
import pytest

from analysis.compare.labels import compare_labels
from analysis.compare.sentiment import compare_sentiment
from analysis.compare.vary import vary
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.design import Design, in_strata
from analysis.study.store import stored_columns

ASKED = {
    "words": compare_words,
    "labels": lambda corpus, design: compare_labels(
        corpus, {"port": ["port"], "quay": ["quay"]}, design=design
    ),
    "sentiment": compare_sentiment,
}


@pytest.fixture(scope="module")
def corpus():
    """Make three outlets on four topics; one never says "quay", another once."""
    said = {"Post": "port port quay", "Star": "port good", "Sun": "port awful"}
    rows = [
        {
            "article_id": f"{outlet}{k}",
            "outlet": outlet,
            "topic": f"t{k % 4}",
            "side": "l" if outlet == "Post" else "r",
            "published": "2024-03-01",
            "headline": "",
            "body": f"{said[outlet]} {'quay ' if outlet == 'Sun' and not k else ''}{k}",
        }
        for k in range(8)
        for outlet in said
    ]
    return Corpus(pd.DataFrame(rows))


def everything_said(result):
    columns = stored_columns(result)
    reasons = set(result.table["reason"])
    return [result.caption, result.methods, *result.notes, *columns.values(), *reasons]


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("unit", ["auto", "article"])
def test_without_events_nothing_is_said_of_events(corpus, asked, unit):
    result = ASKED[asked](corpus, design=Design(within=None, unit=unit))
    pair = result.difference("Star")
    allowed = re.compile(
        r"without events|no events|not within events|16 or more events|over events"
    )
    for text in (*everything_said(result), *everything_said(pair)):
        assert "event" not in allowed.sub("", text) or asked == "sentiment", text
        assert "same events" not in text


@pytest.mark.parametrize("asked", ASKED)
def test_within_a_topic_it_is_the_topic_that_is_named(corpus, asked):
    result = ASKED[asked](corpus, design=Design(within="topic"))
    told = everything_said(result)
    assert not [text for text in told if "same events" in text or "informative event" in text]
    assert "within the same topic" in result.caption or asked == "labels"
    assert "the group against the other groups within the same topic" in told


def test_a_multiverse_names_its_strata(corpus):
    words = compare_words(corpus, design=Design(within="topic"), words=["quay"])
    curve = vary(words, over={"stems": [False, True]}, row=0)
    assert "ratio to the others within the same topic; lines" in curve.caption


@pytest.mark.parametrize(
    ("said", "within", "instead"),
    [
        ("3 informative events; 8 needed: p", "event_id", "3 informative events; 8 needed: p"),
        (
            "3 informative events; 8 needed: p",
            "topic",
            "3 informative values of topic; 8 needed: p",
        ),
        ("1 informative event; 8 needed: p", None, "one comparison, without events: p"),
        (
            "shares no event with another group",
            "month",
            "shares no value of month with another group",
        ),
        ("shares no event with another group", None, "no other group has articles"),
        ("the group's own rate over its events", None, "the group's own rate"),
        ("prevented eventually", "topic", "prevented eventually"),
    ],
)
def test_words_for_strata(said, within, instead):
    assert in_strata(said, within) == instead
