"""Codings: what each coder decided about each unit, one decision a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import pandas as pd

from analysis.codebook import Codebook
from analysis.coding._drift import COLUMNS, drift_table
from analysis.coding._held import OF_UNIT, held, rounds_in_order
from analysis.coding.sample import Sample
from analysis.corpus import Corpus
from analysis.errors import ChoiceError, many, some
from analysis.read._files import near
from analysis.read._table import RawTable


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Codings:
    """Decisions of coders, held to a codebook where there is one.

    Parameters
    ----------
    table
        One row a decision, with the columns article_id, coder, variable and code, perhaps
        round, and field, start and end where the unit is a part of the article; others are
        kept. An open decision has an empty code.
    codebook
        What the decisions were held to.
    notes
        What reading them did that a reader must know.

    Examples
    --------
    >>> rows = [("a1", "kim", "conflict", "yes"), ("a1", "lee", "conflict", "no")]
    >>> codings = Codings.of(pd.DataFrame(rows,
    ...     columns=["article_id", "coder", "variable", "code"]))
    >>> codings.coders, codings.variables
    (('kim', 'lee'), ('conflict',))
    >>> codings.side_by_side("conflict").to_numpy().tolist()
    [['a1', 'yes', 'no']]
    """

    drift_columns: ClassVar[Mapping[str, str]] = COLUMNS

    table: pd.DataFrame
    codebook: Codebook | None = None
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        table: pd.DataFrame,
        *,
        codebook: Codebook | None = None,
        corpus: Corpus | None = None,
    ) -> Self:
        """Take a table of decisions, or raise one error that names every fault of it.

        Raises
        ------
        ReadError
            With every fault of the table, each with its row, counted from 1.
        """

        def row(place: int) -> str:
            return f"row {place + 1:,}"

        given = RawTable(name="the table of codings", kind="table", frame=table, row=row)
        return cls.held(given, codebook=codebook, corpus=corpus)

    @classmethod
    def held(cls, given: RawTable, *, codebook: Codebook | None, corpus: Corpus | None) -> Self:
        """Hold decisions, as a file has them, to the codebook and the corpus."""
        table, notes = held(given, codebook, corpus)
        return cls(table=table, codebook=codebook, notes=notes)

    @property
    def coders(self) -> tuple[str, ...]:
        """Who coded, in the order of the alphabet."""
        return tuple(sorted(set(self.table["coder"])))

    @property
    def variables(self) -> tuple[str, ...]:
        """What was coded: in the codebook's order, else in the table's."""
        seen = list(dict.fromkeys(self.table["variable"]))
        if self.codebook is None:
            return tuple(seen)
        return tuple(v.name for v in self.codebook.variables if v.name in seen)

    def side_by_side(self, variable: str) -> pd.DataFrame:
        """One row a unit, one column a coder: the last round of each, missing if open."""
        if variable not in self.variables:
            known = self.variables
            msg = f"nobody coded {variable!r}{near(variable, known)}; coded were {some(known)}."
            raise ChoiceError(msg)
        rows = self.table[(self.table["variable"] == variable) & (self.table["code"] != "")]
        unit = [name for name in OF_UNIT if name in rows]
        if "round" in rows:
            rows = rows.iloc[np.argsort(rounds_in_order(rows["round"]), kind="stable")]
        rows = rows.drop_duplicates([*unit, "coder"], keep="last").sort_index()
        number = rows.groupby(unit, sort=False, dropna=False).ngroup()
        codes = rows.assign(unit=number).pivot_table(
            index="unit", columns="coder", values="code", aggfunc="last"
        )
        units = rows[unit].assign(unit=number).drop_duplicates("unit").set_index("unit")
        wide = units.join(codes[sorted(codes.columns)]).reset_index(drop=True)
        return wide.rename_axis(columns=None)

    def disagreements(self, variable: str) -> pd.DataFrame:
        """Return the units whose coders do not agree, side by side, to be settled."""
        wide = self.side_by_side(variable)
        codes = wide[[coder for coder in self.coders if coder in wide]]
        first = codes.bfill(axis=1).iloc[:, 0]
        differ = codes.notna() & codes.ne(first, axis=0)
        return wide[differ.any(axis=1)].reset_index(drop=True)

    def drift(self, *, confidence: float = 0.95) -> pd.DataFrame:
        """Compare each coder's agreement with the others early and late in the work.

        Parameters
        ----------
        confidence
            Of the interval of the difference.

        Returns
        -------
        pandas.DataFrame
            One row a variable and coder; ``drift_columns`` says what each column means.

        Notes
        -----
        A coder's decisions on a variable are put in order by ``round``, within it by
        ``coded_at`` (which coding pages write), else by the row they stand in, and cut in
        the middle; ``difference`` is agreement in the second half less that in the first.
        Interval: Newcombe's (1998, method 10), a little too wide with three coders or more.
        Limits: where one of two coders drifts, both rows show it; and where a coder's order
        is by outlet or event, the halves differ in what was coded.

        Examples
        --------
        >>> rows = [(f"a{i:02}", who, "conflict", "no" if who == "lee" and i > 24 else "yes")
        ...     for who in ("kim", "lee") for i in range(40)]
        >>> codings = Codings.of(pd.DataFrame(rows,
        ...     columns=["article_id", "coder", "variable", "code"]))
        >>> codings.drift()[["coder", "first", "second", "difference"]].to_numpy().tolist()
        [['kim', 1.0, 0.25, -0.75], ['lee', 1.0, 0.25, -0.75]]
        """
        return drift_table(self.table, self.variables, confidence)

    def missing(self, sample: Sample | pd.DataFrame) -> pd.DataFrame:
        """Return what a sample asked for and nobody has given yet.

        ``sample`` is the sample, or a table with a row an article (``article_id``), or an
        article and coder; every variable of the codebook, or that anybody coded, is asked of
        each.
        """
        if isinstance(sample, Sample):
            asked = sample.assignments
            sample = asked if len(asked) else sample.table[["article_id"]]
        if "article_id" not in sample:
            there = some(list(map(str, sample)))
            msg = f"the sample has no column 'article_id'; it has {there}."
            raise ChoiceError(msg)
        by = ["article_id", "coder"] if "coder" in sample else ["article_id"]
        wanted = sample[by].drop_duplicates().astype(str)
        names = pd.DataFrame({"variable": self._asked()})
        wanted = wanted.merge(names, how="cross")
        given = self.table.loc[self.table["code"] != "", [*by, "variable"]].drop_duplicates()
        found = wanted.merge(given, how="left", indicator=True)
        absent = found["_merge"] == "left_only"
        return found.loc[absent, [*by, "variable"]].reset_index(drop=True)

    def _asked(self) -> list[str]:
        if self.codebook is None:
            return list(self.variables)
        return [variable.name for variable in self.codebook.variables]

    def __repr__(self) -> str:
        units = self.table[[n for n in OF_UNIT if n in self.table]].drop_duplicates()
        told = (
            f"{many(len(self.table), 'coding')} of {many(len(units), 'unit')} by "
            f"{many(len(self.coders), 'coder')}: {', '.join(self.variables)}"
        )
        return "\n".join([f"Codings({told})", *self.notes])
