"""plan_study: what it plans, what it says of it, and how much more is to be collected."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from analysis.check._plan_words import summary_of
from analysis.check._sizes import NEEDED, crossing, sizes_needed
from analysis.check.plan import StudyPlan, _planning, plan_study
from analysis.compare.labels import compare_labels
from analysis.compare.sentiment import compare_sentiment
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.errors import ChoiceError
from analysis.stats.replicas import Size

WORDS = ["crane", "dock", "gate", "rope", "ship"]


def articles(n_events, outlets, seed=1, **columns):
    """Write an article of random words for each outlet in each event."""
    rng = np.random.default_rng(seed)
    cells = [(f"e{e}", o) for e in range(n_events) for o in outlets]
    bodies = [
        " ".join(rng.choice(WORDS, rng.integers(20, 40), p=[0.02, 0.05, 0.05, 0.38, 0.5]))
        + f" Report {i}."
        for i in range(len(cells))
    ]
    return pd.DataFrame(
        {
            "article_id": [f"a{i}" for i in range(len(cells))],
            "outlet": [o for _, o in cells],
            "event_id": [e for e, _ in cells],
            "published": "2024-03-01",
            "headline": "",
            "body": bodies,
        }
        | columns
    )


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def pilot():
    return Corpus(articles(8, ["Post", "Star"]))


@pytest.fixture(scope="module")
def gates(pilot):
    return compare_words(pilot, words=["gate", "crane"])


@pytest.fixture(scope="module")
def plan(gates):
    return plan_study(gates, effects=[2, 4], n_events=[8, 16, 40], n_runs=200)


def curve(plan, item="gate", effect=4.0):
    table = plan.table
    return table[(table["item"] == item) & (table["effect"] == effect)]


def test_a_row_for_each_item_effect_and_size(plan):
    assert list(plan.table.columns) == list(StudyPlan.columns)
    found = plan.table[["item", "effect", "n_events"]].to_numpy().tolist()
    assert found == [
        [item, effect, n]
        for item in ("crane", "gate")
        for effect in (2, 4)
        for n in (8, 16, 40)
    ]
    assert set(plan.table["n_runs"]) == {200}
    assert set(plan.table["n_outlets"]) == {2.0}
    assert set(plan.table["n_articles"]) == {1.0}
    assert set(plan.table["effect_kind"]) == {"rate ratio"}
    assert set(plan.table["reason"]) == {""}


def test_power_lies_in_its_interval_and_below_that_of_the_item_alone(plan):
    table = plan.table
    for name in ("power", "power_alone"):
        assert (table[f"{name}_low"] <= table[name]).all()
        assert (table[name] <= table[f"{name}_high"]).all()
    assert (table["power"] <= table["power_alone"]).all()


def test_power_grows_with_the_ratio_and_with_the_events(plan):
    weak, strong = (curve(plan, effect=effect)["power"].to_numpy() for effect in (2, 4))
    assert (np.diff(strong) > 0).all()
    assert (strong > weak).all()
    assert curve(plan)["power"].iloc[-1] > 0.9


def test_two_words_of_two_groups_are_two_tests(plan):
    """In 40 events both words can reach a p that matters: the first needs .05 / 2."""
    large = plan.table[plan.table["n_events"] == 40]
    assert set(large["n_tests"]) == {2}
    assert set(large["needed_p"]) == {0.025}


def test_five_events_show_nothing_however_large_the_difference(gates):
    """2^(1 - 5) = .0625 at best."""
    table = plan_study(gates, effects=[1000], n_events=[5], n_runs=40).table
    assert (table["smallest_p"] >= 2.0**-4).all()
    assert table[["power", "power_alone"]].to_numpy().tolist() == [[0.0, 0.0]] * 2


def test_the_same_seed_draws_the_same_studies_whatever_else_is_planned(gates, plan):
    again = plan_study(gates, effects=[2, 4], n_events=[16], n_runs=200).table
    before = plan.table[plan.table["n_events"] == 16].reset_index(drop=True)
    pd.testing.assert_frame_equal(again, before)
    other = compare_words(
        Corpus(articles(8, ["Post", "Star"])), words=["gate", "crane"], design=Design(seed=2)
    )
    assert not plan_study(other, effects=[2, 4], n_events=[16]).table.equals(before)


def test_the_order_of_articles_and_the_names_of_outlets_change_nothing(plan):
    shuffled = articles(8, ["Post", "Star"]).sample(frac=1, random_state=1)
    renamed = shuffled.assign(outlet=shuffled["outlet"].map({"Post": "A", "Star": "B"}))
    gates = compare_words(Corpus(renamed), words=["gate", "crane"])
    again = plan_study(gates, effects=[2, 4], n_events=[8, 16, 40], n_runs=200)
    pd.testing.assert_frame_equal(again.table, plan.table)


def test_a_pilot_full_of_differences_plans_no_difference_that_was_not_planted():
    """What the pilot's outlets differ in is dealt anew: without an effect little is found."""
    table = articles(10, ["Post", "Star"])
    table.loc[table["outlet"] == "Post", "body"] += " gate" * 30
    gates = compare_words(Corpus(table), words=["gate"])
    assert gates.table["p"].iloc[0] < 0.01
    table = plan_study(gates, effects=[1], n_events=[10, 40], n_runs=400).table
    assert (table["power"] <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)).all()


