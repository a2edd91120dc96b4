"""The oracles of one group against the others in the same events, and brute force."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from analysis.stats.cells import Strata, collapse, lay_out, strata_of
from analysis.stats.exact import arrangements
from analysis.stats.interval import invert
from analysis.stats.saddlepoint import upper_tail
from analysis.stats.studentised import log_chance_of_seen, studentised_tail
from analysis.stats.within import WithinTest, deal, reach, score

B1 = "4,1,0|2,0,1|3,1,1|5,2,0|1,0,0|2,3,1"
B2 = B1 + "|0,1,0|6,1,2"
B2_N = "100,120,80|200,100,100|100,150,50|90,90,90|100,100,100|80,100,120|100,50,50|300,100,100"
B3 = "0,3,2|1,2,2|0,1,0|0,4,1|1,1,3|0,0,2|1,4,0|0,2,2"
O1, O1_N = "3,1|2,0|4,1", "100,100|200,100|150,150"
O2 = "5,1|3,0|2,2|6,2|1,0|4,1|0,1|3,1"
O2_N = "100,100|120,80|100,200|300,100|50,50|100,100|90,110|100,100"
O3, O3_N = "4,1,0|2,0,1|3,1,1", "100,100,100|200,100,100|100,150,50"
O4, O4_N = "3,2,0,1|4,1,1,0|2,2,1,0|5,3,1,1", "|".join(["100,120,100,80"] * 4)
O5 = "2,0|1,0|3,1|1,0|2,0|1,0"
O6 = "9,0|0,0|0,0"
EVERY = np.array([True])


def cells_of(table):
    m, n_events = table.counts.shape
    return collapse(
        sparse.csr_array(table.counts.T.reshape(-1, 1)),
        table.exposure.T.ravel(),
        event=np.repeat(np.arange(n_events), m),
        outlet=np.tile(np.arange(m), n_events),
        group=np.tile(np.arange(m) >= table.drawn, n_events).astype(int),
        unit="cell",
    )


def found(table):
    cells = cells_of(table)
    return score(cells, lay_out(cells), 0)


def lowest(table):
    cells = cells_of(table)
    return float(reach(cells, lay_out(cells), 0).p_min[0])


def exact(table):
    """p_perm and p_stud by enumeration, whatever the number of arrangements."""
    dealt = deal([table], 1)
    [(_, every)] = arrangements(dealt.parts, EVERY)
    u = float(dealt.u[0])
    side = (
        every if u >= 0 else type(every)(total=-every.total, squares=every.squares, chance=None)
    )
    return every.two_sided(u), side.studentised(float(dealt.statistic[0]))


def smooth(table):
    """p_perm and p_stud by saddlepoint."""
    dealt = deal([table], 1)
    sign = np.sign(dealt.u)
    [part], [seen] = [p.signed(sign) for p in dealt.parts], dealt.seen
    perm = 2 * upper_tail([part], np.abs(dealt.u), dealt.variance)
    log_seen = log_chance_of_seen(part, sign[0] * seen).sum()
    stud = 2 * studentised_tail([part], dealt.statistic, dealt.variance, np.array([log_seen]))
    return float(perm[0]), float(stud[0])


def ratio_interval(table, alpha=0.05):
    test = WithinTest(tables=[table], n_items=1)
    ends = invert(
        lambda items, effect: test.only(items).at(effect),
        found(table).log_ratio,
        test.p(),
        alpha,
    )
    return tuple(float(np.exp(end[0])) for end in ends)


def p_of(table):
    return float(WithinTest(tables=[table], n_items=1).p()[0])


def close(value, digits=7):
    """Equal to the digits that the oracle prints."""
    return pytest.approx(value, abs=0.5 * 10**-digits)


def test_b1_three_cells(strata):
    table = strata(B1)
    dealt = deal([table], 1)
    assert float(dealt.u[0]) == close(8)
    assert float(dealt.squares[0]) == close(15.7777778)
    assert float(dealt.statistic[0]) == close(2.0140353)
    assert exact(table) == (close(0.0137174), close(0.0082305))
    assert smooth(table) == (close(0.0070882), close(0.0064215))
    assert float(np.exp(found(table).log_ratio[0])) == close(3.4)
    assert p_of(table) == close(0.0137174)  # 729 arrangements: enumerated, and the larger


def test_b2_unequal_exposures(strata):
    table = strata(B2, B2_N)
    assert float(deal([table], 1).statistic[0]) == close(2.0127600)
    assert exact(table) == (close(0.0121933), close(0.0134126))
    assert smooth(table) == (close(0.0107549), close(0.0125854))
    assert float(np.exp(found(table).log_ratio[0])) == close(2.445783, 6)
    low, high = ratio_interval(table)
    assert (low, high) == (close(1.2531, 4), close(7.9195, 4))


def test_b3_used_less(strata):
    table = strata(B3)
    dealt = deal([table], 1)
    assert float(dealt.u[0]) == close(-7.6666667)
    assert float(dealt.statistic[0]) == close(2.5245780)
    assert exact(table) == (close(0.0134126), close(0.0097546))
    # the published .0075647 stops its search for the minimum a little early
    assert smooth(table) == (close(0.0066888), pytest.approx(0.0075647, rel=3e-5))
    assert float(np.exp(found(table).log_ratio[0])) == close(0.206897, 6)
    low, high = ratio_interval(table)
    assert (low, high) == (close(0.0302, 4), close(0.5341, 4))


def test_o1_three_pairs(strata):
    table = strata(O1, O1_N)
    assert float(found(table).u[0]) == close(3.1666667)
    assert float(found(table).variance[0]) == close(3.6944444)
    assert float(np.exp(found(table).log_ratio[0])) == close(4.1666667)
    assert p_of(table) == 0.25
    assert ratio_interval(table) == (0, np.inf)


def test_o2_eight_pairs(strata):
    table = strata(O2, O2_N)
    scored = found(table)
    assert float(scored.u[0]) == close(6.4166667)
    assert float(scored.variance[0]) == close(9.5869444)
    assert float(scored.u[0] / np.sqrt(scored.variance[0])) == close(2.0723799)
    assert float(np.exp(scored.log_ratio[0])) == close(2.5587045)
    assert p_of(table) == 0.03125
    assert smooth(table)[0] == close(0.0283289)


@pytest.mark.usefixtures("never_enumerate")
def test_o2_interval_by_saddlepoint(strata):
    low, high = ratio_interval(strata(O2, O2_N))
    assert (low, high) == (close(1.1886, 4), close(6.826, 3))


def test_o2_interval_by_enumeration_ends_where_arrangements_tie(strata):
    low, high = ratio_interval(strata(O2, O2_N))
    assert (low, high) == (pytest.approx(10 / 9, abs=1e-6), pytest.approx(7.4, abs=1e-6))


def test_o3_an_event_of_the_group_alone_changes_nothing(strata):
    # the fourth event, "5,2" on 80 and 90 words, holds only the group's cells: no table
    table = strata(O3, O3_N)
    assert float(found(table).u[0]) == close(4.1666667)
    assert float(found(table).variance[0]) == close(4.5324074)
    assert exact(table)[0] == pytest.approx(2 / 27)
    assert float(np.exp(found(table).log_ratio[0])) == close(3.7777778)


def test_o4_two_cells_of_four(strata):
    table = strata(O4, O4_N, drawn=2)
    scored = found(table)
    assert float(scored.u[0]) == close(7.15)
    assert float(scored.variance[0]) == close(8.1783333)
    assert float(np.exp(scored.log_ratio[0])) == close(3.6)
    [(_, every)] = arrangements(deal([table], 1).parts, EVERY)
    assert len(every.total) == 1296
    assert exact(table)[0] == close(0.0030864)
    dealt = deal([table], 1)
    assert float(2 * upper_tail(dealt.parts, dealt.u, dealt.variance)[0]) == close(0.0023279)


def test_o5_largest_score(strata):
    table = strata(O5)
    assert float(found(table).u[0]) == close(4.5)
    assert float(found(table).variance[0]) == close(3.75)
    assert p_of(table) == 2 / 64
    assert lowest(table) == pytest.approx(2 / 64)
    assert float(np.exp(found(table).log_ratio[0])) == close(10)
    assert smooth(table)[0] == pytest.approx(2 / 64)  # the floor, reached exactly


def test_o6_one_article(strata):
    table = strata(O6)
    assert p_of(table) == 1
    assert found(table).log_ratio[0] == np.inf
    assert ratio_interval(table) == (0, np.inf)


def test_pairs_have_one_p(strata):
    assert exact(strata(O2, O2_N))[0] == exact(strata(O2, O2_N))[1]


small_tables = st.tuples(st.integers(2, 4), st.integers(1, 4)).flatmap(
    lambda shape: st.tuples(
        st.lists(
            st.lists(st.integers(0, 6), min_size=shape[0], max_size=shape[0]),
            min_size=shape[1],
            max_size=shape[1],
        ),
        st.lists(
            st.lists(st.integers(50, 400), min_size=shape[0], max_size=shape[0]),
            min_size=shape[1],
            max_size=shape[1],
        ),
        st.integers(1, shape[0] - 1),
    )
)


@given(small_tables)
def test_p_is_that_of_every_arrangement(strata, table):
    counts, exposure, drawn = np.array(table[0], float).T, np.array(table[1], float).T, table[2]
    m, n_events = counts.shape
    r = counts - exposure * counts.sum(axis=0) / exposure.sum(axis=0)
    seen = r[:drawn].sum(axis=0)
    choices = [list(itertools.combinations(range(m), drawn))] * n_events
    sums = np.array(
        [
            [r[list(c), e].sum() for e, c in enumerate(way)]
            for way in itertools.product(*choices)
        ]
    )
    u, squares = sums.sum(axis=1), (sums**2).sum(axis=1)
    up, down = (u >= seen.sum() - 1e-9).mean(), (u <= seen.sum() + 1e-9).mean()
    p = min(1, 2 * min(up, down))
    if (seen**2).sum() > 1e-12 and abs(seen.sum()) > 1e-9:
        t = seen.sum() / np.sqrt((seen**2).sum())
        ratio = np.where(squares > 1e-15, u / np.sqrt(np.maximum(squares, 1e-300)), 0)
        p = max(p, min(1, 2 * (np.sign(t) * ratio >= abs(t) - 1e-9).mean()))
    made = strata(counts, exposure, drawn)
    scored = found(made)
    few = len(u) <= 1024
    assert p_of(made) == pytest.approx(p) if few else True
    assert float(scored.u[0]) == pytest.approx(seen.sum(), abs=1e-9)
    assert float(scored.variance[0]) == pytest.approx(u.var(), abs=1e-9)
    extreme = 2 * min((u > u.max() - 1e-9).mean(), (u < u.min() + 1e-9).mean())
    assert np.isnan(lowest(made)) == (not scored.n_events[0])
    assert np.isnan(lowest(made)) or lowest(made) == pytest.approx(min(1, extreme))


@given(small_tables, st.sampled_from([0.05, 0.1, 0.2]))
def test_interval_leaves_out_one_exactly_when_p_is_at_most_alpha(strata, table, alpha):
    made = strata(np.array(table[0]).T, np.array(table[1]).T, table[2])
    if not np.isfinite(found(made).log_ratio[0]):
        return
    low, high = ratio_interval(made, alpha)
    assert (low > 1 or high < 1) == (p_of(made) <= alpha)


@pytest.mark.parametrize("seed", range(4))
def test_interval_agrees_with_p_by_saddlepoint(strata, seed):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.gamma(1, size=(3, 25)) * np.array([[2.2], [1], [1]]))
    made = strata(counts, rng.integers(200, 600, size=(3, 25)))
    p = p_of(made)
    for alpha in (p * (1 - 1e-6), p * (1 + 1e-6)):
        low, high = ratio_interval(made, alpha)
        assert (low > 1 or high < 1) == (p <= alpha)
    low, high = ratio_interval(made, 0.05)
    assert low < np.exp(found(made).log_ratio[0]) < high


def test_studentised_tail_agrees_with_draws_at_random(strata):
    rng = np.random.default_rng(5)
    counts = rng.poisson(rng.gamma(0.7, size=(4, 30)) * np.array([[4.0], [1], [1], [1]]))
    table = strata(counts)
    r = table.residual
    sums = r[rng.integers(0, 4, size=(200_000, 30)), np.arange(30)]
    u, q = sums.sum(axis=1), (sums**2).sum(axis=1)
    t = float(deal([table], 1).statistic[0])
    drawn = 2 * (u / np.sqrt(q) >= t).mean()
    assert 0 < drawn < 0.1
    assert smooth(table)[1] == pytest.approx(drawn, rel=0.2)


def test_a_burstier_group_gets_the_larger_p(strata):
    counts = np.array([[12, 0, 0], [0, 1, 1], [14, 1, 0], [0, 0, 1], [11, 1, 1]] * 3).T
    perm, stud = smooth(strata(counts))
    assert stud > perm
    assert p_of(strata(counts)) == pytest.approx(max(perm, stud))


def test_interval_leaves_out_one_when_p_is_alpha(strata):
    low, _ = ratio_interval(strata(O1, O1_N), 0.25)
    assert low > 1


@given(st.lists(st.integers(1, 999), min_size=2, max_size=6), st.floats(0.1, 9))
def test_counts_in_proportion_to_exposure_hold_no_information(strata, counts, factor):
    table = strata(np.array([counts]).T, np.array([counts]).T * factor)
    assert not table.residual.any()
    assert found(table).n_events[0] == 0
    assert np.isnan(lowest(table))


def test_shares_of_the_evidence(strata):
    table = strata("3,1,2|0,0,6")  # residuals 1,-1,0 and -2,-2,4: evidence 2 + 24
    assert float(found(table).largest_event_share[0]) == pytest.approx(24 / 26)
    share = WithinTest(tables=[table], n_items=1).largest_outlet_share()
    assert float(share[0]) == pytest.approx(16 / 26)


@pytest.mark.parametrize("drawn", [1, 2])
def test_p_by_the_normal_tail_is_that_of_the_full_test(drawn):
    rng = np.random.default_rng(drawn)
    counts = rng.poisson(rng.gamma(0.5, size=(48, 200)))
    side = np.tile([0, 0, 1, 1] if drawn == 2 else [0, 1, 1, 1], 12)
    cells = collapse(
        sparse.csr_array(counts.astype(float)),
        rng.integers(100, 900, 48).astype(float),
        event=np.repeat(np.arange(12), 4),
        outlet=np.tile([0, 1, 2, 3], 12),
        group=side,
        unit="cell",
    )
    blocks = lay_out(cells)
    scored = score(cells, blocks, 0)
    plain = reach(cells, blocks, 0).plain_p(scored.u, scored.variance, 0.1)
    p = WithinTest(tables=strata_of(cells, blocks, 0), n_items=200).p()
    known = ~np.isnan(plain)
    assert 50 < known.sum() < 195
    assert plain[known] == pytest.approx(p[known], rel=1e-9)
    assert (plain[known] > 0.13).all()


def test_gathering_tables_changes_nothing(monkeypatch):
    rng = np.random.default_rng(8)
    sizes = rng.integers(2, 8, 60)
    event = np.repeat(np.arange(60), sizes)
    outlet = np.concatenate([np.arange(size) for size in sizes])
    counts = rng.poisson(
        rng.gamma(0.5, 2, size=(len(event), 40)) * (1 + (outlet == 0))[:, None]
    )
    cells = collapse(
        sparse.csr_array(counts.astype(float)),
        rng.integers(100, 900, len(event)).astype(float),
        event=event,
        outlet=outlet,
        group=outlet,
        unit="cell",
    )
    test = WithinTest(tables=strata_of(cells, lay_out(cells), 0), n_items=40, second_look=1.0)
    apart = test.p()
    monkeypatch.setattr("analysis.stats.within.MOST_PARTS", 1)
    assert test.p() == pytest.approx(apart, rel=1e-7)


def test_events_too_large_to_list_cost_the_other_items_nothing():
    """Item 0 has sums to list, item 1 has events with 1.4e11 of them each."""
    listed = Strata(
        item=np.zeros(20, int),
        event=np.arange(20),
        counts=np.tile([[3.0, 2, 2], [1, 0, 1], [0, 1, 0]], 20)[:, :20],
        exposure=np.full((3, 20), 100.0),
        outlet=np.tile(np.arange(3)[:, None], 20),
        drawn=1,
    )
    large = Strata(
        item=np.ones(3, int),
        event=np.arange(20, 23),
        counts=np.tile(np.repeat([[3.0], [0.0]], 20, axis=0), 3),
        exposure=np.full((40, 3), 100.0),
        outlet=np.tile(np.arange(40)[:, None], 3),
        drawn=20,
    )
    both = WithinTest(tables=[listed, large], n_items=2).p()
    assert both[0] == WithinTest(tables=[listed], n_items=1).p()[0]
    assert 0 < both[1] < 1e-20
