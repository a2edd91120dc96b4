"""What every result can do: open to its sentences, and be printed for a paper."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.compare.labels import compare_labels
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.errors import ChoiceError
from analysis.results import sentences_around
from analysis.spans import Spans

BODY = "One came. Two went. Three stayed."
SENTENCES = [(0, 9), (10, 19), (20, 33)]


def corpus_of(body):
    rows = {
        "article_id": ["late", "early"],
        "outlet": ["Post", "Star"],
        "published": ["2024-03-02", "2024-03-01"],
        "headline": ["", "Five & 6_7"],
        "event_id": ["e", "e"],
        "body": [body, "Four ran."],
    }
    return Corpus(pd.DataFrame(rows))


def spans_of(places):
    return Spans.of("x", [("late", "body", *place, "x") for place in places])


@given(st.lists(st.integers(0, len(BODY)), max_size=8, unique=True).map(sorted))
def test_sentences_are_those_that_share_a_character_with_a_span(ends):
    places = [place for number, place in enumerate(pairwise(ends)) if number % 2 == 0]
    found = sentences_around(corpus_of(BODY), spans_of(places))
    expected = []
    for start, end in SENTENCES:
        marks = [(max(a, start), min(b, end)) for a, b in places]
        marks = [(a - start, b - start) for a, b in marks if a < b]
        if marks:
            expected.append((start, end, BODY[start:end], marks))
    got = found[["start", "end", "text", "marks"]].itertuples(index=False, name=None)
    assert list(got) == expected
    assert found.attrs["total"] == len(expected)


def test_a_few_sentences_are_taken_from_every_article_and_come_by_date():
    spans = Spans.concat([spans_of([(0, 30)]), Spans.of("x", [("early", "body", 0, 4, "x")])])
    every = sentences_around(corpus_of(BODY), spans)
    assert every["text"].tolist() == ["Four ran.", "One came.", "Two went.", "Three stayed."]
    few = sentences_around(corpus_of(BODY), spans, most=2)
    assert few["text"].tolist() == ["Four ran.", "One came."]
    assert few.attrs["total"] == 4
    assert few.loc[0, ["outlet", "headline"]].tolist() == ["Star", "Five & 6_7"]


def test_a_text_of_many_marks_is_opened_at_once():
    """Fifty thousand sentences with a mark each: comparing each with each takes minutes."""
    n = 50_000
    spans = spans_of([(10 * i, 10 * i + 3) for i in range(n)])
    assert sentences_around(corpus_of("One came. " * n), spans, most=5).attrs["total"] == n


def test_no_spans_are_no_sentences():
    assert len(sentences_around(corpus_of(BODY), spans_of([]))) == 0


def test_signs_that_latex_reads_are_printed_as_they_are():
    labels = {"one_50%": ["one"], "a\\b ~^{&#$}": ["four"]}
    latex = compare_labels(corpus_of(BODY), labels).to_latex()
    assert r"one\_50\%" in latex
    assert r"a\textbackslash{}b \textasciitilde{}\textasciicircum{}\{\&\#\$\}" in latex
    assert r"group & label & referent & n\_mentions" in latex


def test_a_row_that_is_not_there_is_refused():
    with pytest.raises(ChoiceError) as refusal:
        compare_labels(corpus_of(BODY), {"a": ["one"], "b": ["four"]}).evidence(4)
    assert str(refusal.value) == "row 4 is not in the table; it has rows 0 to 3."


def test_a_result_keeps_what_was_counted_and_of_which_articles():
    articles = corpus_of("We came.").articles
    apart = articles.iloc[[1]].assign(article_id="apart", event_id="")
    words = compare_words(Corpus(pd.concat([apart, articles])), min_articles=1)
    assert words.articles["article_id"].tolist() == ["late", "early"]
    came = words.tally.items.index("came")
    assert words.tally.counts[:, [came]].toarray().ravel().tolist() == [1, 0]
