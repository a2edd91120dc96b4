"""The notebooks of a study: the suite's own, which are its chapters, or the user's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import StudyError
from analysis.study.schema import near

if TYPE_CHECKING:
    from analysis.study.file import Study

FOLDER = Path(__file__).parents[2] / "notebooks"
"""They stand beside the package, where a user finds and copies them."""


@dataclass(frozen=True, kw_only=True)
class Notebook:
    """A notebook to execute, and the comparisons without which it has nothing to say.

    It needs all of ``needs``, and one of ``needs_one_of`` where that names any.
    """

    name: str
    path: Path
    needs: Sequence[str]
    needs_one_of: Sequence[str] = ()


def notebook_names() -> list[str]:
    """List the notebooks that come with the suite, in order, without their ending."""
    return sorted(path.stem for path in FOLDER.glob("[0-9]*.ipynb"))


def chosen_notebooks(study: Study, only: str | None = None) -> list[Notebook]:
    """Return the notebooks a study runs, all of the suite's unless it names some.

    ``only`` picks one of them, by its name or by the number it starts with.
    """
    names = list(study.notebooks) or notebook_names()
    if not names:
        msg = (
            f"there are no notebooks in {str(FOLDER)!r}, where the suite keeps its own; "
            "install it from a copy of its repository, or name your own under [run]."
        )
        raise StudyError(msg)
    if only is not None:
        stem = only.removesuffix(".ipynb")
        picked = [n for n in names if Path(n).stem == stem or n.startswith(f"{stem}-")]
        if not picked:
            guess = near(stem, names) or f"; there are {', '.join(names)}"
            msg = f"the study runs no notebook {only!r}{guess}"
            raise StudyError(msg)
        names = picked
    return [_notebook(name, study.path.parent) for name in names]


def _notebook(name: str, folder: Path) -> Notebook:
    path = folder / name if name.endswith(".ipynb") else FOLDER / f"{name}.ipynb"
    try:
        metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{path.name} is no notebook that Jupyter could open: {error}"
        raise StudyError(msg) from error
    own = metadata.get("parallax", {})
    needs, one_of = (tuple(own.get(key, ())) for key in ("needs", "needs_one_of"))
    return Notebook(name=path.stem, path=path, needs=needs, needs_one_of=one_of)
