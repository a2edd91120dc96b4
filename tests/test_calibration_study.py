"""The calibration study can be run, goes on where it stopped, and its page is up to date."""

import importlib
import re
import sys
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.stats import norm

MODULES = (
    "corpora", "families", "intervals", "mended", "methods", "page", "page_tables", "ranking",
    "real", "sections", "sharper", "tried",
)  # fmt: skip


@pytest.fixture(scope="module")
def study(root):
    """Import the scripts of the study, and forget them afterwards."""
    folder = str(root / "benchmarks" / "calibration")
    sys.path.insert(0, folder)
    runner = importlib.import_module("runner")
    yield {name: importlib.import_module(name) for name in MODULES} | {"runner": runner}
    sys.path.remove(folder)
    for name in (*MODULES, "runner"):
        sys.modules.pop(name, None)


def test_a_run_goes_on_where_it_stopped_and_gives_the_same_rows(study, tmp_path):
    rows = study["runner"].kept_rows
    stopped = rows(tmp_path, "nulls", "two outlets", 1, 1)
    assert set(stopped["corpus"]) == {0}
    goes_on = rows(tmp_path, "nulls", "two outlets", 2, 1)
    (tmp_path / "again").mkdir()
    at_once = rows(tmp_path / "again", "nulls", "two outlets", 2, 1)
    drop = {"seconds"}
    pd.testing.assert_frame_equal(
        goes_on.drop(columns=drop).reset_index(drop=True),
        at_once.drop(columns=drop).reset_index(drop=True),
    )
    assert not list(tmp_path.glob("*.part"))


def test_summary_is_the_mean_over_corpora_with_its_error(study):
    rows = pd.DataFrame({"corpus": [0, 1], "method": "ours", "any": [0.0, 1.0]})
    [found] = study["runner"].summary(rows.assign(setting="here")).itertuples(index=False)
    assert (found.setting, found.method, found.measure) == ("here", "ours", "any")
    assert (found.mean, found.se, found.corpora) == (0.5, 0.5, 2)


def test_planted_items_differ_by_the_factor(study):
    rng = np.random.default_rng(5)
    null = study["corpora"].outlets_in_events(rng, k=2, n_events=400, n_words=60)
    assert not null.planted.any()
    corpus = study["corpora"].plant(rng, null, 3.0)
    first = corpus.group == 0
    counts = corpus.counts.toarray()
    rates = [counts[side].sum(axis=0) / corpus.exposure[side].sum() for side in (first, ~first)]
    error = np.log(rates[0] / rates[1]) - corpus.log_ratio
    assert corpus.planted.sum() == 12
    assert abs(error[corpus.planted].mean()) < 0.15


def test_permutation_method_is_within_events(study):
    rng = np.random.default_rng(6)
    corpus = study["corpora"].outlets_in_events(rng, k=2, n_events=30, n_words=40)
    p = study["methods"].permutation(corpus, rng).p
    exact = study["methods"].ours(corpus, rng).p
    both = np.isfinite(exact) & (p > 0.01)
    assert both.sum() > 10
    # ours is the exact tail of the same permutation for pairs; two-sided in another way
    assert np.abs(np.log(p[both] / exact[both])).max() < 1


@pytest.mark.parametrize(
    "section",
    ["nulls", "open", "joint", "mended", "tried", "level", "families", "ranking"],
)
def test_every_kind_of_measurement_gives_rows(study, section):
    settings = study["sections"].SECTIONS[section]
    name, _ = next(item for item in settings.items() if not item[1].needs_articles)
    rows = study["runner"].measured((section, name, 0))
    assert len(rows)
    assert rows["method"].is_unique


def test_the_page_has_the_tables_of_the_results(study, root):
    text = (root / "docs" / "calibration.md").read_text(encoding="utf-8")
    tables = study["page"].TABLES
    for name, write in tables.items():
        [shown] = re.findall(rf"<!-- table: {name} -->\n(.*?)\n?<!-- end -->", text, re.DOTALL)
        assert shown == write()


