"""check_placebo: what it catches, what it lets pass, and that it asks what comparisons ask."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta

from analysis.check._material import MOST_ITEMS, material
from analysis.check._outcomes import GRID, Level, _judged
from analysis.check._placebos import Deck, dates_in_halves, on_random_sides, shuffled_labels
from analysis.check.placebo import check_placebo, runs_of
from analysis.compare.labels import compare_labels
from analysis.compare.sentiment import compare_sentiment
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.errors import ChoiceError
from analysis.stats.placebo import Outcome, distinct_halves

WORDS = 60


def corpus_of(n_outlets, n_events, *, taste, burst=0.0, seed=1, authors=1, turn=0.0):
    """Make articles of 80 words whose outlets, authors or second halves have tastes.

    ``taste`` spreads the outlets' use of each word, ``burst`` the articles', ``turn`` what
    changes in an outlet from event to event as a slow walk or by author.
    """
    rng = np.random.default_rng(seed)
    topic = rng.gamma(1.0, size=(n_events, WORDS))
    own = rng.normal(size=(n_outlets, WORDS)) * taste
    drift = rng.normal(size=(n_outlets, authors, WORDS)) * turn
    rows = []
    for event in range(n_events):
        for outlet in range(n_outlets):
            author = int(rng.integers(authors))
            spread = own[outlet] + drift[outlet, author] + rng.normal(size=WORDS) * burst
            rate = topic[event] * np.exp(spread)
            said = rng.choice(WORDS, 80, p=rate / rate.sum())
            rows.append(
                {
                    "article_id": f"a{event:03}-{outlet:02}",
                    "outlet": f"o{outlet:02}",
                    "event_id": f"e{event:03}",
                    "published": pd.Timestamp("2024-01-01") + pd.Timedelta(days=event),
                    "headline": "",
                    "body": " ".join(f"w{chr(97 + k // 26)}{chr(97 + k % 26)}" for k in said),
                    "byline": f"Writer {outlet}-{author}",
                }
            )
    return Corpus(pd.DataFrame(rows))


def row_of(check, placebo, method="this suite"):
    table = check.table
    [row] = table[(table["placebo"] == placebo) & (table["method"] == method)].to_dict(
        "records"
    )
    return row


@pytest.fixture(scope="module")
def styled():
    """Check twenty-four outlets of marked style, in fourteen bursty events."""
    return check_placebo(corpus_of(24, 14, taste=0.6, burst=0.6), runs=80)


def test_placebos_catch_token_tests_and_cells_by_side_and_not_ours(styled):
    tokens, cells = (
        row_of(styled, "sides", "token G2"),
        row_of(styled, "sides", "cells by side"),
    )
    assert (tokens["n_found"], tokens["n_runs"], tokens["passed"]) == (80, 80, "no")
    assert (cells["n_found"], cells["n_runs"], cells["passed"]) == (19, 20, "no")
    assert cells["share_p001"] > 0.01
    ours = row_of(styled, "sides")
    assert ours["n_runs"] == 80
    assert ours["n_found"] <= 6
    assert ours["passed"] == "yes"
    assert ours["share_p05"] <= 0.06
    assert ours["tests_a_run"] > 40
    assert styled.passed == "yes"
    assert row_of(styled, "code")["passed"] == "yes"


def test_what_was_found_is_said_beside_the_nominal(styled):
    ours = row_of(styled, "sides")["n_found"]
    most = beta.ppf(0.975, ours + 1, 80 - ours)  # Clopper and Pearson (1934)
    assert styled.verdict == (
        f"Where nothing differs, this suite found something in {ours} of 80 runs with outlets "
        f"on random sides (the share may be up to {most:.0%}); it may in 5% of runs. On the "
        "same relabelled articles: token G2 in 80 of 80 runs with outlets on random sides; "
        "cells by side in 19 of 20 runs with outlets on random sides."
    )


def test_what_cannot_be_dealt_says_why(styled):
    needed = "that others report too; halves of 10 are needed"
    dates, byline = (row_of(styled, name)["reason"] for name in ("dates", "byline"))
    assert dates == f"no outlet has more than 14 dated events {needed}"
    assert byline == f"no outlet has more than 14 pieces by byline {needed}"
    few = check_placebo(corpus_of(4, 5, taste=0.0), runs=10, column="desk")
    assert row_of(few, "sides")["reason"] == "4 outlets meet others; sides of 10 are needed"
    assert row_of(few, "sides", "token G2")["n_runs"] == 3
    assert row_of(few, "desk")["reason"] == "the articles have no column 'desk'"
    assert few.passed == "not judged"
    assert few.verdict.split(" On the same")[0] == (
        "There are too few outlets and events for a placebo of this suite's test. A check of "
        f"its code, labels shuffled, found something in {row_of(few, 'code')['n_found']} of 10 "
        "runs; it may in 5%."
    )


def test_undated_articles_make_no_placebo_of_dates():
    corpus = corpus_of(3, 24, taste=0.0)
    undated = Corpus(corpus.articles.assign(published=""))
    assert row_of(check_placebo(undated, runs=2), "dates")["reason"] == (
        "no outlet has more than 0 dated events that others report too; halves of 10 are needed"
    )


def test_one_run_judges_nothing():
    check = check_placebo(corpus_of(24, 6, taste=0.5), runs=1)
    for row in ("this suite", "token G2", "cells by side"):
        hits = row_of(check, "sides", row)["n_found"]
        assert row_of(check, "sides", row)["passed"] == "not judged"
        assert row_of(check, "sides", row)["reason"] == (
            f"{hits} of 1 run: the share may be as large as {97.5 if hits == 0 else 100.0}%, "
            "and a yes needs 20% or less, which takes more runs"
        )
        assert np.isnan(row_of(check, "sides", row)["detectable"])


def test_one_outlets_halves_by_date_and_author_hold_where_it_has_one_style():
    check = check_placebo(corpus_of(3, 48, taste=0.8, burst=0.6, authors=6), runs=60)
    for placebo in ("dates", "byline"):
        assert row_of(check, placebo)["passed"] == "yes", placebo
        assert row_of(check, placebo)["n_found"] <= 12
        assert row_of(check, placebo, "token G2")["passed"] == "no"
    assert check.passed == "yes"


def test_authors_with_styles_of_their_own_are_told():
    check = check_placebo(corpus_of(3, 60, taste=0.0, authors=4, turn=0.8), runs=20)
    assert row_of(check, "byline")["passed"] == "no"
    assert check.passed == "no"


def test_an_outlet_that_changes_in_time_is_told():
    corpus = corpus_of(2, 60, taste=0.0)
    late = corpus.articles["event_id"] >= "e030"
    changed = corpus.articles["body"].str.replace("wa", "xa")
    body = corpus.articles["body"].where(~late | (corpus.articles["outlet"] == "o00"), changed)
    check = check_placebo(Corpus(corpus.articles.assign(body=body)), runs=30)
    assert row_of(check, "dates")["passed"] == "no"


@pytest.mark.parametrize("unit", ["outlet", "cell"])
def test_a_run_of_sides_is_the_comparison_of_those_sides(unit):
    """The side of each outlet is put in a column, and the words compared by it."""
    corpus = corpus_of(20, 8, taste=0.6)
    words = compare_words(corpus)
    placebo = on_random_sides(
        material(words.tally, words.articles, 0.05),
        Deck(n_runs=3, rng=np.random.default_rng(1)),
    )
    member = distinct_halves(np.arange(20), 3, np.random.default_rng(1))[1]
    side = corpus.articles["outlet"].map({f"o{k:02}": str(m) for k, m in enumerate(member)})
    by_side = Corpus(corpus.articles.assign(side=side))
    table = compare_words(by_side, design=Design(by="side", unit=unit)).table
    p = table[(table["group"] == "True") & table["p"].notna()].sort_values("word")
    found = placebo.run(1)["this suite" if unit == "outlet" else "cells by side"]
    assert found.p.tolist() == pytest.approx(p["p"].tolist())
    assert found.found == p["finding"].sum()


def test_shuffled_labels_are_the_comparisons_own(monkeypatch):
    """Where the shuffle leaves everything in place, the run is the comparison itself."""
    for design, n in ((Design(), 3), (Design(by="side"), 20), (Design(by="genre"), 4)):
        corpus = corpus_of(n, 9, taste=0.6)
        side = corpus.articles["outlet"].isin([f"o{k:02}" for k in range(n // 2)])
        genre = np.where(np.arange(len(side)) % 3 > 0, "news", "opinion")
        named = Corpus(corpus.articles.assign(side=np.where(side, "l", "r"), genre=genre))
        words = compare_words(named, design=design)
        monkeypatch.setattr(np.random, "default_rng", lambda _: _Still())
        placebo = shuffled_labels(
            material(words.tally, words.articles, 0.05), Deck(n_runs=1, rng=_Still())
        )
        found = placebo.run(0)["this suite"]
        monkeypatch.undo()
        table = words.table.sort_values(["group", "word"])
        table = table[table["p"].notna()]
        if table["group"].nunique() == 2:
            table = table[table["group"] == table["group"].iloc[0]]
        assert sorted(found.p) == pytest.approx(sorted(table["p"])), design.by


class _Still:
    """Draws that leave the order as it is."""

    def integers(self, *_, size):
        return np.zeros(size, int)

    def permutation(self, values):
        return values

    def random(self, size):
        return np.arange(size)


def test_stretches_of_dates_go_to_a_half_whole():
    words = compare_words(corpus_of(2, 48, taste=0.2))
    source = material(words.tally, words.articles, 0.05)
    made = dates_in_halves(source, Deck(n_runs=100, rng=np.random.default_rng(1)))
    assert made.n_runs == 70  # 35 pairs of halves of 8 stretches, for each of 2 outlets
    assert made.dealt == "dated events of one of 2 outlets in two halves"


def test_labels_and_sentiment_have_placebos_too():
    corpus = corpus_of(12, 24, taste=0.3)
    body = corpus.articles["body"].str.replace("waa", "good").str.replace("wab", "terrible")
    corpus = Corpus(corpus.articles.assign(body=body))
    labels = compare_labels(
        corpus, {"x": {"c": ["wac"], "d": ["wad"]}, "y": {"e": ["wae"], "f": ["waf"]}}
    )
    told = check_placebo(labels, runs=17)
    assert row_of(told, "sides")["n_runs"] == 17
    assert row_of(told, "sides")["tests_a_run"] <= 4
    assert row_of(told, "dates")["passed"] == "yes"
    sentiment = check_placebo(compare_sentiment(corpus), runs=12)
    for placebo in ("sides", "dates"):
        assert row_of(sentiment, placebo)["tests_a_run"] == 1  # nobody is quoted
        assert row_of(sentiment, placebo, "t over articles")["n_runs"] == 12
    assert sentiment.settings["compared"] == "SentimentComparison"


def test_the_same_seed_gives_the_same_bits_and_another_does_not():
    corpus = corpus_of(20, 6, taste=0.4)
    tables = [
        check_placebo(corpus, design=Design(seed=seed), runs=4).distribution
        for seed in (1, 1, 2)
    ]
    pd.testing.assert_frame_equal(tables[0], tables[1])
    assert not tables[0].equals(tables[2])


def test_the_distribution_of_p_counts_what_is_at_or_below(styled):
    ours = styled.distribution.query("placebo == 'sides' and method == 'this suite'")
    assert ours["p"].tolist() == GRID.tolist()
    assert ours["share"].iloc[-1] == 1
    assert (ours["share"].diff().dropna() >= 0).all()
    at = ours.set_index("p")["share"]
    assert at[0.001] == pytest.approx(row_of(styled, "sides")["share_p001"])


def test_the_first_run_can_be_looked_at_word_by_word(styled):
    assert sorted(styled.sides.values()) == ["A"] * 12 + ["B"] * 12
    first = styled.first_run.groupby("method")
    assert set(first.groups) == {"this suite", "token G2", "cells by side"}
    for _, tests in first:
        assert tests["item"].is_unique
        found = tests["finding"]
        assert max(tests["p"][found], default=0) < tests["p"][~found].min()
    ours, tokens = (first.get_group(name)["p"] for name in ("this suite", "token G2"))
    assert tokens.min() < 1e-9
    assert ours.min() > 1e-6


def test_the_word_of_a_test_is_the_one_it_was_made_of():
    """A word that one side alone uses is the one of smallest p by G2."""
    corpus = corpus_of(20, 8, taste=0.0)
    sides = check_placebo(corpus, runs=2).sides
    mine = corpus.articles["outlet"].map(sides) == "A"
    body = corpus.articles["body"].where(~mine, corpus.articles["body"] + " only only only")
    check = check_placebo(Corpus(corpus.articles.assign(body=body)), runs=2)
    assert check.sides == sides
    for _, tests in check.first_run.groupby("method"):
        assert tests.loc[tests["p"].idxmin(), "item"] == "only"


def test_the_figure_draws_the_distribution_without_the_check_of_the_code(styled):
    lines = styled.plot().get_lines()[1:]
    drawn = styled.distribution.query("placebo != 'code' and share > 0")
    kinds = drawn.groupby(["placebo", "method"], sort=False)["share"]
    assert [line.get_ydata().tolist() for line in lines] == [s.tolist() for _, s in kinds]


def test_long_lists_are_thinned_evenly_and_runs_follow_from_the_size():
    words = compare_words(corpus_of(3, 4, taste=0.0), min_articles=1)
    whole = material(words.tally, words.articles, 0.05)
    assert whole.n_items == len(words.tally.items) <= MOST_ITEMS
    few = whole.with_items(10)
    carried = (words.tally.counts > 0).sum(axis=0)
    kept = sorted(int(carried[words.tally.items.index(item)]) for item in few.tally.items)
    every = sorted(carried.tolist())
    assert kept == [every[int(k)] for k in np.linspace(0, len(every) - 1, 10)]
    assert runs_of(whole) == 200
    assert check_placebo(words).settings["runs"] == 200


def test_what_cannot_be_checked_is_refused():
    corpus = corpus_of(3, 6, taste=0.0)
    words = compare_words(corpus)
    with pytest.raises(ChoiceError) as none:
        check_placebo(words.difference("o01"))
    assert str(none.value) == (
        "placebos relabel what a comparison of all groups counted, and this result has no such "
        "counts; give what compare_words, compare_labels or compare_sentiment gave."
    )
    with pytest.raises(ChoiceError) as twice:
        check_placebo(words, design=Design())
    assert str(twice.value) == (
        "design belongs to a corpus; a result was made with its own, which is taken."
    )
    with pytest.raises(ChoiceError) as never:
        check_placebo(words, runs=0)
    assert str(never.value) == "runs is 0; a placebo is run 1 time or more."


@pytest.mark.parametrize(
    ("hits", "runs", "passed"),
    [
        (0, 16, "not judged"),  # .206
        (0, 17, "yes"),  # .195
        (1, 20, "not judged"),  # .249
        (1, 26, "yes"),  # .196
        (3, 40, "not judged"),  # .204
        (12, 120, "yes"),  # .168
        (14, 120, "no"),  # 14 or more are made in under 1 %
    ],
)
def test_a_yes_needs_runs_enough_to_rule_out_a_share_far_above_nominal(hits, runs, passed):
    """Bounds from a table of exact intervals at 95 %."""
    nothing = Outcome(item=np.array([0]), p=np.array([0.5]), selected=np.array([False]))
    found = [replace(nothing, selected=np.array([k < hits])) for k in range(runs)]
    level = Level(fdr=0.05, confidence=0.95)
    assert _judged(found, level, "")[0] == passed
