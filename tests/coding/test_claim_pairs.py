"""Pairs are drawn with the probabilities they say, and totals are those of the whole."""

import numpy as np
import pandas as pd
import pytest

from analysis.coding.claim_check import _check, read_claim_check
from analysis.coding.claim_pairs import (
    FLOOR,
    KEY,
    SHEET,
    ClaimPairs,
    _below,
    _candidates,
    _drawn,
    draw_claim_pairs,
)
from analysis.compare.claims import compare_claims
from analysis.corpus import Corpus
from analysis.errors import ChoiceError, ReadError
from analysis.measure.claims import measure_claims
from analysis.read.csv import read_csv
from analysis.stats.alike import cosines


@pytest.fixture(scope="module")
def corpus(root):
    harbour = read_csv(root / "data" / "harbour" / "articles.csv")
    return harbour.where(harbour.articles["event_id"].isin(["e04", "e05", "e06", "e07"]))


@pytest.fixture(scope="module")
def drawn(corpus):
    return draw_claim_pairs(corpus, 60, aligner="words")


@pytest.fixture(scope="module")
def every_pair(corpus):
    """List all pairs of different outlets with cosine and alignment, one by one."""
    claims = measure_claims(corpus, aligner="words")
    rows = claims.spans.table
    one, other = np.triu_indices(len(rows), 1)
    both = (rows["event"].to_numpy()[one] == rows["event"].to_numpy()[other]) & (
        rows["outlet"].to_numpy()[one] != rows["outlet"].to_numpy()[other]
    )
    one, other = one[both], other[both]
    return pd.DataFrame(
        {
            "a": rows["wording"].to_numpy()[one],
            "b": rows["wording"].to_numpy()[other],
            "similarity": cosines(claims.vectors, one, other),
            "aligned": rows["value"].to_numpy()[one] == rows["value"].to_numpy()[other],
        }
    )


def test_the_sheet_tells_nothing_of_what_the_aligner_made_of_a_pair(drawn):
    assert list(drawn.sheet.columns) == list(SHEET)
    assert list(drawn.key.columns) == list(KEY)
    assert (drawn.sheet["same"] == "").all()
    assert drawn.sheet["pair"].tolist() == drawn.key["pair"].tolist()


def test_strata_hold_all_pairs_there_are(drawn, every_pair):
    sizes = drawn.key.groupby("stratum")["n_stratum"].first()
    aligned = sizes.index.str.startswith("aligned")
    floor = every_pair["similarity"] >= FLOOR["words"]
    assert sizes.sum() == len(every_pair)
    assert sizes[aligned].sum() == every_pair["aligned"].sum()
    assert sizes["below"] == (~floor & ~every_pair["aligned"]).sum()
    assert len(drawn.key) == 60


def test_inclusion_is_what_was_drawn_of_each_stratum(drawn):
    counts = drawn.key.groupby("stratum").agg(
        drawn=("pair", "size"), there=("n_stratum", "first"), said=("inclusion", "first")
    )
    assert counts["said"].to_numpy() == pytest.approx(counts["drawn"] / counts["there"])


def test_the_same_seed_draws_the_same_and_another_does_not(corpus, drawn):
    again = draw_claim_pairs(corpus, 60, aligner="words")
    other = draw_claim_pairs(corpus, 60, aligner="words", seed=2)
    pd.testing.assert_frame_equal(drawn.sheet, again.sheet)
    pd.testing.assert_frame_equal(drawn.key, again.key)
    assert not drawn.sheet.equals(other.sheet)


def filled(drawn, folder, same):
    """Write the sheet, filled in by a rule, and return where it is."""
    sheet = drawn.sheet.assign(same=same)
    path = folder / "pairs.csv"
    folder.mkdir(exist_ok=True)
    drawn.to_csv(path)
    sheet.to_csv(path, index=False)
    return path


def test_a_reader_who_agrees_with_the_aligner_finds_no_error(drawn, tmp_path):
    check = read_claim_check(filled(drawn, tmp_path, drawn.key["aligned"].to_numpy()))
    figures = check.table.set_index("figure")
    assert figures["value"][["precision", "recall", "below"]].tolist() == [1, 1, 0]
    assert figures["n_read"].tolist() == [24, 54, 6]
    assert (figures["low"] <= figures["value"]).all()
    assert check.passed in {"yes", "not judged"}


