"""Candidates for label sets: what stands by a name, proposed and confirmed."""

import tomllib

import pandas as pd
import pytest

from analysis.coding.label_candidates import label_candidates
from analysis.compare.labels import compare_labels
from analysis.corpus import Corpus
from analysis.errors import ChoiceError
from analysis.prepare.parse import parse

BODIES = [
    ("Post", "Mayor Ann Ames spoke. Mayor Ames, a former judge, left. The mayor smiled."),
    (
        "Star",
        "Harbour boss Ames is a crook. Police arrested Ames. The arrest of Ames was news.",
    ),
    ("Star", "The boss met Carl Birk. Birk met the dockers. Mr. Birk spoke of the mayor."),
]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    rows = [(f"a{n}", outlet, body) for n, (outlet, body) in enumerate(BODIES)]
    table = pd.DataFrame(rows, columns=["article_id", "outlet", "body"])
    return parse(Corpus(table.assign(published="2024-03-01", headline="", event_id="e")))


@pytest.fixture(scope="module")
def found(corpus):
    return label_candidates(corpus, participants=["Ames", "Birk"], least=1)


def labels_of(found, participant, kind):
    table = found.table
    chosen = table[(table["participant"] == participant) & (table["kind"] == kind)]
    return set(chosen["label"])


def test_a_name_brings_what_stands_by_it(found):
    assert labels_of(found, "Ames", "name") == {"ames", "ann ames"}
    assert labels_of(found, "Ames", "title") == {"mayor", "boss"}
    assert labels_of(found, "Ames", "apposition") == {"judge"}
    assert labels_of(found, "Ames", "predicate") == {"crook"}
    assert labels_of(found, "Ames", "act") == {"arrest"}
    assert labels_of(found, "Birk", "name") == {"birk", "carl birk", "mr. birk"}


def test_a_noun_alone_goes_to_whom_it_stands_by_and_only_where_he_is_named(found):
    """The third article has a mayor and does not name Ames; a boss stood by a name but once."""
    alone = found.table[found.table["kind"] == "noun"]
    assert alone[["participant", "label", "by_outlet"]].to_numpy().tolist() == [
        ["Ames", "mayor", "Post 1"]
    ]


def test_a_row_says_where_how_often_and_in_which_words(found):
    row = found.table[found.table["label"] == "boss"].iloc[0]
    assert row["variants"] == "harbour boss 1"
    assert row[["n_mentions", "n_articles", "n_outlets"]].tolist() == [1, 1, 1]
    assert row["by_outlet"] == "Star 1"
    assert row["example"] == "Harbour boss Ames is a crook."
    act = found.table[found.table["kind"] == "act"].iloc[0]
    assert act["variants"] == "arrest 1, arrested 1"


def test_persons_are_found_by_their_last_names(corpus):
    table = label_candidates(corpus, most=2, least=1).table
    assert set(table["participant"]) == {"Ames", "Birk"}
    assert label_candidates(corpus, most=1, least=99).table.empty


def test_what_is_confirmed_is_written_as_a_study_file_has_it_and_measured(corpus, found):
    table = found.table
    rows = table[table["label"].isin(["mayor", "boss", "crook", "arrest"])].index.tolist()
    sets = found.labels(rows)
    assert sets == {
        "Ames": {"boss": ["boss"], "mayor": ["mayor"], "crook": ["crook"]},
        "Ames, act": {"arrest": ["[arrest]"]},
    }
    assert tomllib.loads(found.study_lines(rows)) == {"labels": sets}
    result = compare_labels(corpus, {"Ames": sets["Ames"]}).table
    counts = result.set_index(["group", "label"])["n_mentions"].to_dict()
    assert counts == {
        ("Post", "boss"): 0,
        ("Post", "crook"): 0,
        ("Post", "mayor"): 3,
        ("Star", "boss"): 2,
        ("Star", "crook"): 1,
        ("Star", "mayor"): 1,
    }


def test_rows_that_are_not_there_or_none_are_refused(found):
    last = len(found.table) - 1
    with pytest.raises(ChoiceError) as refusal:
        found.labels([0, 99])
    assert str(refusal.value) == f"there is no row 99; rows are numbered 0 to {last}."
    with pytest.raises(ChoiceError) as refusal:
        found.study_lines([])
    assert str(refusal.value) == (
        "no row is confirmed; give the numbers of the rows that name the same."
    )


def test_the_caption_says_that_nothing_is_confirmed(found):
    assert found.caption.startswith(
        "What 2 participants are called: candidates for label sets, not yet confirmed."
    )


def test_dates_light_verbs_and_persons_are_no_candidates():
    body = (
        "They called Ames. Voters see Ames. A lawyer of Ames left. Ames's lawyer spoke. "
        "Police arrested Ames. The murder of Ames was news. In July, Ames left."
    )
    rows = {"article_id": ["a"], "outlet": "Post", "published": "", "headline": ""}
    found = label_candidates(
        Corpus(pd.DataFrame(rows | {"body": body})), participants="Ames", least=1
    )
    assert labels_of(found, "Ames", "act") == {"arrest", "murder"}
    assert labels_of(found, "Ames", "apposition") == set()
