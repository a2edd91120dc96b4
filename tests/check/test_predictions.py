"""check_predictions: a model that leans against one outlet is caught, an even one is not."""

import numpy as np
import pandas as pd
import pytest

from analysis.check.predictions import check_predictions
from analysis.corpus import Corpus
from analysis.errors import ChoiceError
from analysis.figures import plt

N = 600


def corpus_of(n=N):
    rows = {
        "article_id": [f"a{i:03}" for i in range(n)],
        "outlet": ["Post", "Star", "Wire"] * (n // 3),
        "event_id": [f"e{i // 3:03}" for i in range(n)],
        "published": "",
        "headline": "",
        "body": [f"Text {i}." for i in range(n)],
    }
    return Corpus(pd.DataFrame(rows))


def predicted(corpus, missed, seed=1):
    """Codes, and predictions that miss so many of each outlet's frames and imagine few."""
    draw = np.random.default_rng(seed)
    articles = corpus.articles
    truth = draw.integers(0, 2, len(articles))
    miss = articles["outlet"].map(missed).to_numpy()
    guess = np.where(truth == 1, draw.random(len(truth)) >= miss, draw.random(len(truth)) < 0.1)
    ids = articles["article_id"]
    codes = pd.DataFrame({"article_id": ids, "conflict": truth})
    return codes, pd.DataFrame({"article_id": ids, "conflict": guess.astype(int)})


def test_a_leaning_model_is_caught():
    corpus = corpus_of()
    codes, guessed = predicted(corpus, {"Post": 0.5, "Star": 0.1, "Wire": 0.1})
    check = check_predictions(corpus, guessed, codings=codes, inclusion=1.0)
    whole = check.table[check.table["group"] == ""].set_index("aspect")
    assert whole["passed"].to_dict() == {"sensitivity": "no", "specificity": "yes"}
    assert check.passed == "no"
    rows = check.table[check.table["aspect"] == "sensitivity"].set_index("group")
    own = codes[(corpus.articles["outlet"] == "Post") & (codes["conflict"] == 1)]
    right = guessed.loc[own.index, "conflict"].mean()
    assert rows.loc["Post", "value"] == pytest.approx(right)
    assert rows.loc["Post", "n_coded"] == len(own)
    n_star = int(codes.loc[corpus.articles["outlet"] == "Star", "conflict"].sum())
    assert check.verdict == (
        f"The sensitivity of conflict is {right:.2f} in Post (of {len(own)}) and "
        f"{rows.loc['Star', 'value']:.2f} in Star (of {n_star}): shares as predicted cannot be "
        "compared."
    )
    plt.close(check.plot().figure)


def test_an_even_model_passes_as_often_as_it_should():
    found = []
    for seed in range(40):
        corpus = corpus_of(300)
        codes, guessed = predicted(corpus, {"Post": 0.2, "Star": 0.2, "Wire": 0.2}, seed)
        check = check_predictions(corpus, guessed, codings=codes, inclusion=1.0, draws=199)
        found.append(check.passed == "no")
    assert sum(found) <= 6


def test_too_few_coded_are_not_judged():
    corpus = corpus_of()
    codes, guessed = predicted(corpus, {"Post": 0.2, "Star": 0.2, "Wire": 0.2})
    few = check_predictions(corpus, guessed, codings=codes.iloc[:18], inclusion=0.03)
    assert few.passed == "not judged"
    assert few.table["reason"][0].startswith("fewer than 5 coded articles: ")
    more = check_predictions(corpus, guessed, codings=codes.iloc[:90], inclusion=0.15)
    assert more.passed == "not judged"
    assert more.table["reason"][0].startswith("known only within 0.3 or more in Post")
    assert more.verdict.startswith("Too few coded articles to judge: sensitivity of conflict")


def test_probabilities_are_cut_at_the_threshold():
    corpus = corpus_of(30)
    codes, guessed = predicted(corpus, {"Post": 0.2, "Star": 0.2, "Wire": 0.2})
    soft = guessed.assign(conflict=0.3 + 0.4 * guessed["conflict"])
    settings = {"codings": codes, "inclusion": 1.0, "draws": 19}
    hard = check_predictions(corpus, guessed, **settings).table
    pd.testing.assert_frame_equal(check_predictions(corpus, soft, **settings).table, hard)
    low = check_predictions(corpus, soft, threshold=0.2, **settings).table
    assert low.loc[0, "value"] == 1
    with pytest.raises(ChoiceError) as caught:
        check_predictions(corpus, soft, threshold=1, **settings)
    assert str(caught.value) == "threshold is 1; it must lie between 0 and 1."


def test_few_that_are_all_right_show_nothing_yet():
    corpus = corpus_of(36)
    codes, _ = predicted(corpus, {"Post": 0.0, "Star": 0.0, "Wire": 0.0})
    check = check_predictions(corpus, codes, codings=codes, inclusion=1.0)
    assert check.passed == "not judged"


def test_order_of_articles_changes_nothing():
    corpus = corpus_of(90)
    codes, guessed = predicted(corpus, {"Post": 0.4, "Star": 0.2, "Wire": 0.1})
    first = check_predictions(corpus, guessed, codings=codes, inclusion=1.0, draws=199)
    turned = Corpus(corpus.articles.sample(frac=1, random_state=4))
    again = check_predictions(
        turned,
        guessed[::-1],
        codings=codes.sample(frac=1, random_state=1),
        inclusion=1.0,
        draws=199,
    )
    pd.testing.assert_frame_equal(again.table, first.table)
