import gzip

import pandas as pd
import pytest

from analysis.errors import AnalysisError, StudyError
from analysis.study import Study
from analysis.study.assemble import format_of
from analysis.study.file import Source


def fault_of(path):
    with pytest.raises(AnalysisError) as caught:
        Study.read(path).corpus()
    return str(caught.value)


@pytest.fixture
def assign(folder, write_study):
    """Give articles their events by hand; return the study."""

    def write(*rows, events=None):
        lines = ["article_id,event_id", *rows]
        (folder / "assignments.csv").write_text("\n".join(lines), encoding="utf-8")
        table = pd.read_csv(folder / "articles.csv").drop(columns="event_id")
        table.to_csv(folder / "articles.csv", index=False)
        more = 'assignments = "assignments.csv"\n'
        if events is not None:
            text = "event_id,description\n" + "".join(f"{one},x\n" for one in events)
            (folder / "events.csv").write_text(text, encoding="utf-8")
            more += 'events = "events.csv"\n'
        return write_study(change={"[design]": f"{more}[design]"})

    return write


def test_events_may_be_given_by_hand(assign):
    corpus = Study.read(assign("post-0,a", "star-0,a", "post-1,b")).corpus()
    given = corpus.articles.set_index("article_id")["event_id"]
    assert given[given != ""].to_dict() == {"post-0": "a", "star-0": "a", "post-1": "b"}
    assert corpus.notes[-1] == (
        "13 of 16 articles belong to no event: no comparison within events counts them."
    )


def test_every_wrong_assignment_is_told(assign):
    path = assign("post-0,a", "pst-1,a", "post-0,b", "zzz,c", events=["a", "bb"])
    assert fault_of(path) == (
        "assignments.csv cannot be used:\n"
        "  - row 2 (line 3): article_id 'pst-1' is not in the articles; "
        "did you mean 'post-1'?\n"
        "  - row 3 (line 4): article_id 'post-0' stands in row 1 (line 2) too\n"
        "  - row 3 (line 4): event_id 'b' is not in events.csv; did you mean 'bb'?\n"
        "  - row 4 (line 5): article_id 'zzz' is not in the articles\n"
        "  - row 4 (line 5): event_id 'c' is not in events.csv"
    )


def test_assignments_need_their_columns(assign, folder):
    path = assign("post-0,a")
    (folder / "assignments.csv").write_text("id,event_id\npost-0,a\n", encoding="utf-8")
    assert fault_of(path) == (
        "assignments.csv lacks the column 'article_id'; it has 'id', 'event_id'. "
        "It needs article_id and event_id."
    )


def test_what_the_articles_do_not_have_is_told_with_its_line(write_study):
    path = write_study(
        'title = "x"\n[corpus]\narticles = "articles.csv"\n'
        'columns = { outlet = "paper" }\n[corpus.comments]\n"post-9" = 3\n'
        '[design]\nby = "outlets"\n[words]\nwithin = "topic"\n'
    )
    have = "article_id, outlet, published, headline, body, event_id"
    assert fault_of(path) == (
        "study.toml asks for what the articles do not have:\n"
        "  - study.toml, line 8: by is 'outlets', no column of them; did you mean 'outlet'?\n"
        f"  - study.toml, line 10: within is 'topic', no column of them; they have {have}; "
        "without events, say within = false, or match articles to events\n"
        "  - study.toml, line 6: [corpus.comments] names 'post-9', which no article has as its "
        "article_id; did you mean 'post-7'?"
    )


def test_one_group_alone_cannot_be_compared(write_study, folder):
    table = pd.read_csv(folder / "articles.csv").assign(paper="Post", side="")
    table.to_csv(folder / "articles.csv", index=False)
    path = write_study(change={"[labels.act]": '[words]\nby = "side"\n[labels.act]'})
    assert fault_of(path) == (
        "study.toml asks for what the articles do not have:\n"
        "  - study.toml: by is 'outlet', which is 'Post' in every article; a comparison needs "
        "two groups or more\n"
        "  - study.toml, line 10: by is 'side', which is empty everywhere; a comparison needs "
        "two groups or more"
    )


def test_a_genre_that_no_article_has_is_told(write_study):
    path = write_study(change={"[design]": '[count]\ngenre = ["news", "opinon"]\n[design]'})
    assert fault_of(path) == (
        "study.toml asks for what the articles do not have:\n"
        "  - study.toml, line 8: the articles have no column 'genre'"
    )


def test_sources_are_put_together(write_study, folder):
    table = pd.read_csv(folder / "articles.csv")
    table[table["paper"] == "Post"].to_csv(folder / "articles.csv", index=False)
    star = table[table["paper"] == "Star"].rename(columns={"paper": "outlet"})
    star.to_json(folder / "star.jsonl", orient="records", lines=True)
    more = '[[corpus.more]]\narticles = "star.jsonl"\n[design]'
    corpus = Study.read(write_study(change={"[design]": more})).corpus()
    assert corpus.articles["outlet"].value_counts().to_dict() == {"Post": 8, "Star": 8}
    assert corpus.notes[:2] == (
        "8 articles read from articles.csv (CSV, utf-8)",
        "8 articles read from star.jsonl (JSON lines, utf-8)",
    )


