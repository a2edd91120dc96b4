"""Boilerplate: what repeats within an outlet, in articles written for the purpose."""

import numpy as np
import pandas as pd
import pytest

import analysis
from analysis import Corpus, compare_words, find_boilerplate, split_parts
from analysis.prepare.boilerplate import SURE
from analysis.spans import Spans

MORE = "The Post, 1 Quay Road, Port Brenna"


def story(i):
    """Thirty words that no other article has, in two sentences."""
    words = ["".join(chr(97 + int(d)) for d in f"{i:02}{j:02}") for j in range(30)]
    return f"The {' '.join(words[:15])}. Then {' '.join(words[15:])}."


def made(bodies, outlet="Post", days=None, **columns):
    days = days or [f"2024-{1 + i // 3:02}-{1 + 7 * (i % 3):02}" for i in range(len(bodies))]
    rows = {"article_id": [f"a{i}" for i in range(len(bodies))], "outlet": outlet}
    rows |= {"published": days, "headline": "", "body": bodies, **columns}
    return Corpus(pd.DataFrame(rows))


def texts(found):
    return found.table["text"].tolist()


def marked(found, article="a0"):
    layer = found.marked.layers["part"]
    mine = layer.where(
        (layer.table["value"] == "boilerplate") & (layer.table["article_id"] == article)
    )
    return mine.text(found.marked.articles).tolist()


def test_a_line_under_five_articles_is_found_and_the_text_kept():
    found = find_boilerplate(made([f"{story(i)}\n{MORE}" for i in range(5)]))
    assert found.table.to_numpy().tolist() == [["Post", MORE, 7, 5, 1.0, 5, 5]]
    assert marked(found) == [MORE]
    body = found.marked.layers["part"]
    body = body.where(body.table["value"] == "body").text(found.marked.articles)
    assert " ".join(body) == " ".join(story(i) for i in range(5))
    part = found.marked.layers["part"].table
    row = part[part["value"] == "boilerplate"].iloc[0]
    assert (row["score"], row["evidence"]) == (SURE, "stands in 5 articles of the outlet")


def test_a_sentence_in_a_running_line_is_found_whatever_its_figures():
    bodies = [f"{story(i)} © 20{i + 10} The Post Ltd of Brenna. Read on." for i in range(5)]
    found = find_boilerplate(made(bodies))
    assert texts(found) == ["2010 The Post Ltd of Brenna."]
    assert marked(found, "a3") == ["2013 The Post Ltd of Brenna."]


@pytest.mark.parametrize(
    ("bodies", "days", "events"),
    [
        ([f"{story(i)}\n{MORE}" for i in range(4)], None, None),
        ([f"{story(i)}\n{MORE}" for i in range(6)], ["2024-01-01", "2024-01-08"] * 3, None),
        ([f"{story(i)}\n{MORE}" for i in range(6)], None, ["e1", "e2"] * 3),
        ([f"{story(i)}\n{MORE}" for i in range(9)], [""] * 9, None),
        ([f"{story(i)}\n“{MORE},” he said." for i in range(9)], None, None),
        ([f"{story(0)}\n{MORE}"] * 9, None, None),
        ([f"{story(i)}\nHe said. " for i in range(9)], None, None),
        ([f"{story(i)}\n12 %" for i in range(9)], None, None),
    ],
    ids=["few", "two weeks", "two events", "no dates", "a quote", "one article", "short", "12"],
)
def test_what_is_none(bodies, days, events):
    columns = {} if events is None else {"event_id": events}
    assert texts(find_boilerplate(made(bodies, days=days, **columns))) == []


def test_three_events_or_weeks_or_ten_undated_are_enough():
    bodies = [f"{story(i)}\n{MORE}" for i in range(10)]
    weeks = ["2024-01-01", "2024-01-08", "2024-01-15", *["2024-01-15"] * 7]
    events = ["e1", "e2", "e3", *["e3"] * 7]
    one_day = ["2024-01-01"] * 10
    assert texts(find_boilerplate(made(bodies, days=weeks))) == [MORE]
    assert texts(find_boilerplate(made(bodies, days=one_day, event_id=events))) == [MORE]
    assert texts(find_boilerplate(made(bodies, days=[""] * 10))) == [MORE]


