"""check_dispersion against texts in which one article, event or outlet is known to carry."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.check.dispersion import _verdict, check_dispersion
from analysis.compare.labels import compare_labels
from analysis.compare.sentiment import compare_sentiment
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.errors import ChoiceError
from analysis.figures import plt
from analysis.study.file import Study

WORDS = 40


def texts(uses, **columns):
    """Make an article a (outlet, event, times), each of 40 words, that many of them "goats"."""
    rows = {
        "article_id": [f"a{i}" for i in range(len(uses))],
        "outlet": [outlet for outlet, _, _ in uses],
        "event_id": [event for _, event, _ in uses],
        "published": "2024-03-01",
        "headline": "",
        "body": [
            " ".join([f"n{i}"] + ["goats"] * n + ["calm"] * (WORDS - 1 - n))
            for i, (_, _, n) in enumerate(uses)
        ],
    }
    return Corpus(pd.DataFrame(rows | columns))


def checked(uses, design=None, **columns):
    words = compare_words(texts(uses, **columns), words=["goats"], design=design)
    check = check_dispersion(words)
    return check, check.table.set_index("group")


def steady(outlets="AB", n_events=10, times=None):
    times = times or {"A": 4, "B": 1}
    return [(o, f"e{e}", times.get(o, 1)) for e in range(n_events) for o in outlets]


def test_what_all_articles_share_passes():
    check, rows = checked(steady())
    assert check.passed == "yes"
    assert check.verdict == "None of 2 findings rests on one article, event or outlet."
    own = rows.loc["A"]
    assert own[["n_articles", "n_events", "n_outlets", "carried_by"]].tolist() == [
        10, 10, 1, "the group"
    ]  # fmt: skip
    assert own["largest_article_share"] == 0.1
    assert own["dp"] == pytest.approx(0, abs=1e-12)
    # one event of ten alike leaves the ratio as it was
    np.testing.assert_allclose(
        own[["without_article", "without_event"]].astype(float), np.log(4)
    )
    assert (rows["outlet"] == "").all()
    assert rows.loc["B", "carried_by"] == "the others"


def test_one_loud_event_is_named():
    uses = [*steady(n_events=9), ("A", "loud", 30), ("B", "loud", 1)]
    check, rows = checked(uses)
    assert check.passed == "no"
    own = rows.loc["A"]
    assert (own["article"], own["event"]) == ("a18", "loud")
    r, s = (9 * 4 + 30) / 2, 10 / 2
    assert own["estimate"] == pytest.approx(np.log(r / s))
    assert own["without_event"] == pytest.approx(np.log(4))
    assert own["without_article"] == pytest.approx(np.log(4))
    # r of an event is half of the difference of its two counts: 3 in nine, 29 in one
    assert own["largest_event_share"] == pytest.approx(29**2 / (29**2 + 9 * 3**2))
    assert own["reason"] == "one event holds 91% of the evidence"
    assert own["largest_article_share"] == pytest.approx(30 / 66)


def test_by_side_the_outlets_that_use_it_are_counted():
    """Ten outlets on each side of one event; two of one side carry all."""
    lean = {f"l{i}": "left" for i in range(10)} | {f"r{i}": "right" for i in range(10)}
    uses = [(o, f"e{e}", 8 if o in {"l0", "l1"} else 0) for e in range(1) for o in lean]
    words = compare_words(
        texts(uses, lean=[lean[o] for o, _, _ in uses]),
        words=["goats"],
        design=Design(by="lean", fdr=0.2),
    )
    table = check_dispersion(words, rows="all").table.set_index("group")
    assert table.loc["left", ["n_articles", "n_outlets"]].tolist() == [2, 2]
    assert table["reason"].tolist() == ["not a finding"] * 2


def test_few_articles_fail_a_finding():
    check = check_dispersion(_called_finding(compare_words(
        texts([("A", "e0", 4), ("B", "e0", 0), ("A", "e1", 4), ("B", "e1", 0)]),
        words=["goats"],
    )))  # fmt: skip
    assert check.table["reason"].tolist() == ["2 articles carry it"] * 2
    assert check.verdict == (
        "2 of 2 findings rest on one article, event or outlet: goats (A), goats (B)."
    )


def test_one_article_carries():
    check = check_dispersion(_called_finding(compare_words(
        texts([("A", "e0", 4), ("B", "e0", 0), ("A", "e1", 0), ("B", "e1", 0)]),
        words=["goats"],
    )))  # fmt: skip
    reason = (
        "1 article carries it; one event holds 100% of the evidence; without article 'a0' "
        "nobody uses it; without event 'e0' nobody uses it"
    )
    assert check.table["reason"].tolist() == [reason] * 2


def _called_finding(words):
    """Take every row for a finding, as if the corpus were larger."""
    object.__setattr__(words, "table", words.table.assign(finding=True))
    return words


def test_another_outlets_word_is_not_the_groups_silence():
    """A and B write alike; C alone uses the word, so that A's lack of it is C's doing."""
    uses = steady("ABC", 12, {"A": 1, "B": 1, "C": 9})
    _, rows = checked(uses)
    low = rows.loc["A"]
    assert low["carried_by"] == "the others"
    assert low["outlet"] == "C"
    assert low["without_outlet"] == pytest.approx(0, abs=1e-12)
    assert low["reason"] == "without outlet 'C' the ratio goes from 0.2 to 1"
    assert rows.loc["C", "passed"] == "yes"
    assert rows.loc["C", "outlet"] == ""


@pytest.mark.parametrize(("loud", "passed"), [(12, "yes"), (13, "no")])
def test_half_of_the_log_ratio_is_left_or_not(loud, passed):
    """Others use it 4 or ``loud`` times against 2: without the loud one half of 0.5 log(x)."""
    uses = [(o, f"e{e}", {"A": 2, "B": 4, "C": loud}[o]) for e in range(12) for o in "ABC"]
    row = checked(uses)[1].loc["A"]
    assert row["estimate"] == pytest.approx(np.log(2 / ((4 + loud) / 2)))
    assert row["without_outlet"] == pytest.approx(np.log(2 / 4))
    assert row["passed"] == passed


def test_a_difference_looks_at_the_reference_alone():
    uses = steady("ABC", 12, {"A": 8, "B": 1, "C": 8})
    words = compare_words(texts(uses), words=["goats"]).difference("B")
    row = check_dispersion(words).table.set_index("group").loc["A"]
    assert row["without_event"] == pytest.approx(np.log(8))
    assert row["estimate"] == pytest.approx(np.log(8))


def test_no_finding_of_the_sample_study_is_one_outlets_alone(root):
    """data/harbour: stevedores is the Ledger's word; that others lack it is no finding."""
    study = Study.read(root / "data" / "harbour" / "study.toml")
    settings = study.comparisons["labels"]
    labels = compare_labels(
        study.corpus(), study.label_sets, design=study.design_of("labels"), **settings
    )
    own = labels.table[labels.table["label"] == "stevedores"]
    assert own.loc[own["finding"], "group"].tolist() == ["ledger"]
    check = check_dispersion(labels)
    assert not (check.table["passed"] == "no").any()


