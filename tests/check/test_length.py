"""check_length against articles whose differences are made by length, and such that are not."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.check.length import _verdict, check_length, doublings
from analysis.compare.labels import compare_labels
from analysis.compare.sentiment import compare_sentiment
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.errors import ChoiceError
from analysis.figures import plt
from analysis.lexicon import Lexicon


def texts(length, uses, outlets="AB", *, n_events=20, each=2, jitter=9):
    """Make articles of ``length(outlet, number)`` words; ``uses`` is the mean of "port"."""
    rng = np.random.default_rng(7)
    rows = []
    for event in range(n_events):
        for outlet in outlets:
            for number in range(each):
                n = length(outlet, number) + int(rng.integers(0, jitter))
                times = int(rng.poisson(uses(outlet, n)))
                body = [f"n{len(rows)}", *["port"] * times, *["quay"] * (n - times)]
                rows.append((f"a{len(rows):03d}", outlet, f"e{event:02d}", " ".join(body)))
    table = pd.DataFrame(rows, columns=["article_id", "outlet", "event_id", "body"])
    return Corpus(table.assign(published="2024-03-01", headline=""))


def words_of(corpus):
    return compare_words(corpus, words=["port"])


def long_and_short(outlet, number):
    """Give outlet A the longer articles, each outlet one long and one short."""
    return (90 if outlet == "A" else 40) * (1 + number)


def test_a_finding_that_length_makes_is_named():
    """Whoever writes: a lead names the port four times, and nothing after it does."""
    words = words_of(texts(long_and_short, lambda *_: 4))
    check = check_length(words)
    assert words.table["finding"].all()
    assert check.passed == "no"
    row = check.table.iloc[0]
    assert row["length_ratio"] == pytest.approx(2.2, abs=0.2)
    assert row["slope"] == pytest.approx(-np.log(2), abs=0.25)
    assert row["estimate"] < -0.5
    assert abs(row["at_equal_length"]) < 0.25
    assert row["reason"].endswith("of it is left between articles of equal length")
    assert check.verdict == (
        "0 of 2 findings would stand between articles of equal length; 2 would not: "
        "port (A), port (B)."
    )


def test_a_finding_that_stands_at_any_length_passes():
    check = check_length(
        words_of(texts(long_and_short, lambda o, n: n * (0.2 if o == "A" else 0.07)))
    )
    assert check.passed == "yes"
    row = check.table.iloc[0]
    assert row["slope"] == pytest.approx(0, abs=0.3)
    assert row["at_equal_length"] == pytest.approx(np.log(0.2 / 0.07), abs=0.3)
    ends = row[["at_slope_low", "at_slope_high"]].astype(float)
    assert ends.min() < row["at_equal_length"] < ends.max()


def test_one_length_an_outlet_cannot_be_told_from_the_outlet():
    """An article a cell, no two outlets alike: what is length and what is A, nobody knows."""
    corpus = texts(lambda o, _: 200 if o == "A" else 50, lambda *_: 5, each=1, jitter=1)
    check = check_length(words_of(corpus))
    assert (check.table["passed"] == "not judged").all()
    assert set(check.table["reason"]) == {
        "articles of one event and group are equally long, or one alone"
    }
    assert check.verdict == (
        "0 of 2 findings would stand between articles of equal length; of 2 it cannot be told."
    )


def test_two_groups_mirror_each_other():
    check = check_length(words_of(texts(long_and_short, lambda *_: 4)))
    one, other = (row for _, row in check.table.iterrows())
    assert one["length_ratio"] == pytest.approx(1 / other["length_ratio"])
    assert one["at_equal_length"] == pytest.approx(-other["at_equal_length"], abs=1e-6)
    assert one["slope"] == pytest.approx(other["slope"], abs=1e-6)


def test_scores_and_labels_are_looked_at_too(tmp_path):
    (tmp_path / "l.csv").write_text("word,score\nport,1\nquay,-1\n", encoding="utf-8")
    corpus = texts(long_and_short, lambda *_: 6)
    scores = compare_sentiment(corpus, lexicon=Lexicon.read(tmp_path / "l.csv"))
    table = check_length(scores, rows="all").table.set_index(["item", "group"])
    assert table.loc[("outlet", "A"), "n_events"] == 20
    spoken = table.loc["outlet"]
    assert (np.sign(spoken["estimate"]) == [-1, 1]).all()
    # six good words among ever more bad ones: the score falls with length
    assert (spoken["slope"] < 0).all()
    assert (spoken["at_equal_length"].abs() < spoken["estimate"].abs()).all()
    sets = {"sea": {"port": ["port"], "quay": ["quay"]}}
    labels = check_length(compare_labels(corpus, sets), rows="all").table
    assert (labels.loc[labels["item"] == "sea: port", "slope"] < 0).all()
    assert (labels.loc[labels["item"] == "sea: quay", "slope"] > 0).all()


def test_lengths_count_the_words_of_the_parts_that_count():
    corpus = texts(long_and_short, lambda *_: 0)
    words = compare_words(corpus, words=["quay"])
    found = doublings(words, np.array(["a003", "a000"], object))
    bodies = corpus.articles.set_index("article_id")["body"]
    assert 2**found == pytest.approx([len(bodies[i].split()) for i in ("a003", "a000")])


def test_a_difference_looks_at_the_reference_alone():
    def lengths(outlet, number):
        return {"A": 90, "B": 40, "C": 300}[outlet] * (1 + number)

    words = words_of(texts(lengths, lambda *_: 4, "ABC")).difference("B")
    row = check_length(words).table.set_index("group").loc["A"]
    assert row["length_ratio"] == pytest.approx(2.2, abs=0.2)


def test_without_a_finding_nothing_is_judged():
    check = check_length(words_of(texts(lambda *_: 60, lambda *_: 4, n_events=6)))
    assert (check.passed, check.verdict) == ("not judged", "There is no finding to check.")
    check.plot()
    plt.close("all")


def test_the_figure_reaches_over_what_may_be_left():
    check = check_length(words_of(texts(long_and_short, lambda *_: 4)))
    ax = check.plot()
    [first, *_] = ax.collections
    ends = first.get_segments()[0][:, 0]
    row = check.table.iloc[0]
    lines = row[["estimate", "at_slope_low", "at_slope_high"]].astype(float)
    assert ends.tolist() == pytest.approx(np.exp([lines.min(), lines.max()]), rel=0.2)
    plt.close("all")


def test_rows_are_findings_or_all():
    with pytest.raises(ChoiceError) as refusal:
        check_length(words_of(texts(lambda *_: 60, lambda *_: 4, n_events=6)), rows="some")
    assert str(refusal.value) == "rows is 'some'; it can be 'findings' or 'all'."


def test_what_is_no_comparison_is_refused():
    bare = replace(words_of(texts(lambda *_: 60, lambda *_: 4, n_events=6)), tally=None)
    with pytest.raises(ChoiceError) as refusal:
        check_length(bare)
    assert str(refusal.value) == (
        "WordComparison keeps no counts and no scores, which alone can hang on length; give a "
        "comparison of words, labels or sentiment."
    )


@given(st.lists(st.sampled_from(["yes", "no", "open", "none"]), max_size=40), st.integers(0, 9))
def test_the_verdict_counts_what_the_rows_say(rows, left_out):
    told = {"yes": ("yes", ""), "no": ("no", "2% of it is left"), "open": ("not judged", "why")}
    laid = [told.get(row, ("not judged", "not a finding")) for row in rows]
    table = pd.DataFrame(laid, columns=["passed", "reason"]).assign(item="port", group="A")
    verdict = _verdict(table, left_out)
    stand, fail, cannot = (rows.count(kind) for kind in ("yes", "no", "open"))
    judged = stand + fail + cannot
    if not judged:
        assert verdict == "There is no finding to check."
        return
    whole = f"{judged} finding{'s' * (judged > 1)}"
    if left_out:
        whole = f"the {judged} findings of smallest p (of {judged + left_out})"
    assert verdict.startswith(
        f"{stand} of {whole} would stand between articles of equal length"
    )
    assert (f"; {fail} would not: port (A)" in verdict) == (fail > 0)
    assert verdict.endswith(f"; of {cannot} it cannot be told." if cannot else ".")
