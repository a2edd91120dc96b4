"""compare_words against published numbers, counts by hand and what must not change it."""

import numpy as np
import pandas as pd
import pytest

from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.errors import ChoiceError
from analysis.stats.keyness import DESCRIPTIVE

PAIRS = {
    "y": [5, 1, 3, 0, 2, 2, 6, 2, 1, 0, 4, 1, 0, 1, 3, 1],
    "n": [100, 100, 120, 80, 100, 200, 300, 100, 50, 50, 100, 100, 90, 110, 100, 100],
    "event": [f"e{i}" for i in range(8) for _ in range(2)],
    "outlet": ["A", "B"] * 8,
}


def row(result, group, word):
    table = result.table
    return table[(table["group"] == group) & (table["word"] == word)].iloc[0]


def test_eight_pairs_give_the_ratio_p_and_interval_of_the_reference(from_counts):
    """Oracle O2: RR 2.5587045, exact p .03125.

    The interval is that of the 256 arrangements, whose ends are 10/9 and 7.4; by saddlepoint
    it would be 1.1886 to 6.826 (tests/stats/test_within.py).
    """
    found = row(compare_words(from_counts(**PAIRS), words=["spoke"]), "A", "spoke")
    assert np.exp(found["estimate"]) == pytest.approx(2.5587045, abs=5e-8)
    assert found["p"] == 0.03125
    assert np.exp([found["low"], found["high"]]) == pytest.approx([10 / 9, 7.4], abs=1e-6)


def test_three_cells_an_event_and_one_event_with_a_alone(from_counts):
    """Oracle O3: RR 3.7777778; the event that only A reports adds nothing.

    Its p, 2/27, is the smallest there is, too large for a family of three: so it is missing.
    """
    corpus = from_counts(
        y=[4, 1, 0, 2, 0, 1, 3, 1, 1, 5],
        n=[100, 100, 100, 200, 100, 100, 100, 150, 50, 80],
        event=["1"] * 3 + ["2"] * 3 + ["3"] * 3 + ["4"],
        outlet=["A", "B", "C"] * 3 + ["A"],
    )
    design = Design(fdr=0.2)
    found = row(compare_words(corpus, words=["spoke"], design=design), "A", "spoke")
    assert np.exp(found["estimate"]) == pytest.approx(3.7777778, abs=5e-8)
    assert np.isnan(found["p"])
    assert found["reason"] == (
        "3 informative events; 4 needed: p can reach 0.074 at best, the family needs 0.067"
    )


def test_a_groups_own_rate_has_the_level_of_the_reference(from_counts):
    """Oracle: 25.0 per 1,000 words, interval 13.87046 to 45.05979, whoever else is there."""
    y, n = [5, 3, 2, 6, 1, 4, 0, 3], [100, 120, 100, 300, 50, 100, 90, 100]
    for other in (0, 7):
        corpus = from_counts(
            y=y + [other] * 8,
            n=n + [100] * 8,
            event=[f"e{i}" for i in range(8)] * 2,
            outlet=["A"] * 8 + ["B"] * 8,
        )
        found = row(compare_words(corpus), "A", "spoke")
        own = found[["value", "value_low", "value_high"]].to_list()
        assert own == pytest.approx([25.0, 13.87046, 45.05979], abs=5e-6)


def test_swapping_the_outlets_flips_every_sign(from_counts):
    first = compare_words(from_counts(**PAIRS), words=["spoke", "quiet"]).table
    swapped = compare_words(
        from_counts(**{**PAIRS, "outlet": ["B", "A"] * 8}), words=["spoke", "quiet"]
    ).table
    ours, theirs = (
        t.assign(group=g).sort_values(["group", "word"], ignore_index=True)
        for t, g in (
            (first, first["group"]),
            (swapped, swapped["group"].map({"A": "B", "B": "A"})),
        )
    )
    np.testing.assert_array_equal(ours["p"], theirs["p"])
    np.testing.assert_array_equal(ours["estimate"], theirs["estimate"])
    a = first[first["group"] == "A"].set_index("word")["estimate"]
    b = first[first["group"] == "B"].set_index("word")["estimate"]
    np.testing.assert_array_equal(a, -b)


