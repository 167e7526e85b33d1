"""Who is at work at a moment (C3, C10): own hours, days away, and the switch that ends by itself."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rounds.basics.hours import Hours
from rounds.basics.windows import Window
from rounds.team.on_duty import Duty, Times, ends_by_itself, on_duty

CHICAGO, BERLIN = ZoneInfo("America/Chicago"), ZoneInfo("Europe/Berlin")


def hours(*windows: str, zone: ZoneInfo = CHICAGO, holidays: frozenset[date] = frozenset()) -> Hours:
    return Hours(zone, tuple(Window.parse(each) for each in windows), holidays)


def shown(text: str, zone: ZoneInfo = CHICAGO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


OFFICE = hours("Mon-Fri 8:00-12:00", "Mon-Fri 13:00-17:00")


def times(**more) -> Times:
    """A member who became available at 8:00 on Monday, until 17:00."""
    since = {"since": shown("2026-11-23T08:00"), "until": shown("2026-11-23T17:00")}
    return Times(**{"hours": OFFICE} | since | more)


@pytest.mark.parametrize(
    ("moment", "duty"),
    [
        ("2026-11-23T08:00", Duty.ON),
        ("2026-11-23T11:59", Duty.ON),
        ("2026-11-23T12:00", Duty.OUTSIDE),  # the break
        ("2026-11-23T13:00", Duty.ON),
        ("2026-11-23T16:59", Duty.ON),
        ("2026-11-23T17:00", Duty.OUTSIDE),
        ("2026-11-24T08:00", Duty.NOT_AVAILABLE),  # nobody is carried over to the next day
    ],
)
def test_at_work_is_inside_hours_and_available(moment, duty):
    assert on_duty(times(), shown(moment)) is duty


def test_whoever_never_said_their_hours_is_not_at_work():
    assert on_duty(times(hours=None), shown("2026-11-23T09:00")) is Duty.NO_HOURS


def test_the_switch_alone_puts_nobody_to_work_outside_their_hours():
    """C3."""
    late = times(since=shown("2026-11-23T18:00"), until=shown("2026-11-24T00:00"))
    assert on_duty(late, shown("2026-11-23T19:00")) is Duty.OUTSIDE


def test_hours_without_the_switch_put_nobody_to_work():
    """C3."""
    assert on_duty(times(since=None, until=None), shown("2026-11-23T09:00")) is Duty.NOT_AVAILABLE


def test_both_ends_of_a_time_away_are_days_off_in_the_members_own_zone():
    away = ((date(2026, 11, 23), date(2026, 11, 24)),)
    berlin = hours("Mon-Sun 0:00-24:00", zone=BERLIN)
    always = {"since": shown("2026-11-01T00:00"), "until": shown("2026-12-01T00:00"), "hours": berlin, "away": away}
    last = shown("2026-11-24T23:59", BERLIN)
    assert on_duty(times(**always), last) is Duty.AWAY
    assert on_duty(times(**always), last + timedelta(minutes=1)) is Duty.ON
    assert on_duty(times(**always), shown("2026-11-22T23:59", BERLIN)) is Duty.ON


def test_nobody_works_on_a_holiday():
    thanksgiving = hours("Mon-Fri 8:00-17:00", holidays=frozenset({date(2026, 11, 26)}))
    day = {"since": shown("2026-11-26T08:00"), "until": shown("2026-11-26T17:00")}
    assert on_duty(times(hours=thanksgiving, **day), shown("2026-11-26T09:00")) is Duty.OUTSIDE


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2026-11-23T07:50", "2026-11-23T17:00"),
        ("2026-11-23T08:00", "2026-11-23T17:00"),
        ("2026-11-23T12:30", "2026-11-23T17:00"),
        ("2026-11-23T16:59", "2026-11-23T17:00"),
        ("2026-11-23T17:00", "2026-11-24T00:00"),  # after hours: with the day, not with tomorrow's hours
        ("2026-11-28T10:00", "2026-11-29T00:00"),  # a Saturday
    ],
)
def test_forgotten_sign_off_ends_with_official_hours(since, until):
    """C3."""
    assert ends_by_itself(OFFICE, shown(since)) == shown(until)


def test_a_night_that_runs_over_midnight_ends_in_the_morning():
    night = hours("Mon-Fri 22:00-24:00", "Tue-Sat 0:00-6:00")
    assert ends_by_itself(night, shown("2026-11-23T22:00")) == shown("2026-11-24T06:00")
    assert ends_by_itself(night, shown("2026-11-24T01:00")) == shown("2026-11-25T06:00")


def test_the_end_lies_right_on_a_day_whose_clock_jumps():
    """On 1 November 2026 the clock in Chicago goes back an hour at 2:00; on 8 March it went forward."""
    sunday = hours("Sun 0:30-6:00")
    for day, length in (("2026-11-01", 6.5), ("2026-03-08", 4.5)):
        since = shown(f"{day}T00:30")
        assert ends_by_itself(sunday, since) - since == timedelta(hours=length)
