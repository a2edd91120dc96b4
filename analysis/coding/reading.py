"""Read codings from files: one row a decision, or one column a variable."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.codebook import Codebook, codebook_of
from analysis.coding._held import NEEDED, advice_on
from analysis.coding.codings import Codings
from analysis.coding.sample import Sample
from analysis.corpus import Corpus, CorpusSummary
from analysis.errors import ChoiceError, ReadError, some
from analysis.read._delimited import read_delimited
from analysis.read._faults import refuse
from analysis.read._files import near
from analysis.read._table import RawTable

SUFFIXES = (".csv", ".parquet", ".tsv", ".txt")
"""Endings of the files that are read where a folder is given."""
DECISIONS = "decisions"
"""What the name of a file of decisions ends with, as `write_disagreements` has it."""


def read_codings(
    path: str | Path | Sequence[str | Path],
    *,
    codebook: Codebook | str | Path | None = None,
    corpus: Corpus | None = None,
    columns: Mapping[str, str] | None = None,
    variables: Sequence[str] | None = None,
    encoding: str | None = None,
) -> Codings:
    """Read codings from a table: one row a decision, or one column a variable.

    Parameters
    ----------
    path
        A CSV file or another of delimited text, or a Parquet file; a list of these, or a
        folder of them: the exports of several coders. Of a folder, a sample (columns
        article_id and inclusion) and decisions (a name that ends with "decisions") are left
        out, with a note.
    codebook
        What decisions are held to: a variable or code it does not have is a fault. One that
        comes with the suite can be given by its name, another by its file (.toml).
    corpus
        The articles: a coding of any other article is a fault.
    columns
        House name to the file's name: ``{"article_id": "id", "coder": "annotator"}``.
    variables
        Columns that each hold the codes of one variable, in a file with one row for all
        decisions of a coder on a unit.
    encoding
        Encoding of the text, needed only where it is judged wrongly.

    Returns
    -------
    Codings
        Its notes count open decisions and repeated rows.

    Raises
    ------
    ReadError
        With every fault of the file, each with its row and line: a column that is missing,
        an empty id, coder or variable, an unknown variable, code or article, and two codes
        of one coder for one unit in one round.
    """
    tables, (files, left_out) = [], _files(path)
    for file in files:
        given = _table(file, encoding)
        refuse(given.name, [given.faults, _faults_of_columns(given.frame, columns, variables)])
        new_names = {old: new for new, old in (columns or {}).items()}
        given = replace(given, frame=given.frame.rename(columns=new_names))
        tables.append(given if variables is None else _one_a_decision(given, list(variables)))
    held = Codings.held(_together(tables), codebook=codebook_of(codebook), corpus=corpus)
    said = [f"{name} looks like {what}: left out" for name, what in left_out.items()]
    return replace(held, notes=(*held.notes, *said))


def _files(path: str | Path | Sequence[str | Path]) -> tuple[list[Path], dict[str, str]]:
    """List the files that are meant, and what else a folder has, by name."""
    if not isinstance(path, str | Path):
        if not path:
            msg = "no file was given; give a path, a list of them, or a folder."
            raise ChoiceError(msg)
        return [Path(each) for each in path], {}
    folder = Path(path)
    if not folder.is_dir():
        return [folder], {}
    files, left_out = codings_in(folder)
    if not files:
        msg = f"the folder {folder.name!r} has no file of codings: {', '.join(SUFFIXES)}."
        raise ReadError(msg)
    return files, left_out


def codings_in(folder: Path) -> tuple[list[Path], dict[str, str]]:
    """Tell files of codings in a folder from what stands beside them: name → what it is."""
    files, left_out = [], {}
    for file in sorted(folder.iterdir()):
        if file.suffix.lower() not in SUFFIXES:
            continue
        if file.stem.casefold().endswith(DECISIONS):
            left_out[file.name] = "decisions on what coders differ on"
        elif _is_sample(file):
            left_out[file.name] = "a sample"
        else:
            files.append(file)
    return files, left_out


def _is_sample(file: Path) -> bool:
    """Say whether a table has what a sample has, and not what codings have."""
    try:
        there = set(map(str, _table(file, None).frame))
    except ReadError:
        return False
    return {"article_id", "inclusion"} <= there and not set(NEEDED) <= there


def _together(tables: Sequence[RawTable]) -> RawTable:
    """Put the rows of several files below each other; each keeps its name for its rows."""
    if len(tables) == 1:
        return tables[0]
    missing = [[name for name in NEEDED if name not in table.frame] for table in tables]
    lacking = [
        f"{table.name} has no column {name!r}: {NEEDED[name]}"
        for table, without in zip(tables, missing, strict=True)
        for name in without
    ]
    names = f"the set of {len(tables):,} files"
    told = zip(tables, missing, strict=True)
    refuse(names, [lacking], [f"{t.name}: {advice_on(t.frame, m)}" for t, m in told if m])
    whose = [(table, at) for table in tables for at in range(len(table.frame))]
    frame = pd.concat([table.frame for table in tables], ignore_index=True)

    def row(place: int) -> str:
        table, at = whose[place]
        return f"{table.name}, {table.row(at)}"

    notes = [f"{table.name}: {note}" for table in tables for note in table.notes]
    return RawTable(name=names, kind="tables", frame=frame, row=row, notes=notes)


def _table(file: Path, encoding: str | None) -> RawTable:
    """Read the file as it stands."""
    if file.suffix != ".parquet":
        return read_delimited(file, encoding=encoding)

    def row(place: int) -> str:
        return f"row {place + 1:,}"

    return RawTable(name=file.name, kind="Parquet", frame=pd.read_parquet(file), row=row)


def _one_a_decision(given: RawTable, variables: list[str]) -> RawTable:
    """Give each column of codes rows of its own, and remember whose row each was."""
    kept = [column for column in given.frame if column not in variables]
    long = given.frame.assign(_place=np.arange(len(given.frame))).melt(
        id_vars=[*kept, "_place"], value_vars=variables, var_name="variable", value_name="code"
    )
    long = long.sort_values("_place", kind="stable").reset_index(drop=True)
    places = long.pop("_place").tolist()
    return replace(given, frame=long, row=lambda at: given.row(places[at]))


def _faults_of_columns(
    frame: pd.DataFrame, columns: Mapping[str, str] | None, variables: Sequence[str] | None
) -> list[str]:
    """Name what the settings ask for and the file does not have."""
    there = list(map(str, frame))
    asked = [*(columns or {}).values(), *(variables or ())]
    return [f"there is no column {n!r}{near(n, there)}" for n in asked if n not in there]


def read_sample(path: str | Path, *, corpus: Corpus) -> Sample:
    """Read a sample that `Sample.to_csv` wrote, or one drawn elsewhere.

    Parameters
    ----------
    path
        A table with the columns article_id and inclusion, the probability with which the
        article was to be drawn; the other columns of a sample are read where they are there.
    corpus
        The articles: one that was drawn and is not among them is a fault.

    Raises
    ------
    ReadError
        With every fault of the file, each with its row.

    Examples
    --------
    >>> import tempfile
    >>> from analysis.coding.sample import draw_sample
    >>> rows = {"article_id": ["a", "b", "c", "d"], "outlet": ["Post", "Star"] * 2,
    ...     "event_id": "e", "published": "", "headline": "", "body": ""}
    >>> corpus = Corpus(pd.DataFrame(rows))
    >>> sample = draw_sample(corpus, 2, coders=["kim", "lee"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sample.to_csv(Path(folder) / "sample.csv")
    ...     again = read_sample(Path(folder) / "sample.csv", corpus=corpus)
    >>> again.table.equals(sample.table), again.settings == sample.settings
    (True, True)
    """
    given = _table(Path(path), None)
    table, needed = given.frame.fillna(""), ("article_id", "inclusion")
    missing = [f"{name} is missing" for name in needed if name not in table]
    refuse(
        given.name,
        [given.faults, missing],
        [f"It has the columns {some(list(map(str, table)), 30)}."] if missing else [],
    )
    known = dict.fromkeys(corpus.articles["article_id"])
    refuse(given.name, [[*_faults_of_sample(given, table.astype(str), known)]])
    rows = {name: table.get(name, "") for name in Sample.columns}
    text = ("article_id", "group", "event", "predicted", "coders")
    drawn = pd.DataFrame(rows, index=table.index).astype(dict.fromkeys(text, str))
    drawn["inclusion"] = pd.to_numeric(drawn["inclusion"])
    drawn["overlap"] = drawn["overlap"].astype(str).str.casefold().isin(["true", "yes", "1"])
    counted = pd.to_numeric(drawn["n_stratum"], errors="coerce")
    drawn["n_stratum"] = counted.astype("int64" if counted.notna().all() else "Int64")
    settings, drawn_from = _drawn_how(given, table, corpus)
    return Sample(table=drawn, settings=settings, corpus=drawn_from)


def _faults_of_sample(
    given: RawTable, table: pd.DataFrame, known: Mapping[str, None]
) -> Iterator[str]:
    """Name articles that are not there or stand twice, and probabilities that are none."""
    chance = pd.to_numeric(table["inclusion"], errors="coerce")
    twice = table["article_id"].duplicated()
    for at, (article, written) in enumerate(
        zip(table["article_id"], table["inclusion"], strict=True)
    ):
        row = given.row(at)
        if article not in known:
            told = f"the corpus has no such article{near(article, list(known))}"
            yield f"{row}: article_id is {article!r}; {told}"
        if twice[at]:
            yield f"{row}: article_id {article!r} stands in an earlier row too"
        if not 0 < chance[at] <= 1:
            yield f"{row}: inclusion is {written!r}; it must lie above 0, up to 1"


def _drawn_how(
    given: RawTable, table: pd.DataFrame, corpus: Corpus
) -> tuple[Mapping[str, object], CorpusSummary]:
    """Take how a sample was drawn, and from what, where its file says it."""
    told = [at for at, text in enumerate(table.get("settings", ())) if str(text).strip()]
    if not told:
        return {}, corpus.summary()
    try:
        settings = json.loads(str(table["settings"].iloc[told[0]]))
        settings["coders"] = tuple(settings["coders"])
        return settings, CorpusSummary(**settings.pop("corpus"))
    except (ValueError, KeyError, TypeError):
        fault = (
            f"{given.row(told[0])}: settings is not as Sample.to_csv wrote it; leave the "
            "column out if nobody knows how the sample was drawn"
        )
        refuse(given.name, [[fault]])
        raise
