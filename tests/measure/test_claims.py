"""Sentences that state one thing are one claim; what conflicts or is alone stays apart."""

import numpy as np
import pandas as pd
import pytest

from analysis.corpus import Corpus
from analysis.encoder import encoder_at_hand
from analysis.errors import ChoiceError, CorpusError
from analysis.measure import _statements
from analysis.measure._numbers import conflict, numbers_of
from analysis.measure._statements import LEAST_TERMS, terms_of
from analysis.measure.claims import COLUMNS, SPAN_COLUMNS, measure_claims
from analysis.read.csv import read_csv
from analysis.tokens import sentences

FILLER = [
    "Rain fell on the old fish market all morning.",
    "The council meets again in the second week of May.",
    "Her grandmother had sold nets from the same stall.",
    "Freight rates rose on the northern route.",
    "A choir sang under the railway bridge at noon.",
]


def corpus_of(*bodies, outlets="Post Star Sun", **more):
    n = len(bodies)
    names = (outlets.split() * n)[:n]
    rows = {
        "article_id": [f"a{number}" for number in range(n)],
        "outlet": names,
        "published": [f"2024-03-0{number + 1}" for number in range(n)],
        "headline": "",
        "event_id": "e1",
        "body": [f"{body} {FILLER[number]}" for number, body in enumerate(bodies)],
    }
    return Corpus(pd.DataFrame(rows | more))


def claim_of(found, article_id, start=0):
    table = found.spans.table
    row = table[(table["article_id"] == article_id) & (table["start"] == start)].iloc[0]
    claims = found.table.set_index("claim_id")
    return claims.loc[row["value"]]


def test_what_two_state_is_one_claim_and_the_rest_stands_alone():
    found = measure_claims(
        corpus_of(
            "Police arrested 31 dockers at the East Gate before dawn.",
            "Thirty-one dockers were arrested by police at the East Gate.",
            "The mayor cancelled a reception for visiting engineers.",
        ),
        aligner="words",
    )
    assert list(found.table.columns) == list(COLUMNS)
    assert set(SPAN_COLUMNS) <= set(found.spans.table.columns)
    shared = found.table[found.table["n_outlets"] > 1]
    assert shared[["n_articles", "n_outlets", "n_wordings"]].to_numpy().tolist() == [[2, 2, 2]]
    assert claim_of(found, "a0").equals(claim_of(found, "a1"))
    assert len(found.table) == 5  # three fillers, and what the Sun alone states
    assert found.table["claim_id"].is_unique


def test_different_numbers_of_one_thing_are_two_claims_that_name_each_other():
    found = measure_claims(
        corpus_of(
            "Three people were killed when the crane fell on the quay.",
            "Five people were killed when the crane fell on the quay.",
            "3 people were killed on the quay when the crane fell.",
        ),
        aligner="words",
    )
    three, five = claim_of(found, "a0"), claim_of(found, "a1")
    assert (three["n_outlets"], five["n_outlets"]) == (2, 1)
    assert three["other_numbers"] == five.name
    assert five["other_numbers"] == three.name
    assert (found.table["other_numbers"] != "").sum() == 2


def test_a_quote_that_is_reprinted_is_a_claim_by_a_source():
    found = measure_claims(
        corpus_of(
            '"The gate is a public road and had to be opened," he said.',
            '"The gate is a public road and had to be opened."',
        ),
        aligner="words",
    )
    claim = claim_of(found, "a0")
    assert (claim["n_outlets"], claim["voice"]) == (2, "source")


def test_copies_carry_a_claim_and_are_no_wordings_of_their_own():
    body = "Police arrested 31 dockers at the East Gate before dawn."
    found = measure_claims(
        corpus_of(
            body,
            f"At the gate {body.lower()}",  # the same words in another order
            "At the East Gate, 31 dockers were arrested by police officers at dawn.",
            wire=["HNA", "", ""],
        ),
        aligner="words",
    )
    claim = claim_of(found, "a0")
    assert (claim["n_articles"], claim["n_outlets"], claim["n_wordings"]) == (3, 3, 1)
    repeats = found.spans.table.set_index(["article_id", "start"])["repeats"]
    assert [repeats[one, 0] for one in ("a0", "a1", "a2")] == [True, True, False]


def test_every_sentence_that_states_something_is_in_one_claim(root):
    corpus = read_csv(root / "data" / "harbour" / "articles.csv")
    found = measure_claims(corpus, aligner="words")
    whole = sentences(corpus)
    stated = [len(terms_of(text)) >= LEAST_TERMS for text in whole.text(corpus.articles)]
    places = ["article_id", "field", "start", "end"]
    assert found.spans.table[places].equals(whole.table[stated][places].reset_index(drop=True))
    assert set(found.spans.table["value"]) == set(found.table["claim_id"])
    by_claim = found.spans.table.groupby("value")
    assert by_claim["event"].min().equals(by_claim["event"].max())
    counted = by_claim["outlet"].nunique().loc[found.table["claim_id"]].to_numpy()
    assert (found.table["n_outlets"].to_numpy() == counted).all()
    assert found.notes == (
        f"{len(stated) - sum(stated):,} sentences too short to state a claim left out.",
    )


