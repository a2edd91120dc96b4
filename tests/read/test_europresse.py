"""Exports of Europresse as HTML, of today and of before, in our own sentences."""

import pytest

from analysis.read._europresse import parse_europresse

CERTIFICATE = """<table><tr><td>news·20240911·PHA·0042</td></tr><tr><td>Ce certificat est émis à
<b>Université</b>.</td></tr><tr><td>Date d'émission : <b>2024-10-05</b></td></tr></table>"""


def today(
    *,
    outlet="Le Phare de Port-Alma, no. 21 043            Édition du matin",
    about="Économie, mercredi 11 septembre 2024 1 134 mots, p. 11",
    law="© 2024 Le Phare. Tous droits réservés.",
    container="docOcurrContainer",
    author='<p class="sm-margin-bottomNews">Claire Morel</p>',
    key="news·20240911·PHA·0042",
):
    return f"""<article id="docText"><header><div class="rdp__DocPublicationName">
<span class="DocPublicationName">{outlet}</span></div>
<div class="rdp__DocHeader"><span class="DocHeader">{about}</span></div>
<div class="titreArticle"><p class="sm-margin-TopNews titreArticleVisu rdp__articletitle">Les
 dockers <mark>reprennent</mark> le travail</p>
<p class="sm-margin-TopNews rdp__subtitle">Un accord après trois semaines</p></div>
{author}</header><section><div class="DocText clearfix"><div class="{container}">
<p>Les dockers ont repris le travail lundi.</p><p>« Enfin », a dit le maire.</p>
<script>track()</script><aside>Lire aussi : la mer</aside></div></div></section>
<footer><div class="Doc-LegalInfo"><small>{law}</small></div>
<div class="publiC-lblNodoc">{key}</div>{CERTIFICATE}</footer>
<div class="apd-wrapper"><div class="source-name-APD">Le Littoral</div></div></article>"""


def page(*articles):
    return (
        '<!DOCTYPE html><html><head><title>Europresse</title><meta charset="utf-8"></head>'
        f"<body>{''.join(articles)}</body></html>"
    )


BEFORE = (
    """<table><tr><td><table id="tbHeaderImages"><tr><td><br></td></tr></table>
<span class="DocPublicationName">Le Phare, no. 596</span><br><span class="DocHeader">Politique,
</span><span class="DocHeader">jeudi </span><span class="DocHeader">4 octobre 2012</span>
<span class="DocHeader">, p. 03</span><br><br><span class="TitreArticleVisu">Le port
<span style="color:red">rouvre</span></span><br><br>{byline}Les grues tournent.<font
style="font-weight:bold;"> Enfin.</font><p></p>Le maire salue.<p></p><b><i>© 2012 Le Phare. Tous
droits réservés.</i></b><p></p>Numéro de document : news·20121004·PHA·175071<br><br>
"""
    + CERTIFICATE.replace("20240911·PHA·0042", "20121003·XX·9")
    + "</td></tr></table>"
)


def test_an_export_of_today_gives_its_fields_and_its_text():
    (article,) = parse_europresse(page(today()))
    assert article.key == "news·20240911·PHA·0042"
    assert (article.outlet, article.published) == ("Le Phare de Port-Alma", "2024-09-11")
    assert article.headline == "Les dockers reprennent le travail"
    assert (article.byline, article.section) == ("Claire Morel", "Économie")
    assert article.length == 1134
    assert article.body == (
        "Un accord après trois semaines\n\nLes dockers ont repris le travail lundi.\n\n"
        "« Enfin », a dit le maire."
    )


@pytest.mark.parametrize(
    ("outlet", "about", "told"),
    [
        (
            "Harbour Herald (web site)",
            "World, Friday, November 13, 2015",
            ("Harbour Herald (web site)", "2015-11-13", "World"),
        ),
        (
            "Hafenblatt, Nr. 12",
            "Wirtschaft, Montag, 2. Januar 2006 204 Wörter",
            ("Hafenblatt", "2006-01-02", "Wirtschaft"),
        ),
        ("Le Phare", "jeudi 5 octobre 2013", ("Le Phare", "2013-10-05", "")),
        ("Le Phare", "", ("Le Phare", "2024-09-11", "")),
    ],
)
def test_interfaces_of_other_languages_are_read(outlet, about, told):
    (article,) = parse_europresse(page(today(outlet=outlet, about=about)))
    assert (article.outlet, article.published, article.section) == told


def test_authors_and_texts_stand_under_several_names():
    author = '<div class="docAuthors">Claire Morel, Jean Petit</div>'
    (article,) = parse_europresse(page(today(author=author, container="other")))
    assert article.byline == "Claire Morel, Jean Petit"
    assert article.body.endswith("« Enfin », a dit le maire.")


def test_several_articles_keep_their_order():
    first, second = parse_europresse(page(today(), today(key="news·20240912·PHA·0043")))
    assert (first.position, second.position) == (1, 2)
    assert second.key == "news·20240912·PHA·0043"


@pytest.mark.parametrize(
    ("byline", "name"), [("", ""), ("Claire Morel<br><p></p>", "Claire Morel")]
)
def test_an_export_of_before_gives_its_fields_and_its_text(byline, name):
    first, second = parse_europresse(page(*[BEFORE.format(byline=byline)] * 2))
    assert (first.position, second.position) == (1, 2)
    assert first.key == "news·20121004·PHA·175071"
    assert (first.outlet, first.published) == ("Le Phare", "2012-10-04")
    assert (first.headline, first.section) == ("Le port rouvre", "Politique")
    assert first.byline == name
    assert first.body == "Les grues tournent. Enfin.\n\nLe maire salue."


def test_a_text_of_one_line_is_no_byline():
    text = BEFORE.format(byline="")
    start, end = text.index("Les grues"), text.index("<b><i>")
    (article,) = parse_europresse(
        page(f"{text[:start]}Les grues tournent<br><p></p>{text[end:]}")
    )
    assert (article.byline, article.body) == ("", "Les grues tournent")
