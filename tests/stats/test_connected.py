"""Which outlets can be ranked: small graphs by eye, and every way to part them."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.stats.cautions import ALONE
from analysis.stats.connected import LONE, NEVER, NO_RATIO, NOT_JOINED, ONE_EVENT, comparable

tables = arrays(bool, st.tuples(st.integers(1, 6), st.integers(1, 5)))


def table(text):
    """Read "110|011": a row for each event, a column for each outlet."""
    return np.array([[sign == "1" for sign in event] for event in text.split("|")])


@pytest.mark.parametrize(
    ("present", "reasons"),
    [
        pytest.param("11|11", ["", ""], id="two events join them"),
        pytest.param("11|10", [LONE, ONE_EVENT], id="one event joins them"),
        pytest.param("10|01", [ALONE, ALONE], id="nothing joins them"),
        pytest.param("11000|11000|00111|00111", [NOT_JOINED] * 2 + [""] * 3, id="the larger"),
        pytest.param("1100|1100|0011|0011", ["", "", NOT_JOINED, NOT_JOINED], id="the first"),
        pytest.param("110|110|011|011", ["", "", ""], id="a chain"),
        pytest.param("110|110|011", ["", "", ONE_EVENT], id="a chain of one event"),
        pytest.param("110|011|101", ["", "", ""], id="a ring: no event is the only one"),
    ],
)
def test_graphs_by_eye(present, reasons):
    kept, reason = comparable(table(present))
    assert reason.tolist() == reasons
    assert (kept == (reason == "")).all()


@pytest.mark.parametrize(
    ("counted", "reasons"),
    [
        pytest.param("110|110|110", ["", "", NEVER], id="one never uses it"),
        pytest.param("100|100|100", [LONE, NEVER, NEVER], id="one alone uses it"),
        pytest.param("100|010|011", ["", "", ""], id="each somewhere"),
    ],
)
def test_counts_by_eye(counted, reasons):
    assert comparable(table("111|111|111"), table(counted))[1].tolist() == reasons


def test_an_outlet_that_only_wins_has_no_finite_ratio():
    """Outlet 2 uses it where 0 and 1 do not, and nowhere else meets a use of theirs."""
    present, counted = table("110|110|111|111"), table("100|010|001|001")
    assert comparable(present, counted)[1].tolist() == ["", "", NO_RATIO]


@given(tables)
def test_who_is_kept_stays_joined_whichever_event_is_left_out(present):
    kept, reason = comparable(present)
    assert ((reason == "") == kept).all()
    assert kept.sum() != 1
    for event in range(len(present)):
        assert in_one_piece(np.delete(present[:, kept], event, axis=0), kept.sum())


@given(st.integers(0, 10_000))
def test_a_finite_fit_exists_for_who_is_kept(seed):
    """Ford: of every two sets each counts it in an event that the other reports."""
    rng = np.random.default_rng(seed)
    present = rng.random((5, 4)) < 0.8
    counted = present & (rng.random((5, 4)) < 0.4)
    kept, _ = comparable(present, counted)
    present, counted = present[:, kept], counted[:, kept]
    outlets = range(int(kept.sum()))
    for size in range(1, len(outlets)):
        for some in itertools.combinations(outlets, size):
            inside = np.isin(outlets, some)
            assert (counted[:, inside].any(1) & present[:, ~inside].any(1)).any()


@given(tables, st.randoms())
def test_the_order_of_events_and_a_lone_event_change_nothing(present, random):
    order = list(range(len(present)))
    random.shuffle(order)
    alone = np.zeros((1, present.shape[1]), bool)
    alone[0, 0] = True
    more = np.concatenate([present[order], alone])
    assert (comparable(more)[0] == comparable(present)[0]).all()


def in_one_piece(present, n):
    reached, last = {0} if n else set(), None
    while reached != last:
        last = set(reached)
        for event in present:
            members = set(np.flatnonzero(event).tolist())
            if members & reached:
                reached |= members
    return len(reached) == n
