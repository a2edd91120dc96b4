"""Keyword in context and collocates, counted by eye and against scipy."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from analysis.compare.concordance import collocates, concordance
from analysis.errors import ChoiceError


def test_every_use_is_a_line_with_its_voice(small):
    lines = concordance(small, "militant*", window=12)
    shown = lines[["group", "left", "match", "right", "voice", "scare"]].to_numpy().tolist()
    assert shown == [
        ["Post", "kers left. “", "Militants", "!” he shoute", "source", False],
        ["Star", "The", "militants", "left. Milit", "outlet", False],
        ["Star", "tants left.", "Militants", ", again.", "outlet", False],
        ["Star", "", "Militants", "out", "outlet", False],
        ["Star", "The", "militants", "sang. A str", "outlet", False],
        ["Wire", "So-called “", "militants", "” and strike", "outlet", True],
    ]


def test_no_use_is_no_line(small):
    assert len(concordance(small, "dragon")) == 0


def test_collocates_count_the_words_beside(small):
    table = collocates(small, "strikers", window=1, min_count=1)
    post = table[table["group"] == "Post"].set_index("word")["count"].to_dict()
    assert post == {"the": 3, "out": 1, "left": 1, "sang": 1, "danced": 1, "strikers": 2}


def test_log_likelihood_is_that_of_the_four_cell_table(small):
    found = collocates(small, "strikers", window=1, min_count=1).query("group == 'Post'")
    row = found[found["word"] == "the"].iloc[0]
    # Counted by eye: 19 words of Post, 9 of them beside "strikers", 3 "the", all beside it.
    cells = np.array([[3, 0], [6, 10]])
    g2 = chi2_contingency(cells, correction=False, lambda_="log-likelihood")
    assert row["log_likelihood"] == pytest.approx(g2.statistic)
    assert row["expected"] == pytest.approx(g2.expected_freq[0, 0])


def test_windows_that_overlap_count_no_word_twice(from_counts):
    """Seven words below "spoke quiet", four of them "spoke": all stand beside one, once."""
    corpus = from_counts([4], [7], ["e"], ["A"], headline="spoke quiet")
    table = collocates(corpus, "spoke", min_count=1).set_index("word")
    counted = table[["count", "n_articles"]].to_dict("index")
    assert counted == {
        "spoke": {"count": 4, "n_articles": 1},
        "quiet": {"count": 4, "n_articles": 1},
    }


def test_a_window_without_words_is_refused(small):
    with pytest.raises(ChoiceError) as refusal:
        collocates(small, "strikers", window=0)
    assert str(refusal.value) == "window is 0; it must be 1 word or more."
