"""How a comparison can be made again with other choices: what `vary` needs of it.

A comparison hands over an :class:`Again`. It names its choices and counts one item of it
under any of them, article by article. A comparison that comes later needs nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.corpus import Corpus
from analysis.design import Design

if TYPE_CHECKING:
    from analysis.results import Result

T = TypeVar("T")
Choices = Mapping[str, object]
"""Choice → what was chosen, by the names that the comparison's own arguments have."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Shared:
    """What many specifications have in common, so that it is measured once.

    ``placed`` says which articles of the corpus have a group and an event at all; nothing in
    ``made`` depends on it.
    """

    corpus: Corpus
    placed: NDArray[np.bool_]
    made: dict[Hashable, object]

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Make a thing, or give what was made under the same key."""
        if key not in self.made:
            self.made[key] = make()
        return cast("T", self.made[key])


@dataclass(frozen=True, kw_only=True, eq=False)
class OneItem:
    """One item counted, or scored, in every article of a corpus under some choices.

    Parameters
    ----------
    name
        The item as it is counted here: a stem, say, in place of a word.
    counts, exposure
        Of each article; exposure is 0 where the article does not count. Of scores,
        ``counts`` are the means and exposure is 1.
    reason
        Why nothing can be compared; empty where something can.
    """

    name: str
    counts: NDArray[np.float64]
    exposure: NDArray[np.float64]
    reason: str = ""

    @classmethod
    def none(cls, name: str, n_articles: int, reason: str) -> OneItem:
        """Say why an item cannot be compared under some choices."""
        zeros = np.zeros(n_articles)
        return cls(name=name, counts=zeros, exposure=zeros, reason=reason)


@dataclass(frozen=True, kw_only=True, eq=False)
class Again:
    """How a comparison is made again.

    Parameters
    ----------
    corpus, design
        What it was made from, before anything was left out.
    choices
        What was chosen; these are the choices that may vary.
    scores
        Whether its items are scores, and not counts.
    settle
        Takes choices and a row of the comparison's table, refuses what cannot be, and
        returns how to count the row's item.
    make
        Makes the whole comparison from a corpus and choices.
    made
        What was measured, kept for the next time the comparison is made again.
    """

    corpus: Corpus
    design: Design
    choices: Choices
    scores: bool
    settle: Callable[[Choices, pd.Series], Callable[[Shared], OneItem]]
    make: Callable[..., Result]
    made: dict[Hashable, object] = field(default_factory=dict)
