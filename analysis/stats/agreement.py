"""How far coders agree beyond chance: alpha for any level of measurement, AC1, kappa.

Codes come as a table of units × coders, missing where a coder did not code a unit. Every
coefficient is one minus observed over expected disagreement; they differ in what they
expect. Alpha expects what the codes of all coders, shuffled over units, would give. Where
nearly all codes are one and the same, that is next to nothing, and alpha falls to 0 however
often coders agree; AC1 expects little of coders who could hardly have guessed otherwise.

References
----------
Krippendorff, K. (2018). *Content Analysis*, 4th ed., chapter 12.
Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of
high agreement. *British Journal of Mathematical and Statistical Psychology* 61, 29-48.
Gwet, K. L. (2014). *Handbook of Inter-Rater Reliability*, 4th ed.
Cohen, J. (1960). A coefficient of agreement for nominal scales. *Educational and
Psychological Measurement* 20, 37-46.
Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. *Psychological
Bulletin* 76, 378-382.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from analysis.stats.arrays import Floats, Ints

Level = Literal["nominal", "ordinal", "interval", "ratio"]
"""What the distance between two codes means, from least to most."""

BLOCK = 256
"""Resamples weighed at once; the draws do not depend on it."""


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many coders gave each value to each unit: what every coefficient is made of.

    ``counts`` is units × values, ``values`` the codes as numbers, ascending.
    """

    counts: Floats
    values: Floats

    @classmethod
    def of(cls, codes: Floats, values: Floats | None = None) -> Counts:
        """Count the codes (units × coders, missing as NaN) of each unit.

        ``values`` names every code there is, where some were never given; without it, the
        codes that were.

        Examples
        --------
        >>> Counts.of(np.array([[1.0, 1.0], [2.0, np.nan]])).counts.tolist()
        [[2.0, 0.0], [0.0, 1.0]]
        """
        given = ~np.isnan(codes)
        found = np.unique(codes[given]) if values is None else np.unique(values)
        place = np.searchsorted(found, codes[given])
        unit = np.nonzero(given)[0]
        flat = np.bincount(unit * len(found) + place, minlength=len(codes) * len(found))
        return cls(counts=flat.reshape(len(codes), len(found)).astype(float), values=found)

    @property
    def each(self) -> Floats:
        """Codes given to each unit."""
        return np.asarray(self.counts.sum(axis=1))

    def pairable(self) -> Counts:
        """Keep the units that two coders or more have coded: only those can disagree."""
        return Counts(counts=self.counts[self.each >= 2], values=self.values)

    def take(self, units: Ints) -> Counts:
        """Keep some of the units."""
        return Counts(counts=self.counts[units], values=self.values)


@dataclass(frozen=True, kw_only=True)
class Resampled:
    """A coefficient with the interval of its resamples over units.

    ``undefined`` is the share of resamples without any disagreement to expect, which give
    no coefficient; bounds are missing where that share is above one minus the confidence.
    """

    value: float
    low: float
    high: float
    undefined: float


def alpha(coded: Counts, level: Level) -> float:
    """Krippendorff's alpha; missing where no unit is pairable or all codes are the same.

    alpha = 1 - D_o/D_e, D_o = Σ_u Σ_vw c_uv (c_uw - [v = w]) δ²_vw / (m_u - 1) / n,
    D_e = Σ_vw n_v (n_w - [v = w]) δ²_vw / (n (n - 1)), over units u with m_u >= 2 codes of
    which c_uv are v; n_v = Σ_u c_uv, n = Σ_v n_v. 1 is agreement throughout, 0 what codes
    dealt out by chance would give, below 0 worse than that.

    Examples
    --------
    Three coders of four units, one pair of codes apart in the last.

    >>> codes = np.array([[0.0, 0, 0], [1, 1, 1], [1, 1, np.nan], [0, 1, np.nan]])
    >>> round(alpha(Counts.of(codes), "nominal"), 4)
    0.625
    """
    coded = coded.pairable()
    return float(_alphas(coded, np.ones((1, len(coded.counts))), level)[0])


