"""Models of attributions: learnt twice alike, kept in a file, refused where they do not fit."""

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.corpus import Corpus
from analysis.errors import ChoiceError, ReadError, SpanError
from analysis.measure._attribution_learning import folds, head_of
from analysis.measure._attribution_model import Weights
from analysis.measure.attribution_models import (
    read_attribution_model,
    train_attributions,
    write_attribution_model,
)
from analysis.measure.attributions import measure_attributions
from analysis.prepare.parse import parse
from analysis.spans import Spans

WHO = ("Lee", "The mayor", "A docker", "Police", "Two owners")
SAID = ("said", "murmured", "hooted", "warned", "added")
ENDS = {"source": " ", "cue": " on Monday ", "content": ". "}
WHAT = ("that the port was safe", "that boats had left", "that pay would rise")


def taught(n: int = 24) -> tuple[Corpus, Spans]:
    """Write articles of sentences whose parts are known, twelve attributions each."""
    made = itertools.cycle(itertools.product(WHO, SAID, WHAT))
    bodies, rows = [], []
    for article in range(n):
        body = ""
        for number in range(12):
            who, said, what = next(made)
            body += f"The horn hooted and Ray added sugar in street {number}. "
            for layer, part in zip(
                ("source", "cue", "content"), (who, said, what), strict=True
            ):
                start = len(body)
                body += part + ENDS[layer]
                place = (str(article), "body", start, start + len(part), layer, "marked")
                rows.append((*place, article * 12 + number))
        bodies.append(body)
    ids = [str(number) for number in range(n)]
    outlets = ["Post" if number % 2 else "Star" for number in range(n)]
    table = {"article_id": ids, "outlet": outlets, "published": "2024-03-01", "headline": ""}
    names = ["article_id", "field", "start", "end", "layer", "value", "parent"]
    marked = Spans(pd.DataFrame(rows, columns=names))
    return parse(Corpus(pd.DataFrame(table | {"body": bodies}))), marked


@pytest.fixture(scope="module")
def lesson():
    return taught()


@pytest.fixture(scope="module")
def model(lesson):
    return train_attributions(*lesson)


def test_a_model_finds_what_it_was_taught_and_the_rules_do_not_know(model):
    assert model.about["held_out"]["f1"] > 0.95
    assert model.about["articles"] == 24
    assert model.about["attributions"] == 288
    assert set(model.about["held_out_by_outlet"]) == {"Post", "Star"}
    rows = {"article_id": ["x"], "outlet": "Post", "published": "", "headline": ""}
    said = "The guards hooted on Monday that boats had left."
    new = Corpus(pd.DataFrame(rows | {"body": [said]}))
    spans = measure_attributions(new, model=model)
    found = dict(zip(spans.table["layer"], spans.text(new.articles), strict=True))
    assert found == {"source": "The guards", "cue": "hooted", "content": "that boats had left"}
    assert spans.table["score"].between(model.threshold, 1).all()


def test_the_same_articles_teach_the_same_model_to_the_last_bit(lesson, model, tmp_path):
    corpus, marked = lesson
    again = train_attributions(corpus, Spans(marked.table.sample(frac=1, random_state=1)))
    for name, one in (("first", model), ("second", again)):
        write_attribution_model(one, tmp_path / name)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_a_file_gives_the_same_attributions_as_the_model(lesson, model, tmp_path):
    corpus, _ = lesson
    write_attribution_model(model, tmp_path / "model.npz")
    read = read_attribution_model(tmp_path / "model.npz")
    assert read.about == model.about
    assert read.threshold == model.threshold
    one = measure_attributions(corpus, model=model).table
    pd.testing.assert_frame_equal(one, measure_attributions(corpus, model=read).table)
    by_path = measure_attributions(corpus, model=str(tmp_path / "model.npz")).table
    pd.testing.assert_frame_equal(one, by_path)


