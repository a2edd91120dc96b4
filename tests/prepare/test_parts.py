"""The parts of pages marked by hand, of real articles, and of any text at all."""

import gzip
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import Corpus
from analysis.design import PARTS
from analysis.errors import ChoiceError
from analysis.prepare.parts import doubtful_cuts, lines_table, split_parts

PAGE_NAMES = [
    "analysis-none",
    "bio-no-comments",
    "blog-mixed",
    "essay-blog",
    "first-person-column",
    "foreign-desk",
    "furniture-comments",
    "heated-no-comments",
    "interview-transcript",
    "live-blog",
    "long-comments",
    "mastheads",
    "one-line-comments",
    "one-paragraph",
    "polite-comments",
    "quoting-comments",
    "tabloid",
    "timestamps",
]
NOT_FOUND = {
    ("interview-transcript", 4): "body",  # a standfirst below the byline
    ("live-blog", 4): "body",  # two headings in a row, one a time
    ("live-blog", 6): "body",
}
"""Marked lines that are known to be given another part."""


def parts_by_line(corpus, article_id):
    table = lines_table(corpus, article_id)
    return dict(zip(table["line"], table["part"], strict=True))


@pytest.fixture(scope="module")
def split(pages, make_corpus):
    return split_parts(make_corpus({name: text for name, (text, _) in pages.items()}))


def test_every_page_is_tested(pages):
    assert sorted(pages) == PAGE_NAMES


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_marked_page(name, pages, split):
    wanted = {line: NOT_FOUND.get((name, line), part) for line, part in pages[name][1].items()}
    assert parts_by_line(split, name) == wanted


def test_page_of_the_real_world(seed, make_corpus):
    text, marks = seed
    assert parts_by_line(split_parts(make_corpus({"seed": text})), "seed") == marks


def test_spans_carry_confidence_and_evidence(split):
    table = split.layers["part"].table
    columns = ["article_id", "field", "start", "end", "layer", "value", "score", "evidence"]
    assert sorted(table) == sorted(columns)
    assert set(table["value"]) == set(PARTS) - {"boilerplate"}
    assert set(table["layer"]) == {"part"}
    assert table["score"].between(0, 1).all()
    assert (table["evidence"].str.len() > 0).all()


def test_what_speaks_for_the_comments_is_said(split):
    table = lines_table(split, "one-line-comments")
    evidence = table.loc[table["part"] == "comment", "evidence"].unique().tolist()
    says = "lines without an end stop, openers, greetings and thanks, exclamation marks"
    assert evidence == [f"register changes at line 12: {says}"]


def test_a_cut_far_from_doubt_leaves_sure_lines(split):
    table = lines_table(split, "furniture-comments").set_index("line")["score"]
    assert table[17] > 0.99
    assert table[9] > 0.94


def test_lines_between_rival_cuts_carry_low_scores(split):
    table = lines_table(split, "polite-comments").set_index("line")["score"]
    assert table[22] < 0.9 < table[6]
    assert table[24] < table[26] <= table[28]


def test_a_name_above_a_time_goes_with_its_comment(pages, make_corpus):
    text, _ = pages["timestamps"]
    corpus = split_parts(make_corpus({"a": text.replace("Comments (3)\n", "")}))
    table = lines_table(corpus, "a")
    assert table.loc[table["part"] == "comment", "text"].iloc[0] == "Gwen R."


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n\n"])
@pytest.mark.parametrize("name", ["long-comments", "quoting-comments", "tabloid"])
def test_the_space_between_lines_does_not_matter(name, gap, pages, make_corpus):
    text, marks = pages[name]
    lines = [line for line in text.split("\n") if line.strip()]
    corpus = split_parts(make_corpus({name: gap.join(lines)}))
    assert list(parts_by_line(corpus, name).values()) == list(marks.values())


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_without_its_comments_a_page_has_none(name, pages, make_corpus):
    text, marks = pages[name]
    lines = text.split("\n")
    end = min((line for line, part in marks.items() if part == "comment"), default=None)
    article = "\n".join(lines[: end - 1] if end else lines)
    corpus = split_parts(make_corpus({name: article}))
    assert "comment" not in parts_by_line(corpus, name).values()


# -- real articles: most have no comments, and must lose no text ---------------------------


def read_real(folder):
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = pd.DataFrame(map(json.loads, file))
    names = {
        "ID": "article_id",
        "source": "outlet",
        "title": "headline",
        "content_original": "body",
    }
    return Corpus(rows.rename(columns=names)[list(names.values())].assign(published=""))


@pytest.fixture(scope="module")
def real(shared_data):
    return read_real(shared_data / "soleimani")


