"""Files that mean harm or are badly broken: refused in words, or read for what they are."""

import gzip
import io
import os
import struct
import zipfile
from time import perf_counter

import docx
import pytest

from analysis.read.archive import read_archive, read_factiva, read_nexis
from analysis.read.pages import read_pages

ARTICLE = """
                               1 of 1 DOCUMENTS

                                   The Echo

                                March 2, 2024

{headline}

LENGTH: 9 words

{body}

LOAD-DATE: March 9, 2024
"""
PLAIN = ARTICLE.format(headline="Strike ends", body="Ships sailed.")


def packed(files, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def word(*lines):
    document = docx.Document()
    for line in lines:
        document.add_paragraph().add_run(line).bold = line == "Body"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def one(corpus):
    assert len(corpus) == 1
    return corpus.articles.iloc[0]


# Archives and documents


def test_a_zip_bomb_is_refused_by_how_it_grows(write, refusal):
    bomb = packed({"a.txt": b"0" * 60_000_000})
    assert len(bomb) < 100_000
    assert refusal(read_archive, write("bomb.zip", bomb)) == (
        "bomb.zip/a.txt grows 1,029 times when unpacked, as a zip bomb does."
    )


def test_a_zip_bomb_of_many_files_is_refused_by_their_sum(write, refusal):
    with zipfile.ZipFile(path := write("many.zip", b""), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.txt", b"0" * 9_000_000)
    raw = bytearray(path.read_bytes())
    entry = raw.index(b"PK\x01\x02")  # a directory may list one file many times
    end = raw.index(b"PK\x05\x06")
    listed = bytes(raw[entry:end]) * 200
    tail = bytearray(raw[end:])
    tail[8:20] = struct.pack("<HHLL", 200, 200, len(listed), entry)
    path.write_bytes(bytes(raw[:entry]) + listed + bytes(tail))
    assert refusal(read_archive, path) == (
        "many.zip unpacks to 1,800 MB; at most 1,000 MB are read from an archive, so pack it "
        "in several."
    )


def test_a_gzip_bomb_is_unpacked_no_further_than_the_bound(write, refusal):
    bomb = gzip.compress(b"0" * 101_000_000, compresslevel=1)
    assert refusal(read_archive, write("bomb.gz", bomb)) == (
        "bomb.gz unpacks to more than 100 MB and is not read."
    )


def test_gzip_that_is_cut_off_is_named(write, refusal):
    whole = gzip.compress(PLAIN.encode() * 50)
    assert refusal(read_archive, write("a.gz", whole[:-9])) == (
        "a.gz is gzip-compressed but cut off; download it again."
    )
    assert refusal(read_archive, write("b.gz", whole[:20] + b"junk" + whole[24:])) == (
        "b.gz is gzip-compressed but damaged; download it again."
    )


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "a/../../b.txt", "C:\\b.txt", "..\\b.txt"]
)
def test_names_that_lead_out_of_an_archive_are_refused(write, tmp_path, name):
    corpus = read_archive(write("a.zip", packed({name: PLAIN, "good.txt": PLAIN})))
    told = name.replace("\\", "/") if os.sep == "\\" else name
    assert corpus.articles["file"].tolist() == ["a.zip/good.txt"]
    assert corpus.notes[1] == (
        f"not read: a.zip/{told} has a name that leads out of the archive, which no export has"
    )
    assert [path.name for path in tmp_path.rglob("*")] == ["a.zip"]


def test_an_archive_inside_an_archive_is_not_opened(write):
    inner = packed({"deep.txt": PLAIN})
    corpus = read_archive(write("a.zip", packed({"inner.zip": inner, "good.txt": PLAIN})))
    assert corpus.notes[1] == (
        "not read: a.zip/inner.zip is an archive inside an archive; unpack the outer one first"
    )


def test_a_locked_archive_is_named(write, refusal):
    raw = bytearray(packed({"a.txt": PLAIN}))
    raw[6] |= 1  # the bit that says so, in the file's head and in the directory
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(read_archive, write("locked.zip", bytes(raw))) == (
        "locked.zip/a.txt is locked with a password; unpack it yourself."
    )


