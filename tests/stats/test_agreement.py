"""Agreement against pairs counted one by one, other libraries and published coefficients."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

from analysis.stats.agreement import Counts, ac1, agreed, alpha, alpha_resampled, kappa

LEVELS = ["nominal", "ordinal", "interval", "ratio"]
CODE = st.one_of(st.none(), st.integers(0, 4))


def tables(least_coders=2, code=CODE):
    """Codes of two to eight units by two to four coders, some missing."""
    return st.integers(least_coders, 4).flatmap(
        lambda n: st.lists(st.lists(code, min_size=n, max_size=n), min_size=2, max_size=8)
    )


def array(rows):
    return np.array([[np.nan if code is None else code for code in row] for row in rows], float)


def distance(v, w, level, margins):
    """The metric between two codes by its definition."""
    if level == "nominal":
        return float(v != w)
    if level == "interval":
        return (v - w) ** 2
    if level == "ratio":
        return ((v - w) / (v + w)) ** 2 if v + w else 0.0
    low, high = sorted((v, w))
    between = sum(n for code, n in margins.items() if low <= code <= high)
    return (between - (margins[low] + margins[high]) / 2) ** 2


def alpha_by_pairs(rows, level):
    """Alpha with every ordered pair of codes taken in turn."""
    units = [[code for code in row if code is not None] for row in rows]
    units = [unit for unit in units if len(unit) >= 2]
    pool = [code for unit in units for code in unit]
    margins = {code: pool.count(code) for code in pool}
    if len(margins) < 2:
        return np.nan
    met = sum(
        sum(distance(v, w, level, margins) for v, w in permutations(unit, 2)) / (len(unit) - 1)
        for unit in units
    )
    chance = sum(distance(v, w, level, margins) for v, w in permutations(pool, 2))
    return 1 - (met / len(pool)) / (chance / (len(pool) * (len(pool) - 1)))


@pytest.mark.parametrize("level", LEVELS)
@given(rows=tables())
def test_alpha_is_one_minus_observed_over_expected_pairs(rows, level):
    assert alpha(Counts.of(array(rows)), level) == pytest.approx(
        alpha_by_pairs(rows, level), abs=1e-9, nan_ok=True
    )


@pytest.mark.parametrize("level", LEVELS)
@given(rows=tables(), seed=st.integers(0, 99))
def test_alpha_knows_no_order_of_units_or_coders(rows, level, seed):
    codes, draw = array(rows), np.random.default_rng(seed)
    moved = draw.permutation(draw.permutation(codes, axis=0), axis=1)
    expected = pytest.approx(alpha(Counts.of(codes), level), abs=1e-9, nan_ok=True)
    assert alpha(Counts.of(moved), level) == expected


@given(rows=tables())
def test_each_level_asks_only_what_it_means(rows):
    codes = array(rows)

    def same(level, changed):
        return alpha(Counts.of(changed), level) == pytest.approx(
            alpha(Counts.of(codes), level), abs=1e-9, nan_ok=True
        )

    assert same("nominal", 4 - codes)
    assert same("ordinal", codes**3 + 1)
    assert same("interval", 3 * codes - 7)
    assert same("ratio", 5 * codes)


@given(rows=tables(), code=st.integers(0, 4))
def test_units_coded_once_take_no_part(rows, code):
    codes = array(rows)
    single = np.full((1, codes.shape[1]), np.nan)
    single[0, 0] = code
    more = np.vstack([codes, single])
    for level in LEVELS:
        expected = pytest.approx(alpha(Counts.of(codes), level), abs=1e-12, nan_ok=True)
        assert alpha(Counts.of(more), level) == expected
    assert agreed(Counts.of(more)) == pytest.approx(agreed(Counts.of(codes)), nan_ok=True)


@given(rows=tables(code=st.integers(0, 4)))
def test_perfect_agreement_is_one(rows):
    codes = np.repeat(array(rows)[:, [0]], 3, axis=1)
    assume(len(np.unique(codes)) > 1)
    coded = Counts.of(codes)
    found = [*(alpha(coded, level) for level in LEVELS), ac1(coded)[0], kappa(codes)]
    assert found == pytest.approx([1.0] * 6)
    assert agreed(coded) == 1


def test_codes_that_never_vary_have_no_alpha():
    coded = Counts.of(np.full((5, 3), 2.5))
    assert [alpha(coded, level) for level in LEVELS] == pytest.approx([np.nan] * 4, nan_ok=True)
    assert np.isnan(ac1(coded)).all()
    assert np.isnan(kappa(np.full((5, 2), 1.0)))


def test_nothing_to_pair_is_missing():
    alone = np.array([[1.0, np.nan], [np.nan, 2.0]])
    coded = Counts.of(alone)
    drawn = alpha_resampled(coded, "nominal", resamples=50, confidence=0.95, seed=1)
    found = [alpha(coded, "ratio"), agreed(coded), *ac1(coded), kappa(alone), drawn.low]
    assert np.isnan(found).all()


# Kappa and AC1


@given(rows=tables(code=st.integers(0, 3)))
def test_kappa_is_that_of_other_libraries(rows):
    codes = array(rows)
    assume(len(np.unique(codes[:, :2])) > 1)
    two = codes[:, :2]
    expected = cohen_kappa_score(two[:, 0].astype(int), two[:, 1].astype(int))
    assert kappa(two) == pytest.approx(expected)
    three = np.column_stack([codes[:, :2], codes[:, 0]])
    table, _ = aggregate_raters(three.astype(int))
    assert kappa(three) == pytest.approx(fleiss_kappa(table, method="fleiss"))


def ac1_by_hand(rows, values):
    """AC1 by Gwet's formulas, in plain loops."""
    units = [[code for code in row if code is not None] for row in rows]
    units = [unit for unit in units if unit]
    pairs = [unit for unit in units if len(unit) >= 2]
    mean = {v: sum(u.count(v) / len(u) for u in units) / len(units) for v in values}
    observed = sum(
        sum(v == w for v, w in permutations(unit, 2)) / (len(unit) * (len(unit) - 1))
        for unit in pairs
    ) / len(pairs)
    expected = sum(share * (1 - share) for share in mean.values()) / (len(values) - 1)
    return (observed - expected) / (1 - expected)


