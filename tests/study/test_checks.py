import pandas as pd
import pytest

from analysis.corpus import Corpus
from analysis.study import Study
from analysis.study import weaknesses as weak
from analysis.study.checks import check_study


@pytest.fixture
def corpus_from():
    """Make a corpus from columns; what is not given is the same in every article."""

    def make(**columns):
        size = max(len(values) for values in columns.values())
        table = pd.DataFrame(
            {
                "article_id": [f"a{n}" for n in range(size)],
                "outlet": "Post",
                "published": "2024-01-01",
                "headline": "x",
                "body": "word " * 60,
            }
        )
        return Corpus(table.assign(**columns))

    return make


def test_events_that_say_nothing_are_told(corpus_from):
    corpus = corpus_from(
        outlet=["Post", "Star", "Post", "Star"], event_id=["both", "both", "one", ""]
    )
    assert list(weak.weak_events(corpus)) == [
        "1 article of 4 without an event: they count in no comparison within events",
        "1 event of 2 reported by one outlet only, which say nothing of differences: 'one'",
    ]
    assert list(weak.weak_events(corpus_from(outlet=["Post"]))) == [
        (
            "no article has an event, so nothing can be compared within events: give event_id "
            "in the articles or a file of assignments, or say within = false"
        )
    ]


def test_articles_far_from_their_event_are_told(corpus_from):
    days = ["2024-01-01", "2024-01-09", "2024-03-01"]
    corpus = corpus_from(published=days, event_id=["e", "e", "e"])
    assert list(weak.weak_events(corpus))[-1:] == [
        "1 event longer than 30 days; is each one event? e (60 days)"
    ]
    events = pd.DataFrame({"event_id": ["e"], "date": ["2024-01-01"], "window_days": ["7"]})
    with_window = Corpus(corpus.articles, events=events)
    assert list(weak.weak_events(with_window))[-1:] == [
        "2 articles published outside the window of the event: 'a1', 'a2'"
    ]


def test_few_articles_and_like_names_are_told(corpus_from):
    names = ["Fox News", "Fox News Online", *["Post"] * 5]
    assert list(weak.weak_outlets(corpus_from(outlet=names))) == [
        (
            "2 outlets of 3 with fewer than 5 articles, of each of which little can be said: "
            "'Fox News', 'Fox News Online'"
        ),
        (
            "names that may be one outlet: 'Fox News' and 'Fox News Online'; merge them under "
            "[corpus.outlet_names], or leave them apart on purpose"
        ),
    ]


def test_short_texts_and_missing_dates_are_told(corpus_from):
    corpus = corpus_from(
        outlet=["Post"] * 5 + ["Star"] * 7,
        body=["word " * 49] + ["word " * 50] * 11,
        published=[None] * 3 + ["2024-01-01"] * 9,
    )
    assert list(weak.weak_texts(corpus)) == [
        "1 article with fewer than 50 words below the headline: 'a0'"
    ]
    assert list(weak.weak_dates(corpus)) == [
        "3 articles of 12 without a date",
        "dates are not missing alike: most articles of 'Post' have none",
    ]


def test_a_check_says_what_could_be_shown(folder):
    checked = check_study(Study.read(folder))
    assert list(checked.outlets["articles"]) == [8, 8]
    assert checked.weaknesses["Labels"] == [
        "[labels.act]: patterns that match nothing that counts: [walk] out"
    ]
    verdict, post, star = checked.attainable
    assert verdict == (
        "18 words stand in 2 or more articles. Nothing can be found in a family of 18 tests, "
        "however large a difference is, if all of them can be tested; what is too rare to be "
        "tested leaves the family, and of the few that may then be left something could be "
        "found."
    )
    told = (
        "8 informative events; 10 needed: p can reach 0.0078 at best, the family needs 0.0028; "
        "one word chosen beforehand must stand out in at least 6"
    )
    assert (post, star) == (f"Post: {told}", f"Star: {told}")
