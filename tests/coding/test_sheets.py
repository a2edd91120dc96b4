"""Sheets go to each coder, hold what is needed and no more, and overwrite nothing."""

import dataclasses
import json
import re

import pandas as pd
import pytest

import analysis
from analysis.codebook import Codebook
from analysis.coding.sheets import file_names, write_sheets
from analysis.corpus import Corpus
from analysis.errors import ChoiceError, ReadError


@pytest.fixture
def sample(corpus):
    return analysis.draw_sample(
        corpus, 4, by="outlet", within=None, coders=["kim", "lee"], overlap=1.0
    )


def data_of(path):
    text = path.read_text("utf-8")
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text)
    return json.loads(found)


def test_each_coder_gets_a_page_with_every_article_drawn(sample, corpus, book, tmp_path):
    files = write_sheets(sample, corpus, book, tmp_path / "new")
    assert {coder: path.name for coder, path in files.items()} == {
        "kim": "sheet-kim.html",
        "lee": "sheet-lee.html",
    }
    for coder, path in files.items():
        data = data_of(path)
        assert data["coder"] == coder
        articles = corpus.articles.set_index("article_id")
        for one in data["articles"]:
            assert one["body"] == articles.loc[one["id"], "body"]
            assert one["headline"] == articles.loc[one["id"], "headline"]
            assert one["place"] == "The Secret Post · A. Known Name · 2024-03-01"
        assert {one["id"] for one in data["articles"]} == set(sample.table["article_id"])


def test_each_coder_reads_in_an_order_of_their_own(sample, corpus, book, tmp_path):
    orders = [
        {
            coder: [one["id"] for one in data_of(path)["articles"]]
            for coder, path in write_sheets(sample, corpus, book, tmp_path / name).items()
        }
        for name in ("one", "two")
    ]
    assert orders[0] == orders[1]
    assert orders[0]["kim"] != orders[0]["lee"]


def test_what_a_page_keeps_belongs_to_its_coder_texts_and_codebook(
    sample, corpus, book, tmp_path
):
    files = write_sheets(sample, corpus, book, tmp_path / "one")
    other = dataclasses.replace(book, variables=book.variables[:2])
    ids = [data_of(path)["id"] for path in files.values()]
    ids += [data_of(p)["id"] for p in write_sheets(sample, corpus, other, tmp_path).values()]
    assert len(set(ids)) == 4


@pytest.mark.parametrize("kind", ["html", "csv"])
def test_blind_sheets_do_not_know_the_outlet(sample, corpus, book, tmp_path, kind):
    seen = write_sheets(sample, corpus, book, tmp_path / "seen", kind=kind)
    blind = write_sheets(sample, corpus, book, tmp_path / "blind", kind=kind, blind=True)
    for told in ("Secret Post", "Known Name"):
        assert told in seen["kim"].read_text("utf-8")
        assert told not in blind["kim"].read_text("utf-8")
    assert "secret.example" not in blind["kim"].read_text("utf-8")
    assert "2024-03-01" in blind["kim"].read_text("utf-8")


def test_a_page_allows_its_own_script_and_style_and_no_more(sample, corpus, book, tmp_path):
    text = write_sheets(sample, corpus, book, tmp_path)["kim"].read_text("utf-8")
    assert text.count("<script") == 2
    assert text.count("</script") == 2
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    assert "unsafe" not in policy
    assert policy.startswith("default-src &#39;none&#39;; script-src &#39;sha256-")
    assert "http" not in text.replace("http-equiv", "")


def test_a_csv_sheet_is_read_back_as_it_is(sample, corpus, book, tmp_path):
    path = write_sheets(sample, corpus, book, tmp_path, kind="csv")["lee"]
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert len(table) == 4 * 3
    assert (table["body"] != "").sum() == 4
    assert "'=HYPERLINK(0)" in set(table["headline"])
    table.loc[0, "code"] = "yes"
    table.to_csv(path, index=False)
    codings = analysis.read_codings(path, codebook=book, corpus=corpus)
    assert codings.notes == ("decisions left open: 11 of 12",)
    assert set(codings.table["article_id"]) == set(corpus.articles["article_id"])


def test_nothing_is_overwritten_and_nothing_written_beside_it(sample, corpus, book, tmp_path):
    there = tmp_path / "sheet-lee.html"
    there.write_text("mine")
    with pytest.raises(ReadError) as caught:
        write_sheets(sample, corpus, book, tmp_path)
    assert str(caught.value) == (
        "nothing is written, for nothing is overwritten; give another folder:\n"
        f"  - {there} is there already"
    )
    assert there.read_text() == "mine"
    assert not (tmp_path / "sheet-kim.html").exists()


def test_a_folder_that_is_a_file_is_refused(sample, corpus, book, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ReadError) as caught:
        write_sheets(sample, corpus, book, tmp_path / "file")
    place = tmp_path / "file" / "sheet-kim.html"
    assert str(caught.value) == f"{place} cannot be written: File exists."


def refused(*given, **settings):
    with pytest.raises(ChoiceError) as caught:
        write_sheets(*given, **settings)
    return str(caught.value)


def test_what_cannot_be_a_sheet_is_refused(sample, corpus, book, tmp_path):
    assert refused(sample, corpus, book, tmp_path, kind="xlsx") == (
        "kind is 'xlsx'; it can be 'html' or 'csv', and a spreadsheet opens the second."
    )
    nobody = analysis.draw_sample(corpus, 2, within=None)
    assert refused(nobody, corpus, book, tmp_path) == (
        "the sample names no coders; draw it with draw_sample(…, coders=[…])."
    )
    quotes = dataclasses.replace(book.variables[0], unit="quote")
    assert refused(
        sample, corpus, dataclasses.replace(book, variables=(quotes,)), tmp_path
    ) == (
        "'conflict' of the codebook 'Frames <of> a strike' are coded by sentence or quote, and "
        "a sheet has whole articles; code them by to_doccano or to_inception."
    )
    first = corpus.where([True, True, True, False])
    (absent,) = set(corpus.articles["article_id"]) - set(first.articles["article_id"])
    assert refused(sample, first, book, tmp_path) == (
        f"the corpus has no article {absent!r}; give the corpus they were drawn from."
    )
    assert list(tmp_path.glob("sheet*")) == []


def test_names_of_files_are_never_the_same():
    assert file_names(["Kim", "kim", "kim 2", "///", "李"]) == {
        "Kim": "kim",
        "kim": "kim-2",
        "kim 2": "kim-2-2",
        "///": "coder",
        "李": "李",
    }


@pytest.mark.parametrize(
    "name", ["generic-frames", "policy-frames", "functions", "moral-foundations"]
)
def test_every_codebook_shipped_has_its_sheets(sample, corpus, tmp_path, name):
    files = write_sheets(sample, corpus, Codebook.shipped(name), tmp_path)
    assert len(files) == 2


def test_an_undated_article_without_text_has_a_sheet(tmp_path, book):
    names = ["article_id", "outlet", "published", "headline", "body"]
    bare = Corpus(pd.DataFrame([("a", "Post", "", "", "")], columns=names))
    drawn = analysis.draw_sample(bare, 1, within=None, coders=["kim"])
    (article,) = data_of(write_sheets(drawn, bare, book, tmp_path)["kim"])["articles"]
    assert article == {"id": "a", "headline": "", "body": "", "place": "Post"}