def test_a_large_archive_needs_one_in_a_hundred():
    bodies = [story(i) for i in range(501)]
    few, enough = list(bodies), list(bodies)
    for i in range(5):
        few[i] += f"\n{MORE}"
    for i in range(6):
        enough[i] += f"\n{MORE}"
    days = [f"20{10 + i // 300}-{1 + i % 12:02}-{1 + i % 25:02}" for i in range(len(bodies))]
    assert MORE not in texts(find_boilerplate(made(few, days=days)))
    assert MORE in texts(find_boilerplate(made(enough, days=days)))


def test_a_word_alone_must_be_a_line_without_a_stop():
    bodies = [f"{story(i)}\nExclusive\nWhy?\n{story(i + 40)} Exclusive." for i in range(5)]
    found = find_boilerplate(made(bodies))
    assert texts(found) == ["Exclusive"]
    assert found.table["n_marked"].tolist() == [5]


def test_outlets_are_looked_at_apart_and_those_with_few_articles_are_counted():
    bodies = [f"{story(i)}\n{MORE}" for i in range(7)]
    found = find_boilerplate(made(bodies, outlet=["Post"] * 5 + ["Star"] * 2))
    assert found.table["outlet"].tolist() == ["Post"]
    assert marked(found, "a6") == []
    marks, few = found.marked.notes
    assert marks == (
        "Boilerplate: 35 words in lines that an outlet repeats, in 5 articles, are not counted "
        "as its text."
    )
    assert few == (
        "Boilerplate could not be looked for in 1 of 2 outlets, with fewer than 5 articles or "
        "3 events and weeks."
    )


def test_captions_and_comments_stay_what_they_are():
    corpus = split_parts(made([f"{story(i)}\n{MORE}" for i in range(5)]))
    part = corpus.layers["part"].table
    line = part["start"] > 0
    caption = Spans(part.assign(value=part["value"].mask(line, "caption")))
    found = find_boilerplate(corpus.with_layer(caption, "part"))
    assert len(found.table) == 0
    assert set(found.marked.layers["part"].table["value"]) == {"body", "caption"}


def test_words_of_a_site_leave_the_lists():
    """Without it "quay" marks the Post; with it nobody says it. Parts can ask for it."""
    bodies = [story(i) for i in range(12)]
    bodies = [f"{body}\n{MORE}" if i % 2 else body for i, body in enumerate(bodies)]
    events = [f"e{i // 2}" for i in range(12)]
    corpus = made(bodies, outlet=["Star", "Post"] * 6, event_id=events)
    counted = {
        name: set(compare_words(one, min_articles=2, parts=parts).table["word"])
        for name, one, parts in [
            ("before", corpus, ("body",)),
            ("after", find_boilerplate(corpus).marked, ("body",)),
            ("asked", find_boilerplate(corpus).marked, ("body", "boilerplate")),
        ]
    }
    assert {name: "quay" in words for name, words in counted.items()} == {
        "before": True,
        "after": False,
        "asked": True,
    }


def test_the_order_of_articles_changes_nothing():
    corpus = made([f"{story(i)}\n{MORE}\nExclusive" for i in range(8)])
    order = np.random.default_rng(1).permutation(8)
    one, other = (find_boilerplate(c) for c in (corpus, Corpus(corpus.articles.iloc[order])))
    pd.testing.assert_frame_equal(one.table, other.table)
    tables = [found.marked.layers["part"].table for found in (one, other)]
    pd.testing.assert_frame_equal(*tables)


def test_found_again_it_finds_the_same():
    once = find_boilerplate(made([f"{story(i)}\n{MORE}" for i in range(5)]))
    again = find_boilerplate(once.marked)
    pd.testing.assert_frame_equal(once.table, again.table)
    layers = [found.marked.layers["part"].table for found in (once, again)]
    pd.testing.assert_frame_equal(*layers)


def test_lines_that_a_site_is_known_by_are_listed_where_they_repeat():
    found = find_boilerplate(
        made([f"{story(i)}\nSign up for our newsletter" for i in range(5)])
    )
    assert texts(found) == ["Sign up for our newsletter"]
    alone = find_boilerplate(made([f"{story(0)}\nSign up for our newsletter"]))
    assert texts(alone) == []
    assert marked(alone) == ["Sign up for our newsletter"]


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_to_look_at(n):
    found = find_boilerplate(made([""] * n, days=[""] * n))
    assert list(found.table) == list(found.columns)
    assert len(found.table) == 0


def test_the_sample_study_has_none(root):
    harbour = analysis.read_csv(root / "data/harbour/articles.csv")
    assert len(find_boilerplate(harbour).table) == 0
