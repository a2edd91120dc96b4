"""The same contrasts under several choices."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from analysis.compare.vary import vary
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.report.choices import (
    curves_in_short,
    findings_across,
    in_short,
    picture_of_choices,
    smallest_and_largest,
)
from tests.report.conftest import OUTLET, hostile_corpus, made_up


def test_findings_under_any_choice_stand_side_by_side():
    corpus = hostile_corpus()
    first = made_up(corpus)
    flipped = first.table.assign(estimate=-first.table["estimate"])
    second = made_up(corpus).where(first.table["word"] != "calm")
    third = made_up(corpus)
    third.table.loc[:, :] = flipped
    table = findings_across({"a": first, "b": second, "c": third})
    assert table.to_dict("records") == [
        {
            "group": "Post",
            "word": "fury",
            "a": "finding, 2.3\u00d7",
            "b": "finding, 2.3\u00d7",
            "c": "finding, 0.43\u00d7",
            "same": "no",
        },
        {
            "group": "Post",
            "word": "calm",
            "a": "finding, ∞\u00d7",
            "b": "not there",
            "c": "finding, 0\u00d7",
            "same": "no",
        },
    ]
    assert findings_across({"a": first, "b": first})["same"].tolist() == ["yes", "yes"]


def test_what_is_no_finding_elsewhere_is_told_apart_from_what_was_not_tested():
    corpus = hostile_corpus()
    first, second = made_up(corpus), made_up(corpus)
    second.table["finding"] = [False, False, False, True, True]
    second.table.loc[4, "estimate"] = 0.5
    table = findings_across({"a": first, "b": second}).set_index("word")
    assert table["b"].to_dict() == {
        "fury": "2.3\u00d7",
        "calm": "∞\u00d7",
        "never": "finding, 0\u00d7",
        "rare": "finding, 1.6\u00d7",
    }
    assert table["a"].to_dict()["never"] == "0\u00d7, not tested"
    assert table["a"].to_dict()["rare"] == "not tested"
    assert table.loc["never", "group"] == OUTLET
    assert table["same"].to_dict() == {"fury": "no", "calm": "no"} | dict.fromkeys(
        ("never", "rare"), "not tested"
    )


def test_a_choice_that_could_not_test_neither_agrees_nor_disagrees():
    corpus = hostile_corpus()
    first, gone = (
        made_up(corpus),
        made_up(corpus).where(made_up(corpus).table["word"] == "fury"),
    )
    lost = made_up(corpus)
    lost.table["finding"] = False
    table = findings_across({"a": first, "b": gone}).set_index("word")
    assert table["same"].to_dict() == {"fury": "yes", "calm": "not tested"}
    table = findings_across({"a": first, "b": gone, "c": lost}).set_index("word")
    assert table["same"].to_dict() == {"fury": "no", "calm": "no"}


def test_it_is_said_in_a_sentence():
    assert in_short(pd.DataFrame({"a": [], "same": []})) == (
        "No contrast is a finding under any of these choices."
    )
    assert in_short(pd.DataFrame({"same": ["yes"]})) == (
        "1 contrast is a finding under at least one of these choices: 1 a finding in the "
        "same direction under every choice."
    )
    assert in_short(pd.DataFrame({"same": ["yes", "no", "no", "not tested"]})) == (
        "4 contrasts are a finding under at least one of these choices: 1 a finding in the "
        "same direction under every choice; 2 no finding, or one the other way round, under "
        "another; 1 not tested under every choice, which says nothing either way."
    )


@pytest.fixture(scope="module")
def curve():
    """A word that one outlet of two says more often in all of eight events."""
    bodies = [f"Dock riot {'riot' if i % 2 == 0 else 'calm'} {i}." for i in range(16)]
    rows = {
        "article_id": [f"a{i}" for i in range(16)],
        "outlet": ["post", "star"] * 8,
        "published": "2024-03-01",
        "headline": "Port",
        "event_id": [f"e{i // 2}" for i in range(16)],
        "body": bodies,
    }
    outlets = pd.DataFrame({"outlet": ["post", "star"], "name": ["The Post", "The Star"]})
    words = compare_words(Corpus(pd.DataFrame(rows), outlets=outlets), words=["riot"])
    return vary(words, over={"parts": [["body"]]}, n_labellings=19)


def test_a_curve_is_saved_with_its_numbers_and_its_caption(curve, tmp_path):
    stem = picture_of_choices(curve).save(tmp_path, "choices-words")
    plt.close("all")
    saved = pd.read_csv(stem.with_suffix(".csv"))
    assert saved["estimate"].tolist() == sorted(curve.table["estimate"])
    assert set(saved["parts"]) == {"headline + body + subheading", "body"}
    told = json.loads(stem.with_suffix(".json").read_text("utf-8"))["caption"]
    assert told == curve.caption
    assert told.startswith("“riot” (The Post) under 2 specifications")


def test_curves_stand_side_by_side_as_a_reader_takes_them(curve):
    assert curves_in_short({"words": curve}).reset_index().to_dict("records") == [
        {
            "asked": "“riot” (The Post)",
            "specifications": 2,
            "reported": "2\u00d7",
            "lowest": "2\u00d7",
            "median": "2\u00d7",
            "highest": "2\u00d7",
            "on its side": 2,
            "significant there": 2,
            "moved most by": "nothing",
        }
    ]
    assert curves_in_short({}).empty


def test_what_picking_could_have_made_of_it_is_said(curve):
    assert (
        smallest_and_largest(curve) == "“riot” (The Post): p is .0078 in every specification."
    )
    table = curve.table.assign(p=[0.04, 0.3])
    picked = replace(curve, table=table)
    assert smallest_and_largest(picked) == (
        "“riot” (The Post): p is .04 as reported; whoever had looked at all specifications "
        "could have shown .04 (parts: headline + body + subheading) or .3 (parts: body)."
    )
    bare = replace(curve, table=curve.table.assign(p=np.nan))
    assert smallest_and_largest(bare) == (
        "“riot” (The Post): no specification has a p to be picked by."
    )
