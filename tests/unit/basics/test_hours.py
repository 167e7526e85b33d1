"""Working hours: windows read as written, openings, working time, clock changes, holidays."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from rounds.basics.hours import Hours, NeverOpen
from rounds.basics.windows import Window

NEW_YORK = ZoneInfo("America/New_York")
THANKSGIVING = date(2026, 11, 26)
WEEK = frozenset(range(5))


def hours(*windows: str, zone: ZoneInfo = NEW_YORK, holidays: frozenset[date] = frozenset()) -> Hours:
    """Make hours of windows as written."""
    return Hours(zone, tuple(Window.parse(each) for each in windows), holidays)


def shown(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    """Give the moment at which the zone's wall clock first shows this."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


SPLIT = hours("Mon-Fri 8:00-12:00", "Mon-Fri 13:00-17:00", holidays=frozenset({THANKSGIVING}))


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("Mon-Fri 9:00-17:00", Window(WEEK, time(9), time(17))),
        ("Mon–Fri 9:00–17:00", Window(WEEK, time(9), time(17))),
        ("mon to fri 9:00 to 17:00", Window(WEEK, time(9), time(17))),
        ("Monday - Friday 09:00 - 17:00", Window(WEEK, time(9), time(17))),
        ("Mon, Wed 9-17", Window(frozenset({0, 2}), time(9), time(17))),
        ("Fri-Mon 0:00-24:00", Window(frozenset({4, 5, 6, 0}), time(0), time(0))),
        ("9:00 to 11:00", Window(frozenset(range(7)), time(9), time(11))),
    ],
)
def test_a_window_is_read_as_people_write_it(text: str, window: Window) -> None:
    assert Window.parse(text) == window


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Mon-Fru 9:00-17:00", "is it “Fri”?"),
        ("9:00", "write it as “Mon-Fri 9:00-17:00”"),
        ("Mon 25:00-26:00", "is not a time of day"),
        ("Mon 24:00-24:00", "is not a time of day"),
        ("Mon 9:60-17:00", "is not a time of day"),
        ("Mon 24:30-23:00", "is not a time of day"),
        ("Mon 22:00-6:00", "22:00-24:00 and, the day after, 0:00-6:00"),
        ("Mon 9:00-9:00", "is empty"),
        ("Mon-Tue-Wed 9:00-17:00", "does not name days"),
        ("Mon, 9:00-17:00", "is not a day of the week"),
        ("", "is not a window"),
    ],
)
def test_what_is_no_window_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        Window.parse(text)


def test_hours_without_a_window_are_refused() -> None:
    with pytest.raises(ValueError, match="nobody would ever work"):
        Hours(NEW_YORK, ())


def test_a_window_without_days_or_with_seconds_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        Window(frozenset(), time(9), time(17))
    with pytest.raises(ValueError, match="whole minutes"):
        Window(WEEK, time(9, 0, 30), time(17))


def test_opening_belongs_to_the_hours_and_closing_does_not() -> None:
    assert SPLIT.is_open(shown("2026-11-23 08:00"))
    assert not SPLIT.is_open(shown("2026-11-23 12:00"))
    assert SPLIT.is_open(shown("2026-11-23 13:00"))
    assert not SPLIT.is_open(shown("2026-11-23 17:00"))
    assert not SPLIT.is_open(shown("2026-11-22 10:00"))


def test_the_next_opening_is_the_moment_itself_when_open() -> None:
    assert SPLIT.next_opening(shown("2026-11-23 10:17")) == shown("2026-11-23 10:17")
    assert SPLIT.next_opening(shown("2026-11-23 12:30")) == shown("2026-11-23 13:00")
    assert SPLIT.next_opening(shown("2026-11-25 17:00")) == shown("2026-11-27 08:00")


