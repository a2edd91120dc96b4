"""Exports of any kind in one call: recognised by content, each article once, with its place."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis
from analysis.errors import ReadError
from analysis.read.archive import (
    read_archive,
    read_europresse,
    read_factiva,
    read_lexisnexis,
    read_mediacloud,
    read_nexis,
    read_trafilatura,
)

READERS = {
    "nexis.txt": read_nexis,
    "uni.docx": read_nexis,
    "lexisnexis.html": read_lexisnexis,
    "factiva.html": read_factiva,
    "factiva.xml": read_factiva,
    "europresse.html": read_europresse,
    "mediacloud.csv": read_mediacloud,
    "trafilatura.json": read_trafilatura,
}
KINDS = {
    "nexis.txt": "Nexis text",
    "uni.docx": "Nexis Uni Word",
    "lexisnexis.html": "LexisNexis HTML",
    "factiva.html": "Factiva HTML",
    "factiva.xml": "Factiva XML",
    "europresse.html": "Europresse HTML",
    "mediacloud.csv": "Media Cloud CSV",
    "trafilatura.json": "trafilatura JSON",
}


def nexis(*articles):
    """Write a Nexis export of (outlet, headline, text)."""
    count = len(articles)
    return "".join(
        f"""
                               {number} of {count} DOCUMENTS

                                  {outlet}

                            March {number}, 2024 Friday

{headline}

LENGTH: 4 words

{text}

LOAD-DATE: March 9, 2024
"""
        for number, (outlet, headline, text) in enumerate(articles, 1)
    )


def factiva(*articles):
    """Write a Factiva export of (key, headline)."""
    told = "".join(
        f'<div class="article enArticle"><table><tr><td class="index"><b>HD</b></td>'
        f"<td>{headline}</td></tr><tr><td><b>SN</b></td><td>Harbour Post</td></tr>"
        "<tr><td><b>PD</b></td><td>2 March 2024</td></tr>"
        f"<tr><td><b>LP</b></td><td><p class='articleParagraph'>Ships sailed.</p></td></tr>"
        f"<tr><td><b>AN</b></td><td>Document {key}</td></tr></table></div>"
        for key, headline in articles
    )
    return f"<html><body>{told}</body></html>"


def uni():
    document = docx.Document()
    for text in ("Strike ends", "The Echo", "March 5, 2024"):
        document.add_paragraph(text)
    document.add_paragraph().add_run("Body").bold = True
    for text in ("Ships sailed.", "End of Document"):
        document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def one_of_each():
    """Write one export of each kind, of one article each."""
    return {
        "nexis.txt": nexis(("The Echo", "Strike ends", "Ships sailed.")),
        "uni.docx": uni(),
        "lexisnexis.html": "<HTML><BODY><!-- <DOCFULL> --><BR><DIV>1 of 1 DOCUMENTS</DIV>"
        "<BR><DIV>The Echo</DIV><BR><DIV>March 6, 2024</DIV><BR><DIV>Strike ends</DIV>"
        "<BR><DIV>LENGTH: 4 words</DIV><BR><DIV>Ships sailed.</DIV></BODY></HTML>",
        "factiva.html": factiva(("KEY020240302ek320001", "Strike ends")),
        "factiva.xml": "<PPSResponse><ppsarticle><article><accessionNo>K9</accessionNo>"
        "<headline>Strike ends</headline><sourceName>The Echo</sourceName></article>"
        "</ppsarticle></PPSResponse>",
        "europresse.html": "<html><body><article><header><span class='DocPublicationName'>Le "
        "Phare</span><div class='titreArticle'>Fin de la grève</div></header><div "
        "class='DocText'><p>Ils rentrent.</p></div></article></body></html>",
        "mediacloud.csv": "id,media_name,media_url,publish_date,title,url\n"
        "7,echo.example,echo.example,2024-03-02,Strike ends,https://echo.example/7\n",
        "trafilatura.json": '{"title": "Strike ends", "text": "Ships sailed.", "raw_text": "",'
        ' "source": "https://echo.example/8", "source-hostname": "echo.example"}',
    }


@pytest.fixture
def exports():
    return one_of_each()


def packed(files):
    """Pack files into a zip archive, as bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize("name", READERS)
def test_each_reader_reads_its_own_kind_by_any_name(write, exports, name):
    corpus = READERS[name](write("export.bin", exports[name]))
    assert corpus.articles["file"].tolist() == ["export.bin"]
    assert corpus.articles["position"].tolist() == [1]
    assert corpus.articles["headline"].iloc[0] in {"Strike ends", "Fin de la grève"}
    assert corpus.notes[0] == f"1 article read from export.bin (1 of {KINDS[name]})"


