"""check_attainable against enumeration, binomial coefficients and the tests themselves."""

from itertools import combinations, product
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.check.attainable import Family, Reach, check_attainable
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.errors import ChoiceError
from analysis.read.csv import read_csv

DESIGNS = st.lists(
    st.integers(2, 5).flatmap(lambda m: st.tuples(st.just(m), st.integers(1, m - 1))),
    min_size=1,
    max_size=3,
)


def row(check, group):
    return check.table.set_index("group").loc[group]


def enumerated(design):
    """Deal the labels in every way, for scores without ties: the smallest two-sided p."""
    rng = np.random.default_rng(3)
    score = [rng.permutation(2.0 ** np.arange(m)) for m, _ in design]
    ways = [list(combinations(range(m), a)) for m, a in design]
    totals = np.array(
        [
            sum(own[list(cells)].sum() for own, cells in zip(score, deal, strict=True))
            for deal in product(*ways)
        ]
    )
    smallest = min((totals >= totals.max()).mean(), (totals <= totals.min()).mean())
    return min(1.0, 2 * smallest)


@given(DESIGNS)
def test_the_smallest_p_is_that_of_all_arrangements(design):
    reach = Reach(ways=tuple(comb(m, a) for m, a in design))
    assert reach.smallest_p == pytest.approx(enumerated(design), rel=1e-12)


@pytest.mark.parametrize("n_events", [1, 2, 5, 6, 20])
def test_pairs_reach_two_to_the_one_less_events(covering, n_events):
    check = check_attainable(covering([(o, f"e{e}") for e in range(n_events) for o in "AB"]))
    assert check.table["smallest_p"].tolist() == [2.0 ** (1 - n_events)] * 2
    assert check.passed == ("yes" if n_events >= 6 else "no")


def test_a_word_that_only_one_outlet_uses_has_exactly_this_p(covering):
    """What is called attainable is attained by the test itself."""
    cells = [(o, f"e{e}") for e in range(7) for o in "AB"]
    spoke = {"body": [f"{i}. He {'spoke' if i % 2 else 'sang'} now." for i in range(14)]}
    corpus = covering(cells, **spoke)
    found = compare_words(corpus, words=["spoke"]).table.query("group == 'B'").iloc[0]
    assert found["p"] == row(check_attainable(corpus), "B")["smallest_p"] == 2.0**-6


def test_the_sample_study_reaches_what_its_datasheet_says(root):
    """data/harbour/README.md: 2/(4^5·5^7), 2/(4^4·5^7) and 2/(4^3·5^7)."""
    corpus = read_csv(root / "data" / "harbour" / "articles.csv")
    check = check_attainable(corpus, n_items=1_500, genre=["news"])
    four = {"chronicle": 5, "tbc": 5, "tide": 4, "beacon": 3, "ledger": 3}
    for outlet, n in four.items():
        assert row(check, outlet)["smallest_p"] == 2 / (4**n * 5**7)
    assert check.table["needed_p"].tolist() == [0.05 / 7_500] * 5
    # 5^7·4 = 312,500 >= 2·7,500/.05 = 300,000 > 5^7: seven events of five and one of four.
    assert set(check.table["events_needed"]) == {8}
    # One test alone: 5^3 = 125 >= 2/.05 = 40 > 5^2.
    assert set(check.table["events_needed_alone"]) == {3}
    assert check.passed == "yes"


@pytest.mark.parametrize(
    ("left", "right", "printed"), [(5, 5, 0.0079), (8, 8, 0.00016), (10, 10, 1.1e-5)]
)
def test_sides_reach_two_over_the_ways_to_choose_outlets(sides, left, right, printed):
    check = check_attainable(sides(left, right), design=Design(by="lean"))
    smallest = row(check, "l")["smallest_p"]
    assert smallest == 2 / comb(left + right, left)
    assert smallest == pytest.approx(printed, rel=0.03)
    assert check.settings["unit"] == "outlet"
    assert check.table["events_needed"].isna().all()
    assert check.table[["n_units", "n_other_units"]].to_numpy().tolist() == [[left, right]] * 2


