"""The suite's notebooks: the chapters of every report."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parents[2] / "notebooks"
"""They stand beside the package, where a user finds and copies them."""


def notebook_names() -> list[str]:
    """List the notebooks that come with the suite, in order, without their ending."""
    return sorted(path.stem for path in FOLDER.glob("[0-9]*.ipynb"))
