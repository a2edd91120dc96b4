"""What asks about a comparison says so to whoever gives it something else."""

import pandas as pd
import pytest

import analysis
from analysis.errors import ChoiceError

ASKERS = {
    "check_length": {},
    "check_dispersion": {},
    "check_burstiness": {},
    "check_equivalent": {"margin": 1.2},
    "second_opinion": {},
    "vary": {},
    "rank_outlets": {"item": "port"},
}


@pytest.fixture(scope="module")
def corpus():
    rows = {
        "article_id": list("abcdefgh"),
        "outlet": ["Post", "Star"] * 4,
        "published": "2024-03-01",
        "headline": "",
        "event_id": [*"11223344"],
        "body": [f"The port {i}." for i in range(8)],
    }
    return analysis.Corpus(pd.DataFrame(rows))


@pytest.mark.parametrize("asker", ASKERS)
def test_a_corpus_is_no_comparison(corpus, asker):
    with pytest.raises(ChoiceError) as caught:
        getattr(analysis, asker)(corpus, **ASKERS[asker])
    assert str(caught.value) == (
        f"{asker} asks about a comparison and was given a Corpus; give what compare_words, "
        "compare_labels or compare_sentiment gave."
    )


@pytest.mark.parametrize("asker", [*ASKERS, "check_placebo", "plan_study"])
def test_a_ranking_is_no_comparison(corpus, asker):
    ranking = analysis.rank_outlets(analysis.compare_words(corpus), "port")
    with pytest.raises(ChoiceError) as caught:
        getattr(analysis, asker)(ranking, **ASKERS.get(asker, {}))
    assert str(caught.value) == (
        f"{asker} asks about a comparison and was given a Ranking; give what compare_words, "
        "compare_labels or compare_sentiment gave."
    )
