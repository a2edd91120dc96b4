"""What must not change a comparison, and what must, through both doors: articles and numbers.

Each property is tried on studies drawn at random: a few outlets that cover events, some of
them more than once, some not at all, in a vocabulary of five.
"""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.stats import compare_counts

VOCABULARY = ["mob", "crowd", "port", "strike", "the"]
CONTRAST = ["estimate", "low", "high", "p", "q"]
LEVEL = ["value", "value_low", "value_high"]
ALPHA = 0.05
few = settings(max_examples=3)
seeds = st.integers(0, 100_000)


def study(seed, *, outlets=3, events=12, style=6.0):
    """Draw articles; the first outlet likes "mob", or shuns it."""
    rng = np.random.default_rng(seed)
    liking = style ** rng.choice([-1, 1])
    rows = []
    for event in range(events):
        for outlet in range(outlets):
            for _ in range(rng.choice([0, 1, 1, 2])):
                rate = np.array([liking if outlet == 0 else 1.0, 1, 2, 2, 9])
                rate *= rng.gamma(2, 0.5, 5)
                words = rng.choice(VOCABULARY, rng.integers(36, 44), p=rate / rate.sum())
                rows.append((f"o{outlet:02}", f"e{event:02}", " ".join(words)))
    return pd.DataFrame(rows, columns=["outlet", "event_id", "body"])


def sides(seed):
    """Draw a study of twelve outlets, the first six on the left."""
    table = study(seed, outlets=12, events=12)
    return table.assign(side=np.where(table["outlet"] < "o06", "left", "right"))


def through_articles(table, by="outlet"):
    """Compare the words of a corpus."""
    rows = table.assign(
        article_id=[f"a{i}" for i in range(len(table))], published="2024-03-01", headline=""
    )
    found = compare_words(
        Corpus(rows), design=Design(by=by), words=VOCABULARY, copies="keep", min_articles=1
    )
    return found.table.set_index(["group", "word"]).sort_index()


def through_numbers(table, by="outlet"):
    """Compare counts made by hand."""
    counted = [Counter(body.split()) for body in table["body"]]
    found = compare_counts(
        [[article[word] for word in VOCABULARY] for article in counted],
        [article.total() for article in counted],
        table["event_id"],
        table["outlet"],
        table[by],
        terms=VOCABULARY,
        intervals="all",
    )
    return pd.DataFrame(found).set_index(["group", "item"]).sort_index()


@pytest.fixture(params=[through_articles, through_numbers], scope="module")
def compared(request):
    return request.param


def same(one, other, columns):
    pd.testing.assert_frame_equal(
        one[columns], other[columns], check_names=False, rtol=1e-9, atol=1e-12
    )


@given(seed=seeds)
@few
@pytest.mark.parametrize("by", ["outlet", "side"])
def test_swapping_two_groups_flips_every_sign_exactly(compared, by, seed):
    table = study(seed, outlets=2) if by == "outlet" else sides(seed)
    one, two = sorted(table[by].unique())
    other = {one: two, two: one}
    found = compared(table, by)
    swapped = compared(table.assign(**{by: table[by].map(other)}), by)
    for result in (found, swapped):
        a, b = result.loc[one], result.loc[two]
        np.testing.assert_array_equal(a["estimate"], -b["estimate"])
        np.testing.assert_array_equal(a["low"], -b["high"])
        np.testing.assert_array_equal(a["high"], -b["low"])
        np.testing.assert_array_equal(a[["p", "q"]], b[["p", "q"]])
    same(found.loc[one], swapped.loc[two], [*CONTRAST, *LEVEL])


@given(seed=seeds)
@few
@pytest.mark.parametrize("by", ["outlet", "side"])
def test_order_of_articles_and_names_of_outlets_change_nothing(compared, by, seed):
    table = study(seed) if by == "outlet" else sides(seed)
    rng = np.random.default_rng(seed)
    names = sorted(table["outlet"].unique())
    new = dict(zip(names, rng.permutation([f"The {name}" for name in names]), strict=True))
    turned = table.iloc[rng.permutation(len(table))]
    turned = turned.assign(outlet=turned["outlet"].map(new))
    found, other = compared(table, by), compared(turned, by)
    if by == "outlet":
        other = other.rename(index={now: name for name, now in new.items()}).sort_index()
    same(found, other, [*CONTRAST, *LEVEL])


@given(seed=seeds)
@few
@pytest.mark.parametrize("by", ["outlet", "side"])
def test_an_added_event_that_says_nothing_changes_no_contrast(compared, by, seed):
    table = study(seed) if by == "outlet" else sides(seed)
    alone = table.iloc[[0]].assign(event_id="alone")
    found, more = compared(table, by), compared(pd.concat([table, alone]), by)
    same(found, more, CONTRAST)
    group = table[by].iloc[0]
    assert (found.loc[group, "value"] != more.loc[group, "value"]).any()
    if by == "outlet":  # an event that uses no word of the list, at the usual lengths
        silent = table.groupby("outlet").head(1)
        silent = silent.assign(event_id="silent", body=" ".join(["rain"] * 40))
        same(found, compared(pd.concat([table, silent]), by), CONTRAST)


@given(seed=seeds)
@few
@pytest.mark.parametrize("by", ["outlet", "side"])
def test_an_interval_excludes_1_exactly_when_p_is_at_most_alpha(compared, by, seed):
    table = study(seed) if by == "outlet" else sides(seed)
    found = compared(table, by)
    known = found["p"].notna()
    # a rate ratio of 1 is an estimate of 0; an end that is missing was rejected all the way
    holds = (found["low"].fillna(np.inf) <= 0) & (found["high"].fillna(-np.inf) >= 0)
    assert (holds == (found["p"] > ALPHA))[known].all()


@given(seed=seeds)
@few
@pytest.mark.parametrize("by", ["outlet", "side"])
def test_own_levels_do_not_move_when_other_groups_come_or_go(compared, by, seed):
    table = study(seed) if by == "outlet" else sides(seed)
    if by == "side":
        table = table.assign(side=table["side"].mask(table["outlet"] >= "o09", "centre"))
    groups = sorted(table[by].unique())
    found, without = compared(table, by), compared(table[table[by] != groups[0]], by)
    for group in groups[1:]:
        pd.testing.assert_frame_equal(found.loc[group, LEVEL], without.loc[group, LEVEL])


def test_the_studies_that_are_drawn_have_findings_and_rows_that_are_none():
    p = pd.concat([through_numbers(study(seed))["p"] for seed in range(4)])
    assert (p <= ALPHA).sum() > 3
    assert (p > ALPHA).sum() > 10
