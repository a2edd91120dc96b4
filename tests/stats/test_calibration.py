"""How often the engine cries wolf where nothing differs, beside tests that always do.

Fixed seeds and small corpora: a check that runs with the tests. Words come in bursts (a
gamma rate for every cell) and in events (a gamma rate for every event), and no outlet
differs from another.
"""

import numpy as np
import pytest
from scipy import sparse, stats

from analysis.stats.contrast import contrast_counts
from analysis.stats.keyness import g2
from analysis.stats.level import levels
from analysis.stats.multiplicity import benjamini_hochberg

RUNS, FDR = 40, 0.05
MOST_RUNS = stats.binom.ppf(0.999, RUNS, FDR)
"""So many of the runs may hold a false discovery if the rate is what it should be."""


def corpus(seed, *, k, n_events=60, n_words=250, length=(1.0,)):
    """One article of each of k outlets in each event; no outlet differs."""
    rng = np.random.default_rng([17, seed, k])
    event, outlet = np.repeat(np.arange(n_events), k), np.tile(np.arange(k), n_events)
    n = np.round(rng.lognormal(6, 0.4, len(event)) * np.resize(length, k)[outlet])
    base = 0.5 / np.arange(2, n_words + 2) / np.log(n_words)
    topic = rng.gamma(0.5, 2, size=(n_events, n_words))[event]
    burst = rng.gamma(0.7, 1 / 0.7, size=topic.shape)
    counts = rng.poisson(n[:, None] * base * topic * burst).astype(float)
    return sparse.csr_array(counts), n, event, outlet


def token_p(counts, n, group):
    """p of token G2, one group against the rest, as keyness tools give it."""
    y, mine = counts.toarray(), group == 0
    sizes = n[mine].sum(), n[~mine].sum()
    return stats.chi2.sf(g2(y[mine].sum(axis=0), y[~mine].sum(axis=0), *sizes, cells=2), 1)


def run(seed, k, **settings):
    counts, n, event, outlet = corpus(seed, k=k, **settings)
    found = contrast_counts(
        counts, n, event=event, outlet=outlet, group=outlet, n_groups=k, unit="cell",
        intervals="none",
    )  # fmt: skip
    token = token_p(counts, n, outlet)
    tested = found.p[:1] if k == 2 else found.p
    return found.selected.any(), tested, benjamini_hochberg(token).min() <= FDR, token


@pytest.mark.parametrize(
    ("k", "length"), [(2, (1.0,)), (3, (1.0,)), (2, (3.0, 1.0))], ids=["pairs", "three", "3:1"]
)
def test_nothing_is_found_where_nothing_differs(k, length):
    runs = [run(seed, k, length=length) for seed in range(RUNS)]
    assert sum(any_found for any_found, *_ in runs) <= MOST_RUNS
    assert sum(any_token for *_, any_token, _ in runs) > 0.9 * RUNS
    p = np.concatenate([tested.ravel() for _, tested, *_ in runs])
    p = p[~np.isnan(p)]
    assert len(p) > 4000
    assert (p <= 0.05).mean() < 0.06
    assert (p <= 0.001).mean() < 0.002
    assert (np.concatenate([token for *_, token in runs]) <= 0.05).mean() > 0.2


def test_sides_of_outlets_with_styles_of_their_own():
    by_outlet = by_cell = 0
    for seed in range(RUNS // 2):
        rng = np.random.default_rng([29, seed])
        event = np.repeat(np.arange(80), 4)
        outlet = np.concatenate([rng.choice(24, 4, replace=False) for _ in range(80)])
        side = rng.permutation(24) < 12
        n = np.round(rng.lognormal(6, 0.4, len(event)))
        style = rng.gamma(3, 1 / 3, size=(24, 120))[outlet]
        topic = rng.gamma(0.7, 1 / 0.7, size=(80, 120))[event]
        counts = sparse.csr_array(rng.poisson(n[:, None] * 0.01 * style * topic).astype(float))
        codes = {"event": event, "outlet": outlet, "group": side[outlet].astype(int)}
        found = [
            contrast_counts(counts, n, **codes, n_groups=2, unit=unit, intervals="none")
            for unit in ("outlet", "cell")
        ]
        by_outlet += found[0].selected.any()
        by_cell += found[1].selected.any()
    assert by_outlet <= stats.binom.ppf(0.999, RUNS // 2, FDR)
    assert by_cell > 0.9 * RUNS // 2


def test_what_is_planted_is_found():
    hits = []
    for seed in range(5):
        counts, n, event, outlet = corpus(seed, k=3, n_events=120)
        thinned = counts.toarray()
        rng = np.random.default_rng([31, seed])
        others = np.ix_(outlet != 0, np.arange(0, 40))
        thinned[others] = rng.binomial(thinned[others].astype(int), 1 / 3)
        found = contrast_counts(
            sparse.csr_array(thinned), n, event=event, outlet=outlet, group=outlet,
            n_groups=3, unit="cell", intervals="none",
        )  # fmt: skip
        false = found.selected[:, 40:].sum() / max(1, found.selected.sum())
        hits.append((found.selected[0, :40].mean(), false))
    power, false_share = np.mean(hits, axis=0)
    assert power > 0.4
    assert false_share < 0.1


def test_intervals_of_what_was_selected_miss_no_more_often_than_they_say():
    missed = []
    for seed in range(5):
        counts, n, event, outlet = corpus(seed, k=2, n_events=120)
        thinned = counts.toarray()
        rng = np.random.default_rng([37, seed])
        others = np.ix_(outlet != 0, np.arange(0, 40))
        thinned[others] = rng.binomial(thinned[others].astype(int), 1 / 3)
        found = contrast_counts(
            sparse.csr_array(thinned), n, event=event, outlet=outlet, group=outlet,
            n_groups=2, unit="cell",
        )  # fmt: skip
        truth = np.where(np.arange(found.p.shape[1]) < 40, np.log(3), 0.0)
        shown = ~np.isnan(found.low[0])
        outside = (found.low[0] > truth) | (found.high[0] < truth)
        missed.append((outside & shown).sum() / max(1, shown.sum()))
        assert shown.sum() > 10
    assert np.mean(missed) < 0.08


def test_levels_of_bursty_and_of_regular_counts_hold_the_truth():
    rng = np.random.default_rng(41)
    for n_events in (5, 20):
        n = np.round(rng.lognormal(np.log(800), 0.4, n_events))
        mean = np.repeat((n * 60 / n.sum())[:, None], 2000, axis=1)
        bursty = rng.poisson(mean * rng.gamma(1.0, size=mean.shape))
        regular = np.floor(mean + rng.random(mean.shape))
        for counts, least in ((bursty, 0.93), (regular, 0.95)):
            own = levels(sparse.csr_array(counts.astype(float)), n, confidence=0.95)
            used = own.value > 0
            held = (own.low <= 60 / n.sum()) & (own.high >= 60 / n.sum())
            assert held[used].mean() > least
        # regular counts are as sure as Poisson's, to within the events' unequal lengths
        assert np.quantile(own.high / own.low, 0.99) < (2.3 if n_events == 5 else 1.8)