def test_sources_that_do_not_fit_are_refused(write_study, folder):
    table = pd.read_csv(folder / "articles.csv").iloc[:2]
    table["paper"] = "POST"
    table["article_id"] = ["post-0", "x"]
    table.to_csv(folder / "more.csv", index=False)
    more = '[[corpus.more]]\narticles = "more.csv"\ncolumns = { outlet = "paper" }\n[design]'
    assert fault_of(write_study(change={"[design]": more})) == (
        "the sources of study.toml do not fit together:\n"
        "  - article_id 'post-0' is in articles.csv and more.csv\n"
        "  - outlet is written in 2 ways: 'Post' (8, first in articles.csv), "
        "'POST' (2, first in more.csv)\nMerge spellings in [corpus.outlet_names]."
    )


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.csv", b"id,outlet\n", "csv"),
        ("a.tsv", b"id\toutlet\n", "csv"),
        ("a", b"\xef\xbb\xbfid;outlet\n", "csv"),
        ("a.json", b'\n {"id": 1}\n', "jsonl"),
        ("a.dat", b'[{"id": 1}]', "jsonl"),
        ("a.bin", b"PAR1xxxx", "parquet"),
        ("a.html", b"<!doctype html>", "pages"),
        ("a.txt", b"A headline\n", "pages"),
        ("a.gz", gzip.compress(b'{"a": 1}'), "jsonl"),
        ("a.csv", b"id,media_name,media_url,publish_date,title,url\n", "archive"),
        ("a.txt", b"Terms: strike\n\n    1 of 2 DOCUMENTS\n", "archive"),
        ("a.html", b"<html><div class='article frArticle'></div>", "archive"),
        ("a.xml", b"<PPSResponse></PPSResponse>", "archive"),
        ("a.bin", b"PK\x03\x04xxxx", "archive"),
    ],
)
def test_the_format_is_judged_by_the_content(tmp_path, name, content, kind):
    (tmp_path / name).write_bytes(content)
    assert format_of(Source(articles=tmp_path / name)) == kind


def test_an_export_whose_columns_are_mapped_is_read_as_a_table(tmp_path):
    (tmp_path / "a.csv").write_text("id,media_name,media_url,publish_date,title,url\n")
    options = {"columns": {"outlet": "media_name"}}
    assert format_of(Source(articles=tmp_path / "a.csv", options=options)) == "csv"


def test_a_format_that_does_not_take_an_option_says_so(write_study):
    path = write_study(change={"[design]": 'outlet = "Post"\n[design]'})
    assert fault_of(path) == (
        "articles.csv is read as csv, of which 'outlet' cannot be said; "
        'if it is something else, say format = "…" beside it.'
    )


def test_a_reader_advises_in_the_words_of_the_study_file(write_study, folder):
    table = pd.read_csv(folder / "articles.csv")
    table.loc[0, "paper"] = "post"
    table.to_csv(folder / "articles.csv", index=False)
    assert fault_of(write_study()) == (
        "articles.csv has 1 fault:\n"
        "  - outlet is written in 2 ways: 'Post' (7, first in row 2 (line 3)), "
        "'post' (1, first in row 1 (line 2))\n"
        'If they are the same, say outlet_names = { post = "Post" }; if not, map each name to '
        "itself."
    )


def test_study_errors_are_errors_of_the_suite():
    assert issubclass(StudyError, AnalysisError)


FRENCH = "Les dockers ont repris le travail samedi, trois semaines après le début de la grève. "


def test_articles_in_another_language_are_left_out_unless_kept(write_study, folder):
    table = pd.read_csv(folder / "articles.csv")
    table.loc[[0, 9], "body"] = FRENCH * 3
    table.to_csv(folder / "articles.csv", index=False)
    corpus = Study.read(write_study()).corpus()
    assert len(corpus) == len(table) - 2
    assert (
        "2 of 16 articles are left out, since they are not in 'en': 2 in 'fr' ('post-0', "
        "'star-1')"
    ) in corpus.notes
    comments = 'language = "fr"\n[corpus.comments]\npost-1 = 0\n[design]'
    kept = Study.read(write_study(change={"[design]": comments})).corpus()
    assert kept.articles["article_id"].tolist() == ["post-0", "star-1"]
    everyone = Study.read(
        write_study(change={"[design]": "language = false\n[design]"})
    ).corpus()
    assert len(everyone) == len(table)


def test_a_language_that_is_none_is_told_with_its_line(write_study):
    path = write_study(change={"[design]": "language = 3\n[design]"})
    with pytest.raises(StudyError) as caught:
        Study.read(path)
    assert str(caught.value) == (
        "study.toml has 1 fault:\n"
        "  - line 7: [corpus] language is 3; it must be the tag of a language, such as 'en', a "
        "list of them, or false"
    )
