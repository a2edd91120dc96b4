"""check_balance against counts by hand, simulation, and what must not change it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.check._presence import genre_shares, silences
from analysis.check.balance import check_balance
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.measure._matched import days_apart
from analysis.read.csv import read_csv

CELLS = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        st.sampled_from(["", "1", "2", "3"]),
        st.sampled_from(["news", "opinion", "review"]),
        st.integers(1, 28),
    ),
    min_size=1,
    max_size=25,
)


def rows_of(check, aspect):
    return check.table[check.table["aspect"] == aspect].set_index("group")


def frame(cells):
    table = pd.DataFrame(cells, columns=["group", "event", "genre", "day"])
    published = pd.to_datetime("2024-03-" + table["day"].astype(str).str.zfill(2))
    return table.assign(outlet=table["group"], published=published)


def test_alike_outlets_are_balanced(covering):
    check = check_balance(covering([(o, f"e{e}") for e in range(6) for o in "ABC"]))
    assert check.passed == "yes"
    # 2 shares and days for each of three outlets, and 3 silences.
    assert check.verdict == "All 12 rows that could be judged keep to their rule."
    assert list(check.table.columns) == list(check.columns)
    assert (check.counts.to_numpy() == 1).all()
    assert check.counts.shape == (3, 6)


def test_little_is_not_judged_and_says_so(covering):
    check = check_balance(covering([(o, e) for e in "12" for o in "AB"]))
    assert check.passed == "not judged"
    assert check.verdict == "There are too few events and articles to judge balance by."
    reasons = check.table.groupby("aspect")["reason"].first().to_dict()
    assert reasons == {
        "share of all events": "the corpus has 2 events, fewer than 5",
        "share of articles in shared events": "fewer than 5 articles",
        "days after the others": "fewer than 5 shared events with dates on both sides",
        "chance of its longest silence": "fewer than 5 dated articles",
    }


def test_an_outlet_that_covers_little_and_alone_is_named(covering):
    cells = [(o, f"e{e}") for e in range(12) for o in "AB"]
    cells += [("C", f"e{e}") for e in range(2)] + [("C", "own")] * 2 + [("C", "")] * 3
    check = check_balance(covering(cells))
    covers = rows_of(check, "share of all events").loc["C"]
    assert covers[["n_articles", "n_events", "passed"]].tolist() == [7, 3, "no"]
    assert covers["value"] == 3 / 13
    meets = rows_of(check, "share of articles in shared events").loc["C"]
    assert meets[["n_events", "passed"]].tolist() == [2, "no"]
    assert meets["value"] == 2 / 7
    assert check.verdict == (
        "2 of 11 judged rows break their rule: share of all events (1), "
        "share of articles in shared events (1)."
    )
    assert (
        "1 of 13 events are reported by one outlet only, and say nothing of differences: 'own'."
    ) in check.notes
    assert check.counts.loc["C", ["e0", "own", "(no event)"]].tolist() == [1, 2, 3]


def test_genres_are_compared_in_shared_events(covering):
    """A has opinion in half of its articles of two events of six: a mean share of 1/6."""
    cells = [(o, f"e{e}") for e in range(6) for o in "AB"] + [("A", "e0"), ("A", "e1")]
    genre = ["news"] * 12 + ["opinion"] * 2
    check = check_balance(covering(cells, genre=genre))
    opinion = rows_of(check, "share of genre: opinion")
    assert opinion["value"].tolist() == pytest.approx([1 / 6, 0])
    assert opinion["others"].tolist() == pytest.approx([0, 1 / 6])
    assert opinion["passed"].tolist() == ["no", "no"]
    assert check_balance(covering(cells, genre=genre), genre=["news"]).passed == "yes"


def test_the_threshold_of_genres_is_a_tenth(covering):
    cells = [(o, f"e{e}") for e in range(5) for o in "AB"] + [("A", "e0")]
    genre = ["news"] * 10 + ["opinion"]
    opinion = rows_of(check_balance(covering(cells, genre=genre)), "share of genre: opinion")
    assert opinion["difference"].tolist() == pytest.approx([0.1, -0.1])
    assert opinion["passed"].tolist() == ["yes", "yes"]


def test_a_tenth_is_a_tenth_however_it_is_rounded(covering):
    """2 of 5 against 3 of 10: as floating numbers .4 - .3 is a hair more than .1."""
    cells = [(o, f"e{e}") for e in range(5) for o in "A" * 5 + "B" * 10]
    genre = (["opinion"] * 2 + ["news"] * 3 + ["opinion"] * 3 + ["news"] * 7) * 5
    opinion = rows_of(check_balance(covering(cells, genre=genre)), "share of genre: opinion")
    assert opinion.loc["A", "difference"] > 0.1
    assert opinion["passed"].tolist() == ["yes", "yes"]


def test_the_sample_study_has_the_genres_its_datasheet_counts(root):
    """data/harbour/README.md: TBC has no opinion; others have it in 6 of the events."""
    corpus = read_csv(root / "data" / "harbour" / "articles.csv")
    check = check_balance(corpus)
    tbc = rows_of(check, "share of genre: opinion").loc["tbc"]
    # e02 and e05: 1 of 5; e06, e07, e12: 1 of 5; e11, of three others: 1 of 4.
    assert tbc["others"] == pytest.approx((5 / 5 + 1 / 4) / 12)
    assert check.passed == "no"
    gaps = check.counts.to_numpy() == 0
    assert gaps.sum() == 5
    assert check_balance(corpus, genre=["news"]).passed == "yes"


def test_who_reports_late_is_told_by_days(covering):
    cells = [(o, f"e{e}") for e in range(5) for o in "AB"]
    for late, passed in (("04", "yes"), ("05", "no")):
        days = [f"2024-03-{'01' if o == 'A' else late}" for o, _ in cells]
        check = check_balance(covering(cells, published=days))
        found = rows_of(check, "days after the others")
        assert found["value"].tolist() == [1.0 - int(late), int(late) - 1.0]
        assert found["passed"].tolist() == [passed] * 2


def test_one_late_event_does_not_make_an_outlet_late(covering):
    cells = [(o, f"e{e}") for e in range(5) for o in "AB"]
    days = ["2024-03-01", "2024-03-02"] * 4 + ["2024-03-01", "2024-06-01"]
    found = rows_of(check_balance(covering(cells, published=days)), "days after the others")
    assert found["value"].tolist() == [-1.0, 1.0]


def test_undated_articles_have_no_days(covering):
    cells = [(o, f"e{e}") for e in range(5) for o in "AB"]
    days = ["2024-03-01"] * 8 + ["", ""]
    found = rows_of(check_balance(covering(cells, published=days)), "days after the others")
    assert found["n_events"].tolist() == [4, 4]
    assert found["passed"].tolist() == ["not judged"] * 2


def test_an_outlet_that_stops_is_told_when(covering):
    days = pd.date_range("2024-01-01", periods=60).strftime("%Y-%m-%d").tolist()
    cells = [("A", f"e{i}") for i in range(60)] + [("B", f"e{i}") for i in range(20)]
    check = check_balance(covering(cells, published=days + days[:20]))
    found = rows_of(check, "chance of its longest silence").loc["B"]
    assert found["value"] == pytest.approx(21 * (1 / 3) ** 20)
    assert found[["outlet", "passed", "reason"]].tolist() == [
        "B", "no", "no article after 2024-01-20"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ([0, 1, 2, 57, 58, 59], "no article between 2024-01-03 and 2024-02-27"),
        ([54, 55, 56, 57, 58, 59], "no article before 2024-02-24"),
    ],
)
def test_a_silence_in_between_or_before_is_told_so(covering, own, told):
    days = pd.date_range("2024-01-01", periods=60).strftime("%Y-%m-%d").tolist()
    cells = [("A", f"e{i}") for i in range(60)] + [("B", f"e{i}") for i in own]
    check = check_balance(covering(cells, published=days + [days[i] for i in own]))
    assert rows_of(check, "chance of its longest silence").loc["B", "reason"] == told


@pytest.mark.parametrize(("n", "missed"), [(5, 50), (8, 40), (8, 30), (20, 25)])
def test_a_silence_is_at_most_as_likely_as_its_chance(n, missed):
    """Own articles thrown among 100 of others: how often is some stretch so long empty."""
    spread = np.linspace(0, 100 - missed - 1, n).round().astype(int)
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta([*range(100), *spread], unit="D")
    table = pd.DataFrame({"outlet": ["B"] * 100 + ["A"] * n, "published": days})
    found = silences(table).loc["A"]
    assert found["missed"] == missed
    rng = np.random.default_rng(1)
    places = np.sort(rng.random((200_000, n)), axis=1)
    ends = np.pad(places, ((0, 0), (1, 1)), constant_values=((0, 0), (0, 1)))
    simulated = (np.diff(ends, axis=1).max(axis=1) >= missed / 100).mean()
    assert found["chance"] >= simulated - 0.003
    if missed >= 50:  # two such stretches do not fit: the bound is exact
        assert found["chance"] == pytest.approx(simulated, abs=0.003)


@given(CELLS)
def test_shares_of_genres_sum_to_one_on_both_sides(cells):
    table = genre_shares(frame(cells))
    if len(table):
        sums = table.groupby("group")[["value", "others"]].sum()
        np.testing.assert_allclose(sums, 1.0)


@given(CELLS)
def test_two_groups_mirror_each_other(cells):
    table = frame([cell for cell in cells if cell[0] != "C"])
    found = days_apart(table)
    assert found["value"].sum() == 0
    assert len(found) in {0, 2}


@settings(max_examples=25)
@given(CELLS, st.integers(-1_000, 1_000))
def test_moving_all_dates_changes_no_days_and_no_silence(cells, shift):
    table = frame(cells)
    moved = table.assign(published=table["published"] + pd.Timedelta(days=shift))
    np.testing.assert_allclose(days_apart(table)["value"], days_apart(moved)["value"])
    pd.testing.assert_series_equal(silences(table)["chance"], silences(moved)["chance"])


def test_the_order_of_articles_changes_nothing(covering):
    rng = np.random.default_rng(5)
    cells = [(o, f"e{e}") for e in range(8) for o in "ABC" if rng.random() < 0.8]
    days = [f"2024-03-{day:02d}" for day in rng.integers(1, 28, len(cells))]
    corpus = covering(cells, published=days, genre=rng.choice(["news", "opinion"], len(cells)))
    turned = Corpus(corpus.articles.iloc[::-1])
    pd.testing.assert_frame_equal(check_balance(corpus).table, check_balance(turned).table)


def test_by_an_attribute_of_articles_outlets_may_have_no_group(covering):
    cells = [(o, f"e{e}") for e in range(5) for o in "ABCD"] + [("C", "e0"), ("D", "e0")]
    genre = ["news", "opinion", "news", "opinion"] * 5 + ["opinion", "news"]
    check = check_balance(covering(cells, genre=genre), design=Design(by="genre"))
    silent = check.table[check.table["outlet"] != ""].set_index("outlet")["group"]
    assert silent.to_dict() == {"A": "news", "B": "opinion", "C": "", "D": ""}
    assert not check.table["aspect"].str.startswith("share of genre").any()


@pytest.mark.parametrize("events", [["", "", ""], ["1", "2", "3"]])
def test_a_corpus_without_shared_events_is_judged_by_what_there_is(covering, events):
    corpus = covering([*zip("ABA", events, strict=True)], genre=["news", "opinion", "news"])
    assert check_balance(corpus).passed == "not judged"


def test_across_the_whole_corpus_all_is_one_event(covering):
    corpus = covering([(o, f"e{e}") for e in range(6) for o in "AB"])
    check = check_balance(corpus, design=Design(within=None))
    assert check.counts.to_numpy().tolist() == [[6], [6]]


def test_the_check_knows_how_it_was_made(covering):
    corpus = covering([(o, e) for e in "12" for o in "AB"], wire=["HNA", "", "", ""])
    check = check_balance(corpus)
    assert check.corpus.n_articles == 3
    assert check.settings["copies"] == "exclude"
    assert check.settings["days_apart"] == 3.0
    assert "1 wire copy or reprint of 4 articles left out." in check.notes
