"""Exports of Factiva as HTML and XML, in our own sentences."""

import pytest

from analysis.errors import ReadError
from analysis.read._export import Unread
from analysis.read._factiva import parse_factiva_html, parse_factiva_xml


def rows(fields):
    told = "".join(
        f'<tr><td class="index"><b>{code}</b>&nbsp;</td><td>{value}</td></tr>'
        for code, value in fields
    )
    return f"<table>{told}</table>"


def coded(fields, language="en"):
    return f'<div class="article {language}Article">{rows(fields)}<br></div>'


def page(*articles):
    style = "<style>.article{margin:0}</style><script>var a = 1;</script>"
    return (
        f"<!DOCTYPE html><html><head><title>Factiva</title>{style}</head><body>"
        f'<div id="contentLeft">{"<hr>".join(articles)}</div></body></html>'
    )


P = '<p class="articleParagraph enarticleParagraph">'
ENGLISH = [
    ("SE", "Business"),
    ("HD", "<b class='enHeadline'>Dockers <b>return</b>\n</b>"),
    ("BY", "By Ann Lee"),
    ("WC", "1,042 words"),
    ("PD", "2 March 2024"),
    ("ET", "09:20"),
    ("SN", "The Alma Echo"),
    ("SC", "ALMECH"),
    ("ED", "First"),
    ("LA", "English"),
    ("CY", "(c) 2024 Alma Newspapers."),
    ("LP", f"{P}Crews went back\nto work.</p>\n{P}Ships sailed.</p>"),
    (
        "TD",
        f"{P}A minister spoke.</p><table><tr><td>SN</td><td>5 May 1999</td></tr></table>",
    ),
    ("NS", "gstrik : Strikes | gcat : News"),
    ("AN", "Document ALMECH0020240302ek320001a"),
]


def test_an_export_with_codes_gives_its_fields():
    (article,) = parse_factiva_html(page(coded(ENGLISH)))
    assert article.key == "ALMECH0020240302ek320001a"
    assert (article.outlet, article.published) == ("The Alma Echo", "2024-03-02")
    assert (article.headline, article.byline) == ("Dockers return", "By Ann Lee")
    assert (article.section, article.edition) == ("Business", "First")
    assert (article.length, article.language) == (1042, "en")
    assert article.body == (
        "Crews went back to work.\n\nShips sailed.\n\nA minister spoke.\n\nSN\n\n5 May 1999"
    )


@pytest.mark.parametrize(
    ("language", "date", "words", "named", "iso"),
    [
        ("fr", "29 décembre 2011", "1 042 mots", "Français", "2011-12-29"),
        ("de", "29. Dezember 2011", "1.042 Wörter", "Deutsch", "2011-12-29"),
        ("es", "29 diciembre 2011", "1.042 palabras", "Español", "2011-12-29"),
        ("it", "29 dicembre 2011", "1.042 parole", "Italiano", "2011-12-29"),
        ("ru", "29 декабря 2011", "1042 слов", "Русский", "2011-12-29"),
        ("ja", "2011年12月29日", "1042 文字", "日本語", "2011-12-29"),
    ],
)
def test_interfaces_of_other_languages_are_read(language, date, words, named, iso):
    other = {"PD": date, "WC": words, "LA": named}
    fields = [(code, other.get(code, value)) for code, value in ENGLISH]
    (article,) = parse_factiva_html(page(coded(fields, language)))
    assert (article.published, article.length, article.language) == (iso, 1042, language)


def test_an_export_without_codes_gives_its_fields():
    lines = (
        '<div class="article enArticle"><div>World News</div>'
        '<div id="hd"><span class="enHeadline">Dockers return</span></div>'
        '<div class="author">By Ann Lee</div><div>942 words</div><div>2 March 2024</div>'
        "<div>09:20</div><div>The Alma Echo</div><div>ALMECH</div><div>English</div>"
        "<div>Copyright 2024. Alma Newspapers.</div>"
        f"{P}Crews went back.</p>{P}Ships sailed.</p>"
        "<p>Document ALMECH0020240302ek320001a</p></div>"
    )
    (article,) = parse_factiva_html(page(lines))
    assert article.key == "ALMECH0020240302ek320001a"
    assert (article.outlet, article.published) == ("The Alma Echo", "2024-03-02")
    assert (article.headline, article.byline) == ("Dockers return", "By Ann Lee")
    assert (article.section, article.length, article.language) == ("World News", 942, "en")
    assert article.body == "Crews went back.\n\nShips sailed."


def test_an_article_of_nothing_is_named_by_its_place():
    empty = coded([("SN", "The Alma Echo"), ("PD", "2 March 2024")])
    first, second = parse_factiva_html(page(empty, coded(ENGLISH)))
    assert first == Unread(1, "has neither a headline nor a text")
    assert second.position == 2


ARTICLE = """<ppsarticle><article><accessionNo>{key}</accessionNo>
<baseLanguage>EN</baseLanguage><byline>By Ann Lee</byline><copyright>(c) 2024</copyright>
<headline><paragraph display="Proportional"><hlt>Dockers</hlt> return</paragraph></headline>
<leadParagraph><paragraph>Crews went
 back.</paragraph><paragraph>Ships sailed &amp; sang.</paragraph></leadParagraph>
<publicationDate><dateTime>2024-03-02T01:35:58Z</dateTime></publicationDate>
<publisherName>Alma Newspapers</publisherName><sectionName>Business</sectionName>
<sourceName>The Alma Echo</sourceName><sourceCode>ALMECH</sourceCode>
<region code="x"><name>Alma</name></region>
<tailParagraphs><paragraph>A minister spoke.</paragraph></tailParagraphs>
<notes>A NOTE</notes><wordCount>942</wordCount></article></ppsarticle>"""


def xml(*articles, prolog=""):
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{prolog}<PPSResponse>'
        '<ppsArticleResponse xmlns="http://global.factiva.com/pps/2.0">'
        f"<ppsarticleResultSet>{''.join(articles)}</ppsarticleResultSet>"
        "</ppsArticleResponse></PPSResponse>"
    )


def test_xml_gives_its_fields_and_no_notes():
    first, second = parse_factiva_xml(xml(ARTICLE.format(key="A1"), ARTICLE.format(key="A2")))
    assert (first.key, second.key, second.position) == ("A1", "A2", 2)
    assert (first.outlet, first.published) == ("The Alma Echo", "2024-03-02")
    assert (first.headline, first.byline) == ("Dockers return", "By Ann Lee")
    assert (first.section, first.length, first.language) == ("Business", 942, "en")
    assert first.body == "Crews went back.\n\nShips sailed & sang.\n\nA minister spoke."


def test_xml_that_names_no_source_is_of_its_publisher():
    text = xml(ARTICLE.format(key="A1").replace("<sourceName>The Alma Echo</sourceName>", ""))
    (article,) = parse_factiva_xml(text)
    assert article.outlet == "Alma Newspapers"


def test_cut_off_xml_keeps_the_articles_before_the_cut():
    whole = xml(ARTICLE.format(key="A1"), ARTICLE.format(key="A2"))
    first, rest = parse_factiva_xml(whole[: whole.index("A2") + 200])
    assert first.key == "A1"
    assert rest.position == 2
    assert rest.why.startswith("is where the file is damaged or cut off (")


def test_entities_are_neither_resolved_nor_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("never read")
    prolog = f'<!DOCTYPE a [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
    with pytest.raises(ReadError) as caught:
        list(parse_factiva_xml(xml(ARTICLE.format(key="&s;"), prolog=prolog)))
    assert (
        str(caught.value)
        == "declares entities of its own, which no export does; it is not read"
    )
