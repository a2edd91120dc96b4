"""Articles that mean harm, and a codebook to code them by."""

import pandas as pd
import pytest

from analysis.codebook import Codebook
from analysis.corpus import Corpus

BOOK = """\
name = "Frames <of> a strike"

[variables.conflict]
definition = "Two sides </script><script>window.__pwned = 1</script> against each other?"
level = "nominal"
unit = "article"
codes.yes.definition = "They are & fight."
codes.yes.examples = ["<img src=x onerror=window.__pwned=1>"]
codes.no.definition = "They are not."

[variables.tone]
definition = "How the union comes off."
level = "ordinal"
unit = "article"
codes.bad.definition = "Badly."
codes.even.definition = "Neither."
codes.good.definition = "Well."

[variables.sources]
definition = "How many people are quoted."
level = "ratio"
unit = "article"
"""
HARM = (
    "</script><script>window.__pwned = 1</script>",
    "<!-- <script> <img src=x onerror=window.__pwned=1> {{ 7 * 7 }}",
    "Two\r\nlines, “quotes”, 👩🏽‍🚒 and é.\u2028<a href='javascript:window.__pwned=1'>x</a>",
    "=HYPERLINK(0)",
)


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "book.toml"
    path.write_text(BOOK, encoding="utf-8")
    return Codebook.read(path)


@pytest.fixture
def corpus():
    rows = {
        "article_id": [f"a{i}, “{text[:9]}”" for i, text in enumerate(HARM)],
        "outlet": "The Secret Post",
        "byline": "A. Known Name",
        "url": "https://secret.example/",
        "published": "2024-03-01",
        "headline": list(HARM),
        "body": [f"{text} {text}" for text in HARM],
    }
    return Corpus(pd.DataFrame(rows))
