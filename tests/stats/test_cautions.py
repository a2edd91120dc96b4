"""How many events would do: the numbers of the design, and every count up to it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.cautions import unreachable

WORDS = 0.05 / 18_000
"""The p that the first of 18,000 words needs."""


def needed(*of, **more):
    return int(re.search(r"; (\d+) needed: ", unreachable(*of, **more))[1])


@pytest.mark.parametrize(
    ("chance", "threshold", "events"),
    [
        pytest.param(1 / 2, WORDS, 20, id="pairs, a list of words"),
        pytest.param(1 / 2, 0.05, 6, id="pairs, one word"),
        pytest.param(1 / 5, WORDS, 9, id="one of five uses it more"),
        pytest.param(4 / 5, WORDS, 61, id="one of five uses it less"),
    ],
)
def test_events_needed_are_those_of_the_design(chance, threshold, events):
    told = [needed(n, 2 * chance**n, threshold) for n in range(1, events) if chance**n <= 0.5]
    assert set(told) == {events}


@given(st.integers(1, 40), st.integers(2, 9), st.floats(1e-9, 0.2))
def test_so_many_events_reach_it_and_one_less_does_not(have, cells, threshold):
    p_min = 2 * cells**-have
    if p_min > threshold:
        events = needed(have, p_min, threshold)
        assert 2.0 * cells**-events <= threshold * (1 + 1e-9)
        assert events == have + 1 or 2.0 * cells ** -(events - 1) > threshold


def test_another_test_takes_over_where_there_are_events_enough():
    assert needed(6, 2**-5, 1e-9, enough=16) == 16