@given(rows=tables())
def test_ac1_is_gwets(rows):
    codes = array(rows)
    assume((~np.isnan(codes)).sum(axis=1).max() >= 2)
    found = Counts.of(codes, np.arange(5.0))
    assert ac1(found)[0] == pytest.approx(ac1_by_hand(rows, range(5)))


def test_error_of_ac1_is_what_new_units_give():
    draw = np.random.default_rng(7)
    truth = draw.random((3000, 60)) < 0.8
    codes = [np.where(draw.random((3000, 60)) < 0.85, truth, ~truth) for _ in range(3)]
    runs = [ac1(Counts.of(table)) for table in np.stack(codes, axis=-1).astype(float)]
    values, errors = np.array(runs).T
    assert errors.mean() == pytest.approx(values.std(), rel=0.05)


# The interval


def test_interval_covers_the_alpha_of_all_units():
    """Codes of many units stand for the truth; samples of 60 of them should cover it."""
    draw = np.random.default_rng(3)
    truth = draw.integers(0, 3, 20000)
    codes = np.column_stack(
        [np.where(draw.random(20000) < 0.8, truth, draw.integers(0, 3, 20000)) for _ in "ab"]
    ).astype(float)
    whole = alpha(Counts.of(codes), "nominal")
    held = 0
    for run in range(200):
        few = Counts.of(codes[draw.choice(20000, 60, replace=False)])
        drawn = alpha_resampled(few, "nominal", resamples=300, confidence=0.95, seed=run)
        held += drawn.low <= whole <= drawn.high
    assert 0.90 <= held / 200 <= 0.98


def test_interval_is_missing_where_resamples_often_never_vary():
    codes = np.ones((300, 2))
    codes[7] = [1, 2]
    drawn = alpha_resampled(Counts.of(codes), "nominal", resamples=400, confidence=0.95, seed=1)
    assert drawn.undefined == pytest.approx((1 - 1 / 300) ** 300, abs=0.07)
    assert (drawn.value, np.isnan(drawn.low), np.isnan(drawn.high)) == (0, True, True)


@pytest.mark.parametrize("level", LEVELS)
def test_interval_is_the_same_in_every_run_and_block(level, monkeypatch):
    codes = np.random.default_rng(1).integers(0, 4, (40, 3)).astype(float)
    settings = {"resamples": 500, "confidence": 0.9, "seed": 5}
    first = alpha_resampled(Counts.of(codes), level, **settings)
    monkeypatch.setattr("analysis.stats.agreement.BLOCK", 7)
    assert alpha_resampled(Counts.of(codes), level, **settings) == first


# Published figures


@pytest.fixture(scope="module")
def published(shared_data):
    """The published alphas, each with the codes that it stands for."""
    folder = shared_data / "krippendorff_gold"
    found = []
    for row in pd.read_csv(folder / "targets.csv").itertuples():
        table = pd.read_csv(folder / row.file, header=0 if row.has_header else None)
        numbers = table.apply(pd.to_numeric, errors="coerce")
        if numbers.isna().sum().sum() > table.isna().sum().sum():
            codes = pd.factorize(table.to_numpy(object).ravel())[0].reshape(table.shape)
            numbers = pd.DataFrame(np.where(table.isna(), np.nan, codes))
        codes = numbers.to_numpy(float)
        found.append((row.metric, str(row.target), codes if row.units_in_rows else codes.T))
    return found


def test_all_published_alphas(published):
    assert len(published) == 31
    for metric, printed, codes in published:
        digits = len(printed.partition(".")[2])
        found = alpha(Counts.of(codes), metric)
        # Printed rounded, or in one case cut.
        assert float(printed) in (round(found, digits), np.floor(found * 10**4) / 10**4)


def test_published_coefficients_of_four_coders(published):
    codes = published[2][2]
    coded = Counts.of(codes)
    found = [alpha(coded, level) for level in LEVELS]
    assert np.round(found, 6).tolist() == [0.743421, 0.815388, 0.849107, 0.797403]
    value, error = ac1(coded)
    low = value - stats.t.ppf(0.975, len(codes) - 1) * error
    assert np.round([value, error, low], 5).tolist() == [0.77544, 0.14295, 0.46081]
    assert round(kappa(codes), 5) == 0.76117


def test_published_alphas_of_three_coders(published):
    coded = Counts.of(published[0][2])
    found = [alpha(coded, level) for level in LEVELS]
    assert np.round(found, 6).tolist() == [0.691358, 0.806721, 0.810845, 0.808944]
