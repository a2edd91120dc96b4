"""Plan the coding: how many articles must be coded for an interval of the width one needs.

A pilot's coded articles tell how often predictions are wrong at each value they take. Studies
are drawn in which so many articles are coded, and compared as the study will be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from analysis.coding.reference import Drawn, Reference
from analysis.coding.sample import Allocation, inclusion_of
from analysis.compare._predicted import HALF, corrected_by, held_against, refuse_uncoded
from analysis.corpus import Corpus
from analysis.design import Copies, Counted, Design
from analysis.errors import ChoiceError, fault_list, many
from analysis.figures import Rows, draw_rows, outlet_colours
from analysis.measure.counted import counted_text
from analysis.results import MadeTable
from analysis.stats.scalars import contrast_scalars
from analysis.tally import ScoreTally, tally_units

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ALLOCATIONS: tuple[Allocation, ...] = ("proportional", "equal")
SHARES = (0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
"""Shares of the corpus that are planned unless sizes are given."""
FOUND_IN_FOUR_OF_FIVE = 1.96 + 0.84
"""Standard errors that a difference must have to be found with power .8 at level .05."""
LEAST_RUNS = 20


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CodingPlan(MadeTable):
    """How wide intervals would be, by how many articles are coded."""

    columns: ClassVar[Mapping[str, str]] = {
        "code": "the frame",
        "group": "value of the grouping column",
        "allocation": "proportional: all articles drawn alike; equal: as many predicted to "
        "have the frame as not",
        "n_coded": "articles to be coded, in all",
        "n_more": "of these, beyond the pilot's",
        "width": "width of the interval of the difference to the others, in the median run",
        "detectable": "difference of shares that would be found with power .8 if it were the "
        "only test",
        "enough": "whether width is at most the width wanted; missing where none was named",
    }

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        return (
            f"Width of the {float(str(self.settings['confidence'])):.0%} interval of a "
            f"difference of shares to the others, by articles coded. {self.corpus}. Median of "
            f"{self.settings['runs']} drawn studies; articles drawn alike."
        )

    def needed(self) -> pd.DataFrame:
        """Return the fewest articles that give every group the width wanted, by code.

        Columns: code, allocation, n_coded (missing where no size that was planned is enough)
        and n_more.
        """
        rows = []
        for (code, allocation), part in self.table.groupby(["code", "allocation"], sort=False):
            # Where no width was wanted, none is enough.
            known = part.assign(enough=part["enough"].fillna(value=False))
            whole = known.groupby("n_coded")["enough"].all()
            sizes = whole.index[whole.to_numpy(bool)]
            least = int(sizes.min()) if len(sizes) else pd.NA
            more = (
                pd.NA if least is pd.NA else max(0, least - int(str(self.settings["n_pilot"])))
            )
            rows.append((code, allocation, least, more))
        names = ["code", "allocation", "n_coded", "n_more"]
        return pd.DataFrame(rows, columns=names).astype({"n_coded": "Int64", "n_more": "Int64"})

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the widths where articles are drawn alike, by code and size; return the Axes."""
        rows = self.table[self.table["allocation"] == "proportional"]
        colours = outlet_colours(rows["group"].tolist())
        shown = Rows(
            block=[f"{row.code}, {row.n_coded:,} coded" for row in rows.itertuples()],
            label=rows["group"].tolist(),
            middle=[0.0] * len(rows),
            low=(-rows["width"] / 2).tolist(),
            high=(rows["width"] / 2).tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=[True] * len(rows),
        )
        xlabel = "interval around a difference of shares of 0"
        return draw_rows(shown, ax, xlabel=xlabel, reference=0.0)


def plan_coding(
    corpus: Corpus,
    predictions: pd.DataFrame,
    *,
    codings: pd.DataFrame,
    inclusion: Drawn = None,
    design: Design | None = None,
    copies: Copies = "exclude",
    genre: Sequence[str] | None = None,
    width: float | None = None,
    sizes: Sequence[int] | None = None,
    runs: int = 50,
) -> CodingPlan:
    """Say how wide intervals would be if so many articles were coded.

    Parameters
    ----------
    corpus, predictions, codings, inclusion, design, copies, genre
        As in `analysis.compare_frames`; the codings are the pilot's.
    width
        Width of the interval that is wanted, as a difference of shares.
    sizes
        Numbers of articles to be coded, the pilot's among them; without it six shares of
        the corpus.
    runs
        Studies that are drawn for each size.

    Raises
    ------
    ChoiceError
        As `analysis.compare_frames`; or a setting that cannot be.

    Notes
    -----
    In each run every article is given a code, yes with the chance (k + ½)/(n + 1) where k of
    the pilot's n with its prediction (yes from .5) have it; articles are drawn to be coded,
    values are corrected and compared as in `analysis.compare_frames`; width is the median
    over runs of the interval's width. detectable = 2.8 standard errors, the width being 3.92
    of them. Limits: with few coded in the pilot the chances are rough, and so is the plan;
    codes are drawn alike in all groups, and for each article alone; "equal" is a sample for
    one frame, of as many articles of a group on either side of its prediction; many tests
    need more.

    Examples
    --------
    >>> n = 120
    >>> rows = {"article_id": [f"a{i}" for i in range(n)], "published": "", "headline": "",
    ...     "outlet": ["Post", "Star"] * (n // 2), "event_id": [f"e{i // 4}" for i in range(n)],
    ...     "body": [f"Text {i}." for i in range(n)]}
    >>> corpus = Corpus(pd.DataFrame(rows))
    >>> ids = corpus.articles["article_id"]
    >>> truth = [int(i % 3 == 0) for i in range(n)]
    >>> coded = pd.DataFrame({"article_id": ids, "conflict": truth})
    >>> guessed = coded.assign(conflict=[int(i % 3 == 0 or i % 7 == 0) for i in range(n)])
    >>> plan = plan_coding(corpus, guessed, codings=coded[::5], inclusion=0.2, runs=20,
    ...     sizes=[30, 120])
    >>> few, all_coded = plan.table.loc[plan.table["group"] == "Post", "width"][:2]
    >>> bool(few > all_coded)
    True
    """
    design = design or Design()
    text = counted_text(corpus, Counted(voice="all", copies=copies, genre=genre))
    _, units = tally_units(text.corpus, design)
    naive, reference, told = held_against(corpus, units, predictions, codings, inclusion)
    refuse_uncoded(reference, naive.units, naive.items)
    n_all, n_pilot = len(naive.means), int(reference.coded.sum())
    planned = sorted(
        {max(1, round(share * n_all)) for share in SHARES} if sizes is None else sizes
    )
    _refuse(planned, n_all, width, runs)
    chances = _chances(naive, reference)
    rows = [
        row
        for allocation in ALLOCATIONS
        for n in planned
        for row in _rows(naive, chances, n, allocation, design, runs)
    ]
    own = {"width": width, "n_pilot": n_pilot, "runs": runs}
    pilot = f"The pilot has {many(n_pilot, 'coded article')}."
    return CodingPlan(
        table=_table(rows, n_pilot, width),
        settings={**asdict(design), "unit": naive.units.unit, **own},
        corpus=text.corpus.summary(),
        notes=(*corpus.notes, *text.notes, *told, pilot),
    )