def test_the_order_of_articles_changes_nothing(root):
    corpus = read_csv(root / "data" / "harbour" / "articles.csv")
    corpus = corpus.where(corpus.articles["event_id"] < "e04")
    shuffled = Corpus(corpus.articles.sample(frac=1, random_state=5))
    one, other = (measure_claims(each, aligner="words") for each in (corpus, shuffled))
    pd.testing.assert_frame_equal(one.spans.table, other.spans.table)
    pd.testing.assert_frame_equal(one.table, other.table)


def test_events_do_not_meet():
    body = "Police arrested 31 dockers at the East Gate before dawn."
    found = measure_claims(corpus_of(body, body, event_id=["e1", "e2"]), aligner="words")
    assert (found.table["n_outlets"] == 1).all()
    none = measure_claims(corpus_of(body, body, event_id=["", "e2"]), aligner="words")
    assert set(none.table["event_id"]) == {"e2"}
    assert len(measure_claims(corpus_of(body, event_id=""), aligner="words").table) == 0


@pytest.mark.skipif(not encoder_at_hand(), reason="the encoder is not installed")
def test_the_encoder_finds_what_is_said_in_other_words():
    corpus = corpus_of(
        "Five people died when the crane collapsed onto the quay.",
        "A falling crane killed five people on the quayside.",
        "The bishop blessed the new lifeboat.",
    )
    words, sense = (measure_claims(corpus, aligner=name) for name in ("words", "encoder"))
    assert claim_of(words, "a0")["n_outlets"] == 1
    assert claim_of(sense, "a0")["n_outlets"] == 2
    assert claim_of(sense, "a2")["n_outlets"] == 1
    assert (words.aligner, sense.aligner) == (measure_claims(corpus).aligner, "encoder")


def test_a_sentence_is_encoded_once(monkeypatch):
    asked = []

    def encode(texts):
        asked.extend(texts)
        return np.eye(len(texts), 384, dtype=np.float32)

    monkeypatch.setattr(_statements, "encode", encode)
    monkeypatch.setattr(_statements, "_VECTORS", {})
    body = "Police arrested 31 dockers at the East Gate before dawn."
    for _ in range(2):
        measure_claims(corpus_of(body, body), aligner="encoder")
    assert asked == [body]  # the fillers are near to nothing


def test_what_cannot_be_is_refused():
    corpus = corpus_of("Police arrested 31 dockers.")
    with pytest.raises(ChoiceError) as fault:
        measure_claims(corpus, aligner="magic")
    assert str(fault.value) == "aligner is 'magic'; it can be 'words' or 'encoder'."
    with pytest.raises(ChoiceError) as fault:
        measure_claims(corpus, threshold=1.5)
    assert str(fault.value) == "threshold is 1.5; it must lie above 0, up to 1, or be None."
    with pytest.raises(CorpusError) as fault:
        measure_claims(corpus, event="story")
    assert str(fault.value) == (
        "the corpus has no column 'story'; it has article_id, outlet, published, headline, "
        "event_id, body."
    )


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("3 people were killed.", "Five people died.", True),
        ("Three people were killed.", "3 people died.", False),
        ("Three were killed.", "5 were hurt.", False),
        ("It cost $2 million.", "It cost $2.5 million.", True),
        ("It cost $2 million.", "It took 3 years.", False),
        ("It cost 1.9bn crowns.", "It cost 1.9 billion crowns.", False),
        ("It cost 1.9bn crowns.", "It cost 2.6 billion crowns.", True),
        ("Turnout was 12 per cent.", "Turnout was 14%.", True),
        ("He left on June 3.", "He left on June 4th.", True),
        ("He left in 2019.", "He left in 2020.", False),
        ("Police came at 04:40 on Tuesday.", "At 4.40 on Tuesday police came.", False),
        ("Three dockers and two officers were hurt.", "31 were held and three hurt.", False),
        ("Two dozen officers came.", "24 officers came.", False),
        ("The vote was 217-213.", "They won 217 votes.", False),
        ("The 21st century plan.", "The 22nd century plan.", False),
        ("About 1,200 dockers met.", "Some 1200 dockers met.", False),
    ],
)
def test_numbers_conflict_only_where_they_count_the_same(one, other, differ):
    assert conflict(numbers_of(one), numbers_of(other)) is differ
    assert conflict(numbers_of(other), numbers_of(one)) is differ
