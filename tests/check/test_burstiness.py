"""check_burstiness against corpora made of bursts of known shape."""

import numpy as np
import pandas as pd
import pytest

from analysis.check.burstiness import check_burstiness
from analysis.compare.labels import compare_labels
from analysis.compare.sentiment import compare_sentiment
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.errors import ChoiceError
from analysis.figures import plt


def bursts(shapes, n_events=40, n_words=40, **columns):
    """Make an article of some 120 words a cell; ``shapes`` gives each outlet's gamma."""
    rng = np.random.default_rng(3)
    names = [f"w{chr(97 + w // 26)}{chr(97 + w % 26)}" for w in range(n_words)]
    rows = []
    for event in range(n_events):
        topic = rng.gamma(1, 1, n_words)
        for outlet, shape in shapes.items():
            rates = topic * rng.gamma(shape, 1 / shape, n_words)
            text = [w for w, n in zip(names, rng.poisson(rates), strict=True) for _ in range(n)]
            text += ["filler"] * max(120 - len(text), 0)
            rows.append((f"{event}-{outlet}", outlet, f"e{event}", f"{event} {' '.join(text)}"))
    table = pd.DataFrame(rows, columns=["article_id", "outlet", "event_id", "body"])
    return Corpus(table.assign(published="2024-03-01", headline="", **columns))


def words_of(corpus, **more):
    names = [f"w{a}{b}" for a in "ab" for b in "abcdefghijklmnopqrstuvwxyz"]
    return compare_words(corpus, words=names, **more)


def test_alike_outlets_pass():
    check = check_burstiness(words_of(bursts({"A": 2, "B": 2, "C": 2})))
    assert check.passed == "yes"
    assert check.verdict == "3 of 3 groups are about as bursty as the others."
    assert check.table["value"].between(1.2, 1.8).all()  # 1 + 1/2
    assert (check.table["n_events"] == 40).all()


def test_the_extreme_case_is_named():
    check = check_burstiness(words_of(bursts({"A": 0.15, "B": 5, "C": 5})))
    rows = check.table.set_index("group")
    assert rows.loc["A", "passed"] == "no"
    assert rows.loc["A", "reason"] == "far burstier than the others: its findings may be false"
    assert rows.loc["A", "low"] < (1 + 1 / 0.15) / (1 + 1 / 5) < rows.loc["A", "high"]
    # beside the bursty one the other two are the even ones
    assert (rows.loc[["B", "C"], "ratio"] < 0.5).all()
    assert check.verdict.startswith(
        f"{(rows['passed'] == 'no').sum()} of 3 groups clump their uses beyond what the tests "
        "were seen to hold: A"
    )
    assert check.verdict.endswith(". Findings may be false there, however small p is.")


def test_two_groups_mirror_each_other():
    check = check_burstiness(words_of(bursts({"A": 1, "B": 3})))
    one, other = (row for _, row in check.table.iterrows())
    assert one["ratio"] == pytest.approx(1 / other["ratio"])
    assert one["low"] == pytest.approx(1 / other["high"])
    assert check.notes == (
        "Of two groups one mirrors the other: the ratio does not say which is unusual.",
    )


def test_few_events_are_not_judged():
    check = check_burstiness(words_of(bursts({"A": 2, "B": 2}, n_events=7)))
    assert check.passed == "not judged"
    assert set(check.table["reason"]) == {"7 shared events, fewer than 8"}
    assert check.verdict == (
        "Whether groups are about as bursty as one another cannot be told."
    )


def test_a_side_pools_its_outlets():
    shapes = {f"l{i}": 1 for i in range(5)} | {f"r{i}": 1 for i in range(5)}
    corpus = bursts(shapes, n_events=12)
    lean = corpus.articles["outlet"].str[0]
    corpus = Corpus(corpus.articles.assign(lean=lean))
    check = check_burstiness(words_of(corpus, design=Design(by="lean")))
    assert check.table["n_outlets"].tolist() == [5, 5]
    assert check.table["value"].between(1.5, 2.6).all()  # 1 + 1/1


def test_words_of_grammar_are_left_out_of_a_long_list():
    corpus = bursts({"A": 1, "B": 1, "C": 1}, n_events=12, n_words=260)
    check = check_burstiness(compare_words(corpus))
    assert any("used in over half of the cells are left out" in note for note in check.notes)


def test_labels_come_in_bursts_too():
    sets = {"wa": {"first": ["waa", "wab", "wac"], "second": ["wad", "wae", "waf"]}}
    check = check_burstiness(compare_labels(bursts({"A": 2, "B": 2, "C": 2}), sets))
    assert (check.table["n_pairs"] > 0).all()
    assert check.table["ratio"].between(0.7, 1.4).all()


def test_a_word_used_once_a_cell_cannot_be_told():
    rows = {
        "article_id": [f"a{i}" for i in range(20)],
        "outlet": ["A", "B"] * 10,
        "event_id": [f"e{i // 2}" for i in range(20)],
        "published": "2024-03-01",
        "headline": "",
        "body": [f"{i} port and quay" for i in range(20)],
    }
    check = check_burstiness(compare_words(Corpus(pd.DataFrame(rows)), words=["port"]))
    assert set(check.table["reason"]) == {"too few uses come in pairs to tell"}
    check.plot()
    plt.close("all")


def test_means_have_no_bursts():
    with pytest.raises(ChoiceError) as refusal:
        check_burstiness(compare_sentiment(bursts({"A": 1, "B": 1}, n_events=2)))
    assert str(refusal.value) == (
        "SentimentComparison keeps no counts, which alone can come in bursts; give a "
        "comparison of words or labels."
    )
