"""An outlet keeps its colour; what is infinite or missing is said in the figure."""

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

from analysis.figures import COLOURS, Rows, draw_rows, outlet_colours, save_figure


def rows_of(middle, low, high):
    n = len(middle)
    return Rows(
        block=["a"] * n,
        label=[f"r{i}" for i in range(n)],
        middle=middle,
        low=low,
        high=high,
        colour=["#000000"] * n,
        filled=[True] * n,
    )


def test_an_outlet_keeps_its_colour_whether_or_not_there_is_a_reference():
    assert outlet_colours(["b", "a", "a", ""]) == {"a": COLOURS[0], "b": COLOURS[1]}


def test_a_ratio_of_something_to_nothing_is_an_arrow_with_words():
    inf, nan = np.inf, np.nan
    drawn = rows_of([0.5, inf, -inf, nan], [0.1, nan, -inf, nan], [0.9, inf, nan, nan])
    ax = draw_rows(drawn, xlabel="ratio", reference=0.0, log=True)
    said = [text.get_text().strip() for text in ax.texts]
    assert said == ["only here", "never here", "no value"]
    plt.close("all")


def test_a_figure_is_saved_in_three_forms_with_its_numbers(tmp_path):
    ax = draw_rows(rows_of([0.5], [0.1], [0.9]), xlabel="share", reference=0.0)
    made = save_figure(ax, tmp_path / "shares", pd.DataFrame({"x": [0.5]}))
    assert [path.suffix for path in made] == [".svg", ".pdf", ".png", ".csv"]
    assert all(path.stat().st_size > 0 for path in made)
    first = made[0].read_bytes()
    assert (
        save_figure(ax, tmp_path / "shares", pd.DataFrame({"x": [0.5]}))[0].read_bytes()
        == first
    )
    plt.close("all")
