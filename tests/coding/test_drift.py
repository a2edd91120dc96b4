"""Drift is agreement late less agreement early, in the order in which a coder worked."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.coding.codings import Codings

NAMES = ["article_id", "coder", "variable", "code"]


def codings(rows, **columns):
    table = pd.DataFrame(rows, columns=NAMES)
    return Codings.of(table.assign(**columns))


def drift_of(table, coder, variable="tone"):
    rows = table[(table["coder"] == coder) & (table["variable"] == variable)]
    (row,) = rows.to_dict("records")
    return row


def pair(codes_kim, codes_lee):
    rows = [(f"a{i:03}", "kim", "tone", code) for i, code in enumerate(codes_kim)]
    return rows + [(f"a{i:03}", "lee", "tone", code) for i, code in enumerate(codes_lee)]


def test_the_table_has_the_columns_that_are_explained():
    assert list(codings(pair("xy", "xy")).drift()) == list(Codings.drift_columns)


def test_a_coder_who_moves_away_is_seen():
    row = drift_of(codings(pair("x" * 40, "x" * 22 + "y" * 18)).drift(), "kim")
    assert (row["n_first"], row["n_second"]) == (20, 20)
    assert (row["first"], row["second"]) == (1.0, 0.1)
    assert row["difference"] == pytest.approx(-0.9)
    assert row["low"] < -0.9 < row["high"] < 0
    assert (row["ordered_by"], row["reason"]) == ("row", "")


def test_the_order_is_that_of_the_work_not_of_the_rows():
    rows = pair("x" * 20, "y" * 10 + "x" * 10)
    time = [f"2026-03-01T10:{i:02}:00.000Z" for i in [*range(19, -1, -1)] * 2]
    told = drift_of(codings(rows, coded_at=time).drift(), "lee")
    assert (told["first"], told["second"]) == (1.0, 0.0)
    assert told["ordered_by"] == "coded_at"
    spoilt = drift_of(codings(rows, coded_at=["1/3/26 10:00", *time[1:]]).drift(), "kim")
    assert (spoilt["first"], spoilt["ordered_by"]) == (0.0, "row")
    rounds = ["10"] * 10 + ["9"] * 10
    told = drift_of(codings(rows, coded_at=time, round=rounds * 2).drift(), "lee")
    assert (told["first"], told["ordered_by"]) == (1.0, "round")


def test_the_last_round_of_a_decision_counts():
    rows = [("a1", "kim", "tone", "x"), ("a1", "kim", "tone", "y"), ("a1", "lee", "tone", "y")]
    table = codings(rows, round=["9", "10", "9"]).drift()
    assert drift_of(table, "kim")["second"] == 1.0


def test_with_several_others_agreement_is_the_share_of_them():
    rows = [("a", "kim", "tone", "x"), ("a", "lee", "tone", "x"), ("a", "mo", "tone", "y")]
    table = codings(rows).drift()
    assert [drift_of(table, who)["second"] for who in ("kim", "lee", "mo")] == [0.5, 0.5, 0]


def test_what_is_missing_says_why():
    alone = drift_of(codings([("a", "kim", "tone", "x")]).drift(), "kim")
    assert alone["reason"] == "no other coder coded a unit of the first or the second half"
    assert np.isnan([alone[name] for name in ("first", "difference", "low", "high")]).all()
    half = pair("xxxx", "xx")
    assert drift_of(codings(half).drift(), "kim")["reason"] == (
        "no other coder coded a unit of the second half"
    )
    few = drift_of(codings(pair("xxxx", "xxxx")).drift(), "kim")
    assert few["reason"] == "fewer than 10 shared units in a half"
    assert few["difference"] == 0.0


@given(st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from("xy")), min_size=4))
def test_two_coders_drift_alike_and_the_interval_holds_the_difference(both):
    table = codings(pair(*zip(*both, strict=True))).drift()
    kim, lee = (drift_of(table, who) for who in ("kim", "lee"))
    assert {k: v for k, v in kim.items() if k != "coder"} == {
        k: v for k, v in lee.items() if k != "coder"
    }
    assert -1 <= kim["low"] <= kim["difference"] <= kim["high"] <= 1
