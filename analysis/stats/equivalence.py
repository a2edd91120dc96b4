"""Is a difference smaller than a margin: two one-sided tests, by the tests of the contrasts.

"Not shown to differ" says nothing: with few events nothing is shown. To say that a
difference lies within a margin M, both "it is M or more" and "it is -M or less" must be
rejected at level alpha; that is so exactly when the interval of confidence 1 - 2 alpha lies
between -M and M. Both one-sided p come from the test that gives p and interval of the
contrast, asked about the effects M and -M.

References
----------
Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure and the power
approach for assessing the equivalence of average bioavailability. *Journal of
Pharmacokinetics and Biopharmaceutics* 15, 657-680.
Lakens, D. (2017). Equivalence tests: a practical primer for t tests, correlations, and
meta-analyses. *Social Psychological and Personality Science* 8, 355-362.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.stats.arrays import Floats, Ints
from analysis.stats.cells import Unit
from analysis.stats.interval import invert
from analysis.stats.question import Question, asking
from analysis.stats.scalars import Means, cell_means
from analysis.stats.within import SECOND_LOOK


@dataclass(frozen=True, kw_only=True)
class Equivalence:
    """Of each item: two p, and the interval of confidence 1 - 2 alpha.

    ``p`` is the larger of two one-sided ones: the effect is at the margin or beyond it.
    ``p_beyond`` is twice the smaller of the reverse: the effect lies within the margin.
    """

    p: Floats
    p_beyond: Floats
    low: Floats
    high: Floats


def one_sided(p: Floats, beyond: Floats) -> Floats:
    """Turn the two-sided p of a margin into that of "the effect is at the margin or beyond".

    ``beyond`` is above 0 where the estimate lies beyond that margin, below 0 inside.

    >>> one_sided(np.array([0.04, 0.04]), np.array([-1.0, 1.0])).tolist()
    [0.02, 0.98]
    """
    return np.where(beyond < 0, p / 2, 1 - p / 2)


def equivalent_counts(
    questions: Sequence[Question],
    group: int,
    wanted: Ints,
    estimate: Floats,
    *,
    margin: float,
    alpha: float,
) -> Equivalence:
    """Test whether log rate ratios of a group lie within ±``margin``.

    Parameters
    ----------
    questions
        As `analysis.stats.contrast.ask` makes them.
    group
        The group compared with the others.
    wanted, estimate
        The items asked about, and their log ratios.
    margin, alpha
        Half width of what counts as no difference, on the log scale; level of each test.

    Examples
    --------
    Two outlets in sixteen events that count alike are within a factor of two of each other:

    >>> from scipy import sparse
    >>> from analysis.stats.contrast import ask
    >>> y = sparse.csr_array(np.array([[4.0], [5], [5], [4]] * 8))
    >>> event, outlet = np.repeat(np.arange(16), 2), np.tile([0, 1], 16)
    >>> asked = ask(y, np.full(32, 100.0), event, outlet, outlet, "cell", None)
    >>> found = equivalent_counts(asked, 0, np.array([0]), np.zeros(1),
    ...     margin=float(np.log(2)), alpha=0.05)
    >>> bool(found.p[0] < 0.05), bool(found.high[0] < np.log(2))
    (True, True)
    """
    position = {int(item): place for place, item in enumerate(wanted)}
    p, beyond, low, high = np.full((4, len(wanted)), np.nan)
    for question in questions:
        mask = np.isin(question.items, wanted)[None, :]
        asked = replace(question, second_look=max(SECOND_LOOK, 2 * alpha))
        for (_, items), test in asked.asked(mask, [group]):
            at = np.array([position[int(item)] for item in question.items[items]])
            p[at], beyond[at] = both_ways(
                (sign * score, asked_p)
                for sign in (1.0, -1.0)
                for asked_p, score in [test.at(np.full(len(at), sign * margin))]
            )
            low[at], high[at] = invert(asking(test), estimate[at], test.p(), 2 * alpha)
    return Equivalence(p=p, p_beyond=beyond, low=low, high=high)


def both_ways(sides: Iterable[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """Give the p of "at a margin or beyond", and that of "within both margins".

    ``sides`` has for each margin how far beyond it the estimate lies, and the two-sided p of
    an effect as large as that margin.

    >>> near, far = np.array([-1.0]), np.array([2.0])
    >>> [p.tolist() for p in both_ways([(far, np.array([0.04])), (near, np.array([0.001]))])]
    [[0.98], [0.04]]
    """
    outside, inside = [], []
    for beyond, p in sides:
        outside.append(one_sided(p, beyond))
        inside.append(one_sided(p, -beyond))
    return np.maximum(*outside), np.minimum(1.0, 2 * np.minimum(*inside))


def equivalent_means(
    values: Floats,
    *,
    event: Ints,
    outlet: Ints,
    group: Ints,
    n_groups: int,
    unit: Unit,
    chosen: int,
    margin: float,
    alpha: float,
) -> Equivalence:
    """Test whether the difference of means of one group lies within ±``margin``.

    Parameters
    ----------
    values, event, outlet, group, n_groups, unit
        As in `analysis.stats.scalars.contrast_scalars`; one value an article.
    chosen
        The group compared with the others.
    margin, alpha
        Half width of what counts as no difference; level of each test.

    Examples
    --------
    >>> values = np.array([0.3, 0.1, 0.5, 0.4, 0.2, 0.3, 0.4, 0.35, 0.1, 0.2, 0.6, 0.5])
    >>> found = equivalent_means(values, event=np.repeat(np.arange(6), 2), margin=0.3,
    ...     outlet=np.tile([0, 1], 6), group=np.tile([0, 1], 6), n_groups=2, unit="cell",
    ...     chosen=0, alpha=0.05)
    >>> [round(float(x[0]), 4) for x in (found.p, found.low, found.high)]
    [0.0156, -0.1, 0.15]
    """
    weight, sides = np.ones(len(values)), []

    def means(shift: float) -> Means:
        moved = values - shift * (group == chosen)
        cells = cell_means(moved, weight, event=event, outlet=outlet, group=group, unit=unit)
        return Means(cells, unit, n_groups)

    for sign in (1.0, -1.0):
        test = means(sign * margin).test(chosen, 1 - 2 * alpha)
        sides.append((np.array([sign * test.estimate]), np.array([test.p])))
    plain = means(0.0).test(chosen, 1 - 2 * alpha)
    p, beyond = both_ways(sides)
    return Equivalence(
        p=p, p_beyond=beyond, low=np.array([plain.low]), high=np.array([plain.high])
    )
