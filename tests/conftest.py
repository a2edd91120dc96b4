"""Fixtures shared by all tests."""

import os
from pathlib import Path

import matplotlib as mpl
import pytest
from hypothesis import settings

mpl.use("Agg")
settings.register_profile("house", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("house")
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real articles and codings; tests that need it are skipped without it."""
    folder = Path(os.environ.get("PARALLAX_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"real test data not found at {folder.name!r} (set PARALLAX_TEST_DATA)")
    return folder


@pytest.fixture(scope="session")
def root() -> Path:
    """Folder of the project."""
    return ROOT
