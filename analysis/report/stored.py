"""Results as a run leaves them on disk: what the report is made from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.errors import StudyError, some

NEEDED = ("item", "columns", "settings", "notes", "caption", "methods", "estimate_kind")


@dataclass(frozen=True, kw_only=True, eq=False)
class StoredResult:
    """One comparison: its table, how it was made, and the sentences behind its rows."""

    name: str
    item: str
    estimate_kind: str
    table: pd.DataFrame
    columns: Mapping[str, str]
    settings: Mapping[str, object]
    notes: Sequence[str]
    caption: str
    methods: str
    evidence: pd.DataFrame
    shown: pd.DataFrame

    @property
    def title(self) -> str:
        """Name of the result as a heading."""
        return self.name.replace("-", " ").replace("_", " ").capitalize()

    @property
    def keys(self) -> list[str]:
        """Columns that tell one row from another: group, item and what the item is of."""
        of = {"source": "measure", "stance": "source"}.get(self.item, "")
        keys = ["group", "referent", "participant", of, self.item]
        bare = "referent" in self.table and bool((self.table["referent"] == "").all())
        return [key for key in keys if key in self.table and not (bare and key == "referent")]

    @property
    def value_kind(self) -> str:
        """What a group's own level measures."""
        if "value_kind" not in self.table or self.table.empty:
            return self.columns.get("value", "")
        return str(self.table["value_kind"].iloc[0])

    def main_rows(self, most: int = 40) -> list[int]:
        """Return the numbers of the rows that the result's figure shows."""
        keys = [key for key in self.keys if key in self.shown]
        if "group" not in keys:
            return list(range(min(most, len(self.table))))
        place = pd.MultiIndex.from_frame(self.table[keys].astype(str))
        wanted = pd.MultiIndex.from_frame(self.shown[keys].astype(str))
        row_of = {key: row for row, key in reversed(list(enumerate(place)))}
        return [row_of[key] for key in wanted if key in row_of][:most]

    def opened_rows(self) -> list[int]:
        """Return the numbers of the rows whose sentences were kept."""
        return sorted(int(row) for row in self.evidence["row"].unique())


@dataclass(frozen=True, kw_only=True)
class StoredCheck:
    """One check: its name, its kind, and what it says."""

    name: str
    kind: str
    passed: str
    verdict: str

    @property
    def title(self) -> str:
        """What was checked, as a heading: the name without the kind it begins with."""
        return self.name.split("-", 1)[-1].replace("-", " ").capitalize()


def read_checks(folder: Path, kind: str) -> list[StoredCheck]:
    """Read every check of one kind from a run's folder ``results/``, by name."""
    told = {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    return [
        StoredCheck(name=name, kind=kind, passed=one["passed"], verdict=one["verdict"])
        for name, one in sorted(told.items())
        if one.get("check") == kind
    ]


def read_results(folder: Path) -> list[StoredResult]:
    """Read every result of a run's folder ``results/``, in the order of their names."""
    return [
        read_result(folder, path.stem)
        for path in sorted(folder.glob("*.json"))
        if path.with_suffix(".parquet").exists()
        and not {"check", "made"} & set(json.loads(path.read_text("utf-8")))
    ]


def read_result(folder: Path, name: str) -> StoredResult:
    """Read one result; refuse one that was not written whole."""
    told = json.loads((folder / f"{name}.json").read_text("utf-8"))
    lacking = [key for key in NEEDED if key not in told]
    if lacking:
        msg = (
            f"results/{name}.json lacks {some(lacking)}; it was not written by this version "
            "of the suite. Delete the folder of the run and run the study again."
        )
        raise StudyError(msg)
    table = pd.read_parquet(folder / f"{name}.parquet")
    told["columns"] = {column: told["columns"].get(column, "") for column in table}
    evidence = folder / f"{name}-evidence.parquet"
    drawn = folder.parent / "figures" / f"{name}.csv"
    nothing = pd.DataFrame({"row": [], "total": []})
    return StoredResult(
        name=name,
        table=table,
        evidence=pd.read_parquet(evidence) if evidence.exists() else nothing,
        shown=_as_text(drawn) if drawn.exists() else pd.DataFrame(),
        **{key: told[key] for key in NEEDED},
    )


def _as_text(path: Path) -> pd.DataFrame:
    """Read a CSV without guessing: a group may be named 01, NA or null."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)
