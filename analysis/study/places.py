"""Files that a study names: relative to it, absolute, or where a variable points."""

from __future__ import annotations

import os
import re
from pathlib import Path

from analysis.errors import some
from analysis.study.schema import near

_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


def place_of(written: str, folder: Path) -> Path:
    """Return the place a study file means, seen from the file's own folder.

    ``${NAME}`` stands for an environment variable, ``${NAME:-other}`` for ``other`` where
    the variable is not set.
    """

    def value(match: re.Match[str]) -> str:
        return os.environ.get(match.group(1)) or match.group(2) or ""

    return folder / Path(_VARIABLE.sub(value, written)).expanduser()


def place_fault(written: str, folder: Path) -> str:
    """Say why a file or folder that a study names cannot be found; "" if it is there."""
    unset = [
        match.group(1)
        for match in _VARIABLE.finditer(written)
        if match.group(2) is None and not os.environ.get(match.group(1))
    ]
    if unset:
        return f"is {written!r}, but the environment variable {unset[0]} is not set"
    place = place_of(written, folder)
    if place.exists():
        return ""
    parent = place.parent
    if not parent.is_dir():
        return f"is {written!r}, but there is no folder {os.path.normpath(parent)!r}"
    names = sorted(one.name for one in parent.iterdir() if not one.name.startswith("."))
    holds = f"; the folder holds {some(names)}" if names else "; the folder is empty"
    guess = near(place.name, names)
    return f"is {written!r}, which is not there{guess or holds}"
