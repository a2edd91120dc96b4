"""compare_sources on attributions made by hand, whose shares can be counted."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.compare._attributed import NO_SOURCE
from analysis.compare._quoted import QUOTED, may_be_one
from analysis.compare.sources import compare_sources
from analysis.errors import ChoiceError
from analysis.spans import Spans

SOURCES = ("", "Lee", "police", "she")
LEE, POLICE = ("Lee", "yes", "quoted"), ("police", "no", "unquoted")


@pytest.fixture
def port(made):
    """Two events; the Post has Lee and the police, the Star the police alone."""
    told = [
        ("Post", "e1", [("Lee", "one two three", "quoted"), ("police", "four", "unquoted")]),
        ("Star", "e1", [("police", "five", "unquoted"), ("", "six seven", "unquoted")]),
        ("Post", "e2", [("Lee", "eight", "mixed"), ("she", "nine ten", "unquoted")]),
        ("Star", "e2", [("police", "eleven", "quoted")]),
    ]
    return made(told)


def rows_of(result, *names):
    table = result.table.set_index(["measure", "group", "source"])
    return {
        key: tuple(row)
        for key, row in zip(table.index, table[list(names)].to_numpy(), strict=True)
    }


def test_shares_are_of_all_that_is_credited(port):
    corpus, spans = port
    measures = ["attributions", "words", "direct", "first", "articles"]
    result = compare_sources(corpus, attributions=spans, measures=measures)
    found = rows_of(result, "n", "n_possible")
    expected = {
        ("attributions", "Post", "person"): (2, 4),
        ("attributions", "Post", "official"): (1, 4),
        ("attributions", "Post", "unknown"): (1, 4),
        ("attributions", "Star", "official"): (2, 3),
        ("attributions", "Star", NO_SOURCE): (1, 3),
        ("words", "Post", "person"): (4, 7),
        ("words", "Star", NO_SOURCE): (2, 4),
        ("direct", "Post", "person"): (2, 2),
        ("direct", "Star", "official"): (1, 1),
        ("first", "Post", "person"): (2, 2),
        ("first", "Star", "official"): (2, 2),
        ("articles", "Post", "official"): (1, 2),
    }
    assert {key: found[key] for key in expected} == expected


def test_names_are_compared_and_pronouns_are_none(port):
    corpus, spans = port
    result = compare_sources(corpus, of="source", attributions=spans, min_articles=1)
    assert set(result.table["source"]) == {"Lee", "police"}
    assert rows_of(result, "n", "n_possible")["attributions", "Post", "Lee"] == (2, 4)


def test_the_known_contrast_comes_out(made):
    """The counts of a printed example, exact p .03125 and ratio 2.5587045 by enumeration."""
    y = [5, 1, 3, 0, 2, 2, 6, 2, 1, 0, 4, 1, 0, 1, 3, 1]
    n = [10, 10, 12, 8, 10, 20, 30, 10, 5, 5, 10, 10, 9, 11, 10, 10]
    articles = [
        ("AB"[place % 2], f"e{place // 2}", [LEE] * a + [POLICE] * (b - a))
        for place, (a, b) in enumerate(zip(y, n, strict=True))
    ]
    corpus, spans = made(articles)
    result = compare_sources(corpus, attributions=spans, measures=["attributions"])
    row = result.table.query("group == 'A' and source == 'person'").iloc[0]
    assert np.exp(row["estimate"]) == pytest.approx(2.5587045, abs=5e-8)
    assert row["p"] == 0.03125


def test_who_quotes_whom_alone_and_who_does_not(port):
    corpus, spans = port
    result = compare_sources(corpus, attributions=spans)
    assert list(result.quoted.columns) == list(QUOTED)
    alone = result.only_here()
    assert alone[["event", "source", "group", "n", "n_others"]].to_numpy().tolist() == [
        ["e1", "Lee", "Post", 1, 1],
        ["e2", "Lee", "Post", 1, 1],
    ]
    absent = result.absent("Star", least_others=1)
    assert absent[["event", "source", "n_others_quoting"]].to_numpy().tolist() == [
        ["e1", "Lee", 1],
        ["e2", "Lee", 1],
    ]
    with pytest.raises(ChoiceError) as caught:
        result.absent("Sun")
    assert str(caught.value) == "no group is called 'Sun'; there are 'Post', 'Star'."


def test_a_study_may_join_its_own_table_and_aliases(port):
    corpus, spans = port
    sources = pd.DataFrame({"source": ["Ada Lee", "Ray"], "side": ["union", "port"]})
    result = compare_sources(
        corpus, of="side", sources=sources, aliases={"Ada Lee": ["Lee"]}, attributions=spans
    )
    assert set(result.table["source"]) == {"union"}
    assert rows_of(result, "n", "n_possible")["attributions", "Post", "union"] == (2, 4)
    notes = " ".join(result.notes)
    assert "2 of 7 attributions are to a source that the table of sources gives a side" in notes
    assert "the table of sources names 'ray', whom no article cites so." in notes


REFUSED = [
    {"of": "side"},
    {"measures": ["lines"]},
    {"min_articles": 0},
    {"of": "source", "min_articles": 9},
    {"aliases": {"Ada": ["Lee"], "Bo": ["lee"]}},
    {"recall": {"Post": 0.8}},
    {"recall": pd.DataFrame({"outlet": ["Post"]})},
]
SAID = """\
of is 'side'; it can be 'kind', 'source', or a column of a table given as sources, with the \
names of sources in its column 'source': no table of sources was given.
measures is ['lines']; it takes one or more of attributions, words, direct, first, articles.
min_articles is 0; it must be 1 or more.
no attribution that counts has a source to compare in 9 or more articles; 7 attributions were \
found.
an alias stands for one source; keep one of each:|  - 'lee' is an alias of 'Ada' and of 'Bo'
recall names none for 'Star'; give each outlet a share above 0, up to 1.
the table given as recall lacks 'recall'; it has the columns 'outlet'."""


@pytest.mark.parametrize(
    ("choice", "message"), list(zip(REFUSED, SAID.split("\n"), strict=True))
)
def test_what_cannot_be_is_refused(port, choice, message):
    corpus, spans = port
    with pytest.raises(ChoiceError) as caught:
        compare_sources(corpus, attributions=spans, **choice)
    assert str(caught.value) == message.replace("|", "\n")


def test_a_source_twice_in_the_table_is_refused(port):
    corpus, spans = port
    sources = pd.DataFrame({"source": ["Lee", "lee"], "side": ["a", "b"]})
    with pytest.raises(ChoiceError) as caught:
        compare_sources(corpus, of="side", sources=sources, attributions=spans)
    assert str(caught.value) == (
        "the table of sources has 'lee' more than once; give each source one row."
    )


def test_other_spans_are_no_attributions(port):
    corpus, _ = port
    with pytest.raises(ChoiceError) as caught:
        compare_sources(corpus, attributions=Spans.of("label", [("a0", "body", 0, 1, "x")]))
    assert str(caught.value) == (
        "attributions are a table of spans without the columns 'parent', 'source', 'stance'; "
        "give what measure_attributions gave: layers source, cue and content, tied by parent."
    )


def test_unequal_recall_by_outlet_is_held_against_each_ratio(port):
    """With .9 and .6 found, shares may be off by 1.5 at worst and no more."""
    corpus, spans = port
    plain = compare_sources(corpus, attributions=spans)
    assert plain.table["beyond_recall"].isna().all()
    told = compare_sources(corpus, attributions=spans, recall={"Post": 0.9, "Star": 0.6})
    table = told.table
    known = table[table["estimate"].notna()]
    beyond = np.exp(known["estimate"].abs()) > 1.5
    assert known["beyond_recall"].astype(bool).tolist() == beyond.tolist()
    assert table.loc[table["estimate"].isna(), "beyond_recall"].isna().all()
    moved = known[known["estimate"] != 0]
    assert np.abs(np.log(moved["recall_ratio"].to_numpy())) == pytest.approx(np.log(1.5))
    assert any("(by outlet, at worst): 0.60 to 0.90." in note for note in told.notes)


def test_recall_by_kind_gives_the_ratio_that_it_makes(made):
    """All true shares are half; the Star's police are found half as often as all else."""
    articles = []
    for event in range(6):
        articles.append(("Post", f"e{event}", [LEE] * 4 + [POLICE] * 4))
        articles.append(("Star", f"e{event}", [LEE] * 4 + [POLICE] * 2))
    corpus, spans = made(articles)
    recall = pd.DataFrame(
        {
            "outlet": ["Post", "Post", "Star", "Star"],
            "kind": ["person", "official"] * 2,
            "recall": [1.0, 1.0, 1.0, 0.5],
        }
    )
    result = compare_sources(
        corpus, attributions=spans, recall=recall, measures=["attributions"]
    )
    table = result.table.set_index(["group", "source"])
    star = table.loc[("Star", "official")]
    assert star["recall_ratio"] == pytest.approx((2 / 6) / (4 / 8))
    assert np.exp(star["estimate"]) == pytest.approx(star["recall_ratio"])
    with pytest.raises(ChoiceError) as caught:
        compare_sources(corpus, attributions=spans, recall=recall.iloc[:3])
    assert str(caught.value) == (
        "the table given as recall lacks 'official in Star'; give each outlet and kind a row."
    )


