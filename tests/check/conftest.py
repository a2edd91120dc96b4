"""Corpora made from who covered what, since checks look at nothing else."""

import pandas as pd
import pytest

from analysis.corpus import Corpus


@pytest.fixture
def covering():
    """Make a corpus of one short article for each (outlet, event) given, in any number."""

    def make(cells, outlets=None, **columns):
        outlet, event = zip(*cells, strict=True)
        rows = {
            "article_id": [f"a{i}" for i in range(len(cells))],
            "outlet": outlet,
            "event_id": event,
            "published": "2024-03-01",
            "headline": "",
            "body": [f"Report number {i}." for i in range(len(cells))],
        }
        return Corpus(pd.DataFrame(rows | columns), outlets=outlets)

    return make


@pytest.fixture
def sides(covering):
    """Make a corpus in which outlets of two sides all meet in every event."""

    def make(left, right, n_events=2):
        names = [f"l{i}" for i in range(left)] + [f"r{i}" for i in range(right)]
        outlets = pd.DataFrame({"outlet": names, "lean": [name[0] for name in names]})
        return covering([(n, f"e{e}") for e in range(n_events) for n in names], outlets)

    return make
