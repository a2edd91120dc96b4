"""Names for the kinds of arrays that the statistics take and give."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Words = NDArray[np.object_]
"""Short strings, such as the reason why a number is missing."""


def sum_by(position: Ints, values: Floats, size: int) -> Floats:
    """Sum ``values`` that share a ``position``, as one array of ``size`` sums."""
    return np.asarray(np.bincount(position, values, size), float)


def gather(position: Ints, size: int) -> sparse.csr_array:
    """Make the matrix whose product with a table sums the rows that share a ``position``.

    Rows at position -1 are left out.

    >>> (gather(np.array([1, 0, -1, 1]), 2) @ np.array([1.0, 2, 4, 8])).tolist()
    [2.0, 9.0]
    """
    inside = np.flatnonzero(position >= 0)
    ones = np.ones(len(inside)), (position[inside], inside)
    return sparse.csr_array(ones, shape=(size, len(position)))
