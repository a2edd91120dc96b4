"""Tables kept by the places that are known give what the full tables would."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse

from analysis.stats import contrast
from analysis.stats.contrast import contrast_counts
from analysis.stats.scattered import scattered

NUMBERS = st.sampled_from([0.0, np.nan, 1.5, -2.0, np.inf])


@given(
    hnp.arrays(float, hnp.array_shapes(min_dims=3, max_dims=3, max_side=6), elements=NUMBERS)
)
def test_every_place_is_that_of_the_full_table(groups):
    """Groups × tables × items: each table is written out, and asked at every place."""
    for number, table in enumerate(scattered(groups)):
        full = groups[:, number]
        np.testing.assert_array_equal(table.ravel(), full.ravel())
        row, column = np.nonzero(np.ones(full.shape, bool))
        np.testing.assert_array_equal(table[row, column], full.ravel())


def test_a_comparison_kept_so_is_the_same(monkeypatch):
    rng = np.random.default_rng(2)
    event, outlet = np.divmod(np.arange(60), 3)
    counts = sparse.csr_array(rng.poisson([0.05, 0.5, 2, 9], (60, 4)).astype(float))
    given_ = {"event": event, "outlet": outlet, "group": outlet, "n_groups": 3, "unit": "cell"}
    full = contrast_counts(counts, np.full(60, 200.0), **given_)
    monkeypatch.setattr(contrast, "LIGHT_FROM", 5)
    light = contrast_counts(counts, np.full(60, 200.0), **given_)
    for name in ("value", "value_low", "value_high", "low", "high", "largest_outlet_share"):
        assert type(getattr(light, name)) is not np.ndarray, name
        np.testing.assert_array_equal(getattr(light, name).ravel(), getattr(full, name).ravel())
    assert light.notes == full.notes
    assert (light.reason == full.reason).all()
