"""A two-way fit, outlet + event, on the outlets that events join: what a ranking needs.

Set against "the others", each outlet meets a different rest in different events, so that
such contrasts put outlets in no order. Here every outlet has one effect and every event
its own level:

* counts: log rate = outlet + event, the Poisson fit, whose outlet effects are those of the
  multinomial split of each event's count (Birch 1963);
* means: value = outlet + event, by least squares, every cell weighing the same.

Intervals leave out one event at a time (the jackknife; in one step for counts), so that
bursts and the dependence of cells within an event are in them. Degrees of freedom are the
harmonic mean of those of Bell & McCaffrey (2002), by design, and of the number of events
that the jackknife's own variance rests on. A place in the ranking comes with the places
that differences between pairs leave open, all of them held together by Bonferroni
(Mogstad et al. 2024).

References
----------
Birch, M. W. (1963). Maximum likelihood in three-way contingency tables. *JRSS B* 25, 220-233.
Bell, R. M. & McCaffrey, D. F. (2002). Bias reduction in standard errors for linear
regression with multi-stage samples. *Survey Methodology* 28(2), 169-181.
Mogstad, M., Romano, J. P., Shaikh, A. M. & Wilhelm, D. (2024). Inference for ranks with
applications to mobility across neighbourhoods and academic achievement across countries.
*Review of Economic Studies* 91(1), 476-518.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.errors import ChoiceError
from analysis.stats.arrays import Bools, Floats, Ints, Words
from analysis.stats.connected import comparable

INTERVAL_FROM = 3
"""Events from which an interval, and places that are left open, are given."""
MOST_STEPS, CLOSE_ENOUGH = 100, 1e-10


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """Outlets against the mean of those ranked; missing where ``reason`` says why.

    ``rank`` 1 is the highest ``estimate``; ``rank_from`` to ``rank_to`` are the places left
    open. ``n_events`` counts the events in which the outlet meets others that are ranked.
    """

    estimate: Floats
    low: Floats
    high: Floats
    df: Floats
    rank: Floats
    rank_from: Floats
    rank_to: Floats
    n_events: Ints
    reason: Words


def rank_rates(counts: Floats, exposure: Floats, *, confidence: float) -> Ranked:
    """Rank outlets by the rate at which they use one item, event by event.

    Parameters
    ----------
    counts, exposure
        Events by outlets: how often each outlet uses the item in each event, and out of how
        many words; exposure 0 where an outlet does not report an event.
    confidence
        Of each interval, and of all places together.

    Notes
    -----
    log rate = a_outlet + b_event; ``estimate`` is a less the mean of a over those ranked.
    With two outlets it is half the log ratio of their rates. Simulated coverage of 95 %
    intervals: .95 to 1 with 6 to 100 events, the more the fewer events; places that are
    left open held all outlets in .99 and more (docs/calibration.md).

    Limits
    ------
    An outlet's ratio to another is taken to be the same in all events. Events are taken as
    independent.

    Examples
    --------
    >>> y = np.tile([8.0, 2.0, 4.0], (4, 1))
    >>> found = rank_rates(y, np.full((4, 3), 100.0), confidence=0.95)
    >>> np.exp(found.estimate).round(6).tolist(), found.rank.tolist()
    ([2.0, 0.5, 1.0], [1.0, 3.0, 2.0])
    """
    check(exposure, counts)
    present = exposure > 0
    kept, reason = comparable(present, (counts > 0) & present)
    y, n = counts[:, kept] * present[:, kept], exposure[:, kept]
    shared = (y.sum(axis=1) > 0) & ((n > 0).sum(axis=1) > 1)
    y, n = y[shared], n[shared]
    effect, expected = poisson_effects(y, n)
    fit = Fit(effect=effect, weight=expected, score=y - expected, floor=inverse_of(expected))
    return ranked(fit, n > 0, kept, reason, confidence=confidence)


def rank_means(values: Floats, *, confidence: float) -> Ranked:
    """Rank outlets by a mean, event by event.

    Parameters
    ----------
    values
        Events by outlets: the mean of each outlet in each event, missing (NaN) where it has
        none.
    confidence
        Of each interval, and of all places together.

    Notes
    -----
    value = a_outlet + b_event by least squares; ``estimate`` is a less the mean of a over
    those ranked. The jackknife over events is exact. Simulated coverage of 95 % intervals:
    .95 to .97 with 6 to 100 events (docs/calibration.md).

    Examples
    --------
    >>> found = rank_means(np.array([[1.0, 3.0], [2.0, 6.0], [0.0, 3.0]]), confidence=0.95)
    >>> found.estimate.tolist(), found.rank.tolist()
    ([-1.5, 1.5], [2.0, 1.0])
    """
    check(values)
    present = ~np.isnan(values)
    kept, reason = comparable(present)
    here = present[:, kept]
    shared = here.sum(axis=1) > 1
    here, y = here[shared], np.where(here, values[:, kept], 0.0)[shared]
    weight = here.astype(float)
    size = weight.sum(axis=1, keepdims=True)
    centred = (y - y.sum(axis=1, keepdims=True) / size) * weight
    effect = solved(information(weight), centred.sum(axis=0))
    fitted = (effect - (weight * effect).sum(axis=1, keepdims=True) / size) * weight
    none = np.zeros((len(effect), len(effect)))
    fit = Fit(effect=effect, weight=weight, score=centred - fitted, floor=none)
    return ranked(fit, here, kept, reason, confidence=confidence)


def check(table: Floats, other: Floats | None = None) -> None:
    """Refuse what is no table of events by outlets."""
    if table.ndim != 2 or (other is not None and other.shape != table.shape):
        shapes = f"{table.shape}" if other is None else f"{other.shape} and {table.shape}"
        msg = f"a ranking takes tables of events by outlets, of one shape; found {shapes}."
        raise ChoiceError(msg)


def poisson_effects(counts: Floats, exposure: Floats) -> tuple[Floats, Floats]:
    """Fit outlet effects of mean 0, and give the counts that they expect in each cell.

    Newton's method on the likelihood of how each event's count splits, halving a step that
    overshoots; the likelihood has one maximum.
    """
    totals, own = counts.sum(axis=1), counts.sum(axis=0)

    def expected(effect: Floats) -> tuple[Floats, float]:
        part = exposure * np.exp(effect)
        whole = part.sum(axis=1)
        gain = float(own @ effect - totals @ np.log(whole)) if len(whole) else 0.0
        return part * (totals / whole)[:, None], gain

    effect = np.zeros(counts.shape[1])
    mean, gain = expected(effect)
    for _ in range(MOST_STEPS):
        short = own - mean.sum(axis=0)
        if np.abs(short).max(initial=0.0) <= CLOSE_ENOUGH * max(own.sum(), 1.0):
            break
        step = solved(information(mean), short)
        for _ in range(MOST_STEPS):
            tried, gained = expected(effect + step)
            if gained >= gain - CLOSE_ENOUGH * abs(gain):
                break
            step = step / 2
        effect, mean, gain = effect + step, tried, gained
    return effect - effect.mean() if len(effect) else effect, mean


def information(weight: Floats) -> Floats:
    """Sum over events of diag(w) - w w'/sum(w): what events say of outlets, outlets squared."""
    share = weight / weight.sum(axis=1, keepdims=True)
    return np.asarray(np.diag(weight.sum(axis=0)) - share.T @ weight, float)


