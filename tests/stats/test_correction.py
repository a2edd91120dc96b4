"""Corrected estimates against published figures, other libraries and known truths."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ChoiceError
from analysis.stats.correction import Confusion, calibrated, dsl, ppi_mean, rogan_gladen

CODES = st.lists(st.integers(0, 1), min_size=4, max_size=20)


def array(text):
    return np.array([int(digit) for digit in text], float)


def share(predicted, codes, labelled, inclusion, cluster=None):
    """The corrected share of a code: a regression on a column of ones alone."""
    ones = np.ones((len(predicted), 1))
    return dsl(
        (predicted, ones),
        (codes, ones),
        labelled=labelled,
        inclusion=inclusion,
        cluster=cluster,
    )


# Design-based supervised learning


@pytest.fixture(scope="module")
def letters(shared_data):
    """The worked example: who passes letters on, where some codes are predicted."""
    table = pd.read_csv(shared_data / "corrections" / "PanChen.csv")
    others = ["prefecWrong", "connect2b", "prevalence", "regionj", "groupIssue"]
    ones = np.ones(len(table))
    predicted = np.column_stack([ones, table[["pred_countyWrong", *others]]]).astype(float)
    coded = np.column_stack([ones, table[["countyWrong", *others]]]).astype(float)
    outcome, labelled = table["SendOrNot"].to_numpy(float), table["countyWrong"].notna()
    return outcome, predicted, coded, labelled.to_numpy()


def corrected_letters(letters, predicted):
    outcome, _, coded, labelled = letters
    inclusion = np.full(len(outcome), labelled.mean())
    found = dsl(
        (outcome, predicted),
        (outcome, coded),
        labelled=labelled,
        inclusion=inclusion,
        link="logit",
    )
    return [round(float(x), 4) for x in (found.coefficients[1], found.errors[1])]


def test_published_correction_flips_the_conclusion(letters):
    outcome, predicted, coded, labelled = letters
    naive = sm.Logit(outcome, predicted).fit(disp=0)
    assert np.round([naive.params[1], naive.bse[1]], 4).tolist() == [-1.3361, 0.1561]
    by_hand = sm.Logit(outcome[labelled], coded[labelled]).fit(disp=0)
    assert np.round([by_hand.params[1], by_hand.bse[1]], 4).tolist() == [-0.2688, 0.2246]
    assert corrected_letters(letters, predicted) == [-0.2432, 0.2373]
    better = predicted.copy()
    better[:, 1] = calibrated(coded[:, 1], predicted[:, 1], labelled)
    assert corrected_letters(letters, better) == [-0.2565, 0.2216]


@pytest.fixture(scope="module")
def toxicity(shared_data):
    """Units with a predicted code alone, and units with both."""
    folder = shared_data / "corrections"
    research, both = (pd.read_csv(folder / f"{name}_data.csv") for name in ("research", "val"))
    return research, both


def test_published_regression_on_pooled_units(toxicity):
    research, both = toxicity
    every = pd.concat([both, research], ignore_index=True)
    labelled = every["x"].notna().to_numpy()
    ones = np.ones(len(every))
    found = dsl(
        (every["y"].to_numpy(), np.column_stack([ones, every[["w", "z"]]]).astype(float)),
        (every["y"].to_numpy(), np.column_stack([ones, every[["x", "z"]]]).astype(float)),
        labelled=labelled,
        inclusion=np.full(len(every), labelled.mean()),
    )
    assert np.round([found.coefficients[1], found.errors[1]], 6).tolist() == [
        -0.072157,
        0.058904,
    ]
    pooled = share(
        every["w"].to_numpy(float),
        every["x"].to_numpy(float),
        labelled,
        np.full(len(every), labelled.mean()),
    )
    assert round(float(pooled.coefficients[0]), 6) == 0.559533


@given(codes=CODES, seed=st.integers(0, 999))
def test_all_coded_is_the_plain_estimate(codes, seed):
    y, draw = np.array(codes, float), np.random.default_rng(seed)
    predicted = draw.random(len(y))
    found = share(predicted, y, np.ones(len(y), bool), np.ones(len(y)))
    assert found.coefficients[0] == pytest.approx(y.mean())
    assert found.errors[0] == pytest.approx(y.std() / np.sqrt(len(y)))


@given(codes=CODES, seed=st.integers(0, 999))
def test_logit_with_all_coded_is_that_of_statsmodels(codes, seed):
    draw = np.random.default_rng(seed)
    y = np.concatenate([[0, 1, 0, 1], codes]).astype(float)
    x = np.concatenate([[0, 0, 1, 1], draw.integers(0, 2, len(codes))]).astype(float)
    design = np.column_stack([np.ones(len(y)), x])
    found = dsl(
        (draw.random(len(y)), design),
        (y, design),
        labelled=np.ones(len(y), bool),
        inclusion=np.ones(len(y)),
        link="logit",
    )
    expected = sm.Logit(y, design).fit(disp=0, cov_type="HC0")
    assert found.coefficients == pytest.approx(expected.params, abs=1e-6)
    assert found.errors == pytest.approx(expected.bse, rel=1e-4)


def test_every_draw_together_gives_the_truth():
    """Over all samples of three of six units, each as likely, the mean estimate is exact."""
    truth, predicted = array("110100"), array("011100") * 0.7
    masks = [np.array([at >> i & 1 for i in range(6)], bool) for at in range(64)]
    found = [share(predicted, truth, m, np.full(6, 0.5)).coefficients[0] for m in masks]
    assert np.mean(found) == pytest.approx(truth.mean())


@given(codes=CODES, seed=st.integers(0, 999))
def test_clusters_of_one_change_nothing_and_copies_double_the_variance(codes, seed):
    y, draw = np.array(codes, float), np.random.default_rng(seed)
    predicted, labelled = draw.random(len(y)), draw.random(len(y)) < 0.7
    rows = (predicted, y, labelled, np.full(len(y), 0.7))
    alone = share(*rows)
    own = share(*rows, cluster=np.arange(len(y)))
    assert own.errors == pytest.approx(alone.errors, nan_ok=True)
    twice = share(*(np.repeat(row, 2) for row in rows), np.repeat(np.arange(len(y)), 2))
    assert twice.coefficients == pytest.approx(alone.coefficients, nan_ok=True)
    assert twice.errors == pytest.approx(alone.errors, nan_ok=True)


def test_a_unit_that_could_not_be_drawn_is_refused():
    with pytest.raises(ChoiceError) as caught:
        share(array("11"), array("10"), np.array([True, False]), np.array([1.0, 0.0]))
    assert str(caught.value) == (
        "every unit needs a probability of inclusion above 0, up to 1."
    )


def test_what_cannot_be_told_is_missing():
    ones = np.ones((8, 2))
    found = dsl(
        (array("10101010"), ones),
        (array("10101010"), ones),
        labelled=np.ones(8, bool),
        inclusion=np.ones(8),
    )
    assert np.isnan(found.coefficients).all()
    assert np.isnan(found.errors).all()
    assert np.isnan(calibrated(array("1111"), array("1010"), np.ones(4, bool))).all()


@pytest.mark.parametrize("accuracy", [0.6, 0.75, 0.9])
def test_corrected_intervals_hold_where_naive_ones_do_not(accuracy):
    """Errors that lean to one side: the naive share is off, the corrected one is not."""
    draw = np.random.default_rng(int(100 * accuracy))
    held, naive_held, runs, n = 0, 0, 400, 800
    for _ in range(runs):
        truth = (draw.random(n) < 0.3).astype(float)
        wrong = draw.random(n) < np.where(truth == 1, 0.5 * (1 - accuracy), 1 - accuracy)
        predicted = np.where(wrong, 1 - truth, truth)
        inclusion = np.where(predicted == 1, 0.4, 0.15)
        found = share(predicted, truth, draw.random(n) < inclusion, inclusion)
        low, high = found.interval()
        held += low[0] <= 0.3 <= high[0]
        error = predicted.std() / np.sqrt(n)
        naive_held += abs(predicted.mean() - 0.3) <= 1.96 * error
    assert 0.92 <= held / runs <= 0.975
    assert naive_held / runs < 0.7


# Prediction-powered inference

TOY = array("10110010"), array("10100110"), array("110010110110")


@pytest.mark.parametrize(
    ("weight", "figures"),
    [
        (0.0, [0.5, 0.153524, 0.846476]),
        (1.0, [0.583333, 0.138527, 1.028140]),
        (None, [0.523990, 0.204797, 0.843182]),
    ],
)
def test_published_toy_figures(weight, figures):
    found = ppi_mean(*TOY, weight=weight)
    assert np.round([found.value, found.low, found.high], 6).tolist() == figures


def test_half_reliance_lies_halfway():
    assert round(ppi_mean(*TOY, weight=0.5).value, 6) == 0.541667


@pytest.mark.parametrize(
    ("weight", "figures"),
    [(1.0, [0.559716, 0.493112, 0.626321]), (None, [0.557620, 0.504448, 0.610792])],
)
def test_published_figures_of_many_units(toxicity, weight, figures):
    research, both = toxicity
    arrays = both["x"], both["w"], research["w"]
    found = ppi_mean(*(each.to_numpy(float) for each in arrays), weight=weight)
    assert np.round([found.value, found.low, found.high], 6).tolist() == figures


@given(codes=CODES, uncoded=CODES)
def test_perfect_predictions_are_those_of_all_units(codes, uncoded):
    y, rest = np.array(codes, float), np.array(uncoded, float)
    assert ppi_mean(y, y, rest, weight=1.0).value == pytest.approx(rest.mean())
    assert ppi_mean(y, np.zeros(len(y)), np.zeros(4)).weight == 0


# One error rate for all

CONFUSION = Confusion(true_positive=109, false_negative=58, false_positive=42, true_negative=91)


def test_published_share_after_misclassification():
    assert round(CONFUSION.sensitivity, 6) == 0.652695
    assert round(CONFUSION.specificity, 6) == 0.684211
    assert round(rogan_gladen(0.506383, 4700, CONFUSION).value, 6) == 0.565719


def test_interval_after_misclassification_holds():
    draw, held = np.random.default_rng(2), 0
    for _ in range(500):
        truth = draw.random(1400) < 0.4
        predicted = draw.random(1400) < np.where(truth, 0.8, 0.1)
        seen, guess = truth[:400], predicted[:400]
        table = Confusion(
            true_positive=int((seen & guess).sum()),
            false_negative=int((seen & ~guess).sum()),
            false_positive=int((~seen & guess).sum()),
            true_negative=int((~seen & ~guess).sum()),
        )
        found = rogan_gladen(float(predicted[400:].mean()), 1000, table)
        held += found.low <= 0.4 <= found.high
    assert 0.925 <= held / 500 <= 0.975


@given(
    st.tuples(*[st.integers(1, 50)] * 4),
    st.floats(0, 1),
)
def test_errors_undone_give_the_share_they_were_made_from(cells, truth):
    table = Confusion(
        true_positive=cells[0] + 50,
        false_negative=cells[1],
        false_positive=cells[2],
        true_negative=cells[3] + 50,
    )
    apparent = truth * table.sensitivity + (1 - truth) * (1 - table.specificity)
    assert rogan_gladen(apparent, 100, table).value == pytest.approx(truth, abs=1e-9)


def test_predictions_no_better_than_chance_correct_nothing():
    useless = Confusion(true_positive=5, false_negative=5, false_positive=5, true_negative=5)
    none = Confusion(true_positive=0, false_negative=0, false_positive=5, true_negative=5)
    for table in (useless, none):
        found = rogan_gladen(0.5, 100, table)
        assert np.isnan([found.value, found.low, found.high]).all()