def test_the_layer_of_the_corpus_is_taken_where_it_has_one(port):
    corpus, spans = port
    carried = compare_sources(corpus.with_layer(spans, "attribution")).table
    pd.testing.assert_frame_equal(carried, compare_sources(corpus, attributions=spans).table)


def test_attributions_outside_the_parts_that_count_are_not_counted(port):
    corpus, spans = port
    with pytest.raises(ChoiceError) as caught:
        compare_sources(corpus, attributions=spans, parts=["headline"])
    assert str(caught.value) == (
        "no attribution that counts has a kind to compare; 0 attributions were found."
    )


def test_the_evidence_of_a_row_is_its_attributions(port):
    corpus, spans = port
    result = compare_sources(corpus, attributions=spans)
    for number, row in result.table.query("measure == 'attributions'").iterrows():
        assert result.evidence(number).table["parent"].nunique() == row["n"]
    [row] = result.table.query(
        "measure == 'first' and group == 'Post' and source == 'person'"
    ).index
    assert result.evidence(row).table["parent"].nunique() == 2


def test_difference_sets_each_against_one(port):
    corpus, spans = port
    pair = compare_sources(corpus, attributions=spans).difference("Star")
    assert set(pair.table["group"]) == {"Post"}
    assert pair.settings["reference"] == "Star"


