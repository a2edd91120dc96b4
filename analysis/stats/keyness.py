"""Measures of how marked a word is for one side: they describe, and never test.

All of them take words as if they were drawn one by one. Words come in bursts, within
articles and within events, so that a z above 1.96 or a G2 above 3.84 says little: in
halves of real newspapers drawn at random, with nothing to find, token G2 calls 15 % of words
significant at .05 (docs/calibration.md). Tests are in `analysis.stats.contrast`.

Everywhere ``target`` and ``reference`` are counts, ``target_size`` and
``reference_size`` the number of words they are out of; positive values mean "more in
the target" (except G2 and BIC, which have no direction).

References
----------
Monroe, B. L., Colaresi, M. P. & Quinn, K. M. (2008). Fightin' Words. *Political Analysis*
16, 372-403.
Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence.
*Computational Linguistics* 19, 61-74.
Rayson, P. & Garside, R. (2000). Comparing corpora using frequency profiling. *Workshop on
Comparing Corpora*, 1-6.
Hardie, A. (2014). Log Ratio: an informal introduction. ESRC CASS, Lancaster.
Gabrielatos, C. (2018). Keyness analysis. In *Corpus Approaches to Discourse*. Routledge.
Wilson, A. (2013). Embracing Bayes factors for key item analysis in corpus linguistics.
In *New Approaches to the Study of Linguistic Variability*. Peter Lang.
Gries, S. Th. (2008). Dispersions and adjusted frequencies in corpora. *International
Journal of Corpus Linguistics* 13, 403-437.
Lijffijt, J. & Gries, S. Th. (2012). Correction to "Dispersions and adjusted frequencies
in corpora". *International Journal of Corpus Linguistics* 17, 147-149.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import sparse
from scipy.special import xlogy

from analysis.stats.arrays import Bools, Floats

PRIOR = 500.0
"""Pseudo-words of the prior of log_odds, spread as in the compared text."""
DESCRIPTIVE: Mapping[str, str] = {
    "count_others": "descriptive: times all the others use it, in whatever event",
    "log_odds": "descriptive: log-odds with an informative prior (Monroe et al. 2008)",
    "log_odds_z": "descriptive, never a test: log_odds over its token-level standard error",
    "g2_two_cell": "descriptive, never a test: G2 of the two counts (Rayson & Garside 2000)",
    "g2_four_cell": "descriptive, never a test: G2 with all other words too (Dunning 1993)",
    "bic": "descriptive, never a test: g2_two_cell less the log of all words (Wilson 2013)",
    "log_ratio": "descriptive: binary log of the ratio of rates, 0 counted as 0.5 (Hardie)",
    "percent_diff": "descriptive: per cent by which its rate is above the others' (Gabrielatos"
    " 2018); missing where they never use it",
    "dp": "dispersion over the group's articles: 0 even, near 1 all in one (Gries 2008)",
}
"""The columns that `described` gives, and what they mean."""
ZERO_STANDS_FOR = 0.5
"""What a count of 0 is taken as in the log ratio (Hardie 2014)."""


def informative_prior(counts: Floats, total: float = 500.0) -> Floats:
    """Spread ``total`` pseudo-words over words as they occur in the whole corpus.

    ``total`` decides how strongly rare words are pulled towards "no difference"; report
    it.

    Examples
    --------
    >>> informative_prior(np.array([12.0, 10, 10, 168]), total=10).tolist()
    [0.6, 0.5, 0.5, 8.4]
    """
    return np.asarray(total * counts / counts.sum(axis=-1, keepdims=True), float)


def log_odds(target: Floats, reference: Floats, prior: Floats) -> tuple[Floats, Floats]:
    """Log-odds ratio with a Dirichlet prior ("Fightin' Words"), and its z.

    d = ln[(y1 + a)/(n1 + a0 - y1 - a)] - ln[(y2 + a)/(n2 + a0 - y2 - a)],
    z = d / sqrt(1/(y1 + a) + 1/(y2 + a)), with n and a0 summed over the words given.
    Positive in the target. Swapping target and reference flips the sign exactly.

    Limits
    ------
    For ranking and display. z is no test statistic: see the module. Rows of words are
    compared as they are given, so give the whole vocabulary.

    Examples
    --------
    >>> d, z = log_odds(np.array([10.0, 5, 1, 84]), np.array([2.0, 5, 9, 84]), np.ones(4))
    >>> z.round(6).tolist()
    [2.121482, 0.0, -2.183221, 0.0]
    """
    whole = prior.sum(axis=-1, keepdims=True)
    odds = []
    for counts in (target, reference):
        with_prior = counts + prior
        rest = counts.sum(axis=-1, keepdims=True) + whole - with_prior
        odds.append(np.log(with_prior) - np.log(rest))
    difference = np.asarray(odds[0] - odds[1], float)
    spread = np.sqrt(1 / (target + prior) + 1 / (reference + prior))
    return difference, np.asarray(difference / spread, float)


def g2(
    target: Floats,
    reference: Floats,
    target_size: Floats | float,
    reference_size: Floats | float,
    *,
    cells: Literal[2, 4],
) -> Floats:
    """Log-likelihood keyness G2 = 2 · sum of O ln(O/E); say which form is used.

    With 2 cells only the occurrences of the word are compared (Rayson & Garside 2000);
    with 4, its occurrences and all other words (Dunning 1993). Has no direction.

    Examples
    --------
    >>> for cells in (2, 4):
    ...     print(g2(np.array([108.0]), np.array([134.0]), 1e6, 2e6, cells=cells).round(6))
    [13.280455]
    [13.281576]
    """
    share = (target + reference) / (np.asarray(target_size) + reference_size)
    total = np.zeros(np.broadcast_shapes(np.shape(share)))
    for count, size in ((target, target_size), (reference, reference_size)):
        total = total + xlogy(count, count) - xlogy(count, size * share)
        if cells == 4:
            others = size - count
            total = total + xlogy(others, others) - xlogy(others, size * (1 - share))
    return np.asarray(np.maximum(2 * total, 0.0), float)


def log_ratio(
    target: Floats,
    reference: Floats,
    target_size: Floats | float,
    reference_size: Floats | float,
) -> Floats:
    """Binary logarithm of the ratio of relative frequencies; 1 means twice as frequent.

    A count of 0 stands for 0.5 (Hardie 2014); where both are 0 the value is missing.

    Examples
    --------
    >>> log_ratio(np.array([108.0, 0]), np.array([134.0, 0]), 1e6, 2e6).round(6).tolist()
    [0.688798, nan]
    """
    own = np.where(target > 0, target, ZERO_STANDS_FOR) / target_size
    others = np.where(reference > 0, reference, ZERO_STANDS_FOR) / reference_size
    return np.where((target > 0) | (reference > 0), np.log2(own / others), np.nan)


def percent_difference(
    target: Floats,
    reference: Floats,
    target_size: Floats | float,
    reference_size: Floats | float,
) -> Floats:
    """%DIFF: by how many per cent of the reference's frequency the target's is larger.

    Missing where the reference never has the word (Gabrielatos 2018 puts a tiny number
    there, which then decides the value).

    Examples
    --------
    >>> percent_difference(np.array([108.0]), np.array([134.0]), 1e6, 2e6).round(6).tolist()
    [61.19403]
    """
    own, others = target / target_size, reference / reference_size
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(reference > 0, (own - others) * 100 / others, np.nan)


def bic(g2_values: Floats, size: float) -> Floats:
    """Approximate Bayes factor of a G2: G2 - ln(number of words in both).

    Above 10 strong evidence that frequencies differ, below 0 evidence that they do not
    (Wilson 2013), on the same assumption that words are drawn one by one.

    Examples
    --------
    >>> bic(np.array([13.280455]), 3e6).round(6).tolist()
    [-1.633668]
    """
    return np.asarray(g2_values - np.log(size), float)


@dataclass(frozen=True, kw_only=True)
class Dispersion:
    """How unevenly words are spread over parts: 0 as the parts' sizes, near 1 in one part.

    Missing for words that do not occur. ``dp_norm`` divides by its largest value.
    """

    dp: Floats
    dp_norm: Floats


def dispersion(counts: sparse.csr_array, sizes: Floats) -> Dispersion:
    """Deviation of proportions DP = 1/2 · sum |t_i - w_i| over parts (Gries 2008).

    t_i is the share of a word's occurrences that part i has, w_i the share of all words;
    DPnorm = DP / (1 - min w_i) (Lijffijt & Gries 2012).

    Parameters
    ----------
    counts
        Parts (articles) by words.
    sizes
        Words of each part.

    Examples
    --------
    A word that stands in one of two equal parts only, and one that is spread evenly:

    >>> found = dispersion(sparse.csr_array(np.array([[4.0, 2], [0, 2]])), np.ones(2))
    >>> found.dp.tolist(), found.dp_norm.tolist()
    ([0.5, 0.0], [1.0, 0.0])
    """
    weight = sizes / sizes.sum()
    total = np.asarray(counts.sum(axis=0), float)
    entries = sparse.coo_array(counts)
    part, word = entries.coords
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.abs(entries.data / total[word] - weight[part]) - weight[part]
        # parts without the word are |0 - w|: all weights, less those of parts that have it
        dp = np.where(total > 0, (1 + np.bincount(word, apart, len(total))) / 2, np.nan)
        return Dispersion(dp=dp, dp_norm=dp / (1 - weight.min()))


def described(counts: sparse.csr_array, sizes: Floats, inside: Bools) -> dict[str, Floats]:
    """Describe every word of some articles against all the others: the `DESCRIPTIVE` columns.

    Parameters
    ----------
    counts
        Articles by words.
    sizes
        Words of each article, those that are no column of ``counts`` included.
    inside
        Which articles are the target; the others are the reference. Where either holds no
        words, all but the count is missing.

    Examples
    --------
    >>> y = sparse.csr_array(np.array([[108.0], [134.0]]))
    >>> found = described(y, np.array([1e6, 2e6]), np.array([True, False]))
    >>> [round(float(found[name][0]), 6) for name in ("g2_two_cell", "g2_four_cell", "bic")]
    [13.280455, 13.281576, -1.633668]
    """
    own, others = (np.asarray(counts[side].sum(axis=0), float) for side in (inside, ~inside))
    size, rest = float(sizes[inside].sum()), float(sizes[~inside].sum())
    if not size or not rest:
        return dict.fromkeys(DESCRIPTIVE, np.full(len(own), np.nan)) | {"count_others": others}
    target, reference = np.append(own, size - own.sum()), np.append(others, rest - others.sum())
    odds, z = np.full((2, len(target)), np.nan)
    used = target + reference > 0
    if used.sum() > 1:
        prior = informative_prior((target + reference)[used], PRIOR)
        odds[used], z[used] = log_odds(target[used], reference[used], prior)
    two_cell = g2(own, others, size, rest, cells=2)
    return {
        "count_others": others,
        "log_odds": odds[:-1],
        "log_odds_z": z[:-1],
        "g2_two_cell": two_cell,
        "g2_four_cell": g2(own, others, size, rest, cells=4),
        "bic": bic(two_cell, size + rest),
        "log_ratio": log_ratio(own, others, size, rest),
        "percent_diff": percent_difference(own, others, size, rest),
        "dp": dispersion(sparse.csr_array(counts[inside]), sizes[inside]).dp,
    }
