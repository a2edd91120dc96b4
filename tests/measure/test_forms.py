"""What is one word: case, stems and stop words, counted and found again in the text."""

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.stem.snowball import EnglishStemmer

from analysis.corpus import Corpus
from analysis.design import Counted
from analysis.errors import ChoiceError
from analysis.measure.counted import counted_text
from analysis.measure.forms import ENGLISH, Forms
from analysis.measure.words import find_word, measure_words

TEXT = "Strikes hit the Port. The PORT's strike, of note, was striking; port-side strikes ran."
WORDS = st.sampled_from(["Strikes", "strike", "STRIKE", "the", "The", "port’s", "U.S.", "us"])
BREAKS = st.sampled_from([" ", "  ", ", ", ". ", "\u00a0", "\n", " “"])
FORMS = st.builds(
    Forms,
    case=st.sampled_from(["fold", "keep"]),
    stems=st.booleans(),
    stop_words=st.sampled_from(["english", (), ("Strike",)]),
)


def text_of(*bodies):
    rows = {
        "article_id": [f"a{i}" for i in range(len(bodies))],
        "outlet": "Post",
        "published": "",
        "headline": "",
        "body": list(bodies),
    }
    return counted_text(Corpus(pd.DataFrame(rows)), Counted(voice="all", copies="keep"))


def counts_of(text, **choices):
    measured = measure_words(text, **choices)
    totals = measured.counts.sum(axis=0).A1.astype(int)
    return dict(zip(measured.vocabulary, totals.tolist(), strict=True)), measured.totals.sum()


def test_case_is_kept_apart_or_folded():
    kept, words = counts_of(text_of(TEXT), forms=Forms(case="keep"))
    assert (kept["Port"], kept["PORT"], kept["The"], kept["the"]) == (1, 1, 1, 1)
    folded, same = counts_of(text_of(TEXT))
    assert (folded["port"], folded["the"]) == (2, 2)
    assert words == same == 14


def test_stems_are_those_of_snowball():
    """Counted by hand: strikes, strikes, strike; striking has a stem of the same letters."""
    assert EnglishStemmer().stem("striking") == "strike"
    stems, _ = counts_of(text_of(TEXT), forms=Forms(stems=True))
    assert stems["strike"] == 4
    assert "strikes" not in stems


def test_a_stem_keeps_the_case_of_its_letters():
    forms = Forms(stems=True, case="keep")
    assert forms.item("STRIKES Policies hit") == "STRIKE Polici hit"


def test_stop_words_leave_the_list_and_not_the_words_printed():
    listed, words = counts_of(text_of(TEXT), forms=Forms(stop_words="english"))
    assert not {"the", "of", "was"} & set(listed)
    assert words == 14
    pairs, _ = counts_of(text_of(TEXT), n=2, forms=Forms(stop_words="english"))
    assert "hit the" not in pairs
    assert pairs["port-side strikes"] == 1
    triples, _ = counts_of(text_of("war on terror"), n=3, forms=Forms(stop_words=["On"]))
    assert triples == {"war on terror": 1}


def test_the_list_of_function_words_has_each_once_in_lower_case():
    assert max(Counter(ENGLISH).values()) == 1
    assert all(word == word.lower() for word in ENGLISH)


@given(pieces=st.lists(st.tuples(WORDS, BREAKS), max_size=12), n=st.integers(1, 3), forms=FORMS)
def test_every_count_is_found_again_in_the_text(pieces, n, forms):
    text = text_of("".join(word + gap for word, gap in pieces))
    counted, _ = counts_of(text, n=n, forms=forms)
    for item, count in counted.items():
        spans = find_word(text, item, ["a0"], forms=forms)
        assert len(spans) == count
        for printed in spans.text(text.corpus.articles):
            assert forms.item(" ".join(printed.replace("\u00a0", " ").split())).startswith(item)


@given(pieces=st.lists(st.tuples(WORDS, BREAKS), max_size=12), n=st.integers(1, 3))
def test_folding_gathers_what_case_kept_apart(pieces, n):
    text = text_of("".join(word + gap for word, gap in pieces))
    kept, _ = counts_of(text, n=n, forms=Forms(case="keep"))
    gathered = Counter()
    for item, count in kept.items():
        gathered[item.lower()] += count
    assert gathered == Counter(counts_of(text, n=n)[0])


def test_every_fault_of_a_choice_is_named():
    with pytest.raises(ChoiceError) as refusal:
        Forms(case="lower", stems="yes", stop_words="french")
    assert str(refusal.value) == (
        "words cannot be counted like this:\n"
        "  - case is 'lower'; it can be 'fold' or 'keep'\n"
        "  - stems is 'yes'; it can be True or False\n"
        "  - stop_words is 'french'; give a list of words, or 'english'"
    )
