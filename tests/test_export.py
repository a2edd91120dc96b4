"""A corpus written for other programs comes back to the character, or is not written."""

import csv
import re
import shutil
import subprocess

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import Corpus
from analysis.errors import CorpusError
from analysis.read.csv import read_csv
from analysis.read.parquet import read_parquet

TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
        st.sampled_from('\r\n",;\t=+-@\u2028\ufeff\x0b\x0c\x85🎉👩‍🏭'),
    ),
    max_size=40,
)
WITH_NUL = st.text(
    st.one_of(st.just("\0"), st.characters(exclude_categories=["Cs"])), max_size=20
)


def corpus_of(headlines, bodies, **more):
    count = len(bodies)
    table = {
        "article_id": [f"a{number}" for number in range(count)],
        "outlet": ["Echo", "Post", "Star"][:count],
        "published": ["2024-03-02", "", "2024-03-04"][:count],
        "headline": headlines,
        "body": bodies,
    }
    return Corpus(pd.DataFrame({**table, **more}))


THREE = st.lists(TEXT, min_size=3, max_size=3)


@settings(max_examples=100, deadline=None)
@given(headlines=THREE, bodies=THREE, notes=THREE)
def test_csv_gives_every_character_back(tmp_path_factory, headlines, bodies, notes):
    path = tmp_path_factory.mktemp("csv") / "articles.csv"
    corpus = corpus_of(headlines, bodies, note=notes)
    corpus.to_csv(path)
    again = read_csv(path).articles
    for name in ("article_id", "outlet", "headline", "body", "note"):
        assert again[name].tolist() == corpus.articles[name].tolist()
    assert again["published"].equals(corpus.articles["published"])
    assert [file.name for file in path.parent.iterdir()] == ["articles.csv"]


@settings(max_examples=50, deadline=None)
@given(bodies=st.lists(WITH_NUL, min_size=3, max_size=3))
def test_parquet_gives_every_character_back_nul_too(tmp_path_factory, bodies):
    path = tmp_path_factory.mktemp("parquet") / "articles.parquet"
    corpus = corpus_of(["", "", ""], bodies, length=pd.array([1, None, 3], dtype="Int64"))
    corpus.to_parquet(path)
    again = read_parquet(path).articles
    assert again["body"].tolist() == bodies
    assert again["length"].astype("Int64").equals(corpus.articles["length"])


@settings(max_examples=50, deadline=None)
@given(bodies=THREE)
def test_other_readers_of_csv_read_the_same(tmp_path_factory, bodies):
    path = tmp_path_factory.mktemp("csv") / "articles.csv"
    corpus_of(["a", "b", "c"], bodies).to_csv(path)
    with path.open(encoding="utf-8", newline="") as file:
        assert [row["body"] for row in csv.DictReader(file)] == bodies


def test_what_no_file_of_text_can_hold_is_refused_and_nothing_is_left(tmp_path):
    corpus = corpus_of(["x", "y\0", "z"], ["a\0b", "b", "c"])
    for write in (corpus.to_csv, corpus.to_quanteda):
        place = tmp_path / write.__name__
        with pytest.raises(CorpusError) as caught:
            write(place)
        name = "to_csv" if write == corpus.to_csv else "articles.csv"
        assert str(caught.value) == (
            f"{name} cannot be written, 2 faults:\n"
            "  - headline of article 'a1' holds a NUL character; take it out first\n"
            "  - body of article 'a0' holds a NUL character; take it out first"
        )
    assert not list(tmp_path.rglob("*"))


def test_a_file_that_is_there_stays_until_the_new_one_is_whole(tmp_path, monkeypatch):
    path = tmp_path / "articles.csv"
    path.write_text("before")

    def full(*_, **__):
        raise OSError

    monkeypatch.setattr(pd.DataFrame, "to_csv", full)
    with pytest.raises(OSError):  # noqa: PT011 - the disk's own error
        corpus_of(["a"], ["b"]).to_csv(path)
    assert path.read_text() == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["articles.csv"]


def test_formulas_are_text_and_stay_as_they_are(tmp_path):
    bodies = ["=1+1", "+49 30", "@home"]
    corpus_of(["-", "=", "@"], bodies).to_csv(tmp_path / "a.csv")
    assert read_csv(tmp_path / "a.csv").articles["body"].tolist() == bodies
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1] == '"a0","Echo","2024-03-02","-","=1+1"'


ODD = 'odd "name" \\'


@pytest.fixture
def written(tmp_path):
    """A corpus of odd columns, written for R."""
    corpus = corpus_of(
        ["Strike “ends”", "=2", ""],
        ['Ships "sailed",\nall of them.', "", "Ω 🎉"],
        length=pd.array([4, None, 2], dtype="Int64"),
        wire_copy=[True, False, True],
        **{ODD: ["a", "b", "c"]},
    )
    corpus.to_quanteda(tmp_path / "for-r")
    return corpus, tmp_path / "for-r"


def test_the_script_names_what_the_table_has(written):
    _, folder = written
    assert sorted(path.name for path in folder.iterdir()) == ["articles.csv", "corpus.R"]
    script = (folder / "corpus.R").read_text(encoding="utf-8")
    assert script.endswith(
        'articles[["published"]] <- as.Date(articles[["published"]], format = "%Y-%m-%d")\n'
        'articles[["length"]] <- as.numeric(articles[["length"]])\n'
        'articles[["wire_copy"]] <- articles[["wire_copy"]] == "True"\n'
        'parallax_corpus <- corpus(articles, docid_field = "article_id", text_field = "body")\n'
        "stopifnot(ndoc(parallax_corpus) == 3)\n"
    )
    with (folder / "articles.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert {*re.findall(r'\[\["([^"]+)"\]\]', script), "article_id", "body"} <= set(header)
    assert ODD in header


def test_the_script_is_whole_r(written):
    """No R is needed to see that every bracket and every quote closes."""
    script = (written[1] / "corpus.R").read_text(encoding="utf-8")
    code = "\n".join(line for line in script.splitlines() if not line.startswith("#"))
    strings = re.findall(r'"(?:[^"\\]|\\.)*"', code)
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "s", code)
    assert strings
    assert '"' not in bare
    depth = 0
    for sign in bare:
        depth += (sign in "([") - (sign in ")]")
        assert depth >= 0
    assert depth == 0


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not on this machine")
def test_r_builds_the_same_corpus(written):
    corpus, folder = written
    show = (
        'source("corpus.R", encoding = "UTF-8"); '
        "cat(docnames(parallax_corpus), sum(nchar(as.character(parallax_corpus))), "
        "sum(docvars(parallax_corpus)$length, na.rm = TRUE), sep = ' ')"
    )
    done = subprocess.run(
        ["Rscript", "-e", show],  # noqa: S607 - whichever R the user has
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    letters = sum(map(len, corpus.articles["body"]))
    assert done.stdout.split() == ["a0", "a1", "a2", str(letters), "6"]
