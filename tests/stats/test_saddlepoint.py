import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.stats.saddlepoint import Draws, Points, draws, edge, upper_tail

ONE = np.zeros(1, int)


@given(
    st.integers(2, 7).flatmap(
        lambda m: st.tuples(
            st.lists(st.integers(-20, 20), min_size=m, max_size=m), st.integers(1, m - 1)
        )
    ),
    st.sampled_from([0.0, 0.3, 2.0, 50.0]),
)
def test_cumulants_are_those_of_all_draws(table, tilt):
    scores, k = np.array(table[0], float), table[1]
    scores -= scores.mean()
    sums = np.array([sum(c) for c in itertools.combinations(scores, k)])
    weight = np.exp(tilt * (sums - sums.max()))
    mean = (weight * sums).sum() / weight.sum()
    expected = (
        np.log(weight.mean()) + tilt * sums.max(),
        mean,
        (weight * (sums - mean) ** 2).sum() / weight.sum(),
    )
    # sorted and summed by swaps, whatever the fastest form is
    by_swaps = Draws(item=ONE, score=-np.sort(-scores)[:, None], drawn=k)
    for part in (draws(ONE, scores[:, None], k), by_swaps):
        found = [float(x[0]) for x in part.cumulants(np.array([tilt]))]
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-8)


@given(st.lists(st.integers(-3, 3), min_size=2, max_size=7), st.data())
def test_edge_is_the_largest_sum_and_its_chance(scores, data):
    k = data.draw(st.integers(1, len(scores) - 1))
    scores = np.array(scores, float) - np.mean(scores)
    sums = np.array([sum(c) for c in itertools.combinations(scores, k)])
    best, log_chance = edge([draws(ONE, scores[:, None], k)], 1)
    assert best[0] == pytest.approx(sums.max(), abs=1e-9)
    assert np.exp(log_chance[0]) == pytest.approx((sums > sums.max() - 1e-9).mean())


def test_tail_of_many_coins_is_the_binomial_tail():
    n = 400
    coins = Points(item=np.repeat(np.arange(3), n), value=np.tile([[0.5], [-0.5]], (1, 3 * n)))
    heads = np.array([230, 260, 300])
    tail = upper_tail([coins], heads - n / 2.0, np.full(3, n / 4))
    # a lattice: the smooth tail is that of the middle between two steps
    lower, upper = stats.binom.sf(heads, n, 0.5), stats.binom.sf(heads - 1, n, 0.5)
    assert ((lower < tail) & (tail < upper)).all()
    assert tail == pytest.approx(np.sqrt(lower * upper), rel=0.05)


def test_tail_far_out_in_a_large_stratum_has_no_overflow():
    rng = np.random.default_rng(1)
    score = rng.exponential(size=(300, 1)) * 1000
    score -= score.mean()
    top = np.sort(score[:, 0])[::-1][:150].sum()
    variance = 150 * 150 / (300 * 299) * (score**2).sum(axis=0)
    tail = upper_tail([draws(ONE, score, 150)], np.array([0.999 * top]), variance)
    assert 0 < tail[0] < 1e-60


def test_tail_agrees_with_draws_at_random():
    rng = np.random.default_rng(2)
    score = rng.gamma(0.3, size=(5, 40))
    score -= score.mean(axis=0)
    pairs = np.array([score[list(c)].sum(axis=0) for c in itertools.combinations(range(5), 2)])
    drawn = pairs[rng.integers(0, 10, size=(200_000, 40)), np.arange(40)].sum(axis=1)
    target = np.quantile(drawn, [0.9, 0.99, 0.999])
    part = draws(np.repeat(np.arange(3), 40), np.tile(score, 3), 2)
    variance = np.full(3, 2 * 3 / (5 * 4) * (score**2).sum())
    tail = upper_tail([part], target, variance, normal_below=0.5)
    assert tail == pytest.approx([0.1, 0.01, 0.001], rel=0.1)


def test_items_without_spread_have_tail_one():
    part = Points(item=np.zeros(2, int), value=np.zeros((2, 2)))
    assert upper_tail([part], np.array([0.0]), np.array([0.0])).tolist() == [1.0]


def test_tail_never_falls_under_the_chance_of_the_largest_sum():
    coins = Points(item=np.zeros(20, int), value=np.tile([[0.5], [-0.5]], (1, 20)))
    tail = upper_tail([coins], np.array([9.9]), np.array([5.0]))
    assert tail[0] == pytest.approx(2.0**-20)
