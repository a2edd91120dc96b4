"""Estimates from predicted codes, corrected by units that people have coded.

Predictions err, and their errors lean: a share of predicted codes, or a regression on them,
has an error that no number of articles makes smaller, and its interval does not know of it.
Units drawn with known probability and coded by hand tell how far off it is, whatever the
model. All functions take arrays with one row a unit; ``inclusion`` is the probability with
which a unit was drawn to be coded, above 0 for every unit, coded or not.

References
----------
Egami, N., Hinck, M., Stewart, B. M. & Wei, H. (2023). Using imperfect surrogates for
downstream inference: design-based supervised learning. *NeurIPS* 36.
Angelopoulos, A. N., Duchi, J. C. & Zrnic, T. (2023). PPI++: efficient prediction-powered
inference. arXiv:2311.01453.
Rogan, W. J. & Gladen, B. (1978). Estimating prevalence from the results of a screening test.
*American Journal of Epidemiology* 107, 71-76.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special
from scipy import stats as distributions

from analysis.errors import ChoiceError
from analysis.stats.arrays import Bools, Floats, Ints, sum_by

Link = Literal["linear", "logit"]
"""Of a mean or a least-squares line, or of a logistic regression."""

STEPS, ENOUGH = 100, 1e-11


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """Coefficients with their covariance; all missing where they cannot be told."""

    coefficients: Floats
    covariance: Floats

    @property
    def errors(self) -> Floats:
        """Standard errors of the coefficients."""
        return np.sqrt(np.diag(self.covariance))

    def interval(self, confidence: float = 0.95) -> tuple[Floats, Floats]:
        """Bounds of the coefficients by the normal distribution."""
        reach = distributions.norm.ppf((1 + confidence) / 2) * self.errors
        return self.coefficients - reach, self.coefficients + reach


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """One number with its standard error and interval, and what it rests on.

    ``weight`` is how far predictions were relied on: 0 not at all, 1 fully.
    """

    value: float
    error: float
    low: float
    high: float
    weight: float = 1.0


# -- design-based supervised learning -----------------------------------------------------


def dsl(
    predicted: tuple[Floats, Floats],
    coded: tuple[Floats, Floats],
    *,
    labelled: Bools,
    inclusion: Floats,
    link: Link = "linear",
    cluster: Ints | None = None,
) -> Fitted:
    """Regression on predicted codes, corrected by the units drawn and coded.

    Parameters
    ----------
    predicted, coded
        Outcome (units) and regressors (units × coefficients, a column of ones included), with
        predictions where codes are predicted, and with people's codes; rows of ``coded`` that
        are not labelled are not read.
    labelled, inclusion
        Which units people coded, and the probability of each to be drawn for it.
    link
        "linear" or "logit".
    cluster
        Code of the cluster of each unit (event, article) whose units are drawn or err
        together; without it each unit is its own.

    Returns
    -------
    Fitted
        All missing where the coefficients are not identified.

    Raises
    ------
    ChoiceError
        A probability of inclusion is not above 0 and at most 1.

    Notes
    -----
    Solves Σ m_i = 0 with m_i = m(predicted_i) + R_i/π_i (m(coded_i) - m(predicted_i)),
    m = x (y - g(x'β)), R whether coded, π the probability of it. V = J⁻¹ M J⁻ᵀ/n, J the
    slope of the mean moment, M = Σ_c m_c m_c'/n over clusters. The expectation of m_i over
    the draw is that of the codes, whatever the predictions are; good ones make V smaller.
    Limits: π must be that of the draw; intervals are normal, so some 100 coded units or 30
    clusters are needed; with few clusters they are too narrow.

    Examples
    --------
    A share: six of ten units coded at random, predictions all 1.

    >>> ones, labelled = np.ones((10, 1)), np.arange(10) < 6
    >>> truth = np.array([1.0, 0, 1, 0, 1, 0, np.nan, np.nan, np.nan, np.nan])
    >>> found = dsl((np.ones(10), ones), (truth, ones), labelled=labelled,
    ...     inclusion=np.full(10, 0.6))
    >>> found.coefficients.round(3).tolist(), found.errors.round(3).tolist()
    ([0.5], [0.242])
    """
    if not ((inclusion > 0) & (inclusion <= 1)).all():
        msg = "every unit needs a probability of inclusion above 0, up to 1."
        raise ChoiceError(msg)
    weight = np.where(labelled, 1 / inclusion, 0.0)
    (y_all, x_all), (y_some, x_some) = predicted, coded
    y_some = np.where(labelled, y_some, 0.0)
    x_some = np.where(labelled[:, None], x_some, 0.0)
    beta = np.zeros(x_all.shape[1])
    for _ in range(STEPS):
        rough, slope = _moments(y_all, x_all, beta, link, 1 - weight)
        exact, besides = _moments(y_some, x_some, beta, link, weight)
        moments, slope = rough + exact, slope + besides
        if np.linalg.cond(slope) > 1 / np.finfo(float).eps:
            break
        step = np.linalg.solve(slope, moments.sum(axis=0))
        beta = beta + step
        if np.abs(step).max() < ENOUGH:
            return _sandwich(beta, moments, slope, cluster)
    return Fitted(
        coefficients=np.full(len(beta), np.nan),
        covariance=np.full((len(beta), len(beta)), np.nan),
    )


def _moments(
    y: Floats, x: Floats, beta: Floats, link: Link, weight: Floats
) -> tuple[Floats, Floats]:
    """Give each unit's weighted moment, and the slope of their sum, sign turned."""
    line = x @ beta
    mean = special.expit(line) if link == "logit" else line
    bend = mean * (1 - mean) if link == "logit" else np.ones_like(mean)
    moments = (weight * (y - mean))[:, None] * x
    return moments, (x * (weight * bend)[:, None]).T @ x


def _sandwich(beta: Floats, moments: Floats, slope: Floats, cluster: Ints | None) -> Fitted:
    if cluster is not None:
        size = int(cluster.max()) + 1
        moments = np.column_stack([sum_by(cluster, column, size) for column in moments.T])
    bread = np.linalg.inv(slope)
    return Fitted(coefficients=beta, covariance=bread @ (moments.T @ moments) @ bread.T)


def calibrated(labels: Floats, predicted: Floats, labelled: Bools) -> Floats:
    """Chance of a code at each value of a prediction, by logistic regression on the coded.

    Predictions brought to this scale make `dsl` more exact and never wrong. Missing where
    all labels are the same.

    Examples
    --------
    >>> labels = np.array([1.0, 1, 0, 0, 1, 0])
    >>> calibrated(labels, np.array([1.0, 1, 1, 0, 0, 0]), np.ones(6, bool)).round(3).tolist()
    [0.667, 0.667, 0.667, 0.333, 0.333, 0.333]
    """
    ones = np.ones(len(predicted))
    design = np.column_stack([ones, predicted])[labelled]
    seen = labels[labelled]
    fitted = dsl(
        (seen, design),
        (seen, design),
        labelled=np.ones(len(seen), bool),
        inclusion=np.ones(len(seen)),
        link="logit",
    )
    return np.asarray(
        special.expit(fitted.coefficients[0] * ones + fitted.coefficients[1] * predicted)
    )


# -- prediction-powered inference ---------------------------------------------------------


def ppi_mean(
    codes: Floats,
    predicted: Floats,
    uncoded: Floats,
    *,
    weight: float | None = None,
    confidence: float = 0.95,
) -> Corrected:
    """Mean of a code from predictions of all units, corrected by units coded at random.

    Parameters
    ----------
    codes, predicted
        People's codes of the coded units, and the predictions for the same units.
    uncoded
        Predictions of the units that nobody coded.
    weight
        How far to rely on predictions, 0 to 1; without it, what makes the error smallest.

    Notes
    -----
    θ = λ mean(uncoded) + mean(codes - λ predicted), error² = λ² var(uncoded)/N +
    var(codes - λ predicted)/n. λ = cov(codes, predicted)/((1 + n/N) var(all predictions)),
    kept within 0 and 1. The coded units must be a simple random sample; for others there is
    `dsl`. The interval may leave 0 to 1. It is normal: some 30 coded units are needed.

    Examples
    --------
    >>> y, f = np.array([1.0, 0, 1, 1]), np.array([1.0, 0, 1, 0])
    >>> found = ppi_mean(y, f, np.array([1.0, 1, 0, 1, 1, 0]), weight=1.0)
    >>> round(found.value, 4), round(found.error, 4)
    (0.9167, 0.2897)
    """
    if weight is None:
        weight = _tuned(codes, predicted, uncoded)
    value = weight * uncoded.mean() + (codes - weight * predicted).mean()
    variance = weight**2 * uncoded.var() / len(uncoded)
    error = float(np.sqrt(variance + (codes - weight * predicted).var() / len(codes)))
    reach = float(distributions.norm.ppf((1 + confidence) / 2)) * error
    return Corrected(
        value=float(value),
        error=error,
        low=float(value) - reach,
        high=float(value) + reach,
        weight=weight,
    )


def _tuned(codes: Floats, predicted: Floats, uncoded: Floats) -> float:
    """Give the weight of predictions that makes the error smallest."""
    spread = float(np.concatenate([predicted, uncoded]).var(ddof=1))
    if spread == 0:
        return 0.0
    shared = float(((codes - codes.mean()) * (predicted - predicted.mean())).mean())
    return float(np.clip(shared / ((1 + len(codes) / len(uncoded)) * spread), 0, 1))


# -- one error rate for all ---------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Confusion:
    """Coded units by what was coded and what was predicted."""

    true_positive: int
    false_negative: int
    false_positive: int
    true_negative: int

    @property
    def sensitivity(self) -> float:
        """Share of units with the code that were predicted to have it; missing without any."""
        having = self.true_positive + self.false_negative
        return self.true_positive / having if having else np.nan

    @property
    def specificity(self) -> float:
        """Share of units without the code predicted to have none; missing without any."""
        lacking = self.false_positive + self.true_negative
        return self.true_negative / lacking if lacking else np.nan


def rogan_gladen(
    apparent: float, n_units: int, confusion: Confusion, *, confidence: float = 0.95
) -> Corrected:
    """Share of a code from the share predicted, given how often predictions are right.

    Notes
    -----
    p = (apparent + sp - 1)/(se + sp - 1), kept within 0 and 1. Error by the delta method:
    (a(1 - a)/N + p² se(1 - se)/n₁ + (1 - p)² sp(1 - sp)/n₀)/(se + sp - 1)². Missing where
    predictions are no better than chance. Limits: sensitivity and specificity must be the
    same wherever the share is taken; where they differ by outlet it corrects wrongly.

    Examples
    --------
    >>> tables = Confusion(true_positive=80, false_negative=20, false_positive=10,
    ...     true_negative=90)
    >>> round(rogan_gladen(0.45, 1000, tables).value, 4)
    0.5
    """
    right, wrong = confusion.sensitivity, confusion.specificity
    better = right + wrong - 1
    if not better > 0:
        missing = np.nan
        return Corrected(value=missing, error=missing, low=missing, high=missing)
    value = float(np.clip((apparent + wrong - 1) / better, 0, 1))
    having = confusion.true_positive + confusion.false_negative
    lacking = confusion.false_positive + confusion.true_negative
    variance = apparent * (1 - apparent) / n_units
    variance += value**2 * right * (1 - right) / having
    variance += (1 - value) ** 2 * wrong * (1 - wrong) / lacking
    error = float(np.sqrt(variance)) / better
    reach = float(distributions.norm.ppf((1 + confidence) / 2)) * error
    return Corrected(
        value=value, error=error, low=max(value - reach, 0), high=min(value + reach, 1)
    )
