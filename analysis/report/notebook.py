"""What the notebooks use to open a study and to show sentences and numbers in prose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd

from analysis.report.evidence import Rights, pieces_of, within_rights
from analysis.results import Result
from analysis.study.store import Run, open_run


@dataclass(frozen=True)
class Said:
    """Sentences made from results, shown as prose, each line a paragraph; never markup."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return "".join(f"<p>{escape(line)}</p>" for line in self.text.splitlines())


@dataclass(frozen=True)
class Excerpts:
    """Some sentences behind a number, marked in place, and how many there are in all."""

    lines: Sequence[tuple[str, str]]
    """Where each sentence stands, and the sentence as HTML."""
    plain: str
    total: int

    def __repr__(self) -> str:
        return self.plain

    def _repr_html_(self) -> str:
        items = "".join(
            f"<li>{shown}<br><small>{where}</small></li>" for where, shown in self.lines
        )
        return f"<p>{len(self.lines):,} of {self.total:,} sentences.</p><ol>{items}</ol>"


@dataclass(frozen=True)
class Lines:
    """Lines of a concordance: the match in the middle, the text around it, whose voice."""

    table: pd.DataFrame
    total: int

    def __repr__(self) -> str:
        return self.table.to_string(index=False)

    def _repr_html_(self) -> str:
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(str(value))}</td>" for value in row) + "</tr>"
            for row in self.table.itertuples(index=False)
        )
        heads = "".join(f"<th>{escape(str(name))}</th>" for name in self.table)
        told = f"<p>{len(self.table):,} of {self.total:,} lines.</p>"
        return (
            f"{told}<table class='kwic'><thead><tr>{heads}</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


def kwic(lines: pd.DataFrame, rights: Rights = "full", most: int = 12) -> Lines:
    """Show the first lines of a concordance, as much of their text as may be shown."""
    columns = ["group", "left", "match", "right", "voice"]
    return Lines(table=within_rights(lines[columns].head(most), rights), total=len(lines))


def open_here(study: str | Path, out: str | Path) -> Run:
    """Open a study wherever a notebook is run from.

    Both paths are taken from the working directory. Where the study is not there, the
    nearest folder above that has it stands in for the working directory, for both.
    """
    for folder in (Path(), *Path.cwd().parents):
        if (folder / study).exists():
            return open_run(folder / study, folder / out)
    return open_run(study, out)


def excerpts(result: Result, row: int, rights: Rights = "full", most: int = 5) -> Excerpts:
    """Show some sentences behind a row of a result, as much of them as may be shown."""
    found = result.sentences(int(row), most)
    lines, plain = [], []
    for one in found.to_dict("records"):
        pieces = pieces_of(str(one["text"]), one["marks"], rights, one["roles"])
        day = "" if pd.isna(one["published"]) else f", {str(one['published'])[:10]}"
        outlet = result.outlet_names.get(str(one["outlet"]), one["outlet"])
        where = f"{outlet}{day}, {one['article_id']}"
        marked = "".join(piece.html for piece in pieces)
        lines.append((escape(where), marked or "(its text is not shown)"))
        plain.append(f"{where}: {''.join(piece.text for piece in pieces)}")
    return Excerpts(lines=lines, plain="\n".join(plain), total=int(found.attrs["total"]))
