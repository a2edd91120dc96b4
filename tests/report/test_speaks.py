"""Who speaks and who acts, in words, tables and marks."""

import pandas as pd
import pytest

from analysis import compare_agency, measure_agency
from analysis.corpus import Corpus
from analysis.report.evidence import pieces_of
from analysis.report.findings import in_words
from analysis.report.notebook import excerpts
from analysis.report.speaks import acts_by_voice, roles, voice_shares
from analysis.spans import Spans

BODIES = [
    "Guards shot six miners. Ann Lee said it was late. “Go,” Ann Lee said.",
    "Six miners were shot. Ann Lee claimed it was late.",
]
ROWS = {
    "article_id": list("abcd"),
    "outlet": ["Post", "Star"] * 2,
    "published": "2024-03-01",
    "headline": "",
    "event_id": ["e1", "e1", "e2", "e2"],
    "body": BODIES * 2,
}


@pytest.fixture(scope="module")
def corpus():
    plain = Corpus(pd.DataFrame(ROWS))
    rows = []
    for number, (article, body) in enumerate(zip("abcd", ROWS["body"], strict=True)):
        verb = "said" if "said" in body else "claimed"
        marks = [("source", "person", "Ann Lee"), ("cue", verb, verb)]
        for layer, value, text in [*marks, ("content", "unquoted", "it was late")]:
            at = body.index(text)
            stance = {"said": "neutral", "claimed": "doubting"}.get(value, "")
            rows.append((article, "body", at, at + len(text), layer, value, number, stance))
    names = ["article_id", "field", "start", "end", "layer", "value", "parent", "stance"]
    spans = Spans(
        pd.DataFrame(rows, columns=names).assign(source="Ann Lee", score=float("nan"))
    )
    return plain.with_layer(spans, "attribution")


def test_shares_of_voices_are_counted_by_hand(corpus):
    table = voice_shares(corpus)
    sizes = [len(body) for body in BODIES]
    assert table.loc["Post"].tolist() == pytest.approx(
        [2, 3 / sizes[0], (3 + 11) / sizes[0], 2, 1]
    )
    assert table.loc["Star"].tolist() == pytest.approx([2, 0, 11 / sizes[1], 2, 1])


def test_roles_and_voices_of_acts_are_counted(corpus):
    acts = measure_agency(corpus)
    table = roles(acts)
    assert table["agent"].sum() == 2
    assert table["patient"].sum() == 4
    told = acts_by_voice(acts, corpus)
    assert told.loc[("Post", "outlet")].tolist() == [2, 0, 0, 0, 100]
    assert told.loc[("Star", "outlet")].tolist() == [2, 100, 0, 0, 0]
    named = ["passive", "named by a noun", "told as a death", "agent named"]
    assert told.columns.tolist() == ["acts", *(f"{name}, % of acts" for name in named)]


@pytest.mark.parametrize(("written", "there"), [("They", False), ("us", False), ("US", True)])
def test_pronouns_name_nobody(corpus, written, there):
    acts = measure_agency(corpus).table
    acts["value"] = acts["value"].where(acts["layer"] != "agent", written)
    assert (written in roles(Spans(acts)).index) is there


def test_what_belongs_to_no_group_has_no_row(corpus):
    sides = corpus.with_columns({"side": pd.Series(["left", "", "left", ""])})
    assert voice_shares(sides, "side").index.tolist() == ["left"]
    table = acts_by_voice(measure_agency(sides), sides, "side")
    assert table.index.get_level_values("side").unique().tolist() == ["left"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            {"measure": "words", "source": "official"},
            (
                "gives 25% of the words that it credits "
                "to somebody to officials, 2 times the share of the others"
            ),
        ),
        (
            {"measure": "first", "source": "Ann Lee"},
            (
                "lets Ann Lee speak first in 25% of its "
                "articles, 2 times the share of the others"
            ),
        ),
        (
            {"measure": "agent expressed", "participant": "everybody"},
            ("says of 25% of the acts who did it, 2 times the share of the others"),
        ),
        (
            {"measure": "as agent", "participant": "police"},
            (
                "shows “police” as the agent of 25% "
                "of the acts by or on them, 2 times the share of the others"
            ),
        ),
    ],
)
def test_a_row_is_said_in_words(row, sentence):
    common = {"group": "Post", "value": 0.25, "estimate": 0.6931, "low": 0.1, "high": 1.2}
    common |= {"n_articles": 3, "n_events": 2, "estimate_kind": "log ratio of shares"}

    class Told:
        item = "source" if "source" in row else "measure"
        table = pd.DataFrame([{**common, "reason": "", **row}])
        settings = {"within": "event_id", "confidence": 0.95}  # noqa: RUF012 - a stand-in

    assert in_words(Told, 0, {}).startswith(f"Post {sentence} in the same events (95")


def test_marks_say_what_they_are(corpus):
    result = compare_agency(corpus)
    table = result.table
    row = table.index[(table["group"] == "Post") & (table["measure"] == "agent expressed")][0]
    html = excerpts(result, row)._repr_html_()
    assert (
        '<mark class="agent">Guards</mark> <mark class="act">shot</mark> '
        '<mark class="patient">six miners</mark>.'
    ) in html


def test_of_two_marks_the_shorter_is_cut_out_of_the_longer():
    pieces = pieces_of("A police shooting.", [(2, 17), (2, 8)], "full", ["act", "agent"])
    assert [(piece.text, piece.marked, piece.role) for piece in pieces] == [
        ("A ", False, ""),
        ("police", True, "agent"),
        (" shooting", True, "act"),
        (".", False, ""),
    ]


def test_a_mark_of_words_that_count_has_no_role():
    (piece,) = pieces_of("strike", [(0, 6)], "full", ["label"])
    assert (piece.role, piece.html) == ("", "<mark>strike</mark>")
