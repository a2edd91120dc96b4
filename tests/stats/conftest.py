"""Small tables of events, written the way the oracles are published."""

import numpy as np
import pytest

from analysis.stats.cells import Strata


def rows(text):
    """Read "3,1 | 2,0" into one column for each event."""
    return np.array([[float(x) for x in event.split(",")] for event in text.split("|")]).T


@pytest.fixture(scope="session")
def events():
    return rows


@pytest.fixture(scope="session")
def strata():
    """Make one item's table from counts and exposures; the first cells are the group's."""

    def make(counts, exposure=None, drawn=1):
        y = rows(counts) if isinstance(counts, str) else np.asarray(counts, float)
        n = np.full(y.shape, 100.0) if exposure is None else exposure
        n = rows(n) if isinstance(n, str) else np.asarray(n, float)
        return Strata(
            item=np.zeros(y.shape[1], int),
            event=np.arange(y.shape[1]),
            counts=y,
            exposure=n,
            outlet=np.tile(np.arange(len(y))[:, None], y.shape[1]),
            drawn=drawn,
        )

    return make


@pytest.fixture
def never_enumerate(monkeypatch):
    """Leave every tail to the saddlepoint, as published values of it were computed."""
    for module in ("within", "outlets", "guard"):
        monkeypatch.setattr(
            f"analysis.stats.{module}.few_arrangements",
            lambda _parts, size: np.zeros(size, bool),
        )