def test_the_order_of_articles_changes_nothing():
    corpus = texts(steady("ABC", 9, {"A": 6, "B": 2}))
    turned = Corpus(corpus.articles.iloc[::-1])
    one, other = (check_dispersion(compare_words(c, words=["goats"])) for c in (corpus, turned))
    exact = ["group", "n_articles", "estimate", "without_event", "without_outlet", "passed"]
    pd.testing.assert_frame_equal(one.table[exact], other.table[exact])


def test_means_have_no_uses():
    with pytest.raises(ChoiceError) as refusal:
        check_dispersion(compare_sentiment(texts(steady())))
    assert str(refusal.value) == (
        "SentimentComparison keeps no counts, which alone can be carried by one use; give a "
        "comparison of words or labels."
    )


def test_rows_are_findings_or_all():
    with pytest.raises(ChoiceError) as refusal:
        check_dispersion(compare_words(texts(steady())), rows="some")
    assert str(refusal.value) == "rows is 'some'; it can be 'findings' or 'all'."


def test_without_a_finding_nothing_is_judged():
    check, _ = checked(steady("AB", 3))
    assert (check.passed, check.verdict) == ("not judged", "There is no finding to check.")
    assert repr(check).split("\n\n")[1] == "(no rows)"
    assert check.plot().get_xlabel().startswith("rate ratio")
    plt.close("all")


def test_the_figure_draws_what_fails_first():
    uses = steady("ABC", 12, {"A": 1, "B": 1, "C": 9})
    check, _ = checked(uses)
    ax = check.plot()
    assert [tick.get_text() for tick in ax.get_yticklabels()].count("goats") == len(check.table)
    plt.close("all")


@given(st.integers(0, 12), st.integers(0, 30), st.integers(0, 30))
def test_the_verdict_counts_what_the_rows_say(fail, stand, others):
    passed = ["no"] * fail + ["yes"] * stand + ["not judged"] * others
    verdict = _verdict(pd.DataFrame({"item": "port", "group": "A", "passed": passed}))
    judged = f"{fail + stand} finding{'s' * (fail + stand > 1)}"
    if not fail + stand:
        assert verdict == "There is no finding to check."
    elif not fail:
        assert verdict == f"None of {judged} rests on one article, event or outlet."
    else:
        assert verdict.startswith(f"{fail} of {judged} rest")
        more = fail - verdict.count("port (A)")
        assert (f" and {more} more." in verdict) == (more > 0)
