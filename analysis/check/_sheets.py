"""The codes of one variable as numbers, and what agreement they show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from analysis.codebook import Level
from analysis.coding._held import OF_UNIT
from analysis.coding.codings import Codings
from analysis.stats.agreement import (
    Counts,
    Resampled,
    ac1,
    agreed,
    alpha_resampled,
    differ_at_most,
    kappa,
)
from analysis.stats.arrays import Floats

RELIABLE, TENTATIVE = 0.8, 0.667
"""Krippendorff's thresholds, held against the lower bound of alpha: conclusions can rest on
codes above the first, tentative ones on those above the second."""
FEW_UNITS = 20
"""Units below which the interval is too narrow to judge by."""
RARE = 0.05
"""Share of all but the commonest code below which alpha and agreement part ways."""


def bound(low: float) -> str:
    """Write a lower bound so that it stands on its own side of the thresholds.

    >>> bound(0.6666), bound(0.7), bound(0.7996)
    ('0.6666', '0.70', '0.7996')
    """
    digits = 2
    while digits < 6 and any(
        low < least <= round(low, digits) for least in (TENTATIVE, RELIABLE)
    ):
        digits += 1
    return f"{low:.{digits}f}"


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """How intervals are drawn."""

    confidence: float
    resamples: int
    seed: int


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The codes of one variable as numbers, units by coders, and the group of each unit."""

    name: str
    level: Level
    codes: Floats
    values: Mapping[float, str]
    owner: pd.Series | None

    @classmethod
    def of(cls, codings: Codings, name: str, level: Level, groups: pd.Series | None) -> Self:
        # In the order of units: what is drawn of them does not hang on the order of the rows.
        wide = codings.side_by_side(name)
        unit = [column for column in OF_UNIT if column in wide]
        wide = wide.sort_values(unit, ignore_index=True)
        texts = wide[[coder for coder in codings.coders if coder in wide]]
        if level in ("interval", "ratio"):
            numbers = texts.apply(pd.to_numeric)
            values = {float(x): f"{x:g}" for x in np.unique(numbers.to_numpy(float))}
        else:
            order = _order(codings, name, level)
            values = dict(enumerate(order))
            place = {code: number for number, code in values.items()}
            numbers = texts.apply(lambda column: column.map(place))
        return cls(
            name=name,
            level=level,
            codes=numbers.to_numpy(float),
            values={number: code for number, code in values.items() if not np.isnan(number)},
            owner=None if groups is None else wide["article_id"].map(groups).fillna(""),
        )

    def rows(self, settings: Drawing) -> Iterator[tuple[object, ...]]:
        """Describe all units, then those of each group."""
        yield self._row("", self.codes, settings)
        if self.owner is None:
            return
        for group in sorted(set(self.owner) - {""}):
            yield self._row(group, self.codes[(self.owner == group).to_numpy()], settings)

    def _row(self, group: str, codes: Floats, settings: Drawing) -> tuple[object, ...]:
        codes = codes[(~np.isnan(codes)).sum(axis=1) >= 2]
        codes = codes[:, ~np.isnan(codes).all(axis=0)]
        counted = Counts.of(codes, np.array([*self.values], float))
        given = counted.counts.sum(axis=0)
        drawn = alpha_resampled(
            counted,
            self.level,
            resamples=settings.resamples,
            confidence=settings.confidence,
            seed=settings.seed,
        )
        value, error = ac1(counted)
        commonest = int(given.argmax()) if given.any() else -1
        prevalence = float(given.max() / given.sum()) if given.any() else np.nan
        never = _never_differed(drawn, len(codes), settings.confidence)
        rare = _rarity(given, agreed(counted))
        verdict, reason = _judged(drawn, len(codes), "; ".join(filter(None, [never, rare])))
        return (
            self.name,
            group,
            self.level,
            len(codes),
            codes.shape[1],
            int((given > 0).sum()),
            [*self.values.values()][commonest] if given.any() else "",
            prevalence,
            agreed(counted),
            drawn.value,
            drawn.low,
            drawn.high,
            value,
            error,
            kappa(codes),
            verdict,
            reason,
        )


def _order(codings: Codings, name: str, level: Level) -> list[str]:
    """Give the codes of a variable, those never given too, in their order."""
    if codings.codebook is not None:
        known = [each.code for each in codings.codebook.variable(name).codes]
        if known:
            return known
    codes = codings.table.loc[codings.table["variable"] == name, "code"]
    seen = sorted(set(codes) - {""})
    return sorted(seen, key=float) if level == "ordinal" else seen


def _rarity(given: Floats, agreement: float) -> str:
    """Say what chance alone would agree on, where nearly all codes are the same."""
    n = given.sum()
    if not n or given.max() <= (1 - RARE) * n:
        return ""
    chance = (given * (given - 1)).sum() / (n * (n - 1))
    return (
        f"{given.max() / n:.1%} of codes are the same, so that chance alone would agree on "
        f"{chance:.1%} of pairs; coders did on {agreement:.1%}"
    )


def _judged(drawn: Resampled, n_units: int, known: str) -> tuple[str, str]:
    """Hold alpha's lower bound to the thresholds, and say what keeps it from being told."""
    if not n_units:
        return "not judged", "no unit was coded by two coders"
    if np.isnan(drawn.value):
        return "not judged", "all codes are the same: there was nothing to tell apart"
    if n_units < FEW_UNITS:
        few = f"{n_units} units; {FEW_UNITS} needed to judge by the interval"
        return "not judged", "; ".join(filter(None, [few, known]))
    if np.isnan(drawn.low):
        told = f"{drawn.undefined:.0%} of resamples have one code alone, so no interval"
        return "not judged", "; ".join(filter(None, [told, known]))
    if drawn.low >= RELIABLE:
        return "reliable", known
    return ("tentative" if drawn.low >= TENTATIVE else "unreliable"), known


def _never_differed(drawn: Resampled, n_units: int, confidence: float) -> str:
    """Say where a lower bound comes from that no drawing of units can show."""
    if not drawn.value == drawn.high == 1 > drawn.low:
        return ""
    return (
        f"coders never differed in {n_units} units; that they do in "
        f"{differ_at_most(n_units, confidence):.0%} is not ruled out, and the lower bound is "
        "the alpha of that"
    )