def test_real_articles_get_no_comments(real):
    table = split_parts(real).layers["part"].table
    assert table.loc[table["value"] == "comment", "article_id"].nunique() == 0


@pytest.mark.slow
def test_few_of_many_real_articles_get_comments(shared_data):
    corpus = split_parts(read_real(shared_data / "allsides_sample"))
    parts = corpus.layers["part"].table
    assert parts.loc[parts["value"] == "comment", "article_id"].nunique() <= 0.001 * len(corpus)


def test_comments_under_real_articles_are_found(real, pages, make_corpus):
    """Invented comments under real articles: an oracle that no rule was written for."""
    threads = [
        [text.split("\n")[line - 1] for line, part in marks.items() if part == "comment"]
        for name, (text, marks) in pages.items()
        if "comment" in marks.values() and name != "furniture-comments"
    ]
    articles = [b.strip() for b in real.articles["body"] if b.count("\n\n") >= 10]
    bodies, borders = {}, {}
    for number, article in enumerate(articles):
        lines = [line for line in article.split("\n") if line.strip()]
        borders[str(number)] = len(lines) + 1
        bodies[str(number)] = "\n".join([*lines, *threads[number % len(threads)]])
    corpus = split_parts(make_corpus(bodies))
    table = corpus.layers["part"].table
    found = table[table["value"] == "comment"].groupby("article_id")["start"].min()
    lines = {a: bodies[a].count("\n", 0, start) + 1 for a, start in found.items()}
    far = [abs(lines.get(a, np.inf) - border) for a, border in borders.items()]
    assert np.mean(np.array(far) == 0) > 0.65
    assert np.mean(np.array(far) <= 1) > 0.85


# -- headline copies ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "copied"),
    [
        ("Ferry crews accept deal", "Ferry crews accept deal"),
        ("FERRY CREWS ACCEPT DEAL", "FERRY CREWS ACCEPT DEAL"),
        ("“Ferry crews  accept deal.”", "“Ferry crews  accept deal.”"),
        ("Ferry crews accept deal. The islands breathe.", "Ferry crews accept deal."),
        ("Ferry Crews Accept Deal – The islands breathe.", "Ferry Crews Accept Deal –"),
        ("Ferry crews accept deal The islands breathe.", "Ferry crews accept deal"),
        ("Ferry crews accept deal “It was time.”", "Ferry crews accept deal"),
        ("Ferry crews accept dealings.", ""),
        ("Ferry Crews Accept Deal Late on Monday.", ""),
        ("Ferry crews accept deal, and sail.", ""),
        ("The islands breathe: ferry crews accept deal.", ""),
    ],
)
def test_headline_copy(first, copied, make_corpus):
    body = f"{first}\n\nThe boats sailed at dawn, the union said on Monday."
    corpus = split_parts(make_corpus({"a": body}, headline="Ferry crews accept deal"))
    table = corpus.layers["part"].table
    spans = table[(table["field"] == "body") & (table["value"] == "headline")]
    assert [body[s:e] for s, e in zip(spans["start"], spans["end"], strict=True)] == (
        [copied] if copied else []
    )
    whole = table[(table["field"] == "headline")]
    assert whole[["start", "end", "value"]].to_numpy().tolist() == [[0, 23, "headline"]]
    rest = first[len(copied) :].strip()
    first_lines = lines_table(corpus, "a").query("line == 1")
    assert first_lines["text"].tolist() == [t for t in (copied, rest) if t]


# -- settling -------------------------------------------------------------------------------


@pytest.fixture
def doubtful(pages, make_corpus):
    return make_corpus({"polite": pages["polite-comments"][0], "sure": pages["tabloid"][0]})


def test_doubtful_cuts_are_listed_with_their_candidates(doubtful):
    corpus = split_parts(doubtful)
    table = doubtful_cuts(corpus)
    assert table["article_id"].tolist() == ["polite"]
    row = table.iloc[0]
    assert row["line"] == 24
    assert 0.2 < row["confidence"] < 0.5
    assert row["text"].split("\n")[2].startswith("24: Thank you for this thoughtful piece.")
    assert row["candidates"].startswith(f"24 ({row['confidence']:.2f}), ")
    assert corpus.notes == (
        "Readers' comments were found under 2 articles.",
        (
            "Where readers' comments begin, or whether there are any, is doubtful in 1 "
            "article; the likelier reading is taken and carries a low score. "
            "doubtful_cuts(corpus) lists the candidates, and cuts={article_id: line} "
            "settles them."
        ),
    )


