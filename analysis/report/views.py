"""What the templates show of one result: sentences, tables, figures, files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.report.evidence import Evidence, Rights, evidence_of
from analysis.report.findings import (
    FindingsTable,
    findings_table,
    row_title,
    what_was_found,
    what_was_not_tested,
)
from analysis.report.stored import StoredResult

SAID = 6
"""Findings that the first page says in a sentence; the others stand in the table."""
MOST_ROWS = 500
"""Rows that the page of a result's numbers holds at most; the file has all."""
VOICES = {
    "outlet": "Only the outlet's own voice counts: a source's words are left out, scare "
    "quotes stay in.",
    "source": "Only the words of sources count.",
    "all": "The outlet's own words and those of sources count alike.",
}
COPIES = {
    "exclude": "Agency copy and articles that repeat another outlet's text are left out.",
    "keep": "Agency copy and reprints count like the outlet's own articles.",
    "only": "Only agency copy and reprints count.",
}


@dataclass(frozen=True, kw_only=True)
class PictureView:
    """A saved figure, its caption and what it shows in words."""

    name: str
    caption: str
    alt: str
    files: Sequence[str]


@dataclass(frozen=True, kw_only=True, eq=False)
class ResultView:
    """One result as the pages show it."""

    name: str
    title: str
    caption: str
    methods: str
    notes: Sequence[str]
    settings: Mapping[str, object]
    columns: Mapping[str, str]
    said: Sequence[str]
    """How the text was counted, and the cautions."""
    n_rows: int
    n_found: int
    found: Sequence[tuple[int, str]]
    untested: Sequence[tuple[str, int, str]]
    first_rows: Sequence[int]
    first_table: FindingsTable
    opened: Sequence[int]
    table: FindingsTable
    titles: Mapping[int, str]
    evidence: Mapping[int, Evidence]
    picture: PictureView | None
    files: Sequence[tuple[str, str]]


def view_of(
    result: StoredResult, out: Path, names: Mapping[str, str], rights: Rights
) -> ResultView:
    """Prepare everything the templates show of a result."""
    opened = result.opened_rows()
    found = what_was_found(result, names)
    main = result.main_rows()
    first_table = findings_table(result, main, names, opened)
    return ResultView(
        name=result.name,
        title=result.title,
        caption=result.caption,
        methods=result.methods,
        notes=result.notes,
        settings=result.settings,
        columns=result.columns,
        said=[*how_counted(result.settings), *result.notes],
        n_rows=len(result.table),
        n_found=int(result.table["finding"].fillna(value=False).sum()),
        found=found[:SAID],
        untested=what_was_not_tested(result),
        first_rows=main,
        first_table=first_table,
        opened=opened,
        table=findings_table(result, _rows_to_show(result, main, opened), names, opened),
        titles={row: row_title(result, row, names) for row in {*opened, *main}},
        evidence=evidence_of(result, rights),
        # A figure without a row would be an empty frame.
        picture=picture_of(out, result.name, result.caption, first_table) if main else None,
        files=files_of(out, result.name, rights),
    )


def _rows_to_show(
    result: StoredResult, main: Sequence[int], opened: Sequence[int]
) -> list[int]:
    """Choose the rows of the page of numbers: the figure's, findings, those with sentences."""
    found = np.flatnonzero(result.table["finding"].fillna(value=False).to_numpy(bool))
    return list(dict.fromkeys([*main, *map(int, found), *opened]))[:MOST_ROWS]


def how_counted(settings: Mapping[str, object]) -> list[str]:
    """Say in words which text counted."""
    told = []
    if "voice" in settings:
        told.append(VOICES.get(str(settings["voice"]), f"Voice: {settings['voice']}."))
    if "copies" in settings:
        told.append(COPIES.get(str(settings["copies"]), f"Copies: {settings['copies']}."))
    for name, opening in (("parts", "Parts that count"), ("genre", "Genres that count")):
        value = settings.get(name)
        if isinstance(value, Sequence) and not isinstance(value, str):
            told.append(f"{opening}: {', '.join(map(str, value))}.")
        elif value:
            told.append(f"{opening}: {value}.")
    return told


def picture_of(
    out: Path, name: str, caption: str, table: FindingsTable | None = None
) -> PictureView | None:
    """Describe a saved figure; ``None`` where there is none."""
    folder = out / "figures"
    if not (folder / f"{name}.svg").exists():
        return None
    endings = [e for e in ("svg", "pdf", "png", "csv") if (folder / f"{name}.{e}").exists()]
    return PictureView(name=name, caption=caption, alt=_alt(caption, table), files=endings)


def saved_picture(out: Path, name: str) -> PictureView | None:
    """Describe a figure that a notebook saved with its caption, such as that of the dates."""
    told = out / "figures" / f"{name}.json"
    if not told.exists():
        return None
    return picture_of(out, name, str(json.loads(told.read_text("utf-8"))["caption"]))


def files_of(out: Path, name: str, rights: Rights) -> list[tuple[str, str]]:
    """List the files of a result with their sizes, for the page of methods.

    Sentences are offered as a file only where whole sentences may be shown.
    """
    stems = (f"{name}.", f"{name}-evidence.") if rights == "full" else (f"{name}.",)
    found = [
        path
        for folder in ("results", "figures")
        for path in sorted((out / folder).glob(f"{name}*"))
        if path.name.startswith(stems)
    ]
    return [sized(path, out) for path in found]


def sized(path: Path, out: Path) -> tuple[str, str]:
    """Give the relative address of a file and its size in words."""
    size = path.stat().st_size
    shown = f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3)):,} kB"
    return path.relative_to(out).as_posix(), shown


def _alt(caption: str, table: FindingsTable | None, most: int = 12) -> str:
    """Say in words what a figure of estimates shows, for who does not see it."""
    if table is None:
        return caption
    labels = [head.label for head in table.headers]
    first = next(i for i, head in enumerate(table.headers) if head.numeric)
    said = []
    for row in table.rows[:most]:
        numbers = [
            f"{label} {cell.text}" + (f" ({cell.interval})" if cell.interval else "")
            for label, cell in list(zip(labels, row.cells, strict=True))[first : first + 2]
        ]
        said.append(f"{row.title}: {', '.join(numbers)}")
    return f"Dots with intervals. {'; '.join(said)}." if said else caption
