"""check_agreement: what is told of coders whose agreement is known."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis.check._sheets import bound
from analysis.check.agreement import check_agreement
from analysis.corpus import Corpus
from analysis.errors import ChoiceError
from analysis.figures import plt
from analysis.stats.agreement import Counts, ac1, alpha


def codes_of(*columns, variable="frame"):
    """A decision a row, from the codes of each coder in the order of the units."""
    rows = [
        (f"a{unit}", f"c{coder}", variable, code)
        for coder, column in enumerate(columns)
        for unit, code in enumerate(column)
    ]
    return pd.DataFrame(rows, columns=["article_id", "coder", "variable", "code"])


def whole(check):
    return check.table[check.table["group"] == ""].set_index("variable")


EVEN = ["yes", "no"] * 30


@given(st.lists(st.tuples(*[st.sampled_from(["a", "b", "c", ""])] * 3), min_size=3, max_size=9))
def test_numbers_are_those_of_the_arrays(rows):
    columns = list(zip(*rows, strict=True))
    check = check_agreement(codes_of(*columns), level="nominal", resamples=10)
    place = {"a": 0.0, "b": 1.0, "c": 2.0, "": np.nan}
    codes = np.array([[place[code] for code in row] for row in rows])
    seen = np.unique(codes[~np.isnan(codes)])
    row = check.table.iloc[0]
    expected = alpha(Counts.of(codes), "nominal")
    assert row["alpha"] == pytest.approx(expected, nan_ok=True)
    pairs = codes[(~np.isnan(codes)).sum(axis=1) >= 2]
    assert row["n_units"] == len(pairs)
    if len(pairs):
        assert row["ac1"] == pytest.approx(ac1(Counts.of(pairs, seen))[0], nan_ok=True)


def test_thresholds_are_held_against_the_lower_bound():
    flipped = [*EVEN[:54], *(["no", "yes"] * 3)]  # six of sixty apart: alpha .8
    parts = [codes_of(EVEN, EVEN, variable="same"), codes_of(EVEN, flipped, variable="near")]
    check = check_agreement(pd.concat(parts), level="nominal")
    rows = whole(check)
    assert rows.loc["same", ["alpha", "high", "verdict"]].tolist() == [1, 1, "reliable"]
    assert 0.8 < rows.loc["same", "low"] < 1
    near = rows.loc["near"]
    assert near["alpha"] > 0.8 > near["low"]
    assert near["verdict"] == ("tentative" if near["low"] >= 0.667 else "unreliable")
    assert check.verdict.startswith("Of the variables coded, reliable: same; ")


def test_passed_is_no_where_one_variable_fails():
    shifted = [*EVEN[1:], EVEN[0]]
    rows = pd.concat([codes_of(EVEN, EVEN), codes_of(EVEN, shifted, variable="tone")])
    check = check_agreement(rows, level="nominal")
    assert check.passed == "no"
    assert check.verdict == "Of the variables coded, reliable: frame; not shown reliable: tone."
    assert check_agreement(codes_of(EVEN, EVEN), level="nominal").passed == "yes"


def test_the_rare_code_is_explained():
    mostly = ["yes"] * 399 + ["no"]
    check = check_agreement(codes_of(mostly, ["yes"] * 400), level="nominal")
    row = check.table.iloc[0]
    assert row["alpha"] == pytest.approx(0, abs=1e-9)
    assert row["ac1"] > 0.99
    told, rare = row["reason"].split("; ", 1)
    # (1 - 1/400)^400 of resamples miss the one unit that differs
    assert told in {f"{n}% of resamples have one code alone, so no interval" for n in (36, 37)}
    assert rare == (
        "99.9% of codes are the same, so that chance alone would agree on 99.8% of pairs; "
        "coders did on 99.8%"
    )
    assert check.passed == "not judged"


def test_too_little_is_not_judged():
    few = check_agreement(codes_of(EVEN[:8], EVEN[:8]), level="nominal")
    assert few.table["reason"][0] == (
        "8 units; 20 needed to judge by the interval; coders never differed in 8 units; that "
        "they do in 31% is not ruled out, and the lower bound is the alpha of that"
    )
    same = check_agreement(codes_of(["yes"] * 30, ["yes"] * 30), level="nominal")
    assert same.table["reason"][0] == "all codes are the same: there was nothing to tell apart"
    apart = check_agreement(codes_of([*EVEN, *[""] * 60], [*[""] * 60, *EVEN]), level="nominal")
    assert apart.table["reason"][0] == "no unit was coded by two coders"
    assert {few.passed, same.passed, apart.passed} == {"not judged"}
    assert same.table["alpha"].isna().all()


def test_groups_are_told_apart_and_noted():
    worse = [*EVEN[:30], *["yes", "yes", "no"] * 10]
    rows = codes_of(EVEN * 4, [*EVEN * 3, *worse])
    outlet = {f"a{i}": "Post" if i < 210 else "Star" for i in range(240)}
    rows["outlet"] = rows["article_id"].map(outlet)
    check = check_agreement(rows, level="nominal")
    table = check.table.set_index("group")
    assert table.index.tolist() == ["", "Post", "Star"]
    assert table.loc["Post", "alpha"] == 1
    assert table.loc["Star", "verdict"] == "unreliable"
    assert check.passed == "yes"
    (note,) = check.notes
    assert note == (
        "agreement is not shown in 1 group where it holds over all units: frame of Star. "
        "Comparing these groups by these codes compares coders too."
    )
    corpus = Corpus(
        pd.DataFrame(
            {"article_id": list(outlet), "outlet": list(outlet.values()), "published": "",
             "headline": "", "body": ""}
        )
    )  # fmt: skip
    by_corpus = check_agreement(rows.drop(columns="outlet"), level="nominal", corpus=corpus)
    pd.testing.assert_frame_equal(by_corpus.table, check.table)
    assert str(by_corpus.corpus).startswith("240 articles of 2 outlets")


def test_ordinal_codes_stand_in_the_order_of_the_codebook(tmp_path):
    path = tmp_path / "book.toml"
    lines = ['name = "Tone"', "[variables.tone]", 'definition = "Tone."', 'level = "ordinal"']
    lines += [
        'unit = "article"',
        *(f'codes.{c}.definition = "{c}"' for c in ("low", "mid", "high")),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    book = analysis.Codebook.read(path)
    first = ["low", "mid", "high", "high"] * 6
    second = ["low", "high", "high", "mid"] * 6
    codings = analysis.Codings.of(codes_of(first, second, variable="tone"), codebook=book)
    found = check_agreement(codings).table["alpha"][0]
    place = {"low": 0, "mid": 1, "high": 2}
    codes = np.array([[place[a], place[b]] for a, b in zip(first, second, strict=True)], float)
    assert found == pytest.approx(alpha(Counts.of(codes), "ordinal"))
    nominal = check_agreement(codings, level="nominal").table["alpha"][0]
    assert nominal != pytest.approx(found)


NUMBERS = "frame is interval, but codes are 'no', 'yes': give numbers"
ORDER = "frame is ordinal, but codes are 'no', 'yes': a codebook can give their order"
BELOW = "frame is ratio, but a code is -2; a ratio scale begins at 0"
UNKNOWN = (
    "frame has level 'ordnal'; it can be nominal, ordinal, interval, ratio; near it: 'ordinal'"
)


@pytest.mark.parametrize(
    ("rows", "level", "fault"),
    [
        (codes_of(EVEN, EVEN), None, "frame has no level; say level={'frame': 'nominal'}"),
        (codes_of(EVEN, EVEN), "ordnal", UNKNOWN),
        (codes_of(EVEN, EVEN), "interval", NUMBERS),
        (codes_of(EVEN, EVEN), {"frame": "ordinal"}, ORDER),
        (codes_of(["1", "-2"], ["1", "3"]), "ratio", BELOW),
    ],
)
def test_what_cannot_be_told_is_refused(rows, level, fault):
    with pytest.raises(ChoiceError) as caught:
        check_agreement(rows, level=level)
    assert str(caught.value) == f"agreement cannot be told:\n  - {fault}"


def test_one_coder_agrees_with_nobody():
    with pytest.raises(ChoiceError) as caught:
        check_agreement(codes_of(EVEN), level="nominal")
    assert str(caught.value) == (
        "only 'c0' coded; agreement needs two coders or more of the same units."
    )


def test_order_of_rows_changes_nothing():
    rows = codes_of(["1", "2", "3"] * 9, ["1", "3", "3"] * 9, ["", "2", "2"] * 9)
    first = check_agreement(rows, level="ordinal")
    again = check_agreement(rows.sample(frac=1, random_state=3), level="ordinal")
    pd.testing.assert_frame_equal(again.table, first.table)


def test_what_nobody_can_judge_does_not_pass():
    few = codes_of(EVEN[:10], [*EVEN[1:10], "no"], variable="bad")
    check = check_agreement(pd.concat([codes_of(EVEN, EVEN), few]), level="nominal")
    assert check.passed == "not judged"


def test_figure_marks_the_thresholds():
    ax = check_agreement(codes_of(EVEN, EVEN), level="nominal").plot()
    marks = {float(line.get_xdata()[0]) for line in ax.lines if line.get_linestyle() == ":"}
    assert marks == {0.667, 0.8}
    plt.close(ax.figure)


# Published figures


def test_published_agreement_on_frames(shared_data):
    folder = shared_data / "narrative_frames_climate"
    rows = pd.read_csv(folder / "raw_annotations_long.csv.gz")
    names = {"article_key": "article_id", "annotator": "coder", "question": "variable"}
    rows = rows.rename(columns={**names, "answer": "code", "source": "outlet"})
    rows = rows[rows["variable"].isin(["ec2", "mo2", "hi1", "re1"])].drop(columns="outlet")
    found = whole(check_agreement(rows, level="nominal", resamples=100))
    printed = found["alpha"].astype(float).round(4)
    assert printed[["ec2", "mo2", "hi1", "re1"]].tolist() == [0.6999, 0.5152, 0.0644, 0.0]
    assert round(float(found.loc["re1", "ac1"]), 4) == 0.9984
    assert round(float(found.loc["re1", "agreement"]), 3) == 0.998


def test_never_to_have_differed_on_few_units_is_not_reliable():
    """One in twenty samples of 20 units shows no difference where 13.9 % of units have one."""
    row = whole(check_agreement(codes_of(EVEN[:20], EVEN[:20]), level="nominal")).iloc[0]
    assert (row["alpha"], row["high"], row["verdict"]) == (1, 1, "tentative")
    assert pytest.approx(0.05, abs=1e-4) == (1 - 0.1391) ** 20
    # Ten thousand such units of which 13.9 % are apart.
    first, second = (np.arange(10_000.0) % 2 for _ in range(2))
    second[:1391] = 1 - second[:1391]
    apart = alpha(Counts.of(np.column_stack([first, second])), "nominal")
    assert row["low"] == pytest.approx(apart, abs=0.01)
    assert row["reason"] == (
        "coders never differed in 20 units; that they do in 14% is not ruled out, and the "
        "lower bound is the alpha of that"
    )
    many = whole(check_agreement(codes_of(EVEN[:34], EVEN[:34]), level="nominal")).iloc[0]
    assert (many["verdict"], row["low"] < many["low"] < 1) == ("reliable", True)


def test_a_lower_bound_is_written_on_its_own_side_of_a_threshold():
    assert [bound(low) for low in (0.6666, 0.667, 0.7, 0.79999, -0.1)] == [
        "0.6666",
        "0.67",
        "0.70",
        "0.79999",
        "-0.10",
    ]
