"""compare_sentiment towards a target, against the mentions themselves and a count by hand."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from analysis.compare.sentiment import compare_sentiment
from analysis.compare.vary import vary
from analysis.corpus import Corpus
from analysis.errors import ChoiceError
from analysis.lexicon import Lexicon
from analysis.measure.sentiment import measure_sentiment
from analysis.prepare.parse import parse

SAID = {"Post": "Dockers praised Ames.", "Star": "Birk is a liar, and police arrested Ames."}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    rows = [
        (f"{outlet}{n}", outlet, f"e{n}", f"{SAID[outlet]} “Ames is a thief,” said a man.")
        for outlet, n in product(SAID, range(6))
    ]
    names = ["article_id", "outlet", "event_id", "body"]
    table = pd.DataFrame(rows, columns=names).assign(published="2024-03-01", headline="")
    return parse(Corpus(table))


@pytest.fixture(scope="module")
def result(corpus):
    return compare_sentiment(corpus, target=["Ames", "Birk"])


def row_of(result, **wanted):
    table = result.table
    keep = np.logical_and.reduce([table[name] == value for name, value in wanted.items()])
    return table[keep].iloc[0]


def test_a_group_has_the_mean_of_its_mentions(corpus, result):
    scores = measure_sentiment(corpus, target=["Ames", "Birk"]).table
    outlet = scores["article_id"].str[:4]
    means = scores["score"].groupby([outlet, scores["value"]]).mean()
    for (group, target), mean in means.items():
        assert row_of(result, group=group, target=target)["value"] == pytest.approx(mean)
    post = row_of(result, group="Post", target="Ames")
    assert post[["n_mentions", "share_negative", "share_positive"]].tolist() == [6, 0.0, 1.0]
    assert row_of(result, group="Post", target="Birk")["n_mentions"] == 0


def test_six_events_that_all_differ_have_the_p_of_the_exact_sign_flip(result):
    """Two of 64 ways to flip six signs are as extreme: p .03125."""
    found = row_of(result, group="Post", target="Ames")
    assert found["p"] == 2 / 2**6
    other = row_of(result, group="Star", target="Ames")
    assert found["estimate"] == pytest.approx(-other["estimate"])
    assert found["estimate"] > 0


def test_the_voice_decides_who_speaks(corpus, result):
    quoted = compare_sentiment(corpus, target="Ames", voice="source")
    assert quoted.table["share_negative"].tolist() == [1.0, 1.0]
    assert quoted.table["n_mentions"].tolist() == [6, 6]
    assert result.settings["voice"] == "outlet"
    assert "(voice: source)" in quoted.caption


def test_the_result_says_how_often_its_method_errs(corpus, result):
    assert (
        "of coded sentences that name one target this method tells sentiment right with a "
        "macro-F1 of 0.63, of sentences that name several 0.60; where its errors differ by "
        "outlet, so does the comparison. Read the sentences."
    ) in result.notes
    toy = Lexicon(name="toy", entries={"thief": {"score": -1.0}, "joy": {"score": 1.0}})
    own = compare_sentiment(corpus, target="Ames", lexicon=toy, voice="all")
    assert (
        "how often this word list errs about a target was not measured; code a sample of "
        "mentions before you rely on it."
    ) in own.notes


def test_the_score_of_a_sentence_is_never_called_sentiment_towards_somebody(corpus):
    with pytest.raises(ChoiceError) as refusal:
        compare_sentiment(corpus, target={"mayor": ["Ames"]}, scored="sentence")
    assert str(refusal.value) == (
        "the score of a whole sentence is not sentiment towards 'mayor': a sentence can praise "
        "one and blame another, and grief for a victim scores as anger at a culprit. Leave "
        "scored out: each mention of a target is scored in its clause."
    )
    with pytest.raises(ChoiceError) as refusal:
        compare_sentiment(corpus, target="Ames", scored="article")
    assert str(refusal.value) == "scored is 'article'; it can be 'segment' or 'sentence'."


def test_what_is_for_targets_is_refused_without_one(corpus):
    with pytest.raises(ChoiceError) as refusal:
        compare_sentiment(corpus, voice="source")
    assert str(refusal.value) == (
        "voice and model are for a target; name it, as in target='Ames'. Without one both "
        "voices are compared, each in rows of its own."
    )


def test_a_row_opens_to_its_mentions_and_the_words_behind_them(result):
    found = row_of(result, group="Star", target="Ames")
    spans = result.evidence(found)
    assert spans.table["words"].str.contains("arrested -0.70").all()
    assert len(result.sentences(found)) == 6


def test_it_is_asked_again_under_other_choices(corpus, result):
    found = row_of(result, group="Post", target="Ames")
    curve = vary(result, over={"voice": ["all", "source"]}, row=found, n_labellings=19)
    for number, names in curve.options.iterrows():
        alone = compare_sentiment(corpus, target=["Ames", "Birk"], voice=names["voice"])
        expected = row_of(alone, group="Post", target="Ames")["estimate"]
        assert curve.table["estimate"].iloc[number] == pytest.approx(expected)


def test_a_difference_of_two_is_that_of_all_where_there_are_but_two(result):
    pair = result.difference("Star")
    assert row_of(pair, group="Post", target="Ames")["estimate"] == pytest.approx(
        row_of(result, group="Post", target="Ames")["estimate"]
    )
    assert "tested against the hypothesis" in pair.methods


def test_a_target_nobody_names_is_missing_with_a_reason(corpus):
    found = compare_sentiment(corpus, target=["Ames", "Dorn"])
    table = found.table[found.table["target"] == "Dorn"]
    assert (
        "no mention of 'Dorn' in 12 articles, by 'Dorn', in the voice and the parts that "
        "count; is it spelt as the articles spell it?"
    ) in found.notes
    assert not any("no mention of 'Ames'" in note for note in found.notes)
    assert table["value"].isna().all()
    assert (table["reason"] != "").all()


def test_the_figure_has_a_dot_for_each_group_that_names_a_target(result):
    ax = result.plot()
    assert [text.get_text() for text in ax.get_yticklabels()].count("Post") == 1
