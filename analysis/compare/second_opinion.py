"""Ask a mixed model about the contrasts of sentiment, beside the test that counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, cast

import numpy as np
import pandas as pd
from scipy.stats import norm

from analysis.errors import ChoiceError
from analysis.results import MadeTable, Result
from analysis.stats.arrays import Floats, Ints
from analysis.stats.mixed import ABSENT, CROSSED_UP_TO, MixedFit, against_others, mixed_means
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


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SecondOpinion(MadeTable):
    """Each contrast of means as the comparison has it, and as a mixed model has it."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "voice": "outlet: its own words; source: the words inside quotes",
        "n_articles": "articles in the mixed model, all groups together",
        "n_events": "events in the mixed model: those that two groups or more report",
        "estimate": "the group against the others in the same events, as compared",
        "p": "p-value of the comparison; missing where it has none",
        "mixed_estimate": "the group against the plain mean of the other groups' effects",
        "mixed_low": "lower bound of mixed_estimate",
        "mixed_high": "upper bound of mixed_estimate",
        "mixed_p": "Wald's p-value of the mixed model; too small with few events",
        "random_sd": "standard deviation of events' effects; of outlets', compared by side",
        "author_sd": "standard deviation of authors' effects; missing where not in the model",
        "residual_sd": "standard deviation of articles about their event and group",
        "difference": "whether the two agree at the design's level, and if not, what differs",
        "reason": "why the mixed model has no answer",
    }

    @property
    def caption(self) -> str:
        """Text that may stand under the table as it is."""
        random = "outlet" if self.settings["unit"] == "outlet" else "event"
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
    article mean = group (fixed) + event (random) + author (random, where articles have a
    ``byline`` and are at most 1,000) + residual, by restricted maximum likelihood; by an
    attribute of outlets, article mean less that of its event = group + outlet (random) +
    residual. Direction: as the comparison's ``estimate``. Limits: Wald's p assumes normal
    effects and many events, and is too small with few; other groups weigh alike here, and by
    their cells in the comparison. It decides nothing: a finding is one by ``q`` of the
    comparison. Source: Laird & Ware (1982), by statsmodels.

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
    tally = result.tally
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
            **_answer(*asked[row["voice"]], row, level),
        }
        for _, row in result.table.assign(
            _group=result.table["group"].map(tally.units.groups.index)
        ).iterrows()
    ]
    return SecondOpinion(
        table=pd.DataFrame(rows)[list(SecondOpinion.columns)],
        settings=result.settings,
        corpus=result.corpus,
        notes=tuple(_notes(tally, authors)),
    )


def _codes(names: pd.Series) -> Ints:
    """Give authors their numbers; an article without one has a number of its own."""
    text = names.astype(str).str.strip()
    own = text.where(text != "", pd.Series(range(len(text)), index=text.index).astype(str))
    return np.unique(own.to_numpy(str), return_inverse=True)[1].astype(np.int64)


def _asked(tally: ScoreTally, item: int, authors: Ints | None) -> tuple[MixedFit, int, int]:
    """Fit the model of one item; return it with the articles and events in it."""
    units, values = tally.units, tally.means[:, item]
    known = np.flatnonzero(~np.isnan(values))
    pairs = np.unique(np.stack([units.event[known], units.group[known]]), axis=1)[0]
    shared = np.unique(pairs[:-1][pairs[1:] == pairs[:-1]])
    known = known[np.isin(units.event[known], shared)]
    y, group, event = values[known], units.group[known], units.event[known]
    if units.unit == "outlet":
        y, random = y - _event_means(y, event), units.outlet[known]
    else:
        random = event
    author = (
        authors[known] if authors is not None and _crossed(len(known), units.unit) else None
    )
    if author is not None:
        author = np.unique(author, return_inverse=True)[1].astype(np.int64)
    random = np.unique(random, return_inverse=True)[1].astype(np.int64)
    fit = mixed_means(y, group=group, random=random, n_groups=len(units.groups), author=author)
    return fit, len(known), len(shared)


def _crossed(n_articles: int, unit: str) -> bool:
    """Tell whether authors are in the model."""
    return unit != "outlet" and n_articles <= CROSSED_UP_TO


def _event_means(values: Floats, event: Ints) -> Floats:
    """Give each value the mean of its event."""
    place = np.unique(event, return_inverse=True)[1]
    means = np.bincount(place, values) / np.bincount(place)
    return np.asarray(means[place], float)


def _answer(
    fit: MixedFit, n_articles: int, n_events: int, row: pd.Series, level: float
) -> dict[str, object]:
    """Put one contrast of a fit beside that of the comparison."""
    estimate, error = against_others(fit, int(row["_group"]))
    reach = float(norm.ppf(1 - level / 2)) * error
    p = float(2 * norm.sf(abs(estimate) / error)) if error > 0 else float("nan")
    return {
        "n_articles": n_articles,
        "n_events": n_events,
        "mixed_estimate": estimate,
        "mixed_low": estimate - reach,
        "mixed_high": estimate + reach,
        "mixed_p": p,
        "random_sd": fit.random_sd,
        "author_sd": fit.author_sd,
        "residual_sd": fit.residual_sd,
        "difference": _difference(float(row["estimate"]), float(row["p"]), estimate, p, level),
        "reason": fit.reason or (ABSENT if np.isnan(estimate) else ""),
    }


def _difference(estimate: float, p: float, mixed: float, mixed_p: float, level: float) -> str:
    """Say whether two answers agree, and which assumption parts them; nothing without both."""
    if np.isnan(p) or np.isnan(mixed_p):
        return ""
    if (p <= level) == (mixed_p <= level):
        return ALIKE if estimate * mixed >= 0 or p > level else TURNED
    return MORE_SURE if mixed_p <= level else LESS_SURE


def _notes(tally: ScoreTally, authors: Ints | None) -> Iterator[str]:
    """Say what the models rest on."""
    yield "The mixed model is a second opinion; what is a finding the comparison's q says."
    n_articles = len(tally.units.article_ids)
    if tally.units.unit == "outlet":
        yield "Outlets are random within their side, and events are taken out by centring."
    elif authors is None:
        yield "Authors are not in the model: the articles have no column 'byline'."
    elif not _crossed(n_articles, tally.units.unit):
        yield (
            f"Authors are not in the model: {n_articles:,} articles are more than the "
            f"{CROSSED_UP_TO:,} with which they can be crossed with events."
        )
