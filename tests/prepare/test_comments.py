"""The search for the first comment, against the formula written out in plain loops."""

from itertools import product
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.prepare import comments
from analysis.prepare.comments import find_cuts, read_page
from analysis.prepare.register import MARKS, NAMES, marks_of

SAID = "The minister said on Monday that the plan would be laid before the house in spring."
PLAIN = "A row of lamps had been lit along the quay and the boats lay quiet under them all."


def rate_above(marks, counted, row, name):
    """Learn the article's rate of a mark from the lines above a row."""
    column, mark = NAMES.index(name), MARKS[name]
    above = [r for r in range(row) if counted[r]]
    shown = sum(marks[r, column] for r in above)
    rate = (shown + 10 * mark.article) / (len(above) + 10)
    return rate if mark.comment > mark.article else min(rate, mark.article)


def expected(name, rate):
    mark = MARKS[name]
    choose = max if mark.comment > mark.article else min
    return choose(mark.comment, rate)


def log_ratio(name, rate, *, shown):
    q = expected(name, rate)
    if shown:
        return max(-3, min(3, log(q / rate)))
    return log((1 - q) / (1 - rate)) if MARKS[name].absence else 0.0


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_fit_is_the_formula(data):
    sizes = data.draw(st.lists(st.integers(1, 7), min_size=1, max_size=4))
    n = sum(sizes)
    bits = st.lists(st.booleans(), min_size=n, max_size=n)
    marks = np.array([data.draw(bits) for _ in NAMES]).T
    counted = np.array(data.draw(bits))
    marks &= counted[:, None]
    fit = comments._fit(marks, counted, np.repeat(np.arange(len(sizes)), sizes))  # noqa: SLF001
    first = 0
    for size in sizes:
        own, there = marks[first : first + size], counted[first : first + size]
        for row, name in product(range(size), NAMES):
            rate = rate_above(own, there, row, name)
            shown = bool(own[row, NAMES.index(name)])
            wanted = log_ratio(name, rate, shown=shown) if there[row] else 0
            assert fit[first + row, NAMES.index(name)] == pytest.approx(wanted)
        first += size


def test_chances_are_chances(pages):
    found = find_cuts([read_page(text) for text, _ in pages.values()])
    for cut in found:
        assert cut.chance.min(initial=0) >= 0
        assert cut.chance.sum() == pytest.approx(cut.any, abs=1e-12)
        assert 0 <= cut.confidence <= 1


@pytest.mark.parametrize(
    ("line", "marks"),
    [
        ("Typical", {"opens", "unstopped"}),
        ("40 percent!!! for what?", {"exclaims", "doubles", "asks", "short", "cites"}),
        ("You dont feed a town with money...", {"addresses", "chats", "trails", "short"}),
        ("Thanks for this thoughtful piece, I say.", {"opens", "meta", "short"}),
        ("@Nordin what a joke , really", {"answers", "wishes", "sloppy", "unstopped"}),
        ("Why should ALL of THEM pay? Because the few will not.", {"shouts", "short"}),
        ("3 hours ago", {"replies", "unstopped"}),
        ("Reply", {"replies", "unstopped"}),
        (SAID, {"reports", "cites"}),
        ("“You fools!” he shouted, and “Never!” came from the gallery at the vote.", set()),
        (PLAIN, set()),
    ],
)  # fmt: skip
def test_marks_of_a_line(line, marks):
    shown = marks_of([line])[0]
    assert {name for name, is_shown in zip(NAMES, shown, strict=True) if is_shown} == marks


def test_marks_that_need_the_article():
    lines = [
        "The level is set by nine people in a room that has no windows at all, they say.",
        "Waits calls them blind, which is hard on the blind and soft on the nine of them.",
        "“set by nine people in a room that has no windows” tells you everything there is.",
    ]
    shown = marks_of(lines, frozenset({"waits"}))
    assert not shown[0, NAMES.index("names_author")]
    assert shown[1, NAMES.index("names_author")]
    assert shown[:, NAMES.index("quotes_back")].tolist() == [False, False, True]


