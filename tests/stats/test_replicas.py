"""Studies drawn from a pilot: what is drawn, what is kept, what is planted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from analysis.stats.replicas import (
    Size,
    at_length,
    draw_sides,
    draw_within,
    pilot_of,
    planted,
)


@pytest.fixture
def three_outlets():
    """Four events, three of them shared by outlet 0; each cell has its own count and length."""
    event = np.array([0, 0, 0, 1, 1, 2, 2, 3])
    return pilot_of(
        sparse.csr_array(np.arange(1.0, 9.0)[:, None]),
        100.0 * np.arange(1, 9),
        event=event,
        outlet=np.array([0, 1, 2, 0, 1, 0, 2, 1]),
        group=np.array([0, 1, 2, 0, 1, 0, 2, 1]),
        unit="cell",
    )


def test_whole_events_are_drawn_of_those_that_the_group_shares(three_outlets):
    assert three_outlets.shared_by(0).tolist() == [0, 1, 2]
    drawn = draw_within(
        three_outlets, 50, group=0, size=Size(n_events=4), rng=np.random.default_rng(1)
    )
    of_event = {frozenset({0, 1, 2}), frozenset({3, 4}), frozenset({5, 6})}
    found = [frozenset(drawn.cell[drawn.event == e].tolist()) for e in range(200)]
    assert set(found) == of_event
    assert drawn.own.tolist() == np.isin(drawn.cell, [0, 3, 5]).tolist()
    assert (np.bincount(drawn.run) > 0).all()
    assert (drawn.event // 4 == drawn.run).all()


def test_contents_are_dealt_within_their_event_and_to_nobody_twice(three_outlets):
    drawn = draw_within(
        three_outlets, 300, group=0, size=Size(n_events=3), rng=np.random.default_rng(2)
    )
    for event in range(60):
        here = drawn.event == event
        assert sorted(drawn.source[here]) == sorted(drawn.cell[here])
    # Whose text the group gets is a matter of chance: each of three cells as often.
    of_first = drawn.own & (drawn.cell == 0)
    share = np.bincount(drawn.source[of_first], minlength=3)[:3] / of_first.sum()
    assert share == pytest.approx(np.full(3, 1 / 3), abs=4 * np.sqrt(2 / 9 / of_first.sum()))


@pytest.mark.parametrize("wanted", [2, 3, 5, 8])
def test_events_of_more_or_fewer_outlets_repeat_the_others_evenly(three_outlets, wanted):
    size = Size(n_events=2, n_outlets=wanted)
    drawn = draw_within(three_outlets, 40, group=0, size=size, rng=np.random.default_rng(3))
    assert set(np.bincount(drawn.event)) == {wanted}
    assert (np.bincount(drawn.event, drawn.own) == 1).all()
    for event in range(80):
        others = drawn.cell[(drawn.event == event) & ~drawn.own]
        if set(others) <= {1, 2}:  # the event of three outlets
            often = np.bincount(others, minlength=3)[1:]
            assert often.max() - often.min() <= 1


def test_articles_come_from_the_cell_or_if_it_has_one_from_its_event():
    pilot = pilot_of(
        sparse.csr_array(np.array([[1.0], [2.0], [4.0], [64.0]])),
        np.array([10.0, 10, 10, 10]),
        event=np.array([0, 0, 0, 1]),
        outlet=np.array([0, 0, 1, 1]),
        group=np.array([0, 0, 1, 1]),
        unit="cell",
    )
    cell = np.repeat([0, 1], 200)
    count, among = pilot.contents(cell, np.zeros(400, int), 1, np.random.default_rng(4))
    assert set(count[:200]) == {1.0, 2.0}
    assert set(count[200:]) == {1.0, 2.0, 4.0}
    assert set(among) == {10.0}
    assert pilot.length(np.array([0, 1]), 3).tolist() == [30.0, 30.0]
    assert pilot.contents(np.array([0]), np.array([0]), None, np.random.default_rng(4)) == (
        np.array([3.0]),
        np.array([20.0]),
    )


def test_whole_outlets_are_drawn_for_sides_with_all_their_events(three_outlets):
    rng = np.random.default_rng(5)
    for _ in range(20):
        drawn = draw_sides(three_outlets, 2, size=Size(n_outlets=3), rng=rng)
        for place in np.unique(drawn.place):
            cells = drawn.cell[drawn.place == place]
            outlet = set(three_outlets.cells.outlet[cells])
            assert len(outlet) == 1
            everywhere = {0: [0, 3, 5], 1: [1, 4], 2: [2, 6]}[outlet.pop()]
            assert sorted(cells) == everywhere
        assert (drawn.own == (drawn.place < 3)).all()
        assert drawn.place.max() <= 5
        assert (np.diff(drawn.event) >= 0).all()


def test_sides_of_other_events_have_as_many_as_were_asked_for(three_outlets):
    size = Size(n_outlets=40, n_events=7)
    drawn = draw_sides(three_outlets, 3, size=size, rng=np.random.default_rng(6))
    assert len(np.unique(drawn.event)) == 7
    assert drawn.place.max() == 3 * 40 - 1
    assert drawn.own.sum() == (drawn.place < 40).sum()
    # Cells of one drawn event are those of one event of the pilot.
    pilot_event = three_outlets.cells.event[drawn.cell]
    assert all(len(set(pilot_event[drawn.event == e])) == 1 for e in np.unique(drawn.event))


@given(st.integers(0, 30), st.integers(1, 50), st.integers(1, 50))
def test_a_rate_moves_to_another_length(count, among, length):
    n = 400
    moved = at_length(
        np.full(n, float(count)),
        np.full(n, among),
        np.full(n, length),
        np.random.default_rng(7),
    )
    exact = count * length / among
    assert set(moved) <= {int(np.floor(exact + 1e-9)), int(np.floor(exact + 1e-9)) + 1}
    assert moved.mean() == pytest.approx(exact, abs=4 * 0.5 / np.sqrt(n) + 1e-9)


@pytest.mark.parametrize(
    ("ratio", "own", "others"), [(3.0, 60, 20), (0.25, 15, 60), (1, 60, 60)]
)
def test_the_weaker_side_keeps_a_use_in_ratio(ratio, own, others):
    """Binomial thinning: mean y/ratio, variance y/ratio (1 - 1/ratio)."""
    n = 4_000
    member = np.arange(2 * n) < n
    table = planted(np.full(2 * n, 60), member, np.array([ratio]), np.random.default_rng(8))
    strength = max(ratio, 1 / ratio)
    spread = np.sqrt(60 / strength * (1 - 1 / strength))
    for side, mean in ((member, own), (~member, others)):
        assert table[side].mean() == pytest.approx(mean, abs=4 * spread / np.sqrt(n))
        if mean != 60:
            assert table[side].std() == pytest.approx(spread, rel=0.1)


@given(st.lists(st.floats(0.05, 20), min_size=2, max_size=5, unique=True), st.integers(0, 9))
def test_a_stronger_ratio_leaves_no_more(ratios, seed):
    ratios = np.array(sorted(ratios))
    counts, own = np.array([9, 3, 7, 0]), np.array([True, True, False, False])
    table = planted(counts, own, ratios, np.random.default_rng(seed))
    assert (np.diff(table[own], axis=1) >= 0).all()
    assert (np.diff(table[~own], axis=1) <= 0).all()
    assert (table <= counts[:, None]).all()
    assert (table[own][:, ratios >= 1] == counts[own][:, None]).all()
    assert (table[~own][:, ratios <= 1] == counts[~own][:, None]).all()
