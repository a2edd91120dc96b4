"""Exports of Nexis as text and of Nexis Uni as Word, in our own sentences."""

import io

import docx
import pytest

from analysis.read._export import Unread
from analysis.read._nexis import parse_nexis, unwrapped
from analysis.read._nexis_uni import parse_nexis_uni

ENGLISH = """\


Download Request: Selected Items: 1-2
Time Of Request: Monday, March 04, 2024  10:12:00

Terms: (strike) and (dockers)


                               1 of 2 DOCUMENTS



                             The Alma Echo (London)

                             March 2, 2024 Saturday
                                   Edition 1;
                                National Edition

Dockers return to the quays as a long strike
ends in Port Alma

BYLINE: Ann Lee

SECTION: NEWS; Pg. 3

LENGTH: 1,042 words

DATELINE: PORT ALMA


Crews of the eastern quay went back to work on Saturday, three weeks after the
strike began over pay and over the length of the night shift.

LONDON: A minister said that "no port can stand still"; ships had waited in the
roads.
Two sailed.

GRAPHIC: PHOTO: The quay at night

LOAD-DATE: March 2, 2024

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper


                      Copyright 2024 Alma Newspapers Limited
                              All Rights Reserved

                               2 of 2 DOCUMENTS


                                  Harbour Post

                                 March 3, 2024

Letters

LENGTH: 12 words

Sir, the night shift is too long. It was ever thus.

LOAD-DATE: March 3, 2024


                          Copyright 2024 Harbour Post
"""
GERMAN = """\
                               Dokument 1 von 2


                   Copyright 2006 Hafenblatt Verlag GmbH
                          Alle Rechte vorbehalten

                                  Hafenblatt

                           Montag 2. Januar 2006

Hafenarbeiter kehren zurück

AUTOR: Jörg Meyer

RUBRIK: WIRTSCHAFT; S. 4

LÄNGE: 1.204 Wörter

HIGHLIGHT: Nach drei Wochen endet der Streik.

Die Arbeiter am Ostkai kamen am Montag zurück.

UPDATE: 3. Januar 2006

SPRACHE: GERMAN; DEUTSCH

PUBLICATION-TYPE: Zeitung

                               Dokument 2 von 2


                                  Hafenblatt

                           Dienstag 3. Januar 2006

Kein Text dazu

LÄNGE: 3 Wörter

GRAFIK: Ein Kran

SPRACHE: GERMAN; DEUTSCH
"""


def test_an_english_export_gives_its_fields():
    first, second = parse_nexis(ENGLISH)
    assert (first.outlet, first.published) == ("The Alma Echo (London)", "2024-03-02")
    assert first.headline == "Dockers return to the quays as a long strike ends in Port Alma"
    assert (first.byline, first.section) == ("Ann Lee", "NEWS; Pg. 3")
    assert (first.length, first.language) == (1042, "en")
    assert first.edition == "Edition 1; National Edition"
    assert (second.outlet, second.published) == ("Harbour Post", "2024-03-03")
    assert (second.headline, second.byline, second.language) == ("Letters", "", "")


def test_the_body_keeps_the_articles_words_and_nothing_of_the_vendors():
    first, second = parse_nexis(ENGLISH)
    assert first.body == (
        "Crews of the eastern quay went back to work on Saturday, three weeks after the "
        "strike began over pay and over the length of the night shift.\n\n"
        'LONDON: A minister said that "no port can stand still"; ships had waited in the '
        "roads.\nTwo sailed."
    )
    assert second.body == "Sir, the night shift is too long. It was ever thus."


def test_a_german_export_is_read_by_its_own_labels():
    first, second = parse_nexis(GERMAN)
    assert (first.outlet, first.published) == ("Hafenblatt", "2006-01-02")
    assert (first.headline, first.byline) == ("Hafenarbeiter kehren zurück", "Jörg Meyer")
    assert (first.section, first.length, first.language) == ("WIRTSCHAFT; S. 4", 1204, "de")
    assert first.body == (
        "Nach drei Wochen endet der Streik.\n\nDie Arbeiter am Ostkai kamen am Montag zurück."
    )
    assert (second.headline, second.body) == ("Kein Text dazu", "")


