"""Names for the kinds of arrays that the statistics take and give."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Words = NDArray[np.object_]
"""Short strings, such as the reason why a number is missing."""


def sum_by(position: Ints, values: Floats, size: int) -> Floats:
    """Sum ``values`` that share a ``position``, as one array of ``size`` sums."""
    return np.asarray(np.bincount(position, values, size), float)
