"""check_equivalent: within the margin, beyond it, or neither shown."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.weightstats import DescrStatsW

from analysis.check.equivalent import check_equivalent
from analysis.compare.sentiment import compare_sentiment
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.errors import ChoiceError
from analysis.figures import plt
from analysis.lexicon import Lexicon


def texts(times, outlets="AB", n_events=20):
    """Make an article of 30 words an outlet and event; ``times`` says how often "port"."""
    cells = [(o, e) for e in range(n_events) for o in outlets]
    uses = [times(o, e) for o, e in cells]
    rows = {
        "article_id": [f"a{i:03d}" for i in range(len(cells))],
        "outlet": [o for o, _ in cells],
        "event_id": [f"e{e:02d}" for _, e in cells],
        "published": "2024-03-01",
        "headline": "",
        "body": [
            " ".join([f"n{i}", *["port"] * n, *["quay"] * (29 - n)]) for i, n in enumerate(uses)
        ],
    }
    return Corpus(pd.DataFrame(rows))


def words_of(times, outlets="AB", n_events=20):
    return compare_words(texts(times, outlets, n_events), words=["port"])


def alike(outlet, event):
    """Give outlets the same uses in turn."""
    return 3 + (event + (outlet == "B")) % 2


def test_alike_is_within_a_wide_margin():
    check = check_equivalent(words_of(alike), margin=1.5)
    assert check.passed == "yes"
    assert check.verdict == "All 2 rows lie within a factor of 1.5."
    own, other = (row for _, row in check.table.iterrows())
    assert own["margin"] == np.log(1.5)
    assert -own["margin"] < own["low"] < own["estimate"] < own["high"] < own["margin"]
    assert (own["low"], own["high"], own["p"]) == (-other["high"], -other["low"], other["p"])
    # of two groups one is tested, so that there is nothing to adjust for
    assert own["q"] == own["p"]


def test_a_narrow_margin_leaves_it_open():
    check = check_equivalent(words_of(alike), margin=1.01)
    assert check.passed == "not judged"
    assert check.verdict == (
        "0 of 2 rows are shown to lie within a factor of 1.01; of 2 neither can be told."
    )
    assert (
        check.table["reason"].tolist()
        == ["shown to lie neither within the margin nor beyond it"] * 2
    )


def test_an_estimate_beyond_the_margin_is_not_yet_shown_to_lie_there():
    def times(outlet, event):
        return (2, 7, 3, 9, 4)[(event + 2 * (outlet == "B")) % 5] + (outlet == "A")

    check = check_equivalent(words_of(times), margin=1.1)
    row = check.table.iloc[0]
    assert row["estimate"] > row["margin"] > row["low"]
    assert 0.5 < row["p"] < 0.95
    assert check.passed == "not judged"


def test_a_large_difference_lies_beyond_a_small_margin():
    check = check_equivalent(words_of(lambda o, _: 8 if o == "A" else 2), margin=1.25)
    assert check.passed == "no"
    assert set(check.table["reason"]) == {"shown to lie beyond the margin"}
    assert check.verdict == (
        "0 of 2 rows are shown to lie within a factor of 1.25, 2 to lie beyond it."
    )


def test_what_one_side_alone_uses_lies_beyond_although_its_interval_has_no_end():
    check = check_equivalent(words_of(lambda o, _: 6 if o == "A" else 0), margin=1.25)
    assert check.passed == "no"
    assert np.isposinf(check.table["estimate"].max())


def test_few_events_show_nothing():
    check = check_equivalent(words_of(alike, n_events=3), margin=2.0)
    assert check.passed == "not judged"
    assert set(check.table["reason"]) == {
        "3 informative events; 6 needed: p can reach 0.25 at best, the family needs 0.05"
    }
    assert check.table[["low", "high", "p", "q"]].isna().all().all()


def test_three_outlets_are_judged_together():
    """Three rows of equal worth: q is their p, times three over their rank."""
    check = check_equivalent(words_of(lambda o, e: 3 + (e + ord(o)) % 2, "ABC", 30), margin=1.3)
    p, q = (check.table[name].to_numpy() for name in ("p", "q"))
    rank = p.argsort().argsort() + 1
    assert len(set(p)) == 3
    assert (q >= p).all()
    assert q[rank == 3] == p[rank == 3]


def test_beyond_is_judged_among_all_rows_too():
    """Benjamini and Hochberg's steps written out, on the p of three outlets."""
    uses = {"A": (6, 3, 4, 5), "B": (3, 4, 3, 4), "C": (4, 4, 5, 3)}
    result = words_of(lambda o, e: uses[o][e % 4], "ABC", 24)
    table = check_equivalent(result, margin=1.05).table
    p = table["p_beyond"].to_numpy()
    assert p.min() < 0.05 < np.median(p)
    order = p.argsort()
    q = np.minimum.accumulate((p[order] * 3 / np.arange(1, 4))[::-1])[::-1]
    np.testing.assert_allclose(table["q_beyond"].to_numpy()[order], q)
    alpha = float(p.min() * 1.5)
    alone = check_equivalent(result, margin=1.05, alpha=alpha)
    assert alone.passed == "not judged"
    assert alone.table.loc[p.argmin(), "reason"] == (
        "beyond the margin alone, not among all rows judged together"
    )
    assert check_equivalent(result, margin=1.05, alpha=float(p.min() * 3.1)).passed == "no"


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 4), st.floats(1.02, 2.0))
def test_beyond_exactly_when_the_interval_of_the_comparison_is(more, margin):
    result = words_of(lambda o, e: 4 + more * (o == "A") + e % 2, n_events=12)
    row = check_equivalent(result, margin=margin).table.iloc[0]
    low = result.table["low"].iloc[0]  # 95 %, of the same test
    assert abs(low - row["margin"]) < 1e-6 or (row["p_beyond"] <= 0.05) == (low > row["margin"])


