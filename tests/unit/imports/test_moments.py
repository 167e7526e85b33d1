"""Dates of a column are read one way, decided over the whole file, and never guessed (bad input: three kinds of dates)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rounds.basics.problems import Problem
from rounds.imports.moments import FORMATS, Dates, decide, quick

UTC_ZONE, CHICAGO = ZoneInfo("UTC"), ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("way", "written", "at"),
    [
        ("year-month-day", "2016-02-29", datetime(2016, 2, 29, tzinfo=UTC)),
        ("year-month-day", "2016-02-29T04:40:59Z", datetime(2016, 2, 29, 4, 40, 59, tzinfo=UTC)),
        ("year-month-day", "2020-07-09 11:06:21.056", datetime(2020, 7, 9, 11, 6, 21, tzinfo=UTC)),
        ("year-month-day", "2016-02-29T04:40+02:00", datetime(2016, 2, 29, 2, 40, tzinfo=UTC)),
        ("day/month/year", "29/2/2016 04:40", datetime(2016, 2, 29, 4, 40, tzinfo=UTC)),
        ("day/month/year", "29.02.2016", datetime(2016, 2, 29, tzinfo=UTC)),
        ("month/day/year", "2/29/2016 4:40 PM", datetime(2016, 2, 29, 16, 40, tzinfo=UTC)),
        ("month/day/year", "2/29/2016 12:05 am", datetime(2016, 2, 29, 0, 5, tzinfo=UTC)),
        ("day month year", "29 Feb 2016, 04:40", datetime(2016, 2, 29, 4, 40, tzinfo=UTC)),
        ("month day, year", "February 29th, 2016", datetime(2016, 2, 29, tzinfo=UTC)),
        ("unix seconds", "1456720800", datetime(2016, 2, 29, 4, 40, tzinfo=UTC)),
        ("unix milliseconds", "1456720800000", datetime(2016, 2, 29, 4, 40, tzinfo=UTC)),
    ],
)
def test_each_way_is_read_and_recognised(way, written, at):
    dates = decide("when", [written], UTC_ZONE)
    assert (dates.format, dates.read(written)) == (way, at)


def test_every_way_is_tried_above():
    assert len(FORMATS) == 7


def test_one_row_decides_for_all():
    dates = decide("when", ["03/04/2027", "13/04/2027", "05/05/2027"], UTC_ZONE)
    assert dates.read("03/04/2027") == datetime(2027, 4, 3, tzinfo=UTC)


def test_where_no_row_decides_none_is_read_and_the_reason_says_both_ways():
    found = decide("Exp", ["03/04/2027", "05/06/2027"], UTC_ZONE).read("03/04/2027")
    assert isinstance(found, Problem)
    assert "day/month/year or month/day/year" in found.text


def test_a_map_may_say_which():
    dates = decide("Exp", ["03/04/2027"], UTC_ZONE, said="month/day/year")
    assert dates.read("03/04/2027") == datetime(2027, 3, 4, tzinfo=UTC)


def test_the_one_way_of_most_rows_holds_and_the_others_are_turned_away_with_their_own():
    values = ["2027-04-03", "2027-04-04", "2027-04-05", "13/04/2027", "Apr 4, 2027"]
    dates = decide("when", values, UTC_ZONE)
    assert dates.format == "year-month-day"
    for written, other in (("13/04/2027", "day/month/year"), ("Apr 4, 2027", "month day, year")):
        found = dates.read(written)
        assert isinstance(found, Problem)
        assert f"it is written as {other}" in found.text


@pytest.mark.parametrize(
    "written", ["31/02/2027", "2/13/2027 25:00", "13/02/2027 13:00 pm", "yesterday", "99999999999999"]
)
def test_what_is_no_date_is_said(written):
    assert isinstance(decide("when", [written], UTC_ZONE, said="day/month/year").read(written), Problem)


def test_a_clock_without_a_zone_hangs_where_the_map_says():
    assert decide("when", ["2026-01-05 09:00"], CHICAGO).read("2026-01-05 09:00") == datetime(
        2026, 1, 5, 15, tzinfo=UTC
    )


def test_an_hour_that_the_clock_skips_is_the_first_moment_after_it():
    found = decide("when", ["2026-03-08 02:30"], CHICAGO).read("2026-03-08 02:30")
    assert found == datetime(2026, 3, 8, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/Chicago", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"]
)
@pytest.mark.parametrize("shape", ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M Z"])
def test_dates_that_are_read_with_a_memory_are_read_alike_on_every_day_of_a_year(zone, shape):
    dates = Dates("year-month-day", ZoneInfo(zone))
    read = quick(dates)
    for hours in range(366 * 24):
        written = (datetime(2026, 1, 1, 0, 37, tzinfo=UTC) + timedelta(hours=hours)).strftime(shape)
        assert read(written) == dates.read(written), written


@pytest.mark.parametrize(
    "written", ["2026-02-31 10:00", "2026-01-05 24:10", "1767571200 10:00", "2026-01-05Z 10:00", "2026-01-05 9:00 9:00"]
)
def test_what_is_no_date_is_none_with_a_memory_either(written):
    dates = Dates("year-month-day", UTC_ZONE)
    assert quick(dates)(written) == dates.read(written)
    assert isinstance(quick(dates)(written), Problem)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Tokyo"])
@pytest.mark.parametrize("written", ["9999-12-31 23:59:59", "9999-12-31 00:00", "0001-01-01 00:00"])
def test_the_first_and_the_last_day_of_the_calendar_which_stand_for_never_are_read_or_turned_away_as_any_other(
    written, zone
):
    dates = Dates("year-month-day", ZoneInfo(zone))
    assert quick(dates)(written) == dates.read(written)


def test_a_day_is_as_it_is_written_whatever_clock_stands_beside_it():
    assert decide("on", ["2026-03-03T00:00:00Z"], CHICAGO).day("2026-03-03T00:00:00Z") == date(2026, 3, 3)
    assert decide("on", ["3 March 2026"], CHICAGO).day("3 March 2026") == date(2026, 3, 3)
    stamp = str(int(datetime(2026, 3, 3, tzinfo=UTC).timestamp() * 1000))
    assert decide("on", [stamp], CHICAGO).day(stamp) == date(2026, 3, 3)
