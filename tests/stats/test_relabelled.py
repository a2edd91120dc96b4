"""One outcome under many labellings, against the comparison made anew for each of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from analysis.stats.contrast import contrast_counts
from analysis.stats.labellings import deal_labels
from analysis.stats.relabelled import count_effects, lots, mean_effects
from analysis.stats.scalars import contrast_scalars


def cells(seed, n_events, size, lengths=1.0):
    """Bursty counts of ``size`` cells an event; the first outlet writes at its own length."""
    random = np.random.default_rng(seed)
    n = n_events * size
    exposure = random.integers(200, 800, n).astype(float)
    exposure[::size] = np.rint(exposure[::size] * lengths)
    counts = random.poisson(random.gamma(0.7, 1 / 0.7, n) * exposure / 250).astype(float)
    place = {"event": np.repeat(np.arange(n_events), size), "outlet": np.arange(n) % size}
    return counts, exposure, place


def sides(seed, n_outlets, n_events):
    """Outlets on two sides, each in some of the events."""
    random = np.random.default_rng(seed)
    event, outlet = np.nonzero(random.random((n_events, n_outlets)) < 0.6)
    exposure = random.integers(100, 900, len(event)).astype(float)
    style = random.gamma(4.0, 0.25, n_outlets)
    counts = random.poisson(style[outlet] * exposure / 200).astype(float)
    return counts, exposure, {"event": event, "outlet": outlet}


def compared(counts, exposure, place, labels, unit):
    """Make the comparison itself for one labelling, as a family of one test."""
    here = exposure > 0
    found = contrast_counts(
        sparse.csr_array(counts[here][:, None]),
        exposure[here],
        event=place["event"][here],
        outlet=place["outlet"][here],
        group=np.where(labels[here], 0, 1),
        n_groups=2,
        unit=unit,
        intervals="none",
    )
    return found.estimate[0, 0], found.p[0, 0]


@pytest.mark.parametrize(
    ("n_events", "size", "lengths"),
    [(9, 2, 1.0), (5, 3, 1.0), (25, 2, 1.0), (40, 4, 1.0), (40, 3, 3.0)],
)
def test_counts_give_what_the_comparison_gives_for_each_labelling(n_events, size, lengths):
    counts, exposure, place = cells(n_events, n_events, size, lengths)
    exposure[[3, 4]], counts[[3, 4]] = 0, 0
    labels = deal_labels(place["event"], place["outlet"] == 0, 40, seed=1).member
    found = count_effects(counts, exposure, member=labels, unit="cell", **place)
    small = 0
    for row, label in enumerate(labels):
        estimate, p = compared(counts, exposure, place, label, "article")
        np.testing.assert_allclose(found.estimate[row], estimate, rtol=1e-9)
        if p <= 0.1:
            assert found.p[row] == pytest.approx(p, rel=1e-9)
            small += 1
        elif not np.isnan(p):
            assert found.p[row] == pytest.approx(p, abs=0.04)
    assert small


def test_counts_over_outlets_give_what_the_comparison_gives():
    counts, exposure, place = sides(3, 14, 30)
    random = np.random.default_rng(5)
    labels = np.array([random.permutation(14) < 6 for _ in range(30)])[:, place["outlet"]]
    found = count_effects(counts, exposure, member=labels, unit="outlet", **place)
    for row, label in enumerate(labels):
        estimate, p = compared(counts, exposure, place, label, "outlet")
        assert found.estimate[row] == pytest.approx(estimate, rel=1e-9)
        assert found.p[row] == pytest.approx(p, rel=1e-9)


def test_too_few_outlets_on_a_side_have_an_estimate_and_no_p():
    counts, exposure, place = sides(3, 12, 30)
    labels = np.array([np.arange(12) < k for k in (4, 5, 7, 8)])[:, place["outlet"]]
    found = count_effects(counts, exposure, member=labels, unit="outlet", **place)
    assert np.isfinite(found.estimate).all()
    assert np.isnan(found.p).tolist() == [True, False, False, True]


@pytest.mark.parametrize("unit", ["article", "outlet"])
@pytest.mark.parametrize("n_events", [4, 9, 30])
def test_means_give_what_the_comparison_gives(unit, n_events):
    random = np.random.default_rng(n_events)
    _, _, place = sides(n_events, 12, n_events)
    values = random.normal(size=len(place["event"]))
    values[[2, 5]] = np.nan
    by = place["outlet"] if unit == "outlet" else np.arange(len(values))
    labels = np.array([random.random(by.max() + 1) < 0.5 for _ in range(25)])[:, by]
    found = mean_effects(values, member=labels, unit=unit, **place)
    known = ~np.isnan(values)
    for row, label in enumerate(labels):
        one = contrast_scalars(
            values[known],
            event=place["event"][known],
            outlet=place["outlet"][known],
            group=np.where(label[known], 0, 1),
            n_groups=2,
            unit=unit,
            fdr=0.2,
        )
        np.testing.assert_allclose(found.estimate[row], one.estimate[0, 0], rtol=1e-9)
        if not np.isnan(one.p[0, 0]):
            assert found.p[row] == pytest.approx(one.p[0, 0], rel=1e-9)
        elif unit == "outlet" and min(label.sum(), (~label).sum()) == 0:
            assert np.isnan(found.p[row])


def test_nothing_to_compare_is_missing():
    place = {"event": np.array([0, 0, 1]), "outlet": np.array([0, 1, 0])}
    labels = np.array([[True, False, True], [True, True, True]])
    found = count_effects(
        np.array([1.0, 0, 2]), np.ones(3), member=labels, unit="cell", **place
    )
    assert np.isnan(found.estimate[1])
    assert np.isnan(found.p[1])
    assert np.isnan(found.z[1])
    none = mean_effects(np.full(3, np.nan), member=labels, unit="cell", **place)
    assert np.isnan(none.estimate).all()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(2, 4))
def test_swapping_the_sides_flips_every_sign(seed, size):
    counts, exposure, place = cells(seed, 8, size)
    labels = deal_labels(place["event"], place["outlet"] == 0, 20, seed=seed).member
    one = count_effects(counts, exposure, member=labels, unit="cell", **place)
    other = count_effects(counts, exposure, member=~labels, unit="cell", **place)
    np.testing.assert_allclose(one.estimate, -other.estimate, rtol=1e-9)
    np.testing.assert_allclose(one.p, other.p, rtol=1e-6)
    np.testing.assert_allclose(one.z, -other.z, rtol=1e-5, atol=1e-7)


def test_no_number_depends_on_how_labellings_are_cut_into_lots(monkeypatch):
    counts, exposure, place = cells(1, 20, 3)
    labels = deal_labels(place["event"], place["outlet"] == 0, 50, seed=1).member
    whole = count_effects(counts, exposure, member=labels, unit="cell", **place)
    monkeypatch.setattr("analysis.stats.relabelled.LOT", 420)
    assert len(list(lots(len(labels), len(counts)))) > 5
    cut = count_effects(counts, exposure, member=labels, unit="cell", **place)
    np.testing.assert_array_equal(whole.estimate, cut.estimate)
    np.testing.assert_allclose(whole.p, cut.p, rtol=1e-12)
