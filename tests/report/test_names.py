"""Readers see the outlets' names; tables, settings and files keep their ids."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis.compare.labels import compare_labels
from analysis.compare.sentiment import compare_sentiment
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.report.describe import picture_of_dates, picture_of_lengths
from analysis.report.findings import in_words
from analysis.report.notebook import excerpts

LABELS = {"militants": ["militant*"], "strikers": ["striker*"]}
COMPARE = {
    "labels": lambda corpus, design: compare_labels(corpus, LABELS, design=design),
    "words": lambda corpus, design: compare_words(corpus, design=design),
    "sentiment": lambda corpus, design: compare_sentiment(corpus, design=design),
}


@pytest.fixture(scope="module")
def corpus():
    word = {"militants": "Militants", "wire": "Strikers", "star": "Strikers"}
    rows = [
        (f"{outlet}-{event}", outlet, f"e{event}", f"{label} left the sad port. It rained.")
        for outlet, label in word.items()
        for event in range(8)
    ]
    articles = pd.DataFrame(rows, columns=["article_id", "outlet", "event_id", "body"])
    outlets = pd.DataFrame(
        {
            "outlet": list(word),
            "name": ["The Militant", " ", None],
            "side": ["left", "right", "right"],
        }
    )
    return Corpus(articles.assign(published="2024-03-01", headline=""), outlets=outlets)


@pytest.fixture(autouse=True)
def _no_figure_left():
    yield
    plt.close("all")


def drawn(ax):
    return {tick.get_text() for tick in ax.get_yticklabels()}


def test_only_outlets_with_a_name_have_one(corpus):
    assert corpus.names == {"militants": "The Militant"}
    assert Corpus(corpus.articles).names == {}


@pytest.mark.parametrize("kind", COMPARE)
def test_figures_show_names_and_tables_keep_ids(corpus, kind):
    result = COMPARE[kind](corpus, Design())
    assert "The Militant" in drawn(result.plot())
    assert "militants" in set(result.table["group"])
    sides = COMPARE[kind](corpus, Design(by="side"))
    assert sides.names == {}
    assert "The Militant" not in drawn(sides.plot())


def test_a_word_that_is_spelt_as_an_outlet_stays_a_word(corpus):
    words = compare_words(corpus)
    assert "militants" in set(words.main_rows()["word"])
    assert {"militants", "The Militant"} <= drawn(words.plot())


@pytest.mark.parametrize("picture", [picture_of_dates, picture_of_lengths])
def test_pictures_of_the_corpus_show_names(corpus, picture):
    made = picture(corpus)
    assert drawn(made.ax) == {"The Militant", "wire", "star"}
    assert set(made.data["outlet"]) == {"militants", "wire", "star"}


def test_sentences_say_names(corpus):
    result = compare_labels(corpus, LABELS)
    row = result.table.index[result.table["group"] == "militants"][0]
    assert in_words(result, int(row)).startswith("The Militant ")
    assert in_words(result, int(row), {}).startswith("militants ")
    shown = excerpts(result, int(row), most=1)
    assert shown.lines[0][0] == "The Militant, 2024-03-01, militants-0"
