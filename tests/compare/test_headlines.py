"""Headlines beside their bodies: numbers that can be counted, p of every swap."""

from itertools import product

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import analysis
from analysis import Corpus, Design, compare_headlines
from analysis.errors import ChoiceError
from analysis.stats.coverage import sum_p


def made(rows):
    """Make a corpus of (outlet, event, headline, body) rows."""
    table = pd.DataFrame(rows, columns=["outlet", "event_id", "headline", "body"])
    ids = [f"a{number}" for number in range(len(table))]
    return Corpus(table.assign(article_id=ids, published="2024-03-01"))


@pytest.fixture
def ten():
    """Ten events, "fury" once an article: eight in headlines of the Post, one in the Star's."""
    rows = []
    for n in range(10):
        for outlet, often in (("Post", 8), ("Star", 1)):
            above = n < often
            head = f"{outlet} {n} {'fury' if above else 'calm'}"
            body = " ".join(["word"] * 16 + ["grey" if above else "fury"])
            rows.append((outlet, f"e{n}", head, f"{outlet} {body}"))
    return made(rows)


def row(result, group, item):
    table = result.table
    return table[(table["group"] == group) & (table["item"] == item)].iloc[0]


def test_uses_and_rates_are_those_of_the_words_printed(ten):
    found = row(compare_headlines(ten, words=["fury"]), "Post", "fury")
    assert (found["n_headline"], found["n_body"], found["n_articles"]) == (8, 2, 8)
    assert found["value"] == pytest.approx(1000 * 8 / 20)
    assert found["body"] == pytest.approx(1000 * 2 / 180)
    assert found["n_events"] == 10
    assert np.exp(found["estimate"]) == pytest.approx((8 * 18) / (2 * 2))
    assert found["low"] < found["estimate"] < found["high"]


def swapped(scores):
    """Two-sided p of the sum of scores, and of it studentised, over every swap of signs."""
    signs = np.array(list(product([1, -1], repeat=len(scores))))
    sums = signs @ scores
    tail = min((sums >= scores.sum() - 1e-12).mean(), (sums <= scores.sum() + 1e-12).mean())
    return min(1, 2 * tail)


@pytest.mark.parametrize("group", ["Post", "Star"])
def test_p_is_the_largest_of_every_swap_and_of_every_deal_by_length(ten, group):
    """In pairs the studentised score is the score; one use an event has no burstiness."""
    often = 8 if group == "Post" else 1
    used, chance = (np.arange(10) < often).astype(float), np.full(10, 2 / 20)
    expected = max(swapped(used - chance), sum_p(used.sum(), chance))
    found = row(compare_headlines(ten, words=["fury"]), group, "fury")
    assert found["p"] == pytest.approx(expected, rel=1e-3)


def test_a_swap_alone_would_find_what_lengths_explain():
    """Thirty bodies use a word once, and no headline, which have a fiftieth of the words."""
    rows = [
        (outlet, f"e{n}", f"{outlet} {n}", f"{outlet} {'word ' * 97} fury")
        for n in range(30)
        for outlet in ("Post", "Star")
    ]
    found = row(compare_headlines(made(rows), words=["fury"]), "Post", "fury")
    assert swapped(np.full(12, -2 / 101)) < 0.001
    assert found["p"] == pytest.approx(1.0, abs=0.2)
    assert not found["finding"]


def test_against_others_the_ratio_is_one_of_ratios(ten):
    """Each use is expected in headlines by their share of the words: two in twenty."""
    result = compare_headlines(ten, words=["fury"], against="others")
    found = row(result, "Post", "fury")
    assert found["value"] == pytest.approx(8 / (10 * 2 / 20))
    assert np.exp(found["estimate"]) == pytest.approx(8 / 1)
    assert np.isnan(found["body"])
    assert row(result, "Star", "fury")["estimate"] == -found["estimate"]
    assert found["finding"] == (found["q"] <= 0.05)


