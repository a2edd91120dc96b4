"""Nothing that could run, load or restyle survives."""

from html import escape, unescape
from html.parser import HTMLParser

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.report.safe_html import TAGS, safe_html, safe_link
from tests.report.conftest import ATTACKS

PIECES = [
    *ATTACKS,
    "<table><tr><td onclick=x()>",
    "</td></tr></table>",
    "<svg><style><img title='</style><img src=x onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1>'>",
    "<a href='jav&#x09;ascript:alert(1)'>",
    "<a href=' data:text/html,x'>",
    "<p style='background:url(//a.b)'>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<plaintext>",
    "<base href=//a.b>",
    "<b title='\"><script>'>",
    "text &lt;script&gt; & more",
    "<",
    ">",
    "\x00",
]


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def elements(html):
    reader = Reader()
    reader.feed(html)
    return reader.seen


def harmless(tag, attributes):
    known = {"href", "rel", "title", "class", "colspan", "rowspan", "start", "scope", "dir"}
    link = attributes.get("href", "")
    return tag in TAGS and set(attributes) <= known and link == safe_link(link)


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_only_known_elements_and_attributes_are_left(html):
    clean = safe_html(html)
    assert all(harmless(tag, attributes) for tag, attributes in elements(clean))
    # Another parser, nearer to a browser's, sees nothing else in it.
    root = lxml.html.fragment_fromstring(clean, create_parent="div")
    assert {e.tag for e in root.iter() if isinstance(e.tag, str)} <= TAGS | {"div"}


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_cleaning_twice_changes_nothing(html):
    assert safe_html(safe_html(html)) == safe_html(html)


@given(st.text(max_size=60))
def test_plain_text_is_kept(text):
    written = safe_html(escape(text))
    assert unescape(written) == unescape(escape(text)) or "\x00" in text or "\r" in text


def test_a_table_of_pandas_keeps_its_form():
    html = '<table border="1" class="dataframe"><tr><td colspan="2">x</td></tr></table>'
    assert safe_html(html) == html.replace(' border="1"', "")


def test_every_element_is_closed():
    assert safe_html("<div><table><tr><td>x") == "<div><table><tr><td>x</td></tr></table></div>"
    assert safe_html("x</div></section></p>") == "x"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\nscript:alert(1)",
        "\u200bjavascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "file://example.org/x",
        "ftp://example.org/x",
        "//example.org/x",
        "\\\\example.org\\x",
        "/etc/passwd",
        "http://",
        "https://[bad",
    ],
)
def test_addresses_that_may_not_be_linked(address):
    assert safe_link(address) == ""
