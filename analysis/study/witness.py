"""Who wrote a file, where several notebooks write into one folder at a time.

Times of change cannot tell: two chapters that run side by side both see the other's figures
appear. So the process of a notebook notes each file that it opens for writing, or puts in
place, below the folder of the run. Its start-up file loads this module alone, by its path.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

START_UP = """\
import importlib.util as _tools
_spec = _tools.spec_from_file_location("parallax_witness", {module!r})
_witness = _tools.module_from_spec(_spec)
_spec.loader.exec_module(_witness)
_witness.watch({notes!r}, {folder!r})
del _tools, _spec, _witness
"""
_WRITES = frozenset("wax+")


def start_up(notes: Path, folder: Path) -> str:
    """Write the start-up file of a notebook's process."""
    return START_UP.format(
        module=__file__, notes=os.fspath(notes.absolute()), folder=os.fspath(folder.absolute())
    )


def watch(notes: str, folder: str) -> None:
    """Note in a file, from now on, what this process writes below a folder."""
    below = folder + os.sep
    out = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def hook(event: str, told: tuple[object, ...]) -> None:
        if event == "open" and _WRITES.intersection(str(told[1])):
            path = told[0]
        elif event == "os.rename":
            path = told[1]
        else:
            return
        if isinstance(path, str | os.PathLike):
            written = os.path.abspath(os.fspath(path))  # noqa: PTH100 - links stay as they are
            if written.startswith(below):
                os.write(out, f"{written}\n".encode("utf-8", "surrogateescape"))

    sys.addaudithook(hook)


def witnessed(notes: Path, folder: Path) -> set[str]:
    """Read what a process noted, as paths below the folder of the run."""
    if not notes.is_file():
        return set()
    below = os.fspath(folder.absolute()) + os.sep
    lines = notes.read_bytes().decode("utf-8", "surrogateescape").splitlines()
    return {Path(line.removeprefix(below)).as_posix() for line in lines}
