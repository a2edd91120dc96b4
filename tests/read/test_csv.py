"""CSV as people have it: read to the character, or refused with every fault in one message."""

import contextlib
import csv
import gzip
import io

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.errors import ReadError
from analysis.read.csv import read_csv

HEADER = "article_id,outlet,published,headline,body\n"
BODY = (
    "The dockers of the northern port struck at dawn and by noon no ship had left the quay; "
    "the union spoke of a warning."
)
ROW = f'1,Post,2024-03-01,Strike,"{BODY}"\n'
NOTE = "1 article read from a.csv (CSV, utf-8)"


def test_a_plain_file_becomes_a_corpus(write):
    corpus = read_csv(write("a.csv", HEADER + ROW))
    assert corpus.articles.astype(str).to_dict("records")[0] == {
        "article_id": "1",
        "outlet": "Post",
        "published": "2024-03-01",
        "headline": "Strike",
        "body": BODY,
    }
    assert corpus.notes == (NOTE,)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
ODD = st.text("\",;\t\n|'\\ a“🙂é\u2028\x85", max_size=20)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("trip") / "trip.csv"


@pytest.mark.parametrize(
    "written", [{}, {"sep": ";"}, {"sep": "\t"}, {"quoting": csv.QUOTE_ALL}]
)
@settings(max_examples=40)
@example(headline="sep=;", body='","\r\n""')
@given(headline=TEXT | ODD, body=TEXT | ODD)
def test_what_pandas_writes_comes_back_to_the_character(place, written, headline, body):
    # A bare carriage return is quoted by no writer, so it ends a line where it ends a row.
    if "quoting" not in written:
        headline, body = (text.replace("\r\n", "\n").rstrip("\r") for text in (headline, body))
    given_rows = {
        "article_id": ["1", "2"],
        "outlet": ["Post", "Star"],
        "published": ["2024-03-01", "2024-03-02"],
        "headline": [headline, "plain"],
        "body": [body, "plain"],
        "side": ["left", "right"],
    }
    pd.DataFrame(given_rows).to_csv(place, index=False, lineterminator="\n", **written)
    articles = read_csv(place).articles
    assert articles["headline"].tolist() == given_rows["headline"]
    assert articles["body"].tolist() == given_rows["body"]
    assert articles["side"].tolist() == given_rows["side"]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_line_end_is_read_and_text_keeps_its_own(write, end):
    text = "first\rsecond\nthird" if end != "\r" else "first\nsecond"
    rows = [[*HEADER.strip().split(",")], ["1", "Post", "2024-03-01", "Strike", text]]
    out = io.StringIO()
    csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    assert read_csv(write("a.csv", out.getvalue())).articles["body"][0] == text


@pytest.mark.parametrize(
    ("content", "kind", "note"),
    [
        ((HEADER + ROW).replace(",", ";"), "CSV, utf-8", "columns are separated by semicolons"),
        ((HEADER + ROW).replace(",", "\t"), "CSV, utf-8", "columns are separated by tabs"),
        (
            "sep=|\n" + (HEADER + ROW).replace(",", "|"),
            "CSV, utf-8",
            "columns are separated by bars",
        ),
        ((HEADER + ROW).encode("utf-8-sig"), "CSV, utf-8", None),
        ((HEADER + ROW).encode("utf-16"), "CSV, utf-16-le", None),
        (gzip.compress((HEADER + ROW).encode()), "gzip, CSV, utf-8", None),
        (
            (HEADER + ROW.replace("dockers", "“dockers” naïvely")).encode("cp1252"),
            "CSV, cp1252",
            (
                "the text is in cp1252, judged from its bytes; name another with encoding=… if "
                "letters look wrong"
            ),
        ),
        (
            HEADER.strip() + ",\n\n,,,,,\n" + ROW.strip() + ",\n",
            "CSV, utf-8",
            "rows without any value: 1, left out",
        ),
    ],
    ids=["semicolons", "tabs", "sep-line", "bom", "utf-16", "gzip", "cp1252", "blank"],
)
def test_what_a_file_turned_out_to_be_is_noted(write, content, kind, note):
    corpus = read_csv(write("a.csv", content))
    first, *notes = corpus.notes
    assert first == f"1 article read from a.csv ({kind})"
    assert notes == ([note] if note else [])
    assert corpus.articles["published"].notna().all()