def test_the_order_of_articles_changes_nothing(from_counts):
    corpus = from_counts(**PAIRS)
    turned = Corpus(corpus.articles.iloc[::-1])
    pd.testing.assert_frame_equal(compare_words(corpus).table, compare_words(turned).table)


def test_counts_are_those_of_a_count_by_hand(small):
    table = compare_words(small, min_articles=1).table.set_index(["group", "word"])
    assert table.loc[("Post", "strikers"), "count"] == 4
    assert table.loc[("Star", "militants"), "count"] == 4
    assert table.loc[("Post", "militants"), "count"] == 0
    assert table.loc[("Wire", "militants"), "count"] == 1


def test_voice_says_whose_words_count(small):
    by_voice = {
        voice: compare_words(small, voice=voice, min_articles=1).table.set_index(
            ["group", "word"]
        )
        for voice in ("source", "all")
    }
    assert by_voice["source"].loc[("Post", "militants"), "count"] == 1
    assert by_voice["all"].loc[("Post", "militants"), "count"] == 1


def test_an_article_without_event_is_left_out_and_said(small):
    assert "1 article has no event_id and is left out." in compare_words(small).notes


def test_the_evidence_is_every_counted_use_and_no_other(small):
    result = compare_words(small, min_articles=1)
    for number, found in result.table.iterrows():
        spans = result.evidence(number)
        assert len(spans) == found["count"]
        under = {text.lower() for text in spans.text(small.articles)}
        assert under <= {found["word"]}


def test_sentences_show_the_marks_in_place(small):
    result = compare_words(small, min_articles=1)
    number = result.table.query("group == 'Post' and word == 'danced'").index[0]
    shown = result.sentences(int(number)).iloc[0]
    assert shown["text"] == "The strikers sang, and the strikers danced."
    assert [shown["text"][a:b] for a, b in shown["marks"]] == ["danced"]


def test_runs_of_words_are_counted_as_such(small):
    table = compare_words(small, ngrams=2, min_articles=1).table.set_index(["group", "word"])
    assert table.loc[("Post", "the strikers"), "count"] == 3


@pytest.mark.parametrize("choice", [{"stems": True}, {"case": "keep"}, {"ngrams": 2}])
def test_the_evidence_is_what_was_counted_as_one_word(small, choice):
    result = compare_words(small, min_articles=1, **choice)
    for number, found in result.table.iterrows():
        assert len(result.evidence(number)) == found["count"]


def test_stems_gather_the_forms_of_a_word(small):
    result = compare_words(small, min_articles=1, stems=True, words=["strikers", "the"])
    table = result.table.set_index(["group", "word"])
    assert table.loc[("Star", "striker"), "count"] == 1
    assert table.loc[("Post", "striker"), "count"] == 4
    assert "Words were reduced to stems (Snowball English, Porter 2001)." in result.methods


def test_stop_words_leave_the_family_and_change_no_rate(small):
    every = compare_words(small, min_articles=1).table
    fewer = compare_words(small, min_articles=1, stop_words="english").table
    same = every[~every["word"].isin(["the", "and", "at", "a", "he", "them", "so", "again"])]
    told = ["group", "word", "count", "value", "estimate", "log_ratio"]
    pd.testing.assert_frame_equal(
        fewer.sort_values(["group", "word"], ignore_index=True)[told],
        same[same["word"].isin(fewer["word"])].sort_values(
            ["group", "word"], ignore_index=True
        )[told],
    )
    assert set(every["word"]) - set(fewer["word"]) >= {"the", "and", "at", "a", "he", "them"}


def test_every_missing_p_has_its_reason(small):
    table = compare_words(small, min_articles=1).table
    assert (table.loc[table["p"].isna(), "reason"] != "").all()


