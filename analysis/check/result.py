"""The one shape of every check: a table, a verdict, and what the verdict rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal, get_args

from analysis.results import MadeTable

Passed = Literal["yes", "no", "not judged"]
"""A check that had too little to go on says so; that is neither a yes nor a no."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CheckResult(MadeTable):
    """Base of all checks: does a corpus, a coding or a result hold what it claims.

    Parameters
    ----------
    passed
        "yes", "no" or "not judged".
    verdict
        Why, in one sentence that can stand in a report.
    """

    passed: Passed
    verdict: str
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What readers call the groups that have a name; figures use it, the table keeps ids."""

    def shown(self, groups: Iterable[object]) -> list[str]:
        """Name groups as readers call them, for a figure."""
        return [self.names.get(str(group), str(group)) for group in groups]

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.passed not in get_args(Passed):
            msg = f"passed is {self.passed!r}; a check says 'yes', 'no' or 'not judged'."
            raise TypeError(msg)

    def __repr__(self) -> str:
        return f"passed: {self.passed}. {self.verdict}\n\n{super().__repr__()}"

    def _repr_html_(self) -> str:
        told = f"<strong>passed: {self.passed}.</strong> {escape(self.verdict)}"
        return f"<p class='verdict'>{told}</p>{super()._repr_html_()}"


def all_passed(rows: Sequence[str]) -> Passed:
    """Judge a whole by its parts: one no is a no; what nobody could judge is not judged.

    >>> all_passed(["yes", "not judged"]), all_passed(["yes", "no"]), all_passed([])
    ('yes', 'no', 'not judged')
    """
    if "no" in rows:
        return "no"
    return "yes" if "yes" in rows else "not judged"
