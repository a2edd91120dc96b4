"""Check whether a model's predictions are right as often in one group as in another.

Where they are not, a difference of predicted shares is one of the model's errors too, and
nobody can say how much of it: only what was coded by people can.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from analysis.check.result import CheckResult, Passed
from analysis.coding.reference import Drawn, Reference
from analysis.compare._predicted import held_against
from analysis.corpus import Corpus
from analysis.design import Copies, Counted, Design
from analysis.errors import ChoiceError
from analysis.figures import Rows, draw_rows, outlet_colours
from analysis.measure.counted import counted_text
from analysis.stats.errors import Rates, rates, rates_differ
from analysis.stats.multiplicity import benjamini_hochberg
from analysis.tally import ScoreTally, tally_units

ASPECTS: Mapping[str, int] = {"sensitivity": 1, "specificity": 0}
"""Aspect → the code of the articles it is about."""
FEW = 5
"""Coded articles of a group below which an aspect is described and not judged."""
WIDE = 0.3
"""Width of an interval above which errors are not known well enough to say they are alike."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PredictionCheck(CheckResult):
    """How often each code is predicted rightly in each group."""

    columns: ClassVar[Mapping[str, str]] = {
        "code": "the frame",
        "aspect": "sensitivity: of articles coded to have it; specificity: of all others coded",
        "group": "value of the grouping column; empty for all",
        "n_coded": "coded articles that this rests on",
        "value": "share of them that are predicted rightly",
        "low": "lower bound of value",
        "high": "upper bound of value",
        "p": "p-value of no difference between groups, in the row of all",
        "q": "the same as a false discovery rate over all codes and aspects",
        "passed": "whether groups are alike: no if they differ; not judged where it cannot be "
        "told",
        "reason": "what was found, or why it was not judged",
    }

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        settings = self.settings
        return (
            f"How often predictions are right, by {settings['by']}: of articles coded to have "
            f"a frame (sensitivity) and not to have it (specificity). {self.corpus}. Lines: "
            f"{float(str(settings['confidence'])):.0%} interval. Filled: groups are not shown "
            f"to differ at a false discovery rate of {settings['fdr']:g}."
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the shares of each group; return the Axes."""
        rows = self.table[self.table["group"] != ""]
        whole = self.table[self.table["group"] == ""].set_index(["code", "aspect"])["passed"]
        colours = outlet_colours(rows["group"].tolist())
        shown = Rows(
            block=(rows["code"] + ", " + rows["aspect"]).tolist(),
            label=rows["group"].tolist(),
            middle=rows["value"].tolist(),
            low=rows["low"].tolist(),
            high=rows["high"].tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=[
                whole[key] != "no" for key in zip(rows["code"], rows["aspect"], strict=True)
            ],
        )
        return draw_rows(shown, ax, xlabel="share predicted rightly", reference=1.0)


def check_predictions(
    corpus: Corpus,
    predictions: pd.DataFrame,
    *,
    codings: pd.DataFrame,
    inclusion: Drawn = None,
    design: Design | None = None,
    copies: Copies = "exclude",
    genre: Sequence[str] | None = None,
    threshold: float = 0.5,
    draws: int = 1999,
) -> PredictionCheck:
    """Check whether predicted frames are right as often in every group.

    Parameters
    ----------
    corpus, predictions, codings, inclusion
        As in `analysis.compare_frames`.
    design
        Its ``by`` names the groups; its fdr, confidence and seed are those of the tests.
    copies, genre
        Which articles count: see :class:`analysis.design.Counted`.
    threshold
        Probability from which a prediction counts as yes.
    draws
        Dealings of articles to groups behind each p-value.

    Returns
    -------
    PredictionCheck
        One row a code, aspect and group, and one for all groups. ``passed`` is "no" where
        any aspect of a code is shown to differ: shares as predicted then cannot be compared.

    Notes
    -----
    sensitivity = share of articles coded yes that are predicted yes, specificity = share of
    those coded no that are predicted no, weighted by one over the chance of being drawn;
    intervals by Wilson (1927) for the effective number of articles. Groups are held against
    one another by dealing articles to them anew. Limits: with few coded articles a
    difference is not seen, which does not show that there is none; "yes" is said only where
    every interval is narrower than .3. Articles of one event are taken as independent.

    Examples
    --------
    >>> n = 120
    >>> rows = {"article_id": [f"a{i}" for i in range(n)], "published": "", "headline": "",
    ...     "outlet": ["Post", "Star"] * (n // 2), "event_id": [f"e{i // 2}" for i in range(n)],
    ...     "body": [f"Text {i}." for i in range(n)]}
    >>> corpus = Corpus(pd.DataFrame(rows))
    >>> ids = corpus.articles["article_id"]
    >>> coded = pd.DataFrame({"article_id": ids, "conflict": [i // 2 % 2 for i in range(n)]})
    >>> guessed = coded.assign(conflict=[i // 2 % 2 * (i % 2) for i in range(n)])
    >>> check = check_predictions(corpus, guessed, codings=coded, inclusion=1.0)
    >>> check.passed, check.table.loc[1:2, ["group", "value"]].to_numpy().tolist()
    ('no', [['Post', 0.0], ['Star', 1.0]])
    """
    if not 0 < threshold < 1:
        msg = f"threshold is {threshold!r}; it must lie between 0 and 1."
        raise ChoiceError(msg)
    design = design or Design()
    text = counted_text(corpus, Counted(voice="all", copies=copies, genre=genre))
    _, units = tally_units(text.corpus, design, eventless=True)
    tally, reference, told = held_against(corpus, units, predictions, codings, inclusion)
    table = _table(tally, reference, design, threshold, draws)
    return PredictionCheck(
        table=table,
        passed=_passed(table),
        verdict=_verdict(table),
        settings={
            "by": design.by,
            "fdr": design.fdr,
            "confidence": design.confidence,
            "seed": design.seed,
            "threshold": threshold,
            "draws": draws,
        },
        corpus=text.corpus.summary(),
        notes=(*corpus.notes, *text.notes, *told),
    )


def _table(
    tally: ScoreTally, reference: Reference, design: Design, threshold: float, draws: int
) -> pd.DataFrame:
    """Describe every code and aspect, then judge all tests as one family."""
    parts = [
        _aspect(tally, reference, column, aspect, design, threshold, draws)
        for column in range(len(tally.items))
        for aspect in ASPECTS
    ]
    table = pd.concat(parts, ignore_index=True)
    whole = (table["group"] == "").to_numpy()
    table["q"] = np.nan
    table.loc[whole, "q"] = benjamini_hochberg(table.loc[whole, "p"].to_numpy(float))
    differ = whole & (table["q"].fillna(1.0) <= design.fdr).to_numpy()
    table.loc[differ, "passed"] = "no"
    table.loc[differ, "reason"] = "groups differ: shares as predicted cannot be compared"
    return table[list(PredictionCheck.columns)]


def _aspect(  # noqa: PLR0917 (one aspect of one code, and how it is tested)
    tally: ScoreTally,
    reference: Reference,
    column: int,
    aspect: str,
    design: Design,
    threshold: float,
    draws: int,
) -> pd.DataFrame:
    """Describe one aspect of one code: all groups, then each."""
    here = reference.coded & (reference.codes[:, column] == ASPECTS[aspect])
    said = tally.means[here, column] >= threshold
    right = (said == bool(ASPECTS[aspect])).astype(float)
    weight, group = 1 / reference.inclusion[here], tally.units.group[here]
    groups = tally.units.groups
    own = rates(right, weight, group, len(groups), confidence=design.confidence)
    everyone = np.zeros(len(right), np.int64)
    whole = rates(right, weight, everyone, 1, confidence=design.confidence)
    p = np.nan
    if len(right):
        p = rates_differ(right, weight, group, len(groups), draws=draws, seed=design.seed)
    passed, reason = _judged(own, groups, p)
    rows = {
        "code": tally.items[column],
        "aspect": aspect,
        "group": ["", *groups],
        "n_coded": [int(whole.n_units[0]), *own.n_units.tolist()],
        **{
            name: np.concatenate([getattr(whole, name), getattr(own, name)])
            for name in ("value", "low", "high")
        },
        "p": [p, *[np.nan] * len(groups)],
        "passed": [passed, *[""] * len(groups)],
        "reason": [reason, *[""] * len(groups)],
    }
    return pd.DataFrame(rows)


def _judged(own: Rates, groups: tuple[str, ...], p: float) -> tuple[str, str]:
    """Say whether groups can be called alike, before it is known whether they differ."""
    few: NDArray[np.bool_] = own.n_units < FEW
    if few.any():
        named = [f"{groups[at]} {own.n_units[at]}" for at in np.flatnonzero(few)]
        return "not judged", f"fewer than {FEW} coded articles: {', '.join(named)}"
    wide = own.high - own.low > WIDE
    if wide.any():
        named = [groups[at] for at in np.flatnonzero(wide)]
        return "not judged", f"known only within {WIDE:g} or more in {', '.join(named)}"
    return "yes", "all or none are right" if np.isnan(p) else ""


def _passed(table: pd.DataFrame) -> Passed:
    whole = table.loc[table["group"] == "", "passed"]
    if (whole == "no").any():
        return "no"
    return "not judged" if (whole == "not judged").any() else "yes"


def _verdict(table: pd.DataFrame) -> str:
    """Say which codes cannot be compared as predicted, and which nobody can judge."""
    whole = table[table["group"] == ""]
    told = list(_told(whole, table))
    return " ".join(told) if told else "Predictions are right about as often in every group."


def _told(whole: pd.DataFrame, table: pd.DataFrame) -> Iterator[str]:
    for row in whole[whole["passed"] == "no"].itertuples():
        own = table[(table["code"] == row.code) & (table["aspect"] == row.aspect)]
        own = own[(own["group"] != "") & (own["n_coded"] > 0)].sort_values("value")
        worst, best = own.iloc[0], own.iloc[-1]
        yield (
            f"The {row.aspect} of {row.code} is {worst['value']:.2f} in {worst['group']} (of "
            f"{worst['n_coded']:,}) and {best['value']:.2f} in {best['group']} (of "
            f"{best['n_coded']:,}): shares as predicted cannot be compared."
        )
    unknown = whole[whole["passed"] == "not judged"]
    if len(unknown):
        named = (unknown["aspect"] + " of " + unknown["code"]).tolist()
        yield f"Too few coded articles to judge: {', '.join(named)}."
