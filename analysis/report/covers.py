"""What comparisons of coverage and claims found, in sentences that say what was collected."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.report.numbers import RATIO, TIMES

COLLECTED = "In the collected articles"
OTHERS = "the others"
"""With whom a group is compared, unless one is named."""


def covers_in_words(row: pd.Series, who: str, ground: str, others: str = OTHERS) -> str:
    """Say one row of a comparison of coverage, with the others or one that is named.

    >>> row = pd.Series({"measure": "lag", "estimate": -0.5})
    >>> covers_in_words(row, "Post", " in the same events (9 events).")
    'In the collected articles Post comes 0.50 days sooner than the others in the same \
events (9 events).'
    """
    estimate, measure = float(row["estimate"]), str(row["measure"])
    more = estimate > 0
    size = f"{abs(estimate):.2f}"
    if measure == "covered":
        said = _covered(estimate, others)
    elif measure == "words":
        said = f"prints {RATIO.write(estimate).removesuffix(TIMES)} times as many words as "
        said += others
    elif measure == "lag":
        said = f"comes {_of(size, 'day')} {'later' if more else 'sooner'} than {others}"
    elif measure == "articles":
        compared = "more" if more else "fewer"
        said = f"has {_of(size, 'article')} {compared} on an event than {others}"
    else:
        points = _of(f"{100 * abs(estimate):.0f}", "percentage point")
        said = f"names the event in its headlines {points} {'more' if more else 'less'} often "
        said += f"than {others}"
    return f"{COLLECTED} {who} {said}{ground}"


def _of(size: str, singular: str) -> str:
    """Write a size with its noun: 1 day, 1.00 days, 2 days."""
    return f"{size} {singular}{'' if size == '1' else 's'}"


def _covered(estimate: float, others: str) -> str:
    if np.isposinf(estimate):
        return f"covers every event that only some cover, against {others}"
    if np.isneginf(estimate):
        return f"covers no event that only some cover, against {others}"
    times = RATIO.write(estimate).removesuffix(TIMES)
    return f"covers an event with odds {times} times those of {others}"


def claims_in_words(row: pd.Series, who: str, ground: str, others: str = OTHERS) -> str:
    """Say one row of a comparison of claims, with the others or one that is named.

    >>> row = pd.Series({"share": "carried", "value": 0.25, "estimate": -0.6931})
    >>> claims_in_words(row, "Post", " in the same events (9 events).")
    'In the collected articles Post carries 25% of the claims that several others carry, \
0.5 times the share of the others in the same events (9 events).'
    """
    share, estimate = f"{100 * float(row['value']):.0f}%", float(row["estimate"])
    whole = {
        "carried": f"carries {share} of the claims that several others carry",
        "common": f"shares with several others {share} of the claims it states",
        "only here": f"is alone with {share} of the claims it states",
    }[str(row["share"])]
    if np.isinf(estimate):
        do = "do" if others == OTHERS else "does"
        against = f"{others} none" if estimate > 0 else f"which {others} {do}"
    else:
        times = RATIO.write(estimate).removesuffix(TIMES)
        against = f"{times} times the share of {others}"
    return f"{COLLECTED} {who} {whole}, {against}{ground}"
