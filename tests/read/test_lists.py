"""Lists of articles: Media Cloud's addresses, and what trafilatura extracted."""

import json

import trafilatura

from analysis.read._export import Unread
from analysis.read._lists import parse_mediacloud, parse_trafilatura

NEW = (
    "id,indexed_date,language,media_name,media_url,publish_date,title,url\n"
    "77,2024-03-03 01:02:03,en,alma-echo.example,alma-echo.example,2024-03-02,"
    '"Dockers return, ships sail",https://alma-echo.example/a\n'
    "78,2024-03-03 01:02:03,fr,phare.example,phare.example,,Le port rouvre,"
    "https://phare.example/b\n"
)
OLD = (
    '"stories_id","publish_date","title","url","language","ap_syndicated","themes",'
    '"media_id","media_name","media_url"\n'
    '"5","2018-07-01 10:00:00","Dockers return","https://alma-echo.example/a","en","True","",'
    '"1","The Alma Echo","https://alma-echo.example"\n'
)
PAGE = """<html><head><title>Dockers return</title><meta name="author" content="Ann Lee">
<meta property="og:site_name" content="The Alma Echo"></head><body><article>
<h1>Dockers return</h1><p>Crews of the eastern quay went back to work on Saturday, three weeks
after the strike began.</p><p>A minister said that no port can stand still for so long, and that
ships had waited in the roads.</p></article></body></html>"""


def extracted(url="https://alma-echo.example/2024/03/02/a"):
    return trafilatura.extract(PAGE, output_format="json", with_metadata=True, url=url)


def test_a_list_of_today_has_no_texts():
    first, second = parse_mediacloud(NEW)
    assert (first.key, first.outlet, first.published) == (
        "77",
        "alma-echo.example",
        "2024-03-02",
    )
    assert (first.headline, first.url) == (
        "Dockers return, ships sail",
        "https://alma-echo.example/a",
    )
    assert (first.body, first.text_status, first.language) == ("", "withheld", "en")
    assert (second.published, second.language) == ("", "fr")


def test_a_list_of_before_names_the_agency():
    (article,) = parse_mediacloud(OLD)
    assert (article.key, article.outlet, article.wire) == ("5", "The Alma Echo", "AP")


def test_a_row_that_does_not_fit_is_named_and_the_rest_read():
    fault, article = parse_mediacloud(NEW.replace(",https://alma-echo.example/a", ",a,b,c"))
    assert fault == Unread(
        0,
        "row 1 (line 2): fields: 10, where the header has 8; put a field that holds a comma or "
        "a line end in double quotes",
    )
    assert article.key == "78"


def test_what_trafilatura_wrote_comes_back():
    (article,) = parse_trafilatura(extracted())
    assert article.key == article.url == "https://alma-echo.example/2024/03/02/a"
    assert (article.outlet, article.byline) == ("The Alma Echo", "Ann Lee")
    assert article.headline == "Dockers return"
    assert "went back to work" in article.body
    assert article.text_status == "full"


def test_one_article_a_list_and_lines_are_read_alike():
    one = json.loads(extracted())
    other = {**one, "source": "https://alma-echo.example/b", "title": "Ships sail"}
    whole = json.dumps([one, other], indent=1)
    lines = f"{json.dumps(one)}\n{json.dumps(other)}\n"
    for text in (whole, lines):
        assert [a.headline for a in parse_trafilatura(text)] == ["Dockers return", "Ships sail"]
    assert [a.position for a in parse_trafilatura(json.dumps(one, indent=2))] == [1]


def test_a_broken_line_is_named_and_the_rest_read():
    fault, article = parse_trafilatura(f'{{"text": \n{extracted()}\n')
    assert fault.position == 0
    assert fault.why.startswith("line 1: not JSON (")
    assert article.headline == "Dockers return"


def test_an_article_of_nothing_is_named_by_its_place():
    empty = json.dumps({**json.loads(extracted()), "text": None, "title": None})
    assert list(parse_trafilatura(empty)) == [Unread(1, "has neither a headline nor a text")]
