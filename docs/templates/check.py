"""Template of a check: does a corpus, a coding or a result hold what it claims.

Goes to analysis/check/. A check says yes, no or not judged; its thresholds are named, stand
in its settings, and are called judgements where they are. Too little to go on is no yes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from analysis.check.result import CheckResult, all_passed
from analysis.corpus import Corpus
from analysis.design import Copies, Counted, Design
from analysis.measure.counted import counted_text
from analysis.measure.words import measure_words
from analysis.tally import tally_units

FEW = 5
"""Articles below which a group is described and not judged."""
LONGER = 1.3
"""Most that a typical article may be longer or shorter than that of all: a judgement."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LengthCheck(CheckResult):
    """Whether the groups' articles are about as long as each other's."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "n_articles": "articles of the group that count",
        "median_words": "median number of counted words of the group's articles",
        "ratio": "median_words over the median of all articles; missing if that is 0",
        "passed": "whether ratio lies between 1/1.3 and 1.3: yes, no or not judged",
        "reason": "why it was not judged",
    }

    @property
    def caption(self) -> str:
        """Text that may stand under the table as it is."""
        return (
            f"Length of articles by {self.settings['by']}. {self.corpus}. Passed: the median "
            f"is within a factor of {LONGER:g} of that of all; fewer than {FEW} articles are "
            "not judged."
        )


def check_lengths(
    corpus: Corpus, *, design: Design | None = None, copies: Copies = "exclude"
) -> LengthCheck:
    """Check whether groups write articles of like length.

    Parameters
    ----------
    corpus
        Articles to compare.
    design
        Who is compared; by outlet unless said otherwise.
    copies
        Which articles count: see :class:`analysis.design.Counted`.

    Returns
    -------
    LengthCheck
        One row a group. ``passed`` is "no" where any row is, and "not judged" where there
        was too little to judge any.

    Notes
    -----
    ratio = median words of the group / median words of all. Limits: the threshold is a
    judgement; rates are per word, so that unlike lengths do not bias them by themselves.
    """
    design = design or Design()
    counted = Counted(copies=copies)
    text = counted_text(corpus, counted)
    rows, units = tally_units(text.corpus, design)
    words = measure_words(text).totals[rows]
    by_group = [words[units.group == code] for code in range(len(units.groups))]
    table = pd.DataFrame(
        {
            "group": units.groups,
            "n_articles": [len(own) for own in by_group],
            "median_words": [float(np.median(own)) for own in by_group],
        }
    )
    whole = float(np.median(words))
    table["ratio"] = table["median_words"] / whole if whole else np.nan
    judged = (table["n_articles"] >= FEW) & table["ratio"].notna()
    alike = table["ratio"].between(1 / LONGER, LONGER)
    table["passed"] = np.where(judged, np.where(alike, "yes", "no"), "not judged")
    table["reason"] = np.where(judged, "", f"fewer than {FEW} articles, or no words at all")
    passed = all_passed(table["passed"].tolist())
    return LengthCheck(
        table=table,
        passed=passed,
        verdict=_VERDICTS[passed],
        settings={"few": FEW, "longer": LONGER, **asdict(counted), **asdict(design)},
        corpus=text.corpus.where(np.isin(np.arange(len(text.corpus)), rows)).summary(),
        notes=(*corpus.notes, *text.notes, *units.notes),
    )


_VERDICTS: Mapping[str, str] = {
    "yes": "Articles of all groups that could be judged are about as long.",
    "no": "Some groups write much longer or shorter articles than all together.",
    "not judged": "No group has enough articles to be judged.",
}
