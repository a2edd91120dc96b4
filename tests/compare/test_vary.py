"""The multiverse: every row is the comparison made with those choices, and nothing else."""

import numpy as np
import pandas as pd
import pytest

from analysis.compare.labels import compare_labels
from analysis.compare.sentiment import compare_sentiment
from analysis.compare.vary import vary
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.errors import ChoiceError
from analysis.lexicon import Lexicon

LABELS = {"strikers": ["striker*"], "militants": ["militant*"]}
CALM = "The port was calm and the crews slept well in the good harbour."


def article(number, outlet):
    """Write an article whose words, quotes and case depend on who writes and when."""
    own = {"Post": "Militants", "Star": "strikers", "Wire": "Strikers and militants"}[outlet]
    said = "“The militants are a terrible danger,” he said." if number % 2 else "Nobody spoke."
    more = (
        "The militant left in anger. " * (number % 3) if outlet != "Star" else "Strikers sang."
    )
    return f"{number}. {own} marched on the port. {said} {more} {CALM}"


@pytest.fixture(scope="module")
def corpus():
    """Nine events of three outlets, with copies, two genres, headlines and dates."""
    outlets = ["Post", "Star", "Wire"]
    rows = [
        {
            "article_id": f"{outlet}{event}",
            "outlet": outlet,
            "event_id": f"e{event}",
            "published": f"2024-0{1 + event // 5}-0{1 + event % 5}",
            "headline": "Militants at the gate" if outlet == "Post" and event % 2 else "Port",
            "body": article(event, outlet),
            "genre": "opinion"
            if (event + len(outlet)) % 4 == 0 and outlet == "Wire"
            else "news",
            "wire": "AP" if outlet == "Star" and event in {2, 6} else "",
            "side": {"Post": "left"}.get(outlet, "right"),
        }
        for event in range(9)
        for outlet in outlets
    ]
    return Corpus(pd.DataFrame(rows))


@pytest.fixture(scope="module")
def words(corpus):
    return compare_words(corpus, min_articles=1)


def row_of(result, **key):
    table = result.table
    same = np.logical_and.reduce([table[name] == value for name, value in key.items()])
    return table[same].iloc[0]


def made_again(make, corpus, names):
    """Make the comparison itself with the options of one specification."""
    choices = {
        "voice": lambda name: {"voice": name},
        "copies": lambda name: {"copies": name},
        "genre": lambda name: {"genre": None if name == "all" else (name,)},
        "stems": lambda name: {"stems": name == "yes"},
        "case": lambda name: {"case": name},
        "parts": lambda name: {"parts": tuple(name.split(" + "))},
        "scored": lambda name: {"scored": name},
    }
    settings = {}
    for choice in choices.keys() & names.keys():
        settings |= choices[choice](names[choice])
    if names.get("dates", "all") != "all":
        first, last = names["dates"].split(" to ")
        corpus = corpus.where(corpus.articles["published"].between(first, last))
    return make(corpus, **settings)


OVER = {
    "voice": ["outlet", "all"],
    "copies": ["exclude", "keep"],
    "stems": [False, True],
    "parts": [["headline", "body", "subheading"], ["body"]],
    "dates": [("2024-01-01", "2024-01-05")],
}


def test_each_row_is_the_comparison_with_those_choices(corpus, words):
    """Against compare_words itself, made with the choices of every specification.

    Of three groups the comparison tests nine contrasts; alone it is one, so that a p may be
    missing there and not here.
    """
    row = row_of(words, group="Post", word="militants")
    curve = vary(words, over=OVER, row=row, n_labellings=1)
    assert len(curve.table) == 32
    tested = 0
    for number, names in curve.options.iloc[::7].iterrows():
        found = curve.table.iloc[number]
        result = made_again(
            lambda c, **more: compare_words(c, words=["militants"], **more), corpus, names
        )
        alone = row_of(result, group="Post", word=found["counted_as"])
        for name in ("estimate", "n_events", "n_articles"):
            np.testing.assert_allclose(found[name], alone[name], rtol=1e-9)
        if not np.isnan(alone["p"]):
            np.testing.assert_array_equal(found[["low", "high"]], alone[["low", "high"]])
            assert found["p"] == alone["p"]
            tested += 1
    assert tested > 2


