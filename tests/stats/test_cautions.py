"""How many events would do: the numbers of the design, and every count up to it."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.cautions import outlet_notes, unreachable
from analysis.stats.outlets import OutletDesign

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


def test_a_caution_over_several_questions_is_said_once_with_its_span():
    def design(phi, inside=5):
        member = np.arange(10) < inside
        return OutletDesign(outlets=np.arange(10), member=member, kappa_phi=phi, kappa_tau=1.0)

    asked = [("left", design(1.31)), ("right", design(1.5)), ("left", design(1.4))]
    (told,) = outlet_notes([*asked, ("none", design(9.0, inside=0))])
    assert told == (
        "left, right: outlets meet and differ in size so that scores vary 1.31 to 1.50 times "
        "as much as permuting sides says; tests are divided by the root of it."
    )
    (told,) = outlet_notes([("left", design(0.2)), ("left", design(1.0))])
    assert told == (
        "left: the sides differ in what they cover (design factor 0.20), so that power is "
        "near zero."
    )
