# ruff: noqa: RUF001 - dashes, minus and times signs are meant as they are.
"""Rounding for the eye: digits, units, signs, and what is missing."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.report import numbers

finite = st.floats(min_value=-20, max_value=20, allow_nan=False)


@given(finite)
def test_a_ratio_reads_back_to_within_its_last_digit(log):
    shown = numbers.ratio(log)
    if shown.startswith("<"):
        assert math.exp(log) < 0.0001
    else:
        read = float(shown.removesuffix("×").replace(",", ""))
        assert read == pytest.approx(math.exp(log), rel=0.051)


@given(st.floats(min_value=0.001, max_value=1))
def test_a_share_reads_back_to_within_its_last_digit(value):
    read = float(numbers.share(value).removesuffix("\u202f%"))
    assert read == pytest.approx(100 * value, rel=0.051)


@given(st.floats(min_value=-9, max_value=9))
def test_a_difference_keeps_its_sign_or_is_nothing(value):
    shown = numbers.signed(value)
    read = float(shown.replace("−", "-"))
    assert abs(read - value) <= 0.005 + 1e-12
    assert shown[0] in "+−" or read == 0


@pytest.mark.parametrize("write", [numbers.ratio, numbers.share, numbers.rate, numbers.signed])
def test_missing_is_a_dash_and_never_zero(write):
    assert write(math.nan) == "–"


@pytest.mark.parametrize(
    ("scale", "low", "high", "shown"),
    [
        (numbers.RATIO, 0.34, 1.36, "1.4–3.9"),
        (numbers.RATIO, -math.inf, math.inf, "0–∞"),
        (numbers.RATIO, math.nan, math.nan, ""),
        (numbers.SHARE, 0.1, 0.523, "10–52"),
        (numbers.MEAN, -0.2, 0.05, "−0.20 to +0.05"),
        (numbers.RATE, 1.25, math.nan, "from 1.2"),
        (numbers.RATE, math.nan, 1.25, "up to 1.2"),
        (numbers.RATIO, math.nan, math.inf, ""),
        (numbers.RATIO, -math.inf, math.nan, ""),
    ],
)
def test_intervals(scale, low, high, shown):
    assert scale.interval(low, high) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0004, "< .001"), (0.0312, ".031"), (0.05, ".05"), (0.9999, "1"), (0.5, ".5")],
)
def test_p_values(value, shown):
    assert numbers.chance(value) == shown
