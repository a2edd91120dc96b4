"""Means of groups by a mixed model, as a second opinion beside the tests of scalars.

value = group (fixed) + event (random) + author (random) + residual, fitted by restricted
maximum likelihood. Groups are fixed: two outlets are no sample of outlets. Where the group
is an attribute of outlets, outlets are random in the place of authors. (To take the mean of
its event from each value would not do: where events differ in how many of each side report
them, that takes away a part of the difference itself.)

References
----------
Laird, N. M. & Ware, J. H. (1982). Random-effects models for longitudinal data.
*Biometrics* 38, 963-974.
"""

from __future__ import annotations

import warnings
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from statsmodels.regression.mixed_linear_model import MixedLM, MixedLMResults, VCSpec

from analysis.stats.arrays import Floats, Ints

CROSSED_UP_TO = 1_000
"""Values up to which authors or outlets can be crossed with events: the model is dense."""
SEARCHES = (None, "lbfgs", "powell")
"""Ways to look for the best variances; the first is statsmodels' own choice."""
TOO_MANY = f"more than {CROSSED_UP_TO:,} articles: outlets cannot be crossed with events"
TOO_FEW = "fewer than three values more than there are groups"
ABSENT = "no article of the group is in an event that others report"
NO_FIT = "the mixed model did not converge"
NO_SPREAD = "every group has one value throughout: nothing to judge a difference by"


@dataclass(frozen=True, kw_only=True)
class MixedFit:
    """Means of groups and their covariance; missing, with the ``reason``, without a fit.

    Standard deviations are those of the random effects; missing where they are not in the
    model.
    """

    means: Floats
    covariance: Floats
    event_sd: float
    crossed_sd: float
    residual_sd: float
    reason: str


def mixed_means(
    values: Floats, *, group: Ints, event: Ints, n_groups: int, crossed: Ints | None = None
) -> MixedFit:
    """Fit group means with a random effect of the event, and of what crosses events.

    Parameters
    ----------
    values
        One for each article, none missing.
    group, event
        Codes of each article: its group, and the event that it shares with others.
    crossed
        Codes of authors, or of outlets, who are in many events; ``None`` leaves them out.

    Examples
    --------
    >>> y = np.array([0.3, 0.1, 0.5, -0.1, 0.2, 0.0, 0.4, 0.35, 0.1, -0.3, 0.6, 0.2])
    >>> fit = mixed_means(y, group=np.tile([0, 1], 6), event=np.repeat(np.arange(6), 2),
    ...     n_groups=2)
    >>> round(float(fit.means[0] - fit.means[1]), 6)
    0.308333
    """
    here, place = np.unique(group, return_inverse=True)
    exog = np.eye(len(here))[place]
    if len(values) < len(here) + 3 or len(here) < 2:
        return missing(n_groups, TOO_FEW)
    left = values - exog @ (exog.T @ values / exog.sum(axis=0))
    if np.abs(left).max() <= 1e-12 * np.abs(values).max():
        return missing(n_groups, NO_SPREAD)
    fit = _fitted(
        MixedLM(values, exog, groups=event)
        if crossed is None
        else _crossed(values, exog, event, crossed)
    )
    if fit is None:
        return missing(n_groups, NO_FIT)
    means, covariance = np.full(n_groups, np.nan), np.full((n_groups, n_groups), np.nan)
    means[here] = fit.fe_params
    covariance[np.ix_(here, here)] = np.asarray(fit.cov_params())[: len(here), : len(here)]
    spreads = [float(fit.cov_re[0, 0])] if crossed is None else np.asarray(fit.vcomp).tolist()
    return MixedFit(
        means=means,
        covariance=covariance,
        event_sd=spreads[0] ** 0.5,
        crossed_sd=spreads[1] ** 0.5 if crossed is not None else float("nan"),
        residual_sd=float(fit.scale) ** 0.5,
        reason="",
    )


def _fitted(model: MixedLM) -> MixedLMResults | None:
    """Fit a model by the first search; where that fails by the better of the others.

    Which of them says that it ended well is no guide: one may do so far from the top.
    """
    first, *others = SEARCHES
    fit = _searched(model, first)
    if fit is not None:
        return fit
    fits = [fit for method in others if (fit := _searched(model, method)) is not None]
    return max(fits, key=lambda fit: float(fit.llf), default=None)


def _searched(model: MixedLM, method: str | None) -> MixedLMResults | None:
    """Fit a model by one search; nothing if it does not end well."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they warn of is looked at below
        with suppress(np.linalg.LinAlgError, ValueError):
            fit = model.fit(reml=True, method=method)
            if fit.converged and np.isfinite(np.asarray(fit.bse_fe)).all():
                return fit
    return None


def _crossed(values: Floats, exog: Floats, event: Ints, other: Ints) -> MixedLM:
    """Let events and others cross: all articles are one group with two sets of effects."""
    mats = [np.eye(int(codes.max()) + 1)[codes] for codes in (event, other)]
    columns = [[str(place) for place in range(one.shape[1])] for one in mats]
    spec = VCSpec(["event", "other"], [[one] for one in columns], [[one] for one in mats])
    return MixedLM(values, exog, groups=np.zeros(len(values)), exog_vc=spec)


def missing(n_groups: int, reason: str) -> MixedFit:
    """Stand for a fit that was not made."""
    none = float("nan")
    return MixedFit(
        means=np.full(n_groups, none),
        covariance=np.full((n_groups, n_groups), none),
        event_sd=none,
        crossed_sd=none,
        residual_sd=none,
        reason=reason,
    )


def against_others(fit: MixedFit, group: int) -> tuple[float, float]:
    """Give a group's mean less the plain mean of the other groups', and its standard error.

    Groups that are not in the model are no others.
    """
    weights = np.where(np.isnan(fit.means), 0.0, -1.0)
    weights[group] = 0.0
    weights = weights / max(-weights.sum(), 1.0)
    weights[group] = 1.0
    used = weights != 0
    own = weights[used]
    error = np.sqrt(own @ fit.covariance[np.ix_(used, used)] @ own)
    return float(own @ fit.means[used]), float(error)
