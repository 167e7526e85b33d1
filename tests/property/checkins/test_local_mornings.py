"""A check-in opens on the firm's own morning, whatever the zone, when the clocks change and on 29 February too (A1).

The judge asks the firm's calendar and clock alone: the day that is meant, the first weekday on or after it,
and the hour at which the team opens.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rounds.accounts.models import Account
from rounds.basics.spans import Span
from rounds.checkins.clauses import Programme
from rounds.checkins.queries.standing import mornings_of
from rounds.checkins.rules.coming_round import next_round
from rounds.policies.book import Book
from rounds.policies.queries import book
from tests.examples import some
from tests.manuals import a_yearly_manual
from tests.world import a_workspace

OPENS = 8
SPANS = {"3 days": (0, 3), "2 weeks": (0, 14), "1 month": (1, 0), "1 year": (12, 0), "4 years": (48, 0)}
WHIMS = (
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Santiago",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Europe/Dublin",
)
zones = st.sampled_from([*WHIMS, *sorted(each for each in available_timezones() if "/" in each)])
moments = st.integers(0, 8 * 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@cache
def yearly() -> tuple[Programme, Book]:
    with a_workspace(manual=a_yearly_manual()).inside():
        return book().get(Programme, "yearly check-in"), book()


@settings(max_examples=some(60, soaked=20_000), deadline=None)
@given(zones, moments, st.sampled_from(sorted(SPANS)))
@example("Europe/Berlin", datetime(2028, 2, 29, 12, tzinfo=UTC), "1 year")
@example("Europe/Berlin", datetime(2026, 3, 15, 7, tzinfo=UTC), "2 weeks")
@example("America/New_York", datetime(2026, 10, 18, 23, tzinfo=UTC), "2 weeks")
@example("Pacific/Apia", datetime(2026, 4, 3, 12, tzinfo=UTC), "3 days")
def test_a_check_in_opens_on_the_firms_own_morning_A1(zone: str, at: datetime, span: str):
    programme, manual = yearly()
    hours = mornings_of(Account(zone=zone), programme, manual)
    found = next_round(programme, 1, own=Span.parse(span), hours=hours, at=at)
    shown = found.at.astimezone(ZoneInfo(zone))
    assert (shown.hour, shown.minute, shown.second) == (OPENS, 0, 0)
    assert shown.date() == working(meant(at.astimezone(ZoneInfo(zone)).date(), *SPANS[span]))


def meant(day: date, months: int, days: int) -> date:
    """Count on the calendar: the same day of a later month, its last one where there is none such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) + timedelta(days=days)


def working(day: date) -> date:
    """Give the first day on or after one on which the team works: its weekdays, but for its holidays."""
    _, manual = yearly()
    while day.weekday() > 4 or day in manual.first_hours.holidays:
        day += timedelta(days=1)
    return day