@pytest.mark.parametrize(
    ("opening", "labels"),
    [
        ("Document 3 de 8", ("LONGUEUR: 5 mots", "LANGUE: FRENCH; FRANÇAIS")),
        ("3 van 8 DOCUMENTEN", ("LENGTE: 5 woorden", "TAAL: DUTCH; NEDERLANDS")),
        ("Documento 3 de 8", ("LONGITUD: 5 palabras", "IDIOMA: SPANISH; ESPAÑOL")),
        ("3 of 1,208 DOCUMENTS", ("LENGTH: 5 words", "LANGUAGE: ENGLISH")),
        ("FOCUS - 3 of 8 DOCUMENTS", ("LENGTH: 5 words", "LANGUAGE: English")),
    ],
)
def test_every_interface_opens_an_article_in_its_own_way(opening, labels):
    text = f"""\
                  {opening}

                       Le Phare

                    2 mars 2024

Quais rouverts

{labels[0]}

Les dockers sont revenus hier.

{labels[1]}
"""
    (article,) = parse_nexis(text.replace("\n", "\r\n"))
    assert (article.outlet, article.published) == ("Le Phare", "2024-03-02")
    assert (article.headline, article.length) == ("Quais rouverts", 5)
    assert article.body == "Les dockers sont revenus hier."
    assert article.language in {"fr", "nl", "es", "en"}


def test_old_labels_for_headline_and_body_are_fields_too():
    text = ENGLISH.replace("Letters\n", "HEADLINE: Letters\n").replace(
        "\nSir,", "\nBODY:\nSir,"
    )
    second = list(parse_nexis(text))[1]
    assert (second.headline, second.body) == (
        "Letters",
        "Sir, the night shift is too long. It was ever thus.",
    )


def test_a_field_of_an_unknown_name_ends_the_text_and_a_speaker_does_not():
    text = ENGLISH.replace("GRAPHIC: PHOTO: The quay", "NUMÉRO-DU-NAVIRE: The quay")
    text = text.replace("LONDON: A minister", "ANN: A minister").replace(
        "roads.\nTwo", "\nBOB: Two"
    )
    body = next(parse_nexis(text)).body
    assert body.endswith('still"; ships had waited in the\n\nBOB: Two sailed.')
    assert "ANN: A minister" in body


def test_a_field_of_another_kind_may_stand_before_the_text():
    text = ENGLISH.replace("DATELINE: PORT ALMA", "SERIES: The port\n\nSPECIAL-NOTE: Part 2")
    first, second = parse_nexis(text)
    assert first.body.startswith("Crews of the eastern quay")
    assert second.body == "Sir, the night shift is too long. It was ever thus."


@pytest.mark.parametrize(("width", "joined"), [(26, "\n"), (25, " ")])
def test_a_break_is_the_vendors_only_where_the_next_word_had_no_room(width, joined):
    lines = ["Crews of the quays a", "bbbbb c"]
    assert unwrapped(lines, width) == f"{lines[0]}{joined}{lines[1]}"


def test_a_line_that_is_only_indented_is_no_edition():
    text = ENGLISH.replace("Dockers return", "     Dockers return")
    text = text.replace("ends in Port Alma", "ends\n\nShips sail")
    first = next(parse_nexis(text))
    assert first.headline.startswith("Dockers return")
    assert first.edition == "Edition 1; National Edition"


def test_a_notice_of_copyright_alone_ends_a_text():
    text = ENGLISH.replace("LOAD-DATE: March 3, 2024\n", "")
    second = list(parse_nexis(text))[1]
    assert second.body == "Sir, the night shift is too long. It was ever thus."


