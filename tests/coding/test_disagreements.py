"""What coders differ on, and nothing else, is asked of who decides; and then settled."""

import json
import re

import pandas as pd
import pytest

import analysis
from analysis.coding.codings import Codings
from analysis.coding.disagreements import write_disagreements
from analysis.errors import ChoiceError, ReadError


@pytest.fixture
def codings(corpus, book):
    one, two, three, _ = corpus.articles["article_id"]
    rows = [
        (one, "kim", "conflict", "yes"),
        (one, "lee", "conflict", "no"),
        (two, "kim", "conflict", "yes"),
        (two, "lee", "conflict", "yes"),
        (three, "kim", "conflict", "no"),
        (three, "lee", "conflict", "yes"),
        (three, "mo", "conflict", "yes"),
    ]
    names = ["article_id", "coder", "variable", "code"]
    return Codings.of(pd.DataFrame(rows, columns=names), codebook=book, corpus=corpus)


def data_of(path):
    (found,) = re.findall(r'id="data">(.*?)</script>', path.read_text("utf-8"))
    return json.loads(found)


def test_only_what_coders_differ_on_is_asked(codings, corpus, tmp_path):
    path = write_disagreements(codings, corpus, tmp_path / "page.html")
    data = data_of(path)
    assert (data["coder"], data["file"]) == ("both", "page-decisions")
    one, _, three, _ = corpus.articles["article_id"]
    assert [article["id"] for article in data["articles"]] == [one, three]
    assert [article["asks"] for article in data["articles"]] == [["conflict"]] * 2
    assert data["articles"][0]["said"] == {"conflict": [["kim", "yes"], ["lee", "no"]]}
    assert data["articles"][1]["place"].startswith("The Secret Post")


def test_a_blind_page_names_neither_outlet_nor_coder(codings, corpus, tmp_path):
    path = write_disagreements(codings, corpus, tmp_path / "page.html", blind=True)
    data = data_of(path)
    assert data["articles"][0]["said"] == {"conflict": [["coder 1", "no"], ["coder 2", "yes"]]}
    assert "Secret Post" not in path.read_text("utf-8")
    assert "kim" not in path.read_text("utf-8")


def test_what_is_decided_in_a_browser_is_settled(browser, codings, corpus, book, tmp_path):
    path = write_disagreements(codings, corpus, tmp_path / "page.html")
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator(".said").inner_text() == "kim: yes · lee: no"
    assert page.locator("fieldset").count() == 1
    page.keyboard.press("n")

    def decided():
        with page.expect_download() as caught:
            page.keyboard.press("Control+s")
        assert caught.value.suggested_filename == "page-decisions.csv"
        caught.value.save_as(tmp_path / "decided.csv")
        return analysis.read_codings(tmp_path / "decided.csv", codebook=book, corpus=corpus)

    with pytest.raises(ChoiceError, match="coders disagree and nobody decided"):
        analysis.settled(codings, decided())
    page.keyboard.press("Enter")
    page.keyboard.press("y")
    table = analysis.settled(codings, decided()).set_index("article_id")["conflict"]
    one, two, three, _ = corpus.articles["article_id"]
    assert table.to_dict() == {one: 0, two: 1, three: 1}
    context.close()


def test_decisions_left_open_throughout_decide_nothing(codings):
    table = codings.table.assign(coder="both", code="").drop_duplicates("article_id")
    with pytest.raises(ChoiceError, match="coders disagree and nobody decided"):
        analysis.settled(codings, Codings.of(table))


def refused(codings, corpus, path):
    with pytest.raises(ChoiceError) as caught:
        write_disagreements(codings, corpus, path)
    assert not path.exists()
    return str(caught.value)


def test_what_cannot_be_decided_is_refused(codings, corpus, book, tmp_path):
    path = tmp_path / "page.html"
    table = codings.table
    assert refused(Codings.of(table), corpus, path) == (
        "the page shows a codebook, and the codings have none; read them with codebook=…."
    )
    same = Codings.of(table[table["coder"] == "kim"], codebook=book)
    assert refused(same, corpus, path) == (
        "coders agree on every unit that several have coded; there is nothing to decide."
    )
    parts = Codings.of(table.assign(field="body", start=0, end=4), codebook=book)
    assert refused(parts, corpus, path) == (
        "these are codings of parts of articles; the page has whole articles."
    )
    path.write_text("mine")
    with pytest.raises(ReadError):
        write_disagreements(codings, corpus, path)
    assert path.read_text() == "mine"
