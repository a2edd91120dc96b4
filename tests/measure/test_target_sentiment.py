"""A model of sentiment towards targets: learnt, judged on sentences it had not seen, kept."""

import io

import numpy as np
import pandas as pd
import pytest

from analysis.corpus import Corpus
from analysis.encoder import encoder_at_hand
from analysis.errors import ChoiceError, ReadError
from analysis.lexicon import Lexicon
from analysis.measure._polarity_model import POLARITIES, Known, PolarityModel
from analysis.measure.sentiment import measure_sentiment
from analysis.measure.target_sentiment import TargetSentiment
from analysis.prepare.parse import parse

VERBS = {"positive": ["praised", "thanked"], "negative": ["mocked", "sued"], "neutral": ["met"]}
WHO = ["dockers", "two councillors", "the harbour board", "strikers", "a shipping firm"]


def coded_sentences() -> pd.DataFrame:
    rows = [
        (f"On {day}, {who} {verb} Ames in the {place}.", polarity)
        for day in ("Monday", "Friday")
        for who in WHO
        for place in ("port", "hall")
        for polarity, verbs in VERBS.items()
        for verb in (verbs * 2)[:2]
    ]
    both = [
        (f"{who} praised Ames and mocked Birk.", name, polarity)
        for who in WHO
        for name, polarity in (("Ames", "positive"), ("Birk", "negative"))
    ]
    table = pd.DataFrame(
        [(sentence, "Ames", polarity) for sentence, polarity in rows] + both,
        columns=["sentence", "mention", "polarity"],
    )
    pairs = zip(table["sentence"], table["mention"], strict=True)
    table["start"] = [sentence.index(mention) for sentence, mention in pairs]
    return table.assign(end=table["start"] + 4)


@pytest.fixture(scope="module")
def coded() -> pd.DataFrame:
    return coded_sentences()


@pytest.fixture(scope="module")
def model(coded) -> TargetSentiment:
    return TargetSentiment(encoder=False).fit(coded)


def _zip_of_other_arrays() -> bytes:
    packed = io.BytesIO()
    np.savez(packed, a=np.zeros(2))
    return packed.getvalue()


NEW = pd.DataFrame(
    [
        ("Nurses mocked Ames at dawn.", 14, 18),
        ("Nurses thanked Ames at dawn.", 15, 19),
        ("Nurses met Ames at dawn.", 11, 15),
        ("Nurses praised Ames and mocked Birk.", 15, 19),
        ("Nurses praised Ames and mocked Birk.", 31, 35),
    ],
    columns=["sentence", "start", "end"],
)
HOW = ["negative", "positive", "neutral", "positive", "negative"]


def test_two_targets_of_one_sentence_are_told_apart(model):
    assert model.predict(NEW).tolist() == HOW
    probable = model.predict_proba(NEW)
    assert list(probable) == list(POLARITIES)
    np.testing.assert_allclose(probable.sum(axis=1), 1)


def test_it_is_judged_on_sentences_it_did_not_see(model, coded):
    assert model.f1_ == (1.0, 1.0)
    rng = np.random.default_rng(1)
    shuffled = coded.assign(polarity=rng.permutation(coded["polarity"].to_numpy()))
    assert TargetSentiment(encoder=False).fit(shuffled).f1_[0] < 0.6


def test_a_saved_model_says_the_same_to_the_last_bit(model, tmp_path):
    model.save(tmp_path / "model.npz")
    again = TargetSentiment.load(tmp_path / "model.npz")
    np.testing.assert_array_equal(model.predict_proba(NEW), again.predict_proba(NEW))
    assert (again.f1, again.told) == (model.f1, model.told)
    with np.load(tmp_path / "model.npz", allow_pickle=False) as file:
        assert "weights" in file.files


def test_a_file_that_is_no_model_is_refused(tmp_path):
    with pytest.raises(ReadError, match=r"^gone.npz is not there; give a file that "):
        TargetSentiment.load(tmp_path / "gone.npz")
    path = tmp_path / "other.npz"
    for wrong in (b"", b"not a model", b"PK\x03\x04 cut", _zip_of_other_arrays()):
        path.write_bytes(wrong)
        with pytest.raises(ReadError) as caught:
            TargetSentiment.load(path)
        assert str(caught.value) == (
            "other.npz is no model of sentiment towards targets; give a file that "
            "TargetSentiment.save wrote."
        )


