"""What a comparison of headlines found, in a sentence."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.report.numbers import RATIO, TIMES


def headlines_in_words(row: pd.Series, what: str, ground: str, *, own: bool) -> str:
    """Say one row of a comparison of headlines, with their bodies or with other groups.

    >>> row = pd.Series({"item": "fury", "estimate": 0.6931, "estimate_kind": "log ratio"})
    >>> headlines_in_words(row, "Post: \u201cfury\u201d", " (9 events).", own=False)
    'Post: \u201cfury\u201d is 2 times as frequent in its headlines as its bodies and the \
others lead to expect (9 events).'
    """
    estimate = float(row["estimate"])
    if not str(row["estimate_kind"]).startswith("log"):
        who = what.partition(": ")[0]
        size, more = f"{abs(estimate):.2f}", "more" if estimate > 0 else "less"
        said = f"{who}: its headlines score {size} {more} than its bodies"
        return f"{said}{ground}" if own else f"{said} do, compared with the others{ground}"
    times = RATIO.write(estimate).removesuffix(TIMES)
    if np.isinf(estimate):
        told = (
            "stands in its headlines alone" if estimate > 0 else "stands in no headline of it"
        )
        return f"{what} {told}{'' if own else ', against the others'}{ground}"
    said = f"{what} is {times} times as frequent in its headlines as "
    if own:
        return f"{said}in its bodies{ground}"
    return f"{said}its bodies and the others lead to expect{ground}"
