"""Ask a mixed model about the contrasts of sentiment, beside the test that counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, cast

import numpy as np
import pandas as pd
from scipy.stats import norm

from analysis.errors import ChoiceError
from analysis.results import MadeTable, Result, need_result
from analysis.stats.arrays import Ints
from analysis.stats.mixed import (
    ABSENT,
    CROSSED_UP_TO,
    TOO_MANY,
    MixedFit,
    against_others,
    missing,
    mixed_means,
)
from analysis.tally import ScoreTally

ALIKE = "both say the same at this level"
MORE_SURE = (
    "only the mixed model calls it a difference: it takes articles as independent given the "
    "event, and errors as normal with one spread; the main test has one value an event"
)
LESS_SURE = (
    "only the main test calls it a difference: it weighs every event alike, the mixed model "
    "every article, and spreads of single outlets widen the error of all"
)
TURNED = "the two point apart: events with many articles weigh more in the mixed model"
OF_OUTLETS: Mapping[str, str] = {
    MORE_SURE: "only the mixed model calls it a difference: it takes outlets' effects as "
    "normal, and events' as unrelated to who reports them; the main test has one value an "
    "outlet, and deals the sides anew",
    LESS_SURE: "only the main test calls it a difference: it weighs every outlet alike, the "
    "mixed model by how much it writes, and one spread of outlets stands for both sides",
    TURNED: "the two point apart: outlets with many articles weigh more in the mixed model",
}
"""What is said instead where the sides of outlets are compared."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SecondOpinion(MadeTable):
    """Each contrast of means as the comparison has it, and as a mixed model has it."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "voice": "outlet: its own words; source: those of whom it quotes",
        "n_articles": "articles in the mixed model, all groups together",
        "n_events": "events in the mixed model: those that two groups or more report",
        "estimate": "the group against the others in the same events, as compared",
        "p": "p-value of the comparison; missing where it has none",
        "mixed_estimate": "the group against the plain mean of the other groups' effects",
        "mixed_low": "lower bound of mixed_estimate",
        "mixed_high": "upper bound of mixed_estimate",
        "mixed_p": "Wald's p-value of the mixed model; too small with few events",
        "event_sd": "standard deviation of events' effects",
        "outlet_sd": "standard deviation of outlets' effects, where sides of them are compared",
        "author_sd": "standard deviation of authors' effects; missing where not in the model",
        "residual_sd": "standard deviation of articles about all these",
        "difference": "whether the two agree at the design's level, and if not, what differs",
        "reason": "why the mixed model has no answer",
    }

    @property
    def caption(self) -> str:
        """Text that may stand under the table as it is."""
        random = "event and outlet" if self.settings["unit"] == "outlet" else "event"
        return (
            f"A second opinion: mixed models with the group fixed and the {random} random, "
            f"beside the contrasts of the comparison. {self.corpus}."
        )


def second_opinion(result: Result) -> SecondOpinion:
    """Ask a mixed model about every contrast of a comparison of means.

    Parameters
    ----------
    result
        What ``compare_sentiment`` gave.

    Returns
    -------
    SecondOpinion
        One row a group and voice, in the order of the result.

    Raises
    ------
    ChoiceError
        The result compares no means, or is a contrast with one reference.

    Notes
    -----
    article mean = group (fixed) + event (random) + author (random, where a ``byline`` wrote
    several articles and these are at most 1,000) + residual, by restricted maximum
    likelihood; by an attribute of outlets, outlets are random in the place of authors, and
    more than 1,000 articles have no answer. Direction: as the comparison's ``estimate``.
    Limits: Wald's p assumes normal effects and many events (outlets), and is too small with
    few; events' effects are taken as unrelated to which groups report them; other groups
    weigh alike here, and by their cells in the comparison. It decides nothing: a finding is
    one by ``q`` of the comparison. Source: Laird & Ware (1982), by statsmodels.

    Examples
    --------
    >>> from analysis import Corpus, compare_sentiment
    >>> rows = {"article_id": [f"a{i}" for i in range(12)], "outlet": ["Post", "Star"] * 6,
    ...     "event_id": [f"e{i // 2}" for i in range(12)], "published": "2024-03-01",
    ...     "headline": "", "body": [f"A {'great' if i % 4 == 0 else 'fair'} {i}, good day"
    ...         f"{'!' * (i % 3)}" for i in range(12)]}
    >>> asked = second_opinion(compare_sentiment(Corpus(pd.DataFrame(rows))))
    >>> bool(np.isclose(*asked.table.loc[0, ["estimate", "mixed_estimate"]].astype(float)))
    True
    """
    tally = need_result(result, "second_opinion").tally
    if not isinstance(tally, ScoreTally) or "reference" in result.settings:
        msg = (
            "a mixed model is asked about means of all groups; give what compare_sentiment "
            "gave, not a contrast with one reference."
        )
        raise ChoiceError(msg)
    authors = _codes(result.articles["byline"]) if "byline" in result.articles else None
    asked = {item: _asked(tally, place, authors) for place, item in enumerate(tally.items)}
    level = 1 - cast("float", result.settings["confidence"])
    rows = [
        {
            **row[["group", "voice", "estimate", "p"]],
            **_answer(asked[row["voice"]], row, level),
        }
        for _, row in result.table.assign(
            _group=result.table["group"].map(tally.units.groups.index)
        ).iterrows()
    ]
    return SecondOpinion(
        table=pd.DataFrame(rows)[list(SecondOpinion.columns)],
        settings=result.settings,
        corpus=result.corpus,
        notes=tuple(_notes(list(asked.values()), authors)),
    )


def _codes(names: pd.Series) -> Ints:
    """Give authors their numbers; an article without one has a number of its own."""
    text = names.astype(str).str.strip()
    own = text.where(text != "", pd.Series(range(len(text)), index=text.index).astype(str))
    return np.unique(own.to_numpy(str), return_inverse=True)[1].astype(np.int64)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The model of one voice, and the articles and events in it.

    ``crossed`` says who is random beside events: "outlet", "author" or nobody.
    """

    fit: MixedFit
    n_articles: int
    n_events: int
    crossed: str


