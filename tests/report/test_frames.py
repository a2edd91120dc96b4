"""Frames as readers see them: questions, sentences, agreement, disagreements, errors."""

import numpy as np
import pandas as pd
import pytest

from analysis.check.agreement import check_agreement
from analysis.check.predictions import check_predictions
from analysis.codebook import Codebook
from analysis.coding.codings import Codings
from analysis.coding.sample import draw_sample
from analysis.compare.frames import compare_frames
from analysis.corpus import Corpus
from analysis.figures import plt
from analysis.report.findings import in_words
from analysis.report.frames import (
    agreement_methods,
    agreement_on,
    disagreements,
    errors_by_group,
    naive_beside,
    paradox,
    passed_by,
    picture_of_agreement,
    questions,
    sample_table,
    told_of_sample,
)
from analysis.study.codings import CodedArticles

BOOK = Codebook.shipped("generic-frames")
NAMES = ["article_id", "coder", "variable", "code", "note"]
N = 80


def corpus():
    ids = [f"a{i:02}" for i in range(N)]
    rows = {
        "article_id": ids,
        "outlet": ["Post", "Star"] * (N // 2),
        "event_id": [f"e{i // 2:02}" for i in range(N)],
        "published": "2024-03-01",
        "headline": [f"Headline {i}" for i in range(N)],
        "body": [f"Text number {i}." for i in range(N)],
    }
    names = pd.DataFrame({"outlet": ["Post", "Star"], "name": ["The Post", "The Star"]})
    return Corpus(pd.DataFrame(rows), outlets=names)


def coded_by_two(apart=3):
    """Forty articles that both coded; they differ on one question in the first ``apart``."""
    rows = []
    for coder in ("kim", "lee"):
        for at in range(40):
            article = f"a{at:02}"
            other = coder == "lee" and at < apart
            money = (at % 2 == 0) != other
            rows.append((article, coder, "economic_1", "yes" if money else "no", ""))
            note = "A <b>reason</b>." if at == 0 else ""
            rows.append((article, coder, "conflict_1", "yes", note))
            rare = at == 39 and coder == "kim"
            rows.append((article, coder, "morality_2", "yes" if rare else "no", ""))
    rows[0] = (*rows[0][:4], "Costs are named.")
    return Codings.of(pd.DataFrame(rows, columns=NAMES), codebook=BOOK)


def coded(**changes):
    given = {"codebook": BOOK, "codings": coded_by_two(), "decisions": None, "sample": None}
    return CodedArticles(**{**given, **changes})


@pytest.fixture(scope="module")
def agreement():
    return check_agreement(coded_by_two())


def test_a_code_is_told_by_its_question():
    table = questions(BOOK, ["economic_1", "economic"])
    assert table.reset_index().to_numpy().tolist() == [
        [
            "economic_1",
            "Does the article mention losses or gains of money, now or to come?",
            "Money lost, saved or earned is named, with or without a sum.",
        ],
        [
            "economic",
            "What an event costs or brings.",
            "at least half of economic_1, economic_2, economic_3",
        ],
    ]


def frames(naive_post, truth_post):
    """Compare frames of two outlets, all of whose articles are coded."""
    material = corpus()
    ids = material.articles["article_id"]
    post = (material.articles["outlet"] == "Post").to_numpy()
    odd = np.arange(N) // 2 % 4 == 0
    codes = pd.DataFrame({"article_id": ids, "x": np.where(post, truth_post, odd).astype(int)})
    guess = pd.DataFrame({"article_id": ids, "x": np.where(post, naive_post, odd).astype(int)})
    return material, codes, guess


def test_a_contrast_is_said_corrected_and_as_predicted():
    odd = np.arange(N) // 2 % 4 == 0
    material, codes, guess = frames(naive_post=odd | True, truth_post=odd)
    codes.loc[0, "x"] = 1 - codes.loc[0, "x"]
    result = compare_frames(material, guess, codings=codes, inclusion=1.0)
    assert in_words(result, 0) == (
        "The Post: the share of its articles with “x” is 2 percentage points lower than that "
        "of the others in the same events (95\u202f% interval \u22128 to +3; 40 articles, 40 "
        "events, 40 coded articles; not shown to differ). As predicted alone: 75 points "
        "higher, which is no comparison: predictions err differently in groups."
    )
    assert naive_beside(result) == (
        "By predictions alone, the interval of 2 of 2 contrasts leaves out 0. Corrected, 2 of "
        "these include it, and 2 point the other way; 0 contrasts are findings.\nOf x "
        "predictions compare errors too, for these differ between groups: what they say of "
        "differences there is no comparison."
    )


def test_errors_stand_by_code_and_group_with_what_they_rest_on():
    odd = np.arange(N) // 2 % 4 == 0
    material, codes, guess = frames(naive_post=odd | True, truth_post=odd)
    check = check_predictions(material, guess, codings=codes, inclusion=1.0)
    table = errors_by_group(check, material.names)
    assert list(table.columns) == ["The Post", "The Star", "q"]
    assert table.loc[("x", "specificity"), "The Post"] == "0\u202f% of 30"
    assert table.loc[("x", "sensitivity"), "The Star"] == "100\u202f% of 10"
    assert table.loc[("x", "specificity"), "q"] == "< .001"


def test_groups_without_a_coded_case_are_no_best_and_no_worst():
    material, codes, guess = frames(naive_post=True, truth_post=True)
    check = check_predictions(material, guess, codings=codes, inclusion=1.0)
    assert errors_by_group(check, {}).loc[("x", "specificity"), "Post"] == "none coded"
    assert "nan" not in check.verdict


def test_who_coded_what_is_told_with_what_is_missing():
    told, nobody = told_of_sample(coded(coders="two students")).splitlines()
    assert told == (
        "2 coders, kim and lee (two students), coded 40 articles by Generic frames, version 1 "
        "(Semetko, H. A. & Valkenburg, P. M. (2000). Framing European politics: a content "
        "analysis of press and television news. Journal of Communication 50(2), 93-109): 3 "
        "questions each."
    )
    assert nobody == (
        "No sample is named: nobody can say what these articles stand for, and no share is "
        "corrected by them."
    )
    assert sample_table(coded(), {}).to_numpy().tolist() == [[40, 40]]
    sample = draw_sample(corpus(), N, coders=["kim"])
    with_sample = coded(sample=sample)
    # Of 80 articles drawn for 20 questions each, 40 were coded on three.
    left = "Asked for and not given: 1,480 codes of 80 articles."
    assert told_of_sample(with_sample).splitlines()[1] == left
    table = sample_table(with_sample, {"Post": "The Post"})
    assert table.loc["The Post"].tolist() == [40, 20, 20, 1, 1]


def test_agreement_is_laid_out_by_code_and_missing_says_so(agreement):
    table = agreement_on(agreement, ["economic_1", "economic"])
    assert table.loc["economic_1", "n_units"] == 40
    assert table.loc["economic"].isna().all()
    alone = agreement_on(None, ["economic_1"])
    assert alone.loc["economic_1", "verdict"] == "no second coder"


def test_where_alpha_and_agreement_part_is_said(agreement):
    rare, none = sorted(paradox(agreement.table).splitlines(), reverse=True)
    assert rare == (
        "morality_2: coders agree on 98\u202f% of codes, alpha is 0.00 and AC1 0.97, as "
        "99\u202f% of codes are “no”."
    )
    assert none == (
        "conflict_1: every code is “yes”. Coders agree throughout, and alpha is not defined: "
        "nothing shows that they could tell a case of the other kind."
    )
    fine = agreement.table[agreement.table["variable"] == "economic_1"]
    assert paradox(fine) == "Alpha and AC1 nowhere lie far apart."


def test_other_rules_pass_other_codes(agreement):
    table = passed_by(agreement)
    assert table.loc["from 0.667"].tolist() == [0, 1, 3, 3]
    assert list(table.index) == ["from 0.800", "from 0.667"]


def test_the_figure_shows_alpha_of_every_code_over_all_units(agreement):
    picture = picture_of_agreement(agreement)
    labels = [tick.get_text() for tick in picture.ax.get_yticklabels()]
    assert [label for label in labels if label] == picture.data["variable"].tolist()
    assert sorted(picture.data["variable"]) == ["conflict_1", "economic_1", "morality_2"]
    plt.close("all")


def test_the_paper_is_told_how_agreement_was_measured(agreement):
    assert agreement_methods(agreement) == (
        "Agreement was measured on 40 units coded by several coders, as Krippendorff's alpha "
        "(Krippendorff 2018) beside the share of equal codes and Gwet's AC1 (Gwet 2008); 95% "
        "intervals of alpha are percentiles of 2,000 drawings of units (seed 1). Where coders "
        "never differed the lower bound is the alpha of as many differences as that number of "
        "units does not rule out. Codes are "
        "called reliable where the lower bound is 0.800 or more, tentative from 0.667. "
        + agreement.verdict
    )


def test_disagreements_stand_side_by_side_with_notes_and_decisions():
    final = pd.DataFrame([("a00", "third", "economic_1", "yes", "A price.")], columns=NAMES)
    decided = Codings.of(final, codebook=BOOK)
    table = disagreements(coded(decisions=decided))
    assert list(table) == ["article_id", "variable", "kim", "lee", "decided", "notes"]
    assert table.iloc[0].tolist() == [
        "a00",
        "economic_1",
        "yes",
        "no",
        "yes",
        "kim: Costs are named; third: A price",
    ]
    assert table["decided"].tolist() == ["yes", "", "", ""]
    # A note can quote an article.
    assert "notes" not in disagreements(coded(), "short")
