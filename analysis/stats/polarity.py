"""Scores made of how many terms of two lists, or of any list, a text holds.

References
----------
Lowe, W., Benoit, K., Mikhaylov, S. & Laver, M. (2011). Scaling policy preferences from coded
political texts. *Legislative Studies Quarterly* 36, 123-155 (the logged ratio).
Young, L. & Soroka, S. (2012). Affective news: the automated coding of sentiment in political
texts. *Political Communication* 29, 205-231.
Hopp, F. R., Fisher, J. T., Cornell, D., Huskey, R. & Weber, R. (2021). The extended Moral
Foundations Dictionary. *Behavior Research Methods* 53, 232-246.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.stats.arrays import Floats


@dataclass(frozen=True, kw_only=True)
class Polarity:
    """Three scores of each text; missing where it holds no term of either list, or no word.

    ``logit`` is ln((p + ½) / (n + ½)), ``relative`` (p - n) / (p + n), ``per_word``
    (p - n) / words.
    """

    logit: Floats
    relative: Floats
    per_word: Floats


def polarity(positive: Floats, negative: Floats, n_words: Floats) -> Polarity:
    """Score texts by the terms of two lists that they hold.

    Direction: above 0 more positive terms than negative. Limits: a count of words; what they
    are said of, and whether they are meant, it does not know. A text with no term of either
    list is not neutral: nothing is known of it.

    Examples
    --------
    >>> found = polarity(np.array([3.0]), np.array([2.0]), np.array([10.0]))
    >>> [round(float(score[0]), 6) for score in (found.logit, found.relative, found.per_word)]
    [0.336472, 0.2, 0.1]
    """
    both = positive + negative
    known = both > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        return Polarity(
            logit=np.where(known, np.log((positive + 0.5) / (negative + 0.5)), np.nan),
            relative=np.where(known, (positive - negative) / both, np.nan),
            per_word=np.where(n_words > 0, (positive - negative) / n_words, np.nan),
        )


def ratio_to_rest(n_listed: Floats, n_words: Floats) -> Floats:
    """Words that are listed for each word that is not; missing where all are, or none is.

    Of the words that carry content and the extended Moral Foundations Dictionary this is the
    ratio of moral to other words (Hopp et al. 2021).

    >>> ratio_to_rest(np.array([2.0, 0.0]), np.array([10.0, 0.0])).tolist()
    [0.25, nan]
    """
    rest = n_words - n_listed
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(rest > 0, n_listed / rest, np.nan)
