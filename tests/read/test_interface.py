"""Words of the archives' interfaces: dates, languages and counts in many languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.read._interface import (
    FIELDS,
    LANGUAGES,
    MONTHS,
    field_of,
    language_tag,
    words_counted,
    written_date,
)

DAYS = st.dates(date(1850, 1, 1), date(2099, 12, 31))
NAMED = [(language, names.split()) for language, names in MONTHS.items() if language != "at"]


@given(day=DAYS, language=st.sampled_from(NAMED), case=st.sampled_from([str.lower, str.upper]))
def test_every_day_is_read_in_every_language(day, language, case):
    month = case(language[1][day.month - 1])
    for written in (
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"Foo, {day.day}. {month} {day.year}, p. 7",
        f"{day.day} de {month} de {day.year} 1 204 mots",
        f"{month} {day.day}, {day.year} Monday 9:20 AM GMT",
    ):
        assert written_date(written) == day.isoformat()


@given(DAYS)
def test_numbers_are_read_where_their_order_is_certain(day):
    assert written_date(day.isoformat()) == day.isoformat()
    assert written_date(f"{day:%d.%m.%Y}") == day.isoformat()
    assert written_date(f"{day:%d/%m/%Y}") == ""


@pytest.mark.parametrize(
    "text",
    ["", "May 2020", "32 May 2020", "March 2, 24", "2 Smarch 2024", "12345", "00.00.2024"],
)
def test_what_is_no_whole_date_is_none(text):
    assert written_date(text) == ""


@given(st.sampled_from([(tag, n) for tag, names in LANGUAGES.items() for n in names.split()]))
def test_every_name_of_a_language_has_its_tag(pair):
    tag, name = pair
    assert language_tag(name.upper()) == language_tag(f"{name}; XX") == tag


def test_no_label_is_of_two_fields():
    labels = [label for field in FIELDS.values() for label in field.split()]
    assert sorted(labels) == sorted(set(labels))


@given(st.sampled_from([(f, n) for f, names in FIELDS.items() for n in names.split()]))
def test_every_label_is_known_in_capitals_and_before_a_no_break_space(pair):
    field, label = pair
    assert field_of(f"{label.upper()}: value") == (field, "value")
    assert field_of(f"{label.capitalize()}:\xa0value") == (field, "value")
    assert field_of(f"{label.capitalize()}: value") == ("", f"{label.capitalize()}: value")


@given(st.integers(0, 999_999), st.sampled_from([",", ".", " ", "\xa0", "'"]))
def test_every_count_is_read_however_its_thousands_are_parted(count, mark):
    written = f"{count:,}".replace(",", mark)
    assert words_counted(f"{written} words") == words_counted(f"{count} mots") == count


def test_no_count_is_none():
    assert words_counted("words") is None
