"""What is said of a corpus, on four articles counted by hand."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.corpus import Corpus
from analysis.prepare.parts import split_parts
from analysis.report import describe


@pytest.fixture
def corpus():
    rows = {
        "article_id": ["a", "b", "c", "d"],
        "outlet": ["Post", "Post", "Star", "Star"],
        "published": ["2024-03-01", "2024-03-11", "2024-03-02", ""],
        "headline": ["One", "Two", "Three", "Four"],
        "body": [
            'Five words stand here now. "Six words of a source speak," she said.',
            "Two words.",
            "The so-called “reform” passed.",
            "",
        ],
        "event_id": ["e2", "e1", "e1", ""],
        "wire": ["", "AP", "", ""],
    }
    return Corpus(pd.DataFrame(rows))


def test_coverage_counts_and_puts_no_event_last(corpus):
    table = describe.coverage(corpus)
    assert table.to_dict("index") == {
        "e1": {"Post": 1, "Star": 1},
        "e2": {"Post": 1, "Star": 0},
        "no event": {"Post": 0, "Star": 1},
    }
    assert list(table.index) == ["e1", "e2", "no event"]


def test_coverage_of_a_corpus_without_events_is_one_row(corpus):
    plain = Corpus(corpus.articles.drop(columns="event_id"))
    for within in (None, "event_id"):
        assert describe.coverage(plain, within).to_numpy().tolist() == [[2, 2]]


def test_each_outlet_is_described_in_a_row(corpus):
    table = describe.outlet_profile(corpus).set_index("outlet")
    assert list(describe.PROFILE)[1:] == list(table.columns)
    post, star = table.loc["Post"], table.loc["Star"]
    assert (post["articles"], post["events"], post["copies"]) == (2, 2, 1)
    assert (post["first"], post["last"], post["longest_gap_days"]) == (
        "2024-03-01",
        "2024-03-11",
        10.0,
    )
    assert (star["undated"], star["empty_bodies"], star["events"]) == (1, 1, 1)
    assert np.isnan(star["longest_gap_days"])
    assert star["scare_quotes"] == 1
    body = corpus.articles["body"]
    quote = '"Six words of a source speak,"'
    share = len(quote) / (len(body[0]) + len(body[1]))
    assert post["quoted_share"] == pytest.approx(share, abs=0.03)


def test_an_outlet_without_text_has_no_share_of_quotes(corpus):
    rows = corpus.articles.assign(body="")
    table = describe.outlet_profile(Corpus(rows))
    assert table["quoted_share"].isna().all()


def test_shares_of_parts_sum_to_one_in_each_outlet(corpus):
    table = describe.parts_profile(split_parts(corpus))
    assert table.groupby("outlet")["share"].sum().round(12).tolist() == [1, 1]
    assert describe.parts_profile(corpus).empty


@pytest.mark.parametrize(
    "picture",
    [describe.picture_of_coverage, describe.picture_of_dates, describe.picture_of_lengths],
)
def test_pictures_are_saved_with_numbers_and_caption(corpus, picture, tmp_path):
    drawn = picture(corpus)
    stem = drawn.save(tmp_path, "drawn")
    told = json.loads(stem.with_suffix(".json").read_text("utf-8"))
    assert told == {"caption": drawn.caption}
    assert len(pd.read_csv(stem.with_suffix(".csv"))) == len(drawn.data)
    assert stem.with_suffix(".svg").exists()


def test_events_are_drawn_in_the_order_of_their_first_articles(corpus):
    drawn = describe.picture_of_coverage(corpus)
    first = corpus.articles.groupby("event_id")["published"].min().drop("", errors="ignore")
    assert drawn.data.columns.tolist()[1:] == first.sort_values().index.tolist()
    assert drawn.data["outlet"].nunique() == len(drawn.data)


def test_pictures_of_many_outlets_say_what_they_leave_out():
    rows = [
        {"article_id": f"{i}", "outlet": f"o{i % 30}", "headline": "h", "body": "b"}
        for i in range(90)
    ]
    corpus = Corpus(pd.DataFrame(rows).assign(published="2024-01-01"))
    assert describe.picture_of_dates(corpus).caption.endswith(
        "72 of 90 articles shown; 0 have no date; 6 outlets with fewer articles are left out."
    )


def test_pictures_of_a_corpus_without_dates_are_empty_and_say_so(corpus, tmp_path):
    drawn = describe.picture_of_dates(Corpus(corpus.articles.assign(published=pd.NaT)))
    assert drawn.caption.endswith("0 of 4 articles shown; 4 have no date.")
    assert [text.get_text() for text in drawn.ax.texts] == ["no article has a date"]
    drawn.save(tmp_path, "dates")


def test_an_outlet_without_dates_says_so_on_its_line(corpus):
    dated = corpus.articles["outlet"] == "Post"
    published = corpus.articles["published"].where(dated)
    made = describe.picture_of_dates(corpus.with_columns({"published": published}))
    assert [text.get_text() for text in made.ax.texts] == ["no dates"]
