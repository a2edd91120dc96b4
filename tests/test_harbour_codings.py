"""The codings of the sample study are what its datasheet says."""

import re
from pathlib import Path

import pandas as pd
import pytest

import analysis
from analysis.measure.counted import is_copy
from analysis.study import Study
from analysis.study.codings import coded_articles

HARBOUR = Path(__file__).parents[1] / "data" / "harbour"
README = re.sub(r"\s+", " ", (HARBOUR / "README.md").read_text("utf-8"))


@pytest.fixture(scope="module")
def study():
    return Study.read(HARBOUR)


@pytest.fixture(scope="module")
def corpus(study):
    return study.corpus()


@pytest.fixture(scope="module")
def coded(study, corpus):
    return coded_articles(study.codings, corpus)


def test_the_sample_is_drawn_again_bit_for_bit(coded, corpus, tmp_path):
    own_news = corpus.where((corpus.column("genre") == "news") & ~is_copy(corpus))
    again = analysis.draw_sample(own_news, 40, coders=["ana", "ben"], overlap=0.5, seed=1)
    assert 'draw_sample(corpus, 40, coders=["ana", "ben"], overlap=0.5, seed=1)' in README
    assert coded.sample.table.equals(again.table)
    assert (coded.sample.settings, coded.sample.corpus) == (again.settings, again.corpus)
    again.to_csv(tmp_path / "again.csv")
    stored = (HARBOUR / "codings" / "sample.csv").read_bytes()
    assert (tmp_path / "again.csv").read_bytes() == stored


def test_every_code_that_was_asked_for_was_given_and_no_other(coded):
    table, asked = coded.codings.table, coded.sample.assignments
    assert coded.codings.missing(asked).empty
    given = table[["article_id", "coder"]].drop_duplicates()
    assert len(given) == len(asked) == len(given.merge(asked))
    assert table.groupby("coder").size().to_dict() == {"ana": 600, "ben": 600}
    assert coded.codings.notes == ()


def test_what_coders_differ_on_is_kept_and_each_of_it_decided_with_a_reason(coded):
    apart = {
        (article, variable)
        for variable in coded.codings.variables
        for article in coded.codings.disagreements(variable)["article_id"]
    }
    decided = coded.decisions.table
    assert set(zip(decided["article_id"], decided["variable"], strict=True)) == apart
    assert (decided["note"].str.len() > 20).all()
    assert f"differ in {len(apart)} of {20 * 20} decisions" in README


def test_agreement_is_as_the_datasheet_says(coded):
    """Alpha of two coders, no code missing, from the four counts of each question."""
    check = analysis.check_agreement(coded.codings).table.set_index("variable")
    for variable in coded.codings.variables:
        wide = coded.codings.side_by_side(variable).dropna()
        n, apart = len(wide), (wide["ana"] != wide["ben"]).sum()
        yes = (wide[["ana", "ben"]] == "yes").to_numpy().sum()
        expected = yes * (2 * n - yes) / (2 * n - 1)
        if expected:
            assert check.loc[variable, "alpha"] == pytest.approx(1 - apart / expected)
        else:
            assert pd.isna(check.loc[variable, "alpha"])
    verdicts = check["verdict"].value_counts()
    assert "reliable" not in verdicts
    told = (
        f"none is reliable, {verdicts['tentative']} are tentative, "
        f"{verdicts['unreliable']} unreliable, {verdicts['not judged']} cannot be judged"
    )
    assert told in README
    assert "Alpha is 1 for nine questions, four of which hardly vary" in README
    assert (check["alpha"] == 1).sum() == 9
    assert ((check["alpha"] == 1) & (check["prevalence"] >= 0.9)).sum() == 4


def test_the_study_compares_the_codes_on_which_the_two_are_shown_to_agree(study, coded):
    check = analysis.check_agreement(coded.codings).table
    shown = check.loc[check["verdict"].isin(["reliable", "tentative"]), "variable"]
    assert study.given["frames"]["codes"] == shown.tolist()


def test_nobody_takes_the_coders_for_people(study):
    assert "are language models, not people" in README
    assert "language models" in study.codings.coders