def test_measure_sentiment_takes_it_in_place_of_the_rules(model):
    rows = {"article_id": ["a"], "outlet": ["Post"], "published": [""], "headline": [""]}
    corpus = parse(Corpus(pd.DataFrame(rows | {"body": [" ".join(NEW["sentence"].unique())]})))
    table = measure_sentiment(corpus, target=["Ames", "Birk"], model=model).table
    assert table["polarity"].tolist() == HOW
    assert set(table["f1_one"]) == {model.f1_[0]}
    assert set(table["method"]) == {"model of 130 coded mentions, without the encoder"}
    with pytest.raises(ChoiceError) as refusal:
        measure_sentiment(corpus, model=model)
    assert str(refusal.value) == (
        "a model tells sentiment towards somebody; name the target, as in target='Ames'."
    )
    toy = Lexicon(name="toy", entries={"good": {"score": 1.0}})
    with pytest.raises(ChoiceError) as refusal:
        measure_sentiment(corpus, target="Ames", model=model, lexicon=toy)
    assert str(refusal.value) == (
        "give a lexicon, for the rules, or a model, which has words of its own; not both."
    )


def test_every_fault_of_a_table_is_named_at_once(coded):
    with pytest.raises(ChoiceError) as refusal:
        TargetSentiment(encoder=False).fit(coded.drop(columns=["end", "polarity"]))
    assert str(refusal.value) == (
        "coded sentences need the columns sentence, start, end, polarity; end, polarity "
        "missing, found sentence, mention, start."
    )
    wrong = coded.copy()
    wrong.loc[0, "polarity"] = "good"
    wrong.loc[1, "end"] = 999
    with pytest.raises(ChoiceError) as refusal:
        TargetSentiment(encoder=False).fit(wrong)
    assert str(refusal.value) == (
        "the coded sentences have 2 faults:\n"
        "  - row 2: 27 to 999 marks no word of 'On Monday, dockers thanked Ames in the p'\n"
        "  - row 1: polarity is 'good'; it can be negative, neutral, positive"
    )
    with pytest.raises(ChoiceError) as refusal:
        TargetSentiment(encoder=False).fit(coded[coded["polarity"] != "neutral"])
    assert str(refusal.value) == (
        "sentiment cannot be learnt:\n  - 0 mentions coded neutral; 20 are needed"
    )


def test_the_networks_say_what_scikit_learn_says():
    """The arrays that are kept give the probabilities of the fitted objects."""
    rng = np.random.default_rng(2)
    n = 90
    y = np.arange(n) % 3
    vectors = (rng.normal(size=(n, 6)) + y[:, None]).astype(np.float32)
    known = Known(words=[{}] * n, sums=[{"all": 0.1}] * n, vectors=vectors)
    one = PolarityModel.fit(known, y, seed=3)
    two = PolarityModel.fit(known, y, seed=3)
    np.testing.assert_array_equal(one.probabilities(known), two.probabilities(known))
    from sklearn.neural_network import MLPClassifier  # noqa: PLC0415

    seen = one._dense(known)  # noqa: SLF001
    net = MLPClassifier(
        (64,), alpha=3.0, max_iter=14, learning_rate_init=5e-4, batch_size=64, random_state=3
    )
    with pytest.warns(match="Maximum iterations"):
        net.fit(seen, y)
    np.testing.assert_allclose(
        one._network(0, known),  # noqa: SLF001
        net.predict_proba(seen),
        atol=1e-5,
    )


@pytest.mark.skipif(not encoder_at_hand(), reason="the encoder extra is not installed")
def test_with_the_encoder_words_it_never_saw_are_told(coded):
    model = TargetSentiment(encoder=True).fit(coded)
    new = pd.DataFrame(
        [("Nurses ridiculed Ames at dawn.", 17, 21), ("Nurses applauded Ames.", 17, 21)],
        columns=["sentence", "start", "end"],
    )
    assert model.predict(new).tolist() == ["negative", "positive"]
    assert model.told == "model of 130 coded mentions, with the encoder"
