"""Scores of an outlet's pieces against loops, and where an outlet has one style."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from analysis.stats.pieces import Counts, Means


@pytest.fixture
def made():
    """Thirty articles of three outlets in five events, two label sets, and pieces of one."""
    rng = np.random.default_rng(2)
    event, outlet = rng.integers(0, 5, 30), rng.integers(0, 3, 30)
    counts = rng.poisson(1.5, (30, 4)).astype(float)
    item_set = np.array([0, 0, 1, 1])
    exposure = np.stack([counts[:, :2].sum(axis=1), counts[:, 2:].sum(axis=1)], axis=1) + 1
    mine = outlet == 1
    piece_event = np.unique(event[mine])
    piece = np.where(
        mine, np.searchsorted(piece_event, event).clip(0, len(piece_event) - 1), -1
    )
    return event, outlet, counts, item_set, exposure, piece, piece_event


def test_a_piece_is_scored_against_its_event_and_the_outlets_own_style(made):
    event, _, counts, item_set, exposure, piece, piece_event = made
    found = Counts(
        counts=sparse.csr_array(counts), exposure=exposure, item_set=item_set, event=event
    ).score(piece, piece_event, 1)
    for item in range(4):
        residual, room = [], []
        for number, e in enumerate(piece_event):
            n = exposure[piece == number, item_set[item]].sum()
            whole = exposure[event == e, item_set[item]].sum()
            expected = n * counts[event == e, item].sum() / whole
            residual.append(counts[piece == number, item].sum() - expected)
            room.append(n * (1 - n / whole))
        style = sum(residual) / sum(room)
        scores = [r - h * style for r, h in zip(residual, room, strict=True)]
        assert found[:, item].tolist() == pytest.approx(scores)
        assert sum(scores) == pytest.approx(0)


def test_an_outlet_of_one_style_has_nothing_left_to_score():
    length = np.array([100.0, 50, 200, 80, 120, 300])
    rate = np.tile([0.05, 0.02], 3)  # outlet 0 says it more often, everywhere alike
    pieces = Counts(
        counts=sparse.csr_array((rate * length)[:, None]),
        exposure=length[:, None],
        item_set=np.zeros(1, int),
        event=np.repeat(np.arange(3), 2),
    )
    score = pieces.score(np.array([0, -1, 1, -1, 2, -1]), np.arange(3), 0)
    assert score.ravel().tolist() == pytest.approx([0, 0, 0])


def test_a_mean_is_scored_against_the_other_outlets_cells(made):
    event, outlet, counts, _, _, piece, piece_event = made
    values = np.where(counts > 3, np.nan, counts)
    found = Means(values=values, event=event, outlet=outlet).score(piece, piece_event, 1)
    table = pd.DataFrame({"event": event, "outlet": outlet, "piece": piece})
    for item in range(4):
        table["value"] = values[:, item]
        cells = table[table["outlet"] != 1].groupby(["event", "outlet"])["value"].mean()
        others = cells.groupby("event").mean().reindex(piece_event).to_numpy()
        gap = table[piece >= 0].groupby("piece")["value"].mean().to_numpy() - others
        assert found[:, item].tolist() == pytest.approx(gap - np.nanmean(gap), nan_ok=True)