def test_a_corpus_stands_for_all_its_words(pilot):
    plan = plan_study(pilot, n_runs=20)
    assert set(plan.table["item"]) <= {
        "common words (in 20 % of articles or more)",
        "middling words (in 5 to 20 % of articles)",
        "crane", "dock", "gate", "report", "rope", "ship",
    }  # fmt: skip
    assert plan.settings["n_items"] == len(compare_words(pilot).table["word"].unique())
    assert sorted(set(plan.table["n_events"])) == [8, 16, 32, 64, 128, 256]
    assert sorted(set(plan.table["effect"])) == [1.5, 2.0, 3.0]


def test_a_long_list_is_planned_by_how_many_articles_carry_a_word():
    table = articles(10, ["Post", "Star"])
    table["body"] = [
        f"all {'half' if i % 2 else ''} {'' if i % 10 else 'tenth'} w{i // 2}"
        for i in range(20)
    ]
    plan = plan_study(Corpus(table), n_events=[10], effects=[2], n_runs=20)
    told = plan.table[["item", "n_pilot"]].to_numpy().tolist()
    assert told == [
        ["middling words (in 5 to 20 % of articles)", 11],
        ["common words (in 20 % of articles or more)", 2],
    ]
    assert plan.settings["n_items"] == 13


def test_a_longer_list_asks_for_a_smaller_p(gates):
    table = plan_study(gates, effects=[4], n_events=[40], n_items=2_000, n_runs=40).table
    assert set(table["n_tests"]) == {2_000}
    assert set(table["needed_p"]) == {0.05 / 2_000}


def test_every_group_of_several_adds_a_test():
    three = Corpus(articles(8, ["Post", "Star", "Echo"]))
    gates = compare_words(three, words=["gate"])
    plan = plan_study(gates, effects=[4], n_events=[30], n_runs=40)
    assert plan.table["n_tests"].tolist() == [3]
    assert plan.table["n_runs"].tolist() == [42]
    assert plan.table["n_outlets"].tolist() == [3.0]
    assert plan.settings["groups_drawn"] == ["Echo", "Post", "Star"]


def test_one_word_of_three_groups_is_three_tests_also_alone():
    """Four events of three outlets reach 2/81, five 2/243: one of them is below .05 / 3."""
    table = articles(6, ["Post", "Star", "Echo"])
    table["body"] = [f"gate gate gate w{i}" for i in range(len(table))]
    gates = compare_words(Corpus(table), words=["gate"])
    plan = plan_study(gates, effects=[1e9], n_events=[4, 5], n_runs=21)
    assert plan.table["power_alone"].tolist() == [0.0, 1.0]
    assert plan.table["smallest_p"].tolist() == pytest.approx([2 / 81, 2 / 243])


def test_what_counts_as_found_alone_is_a_third_of_the_rate_of_three_tests():
    gates = compare_words(Corpus(articles(6, ["Post", "Star", "Echo"])), words=["gate"])
    planning = _planning(gates, [2], None, 210)
    runs = planning.runs(planning.targets[0], Size(n_events=20))
    [row] = planning.rows(Size(n_events=20))
    assert row["power_alone"] == (runs.p[1] <= 0.05 / 3).mean()
    assert row["power_alone"] < (runs.p[1] <= 0.05).mean()


