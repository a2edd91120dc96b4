"""Check how often findings are made where there is nothing to find, in the user's own corpus.

Labels are dealt at random, so that whatever is found is a false discovery: outlets on random
sides, one outlet's events in halves by date, its authors in halves. The same relabelled
articles are given to the tests that keyness tools make, which take each word or each cell as
an observation of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, cast

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from rich.console import Console
from rich.progress import track

from analysis.check._material import ARTICLES, TOKENS, Material, material
from analysis.check._outcomes import (
    JUDGED_AT,
    Level,
    Outcomes,
    distribution,
    first_run,
    passed,
    rows,
    verdict,
)
from analysis.check._placebos import CELLS, CODE, OURS, STRETCHES, Placebo, placebos
from analysis.check.result import CheckResult
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.errors import ChoiceError
from analysis.figures import Curve, draw_curves
from analysis.results import Result, need_result
from analysis.stats.placebo import Outcome
from analysis.tally import ScoreTally, Tally

MOST_RUNS, LEAST_RUNS = 200, 40
WORK, A_RUN = 10_000_000, 40_000
"""Runs are as many as this work allows; one costs ``A_RUN``, its counts, outlets × items."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PlaceboCheck(CheckResult):
    """How often each method found anything where nothing differs.

    ``distribution`` has the share of tests with a p at or below each of a row of values, by
    placebo and method: what ``plot`` draws. ``first_run`` has every test of the first run of
    random sides, and ``sides`` says where that run put each outlet.
    """

    columns: ClassVar[Mapping[str, str]] = {
        "placebo": "sides, dates or the column that was split; code: a check of the code only",
        "method": "this suite, or what the field does with the same relabelled articles",
        "dealt": "what was dealt at random",
        "what": "what the method takes as one observation",
        "n_runs": "runs made, all of them different deals but for code",
        "n_found": "runs in which the method found anything",
        "share_found": "the same as a share of runs: false discoveries, all of them",
        "share_found_low": "lower bound of share_found (Clopper-Pearson)",
        "share_found_high": "upper bound of share_found (Clopper-Pearson)",
        "nominal": "share of runs that may have a finding: the false discovery rate",
        "findings_a_run": "mean number of findings of a run",
        "tests_a_run": "mean number of tests of a run",
        "share_p05": "share of all tests with p at or below .05",
        "share_p001": "share of all tests with p at or below .001",
        "detectable": "smallest true share of runs with a finding that so many runs would "
        "have told from nominal, four times in five",
        "passed": "no: more runs with a finding than nominal allows at 1 %; yes: not more, and "
        "share_found_high is at most .15 above nominal; not judged: too few runs to say",
        "reason": "why it was not judged",
    }
    distribution: pd.DataFrame = field(repr=False)
    first_run: pd.DataFrame = field(repr=False)
    sides: Mapping[str, str] = field(repr=False)

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        of, all_of = self.settings["n_items"], self.settings["n_items_of"]
        items = f"{of:,} items" if of == all_of else f"{of:,} of {all_of:,} items, evenly taken"
        fdr = cast("float", self.settings["fdr"])
        return (
            f"Placebos: labels dealt at random, so that every finding is false. {self.corpus}; "
            f"{items}. Lines: share of tests with a p at or below each p; chance alone keeps "
            "them on the dashed line or below it. Something may be found in "
            f"{fdr:.0%} of runs."
        )

    @property
    def methods(self) -> str:
        """The methods paragraph for the paper."""
        ours = self.table[(self.table["method"] == OURS) & (self.table["n_runs"] > 0)]
        made = ours["placebo"].tolist()
        opening = (
            "How often the analysis finds something where there is nothing to find was "
            "measured on the study's own articles, with labels dealt at random."
        )
        parts = [opening]
        if "sides" in made:
            parts.append("Outlets were put on two random sides and compared as sides.")
        halves = [
            f"its articles by {name}"
            if name == self.settings["column"]
            else "its events by date"
            for name in made
            if name not in {"sides", CODE}
        ]
        if halves:
            parts.append(
                f"Halves of one outlet ({' and '.join(halves)}, dealt in blocks) were compared "
                "by permutation of what it printed of each event, less what the event and the "
                "outlet's own rate lead to expect."
            )
        if CODE in made:
            parts.append("The code was checked by shuffling the labels as the test does.")
        parts.append(
            "The same relabelled articles were given to tests that take words, or the cells of "
            "outlets (Hurlbert 1984), as independent observations."
        )
        return " ".join([*parts, self.verdict])

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the distribution of p of each method and return the Axes for adjustment.

        The check of the code is drawn only where nothing else is.
        """
        drawn = self.distribution[self.distribution["placebo"] != CODE]
        drawn = self.distribution if drawn.empty else drawn
        return draw_curves(
            [
                Curve(
                    label=f"{method}: {placebo}",
                    x=rows["p"].to_numpy(float),
                    y=rows["share"].to_numpy(float),
                    family=(OURS, TOKENS, ARTICLES, CELLS).index(str(method)),
                )
                for (placebo, method), rows in drawn.groupby(["placebo", "method"], sort=False)
            ],
            ax,
            xlabel="p",
            ylabel="share of tests with this p or a smaller one",
        )


def check_placebo(
    compared: Result | Corpus,
    *,
    design: Design | None = None,
    column: str = "byline",
    runs: int | None = None,
) -> PlaceboCheck:
    """Check how often anything is found where labels were dealt at random.

    Parameters
    ----------
    compared
        What ``compare_words``, ``compare_labels`` or ``compare_sentiment`` gave: what it
        counted is relabelled, run by run, with its settings. A corpus stands for the
        comparison of its words.
    design
        The design of that comparison, where a corpus is given.
    column
        Column of the articles whose values are split in halves within each outlet: authors,
        desks, sections.
    runs
        Runs of each placebo; ``None`` takes 40 to 200, the fewer the more there is to count,
        so that all are made in about a minute at most. Cells by side and the check of the code
        are run a fifth as often.

    Returns
    -------
    PlaceboCheck
        One row a placebo and method. ``passed`` judges the suite's own test alone; the rows
        of other methods are no results, and show what the placebo can catch.

    Raises
    ------
    ChoiceError
        The result keeps no tally, is a contrast with one reference, has its design already,
        or ``runs`` is below 1.

    Notes
    -----
    sides: outlets that meet others are put on two random sides of equal number and compared
    as sides. dates: one outlet's events, in order of date, are cut into 8 stretches, which
    are dealt to two halves; an event's score is what the outlet printed less what the
    event and the outlet's own style lead to expect; events are permuted. column: the same,
    authors dealt for stretches. code: the labels of the comparison shuffled within events,
    which repeats its null hypothesis: a check of the code, not of the design.
    Limits: dates and authors assume that the outlet, or its authors, keep one style; a no
    may be a real change of style, and then says that the outlet is not one observation an
    event. Of more than 2,000 items as many are looked at, and of an outlet 96 consecutive
    events. A yes says that the share of runs with a finding lies at most .15 above nominal
    (``share_found_high``), and no more: see ``detectable``.
    Source: our own; Hurlbert (1984), Ecological Monographs 54, for what sides show.

    Examples
    --------
    >>> rows = {"article_id": [f"a{i}" for i in range(12)], "outlet": ["Post", "Star"] * 6,
    ...     "event_id": [f"e{i // 2}" for i in range(12)], "published": "2024-03-01",
    ...     "headline": "", "body": [f"Report number {i}." for i in range(12)]}
    >>> check = check_placebo(Corpus(pd.DataFrame(rows)), runs=10)
    >>> check.passed, check.table.loc[0, "reason"]
    ('not judged', '2 outlets meet others; sides of 5 are needed')
    """
    if runs is not None and runs < 1:
        msg = f"runs is {runs}; a placebo is run 1 time or more."
        raise ChoiceError(msg)
    result, tally = _compared(compared, design)
    seed, fdr, confidence = (result.settings[name] for name in ("seed", "fdr", "confidence"))
    level = Level(fdr=cast("float", fdr), confidence=cast("float", confidence))
    source = material(tally, result.articles, level.fdr)
    n_runs = runs_of(source) if runs is None else runs
    made = placebos(source, column=column, n_runs=n_runs, seed=cast("int", seed))
    outcomes, n_of = _run(made), len(tally.items)
    laid = [row for one in made for row in rows(one, outcomes, level)]
    table = pd.DataFrame(laid, columns=list(PlaceboCheck.columns))
    own = {
        "column": column,
        "runs": n_runs,
        "judged_at": JUDGED_AT,
        "stretches": STRETCHES,
        "n_items": source.n_items,
        "n_items_of": n_of,
        "compared": type(result).__name__,
    }
    return PlaceboCheck(
        table=table,
        distribution=distribution(outcomes),
        first_run=first_run(outcomes, source.tally.items),
        sides=made[0].sides,
        passed=passed(table),
        verdict=verdict(table, level.fdr),
        settings={**result.settings, **own},
        corpus=result.corpus,
        notes=tuple(_notes(source, n_of, n_runs, runs)),
    )


def _compared(
    compared: Result | Corpus, design: Design | None
) -> tuple[Result, Tally | ScoreTally]:
    """Return the comparison, of a corpus that of its words, and what it counted."""
    if isinstance(compared, Corpus):
        compared = compare_words(compared, design=design)
    elif design is not None and isinstance(compared, Result):
        msg = "design belongs to a corpus; a result was made with its own, which is taken."
        raise ChoiceError(msg)
    compared = need_result(compared, "check_placebo")
    if compared.tally is None or "reference" in compared.settings:
        msg = (
            "placebos relabel what a comparison of all groups counted, and this result has no "
            "such counts; give what compare_words, compare_labels or compare_sentiment gave."
        )
        raise ChoiceError(msg)
    return compared, compared.tally


def runs_of(source: Material) -> int:
    """Choose the number of runs from the size of what is compared, and from nothing else."""
    tally = source.tally
    looked_at = tally.counts.nnz if isinstance(tally, Tally) else tally.means.size
    dealt = len(np.unique(source.outlet)) * source.n_items
    return int(np.clip(WORK // (A_RUN + looked_at + dealt), LEAST_RUNS, MOST_RUNS))


def _run(made: Sequence[Placebo]) -> Outcomes:
    """Make every run of every placebo, with a bar where somebody watches a terminal."""
    outcomes: dict[tuple[str, str], list[Outcome]] = {}
    runs = [(one, number) for one in made for number in range(one.n_runs)]
    console = Console(file=sys.stderr)
    shown = track(
        runs, "Placebos", console=console, transient=True, disable=not console.is_terminal
    )
    for one, number in shown:
        for method, found in one.run(number).items():
            outcomes.setdefault((one.name, method), []).append(found)
    return outcomes


def _notes(source: Material, n_of: int, n_runs: int, asked: int | None) -> Iterator[str]:
    """Say what the runs rest on."""
    if asked is None:
        yield (
            f"{n_runs} runs of each placebo: as many as the size of what is compared allows, "
            f"{LEAST_RUNS} to {MOST_RUNS}; cells by side and code a fifth of them; fewer where "
            "there are no more ways to deal."
        )
    if source.n_items < n_of:
        yield f"{source.n_items:,} of {n_of:,} items, evenly from the rare to the common."
    yield (
        "Rows of other methods show what a placebo can catch. They are no results, and their "
        "findings are false."
    )
    yield (
        "p above about .1 are lower bounds: the second test is made where something could be "
        "decided."
    )