def _asked(tally: ScoreTally, item: int, authors: Ints | None) -> Asked:
    """Fit the model of one item, in the events that two groups or more report."""
    units, values = tally.units, tally.means[:, item]
    known = np.flatnonzero(~np.isnan(values))
    pairs = np.unique(np.stack([units.event[known], units.group[known]]), axis=1)[0]
    shared = np.unique(pairs[:-1][pairs[1:] == pairs[:-1]])
    known = known[np.isin(units.event[known], shared)]
    few, n_groups = len(known) <= CROSSED_UP_TO, len(units.groups)
    crossed, others = "", None
    if units.unit == "outlet":
        crossed, others = "outlet", _numbered(units.outlet[known])
    elif authors is not None and few:
        writes = _numbered(authors[known])
        if len(known) > int(writes.max(initial=-1)) + 1:
            crossed, others = "author", writes
    fit = (
        missing(n_groups, TOO_MANY)
        if crossed and not few
        else mixed_means(
            values[known],
            group=units.group[known],
            event=_numbered(units.event[known]),
            n_groups=n_groups,
            crossed=others,
        )
    )
    return Asked(fit=fit, n_articles=len(known), n_events=len(shared), crossed=crossed)


def _numbered(codes: Ints) -> Ints:
    """Give codes new numbers, without gaps."""
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def _answer(asked: Asked, row: pd.Series, level: float) -> dict[str, object]:
    """Put one contrast of a fit beside that of the comparison."""
    fit, none = asked.fit, float("nan")
    estimate, error = against_others(fit, int(row["_group"]))
    reach = float(norm.ppf(1 - level / 2)) * error
    p = float(2 * norm.sf(abs(estimate) / error)) if error > 0 else none
    apart = _difference(float(row["estimate"]), float(row["p"]), estimate, p, level)
    sides = asked.crossed == "outlet"
    return {
        "n_articles": asked.n_articles,
        "n_events": asked.n_events,
        "mixed_estimate": estimate,
        "mixed_low": estimate - reach,
        "mixed_high": estimate + reach,
        "mixed_p": p,
        "event_sd": fit.event_sd,
        "outlet_sd": fit.crossed_sd if sides else none,
        "author_sd": none if sides else fit.crossed_sd,
        "residual_sd": fit.residual_sd,
        "difference": OF_OUTLETS.get(apart, apart) if sides else apart,
        "reason": fit.reason or (ABSENT if np.isnan(estimate) else ""),
    }


def _difference(estimate: float, p: float, mixed: float, mixed_p: float, level: float) -> str:
    """Say whether two answers agree, and which assumption parts them; nothing without both."""
    if np.isnan(p) or np.isnan(mixed_p):
        return ""
    if (p <= level) == (mixed_p <= level):
        return ALIKE if estimate * mixed >= 0 or p > level else TURNED
    return MORE_SURE if mixed_p <= level else LESS_SURE


def _notes(asked: Sequence[Asked], authors: Ints | None) -> Iterator[str]:
    """Say what the models rest on."""
    yield "The mixed model is a second opinion; what is a finding the comparison's q says."
    most = max((one.n_articles for one in asked), default=0)
    if any(one.crossed == "outlet" for one in asked):
        yield "Outlets are random within their side, and cross events; authors are left out."
    elif authors is None:
        yield "Authors are not in the model: the articles have no column 'byline'."
    elif most > CROSSED_UP_TO:
        yield (
            f"Authors are not in every model: {most:,} articles are more than the "
            f"{CROSSED_UP_TO:,} with which they can be crossed with events."
        )
    elif not any(one.crossed for one in asked):
        yield "Authors are not in the model: no byline stands over two articles."
