"""Grids of outlets by events: what is coloured, written and named."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from analysis.grids import MOST_NAMED, draw_matrix, draw_timeline


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


@pytest.fixture
def counts():
    values = [[1, 3, 0], [np.nan, 0, 2]]
    return pd.DataFrame(values, index=["post", "star"], columns=["e1", "e2", "e3"])


def written(ax):
    return [text.get_text() for text in ax.texts]


def test_covered_missing_and_not_collected_are_three_shades(counts):
    ax = draw_matrix(counts, None, names={"post": "The Post"})
    assert ax.images[0].get_array().tolist() == [[2, 2, 1], [0, 1, 2]]
    assert written(ax) == ["3", "2", "2 of 3", "1 of 2"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["The Post", "star"]
    assert len(ax.lines) == 1  # the cross


def test_lags_are_darker_the_sooner(counts):
    lags = pd.DataFrame([[0, 3, np.nan], [np.nan, np.nan, 9]]).set_axis(counts.columns, axis=1)
    lags.index = counts.index
    covered = (counts > 0).where(counts.notna())
    covered.loc["star", "e2"] = True
    ax = draw_timeline(lags, None, names={}, starts=["1 Mar", "2 Mar", ""], covered=covered)
    assert ax.images[0].get_array().tolist() == [[2, 4, 1], [0, 6, 5]]
    assert written(ax) == ["0", "3", "9", "median 1.5", "median 9"]


def test_many_events_and_outlets_are_drawn_without_a_name_each():
    many = pd.DataFrame(np.ones((90, 70), int))
    ax = draw_matrix(many, None, names={})
    assert len(ax.get_yticklabels()) <= MOST_NAMED
    assert ax.get_xlabel() == "70 events, in the order of their first articles"
    assert ax.figure.get_size_inches()[1] < 12


def test_nothing_to_draw_is_said():
    ax = draw_matrix(pd.DataFrame(), None, names={})
    assert written(ax) == ["no event is covered"]
