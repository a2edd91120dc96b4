"""The corpus refuses what it cannot hold, all at once, and never changes."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import Corpus
from analysis.errors import CorpusError
from analysis.spans import Spans


@pytest.fixture
def articles():
    return pd.DataFrame(
        {
            "article_id": ["a", "b", "c"],
            "outlet": ["Post", "Star", "Post"],
            "published": ["2024-03-01", "", "2024-03-05"],
            "headline": ["One", None, "Three"],
            "body": ["first", "second", "third"],
            "event_id": ["e1", "e1", None],
            "desk": ["x", "y", "x"],
        }
    )


def test_summary_counts_what_is_there(articles):
    summary = Corpus(articles).summary()
    assert (summary.n_articles, summary.n_outlets, summary.n_undated) == (3, 2, 1)
    assert (summary.first, summary.last) == ("2024-03-01", "2024-03-05")


def test_empty_events_are_no_event(articles):
    assert Corpus(articles).summary().n_events == 1


def test_all_faults_are_reported_at_once(articles):
    bad = articles.assign(
        article_id=["a", "a", ""], outlet=["Post", " ", "Post"], published=["1 May", "", "2024"]
    )
    with pytest.raises(CorpusError) as refusal:
        Corpus(bad)
    assert str(refusal.value) == (
        "the article table has 4 faults:\n"
        "  - row 1: published is '1 May'; write it as 2024-03-31\n"
        "  - row 3: article_id is empty\n"
        "  - row 2: outlet is empty\n"
        "  - article_id 'a' stands in rows 1, 2; "
        "drop repeated rows, or give each version of an article its own id"
    )


def test_missing_columns_are_named_with_what_there_is(articles):
    with pytest.raises(CorpusError) as refusal:
        Corpus(articles.drop(columns=["outlet", "body"]))
    assert str(refusal.value) == (
        "the article table lacks outlet, body; it has article_id, published, headline, "
        "event_id, desk. Map your own names with columns={'outlet': 'your name', …} "
        "when reading."
    )


def test_an_unknown_column_lists_what_there_is(articles):
    corpus = Corpus(articles, outlets=pd.DataFrame({"outlet": ["Post"], "lean": ["left"]}))
    with pytest.raises(CorpusError) as refusal:
        corpus.column("side")
    assert str(refusal.value) == (
        "the corpus has no column 'side'; it has article_id, outlet, published, headline, "
        "body, event_id, desk, lean."
    )


def test_columns_of_the_outlet_table_can_be_used(articles):
    corpus = Corpus(articles, outlets=pd.DataFrame({"outlet": ["Post"], "lean": ["left"]}))
    assert corpus.column("lean").fillna("?").tolist() == ["left", "?", "left"]


def test_the_users_frame_and_the_corpus_do_not_change_each_other(articles):
    corpus = Corpus(articles)
    articles.loc[0, "body"] = "changed"
    mine = corpus.articles
    mine.loc[1, "body"] = "changed"
    assert corpus.articles["body"].tolist() == ["first", "second", "third"]


def test_where_keeps_the_spans_of_the_articles_that_stay(articles):
    quotes = Spans.of("quote", [("a", "body", 0, 2, "quote"), ("b", "body", 0, 2, "quote")])
    corpus = Corpus(articles).with_layer(quotes, "quote")
    only_b = corpus.where(corpus.articles["article_id"] == "b")
    assert only_b.layers["quote"].table["article_id"].tolist() == ["b"]
    assert len(corpus.layers["quote"]) == 2


def test_a_mask_of_another_length_is_refused(articles):
    with pytest.raises(CorpusError) as refusal:
        Corpus(articles).where([True])
    assert str(refusal.value) == (
        "a mask of 1 values cannot choose among 3 articles; "
        "make it from a column of the corpus."
    )


@given(st.permutations([0, 1, 2]))
def test_the_fingerprint_is_of_the_text_not_of_its_order(order):
    rows = {"article_id": list("abc"), "outlet": list("PSP"), "published": "", "headline": "h"}
    frame = pd.DataFrame({**rows, "body": ["1", "2", "3"]})
    first = Corpus(frame).summary().fingerprint
    assert Corpus(frame.iloc[list(order)]).summary().fingerprint == first
    assert Corpus(frame.assign(body=["1", "2", "4"])).summary().fingerprint != first


def test_parquet_gives_back_the_same_corpus(articles, tmp_path):
    corpus = Corpus(articles)
    corpus.to_parquet(tmp_path / "articles.parquet")
    again = Corpus(pd.read_parquet(tmp_path / "articles.parquet"))
    assert again.summary() == corpus.summary()
    assert [path.name for path in tmp_path.iterdir()] == ["articles.parquet"]


def test_a_query_in_place_of_a_mask_is_refused(articles):
    with pytest.raises(CorpusError) as refusal:
        Corpus(articles).where("desk == 'x'")
    assert str(refusal.value) == (
        """where takes a mask, not "desk == 'x'"; say corpus.articles.eval("desk == 'x'")."""
    )