def test_a_day_nobody_works_passes_on_to_the_next_one_with_hours() -> None:
    assert SPLIT.opening_on_or_after(date(2026, 11, 25)) == shown("2026-11-25 08:00")
    assert SPLIT.opening_on_or_after(THANKSGIVING) == shown("2026-11-27 08:00")
    assert SPLIT.opening_on_or_after(date(2026, 11, 28)) == shown("2026-11-30 08:00")


def test_windows_that_overlap_or_touch_count_once() -> None:
    both = hours("Mon 9:00-13:00", "Mon 12:00-15:00", "Mon-Tue 15:00-16:00")
    assert both.working_between(shown("2026-11-23 00:00"), shown("2026-11-24 00:00")) == timedelta(hours=7)


def test_working_time_backwards_is_negative() -> None:
    morning, noon = shown("2026-11-23 08:00"), shown("2026-11-23 12:00")
    assert SPLIT.working_between(noon, morning) == -timedelta(hours=4)


def test_a_deadline_falls_on_the_closing_not_on_the_next_opening() -> None:
    assert SPLIT.add_working(shown("2026-11-23 08:00"), timedelta(hours=4)) == shown("2026-11-23 12:00")
    assert SPLIT.add_working(shown("2026-11-22 08:00"), timedelta(0)) == shown("2026-11-22 08:00")


def test_working_time_is_never_added_backwards() -> None:
    with pytest.raises(ValueError, match="forwards only"):
        SPLIT.add_working(shown("2026-11-23 08:00"), timedelta(minutes=-1))


def test_an_hour_that_the_clock_skips_is_no_working_time() -> None:
    night = hours("0:00-24:00")
    assert night.working_between(shown("2027-03-14 00:00"), shown("2027-03-15 00:00")) == timedelta(hours=23)
    assert hours("2:00-3:00").opening_on_or_after(date(2027, 3, 14)) == shown("2027-03-15 02:00")
    assert hours("2:30-5:00").opening_on_or_after(date(2027, 3, 14)) == shown("2027-03-14 03:00")


def test_an_hour_that_the_clock_repeats_counts_twice() -> None:
    night = hours("0:00-24:00")
    assert night.working_between(shown("2026-11-01 00:00"), shown("2026-11-02 00:00")) == timedelta(hours=25)
    half = hours("1:00-1:30")
    assert half.working_between(shown("2026-11-01 00:00"), shown("2026-11-02 00:00")) == timedelta(hours=1)
    assert half.next_opening(shown("2026-11-01 01:30")) == shown("2026-11-01 01:00") + timedelta(hours=1)


def test_a_day_begins_after_a_jump_at_midnight() -> None:
    sao_paulo = ZoneInfo("America/Sao_Paulo")
    assert hours("0:00-24:00", zone=sao_paulo).opening_on_or_after(date(2018, 11, 4)) == datetime(
        2018, 11, 4, 3, tzinfo=UTC
    )


def test_a_day_that_the_clock_leaves_and_enters_again_opens_on_its_own_date() -> None:
    newfoundland = ZoneInfo("America/St_Johns")
    evening = hours("22:00-24:00", zone=newfoundland)
    opening = evening.opening_on_or_after(date(2010, 11, 7))
    assert opening.astimezone(newfoundland).strftime("%Y-%m-%d %H:%M") == "2010-11-07 22:00"


def test_hours_closed_for_good_by_holidays_say_so() -> None:
    never = frozenset(date(2026, 1, 1) + timedelta(days=each) for each in range(4000))
    closed = hours("9:00-17:00", holidays=never)
    with pytest.raises(NeverOpen):
        closed.next_opening(shown("2026-11-22 10:00"))
    with pytest.raises(NeverOpen):
        closed.opening_on_or_after(THANKSGIVING)
    with pytest.raises(NeverOpen):
        closed.add_working(shown("2026-11-22 10:00"), timedelta(hours=1))


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 23, 10)  # noqa: DTZ001
    for ask in (SPLIT.is_open, SPLIT.next_opening):
        with pytest.raises(ValueError, match="without a zone"):
            ask(naive)
