"""Exports of LexisNexis as HTML, in our own sentences."""

from analysis.read._export import Unread
from analysis.read._lexisnexis import parse_lexisnexis

HEAD = """<HTML><HEAD><STYLE TYPE="text/css"><!--
.c0 { text-align: center; }
.c2 { font-size: 10pt; }
.c3 { text-align: center; margin-left: 13%; }
.c5 { text-align: left; }
--></STYLE><TITLE>&nbsp;</TITLE></HEAD><BODY>
<DIV CLASS="c5"><P>Download Request: Selected Items: 1-3<BR>Terms: strike</P></DIV>
"""
CLOSE = "<!-- Hide XML section from browser\n</DOCFULL>\n</DOC> -->\n"


def open_(number):
    return (
        f'<A NAME="DOC_{number}"></A><!-- Hide XML section from browser\n'
        f"<DOC NUMBER={number}>\n<DOCFULL> -->\n"
    )


def div(text, *, middle=False):
    return f'<BR><DIV CLASS="{"c3" if middle else "c5"}">{text}</DIV>\n'


def field(label, value):
    return div(f'<P><SPAN CLASS="c8">{label}: </SPAN><SPAN CLASS="c2">{value}</SPAN></P>')


def export(*articles):
    parts = [open_(n) + "".join(blocks) + CLOSE for n, blocks in enumerate(articles, 1)]
    return HEAD + "".join(parts) + "</BODY></HTML>"


ENGLISH = [
    div("<P>1 of 3 DOCUMENTS</P>", middle=True),
    div("<P>The Alma Echo</P>", middle=True),
    div(
        "<P><SPAN CLASS='c4'>March</SPAN><SPAN> 2, 2024, Saturday<BR>Late Edition</SPAN></P>",
        middle=True,
    ),
    div("<P>Dockers return;<BR>Ships sail</P>"),
    field("BYLINE", "By ANN LEE"),
    field("SECTION", "Section A; Page 3"),
    field("LENGTH", "1,042 words"),
    div(
        "<P><SPAN>Crews went back to <SPAN CLASS='c4'>work</SPAN>.</SPAN></P>"
        "<P>&quot;At last,&quot; said one &amp; all.<BR>&nbsp;<BR>They cheered.</P><P></P>"
    ),
    field("LOAD-DATE", "March 2, 2024"),
    field("LANGUAGE", "ENGLISH"),
    field("GRAPHIC", "Photo: The quay"),
    div("<P>Copyright 2024 Alma Newspapers</P>", middle=True),
]
FRENCH = [
    div("<P>Document 2 de 3</P>", middle=True),
    div("<P>Le Phare</P>", middle=True),
    div("<P>Les dockers reprennent</P>"),
    div("<P>mardi 5 mars 2024</P>", middle=True),
    field("AUTEUR", "Claire Morel"),
    field("RUBRIQUE", "ÉCONOMIE; p. 4"),
    field("LONGUEUR", "12 mots"),
    div("<P>Ils sont revenus.</P>"),
    "<TABLE><TR><TD><P>Quai</P></TD><TD><P>Est</P></TD></TR></TABLE>",
    field("DATE-CHARGEMENT", "6 mars 2024"),
    field("LANGUE", "FRENCH; FRANÇAIS"),
    div("<P>Copyright 2024 Le Phare<BR>Tous droits réservés</P>", middle=True),
]
BROKEN = [div("<P>We are sorry but this document cannot be shown.</P>")]


def test_an_english_export_gives_its_fields_and_its_text():
    first, *_ = parse_lexisnexis(export(ENGLISH, FRENCH, BROKEN))
    assert (first.outlet, first.published) == ("The Alma Echo", "2024-03-02")
    assert (first.headline, first.edition) == ("Dockers return; Ships sail", "Late Edition")
    assert (first.byline, first.section) == ("By ANN LEE", "Section A; Page 3")
    assert (first.length, first.language) == (1042, "en")
    assert first.body == (
        'Crews went back to work.\n\n"At last," said one & all.\n\nThey cheered.'
    )


def test_a_french_export_may_set_its_headline_above_the_date():
    _, second, _ = parse_lexisnexis(export(ENGLISH, FRENCH, BROKEN))
    assert (second.outlet, second.published) == ("Le Phare", "2024-03-05")
    assert (second.headline, second.byline) == ("Les dockers reprennent", "Claire Morel")
    assert (second.section, second.length, second.language) == ("ÉCONOMIE; p. 4", 12, "fr")
    assert second.body == "Ils sont revenus.\n\nQuai\tEst"


def test_what_stands_where_an_article_should_is_shown():
    *_, third = parse_lexisnexis(export(ENGLISH, FRENCH, BROKEN))
    assert third == Unread(
        3, "holds no article, only 'We are sorry but this document cannot be shown.'"
    )


def test_a_field_of_an_unknown_name_ends_the_text_and_a_speaker_does_not():
    blocks = [*ENGLISH[:8], div("<P>BOB: Two sailed.</P>"), field("SHIPS", "Two"), *ENGLISH[8:]]
    (article,) = parse_lexisnexis(export(blocks))
    assert article.body.endswith("They cheered.\n\nBOB: Two sailed.")


def test_scripts_and_styles_are_no_text():
    script = div("<P>They left.</P><script>alert('x')</script><style>p {}</style>")
    (article,) = parse_lexisnexis(export([*ENGLISH[:7], script, *ENGLISH[8:]]))
    assert article.body == "They left."


def test_a_cut_off_export_keeps_what_there_is():
    whole = export(ENGLISH, FRENCH)
    first, second = parse_lexisnexis(whole[: whole.index("Ils sont") + 8])
    assert (first.headline, second.headline) == (
        "Dockers return; Ships sail",
        "Les dockers reprennent",
    )
    assert second.body == "Ils sont"
