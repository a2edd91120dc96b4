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
    beside, total, frequency = 9, 22, 3
    total = round(beside * frequency / row["expected"])
    cells = np.array(
        [
            [row["count"], frequency - row["count"]],
            [beside - row["count"], total - frequency - beside + row["count"]],
        ]
    )
    g2 = chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic
    assert row["log_likelihood"] == pytest.approx(g2)


def test_a_window_without_words_is_refused(small):
    with pytest.raises(ChoiceError) as refusal:
        collocates(small, "strikers", window=0)
    assert str(refusal.value) == "window is 0; it must be 1 word or more."