HOSTILE = {
    "an-empty-file": ("", "a.csv is empty; there is nothing to read."),
    "a-header-alone": (
        HEADER,
        "a.csv has 1 fault:\n  - it has no rows, only the names of columns",
    ),
    "a-picture": (
        b"\xff\xd8\xff\xe0 JFIF",
        "a.csv is not text: it looks like a JPEG picture; give the text itself.",
    ),
    "nul-bytes": (
        HEADER + "1,Post,2024-03-01,Strike,ab\0\0c\n",
        (
            "a.csv is not text: it holds NUL bytes (2), the first as byte 70 (line 2). "
            "It is damaged or of another kind; export it again as UTF-8 text."
        ),
    ),
    "a-cut-gzip": (
        gzip.compress(HEADER.encode() * 50)[:40],
        "a.csv is gzip-compressed but damaged or cut off; fetch or pack it again.",
    ),
    "ragged-rows": (
        HEADER + ROW + "2,Post,2024-03-01,Strike,one, two\n3,Post\n" + ROW,
        (
            "a.csv has 3 faults:\n"
            "  - row 2 (line 3): fields: 6, where the header has 5; put a field that "
            "holds a comma "
            "or a line end in double quotes\n"
            "  - row 3 (line 4): fields: 2, where the header has 5; put a field that "
            "holds a comma "
            "or a line end in double quotes\n"
            "  - article_id '1' stands in row 1 (line 2), row 4 (line 5)\n"
            "Drop repeated rows, or give each version of an article its own article_id."
        ),
    ),
    "a-quote-that-never-closes": (
        HEADER + ROW + '2,Post,2024-03-01,Strike,"one\n3,Post,2024-03-01,Strike,two\n',
        (
            "a.csv has 1 fault:\n"
            "  - the record that starts on line 3: a double quote opens a field and none "
            "closes it "
            "before the end"
        ),
    ),
    "quotes-inside-quotes": (
        HEADER + '2,Post,2024-03-01,Strike,"He said\n""no"" and "yes" to it"\n' + ROW,
        (
            "a.csv has 1 fault:\n"
            "  - the record that starts on line 2: on line 3 text follows the quote that "
            "closes a "
            'field; write quotes inside a field twice (""). Nothing after it was read'
        ),
    ),
    "two-columns-of-one-name": (
        "article_id,outlet,published,headline,body,body\n1,Post,2024-03-01,Strike,a,b\n",
        "a.csv has 1 fault:\n  - 2 columns have the name 'body'; give each its own",
    ),
    "missing-columns": (
        "ID,source,date,Title,content_original,notes\n1,Post,2024-03-01,Strike,a,b\n",
        (
            "a.csv has 5 faults:\n"
            "  - article_id is missing; 'ID' looks like it\n"
            "  - outlet is missing; 'source' looks like it\n"
            "  - published is missing; 'date' looks like it\n"
            "  - headline is missing; 'Title' looks like it\n"
            "  - body is missing; 'content_original' looks like it\n"
            "Try columns={'article_id': 'ID', 'outlet': 'source', 'published': 'date', "
            "'headline': 'Title', 'body': 'content_original'}."
        ),
    ),
    "columns-like-none": (
        "article_id,wer,wann\n1,Post,neulich\n",
        (
            "a.csv has 4 faults:\n"
            "  - outlet is missing, and no column looks like it\n"
            "  - published is missing, and no column looks like it; if the file has none, say "
            "columns={'published': None}\n"
            "  - headline is missing, and no column looks like it; if the file has none, say "
            "columns={'headline': None}\n"
            "  - body is missing, and no column looks like it; if the file has none, say "
            "columns={'body': None}\n"
            "The file has the columns 'article_id', 'wer', 'wann'."
        ),
    ),
    "every-kind-at-once": (
        HEADER
        + "1,Post,2024-03-01,a,b\n1,post,soon,a,b\n,N/A,2024-03-01,a,b\n4,,May 2020,a,b\n",
        (
            "a.csv has 7 faults:\n"
            "  - row 3 (line 4): article_id is empty\n"
            "  - article_id '1' stands in row 1 (line 2), row 2 (line 3)\n"
            "  - row 3 (line 4): outlet is 'N/A'\n"
            "  - row 4 (line 5): outlet is empty\n"
            "  - outlet is written in 2 ways: 'Post' (1, first in row 1 (line 2)), "
            "'post' (1, first in row 2 (line 3))\n"
            "  - row 2 (line 3): published 'soon' is not a whole date; write it as 2024-03-31\n"
            "  - row 4 (line 5): published 'May 2020' is not a whole date; write it as "
            "2024-03-31\n"
            "Drop repeated rows, or give each version of an article its own article_id.\n"
            "If they are the same, say outlets={'post': 'Post'}; if not, map each name "
            "to itself."
        ),
    ),
    "lines-inside-fields": (
        HEADER + '1,Post,2024-03-01,a,"one\ntwo\nthree"\n2,Post,soon,a,b\n',
        (
            "a.csv has 1 fault:\n"
            "  - row 2 (line 5): published 'soon' is not a whole date; write it as 2024-03-31"
        ),
    ),
    "an-undecided-order": (
        HEADER + "1,Post,01/03/2024,a,b\n2,Post,2/3/2024,a,b\n",
        (
            "a.csv has 1 fault:\n"
            "  - row 1 (line 2): published '01/03/2024' can be read in more than one "
            "order, and no "
            "date decides; say dates='dmy' or dates='mdy'"
        ),
    ),
    "many-of-one-kind": (
        HEADER + "".join(f"{n},Post,no,a,b\n" for n in range(40)),
        "a.csv has 40 faults:\n"
        + "".join(
            f"  - row {n} (line {n + 1}): published 'no' is not a whole date; write it as "
            "2024-03-31\n"
            for n in range(1, 7)
        )
        + "  - … and 34 more like the last",
    ),
    "a-wrong-status": (
        HEADER.replace("body", "body,text_status") + "1,Post,2024-03-01,a,b,partly\n",
        (
            "a.csv has 1 fault:\n"
            "  - row 1 (line 2): text_status is 'partly'; it can be full, excerpt or withheld"
        ),
    ),
}


