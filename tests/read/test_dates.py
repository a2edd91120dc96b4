"""Dates are read whole or refused; the order of day and month is never guessed."""

from datetime import UTC, date, datetime
from email.utils import format_datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import ChoiceError
from analysis.read._dates import read_dates

DAYS = st.dates(date(1970, 1, 1), date(2068, 12, 31))
MOMENTS = st.datetimes(datetime(2001, 9, 10), datetime(2029, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)


def read_one(text, order=None):
    found = read_dates(pd.Series([text]), order)
    assert found.faults == ()
    return found.days[0].to_pydatetime()


FORMS = {
    "iso": "{d:%Y-%m-%d}",
    "slashed": "{d.year}/{d.month}/{d.day}",
    "compact": "{d:%Y%m%d}",
    "british": "{d.day} {d:%B} {d.year}",
    "american": "{d:%b}. {d.day}, {d.year}",
    "long": "{d:%A}, {d:%B} {d.day}, {d.year}",
    "excel": "{d.day}-{d:%b}-{d:%y}",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@given(day=DAYS)
def test_a_day_is_read_in_every_usual_form(form, day):
    assert read_one(form.format(d=day)).date() == day


@pytest.mark.parametrize(
    ("order", "form"), [("dmy", "{d.day}/{d.month}/{d.year}"), ("mdy", "{d:%m}.{d:%d}.{d:%y}")]
)
@given(day=DAYS)
def test_a_day_in_numbers_is_read_in_the_order_that_is_said(order, form, day):
    assert read_one(form.format(d=day), order).date() == day


@settings(max_examples=30)
@given(MOMENTS)
def test_a_moment_is_read_in_every_usual_form(moment):
    utc = moment.replace(tzinfo=UTC)
    seconds = int(utc.timestamp())
    for text in (
        moment.isoformat(),
        f"{moment:%Y-%m-%d %H:%M:%S}.123456+02:00",
        f"{moment:%Y-%m-%dT%H:%M:%S}Z",
        f"{moment:%Y%m%d%H%M%S}",
        format_datetime(utc),
        str(seconds),
        f"{seconds}.0",
        str(seconds * 1000),
        f"{moment:%B %d, %Y %I:%M:%S %p}",
    ):
        assert read_one(text) == moment


@given(st.lists(DAYS, min_size=1, max_size=6), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_a_column_of_numbers_is_read_rightly_or_refused(days, form):
    found = read_dates(pd.Series([day.strftime(form) for day in days]))
    if not found.faults:
        assert [day.date() for day in found.days] == days


def test_one_date_decides_for_the_column():
    found = read_dates(pd.Series(["01/03/2020", "13/03/2020", "3 May 2020"]))
    assert [f"{day:%d %m %Y}" for day in found.days] == [
        "01 03 2020",
        "13 03 2020",
        "03 05 2020",
    ]
    assert found.notes == (
        (
            "dates like '01/03/2020' are read as 'dmy', the only order that fits all "
            "dates of three "
            "numbers (2)"
        ),
    )


@pytest.mark.parametrize(
    ("values", "order", "faults"),
    [
        (
            ["2020-01-01", "01/03/2020", "03/01/2020"],
            None,
            [
                (
                    1,
                    (
                        "'01/03/2020' can be read in more than one order, and no date decides; "
                        "say dates='dmy' or dates='mdy'"
                    ),
                )
            ],
        ),
        (
            ["18/09/13"],
            None,
            [
                (
                    0,
                    (
                        "'18/09/13' can be read in more than one order, and no date decides; "
                        "say dates='dmy' or dates='ymd'"
                    ),
                )
            ],
        ),
        (
            ["13/03/2020", "03/13/2020"],
            None,
            [
                (
                    0,
                    (
                        "'13/03/2020' is 'dmy', which '03/13/2020' cannot be; write all in "
                        "one order"
                    ),
                )
            ],
        ),
        (
            ["13/03/2020", "03/13/2020"],
            "dmy",
            [(1, "'03/13/2020' is not a date in the order 'dmy'")],
        ),
        (["2120-01-01"], None, [(0, "'2120-01-01' is of the year 2120, outside 1600 to 2100")]),
    ],
)
def test_numbers_that_do_not_settle_the_order_are_refused(values, order, faults):
    found = read_dates(pd.Series(values), order)
    assert list(found.faults) == faults


@pytest.mark.parametrize(
    "text",
    [
        "May",
        "May 2020",
        "3 May",
        "2020",
        "2020-05",
        "2020-13-01",
        "30 February 2020",
        "soon",
        "2020010312",
        "12:30",
        "1578009",
        "3 janvier 2020",
        "January 3, 20",
        "2020-W01-1",
        "1/2/3/2020",
        "99/99/2020",
        "Friday",
    ],
)
def test_what_is_not_a_whole_date_is_never_filled_in(text):
    found = read_dates(pd.Series([text]))
    assert found.faults == ((0, f"{text!r} is not a whole date; write it as 2024-03-31"),)
    assert found.days.isna().all()


def test_missing_dates_are_counted_with_what_stands_there():
    values = ["2020-01-01", "", None, "N/A", "n/a ", "0000-00-00", "0001-11-30", float("nan")]
    found = read_dates(pd.Series(values))
    assert found.days.isna().tolist() == [False, *[True] * 7]
    assert found.notes == (
        (
            "7 of 8 articles have no date (published is empty in 3, 'N/A' in 1, 'n/a' in 1, "
            "'0000-00-00' in 1, '0001-11-30' in 1); they are kept and counted as undated"
        ),
    )


def test_zones_epochs_and_short_years_are_noted():
    values = ["2020-01-03T23:30:00-05:00", "1578009600", "1/13/20", "1/2/20"]
    found = read_dates(pd.Series(values))
    assert [str(day) for day in found.days] == [
        "2020-01-03 23:30:00",
        "2020-01-03 00:00:00",
        "2020-01-13 00:00:00",
        "2020-01-02 00:00:00",
    ]
    assert found.notes == (
        (
            "dates like '1/2/20' are read as 'mdy', the only order that fits all dates "
            "of three "
            "numbers (2)"
        ),
        (
            "dates with a time zone: 1, as '2020-01-03T23:30:00-05:00'; each keeps the day and "
            "hour it was written with"
        ),
        (
            "dates with seconds or milliseconds since 1970: 1, as '1578009600'; they are "
            "read as UTC"
        ),
        "dates with a year of two digits: 2, as '1/13/20'; it is read as 1969 to 2068",
    )


def test_dates_that_are_dates_already_keep_their_day():
    given = pd.Series(pd.to_datetime(["2020-01-03T23:00-05:00", None]))
    found = read_dates(given)
    assert str(found.days[0]) == "2020-01-03 23:00:00"
    assert found.days.dtype == "datetime64[s]"
    assert found.notes == (
        (
            "1 of 2 articles has no date (published is empty); they are kept and counted as "
            "undated"
        ),
    )


def test_an_unknown_order_is_refused():
    with pytest.raises(ChoiceError) as refusal:
        read_dates(pd.Series(["1/2/2020"]), "american")
    assert str(refusal.value) == "dates is 'american'; it can be 'dmy' or 'mdy' or 'ymd'."
