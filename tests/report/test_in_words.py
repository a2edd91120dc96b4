"""A contrast in a sentence claims no more than its row."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.report.findings import in_words

ROW = {
    "group": "post",
    "word": "fury",
    "n_articles": 3,
    "n_events": 2,
    "estimate_kind": "log rate ratio",
    "estimate": np.log(2.0),
    "low": np.log(1.2),
    "high": np.log(3.1),
    "reason": "",
}


@dataclass
class Told:
    table: pd.DataFrame
    item: str
    settings: Any


def said(item="word", within="event_id", **changes):
    table = pd.DataFrame([ROW | changes])
    result = Told(table, item, {"within": within, "confidence": 0.9})
    return in_words(result, 0, {"post": "The Post"}).replace("\u202f", " ")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {},
            (
                "The Post uses “fury” 2 times as often as the others in the same events "
                "(90 % interval 1.2\u20133.1; 3 articles, 2 events)."
            ),
        ),
        (
            {"p": 0.3, "finding": False},
            (
                "The Post uses “fury” 2 times as often as the others in the same events "
                "(90 % interval 1.2\u20133.1; 3 articles, 2 events; not shown to differ)."
            ),
        ),
        (
            {"p": 0.001, "finding": True},
            (
                "The Post uses “fury” 2 times as often as the others in the same events "
                "(90 % interval 1.2\u20133.1; 3 articles, 2 events)."
            ),
        ),
        (
            {"within": None},
            (
                "The Post uses “fury” 2 times as often as the others "
                "(90 % interval 1.2\u20133.1; 3 articles)."
            ),
        ),
        (
            {"estimate": np.inf, "low": np.log(1.5), "high": np.inf, "referent": "mood"},
            (
                "The Post uses “fury” for “mood”; the others never do in the same events "
                "(90 % interval 1.5\u2013∞; 3 articles, 2 events)."
            ),
        ),
        (
            {"estimate": -np.inf, "low": -np.inf, "high": np.nan, "n_articles": 1},
            (
                "The Post never uses “fury”, which the others do in the same events "
                "(1 article, 2 events)."
            ),
        ),
        (
            {"estimate": np.nan, "reason": "2 events"},
            "The Post cannot be compared with the others on “fury”: 2 events.",
        ),
    ],
)
def test_ratios(changes, sentence):
    assert said(**changes) == sentence


@pytest.mark.parametrize(
    ("voice", "estimate", "opening"),
    [
        ("outlet", -0.2, "The Post: its own words score 0.20 lower than the others"),
        ("source", 0.2, "The Post: its quoted words score 0.20 higher than the others"),
    ],
)
def test_scores(voice, estimate, opening):
    sentence = said(
        item="voice",
        voice=voice,
        estimate_kind="difference of means",
        estimate=estimate,
        low=-0.3,
        high=0.25,
    )
    assert sentence == (
        f"{opening} in the same events "
        "(90 % interval \u22120.30 to +0.25; 3 articles, 2 events)."
    )
