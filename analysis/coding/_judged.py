"""Sheets that somebody filled in with yes and no, read beside the key that was kept apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from analysis.corpus import CorpusSummary
from analysis.read._delimited import read_delimited
from analysis.read._faults import refuse

Asked = Callable[[pd.DataFrame], Sequence[str]]
"""Which columns of a sheet hold answers, told from its key."""
ANSWERS = ("yes", "no", "")


def key_of(sheet: Path) -> Path:
    """Say where the key of a sheet stands.

    >>> key_of(Path("read/pairs.csv")).as_posix()
    'read/pairs-key.csv'
    """
    return sheet.with_name(f"{sheet.stem}-key{sheet.suffix}")


def read_judged(
    path: str | Path, number: str, *, columns: Sequence[str], key: Sequence[str], asked: Asked
) -> pd.DataFrame:
    """Read the answers of a sheet with what its key knows of each row.

    Parameters
    ----------
    path
        The sheet; its key stands beside it.
    number
        Column that numbers the rows of both.
    columns, key
        Columns that the sheet and the key must have.
    asked
        Gives the columns that hold answers.

    Raises
    ------
    ReadError
        With every fault: another word than yes or no, a row that is not in the key.
    """
    sheet, beside = read_delimited(path), read_delimited(key_of(Path(path)))
    refuse(beside.name, [beside.faults, _lacking(beside.frame, key)])
    answers = list(asked(beside.frame))
    wanted = [*columns, *answers]
    refuse(sheet.name, [sheet.faults, _lacking(sheet.frame, wanted)])
    frame = sheet.frame.assign(
        **{name: sheet.frame[name].str.strip().str.lower() for name in answers}
    )
    known = set(beside.frame[number])
    refuse(
        sheet.name,
        [
            [
                f"{sheet.row(at)}: {name} is {said!r}; write yes or no, or leave it empty"
                for name in answers
                for at, said in enumerate(frame[name])
                if said not in ANSWERS
            ],
            [
                f"{sheet.row(at)}: {number} {one!r} is not in {beside.name}"
                for at, one in enumerate(frame[number])
                if one not in known
            ],
        ],
    )
    own = [name for name in frame if name == number or name not in beside.frame]
    return frame[own].merge(beside.frame, on=number)


def _lacking(frame: pd.DataFrame, wanted: Sequence[str]) -> list[str]:
    """Name the columns that a file should have and does not."""
    return [f"there is no column {name!r}" for name in wanted if name not in frame]


def summary_of(articles: set[str], n_outlets: int, n_events: int, mark: str) -> CorpusSummary:
    """Summarise the articles that were read, of a corpus with the fingerprint ``mark``."""
    return CorpusSummary(
        n_articles=len(articles),
        n_outlets=n_outlets,
        n_events=n_events,
        n_undated=0,
        first="",
        last="",
        fingerprint=mark,
    )
