"""Pieces of one outlet, each scored against all that was printed of the same event.

A piece is what one outlet printed of an event, or one of its authors did. Its score holds
the event fixed, and leaves out the outlet's own style, which all pieces share: what is left
tells pieces apart only where the outlet itself changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from analysis.stats.arrays import Floats, Ints, gather


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Counts (articles by items) and exposures (articles by sets of items) in events."""

    counts: sparse.csr_array
    exposure: Floats
    item_set: Ints
    event: Ints

    @cached_property
    def totals(self) -> tuple[sparse.csr_array, Floats]:
        """Counts and exposures of whole events."""
        summed = gather(self.event, int(self.event.max(initial=-1)) + 1)
        return sparse.csr_array(summed @ self.counts), summed @ self.exposure

    def score(self, piece: Ints, piece_event: Ints, outlet: int) -> Floats:
        """Score pieces (by items); ``piece`` is the piece of each article, or -1.

        r = y - n·Y/N holds the event fixed. A style of the outlet's own moves r in
        proportion to h = n(1 - n/N), so that s = r - h·Σr/Σh is what is left of it: the
        scores of an item sum to 0.

        Examples
        --------
        Two events; outlet 0 says it twice and then five times in 100 words, outlet 1 once.

        >>> pieces = Counts(counts=sparse.csr_array(np.array([[2.0], [1.0], [5.0], [1.0]])),
        ...     exposure=np.full((4, 1), 100.0), item_set=np.zeros(1, int),
        ...     event=np.array([0, 0, 1, 1]))
        >>> pieces.score(np.array([0, -1, 1, -1]), np.array([0, 1]), 0).ravel().tolist()
        [-0.75, 0.75]
        """
        del outlet
        summed = gather(piece, len(piece_event))
        totals, whole_exposure = self.totals
        whole = totals[piece_event].toarray()
        exposure = summed @ self.exposure
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.nan_to_num(exposure / whole_exposure[piece_event])
        residual = (summed @ self.counts).toarray() - share[:, self.item_set] * whole
        room = (exposure * (1 - share))[:, self.item_set]
        with np.errstate(invalid="ignore", divide="ignore"):
            style = np.nan_to_num(residual.sum(axis=0) / room.sum(axis=0))
        left: Floats = residual - room * style
        left[np.abs(left) < 1e-10 * whole.sum(axis=0)] = 0.0
        return left


@dataclass(frozen=True, kw_only=True)
class Means:
    """Values of articles (by items; NaN where there is none) in events, by outlet."""

    values: Floats
    event: Ints
    outlet: Ints

    def score(self, piece: Ints, piece_event: Ints, outlet: int) -> Floats:
        """Score pieces (by items): the piece's mean less that of the other outlets' cells.

        Missing where the piece or the others have no value; else less the mean of all
        pieces, which is the outlet's own.

        Examples
        --------
        >>> pieces = Means(values=np.array([[0.2], [0.1], [0.5], [0.0]]),
        ...     event=np.array([0, 0, 1, 1]), outlet=np.array([0, 1, 0, 1]))
        >>> pieces.score(np.array([0, -1, 1, -1]), np.array([0, 1]), 0).round(6).tolist()
        [[-0.2], [0.2]]
        """
        elsewhere = np.where((self.outlet == outlet) | (self.event < 0), -1, self.event)
        cells, cell = np.unique(np.stack([elsewhere, self.outlet]), axis=1, return_inverse=True)
        of_cell = np.where(elsewhere < 0, -1, cell.ravel())
        size = int(self.event.max(initial=-1)) + 1
        others = group_means(group_means(self.values, of_cell, cells.shape[1]), cells[0], size)
        left = group_means(self.values, piece, len(piece_event)) - others[piece_event]
        return left - group_means(left, np.zeros(len(left), int), 1)


def group_means(values: Floats, position: Ints, size: int) -> Floats:
    """Mean of the known values that share a ``position``, by item; missing where none is."""
    known = np.isfinite(values)
    summed = gather(position, size)
    with np.errstate(invalid="ignore"):
        means: Floats = (summed @ np.where(known, values, 0.0)) / (summed @ known.astype(float))
    return means