@pytest.mark.parametrize(("line", "first"), [(26, 26), (25, 26), (0, None), (None, None)])
def test_a_settled_cut_is_taken_as_it_is(line, first, doubtful):
    corpus = split_parts(doubtful, cuts={"polite": line})
    table = lines_table(corpus, "polite")
    comments = table.loc[table["part"] == "comment", "line"]
    assert (comments.min() if len(comments) else None) == first
    assert table["evidence"].str.startswith("settled by hand").all()
    assert doubtful_cuts(corpus).empty


def test_cuts_that_cannot_be_are_refused_at_once(doubtful):
    with pytest.raises(ChoiceError) as caught:
        split_parts(doubtful, cuts={"polite": 999, "other": 3, "sure": "4"})
    assert str(caught.value) == (
        "cuts name, for an article_id, the line of the body at which its comments begin, or 0 "
        "for no comments; these cannot be used:\n"
        "  - 'polite': line 999, but the body has lines 1 to 37\n"
        "  - 'other': no such article in the corpus\n"
        "  - 'sure': '4' is not a line number"
    )


def test_lines_need_parts(make_corpus):
    corpus = make_corpus({"a": "A line."})
    with pytest.raises(ChoiceError) as caught:
        lines_table(corpus, "a")
    assert str(caught.value) == "the corpus has no parts; use split_parts first."
    with pytest.raises(ChoiceError) as caught:
        lines_table(split_parts(corpus), "b")
    assert str(caught.value) == "the corpus has no article 'b'."


# -- any text -------------------------------------------------------------------------------

LINES = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.sampled_from(
            [
                "", "  ", "By Ada Lund", "Ferry crews accept deal", "What it cost",
                "Photo: Jon Vale/Northern Pictures", "Typical!!!", "Thank you, great article",
                "The crews of Port Ensel voted on Monday night to go to work, it was said.",
                "Ada Lund is a reporter for the Post.", "lol you wish…", "ADVERTISEMENT",
            ]
        ),
    ),
    max_size=30,
)  # fmt: skip


BODIES = st.lists(LINES.map("\n".join), min_size=1, max_size=5)
HEADLINES = st.sampled_from(["", "Ferry crews accept deal", " x "])
FEW = settings(max_examples=30, deadline=None)


def corpus_of(bodies, headline=""):
    ids = [f"a{number}" for number in range(len(bodies))]
    table = {"outlet": "Post", "published": "", "headline": headline, "body": bodies}
    return Corpus(pd.DataFrame({"article_id": ids, **table}))


@FEW
@given(bodies=BODIES, headline=HEADLINES)
def test_spans_tile_the_lines_of_any_text(bodies, headline):
    before = corpus_of(bodies, headline)
    after = split_parts(before)
    assert after.articles.equals(before.articles)
    table = after.layers["part"].table
    assert table["value"].isin(PARTS).all()
    for article_id, body in zip(after.articles["article_id"], bodies, strict=True):
        spans = table[(table["article_id"] == article_id) & (table["field"] == "body")]
        covered = np.zeros(len(body), dtype=int)
        for start, end in zip(spans["start"], spans["end"], strict=True):
            assert body[start:end] == body[start:end].strip() != ""
            assert "\n" not in body[start:end]
            covered[start:end] += 1
        assert covered.max(initial=0) <= 1
        assert all(sign.isspace() for sign, n in zip(body, covered, strict=True) if n == 0)


@FEW
@given(bodies=BODIES, blank=st.sampled_from(["\n", "\n\n \n", "\n\t"]))
def test_blank_lines_at_the_end_change_nothing(bodies, blank):
    longer = [body + blank for body in bodies]
    one, other = (split_parts(corpus_of(x)).layers["part"].table for x in (bodies, longer))
    assert one.equals(other)


@FEW
@given(bodies=BODIES, cut=st.integers(0, 30))
def test_a_settled_cut_parts_every_text(bodies, cut):
    corpus = corpus_of(bodies)
    cuts = {"a0": min(cut, bodies[0].count("\n") + 1)}
    table = lines_table(split_parts(corpus, cuts=cuts), "a0")
    is_comment = (table["part"] == "comment").tolist()
    assert is_comment == [cuts["a0"] > 0 and line >= cuts["a0"] for line in table["line"]]


def test_articles_do_not_change_each_other(pages, split, make_corpus):
    for name in ("tabloid", "polite-comments"):
        alone = lines_table(split_parts(make_corpus({name: pages[name][0]})), name)
        assert alone.equals(lines_table(split, name))


def test_a_corpus_without_text_has_no_parts(make_corpus):
    assert len(split_parts(make_corpus({})).layers["part"]) == 0
    assert len(split_parts(make_corpus({"a": "", "b": " \n "})).layers["part"]) == 0
    assert doubtful_cuts(make_corpus({"a": ""})).empty