def test_within_alone_is_not_within_among_many():
    def times(outlet, event):
        return {"A": 3 + event % 2, "B": 3 + (event // 2) % 2, "C": 2 + event % 4}[outlet]

    result = words_of(times, "ABC", 24)
    p = check_equivalent(result, margin=1.5).table.set_index("group")["p"]
    alpha = float(p.min() * 1.01)
    check = check_equivalent(result, margin=1.5, alpha=alpha)
    assert check.table.set_index("group").loc[p.idxmin(), "reason"] == (
        "within the margin alone, not among all rows judged together"
    )


def test_a_pair_is_tested_in_its_own_events():
    three = words_of(lambda o, e: {"A": alike("A", e), "B": alike("B", e), "C": 12}[o], "ABC")
    two = check_equivalent(words_of(alike), margin=1.5).table.set_index("group")
    pair = check_equivalent(three.difference("B"), margin=1.5).table.set_index("group")
    # articles of C are gone; "port" and "quay" of A and B are the same texts but for numbers
    numbers = ["low", "high", "p"]
    np.testing.assert_allclose(
        pair.loc["A", numbers].astype(float), two.loc["A", numbers].astype(float), atol=1e-6
    )


def test_scores_take_a_difference_and_agree_with_statsmodels(tmp_path):
    (tmp_path / "l.csv").write_text("word,score\nport,1\nquay,-1\n", encoding="utf-8")
    corpus = texts(lambda o, e: 10 + (e * 7 + 3 * (o == "B")) % 5)
    result = compare_sentiment(corpus, lexicon=Lexicon.read(tmp_path / "l.csv"))
    check = check_equivalent(result, margin=0.2)
    own = check.table[check.table["item"] == "outlet"].iloc[0]
    uses = np.array([[10 + (e * 7 + 3 * (o == "B")) % 5 for o in "AB"] for e in range(20)])
    score = result.tally.means[:, 0]
    gaps = score[0::2] - score[1::2]
    assert np.corrcoef(gaps, uses[:, 0] - uses[:, 1])[0, 1] > 0.99
    assert own["p"] == pytest.approx(DescrStatsW(gaps).ttost_mean(-0.2, 0.2)[0])
    assert check.caption.startswith("Whether groups by outlet differ by less than ±0.2.")
    # nobody is quoted: the source's voice has no score, and says so
    quoted = check.table[check.table["item"] == "source"]
    assert (quoted["passed"] == "not judged").all()
    assert (quoted["reason"] != "").all()


def test_what_cannot_be_used_is_said_all_at_once():
    result = words_of(alike, n_events=3)
    many = replace(result, table=pd.concat([result.table] * 101))
    with pytest.raises(ChoiceError) as refusal:
        check_equivalent(many, margin=0.8, alpha=0.5)
    assert str(refusal.value) == (
        "equivalence cannot be checked like this:\n"
        "  - margin is 0.8; it is a ratio above 1\n"
        "  - alpha is 0.5; it must be above 0 and at most 0.1\n"
        "  - 202 rows are asked about; choose up to 200 beforehand with result.where(…)"
    )


def test_what_is_no_comparison_is_refused():
    with pytest.raises(ChoiceError) as refusal:
        check_equivalent(replace(words_of(alike, n_events=6), tally=None), margin=1.5)
    assert str(refusal.value) == (
        "equivalence cannot be checked like this:\n"
        "  - WordComparison keeps no counts and no scores; give a comparison of words, labels "
        "or sentiment"
    )


def test_no_row_is_no_answer():
    result = words_of(alike, n_events=3)
    check = check_equivalent(result.where(result.table["p"] > 2), margin=2)
    assert (check.passed, check.verdict) == ("not judged", "No row is asked about.")
    check.plot()
    plt.close("all")


def test_the_figure_shows_the_margin():
    check = check_equivalent(words_of(alike), margin=1.5)
    ax = check.plot()
    lines = sorted({round(float(line.get_xdata()[0]), 6) for line in ax.lines})
    assert {round(1 / 1.5, 6), 1.0, 1.5} <= set(lines)
    assert "no difference" not in check.caption
    plt.close("all")
