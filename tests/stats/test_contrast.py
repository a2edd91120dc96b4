"""What must not change a contrast, and what must; oracles through the public door."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from analysis.errors import ChoiceError
from analysis.stats.cautions import ONE_SIDED
from analysis.stats.cells import collapse, constant_within
from analysis.stats.contrast import contrast_counts
from analysis.stats.level import levels

NUMBERS = (
    "value", "value_low", "value_high", "estimate", "low", "high", "p", "p_min", "q",
    "largest_event_share", "largest_outlet_share",
)  # fmt: skip
COUNTS = ("n_events", "n_units", "selected")


def corpus(seed=0, n_events=40, k=3, n_items=30, shift=1.0):
    """Articles of k outlets in events, some missing, some twice; items 0-4 are planted."""
    rng = np.random.default_rng(seed)
    event, outlet = [], []
    for e in range(n_events):
        for o in range(k):
            n = rng.choice([0, 1, 1, 2])
            event += [e] * n
            outlet += [o] * n
    event, outlet = np.array(event), np.array(outlet)
    n = rng.integers(150, 600, len(event)).astype(float)
    rate = rng.gamma(0.6, 0.01, size=(n_events, n_items))[event]
    rate[:, :5] *= np.where(outlet == 0, shift, 1.0)[:, None]
    counts = rng.poisson(rate * n[:, None] * rng.gamma(2, 0.5, size=rate.shape))
    return {
        "counts": sparse.csr_array(counts.astype(float)),
        "exposure": n,
        "event": event,
        "outlet": outlet,
        "group": outlet,
        "n_groups": k,
        "unit": "cell",
    }


def contrast(tally, **changes):
    tally = {**tally, **changes}
    return contrast_counts(tally.pop("counts"), tally.pop("exposure"), **tally)


def same(one, other, rows=slice(None), other_rows=slice(None), items=slice(None)):
    for name in NUMBERS:
        a, b = getattr(one, name)[rows][:, items], getattr(other, name)[other_rows][:, items]
        np.testing.assert_allclose(a, b, rtol=1e-8, atol=1e-12, err_msg=name)
    for name in COUNTS:
        assert (getattr(one, name)[rows][:, items] == getattr(other, name)[other_rows]).all()


def chosen(tally, rows):
    kept = {name: tally[name][rows] for name in ("exposure", "event", "outlet", "group")}
    return {**tally, **kept, "counts": tally["counts"][rows]}


def test_order_of_articles_changes_nothing():
    tally = corpus(shift=4)
    order = np.random.default_rng(1).permutation(len(tally["event"]))
    one, other = contrast(tally), contrast(chosen(tally, order))
    same(one, other)
    assert one.selected.any()


def test_names_of_outlets_and_events_change_nothing():
    tally = corpus(shift=4)
    renamed = contrast(tally, outlet=7 - tally["outlet"], event=90 - tally["event"])
    same(contrast(tally), renamed)


def test_events_without_information_change_no_contrast():
    tally = corpus(shift=4)
    alone = corpus(seed=9, n_events=5, k=1)
    more = {
        name: np.concatenate([tally[name], alone[name] + (100 if name == "event" else 0)])
        for name in ("event", "outlet", "group", "exposure")
    }
    more["counts"] = sparse.csr_array(sparse.vstack([tally["counts"], alone["counts"]]))
    one, other = contrast(tally), contrast({**tally, **more})
    for name in ("estimate", "low", "high", "p", "p_min", "q", "n_events"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), err_msg=name)
    assert (one.value[1:] == other.value[1:]).all()
    assert (one.value[0] != other.value[0]).any()


def test_articles_of_no_event_are_left_out():
    tally = corpus()
    outside = {name: np.append(tally[name], [0, 0]) for name in ("outlet", "group")}
    outside["event"] = np.append(tally["event"], [-1, -1])
    outside["exposure"] = np.append(tally["exposure"], [500, 500])
    extra = sparse.csr_array(np.full((2, 30), 50.0))
    outside["counts"] = sparse.csr_array(sparse.vstack([tally["counts"], extra]))
    same(contrast(tally), contrast({**tally, **outside}))


def test_swapping_two_groups_flips_every_sign_exactly():
    tally = corpus(k=2, shift=4, n_events=60)
    one = contrast(tally, intervals="all")
    other = contrast(tally, group=1 - tally["group"], intervals="all")
    assert (one.estimate == -one.estimate[::-1]).all()
    np.testing.assert_array_equal(one.low, -one.high[::-1])
    np.testing.assert_array_equal(one.estimate, other.estimate[::-1])
    np.testing.assert_allclose(one.p, other.p[::-1], rtol=1e-9)
    np.testing.assert_allclose(one.low, other.low[::-1], rtol=1e-6, atol=1e-6)
    np.testing.assert_array_equal(one.selected, other.selected[::-1])


def test_own_levels_do_not_move_when_others_go():
    tally = corpus()
    without = contrast(chosen(tally, np.flatnonzero(tally["group"] != 2)))
    for name in ("value", "value_low", "value_high"):
        np.testing.assert_array_equal(
            getattr(contrast(tally), name)[:2], getattr(without, name)[:2]
        )
    assert np.isnan(without.value[2]).all()
    assert set(without.reason[2]) == {"no articles in any event"}


def test_nothing_depends_on_how_items_are_cut_into_lots(monkeypatch):
    tally = corpus(shift=4, n_items=8)
    whole = contrast(tally, intervals="all")
    monkeypatch.setattr("analysis.stats.question.LOT", 250)
    cut = contrast(tally, intervals="all")
    for name in (*NUMBERS, *COUNTS):
        np.testing.assert_array_equal(getattr(whole, name), getattr(cut, name))


def test_it_is_the_same_every_time():
    one, other = contrast(corpus(shift=3)), contrast(corpus(shift=3))
    for name in (*NUMBERS, *COUNTS):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("k", [2, 3])
def test_intervals_leave_out_none_exactly_when_p_is_at_most_alpha(k):
    found = contrast(corpus(k=k, shift=3, n_items=12), intervals="all")
    known = ~np.isnan(found.p)
    excluded = (found.low > 0) | (found.high < 0)
    assert found.interval_alpha == pytest.approx(0.05)
    assert (excluded == (found.p <= found.interval_alpha))[known].all()
    assert excluded.any()
    assert known.sum() > excluded.sum()


def test_selected_rows_have_wider_intervals():
    tally = corpus(shift=4)
    found, plain = contrast(tally), contrast(tally, intervals="all")
    n = found.selected.sum()
    assert found.interval_alpha == pytest.approx(0.05 * n / found.n_tested)
    assert np.isfinite(found.estimate[found.selected]).all()
    assert (found.low <= plain.low)[found.selected].all()
    assert (found.high >= plain.high)[found.selected].all()
    assert np.isnan(found.low[~found.selected]).all()
    tested = ~np.isnan(found.p) & ~found.selected
    assert set(found.reason[tested]) == {"interval computed for selected rows only"}
    assert set(found.reason[found.selected]) == {""}


def test_a_table_of_rows_gets_intervals_chosen_beforehand():
    tally = corpus(n_items=6)
    wanted = np.zeros((3, 6), bool)
    wanted[1, 2] = True
    found, plain = contrast(tally, intervals=wanted), contrast(tally, intervals="all")
    assert np.argwhere(~np.isnan(found.low)).tolist() == [[1, 2]]
    assert found.low[1, 2] == plain.low[1, 2]


def test_sets_of_items_with_their_own_exposure_share_one_family():
    tally = corpus(n_items=8, shift=4)
    rng = np.random.default_rng(2)
    mentions = np.stack(
        [tally["exposure"], rng.integers(100, 900, len(tally["event"]))], axis=1
    )
    sets = np.array([0, 0, 0, 1, 1, 1, 0, 1])
    joint = contrast(tally, exposure=mentions.astype(float), exposure_set=sets, intervals="all")
    for number in (0, 1):
        alone = contrast(
            tally,
            counts=tally["counts"][:, sets == number],
            exposure=mentions[:, number].astype(float),
            intervals="all",
        )
        for name in ("estimate", "low", "high", "p", "value", "value_low"):
            np.testing.assert_array_equal(
                getattr(joint, name)[:, sets == number], getattr(alone, name), err_msg=name
            )
    assert joint.n_tested == 24


def test_articles_that_could_count_nothing_are_no_cells():
    tally = corpus(n_items=4)
    idle = chosen(tally, np.arange(len(tally["event"])))
    counts = tally["counts"].toarray()
    counts[:20] = 0
    idle["counts"], idle["exposure"] = sparse.csr_array(counts), tally["exposure"].copy()
    idle["exposure"][:20] = 0
    without = contrast(chosen(tally, np.arange(20, len(tally["event"]))), intervals="all")
    same(contrast(idle, intervals="all"), without)


def test_what_is_planted_is_found_and_the_rest_left_alone():
    found = contrast(corpus(seed=3, n_events=150, shift=3))
    assert found.selected[0, :5].all()
    assert not found.selected[:, 5:].any()
    assert found.estimate[0, :5] == pytest.approx(np.log(3), abs=0.5)


def test_reasons():
    counts = np.zeros((8, 4))
    counts[:, 0] = [3, 1, 2, 0, 4, 1, 2, 2]  # three informative events, one shared by nobody
    counts[0, 1] = 9  # one article
    counts[6, 2] = counts[7, 2] = 1  # only where group 0 is alone
    counts[:6, 3] = 1  # always alike
    found = contrast_counts(
        sparse.csr_array(counts),
        np.full(8, 100.0),
        event=np.array([0, 0, 1, 1, 2, 2, 3, 4]),
        outlet=np.array([0, 1, 0, 1, 0, 1, 0, 0]),
        group=np.array([0, 1, 0, 1, 0, 1, 0, 0]),
        n_groups=3,
        unit="cell",
    )
    few = "3 informative events; 6 needed: p can reach 0.25 at best, the family needs 0.05"
    unused = "does not occur in the events it shares with others"
    assert found.reason[:2].tolist() == [[few, "occurs in one article", unused, unused]] * 2
    assert found.reason[2].tolist() == ["no articles in any event"] * 4
    assert np.isnan(found.p).all()


def test_an_item_that_only_one_side_has():
    counts = np.tile([[3.0], [0.0]], (8, 1))
    found = contrast_counts(
        sparse.csr_array(counts),
        np.full(16, 100.0),
        event=np.repeat(np.arange(8), 2),
        outlet=np.tile([0, 1], 8),
        group=np.tile([0, 1], 8),
        n_groups=2,
        unit="cell",
    )
    assert found.p.ravel().tolist() == [2 / 256] * 2
    assert found.estimate.ravel().tolist() == [np.inf, -np.inf]
    assert np.isnan(found.low[0, 0])
    assert found.high[0, 0] == np.inf
    assert set(found.reason.ravel()) == {"only one side counts it: the ratio has no near end"}


def test_a_group_that_meets_no_other():
    found = contrast_counts(
        sparse.csr_array(np.ones((4, 1))),
        np.full(4, 100.0),
        event=np.array([0, 0, 1, 1]),
        outlet=np.array([0, 1, 2, 2]),
        group=np.array([0, 1, 2, 2]),
        n_groups=3,
        unit="cell",
    )
    assert found.reason[2, 0] == "shares no event with another group"
    assert found.value[2, 0] == pytest.approx(0.01)


def sides(n_outlets=24, seed=0, n_items=40, n_events=80):
    rng = np.random.default_rng(seed)
    event = np.repeat(np.arange(n_events), 5)
    outlet = np.concatenate([rng.choice(n_outlets, 5, replace=False) for _ in range(n_events)])
    style = rng.gamma(2, 0.5, size=(n_outlets, n_items))
    n = rng.integers(200, 500, len(event)).astype(float)
    counts = rng.poisson(
        0.01 * n[:, None] * style[outlet] * rng.gamma(1, size=(n_events, n_items))[event]
    )
    return {
        "counts": sparse.csr_array(counts.astype(float)),
        "exposure": n,
        "event": event,
        "outlet": outlet,
        "group": (outlet < n_outlets // 2).astype(int),
        "n_groups": 2,
        "unit": "outlet",
    }


def test_sides_are_tested_over_outlets():
    tally = sides()
    found, cells = contrast(tally, intervals="all"), contrast(tally, unit="cell")
    assert (found.p <= 0.05).mean() < 0.15
    assert (cells.p <= 0.05).mean() > 0.25  # one house style is taken for many observations
    excluded = (found.low > 0) | (found.high < 0)
    assert (excluded == (found.p <= 0.05))[~np.isnan(found.p)].all()


def test_the_level_of_a_side_is_over_outlets_or_over_events_whichever_is_wider():
    tally = sides(n_items=200)
    found, by_cell = contrast(tally, intervals="none"), contrast(tally, unit="cell")
    np.testing.assert_array_equal(found.value, by_cell.value)
    mine, wider = tally["group"] == 0, np.zeros(200, bool)
    for code in ("outlet", "event"):
        rows = np.eye(100)[tally[code][mine]].T
        rows = rows[rows.any(axis=1)]
        own = levels(
            sparse.csr_array(rows @ tally["counts"][mine].toarray()),
            rows @ tally["exposure"][mine],
            confidence=0.95,
        )
        taken = found.value_low[0] == own.low
        assert (found.value_low[0] <= own.low).all()
        assert (found.value_high[0] >= own.high).all()
        assert taken.any()
        wider |= taken
    assert wider.all()


def test_the_level_of_a_side_holds_the_rate_of_outlets_like_these():
    covered = {"outlet": [], "cell": []}
    for seed in range(6):
        tally = sides(n_outlets=24, seed=seed, n_items=60)
        for unit, inside in covered.items():
            found = contrast(tally, unit=unit, intervals="none")
            holds = (found.value_low <= 0.01) & (found.value_high >= 0.01)
            inside.extend(holds.ravel().tolist())
    assert 0.93 < np.mean(covered["outlet"]) < 0.98
    assert np.mean(covered["cell"]) < 0.8  # over events alone it holds these outlets only


@pytest.mark.parametrize(
    ("n_outlets", "n_items", "reason"),
    [
        (16, 40, "8 outlets on the smaller side; a list of items needs 10"),
        (16, 4, ""),
        (8, 4, "4 outlets on the smaller side; a comparison of sides needs 5"),
    ],
)
def test_few_outlets_are_refused(n_outlets, n_items, reason):
    found = contrast(sides(n_outlets, n_items=n_items), intervals="all")
    assert set(found.reason.ravel()) == {reason}
    assert np.isnan(found.p).all() == bool(reason)


def test_notes_say_what_was_done():
    plain = contrast(corpus())
    assert plain.notes == (
        "Rates are shares of what was written: raising some items lowers the rest.",
        (
            "The test assumes that groups spread their use over events alike (similar"
            " burstiness: check_burstiness looks), and that events are independent: days of one"
            " story are one event."
        ),
        (
            "The false discovery rate over several groups of the same events was found to"
            " hold by simulation; it is not proven."
        ),
    )
    tally = corpus(k=2)
    longer = np.where(tally["group"] == 0, 3, 1) * 300.0
    guarded = contrast(tally, exposure=longer, names=("Post", "Star"))
    assert guarded.notes[2] == (
        "Cells that are much longer or shorter than the others' in a typical event (Post 3.00"
        " times): a second p from the exposures guards their tests."
    )


def test_guard_is_on_by_exposure_and_raises_p():
    tally = corpus(k=2, n_events=60)
    longer = np.where(tally["group"] == 0, 3, 1) * 300.0
    guarded = contrast(tally, exposure=longer)
    halves = contrast(tally, exposure=longer, counts=tally["counts"] / 2)  # not whole: no guard
    known = ~np.isnan(guarded.p)
    assert (guarded.p >= halves.p * (1 - 1e-6))[known].all()
    assert (guarded.p > halves.p * (1 + 1e-6))[known].any()


def test_an_attribute_of_articles_has_a_cell_for_each_value_and_event():
    outlet, genre = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    assert not constant_within(outlet, genre)
    cells = collapse(
        sparse.csr_array(np.array([[1.0], [2], [3], [4]])),
        np.full(4, 10.0),
        event=np.zeros(4, int),
        outlet=outlet,
        group=genre,
        unit="cell",
    )
    assert cells.counts.toarray().ravel().tolist() == [4, 6]
    assert cells.group.tolist() == [0, 1]


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_no_corpus_breaks_it(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 12))
    tally = {
        "counts": sparse.csr_array(rng.poisson(0.7, size=(n, 3)).astype(float)),
        "exposure": rng.integers(1, 50, n).astype(float),
        "event": rng.integers(-1, 4, n),
        "outlet": rng.integers(0, 5, n),
        "n_groups": 3,
    }
    by_article = rng.integers(0, 3, n)
    for unit, group in (
        ("cell", tally["outlet"] % 3),
        ("cell", by_article),
        ("article", by_article),
        ("outlet", tally["outlet"] % 3),
    ):
        found = contrast(tally, unit=unit, group=group, intervals="all")
        known = ~np.isnan(found.p)
        assert ((found.p >= 0) & (found.p <= 1))[known].all()
        assert (found.p >= found.p_min * (1 - 1e-9))[known].all()
        assert ((found.low <= found.estimate) | np.isnan(found.low)).all()
        assert ((found.high >= found.estimate) | np.isnan(found.high)).all()
        assert (known == np.isin(found.reason, ["", ONE_SIDED])).all()


def test_all_faults_are_named_together():
    with pytest.raises(ChoiceError) as caught:
        contrast_counts(
            sparse.csr_array(np.array([[1.0, 0], [0, 2], [0, 0]])),
            np.array([100.0, 0, 50]),
            event=np.array([0, 0]),
            outlet=np.array([0.0, 1, 2]),
            group=np.array([0, 3, -1]),
            n_groups=2,
            unit="word",
            fdr=0,
            confidence=0.5,
            intervals="some",
        )
    assert str(caught.value) == (
        "These counts cannot be compared:\n"
        "  - event has shape (2,); (3,) is needed\n"
        "  - outlet has type float64; whole numbers are needed\n"
        "  - group is 3 in article 1 (2 such); allowed is 0 to 1\n"
        "  - articles 1 count items but have exposure 0; give what they could have counted\n"
        "  - fdr is 0; allowed is above 0 up to 0.2\n"
        "  - confidence is 0.5; allowed is 0.8 to below 1\n"
        "  - unit is 'word'; allowed are 'cell', 'outlet', 'article'\n"
        "  - intervals is 'some'; allowed are 'selected', 'all', 'none' or a table of true"
        " and false, groups by items"
    )


def test_outlets_on_two_sides_cannot_be_units():
    with pytest.raises(ChoiceError) as caught:
        contrast(corpus(), unit="outlet", group=np.arange(len(corpus()["event"])) % 2)
    assert str(caught.value) == (
        "These counts cannot be compared:\n"
        "  - unit is 'outlet', but outlet 0 is in groups 0, 1; give each outlet one group, or"
        " choose unit 'cell'"
    )


def test_a_long_family_is_looked_at_twice_only_where_it_can_matter(monkeypatch):
    """The findings are the same, and no p is larger than with all looked at twice."""
    rng = np.random.default_rng(11)
    event, outlet = np.repeat(np.arange(30), 4), np.tile(np.arange(4), 30)
    rate = rng.gamma(1.0, 2.0, (30, 60))[event] * np.where(outlet == 0, 3.0, 1.0)[:, None]
    counts = sparse.csr_array(rng.poisson(rate * (rng.random((120, 60)) < 0.6)).astype(float))
    given = {"event": event, "outlet": outlet, "group": outlet, "n_groups": 4, "unit": "cell"}
    exposure = rng.integers(200, 400, 120).astype(float)
    full = contrast_counts(counts, exposure, **given, intervals="none")
    monkeypatch.setattr("analysis.stats.contrast.LONG_FAMILY", 0)
    quick = contrast_counts(counts, exposure, **given, intervals="none")
    np.testing.assert_array_equal(quick.selected, full.selected)
    assert 0 < full.selected.sum() < full.selected.size
    assert (np.nan_to_num(quick.p) <= np.nan_to_num(full.p)).all()
    np.testing.assert_array_equal(quick.p[full.selected], full.p[full.selected])
