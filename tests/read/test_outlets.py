"""Spellings of one outlet are found and never merged unasked; other names are left alone."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.read._outlets import read_outlets


def read(names, merge=None):
    return read_outlets(pd.Series(names), merge, "row {}".format)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nyt", "NYT"),
        ("The New York Times", "New York Times"),
        ("Post", "Post "),
        ("Fox News", "FoxNews"),
        ("Newsmax (News)", "Newsmax - News"),
        ("The Hill", "TheHill"),
        ("U.S. News", "US News"),
        ("Straße", "STRASSE"),
        ("\u00a0Post", "post"),
    ],
)
def test_spellings_of_one_outlet_are_refused_with_a_suggestion(one, other):
    found = read([one, one, other])
    assert found.faults == (
        (
            f"outlet is written in 2 ways: {one!r} (2, first in row 0), {other!r} (1, first "
            f"in row 2)"
        ),
    )
    merge = {name: one.strip() for name in (one, other) if name != one.strip()}
    assert found.advice == (
        f"If they are the same, say outlets={merge}; if not, map each name to itself."
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [("Fox News", "Fox Online News"), ("Post", "Posten"), ("The Sun", "Sunday"), ("—", "…")],
)
def test_names_that_are_only_similar_are_left_alone(one, other):
    found = read([one, other])
    assert found.faults == ()
    assert found.names.tolist() == [one, other]


def test_outlets_are_merged_as_asked_and_the_notes_say_so():
    found = read(["nyt", "NYT", "Post"], {"nyt": "NYT"})
    assert found.names.tolist() == ["NYT", "NYT", "Post"]
    assert found.faults == ()
    assert found.notes == ("outlets merged as asked: 'nyt' as 'NYT' (1)",)


def test_names_mapped_to_themselves_are_outlets_of_their_own():
    names = ["A", "a", "A "]
    assert read(names[:2], {"A": "A", "a": "a"}).names.tolist() == ["A", "a"]
    assert read(names, {"A": "A", "a": "a"}).faults == (
        (
            "outlet is written in 3 ways: 'A' (1, first in row 0), 'a' (1, first in row 1), "
            "'A ' (1, first in row 2)"
        ),
    )


def test_a_third_spelling_is_found_after_a_merge():
    found = read(["nyt", "NYT", "N.Y.T."], {"nyt": "NYT"})
    assert found.faults == (
        "outlet is written in 2 ways: 'NYT' (2, first in row 0), 'N.Y.T.' (1, first in row 2)",
    )
    assert found.advice == (
        "If they are the same, say outlets={'nyt': 'NYT', 'N.Y.T.': 'NYT'}; "
        "if not, map each name to itself."
    )


def test_a_merge_of_what_is_not_there_is_noted():
    assert read(["NYT", "Post"], {"nyt": "NYT"}).notes == (
        "outlets maps 'nyt', which no article has; near it: 'NYT'",
    )


def test_initials_are_a_hint_only():
    found = read(["NYT", "The New York Times", "BBC", "BBC News"])
    assert found.faults == ()
    assert found.notes == (
        (
            "'NYT' may be short for 'The New York Times': if so, "
            "outlets={'NYT': 'The New York Times'}"
        ),
    )


NAMES = st.lists(st.text("aA .-tThe", min_size=1, max_size=6).filter(str.strip), min_size=1)


@given(NAMES)
def test_the_advice_that_is_given_settles_every_spelling(names):
    advised = read(names).advice
    if advised:
        merge = eval(advised.partition("outlets=")[2].partition("; if not")[0])  # noqa: S307
        again = read(names, merge)
        assert again.faults == ()
        assert len(set(again.names)) <= len(set(names))


@given(NAMES)
def test_nothing_is_merged_unasked(names):
    found = read(names)
    if not found.faults:
        assert found.names.nunique() == len(set(names))