@pytest.mark.parametrize(
    ("outlets", "n_items", "reason"),
    [
        (4, 1, "4 outlets on the smaller side; a comparison of sides needs 5"),
        (9, 21, "9 outlets on the smaller side; a list of items needs 10"),
        (9, 20, ""),
        (10, 21, ""),
        (
            10,
            5_000,
            "too few outlets; p can reach 1.1e-05 at best, the family needs 1e-05",
        ),
    ],
)
def test_sides_of_few_outlets_are_refused(sides, outlets, n_items, reason):
    check = check_attainable(sides(outlets, 10), design=Design(by="lean"), n_items=n_items)
    assert set(check.table["reason"]) == {reason}
    assert check.passed == ("no" if reason else "yes")


def test_sides_that_share_no_event_reach_nothing(covering):
    outlets = pd.DataFrame({"outlet": list("ABCD"), "lean": list("llrr")})
    cells = [("A", "1"), ("B", "2"), ("C", "3"), ("D", "4")]
    check = check_attainable(covering(cells, outlets), design=Design(by="lean"))
    assert check.table["smallest_p"].tolist() == [1.0, 1.0]
    assert set(check.table["reason"]) == {"shares no event with another group"}


@given(st.lists(st.integers(2, 12), max_size=8), st.integers(1, 10_000))
def test_events_needed_are_the_fewest_that_do(ways, tests):
    reach = Reach(ways=tuple(ways))
    needed = reach.events_needed(tests, 0.05)
    best = sorted(ways, reverse=True)
    enough = [
        n for n in range(1, len(ways) + 1) if 2 / np.prod(best[:n], dtype=float) <= 0.05 / tests
    ]
    assert needed == (enough[0] if enough else None)


@given(st.lists(st.integers(2, 9), min_size=1, max_size=6), st.integers(2, 9))
def test_another_event_never_raises_the_smallest_p(ways, more):
    assert Reach(ways=(*ways, more)).smallest_p <= Reach(ways=tuple(ways)).smallest_p


@pytest.mark.parametrize(("ways", "tests", "needed"), [(40, 1, 1), (39, 1, None), (280, 7, 1)])
def test_just_reaching_the_needed_p_is_enough(ways, tests, needed):
    assert Reach(ways=(ways,)).events_needed(tests, 0.05) == needed


def test_a_thousand_events_reach_a_p_above_zero():
    assert 0 < Reach(ways=(5,) * 1_000).smallest_p < 1e-300


def test_two_groups_make_one_test_an_item_and_more_make_one_each():
    assert [Family(n_items=10, n_groups=k, fdr=0.05).tests for k in (2, 3, 5)] == [10, 30, 50]


def test_only_articles_that_count_inform(covering):
    """Wire copy, an article of no event and one without text have no part."""
    cells = [("A", "1"), ("B", "1"), ("A", "2"), ("B", "2"), ("A", ""), ("A", "3"), ("B", "3")]
    body = [f"Report number {i}." for i in range(6)] + [""]
    corpus = covering(cells, wire=["", "", "", "HNA", "", "", ""], body=body)
    found = row(check_attainable(corpus), "A")
    assert found[["n_articles", "n_events", "n_informative"]].tolist() == [3, 3, 1]
    assert row(check_attainable(corpus, copies="keep"), "A")["n_informative"] == 2


def test_articles_of_one_outlet_in_one_event_are_one_cell(covering):
    cells = [("A", "1"), ("A", "1"), ("B", "1"), ("C", "1")]
    found = row(check_attainable(covering(cells)), "A")
    assert found[["n_articles", "n_units", "n_other_units"]].tolist() == [2, 1, 2]
    assert found["smallest_p"] == pytest.approx(2 / 3)
    articles = row(check_attainable(covering(cells), design=Design(unit="article")), "A")
    assert articles["smallest_p"] == pytest.approx(2 / comb(4, 2))


def test_an_attribute_of_articles_has_one_cell_an_event(covering):
    """Outlets print news and opinion alike: two cells an event, as in the comparison."""
    cells = [(o, f"e{e}") for e in range(3) for o in "ABAB"]
    corpus = covering(cells, genre=["news", "news", "opinion", "opinion"] * 3)
    check = check_attainable(corpus, design=Design(by="genre"))
    assert check.table["smallest_p"].tolist() == [0.25, 0.25]
    assert check.table["n_units"].tolist() == [3, 3]


