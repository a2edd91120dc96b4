"""Parquet: what a corpus wrote comes back, and what is no Parquet is refused."""

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.corpus import Corpus
from analysis.read.parquet import read_parquet

ROWS = {
    "article_id": ["a", "b"],
    "outlet": ["Post", "Star"],
    "published": ["2024-03-01T10:11:12", None],
    "headline": ["Strike, “again”", ""],
    "body": ["The dockers struck.\r\n" * 10, "They are out. " * 10],
    "side": ["left", "right"],
    "words": [3, 4],
}


def test_what_a_corpus_wrote_comes_back(tmp_path):
    corpus = Corpus(pd.DataFrame(ROWS))
    corpus.to_parquet(tmp_path / "a.parquet")
    again = read_parquet(tmp_path / "a.parquet")
    assert again.summary() == corpus.summary()
    pd.testing.assert_frame_equal(again.articles, corpus.articles)
    assert again.notes == (
        "2 articles read from a.parquet (Parquet)",
        (
            "1 of 2 articles has no date (published is empty); they are kept and counted as "
            "undated"
        ),
    )


def test_ids_dates_lists_and_an_index_of_other_writers_are_read(tmp_path):
    frame = pd.DataFrame(ROWS).assign(
        article_id=pd.array([2**60 + 1, 7], dtype="Int64"),
        published=[dt.date(2024, 3, 1), None],
        body=[np.array(["One.", "Two."]), np.array(["Three."])],
        tags=[["a"], ["b", "c"]],
        serial=pd.array([2**60 + 1, None], dtype="Int64"),
    )
    frame.set_index("article_id").to_parquet(tmp_path / "a.parquet")
    articles = read_parquet(tmp_path / "a.parquet").articles
    assert articles["article_id"].tolist() == [str(2**60 + 1), "7"]
    assert str(articles["published"][0]) == "2024-03-01 00:00:00"
    assert articles["body"].tolist() == ["One.\n\nTwo.", "Three."]
    assert articles["serial"].dtype == "Int64"
    assert articles["serial"].tolist() == [2**60 + 1, pd.NA]
    assert articles["tags"].tolist() == ['["a"]', '["b", "c"]']


def test_what_is_no_parquet_is_refused(write, refusal):
    assert refusal(read_parquet, write("a.parquet", "article_id,outlet\n")) == (
        "a.parquet is not a Parquet file: it does not begin with PAR1; CSV is read with "
        "read_csv, JSON lines with read_jsonl."
    )
    assert refusal(read_parquet, write("a.parquet", b"PAR1 and no more")) == (
        "a.parquet is a Parquet file but damaged or cut off; write or fetch it again."
    )


def test_two_columns_of_one_name_are_refused(tmp_path, refusal):
    table = pa.table([pa.array(["a"]), pa.array(["b"])], names=["body", "body"])
    pq.write_table(table, tmp_path / "a.parquet")
    assert refusal(read_parquet, tmp_path / "a.parquet") == (
        "a.parquet has 1 fault:\n  - several columns have the name 'body'"
    )


def test_faults_are_named_by_row(tmp_path, refusal):
    frame = pd.DataFrame(ROWS).assign(article_id="a", published=["soon", None])
    frame.to_parquet(tmp_path / "a.parquet")
    assert refusal(read_parquet, tmp_path / "a.parquet") == (
        "a.parquet has 2 faults:\n"
        "  - article_id 'a' stands in row 1, row 2\n"
        "  - row 1: published 'soon' is not a whole date; write it as 2024-03-31\n"
        "Drop repeated rows, or give each version of an article its own article_id."
    )
