"""Sentences cut into pieces, marked in place, no longer than may be shown."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.report.evidence import AROUND, pieces_of, within_rights

WORDS = [f"w{i}" for i in range(40)]
TEXT = " ".join(WORDS)
marks = st.lists(st.tuples(st.integers(-5, 130), st.integers(-5, 130)), max_size=6)


def joined(pieces):
    return "".join(piece.text for piece in pieces)


@given(st.text(alphabet="abc <&é𝔘", max_size=120), marks)
def test_all_pieces_together_are_the_sentence(text, places):
    assert joined(pieces_of(text, places, "full")) == text


@given(st.text(alphabet="abc <&é𝔘", max_size=120), marks)
def test_the_marked_characters_are_those_of_the_marks(text, places):
    wanted = {i for start, end in places for i in range(max(start, 0), min(end, len(text)))}
    found, at = set(), 0
    for piece in pieces_of(text, places, "full"):
        found |= set(range(at, at + len(piece.text))) if piece.marked else set()
        at += len(piece.text)
    assert found == wanted


def test_short_keeps_eight_words_on_each_side():
    start = TEXT.index("w20")
    shown = joined(pieces_of(TEXT, [(start, start + 3)], "short"))
    assert shown == "… " + " ".join(WORDS[12:29]) + " …"
    assert AROUND == 8


def test_short_loses_the_middle_between_two_marks():
    first, last = TEXT.index("w2 "), TEXT.index("w38")
    shown = joined(pieces_of(TEXT, [(first, first + 2), (last, last + 3)], "short"))
    assert shown == f"{' '.join(WORDS[:11])} … {' '.join(WORDS[30:])}"


def test_short_without_a_mark_shows_nothing_of_the_text():
    assert joined(pieces_of(TEXT, [], "short")) == "…"


def test_none_shows_nothing():
    assert pieces_of(TEXT, [(0, 2)], "none") == []


def test_signs_that_break_lines_in_scripts_become_spaces():
    assert joined(pieces_of("a\u2028b\u2029c\x00d\x1be", [], "full")) == "a b c d e"


@pytest.mark.parametrize(
    ("rights", "left", "match", "text"),
    [
        ("full", TEXT, "word", TEXT),
        ("short", "… " + " ".join(WORDS[-8:]), "word", " ".join(WORDS[:9]) + " …"),
        ("none", "…", "…", "…"),
    ],
)
def test_tables_of_a_notebook_are_cut_alike(rights, left, match, text):
    row = {"left": TEXT, "match": "word", "right": "x", "text": TEXT, "marks": [(0, 2)], "n": 1}
    table = pd.DataFrame([row])
    cut = within_rights(table, rights)
    assert cut.loc[0, ["left", "match", "text", "n"]].tolist() == [left, match, text, 1]
    assert table.loc[0, "left"] == TEXT