def alpha_resampled(
    coded: Counts, level: Level, *, resamples: int, confidence: float, seed: int
) -> Resampled:
    """Alpha with the percentile interval of ``resamples`` drawings of as many units.

    Units are drawn, not pairs of codes: what one would code next is other units. Where
    coders never differed no drawing of units shows that they can, and the interval would be
    a point; its lower bound is then :func:`alpha_if_some_differ`. Limits: below some 20
    units percentile intervals are too narrow.
    """
    coded = coded.pairable()
    drawn = [_alphas(coded, w, level) for w in _drawings(len(coded.counts), resamples, seed)]
    found = _interval(alpha(coded, level), drawn, confidence)
    if found.low < 1 or np.isnan(found.low):
        return found
    return replace(found, low=alpha_if_some_differ(coded, confidence))


def differ_at_most(n_units: int, confidence: float) -> float:
    """Give the largest share of units that may differ where none of ``n_units`` did.

    (1 - d)^n = 1 - confidence: the exact one-sided bound of a share of which nothing was
    seen (Clopper & Pearson 1934), about 3/n for 95 %.

    Examples
    --------
    >>> round(differ_at_most(20, 0.95), 3)
    0.139
    """
    return float(1 - (1 - confidence) ** (1 / n_units))


def alpha_if_some_differ(coded: Counts, confidence: float) -> float:
    """Give the alpha that units without a difference do not rule out.

    1 - d/D_e: d is :func:`differ_at_most`, D_e the share of pairs of codes of all units that
    differ. It holds for each level, if codes of one unit that differ do so as far as those of
    two units do.

    Examples
    --------
    Two coders who agree on ten of one kind and ten of another: D_e = 2 · 20 · 20 / (40 · 39).

    >>> codes = np.repeat([0.0, 1.0], 10)
    >>> round(alpha_if_some_differ(Counts.of(np.column_stack([codes, codes])), 0.95), 3)
    0.729
    """
    given = coded.counts.sum(axis=0)
    n = given.sum()
    expected = 1 - (given * (given - 1)).sum() / (n * (n - 1))
    return float(1 - differ_at_most(len(coded.counts), confidence) / expected)


def agreed(coded: Counts) -> float:
    """Share of pairs of codes of one unit that agree, the mean over pairable units.

    Examples
    --------
    >>> agreed(Counts.of(np.array([[1.0, 1, 2], [2, 2, 2]])))
    0.6666666666666666
    """
    coded = coded.pairable()
    return float(_pair_agreement(coded).mean()) if len(coded.counts) else np.nan


def ac1(coded: Counts) -> tuple[float, float]:
    """Gwet's AC1 and its standard error, units drawn from many; missing without pairs.

    AC1 = (p_a - p_e)/(1 - p_e), p_a the agreement of pairs, p_e = Σ_v π_v (1 - π_v)/(V - 1),
    π_v the mean share of v over units, V the values there are. Missing where V is 1.

    Examples
    --------
    All but one pair agree, nearly all on the same code: alpha is 0 or below, AC1 is not.

    >>> codes = np.array([[1.0, 1.0]] * 39 + [[1.0, 2.0]])
    >>> coded = Counts.of(codes)
    >>> round(alpha(coded, "nominal"), 4), round(ac1(coded)[0], 4)
    (0.0, 0.9744)
    """
    counts, each = coded.counts[coded.each > 0], coded.each[coded.each > 0]
    n_values, pairs = len(coded.values), each >= 2
    if n_values < 2 or not pairs.any():
        return np.nan, np.nan
    share = counts / each[:, None]
    mean = share.mean(axis=0)
    by_unit = np.zeros(len(counts))
    by_unit[pairs] = _pair_agreement(Counts(counts=counts[pairs], values=coded.values))
    observed = by_unit[pairs].mean()
    expected = (mean * (1 - mean)).sum() / (n_values - 1)
    value = (observed - expected) / (1 - expected)
    if len(counts) < 2:
        return float(value), np.nan
    own = np.where(pairs, (len(counts) / pairs.sum()) * (by_unit - expected), 0.0)
    own = own / (1 - expected)
    surprise = (share * (1 - mean)).sum(axis=1) / (n_values - 1) - expected
    own = own - 2 * (1 - value) * surprise / (1 - expected)
    variance = ((own - value) ** 2).sum() / (len(counts) * (len(counts) - 1))
    return float(value), float(np.sqrt(variance))