@pytest.mark.parametrize(
    ("choice", "fault"),
    [
        ({"ngrams": 4}, "ngrams is 4; it can be 1, 2 or 3"),
        ({"min_articles": 0}, "min_articles is 0; it must be 1 or more"),
        ({"words": "spoke"}, "words is 'spoke'; give a list of words, or None for all"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(small, choice, fault):
    with pytest.raises(ChoiceError) as refusal:
        compare_words(small, **choice)
    assert str(refusal.value) == f"words cannot be compared like this:\n  - {fault}"


def test_one_group_is_no_comparison(small):
    only = small.where(small.articles["outlet"] == "Post")
    with pytest.raises(ChoiceError) as refusal:
        compare_words(only)
    assert str(refusal.value) == (
        "by='outlet' gives 1 group ('Post'); a comparison needs two or more."
    )


def test_a_difference_is_that_of_two_groups_alone(from_counts):
    corpus = from_counts(
        y=[5, 1, 9, 3, 0, 9],
        n=[100] * 6,
        event=["1"] * 3 + ["2"] * 3,
        outlet=["A", "B", "C"] * 2,
    )
    pair = corpus.where(corpus.articles["outlet"] != "C")
    alone = row(compare_words(pair, words=["spoke"]), "A", "spoke")
    against_b = row(compare_words(corpus, words=["spoke"]).difference("B"), "A", "spoke")
    for name in ("estimate", "low", "high"):
        np.testing.assert_equal(against_b[name], alone[name])


def test_the_result_knows_how_it_was_made(small):
    result = compare_words(small, min_articles=1)
    assert result.settings["voice"] == "outlet"
    assert result.settings["unit"] == "cell"
    assert result.settings["seed"] == 1
    assert list(result.table.columns) == list(result.columns)
    assert "outlet × event cells are exchangeable within event_id" in result.methods
    assert result.corpus.n_articles == 6


def test_the_corpus_is_left_as_it_was(small):
    before = small.articles.copy()
    compare_words(small)
    pd.testing.assert_frame_equal(small.articles, before)


def test_a_difference_says_to_whom(small):
    result = compare_words(small, min_articles=1)
    against = result.difference("Star")
    assert against.settings["reference"] == "Star"
    assert "rate ratio to Star in the same events" in against.caption
    assert "compared with that of Star within event_id" in against.methods
    assert set(against.table["group"]) == {"Post", "Wire"}


def test_a_long_list_can_be_set_against_one_group(from_counts):
    words = " ".join(f"w{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(250))
    corpus = from_counts(
        y=[2, 1, 3, 4], n=[9] * 4, event=["1", "1", "2", "2"], outlet=["A", "B"] * 2
    )
    more = corpus.with_columns({"body": corpus.articles["body"] + " " + words})
    against = compare_words(more).difference("A").table
    assert len(against) > 200
    assert set(against["group"]) == {"B"}


def test_a_difference_describes_against_the_reference_alone(from_counts):
    corpus = from_counts(
        y=[5, 1, 9, 3, 0, 9],
        n=[20, 20, 20, 20, 20, 20],
        event=["1"] * 3 + ["2"] * 3,
        outlet=["A", "B", "C"] * 2,
    )
    pair = corpus.where(corpus.articles["outlet"] != "C")
    columns = list(DESCRIPTIVE)
    alone = row(compare_words(pair, words=["spoke"]), "A", "spoke")[columns]
    against_b = row(compare_words(corpus, words=["spoke"]).difference("B"), "A", "spoke")
    pd.testing.assert_series_equal(against_b[columns], alone, check_names=False)
    whole = row(compare_words(corpus, words=["spoke"]), "A", "spoke")
    assert (alone["count_others"], whole["count_others"]) == (1, 19)


def test_a_description_says_that_it_is_one():
    for name, meaning in DESCRIPTIVE.items():
        assert meaning.startswith(("descriptive", "dispersion")), name
    for name in ("log_odds_z", "g2_two_cell", "g2_four_cell", "bic"):
        assert DESCRIPTIVE[name].startswith("descriptive, never a test: ")
