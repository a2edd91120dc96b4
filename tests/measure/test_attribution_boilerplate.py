"""What a page glues to an article is not credited to anybody."""

import pandas as pd
import pytest

from analysis.corpus import Corpus
from analysis.measure._attribution_boilerplate import from_the_page
from analysis.measure.attributions import measure_attributions


@pytest.mark.parametrize(
    ("text", "piece", "page"),
    [
        ("Lee left. Ann LeeHarbour shuts gates MORE said", "Ann LeeHarbour", True),
        ("Lee left. Harbour shuts gates MORE said", "Harbour shuts gates MORE", True),
        ("Lee left. Harbour wants more", "Harbour wants more", False),
        ("Lee, with Joe Ray (not seen), speaks", "Joe Ray (not seen)", True),
        ("You know YouTube says so", "YouTube", False),
        ("Gov. Ron DeSantis, Mitch McConnell and BuzzFeed say so", "BuzzFeed", False),
    ],
)
def test_glued_words_and_captions_are_the_pages(text, piece, page):
    low = text.index(piece)
    assert from_the_page(text, [(low, low + len(piece))]) is page


def test_no_attribution_is_made_of_an_inline_link():
    body = (
        "Ann Lee spoke. Ann LeeHarbour shuts its gates said that it was late. "
        "Joe Ray said that it was early."
    )
    rows = {"article_id": ["a"], "outlet": ["Post"], "published": ["2024-03-01"]}
    corpus = Corpus(pd.DataFrame(rows | {"headline": [""], "body": [body]}))
    table = measure_attributions(corpus).table
    assert set(table["source"]) == {"Joe Ray"}
