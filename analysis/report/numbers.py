# ruff: noqa: RUF002 - dashes, minus and times signs are meant as they are.
"""Numbers rounded for the eye, with their units: the only place of the report that rounds.

Files keep every digit. A missing number is shown as a dash, never as 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

MISSING = "–"
TIMES = "×"
MINUS = "\u2212"
THIN = "\u202f"


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How one kind of number is written, and its interval."""

    unit: str
    write: Callable[[float], str]
    between: str = "–"
    tail: str = ""
    """What an interval need not say a second and a third time."""

    def interval(self, low: float, high: float) -> str:
        """Write an interval; with one end alone, say on which side it lies.

        Nothing is written where no end says anything: one missing, the other infinite.

        >>> RATIO.interval(0.34, 1.36), MEAN.interval(-0.2, 0.05)
        ('1.4–3.9', '−0.20 to +0.05')
        """
        known = [end for end in (low, high) if not _absent(end)]
        if len(known) < 2 and not any(map(math.isfinite, known)):
            return ""
        bare = [self.write(end).removesuffix(self.tail) for end in known]
        if len(bare) == 1:
            return f"{'up to' if _absent(low) else 'from'} {bare[0]}"
        return self.between.join(bare)


def ratio(log: float) -> str:
    """Write the exponential of a log ratio.

    >>> ratio(math.log(2.345)), ratio(math.log(0.0456)), ratio(math.log(123)), ratio(math.inf)
    ('2.3×', '0.046×', '123×', '∞×')
    """
    if _absent(log):
        return MISSING
    if math.isinf(log):
        return "∞×" if log > 0 else "0×"
    return f"{_digits(math.exp(log), 2)}{TIMES}"


def share(value: float) -> str:
    """Write a share of 0 to 1 in per cent.

    >>> share(0.314), share(0.0042), share(0.0), share(1.0), share(math.nan)
    ('31\u202f%', '0.42\u202f%', '0\u202f%', '100\u202f%', '–')

    A share that was corrected can leave 0 to 1.

    >>> share(-0.2)
    '−20\u202f%'
    """
    if _absent(value):
        return MISSING
    return f"{MINUS if value < 0 else ''}{_digits(abs(100 * value), 2)}{THIN}%"


def rate(value: float) -> str:
    """Write a rate per 1,000 words.

    >>> rate(12.345), rate(0.1234), rate(0.0)
    ('12', '0.12', '0')
    """
    return MISSING if _absent(value) else _digits(value, 2)


def signed(value: float) -> str:
    """Write a mean or a difference that can be negative, with its sign.

    >>> signed(0.123), signed(-0.2), signed(0.0001)
    ('+0.12', '−0.20', '0.00')
    """
    if _absent(value):
        return MISSING
    if math.isinf(value):
        return "+∞" if value > 0 else f"{MINUS}∞"
    shown = f"{abs(value):.2f}"
    return shown if float(shown) == 0 else f"{MINUS if value < 0 else '+'}{shown}"


def chance(value: float) -> str:
    """Write a p-value or a false discovery rate.

    >>> chance(0.0312), chance(0.0004), chance(1.0), chance(math.nan)
    ('.031', '< .001', '1', '–')
    """
    if _absent(value):
        return MISSING
    if value < 0.001:
        return "< .001"
    return "1" if value >= 0.9995 else f"{value:.2g}".lstrip("0")


def count(value: float) -> str:
    """Write a whole number with its thousands parted.

    >>> count(12345), count(math.nan)
    ('12,345', '–')
    """
    return MISSING if _absent(value) else f"{int(value):,}"


def whole_points(value: float) -> str:
    """Write a difference of shares in percentage points.

    >>> whole_points(0.3056), whole_points(-0.15), whole_points(0.001), whole_points(math.nan)
    ('+31 points', '−15 points', '0 points', '–')
    """
    if _absent(value):
        return MISSING
    shown = f"{100 * abs(value):.0f}"
    return f"{'' if shown == '0' else MINUS if value < 0 else '+'}{shown} points"


RATIO = Scale(unit="times as often", write=ratio, tail=TIMES)
SHARE = Scale(unit="share", write=share, tail=f"{THIN}%")
RATE = Scale(unit="per 1,000 words", write=rate)
MEAN = Scale(unit="mean score", write=signed, between=" to ")
POINTS = Scale(
    unit="percentage points",
    write=whole_points,
    between=" to ",
    tail=" points",
)
DAYS = Scale(
    unit="days",
    write=lambda value: MISSING if _absent(value) else f"{signed(value)} days",
    between=" to ",
    tail=" days",
)
AMOUNTS: Mapping[str, str] = {
    "articles an event it covers": "articles",
    "words an event it covers": "words",
    "days after the first": "days",
}
"""Levels that are amounts of something, and of what."""


def estimate_scale(kind: str) -> Scale:
    """Choose how an estimate of this kind is written.

    >>> estimate_scale("log rate ratio").unit, estimate_scale("difference of means").unit
    ('times as often', 'mean score')
    >>> days = estimate_scale("difference of days")
    >>> days.write(0.5), days.interval(-0.25, 1.5)
    ('+0.50 days', '−0.25 to +1.50')
    """
    if kind in {"difference of shares", "difference of days"}:
        return DAYS if kind.endswith("days") else POINTS
    return RATIO if kind.startswith("log") else MEAN


DIVERSITY: Mapping[str, str] = {
    "number of sources": "sources",
    "exp H, as a number of sources": "sources, as if all were as common",
    "1/Σp², as a number of sources": "sources, as if all were as common",
    "Shannon's H, in nats": "nats",
    "Simpson's 1 - Σp²": "chance that two differ",
}
"""Levels that say how many different sources there are, and in which unit."""


def value_scale(kind: str) -> Scale:
    """Choose how a group's own level is written, from its ``value_kind``.

    >>> value_scale("rate per 1,000 words").unit, value_scale("share of labels").unit
    ('per 1,000 words', 'share')
    >>> value_scale("days after the first").write(0.75)
    '0.75 days'
    >>> value_scale("number of sources").write(19.46)
    '19'
    """
    if "1,000" in kind or "1000" in kind:
        return RATE
    if "expected" in kind:
        return Scale(unit="times what is expected", write=rate)
    if kind in DIVERSITY:
        return Scale(unit=DIVERSITY[kind], write=rate)
    if kind in AMOUNTS:
        what = AMOUNTS[kind]
        return Scale(unit=what, write=lambda value: amount(value, what), tail=f" {what}")
    return SHARE if kind.startswith("share") else MEAN


def amount(value: float, what: str) -> str:
    """Write how many of something there are.

    >>> amount(390.34, "words"), amount(1.25, "articles"), amount(math.nan, "days")
    ('390 words', '1.2 articles', '–')
    """
    return MISSING if _absent(value) else f"{_digits(value, 2)} {what}"


def _digits(value: float, significant: int) -> str:
    """Write a number that is not negative to so many digits, whole ones in full."""
    if math.isinf(value):
        return "∞"
    if value == 0 or value >= 10 ** (significant - 1):
        return f"{value:,.0f}" if value == 0 or value >= 9.95 else f"{value:.1f}"
    return f"{value:.{significant}g}" if value >= 0.0001 else "< 0.0001"


def _absent(value: float) -> bool:
    return value is None or math.isnan(value)
