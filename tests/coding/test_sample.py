"""Samples have the probabilities they state, hold smaller ones and spread over events."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import analysis
from analysis.coding.sample import _spread, draw_sample
from analysis.corpus import Corpus
from analysis.errors import ChoiceError
from analysis.stats.correction import dsl


def corpus_of(rows, **columns):
    """Make an article of each (outlet, event)."""
    outlet, event = zip(*rows, strict=True)
    table = {
        "article_id": [f"a{i:03}" for i in range(len(rows))],
        "outlet": outlet,
        "event_id": event,
        "published": "",
        "headline": "",
        "body": "",
    }
    return Corpus(pd.DataFrame(table | columns))


ROWS = [(o, f"e{e}") for e in range(12) for o in ["Post", "Star", "Star", "Wire"]]
CELLS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(["e1", "e2", "e3", ""])),
    min_size=3,
    max_size=30,
)


@given(rows=CELLS, seed=st.integers(0, 99))
def test_the_sample_is_as_large_as_asked(rows, seed):
    n = len(rows) // 2
    table = draw_sample(corpus_of(rows), n, seed=seed).table
    assert (table["inclusion"] == n / len(rows)).all()
    for group in {outlet for outlet, _ in rows}:
        own = pd.Series([event for outlet, event in rows if outlet == group])
        drawn = (table["group"] == group).sum()
        sizes = own.value_counts().nunique()
        assert abs(drawn - len(own) * n / len(rows)) < sizes + 1e-9


@given(
    rows=CELLS, seed=st.integers(0, 99), allocation=st.sampled_from(["proportional", "equal"])
)
def test_a_larger_sample_holds_the_smaller_with_its_coders(rows, seed, allocation):
    corpus = corpus_of(rows, kind=["xyy"[i % 3] for i in range(len(rows))])
    options = {"predicted": "kind", "allocation": allocation, "coders": ["kim", "lee"]}
    held = None
    for n in range(1, len(rows) + 1):
        table = draw_sample(corpus, n, seed=seed, **options).table.set_index("article_id")
        if held is not None:
            assert set(held.index) <= set(table.index)
            assert (table.loc[held.index, "coders"] == held["coders"]).all()
            assert (table.loc[held.index, "inclusion"] >= held["inclusion"] - 1e-12).all()
        held = table
    assert len(held) == len(rows)


@given(events=st.lists(st.sampled_from("abcde"), min_size=1, max_size=9))
@settings(max_examples=5)
def test_numbers_of_units_are_uniform(events):
    draw = np.random.default_rng(3)
    numbers = np.array([_spread(np.array(events), draw) for _ in range(1500)])
    assert ((numbers >= 0) & (numbers < 1)).all()
    for column in numbers.T:
        assert stats.kstest(column, "uniform").pvalue > 1e-5


@pytest.mark.parametrize("allocation", ["proportional", "equal"])
def test_each_article_is_drawn_as_often_as_it_says(allocation):
    codes = ["rare" if i % 8 == 0 else "common" for i in range(len(ROWS))]
    corpus = corpus_of(ROWS, code=codes)
    drawn = dict.fromkeys(corpus.articles["article_id"], 0)
    stated = {}
    runs = 200
    for seed in range(runs):
        table = draw_sample(
            corpus, 16, predicted="code", allocation=allocation, seed=seed
        ).table
        for row in table.itertuples():
            drawn[row.article_id] += 1
            stated[row.article_id] = row.inclusion
    share = pd.Series(drawn) / runs
    expected = pd.Series(stated).reindex(share.index)
    error = np.sqrt(expected * (1 - expected) / runs)
    assert ((share - expected).abs() <= 4.2 * error + 1e-9).all()
    assert expected.sum() == pytest.approx(16)


def test_equal_finds_as_many_of_a_rare_code():
    codes = ["rare" if i % 8 == 0 else "common" for i in range(len(ROWS))]
    corpus = corpus_of([("Post", e) for _, e in ROWS], code=codes)
    table = draw_sample(corpus, 12, predicted="code", allocation="equal").table
    assert table["predicted"].value_counts().to_dict() == {"rare": 6, "common": 6}
    assert set(table["inclusion"].round(6)) == {1.0, round(6 / 42, 6)}


def test_a_stratum_spreads_over_events():
    rows = [("Post", f"e{e}") for e in range(6) for _ in range(4)]
    for seed in range(20):
        events = draw_sample(corpus_of(rows), 12, seed=seed).table["event"].value_counts()
        assert set(events) == {2}
        assert len(events) == 6
        few = draw_sample(corpus_of(rows), 3, seed=seed).table
        assert few["event"].nunique() == 3


def test_order_of_articles_changes_nothing():
    corpus = corpus_of(ROWS)
    turned = Corpus(corpus.articles.sample(frac=1, random_state=2))
    first = draw_sample(corpus, 20, coders=["a", "b", "c"]).table
    pd.testing.assert_frame_equal(draw_sample(turned, 20, coders=["a", "b", "c"]).table, first)
    assert set(draw_sample(corpus, 20, seed=2).table["article_id"]) != set(first["article_id"])


def test_coders_share_the_work_and_the_overlap():
    sample = draw_sample(corpus_of(ROWS * 4), 100, coders=["kim", "lee"], overlap=0.25)
    table = sample.table
    assert table["overlap"].mean() == pytest.approx(0.25, abs=0.03)
    assert (table.loc[table["overlap"], "coders"] == "kim\nlee").all()
    work = sample.assignments["coder"].value_counts()
    assert abs(work["kim"] - work["lee"]) <= 6
    assert len(sample.assignments) == len(table) + table["overlap"].sum()
    assert repr(sample).startswith("Sample(")


@pytest.mark.parametrize("overlap", [0.0, 1.0])
def test_overlap_can_be_none_or_all(overlap):
    table = draw_sample(corpus_of(ROWS), 20, coders=["kim", "lee"], overlap=overlap).table
    assert table["overlap"].eq(overlap == 1).all()


def test_what_is_drawn_corrects_what_is_predicted():
    """The share corrected by the sample is right on average, the predicted share is not."""
    draw = np.random.default_rng(5)
    truth = draw.random(len(ROWS) * 6) < 0.4
    predicted = (truth | (draw.random(len(truth)) < 0.25)).astype(int)
    corpus = corpus_of(ROWS * 6, code=predicted)
    place = dict(zip(corpus.articles["article_id"], range(len(truth)), strict=True))
    ones, found = np.ones((len(truth), 1)), []
    for seed in range(150):
        table = draw_sample(corpus, 60, predicted="code", allocation="equal", seed=seed).table
        rows = table["article_id"].map(place).to_numpy()
        labelled = np.isin(np.arange(len(truth)), rows)
        inclusion = np.ones(len(truth))
        inclusion[rows] = table["inclusion"]
        fitted = dsl(
            (predicted.astype(float), ones),
            (truth.astype(float), ones),
            labelled=labelled,
            inclusion=inclusion,
        )
        found.append(fitted.coefficients[0])
    assert np.mean(found) == pytest.approx(truth.mean(), abs=4 * np.std(found) / 150**0.5)
    assert abs(predicted.mean() - truth.mean()) > 0.1


def test_every_setting_that_cannot_be_is_named():
    with pytest.raises(ChoiceError) as caught:
        draw_sample(corpus_of(ROWS), 49, allocation="even", overlap=2, coders=["kim", "kim"])
    assert str(caught.value) == (
        "this sample cannot be drawn:\n"
        "  - n is 49; it can be 1 to 48, the articles there are\n"
        "  - allocation is 'even'; it can be 'proportional' or 'equal'\n"
        "  - overlap is 2; it is a share, 0 to 1\n"
        "  - coders names somebody twice: kim, kim"
    )
    with pytest.raises(ChoiceError) as caught:
        draw_sample(corpus_of(ROWS), 5, coders="kim")
    assert str(caught.value) == (
        "this sample cannot be drawn:\n  - coders is the text 'kim'; give a list of names"
    )
    with pytest.raises(ChoiceError) as caught:
        analysis.draw_sample(corpus_of(ROWS), 5, predicted=pd.Series(["x"]))
    assert str(caught.value) == (
        "predicted has 1 values for 48 articles; give one an article, in their order."
    )