def test_outlets_and_articles_are_planned_too():
    corpus = Corpus(articles(8, ["Post", "Star", "Echo"]))
    gates = compare_words(corpus, words=["gate"])
    plan = plan_study(gates, effects=[2], n_outlets=[2, 4], n_articles=[1, 3], n_runs=90)
    assert plan.table[["n_events", "n_outlets", "n_articles"]].to_numpy().tolist() == [
        [8, 2, 1], [8, 2, 3], [8, 4, 1], [8, 4, 3],
    ]  # fmt: skip
    power = plan.table["power_alone"].tolist()
    assert power[1] > power[0]
    assert power[3] > power[2]
    assert any("repeat its own" in note for note in plan.notes)
    assert any("100% of the pilot's cells hold one article" in note for note in plan.notes)
    assert plan.needed(of="n_articles")["n_outlets"].tolist() == [2.0, 4.0]


def test_sides_are_planned_by_their_outlets():
    names = [f"o{i:02d}" for i in range(12)]
    outlets = pd.DataFrame({"outlet": names, "lean": ["left", "right"] * 6})
    corpus = Corpus(articles(6, names), outlets=outlets)
    gates = compare_words(corpus, words=["gate"], design=Design(by="lean"))
    plan = plan_study(gates, effects=[1.5], n_runs=40)
    assert plan.varied == "n_outlets"
    assert plan.table["n_outlets"].tolist() == [5, 6, 8, 12, 20, 30]
    assert set(plan.table["n_events"]) == {6}
    assert plan.table["power"].iloc[-1] > plan.table["power"].iloc[0]
    assert plan.settings["pilot"]["n_outlets"] == 6
    assert any(note.startswith("Sides are taken to cover the same") for note in plan.notes)
    assert "dealt to the sides" in plan.methods
    assert plan.plot().get_xlabel() == "outlets a side"


def test_sides_that_are_too_few_have_the_reason_of_the_comparison():
    names = [f"o{i:02d}" for i in range(12)]
    outlets = pd.DataFrame({"outlet": names, "lean": ["left", "right"] * 6})
    corpus = Corpus(articles(6, names), outlets=outlets)
    gates = compare_words(corpus, words=["gate"], design=Design(by="lean"))
    plan = plan_study(gates, effects=[3], n_outlets=[4, 5], n_items=30, n_runs=40)
    assert plan.table["reason"].tolist() == [
        "4 outlets on the smaller side; a comparison of sides needs 5",
        "5 outlets on the smaller side; a list of items needs 10",
    ]
    assert plan.table["power"].isna().all()
    assert plan.table["power_alone"].isna().tolist() == [True, False]
    assert plan.needed()["reason"].tolist() == ["nothing is tested in studies of these sizes"]
    assert "no power to show" in [text.get_text() for text in plan.plot().texts]


def test_labels_are_shares_of_their_referent(pilot):
    labels = {
        "place": {"gate": ["gate*"], "dock": ["dock*"]},
        "thing": {"a": ["ship"], "b": ["rope"]},
    }
    plan = plan_study(compare_labels(pilot, labels), effects=[2], n_events=[20], n_runs=40)
    assert plan.table["item"].tolist() == ["place: gate", "place: dock", "thing: a", "thing: b"]
    assert set(plan.table["effect_kind"]) == {"ratio of shares"}


def test_sentiment_is_planned_by_differences_of_means():
    table = articles(12, ["Post", "Star"])
    rng = np.random.default_rng(2)
    table["body"] = [
        f"{rng.choice(['A great day.', 'A bad day.', 'A day.'])} Report {i}." for i in range(24)
    ]
    plan = plan_study(compare_sentiment(Corpus(table)), n_events=[5, 12, 48], n_runs=100)
    assert set(plan.table["effect_kind"]) == {"difference of means"}
    own = plan.table[plan.table["item"] == "outlet"]
    told = ["5 events give no p (6 are needed)", "", "Student's t has no smallest p"]
    assert own["reason"].tolist() == told * 3
    smallest = own["smallest_p"].to_numpy().reshape(3, 3)
    assert np.isnan(smallest[:, [0, 2]]).all()
    assert (smallest[:, 1] == 2.0**-11).all()
    medium = own[own["effect"] == sorted(set(own["effect"]))[1]]["power_alone"].tolist()
    assert medium[2] > 0.6 > medium[1]
    quoted = plan.table[plan.table["item"] == "source"]
    assert set(quoted["reason"]) == {
        "5 events give no p (6 are needed)",
        "the pilot measures it in fewer than 5 shared events: too few to draw from",
    }


