"""A sample is written and read back bit for bit; one that cannot be is refused by its rows."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.coding.reading import read_sample
from analysis.coding.sample import draw_sample
from analysis.corpus import Corpus
from analysis.errors import ReadError

NAMES = ["a,1", 'b"2', "c\u00e9", "0d", "NA", "f ", "g", "h", "null", "1e5", "k", "l"]


def corpus():
    rows = {
        "article_id": NAMES,
        "outlet": ["Post", "Star, The", "NA"] * 4,
        "event_id": [f"e{i // 6}" for i in range(12)],
        "published": "2024-03-01",
        "headline": "",
        "body": "",
        "kind": ["x", ""] * 6,
    }
    return Corpus(pd.DataFrame(rows))


@given(
    n=st.integers(2, 12),
    seed=st.integers(0, 999),
    coders=st.lists(st.sampled_from(["kim", "lee, jr", "mo"]), unique=True),
    allocation=st.sampled_from(["equal", "proportional"]),
)
def test_what_was_drawn_is_read_back_bit_for_bit(tmp_path_factory, n, seed, coders, allocation):
    material = corpus()
    options = {"coders": coders, "allocation": allocation, "predicted": "kind", "seed": seed}
    sample = draw_sample(material, n, **options)
    path = tmp_path_factory.mktemp("sample") / "sample.csv"
    sample.to_csv(path)
    if not len(sample.table):
        return
    again = read_sample(path, corpus=material)
    pd.testing.assert_frame_equal(again.table, sample.table, check_exact=True)
    assert (again.settings, again.corpus) == (sample.settings, sample.corpus)
    assert again.assignments.equals(sample.assignments)


def test_a_sample_drawn_elsewhere_needs_two_columns(tmp_path):
    (tmp_path / "mine.csv").write_text("article_id,inclusion\ng,0.25\nh,1\n", "utf-8")
    sample = read_sample(tmp_path / "mine.csv", corpus=corpus())
    assert sample.table["inclusion"].tolist() == [0.25, 1.0]
    assert not sample.table["overlap"].any()
    assert sample.settings == {}
    assert len(sample.assignments) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "article,inclusion\ng,0.5\n",
            (
                "mine.csv has 1 fault:\n  - article_id is missing\n"
                "It has the columns 'article', 'inclusion'."
            ),
        ),
        (
            "article_id,inclusion\nG,0.5\ng,0\nh,1.5\nh,many\nk,\n",
            (
                "mine.csv has 6 faults:\n"
                "  - row 1 (line 2): article_id is 'G'; the corpus has no such article; near "
                "it: 'g'\n"
                "  - row 2 (line 3): inclusion is '0'; it must lie above 0, up to 1\n"
                "  - row 3 (line 4): inclusion is '1.5'; it must lie above 0, up to 1\n"
                "  - row 4 (line 5): article_id 'h' stands in an earlier row too\n"
                "  - row 4 (line 5): inclusion is 'many'; it must lie above 0, up to 1\n"
                "  - row 5 (line 6): inclusion is ''; it must lie above 0, up to 1"
            ),
        ),
        (
            "article_id,inclusion,settings\ng,0.5,\nh,0.5,seed 1\n",
            (
                "mine.csv has 1 fault:\n"
                "  - row 2 (line 3): settings is not as Sample.to_csv wrote it; leave the "
                "column out if nobody knows how the sample was drawn"
            ),
        ),
    ],
)
def test_every_fault_is_told_with_its_row(tmp_path, text, message):
    (tmp_path / "mine.csv").write_text(text, "utf-8")
    with pytest.raises(ReadError) as caught:
        read_sample(tmp_path / "mine.csv", corpus=corpus())
    assert str(caught.value) == message