def kappa(codes: Floats) -> float:
    """Cohen's kappa of two coders, Fleiss' of more; missing where chance alone agrees.

    kappa = (p_a - p_e)/(1 - p_e). Cohen: p_e = Σ_v π_1v π_2v of the two coders, on units both
    coded. Fleiss, with units of unequal numbers of codes as Gwet (2014) has them: p_e =
    Σ_v π_v², π_v the mean share of v over units.

    Examples
    --------
    >>> kappa(np.array([[1.0, 1.0], [1, 1], [2, 2], [2, 1]]))
    0.5
    """
    coded = Counts.of(codes)
    if not (coded.each >= 2).any():
        return np.nan
    if codes.shape[1] == 2:
        both = codes[~np.isnan(codes).any(axis=1)]
        shares = [Counts.of(both[:, [at]], coded.values).counts.mean(axis=0) for at in (0, 1)]
        expected = float(shares[0] @ shares[1])
    else:
        some = coded.each > 0
        mean = (coded.counts[some] / coded.each[some][:, None]).mean(axis=0)
        expected = float(mean @ mean)
    return (agreed(coded) - expected) / (1 - expected) if expected < 1 else np.nan


def _pair_agreement(coded: Counts) -> Floats:
    """Share of each unit's pairs of codes that agree."""
    each = coded.each
    same = (coded.counts * (coded.counts - 1)).sum(axis=1)
    return np.asarray(same / (each * (each - 1)))


def _drawings(n_units: int, resamples: int, seed: int) -> Iterator[Floats]:
    """Give how often each unit is drawn, some resamples at a time."""
    if not n_units:
        return
    generator = np.random.default_rng(seed)
    even = np.full(n_units, 1 / n_units)
    for start in range(0, resamples, BLOCK):
        rows = min(BLOCK, resamples - start)
        yield generator.multinomial(n_units, even, size=rows).astype(float)


def _interval(value: float, drawn: list[Floats], confidence: float) -> Resampled:
    every = np.concatenate(drawn) if drawn else np.array([np.nan])
    told = every[~np.isnan(every)]
    undefined = 1 - len(told) / len(every)
    if undefined > 1 - confidence or np.isnan(value):
        return Resampled(value=value, low=np.nan, high=np.nan, undefined=undefined)
    tail = (1 - confidence) / 2
    low, high = np.quantile(told, [tail, 1 - tail]).tolist()
    return Resampled(value=value, low=low, high=high, undefined=undefined)


def _alphas(coded: Counts, weights: Floats, level: Level) -> Floats:
    """Alpha of units weighted in each of several ways (resamples × units), one a way."""
    each, counts, x = coded.each, coded.counts, coded.values
    margins = weights @ counts
    n = margins.sum(axis=1)
    if level == "interval":
        # Σ δ² over pairs of a group = 2 (m Σ x² - (Σ x)²): no table of values × values.
        own = 2 * (each * (counts @ x**2) - (counts @ x) ** 2) / np.maximum(each - 1, 1)
        expected = 2 * (n * (margins @ x**2) - (margins @ x) ** 2)
        observed = weights @ own
    else:
        observed, expected = _disagreements(coded, weights, margins, level)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = observed * (n - 1) / expected
    # Sums of squares that cancel leave a hair above 0 where all codes are the same.
    alike = (margins > 0).sum(axis=1) < 2
    return np.where(alike, np.nan, 1 - ratio)


def _disagreements(
    coded: Counts, weights: Floats, margins: Floats, level: Level
) -> tuple[Floats, Floats]:
    """Observed and expected disagreement, n and n (n - 1) times, one a row of weights."""
    scale = 1 / np.maximum(coded.each - 1, 1)
    scaled = coded.counts * scale[:, None]
    if level != "ordinal":
        delta = _delta(coded.values, level)
        own = ((scaled @ delta) * coded.counts).sum(axis=1)
        return weights @ own, ((margins @ delta) * margins).sum(axis=1)
    # How far two ranks are apart depends on how often each rank was given.
    observed, expected = np.zeros((2, len(weights)))
    for row, (weight, margin) in enumerate(zip(weights, margins, strict=True)):
        middle = np.cumsum(margin) - margin / 2
        delta = (middle[:, None] - middle[None, :]) ** 2
        met = (scaled * weight[:, None]).T @ coded.counts
        observed[row] = (met * delta).sum()
        expected[row] = margin @ delta @ margin
    return observed, expected


def _delta(x: Floats, level: Level) -> Floats:
    """Squared distances between values: 0 or 1, or relative to their sum."""
    if level == "nominal":
        return 1.0 - np.eye(len(x))
    total = x[:, None] + x[None, :]
    far = np.divide(x[:, None] - x[None, :], total, out=np.zeros_like(total), where=total != 0)
    return np.asarray(far**2)
