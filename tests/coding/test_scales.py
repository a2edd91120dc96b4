"""Scales are the share of their items, missing where an item is."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.codebook import Codebook
from analysis.coding.codings import Codings
from analysis.coding.scales import scale_scores
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
