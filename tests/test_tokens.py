"""Words and sentences keep their offsets and do not make words of what is none."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from analysis.tokens import HIDDEN, mask, ngrams, normal, sentence_bounds, word_bounds, words

texts = st.text(alphabet="abS's’.-“” \n1É🙂İ!?", max_size=60)


@given(texts)
def test_normal_text_keeps_its_length(text):
    assert len(normal(text)) == len(text)


@given(texts)
def test_words_stand_where_their_bounds_say(text):
    plain = normal(text)
    assert [plain[start:end] for start, end in word_bounds(text)] == words(text)


@given(texts)
def test_one_word_runs_are_the_words(text):
    assert sorted(ngrams(text, 1)) == sorted(words(text))


@given(texts)
def test_sentences_are_apart_in_order_and_hold_every_word(text):
    bounds = sentence_bounds(text)
    assert all(start < end for start, end in bounds)
    assert all(a[1] <= b[0] for a, b in pairwise(bounds))
    for start, end in word_bounds(text):
        inside = sum(low <= start and end <= high for low, high in bounds)
        crossing = sum(low < end and start < high for low, high in bounds)
        assert inside == 1 or crossing > 1


@given(st.text(max_size=30), st.lists(st.integers(0, 30), max_size=6))
def test_a_mask_shows_just_its_pieces(text, places):
    ends = sorted({min(place, len(text)) for place in places})
    pieces = list(zip(ends[::2], ends[1::2], strict=False))
    shown = mask(text, pieces)
    assert len(shown) == len(text)
    for place, character in enumerate(shown):
        inside = any(start <= place < end for start, end in pieces)
        assert character == (text[place] if inside else HIDDEN)


def test_us_is_not_in_house_and_not_the_u_s():
    assert words("The House told us: U.S. troops") == [
        "the",
        "house",
        "told",
        "us",
        "u.s.",
        "troops",
    ]


def test_word_runs_do_not_cross_a_full_stop_a_quote_or_hidden_text():
    text = "the strike. “Out now” they " + HIDDEN * 3 + " said"
    assert ngrams(text, 2) == ["the strike", "out now"]


def test_a_wrapped_line_does_not_end_a_sentence_but_a_title_does():
    text = "Strike Ends\nThe port was open again\nby noon, officials said.\nNo one was hurt."
    assert [text[s:e] for s, e in sentence_bounds(text)] == [
        "Strike Ends",
        "The port was open again\nby noon, officials said.",
        "No one was hurt.",
    ]


def test_abbreviations_do_not_end_sentences():
    text = (
        "Gov. Ada Holt met Lt. Col. Reyes on Jan. 3. The U.S. envoy left at noon. Nobody spoke."
    )
    assert [text[s:e] for s, e in sentence_bounds(text)] == [
        "Gov. Ada Holt met Lt. Col. Reyes on Jan. 3.",
        "The U.S. envoy left at noon.",
        "Nobody spoke.",
    ]


def test_a_web_address_is_no_word():
    text = "See https://t.co/Ab1 or pic.twitter.com/x9, says Amazon.com today"
    assert words(text) == ["see", "or", "says", "amazon", "com", "today"]
    assert [text[start:end].lower() for start, end in word_bounds(text)] == words(text)
