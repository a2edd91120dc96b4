"""The studies that come with the project read as they should."""

import os

import pytest

from analysis.study import Study
from analysis.study.checks import check_study


def test_the_sample_study_is_sound_and_can_show_what_was_planted(root):
    checked = check_study(Study.read(root / "data" / "harbour"))
    assert checked.corpus.summary().n_events == 12
    # The attainable p that the table of planted differences states.
    told = {line.split(":")[0]: line for line in checked.attainable[1:]}
    assert "10 events, smallest p 4.0e-07" in told["beacon"]
    assert "12 events, smallest p 2.5e-08" in told["tbc"]
    assert "Labels" not in checked.weaknesses


@pytest.fixture
def soleimani(root, shared_data, monkeypatch):
    monkeypatch.setenv("PARALLAX_TEST_DATA", os.fspath(shared_data))
    return Study.read(root / "tests" / "studies" / "soleimani")


def test_the_real_case_reads_in_one_go(soleimani):
    corpus = soleimani.corpus()
    summary = corpus.summary()
    assert (summary.n_articles, summary.n_undated, summary.n_events) == (112, 31, 14)
    assert "21 of 112 articles belong to no event" in " ".join(corpus.notes)
    parts = corpus.layers["part"].table
    page = corpus.articles.loc[corpus.articles["outlet"] == "The Cradle", "article_id"].iloc[0]
    assert "comment" in set(parts.loc[parts["article_id"] == page, "value"])


def test_every_side_of_the_real_case_has_outlets_to_compare(soleimani):
    _, *sides = check_study(soleimani).attainable
    assert [side.split(",")[0] for side in sides] == [
        "left: 14 outlets against 23",
        "center: 12 outlets against 25",
        "right: 11 outlets against 26",
    ]
