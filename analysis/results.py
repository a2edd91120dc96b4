"""The one shape of every result: a tidy table that knows how it was made."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from analysis.again import Again
from analysis.corpus import Corpus, CorpusSummary
from analysis.errors import ChoiceError, some
from analysis.export import written_whole
from analysis.spans import Spans
from analysis.tally import ScoreTally, Tally
from analysis.tokens import sentences

APART = "\x1f"
"""Stands between the parts of an item's name in a tally, as in referent and label."""
SHOWN_ROWS = 20
"""Rows of a table that a notebook prints; the table itself holds all."""
LEVEL_COLUMNS: Mapping[str, str] = {
    "value_low": "lower bound of value",
    "value_high": "upper bound of value",
}
CONTRAST_COLUMNS: Mapping[str, str] = {
    "estimate_kind": "what estimate measures",
    "estimate": "the group against the other groups in the same events",
    "low": "lower bound of estimate; missing where reason says why",
    "high": "upper bound of estimate; missing where reason says why",
    "p": "p-value of no difference between groups within events; missing if not testable",
    "q": "false discovery rate at which this row would be called a finding",
    "finding": "whether q is at or below the design's false discovery rate",
    "reason": "why a value of this row is missing",
    "largest_event_share": "largest share of the evidence that one event carries",
    "largest_outlet_share": "the same of one outlet; missing where p is large or missing",
}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MadeTable(ABC):
    """A tidy table that knows how it was made: what results and checks share."""

    columns: ClassVar[Mapping[str, str]]
    """Every column of ``table``, in order, with its meaning."""

    table: pd.DataFrame
    settings: Mapping[str, object]
    corpus: CorpusSummary
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if list(self.table.columns) != list(self.columns):
            undefined = [name for name in self.table.columns if name not in self.columns]
            absent = [name for name in self.columns if name not in self.table.columns]
            msg = (
                f"{type(self).__name__}.columns and its table disagree: "
                f"not defined {undefined}, not there {absent}, or in another order."
            )
            raise TypeError(msg)

    @property
    @abstractmethod
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""

    def to_csv(self, path: str | Path) -> None:
        """Write the table to a CSV file, put in place only when whole."""
        with written_whole(Path(path)) as beside:
            self.table.to_csv(beside, index=False)

    def to_latex(self, most: int = SHOWN_ROWS) -> str:
        """Return the first rows as a LaTeX table with the caption (needs booktabs)."""
        head = [_latex(name) for name in self.table.columns]
        out = io.StringIO()
        out.write("\\begin{table}\n\\caption{" + _latex(self.caption) + "}\n")
        out.write("\\begin{tabular}{" + "l" * len(head) + "}\n\\toprule\n")
        out.write(" & ".join(head) + " \\\\\n\\midrule\n")
        for row in self.table.head(most).itertuples(index=False):
            out.write(" & ".join(_latex(_shown(value)) for value in row) + " \\\\\n")
        out.write("\\bottomrule\n\\end{tabular}\n\\end{table}\n")
        return out.getvalue()

    def __repr__(self) -> str:
        head = self.table.head(SHOWN_ROWS)
        shown = head.to_string(index=False) if len(head) else "(no rows)"
        more = len(self.table) - SHOWN_ROWS
        rest = [f"… and {more:,} more rows in .table"] if more > 0 else []
        return "\n\n".join([shown, *rest, self.caption, *self.notes])

    def _repr_html_(self) -> str:
        table = self.table.head(SHOWN_ROWS).map(_shown)
        more = len(self.table) - SHOWN_ROWS
        rest = f"<p>… and {more:,} more rows in <code>.table</code></p>" if more > 0 else ""
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        notes = f"<ul class='notes'>{notes}</ul>" if notes else ""
        html = table.to_html(index=False, escape=True, border=0)
        return f"{html}{rest}<p class='caption'>{escape(self.caption)}</p>{notes}"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Result(MadeTable):
    """Base of all results: a table of groups and items, with the text behind each number."""

    item: ClassVar[str]
    """Name of the column that says what a row is about: word, label, …"""

    item_parts: ClassVar[tuple[str, ...]] = ()
    """Columns that name an item together, where ``item`` alone does not."""
    tally: Tally | ScoreTally | None = field(default=None, repr=False)
    """What was compared, article by article: `analysis.check_placebo` relabels it."""

    _texts: Corpus = field(repr=False)
    _behind: Callable[[pd.Series], Spans] = field(repr=False)
    _against: Callable[[str], Result] | None = field(default=None, repr=False)
    again: Again | None = field(default=None, repr=False)
    """How it is made again with other choices: `analysis.vary` asks for it."""

    # -- what stands behind a number --------------------------------------------------

    @property
    def articles(self) -> pd.DataFrame:
        """The articles that were compared, in the order of the tally where there is one."""
        articles = self._texts.articles
        if self.tally is None:
            return articles
        known, wanted = pd.Index(articles["article_id"]), self.tally.units.article_ids
        row = known.get_indexer(pd.Index(wanted)).tolist()
        return pd.DataFrame(articles.take(row)).reset_index(drop=True)

    @property
    def outlet_names(self) -> Mapping[str, str]:
        """What readers call the outlets that have a name; the table keeps their ids."""
        return self._texts.names

    @property
    def names(self) -> Mapping[str, str]:
        """What readers call the groups that have a name: where outlets are compared."""
        return self.outlet_names if self.settings.get("by") == "outlet" else {}

    @property
    def group_word(self) -> str:
        """What a caption calls one group: an outlet, or a group by some other column."""
        by = str(self.settings.get("by", "group"))
        return by if by in {"outlet", "group"} else f"group ({by})"

    def shown_groups(self, rows: pd.DataFrame) -> list[str]:
        """Return the group of each row as readers call it, for a figure."""
        return [self.names.get(str(group), str(group)) for group in rows["group"]]

    def row(self, row: int | pd.Series) -> pd.Series:
        """Return a row of the table by its number, or the row itself."""
        if isinstance(row, pd.Series):
            return row
        if not 0 <= row < len(self.table):
            msg = f"row {row} is not in the table; it has rows 0 to {len(self.table) - 1}."
            raise ChoiceError(msg)
        return self.table.iloc[row]

    def evidence(self, row: int | pd.Series) -> Spans:
        """Return the spans behind the number of one row of the table."""
        return self._behind(self.row(row))

    def sentences(self, row: int | pd.Series, most: int | None = None) -> pd.DataFrame:
        """Return the sentences behind a row, by date, with what to highlight in each.

        Columns: article_id, field, start, end, text, marks (list of (start, end) within
        text), roles (the layer of the span that each marks), outlet, published, event_id,
        headline. ``most`` keeps the first sentences, spread over articles;
        ``attrs["total"]`` says how many there are.
        """
        return sentences_around(self._texts, self.evidence(row), most)

    def difference(self, reference: str) -> Result:
        """Contrast each group with one other, in the events that both report."""
        groups = list(self.table["group"].unique())
        if self._against is None or reference not in groups:
            msg = f"the reference must be one of the groups {some(groups)}, not {reference!r}."
            raise ChoiceError(msg)
        return self._against(reference)

    # -- what was compared, for checks ------------------------------------------------

    @property
    def texts(self) -> Corpus:
        """The articles that count, with their layers, those of no event included."""
        return self._texts

    def places(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the group and the item of the tally that each row of the table is about."""
        if self.tally is None:
            msg = f"{type(self).__name__} keeps no tally; give it the one it was made from."
            raise TypeError(msg)
        group = pd.Index(self.tally.units.groups).get_indexer(pd.Index(self.table["group"]))
        item = pd.Index(self.tally.items).get_indexer(pd.Index(self.item_names()))
        return group.astype(np.int64), item.astype(np.int64)

    def item_names(self) -> pd.Series:
        """Return the name of each row's item in the tally."""
        first, *rest = self.item_parts or (self.item,)
        names = self.table[first]
        for part in rest:
            names = names + APART + self.table[part]
        return names

    # -- how it looks -----------------------------------------------------------------

    @property
    @abstractmethod
    def methods(self) -> str:
        """The methods paragraph for the paper, with the null hypothesis and citations."""

    @abstractmethod
    def main_rows(self, most: int = 10) -> pd.DataFrame:
        """Return the rows a figure shows: findings first, then the largest contrasts."""

    @abstractmethod
    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the main rows and return the Axes for further adjustment."""

    def where(self, mask: pd.Series) -> Self:
        """Return the result with only the rows for which ``mask`` is true."""
        return replace(self, table=self.table.loc[np.asarray(mask, dtype=bool)])


def need_result(given: object, asker: str) -> Result:
    """Take a comparison, and refuse anything else by saying what is needed.

    >>> need_result(3, "check_length")
    Traceback (most recent call last):
    ...
    analysis.errors.ChoiceError: check_length asks about a comparison and was given a int; \
give what compare_words, compare_labels or compare_sentiment gave.
    """
    if isinstance(given, Result):
        return given
    msg = (
        f"{asker} asks about a comparison and was given a {type(given).__name__}; give what "
        "compare_words, compare_labels or compare_sentiment gave."
    )
    raise ChoiceError(msg)


def sentences_around(corpus: Corpus, spans: Spans, most: int | None = None) -> pd.DataFrame:
    """Return the sentences that hold any of ``spans``, with the spans as marks in them."""
    articles = corpus.articles
    articles = articles[articles["article_id"].isin(spans.table["article_id"])]
    whole = sentences(Corpus(articles))
    sentence, mark = whole.pairs(spans)
    kept, row = np.unique(sentence, return_inverse=True)
    table = whole.table.iloc[kept][["article_id", "field", "start", "end"]]
    table["text"] = whole.text(articles).iloc[kept]
    bounds = table[["start", "end"]].to_numpy()[row]
    places = np.clip(
        spans.table[["start", "end"]].to_numpy()[mark], bounds[:, :1], bounds[:, 1:]
    )
    marks: list[list[tuple[int, int]]] = [[] for _ in kept]
    roles: list[list[str]] = [[] for _ in kept]
    layers = spans.table["layer"].astype(str).to_numpy()[mark].tolist()
    inside = (places - bounds[:, :1]).tolist()
    for at, (start, end), layer in zip(row.tolist(), inside, layers, strict=True):
        marks[at].append((start, end))
        roles[at].append(layer)
    table["marks"] = pd.Series(marks, index=table.index, dtype=object)
    table["roles"] = pd.Series(roles, index=table.index, dtype=object)
    by_id = articles.set_index("article_id")
    for column in ("outlet", "published", "event_id", "headline"):
        known = by_id[column] if column in by_id else pd.Series("", index=by_id.index)
        table[column] = known.loc[table["article_id"]].array
    if most is not None:
        turn = table.groupby("article_id", sort=False).cumcount()
        table = table.loc[turn.sort_values(kind="stable").index[:most]]
    order = ["published", "article_id", "field", "start"]
    table = table.sort_values(order, ignore_index=True)
    table.attrs["total"] = len(kept)
    return table


def _shown(value: object) -> str:
    """Round for the eye only; the table keeps every digit."""
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.3g}"
    return "" if value is pd.NA else str(value)


_SAFE_IN_LATEX = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


def _latex(text: str) -> str:
    return text.translate(_SAFE_IN_LATEX)
