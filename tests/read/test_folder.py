"""A folder of articles: each row finds its file, no row finds one outside."""

import os

import pandas as pd
import pytest
import trafilatura

from analysis.read.folder import read_folder

BODY = "The dockers struck at dawn, and by noon no ship had left the quay of the port. "
OTHER = "The union spoke of a warning; the port called it a siege and asked for the army. "


def about(*names):
    rows = range(1, len(names) + 1)
    return pd.DataFrame(
        {
            "file": names,
            "article_id": rows,
            "outlet": [f"Outlet {row}" for row in rows],
            "published": "2024-03-01",
            "headline": "Strike",
        }
    )


def test_text_and_html_files_become_bodies(write, tmp_path):
    write("in/a.txt", BODY * 2)
    write(
        "in/deep/b.html", f"<html><body><article><p>{BODY}</p><p>{OTHER}</p></article></body>"
    )
    write("in/c.txt", f"{BODY * 2}“naïve”".encode("cp1252"))
    write("in/d.txt", b"")
    write("in/left.txt", "x")
    write("in/.hidden", "x")
    table = about("a.txt", "deep\\b.html", "c.txt", "d.txt").to_csv(index=False)
    metadata = write("in/table.csv", table)
    corpus = read_folder(tmp_path / "in", metadata=metadata)
    assert corpus.articles["body"].tolist() == [
        BODY * 2,
        f"{BODY.strip()}\n{OTHER.strip()}",
        f"{BODY * 2}“naïve”",
        "",
    ]
    assert corpus.notes == (
        "4 articles read from table.csv (CSV, utf-8 and 4 files)",
        "encodings of the files: utf-8 in 2, cp1252 in 1",
        "cp1252 is judged from the bytes of 'c.txt'",
        (
            f"HTML files: 1; the body is what trafilatura {trafilatura.__version__} takes "
            f"for the "
            "article"
        ),
        "files that no row names, left out: 1 ('left.txt')",
        "empty bodies: 1 article ('4'); kept; of them only the headline counts",
    )


def test_the_table_may_have_names_of_its_own(write, tmp_path):
    write("a.txt", BODY * 2)
    table = about("a.txt").rename(columns={"file": "path"}).drop(columns="article_id")
    table["body"] = "a summary"
    columns = {"file": "path", "article_id": "path"}
    articles = read_folder(tmp_path, metadata=table, columns=columns).articles
    assert articles["article_id"].tolist() == ["a.txt"]
    assert articles["body_original"].tolist() == ["a summary"]


def test_every_file_that_cannot_be_had_is_named(write, tmp_path, refusal):
    write("outside.txt", BODY)
    write("in/a.txt", BODY)
    write("in/b.pdf", b"%PDF-1.7")
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "outside.txt")
    names = ["../outside.txt", os.fspath(tmp_path / "outside.txt"), "link.txt", "A.txt"]
    names += ["b.pdf", "a.txt", "a.txt", None, "C:\\a.txt"]
    assert refusal(read_folder, tmp_path / "in", metadata=about(*names)) == (
        "the table of articles has 8 faults:\n"
        "  - row 1: the file '../outside.txt' would lie outside the folder\n"
        f"  - row 2: the file {names[1]!r} would lie outside the folder\n"
        "  - row 3: the file 'link.txt' would lie outside the folder\n"
        "  - row 4: there is no file 'A.txt'; near it: 'a.txt'\n"
        "  - row 5: b.pdf is not text: it looks like a PDF; save its text as .txt or .html\n"
        "  - row 7: the file 'a.txt' is that of row 6; one article a file\n"
        "  - … and 2 more like the last"
    )


@pytest.mark.parametrize(
    ("table", "columns", "message"),
    [
        (
            about("a.txt").drop(columns="file"),
            None,
            (
                "the table of articles has 1 fault:\n"
                "  - file is missing: the path of each article's file; it has the columns "
                "'article_id', 'outlet', 'published', 'headline'"
            ),
        ),
        (
            about("a.txt"),
            {"body": "headline"},
            (
                "the table of articles has 1 fault:\n"
                "  - columns maps body, but the body is the text of the file"
            ),
        ),
    ],
)
def test_a_table_that_cannot_serve_is_refused(tmp_path, refusal, table, columns, message):
    (tmp_path / "a.txt").write_text(BODY)
    assert refusal(read_folder, tmp_path, metadata=table, columns=columns) == message


def test_a_file_for_a_folder_is_refused(write, refusal):
    path = write("a.csv", "x")
    assert refusal(read_folder, path, metadata=about("a.txt")) == (
        "a.csv is not a folder; one table of articles is read with read_csv."
    )