def test_totals_are_those_of_all_pairs_over_many_draws(corpus, every_pair):
    """Who calls same what has a cosine of .3 is estimated without bias, and mostly covered."""
    same = every_pair["similarity"] >= 0.3
    floor = every_pair["similarity"] >= FLOOR["words"]
    true = {
        "precision": same[every_pair["aligned"]].mean(),
        "recall": every_pair["aligned"][same & floor].mean(),
    }
    values, held = [], []
    claims = measure_claims(corpus, aligner="words")
    pairs = _candidates(claims, FLOOR["words"])
    for seed in range(60):
        key = _drawn(pairs, claims, 100, np.random.default_rng(seed))
        judged = key.assign(
            same=np.where(key["similarity"] >= 0.3, "yes", "no"),
            article_a="",
            article_b="",
            event_id="",
            aligner="words",
            threshold="0.35",
            floor="0.15",
            fingerprint="",
        )
        figures = _check(judged, "sheet").table.set_index("figure")
        values.append([figures["value"][name] for name in true])
        held.append(
            [figures["low"][name] <= true[name] <= figures["high"][name] for name in true]
        )
    assert np.mean(values, axis=0) == pytest.approx(list(true.values()), abs=0.03)
    assert (np.mean(held, axis=0) >= 0.9).all()


def test_what_is_open_counts_as_not_drawn(drawn, tmp_path):
    same = drawn.key["aligned"].where(drawn.key["pair"] > 5, "")
    check = read_claim_check(filled(drawn, tmp_path, same.to_numpy()))
    assert check.notes == ("5 pairs left open: counted as not drawn.",)
    empty = read_claim_check(filled(drawn, tmp_path / "empty", ""))
    assert empty.passed == "not judged"
    assert empty.table["value"].isna().all()
    assert (empty.table["reason"] == "no pair of a stratum was read").all()


def test_a_comparison_prints_what_reading_found(corpus, drawn, tmp_path):
    check = read_claim_check(filled(drawn, tmp_path, drawn.key["aligned"].to_numpy()))
    result = compare_claims(corpus, aligner="words", checked=check)
    assert result.notes[0] == check.verdict
    assert check.verdict in result.caption
    assert check.verdict in result.methods
    with pytest.raises(ChoiceError) as fault:
        compare_claims(corpus, aligner="words", threshold=0.5, checked=check)
    assert str(fault.value) == (
        "the check is of sentences aligned by words at 0.3, this comparison by words at 0.5; "
        "draw pairs with the same aligner and threshold."
    )
    part = corpus.where(corpus.articles["event_id"] == "e05")
    elsewhere = compare_claims(part, aligner="words", checked=check)
    assert elsewhere.notes[0] == f"Read on other articles than these: {check.verdict}"


def test_a_faulty_sheet_names_every_fault(drawn, tmp_path):
    path = filled(drawn, tmp_path, "no")
    text = (
        path.read_text("utf-8").replace("\n3,no,", "\n3,maybe,").replace("\n7,no,", "\n99,no,")
    )
    path.write_text(text, "utf-8")
    with pytest.raises(ReadError) as fault:
        read_claim_check(path)
    lines = str(fault.value).splitlines()
    assert lines[0] == "pairs.csv has 2 faults:"
    assert lines[1].endswith(": same is 'maybe'; write yes or no, or leave it empty")
    assert lines[2].endswith(": pair '99' is not in pairs-key.csv")
    (tmp_path / "pairs-key.csv").unlink()
    with pytest.raises(ReadError, match=r"pairs-key\.csv"):
        read_claim_check(path)


def test_a_sheet_that_was_filled_in_is_not_overwritten(drawn, tmp_path):
    path = filled(drawn, tmp_path, "yes")
    before = path.read_bytes()
    with pytest.raises(ReadError) as fault:
        drawn.to_csv(path)
    assert str(fault.value) == (
        "nothing is written, for nothing is overwritten; give another folder:\n"
        f"  - {path} is there already\n"
        f"  - {tmp_path / 'pairs-key.csv'} is there already"
    )
    assert path.read_bytes() == before


