"""Run a study: corpus, notebooks, site, each only if something it depends on changed."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import RLock
from typing import Literal

from analysis.coding._judged import key_of
from analysis.errors import StudyError
from analysis.study.execute import Execution, Kernels, execute_notebook
from analysis.study.file import Study
from analysis.study.lock import only_run_in
from analysis.study.notebooks import Notebook, chosen_notebooks
from analysis.study.provenance import NAME as PROVENANCE
from analysis.study.provenance import write_provenance
from analysis.study.store import Run, coding_inputs
from analysis.study.whole import (
    PACKAGE,
    clear_unfinished,
    code_hash,
    file_hash,
    hash_of,
    tree_hashes,
    write_json,
)
from analysis.study.witness import witnessed

State = Literal["begins", "goes on", "done", "reused", "skipped"]
MADE_BY_NOTEBOOKS = ("results", "figures")


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What a run tells while it goes on."""

    step: str
    state: State
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    why: str = ""


Tell = Callable[[Progress], None]


@dataclass(kw_only=True)
class Step:
    """What is known of a step that is done: what it depended on and what it made."""

    key: str
    seconds: float
    peak_mb: float | None = None
    made: dict[str, str] = field(default_factory=dict)

    def is_whole(self, key: str, folder: Path) -> bool:
        """Say whether the step need not be done again."""
        return self.key == key and all(
            file_hash(folder / name) == known for name, known in self.made.items()
        )


def run_study(
    study: Study | str | Path,
    out: str | Path | None = None,
    *,
    progress: Tell = lambda _: None,
    jobs: int = 1,
    fresh: bool = False,
    only: str | Sequence[str] = (),
) -> Path:
    """Run a study and return the first page of its report.

    Parameters
    ----------
    study
        A study, or its file.
    out
        Folder of the run; ``reports/NAME`` in the working directory if not given.
    progress
        Called as the run goes on.
    jobs
        Notebooks to execute at a time; what they give does not depend on it.
    fresh
        Do everything again, whatever is there.
    only
        Execute these notebooks only, each by its name or number; the others stay as they
        are. None names all.

    Raises
    ------
    StudyError
        What is wrong with the study, or which cell of which notebook failed. What was
        done until then is kept, and the next run goes on from there.
    """
    study = study if isinstance(study, Study) else Study.read(study)
    folder = Path("reports") / study.name if out is None else Path(out)
    folder = folder.absolute()
    notebooks = chosen_notebooks(study, only)
    if folder.exists() and not folder.is_dir():
        msg = f"{str(folder)!r} is a file; a run needs a folder. Choose one with --out."
        raise StudyError(msg)
    with only_run_in(folder):
        clear_unfinished(folder)
        going = _Going(Run(study, folder), progress, _read_steps(folder))
        if fresh:
            going.forget_all()
        return going.do(notebooks, jobs=jobs, alone=bool(only))


