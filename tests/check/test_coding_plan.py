"""plan_coding: wider with fewer coded, and as wide as the study then is."""

import numpy as np
import pandas as pd
import pytest

from analysis.check.coding_plan import _inclusion, plan_coding
from analysis.coding.sample import draw_sample
from analysis.compare.frames import compare_frames
from analysis.corpus import Corpus
from analysis.errors import ChoiceError
from analysis.figures import plt


def study(n_events=60, accuracy=0.8, seed=1):
    """Make a corpus of three outlets, with codes and predictions as often right in each."""
    draw = np.random.default_rng(seed)
    n = 3 * n_events
    rows = {
        "article_id": [f"a{i:03}" for i in range(n)],
        "outlet": ["Post", "Star", "Wire"] * n_events,
        "event_id": [f"e{i // 3:02}" for i in range(n)],
        "published": "",
        "headline": "",
        "body": [f"Text {i}." for i in range(n)],
    }
    corpus = Corpus(pd.DataFrame(rows))
    truth = (draw.random(n) < 0.4).astype(int)
    guess = np.where(draw.random(n) < accuracy, truth, 1 - truth)
    ids = corpus.articles["article_id"]
    codes = pd.DataFrame({"article_id": ids, "conflict": truth})
    return corpus, codes, pd.DataFrame({"article_id": ids, "conflict": guess})


def test_more_coded_are_narrower_and_width_is_what_the_study_has():
    corpus, codes, guessed = study()
    pilot = draw_sample(corpus, 40)
    coded = codes[codes["article_id"].isin(pilot.table["article_id"])]
    plan = plan_coding(
        corpus, guessed, codings=coded, inclusion=pilot, sizes=[30, 90, 180], width=0.45
    )
    alike = plan.table[plan.table["allocation"] == "proportional"]
    widths = alike.groupby("n_coded")["width"].mean()
    assert widths.is_monotonic_decreasing
    found = []
    for seed in range(12):
        sample = draw_sample(corpus, 90, seed=seed)
        more = codes[codes["article_id"].isin(sample.table["article_id"])]
        table = compare_frames(corpus, guessed, codings=more, inclusion=sample).table
        found.append((table["high"] - table["low"]).mean())
    assert widths[90] == pytest.approx(np.mean(found), rel=0.2)
    assert alike["n_more"].unique().tolist() == [0, 50, 140]
    assert (alike["detectable"] / alike["width"]).round(4).unique().tolist() == [0.7143]
    needed = plan.needed().set_index("allocation").loc["proportional", "n_coded"]
    enough = [
        n for n in widths.index if (alike.loc[alike["n_coded"] == n, "width"] <= 0.45).all()
    ]
    assert needed == enough[0]
    assert enough[0] > 30
    plt.close(plan.plot().figure)


def test_a_width_that_no_size_gives_is_missing():
    corpus, codes, guessed = study(n_events=20)
    plan = plan_coding(
        corpus, guessed, codings=codes[:30], inclusion=0.5, width=0.01, runs=20, sizes=[30]
    )
    assert plan.needed()["n_coded"].isna().all()
    assert (
        plan_coding(corpus, guessed, codings=codes[:30], inclusion=0.5, runs=20, sizes=[30])
        .table["enough"]
        .isna()
        .all()
    )


def test_equal_draws_as_many_of_either_prediction_of_a_group():
    guess, group = np.array([1.0] * 12 + [0.0] * 48), np.tile([0, 1], 30)
    chance = _inclusion(guess, group, 12, "equal")
    assert chance.sum() == pytest.approx(12)
    assert chance[:12].sum() == pytest.approx(6)
    assert chance[:12][group[:12] == 0].sum() == pytest.approx(3)


def test_copies_are_planned_as_they_are_compared():
    corpus, codes, guessed = study(n_events=20)
    wire = corpus.with_columns({"wire": pd.Series(["AP", ""] * 30)})
    settings = {"codings": codes[:30], "inclusion": 0.5, "runs": 20}
    with pytest.raises(ChoiceError, match="it can be 1 to 30, the articles there are"):
        plan_coding(wire, guessed, sizes=[60], **settings)
    kept = plan_coding(wire, guessed, sizes=[60], copies="keep", **settings)
    assert kept.needed()["n_coded"].isna().all()


def test_order_of_articles_changes_nothing():
    corpus, codes, guessed = study(n_events=20)
    turned = Corpus(corpus.articles.sample(frac=1, random_state=4))
    settings = {"codings": codes[:30], "inclusion": 0.5, "runs": 20, "sizes": [30]}
    first, again = (plan_coding(one, guessed, **settings) for one in (corpus, turned))
    pd.testing.assert_frame_equal(again.table, first.table)


def test_every_setting_that_cannot_be_is_named():
    corpus, codes, guessed = study(n_events=10)
    with pytest.raises(ChoiceError) as caught:
        plan_coding(
            corpus, guessed, codings=codes, inclusion=1.0, sizes=[0, 31], width=3, runs=5
        )
    assert str(caught.value) == (
        "the coding cannot be planned:\n"
        "  - a size is 0; it can be 1 to 30, the articles there are\n"
        "  - a size is 31; it can be 1 to 30, the articles there are\n"
        "  - width is 3; a difference of shares has a width of 0 to 2\n"
        "  - runs is 5; at least 20 are needed"
    )
