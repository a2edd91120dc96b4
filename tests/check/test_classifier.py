"""A classifier is judged by what it has not learnt from: events and outlets held out."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.metrics import confusion_matrix, f1_score
from sklearn.model_selection import GroupKFold

from analysis import Corpus, FrameClassifier, check_classifier, check_learning
from analysis.check._held_out import Coded
from analysis.errors import ChoiceError
from analysis.figures import save_figure

MONEY = ["wages", "prices", "budget", "loans", "profit"]
ANGER = ["defied", "blamed", "attacked", "accused", "scorned"]
PLAIN = ["harbour", "morning", "gate", "crane", "meeting", "report", "vessel", "pilot"]
MODEL = FrameClassifier(encoder=False)


def coded(n=120, outlets=6, seed=1, noise=0.1):
    """Articles whose frames go by words, but for noise; and their codes."""
    draw = np.random.default_rng(seed)
    codes = draw.integers(0, 2, (n, 2))
    said = np.where(draw.random((n, 2)) < noise, 1 - codes, codes)
    bodies = [
        " ".join(
            [
                *draw.choice(PLAIN, 6),
                *(draw.choice(MONEY, 2) if money else []),
                *(draw.choice(ANGER, 2) if anger else []),
            ]
        )
        for money, anger in said
    ]
    rows = {
        "article_id": [f"a{i}" for i in range(n)],
        "outlet": [f"paper {i % outlets}" for i in range(n)],
        "event_id": [f"e{i // outlets}" for i in range(n)],
        "published": "",
        "headline": [f"No. {i}" for i in range(n)],
        "body": bodies,
    }
    table = pd.DataFrame(codes, columns=["economic", "conflict"])
    return Corpus(pd.DataFrame(rows)), table.assign(article_id=rows["article_id"])


@pytest.fixture(scope="module")
def checked():
    corpus, codes = coded()
    return corpus, codes, check_classifier(corpus, codes, classifier=MODEL)


def by_hand(corpus, codes, column):
    """Predict every part by a model of the others, with scikit-learn alone around it."""
    articles = corpus.articles
    texts = (articles["headline"] + "\n\n" + articles["body"]).tolist()
    y = codes[["economic", "conflict"]]
    groups = articles[column].tolist()
    said = np.zeros(y.shape, int)
    for rest, part in GroupKFold(5).split(texts, groups=groups):
        model = clone(MODEL).fit(
            [texts[i] for i in rest], y.iloc[rest], groups=[groups[i] for i in rest]
        )
        said[part] = model.predict([texts[i] for i in part])
    return y.to_numpy(), said


@pytest.mark.parametrize("split", ["event_id", "outlet"])
def test_figures_are_those_of_the_loop_written_out(checked, split):
    corpus, codes, check = checked
    truth, said = by_hand(corpus, codes, split)
    rows = check.table[(check.table["split"] == split) & (check.table["group"] == "")]
    assert rows["code"].tolist() == ["economic", "conflict", "macro average", "micro average"]
    wanted = [*f1_score(truth, said, average=None)]
    wanted += [f1_score(truth, said, average=kind) for kind in ("macro", "micro")]
    assert rows["f1"].to_numpy() == pytest.approx(wanted)
    counts = ["n_right_no", "n_wrong_yes", "n_missed", "n_right_yes"]
    for at, code in enumerate(["economic", "conflict"]):
        row = rows[rows["code"] == code].iloc[0]
        assert (
            row[counts].tolist() == confusion_matrix(truth[:, at], said[:, at]).ravel().tolist()
        )
    own = check.table[(check.table["group"] == "paper 2") & (check.table["code"] == "conflict")]
    if split == "outlet":
        here = (corpus.articles["outlet"] == "paper 2").to_numpy()
        confusion = confusion_matrix(truth[here, 1], said[here, 1]).ravel().tolist()
        assert own[counts].iloc[0].tolist() == confusion
    assert (rows["low"] < rows["f1"]).all()
    assert (rows["f1"] < rows["high"]).all()


def test_it_says_whether_frames_are_told_at_all(checked):
    _, _, check = checked
    assert check.passed == "yes"
    f1 = check.table[check.table["group"] == ""].set_index(["split", "code"])["f1"]
    assert check.verdict == " ".join(
        f"With {name}s held out F1 is {f1[split, 'macro average']:.2f} over 2 frames and "
        f"{f1[split, 'micro average']:.2f} over decisions."
        for name, split in (("event", "event_id"), ("outlet", "outlet"))
    )


def test_what_only_tells_the_outlet_is_no_merit():
    """A frame that three outlets have and three have not, and words that give outlets away."""
    corpus, codes = coded(outlets=6)
    outlet = corpus.articles["outlet"].str[-1].astype(int)
    marked = corpus.articles["body"] + " mark" + outlet.map(str) * 4
    chance = codes.assign(conflict=(outlet % 2).to_numpy())[["article_id", "conflict"]]
    check = check_classifier(
        corpus.with_columns({"body": marked}), chance, classifier=MODEL, folds=6
    )
    f1 = check.table[check.table["code"] == "macro average"].set_index("split")["f1"]
    assert f1["event_id"] > 0.95
    assert f1["outlet"] <= 0.7
    assert check.passed != "yes"
    assert "(outlets)" in check.verdict


def test_a_text_that_is_predicted_is_never_learnt_from():
    corpus, codes = coded(n=60)
    articles = corpus.articles
    same = articles.assign(
        headline=articles["headline"].where(articles.index != 7, articles["headline"][0]),
        body=articles["body"].where(articles.index != 7, articles["body"][0]),
    )
    known = Coded.of(Corpus(same), codes, "keep")
    for rest, part in known.rows(known.groups("outlet"), 5):
        assert not ({0, 7} & set(rest) and {0, 7} & set(part))
        assert len(rest) + len(part) >= 59


def test_a_frame_with_too_few_articles_is_not_judged():
    corpus, codes = coded()
    rare = codes.assign(moral=[1] * 11 + [0] * 109)
    check = check_classifier(corpus, rare, classifier=MODEL, within=None)
    row = check.table[check.table["code"] == "moral"].iloc[0]
    assert np.isnan(row["f1"])
    assert row["passed"] == "not judged"
    assert row["reason"] == (
        "with a part of the outlets held out, fewer than 10 coded articles have it, or lack "
        "it, or they are of one group alone"
    )
    assert check.passed == "not judged"
    assert check.verdict.endswith(
        "decisions. Too few coded articles to judge: moral (outlets)."
    )
    only = rare[["article_id", "moral"]]
    with pytest.raises(ChoiceError) as caught:
        check_classifier(corpus, only, classifier=MODEL, within=None)
    assert str(caught.value) == (
        "no frame can be checked: with a part of the outlets held out, fewer than 10 coded "
        "articles have it, or lack it. Code more articles."
    )


def test_what_was_left_out_is_said():
    corpus, codes = coded(outlets=1)
    check = check_classifier(corpus, codes[codes["article_id"] != "a3"], classifier=MODEL)
    assert check.table["split"].unique().tolist() == ["event_id"]
    assert check.notes == ("coded articles have one outlet: none held out.",)
    no_events = Corpus(coded()[0].articles.drop(columns="event_id"))
    assert check_classifier(no_events, coded()[1], classifier=MODEL).notes == (
        "the corpus has no events: none were held out.",
    )


def test_codes_that_cannot_be_used_are_named_at_once():
    corpus, codes = coded()
    wrong = pd.concat([codes, codes[:1].assign(economic=2), codes[:1].assign(article_id="z")])
    with pytest.raises(ChoiceError) as caught:
        check_classifier(corpus, wrong)
    assert str(caught.value) == (
        "the coding cannot be used:\n"
        "  - economic has '2'; it takes 0 and 1\n"
        "  - coded twice: 'a0'\n"
        "  - coded, but not in the corpus: 'z'"
    )
    with pytest.raises(ChoiceError) as caught:
        check_classifier(corpus, codes[["article_id"]].rename(columns={"article_id": "id"}))
    assert str(caught.value) == (
        "the coding cannot be used:\n  - there is no column 'article_id'\n"
        "  - id has 'a0', 'a1', 'a10', 'a100', 'a101', 'a102', 'a103', 'a104' and 112 more; "
        "it takes 0 and 1"
    )
    with pytest.raises(ChoiceError) as caught:
        check_classifier(corpus, codes, folds=1)
    assert str(caught.value) == "folds is 1; it must be 2 or more."
    single = corpus.where(corpus.articles["event_id"] == "e0")
    with pytest.raises(ChoiceError) as caught:
        check_classifier(single, codes[:6], by="event_id")
    assert str(caught.value) == (
        "nothing can be held out: coded articles need two outlets or two events, and there "
        "are 6 coded articles with one of each."
    )


def test_more_articles_teach_more_until_they_do_not():
    corpus, codes = coded(n=240, noise=0.05)
    few = codes.assign(moral=[1, *[0] * 9] * 24)
    curve = check_learning(corpus, few, classifier=MODEL, shares=[0.1, 0.5, 1])
    table = curve.table
    assert table["n_learnt"].unique().tolist() == [19.0, 96.0, 192.0]
    first = table[table["share"] == 0.1]
    assert first["f1"].isna().tolist() == [True] * 4
    assert set(first["reason"]) == {
        "in a part, fewer than 10 to learn from have it, or lack it"
    }
    known = table[table["code"] == "economic"].iloc[1:]
    assert known["rise"].iloc[1] == pytest.approx(known["f1"].iloc[1] - known["f1"].iloc[0])
    whole = check_classifier(corpus, few, classifier=MODEL, by="event_id", within=None)
    f1 = whole.table[whole.table["group"] == ""].set_index("code")["f1"]
    assert known["f1"].iloc[1] == pytest.approx(f1["economic"], abs=0.05)
    assert curve.verdict == "Too few articles are coded to say whether more would help."
    assert curve.passed == "not judged"


def test_a_curve_says_whether_to_code_more():
    corpus, codes = coded(n=240, noise=0.0)
    short, long = (
        check_learning(corpus, codes, classifier=MODEL, shares=[first, 1])
        for first in (0.15, 0.3)
    )
    (before, last), (_, end) = (
        curve.table.iloc[-2:].to_dict("records") for curve in (short, long)
    )
    assert short.passed == "no"
    assert short.verdict == (
        f"From 29 coded articles to 192 F1 over frames went from {before['f1']:.2f} to "
        f"{last['f1']:.2f} (a rise of {last['rise']:.3f}, from {last['rise_low']:.3f} to "
        f"{last['rise_high']:.3f}): code more."
    )
    assert long.passed == "yes"
    assert end["rise_high"] < 0.02
    assert long.verdict.endswith("): more of the same would bring less than 0.02.")
    assert short.caption.startswith("F1 of predicted frames by the number of coded articles")
    with pytest.raises(ChoiceError) as caught:
        check_learning(corpus, codes, shares=[1, 0.5])
    assert str(caught.value) == (
        "shares are [1, 0.5]; they must lie above 0, up to 1, and rise."
    )


def test_figures_are_drawn(checked, tmp_path):
    _, _, check = checked
    ax = check.plot()
    assert [label.get_text() for label in ax.get_yticklabels()][:4] == [
        "events held out",
        "outlets held out",
        "calling every article yes",
        "events held out",
    ]
    assert check.caption.startswith("F1 of predicted frames, in 5 parts, each predicted by")
    assert save_figure(ax, tmp_path / "f", check.table)
