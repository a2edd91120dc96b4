"""Copies as a report shows them: counts by hand, the figure, and articles side by side."""

import pandas as pd
import pytest

from analysis import Corpus, find_copies
from analysis.report.copied import (
    copied_profile,
    picture_of_copies,
    side_by_side,
    taken_from,
)

TEXT = (
    "The dockers of Port Brenna voted at noon on Monday to go on with the strike that has "
    "closed the two oldest quays since the middle of March because nobody made an offer."
)


@pytest.fixture(scope="module")
def found():
    """The Post first, the Star a day later with a line of its own, AP in two, Tide alone."""
    agency = "PORT BRENNA (AP) — Ferries kept to their winter hours while lorries stood along"
    rows = [
        ("Post", "2024-03-01", TEXT),
        ("Star", "2024-03-02", f"Nothing moves <here>.\n{TEXT}"),
        ("Star", "2024-03-03", agency),
        ("Tide", "2024-03-03", "Nothing else to say."),
    ]
    table = pd.DataFrame(rows, columns=["outlet", "published", "body"])
    table["article_id"], table["headline"] = [f"a{i}" for i in range(4)], "A <headline>"
    outlets = pd.DataFrame({"outlet": ["post", "Star"], "name": ["The Post", "Daily Star"]})
    return find_copies(Corpus(table, outlets=outlets))


def test_articles_are_counted_by_what_they_are(found):
    profile = copied_profile(found.marked).set_index("outlet")
    assert profile.index.tolist() == ["Star", "Post", "Tide"]
    assert profile.loc["Star"].to_dict() == {
        "own": 0,
        "agency copy": 1,
        "reprint": 1,
        "repeat": 0,
        "first not known": 0,
        "share": 1,
    }
    assert profile.loc["Post", ["own", "share"]].tolist() == [1, 0]


def test_it_is_said_whose_text_it_was(found):
    assert taken_from(found.marked).to_numpy().tolist() == [
        ["Star", "agency copy", "AP", 1],
        ["Star", "reprint", "Post", 1],
    ]


def test_the_figure_shows_the_shares_and_names_the_kinds(found):
    picture = picture_of_copies(found.marked)
    drawn = [float(line.get_xdata()[0]) for line in picture.ax.lines]
    assert drawn == picture.data["share"].tolist() == [1, 0, 0]
    assert [label.get_text() for label in picture.ax.get_yticklabels()] == [
        "Daily Star",
        "Post",
        "Tide",
    ]
    assert [text.get_text() for text in picture.ax.texts] == [
        "2 of 2: agency copy 1, reprint 1",
        "0 of 1",
        "0 of 1",
    ]
    assert picture.caption == (
        "Which share of each outlet's articles are copies, and of which kind: 2 of 4 articles. "
        "Counts of the collected articles, so without an interval."
    )
    crowd = picture_of_copies(found.marked, most=1)
    assert crowd.caption.endswith("; 2 outlets with no larger share are left out.")


def test_articles_stand_side_by_side_with_what_they_share(found):
    shown = side_by_side(found, 1)
    assert shown.heads == ["Post, 2024-03-01, a0", "Daily Star, 2024-03-02, a1"]
    whole = TEXT.rstrip(".")
    assert shown.texts == [
        f"<p><mark>{whole}</mark>.</p>",
        f"<p>Nothing moves &lt;here&gt;.</p><p><mark>{whole}</mark>.</p>",
    ]
    assert repr(shown).splitlines()[0] == "Post, 2024-03-01, a0: 1 shared passage"
    assert shown._repr_html_().count("<td>") == 2


def test_no_more_is_shown_than_may_be(found):
    short = side_by_side(found, 1, "short").texts
    assert "<here>" not in short[1]
    assert "…" in short[0]
    assert len(short[0]) < len(TEXT)
    assert side_by_side(found, 1, "none").texts == ["(its text is not shown)"] * 2


def test_no_article_and_no_copy():
    nothing = Corpus(
        pd.DataFrame(columns=["article_id", "outlet", "published", "headline", "body"])
    )
    found = find_copies(nothing)
    assert len(copied_profile(found.marked)) == len(taken_from(found.marked)) == 0
    picture = picture_of_copies(found.marked)
    assert list(picture.ax.lines) == []
    assert [text.get_text() for text in picture.ax.texts] == ["there is no article"]
