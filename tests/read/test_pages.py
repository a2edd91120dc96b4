"""Saved pages: HTML with comments, plain text, web archives, and what cannot be read."""

import pandas as pd
import pytest

from analysis.prepare.parts import doubtful_cuts, lines_table, split_parts
from analysis.read.pages import read_pages

LEAD = (
    "The ferry crews of Port Ensel voted on Monday night to return to work, ending a strike "
    "that had cut the islands off for nine days and emptied their shops."
)
COST = (
    "The company put its losses at three million crowns. The islanders, who ran out of milk on "
    "the third day, have not sent a bill, the mayor said on Tuesday morning."
)
COMMENTS = [
    "About time too, my mother has been stuck there since Sunday!",
    "Four percent is an insult and everybody on the quay knows it.",
]
HTML = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Ferry strike ends | The Harbour Post</title>
<meta property="og:site_name" content="The Harbour Post">
<meta property="og:title" content="Ferry strike ends after nine days">
<meta name="author" content="Ada Lund">
<meta property="article:published_time" content="2024-03-05T08:00:00Z">
<link rel="canonical" href="https://post.example/ferry"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Ferry strike ends after nine days</h1>
<p>{LEAD}</p>
<p>The deal gives them four percent now and two more in the autumn, the union said, and a
promise that no crew will be cut before the new year.</p>
<h2>What it cost</h2>
<p>{COST}</p>
<p>“We counted the days,” said Rut Salomon, who keeps the bakery. “Then the flour.”</p>
</article>
<section id="comments"><h3>2 comments</h3><ol class="comment-list">
<li class="comment"><p>{COMMENTS[0]}</p></li><li class="comment"><p>{COMMENTS[1]}</p></li>
</ol></section><footer>Copyright 2024</footer></body></html>
"""
PLAIN = f"Ferry strike ends after nine days\nBy Ada Lund\n\n{LEAD}\n{COST}\n"


def test_html_page(write):
    corpus = read_pages(write("ferry.html", HTML))
    article = corpus.articles.iloc[0]
    assert article["article_id"] == "ferry"
    assert article["headline"] == "Ferry strike ends after nine days"
    assert article["outlet"] == "The Harbour Post"
    assert article["byline"] == "Ada Lund"
    assert article["url"] == "https://post.example/ferry"
    assert str(article["published"])[:10] == "2024-03-05"
    assert article["body"].endswith("\n\n" + "\n".join(COMMENTS))


def test_parts_named_by_markup_are_kept(write):
    corpus = read_pages(write("ferry.html", HTML))
    table = lines_table(corpus, "ferry")
    first = ["headline"] if table["text"].iloc[0].startswith("Ferry strike") else []
    body = ["body", "body", "subheading", "body", "body"]
    assert table["part"].tolist() == [*first, *body, "comment", "comment"]
    assert (table["score"] == 1).all()
    assert (table["evidence"] == "from the page's markup").all()
    assert table["text"].tolist()[-2:] == COMMENTS
    after = split_parts(corpus)
    assert lines_table(after, "ferry").equals(table)
    assert doubtful_cuts(after).empty


def test_comments_that_markup_does_not_name_are_looked_for(write):
    thread = [
        "About time too!!! My mother has been stuck there since Sunday...",
        "You could not make it up, LOL",
        "Thank you for this excellent article, Ada.",
        "@Rut you are a hero!",
        "Four percent is an INSULT and you ALL know it",
        "Shame on the company!",
    ]
    page = HTML[: HTML.index('<section id="comments">')].replace(
        "</article>", "".join(f"<p>{line}</p>" for line in thread) + "</article>"
    )
    corpus = read_pages(write("ferry.html", page + "</body></html>"))
    table = lines_table(split_parts(corpus), "ferry")
    assert table.loc[table["part"] == "comment", "text"].tolist() == thread
    subheading = table[table["part"] == "subheading"]
    assert subheading["evidence"].tolist() == ["from the page's markup"]


def test_plain_page_is_unaltered(write):
    text = PLAIN.replace("\n", "\r\n")
    corpus = read_pages(write("ferry.txt", text), outlet="Post", published="5 March 2024")
    article = corpus.articles.iloc[0]
    assert article["body"] == PLAIN
    assert article["headline"] == "Ferry strike ends after nine days"
    assert str(article["published"])[:10] == "2024-03-05"
    assert "line ends of 1 plain pages were made line feeds" in " ".join(corpus.notes)
    parts = lines_table(split_parts(corpus), "ferry")["part"].tolist()
    assert parts == ["headline", "byline", "body", "body"]


def test_a_first_line_that_is_a_sentence_is_no_headline(write):
    corpus = read_pages(write("ferry.txt", f"{LEAD}\nBy Ada Lund\n\n{COST}\n"), outlet="Post")
    assert corpus.articles["headline"].tolist() == [""]
    parts = lines_table(split_parts(corpus), "ferry")["part"].tolist()
    assert parts == ["standfirst", "byline", "body"]


def test_the_page_of_the_real_world(shared_data):
    path = shared_data / "seed" / "page.txt"
    corpus = read_pages(path, outlet="The Saker")
    assert corpus.articles["body"].tolist() == [path.read_text(encoding="utf-8")]
    assert corpus.articles["headline"].tolist() == [""]
    parts = pd.read_csv(shared_data / "seed" / "parts.csv")
    table = lines_table(split_parts(corpus), "page").set_index("line")["part"]
    for row in parts.itertuples():
        assert set(table.loc[row.first_line : row.last_line]) == {row.part}


def test_kind_is_judged_by_content(write, tmp_path):
    write("a.txt", HTML)
    write("b.html", PLAIN)
    corpus = read_pages(tmp_path, outlet="Post")
    assert corpus.articles["body"].str.startswith("Ferry strike").tolist() == [True, True]
    assert [*corpus.layers["part"].table["article_id"].unique()] == ["a"]
    assert corpus.notes[0].startswith(
        "2 articles read from the set of 2 pages (1 HTML, utf-8; 1 plain text, utf-8)"
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding, write):
    text = (
        PLAIN + "“We counted the days,” the mayor said. It was naïve, café talk – or was it?\n"
    )
    corpus = read_pages(write("ferry.txt", text.encode(encoding)), outlet="Post")
    assert corpus.articles["body"].tolist() == [text]


def test_the_encoding_a_page_states_is_taken(write):
    page = HTML.replace("utf-8", "windows-1251").replace("Rut Salomon", "Рут Саломон")
    page = page.replace("“", '"').replace("”", '"')
    corpus = read_pages(write("ferry.html", page.encode("cp1251")))
    assert "Рут Саломон" in corpus.articles["body"].iloc[0]


def test_web_archive(write):
    archive = (
        "From: <Saved by a browser>\r\nSubject: Ferry\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----b"\r\n\r\n'
        "------b\r\nContent-Type: text/html; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n" + HTML + "\r\n------b--\r\n"
    )
    corpus = read_pages(write("ferry.mhtml", archive))
    assert corpus.articles["outlet"].tolist() == ["The Harbour Post"]
    assert corpus.articles["body"].iloc[0].endswith(COMMENTS[1])


def test_metadata_goes_before_all_else(write, tmp_path):
    write("pages/ferry.html", HTML)
    write("pages/ferry.txt", PLAIN)
    table = write(
        "about.csv",
        "file,paper,day,event_id,headline\n"
        "ferry.html,Star,2024-03-06,strike,Crews back\nferry.txt,Post,2024-03-07,strike,\n",
    )
    columns = {"outlet": "paper", "published": "day"}
    corpus = read_pages(tmp_path / "pages", outlet="X", metadata=table, columns=columns)
    articles = corpus.articles.set_index("article_id")
    assert articles["outlet"].to_dict() == {"ferry.html": "Star", "ferry.txt": "Post"}
    assert articles["event_id"].tolist() == ["strike", "strike"]
    assert articles.loc["ferry.html", "headline"] == "Crews back"
    assert articles.loc["ferry.txt", "headline"] == "Ferry strike ends after nine days"
    assert corpus.layers["part"].table["article_id"].unique().tolist() == ["ferry.html"]
    spans = split_parts(corpus).layers["part"]
    headline = spans.table.query("field == 'headline' and article_id == 'ferry.html'")
    assert len(headline) <= 1


def test_an_outlet_is_needed(write, refusal):
    path = write("ferry.txt", PLAIN)
    assert refusal(read_pages, path) == (
        "ferry.txt has 1 fault:\n"
        "  - ferry.txt: no outlet; the page names none, so give outlet='…' for all pages, or "
        "metadata with a column outlet"
    )


def test_every_fault_is_named_at_once(write, tmp_path, refusal):
    write("pages/a.txt", PLAIN)
    write("pages/b.txt", b"")
    write("pages/c.txt", b"%PDF-1.7 \x00\x01")
    write("pages/d.html", "<!doctype html><html><body></body></html>")
    table = write("about.csv", "file,outlet\nx.txt,Post\na.txt,Post\na.txt,Star\n")
    told = refusal(read_pages, tmp_path / "pages", metadata=table, columns={"outlit": "outlet"})
    assert told == (
        "the set of 4 pages has 6 faults:\n"
        "  - columns maps 'outlit', which is none of file, article_id, outlet, published, "
        "headline, body, event_id, url, language, genre, section, byline, wire, retrieved, "
        "text_status, text_sha256; near it: 'outlet'\n"
        "  - row 3 (line 4) of about.csv: file 'a.txt' stood before\n"
        "  - b.txt is empty; there is nothing to read\n"
        "  - c.txt is not text: it looks like a PDF; save its text as .txt or .html\n"
        "  - d.html: no article text was found in the page\n"
        "  - about.csv names 'x.txt', which is not among the pages; near it: 'c.txt', 'b.txt'"
    )


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: folder / "no.txt", "there is no file 'no.txt' in the folder"),
        (lambda folder: folder, "has no files; save the pages into it."),
        (lambda _: [], "the list of pages is empty; name at least one file."),
    ],
)
def test_nothing_to_read(make, message, tmp_path, refusal):
    assert message in refusal(read_pages, make(tmp_path), outlet="Post")


def test_the_text_of_a_page_is_only_text(write):
    script = "<script>alert(1)</script> {{7*7}} ../../etc/passwd $(id) and nothing more."
    corpus = read_pages(write("x.txt", f"Title here\n\n{script}\n"), outlet="Post")
    assert script in corpus.articles["body"].iloc[0]


def test_a_huge_page_is_read_and_said(write):
    line = "The crews of Port Ensel voted on Monday night to go to work, it was said.\n"
    corpus = split_parts(read_pages(write("big.txt", line * 70_000), outlet="Post"))
    assert len(corpus.articles["body"].iloc[0]) == len(line) * 70_000
    assert any("big" in note for note in corpus.notes)