@pytest.mark.parametrize("by", ["outlet", "side"])
def test_labels_are_asked_again_like_words(corpus, by):
    design = Design(by=by, unit="cell")
    labels = compare_labels(corpus, LABELS, design=design)
    group = "Post" if by == "outlet" else "left"
    over = {"voice": ["source", "all"], "copies": ["keep"], "genre": [("news",)]}
    curve = vary(
        labels, over=over, row=row_of(labels, group=group, label="militants"), n_labellings=19
    )
    assert len(curve.table) == 12
    for number, names in curve.options.iloc[::3].iterrows():
        result = made_again(
            lambda c, **more: compare_labels(c, LABELS, design=design, **more), corpus, names
        )
        alone, found = row_of(result, group=group, label="militants"), curve.table.iloc[number]
        np.testing.assert_allclose(found["estimate"], alone["estimate"], rtol=1e-9)
        if not np.isnan(alone["p"]):
            assert found["p"] == alone["p"]


def test_sentiment_is_asked_again_by_lexicon_and_by_sentence(corpus):
    mine = Lexicon(name="mine", entries={"terrible": {"score": -1.0}, "good": {"score": 1.0}})
    sentiment = compare_sentiment(corpus)
    over = {"lexicon": {"ours": mine}, "scored": ["sentence"], "copies": ["keep"]}
    curve = vary(
        sentiment,
        over=over,
        row=row_of(sentiment, group="Post", voice="outlet"),
        n_labellings=19,
    )
    assert list(curve.options["lexicon"].unique()) == ["VADER", "ours"]
    for number, names in curve.options.iterrows():
        lexicon = mine if names["lexicon"] == "ours" else None
        result = made_again(
            lambda c, lexicon=lexicon, **more: compare_sentiment(c, lexicon=lexicon, **more),
            corpus,
            names,
        )
        alone, found = row_of(result, group="Post", voice="outlet"), curve.table.iloc[number]
        for name in ("estimate", "low", "high", "n_articles"):
            np.testing.assert_allclose(found[name], alone[name], rtol=1e-9)


def test_identical_specifications_have_the_p_of_the_comparison(from_counts):
    """Oracle O2, exact p .03125, sixteen times: 256 labellings are listed."""
    corpus = from_counts(
        y=[5, 1, 3, 0, 2, 2, 6, 2, 1, 0, 4, 1, 0, 1, 3, 1],
        n=[100, 100, 120, 80, 100, 200, 300, 100, 50, 50, 100, 100, 90, 110, 100, 100],
        event=[f"e{i}" for i in range(8) for _ in range(2)],
        outlet=["A", "B"] * 8,
    )
    curve = vary(
        compare_words(corpus, words=["spoke"]),
        over={"voice": ["all"], "copies": ["keep"], "stems": [True], "case": ["keep"]},
    )
    assert set(curve.table["p"]) == {0.03125}
    joint = curve.joint.set_index("statistic")
    assert joint.loc["mean_z", "p"] == 0.03125
    assert joint["n_labellings"].tolist() == [256] * 3
    assert curve.settings["exact"]
    assert curve.moves["shift"].tolist() == [0.0] * 8
    assert curve.most_moving == "No choice moves the estimate."


def test_the_order_of_options_changes_no_joint_p(words):
    row = row_of(words, group="Post", word="militants")
    one = vary(
        words, over={"voice": ["all", "source"], "stems": [True]}, row=row, n_labellings=99
    )
    other = vary(
        words, over={"stems": [True], "voice": ["source", "all"]}, row=row, n_labellings=99
    )
    pd.testing.assert_frame_equal(one.joint, other.joint)