def test_a_transcript_is_quoted_speech():
    lines = ["Thorne: You look relieved!!", "Ekdal: LOL I do not!", "Thorne: Why, you say?"]
    shown = marks_of(lines)
    assert not shown[0].any()
    assert not shown[2].any()
    assert shown[1].any()


def test_what_closes_an_article_speaks_for_a_border():
    article = [SAID, PLAIN, SAID, PLAIN, SAID, PLAIN]
    thread = ["It is a fair point all the same, I should have thought, and it bears on us."] * 3
    close = "Ada Lund is a columnist for the Post and the author of a book on lamps and quays."
    plain = find_cuts([read_page("\n".join(article + thread))])[0]
    closed = find_cuts([read_page("\n".join([*article, close, *thread]))])[0]
    assert closed.chance[7] / closed.chance[5] > plain.chance[6] / plain.chance[5] * 5


def test_a_header_of_comments_speaks_for_a_border():
    article = [SAID, PLAIN, SAID, PLAIN, SAID, PLAIN]
    thread = ["Too little, too late.", "We shall see what they do with it, and when."] * 2
    without = find_cuts([read_page("\n".join(article + thread))])[0]
    headed = find_cuts([read_page("\n".join([*article, "4 comments", *thread]))])[0]
    assert headed.best == 6
    assert headed.any > 5 * without.any


def test_one_habit_is_not_enough():
    """A list of lines without stops under an article is no thread of comments."""
    items = [f"Item {number} of the list of things that were bought" for number in range(40)]
    page = read_page("\n".join([SAID, PLAIN, SAID, PLAIN, *items]))
    assert find_cuts([page])[0].any < 0.1


def test_the_article_s_own_habits_are_learnt():
    """The same thread stands out under a calm article and not under a heated one."""
    thread = ["You knew, and you let it happen!", "Shame on you!", "What can you expect?!"] * 3
    heated = [
        "You saw it, all of it, from the first day to the last of the year, did you?!"
    ] * 12
    calm = [
        "They saw it, all of it, from the first day to the last of the year, they did."
    ] * 12
    under_heated, under_calm = (
        find_cuts([read_page("\n".join(article + thread))])[0].any for article in (heated, calm)
    )
    assert under_heated < 0.01
    assert under_calm > 0.3


def test_a_byline_that_was_left_in_lowers_the_bar():
    article = [SAID, PLAIN, SAID, PLAIN, SAID, PLAIN]
    thread = ["Thanks for this.", "Too little and too late.", "You are all wrong, sorry."]
    clean, raw = (
        find_cuts([read_page("\n".join([*top, *article, *thread]))])[0]
        for top in ([], ["By Ada Lund"])
    )
    assert clean.any < raw.any


def test_one_line_alone_is_never_taken_for_comments():
    shout = "LOL!!! You should ALL be ashamed of this article..."
    article = [SAID, PLAIN, SAID, PLAIN, SAID, PLAIN]
    one, two = (find_cuts([read_page("\n".join([*article, *[shout] * n]))])[0] for n in (1, 2))
    assert one.chance[6] == 0
    assert two.best == 6


def test_little_text_above_a_cut_weakens_the_case(monkeypatch):
    """By 12 over the number of lines above it, as log odds before they are tempered."""
    thread = ["Thanks for this.", "Too little and too late!", "You are all wrong, sorry."] * 2
    page = read_page("\n".join([PLAIN] * 4 + thread))
    weakened = find_cuts([page])[0].any
    monkeypatch.setattr(comments, "SHORT_ABOVE", 0.0)
    plain = find_cuts([page])[0].any
    odds = [log(chance / (1 - chance)) for chance in (plain, weakened)]
    assert odds[0] - odds[1] == pytest.approx(12 / 4 / 1.5)


def test_nothing_is_found_above_the_first_lines_or_in_the_last():
    shout = "You should be ashamed of yourselves, this article is rubbish!!! LOL"
    for lines in ([shout] * 3, [SAID, PLAIN, SAID, PLAIN, SAID, PLAIN, shout]):
        assert not find_cuts([read_page("\n".join(lines))])[0].found
