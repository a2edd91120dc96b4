"""An outlet keeps its colour; what is infinite or missing is said in the figure."""

from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

from analysis.figures import (
    COLOURS,
    Curve,
    PowerCurve,
    Rows,
    diamonds,
    draw_curves,
    draw_power,
    draw_rows,
    outlet_colours,
    save_figure,
)


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


def test_what_has_no_interval_among_others_is_a_diamond():
    nan = np.nan
    ax = draw_rows(rows_of([0.5, 0.0], [0.1, nan], [0.9, nan]), xlabel="share", reference=0.0)
    assert [line.get_marker() for line in ax.get_lines()[1:]] == ["o", "D"]
    ax = draw_rows(rows_of([0.5, 0.0], [nan] * 2, [nan] * 2), xlabel="share", reference=0.0)
    assert [line.get_marker() for line in ax.get_lines()[1:]] == ["o", "o"]
    table = pd.DataFrame({"value": [0.5, 0.0], "low": [0.1, nan], "high": [0.9, nan]})
    assert diamonds(table, "value", "low", "high") == (
        " Diamonds: no interval; the table says why."
    )
    assert not diamonds(table.iloc[:1], "value", "low", "high")
    plt.close("all")


def test_a_curve_ends_where_there_is_nothing_and_names_do_not_collide():
    p = np.array([0.001, 0.01, 0.1, 1.0])
    shares = {"none": [0, 0, 0, 0], "late": [0, 0, 0.1, 1], "same": [0, 0, 0.1, 1]}
    curves = [Curve(label=n, x=p, y=np.array(y), family=0) for n, y in shares.items()]
    ax = draw_curves(curves, xlabel="p", ylabel="share")
    assert [line.get_xdata().tolist() for line in ax.get_lines()[1:]] == [
        [],
        [0.1, 1],
        [0.1, 1],
    ]
    chance, *names = ax.texts
    assert [text.get_text() for text in (chance, *names)] == ["chance alone", "late", "same"]
    ax.figure.canvas.draw()
    first, second = (text.get_window_extent() for text in names)
    assert second.y1 <= first.y0 + 1
    draw_curves([], xlabel="p", ylabel="share")
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


def power_curve(label, *y):
    return PowerCurve(
        label=label, x=[10, 20], y=y, low=[0.0, 0.0], high=[1.0, 1.0], colour="#000000"
    )


def test_power_curves_are_named_at_their_ends_and_apart():
    ends = {"a": 1, "b": 0.99, "c": 0.5, "d": 0}
    curves = [power_curve(name, 0.1, end) for name, end in ends.items()]
    ax = draw_power(curves, xlabel="events", ylabel="found", here=(10, "pilot"))
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text() in "dcba"]
    assert all(below.y1 <= above.y0 + 2 for below, above in pairwise(boxes))
    assert [text.get_text() for text in ax.texts] == ["pilot", "d", "c", "b", "a"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["10", "20"]
    plt.close("all")


def test_sizes_that_lie_close_are_not_written_over_one_another():
    curve = PowerCurve(
        label="a", x=[10, 11, 15, 20], y=[0.1] * 4, low=[0.0] * 4, high=[1.0] * 4, colour="k"
    )
    ax = draw_power([curve], xlabel="outlets", ylabel="found", here=(10, "pilot"))
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["10", "15", "20"]
    plt.close("all")


def test_a_plan_without_power_says_so():
    for curves in ([], [power_curve("a", np.nan, np.nan)]):
        ax = draw_power(curves, xlabel="events", ylabel="found", here=(10, "pilot"))
        assert [text.get_text() for text in ax.texts] == ["no power to show"]
    plt.close("all")