def solved(table: Floats, right: Floats) -> Floats:
    """Solve for effects of mean 0; the table's rows sum to 0."""
    size = len(table)
    if not size:
        return right
    level = np.full((size, size), np.trace(table) / size**2)
    found = np.linalg.solve(table + level, right)
    return np.asarray(found - found.mean(axis=0), float)


def inverse_of(weight: Floats) -> Floats:
    """Give the covariance of effects of mean 0 that the information leaves."""
    size = weight.shape[1]
    return solved(information(weight), np.eye(size) - 1 / max(size, 1))


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Outlet effects of mean 0; of each cell its weight, and what is left of it (its score).

    An event's information on the outlets is diag(w) - w w'/sum(w), w its row of ``weight``.
    The model's own covariance of the effects, where it has one, is a floor to what is found.
    """

    effect: Floats
    weight: Floats
    score: Floats
    floor: Floats

    def without_each_event(self) -> tuple[Floats, Floats]:
        """Give what each event adds to the effects, and the degrees of freedom of each effect.

        The first is events by outlets: the effects less those fitted without the event, one
        Newton step from the fit (for means that is the whole way). The second are
        tr(G)²/|G|², G the covariance of these by the model, events by events.
        """
        size, inverse = len(self.effect), inverse_of(self.weight)
        added, outer = np.zeros(self.weight.shape), np.zeros((size, size, size))
        trace, square, crossed = np.zeros((3, size))
        for event, (weight, s) in enumerate(zip(self.weight, self.score, strict=True)):
            here = np.flatnonzero(weight)
            w, rows, block = weight[here], inverse[here], inverse[np.ix_(here, here)]
            says = np.diag(w) - np.outer(w, w) / w.sum()
            # the inverse without the event, by Woodbury's identity
            without = inverse + rows.T @ np.linalg.solve(
                np.eye(len(w)) - says @ block, says @ rows
            )
            added[event] = s @ without
            says = says @ without[here]
            own, back = (without[here] * says).sum(axis=0), (says * (block @ says)).sum(axis=0)
            trace, square, crossed = trace + own - back, square + own**2, crossed + own * back
            for at, row in zip(here, says, strict=True):
                outer[:, at, here] += (row * says).T
        looped = inverse @ outer
        norm = square - 2 * crossed + np.einsum("qij,qji->q", looped, looped)
        return added, trace**2 / norm

    def judged(self, confidence: float) -> tuple[Floats, Floats, Bools]:
        """Give the reach of each interval, its degrees of freedom, and who is above whom.

        ``above[i, j]`` holds where i is shown to be above j, all pairs held together.
        """
        added, by_design = self.without_each_event()
        n_events, size = added.shape
        squares, fourths = (added**2).sum(axis=0), (added**4).sum(axis=0)
        spread = np.divide(
            fourths, squares**2, out=np.full(size, 1 / n_events), where=fourths > 0
        )
        df = 2 / (1 / by_design + spread)
        found = (n_events - 1) / n_events * added.T @ added
        own, apart = (
            np.maximum(*pair)
            for pair in zip(
                *((np.diag(table), differences_of(table)) for table in (found, self.floor)),
                strict=True,
            )
        )
        reach = stats.t.ppf((1 + confidence) / 2, df) * np.sqrt(own)
        each = (1 - confidence) / (size * (size - 1))
        needed = stats.t.isf(each, np.minimum.outer(df, df)) * np.sqrt(apart)
        return reach, df, self.effect[:, None] - self.effect > needed


def differences_of(covariance: Floats) -> Floats:
    """Give the variances of all differences between pairs."""
    own = np.diag(covariance)
    return np.asarray(own[:, None] + own - 2 * covariance, float)


def ranked(
    fit: Fit, present: Bools, kept: Bools, reason: Words, *, confidence: float
) -> Ranked:
    """Put intervals and places to effects; the fit and ``present`` are of outlets kept."""
    n_events, size = present.shape
    columns = dict.fromkeys(
        ("low", "high", "df", "rank_from", "rank_to"), np.full(size, np.nan)
    )
    said = np.where(kept, "", reason)
    if size and n_events < INTERVAL_FROM:
        said[kept] = f"{n_events} events: no interval ({INTERVAL_FROM} are needed)"
    elif size:
        reach, df, above = fit.judged(confidence)
        columns = {
            "low": fit.effect - reach,
            "high": fit.effect + reach,
            "df": df,
            "rank_from": 1.0 + above.sum(axis=0),
            "rank_to": float(size) - above.sum(axis=1),
        }
    columns |= {
        "estimate": fit.effect,
        "rank": stats.rankdata(-np.round(fit.effect, 12), method="min").astype(float),
    }
    met = np.zeros(len(kept), np.int64)
    met[kept] = present.sum(axis=0)
    return Ranked(
        **{name: spread_over(values, kept) for name, values in columns.items()},
        n_events=met,
        reason=said,
    )


def spread_over(values: Floats, kept: Bools) -> Floats:
    """Put the values of some outlets in their places among all; missing elsewhere."""
    table = np.full(len(kept), np.nan)
    table[kept] = values
    return table