@pytest.mark.parametrize(("content", "message"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_with_all_its_faults(write, refusal, content, message):
    assert refusal(read_csv, write("a.csv", content)) == message


def test_a_file_that_is_not_there_is_named_with_its_neighbours(write, refusal, tmp_path):
    write("articles.csv", HEADER)
    folder = tmp_path.name
    assert refusal(read_csv, tmp_path / "Artikles.csv") == (
        f"there is no file 'Artikles.csv' in the folder {folder!r}; near it: 'articles.csv'."
    )
    assert refusal(read_csv, tmp_path / "x.tsv") == (
        f"there is no file 'x.tsv' in the folder {folder!r}."
    )
    assert refusal(read_csv, tmp_path / "no" / "a.csv") == (
        f"there is no folder {str(tmp_path / 'no')!r}, so a.csv cannot be read from it."
    )
    assert refusal(read_csv, tmp_path) == (
        f"{folder} is a folder, not a file; a folder of texts with a table about them is read "
        "with read_folder."
    )


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        (
            {"outlt": "outlet"},
            (
                "columns maps 'outlt', which is none of article_id, outlet, published, "
                "headline, "
                "body, event_id, url, language, genre, section, byline, wire, retrieved, "
                "text_status, text_sha256; near it: 'outlet'"
            ),
        ),
        (
            {"body": "boddy"},
            "columns maps body to 'boddy', which is not there; near it: 'body'",
        ),
        (
            {"outlet": None},
            "columns says None for outlet; only published, headline, body can be absent",
        ),
    ],
)
def test_a_wrong_mapping_is_refused_with_what_there_is(write, refusal, columns, fault):
    assert refusal(read_csv, write("a.csv", HEADER + ROW), columns=columns) == (
        f"a.csv has 1 fault:\n  - {fault}\n"
        "The file has the columns 'article_id', 'outlet', 'published', 'headline', 'body'."
    )


def test_columns_are_mapped_and_all_others_kept(write):
    rows = "nr,source,outlet,title,text,section\n7,Post,web,Strike,Rain.,front\n"
    columns = {
        "article_id": "nr",
        "outlet": "source",
        "headline": "title",
        "body": "text",
        "published": None,
        "genre": "section",
    }
    corpus = read_csv(write("a.csv", rows), columns=columns)
    assert corpus.articles.drop(columns="published").to_dict("records")[0] == {
        "article_id": "7",
        "outlet": "Post",
        "headline": "Strike",
        "body": "Rain.",
        "genre": "front",
        "section": "front",
        "outlet_original": "web",
    }
    assert corpus.notes == (
        NOTE,
        "the file's own column 'outlet' is kept as 'outlet_original'",
        "published is empty in all articles, as columns={'published': None} says",
        (
            "1 of 1 articles has no date (published is empty); they are kept and counted as "
            "undated"
        ),
        "bodies under 20 words: 1 article ('7')",
    )


