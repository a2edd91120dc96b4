"""Halves, broken tests and shares against other libraries, enumeration and sums by hand."""

from collections import Counter
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.stats import binomtest, chi2_contingency
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import ttest_ind

from analysis.stats.placebo import (
    article_test,
    clopper_pearson,
    compare_rows,
    detectable,
    distinct_halves,
    halves,
    rows_needed,
    shuffled_within,
    token_test,
    too_many,
)

SIZES = st.lists(st.integers(1, 5), min_size=2, max_size=9)


@given(SIZES, st.integers(0, 99))
def test_blocks_stay_whole_and_halves_differ_by_one_block_at_most(sizes, seed):
    block = np.repeat(np.arange(len(sizes)), sizes)
    member = halves(block, np.random.default_rng(seed))
    assert all(len(set(member[block == code])) == 1 for code in block)
    assert member[0]
    assert abs(int(member.sum()) - int((~member).sum())) <= max(sizes)


@pytest.mark.parametrize(("size", "ways"), [(4, comb(4, 2) // 2), (5, comb(5, 2)), (6, 10)])
def test_all_different_halves_turn_up_and_none_twice(size, ways):
    found = distinct_halves(np.arange(size), 50, np.random.default_rng(1))
    assert len({tuple(member) for member in found}) == len(found) == ways


def test_no_more_halves_are_dealt_than_wanted():
    assert len(distinct_halves(np.arange(20), 7, np.random.default_rng(1))) == 7


def test_halves_are_dealt_evenly():
    rng = np.random.default_rng(3)
    with_first = Counter(
        int(k) for _ in range(3000) for k in np.flatnonzero(halves(np.arange(6), rng))
    )
    assert with_first.pop(0) == 3000
    assert all(abs(n / 3000 - 0.4) < 0.04 for n in with_first.values())


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4), st.integers(0, 1)), min_size=1),
    st.integers(0, 99),
)
def test_names_of_cells_change_hands_within_their_stratum(articles, seed):
    stratum, outlet, group = np.array(articles).T
    dealt = shuffled_within(stratum, outlet, group, np.random.default_rng(seed))
    new = list(zip(stratum.tolist(), *(codes.tolist() for codes in dealt), strict=True))
    name_of = dict(zip(articles, new, strict=True))
    assert [name_of[article] for article in articles] == new  # a cell keeps together
    assert Counter(list(name_of)) == Counter(name_of.values())  # every name is given once


def test_labels_are_dealt_in_every_way():
    rng = np.random.default_rng(1)
    code = np.arange(3)
    ways = Counter(
        tuple(shuffled_within(np.zeros(3, int), code, code, rng)[0]) for _ in range(1200)
    )
    assert len(ways) == 6
    assert min(ways.values()) > 150


@given(st.lists(st.integers(-9, 9), min_size=10, max_size=10).filter(lambda x: len(set(x)) > 1))
def test_rows_are_permuted_between_halves(values):
    score = np.array(values, float)[:, None]
    member = np.arange(10) < 5
    sums = [sum(values[k] for k in half) for half in combinations(range(10), 5)]
    seen = sum(values[:5])
    tails = [sum(s >= seen for s in sums), sum(s <= seen for s in sums)]
    lowest = 2 * min(sums.count(max(sums)), sums.count(min(sums))) / len(sums)
    found = compare_rows(score, member, 0.05)
    if lowest > 0.05:
        assert found.p.tolist() == []  # it could decide nothing
    else:
        assert found.p.tolist() == pytest.approx([min(1, 2 * min(tails) / len(sums))])
        assert found.found == (found.p[0] <= 0.05)


def test_rows_without_a_score_take_no_part():
    rng = np.random.default_rng(1)
    score = rng.normal(size=(16, 2))
    score[12:, 1] = np.nan
    member = np.arange(16) % 2 == 0
    both = compare_rows(score, member, 0.05).p
    alone = [
        compare_rows(score[:, :1], member, 0.05),
        compare_rows(score[:12, 1:], member[:12], 0.05),
    ]
    assert both.tolist() == pytest.approx([one.p[0] for one in alone])


def test_a_half_needs_as_many_rows_as_a_side_outlets():
    assert (rows_needed(20), rows_needed(21)) == (5, 10)
    score = np.random.default_rng(1).normal(size=(9, 1))
    assert compare_rows(score, np.arange(9) < 4, 0.05).p.tolist() == []


@pytest.fixture
def articles():
    rng = np.random.default_rng(5)
    counts = rng.poisson(rng.gamma(0.3, 3, size=(30, 8)), size=(30, 8))
    group = np.repeat([0, 1, 2, -1], [8, 8, 8, 6])
    return sparse.csr_array(counts.astype(float)), rng.integers(50, 90, 30) * 1.0, group


def test_tokens_are_tested_as_log_likelihood_tables(articles):
    counts, exposure, group = articles
    p = []
    for code in range(3):
        for item in range(8):
            sides = [group == code, (group >= 0) & (group != code)]
            y = [counts.toarray()[side, item].sum() for side in sides]
            n = [exposure[side].sum() for side in sides]
            table = [[y[0], n[0] - y[0]], [y[1], n[1] - y[1]]]
            p.append(chi2_contingency(table, correction=False, lambda_="log-likelihood")[1])
    found = token_test(counts, exposure[:, None], group, 3, 0.05)
    assert found.p.tolist() == pytest.approx(p)
    assert found.found == multipletests(p, 0.05, "fdr_bh")[0].sum() > 0
    by_item = token_test(counts, np.repeat(exposure[:, None], 8, axis=1), group, 3, 0.05)
    assert by_item.p.tolist() == found.p.tolist()


def test_of_two_groups_one_is_tested(articles):
    counts, exposure, group = articles
    two = np.where(group == 2, 1, group)
    assert len(token_test(counts, exposure[:, None], two, 2, 0.05).p) == 8
    assert len(article_test(counts.toarray(), two, 2, 0.05).p) == 8


def test_articles_are_tested_by_welch(articles):
    values, group = articles[0].toarray(), articles[2]
    values[3, 0] = np.nan
    p = []
    for code in range(3):
        for column in values.T:
            known = np.isfinite(column) & (group >= 0)
            own, rest = column[known & (group == code)], column[known & (group != code)]
            p.append(ttest_ind(own, rest, usevar="unequal")[1])
    found = article_test(values, group, 3, 0.05)
    assert found.p.tolist() == pytest.approx(p)
    assert found.found == multipletests(p, 0.05, "fdr_bh")[0].sum()


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_share_is_the_exact_one(seen):
    found, runs = seen
    exact = binomtest(found, runs).proportion_ci(0.9, method="exact")
    assert clopper_pearson(found, runs, 0.9) == pytest.approx((exact.low, exact.high))


@pytest.mark.parametrize("runs", [1, 2, 10, 20, 77, 200])
def test_too_many_is_the_first_that_chance_hardly_makes(runs):
    def tail(least, share):
        return sum(
            comb(runs, k) * share**k * (1 - share) ** (runs - k) for k in range(least, runs + 1)
        )

    least = too_many(runs, 0.05, 0.01)
    assert tail(least, 0.05) <= 0.01 < tail(least - 1, 0.05)
    told = detectable(runs, 0.05, 0.01)
    assert np.isnan(told) if least > runs else tail(least, told) == pytest.approx(0.8)
