"""Dates as people read them, by the design's rule."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rounds.basics.moments import said, said_day, said_late

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ("2026-11-22 14:02", "today 14:02"),
        ("2026-11-21 23:59", "yesterday 23:59"),
        ("2026-11-23 09:00", "tomorrow 09:00"),
        ("2026-12-02 09:00", "Wed 2 Dec, 09:00"),
        ("2026-11-20 09:00", "Fri 20 Nov, 09:00"),
        ("2027-11-16 09:00", "Tue 16 Nov 2027, 09:00"),
        ("2025-12-31 00:00", "Wed 31 Dec 2025, 00:00"),
    ],
)
def test_a_moment_is_relative_while_near_then_exact(shown: str, words: str) -> None:
    at = datetime.fromisoformat(shown).replace(tzinfo=CHICAGO)
    assert said(at, now=NOW, zone=CHICAGO) == words


def test_near_goes_by_the_readers_calendar_not_by_hours() -> None:
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert said(at, now=NOW, zone=CHICAGO) == "today 17:30"
    assert said(at, now=NOW, zone=ZoneInfo("Europe/Berlin")) == "tomorrow 00:30"


def test_tomorrow_stays_tomorrow_over_the_new_year() -> None:
    assert said_day(date(2027, 1, 1), today=date(2026, 12, 31)) == "tomorrow"
    assert said_day(date(2027, 1, 2), today=date(2026, 12, 31)) == "Sat 2 Jan 2027"
    assert said_day(date(2026, 12, 2), today=date(2026, 11, 22)) == "Wed 2 Dec"


@pytest.mark.parametrize(
    ("late", "words"),
    [
        (timedelta(0), None),
        (timedelta(minutes=-5), None),
        (timedelta(minutes=1), "1 minute late"),
        (timedelta(minutes=59), "59 minutes late"),
        (timedelta(hours=3), "3 hours late"),
        (timedelta(hours=20), "1 day late"),
        (timedelta(days=2), "2 days late"),
    ],
)
def test_late_is_said_in_days_of_the_calendar(late: timedelta, words: str | None) -> None:
    assert said_late(NOW - late, now=NOW, zone=CHICAGO) == words