def test_studies_are_doubled_until_the_middle_effect_is_found(gates):
    plan = plan_study(gates, effects=[1.5, 2.5, 9], n_runs=40)
    sizes = sorted(set(plan.table["n_events"]))
    assert sizes[:6] == [8 * 2**k for k in range(6)]
    middle = plan.table[plan.table["effect"] == 2.5].pivot_table("power", "item", "n_events")
    assert (middle[sizes[-1]] >= 0.8).all()
    if len(sizes) > 6:
        assert (middle[sizes[-2]] < 0.8).any()


def test_doubling_ends_where_there_is_nothing_to_find(gates):
    """No effect is found in four of five studies, however large: 2,048 events, then no more."""
    plan = plan_study(gates, effects=[1], n_runs=20)
    assert plan.table["n_events"].max() == 2048
    assert "more than 2048, also if" in plan.summary
    assert (plan.table["smallest_p"] > 0).all()
    assert set(plan.table["reason"]) == {""}


def test_sides_are_doubled_too():
    corpus = Corpus(articles(6, [f"o{k:02}" for k in range(12)], seed=4))
    side = corpus.articles["outlet"].lt("o06").map({True: "l", False: "r"})
    sides = compare_words(
        Corpus(corpus.articles.assign(side=side)), words=["gate"], design=Design(by="side")
    )
    sizes = plan_study(sides, effects=[1], n_runs=20).table["n_outlets"]
    assert sorted(set(sizes)) == [5, 6, 8, 12, 20, 30, 60, 120]


def test_nothing_is_doubled_where_sizes_are_given(gates):
    plan = plan_study(gates, effects=[1], n_articles=[1, 2], n_runs=20)
    assert set(plan.table["n_events"]) == {8}


def test_needed_is_read_from_the_curve():
    assert crossing(np.array([10.0, 20, 40]), np.array([0.1, 0.7, 0.9]), 0.8) == (29, "")
    assert crossing(np.array([10.0, 20]), np.array([0.9, 0.95]), 0.8) == (
        10,
        "reached at 10, the smallest size planned",
    )
    # A dip is the simulation's.
    assert crossing(np.array([10.0, 20, 40]), np.array([0.6, 0.5, 0.8]), 0.7) == (29, "")
    assert crossing(np.array([4.0, 8]), np.array([np.nan, 0.9]), 0.8)[0] == 8


def test_needed_says_how_much_more_to_collect(plan):
    found = plan.needed(0.8)
    assert list(found.columns) == list(NEEDED)
    row = found[(found["item"] == "gate") & (found["effect"] == 4)].iloc[0]
    assert row["pilot"] == 8
    assert row["more"] == row["needed"] - 8
    assert 8 < row["needed"] <= 40
    assert row["needed_alone"] <= row["needed"]
    weaker = plan.needed(0.5)
    assert (weaker["needed"].fillna(99) <= found["needed"].fillna(99)).all()
    assert found["n_outlets"].tolist() == [2.0] * 4
    never = sizes_needed(plan.table.assign(power=0.1), "n_events", 8, 0.8).iloc[0]
    assert never["needed"] is pd.NA
    assert never["reason"] == "a power of 0.1 at 40, the largest size planned"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"power": 1.0}, "power is 1.0; it must lie between 0 and 1."),
        (
            {"of": "n_outlets"},
            "the plan has one size of 'n_outlets'; give plan_study two or more of it.",
        ),
    ],
)
def test_needed_refuses_what_it_cannot_read(plan, asked, told):
    with pytest.raises(ChoiceError) as refusal:
        plan.needed(**asked)
    assert str(refusal.value) == told


def test_all_that_cannot_be_planned_is_said_at_once(gates):
    with pytest.raises(ChoiceError) as refusal:
        plan_study(gates, effects=[0], n_events=40, n_outlets=[1], n_items=0, n_runs=5)
    assert str(refusal.value) == (
        "a study cannot be planned like this:\n"
        "  - n_events is 40; give a list of numbers from 1, such as [20, 40, 80]\n"
        "  - n_outlets is [1]; give a list of numbers from 2, such as [2, 4]\n"
        "  - effects is [0.0]; a ratio is above 0\n"
        "  - n_items is 0; a family holds 1 item or more\n"
        "  - n_runs is 5; draw 20 studies or more"
    )