class _Going:
    """One run, from its first step to its last."""

    def __init__(self, run: Run, tell: Tell, steps: dict[str, Step]) -> None:
        self.run, self.tell, self.steps = run, tell, steps
        self.folder = run.folder
        self.reused: set[str] = set()
        self.noting = RLock()  # several notebooks end at a time

    def forget_all(self) -> None:
        """Forget every step, so that each is done again."""
        self.steps = {}
        shutil.rmtree(self.folder / "cache" / "corpus", ignore_errors=True)

    def do(self, notebooks: Sequence[Notebook], *, jobs: int, alone: bool) -> Path:
        self._corpus()
        wanted = [one for one in notebooks if self._is_wanted(one)]
        if not alone:
            self._drop_others({one.name for one in wanted})
        stale = [one for one in wanted if not self._reuse(one.name, self._key(one))]
        self._execute(stale, jobs)
        self._write_provenance()  # the site tells of it
        index = self._site()
        self._write_provenance()
        return index

    def _write_provenance(self) -> None:
        steps = {name: asdict(step) for name, step in self.steps.items()}
        write_provenance(self.run, steps, self.reused)

    def _corpus(self) -> None:
        key = self.run.corpus_key
        if not self._reuse("corpus", key):
            begin = time.perf_counter()
            self.tell(Progress(step="corpus", state="begins"))
            self.run.corpus()
            self._done("corpus", key, begin, self._files(["cache/corpus"]))

    def _key(self, notebook: Notebook) -> str:
        study = self.run.study
        sheet = [study.checked, key_of(study.checked)] if study.checked else []
        files = [path for path in (study.lexicon, *study.heard_with, *sheet) if path]
        files += coding_inputs(study)
        own = [file_hash(notebook.path), *map(file_hash, files)]
        return hash_of(own, self.run.corpus_key, study.given, study.name, code_hash())

    def _is_wanted(self, notebook: Notebook) -> bool:
        lacking = [name for name in notebook.needs if not self.run.has(name)]
        one_of = notebook.needs_one_of
        if one_of and not any(map(self.run.has, one_of)):
            lacking = [*lacking, *one_of]
        if lacking:
            why = f"the study has no {' and no '.join(lacking)}"
            self.tell(Progress(step=notebook.name, state="skipped", why=why))
        return not lacking

    def _reuse(self, name: str, key: str) -> bool:
        step = self.steps.get(name)
        if step is None or not step.is_whole(key, self.folder):
            return False
        self.reused.add(name)
        self.tell(Progress(step=name, state="reused", seconds=step.seconds))
        return True

    def _drop_others(self, wanted: set[str]) -> None:
        """Delete what notebooks made that are no longer part of the study."""
        for name in set(self.steps) - wanted - {"corpus", "site"}:
            self._delete(name, self.steps.pop(name).made)

    def _delete(self, name: str, made: Iterable[str]) -> None:
        kept = {path for step in self.steps.values() for path in step.made}
        for path in (*made, f"notebooks/{name}.ipynb"):
            if path not in kept:
                (self.folder / path).unlink(missing_ok=True)

    def _execute(self, notebooks: Sequence[Notebook], jobs: int) -> None:
        """Execute notebooks, ``jobs`` at a time; stop all at the first that fails."""
        kernels = Kernels()
        with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
            try:
                at_work = {pool.submit(self._execute_one, one, kernels) for one in notebooks}
                while at_work:
                    ended, at_work = wait(at_work, return_when=FIRST_COMPLETED)
                    for one in ended:
                        one.result()
            except BaseException:
                kernels.stop()
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def _execute_one(self, notebook: Notebook, kernels: Kernels) -> None:
        begin = time.perf_counter()
        name = notebook.name
        self.tell(Progress(step=name, state="begins"))
        before = self._files(MADE_BY_NOTEBOOKS)
        with self.noting:
            old = self.steps.pop(name, None)
        notes = self._notes_of(name)
        notes.parent.mkdir(parents=True, exist_ok=True)
        notes.unlink(missing_ok=True)
        job = Execution(
            source=notebook.path,
            out=self.folder,
            notes=notes,
            target=self.folder / "notebooks" / f"{name}.ipynb",
            failed=self.folder / "cache" / "failed" / f"{name}.ipynb",
            parameters={"STUDY": str(self.run.study.path.absolute()), "OUT": str(self.folder)},
            folder=self.folder,
            tell=lambda done, total: self.tell(
                Progress(step=name, state="goes on", done=done, total=total)
            ),
        )
        peak = execute_notebook(job, kernels)
        after = self._files(MADE_BY_NOTEBOOKS)
        others = self._written_by_others(name)
        made = [
            path
            for path, time_ in after.items()
            if before.get(path) != time_ and path not in others
        ]
        target = f"notebooks/{name}.ipynb"
        self._done(name, self._key(notebook), begin, [*made, target], peak)
        if old is not None:
            with self.noting:
                self._delete(name, set(old.made) - {*made, target})

    def _notes_of(self, name: str) -> Path:
        """Say where the process of a notebook notes what it writes."""
        return (self.folder / "cache" / "witness" / f"{name}.txt").absolute()

    def _written_by_others(self, name: str) -> set[str]:
        """List what other notebooks of this run wrote and this one did not, or earlier."""
        mine = self._notes_of(name)
        others = [one for one in mine.parent.glob("*.txt") if one != mine]
        written = [witnessed(one, self.folder) for one in others]
        return set().union(*written) - witnessed(mine, self.folder)

    def _site(self) -> Path:
        """Build the site from what the notebooks left, unless nothing of it changed."""
        from analysis.report.site import build_site  # noqa: PLC0415 - it reads studies

        made_from = {name: step.made for name, step in self.steps.items() if name != "site"}
        code = tree_hashes([PACKAGE / "report"])
        key = hash_of(made_from, code, self.run.study.given)
        index = self.folder / "index.html"
        if index.is_file() and self._reuse("site", key):
            return index
        begin = time.perf_counter()
        self.tell(Progress(step="site", state="begins"))
        before = self._pages()
        old = self.steps.pop("site", None)
        index = build_site(self.folder, self.run.study)
        made = [path for path, time_ in self._pages().items() if before.get(path) != time_]
        self._done("site", key, begin, made)
        if old is not None:
            self._delete("site", set(old.made) - set(made))
        return index

    def _pages(self) -> dict[str, int]:
        """List the files of the site: all that is neither a step's nor a result."""
        others = ("cache/", "notebooks/", *(f"{one}/" for one in MADE_BY_NOTEBOOKS))
        return {
            path: changed
            for path, changed in self._files([""]).items()
            if not path.startswith(others)
        }

    def _files(self, places: Iterable[str]) -> dict[str, int]:
        """List the files below some folders of the run with their times of change."""
        found = (path for place in places for path in (self.folder / place).rglob("*"))
        return {
            path.relative_to(self.folder).as_posix(): path.stat().st_mtime_ns
            for path in sorted(found)
            if path.is_file() and path.relative_to(self.folder).as_posix() != PROVENANCE
        }

    def _done(
        self,
        name: str,
        key: str,
        begin: float,
        made: Iterable[str],
        peak: float | None = None,
    ) -> None:
        """Note a step as done; a file that two steps made belongs to the later."""
        seconds = time.perf_counter() - begin
        hashes = {path: file_hash(self.folder / path) for path in made}
        with self.noting:
            for step in self.steps.values():
                step.made = {p: known for p, known in step.made.items() if p not in hashes}
            self.steps[name] = Step(key=key, seconds=seconds, peak_mb=peak, made=hashes)
            _write_steps(self.folder, self.steps)
        self.tell(Progress(step=name, state="done", seconds=seconds))


def _read_steps(folder: Path) -> dict[str, Step]:
    """Read what is known of the steps that are done; nothing is, if that cannot be read."""
    try:
        known = json.loads((folder / "cache" / "steps.json").read_text(encoding="utf-8"))
        return {name: Step(**step) for name, step in known.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write_steps(folder: Path, steps: Mapping[str, Step]) -> None:
    written = {name: asdict(step) for name, step in steps.items()}
    write_json(folder / "cache" / "steps.json", written)