def test_a_rerun_gives_the_same_and_a_seed_another_draw(corpus):
    def joint(seed):
        result = compare_words(corpus, design=Design(seed=seed), min_articles=1)
        row = row_of(result, group="Wire", word="port")
        return vary(result, over={"voice": ["all"]}, row=row, n_labellings=99).joint["p"]

    pd.testing.assert_series_equal(joint(1), joint(1))
    assert joint(1).tolist() != joint(2).tolist()


def test_a_word_of_lower_case_is_its_commonest_form_where_case_is_kept(words):
    row = row_of(words, group="Post", word="militants")
    curve = vary(words, over={"case": ["keep"], "stems": [True]}, row=row, n_labellings=19)
    named = curve.options.assign(counted=curve.table["counted_as"])
    assert named.set_index(["case", "stems"])["counted"].to_dict() == {
        ("fold", "no"): "militants",
        ("fold", "yes"): "milit",
        ("keep", "no"): "Militants",
        ("keep", "yes"): "milit",
    }


def test_what_cannot_be_computed_says_why_and_is_counted(words):
    row = row_of(words, group="Post", word="the")
    over = {"ngrams": [2], "stop_words": ["english"], "min_articles": [99]}
    over["dates"] = {"never": ("1999-01-01", "1999-12-31")}
    curve = vary(
        words, over={name: over[name] for name in over if name != "stop_words"}, row=row
    )
    reasons = curve.options.assign(reason=curve.table["reason"])
    alone = reasons.set_index(["ngrams", "min_articles", "dates"])["reason"]
    assert alone["1", "1", "all"] == ""
    assert alone["2", "1", "all"] == "'the' is no run of 2 words"
    assert alone["1", "99", "all"] == "fewer than 99 articles carry it"
    assert alone["1", "1", "never"] == "no article counts under these choices"
    assert curve.table["estimate"].notna().sum() == 1
    assert (
        "7 of 8 specifications could not be computed; their rows say why, and they are in no "
        "median."
    ) in curve.notes
    stopped = vary(
        words, over={"stop_words": {"out": "english"}}, row=row, n_labellings=19
    ).table
    assert stopped["reason"].tolist() == ["", "'the' is left out as a stop word"]


def test_the_row_of_smallest_p_is_taken_and_said(words):
    curve = vary(words, over={"copies": ["keep"]}, n_labellings=19)
    finite = words.table[np.isfinite(words.table["estimate"])]
    assert curve.table["p"].iloc[0] <= finite["p"].min()
    assert curve.notes[0].startswith("the row was taken for having the smallest p")
    chosen = vary(
        words, over={"copies": ["keep"]}, row=int(finite["p"].idxmin()), n_labellings=19
    )
    assert not any(note.startswith("the row was taken") for note in chosen.notes)
    assert chosen.table.equals(curve.table)


def test_a_difference_is_asked_again_within_its_pair(corpus, words):
    against = words.difference("Star")
    row = row_of(against, group="Post", word="militants")
    curve = vary(against, over={"copies": ["keep"], "voice": ["all"]}, row=row, n_labellings=19)
    for number, names in curve.options.iterrows():
        alone = made_again(
            lambda c, **more: compare_words(c, words=["militants"], **more).difference("Star"),
            corpus,
            names,
        )
        expected = row_of(alone, group="Post", word="militants")
        np.testing.assert_allclose(curve.table["estimate"].iloc[number], expected["estimate"])
    assert "ratio to Star in the same events" in curve.caption


def test_the_evidence_of_a_specification_is_what_it_counted(words):
    row = row_of(words, group="Post", word="militants")
    over = {"stems": [True], "dates": [("2024-01-01", "2024-01-03")]}
    curve = vary(words, over=over, row=row, n_labellings=19)
    for number, names in curve.options.iterrows():
        spans = curve.evidence(number).table
        assert spans["article_id"].nunique() == curve.table["n_articles"].iloc[number]
        if names["dates"] != "all":
            assert set(spans["article_id"]) <= {"Post0", "Post1", "Post2"}


