"""What attributions credit to a source is its voice in every measure, marks or not."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import compare_labels, compare_sentiment, compare_words, measure_sentiment
from analysis.corpus import Corpus
from analysis.design import Counted
from analysis.errors import ChoiceError, CorpusError
from analysis.measure.claims import measure_claims
from analysis.measure.counted import counted_text
from analysis.measure.voice import only_sources, segments, source_words, voices
from analysis.spans import Spans

BODY = (
    "Police said the riot was over. “We hate it,” Ann Lee said. Crowds sang a “hymn” on. "
    "According to a leaked report, looters fled."
)
SAID = {
    "the riot was over": ("unquoted", "official", "Police"),
    "“We hate it,”": ("quoted", "person", "Ann Lee"),
    "looters fled": ("unquoted", "document", "a leaked report"),
}
ROWS = {"article_id": ["a", "b"], "outlet": ["Post", "Star"], "published": "2024-03-01"}
ROWS |= {
    "event_id": "e1",
    "headline": ["", ""],
    "body": [BODY, "Looters. The riot was a riot."],
}


def attributions(**scores):
    """Mark by hand what BODY credits to whom."""
    rows = []
    for parent, (content, (manner, kind, source)) in enumerate(SAID.items()):
        for layer, value, text in (("content", manner, content), ("source", kind, source)):
            start = BODY.index(text)
            row = ("a", "body", start, start + len(text), layer, value, source, parent)
            rows.append(row)
    names = ["article_id", "field", "start", "end", "layer", "value", "source", "parent"]
    return Spans(pd.DataFrame(rows, columns=names).assign(**{"score": np.nan, **scores}))


@pytest.fixture
def plain():
    return Corpus(pd.DataFrame(ROWS))


@pytest.fixture
def known(plain):
    return plain.with_layer(attributions(), "attribution")


def shown(corpus, voice):
    text = counted_text(corpus, Counted(voice=voice, copies="keep"))
    return next(words.split() for _, _, words in text.masked(["a"]))


def test_indirect_speech_is_a_source_s(plain, known):
    assert "riot" in shown(plain, "outlet")
    outlet = (
        "Police said . Ann Lee said. Crowds sang a “hymn” on. According to a leaked report, ."
    )
    assert " ".join(shown(known, "outlet")) == outlet
    assert " ".join(shown(known, "source")) == "the riot was over “We hate it,” looters fled"
    assert " ".join(shown(known, "all")) == " ".join(BODY.split())


def test_the_rule_is_said(plain, known):
    told = (
        "A source's voice is all that 3 attributions credit to somebody, in quotation marks or "
        "not, and what else is quoted; attributions were found by "
    )
    rules = (
        "rules, which on 84 news articles of 7 outlets (PolNeAR) put an article's share of "
        "sources' words .06 off on average and miss more of some outlets than of others."
    )
    counted = Counted(copies="keep")
    assert counted_text(known, counted).notes[-1] == told + rules
    learnt = plain.with_layer(attributions(score=0.9), "attribution")
    model = "a trained model, whose evaluation says how often it errs."
    assert counted_text(learnt, counted).notes[-1] == told + model
    assert not any("attribution" in note for note in counted_text(plain, counted).notes)


def test_words_are_split_by_it(known):
    def uses(voice):
        table = compare_words(known, words=["riot", "looters"], voice=voice).table
        return dict(table[table["group"] == "Post"][["word", "count"]].to_numpy())

    assert uses("outlet") == {"riot": 0, "looters": 0}
    assert uses("source") == {"riot": 1, "looters": 1}
    note = "Only words of sources count: a difference is one of who was quoted and what was "
    result = compare_words(known, words=["riot"], voice="source")
    assert f"{note}taken from them." in result.notes


def test_labels_are_split_by_it(plain, known):
    sets = {"act": {"riot": ["riot"], "song": ["hymn"]}}

    def counts(corpus):
        table = compare_labels(corpus, sets, voice="all").table
        rows = table[table["group"] == "Post"].set_index("label")
        return rows[["n_plain", "n_scare", "n_quoted"]].to_numpy().tolist()

    assert counts(plain) == [[1, 0, 0], [0, 1, 0]]
    assert counts(known) == [[0, 0, 1], [0, 1, 0]]


def test_sentiment_is_split_by_it(known):
    runs = segments(known, voices(known))
    pairs = zip(runs.text(known.articles), runs.table["voice"], strict=True)
    assert list(pairs)[:8] == [
        ("Police said", "outlet"),
        ("the riot was over", "source"),
        ("We hate it,", "source"),
        ("Ann Lee said.", "outlet"),
        ("Crowds sang a “hymn” on.", "outlet"),
        ("According to a leaked report,", "outlet"),
        ("looters fled", "source"),
        ("Looters.", "outlet"),
    ]
    scored = measure_sentiment(known, voice="source")
    assert scored.text(known.articles).tolist() == [
        "the riot was over",
        "We hate it,",
        "looters fled",
    ]
    table = compare_sentiment(known).table
    post = table[(table["group"] == "Post") & (table["voice"] == "source")]
    assert post["value"].item() == pytest.approx(scored.table["score"].mean())


def test_claims_take_the_voice_of_most_of_their_characters():
    body = "Police said that nine dockers were arrested at the gate."
    corpus = Corpus(pd.DataFrame({**ROWS, "body": [body, body]}))
    content = [("a", "body", 12, len(body) - 1, "unquoted")]
    spans = Spans(Spans.of("content", content).table.assign(parent=0))
    told = measure_claims(corpus.with_layer(spans, "attribution")).spans.table
    assert dict(told[["article_id", "voice"]].to_numpy()) == {"a": "source", "b": "outlet"}


def test_only_some_sources_are_heard(known):
    some = only_sources(known, kinds=["official", "document"])
    assert " ".join(shown(some, "source")) == "the riot was over looters fled"
    assert shown(some, "outlet") == shown(known, "outlet")
    assert "hate" not in shown(some, "all")
    told = "of sources, only those of kind document, official are heard: 2 of 3 attributions; "
    assert some.notes == (f"{told}the words of the others count for nobody.",)
    assert compare_sentiment(some).table["n_segments"].sum() < (
        compare_sentiment(known).table["n_segments"].sum()
    )


def test_sources_that_nobody_marked_are_refused(plain, known):
    with pytest.raises(CorpusError) as error:
        only_sources(plain, kinds=["official"])
    assert str(error.value) == (
        "only_sources needs to know who is quoted; add the layer first, with "
        "corpus.with_layer(measure_attributions(corpus), 'attribution')."
    )
    for kinds in (["police"], [], "official"):
        with pytest.raises(ChoiceError) as error:
            only_sources(known, kinds=kinds)
        assert str(error.value) == (
            f"kinds is {kinds!r}; it takes one or more of 'person', 'organisation', "
            "'official', 'witness', 'anonymous', 'document', 'outlet', 'unknown'."
        )


PLACE = st.tuples(st.integers(0, len(BODY)), st.integers(0, len(BODY))).map(sorted)


@given(
    places=st.lists(PLACE, max_size=6), kinds=st.sets(st.sampled_from(["person", "witness"]))
)
def test_every_character_has_one_voice(places, kinds):
    """Invariant: what the outlet says and what sources say make up the text, once each."""
    rows = [("a", "body", *place, "unquoted") for place in places if place[0] < place[1]]
    content = Spans.of("content", rows).table.assign(parent=range(len(rows)))
    source = content.assign(layer="source", value="person", end=content["start"] + 1)
    spans = Spans(pd.concat([content, source]))
    corpus = Corpus(pd.DataFrame(ROWS)).with_layer(spans, "attribution")

    def size(corpus, voice):
        table = counted_text(corpus, Counted(voice=voice, copies="keep")).spans.table
        return int((table["end"] - table["start"]).sum())

    assert size(corpus, "outlet") + size(corpus, "source") == size(corpus, "all")
    assert size(corpus, "source") >= size(Corpus(pd.DataFrame(ROWS)), "source")
    if kinds:
        heard = only_sources(corpus, kinds=kinds)
        assert size(heard, "outlet") == size(corpus, "outlet")
        contents = source_words(voices(corpus)).table
        at = set().union(*(range(*place) for place in places)) if "person" in kinds else set()
        assert size(heard, "source") == len(at)
        assert len(contents) >= len(rows)
