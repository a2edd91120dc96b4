"""Loaded words: found in every form, counted by kind and voice, from lists of any form."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import Corpus
from analysis.errors import ChoiceError
from analysis.lexicon import Lexicon
from analysis.measure.loaded import measure_loaded

HEDGES = Lexicon(name="h", entries={"claim": {"h": 1.0}, "point out": {"h": 1.0}})
RECASENS = {
    "assertives_hooper1975.txt": 66,
    "factives_hooper1975.txt": 27,
    "hedges_hyland2005.txt": 100,
    "implicatives_karttunen1971.txt": 32,
    "report_verbs.txt": 181,
    "npov_lexicon.txt": 654,
    "strong_subjectives_riloff2003.txt": 4747,
    "weak_subjectives_riloff2003.txt": 2191,
}


def corpus_of(body: str) -> Corpus:
    rows = {"article_id": ["a"], "outlet": ["Post"], "published": [""], "headline": [""]}
    return Corpus(pd.DataFrame(rows | {"body": [body]}))


def found_in(body: str, **more: object) -> list[tuple[str, str]]:
    spans = measure_loaded(corpus_of(body), lexicons={"hedge": HEDGES}, **more)
    return list(zip(spans.text(corpus_of(body).articles), spans.table["term"], strict=True))


def test_every_form_of_a_term_is_found_and_keeps_its_name():
    assert found_in("She claimed it; he claims; “claiming”. They pointed out that.") == [
        ("claimed", "claim"), ("claims", "claim"), ("claiming", "claim"),
        ("pointed out", "point out"),
    ]  # fmt: skip
    assert found_in("Disclaimed, and pointed it out.") == []


def test_words_count_by_voice():
    body = "Ames claimed little. “We never claimed that, and it is so,” Birk said."
    assert len(found_in(body)) == 1
    assert len(found_in(body, voice="source")) == 1
    assert len(found_in(body, voice="all")) == 2
    voices = measure_loaded(corpus_of(body), lexicons=HEDGES, voice="all").table["voice"]
    assert voices.tolist() == ["outlet", "source"]


def kinds_in(body: str) -> set[tuple[str, str]]:
    table = measure_loaded(corpus_of(body)).table
    return set(zip(table["value"], table["term"], strict=True))


def test_a_verb_of_our_list_is_a_verb_and_no_name():
    nouns = kinds_in("The Space Force and the State Department paid the legal charge.")
    assert not nouns & {
        ("implicative", "force"),
        ("assertive", "state"),
        ("assertive", "charge"),
    }
    verbs = kinds_in("They forced him to leave. The mayor stated that it was over.")
    assert {
        ("implicative", "force"),
        ("assertive", "state"),
        ("saying: neutral", "state"),
    } <= verbs


def test_about_is_a_hedge_before_a_number_alone():
    for body in ("He lied about the port.", "They walked around the port."):
        assert not {kind for kind, _ in kinds_in(body)} & {"hedge"}
    for body in ("It cost about $5.", "Around 40 men left.", "He saw about a dozen ships."):
        assert {kind for kind, _ in kinds_in(body)} >= {"hedge"}


def test_words_with_other_senses_count_in_theirs():
    assert ("hedge", "rather") not in kinds_in("He chose tea rather than coffee.")
    assert ("intensifier", "far") not in kinds_in("So far nobody came.")
    assert ("hedge", "suspect") not in kinds_in("The suspect fled.")
    assert ("saying: neutral", "vote") not in kinds_in("The council voted on Monday.")
    assert ("saying: neutral", "find") in kinds_in("The court found that he had paid.")
    assert ("hedge", "may") not in kinds_in("The talks began on May 4.")


def test_text_in_capitals_has_loaded_words_too():
    rows = {"article_id": ["a"], "outlet": ["Post"], "published": [""], "body": [""]}
    corpus = Corpus(pd.DataFrame(rows | {"headline": ["A DISGRACEFUL PLAN FOR THE PORT"]}))
    assert "disgraceful" in set(measure_loaded(corpus).table["term"])


def test_a_users_list_of_verbs_counts_verbs_and_other_lists_count_all():
    body = "The force of the law. They force him to go."
    lists = {
        name: Lexicon(name=name, entries={"force": {"x": 1.0}})
        for name in ("implicatives", "mine")
    }
    table = measure_loaded(corpus_of(body), lexicons=lists).table
    assert table["value"].value_counts().to_dict() == {"mine": 2, "implicatives": 1}


def test_a_text_that_was_not_parsed_counts_every_word():
    german = Corpus(corpus_of("The Space Force.").articles.assign(language="de"))
    assert "force" in set(measure_loaded(german).table["term"])


def test_kinds_have_the_names_they_are_given():
    two = Lexicon(name="x", entries={"claim": {"weak": 0.5}, "know": {"strong": 1.0}})
    body = "They know what they claim."
    table = measure_loaded(corpus_of(body), lexicons={"mine": two, "hedge": HEDGES}).table
    assert table[["value", "term", "score"]].to_numpy().tolist() == [
        ["mine: strong", "know", 1.0],
        ["mine: weak", "claim", 0.5],
        ["hedge", "claim", 1.0],
    ]


def test_what_is_no_lexicon_is_refused():
    for wrong, told in (
        ({}, "it is empty"),
        ({"h": ["a"]}, "what it has as 'h' is no Lexicon"),
    ):
        with pytest.raises(ChoiceError) as refusal:
            measure_loaded(corpus_of("x"), lexicons=wrong)
        assert str(refusal.value) == (
            f"lexicons cannot be used: {told}. Give a Lexicon, or lexicons by name, as in "
            "{'hedges': Lexicon.read('hedges.txt')}."
        )


@given(st.lists(st.sampled_from(["claim", "port", "claims", "points out", "the"]), max_size=9))
def test_spans_lie_on_words_and_are_as_many_as_the_words(parts):
    body = " ".join(parts)
    found = found_in(body)
    assert len(found) == sum(part not in {"port", "the"} for part in parts)
    assert all(text in parts for text, _ in found)


@pytest.mark.parametrize(("name", "size"), RECASENS.items())
def test_published_lists_have_their_sizes(shared_data, name, size):
    path = shared_data / "lexica" / "recasens_npov_set" / name
    assert len(Lexicon.read(path)) == size


def test_clues_of_mpqa_are_read_as_their_lines_say(shared_data):
    path = shared_data / "lexica" / "mpqa" / "subjclueslen1-HLTEMNLP05.tff"
    text = path.read_text()
    lexicon = Lexicon.read(path)
    for kind in ("strongsubj", "weaksubj"):
        listed = set(re.findall(rf"type={kind} .*?word1=(\S+)", text))
        assert set(lexicon.weights(kind)) == listed
    negative = set(re.findall(r"word1=(\S+) .*priorpolarity=negative", text))
    assert set(lexicon.weights("negative")) == negative