@pytest.fixture
def moods():
    heads = ["Great joy", "Good news", "Fine", "Awful end", "Nice", "Great", "Love"]
    rows = [("Post", f"e{n}", head, "A bad day. A day.") for n, head in enumerate(heads)]
    rows += [("Star", f"e{n}", "Day", "A day.") for n in range(7)]
    return made(rows)


def test_sentiment_is_the_mean_headline_less_the_mean_body(moods):
    result = compare_headlines(moods, measure="sentiment")
    scores = analysis.measure_sentiment(moods, voice="all").table
    mean = scores.groupby(["article_id", "field"])["score"].mean().unstack()  # noqa: PD010
    ids = [f"a{n}" for n in range(7)]
    gaps = (mean["headline"] - mean["body"]).loc[ids].to_numpy()
    found = row(result, "Post", "sentiment")
    assert found["estimate"] == pytest.approx(gaps.mean())
    assert found["p"] == pytest.approx(swapped(gaps))
    assert found["body"] == pytest.approx(mean.loc[ids, "body"].mean())
    other = row(
        compare_headlines(moods, measure="sentiment", against="others"), "Post", "sentiment"
    )
    assert other["value"] == pytest.approx(gaps.mean())
    assert other["estimate"] == pytest.approx(gaps.mean())  # the Star scores 0 throughout


def test_silence_of_the_word_list_is_told(moods):
    notes = compare_headlines(moods, measure="sentiment").notes
    assert (
        "the word list knows no word in 50% of the pieces of headlines and in 67% of those of "
        "bodies, which score 0: that is silence, not balance." in notes
    )


def test_labels_are_shares_of_mentions_in_each_field():
    labels = {"strike": ["strike*"], "stoppage": ["stoppage*"]}
    rows = [
        ("Post", f"e{n}", "Strike on", "The stoppage, the stoppage. A strike.")
        for n in range(8)
    ]
    rows += [("Star", f"e{n}", "Strike", "The strike.") for n in range(8)]
    found = row(
        compare_headlines(made(rows), measure="labels", labels=labels), "Post", "strike"
    )
    assert (found["referent"], found["n_headline"], found["n_body"]) == ("referent", 8, 8)
    assert found["value"] == 1.0
    assert found["body"] == pytest.approx(1 / 3)
    assert np.exp(found["estimate"]) == pytest.approx(3.0)


def test_labels_between_scare_quotes_are_nobodys():
    labels = {"strike": ["strike*"], "stoppage": ["stoppage*"]}
    rows = [("Post", "e0", "The minister’s so-called “strike”", "The strike. The stoppage.")]
    rows += [
        ("Post", "e1", "Strike", "A strike."),
        ("Star", "e1", "Strike", "One more strike."),
    ]
    found = row(
        compare_headlines(made(rows), measure="labels", labels=labels), "Post", "strike"
    )
    assert (found["n_headline"], found["n_body"]) == (1, 1)


def test_articles_without_one_of_both_tell_nothing(ten):
    more = made([("Post", "e0", "", "fury fury"), ("Star", "e0", "fury fury", "")])
    both = pd.concat([ten.articles, more.articles.assign(article_id=["x", "y"])])
    result = compare_headlines(Corpus(both), words=["fury"])
    alone = compare_headlines(ten, words=["fury"])
    pd.testing.assert_frame_equal(result.table, alone.table)
    assert (
        "2 of 22 articles have nothing that counts in the headline or in the body, and tell "
        "nothing of the difference." in result.notes
    )
    assert (
        "Headlines hold 11.1% of what bodies hold to count among: every test is also made of "
        "how uses fall on headlines by that share." in result.notes
    )