def test_factors_of_the_sharper_score_are_those_of_the_written_matrices(study):
    rng = np.random.default_rng(8)
    shape = rng.uniform(size=(7, 7))
    j, scale = shape @ shape.T, rng.uniform(0.5, 2, size=(7, 3))
    weight, member = rng.uniform(size=(7, 3)), np.arange(7) < 3
    found = study["sharper"].factors(scale, weight, j, member)
    for item in range(3):
        w = weight[:, item]
        m = (np.eye(7) - np.outer(w, np.ones(7)) / w.sum()) @ np.diag(scale[:, item])
        v, c = m.T @ member, 3 * 4 / (7 * 6)
        phi = (v @ j @ v) / (c * np.trace(m @ j @ m.T))
        tau = ((j @ v) ** 2).sum() / (c * ((m @ j) ** 2).sum())
        assert found[item] == pytest.approx(max(1.0, phi, tau))


def test_forms_of_a_word_are_thinned_alike(study):
    rng = np.random.default_rng(5)
    null = study["corpora"].outlets_in_events(rng, k=2, n_events=200, n_words=60)
    null = replace(null, family=np.arange(len(null.family)) // 3)
    corpus = study["corpora"].plant_families(rng, null, 3.0)
    by_family = corpus.log_ratio.reshape(-1, 3)
    assert (by_family == by_family[:, :1]).all()
    assert corpus.planted.sum() == 3 * 4
    first = corpus.group == 0
    rates = [
        corpus.counts.toarray()[side].sum(axis=0) / corpus.exposure[side].sum()
        for side in (first, ~first)
    ]
    error = np.log(rates[0] / rates[1]) - corpus.log_ratio
    assert abs(error[corpus.planted].mean()) < 0.2


def test_what_an_item_tells_is_the_mean_over_all_ways_to_deal_the_labels(study):
    """One event of four cells, two of them the group's: dU/d(log ratio) = Y f (1 - f)."""
    y, n = np.array([5.0, 3, 2, 4]), np.array([100.0, 200, 50, 150])
    corpus = study["corpora"].Corpus(
        counts=sparse.csr_array(y[:, None]),
        exposure=n,
        event=np.zeros(4, int),
        outlet=np.arange(4),
        group=np.array([0, 0, 1, 1]),
        n_groups=2,
        unit="article",
        log_ratio=np.zeros(1),
        family=np.zeros(1, int),
    )
    r = y - n * y.sum() / n.sum()
    ways = [np.isin(np.arange(4), chosen) for chosen in combinations(range(4), 2)]
    moved = np.mean([y.sum() * (f := n[way].sum() / n.sum()) * (1 - f) for way in ways])
    spread = np.std([r[way].sum() for way in ways])
    assert study["families"].informs(corpus)[0, 0] == pytest.approx(moved / spread)


def test_weights_have_mean_1_and_no_others_find_more_of_what_they_are_made_for(study):
    rng = np.random.default_rng(9)
    theta, level = rng.uniform(1, 8, 30), 1e-3
    shift = np.log(2) * theta

    def of_doublings(weight):
        return norm.sf(norm.isf(weight * level) - shift).sum()

    def of_any_size(weight):
        z = norm.isf(weight * level / 2)
        return norm.sf(z / np.sqrt(1 + shift**2)).sum()

    for name, power in (("for_a_doubling", of_doublings), ("for_any_size", of_any_size)):
        weight = getattr(study["families"], name)(theta, level)
        assert weight.mean() == pytest.approx(1)
        for _ in range(40):
            a, b = rng.choice(30, 2, replace=False)
            other = weight.copy()
            moved = 0.3 * min(weight[a], weight[b])
            other[a], other[b] = weight[a] + moved, weight[b] - moved
            assert power(other) < power(weight)


def test_simes_over_the_forms_of_a_word(study):
    p = np.array([0.01, 0.03, 0.9, 0.2, np.nan])
    found = study["families"].simes(p, np.array([0, 0, 0, 1, 2]))
    assert found[:2].tolist() == pytest.approx([0.03, 0.2])
    assert np.isnan(found[2])
