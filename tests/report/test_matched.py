import pandas as pd
import pytest

from analysis.corpus import Corpus
from analysis.prepare.events import match_events
from analysis.report.matched import shown_events, told_of_events
from analysis.report.story import coverage_table

BODY = "Dockers at Port Ayr walked out over pensions on Monday and shut the gate."


@pytest.fixture
def plain():
    rows = {"article_id": ["a", "b", "c"], "outlet": ["Post", "Star", "Post"]}
    rows |= {"published": "2024-03-01", "headline": "Dockers walk out at the port of Ayr"}
    return Corpus(pd.DataFrame({**rows, "body": [BODY, BODY + " It rained.", "Snow."]}))


@pytest.fixture
def decided(plain):
    hand = pd.DataFrame({"article_id": ["a", "b"], "event_id": "docks", "decided_by": "ann"})
    return match_events(plain, decided=hand, encoder=False)


def test_who_decided_is_told(plain, decided):
    assert told_of_events(plain) == "Nothing says which articles report the same event."
    assert told_of_events(decided) == (
        "1 event; 1 article in none. Who decided, by articles: ann 2, program 1. "
        "What the program decided is a proposal."
    )


def test_what_ties_articles_is_shown_within_rights(decided):
    full = shown_events(decided, "full")
    assert full["sentence"].tolist()[0] == BODY
    short = shown_events(decided, "short")
    assert "sentence" not in short
    assert short["event_why"].tolist()[0] == "decided by ann"
    assert set(shown_events(decided, "none")["headline"]) == {"…"}


def test_events_of_the_studys_files_are_listed(plain):
    event = pd.Series(["docks", "docks", ""])
    named = Corpus(
        plain.articles.assign(event_id=event),
        events=pd.DataFrame({"event_id": ["docks"], "description": ["The walkout"]}),
    )
    row = shown_events(named, "full").loc["docks"]
    assert row[["description", "articles", "outlets"]].tolist() == ["The walkout", 2, 2]
    assert shown_events(plain, "full").empty


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NaT, ""])
def test_an_event_without_a_date_is_described_without_one(missing):
    """Matched events have no date where none of their articles has."""
    rows = {"article_id": ["a", "b"], "outlet": ["Post", "Star"], "published": "",
            "headline": "", "body": "Rain.", "event_id": "e1"}  # fmt: skip
    events = pd.DataFrame({"event_id": ["e1"], "description": ["Rain"], "date": [missing]})
    corpus = Corpus(pd.DataFrame(rows), events=events)
    (row,) = coverage_table(corpus, "event_id", {}).rows
    assert "Rain" in str(row)
    assert "nan" not in str(row).lower()
    dated = events.assign(date="2024-03-01 00:00:00")
    (row,) = coverage_table(Corpus(pd.DataFrame(rows), events=dated), "event_id", {}).rows
    assert "2024-03-01" in str(row)