def test_bodies_that_should_not_be_taken_as_they_stand_are_noted(write):
    status = HEADER.replace("body", "body,text_status")
    marked = f"<p>{BODY} {BODY}</p><br/>&amp;"
    rows = [
        ("a", ""),
        ("b", "Rain."),
        ("c", marked),
        ("d", f"{BODY} {BODY} Ã©"),
        ("e", "Rain."),
    ]
    text = status + "".join(f'{i},Post,2024-03-01,h,"{body}",full\n' for i, body in rows)
    corpus = read_csv(write("a.csv", text + "f,Post,2024-03-01,h,,withheld\n"))
    assert corpus.articles["body"].tolist() == [*(body for _, body in rows), ""]
    assert corpus.notes[1:] == (
        "bodies withheld: 1 article ('f')",
        "empty bodies: 1 article ('a'); kept; of them only the headline counts",
        "bodies under 20 words: 2 articles ('b', 'e')",
        (
            "bodies with HTML markup: 1 article ('c'); tags count as words until they are "
            "taken out"
        ),
        "bodies that repeat another article of the same outlet: 1 article ('e')",
        (
            "bodies with garbled letters: 1 article ('d'), as 'Ã©'; an earlier "
            "conversion broke "
            "them, and words with them are miscounted"
        ),
    )


def test_words_for_nothing_are_empty_in_columns_of_fixed_meaning_only(write):
    rows = f"{HEADER.strip()},wire,side\n1,Post,2024-03-01,None,{BODY},None,None\n"
    corpus = read_csv(write("a.csv", rows))
    assert corpus.articles[["headline", "wire", "side"]].iloc[0].tolist() == [
        "None",
        "",
        "None",
    ]
    assert "wire is 'None' in 1 article: taken as empty" in corpus.notes


def test_outlets_are_merged_before_they_are_checked(write):
    rows = HEADER + f'1,nyt,2024-03-01,a,"{BODY}"\n2,NYT,2024-03-01,a,"{BODY}"\n'
    corpus = read_csv(write("a.csv", rows), outlets={"nyt": "NYT"})
    assert corpus.articles["outlet"].tolist() == ["NYT", "NYT"]


@pytest.mark.slow
def test_an_article_of_fifty_megabytes_is_read_and_noted(write):
    limit = csv.field_size_limit()
    body = "word " * 10_000_000
    corpus = read_csv(write("a.csv", HEADER + f"1,Post,2024-03-01,Strike,{body}\n"))
    assert corpus.articles["body"][0] == body
    assert corpus.notes[1:] == (
        "bodies over 1,000,000 characters: 1 article ('1'); look whether each is one article",
    )
    assert csv.field_size_limit() == limit


def test_tables_of_outlets_and_events_stand_beside_the_articles(write):
    path = write("a.csv", HEADER.replace("body", "body,event_id") + ROW.strip() + ",e1\n")
    outlets = write("outlets.csv", "outlet,country\nStar,NO\n")
    events = pd.DataFrame({"event_id": ["e1"], "date": ["3 January 2020"]})
    corpus = read_csv(path, outlets_table=outlets, events_table=events)
    assert corpus.outlets["country"].tolist() == ["NO"]
    assert str(corpus.events["date"][0]) == "2020-01-03 00:00:00"
    assert corpus.notes[-1] == "not in the table of outlets: 'Post'"


@pytest.mark.parametrize(
    ("table", "faults"),
    [
        ({"name": ["Post"]}, "1 fault:\n  - outlet is missing; it has the columns 'name'"),
        (
            {"outlet": ["Post", "Post ", ""], "lean": [1, 2, 3]},
            (
                "3 faults:\n  - row 3: outlet is empty\n"
                "  - row 2: outlet 'Post' stood before; one row for each\n"
                "  - lean stands without lean_source: say whose rating it is"
            ),
        ),
    ],
)
def test_a_table_of_outlets_is_checked_wholly(write, refusal, table, faults):
    path = write("a.csv", HEADER + ROW)
    assert refusal(read_csv, path, outlets_table=pd.DataFrame(table)) == (
        f"the table of outlets has {faults}"
    )


@settings(max_examples=150)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_file_is_read_or_refused(place, content):
    place.write_bytes(HEADER.encode() + content)
    with contextlib.suppress(ReadError):
        assert len(read_csv(place)) > 0