def test_a_group_alone_in_its_events_is_told_apart_from_the_rest(covering):
    cells = [(o, f"e{e}") for e in range(9) for o in "AB"] + [("C", "e99")]
    check = check_attainable(covering(cells))
    assert check.table["reason"].tolist() == ["", "", "shares no event with another group"]
    assert check.passed == "yes"
    assert check.verdict == (
        "2 of 3 groups could show a difference in a family of 3 tests; 'C' could not."
    )


def test_too_few_events_say_what_is_needed(covering):
    check = check_attainable(covering([(o, e) for e in "123" for o in "AB"]), n_items=4)
    assert set(check.table["reason"]) == {
        "3 informative events; 8 needed: p can reach 0.25 at best, the family needs 0.013"
    }
    assert check.verdict == (
        "Nothing can be found in a family of 4 tests, however large a difference is."
    )


def test_a_family_that_may_shrink_leaves_a_way_to_find_something(covering):
    """Eight pairs reach 2^-7: too much for twenty tests, enough for six."""
    check = check_attainable(covering([(o, e) for e in "12345678" for o in "AB"]), n_items=20)
    assert (check.passed, check.table["smallest_p"].tolist()) == ("no", [2**-7] * 2)
    assert check.verdict == (
        "Nothing can be found in a family of 20 tests, however large a difference is, if all "
        "of them can be tested; what is too rare to be tested leaves the family, and of the "
        "few that may then be left something could be found."
    )


def test_a_corpus_without_events_shows_nothing(covering):
    check = check_attainable(covering([("A", ""), ("B", "")]))
    assert check.passed == "no"
    assert set(check.table["reason"]) == {"no articles in any event"}


def test_sides_that_cover_other_events_are_warned_of(sides, covering):
    """Design factors from exposures alone, as in the comparison."""
    names = [f"l{i}" for i in range(5)] + [f"r{i}" for i in range(5)]
    outlets = pd.DataFrame({"outlet": names, "lean": [n[0] for n in names]})
    cells = [(n, n[0]) for n in names] + [("l0", "both"), ("r0", "both")]
    notes = check_attainable(covering(cells, outlets), design=Design(by="lean")).notes
    assert any("l, r: the sides differ in what they cover" in note for note in notes)
    assert not any("differ in what" in n for n in check_attainable(sides(5, 5)).notes)


def test_a_family_of_nothing_is_refused(covering):
    with pytest.raises(ChoiceError) as refusal:
        check_attainable(covering([("A", "1"), ("B", "1")]), n_items=0)
    assert str(refusal.value) == "n_items is 0; a family holds 1 item or more."


def test_the_check_knows_how_it_was_made(covering):
    corpus = covering([(o, e) for e in "123" for o in "AB"])
    check = check_attainable(corpus)
    assert list(check.table.columns) == list(check.columns)
    assert check.settings["n_items"] == 1
    assert check.settings["copies"] == "exclude"
    assert check.settings["unit"] == "cell"
    assert check.corpus == corpus.summary()
    assert "for 1 item at a false discovery rate of 0.05" in check.caption
    pd.testing.assert_frame_equal(
        check.table, check_attainable(Corpus(corpus.articles.iloc[::-1])).table
    )


def test_without_events_a_reason_speaks_of_none():
    rows = {
        "article_id": [*"abcd"],
        "outlet": ["Post", "Star"] * 2,
        "topic": [*"xxyy"],
        "published": "2024-03-01",
        "headline": "",
        "body": [f"Report {i}." for i in range(4)],
    }
    corpus, needs = Corpus(pd.DataFrame(rows)), ", the family needs 0.05"
    told = {
        within: set(check_attainable(corpus, design=Design(within=within)).table["reason"])
        for within in (None, "topic")
    }
    assert told == {
        None: {"one comparison, without events: p can reach 1 at best" + needs},
        "topic": {"2 informative values of topic; 6 needed: p can reach 0.5 at best" + needs},
    }
