"""Log ratios without a part, against the ratio of what is left, counted anew."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.influence import Counted, log_ratio, log_ratio_without

ARTICLES = st.lists(
    st.tuples(st.integers(0, 4), st.integers(5, 30), st.integers(0, 3), st.integers(0, 4)),
    min_size=2,
    max_size=14,
)  # count, words, event, outlet: outlets 0 and 1 are the group


def made(articles):
    count, words, event, outlet = np.array(articles).T
    return Counted(
        count=count.astype(float), exposure=words.astype(float), event=event, inside=outlet < 2
    ), outlet


def by_hand(articles):
    """Sum R and S event by event, in plain arithmetic."""
    r = s = 0.0
    for event in {article[2] for article in articles}:
        here = [article for article in articles if article[2] == event]
        y_a = sum(a[0] for a in here if a[3] < 2)
        y_b = sum(a[0] for a in here if a[3] >= 2)
        n_a = sum(a[1] for a in here if a[3] < 2)
        n_b = sum(a[1] for a in here if a[3] >= 2)
        r, s = r + y_a * n_b / (n_a + n_b), s + y_b * n_a / (n_a + n_b)
    if not r and not s:
        return np.nan
    return np.inf if not s else -np.inf if not r else np.log(r / s)


@given(ARTICLES)
def test_what_is_left_is_the_ratio_of_the_rest(articles):
    counted, outlet = made(articles)
    np.testing.assert_allclose(log_ratio(counted), by_hand(articles), atol=1e-9)
    for place, key in ((None, np.arange(len(articles))), (2, counted.event), (3, outlet)):
        left = log_ratio_without(counted, key)
        for code in np.unique(key):
            rest = [
                article
                for number, article in enumerate(articles)
                if (number if place is None else article[place]) != code
            ]
            np.testing.assert_allclose(left[code], by_hand(rest), atol=1e-9)


@given(ARTICLES)
def test_swapping_the_sides_flips_every_sign(articles):
    counted, outlet = made(articles)
    other = Counted(
        count=counted.count,
        exposure=counted.exposure,
        event=counted.event,
        inside=~counted.inside,
    )
    np.testing.assert_array_equal(
        log_ratio_without(counted, outlet), -log_ratio_without(other, outlet)
    )
