"""The chapter on planning: plans from what is pilot enough, and what helps most."""

import pandas as pd
import pytest

from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.report.plan import picture_of_plan, plan_each, what_helps


def pilot_of(n_events, outlets=("Post", "Star", "Echo")):
    """Compare two words in an article of each outlet on each event."""
    cells = [(f"e{e}", outlet) for e in range(n_events) for outlet in outlets]
    table = pd.DataFrame(cells, columns=["event_id", "outlet"]).assign(
        article_id=[f"a{i}" for i in range(len(cells))],
        published="2024-03-01",
        headline="",
        body=[
            f"gate {'gate ' * (i % 3)}{'dock ' * (i % 2)}report {i}" for i in range(len(cells))
        ],
    )
    return compare_words(Corpus(table), words=["gate", "dock"])


@pytest.fixture(scope="module")
def pilot():
    return pilot_of(6)


def test_what_is_too_thin_is_refused_and_the_others_are_planned(pilot):
    plans = plan_each({"words": pilot, "labels": pilot_of(3)})
    assert list(plans.made) == ["words"]
    assert plans.refused == {
        "labels": "the pilot has too few events of a group: 5 are needed to draw from"
    }
    assert plans.summary == (
        f"Words. {plans.made['words'].summary} Labels: {plans.refused['labels']}."
    )
    assert plan_each({}).summary == "This study compares nothing that could be a pilot."
    picture = picture_of_plan(plans.made["words"])
    assert picture.data.equals(plans.made["words"].main_rows())


def test_twice_of_each_thing_starts_from_the_same_size(pilot):
    plan = plan_each({"words": pilot}).made["words"]
    table = what_helps(pilot, plan).drop_duplicates("change").set_index("change")
    assert table[["n_events", "n_outlets", "n_articles"]].to_numpy().tolist() == [
        [24, 3, 1],
        [48, 3, 1],
        [24, 3, 2],
        [24, 6, 1],
    ]
    assert table.index.tolist() == [
        "as it stands",
        "twice the events",
        "twice the articles",
        "twice the outlets",
    ]
    assert set(table["effect"]) == {2.0}
