"""Columns under odd names, told by what they hold; and columns that must not be taken."""

import pandas as pd
import pytest

from analysis import read_csv, read_jsonl
from analysis.read._guess import Guess, guess_columns

HOUSE = ["article_id", "outlet", "published", "headline", "body"]
N = 12


def table(**columns):
    """Twelve articles under Dutch names, some columns given or taken out (None)."""
    usual = {
        "datum": [f"{day} March 2024" for day in range(1, N + 1)],
        "krant": ["Trouw", "Het Parool", "nrc.nl"] * 4,
        "kop": [f"Havenwerkers leggen werk neer {day}" for day in range(N)],
        "tekst": [f"De haven ligt stil, al {day} dagen. " * 9 for day in range(N)],
        "nr": [f"a-{day}" for day in range(N)],
    }
    return pd.DataFrame({k: v for k, v in (usual | columns).items() if v is not None})


def guess(frame, missing=HOUSE):
    return guess_columns(frame, missing, list(frame))


def taken(frame):
    return {house: one.column for house, one in guess(frame).items()}


def test_odd_names_are_told_by_their_values():
    assert taken(table()) == {
        "article_id": "nr",
        "outlet": "krant",
        "published": "datum",
        "headline": "kop",
        "body": "tekst",
    }
    assert guess(table())["published"] == Guess("datum", "its values are dates")


def test_a_name_goes_before_values():
    frame = table(date=["soon"] * N, source=[f"s{n}" for n in range(N)])
    assert taken(frame)["published"] == "date"
    assert guess(frame)["outlet"] == Guess("source")


@pytest.mark.parametrize(
    ("columns", "house"),
    [
        ({"krant": ["left", "right"] * 6}, "outlet"),
        ({"krant": ["True", "False"] * 6}, "outlet"),
        ({"krant": [f"Krant {n}" for n in range(N)]}, "outlet"),
        ({"krant": ["Trouw"] * N}, "outlet"),
        ({"krant": [f"{'Trouw ' * 12}{n % 2}" for n in range(N)]}, "outlet"),
        ({"datum": ["1 March 2024"] * 10 + ["soon"] * 2}, "published"),
        ({"datum": [str(1_500_000_000 + n) for n in range(N)], "nr": None}, "published"),
        ({"datum": ["16000101", *["90000101"] * 11]}, "published"),
        ({"tekst": ["De haven ligt stil."] * N}, "body"),
        ({"tekst": [["De haven " * 40]] * N}, "body"),
        ({"kop": ["Werk neergelegd"] * N}, "headline"),
        ({"kop": [f"Het staat hier nog een keer {n // 3}" for n in range(N)]}, "headline"),
        ({"nr": ["a b", *(f"a{n}" for n in range(N - 1))], "kop": None}, "article_id"),
        ({"nr": ["a", *(f"a{n // 2}" for n in range(N - 1))]}, "article_id"),
    ],
)
def test_what_does_not_fit_is_not_taken(columns, house):
    assert house not in guess(table(**columns))


def test_of_several_outlets_none_is_taken():
    frame = table(rubriek=["Binnenland", "Economie", "Sport"] * 4)
    assert guess(frame)["outlet"] == Guess("", others=("krant", "rubriek"))


def test_of_several_dates_the_earliest_is_taken():
    later = [f"2024-0{4 + n % 2}-10 10:00" for n in range(N)]
    frame = table(bezocht=later)[["bezocht", "datum", "tekst"]]
    assert guess(frame)["published"] == Guess("datum", "its values are dates", ("bezocht",))


def test_empty_cells_say_nothing():
    gaps = table()
    gaps.loc[::3, ["datum", "kop", "krant"]] = ["n/a", "", None]
    assert taken(gaps) == taken(table())
    gone = gaps.assign(datum="", kop=None, krant="-", tekst=float("nan"))
    assert taken(gone) == {"article_id": "nr"}
    assert guess(gone.head(0)) == {}


def test_only_what_is_missing_and_free_is_looked_for():
    assert guess(table(), ["body"]) == {
        "body": Guess("tekst", "its values are the longest texts")
    }
    assert guess_columns(table(), ["body"], ["kop", "nr"]) == {}


def test_readers_say_what_they_would_take(write, refusal):
    path = write("a.csv", table(rubriek=["Binnenland", "Economie"] * 6).to_csv(index=False))
    assert refusal(read_csv, path) == (
        "a.csv has 5 faults:\n"
        "  - article_id is missing; 'nr' looks like it\n"
        "  - outlet is missing; it could be one of 'krant', 'rubriek'\n"
        "  - published is missing; 'datum' looks like it\n"
        "  - headline is missing; 'kop' looks like it\n"
        "  - body is missing; 'tekst' looks like it\n"
        "Try columns={'article_id': 'nr', 'published': 'datum', 'headline': 'kop', "
        "'body': 'tekst'}.\n"
        "The file has the columns 'datum', 'krant', 'kop', 'tekst', 'nr', 'rubriek'."
    )
    mapping = {
        "article_id": "nr",
        "outlet": "krant",
        "published": "datum",
        "headline": "kop",
        "body": "tekst",
    }
    rows = write("a.jsonl", table().to_json(orient="records", lines=True))
    assert len(read_jsonl(rows, columns=mapping).articles) == N