@pytest.mark.parametrize("name", READERS)
def test_each_reader_refuses_other_kinds_and_names_their_reader(write, exports, refusal, name):
    path = write("export.bin", exports[name])
    for reader in {*READERS.values()} - {READERS[name]}:
        assert refusal(reader, path) == (
            f"export.bin looks like {KINDS[name]}, which {reader.__name__} does not read; read "
            f"it with {READERS[name].__name__}, or any export with read_archive."
        )


def test_a_folder_a_zip_archive_and_a_list_give_the_same_articles(write, exports, tmp_path):
    for name, content in exports.items():
        write(f"all/{name}", content)
    in_zip = write("all.zip", packed(exports))
    in_list = [tmp_path / "all" / name for name in reversed(exports)]
    folder, zipped, listed = map(read_archive, (tmp_path / "all", in_zip, in_list))
    names = ["outlet", "published", "headline", "url", "length", "position"]
    told = [
        sorted(c.articles[names].map(str).values.tolist()) for c in (folder, zipped, listed)
    ]
    assert told[0] == told[1] == told[2]
    assert folder.articles["file"].tolist() == sorted(exports)
    assert set(zipped.articles["file"]) == {f"all.zip/{name}" for name in exports}


def test_foreign_and_damaged_files_are_listed_and_the_rest_is_read(write, exports, tmp_path):
    write("mixed/a.txt", exports["nexis.txt"])
    write("mixed/below/b.html", exports["factiva.html"])
    write("mixed/notes.md", "What we did in March.")
    write("mixed/report.pdf", b"%PDF-1.7 and so on")
    write("mixed/.DS_Store", b"\0\0")
    corpus = read_archive(tmp_path / "mixed")
    assert corpus.articles["file"].tolist() == ["a.txt", "below/b.html"]
    assert corpus.notes == (
        "2 articles read from mixed (1 of Nexis text; 1 of Factiva HTML)",
        "not read: notes.md is no export that is known here: it looks like plain text",
        (
            "not read: report.pdf is a PDF, which is not read here; choose another format when "
            "you export: see docs/archives.md"
        ),
        "bodies under 20 words: 2 articles ('a.txt#1', 'KEY020240302ek320001')",
    )


def test_an_article_exported_again_is_kept_once_and_counted(write):
    first = write("one.html", factiva(("KEY020240302ek320001", "Strike ends")))
    second = write(
        "two.html",
        factiva(("KEY020240302ek320001", "Strike over"), ("KEY020240302ek320002", "Peace")),
    )
    corpus = read_factiva([first, second])
    assert corpus.articles["article_id"].tolist() == [
        "KEY020240302ek320001",
        "KEY020240302ek320002",
    ]
    assert corpus.articles["headline"].tolist() == ["Strike ends", "Peace"]
    assert (
        "articles exported more than once: 1, each kept once, as it stood first; the text of 1 "
        "differs (two.html, article 1)"
    ) in corpus.notes


def test_without_ids_only_the_same_article_of_another_file_is_the_same(write):
    article, other = ("Echo", "Letters", "Sir, hear."), ("Echo", "Letters", "Sir, see.")
    first = write("one.txt", nexis(article, article))
    second = write("two.txt", nexis(article, other))
    text = first.read_text().replace("March 2", "March 1")
    first.write_text(text)
    corpus = read_nexis([first, second])
    assert corpus.articles["article_id"].tolist() == ["one.txt#1", "one.txt#2", "two.txt#2"]
    assert (
        "articles exported more than once: 1, each kept once, as it stood first (two.txt, "
        "article 1)"
    ) in corpus.notes


def test_files_of_one_name_are_told_apart(write):
    paths = [write(f"{n}/export.txt", nexis(("Echo", f"No. {n}", "Hear."))) for n in "ab"]
    assert read_nexis(paths).articles["article_id"].tolist() == [
        "export.txt (1)#1",
        "export.txt (2)#1",
    ]


def test_spellings_of_an_outlet_are_one_unless_said_otherwise(write):
    path = write(
        "a.txt",
        nexis(
            ("The Echo (Alma)", "A", "One."), ("The Echo(Alma)", "B", "Two."), ("Post", "C", "")
        ),
    )
    corpus = read_nexis(path)
    assert corpus.articles["outlet"].tolist() == ["The Echo (Alma)", "The Echo (Alma)", "Post"]
    assert (
        "outlets that the exports spell in several ways are one: 'The Echo(Alma)' as 'The Echo "
        "(Alma)' (1)"
    ) in corpus.notes
    names = {"The Echo (Alma)": "Echo", "The Echo(Alma)": "Echo"}
    assert set(read_nexis(path, outlets=names).articles["outlet"]) == {"Echo", "Post"}