def test_the_uses_behind_a_row_can_be_opened(ten):
    result = compare_headlines(ten, words=["fury", "grey"])
    table = result.table
    at = table[(table["group"] == "Star") & (table["item"] == "fury")].index[0]
    assert result.sentences(at)["text"].tolist() == ["Star 0 fury"]
    grey = table[(table["group"] == "Star") & (table["item"] == "grey")].index[0]
    assert set(result.evidence(grey).table["field"]) == {"body"}


def test_all_words_that_enough_articles_carry_are_looked_at(ten):
    words = set(compare_headlines(ten, min_articles=11).table["item"])
    assert words == {"calm", "fury", "word"}


def test_of_sides_each_outlet_is_one_pair():
    random = np.random.default_rng(2)
    rows = []
    for outlet in range(12):
        for event in range(5):
            head = "fury now" if random.random() < 0.7 else "calm now"
            rows.append(
                (f"o{outlet:02d}", f"e{event}", head, f"{outlet} {event} fury in the port")
            )
    side = [outlet % 2 for outlet in range(12) for _ in range(5)]
    corpus = made(rows).with_columns({"side": pd.Series(["lr"[one] for one in side])})
    result = compare_headlines(corpus, words=["fury"], design=Design(by="side"))
    assert result.settings["unit"] == "outlet"
    assert result.table["n_events"].max() == 6
    assert "in every outlet of each side" in result.methods


def test_what_is_drawn_is_what_the_table_says(ten):
    result = compare_headlines(ten, words=["fury"])
    ax = result.plot()
    dots = [line.get_xdata()[0] for line in ax.lines if line.get_marker() in "oD"]
    assert dots == pytest.approx(np.exp(result.main_rows()["estimate"]).tolist())
    assert "Headlines of each outlet against the bodies of the same articles" in result.caption
    plt.close("all")


@pytest.mark.parametrize(
    ("choice", "fault"),
    [
        ({"measure": "tone"}, "measure is 'tone'; it can be 'words', 'labels' or 'sentiment'"),
        ({"against": "all"}, "against is 'all'; it can be 'body' or 'others'"),
        ({"words": "fury"}, "words is 'fury'; give a list of words, or None for all"),
        ({"measure": "labels"}, "labels go with measure='labels', and it with them"),
        (
            {"against": "others"},
            "against='others' needs words= chosen beforehand, up to 200 of them",
        ),
    ],
)
def test_choices_that_do_not_fit_are_told(ten, choice, fault):
    with pytest.raises(ChoiceError) as error:
        compare_headlines(ten, **choice)
    assert str(error.value) == f"headlines cannot be compared like this; {fault}."


def test_a_word_that_nobody_uses_has_no_row_and_a_note(ten):
    word = str(compare_headlines(ten, min_articles=1).table["item"].iloc[0])
    result = compare_headlines(ten, words=[word, "Storm"])
    assert set(result.table["item"]) == {word}
    told = "'Storm' of the words asked for: in no article that counts, and so no row."
    assert told in result.notes
    assert told not in compare_headlines(ten, words=[word]).notes


@pytest.mark.parametrize("measure", ["sentiment", "labels"])
def test_words_go_with_words_alone(ten, measure):
    labels = {"union": {"thugs": ["thugs"]}} if measure == "labels" else None
    with pytest.raises(ChoiceError) as error:
        compare_headlines(ten, measure=measure, words=["storm"], labels=labels)
    assert str(error.value) == (
        "headlines cannot be compared like this; words go with measure='words'."
    )


def test_words_that_nobody_uses_are_told(ten):
    with pytest.raises(ChoiceError) as error:
        compare_headlines(ten, words=["storm"])
    assert str(error.value) == "none of 'storm' stands in any article that counts."


def test_the_sample_study_plants_no_difference_of_words(root):
    corpus = analysis.split_parts(analysis.read_csv(root / "data/harbour/articles.csv"))
    result = compare_headlines(corpus, genre=["news"])
    assert not result.table["finding"].any()
    assert (result.table["p"].dropna() <= 0.05).mean() < 0.1