def test_a_file_damaged_inside_an_archive_is_named(write):
    raw = bytearray(packed({"bad.txt": PLAIN, "good.txt": PLAIN}, zipfile.ZIP_STORED))
    raw[raw.index(b"Ships")] ^= 1
    corpus = read_archive(write("a.zip", bytes(raw)))
    assert corpus.articles["file"].tolist() == ["a.zip/good.txt"]
    assert corpus.notes[1] == (
        "not read: a.zip/bad.txt is damaged inside the archive; download it again"
    )


def test_an_empty_archive_is_named(write, refusal):
    assert refusal(read_archive, write("a.zip", packed({}))) == (
        "a.zip is a zip archive with no files in it."
    )


def test_a_truncated_document_of_word_is_named(write, refusal):
    raw = word("Strike ends", "The Echo", "March 2, 2024", "Body", "x", "End of Document")
    assert refusal(read_nexis, write("a.docx", raw[: len(raw) // 2])) == (
        "a.docx is a zip archive or an office document, but damaged or cut off; download it "
        "again."
    )


def test_a_document_without_its_text_is_named(write, refusal):
    raw = packed({"[Content_Types].xml": "<Types/>", "word/styles.xml": "<x/>"})
    assert refusal(read_nexis, write("a.docx", raw)) == (
        "a.docx looks like an office document without the text of a document of Word "
        "(word/document.xml)."
    )
    whole = word("Strike ends", "The Echo", "March 2, 2024", "Body", "x", "End of Document")
    at = whole.index(b"word/document.xml") + 40
    damaged = whole[:at] + bytes(60) + whole[at + 60 :]
    told = "is a document of Word, but damaged or incomplete; download it again."
    assert refusal(read_nexis, write("c.docx", damaged)) == f"c.docx {told}"
    raw = packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"})
    assert refusal(read_nexis, write("b.docx", raw)) == (
        "b.docx is a document of Word, but damaged or incomplete; download it again."
    )


def test_a_document_of_other_things_is_named(write, refusal):
    assert refusal(read_nexis, write("a.docx", word("Minutes of the meeting"))) == (
        "a.docx is a document of Word, but none of Nexis Uni: no line in it says "
        "'End of Document'."
    )


# Size


def test_a_page_of_200_mb_is_refused_unread(tmp_path, refusal):
    path = tmp_path / "large.html"
    with path.open("wb") as file:
        file.write(b"<html><body>")
        file.truncate(200_000_000)
    start = perf_counter()
    assert refusal(read_archive, path) == (
        "large.html has 200 MB; at most 100 MB are read as one file, so download it in several "
        "parts."
    )
    assert perf_counter() - start < 1


def test_markup_nested_beyond_reason_does_not_hold_a_reader_up(write):
    for depth, body in ((1_900, "Ships sailed."), (1_000_000, "")):
        deep = "<div>" * depth + "Ships sailed." + "</div>" * depth
        text = (
            "<html><body><article><header><span class='DocPublicationName'>Le Phare</span>"
            f"<div class='titreArticle'>Fin</div></header><div class='DocText'>{deep}</div>"
            "</article></body></html>"
        )
        start = perf_counter()
        article = one(read_archive(write("a.html", text)))
        assert article[["headline", "body"]].tolist() == ["Fin", body]
        assert perf_counter() - start < 10


# Letters


def test_a_wrong_statement_of_the_letters_is_not_believed(write):
    page = (
        '<html><head><meta charset="utf-8"></head><body><div class="article frArticle"><table>'
        "<tr><td><b>HD</b></td><td>Fin de la grève — « enfin »</td></tr>"
        "<tr><td><b>SN</b></td><td>Le Phare</td></tr></table></div></body></html>"
    )
    told = "Fin de la grève — « enfin »"
    corpus = read_factiva(write("a.html", page.encode("cp1252")))
    assert one(corpus)["headline"] == told
    assert corpus.notes[1] == ("a.html: the text is in cp1252, judged from its bytes")
    latin = page.replace("utf-8", "iso-8859-1")
    for raw in (latin.encode("cp1252"), latin.encode(), latin.encode("utf-16")):
        assert one(read_factiva(write("b.html", raw)))["headline"] == told


@pytest.mark.parametrize("code", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_wide_letters_are_read(write, code):
    assert one(read_nexis(write("a.txt", PLAIN.encode(code))))["headline"] == "Strike ends"


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        ("انتهى الإضراب في الميناء", "عاد العمال إلى الأرصفة يوم السبت."),
        ("\u202eשביתה הסתיימה\u202c", "הספינות הפליגו."),  # noqa: RUF001
        ("Strike over 🎉👩‍🏭", "Ships sailed 🚢. 10\ufe0f⃣ of them."),
        ("e\u0301cole", "naïve “quotes”, \u200bzero width"),
    ],
)
def test_letters_of_any_script_stay_as_they_are(write, headline, body):
    article = one(read_nexis(write("a.txt", ARTICLE.format(headline=headline, body=body))))
    assert (article["headline"], article["body"]) == (headline, body)


def test_a_damaged_letter_is_marked_and_told_and_the_rest_is_read(write):
    text = ARTICLE.format(headline="Grève — fin", body="« Enfin », a dit le maire.").encode()
    for mark in (b"", b"\xef\xbb\xbf"):
        corpus = read_nexis(write("a.txt", mark + text.replace("è".encode(), b"\xc3")))
        assert one(corpus)["headline"] == "Gr\ufffdve — fin"
        assert corpus.notes[1] == "a.txt: no letters of utf-8: 1 byte, read as \ufffd"


def test_a_stray_byte_of_no_letter_is_marked(write):
    text = ARTICLE.format(headline="Strike ends", body="Ships sailed." * 9).encode()
    corpus = read_nexis(
        write("a.txt", text.replace(b"Strike ends", b"Strike\x81\x8d\x01 ends"))
    )
    assert one(corpus)["headline"] == "Strike\ufffd\ufffd\x01 ends"
    told = "a.txt: no letters of any encoding: 2 bytes, read as \ufffd"
    assert corpus.notes[1] == told


def test_a_few_nul_bytes_are_dropped_and_told(write):
    text = ARTICLE.format(headline="Strike\0 ends", body="Ships\0 sailed.")
    corpus = read_nexis(write("a.txt", text))
    assert one(corpus)[["headline", "body"]].tolist() == ["Strike ends", "Ships sailed."]
    assert corpus.notes[1] == "a.txt: 2 NUL bytes in its text were dropped"


def test_junk_under_the_name_of_a_text_is_named(write, refusal):
    junk = bytes((n * 37 + n // 7) % 256 for n in range(4000))
    assert refusal(read_nexis, write("a.txt", junk)) == (
        "a.txt is in no encoding that is known here; save it as UTF-8 text."
    )
    assert refusal(read_nexis, write("b.txt", b"\x7fELF" + bytes(64) + junk)) == (
        "b.txt is not text: it holds NUL bytes (82), the first as byte 5 (line 1). It is "
        "damaged or of another kind; export it again as UTF-8 text."
    )


# Markup that acts


def test_entities_that_multiply_are_not_resolved(write, refusal):
    doubled = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "lol">'
        for n in range(10)
    )
    text = (
        f"<?xml version='1.0'?><!DOCTYPE a [{doubled}]><PPSResponse><a>&l9;</a></PPSResponse>"
    )
    assert refusal(read_factiva, write("a.xml", text)) == (
        "a.xml declares entities of its own, which no export does; it is not read."
    )


def test_entities_of_the_outside_are_not_fetched(write, refusal):
    secret = write("secret.txt", "never read")
    text = (
        f'<!DOCTYPE a [<!ENTITY s SYSTEM "{secret.as_uri()}">]><PPSResponse><ppsarticle>'
        "<article><headline>&s;</headline></article></ppsarticle></PPSResponse>"
    )
    assert refusal(read_factiva, write("a.xml", text)) == (
        "a.xml declares entities of its own, which no export does; it is not read."
    )


def test_scripts_are_neither_run_nor_read(write):
    text = (
        "<html><body onload='steal()'><script>document.write('x')</script>"
        "<div class='article enArticle'><table><tr><td>HD</td><td>Strike<script>run()</script>"
        " ends</td></tr><tr><td>SN</td><td>E</td></tr><tr><td>LP</td><td><img src=x "
        "onerror=alert(1)><p class='articleParagraph'>Ships <b onclick=x>sailed</b>.</p>"
        "<iframe src='http://a.invalid/'>no</iframe></td></tr></table></div></body>"
    )
    article = one(read_factiva(write("a.html", text)))
    assert (article["headline"], article["body"]) == ("Strike ends", "Ships sailed.")


def test_text_that_looks_like_a_path_is_only_text(write, tmp_path):
    text = ARTICLE.format(headline="../../../etc/passwd", body="/etc/passwd\n\n~/.ssh/id_rsa")
    article = one(read_nexis(write("a.txt", text)))
    assert article["headline"] == "../../../etc/passwd"
    assert article["article_id"] == "a.txt#1"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


# Places


def test_an_empty_file_is_named(write, refusal):
    assert refusal(read_nexis, write("a.txt", "")) == "a.txt is empty."
    assert refusal(read_nexis, write("b.txt", " \r\n ")) == "b.txt is empty."


def test_a_folder_with_no_files_is_named(tmp_path, refusal):
    (tmp_path / "none" / "below").mkdir(parents=True)
    assert refusal(read_archive, tmp_path / "none") == (
        "the folder 'none' has no files; put the exports into it."
    )


def test_links_that_lead_back_do_not_hold_a_reader_up(write, tmp_path, refusal):
    folder = tmp_path / "all"
    write("all/a.txt", PLAIN)
    (folder / "again").symlink_to(folder)
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    corpus = read_archive(folder)
    assert corpus.articles["file"].tolist() == ["a.txt"]
    assert corpus.notes[1] == (
        "not read: loop.txt cannot be opened: it is a link that leads back to itself"
    )
    assert refusal(read_archive, folder / "loop.txt") == (
        "loop.txt cannot be opened: it is a link that leads back to itself."
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_not_waited_for(write, tmp_path):
    write("all/a.txt", PLAIN)
    os.mkfifo(tmp_path / "all" / "b.txt")
    corpus = read_archive(tmp_path / "all")
    assert corpus.notes[1] == "not read: b.txt is no file"


# Articles


def test_ids_that_stand_twice_are_one_article(write):
    row = "<div class='article enArticle'><table><tr><td>HD</td><td>{}</td></tr><tr><td>SN</td>"
    row += "<td>Echo</td></tr><tr><td>AN</td><td>Document KEY01</td></tr></table></div>"
    text = f"<html><body>{row.format('Strike')}{row.format('Strike')}</body></html>"
    corpus = read_factiva(write("a.html", text))
    assert corpus.articles["article_id"].tolist() == ["KEY01"]
    assert corpus.notes[1] == (
        "articles exported more than once: 1, each kept once, as it stood first (a.html, "
        "article 2)"
    )


def test_an_article_without_date_or_body_is_kept_and_without_outlet_is_not(write):
    row = "<div class='article enArticle'><table>{}</table></div>"
    cell = "<tr><td>{}</td><td>{}</td></tr>"
    bodies = [
        [("HD", "No date"), ("SN", "Echo"), ("LP", "Ships.")],
        [("HD", "No body"), ("SN", "Echo"), ("PD", "2 March 2024")],
        [("HD", "No outlet"), ("PD", "2 March 2024"), ("LP", "Ships.")],
        [("SN", "Echo"), ("PD", "2 March 2024")],
    ]
    rows = [row.format("".join(cell.format(*pair) for pair in body)) for body in bodies]
    corpus = read_factiva(write("a.html", f"<html><body>{''.join(rows)}</body></html>"))
    assert corpus.articles["headline"].tolist() == ["No date", "No body"]
    assert corpus.notes[1:5] == (
        "not read: a.html, article 3 names no outlet, without which it cannot be compared",
        "not read: a.html, article 4 has neither a headline nor a text",
        (
            "1 of 2 articles has no date (published is empty); they are kept and counted as "
            "undated"
        ),
        "empty bodies: 1 article ('a.html#2'); kept; of them only the headline counts",
    )


def test_saved_pages_are_not_taken_for_exports(write, refusal):
    page = write("a.html", "<html><body><p>Ships sailed at noon, and so on.</p></body></html>")
    assert refusal(read_archive, page) == (
        "a.html is no export that is known here: it looks like a web page; saved pages are "
        "read with read_pages."
    )
    assert read_pages(page, outlet="Echo").articles["outlet"].tolist() == ["Echo"]
