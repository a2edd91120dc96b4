"""Evidence of a frame: to the character, and it sums to the decision."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis import Corpus, FrameClassifier, article_texts
from analysis.encoder import SIZE, encoder_at_hand
from analysis.errors import ChoiceError
from analysis.measure import _frame_words
from analysis.measure._frame_words import LEAD, MOST_SENTENCES, Words, sentences_read

MONEY = ["The wages rose.", "Prices fell by half.", "The budget is spent.", "Loans cost more."]
ANGER = ["They blamed the port.", "The union defied him.", "He accused the board."]
PLAIN = ["A crane stands there.", "The gate is old.", "Ships came in at noon.", "It rained."]


def coded(n, seed=1):
    """Articles of four sentences; money and anger hold mostly by sentences of their own."""
    draw = np.random.default_rng(seed)
    codes = draw.integers(0, 2, (n, 2))
    said = np.where(draw.random((n, 2)) < 0.2, 1 - codes, codes)  # so that none is certain
    bodies = []
    for money, anger in said:
        own = [*draw.choice(PLAIN, 2)]
        own += [draw.choice(MONEY if money else PLAIN), draw.choice(ANGER if anger else PLAIN)]
        bodies.append(" ".join(draw.permutation(own)))
    return bodies, pd.DataFrame(codes, columns=["economic", "conflict"])


def corpus_of(bodies, headlines=""):
    ids = [f"a{i}" for i in range(len(bodies))]
    return Corpus(
        pd.DataFrame(
            {"article_id": ids, "outlet": "Post", "published": "", "headline": headlines}
            | {"body": bodies}
        )
    )


@pytest.fixture(scope="module", params=[False, True])
def fitted(request):
    if request.param and not encoder_at_hand():
        pytest.skip("the encoder is not installed")
    bodies, frames = coded(80)
    return FrameClassifier(encoder=request.param).fit(bodies, frames)


def test_sentences_sum_to_the_log_odds_of_what_is_predicted(fitted):
    bodies, _ = coded(6, seed=3)
    corpus = corpus_of(
        [*bodies, "« Naïve » prices — İzmir’s ½ cut!\nGates.", "…", ""], "Wages up"
    )
    spans = fitted.evidence(corpus).table
    sums = spans[spans["layer"] == "frame_sentence"].pivot_table(
        index="article_id", columns="value", values="score", aggfunc="sum"
    )
    chance = fitted.predict_proba(article_texts(corpus))
    told = special.expit(sums[fitted.frames_] + fitted.base_)
    assert told.to_numpy() == pytest.approx(chance.to_numpy(), abs=1e-9)


def test_words_sum_to_what_words_add_to_their_sentence():
    bodies, frames = coded(80)
    model = FrameClassifier(encoder=False).fit(bodies, frames)
    table = model.evidence(corpus_of(bodies[:5], "Crane at noon"), words=99).table
    sums = table.pivot_table(
        index=["value", "parent"], columns="layer", values="score", aggfunc="sum"
    )
    assert sums["frame_word"].to_numpy() == pytest.approx(sums["frame_sentence"].to_numpy())


def test_what_carries_a_frame_is_what_was_put_there(fitted):
    corpus = corpus_of(["Ships came in at noon. The wages rose. It rained."])
    spans = fitted.evidence(corpus, code="economic", words=1)
    table = spans.table.assign(text=spans.text(corpus.articles))
    sentences = table[table["layer"] == "frame_sentence"].sort_values("score")
    assert sentences["text"].iloc[-1] == "The wages rose."
    words = table[table["layer"] == "frame_word"]
    assert words.loc[words["parent"] == sentences["parent"].iloc[-1], "text"].tolist() == [
        "wages"
    ]
    assert set(table["value"]) == {"economic"}
    assert set(table["field"]) == {"body"}


def test_a_source_that_carries_a_frame_is_told_from_the_outlet(fitted):
    corpus = corpus_of(["“The wages rose, and the prices fell by half,” she said. It rained."])
    table = fitted.evidence(corpus, words=0).table
    assert table.groupby("start")["voice"].first().tolist() == ["source", "outlet"]


def test_what_evidence_cannot_be_given_of_is_refused(fitted):
    corpus = corpus_of(["It rained."])
    with pytest.raises(ChoiceError) as caught:
        fitted.evidence(corpus, code="moral")
    assert str(caught.value) == (
        "the model has no frame 'moral'; it knows 'economic', 'conflict'."
    )
    with pytest.raises(ChoiceError) as caught:
        fitted.evidence(corpus, words=-1)
    assert str(caught.value) == "words is -1; it must be 0 or more."
    assert len(fitted.evidence(corpus_of([""]))) == 0


TEXTS = st.text(st.sampled_from("aB cé\n\t\u00a0’'-1İΣ½…ﬁ\u0301.ß"), max_size=40)


def of_scikit_learn(learn, texts):
    common = {"sublinear_tf": True, "strip_accents": "unicode"}
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, **common)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, **common)
    return [(part.fit(learn), part.transform(texts).toarray()) for part in (words, letters)]


@given(st.lists(TEXTS, min_size=4, max_size=6), TEXTS)
def test_weights_are_those_of_scikit_learn_and_stand_where_they_are_said_to(texts, text):
    learn = [f"{one} abc cab abc cab" for one in texts]
    knows = Words.of(learn)
    value = knows.weights([text]).toarray()[0]
    (words, of_words), (letters, of_letters) = of_scikit_learn(learn, [text])
    assert list(knows.words) == words.get_feature_names_out().tolist()
    assert list(knows.letters) == letters.get_feature_names_out().tolist()
    assert value == pytest.approx(np.concatenate([of_words[0], of_letters[0]]))
    times = np.zeros(knows.size)
    for place in knows.places(text):
        times[place.feature] += place.share
        assert 0 <= place.start < len(text)
    counts = [
        [part.build_analyzer()(text).count(name) for name in part.get_feature_names_out()]
        for part in (words, letters)
    ]
    assert times.tolist() == [*counts[0], *counts[1]]


def test_of_too_many_groups_the_most_frequent_are_kept(monkeypatch):
    monkeypatch.setattr(_frame_words, "MOST_LETTERS", 2)
    assert list(Words.of(["aaa aaa bbb", "aaa ccc", "aaa bbb"]).letters) == [" aa", " aaa"]


@given(st.integers(1, 200))
def test_the_encoder_reads_every_sentence_or_the_lead_and_an_even_spread(n):
    text = "\n\n".join(f"Sentence {i}." for i in range(n))
    read = [int(text[start:end][9:-1]) for start, end in sentences_read(text)]
    assert len(read) == min(n, MOST_SENTENCES)
    assert read[:LEAD] == list(range(min(n, LEAD)))
    gaps = [b - a for a, b in pairwise([*read[LEAD:], n])]
    assert min(gaps, default=1) >= 1
    assert max(gaps, default=1) <= max(n - LEAD, 0) / (MOST_SENTENCES - LEAD) + 1


def test_a_text_is_the_mean_of_its_sentences_by_length_and_the_lead_counts_four_times(
    monkeypatch,
):
    def encode(sentences):
        return np.array([[len(one), *[1] * (SIZE - 1)] for one in sentences], np.float32)

    monkeypatch.setattr(_frame_words, "encode", encode)
    monkeypatch.setattr(_frame_words, "_MEMORY", _frame_words.Memory())
    lengths = [3, 5, 4, 6, 9, 8]
    text = "\n\n".join("A" * (n - 1) + "." for n in lengths)
    (rows,) = _frame_words.sentence_vectors([text])
    weight = np.array(lengths) * np.array([4, 4, 4, 4, 1, 1])
    made = weight[:, None] * encode(["." * n for n in lengths])
    made *= 2**0.5 / np.linalg.norm(made.sum(axis=0))
    assert rows == pytest.approx(made)


def test_no_sentence_is_encoded_twice_and_few_are_remembered(monkeypatch):
    asked = []

    def encode(pieces):
        asked.extend(pieces)
        return np.array([[len(piece), 0.0] for piece in pieces], np.float32)

    monkeypatch.setattr(_frame_words, "encode", encode)
    monkeypatch.setattr(_frame_words, "REMEMBERED", 2)
    memory = _frame_words.Memory()
    assert memory.of(["a", "bb", "a"])[:, 0].tolist() == [1, 2, 1]
    assert memory.of(["bb", "ccc"])[:, 0].tolist() == [2, 3]
    assert asked == ["a", "bb", "ccc"]
    assert list(memory.known) == ["bb", "ccc"]
