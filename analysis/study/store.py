"""The folder of a run: the corpus as prepared, and each result with what stands behind it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Protocol, runtime_checkable

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from pandas import DataFrame

from analysis.check.result import CheckResult
from analysis.coding.claim_check import read_claim_check
from analysis.corpus import Corpus
from analysis.design import Design, in_strata
from analysis.encoder import encoder_at_hand
from analysis.errors import StudyError
from analysis.export import written_whole
from analysis.figures import HOUSE, ROW_HEIGHT, save_figure
from analysis.lexicon import Lexicon
from analysis.results import MadeTable, Result
from analysis.spans import Spans
from analysis.study.codings import CodedArticles, coded_articles
from analysis.study.file import Study, slug
from analysis.study.heard import heard_articles, parsed_articles, read_source_table
from analysis.study.opened import evidence_table, rows_with_sentences, shareable
from analysis.study.predicted import Predicted, predicted_frames
from analysis.study.whole import (
    code_hash,
    files_written_whole,
    hash_of,
    tree_hashes,
    write_json,
)

LATER = ("check", "compare", "report", "stats", "tally.py", "results.py", "figures.py")
"""Code that a prepared corpus does not depend on."""
SECOND_CODER = "second coder"
"""What a study needs for agreement to be told, in the words of a notebook's needs."""
CACHE_NOTE = (
    "Working copies of a run, with the text of the articles.\n"
    "They are no part of the report: leave this folder out when you share it.\n"
)


@runtime_checkable
class Drawn(Protocol):
    """What has a figure."""

    def plot(self) -> Axes:
        """Draw it on Axes of its own."""