def test_files_that_are_no_models_are_refused(model, tmp_path):
    def told(name: str) -> str:
        with pytest.raises(ReadError) as refusal:
            read_attribution_model(tmp_path / name)
        return str(refusal.value)

    assert told("none.npz") == (
        "there is no file none.npz; train one: parallax train attributions --help."
    )
    (tmp_path / "text.npz").write_text("no model")
    damaged = "{} is no model of attributions, or is damaged; train it again."
    assert told("text.npz") == damaged.format("text.npz")
    write_attribution_model(model, tmp_path / "model.npz")
    half = (tmp_path / "model.npz").read_bytes()
    (tmp_path / "half.npz").write_bytes(half[: len(half) // 2])
    assert told("half.npz") == damaged.format("half.npz")
    with np.load(tmp_path / "model.npz") as file:
        arrays = {name: file[name] for name in file.files}
    arrays["cues weights"] = arrays["cues weights"] + 1
    np.savez(tmp_path / "changed.npz", **arrays)
    assert told("changed.npz") == (
        "changed.npz was changed since it was written; train it again."
    )
    np.savez(tmp_path / "other.npz", words=np.arange(3))
    assert told("other.npz") == damaged.format("other.npz")


def test_a_model_of_another_parser_is_refused(lesson, model):
    corpus, _ = lesson
    other = replace(model, about={**model.about, "parser": "another 1.0"})
    with pytest.raises(ChoiceError) as refusal:
        measure_attributions(corpus, model=other)
    assert str(refusal.value) == (
        "the model was learnt with the parser another 1.0, and the corpus is parsed by "
        f"{corpus.parses.model}; parse the corpus with that parser, or train the model again."
    )


def test_too_little_and_what_does_not_fit_are_refused(lesson):
    corpus, marked = lesson
    few = marked.where(marked.table["article_id"].isin(["0", "1"]))
    with pytest.raises(ChoiceError) as refusal:
        train_attributions(corpus, few)
    assert str(refusal.value) == (
        "24 attributions in 2 articles teach too little; 200 in 20 are the least, thousands "
        "are better."
    )
    with pytest.raises(ChoiceError) as refusal:
        train_attributions(corpus.where(corpus.articles["article_id"] != "7"), marked)
    assert str(refusal.value) == (
        "1 article with marks are not in the corpus: '7'; give the articles that were marked."
    )
    beyond = Spans(marked.table.assign(end=marked.table["end"] + 10**6))
    with pytest.raises(SpanError):
        train_attributions(corpus, beyond)


def test_marks_that_leave_nothing_to_tell_apart_are_refused(lesson):
    corpus, marked = lesson
    no_sources = marked.where(marked.table["layer"] != "source")
    with pytest.raises(ChoiceError) as refusal:
        train_attributions(corpus, no_sources)
    assert str(refusal.value) == (
        "nothing can be learnt where every candidate is of one kind: mark all attributions of "
        "whole articles, with sources, cues and contents."
    )


def test_probabilities_are_those_of_a_softmax_by_hand():
    two = Weights(
        names=["a", "b"], weights=np.array([[1.0], [2.0]]), intercept=np.array([-1.0])
    )
    one = two.probabilities([["a"], ["a", "b", "unknown"], []])
    assert one[:, 1] == pytest.approx([0.5, 1 / (1 + np.exp(-2)), 1 / (1 + np.e)])
    three = Weights(names=["a"], weights=np.array([[0.0, 1.0, 2.0]]), intercept=np.zeros(3))
    odds = np.exp([0.0, 1.0, 2.0])
    assert three.probabilities([["a"]])[0] == pytest.approx(odds / odds.sum())


def test_parts_hold_each_article_once():
    parts = list(folds(["c", "a", "b", "e", "d", "a"], 2))
    assert parts == [{"a", "c", "e"}, {"b", "d"}]


def test_the_head_of_a_cue_is_its_verb(lesson):
    from analysis.measure.attributions import readings  # noqa: PLC0415

    corpus, marked = lesson
    reading = next(one for _, field, one in readings(corpus) if field == "body")
    cue = marked.table[marked.table["layer"] == "cue"].iloc[0]
    tokens = frozenset(reading.within(cue["start"], cue["end"]))
    assert head_of(reading, tokens) == min(tokens)
    assert head_of(reading, frozenset()) is None