def test_the_middle_of_the_curve_and_what_moves_it_by_hand(words):
    row = row_of(words, group="Post", word="militants")
    curve = vary(words, over={"voice": ["all"], "copies": ["keep"]}, row=row)
    estimate = curve.table["estimate"].to_numpy()
    told = curve.joint.set_index("statistic")
    assert told.loc["median", "observed"] == pytest.approx(np.median(estimate))
    assert told.loc["share_significant", "observed"] == np.mean(
        (curve.table["p"] <= 0.05) & (np.sign(estimate) == np.sign(np.median(estimate)))
    )
    moved = curve.moves.set_index(["choice", "option"])["shift"]
    one, keep, every, both = estimate
    assert moved["copies", "keep"] == pytest.approx(np.median([keep - one, both - every]))
    assert moved["voice", "all"] == pytest.approx(np.median([every - one, both - keep]))


def test_without_a_choice_of_ones_own_it_varies_what_the_corpus_has(corpus, words):
    row = row_of(words, group="Post", word="militants")
    assert list(vary(words, row=row, n_labellings=20).options) == [
        *("voice", "copies", "parts", "genre", "stems")
    ]
    plain = Corpus(corpus.articles.drop(columns=["genre", "wire"]).assign(headline=""))
    labels = compare_labels(plain, LABELS)
    assert list(vary(labels, n_labellings=20).options) == ["voice"]


def test_a_genre_that_is_compared_is_not_varied(corpus):
    result = compare_sentiment(corpus, design=Design(by="genre", unit="cell"))
    row = row_of(result, group="news", voice="outlet")
    assert list(vary(result, row=row, n_labellings=9).options) == ["copies", "parts", "scored"]


def test_headlines_of_many_articles_are_varied_only_when_asked(words, monkeypatch):
    monkeypatch.setattr("analysis.compare._options.MANY_ARTICLES", 20)
    row = row_of(words, group="Post", word="militants")
    assert "parts" not in vary(words, row=row, n_labellings=9).options


def test_sides_of_outlets_are_dealt_over_outlets():
    """Five outlets a side: 252 ways, all listed; each keeps its side in every event."""
    uses = [2, 1, 3, 0, 4, 1, 2, 0, 3, 1]
    rows = [
        {
            "article_id": f"{outlet}{event}",
            "outlet": outlet,
            "event_id": f"e{event}",
            "published": "2024-03-01",
            "headline": "",
            "body": f"{outlet} {event}: {'riots ' * uses[place]}" + "calm port " * 10,
            "side": "right" if place % 2 else "left",
        }
        for event in range(4)
        for place, outlet in enumerate("ABCDEFGHIJ")
    ]
    result = compare_words(
        Corpus(pd.DataFrame(rows)), design=Design(by="side"), words=["riots"]
    )
    curve = vary(result, over={"voice": ["all"]}, n_labellings=300)
    assert curve.settings["exact"]
    assert curve.settings["n_labellings"] == 252
    assert curve.table["p"].iloc[0] == result.table["p"].iloc[0] == 2 / 252
    assert curve.joint["p"].tolist()[::2] == [2 / 252, 2 / 252]
    assert "outlets are exchangeable between the values of side" in curve.methods


def test_without_a_p_there_is_no_joint_p(corpus):
    few = corpus.where(corpus.articles["event_id"].isin(["e0", "e1", "e2", "e3"]))
    result = compare_sentiment(few)
    curve = vary(result, over={"copies": ["keep"]}, row=0, n_labellings=9)
    assert curve.joint["p"].isna().all()
    assert "no specification has a p, and so the curve has none." in curve.notes
    assert "Joint permutation: none, since no specification has a p." in curve.summary
    with pytest.raises(ChoiceError) as refusal:
        vary(result, over={"copies": ["keep"]})
    assert str(refusal.value) == (
        "no row of this comparison has a p to choose by; name one with row=…."
    )


