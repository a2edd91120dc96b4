"""Verbs of saying have one stance each, and a cue takes that of its most telling words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ChoiceError
from analysis.lexicon import Lexicon
from analysis.measure._stance import NO_STANCE, STANCES, stance_of, verbs_of_saying

VERBS = verbs_of_saying()


def test_each_verb_of_the_list_has_one_stance():
    table = VERBS.table
    assert VERBS.categories == STANCES
    assert not table["term"].duplicated().any()
    assert (table["term"] == table["term"].str.lower().str.strip()).all()


def test_the_list_says_whose_it_is():
    assert str(VERBS) == (
        "Verbs of saying by stance (1, MIT, Parallax; categories after Merrill 1965, "
        "Thompson & Ye 1991, Caldas-Coulthard 1994, Hooper 1975)"
    )


def test_factives_that_report_a_saying_are_assertive(shared_data):
    """Hooper's factives presuppose what they report; those of sight and memory say less."""
    path = shared_data / "lexica/recasens_npov_set/factives_hooper1975.txt"
    shared = set(Lexicon.read(path).entries) & set(VERBS.entries)
    told = shared - {"remember", "recall", "see", "observe", "perceive"}
    assert {verb: stance_of([verb]) for verb in told} == dict.fromkeys(told, "assertive")
    assert {"reveal", "note", "learn"} <= told


@pytest.mark.parametrize(
    ("cue", "stance"),
    [
        (["say"], "neutral"),
        (["according", "to"], "neutral"),
        (["Point", "Out"], "assertive"),
        (["go", "on", "to", "insist"], "assertive"),
        (["say", "in", "a", "statement"], "neutral"),
        (["refuse", "to", "confirm"], "assertive"),
        (["allege"], "doubting"),
        (["lash", "out", "at"], "emotive"),
        (["at"], NO_STANCE),
        ([], NO_STANCE),
    ],
)
def test_a_cue_has_the_stance_of_its_longest_or_last_phrase(cue, stance):
    assert stance_of(cue) == stance


def test_a_phrase_outweighs_its_words():
    own = Lexicon(name="own", entries={"make": {"a": 1.0}, "make clear": {"b": 1.0}})
    assert stance_of(["make", "clear", "make"], own) == "b"


def test_a_verb_in_two_categories_is_refused():
    own = Lexicon(name="own", entries={"insist": {"firm": 1.0, "doubtful": 1.0}})
    with pytest.raises(ChoiceError) as caught:
        stance_of(["insist"], own)
    assert str(caught.value) == (
        "own has 'insist' in 2 categories (firm, doubtful); a verb of saying has one "
        "stance: keep one."
    )


@given(
    st.lists(st.sampled_from(sorted(VERBS.entries)), min_size=1, max_size=1),
    st.lists(st.sampled_from(["in", "a", "the", "at", "on", "monday"]), max_size=3),
)
def test_words_after_a_verb_that_are_not_listed_change_nothing(verb, rest):
    """Unless they make a listed phrase with it."""
    cue = verb[0].split() + rest
    longer = any(
        " ".join(cue[i:j]) in VERBS.entries and j - i > len(verb[0].split())
        for i in range(len(cue))
        for j in range(i + 1, len(cue) + 1)
    )
    if not longer:
        assert stance_of(cue) == next(iter(VERBS.lookup(verb[0])))
