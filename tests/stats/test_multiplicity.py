import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from analysis.stats.multiplicity import benjamini_hochberg, family, fcr_alpha, tarone

ps = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@given(ps)
def test_q_is_that_of_scipy(p):
    assert benjamini_hochberg(np.array(p)) == pytest.approx(false_discovery_control(p))


@given(ps)
def test_missing_p_take_no_part(p):
    with_gaps = np.full(2 * len(p), np.nan)
    with_gaps[::2] = p
    q = benjamini_hochberg(with_gaps)
    assert q[::2] == pytest.approx(benjamini_hochberg(np.array(p)))
    assert np.isnan(q[1::2]).all()


@given(ps, st.sampled_from([0.05, 0.1]))
def test_tarone_by_trying_every_k(p_min, fdr):
    p_min = np.array(p_min)
    k = next(k for k in range(1, len(p_min) + 2) if (p_min <= fdr / k).sum() <= k)
    kept, threshold = tarone(p_min, fdr)
    k = min(k, len(p_min))
    assert threshold == pytest.approx(fdr / k)
    assert (kept == (p_min <= fdr / k)).all()


@given(ps)
def test_what_cannot_be_reached_does_not_cost(p):
    p = np.array(p)
    hopeless = np.full(500, 1.0)
    alone = family(p, np.zeros(len(p)), 0.05)
    crowded = family(np.append(p, hopeless), np.append(np.zeros(len(p)), hopeless), 0.05)
    assert crowded.q[: len(p)] == pytest.approx(alone.q)
    assert not crowded.testable[len(p) :].any()


def test_a_test_without_p_is_not_testable():
    judged = family(np.array([0.001, np.nan]), np.array([0.0, 0.0]), 0.05)
    assert judged.testable.tolist() == [True, False]
    assert judged.q.tolist() == pytest.approx([0.001, np.nan], nan_ok=True)


def test_rounding_does_not_leave_out_what_is_just_attainable():
    kept, _ = tarone(np.array([0.05 * (1 + 2e-16)]), 0.05)
    assert kept.tolist() == [True]


def test_nothing_to_test():
    judged = family(np.array([np.nan]), np.array([np.nan]), 0.05)
    assert not judged.testable.any()
    assert np.isnan(judged.q).all()
    assert fcr_alpha(0.05, 0, 0) == 0.05