def _table(rows: list[tuple[object, ...]], n_pilot: int, width: float | None) -> pd.DataFrame:
    """Say what each width is enough for."""
    table = pd.DataFrame(rows, columns=["code", "group", "allocation", "n_coded", "width"])
    table["n_more"] = (table["n_coded"] - n_pilot).clip(lower=0)
    table["detectable"] = table["width"] / 3.92 * FOUND_IN_FOUR_OF_FIVE
    unknown = pd.array([pd.NA] * len(table), dtype="boolean")
    table["enough"] = unknown if width is None else (table["width"] <= width).astype("boolean")
    return table[list(CodingPlan.columns)]


def _refuse(planned: Sequence[int], n_all: int, width: float | None, runs: int) -> None:
    faults = [
        f"a size is {n!r}; it can be 1 to {n_all:,}, the articles there are"
        for n in planned
        if not 1 <= n <= n_all
    ]
    if width is not None and not 0 < width < 2:
        faults.append(f"width is {width!r}; a difference of shares has a width of 0 to 2")
    if runs < LEAST_RUNS:
        faults.append(f"runs is {runs!r}; at least {LEAST_RUNS} are needed")
    if faults:
        raise ChoiceError(fault_list("the coding cannot be planned:", faults))


def _chances(naive: ScoreTally, reference: Reference) -> Floats:
    """Give each article the chance of each code: that of the coded with its prediction."""
    chances = np.empty_like(naive.means)
    for column, (guess, code) in enumerate(zip(naive.means.T, reference.codes.T, strict=True)):
        for said in (guess >= HALF, guess < HALF):
            seen = code[said & reference.coded]
            # Half a unit more of each kind: a pilot without errors does not show none.
            chances[said, column] = (seen.sum() + 0.5) / (len(seen) + 1)
    return chances


def _rows(  # noqa: PLR0917 (one size of the plan)
    naive: ScoreTally,
    chances: Floats,
    n: int,
    allocation: Allocation,
    design: Design,
    runs: int,
) -> list[tuple[object, ...]]:
    """Draw studies of one size, and give the median width of each group and code."""
    units = naive.units
    # The same draws for every size, so that sizes differ by their size alone.
    widths = np.full((runs, len(units.groups), len(naive.items)), np.nan)
    for run in range(runs):
        draw = np.random.default_rng([design.seed, run])
        truth = (draw.random(chances.shape) < chances).astype(float)
        place = draw.random(len(truth))
        for column in range(len(naive.items)):
            inclusion = _inclusion(naive.means[:, column], units.group, n, allocation)
            codes = np.where(place < inclusion, truth[:, column], np.nan)[:, None]
            reference = Reference(codes=codes, inclusion=inclusion)
            one = replace(naive, items=(naive.items[column],), means=naive.means[:, [column]])
            found = contrast_scalars(
                corrected_by(one.means, reference),
                event=units.event,
                outlet=units.outlet,
                group=units.group,
                n_groups=len(units.groups),
                unit=units.unit,
                confidence=design.confidence,
            )
            widths[run, :, column] = (found.high - found.low)[:, 0]
    middle = np.median(widths, axis=0)
    return [
        (code, group, allocation, n, float(middle[g, c]))
        for c, code in enumerate(naive.items)
        for g, group in enumerate(units.groups)
    ]


def _inclusion(guess: Floats, group: Ints, n: int, allocation: Allocation) -> Floats:
    """Give each article the probability that `analysis.draw_sample` would give it."""
    frame = pd.DataFrame({"group": group, "predicted": guess >= HALF})
    frame["n_stratum"] = frame.groupby(["group", "predicted"])["group"].transform("size")
    return inclusion_of(frame, n, allocation)