def test_no_text_is_measured_twice(corpus, monkeypatch):
    result = compare_words(corpus, min_articles=1)
    row = row_of(result, group="Post", word="militants")
    first = vary(result, over={"voice": ["all"], "stems": [True]}, row=row, n_labellings=9)
    monkeypatch.setattr("analysis.compare._recount.measure_words", None)
    again = vary(result, over={"voice": ["all"], "copies": ["keep"]}, row=row, n_labellings=9)
    assert again.table["estimate"].iloc[0] == first.table["estimate"].iloc[0]


def test_it_tells_how_far_it_is(words):
    told = []
    row = row_of(words, group="Post", word="militants")
    vary(words, over={"voice": ["all"]}, row=row, tell=lambda *now: told.append(now))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


REFUSED = {
    "unknown": (
        "over takes voice, copies, parts, genre, ngrams, min_articles, case, stems, "
        "stop_words, dates; but\n  - 'stem' is no choice of this comparison"
    ),
    "no list": "over['voice'] is 'all'; give a list of options, or name → option.",
    "one option": (
        "nothing varies: over is {'voice': ['outlet']}. Give a choice two options or more."
    ),
    "twice": (
        "over['voice'] has 'all' more than once; give each option once, and a name of its own."
    ),
    "window": (
        "dates is ('2024-02-01', '2024-01-01'); give a first and a last day, as in "
        "('2024-03-01', '2024-03-31'), or None for all."
    ),
    "voice": (
        "this choice of text cannot be used:\n"
        "  - voice is 'both'; it can be 'outlet' or 'source' or 'all'"
    ),
    "many": (
        "39 × 3 × 2 × 2 × 2 × 2 × 2 options make 3,744 specifications, more than 1,000; "
        "vary fewer choices at a time."
    ),
}


@pytest.mark.parametrize(
    ("fault", "over"),
    [
        ("unknown", {"stem": [True]}),
        ("no list", {"voice": "all"}),
        ("one option", {"voice": ["outlet"]}),
        ("twice", {"voice": ["all", "all"]}),
        ("window", {"dates": [("2024-02-01", "2024-01-01")]}),
        ("voice", {"voice": ["both"]}),
        ("many", {"min_articles": list(range(1, 40)), "ngrams": [1, 2, 3], **OVER}),
    ],
)
def test_choices_that_cannot_be_are_refused(words, fault, over):
    with pytest.raises(ChoiceError) as refusal:
        vary(words, over=over)
    assert str(refusal.value) == REFUSED[fault]


def test_a_curve_cannot_be_varied_again(words):
    curve = vary(words, over={"copies": ["keep"]}, n_labellings=19)
    with pytest.raises(ChoiceError) as refusal:
        vary(curve)
    assert str(refusal.value) == (
        "a Multiverse cannot be made again; give what compare_… returned."
    )


def test_what_it_says_holds_its_own_numbers(words):
    row = row_of(words, group="Post", word="militants")
    curve = vary(words, over={"voice": ["all"], "copies": ["keep"]}, row=row, n_labellings=99)
    middle = np.exp(curve.joint["observed"].iloc[0])
    assert (
        f"“militants” (Post): the median of 4 specifications is {middle:.3g}×" in curve.summary
    )
    assert "voice (outlet, all); copies (exclude, keep)" in curve.methods
    assert "99 random ways to deal them (seed 1)" in curve.methods
    assert "A multiverse analysis (Steegen et al. 2016" in curve.methods
    assert list(curve.table.columns) == list(curve.columns)
    assert curve.table["q"].iloc[0] == row["q"] > curve.table["p"].iloc[0]
    assert curve.table["q"].iloc[1:].isna().all()
    assert curve.notes[-1].startswith("a multiverse does not make a finding more valid")
