"""Dictionaries of frames: every term found once, and scores that are published ones."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import Corpus, Design, Lexicon, compare_frames, measure_frames, score_frames
from analysis.errors import ChoiceError
from analysis.measure._terms import TermFinder
from analysis.stats.polarity import polarity


def corpus_of(*bodies, headline=""):
    ids = [f"a{i}" for i in range(len(bodies))]
    rows = {"article_id": ids, "outlet": "Post", "published": "", "headline": headline}
    return Corpus(pd.DataFrame(rows | {"body": list(bodies)}))


def lexicon(**categories):
    entries = {}
    for name, terms in categories.items():
        for term in terms:
            entries.setdefault(term, {})[name] = 1.0
    return Lexicon(name="own", entries=entries)


WORDS = st.sampled_from(["ab", "abc", "b", "not", "c"])
TERMS = st.lists(
    st.tuples(st.lists(WORDS, min_size=1, max_size=3), st.booleans()), min_size=1, max_size=6
)


@given(TERMS, st.lists(st.tuples(WORDS, st.sampled_from([" ", "  ", ", "])), max_size=9))
def test_terms_are_those_that_patterns_find_from_left_to_right(terms, parts):
    written = [" ".join(words) + "*" * wild for words, wild in terms]
    text = "".join(word + gap for word, gap in parts)
    found, place = [], 0
    while place < len(text):
        if place and text[place - 1].isalpha():
            place += 1
            continue
        hits = []
        for term in written:
            body = r"\s+".join(map(re.escape, term.rstrip("*").split()))
            pattern = body + (r"\w*" if term.endswith("*") else "") + r"(?!\w)"
            if hit := re.compile(pattern).match(text, place):
                hits.append(
                    (-len(term.split()), term.endswith("*"), -len(term), hit.end(), term)
                )
        if hits:
            *_, end, term = min(hits)
            found.append((place, end, term))
            place = end
        else:
            place += 1
    assert TermFinder(written).find(text) == found


def test_a_phrase_of_one_list_is_no_word_of_another():
    own = lexicon(positive=["good*"], neg_positive=["not good*"])
    spans = measure_frames(corpus_of("It is not good; goods are not, good God."), own)
    assert spans.table[["value", "start", "end"]].to_numpy().tolist() == [
        ["neg_positive", 6, 14],
        ["positive", 16, 21],
        ["positive", 31, 35],
    ]


def test_a_term_of_two_categories_has_a_row_in_each_and_a_voice():
    own = Lexicon(name="own", entries={"kill*": {"harm": 0.5, "crime": 2.0}, "calm": {"x": 1}})
    corpus = corpus_of("He said: “They killed it.” Calm.", headline="Killing")
    spans = measure_frames(corpus, own, categories=["harm", "crime"])
    columns = ["field", "value", "score", "term", "voice", "parent"]
    assert spans.table[columns].to_numpy().tolist() == [
        ["body", "harm", 0.5, "kill*", "source", 1],
        ["body", "crime", 2.0, "kill*", "source", 1],
        ["headline", "harm", 0.5, "kill*", "outlet", 0],
        ["headline", "crime", 2.0, "kill*", "outlet", 0],
    ]
    outlet = measure_frames(corpus, own, voice="outlet")
    assert outlet.table["value"].tolist() == ["x", "harm", "crime"]


def test_scores_count_what_stands_there():
    own = lexicon(harm=["kill*", "hurt"], care=["help"])
    corpus = corpus_of("They killed and hurt. It rained. We help.", "", headline=["Kill", ""])
    table = score_frames(corpus, own).table.set_index(["article_id", "code"])
    harm = table.loc[("a0", "harm")]
    assert harm[["n_words", "n_content_words", "n_listed", "n_terms"]].tolist() == [9, 5, 4, 3]
    assert harm["share_of_sentences"] == pytest.approx(2 / 4)
    assert harm["per_1000_words"] == pytest.approx(1000 * 3 / 9)
    assert harm["listed_ratio"] == pytest.approx(4 / 1)
    empty = table.loc[("a1", "harm")]
    assert empty["n_terms"] == 0
    names = ["share_of_sentences", "per_1000_words", "mean_weight", "listed_ratio"]
    assert empty[names].isna().all()


def test_predictions_are_what_compare_frames_takes():
    bodies = [f"They {'killed' if i % 3 else 'met'} it. No. {i}." for i in range(80)]
    articles = corpus_of(*bodies).articles.assign(
        outlet=["Post", "Star"] * 40, event_id=[f"e{i // 4}" for i in range(80)]
    )
    corpus = Corpus(articles)
    scores = score_frames(corpus, lexicon(harm=["kill*"]))
    shares, yes = scores.predictions(), scores.predictions(least=1)
    assert shares.columns.tolist() == ["article_id", "harm"]
    assert shares["harm"].round(3).tolist()[:2] == [0.0, 0.5]
    assert yes["harm"].tolist()[:3] == [0.0, 1.0, 1.0]
    codes = pd.DataFrame(
        {"article_id": articles["article_id"], "harm": [i % 3 > 0 for i in range(80)]}
    )
    coded = codes.astype({"harm": int})
    result = compare_frames(corpus, yes, codings=coded, inclusion=1.0, design=Design())
    assert result.table["value"].to_numpy() == pytest.approx(result.table["naive_value"])
    with pytest.raises(ChoiceError) as caught:
        scores.predictions(least=0)
    assert str(caught.value) == "least is 0; it must be 1 or more."


def test_scores_of_two_sides_are_the_published_ones():
    """Three positive and two negative terms in ten words, as quanteda.sentiment has it."""
    own = lexicon(
        positive=["good*"],
        negative=["bad*"],
        neg_positive=["not good"],
        neg_negative=["not bad"],
    )
    text = "Good goods, not bad. Bad luck, not good; so it was. "
    found = score_frames(corpus_of(text, "It was."), own).polarity()
    assert found.iloc[0].tolist() == ["a0", 3, 2, *found.iloc[0, 3:]]
    assert found.iloc[0, 3:].astype(float).round(6).tolist()[:2] == [0.336472, 0.2]
    assert found["per_word"].iloc[0] == pytest.approx(1 / 11)
    assert found[["logit", "relative"]].iloc[1].isna().all()
    assert found["per_word"].iloc[1] == 0
    ten = polarity(np.array([3.0]), np.array([2.0]), np.array([10.0]))
    assert float(ten.per_word[0]) == pytest.approx(1 / 10)
    with pytest.raises(ChoiceError) as caught:
        score_frames(corpus_of(text), own).polarity(positive=["fine"])
    assert str(caught.value) == (
        "there is no category 'fine'; there are 'positive', 'negative', 'neg_positive', "
        "'neg_negative'."
    )


def test_a_category_that_is_not_there_and_terms_without_words_are_told():
    own = lexicon(harm=["kill*", ":(", "9"])
    with pytest.raises(ChoiceError) as caught:
        measure_frames(corpus_of("Kill."), own, categories=["care"])
    assert str(caught.value) == "own has no category 'care'; it has 'harm'."
    assert (
        "2 terms without a word: not looked for." in score_frames(corpus_of("Kill."), own).notes
    )
    assert (
        "own (version not stated, licence not stated)"
        in score_frames(corpus_of("A."), own).caption
    )


@pytest.mark.parametrize("name", ["generic-frames", "policy-frames"])
def test_shipped_lists_are_whole(name):
    own = Lexicon.shipped(name)
    assert own.licence == "MIT"
    assert not TermFinder(own.entries).unfindable
    for category in own.categories:
        terms = list(own.weights(category))
        assert len(terms) >= 20
        for wild in (term for term in terms if term.endswith("*")):
            covered = [t for t in terms if t != wild and t.startswith(wild[:-1])]
            assert not [t for t in covered if " " not in t], wild


def test_published_dictionaries_score_as_published(shared_data):
    folder = shared_data / "lexica"
    emfd = Lexicon.read(folder / "moral" / "emfd_scoring.csv", name="eMFD")
    table = score_frames(
        corpus_of("Kill.", "Protect.", "They kill; we protect the harbour."), emfd
    ).table
    means = table.pivot_table(index="article_id", columns="code", values="mean_weight")
    assert means.loc["a0", ["care_p", "care_sent"]].tolist() == pytest.approx([0.4, -0.6956275])
    assert means.loc["a1", "fairness_p"] == pytest.approx(0.2735562, abs=5e-8)
    assert means.loc["a2"].to_numpy() == pytest.approx(
        means.loc[["a0", "a1"]].mean().to_numpy()
    )
    assert table.set_index("article_id").loc["a2", "listed_ratio"].iloc[0] == pytest.approx(2.0)
    lsd = Lexicon.read(folder / "sentiment" / "LSD2015.json", name="LSD")
    text = "A superb, wonderful and lovely port; an abhorrent, awful strike."
    found = score_frames(corpus_of(text, "Not good, not awful."), lsd).polarity()
    assert found[["positive", "negative"]].to_numpy().tolist() == [[3, 2], [1, 1]]
    assert found["per_word"].iloc[0] == pytest.approx(1 / 10)
    assert found["logit"].iloc[0] == pytest.approx(0.336472, abs=1e-6)
    mfd = Lexicon.read(folder / "moral" / "mfd2.0.dic", name="MFD 2.0")
    virtues = measure_frames(
        corpus_of("A golden rule of compassion; harm and unfairness."), mfd
    )
    assert virtues.table["value"].tolist() == [
        "fairness.virtue",
        "care.virtue",
        "care.vice",
        "fairness.vice",
    ]
