"""Execute one notebook in a kernel of this very interpreter, without any network."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import DEVNULL
from threading import Event, Lock
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from papermill.parameterize import parameterize_notebook

from analysis.errors import StudyError
from analysis.export import written_whole
from analysis.study.whole import PACKAGE
from analysis.study.witness import start_up

LONGEST_SOCKET = 90
"""Characters of a socket's path that every system takes."""
SHOWN_LINES = 6
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_REPEATABLE = {
    "PYTHONHASHSEED": "0",
    # Sums over several threads differ in their last digits.
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


class OwnKernel(AsyncKernelManager):
    """A kernel of the running interpreter, whatever "python3" means on this machine."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """Start ``sys.executable``; no installed kernel is looked for."""
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="Python 3", language="python")


@dataclass
class Kernels:
    """The kernels at work, so that all can be stopped at once."""

    stopped: Event = field(default_factory=Event)
    _pids: set[int] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def add(self, pid: int) -> None:
        """Note a kernel that has started."""
        with self._lock:
            self._pids.add(pid)
        if self.stopped.is_set():
            self.stop()

    def remove(self, pid: int) -> None:
        """Forget a kernel that has ended."""
        with self._lock:
            self._pids.discard(pid)

    def stop(self) -> None:
        """End every kernel now and let none start."""
        self.stopped.set()
        with self._lock:
            for pid in self._pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


@dataclass(frozen=True, kw_only=True)
class Execution:
    """One notebook to execute: where it is, with what, and where it goes."""

    source: Path
    target: Path
    failed: Path
    """Where the notebook is kept for reading if a cell fails."""
    parameters: Mapping[str, str]
    folder: Path
    """Working directory of the kernel."""
    out: Path
    """Folder of the run, which the notebook writes to."""
    notes: Path
    """Where the kernel notes what it writes there."""
    tell: Callable[[int, int], None]
    """Called with the number of cells done and of all cells."""


def execute_notebook(job: Execution, kernels: Kernels) -> float | None:
    """Execute a notebook and write it, with its outputs, in one piece.

    Returns
    -------
    float or None
        The most memory that its kernel used, in MB, where the system tells.

    Raises
    ------
    StudyError
        A cell failed, the kernel died, or the notebook takes no parameters.
    """
    notebook = _with_parameters(job)
    peak = [0.0]
    cells = len(notebook.cells)
    with _own_kernel(start_up(job.notes, job.out)) as (manager, environment):
        pid = [0]

        def begin(**_: object) -> None:
            pid[0] = getattr(manager.provisioner, "pid", 0) or 0
            kernels.add(pid[0])

        def after(cell_index: int = 0, **_: object) -> None:
            peak[0] = max(peak[0], _peak_memory(pid[0]))
            job.tell(cell_index + 1, cells)

        client = NotebookClient(
            notebook,
            km=manager,
            timeout=None,
            record_timing=False,
            on_notebook_start=begin,
            on_cell_executed=after,
        )
        client.owns_km = True  # stop the kernel at the end, though it was given
        try:
            # What a cell prints comes as messages; a kernel that is stopped has its own last
            # words, which are nobody's.
            asyncio.run(
                client.async_execute(env=environment, cwd=str(job.folder), stderr=DEVNULL)
            )
        except (CellExecutionError, DeadKernelError, RuntimeError) as error:
            if kernels.stopped.is_set():
                raise KeyboardInterrupt from None
            _write(notebook, job.failed)
            raise StudyError(_failure(job, notebook, error)) from error
        finally:
            kernels.remove(pid[0])
    _write(notebook, job.target)
    return peak[0] or None


def _with_parameters(job: Execution) -> Any:  # noqa: ANN401 - nbformat has no types
    """Read a notebook and set its parameters; the same notebook gives the same cells."""
    notebook = nbformat.read(job.source, as_version=4)  # type: ignore[no-untyped-call]
    tags = [cell.metadata.setdefault("tags", []) for cell in notebook.cells]
    if not any("parameters" in named for named in tags):
        msg = (
            f"{job.source.name} has no cell tagged 'parameters', so it cannot be told which "
            "study to run on; tag the cell that sets STUDY and OUT."
        )
        raise StudyError(msg)
    names = {"name": "python3", "language": "python", "display_name": "Python 3"}
    notebook.metadata["kernelspec"] = names
    notebook.metadata.setdefault("papermill", {})
    notebook = parameterize_notebook(notebook, dict(job.parameters))
    for place, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{place}"
    return notebook


@contextmanager
def _own_kernel(start: str) -> Iterator[tuple[OwnKernel, dict[str, str]]]:
    """Give a kernel manager that talks over local sockets where it can, and its world."""
    with tempfile.TemporaryDirectory(prefix="parallax-", ignore_cleanup_errors=True) as place:
        first = Path(place) / "profile_default" / "startup" / "00-witness.py"
        first.parent.mkdir(parents=True)
        first.write_text(start, encoding="utf-8")
        manager = OwnKernel(connection_file=str(Path(place) / "kernel.json"))
        if os.name == "posix" and len(place) < LONGEST_SOCKET:
            manager.transport = "ipc"
            manager.ip = str(Path(place) / "kernel")
        # Start-up files and the history of the user's own IPython stay out of it.
        yield manager, {**os.environ, **_REPEATABLE, "IPYTHONDIR": place, **_same_package()}


def _same_package() -> dict[str, str]:
    """Let the kernel import the package that runs it, also where it is not installed."""
    home = PACKAGE.parent
    if home.name in {"site-packages", "dist-packages"}:
        return {}
    known = os.environ.get("PYTHONPATH")
    return {"PYTHONPATH": os.pathsep.join([str(home), *([known] if known else [])])}


def _peak_memory(pid: int) -> float:
    """Return the most memory a process has used, in MB; 0 where the system does not tell."""
    with suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
        if found := re.search(r"VmHWM:\s+(\d+) kB", status):
            return int(found.group(1)) / 1024
    return 0.0


def _write(notebook: Any, path: Path) -> None:  # noqa: ANN401
    with written_whole(path) as beside:
        nbformat.write(notebook, beside)  # type: ignore[no-untyped-call]


def _failure(job: Execution, notebook: Any, error: Exception) -> str:  # noqa: ANN401
    """Say which cell of which notebook failed, and with what."""
    kept = f"The notebook as far as it went: {job.failed}"
    for place, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                source = cell.source.strip().splitlines()
                shown = [f"    {line}" for line in source[:SHOWN_LINES]]
                shown += ["    …"] if len(source) > SHOWN_LINES else []
                told = _COLOUR.sub("", f"{output['ename']}: {output['evalue']}").strip()
                opening = f"{job.source.name} stopped in cell {place + 1}:"
                return "\n".join([opening, *shown, told, kept])
    if isinstance(error, DeadKernelError):
        return (
            f"{job.source.name} stopped: its process was ended from outside, most likely for "
            f"want of memory; run fewer articles, or --jobs 1.\n{kept}"
        )
    return f"{job.source.name} stopped: {error}\n{kept}"