def test_no_sentence_is_a_formula_to_a_spreadsheet(drawn, tmp_path):
    sheet = drawn.sheet.assign(sentence_a="=HYPERLINK(1)", sentence_b="@home they stay.")
    path, key = ClaimPairs(sheet=sheet, key=drawn.key).to_csv(tmp_path / "new" / "pairs.csv")
    written = pd.read_csv(path)
    assert set(written["sentence_a"]) == {"'=HYPERLINK(1)"}
    assert set(written["sentence_b"]) == {"'@home they stay."}
    assert pd.read_csv(key)["pair"].tolist() == drawn.key["pair"].tolist()


def judged(**same):
    """Ten pairs of each of some strata, all there are; so many of them state the same."""
    rows = [
        {"stratum": stratum, "same": "yes" if number < of else "no", "n_stratum": 10}
        for stratum, of in same.items()
        for number in range(10)
    ]
    more = {"article_a": "a", "article_b": "b", "event_id": "e", "aligner": "words"}
    return pd.DataFrame(rows).assign(
        **more, threshold="0.3", floor="0.15", fingerprint="f", aligned=""
    )


def test_where_nothing_unaligned_reaches_the_floor_no_pair_of_it_was_missed():
    check = _check(judged(**{"aligned, far": 5, "aligned, near": 9, "below": 0}), "sheet")
    figures = check.table.set_index("figure")
    assert figures["value"].tolist() == [0.7, 1.0, 0.0]
    assert figures["reason"].tolist() == ["", "", ""]


def test_what_is_not_known_is_said_with_its_own_reason():
    check = _check(judged(**{"not aligned, far": 0, "below": 0}), "sheet")
    figures = check.table.set_index("figure")
    assert figures["reason"].tolist() == [
        "there is no such pair", "no pair read states the same", "",
    ]  # fmt: skip
    assert check.verdict == (
        "Of sentences aligned by words an unknown share (there is no such pair) of pairs state "
        "the same; of pairs that do, at a cosine of 0.15 or more, an unknown share (no pair "
        "read states the same) are aligned; below it 0 of 10 pairs read state the same, of 10 "
        "there are."
    )


def test_what_cannot_be_drawn_is_refused(corpus):
    with pytest.raises(ChoiceError) as fault:
        draw_claim_pairs(corpus, 5)
    assert str(fault.value) == "n is 5; it must be 20 or more, for there are six strata."
    alone = corpus.where(corpus.articles["outlet"] == "tide")
    with pytest.raises(ChoiceError) as fault:
        draw_claim_pairs(Corpus(alone.articles), 20, aligner="words")
    assert str(fault.value) == (
        "no event has sentences of two outlets, so that there is no pair to read."
    )


def test_what_is_drawn_is_looked_at(drawn, tmp_path):
    axes = read_claim_check(filled(drawn, tmp_path, drawn.key["aligned"].to_numpy())).plot()
    assert [tick.get_text() for tick in axes.get_yticklabels()][-3:] != []


def test_pairs_below_the_floor_are_drawn_alike_from_small_and_large_events():
    told = "Dock {} number {} was painted {} in the year of the {} flood."
    rows = [
        (f"{event}-{outlet}", outlet, event, number)
        for event, number in (("small", 2), ("large", 12))
        for outlet in ("Post", "Star")
    ]
    bodies = [
        " ".join(
            told.format(
                article[-1] + chr(97 + k), f"x{k}", article[:3] + chr(97 + k), chr(65 + k)
            )
            for k in range(number)
        )
        for article, _, _, number in rows
    ]
    table = pd.DataFrame(rows, columns=["article_id", "outlet", "event_id", "n"])
    corpus = Corpus(table.assign(published="", headline="", body=bodies))
    claims = measure_claims(corpus, threshold=1.0)
    event = claims.spans.table["event"].to_numpy()
    none = _candidates(claims, 1.1).iloc[:0]
    small = (event == "small").sum() // 2
    large = (event == "large").sum() // 2
    shares = []
    for seed in range(40):
        drawn, left = _below(none, claims, 20, np.random.default_rng(seed))
        assert left == small**2 + large**2
        shares.append((event[drawn["a"]] == "small").mean())
    assert np.mean(shares) == pytest.approx(small**2 / left, abs=0.02)
