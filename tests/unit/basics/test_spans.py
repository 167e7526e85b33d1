"""What a span means is what docs/glossary.md says."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rounds.basics.hours import Hours
from rounds.basics.spans import MOST, Span, Unit
from rounds.basics.windows import Window

CHICAGO = ZoneInfo("America/Chicago")
OFFICE = Hours(CHICAGO, (Window.parse("Mon-Fri 9:00-17:00"),), frozenset({date(2026, 11, 26)}))


def after(span: str, shown: str, hours: Hours = OFFICE) -> str:
    """Add a span to a wall time of the office; answer as a wall time."""
    at = datetime.fromisoformat(shown).replace(tzinfo=hours.zone)
    return Span.parse(span).after(at.astimezone(UTC), hours=hours).astimezone(hours.zone).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("2 weeks", 2, Unit.WEEK),
        ("1 month", 1, Unit.MONTH),
        ("3 working days", 3, Unit.WORKING_DAY),
        (" 2  Working   Hours ", 2, Unit.WORKING_HOUR),
        ("1 quarter", 1, Unit.QUARTER),
        ("30 minutes", 30, Unit.MINUTE),
    ],
)
def test_a_span_is_read_as_people_write_it(text: str, count: int, unit: Unit) -> None:
    assert Span.parse(text) == Span(count, unit)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2 wekes", "is it “weeks”?"),
        ("soon", "such as “2 weeks”"),
        ("2", "such as “2 weeks”"),
        ("0 days", "out of range"),
        ("-1 day", "“-1 day” is not a span of time; write a number and a unit, such as “2 weeks”"),
        ("1.5 hours", "is not a span"),
        ("99999 years", "1 to 100 years"),
        ("3 fortnights", "is not a unit of time"),
    ],
)
def test_what_is_no_span_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        Span.parse(text)


def test_every_unit_has_its_limit() -> None:
    assert set(MOST) == set(Unit)


@pytest.mark.parametrize(
    ("span", "shown", "reached"),
    [
        ("1 month", "2027-01-31 10:00", "2027-02-28 10:00"),
        ("1 month", "2028-01-31 10:00", "2028-02-29 10:00"),
        ("1 year", "2028-02-29 10:00", "2029-02-28 10:00"),
        ("4 years", "2028-02-29 10:00", "2032-02-29 10:00"),
        ("1 quarter", "2026-11-30 10:00", "2027-02-28 10:00"),
        ("1 month", "2026-12-15 10:00", "2027-01-15 10:00"),
        ("12 months", "2026-11-22 10:00", "2027-11-22 10:00"),
    ],
)
def test_months_keep_the_day_or_end_with_their_last_one(span: str, shown: str, reached: str) -> None:
    assert after(span, shown) == reached


def test_thirty_days_are_not_a_month() -> None:
    assert after("30 days", "2027-01-15 10:00") == "2027-02-14 10:00"
    assert after("1 month", "2027-01-15 10:00") == "2027-02-15 10:00"


def test_a_day_keeps_the_wall_time_when_the_clock_changes_and_24_hours_do_not() -> None:
    assert after("1 day", "2027-03-13 10:00") == "2027-03-14 10:00"
    assert after("24 hours", "2027-03-13 10:00") == "2027-03-14 11:00"


def test_a_time_that_the_clock_skips_becomes_the_first_moment_after_the_jump() -> None:
    assert after("1 day", "2027-03-13 02:30") == "2027-03-14 03:00"


def test_a_time_that_the_clock_repeats_is_its_first_passing() -> None:
    at = datetime(2026, 10, 31, 6, 30, tzinfo=UTC)
    assert Span.parse("1 day").after(at, hours=OFFICE) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_a_day_that_the_calendar_skipped_becomes_the_next_one() -> None:
    apia = Hours(ZoneInfo("Pacific/Apia"), (Window.parse("9:00-17:00"),))
    assert after("1 day", "2011-12-29 10:00", apia) == "2011-12-31 00:00"
    assert after("1 working day", "2011-12-29 10:00", apia) == "2011-12-31 10:00"


@pytest.mark.parametrize(
    ("span", "shown", "reached"),
    [
        ("1 working day", "2026-11-20 10:00", "2026-11-23 10:00"),
        ("1 working day", "2026-11-21 10:00", "2026-11-24 09:00"),
        ("1 working day", "2026-11-23 17:00", "2026-11-25 09:00"),
        ("1 working day", "2026-11-25 16:00", "2026-11-27 16:00"),
        ("2 working hours", "2026-11-23 16:00", "2026-11-24 10:00"),
        ("1 working hour", "2026-11-23 16:00", "2026-11-23 17:00"),
        ("30 working minutes", "2026-11-25 16:45", "2026-11-27 09:15"),
    ],
)
def test_working_spans_pass_over_nights_weekends_and_holidays(span: str, shown: str, reached: str) -> None:
    assert after(span, shown) == reached


def test_a_working_day_that_ends_earlier_passes_on_to_the_next_opening() -> None:
    short_friday = Hours(CHICAGO, (Window.parse("Mon-Thu 9:00-17:00"), Window.parse("Fri 9:00-13:00")))
    assert after("1 working day", "2026-11-19 15:00", short_friday) == "2026-11-23 09:00"


def test_a_moment_without_a_zone_is_refused() -> None:
    for unit in Unit:
        with pytest.raises(ValueError, match="without a zone"):
            Span(1, unit).after(datetime(2026, 11, 22), hours=OFFICE)  # noqa: DTZ001


def test_the_answer_is_in_utc() -> None:
    at = datetime(2026, 11, 23, 10, tzinfo=CHICAGO)
    for unit in Unit:
        assert Span(1, unit).after(at, hours=OFFICE).utcoffset() == timedelta(0)