def test_an_article_without_an_outlet_is_listed_with_its_place(write):
    text = factiva(*[(f"KEY020240302ek32000{n}", "Strike ends") for n in (1, 2, 3)])
    text = text.replace("<td>Harbour Post</td>", "<td></td>", 2)
    corpus = read_factiva(write("a.html", text))
    assert corpus.articles["position"].tolist() == [3]
    assert (
        "not read: 2 articles, each names no outlet, without which it cannot be compared "
        "(a.html, articles 1, 2)"
    ) in corpus.notes


def test_where_nothing_can_be_read_every_file_says_why(write, refusal, tmp_path):
    write("none/a.md", "Notes.")
    write("none/b.csv", "a,b,c\n1,2,3\n")
    write("none/c.html", "<html><body><p>Hello</p></body></html>")
    write("none/d.json", '{"a": 1}')
    assert refusal(read_archive, tmp_path / "none") == (
        "none has 4 faults:\n"
        "  - a.md is no export that is known here: it looks like plain text\n"
        "  - b.csv is no export that is known here: it looks like a table; articles in a table "
        "are read with read_csv\n"
        "  - c.html is no export that is known here: it looks like a web page; saved pages are "
        "read with read_pages\n"
        "  - d.json is no export that is known here: it looks like JSON of another kind; "
        "articles in JSON are read with read_jsonl"
    )


def test_what_is_not_there_is_said(refusal, tmp_path):
    assert refusal(read_nexis, tmp_path / "x.txt") == (
        f"there is no file 'x.txt' in the folder {tmp_path.name!r}."
    )
    assert refusal(read_nexis, []) == (
        "the list of files is empty; name at least one file, folder or zip archive."
    )


def as_bytes(content):
    return content if isinstance(content, bytes) else content.encode()


SOUND = [as_bytes(content) for content in one_of_each().values()]
SOUND.append(packed(one_of_each()))
CUTS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(raw=st.sampled_from(SOUND), cuts=CUTS)
def test_a_file_damaged_anywhere_is_read_or_refused_in_words(tmp_path_factory, raw, cuts):
    for where, length, put in cuts:
        at = int(where * len(raw))
        raw = raw[:at] + put + raw[at + length :]
    path = tmp_path_factory.mktemp("damaged") / "export.bin"
    path.write_bytes(raw)
    try:
        corpus = read_archive(path)
    except ReadError as error:
        told = str(error)
    else:
        told = corpus.notes[0]
        assert corpus.articles["article_id"].is_unique
    assert "export.bin" in told


def test_the_public_names_are_there():
    for reader in {*READERS.values(), read_archive}:
        assert getattr(analysis, reader.__name__) is reader


ORACLES = {
    "nexis_sample.txt": (10, read_nexis),
    "nexis_uni_sample.docx": (10, read_nexis),
    "factiva_test.html": (2, read_factiva),
    "factiva_test.xml": (3, read_factiva),
    "europresse_1.html": (3, read_europresse),
    "lexisnexis_en.html": (2, read_lexisnexis),
    "lexisnexis_copyright_error.html": (1, read_lexisnexis),
}
"""Articles of each real sample, counted by hand; one of the last cannot be displayed."""


@pytest.mark.parametrize("name", ORACLES)
def test_real_exports_give_every_article_and_none_of_the_vendors_words(shared_data, name):
    count, reader = ORACLES[name]
    corpus = reader(shared_data / "exports" / name)
    assert len(corpus) == count
    articles = corpus.articles
    assert articles["published"].notna().all()
    assert articles["position"].tolist() == list(range(1, count + 1))
    vendor = "Copyright|All Rights|Load-Date|LOAD-DATE|End of Document|Tous droits|DOCUMENTS$"
    assert not articles["body"].str.contains(vendor).any()
    if name != "lexisnexis_copyright_error.html":  # a table without a headline
        assert (articles["headline"] != "").all()


def test_headlines_of_the_real_word_document_are_those_of_its_table_of_contents(shared_data):
    path = shared_data / "exports" / "nexis_uni_sample.docx"
    lines = [p.text.strip() for p in docx.Document(path).paragraphs]
    body = lines.index("Body")
    texts = read_nexis(path).articles
    for headline, outlet in zip(texts["headline"], texts["outlet"], strict=True):
        at = [p for p, line in enumerate(lines) if p > body - 12 and line == headline.strip()]
        assert any(lines[p + 1] == outlet for p in at), headline


def test_the_real_text_counts_as_many_words_as_nexis_does(shared_data):
    articles = read_nexis(shared_data / "exports" / "nexis_sample.txt").articles
    words = articles["body"].str.split().str.len()
    assert ((words - articles["length"]).abs() <= 0.04 * articles["length"]).all()


def test_all_real_exports_are_read_in_one_call(shared_data):
    corpus = read_archive(shared_data / "exports")
    assert len(corpus) == sum(count for count, _ in ORACLES.values())
    assert sum(note.startswith("not read: ") for note in corpus.notes) == 2
    assert Path(shared_data / "exports" / "NOTE.md").name in corpus.notes[1]
