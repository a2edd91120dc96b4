"""The notebooks of a study: the suite's own, which are its chapters, or the user's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import StudyError

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


def chosen_notebooks(study: Study, only: str | Sequence[str] = ()) -> list[Notebook]:
    """Return the notebooks a study runs, all of the suite's unless it names some.

    ``only`` picks some of them, each by its name or by the number it starts with.
    """
    names = list(study.notebooks) or notebook_names()
    if not names:
        msg = (
            f"there are no notebooks in {str(FOLDER)!r}, where the suite keeps its own; "
            "install it from a copy of its repository, or name your own under [run]."
        )
        raise StudyError(msg)
    asked = [only] if isinstance(only, str) else list(only)
    unknown = [one for one in asked if not any(_is_called(name, one) for name in names)]
    if unknown:
        told = " or ".join(repr(one) for one in unknown)
        several = any("," in one for one in unknown)
        hint = "; give --only once for each notebook" if several else ""
        msg = f"the study runs no notebook {told}; there are {', '.join(names)}{hint}"
        raise StudyError(msg)
    if asked:
        names = [name for name in names if any(_is_called(name, one) for one in asked)]
    return [_notebook(name, study.path.parent) for name in names]


def _is_called(name: str, asked: str) -> bool:
    """Say whether a notebook is the one asked for, by its name or its number.

    >>> [_is_called("09-who-acts", asked) for asked in ("9", "09", "09-who-acts", "0", "who")]
    [True, True, True, False, False]
    """
    stem, wanted = Path(name).stem, asked.strip().removesuffix(".ipynb")
    number = stem.partition("-")[0]
    both = wanted.isdecimal() and number.isdecimal()
    return stem == wanted or (both and int(wanted) == int(number))


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
