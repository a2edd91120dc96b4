"""JSON lines and JSON lists, flat and nested, whole and broken."""

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.read.jsonl import read_jsonl

ONE = {
    "article_id": 1,
    "outlet": "Post",
    "published": "2024-03-01",
    "headline": "Strike",
    "body": "The dockers struck. " * 10,
}
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("trip") / "trip.jsonl"


@pytest.mark.parametrize("ascii_only", [True, False])
@settings(max_examples=40)
@given(headline=TEXT, body=TEXT)
def test_what_json_writes_comes_back_to_the_character(place, ascii_only, headline, body):
    rows = [ONE | {"headline": headline, "body": body}, ONE | {"article_id": 2}]
    text = "\n".join(json.dumps(row, ensure_ascii=ascii_only) for row in rows)
    place.write_bytes(text.encode())
    articles = read_jsonl(place).articles
    assert articles["headline"][0] == headline
    assert articles["body"][0] == body


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (json.dumps(ONE) + "\r\n\n", "JSON lines, utf-8"),
        (json.dumps([ONE], indent=2), "a JSON list, utf-8"),
        (gzip.compress(json.dumps(ONE).encode()), "gzip, JSON lines, utf-8"),
        (json.dumps(ONE).encode("utf-8-sig"), "JSON lines, utf-8"),
    ],
)
def test_what_a_file_turned_out_to_be_is_noted(write, content, kind):
    corpus = read_jsonl(write("a.jsonl", content))
    assert corpus.notes == (f"1 article read from a.jsonl ({kind})",)


def test_values_keep_their_kind_and_numbers_their_digits(write):
    extra = {"article_id": 12345678901234567890, "n": 3, "share": 0.5, "side": "left"}
    rows = [ONE | extra, ONE | {"article_id": 1.0, "n": 4, "published": None, "headline": None}]
    articles = read_jsonl(write("a.jsonl", "\n".join(map(json.dumps, rows)))).articles
    assert articles["article_id"].tolist() == ["12345678901234567890", "1"]
    assert articles["headline"].tolist() == ["Strike", ""]
    assert articles["published"].isna().tolist() == [False, True]
    assert articles["n"].dtype == "int64"
    assert articles["side"].isna().tolist() == [False, True]


def test_nested_values_are_joined_where_text_is_needed_and_kept_as_json_elsewhere(write):
    nested = {"body": [["One.", "Two."], ["Three."]], "tags": ["a", "é"], "mixed": 1}
    rows = [ONE | nested, ONE | {"article_id": 2, "body": ["One.", "Two."], "mixed": "x"}]
    corpus = read_jsonl(write("a.jsonl", "\n".join(map(json.dumps, rows))))
    assert corpus.articles["body"].tolist() == ["One. Two.\n\nThree.", "One.\n\nTwo."]
    assert corpus.articles["tags"][0] == '["a", "é"]'
    assert corpus.articles["mixed"].tolist() == ["1", "x"]
    assert corpus.notes[1:] == (
        (
            "body was a list in 2 articles: paragraphs are joined by a blank line, the "
            "sentences "
            "of one by a space"
        ),
        "columns of nested or mixed values are kept as text: 'tags', 'mixed'",
        "bodies under 20 words: 2 articles ('1', '2')",
    )


def test_half_a_character_is_replaced_because_no_file_can_hold_it(write, tmp_path):
    whole, half = "strike \N{SLIGHTLY SMILING FACE}", "strike \ud83d"
    rows = [ONE | {"headline": whole}, ONE | {"article_id": 2, "headline": half}]
    corpus = read_jsonl(write("a.jsonl", "\n".join(map(json.dumps, rows))))
    assert corpus.articles["headline"].tolist() == [whole, "strike \ufffd"]
    assert corpus.notes[1] == (
        "a lone half of a character (a surrogate, as in a broken emoji) can be stored in no "
        "file; where one stood the text has \ufffd"
    )
    corpus.to_parquet(tmp_path / "a.parquet")


HOSTILE = {
    "broken-lines": (
        json.dumps(ONE) + '\n{"article_id": 2,\n[1, 2]\n"three"\n',
        (
            "a.jsonl has 3 faults:\n"
            "  - line 2: not JSON (Expecting property name enclosed in double quotes, "
            "character "
            "18): '{\"article_id\": 2,'\n"
            "  - line 3: not an object with named values: '[1, 2]'\n"
            "  - line 4: not an object with named values: '\"three\"'"
        ),
    ),
    "a-broken-list": (
        '[{"article_id": 1},\n{]',
        (
            "a.jsonl has 1 fault:\n"
            "  - the list is not JSON (Expecting property name enclosed in double "
            "quotes, line 2, "
            "character 2)"
        ),
    ),
    "an-empty-list": ("[]", "a.jsonl has 1 fault:\n  - it holds no articles"),
    "one-object-over-lines": (
        '{\n"articles": [],\n"n": 0\n}',
        (
            "a.jsonl has 1 fault:\n"
            "  - it is one object with the names 'articles', 'n', not an object a line"
        ),
    ),
    "a-csv-file": (
        "article_id,outlet\n1,Post\n",
        (
            "a.jsonl has 2 faults:\n"
            "  - line 1: not JSON (Expecting value, character 1): 'article_id,outlet'\n"
            "  - line 2: not JSON (Extra data, character 2): '1,Post'"
        ),
    ),
    "an-object-for-a-text": (
        json.dumps(ONE | {"body": {"p": "One."}, "published": "soon"}),
        (
            "a.jsonl has 2 faults:\n"
            "  - line 1: body is an object; text is needed\n"
            "  - line 1: published 'soon' is not a whole date; write it as 2024-03-31"
        ),
    ),
    "too-deep": (
        json.dumps(ONE) + "\n" + "[" * 100_000,
        "a.jsonl has 1 fault:\n"
        "  - line 2: not JSON (a number too long or objects nested too deep): '"
        + "[" * 39
        + "…'",
    ),
    "articles-in-events": (
        json.dumps({"event_id": "e1", "outlet": "Post", "articles": [ONE]}),
        (
            "a.jsonl has 5 faults:\n"
            "  - article_id is missing, and no column looks like it\n"
            "  - published is missing, and no column looks like it; if the file has none, say "
            "columns={'published': None}\n"
            "  - headline is missing, and no column looks like it; if the file has none, say "
            "columns={'headline': None}\n"
            "  - body is missing, and no column looks like it; if the file has none, say "
            "columns={'body': None}\n"
            "  - 'articles' holds lists of records; give each article a row of its own\n"
            "The file has the columns 'event_id', 'outlet', 'articles'."
        ),
    ),
}


@pytest.mark.parametrize(("content", "message"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_with_all_its_faults(write, refusal, content, message):
    assert refusal(read_jsonl, write("a.jsonl", content)) == message


def test_a_unique_column_is_proposed_as_the_id(write, refusal):
    rows = [{**ONE, "key": f"k{n}"} for n in range(3)]
    for row in rows:
        del row["article_id"]
    path = write("a.json", json.dumps(rows))
    assert refusal(read_jsonl, path) == (
        "a.json has 1 fault:\n  - article_id is missing; 'key' looks like it\n"
        "Try columns={'article_id': 'key'}."
    )