said = st.lists(
    st.tuples(st.sampled_from(SOURCES), st.just("word"), st.just("quoted")), max_size=4
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(said, min_size=4, max_size=4).filter(lambda all_: any(map(len, all_))))
def test_shares_of_a_group_sum_to_one_or_are_missing(made, lists):
    places = [("Post", "e1"), ("Star", "e1"), ("Post", "e2"), ("Star", "e2")]
    corpus, spans = made([(*place, own) for place, own in zip(places, lists, strict=True)])
    table = compare_sources(corpus, attributions=spans).table
    sums = table.groupby(["group", "measure"])["value"].sum(min_count=1).dropna()
    assert sums.to_numpy() == pytest.approx(1.0)


def test_a_figure_shows_what_the_table_says(port):
    corpus, spans = port
    result = compare_sources(corpus, attributions=spans)
    assert result.plot().get_xlabel() == "share of attributions"
    assert set(result.main_rows()["measure"]) == {"attributions"}


@pytest.fixture
def by_many_names(made):
    """Three outlets cite one person by three names and an agency by two; the Sun one more."""
    said = [("Post", "Donald Trump"), ("Star", "Trump Donald"), ("Sun", "Trump")]
    said += [("Post", "Associated Press"), ("Star", "AP"), ("Sun", "Nancy Pelosi")]
    articles = []
    for outlet in ("Post", "Star", "Sun"):
        own = [(name, "yes", "unquoted") for who, name in said if who == outlet]
        articles.append((outlet, "e1", own))
    return made(articles)


def test_one_source_by_many_names_is_neither_absent_nor_alone(by_many_names):
    corpus, spans = by_many_names
    result = compare_sources(corpus, attributions=spans)
    alone = result.only_here()
    assert alone[["source", "group"]].to_numpy().tolist() == [["Nancy Pelosi", "Sun"]]
    absent = result.absent(least_others=1)
    assert absent[["source", "group"]].to_numpy().tolist() == [
        ["AP", "Sun"],
        ["Associated Press", "Sun"],
        ["Nancy Pelosi", "Post"],
        ["Nancy Pelosi", "Star"],
    ]
    (note,) = [one for one in result.notes if "are left out of only_here()" in one]
    assert note == (
        "13 rows are left out of only_here() and absent(), since a name that may be the same "
        "source is cited on the event: 'AP' and 'Associated Press', 'Donald Trump' and 'Trump',"
        " 'Donald Trump' and 'Trump Donald', 'Trump' and 'Trump Donald'. Say by aliases= which "
        "are one."
    )


def test_with_aliases_nothing_is_left_out(by_many_names):
    corpus, spans = by_many_names
    aliases = {"Donald Trump": ["Trump", "Trump Donald"], "Associated Press": "AP"}
    result = compare_sources(corpus, attributions=spans, aliases=aliases)
    assert not [one for one in result.notes if "only_here()" in one]
    assert result.absent()[["source", "group", "n_others_quoting"]].to_numpy().tolist() == [
        ["Associated Press", "Sun", 2]
    ]


@pytest.mark.parametrize(
    ("name", "other", "people", "same"),
    [
        ("Melania Trump", "Donald Trump", True, True),
        ("State Department", "Defense Department", False, False),
        ("U.N.", "the United Nations", False, True),
        ("Pelosi's", "Nancy Pelosi", True, True),
        ("Fox", "Fox News", False, True),
        ("Lee", "Leeds", True, False),
    ],
)
def test_when_in_doubt_two_names_may_be_one(name, other, people, same):
    assert may_be_one(name, other, people=people) is same
    assert may_be_one(other, name, people=people) is same
