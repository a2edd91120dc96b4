"""rank_outlets through the front door: what is ranked, what is said, what is drawn."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from matplotlib import pyplot as plt

from analysis.compare.labels import compare_labels
from analysis.compare.ranking import Ranking, rank_outlets
from analysis.compare.sentiment import compare_sentiment
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.errors import ChoiceError

RATES = {"Post": 6, "Star": 2, "Sun": 3}


@pytest.fixture
def words(from_counts):
    """Three outlets in eight events, and one that never says "spoke"; two articles a cell."""
    rng = np.random.default_rng(0)
    cells = [
        (event, outlet)
        for event in range(8)
        for outlet in [*RATES, "Wire"]
        for _ in range(2)
        if (event, outlet) != (0, "Sun")
    ]
    y = [rng.poisson(RATES[outlet]) if outlet in RATES else 0 for _, outlet in cells]
    corpus = from_counts(
        y=y,
        n=[40 + 5 * event for event, _ in cells],
        event=[f"e{event}" for event, _ in cells],
        outlet=[outlet for _, outlet in cells],
    )
    return compare_words(corpus, words=["spoke"])


def test_a_ranking_of_words_is_a_poisson_model_of_outlet_and_event(words):
    tally, units = words.tally, words.tally.units
    used = np.array([units.outlets[code] != "Wire" for code in units.outlet])
    columns = np.concatenate(
        [np.eye(4)[units.outlet[used]][:, :3], np.eye(8)[units.event[used]][:, 1:]], axis=1
    )
    fit = sm.GLM(
        tally.counts.toarray()[used, 0],
        columns,
        sm.families.Poisson(),
        offset=np.log(tally.exposure[used, 0]),
    ).fit()
    ranking = rank_outlets(words, "spoke").table.set_index("outlet")
    expected = fit.params[:3] - fit.params[:3].mean()
    found = ranking.loc[["Post", "Star", "Sun"], "estimate"].to_numpy()
    assert found == pytest.approx(expected, abs=1e-6)
    assert ranking.loc[["Post", "Sun", "Star"], "rank"].tolist() == [1, 2, 3]
    assert ranking.loc[["Post", "Star", "Sun", "Wire"], "n_events"].tolist() == [8, 8, 7, 0]
    assert (
        ranking.loc["Wire", "reason"] == "never used in the events it shares: no finite ratio"
    )
    assert np.isnan(ranking.loc["Wire", "rank"])
    assert (
        ranking["n_articles"].to_dict()
        == words.table.set_index("group")["n_articles"].to_dict()
    )


def test_who_never_uses_it_is_told_with_what_the_comparison_found(from_counts, words):
    note = (
        "Never used by 'Wire': a count of nothing gives no ratio, and so no place. Whether the "
        "silence is more than chance is a question for the comparison, not for a ranking: "
        "there it is {}."
    )
    assert rank_outlets(words, "spoke").notes[-1] == note.format("a finding for 'Wire'")
    few = from_counts(
        y=[9, 8, 0] * 3,
        n=[40] * 9,
        event=[f"e{k // 3}" for k in range(9)],
        outlet=["Post", "Star", "Wire"] * 3,
    )
    ranking = rank_outlets(compare_words(few, words=["spoke"]), "spoke")
    assert ranking.notes[-1] == note.format("no finding")
    both = from_counts(
        y=[9, 8] * 8,
        n=[40] * 16,
        event=[f"e{k // 2}" for k in range(16)],
        outlet=["A", "B"] * 8,
    )
    ranking = rank_outlets(compare_words(both, words=["spoke"]), "spoke")
    assert not [one for one in ranking.notes if "Never used" in one]


def test_a_ranking_of_voices_is_least_squares_on_cells():
    sentences = ["A great day.", "A good day.", "A bad day.", "A day."]
    rng = np.random.default_rng(1)
    rows = [
        (
            f"{outlet}{event}{n}",
            outlet,
            f"e{event}",
            f"{sentences[rng.integers(4)]} {event}{n}{outlet}.",
        )
        for event in range(5)
        for outlet in "ABC"
        for n in range(1 + (outlet == "A"))
    ]
    table = pd.DataFrame(rows, columns=["article_id", "outlet", "event_id", "body"])
    result = compare_sentiment(Corpus(table.assign(published="2024-03-01", headline="")))
    ranking = rank_outlets(result, "outlet").table.set_index("outlet")
    units = result.tally.units
    scores = pd.DataFrame({"o": units.outlet, "e": units.event, "y": result.tally.means[:, 0]})
    cells = scores.groupby(["o", "e"])["y"].mean().reset_index()
    columns = np.concatenate([np.eye(3)[cells["o"]], np.eye(5)[cells["e"]][:, 1:]], axis=1)
    effects = sm.OLS(cells["y"].to_numpy(), columns).fit().params[:3]
    expected = effects - effects.mean()
    assert ranking.loc[[*"ABC"], "estimate"].to_numpy() == pytest.approx(expected)
    assert set(ranking["estimate_kind"]) == {"difference to the mean of the ranked"}


def test_labels_of_two_sets_are_told_apart_by_their_referent(small):
    sets = {
        "people": {"x": ["striker*"], "y": ["militant*"]},
        "place": {"x": ["port"], "y": ["rain"]},
    }
    result = compare_labels(small, sets)
    with pytest.raises(ChoiceError) as refusal:
        rank_outlets(result, "x")
    assert str(refusal.value) == (
        "several sets have a label 'x'; say referent= one of 'people', 'place'."
    )
    ranking = rank_outlets(result, "x", referent="people")
    assert ranking.settings["what"] == "label “x” for “people” (share of mentions)"


def test_only_what_was_compared_by_outlet_is_ranked(words, from_counts):
    with pytest.raises(ChoiceError) as refusal:
        rank_outlets(words, "silence")
    assert str(refusal.value) == "this comparison has no word 'silence'; it has 'spoke'."
    corpus = from_counts(
        y=[1, 2], n=[9, 9], event=["e", "e"], outlet=["A", "B"], side=["l", "r"]
    )
    by_side = compare_words(corpus, design=Design(by="side", unit="cell"), words=["spoke"])
    with pytest.raises(ChoiceError) as refusal:
        rank_outlets(by_side, "spoke")
    assert str(refusal.value) == (
        "a ranking is one of outlets; this comparison is by 'side'. Compare with by='outlet'."
    )


def test_what_is_no_comparison_is_refused(words):
    with pytest.raises(ChoiceError) as refusal:
        rank_outlets(replace(words, tally=None), "spoke")
    assert str(refusal.value) == (
        "WordComparison keeps no counts and no scores to rank by; give a comparison of words, "
        "labels or sentiment."
    )


def test_the_figure_shows_what_the_table_says(words):
    ranking = rank_outlets(words, "spoke")
    axes = ranking.plot()
    labels = [tick.get_text() for tick in axes.get_yticklabels()]
    plt.close(axes.get_figure())
    places = ranking.table.set_index("outlet")[["rank_from", "rank_to"]].astype("Int64")
    first, last = places.loc["Post"]
    assert labels[:4] == [
        f"Post ({first}–{last})" if first < last else f"Post ({first})",
        *(
            f"{name} ({places.loc[name, 'rank_from']}–{places.loc[name, 'rank_to']})"
            for name in ("Sun", "Star")
        ),
        "Wire",
    ]
    assert "Not ranked: 'Wire'; the table says why." in ranking.caption
    assert "log rate = outlet + event" in ranking.methods
    assert list(ranking.table.columns) == list(Ranking.columns)


def test_a_long_ranking_is_drawn_at_both_ends(from_counts):
    names = [f"o{i:02}" for i in range(45)]
    corpus = from_counts(
        y=[1 + (i + event) % 7 for event in range(3) for i in range(45)],
        n=[20] * 135,
        event=[f"e{event}" for event in range(3) for _ in names],
        outlet=names * 3,
    )
    ranking = rank_outlets(compare_words(corpus), "spoke")
    drawn = ranking.drawn()
    assert len(drawn) == 40
    assert drawn["rank"].iloc[[0, -1]].tolist() == [
        ranking.table["rank"].min(),
        ranking.table["rank"].max(),
    ]
    assert "Drawn: the first and the last 20 of those ranked." in ranking.caption
