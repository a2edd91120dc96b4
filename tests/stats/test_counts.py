"""compare_counts: numbers alone give what a comparison of the same articles gives."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

import analysis
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.errors import ChoiceError
from analysis.stats import compare_counts

VOCABULARY = ["mob", "crowd", "port", "strike", "calm", "the"]


@pytest.fixture(scope="module")
def articles():
    """Articles of 24 outlets in 30 events, in a vocabulary of six; outlet o00 likes "mob"."""
    rng = np.random.default_rng(3)
    rows = []
    for event in range(30):
        for outlet in rng.choice(24, 5, replace=False):
            rate = np.array([8 if outlet == 0 else 1, 2, 4, 3, 1, 20]) * rng.gamma(2, 0.5, 6)
            words = rng.choice(VOCABULARY, rng.integers(20, 60), p=rate / rate.sum())
            rows.append((f"o{outlet:02}", f"e{event}", " ".join(words)))
    table = pd.DataFrame(rows, columns=["outlet", "event_id", "body"])
    return table.assign(
        article_id=[f"a{i}" for i in range(len(table))],
        published="2024-03-01",
        headline="",
        side=np.where(table["outlet"] < "o12", "left", "right"),
        genre=np.where(rng.random(len(table)) < 0.5, "news", "opinion"),
    )


def numbers(articles):
    """Count words by hand: articles by the vocabulary, and lengths."""
    counted = [Counter(body.split()) for body in articles["body"]]
    counts = np.array([[article[word] for word in VOCABULARY] for article in counted])
    return counts, [sum(article.values()) for article in counted]


@pytest.mark.parametrize("by", ["outlet", "side", "genre"])
@pytest.mark.parametrize("form", [np.asarray, sparse.csr_array, sparse.coo_matrix])
def test_numbers_alone_give_the_table_of_compare_words(articles, by, form):
    counts, lengths = numbers(articles)
    found = compare_counts(
        form(counts),
        lengths,
        articles["event_id"],
        articles["outlet"],
        articles[by],
        terms=VOCABULARY,
    )
    ours = pd.DataFrame(found).rename(columns={"item": "word"})
    theirs = compare_words(Corpus(articles), design=Design(by=by))
    key = ["group", "word"]
    kept = [name for name in theirs.table if name not in {"value_kind", "estimate_kind"}]
    pd.testing.assert_frame_equal(
        ours[kept].sort_values(key, ignore_index=True),
        theirs.table[kept].sort_values(key, ignore_index=True),
        check_dtype=False,
        rtol=1e-12,
    )
    assert found.unit == theirs.settings["unit"]
    assert set(found.notes) <= {note.replace(by, "groups") for note in theirs.notes} | set(
        theirs.notes
    )
    assert list(found) == list(found.columns)


def test_names_or_numbers_and_their_order_change_nothing(articles):
    counts, lengths = numbers(articles)
    event, outlet, group = (articles[name] for name in ("event_id", "outlet", "side"))
    named = pd.DataFrame(compare_counts(counts, lengths, event, outlet, group, unit="cell"))
    codes = [pd.factorize(column, sort=True)[0] for column in (event, outlet, group)]
    coded = pd.DataFrame(compare_counts(counts, lengths, *codes, unit="cell"))
    turned = compare_counts(
        counts[::-1], lengths[::-1], event[::-1], outlet[::-1], group[::-1], unit="cell"
    )
    assert coded["group"].unique().tolist() == [0, 1]
    assert named["group"].unique().tolist() == ["left", "right"]
    pd.testing.assert_frame_equal(
        named.drop(columns="group"), coded.drop(columns="group"), rtol=1e-9
    )
    pd.testing.assert_frame_equal(named, pd.DataFrame(turned), rtol=1e-9)


def test_groups_of_one_outlet_each_are_the_outlets():
    given = ([[3], [1], [2], [0]], [50] * 4, [1, 1, 2, 2], ["A", "B", "A", "B"])
    assert compare_counts(*given, ["x", "y", "x", "y"]).unit == "cell"
    assert compare_counts(*given, given[-1]).unit == "cell"


@pytest.mark.parametrize("nothing", [None, "", float("nan"), pd.NA, pd.NaT])
def test_articles_without_event_or_group_are_left_out_and_counted(nothing):
    found = compare_counts(
        [[3], [1], [9], [9], [9]],
        [50] * 5,
        [1, 1, nothing, 1, 1],
        ["A", "B", "A", "B", "B"],
        ["A", "B", "A", nothing, nothing],
    )
    assert found["count"].tolist() == [3, 1]
    assert found.notes[:2] == (
        "2 articles have no value in groups and are left out.",
        "1 article has no value in events and is left out.",
    )


def test_a_side_that_is_one_per_outlet_says_so_where_cells_are_taken(articles):
    counts, lengths = numbers(articles)
    found = compare_counts(
        counts, lengths, articles["event_id"], articles["outlet"], articles["side"], unit="cell"
    )
    assert found.notes[0] == (
        "outlet × event cells are the unit although groups is one per outlet: what is found "
        "speaks of these outlets only, not of their kind."
    )


def test_everything_that_does_not_fit_is_said_at_once():
    with pytest.raises(ChoiceError) as caught:
        compare_counts(
            [[1, -1], [0, 2], [4, 1]],
            [10, 0, 10],
            [1, 1],
            ["A", None, "B"],
            ["A", "A", "A"],
            terms=["mob"],
        )
    assert str(caught.value) == (
        "these counts cannot be compared:\n"
        "  - events has 2 entries; counts has 3 articles\n"
        "  - terms has 1 names; counts has 2 columns\n"
        "  - articles 1 have no outlet; give each its own\n"
        "  - groups has 1 value; a comparison needs two or more\n"
        "  - counts has entries that are missing or below 0; give 0 or more\n"
        "  - articles 1 count items but have lengths 0; give what they could have counted"
    )


def test_one_column_of_counts_is_no_table():
    with pytest.raises(ChoiceError) as caught:
        compare_counts([1, 2], [9, 9], [1, 1], ["A", "B"], ["A", "B"])
    assert str(caught.value) == (
        "counts has 1 dimensions; give articles by terms, which are 2."
    )


def test_it_stands_where_it_is_looked_for():
    assert analysis.stats.compare_counts is compare_counts
    assert analysis.compare_counts is compare_counts


def test_the_docstring_names_every_column_and_no_other():
    told = compare_counts.__doc__.split("ComparedCounts\n        A dict")[1].split("Raises")[0]
    listed = " ".join(told.split(": ")[1:]).replace(".", ",").split()
    named = {word.strip(",") for word in listed}
    assert set(compare_counts([[1], [2]], [9, 9], [1, 1], *[["A", "B"]] * 2).columns) <= named


def test_counts_that_are_no_whole_numbers_are_refused():
    with pytest.raises(ChoiceError) as caught:
        compare_counts([[1], [0.5], [2.25]], [9] * 3, [1] * 3, *[["A", "B", "C"]] * 2)
    assert str(caught.value) == (
        "these counts cannot be compared:\n"
        "  - counts has entries that are no whole numbers (0.5 in article 1; 2 such); give how "
        "often each term stands in each article, no rates"
    )


@pytest.mark.parametrize(
    ("events", "told"),
    [
        (
            [None, "", None],
            (
                "events has no value at all; give each article its event, or all the same one "
                "to compare across the whole corpus"
            ),
        ),
        (
            ["e1", "e1", None],
            "groups has 1 value in articles that have an event; a comparison needs two or more",
        ),
    ],
)
def test_articles_without_events_leave_nothing_to_compare(events, told):
    with pytest.raises(ChoiceError) as caught:
        compare_counts([[1], [2], [3]], [9] * 3, events, ["A", "B", "C"], ["x", "x", "y"])
    assert str(caught.value) == f"these counts cannot be compared:\n  - {told}"


def test_a_level_that_few_events_carry_has_its_reason_beside_that_of_the_contrast():
    counts = np.zeros((24, 2), int)
    counts[:2, 0] = 3, 1
    counts[:, 1] = 2
    events, outlets = np.repeat(np.arange(12), 2), ["A", "B"] * 12
    found = compare_counts(counts, [50] * 24, events, outlets, outlets, terms=["mob", "port"])
    rows = {
        (g, i): k for k, (g, i) in enumerate(zip(found["group"], found["item"], strict=True))
    }
    mob, port = rows["A", "mob"], rows["A", "port"]
    assert found["value"][mob] == 3 / 600 * 1000
    assert np.isnan([found["value_low"][mob], found["value_high"][mob]]).all()
    assert found["reason"][mob] == (
        "1 informative event; 6 needed: p can reach 1 at best, the family needs 0.05; level: "
        "too few events or outlets carry it: its own level has no interval"
    )
    assert found["value_low"][port] < found["value"][port] < found["value_high"][port]
    assert "level" not in found["reason"][port]
