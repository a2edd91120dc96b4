"""One run at a time in one folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from analysis.errors import StudyError


@contextmanager
def only_run_in(folder: Path) -> Iterator[None]:
    """Hold the folder for this run; refuse if another process holds it.

    The system frees the hold when its process ends, however it ends, so that a run that
    was killed never stands in the way of the next.
    """
    place = folder / "cache" / "lock"
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("a+", encoding="ascii") as file:
        if not _held(file):
            file.seek(0)
            pid = file.read().strip() or "unknown"
            msg = (
                f"another run (process {pid}) is at work in {str(folder)!r}. Wait until it "
                "has ended, or choose another folder with --out."
            )
            raise StudyError(msg)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _held(file: IO[str]) -> bool:
    """Try to take hold of a file for this process alone."""
    with suppress(ImportError):
        import fcntl  # noqa: PLC0415 - not on Windows

        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False
    import msvcrt  # noqa: PLC0415 - only on Windows

    with suppress(OSError):
        # Far behind the process id, which others must be able to read.
        file.seek(1_000)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        return True
    return False
