import numpy as np
import pytest
from scipy import sparse, stats

from analysis.stats.level import Levels, levels, wider

Y = [5.0, 3, 2, 6, 1, 4, 0, 3]
N = np.array([100.0, 120, 100, 300, 50, 100, 90, 100])


def level_of(*columns, exposure=N, confidence=0.95):
    return levels(sparse.csr_array(np.array(columns).T), exposure, confidence=confidence)


def test_published_level():
    own = level_of(Y)
    assert 1000 * own.value[0] == pytest.approx(25, abs=5e-6)
    assert own.log_se[0] == pytest.approx(0.204124, abs=5e-7)
    assert own.df[0] == pytest.approx(3.64600, abs=5e-6)
    assert 1000 * own.low[0] == pytest.approx(13.87046, abs=5e-6)
    assert 1000 * own.high[0] == pytest.approx(45.05979, abs=5e-6)


def test_formula_written_out():
    rng = np.random.default_rng(0)
    y, n = rng.negative_binomial(0.5, 0.1, size=30).astype(float), rng.integers(50, 900, 30)
    h, rate = n / n.sum(), y.sum() / n.sum()
    d = (y - rate * n) / (1 - h)
    v = 29 / 30 * (d**2).sum()
    df = max(1, 2 / ((h**2).sum() + (d**4).sum() / (d**2).sum() ** 2) - 1)
    reach = stats.t.ppf(0.95, df) * max(np.sqrt(v) / y.sum(), y.sum() ** -0.5)
    own = level_of(y, exposure=n.astype(float), confidence=0.9)
    assert own.low[0] == pytest.approx(rate * np.exp(-reach))
    assert own.high[0] == pytest.approx(rate * np.exp(reach))


@pytest.mark.parametrize("lengths", [[230.0] * 10, [230.0] * 9 + [260.0]])
def test_counts_as_regular_as_can_be_have_the_error_of_poisson(lengths):
    # residuals near 0, all in one event's length, must not take the degrees of freedom
    own = level_of([1.0] * 10, exposure=np.array(lengths))
    assert own.df[0] == pytest.approx(9, abs=0.1)
    reach = stats.t.ppf(0.975, own.df[0]) / np.sqrt(10)
    assert own.high[0] / own.value[0] == pytest.approx(np.exp(reach))


def test_lumpiness_counts_by_the_square_of_the_residuals_part():
    # eight events of 100 words: residuals sum to 0, and V is (7/8)(8/7)² sum of d²
    y = np.array([5.0, 5, 5, 5, 5, 5, 5, 7])
    d2, d4 = ((y - 5.25) ** 2).sum(), ((y - 5.25) ** 4).sum()
    part = 8 / 7 * d2 / (42 / 2)
    assert part < 1
    lumpy = max(d4 / d2**2 * part**2, 1 / 8)
    own = level_of(y, exposure=np.full(8, 100.0))
    assert own.df[0] == pytest.approx(2 / (1 / 8 + lumpy) - 1)


def test_items_are_apart():
    both = level_of(Y, [0.0, 0, 0, 9, 0, 0, 0, 0])
    assert both.low[0] == level_of(Y).low[0]


def test_nothing_counted_has_the_level_zero_and_no_interval():
    own = level_of([0.0] * 8)
    assert own.value[0] == 0
    assert np.isnan([own.low[0], own.high[0]]).all()


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_what_one_event_carries_has_a_level_and_no_interval(confidence):
    own = level_of([0.0, 0, 7, 0, 0, 0, 0, 0], confidence=confidence)
    assert own.value[0] == 7 / N.sum()
    assert np.isnan([own.low[0], own.high[0]]).all()


def test_an_interval_ends_a_hundredfold_away():
    """Eight even events: V and df from the formula alone say which counts reach how far."""
    n = np.full(8, 100.0)
    for often in range(1, 60):
        y = np.array([often, 1.0, 0, 0, 0, 0, 0, 0])
        d = (y - y.mean()) * 8 / 7
        df = max(1, 2 / (1 / 8 + (d**4).sum() / (d**2).sum() ** 2) - 1)
        se = max(np.sqrt(7 / 8 * (d**2).sum()) / y.sum(), y.sum() ** -0.5)
        reach = np.exp(stats.t.ppf(0.975, df) * se)
        own = level_of(y, exposure=n)
        assert np.isnan(own.high[0]) == (reach > 100)
        if reach <= 100:
            assert own.high[0] / own.value[0] == pytest.approx(reach)


def test_the_wider_of_two_is_missing_where_either_is():
    """Columns: both known, none over outlets, none over events, one event alone."""
    nan = np.nan
    half = {"low": [0.5, nan, 0.5, 0.5], "high": [2.0, nan, 2.0, 2.0], "df": [3.0, 1, 3, 3]}
    whole = {"low": [0.4, 0.4, nan, nan], "high": [3.0, 3.0, nan, nan], "df": [5.0, 5, 1, nan]}
    own, other = (
        Levels(value=np.ones(4), log_se=np.ones(4), **{k: np.array(v) for k, v in ends.items()})
        for ends in (half, whole)
    )
    found = wider(own, other)
    np.testing.assert_array_equal(found.low, [0.4, nan, nan, 0.5])
    np.testing.assert_array_equal(found.high, [3.0, nan, nan, 2.0])
    turned = wider(other, own)
    np.testing.assert_array_equal(turned.high[:2], [3.0, nan])


def test_one_event_has_no_interval():
    own = level_of([4.0], exposure=np.array([200.0]))
    assert own.value[0] == 0.02
    assert np.isnan([own.low[0], own.high[0]]).all()


def test_no_event_has_no_level():
    assert np.isnan(level_of([], exposure=np.array([])).value).all()


def test_coverage_of_bursty_counts():
    rng = np.random.default_rng(4)
    n = np.round(rng.lognormal(np.log(800), 0.4, 20))
    rates = rng.gamma(1.0, size=(20, 2000)) * rng.gamma(2, 0.5, size=(20, 2000))
    counts = rng.poisson(0.01 * n[:, None] * rates).astype(float)
    own = levels(sparse.csr_array(counts), n, confidence=0.95)
    covered = ((own.low <= 0.01) & (own.high >= 0.01)).mean()
    assert 0.93 < covered < 0.995
