"""What the figure of a multiverse draws is what the table says, also where it is infinite."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from analysis.compare._specifications import MARKED, Specifications, draw_specifications


def specifications(middle, low, high, marked=0):
    n = len(middle)
    even = [place % 2 == 0 for place in range(n)]
    return Specifications(
        middle=middle,
        low=low,
        high=high,
        filled=even,
        marked=[place == marked for place in range(n)],
        options={"voice": {"outlet": even, "all": [not one for one in even]}},
    )


@pytest.fixture
def drawn():
    made = []

    def draw(*numbers, **more):
        ax = draw_specifications(specifications(*numbers), ylabel="ratio", **more)
        ax.figure.canvas.draw()
        made.append(ax)
        return ax.child_axes

    yield draw
    plt.close("all")


def dots(ax, mark="o"):
    return [line for line in ax.lines if line.get_marker() == mark and len(line.get_xdata())]


def test_a_dot_stands_for_each_estimate_and_a_line_for_its_interval(drawn):
    upper, _ = drawn([-0.2, 0.1, 0.4], [-0.4, -0.1, 0.2], [0.0, 0.3, 0.6])
    assert [line.get_ydata()[0] for line in dots(upper)] == [-0.2, 0.1, 0.4]
    assert [line.get_markerfacecolor() == "white" for line in dots(upper)] == [
        False,
        True,
        False,
    ]
    ends = [bar.get_segments()[0][:, 1].tolist() for bar in upper.collections]
    assert ends == [[-0.4, 0.0], [-0.1, 0.3], [0.2, 0.6]]


def test_the_reported_one_is_named_and_has_its_colour_in_both_parts(drawn):
    upper, lower = drawn([-0.2, 0.1, 0.4], [-0.4, -0.1, 0.2], [0.0, 0.3, 0.6])
    assert [text.get_text() for text in upper.texts] == ["reported"]
    assert [line.get_color() == MARKED for line in dots(upper)] == [True, False, False]
    assert sum(len(line.get_xdata()) for line in dots(lower)) == 3
    assert [tick.get_text() for tick in lower.get_yticklabels()] == ["voice", "outlet", "all"]


def test_what_is_infinite_is_an_arrow_at_the_edge(drawn):
    inf, nan = np.inf, np.nan
    upper, _ = drawn([-inf, 0.5, inf], [-inf, 0.1, nan], [nan, inf, inf], log=True)
    places = {mark: [line.get_xdata()[0] for line in dots(upper, mark)] for mark in "ov^"}
    assert places == {"o": [1], "v": [0], "^": [1, 2]}


def test_nothing_to_draw_says_so(drawn):
    assert drawn([], [], []) == []
