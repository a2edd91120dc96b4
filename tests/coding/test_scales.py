"""Scales are the share of their items, missing where an item is."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.codebook import Codebook
from analysis.coding.codings import Codings
from analysis.coding.scales import scale_codes, scale_scores, with_scales
from analysis.errors import ChoiceError

BOOK = Codebook.shipped("generic-frames")
NAMES = ["article_id", "coder", "variable", "code"]


@given(st.lists(st.sampled_from(["yes", "no", ""]), min_size=20, max_size=20))
def test_a_score_is_the_share_of_yes(codes):
    variables = [variable.name for variable in BOOK.variables]
    rows = [("a", "kim", *pair) for pair in zip(variables, codes, strict=True)]
    scores = scale_scores(Codings.of(pd.DataFrame(rows, columns=NAMES), codebook=BOOK))
    given_codes = dict(zip(variables, codes, strict=True))
    for row in scores.itertuples():
        (scale,) = (scale for scale in BOOK.scales if scale.name == row.scale)
        own = [given_codes[item] for item in scale.items]
        if "" in own:
            assert pd.isna(row.score)
            assert row.reason.startswith("left open: ")
        else:
            assert row.score == own.count("yes") / len(own)
            assert row.reason == ""
    assert len(scores) == 5


def test_codings_without_scales_are_refused():
    rows = pd.DataFrame([("a", "kim", "x", "yes")], columns=NAMES)
    with pytest.raises(ChoiceError) as refusal:
        scale_scores(Codings.of(rows))
    assert str(refusal.value) == (
        "the codings have no codebook with scales; read them with codebook=…"
    )


@given(st.lists(st.sampled_from(["yes", "no", ""]), min_size=40, max_size=40))
def test_an_article_has_a_scale_where_half_of_its_questions_say_yes(codes):
    variables = [variable.name for variable in BOOK.variables]
    coders = [("kim", codes[:20]), ("lee", codes[20:])]
    rows = [
        ("a", coder, *pair)
        for coder, own in coders
        for pair in zip(variables, own, strict=True)
    ]
    codings = Codings.of(pd.DataFrame(rows, columns=NAMES), codebook=BOOK)
    more = with_scales(codings, ["economic", "conflict"]).table
    assert more.iloc[:40][NAMES].equals(codings.table[NAMES])
    for coder, own in coders:
        numbers = [{"yes": 1, "no": 0, "": pd.NA}[code] for code in own]
        table = pd.DataFrame([dict(zip(variables, numbers, strict=True))], dtype="Int64")
        whole = scale_codes(table.assign(article_id="a"), BOOK).iloc[0]
        for scale in BOOK.scales:
            given_codes = [own[variables.index(item)] for item in scale.items]
            said = whole[scale.name]
            if "" in given_codes:
                assert said is pd.NA
            else:
                assert said == (2 * given_codes.count("yes") >= len(given_codes))
            mine = more[(more["coder"] == coder) & (more["variable"] == scale.name)]
            if scale.name in {"economic", "conflict"}:
                code = "" if said is pd.NA else ["no", "yes"][said]
                assert mine["code"].tolist() == [code]
            else:
                assert mine.empty


def test_a_scale_whose_questions_were_not_coded_is_refused():
    table = pd.DataFrame({"article_id": ["a"], "economic_1": [1]})
    book = replace(BOOK, scales=tuple(s for s in BOOK.scales if s.name == "economic"))
    with pytest.raises(ChoiceError) as refusal:
        scale_codes(table, book)
    assert str(refusal.value) == (
        "the coding lacks questions of the scales: 'economic_2', 'economic_3'."
    )
    with pytest.raises(ChoiceError) as refusal:
        scale_codes(table, replace(BOOK, scales=()))
    assert str(refusal.value) == "the codebook 'Generic frames' has no scales."
