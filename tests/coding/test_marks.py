"""Marks drawn for the eye: what a sheet shows, and what its answers say of all marks."""

import numpy as np
import pandas as pd
import pytest

from analysis import Corpus, draw_marks, measure_agency, read_mark_check
from analysis.coding._judged import key_of
from analysis.errors import ChoiceError, ReadError
from analysis.spans import Spans

COLUMNS = ("construction",)
NO_PARENT = (
    "the spans have no column 'parent'; they have 'article_id', 'field', 'start', 'end', "
    "'layer', 'value'."
)


@pytest.fixture(scope="module")
def corpus():
    outlets = ["Post"] * 6 + ["Star"] * 2
    bodies = [f"Guards shot {n} miners. It rained." for n in range(2, 10)]
    ids = [f"a{n}" for n in range(8)]
    rows = {"article_id": ids, "outlet": outlets, "published": "2024-03-01", "headline": ""}
    return Corpus(pd.DataFrame({**rows, "body": bodies}))


@pytest.fixture(scope="module")
def acts(corpus):
    return measure_agency(corpus)


def filled(sample, path, **answers):
    """Write a sample and fill in its answers: a word, or one for each mark."""
    target, _ = sample.to_csv(path)
    sheet = pd.read_csv(target, dtype=str, keep_default_na=False)
    for name, said in answers.items():
        sheet[f"{name}_right"] = said
    sheet.to_csv(target, index=False)
    return target


def test_a_sheet_shows_what_was_found_and_hides_the_outlet(corpus, acts):
    sample = draw_marks(corpus, acts, 4, columns=COLUMNS)
    row = sample.sheet.iloc[0]
    assert row["sentence"].startswith("Guards shot")
    assert row["sentence"].endswith("miners.")
    assert (row["agent"], row["act"], row["construction"]) == ("Guards", "shot", "active")
    assert "outlet" not in sample.sheet
    assert not set(sample.sheet.filter(like="_right").to_numpy().ravel()) - {""}


def test_each_outlet_gives_as_many_marks_and_a_seed_draws_the_same(corpus, acts):
    sample, again = (draw_marks(corpus, acts, 4, seed=3) for _ in range(2))
    assert sample.key["group"].value_counts().to_dict() == {"Post": 2, "Star": 2}
    assert sample.key.groupby("group")["n_group"].first().to_dict() == {"Post": 6, "Star": 2}
    pd.testing.assert_frame_equal(sample.sheet, again.sheet)


def test_every_mark_is_drawn_as_often(corpus, acts):
    """Over many seeds each of the six marks of one outlet is drawn with probability 2/6."""
    drawn = pd.concat([draw_marks(corpus, acts, 4, seed=seed).key for seed in range(120)])
    shares = drawn.loc[drawn["group"] == "Post", "article_id"].value_counts() / 120
    assert len(shares) == 6
    assert shares.to_numpy() == pytest.approx(np.full(6, 1 / 3), abs=0.13)


def test_precision_weighs_each_outlet_by_its_marks(corpus, acts, tmp_path):
    """By hand: half of Post's six and all of Star's two are right, (3 + 2) / 8 of all."""
    sample = draw_marks(corpus, acts, 4)
    post = (sample.key["group"] == "Post").to_numpy()
    said = np.where(post & (np.cumsum(post) == 1), "no", "yes")
    found = read_mark_check(filled(sample, tmp_path / "m.csv", agent=said, act=said))
    table = found.table[found.table["asked"] == "act"].set_index("group")
    assert table["value"].to_dict() == pytest.approx({"all": 5 / 8, "Post": 0.5, "Star": 1.0})
    star = table.loc["Star"]
    assert (star["low"], star["high"]) == (1.0, 1.0)
    assert table[["n_read", "n_right", "n_marks"]].loc["Post"].tolist() == [2, 1, 6]
    assert table.loc["all", "low"] < 5 / 8 < table.loc["all", "high"]


def test_what_nobody_read_is_missing_and_not_judged(corpus, acts, tmp_path):
    sample = draw_marks(corpus, acts, 4)
    only_post = np.where(sample.key["group"] == "Post", "yes", "")
    found = read_mark_check(filled(sample, tmp_path / "m.csv", act=only_post))
    table = found.table[found.table["asked"] == "act"].set_index("group")
    assert np.isnan(table.loc["all", "value"])
    assert table["reason"].to_dict() == {
        "all": "no mark of Star was read",
        "Post": "",
        "Star": "no mark of Star was read",
    }
    assert found.passed == "not judged"
    assert found.notes == ("2 marks left open: counted as not drawn.",)


def test_a_check_is_passed_by_the_ends_of_its_intervals(corpus, acts, tmp_path):
    sample = draw_marks(corpus, acts, 16)
    right = read_mark_check(
        filled(sample, tmp_path / "a.csv", agent="YES", act="yes ", patient="yes")
    )
    wrong = read_mark_check(
        filled(sample, tmp_path / "b.csv", agent="no", act="yes", patient="yes")
    )
    assert (right.passed, wrong.passed) == ("yes", "no")
    assert right.verdict == (
        "Of what was marked, the share that is right: agent 1.00 (1.00 to 1.00), "
        "act 1.00 (1.00 to 1.00), patient 1.00 (1.00 to 1.00)."
    )
    assert right.plot().get_xlabel() == "share that is right"
    assert "8 marks drawn at random within each outlet" in right.methods


def test_another_word_and_another_mark_are_refused(corpus, acts, tmp_path):
    target = filled(draw_marks(corpus, acts, 2), tmp_path / "m.csv", act=["perhaps", ""])
    with pytest.raises(ReadError) as error:
        read_mark_check(target)
    assert str(error.value) == (
        "m.csv has 1 fault:\n"
        "  - row 1 (line 2): act_right is 'perhaps'; write yes or no, or leave it empty"
    )


def test_nothing_is_written_over(corpus, acts, tmp_path):
    sample = draw_marks(corpus, acts, 2)
    target, key = sample.to_csv(tmp_path / "m.csv")
    assert key == key_of(target)
    with pytest.raises(ReadError):
        sample.to_csv(tmp_path / "m.csv")


@pytest.mark.parametrize(
    ("marks", "choices", "message"),
    [
        (None, {"n": 0}, "n is 0; draw one mark or more of spans that were measured."),
        (
            Spans.of("act", []),
            {},
            NO_PARENT,
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(corpus, acts, marks, choices, message):
    with pytest.raises(ChoiceError) as error:
        draw_marks(corpus, acts if marks is None else marks, **choices)
    assert str(error.value) == message
