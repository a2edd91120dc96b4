"""Lines that stand around an article, each kind with its near misses."""

import pytest

from analysis.prepare.furniture import (
    byline_evidence,
    head_parts,
    is_bio,
    is_caption,
    is_credit,
    is_site_line,
    is_subheading,
    surnames,
)

TEXT = "The ferry crews of Port Ensel voted on Monday to return to work, the union said."


@pytest.mark.parametrize(
    "line",
    [
        "By Ada Lund",
        "BY ADA LUND",
        "By Ada Lund and Jon Vale, Staff writers",
        "By Ada Lund, posted with permission and cross-posted with The Long Table",
        "By Ada Lund for The Long Table",
        "By Ada Lund | Harbour Post",
        "Analysis by Jon Vale, economics editor",
        "Written by Ada van der Lund",
        "By our arts correspondent",
        "Ada Lund, staff reporter",
        "Staff reporter",
        "14 May 2021",
        "Published on May 14, 2021",
        "Updated 18:40",
    ],
)
def test_byline(line):
    assert byline_evidence(line)[0] > 0.5


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the water had reached the church and the road was gone.",
        "By Ada Lund's reckoning the storm cost the town a third of its boats.",
        "By the time Ada Lund came home the boats had sailed and the quay was dark.",
        "Staff at the port have gone home",
        "May is the month of the lamps",
        TEXT,
    ],
)
def test_no_byline(line):
    assert byline_evidence(line)[0] == 0


def test_the_byline_column_is_believed():
    assert byline_evidence("ADA LUND", "Ada Lund") == (0.98, "the byline column says the same")


def test_surnames():
    assert surnames("By Ada Lund, staff reporter") == {"ada", "lund"}
    assert surnames("14 May 2021") == frozenset()


@pytest.mark.parametrize(
    "line",
    [
        "Boats at the quay. Photo Credit: The Long Table",
        "Boats at the quay on Monday. Photo: Jon Vale",
        "Image copyright Reuters Image caption Boats at the quay on Monday",
        "Boats at the quay on Monday. (Jon Vale/Northern Pictures)",
        "Boats at the quay on Monday (Reuters)",
        "FILE - In this May 2, 2019, file photo, boats lie at the quay.",
        "Boats at the quay. Getty Images",
        "Photograph: J. Vale",
    ],
)
def test_caption(line):
    assert is_caption(line)


@pytest.mark.parametrize(
    "line",
    [
        "PORT ENSEL (Reuters) - The crews voted on Monday to return to work.",
        "The photo credited to the police was taken a year before, the court was told.",
        "He took a picture: she smiled, and the boat was gone before either of them spoke.",
        "His image, caption and all, hangs above the bar.",
        TEXT,
    ],
)
def test_no_caption(line):
    assert not is_caption(line)


@pytest.mark.parametrize(
    ("line", "author", "is_one"),
    [
        ("Ada Lund is a columnist for the Post.", frozenset(), True),
        ("Ada Lund is a columnist for the Post.", frozenset({"lund"}), True),
        ("Ada Lund is a columnist for the Post.", frozenset({"vale"}), False),
        ("Ada Lund is back in Port Ensel after nine years.", frozenset({"lund"}), False),
        ("Ada Lund writes about objects. Her last book was “The Hinge”.", frozenset(), True),
        ("Follow Ada on Twitter @adalund", frozenset(), True),
        (TEXT, frozenset({"lund"}), False),
    ],
)
def test_bio(line, author, is_one):
    assert is_bio(line, author) is is_one


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Jon Vale contributed to this report.", True),
        ("Additional reporting by Jon Vale", True),
        ("Copyright © 2019 The Harbour Post. All rights reserved.", True),
        ("The views expressed in this article are those of the author.", True),
        ("This article was first published in The Long Table.", True),
        ("— Jon Vale contributed.", True),
        ("The storm contributed to the loss of nine boats.", False),
        ("The views expressed by the minister were not shared by his party.", False),
        ("Correction officers at the port went home.", False),
        ("This article of the law has never been used.", False),
    ],
)
def test_credit(line, is_one):
    assert is_credit(line) is is_one


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("ADVERTISEMENT", True),
        ("Read more: Boats lost in storm", True),
        ("Sign up for our newsletter", True),
        ("If you enjoyed this article, consider supporting our work.", True),
        ("Read the annexes first, because that is where they hide things.", False),
        (TEXT, False),
    ],
)
def test_site_line(line, is_one):
    assert is_site_line(line) is is_one


@pytest.mark.parametrize(
    ("line", "before", "after", "is_one"),
    [
        ("What it cost", TEXT, TEXT, True),
        ("Calculating The Big Picture", TEXT, TEXT, True),
        ("“A tax on distance”", TEXT, TEXT, True),
        ("1. The deficit is smaller than feared", TEXT, TEXT, True),
        ("What is a branch for?", TEXT, TEXT, True),
        ("It was a lie.", TEXT, TEXT, False),
        ("- two bridges", TEXT, TEXT, False),
        ("and so to bed", TEXT, TEXT, False),
        ("Thorne: And did you get it?", TEXT, TEXT, False),
        ("What it cost", "Two bridges", TEXT, False),
        ("What it cost", TEXT, "Two bridges", False),
        ("What it cost", "", TEXT, False),
        ("Read more: What it cost", TEXT, TEXT, False),
    ],
)
def test_subheading(line, before, after, is_one):
    assert is_subheading(line, before, after) is is_one


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        (["Crews accept deal", "By Ada Lund", TEXT, TEXT], ["headline", "byline"]),
        (["Crews accept", TEXT, "By Ada Lund", TEXT], ["headline", "standfirst", "byline"]),
        ([TEXT, "By Ada Lund", TEXT], ["standfirst", "byline"]),
        (["Crews accept deal", "Ada Lund", TEXT], ["headline", "byline"]),
        (["Ada Lund and Jon Vale", "Staff reporters", TEXT], ["byline", "byline"]),
        (["Story highlights Crews accept", "Boats sail at dawn", TEXT], ["standfirst"] * 2),
        ([TEXT, TEXT, TEXT], []),
        ([TEXT, "Updated 18:40", TEXT], [None, "byline"]),
        (["By Ada Lund"], []),
    ],
)  # fmt: skip
def test_head(lines, parts):
    found = head_parts(lines, "", "")
    values = [found[row].value if row in found else None for row in range(len(lines))]
    assert values == parts + [None] * (len(lines) - len(parts))
