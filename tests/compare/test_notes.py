"""What every comparison says beside its numbers, each once, and only where it is so."""

import pandas as pd
import pytest

from analysis.compare._contrast import carried_notes
from analysis.compare.labels import compare_labels
from analysis.compare.sentiment import compare_sentiment
from analysis.compare.words import compare_words
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.report.findings import in_words

LABELS = {"first": ["port"], "second": ["quay"]}


def texts(cells, **columns):
    """Make an article a cell (outlet, event): "port" twice for A, else once, and "quay"."""
    rows = {
        "article_id": [f"a{i}" for i in range(len(cells))],
        "outlet": [o for o, _ in cells],
        "event_id": [e for _, e in cells],
        "published": "2024-03-01",
        "headline": "",
        "body": [
            f"n{i} " + "port " * (1 + (o == "A")) + "quay quay"
            for i, (o, _) in enumerate(cells)
        ],
    }
    return Corpus(pd.DataFrame(rows | columns))


PAIRED = [(o, f"e{e}") for e in range(8) for o in "AB"]


@pytest.mark.parametrize(
    "compare",
    [compare_words, lambda corpus, **more: compare_labels(corpus, LABELS, **more)],
    ids=["words", "labels"],
)
def test_cautions_of_counts(compare):
    notes = compare(texts([*PAIRED, ("A", "own")]), voice="all", copies="keep").notes
    assert "1 of 9 events is reported by one outlet alone and compares nothing." in notes
    assert (
        "Words inside quotes count too: a difference may be one of what sources said." in notes
    )
    assert "Rates are shares of what was written: raising some items lowers the rest." in notes
    assert sum("check_burstiness" in note for note in notes) == 1
    assert len(set(notes)) == len(notes)


def test_what_is_not_so_is_not_said():
    notes = " ".join(compare_words(texts(PAIRED)).notes)
    for words in ("alone", "inside quotes", "copies", "across the whole corpus", "half of"):
        assert words not in notes


def test_an_outlet_alone_is_told_by_what_is_compared():
    genre = ["news", "opinion", "opinion", "news"] * 4 + ["news", "news"]
    corpus = texts([*PAIRED, ("A", "own"), ("B", "other")], genre=genre)
    notes = compare_words(corpus, design=Design(by="genre")).notes
    assert "2 of 10 events are reported by one genre alone and compare nothing." in notes
    topics = texts(PAIRED, topic=["sea"] * 14 + ["land", "sky"])
    notes = compare_words(topics, design=Design(within="topic")).notes
    assert (
        "2 of 3 values of topic are reported by one outlet alone and compare nothing." in notes
    )


def test_copies_that_count_are_said_above_a_twentieth():
    corpus = texts(PAIRED, wire=["HNA", ""] + [""] * 14)
    assert (
        "6% of articles are wire copies or reprints and count: text that outlets share hides "
        "how they differ."
    ) in compare_words(corpus, copies="keep").notes
    assert "1 wire copy or reprint of " in " ".join(compare_words(corpus).notes)
    more = [(o, f"e{e}") for e in range(12) for o in "AB"]
    few = texts(more, wire=["HNA"] + [""] * 23)
    assert "wire copies" not in " ".join(compare_words(few, copies="keep").notes)


def test_quoted_words_alone_are_said():
    corpus = texts(PAIRED)
    quoted = Corpus(
        corpus.articles.assign(body="He said: “Port and quay.” " + corpus.articles["body"])
    )
    notes = compare_words(quoted, voice="source", min_articles=1).notes
    assert (
        "Only words inside quotes count: a difference is one of who was quoted and what was "
        "taken from them."
    ) in notes


@pytest.mark.parametrize(
    ("within", "where", "note"),
    [
        (
            None,
            "across the whole corpus",
            "compared across the whole corpus, not within events",
        ),
        ("topic", "within the same topic", "compared within topic, not within events"),
    ],
)
def test_coarser_strata_are_by_name_and_said(within, where, note):
    """By default nothing but the event: a coarser stratum is asked for, and told."""
    corpus = texts(PAIRED, topic="sea")
    assert Design().within == "event_id"
    design = Design(within=within)
    words = compare_words(corpus, design=design)
    labels = compare_labels(corpus, LABELS, design=design)
    sentiment = compare_sentiment(corpus, design=design)
    for result in (words, labels, sentiment):
        assert sum(note in said for said in result.notes) == 1
        assert where in result.caption
        assert "in the same events" not in result.caption
        assert "in the same events" not in in_words(result, 0)


def test_findings_that_little_carries_are_counted():
    rows = pd.DataFrame(
        {
            "finding": [True, True, True, False],
            "estimate": [1.0, -1.0, 2.0, 3.0],
            "n_articles": [2, 0, 9, 1],
            "largest_event_share": [0.6, 0.5, 0.7, 1.0],
        }
    )
    assert " ".join(carried_notes(rows)) == (
        "Of 3 findings 1 stands in fewer than 3 articles, 2 have over half of their evidence "
        "from one event: check_dispersion names them."
    )
    assert carried_notes(rows.iloc[[1]]) == ()


@pytest.mark.parametrize(("late", "told"), [("2024-03-04", False), ("2024-03-05", True)])
def test_dates_that_are_not_matched_are_told(late, told):
    day = ["2024-03-01" if outlet == "A" else late for outlet, _ in PAIRED]
    notes = compare_words(texts(PAIRED, published=day)).notes
    note = (
        "dates are not matched: in shared events A typically reports 4 days before the "
        "others; B typically reports 4 days after the others. What was known by then may "
        "differ: check_balance lists it."
    )
    assert (note in notes) == told


def test_dates_of_few_events_are_not_judged():
    day = ["2024-03-01" if outlet == "A" else "2024-05-01" for outlet, _ in PAIRED[:8]]
    notes = " ".join(compare_words(texts(PAIRED[:8], published=day)).notes)
    assert "dates are not matched" not in notes


def test_what_has_no_row_is_counted():
    """300 words of A alone, in each of its articles; B has no row of what is no finding."""
    alone = " ".join(f"word{chr(97 + k // 26)}{chr(97 + k % 26)}" for k in range(300))
    table = texts(PAIRED).articles
    a = table["outlet"] == "A"
    corpus = Corpus(table.assign(body=table["body"].where(~a, table["body"] + " " + alone)))
    words = compare_words(corpus)
    n_items = len(words.tally.items)
    told = [note for note in words.notes if "have no row" in note]
    unused = 2 * n_items - len(words.table)
    b_finds = ((words.table["group"] == "B") & (words.table["count"] == 0)).sum()
    assert unused == 300 - b_finds
    if unused:
        [note] = told
        assert note == (
            f"{unused:,} contrasts of items that the group never uses have no row, as none of "
            "them is a finding; the family of tests holds them all the same."
        )
    assert not [note for note in compare_words(texts(PAIRED)).notes if "have no row" in note]
    pair = words.difference("A")
    missing = n_items - len(pair.table)
    assert any(note.startswith(f"{missing:,} contrasts") for note in pair.notes) == (
        missing > 0
    )
