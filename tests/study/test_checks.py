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
        "one word chosen beforehand must stand out in at least 6 events"
    )
    assert (post, star) == (f"Post: {told}", f"Star: {told}")
    assert checked.nothing


def test_participants_that_no_text_names_and_tests_that_cannot_be_are_told(write_study):
    asked = '[agency]\n[participants]\n"nuns" = ["nun*"]\n"all" = ["*e*"]\n[design]'
    checked = check_study(Study.read(write_study(change={"[design]": asked})))
    (silent,) = checked.weaknesses["Acts and sources"]
    assert silent == "[participants]: no text that counts names 'nuns'"
    none = {"[design]": "[sources]\n[design]", '"event_id"': "false"}
    (told,) = check_study(Study.read(write_study(change=none))).weaknesses["Acts and sources"]
    assert told.startswith("[sources]: nothing can be tested. Nothing can be found")


def test_without_events_a_check_says_what_to_give(write_study):
    checked = check_study(Study.read(write_study(change={'"event_id"': "false"})))
    assert checked.nothing
    verdict, advice = checked.attainable
    assert verdict == (
        "18 words stand in 2 or more articles. Nothing can be found in a family of 18 tests, "
        "however large a difference is."
    )
    assert advice == (
        "without events each outlet is one observation in one comparison, and nothing can "
        "ever be found. Give event_id, or assignments; or say by = a column of "
        'outlets with ten or more on each side; or unit = "article" under [design], which '
        "speaks of these articles only"
    )
    assert "Events" not in checked.weaknesses
    by_article = {'"event_id"': 'false\nunit = "article"'}
    checked = check_study(Study.read(write_study(change=by_article)))
    assert checked.attainable[1:] == [
        f"{paper}: 8 articles against 8, smallest p 1.6e-04" for paper in ("Post", "Star")
    ]
    assert not checked.nothing


def test_weaknesses_of_many_outlets_are_told_by_kind(folder, write_study, table):
    """Twelve outlets that cover three events of eight stand in one line, largest first."""
    few = [
        table[table["paper"] == "Star"]
        .assign(article_id=[f"{k}-{n}" for n in range(8)], paper=f"Few {k:02}")
        .head(3 if k else 2)
        for k in range(12)
    ]
    pd.concat([table, *few]).to_csv(folder / "articles.csv", index=False)
    keep = write_study(change={"[design]": '[count]\ncopies = "keep"\n[design]'})
    told = check_study(Study.read(keep)).weaknesses["Coverage"]
    named = ", ".join(f"Few {k:02} 0.38" for k in range(1, 7))
    [line] = told
    assert line == (
        f"share of all events should be at least 0.5, which 12 miss: {named} and 6 more; "
        "covers the smaller part of the events"
    )


def test_doubtful_comments_are_told_in_one_line(corpus_from, monkeypatch):
    cuts = pd.DataFrame(
        {
            "article_id": [f"a{n}" for n in range(8)],
            "line": [3, 0, *[9] * 6],
            "confidence": [0.21, 0.58, *[0.7] * 6],
        }
    )
    monkeypatch.setattr(weak, "doubtful_cuts", lambda _: cuts)
    [told] = weak.weak_texts(corpus_from(outlet=["Post"]))
    assert told == (
        "where readers' comments begin is doubtful in 8 articles: 'a0' (line 3 taken, chance "
        "0.21), 'a1' (none taken, chance 0.58), 'a2' (line 9 taken, chance 0.70), 'a3' (line 9 "
        "taken, chance 0.70), 'a4' (line 9 taken, chance 0.70), 'a5' (line 9 taken, chance "
        "0.70) and 2 more. Settle it under [corpus.comments]: an article's id = LINE, or 0 for "
        "none"
    )
