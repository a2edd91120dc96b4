"""The calibration study can be run, goes on where it stopped, and its page is up to date."""

import importlib
import re
import sys

import numpy as np
import pandas as pd
import pytest

MODULES = (
    "corpora", "intervals", "mended", "methods", "page", "real", "sections", "sharper", "tried",
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


@pytest.mark.parametrize("section", ["nulls", "open", "joint", "mended", "tried", "level"])
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
