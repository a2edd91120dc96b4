"""Attributions against those marked by hand: counts by hand, intervals by another library."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.proportion import proportion_confint

from analysis.check.attributions import AttributionCheck, check_attributions
from analysis.corpus import Corpus
from analysis.errors import ChoiceError
from analysis.measure.attributions import measure_attributions
from analysis.spans import Spans
from analysis.stats.errors import rates_differ
from analysis.stats.pooled import pooled_rates

BODY = "x" * 400


def study(found: dict[str, list[tuple[int, int]]]) -> tuple[Corpus, Spans, Spans]:
    """Mark ten contents in each article, and find so many of them and so many others."""
    rows, marks, hits = [], [], []
    for outlet, counts in found.items():
        for number, (right, wrong) in enumerate(counts):
            name = f"{outlet}{number}"
            rows.append((name, outlet, "2024-03-01", "", BODY))
            marks += [(name, 20 * place, 20 * place + 10) for place in range(10)]
            hits += [(name, 20 * place, 20 * place + 8) for place in range(right)]
            hits += [(name, 220 + 10 * place, 225 + 10 * place) for place in range(wrong)]
    names = ["article_id", "outlet", "published", "headline", "body"]
    corpus = Corpus(pd.DataFrame(rows, columns=names))
    return corpus, spans_of(marks), spans_of(hits)


def spans_of(rows: list[tuple[str, int, int]]) -> Spans:
    table = pd.DataFrame(rows, columns=["article_id", "start", "end"])
    table = table.assign(field="body", layer="content", value="marked", parent=range(len(rows)))
    return Spans(table)


EVEN = {"Post": [(8, 2)] * 30, "Star": [(8, 2)] * 30}
UNEVEN = {"Post": [(9, 1), (10, 0), (9, 1)] * 4, "Star": [(5, 0), (4, 1), (5, 0)] * 4}


def test_shares_are_those_counted_by_hand():
    corpus, marked, found = study({"Post": [(8, 2), (6, 0)], "Star": [(10, 10)]})
    table = check_attributions(corpus, marked, found).table.set_index(["figure", "group"])
    assert table["value"].to_dict() == pytest.approx({
        ("recall", ""): 24 / 30, ("recall", "Post"): 14 / 20, ("recall", "Star"): 1.0,
        ("precision", ""): 24 / 36, ("precision", "Post"): 14 / 16, ("precision", "Star"): 0.5,
    })  # fmt: skip
    assert table["n"].tolist() == [30, 20, 10, 36, 16, 20]
    assert table["n_articles"].tolist() == [3, 2, 1, 3, 2, 1]
    star = table.loc[("recall", "Star")]
    assert np.isnan(star["low"])
    assert star["reason"] == "one article: no interval"


def test_the_variance_is_that_of_a_weighted_mean_with_articles_as_units():
    rng = np.random.default_rng(3)
    n = rng.integers(5, 40, 30).astype(float)
    x = rng.binomial(n.astype(int), rng.uniform(0.4, 0.9, 30)).astype(float)
    fitted = sm.WLS(x / n, np.ones(30), weights=n).fit(cov_type="HC1")
    r, variance = float(fitted.params[0]), float(fitted.bse[0]) ** 2
    size = min(r * (1 - r) / variance, n.sum())
    from scipy.stats import norm, t  # noqa: PLC0415

    size *= (norm.ppf(0.975) / t.ppf(0.975, 29)) ** 2
    expected = proportion_confint(r * size, size, method="wilson")
    own = pooled_rates(x, n, np.zeros(30, int), 1)
    assert own.value[0] == pytest.approx(r)
    assert (own.low[0], own.high[0]) == pytest.approx(expected)


def test_intervals_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(400):
        n = rng.integers(5, 40, 20)
        x = rng.binomial(n, rng.beta(7, 3, 20))
        own = pooled_rates(x.astype(float), n.astype(float), np.zeros(20, int), 1)
        held += own.low[0] <= 0.7 <= own.high[0]
    assert 0.92 <= held / 400 <= 0.985


def test_unequal_recall_is_told_and_handed_on():
    check = check_attributions(*study(UNEVEN))
    assert check.passed == "no"
    assert check.verdict == (
        "The recall is 0.70 (0.59 to 0.79), from 0.47 in Star to 0.93 in Post. It differs by "
        "outlet: counts cannot be compared as they are. The precision is 0.93 (0.88 to 0.96), "
        "from 0.93 in Post to 0.93 in Star. Whether it differs by outlet cannot be judged (not "
        "known within 0.15: 'Star')."
    )
    assert check.recall["outlet"].tolist() == ["Post", "Star"]
    assert check.recall["recall"].tolist() == pytest.approx([28 / 30, 14 / 30])
    assert "dealt to groups 1,999 times" in check.methods


def test_recall_by_kind_is_that_of_the_cell_leaning_on_its_kind():
    body = "Officials said that it rained. Ann Lee said that it poured."
    rows = {"article_id": ["a", "b"], "outlet": ["Post", "Star"], "published": ""}
    corpus = Corpus(pd.DataFrame(rows | {"headline": "", "body": body}))
    found = measure_attributions(corpus)
    one = found.where((found.table["article_id"] == "a") | (found.table["parent"] == 2))
    check = check_attributions(corpus, found, one)
    cells = check.recall_by_kind.set_index(["outlet", "kind"])
    assert cells.loc[("Post", "official"), "recall"] == pytest.approx((1 + 5 * 1) / 6)
    assert cells.loc[("Post", "person"), "recall"] == pytest.approx((1 + 5 * 0.5) / 6)
    assert cells.loc[("Star", "person"), "recall"] == pytest.approx((0 + 5 * 0.5) / 6)
    assert cells.loc[("Star", "witness"), "recall"] == pytest.approx(3 / 4)
    assert cells["n"].sum() == 4


def test_attributions_to_nobody_have_a_recall_of_their_own():
    corpus, marked, found = study(EVEN)  # contents alone: nobody is named
    cells = check_attributions(corpus, marked, found).recall_by_kind
    assert cells.loc[cells["kind"] == "no source", "n"].tolist() == [300, 300]
    assert cells["n"].sum() == 600


def test_equal_recall_passes_and_few_articles_are_not_judged():
    check = check_attributions(*study(EVEN))
    assert check.passed == "yes"
    few = check_attributions(*study({name: rows[:3] for name, rows in EVEN.items()}))
    assert few.passed == "not judged"
    assert few.table["reason"][0] == "fewer than 5 articles: 'Post', 'Star'"
    wide = {"Post": [(10, 0), (0, 0)] * 4, "Star": [(0, 0), (10, 0)] * 4}
    loose = check_attributions(*study(wide))
    assert loose.table["reason"][0] == "not known within 0.15: 'Post', 'Star'"


def test_the_order_of_articles_changes_nothing_but_who_is_where_does():
    corpus, marked, found = study(UNEVEN)
    turned = Corpus(corpus.articles.iloc[::-1])
    names = ["figure", "group", "n", "value", "low", "high"]
    pd.testing.assert_frame_equal(
        check_attributions(corpus, marked, found).table[names],
        check_attributions(turned, marked, found).table[names],
    )
    assert np.isnan(rates_differ(np.ones(4), np.ones(4), np.zeros(4, int), 1, draws=9, seed=1))


def test_nothing_found_has_no_precision_and_says_so():
    corpus, marked, _ = study({"Post": [(0, 0)] * 2, "Star": [(0, 0)] * 2})
    check = check_attributions(corpus, marked, spans_of([]))
    rows = check.table[check.table["figure"] == "precision"]
    assert rows["value"].isna().all()
    assert "The precision is unknown" in check.verdict
    assert (check.table.loc[check.table["figure"] == "recall", "value"] == 0).all()


def test_articles_without_marks_are_left_out_and_counted():
    corpus, marked, found = study(EVEN)
    some = marked.where(marked.table["article_id"] != "Post0")
    check = check_attributions(corpus, some, found)
    assert check.notes == ("1 article without a mark was left out.",)
    assert check.table["n_articles"][0] == 59


def test_marks_of_other_articles_are_refused():
    corpus, marked, found = study({"Post": [(1, 0)], "Star": [(1, 0)] * 2})
    with pytest.raises(ChoiceError) as refusal:
        check_attributions(corpus.where(corpus.articles["outlet"] == "Post"), marked, found)
    assert str(refusal.value) == (
        "marks are of articles that the corpus lacks: 'Star0', 'Star1'; give marks of articles "
        "of this corpus."
    )
    with pytest.raises(ChoiceError) as refusal:
        check_attributions(corpus, spans_of([]), found)
    assert str(refusal.value) == "nothing is marked; give marks of articles of this corpus."


def test_the_figure_draws_what_the_table_says():
    check = check_attributions(*study(UNEVEN))
    drawn = np.concatenate([line.get_xdata() for line in check.plot().lines])
    groups = check.table[check.table["group"] != ""]
    assert set(groups["value"].round(6)) <= set(np.round(drawn.astype(float), 6))
    plt.close("all")


def test_every_column_says_what_it_means():
    assert set(AttributionCheck.columns) == set(check_attributions(*study(EVEN)).table)