@dataclass(frozen=True)
class Run:
    """A study and the folder its results go to, as a notebook sees them.

    Examples
    --------
    >>> run = open_run("data/harbour/study.toml", "reports/harbour")  # doctest: +SKIP
    >>> run.corpus()  # doctest: +SKIP
    """

    study: Study
    folder: Path

    @property
    def design(self) -> Design:
        """The study's design; a comparison's own is ``run.design_of("words")``."""
        return self.study.design

    @property
    def label_sets(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """The study's label sets: referent → label → patterns."""
        return self.study.label_sets

    def design_of(self, comparison: str) -> Design:
        """Return the design with what the comparison's own table changes in it."""
        return self.study.design_of(comparison)

    def settings(self, comparison: str) -> dict[str, object]:
        """Return the keyword arguments that the study file sets for a comparison."""
        settings = dict(self.study.comparisons.get(comparison, {}))
        if comparison == "sentiment" and self.study.lexicon is not None:
            settings["lexicon"] = Lexicon.read(self.study.lexicon)
        if comparison == "claims" and self.study.checked is not None:
            settings["checked"] = read_claim_check(self.study.checked)
        if comparison == "sources" and self.study.source_table is not None:
            settings["sources"] = read_source_table(self.study.source_table)
        if comparison == "agency":
            settings["participants"] = self.study.participants or None
        return settings

    def has(self, name: str) -> bool:
        """Say whether the study has a comparison (words, frames, …), codings, two coders."""
        if name in {"codings", SECOND_CODER} and self.study.codings is not None:
            return name == "codings" or self.coded().second_coder
        return name in self.study.comparisons

    def coded(self) -> CodedArticles:
        """Return what people coded: codebook, codings, decisions and sample."""
        if self.study.codings is None:
            msg = f"{self.study.path.name} has no [codings]; docs/coding.md says how to begin."
            raise StudyError(msg)
        return coded_articles(self.study.codings, self.corpus())

    def predicted(self) -> Predicted:
        """Return the frames predicted for all articles, and the reference coding of some."""
        return predicted_frames(self.study, self.corpus(), self.coded())

    def corpus(self) -> Corpus:
        """Return the prepared corpus; it is read anew only if its files or the code changed.

        Its voices go by attributions where the study says so, else by quotation marks.
        """
        asked = self.study.given.get("voice", {}).get("attributions", False)
        return self.heard() if asked else self._corpus

    def heard(self) -> Corpus:
        """Return the prepared corpus, parsed, with its attributions as a layer."""
        return self._heard

    @cached_property
    def _heard(self) -> Corpus:
        cache = self.folder / "cache"
        parsed = parsed_articles(self.study, self._corpus, cache)
        return heard_articles(self.study, parsed, cache)

    @cached_property
    def _corpus(self) -> Corpus:
        place = self.folder / "cache" / "corpus"
        key = self.corpus_key
        if not (place / "whole.json").is_file() or _stored_key(place) != key:
            _store_corpus(self.study.corpus(), place, key)
        return _load_corpus(place)

    @cached_property
    def corpus_key(self) -> str:
        """Hash of all that the prepared corpus depends on."""
        inputs = input_hashes(self.study)
        with_encoder = self.study.may_match and encoder_at_hand()
        return hash_of(inputs, self.study.given["corpus"], code_hash(*LATER), with_encoder)

    def save(self, made: MadeTable, name: str) -> Path:
        """Write what was made to the run's folder: table, settings, evidence and figure.

        Writes ``results/NAME.parquet``, ``.csv``, ``.json`` and ``figures/NAME`` as SVG, PDF,
        PNG and CSV, all or none; returns the path of the table without its ending. A
        comparison has ``NAME-evidence.parquet`` too; a multiverse its further tables, each
        ``NAME-TABLE.csv``.
        """
        _sound(name)
        if isinstance(made, CheckResult):
            return self.save_check(made, name)
        if not isinstance(made, Result) or "finding" not in made.table:
            return self._save_other(made, name)
        return self._save_comparison(made, name)

    def _save_other(self, made: MadeTable, name: str) -> Path:
        """Write what is no comparison of groups: a multiverse, a plan, a ranking."""
        results = self.folder / "results"
        tables = {"": made.table} | {
            f"-{part.name}": table
            for part in fields(made)
            if part.name != "table" and isinstance(table := getattr(made, part.name), DataFrame)
        }
        with files_written_whole(self.folder / "figures") as figures:
            if isinstance(made, Drawn):
                save_figure(made.plot(), figures / name, made.table)
                write_json(figures / f"{name}.json", {"caption": made.caption})
            with files_written_whole(results) as beside:
                made.table.to_parquet(beside / f"{name}.parquet", index=False)
                for part, table in tables.items():
                    table.to_csv(beside / f"{name}{part}.csv", index=False)
                write_json(beside / f"{name}.json", _described_other(made))
        return results / name

    def _save_comparison(self, result: Result, name: str) -> Path:
        results = self.folder / "results"
        shown = result.main_rows()
        rows = rows_with_sentences(result, shown)
        evidence = evidence_table(result, sorted(int(row) for row in rows), self._corpus)
        evidence = shareable(evidence, self.study.sentences)
        axes = result.plot(_axes_of_its_own(len(shown)))
        with files_written_whole(self.folder / "figures") as figures:
            save_figure(axes, figures / name, shown)
            with files_written_whole(results) as beside:
                result.table.to_parquet(beside / f"{name}.parquet", index=False)
                result.table.to_csv(beside / f"{name}.csv", index=False)
                evidence.to_parquet(beside / f"{name}-evidence.parquet", index=False)
                write_json(beside / f"{name}.json", _described(result))
        return results / name

    def save_check(self, check: CheckResult, name: str) -> Path:
        """Write a check to the run's folder, and return the path of its table without ending.

        Writes ``results/NAME.parquet``, ``.csv`` and ``.json``, which says the verdict.
        """
        results = self.folder / "results"
        with files_written_whole(results) as beside:
            check.table.to_parquet(beside / f"{_sound(name)}.parquet", index=False)
            check.table.to_csv(beside / f"{name}.csv", index=False)
            write_json(beside / f"{name}.json", _described_check(check))
        return results / name


def open_run(study: str | Path, out: str | Path) -> Run:
    """Open a study and the folder of its run, from a notebook or a script."""
    return Run(Study.read(study), Path(out))


def input_hashes(study: Study) -> dict[str, str]:
    """Hash every file that the corpus is read from, under its name in the study's folder."""
    places = [source.articles for source in study.sources]
    places += [source.metadata for source in study.sources if source.metadata]
    places += [one for one in (study.outlets, study.events, study.assignments) if one]
    return _hashes(study, places)


def coding_inputs(study: Study) -> list[Path]:
    """List every file of codings, and of what predicts frames."""
    files = [] if study.codings is None else study.codings.all_files
    others = (study.predictions, study.frame_words)
    return [*files, *(one for one in others if isinstance(one, Path))]


def coding_hashes(study: Study) -> dict[str, str]:
    """Hash every file of codings and predictions, under its name in the study's folder."""
    return _hashes(study, coding_inputs(study))


def _hashes(study: Study, places: Sequence[Path]) -> dict[str, str]:
    folder = study.path.parent.as_posix() + "/"
    return {name.removeprefix(folder): one for name, one in tree_hashes(places).items()}


def stored_columns(result: MadeTable) -> dict[str, str]:
    """Say what the columns mean, in the strata that were compared in."""
    within = result.settings.get("within", "event_id")
    return {name: in_strata(meaning, within) for name, meaning in result.columns.items()}


def _described(result: Result) -> dict[str, object]:
    """Say of a result all that its table does not."""
    table = result.table
    kinds = list(table["estimate_kind"].dropna()) if "estimate_kind" in table else []
    return {
        "item": result.item,
        "columns": stored_columns(result),
        "settings": dict(result.settings),
        "notes": list(result.notes),
        "caption": result.caption,
        "methods": result.methods,
        "corpus": {**asdict(result.corpus), "text": str(result.corpus)},
        "estimate_kind": str(kinds[0]) if kinds else "",
        "result": type(result).__name__,
    }


def _described_other(made: MadeTable) -> dict[str, object]:
    """Say of what is no comparison of groups all that its table does not."""
    return {
        "made": type(made).__name__,
        "columns": stored_columns(made),
        "settings": dict(made.settings),
        "notes": list(made.notes),
        "caption": made.caption,
        "methods": getattr(made, "methods", ""),
        "corpus": {**asdict(made.corpus), "text": str(made.corpus)},
    }


def _sound(name: str) -> str:
    """Return a name that files can have; refuse another."""
    if slug(name) != name:
        msg = f"a result's name becomes the name of files: {name!r}; say {slug(name)!r}."
        raise StudyError(msg)
    return name


def _described_check(check: CheckResult) -> dict[str, object]:
    """Say of a check all that its table does not."""
    return {
        "check": type(check).__name__,
        "passed": check.passed,
        "verdict": check.verdict,
        "columns": dict(check.columns),
        "settings": dict(check.settings),
        "notes": list(check.notes),
        "caption": check.caption,
        "corpus": {**asdict(check.corpus), "text": str(check.corpus)},
    }


def _axes_of_its_own(rows: int) -> Axes:
    """Return Axes that a notebook does not show a second time at the end of its cell."""
    with mpl.rc_context(HOUSE):
        size = (7.2, max(1.8, 1.0 + ROW_HEIGHT * rows))
        return Figure(figsize=size, layout="constrained").subplots()


def _stored_key(place: Path) -> str:
    return str(json.loads((place / "whole.json").read_text(encoding="utf-8"))["key"])


def _store_corpus(corpus: Corpus, place: Path, key: str) -> None:
    """Write a prepared corpus; the file that says so comes last."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    (place.parent / "README.txt").write_text(CACHE_NOTE, encoding="utf-8")
    tables = {"articles": corpus.articles, "outlets": corpus.outlets, "events": corpus.events}
    layers = {f"layer-{name}": spans.table for name, spans in corpus.layers.items()}
    for name, table in {**tables, **layers}.items():
        if table is not None:
            with written_whole(place / f"{name}.parquet") as beside:
                table.to_parquet(beside, index=False)
    write_json(place / "whole.json", {"key": key, "notes": list(corpus.notes)})


def _load_corpus(place: Path) -> Corpus:
    tables = {path.stem: pd.read_parquet(path) for path in sorted(place.glob("*.parquet"))}
    layers = {
        name.removeprefix("layer-"): Spans(table)
        for name, table in tables.items()
        if name.startswith("layer-")
    }
    notes = json.loads((place / "whole.json").read_text(encoding="utf-8"))["notes"]
    return Corpus(
        tables["articles"],
        outlets=tables.get("outlets"),
        events=tables.get("events"),
        layers=layers,
        notes=tuple(notes),
    )
