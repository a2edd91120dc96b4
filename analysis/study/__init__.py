"""Studies: a file says what to read and compare, a folder holds what came of it."""

from analysis.study.file import Study
from analysis.study.store import Run, open_run

__all__ = ["Run", "Study", "open_run"]
