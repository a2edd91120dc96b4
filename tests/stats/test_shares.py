"""Newcombe's interval is the published one, and statsmodels'."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from analysis.stats.shares import newcombe


@pytest.mark.parametrize(
    ("counts", "bounds"),
    [
        ((48, 80, 56, 70), (0.0524, 0.3339)),
        ((3, 10, 9, 10), (0.1705, 0.8090)),
        ((2, 7, 6, 7), (0.0582, 0.8062)),
        ((0, 29, 5, 56), (-0.0381, 0.1926)),
        ((0, 20, 0, 10), (-0.1611, 0.2775)),
        ((0, 10, 10, 10), (0.6075, 1.0000)),
    ],
)
def test_the_intervals_of_the_paper(counts, bounds):
    """Newcombe (1998), table II, method 10."""
    assert newcombe(*counts, 0.95) == pytest.approx(bounds, abs=5e-5)


@given(st.integers(0, 30), st.integers(0, 30), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_intervals_of_statsmodels(first, second, confidence):
    expected = confint_proportions_2indep(
        second, 30, first, 40, method="newcomb", compare="diff", alpha=1 - confidence
    )
    assert newcombe(first, 40, second, 30, confidence) == pytest.approx(expected, abs=1e-9)


def test_no_units_no_interval():
    assert np.isnan(newcombe(0, 0, 1, 2, 0.95)).all()
    assert np.isnan(newcombe(1, 2, 0, 0, 0.95)).all()
