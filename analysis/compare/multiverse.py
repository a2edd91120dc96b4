"""What a multiverse comes to: its table, its curve and what it says of one contrast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, cast

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.compare._contrast import compared_with
from analysis.compare._specifications import Specifications, draw_specifications
from analysis.results import Result

STATISTICS: Mapping[str, str] = {
    "median": "median estimate",
    "share_significant": "share significant in the direction of the median",
    "mean_z": "mean z",
}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Multiverse(Result):
    """One contrast under every combination of some choices, and what that amounts to.

    Parameters
    ----------
    options
        One row a specification, one column a choice: the option it takes. The rows are
        those of ``table``.
    joint
        One row a statistic of the whole curve: ``observed``, ``p`` of the joint permutation
        and ``n_labellings`` it was compared with.
    moves
        One row an option: the median of its specifications, and ``shift``, how far it moves
        the estimate from where the comparison's own option leaves it.
    """

    columns: ClassVar[Mapping[str, str]] = {
        "group": "the group, the same in every row",
        "counted_as": "the item as this specification counts it: a word, its stem, a label, …",
        "choices": "what this specification chooses; each choice has a column in .options",
        "reported": "whether these are the choices of the comparison itself",
        "n_articles": "articles of the group that count towards it",
        "n_events": "events in which it occurs and both the group and others report",
        "estimate_kind": "what estimate measures",
        "estimate": "the group against the other groups in the same events",
        "low": "lower bound of estimate; missing where reason says why",
        "high": "upper bound of estimate; missing where reason says why",
        "p": "p-value of this row alone; missing if not testable",
        "q": "of the reported row: what it is in the comparison's own family; missing in the "
        "others, which are asked alone and have none",
        "significant": "whether p is at or below one minus the confidence",
        "reason": "why a value of this row is missing",
    }
    item: ClassVar[str] = "choices"

    options: pd.DataFrame
    joint: pd.DataFrame
    moves: pd.DataFrame

    @property
    def is_log(self) -> bool:
        """Whether estimates are logarithms of ratios."""
        return str(self.settings["estimate_kind"]).startswith("log")

    @property
    def summary(self) -> str:
        """The answer in a few sentences."""
        known = self.table[self.table["estimate"].notna()]
        if not len(known):
            return f"None of {len(self.table):,} specifications could be computed."
        joint = {str(one["statistic"]): one for one in self.joint.to_dict("records")}
        middle = float(joint["median"]["observed"])
        side = known["estimate"] * (1 if middle >= 0 else -1) > 0
        sure = side & known["significant"]
        told = "; ".join(
            f"{said} p = {joint[name]['p']:.2g}" for name, said in STATISTICS.items()
        )
        if self.table["p"].isna().all():
            told = "none, since no specification has a p"
        return (
            f"{self.settings['outcome']}: the median of {len(known):,} specifications is "
            f"{self._said(middle)}, as reported {self._said(known['estimate'].iloc[0])}; "
            f"{int(side.sum()):,} lie on the side of the median and {int(sure.sum()):,} are "
            f"significant there. Joint permutation: {told}. {self.most_moving}"
        )

    @property
    def moves_most(self) -> str:
        """The choice that moves the estimate most; empty where none does."""
        sizes = self.moves["shift"].abs().fillna(0.0)
        return str(self.moves["choice"].iloc[sizes.argmax()]) if (sizes > 0).any() else ""

    @property
    def most_moving(self) -> str:
        """Which choice moves the estimate most, in a sentence."""
        if not self.moves_most:
            return "No choice moves the estimate."
        most = self.moves.iloc[int(self.moves["shift"].abs().fillna(0.0).argmax())]
        own = self.moves[self.moves["choice"] == most["choice"]].iloc[0]
        return (
            f"The choice that moves it most is {most['choice'].replace('_', ' ')}: the median "
            f"is {self._said(own['median'])} where it is {own['option']}, "
            f"{self._said(most['median'])} where it is {most['option']}."
        )

    def _said(self, estimate: float) -> str:
        """Write an estimate as a reader takes it: a ratio, or a difference."""
        if not self.is_log:
            return f"{estimate:+.3f}"
        return "∞×" if estimate == np.inf else f"{np.exp(estimate):.3g}×"

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        confidence = cast("float", self.settings["confidence"])
        return (
            f"{self.settings['outcome']} under {len(self.table):,} specifications, from the "
            f"lowest estimate to the highest. {self.corpus}. Dots: "
            f"{'ratio' if self.is_log else 'difference'} to "
            f"{compared_with(self.settings)}; lines: "
            f"{confidence:.0%} interval, unadjusted. Filled: p at or below "
            f"{1 - confidence:.2g} in this specification alone. Below: what each one chooses."
        )

    @property
    def methods(self) -> str:
        """The methods paragraph for the paper, with the null hypothesis and citations."""
        over = cast("Mapping[str, Sequence[str]]", self.settings["over"])
        named = "; ".join(f"{name} ({', '.join(options)})" for name, options in over.items())
        how = (
            f"all {self.settings['n_labellings']:,} ways to deal them"
            if self.settings["exact"]
            else f"{self.settings['n_labellings']:,} random ways to deal them "
            f"(seed {self.settings['seed']})"
        )
        within, by = self.settings["within"], self.settings["by"]
        unit = {"cell": "outlet × event cells", "outlet": "outlets", "article": "articles"}
        where = f" within {within}" if within else ""
        if self.settings["unit"] == "outlet":
            where = f" between the values of {by}"
        return (
            f"A multiverse analysis (Steegen et al. 2016; Simonsohn, Simmons & Nelson 2020) "
            f"asked for {self.settings['outcome']} under every combination of these choices: "
            f"{named}. Each specification was estimated and tested as the comparison itself. "
            "The curve was judged as a whole under the null hypothesis that "
            f"{unit[str(self.settings['unit'])]} are exchangeable{where} in all "
            f"their versions: labels were permuted among them in {how}, every specification "
            "was run again on each, and the median estimate, the mean z (of both, twice the "
            "smaller tail) and the share of specifications significant in the direction of the "
            "median were compared with those observed (Phipson & Smyth 2010)."
        )

    def main_rows(self, most: int = 1000) -> pd.DataFrame:
        """Return the specifications that have an estimate, lowest first, and their options."""
        known = self.table.join(self.options)[self.table["estimate"].notna()]
        return known.sort_values("estimate", kind="stable").head(most)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the curve and what each specification chooses; return the Axes."""
        rows = self.main_rows()
        shown = Specifications(
            middle=rows["estimate"].tolist(),
            low=rows["low"].tolist(),
            high=rows["high"].tolist(),
            filled=rows["significant"].tolist(),
            marked=rows["reported"].tolist(),
            options={
                str(choice): {
                    str(name): (rows[choice] == name).tolist()
                    for name in self.options[choice].drop_duplicates()
                }
                for choice in self.options
            },
        )
        kind = "ratio" if self.is_log else "difference"
        return draw_specifications(shown, ax, ylabel=f"{kind} to the others", log=self.is_log)
