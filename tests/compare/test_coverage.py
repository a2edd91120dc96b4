"""Coverage of a handful of events that can be counted by eye, and of the sample study."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import analysis
from analysis import Corpus, Design, compare_coverage
from analysis.errors import ChoiceError

NO_EVENTS = (
    "coverage is one of events, and within=None names none: give the column that says which "
    "event each article reports, for example within='event_id'."
)
FEW = (
    "3 events that some cover and not all give no p (6 are needed); the interval assumes that "
    "outlets choose alike"
)
OUTLETS = {"P": "Post", "S": "Star", "U": "Sun"}


@pytest.fixture
def news():
    """Make a corpus of ``"P e1 2024-03-01 headline | body"`` lines."""

    def make(*lines, **more):
        rows = []
        for number, line in enumerate(lines):
            head, _, body = line.partition(" | ")
            outlet, event, day, *headline = head.split(" ", 3)
            rows.append(
                {
                    "article_id": f"a{number}",
                    "outlet": OUTLETS[outlet],
                    "event_id": event.strip("-"),
                    "published": day.strip("-"),
                    "headline": " ".join(headline),
                    "body": body,
                }
            )
        return Corpus(pd.DataFrame(rows).assign(**more))

    return make


@pytest.fixture
def week(news):
    return news(
        "P e1 2024-03-01 Flood in Brenna | flood water rose in brenna today",
        "P e1 2024-03-02 - | flood water",
        "S e1 2024-03-03 Rivers rise | the flood water came",
        "P e2 2024-03-05 Vote | council vote on tax was close",
        "S e2 2024-03-05 Tax talk | council vote about tax again",
        "U e2 2024-03-06 Long night | they sat",
        "P e3 2024-03-08 Rain | rain fell",
        "S e3 - Wet | it was rain",
        "U - 2024-02-28 Puzzle | a puzzle",
    )


def row(result, group, measure):
    table = result.table
    return table[(table["group"] == group) & (table["measure"] == measure)].iloc[0]


def test_shares_are_of_events_that_somebody_covers(week):
    result = compare_coverage(week)
    covered = result.table[result.table["measure"] == "covered"].set_index("group")
    assert covered["value"].tolist() == [1.0, 1.0, 1 / 3]
    assert covered["n_known"].tolist() == [3, 3, 3]
    assert covered["n_covered"].tolist() == [3, 3, 1]
    assert covered["n_articles"].tolist() == [4, 3, 1]
    assert covered["n_events"].tolist() == [2, 2, 2]
    assert set(covered["value_kind"]) == {"share of events"}
    assert result.matrix.to_numpy().tolist() == [[2, 1, 1], [1, 1, 1], [0, 1, 0]]


def test_articles_words_and_days_are_those_of_the_events_covered(week):
    result = compare_coverage(week)
    assert row(result, "Post", "articles")["value"] == pytest.approx((2 + 1 + 1) / 3)
    assert row(result, "Post", "articles")["estimate"] == pytest.approx((1 + 0 + 0) / 3)
    words = [3 + 6 + 2, 1 + 6, 1 + 2]
    assert row(result, "Post", "words")["value"] == pytest.approx(np.prod(words) ** (1 / 3))
    lag = row(result, "Star", "lag")
    assert (lag["value"], lag["n_events"], lag["n_articles"]) == (1.0, 2, 2)
    assert row(result, "Sun", "lag")["value"] == 1.0


def test_a_cell_without_a_date_has_no_lag_and_is_counted(week):
    cells = compare_coverage(week).cells.set_index(["outlet", "event"])
    assert np.isnan(cells.loc[("Star", "e3"), "lag"])
    assert np.isnan(cells.loc[("Post", "e3"), "lag"])  # nobody else has a date
    assert np.isnan(cells.loc[("Sun", "e1"), "lag"])  # no article
    notes = compare_coverage(week).notes
    assert "1 cell has an article without a date, and so no lag." in notes
    assert (
        "dates have no hours, so that lags are whole days; in 1 of 2 events several outlets "
        "came first together." in notes
    )


def test_hours_count_where_dates_have_them(news):
    corpus = news("P e1 2024-03-01T06:00 - | a", "S e1 2024-03-01T18:00 - | b")
    result = compare_coverage(corpus)
    assert row(result, "Star", "lag")["value"] == 0.5
    assert "in 0 of 1 events several outlets came first together." in result.notes


def test_headlines_that_have_a_word_that_most_outlets_print_of_the_event(week):
    """Own words of e1: flood, water; of e2: council, vote, tax; of e3: rain."""
    cells = compare_coverage(week).cells.set_index(["outlet", "event"])["headline"]
    assert cells[[("Post", "e1"), ("Post", "e2"), ("Post", "e3")]].tolist() == [0.5, 1.0, 1.0]
    assert cells[[("Star", "e1"), ("Star", "e2"), ("Star", "e3")]].tolist() == [0.0, 1.0, 0.0]
    assert cells[("Sun", "e2")] == 0.0
    assert np.isnan(cells[("Sun", "e1")])


def test_the_words_behind_a_headline_can_be_opened(week):
    result = compare_coverage(week)
    table = result.table
    at = table[(table["group"] == "Post") & (table["measure"] == "headline")].index[0]
    shown = result.sentences(at)
    words = [
        text[start:end]
        for text, marks in zip(shown["text"], shown["marks"], strict=True)
        for start, end in marks
    ]
    assert words == ["Flood", "Vote", "Rain"]
    covered = result.sentences(table[table["group"] == "Star"].index[0])
    assert covered["text"].tolist() == ["Rivers rise", "Tax talk", "Wet"]


def test_copies_count_as_coverage_unless_left_out(news):
    lines = ["P e1 2024-03-01 - | own words", "S e1 2024-03-01 - | agency words"]
    corpus = news(*lines, "S e2 2024-03-02 - | more", wire=["", "HNA", ""])
    kept, own = compare_coverage(corpus), compare_coverage(corpus, copies="exclude")
    assert row(kept, "Star", "covered")["value"] == 1.0
    assert row(own, "Star", "covered")["value"] == 0.5


@pytest.fixture
def late(news):
    """The Star has articles on eight events, and none before its first."""
    days = [f"2024-03-{day:02d}" for day in range(1, 13)]
    post = [f"P e{n:02d} {day} - | p {n}" for n, day in enumerate(days)]
    return news(*post, *(f"S e{n:02d} {days[n]} - | s {n}" for n in range(4, 12)))


def test_events_before_an_outlets_first_article_are_not_left_out_by_it(late):
    """Four of twelve, with eight covered: a chance of 1/495."""
    result = compare_coverage(late)
    star = row(result, "Star", "covered")
    assert (star["n_known"], star["n_covered"], star["value"]) == (8, 8, 1.0)
    assert result.matrix.loc["Star"].isna().tolist() == [True] * 4 + [False] * 8
    assert (
        "4 pairs lie before the outlet's first article or after its last and count as not "
        "collected rather than as left out (Star 4): at its own pace so long a silence has a "
        "chance below 10%. windows='whole' counts them." in result.notes
    )


def test_all_events_count_where_that_is_asked(late):
    star = row(compare_coverage(late, windows="whole"), "Star", "covered")
    assert (star["n_known"], star["value"]) == (12, 8 / 12)


def test_a_silence_that_the_pace_explains_is_no_window(news):
    days = [f"2024-03-{day:02d}" for day in range(1, 13)]
    lines = [f"P e{n:02d} {day} - | p {n}" for n, day in enumerate(days)]
    corpus = news(*lines, *(f"S e{n:02d} {days[n]} - | s {n}" for n in (1, 3, 5, 7, 9, 11)))
    assert row(compare_coverage(corpus), "Star", "covered")["value"] == 0.5


def test_an_outlet_that_covers_little_is_not_taken_to_be_absent(news):
    """Two of twelve, both late: a chance of 1/22, and far too few to tell a pace by."""
    days = [f"2024-03-{day:02d}" for day in range(1, 13)]
    lines = [f"P e{n:02d} {day} - | p {n}" for n, day in enumerate(days)]
    corpus = news(*lines, *(f"S e{n:02d} {days[n]} - | s {n}" for n in (9, 11)))
    assert row(compare_coverage(corpus), "Star", "covered")["value"] == 2 / 12


def test_two_outlets_are_compared_by_the_events_that_one_has_alone(news):
    lines = [f"P e{n} 2024-03-01 - | p {n}" for n in range(9)]
    lines += [f"S e{n} 2024-03-01 - | s {n}" for n in range(8, 11)]
    lines += [f"U e{n} 2024-03-01 - | u {n}" for n in range(11)]
    result = compare_coverage(news(*lines), windows="whole").difference("Star")
    post = row(result, "Post", "covered")
    assert np.exp(post["estimate"]) == pytest.approx(8 / 2)
    assert post["p"] == pytest.approx(2 * (1 + 10 + 45) / 2**10)
    assert result.settings["reference"] == "Star"
    assert result.table["group"].unique().tolist() == ["Post", "Sun"]


def test_a_profile_says_which_kinds_of_events_a_group_covers(week):
    kinds = {"e1": "weather", "e2": "politics", "e3": "weather", "": ""}
    topic = week.articles["event_id"].map(kinds)
    profile = compare_coverage(week.with_columns({"topic": topic})).profile("topic")
    sun = profile[profile["group"] == "Sun"]
    assert sun[["kind", "n_known", "n_covered", "share", "others"]].to_numpy().tolist() == [
        ["politics", 1, 1, 1.0, 1.0],
        ["weather", 2, 0, 0.0, 1.0],
    ]
    sizes = compare_coverage(week).profile()
    assert sizes.loc[sizes["group"] == "Sun", "kind"].tolist() == ["2 others"]
    assert sizes.loc[sizes["group"] == "Post", "kind"].tolist() == ["1 other", "2 others"]


def test_groups_of_outlets_have_the_outlet_as_unit():
    random = np.random.default_rng(3)
    rows = [
        {
            "article_id": f"{o}-{e}",
            "outlet": f"o{o:02d}",
            "event_id": f"e{e}",
            "side": "lr"[o % 2],
        }
        for o in range(12)
        for e in range(15)
        if random.random() < 0.3 + 0.4 * (o % 2)
    ]
    table = pd.DataFrame(rows).assign(published="2024-03-01", headline="", body="Rain.")
    result = compare_coverage(Corpus(table), design=Design(by="side"), windows="whole")
    assert result.settings["unit"] == "outlet"
    right = row(result, "r", "covered")
    by_outlet = table.groupby(["side", "outlet"]).size() / 15
    assert right["value"] == pytest.approx(by_outlet["r"].mean())
    assert right["finding"]
    assert right["estimate"] > 0
    assert "P-values permute sides over outlets." in result.methods


def test_every_text_says_that_these_are_the_collected_articles(week):
    result = compare_coverage(week)
    texts = (result.caption, result.matrix_caption, result.timeline_caption, result.methods)
    assert all("in the collected articles" in text for text in texts)
    assert any("in the collected articles" in note for note in result.notes)
    told = " ".join([*texts, *result.notes])
    assert not any(word in told for word in ("suppress", "ignore", "omit", "silenc"))


def test_what_is_drawn_is_what_the_table_says(week):
    result = compare_coverage(week)
    ax = result.plot()
    dots = [line.get_xdata()[0] for line in ax.lines if line.get_marker() in "oD"]
    rows = result.main_rows()
    assert dots == rows["value"].tolist()
    assert rows["measure"].unique().tolist() == ["covered", "headline"]
    for draw in (result.plot_matrix, result.plot_timeline):
        assert [label.get_text() for label in draw().get_yticklabels()] == [
            "Post",
            "Star",
            "Sun",
        ]
    plt.close("all")


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"design": Design(within=None)}, NO_EVENTS),
        (
            {"design": Design(unit="article")},
            "coverage is an outlet's, not an article's: leave unit to 'auto'.",
        ),
        ({"windows": "dates"}, "windows is 'dates'; it can be 'judged' or 'whole'."),
    ],
)
def test_what_cannot_be_asked_is_told(week, choice, message):
    with pytest.raises(ChoiceError) as error:
        compare_coverage(week, **choice)
    assert str(error.value) == message


def test_sides_of_several_outlets_are_not_compared_by_cells(week):
    lean = week.articles["outlet"].map({"Post": "left", "Star": "left", "Sun": "right"})
    with pytest.raises(ChoiceError) as error:
        compare_coverage(
            week.with_columns({"lean": lean}), design=Design(by="lean", unit="cell")
        )
    assert str(error.value) == (
        "Coverage cannot be compared:\n"
        "  - a group has several outlets, and to cover an event is an outlet's doing: give "
        "unit='outlet', or leave it to 'auto'"
    )


def test_without_events_there_is_nothing_to_cover(news):
    with pytest.raises(ChoiceError) as error:
        compare_coverage(news("P - 2024-03-01 - | a", "S - 2024-03-01 - | b"))
    assert str(error.value) == (
        "no article has a value in 'event_id': there are no events to cover."
    )


@pytest.fixture(scope="module")
def harbour(root):
    return analysis.split_parts(analysis.read_csv(root / "data/harbour/articles.csv"))


def test_the_planned_gaps_of_the_sample_study_are_its_only_ones(harbour):
    """The Beacon passed over e03 and e11, the Ledger e10; the Tide was founded after e01."""
    cells = compare_coverage(harbour).cells.set_index(["outlet", "event"])
    gaps = cells.index[cells["known"] & (cells["n_articles"] == 0)]
    assert gaps.tolist() == [("beacon", "e03"), ("beacon", "e11"), ("ledger", "e10")]
    assert cells.index[~cells["known"]].tolist() == [("tide", "e01")]
    own = compare_coverage(harbour, copies="exclude", genre=["news"]).matrix
    assert own.loc["ledger", "e04"] == 0  # it printed the agency's report alone


def test_equal_coverage_of_the_sample_study_is_not_found_to_differ(harbour):
    table = compare_coverage(harbour).table
    assert not table.loc[table["measure"] == "covered", "finding"].any()
    assert set(table.loc[table["measure"] == "covered", "reason"]) == {FEW}
    late = table[(table["measure"] == "lag") & table["finding"]].set_index("group")["estimate"]
    assert (late < 0).to_dict() == {"ledger": False, "tbc": True, "tide": False}