def test_an_article_of_nothing_is_named_by_its_place():
    text = "   1 of 2 DOCUMENTS\n\n\n   2 of 2 DOCUMENTS\n\n   Echo\n\n  March 2, 2024\n\nHi\n"
    first, second = parse_nexis(text)
    assert first == Unread(1, "has neither a headline nor a text")
    assert (second.position, second.headline) == (2, "Hi")


def paragraph(document, text, *, bold=False):
    document.add_paragraph().add_run(text).bold = bold


def word(articles, *, cover=True):
    document = docx.Document()
    if cover:
        for text in ("", "Job Number: 77", "Documents (2)", "1. Dockers return", "", ""):
            paragraph(document, text)
    for lines in articles:
        for text, bold in lines:
            paragraph(document, text, bold=bold)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def uni(headline="Dockers return", tail=(), labels=("Section", "Length", "Byline"), words=()):
    opens, ends = words or ("Body", "End of Document")
    return [
        (headline, True),
        ("The Alma Echo", False),
        ("2 March 2024 Saturday 9:20 AM GMT", False),
        ("", False),
        ("\nCopyright 2024 Alma Newspapers All Rights Reserved", False),
        ("\n", False),
        (f"{labels[0]}:\xa0NEWS; Version:2", False),
        (f"{labels[1]}:\xa09 words", False),
        (f"{labels[2]}:\xa0Ann Lee in Port Alma", False),
        (opens, True),
        ("", False),
        ("Crews went back to work.", False),
        ("Photo: so a paragraph may begin. Load-Date: may stand in one.", False),
        ("Graphic", False),
        *tail,
        (f"\n{ends}", True),
        ("", False),
    ]


def test_a_document_of_word_gives_its_fields_and_no_cover_page():
    tail = [
        ("Classification", True),
        ("Language:\xa0ENGLISH", False),
        ("\nSubject:\xa0STRIKES (90%)", False),
        ("\nLoad-Date:\xa0March 3, 2024", False),
    ]
    first, second = parse_nexis_uni(word([uni(tail=tail), uni("Second")]))
    assert (first.position, first.headline) == (1, "Dockers return")
    assert (first.outlet, first.published) == ("The Alma Echo", "2024-03-02")
    assert (first.byline, first.section) == ("Ann Lee in Port Alma", "NEWS; Version:2")
    assert (first.length, first.language) == (9, "en")
    assert first.body == (
        "Crews went back to work.\n\n"
        "Photo: so a paragraph may begin. Load-Date: may stand in one.\n\nGraphic"
    )
    assert (second.headline, second.body) == ("Second", first.body)


def test_a_german_document_of_word_is_read_by_its_own_labels():
    lines = uni(labels=("Rubrik", "Länge", "Autor"), words=("Text", "Ende des Dokuments"))
    (article,) = parse_nexis_uni(word([lines], cover=False))
    assert (article.section, article.length) == ("NEWS; Version:2", 9)
    assert article.byline == "Ann Lee in Port Alma"
    assert article.body.startswith("Crews went back to work.")


def test_headings_need_not_be_bold():
    tail = [("Classification", False), ("", False), ("Language:\xa0ENGLISH", False)]
    lines = [(text, False) for text, _ in uni(tail=tail)]
    (article,) = parse_nexis_uni(word([lines]))
    assert article.body == (
        "Crews went back to work.\n\n"
        "Photo: so a paragraph may begin. Load-Date: may stand in one.\n\nGraphic"
    )
    assert (article.headline, article.language) == ("Dockers return", "en")


def test_a_document_without_its_end_is_named():
    lines = [line for line in uni("Third") if "End of" not in line[0]]
    *read, last = parse_nexis_uni(word([uni(), uni("Second"), lines]))
    assert [article.headline for article in read] == ["Dockers return", "Second"]
    assert last == Unread(3, "is cut off: the mark that ends a document is missing")


def test_a_document_without_an_outlet_leaves_it_empty():
    lines = [line for line in uni() if line[0] != "The Alma Echo"]
    (article,) = parse_nexis_uni(word([lines]))
    assert (article.headline, article.outlet) == ("Dockers return", "")