def test_sizes_that_the_comparison_has_not_are_refused():
    genre = ["news", "opinion"] * 8
    table = articles(8, ["Post", "Star"], genre=genre)
    table = pd.concat(
        [table, table.assign(article_id=table["article_id"] + "b", genre=genre[::-1])]
    )
    by_genre = compare_words(Corpus(table), words=["gate"], design=Design(by="genre"))
    with pytest.raises(ChoiceError) as refusal:
        plan_study(by_genre, n_outlets=[3])
    assert str(refusal.value) == (
        "a study cannot be planned like this:\n"
        "  - n_outlets is given, but neither outlets nor their attribute is compared"
    )
    single = compare_words(
        Corpus(table), words=["gate"], design=Design(by="genre", unit="article")
    )
    with pytest.raises(ChoiceError) as refusal:
        plan_study(single, n_articles=[3])
    assert str(refusal.value) == (
        "a study cannot be planned like this:\n"
        "  - n_articles is given, but each article stands for itself"
    )


def test_a_pilot_of_too_few_events_is_refused():
    four = compare_words(Corpus(articles(4, ["Post", "Star"])), words=["gate"])
    with pytest.raises(ChoiceError) as refusal:
        plan_study(four)
    assert str(refusal.value) == (
        "a study cannot be planned like this:\n"
        "  - the pilot has too few events of a group: 5 are needed to draw from"
    )


def test_a_contrast_of_one_group_with_another_is_no_pilot(gates):
    with pytest.raises(ChoiceError) as refusal:
        plan_study(gates.difference("Star"))
    assert str(refusal.value) == (
        "this WordComparison holds no counts of all groups to plan from; give the comparison "
        "that it was made from."
    )
    with pytest.raises(ChoiceError) as refusal:
        plan_study(gates, design=Design())
    assert str(refusal.value) == (
        "the pilot is a comparison and has its own design; leave design out."
    )


def test_the_plan_knows_how_it_was_made(gates, plan):
    assert plan.settings["seed"] == 1
    assert plan.settings["n_runs"] == 200
    assert plan.settings["pilot"] == {"n_events": 8, "n_outlets": 2.0, "n_articles": 1.0}
    assert plan.corpus == gates.corpus
    assert plan.caption.startswith("Power to find a planted difference, by number of events.")
    assert "2 items compared at a false discovery rate of 0.05" in plan.caption
    assert "A rate ratio of 2, 4 was planted by thinning" in plan.methods
    assert "(seed 1)" in plan.methods
    assert any("8 events stand for all events to come" in note for note in plan.notes)


def test_the_summary_says_what_the_middle_effect_asks_for(gates):
    plan = plan_study(gates, effects=[2, 3, 1000], n_events=[5, 12], n_runs=20)
    sizes = pd.DataFrame({"needed": [1200, pd.NA, pd.NA], "needed_alone": [30, 40, pd.NA]})
    asked = sizes.astype("Int64").assign(item=list("abc"), effect=3.0, of="n_events", pilot=8.0)
    assert summary_of(asked, plan.table, plan.counted) == (
        "To find a rate ratio of ×3 in 80 % of studies takes so many events (the pilot has 8): "
        "a: 1,200 in the list, 30 if chosen beforehand and compared alone; "
        "b: more than 12 in the list, 40 if chosen beforehand and compared alone; "
        "c: more than 12, also if chosen beforehand and compared alone."
    )
    assert plan.summary.startswith("To find a rate ratio of ×3 in 80 % of studies takes")
    assert [f"{item}: " in plan.summary for item in ("crane", "gate")] == [True, True]


def test_the_figure_draws_the_table_and_names_each_curve(plan):
    ax = plan.plot()
    drawn = [line.get_ydata().tolist() for line in ax.lines if len(line.get_xdata()) == 3]
    for item in ("crane", "gate"):
        for effect in (2.0, 4.0):
            assert curve(plan, item, effect)["power"].tolist() in drawn
    names = [text.get_text() for text in ax.texts]
    assert {"gate ×4", "gate ×2", "crane ×4", "crane ×2", "pilot"} <= set(names)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["8", "16", "40"]


def test_many_curves_show_the_middle_effect_only(gates):
    plan = plan_study(gates, effects=[1.5, 2, 3, 4, 5], n_events=[8, 16], n_runs=20)
    assert set(plan.main_rows()["effect"]) == {3.0}
    assert len(plan.table) == 20
