"""Others of the same last name are no mention of a target."""

import pandas as pd
import pytest

from analysis.coding.label_candidates import label_candidates
from analysis.corpus import Corpus
from analysis.measure._namesakes import Before, of_others
from analysis.measure.sentiment import measure_sentiment
from analysis.prepare.parse import parse

BODY = (
    "Donald Trump spoke on Monday. President Trump smiled. Mr. Trump left with Ivanka Trump. "
    "Donald J. Trump came back, said Mr. Trump. Ms. Trump was praised. Trump left."
)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    rows = {"article_id": ["a"], "outlet": "Post", "published": "", "headline": ""}
    return parse(Corpus(pd.DataFrame(rows | {"body": [BODY]})))


def before_each(corpus, target):
    spans = measure_sentiment(corpus, target=target).table
    return [BODY[: at - 1].rsplit(" ", 1)[-1] if at else "" for at in spans["start"]]


def test_another_given_name_or_address_is_another_person(corpus):
    assert before_each(corpus, "Trump") == [
        "Donald",
        "President",
        "Mr.",
        "J.",
        "Mr.",
        "praised.",
    ]


def test_a_given_name_among_the_names_says_who_is_meant(corpus):
    found = before_each(corpus, {"her": ["Ivanka Trump", "Trump"]})
    assert "Donald" not in found
    assert "J." not in found


def test_candidates_are_those_of_the_participant(corpus):
    table = label_candidates(corpus, participants="Trump", least=1).table
    names = set(table[table["kind"] == "name"]["label"])
    assert {"donald trump", "mr. trump", "trump"} <= names
    assert not {"ivanka trump", "ms. trump"} & names


@pytest.mark.parametrize(
    ("given", "others"),
    [
        (["qasem", "qassem", "qasem"], [False] * 3),
        (["joe", "joe", "joseph", "hunter"], [False, False, False, True]),
        (["bill", "william", "bill"], [False] * 3),
        (["joe", "hunter"], [False, False]),
        (["", "joe", ""], [False] * 3),
    ],
)
def test_spellings_are_one_name_and_a_tie_tells_nothing(given, others):
    found = [("x", Before("last", name)) for name in given]
    assert of_others(found, {"x": ["Last"]}) == others
