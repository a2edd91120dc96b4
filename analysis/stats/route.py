"""What one observation is: the one rule that every comparison goes by.

By outlet it is the outlet × event cell. By anything that is constant within an outlet
(side, lean, country) it is the outlet, because one house style is not many observations.
By an attribute of articles (genre, period) it is the cell of that attribute in an event.
A smaller unit is taken only by name, and a note then says of what the result speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from analysis.errors import ChoiceError, some
from analysis.stats.arrays import Ints
from analysis.stats.cells import Unit

Asked = Literal["auto", "outlet", "cell", "article"]
FEW_MIXED, MANY_MIXED = 0.1, 0.5
"""Share of outlets in several groups up to which an attribute is the outlet's, and from
which it is the article's; between the two the user must say."""
ARTICLES_ONLY = "the article is the unit: what is found speaks of these articles only."
THESE_OUTLETS = (
    "outlet × event cells are the unit although {by} is one per outlet: what is found "
    "speaks of these outlets only, not of their kind."
)
OUTLET_BY_OUTLET = (
    "unit='outlet' compares kinds of outlets; by='outlet' each kind has one. Say by= an "
    "attribute of outlets, or leave the unit to 'auto' (the outlet × event cell)."
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Route:
    """The unit taken, the outlets it counts (their codes by article), and what to say of it."""

    unit: Unit
    outlets: tuple[str, ...]
    outlet: Ints
    notes: tuple[str, ...] = ()


def route(
    outlet: Ints,
    group: Ints,
    *,
    outlets: Sequence[str],
    groups: Sequence[str],
    by: str,
    by_outlet: bool,
    asked: Asked,
) -> Route:
    """Choose the unit by what the group is: outlet, attribute of outlets or of articles.

    A few outlets that stand in several groups make no attribute of articles of it: each is
    counted once in each of its groups, and that is said.

    Parameters
    ----------
    outlet, group
        Codes of each article, into ``outlets`` and ``groups``.
    outlets, groups
        The names.
    by
        What the groups are called in notes and errors.
    by_outlet
        Whether the groups are the outlets themselves.
    asked
        The unit that was asked for; "auto" takes the one the rule gives.

    Raises
    ------
    ChoiceError
        The groups are neither of outlets nor of articles, or each outlet is its own kind.

    Examples
    --------
    >>> names = {"outlets": ("Post", "Star"), "groups": ("l", "r"), "by": "side"}
    >>> code = np.array([0, 0, 1])
    >>> route(code, code, **names, by_outlet=False, asked="auto").unit
    'outlet'
    >>> route(code, np.array([0, 1, 0]), **names, by_outlet=False, asked="auto").unit
    'cell'
    """
    plain = Route(unit="cell", outlets=tuple(outlets), outlet=outlet)
    pairs, code = np.unique(np.stack([outlet, group]), axis=1, return_inverse=True)
    mixed = [outlets[int(o)] for o in np.flatnonzero(np.bincount(pairs[0]) > 1)]
    share = len(mixed) / max(len(outlets), 1)
    if asked == "article":
        return replace(plain, unit="article", notes=(ARTICLES_ONLY,))
    if by_outlet:
        if asked == "outlet":
            raise ChoiceError(OUTLET_BY_OUTLET)
        return plain
    if asked == "cell" or (asked == "auto" and share >= MANY_MIXED):
        notes = () if share >= MANY_MIXED else (THESE_OUTLETS.format(by=by),)
        return replace(plain, notes=notes)
    if share > FEW_MIXED and asked == "auto":
        raise ChoiceError(_undecided(by, mixed, len(outlets)))
    if not mixed:
        return replace(plain, unit="outlet")
    note = (
        f"{len(mixed)} of {len(outlets)} outlets stand in several groups of {by} "
        f"({some(mixed)}): each is counted once in each."
    )
    return Route(
        unit="outlet",
        outlets=tuple(f"{outlets[o]} ({groups[g]})" for o, g in pairs.T),
        outlet=code.ravel().astype(np.int64),
        notes=(note,),
    )


def _undecided(by: str, mixed: Sequence[str], n_outlets: int) -> str:
    return (
        f"{by!r} is neither one per outlet nor one per article: {len(mixed)} of {n_outlets} "
        f"outlets stand in several of its groups ({some(mixed)}). Give each outlet one value "
        "(or split the outlet by its desks), or say what one observation is: unit='outlet', "
        "unit='cell' (these outlets only) or unit='article' (these articles only)."
    )
