"""Published values of keyness and dispersion, to the printed digit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from analysis.stats.keyness import (
    DESCRIPTIVE,
    bic,
    described,
    dispersion,
    g2,
    informative_prior,
    log_odds,
    log_ratio,
    percent_difference,
)

Y1, Y2 = np.array([10.0, 5, 1, 84]), np.array([2.0, 5, 9, 84])
EMMA, OTHERS = 160950, 563667  # words of the target and the reference: inferred from the table


def one(x):
    return np.array([float(x)])


@pytest.mark.parametrize(
    ("prior", "d", "z"),
    [
        (np.full(4, 0.01), None, (2.187251, 0, -2.165787, 0)),
        (np.ones(4), None, (2.121482, 0, -2.183221, 0)),
        (
            informative_prior(Y1 + Y2, total=10),
            (1.482751, 0, -1.922419, 0),
            (2.142500, 0, -2.188060, 0),
        ),
    ],
)
def test_log_odds(prior, d, z):
    found_d, found_z = log_odds(Y1, Y2, prior)
    assert found_z == pytest.approx(z, abs=5e-7)
    if d:
        assert found_d == pytest.approx(d, abs=5e-7)


def test_informative_prior_is_spread_as_the_words_are():
    assert informative_prior(Y1 + Y2, total=10) == pytest.approx([0.6, 0.5, 0.5, 8.4])


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), min_size=2, max_size=9))
def test_swapping_flips_the_log_odds_exactly(counts):
    a, b = np.array(counts, float).T
    forth, back = log_odds(a, b, np.full(len(a), 0.5)), log_odds(b, a, np.full(len(a), 0.5))
    assert (forth[0] == -back[0]).all()
    assert (forth[1] == -back[1]).all()


@pytest.mark.parametrize(
    ("counts", "likelihood", "factor", "ratio"),
    [
        pytest.param((786, 1), 2350.3189, 2336.8255, 11.426616, id="emma"),
        pytest.param((415, 4), 1205.6112, None, 8.505198, id="harriet"),
        pytest.param((389, 0), 1170.5395, None, 11.411857, id="weston"),
    ],
)
def test_novels(counts, likelihood, factor, ratio):
    target, reference = counts
    value = g2(one(target), one(reference), EMMA, OTHERS, cells=2)
    assert value == pytest.approx([likelihood], abs=1e-4)  # the table cuts digits off
    found = log_ratio(one(target), one(reference), EMMA, OTHERS)
    assert found == pytest.approx([ratio], abs=5e-7)
    if factor:
        assert bic(value, EMMA + OTHERS) == pytest.approx([factor], abs=1e-4)


def test_significant_yet_evidence_for_no_difference():
    counts = one(108), one(134), 1e6, 2e6
    assert g2(*counts, cells=2) == pytest.approx([13.280455], abs=5e-7)
    assert g2(*counts, cells=4) == pytest.approx([13.281576], abs=5e-7)
    assert log_ratio(*counts) == pytest.approx([0.688798], abs=5e-7)
    assert percent_difference(*counts) == pytest.approx([61.194030], abs=5e-7)
    assert bic(g2(*counts, cells=2), 3e6) == pytest.approx([-1.633668], abs=5e-7)


def test_forms_of_g2_differ_widely_in_small_texts():
    # b b b b b b b a a a against a a a a a a a b b: word a
    assert g2(one(3), one(7), 10, 9, cells=2) == pytest.approx([2.094839], abs=5e-7)
    assert g2(one(3), one(7), 10, 9, cells=4) == pytest.approx([4.534939], abs=5e-7)


def test_undefined_is_missing():
    assert np.isnan(percent_difference(one(3), one(0), 10, 10)).all()
    assert np.isnan(log_ratio(one(0), one(0), 10, 10)).all()
    assert g2(one(0), one(0), 10, 10, cells=4).tolist() == [0]


def test_dispersion_of_gries_corpus():
    parts = ["bamnibeup", "basatbewqn", "bcagabesta", "baghabeaat", "bahaabeaxat"]
    counts = np.array([[part.count(w) for w in "aqz"] for part in parts], float)
    found = dispersion(sparse.csr_array(counts), np.array([len(p) for p in parts], float))
    assert found.dp[:2] == pytest.approx([0.18, 0.8], abs=5e-5)
    assert found.dp_norm[:2] == pytest.approx([0.2195, 0.9756], abs=5e-5)
    assert np.isnan(found.dp[2])


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(10, 99)), min_size=2, max_size=12))
def test_dispersion_formula_and_bounds(parts):
    counts, sizes = np.array(parts, float).T
    found = dispersion(sparse.csr_array(counts[:, None]), sizes)
    if not counts.sum():
        assert np.isnan(found.dp[0])
        return
    expected = np.abs(counts / counts.sum() - sizes / sizes.sum()).sum() / 2
    assert found.dp[0] == pytest.approx(expected, abs=1e-12)
    assert -1e-12 <= found.dp_norm[0] <= 1 + 1e-12


def test_described_has_the_published_values_of_novels():
    """Emma, Harriet and Weston in two articles of the target and one of the reference."""
    counts = np.array([[700.0, 15, 389, 0], [86, 400, 0, 0], [1, 4, 0, 0]])
    sizes = np.array([60950.0, 100000, OTHERS])
    found = described(sparse.csr_array(counts), sizes, np.array([True, True, False]))
    assert list(found) == list(DESCRIPTIVE)
    assert found["g2_two_cell"][:3] == pytest.approx(
        [2350.3189, 1205.6112, 1170.5395], abs=1e-4
    )
    assert found["bic"][0] == pytest.approx(2336.8255, abs=1e-4)
    assert found["log_ratio"][:3] == pytest.approx([11.426616, 8.505198, 11.411857], abs=5e-7)
    assert found["count_others"].tolist() == [1, 4, 0, 0]
    assert found["percent_diff"][0] == pytest.approx(100 * (786 / EMMA * OTHERS - 1))
    assert np.isnan(found["percent_diff"][2])
    for name in ("log_odds", "log_odds_z", "log_ratio", "dp"):
        assert np.isnan(found[name]).tolist() == [False, False, False, True]


def test_words_without_a_column_belong_to_the_vocabulary_of_the_log_odds():
    counts = sparse.csr_array(np.stack([Y1, Y2]))
    whole = described(counts, np.array([100.0, 100]), np.array([True, False]))
    some = described(counts[:, :3], np.array([100.0, 100]), np.array([True, False]))
    expected = log_odds(Y1, Y2, informative_prior(Y1 + Y2))
    assert whole["log_odds"] == pytest.approx(expected[0])
    assert some["log_odds_z"] == pytest.approx(expected[1][:3])


def test_where_one_side_has_no_words_nothing_is_described():
    found = described(sparse.csr_array(np.array([[3.0], [2.0]])), np.ones(2), np.ones(2, bool))
    assert found.pop("count_others").tolist() == [0]
    assert all(np.isnan(values).all() for values in found.values())
