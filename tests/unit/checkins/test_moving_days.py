"""When a check-in that sleeps comes round once its firm is another programme's (A1, A4)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.basics.localtime import day_of
from rounds.basics.spans import Span
from rounds.checkins.rules.coming_round import after_moving, first_date, next_round
from rounds.desk.dates import ReopenDate, Wish
from rounds.timeline.rules import Actor
from tests.unit.checkins.test_ladders import AT, HOURS, a_programme

YEARLY = a_programme()
HALF = a_programme({"wait": "1 week"}, {"then": "3 months"}, every="6 months")
EVENLY = a_programme(every="6 months", spread="evenly")


def a_date(at: datetime = AT, **asked: object) -> ReopenDate:
    found = next_round(YEARLY, 1, **{"own": None, "hours": HOURS, "at": at, **asked})
    assert isinstance(found, ReopenDate)
    return found


def after(date_: ReopenDate, at: datetime, *, programme=HALF, own: Span | None = None, place: int = 1) -> date:
    """Say on which day it comes once it has moved."""
    day = day_of(date_.at, HOURS.zone)
    asked = {"was": date_.because, "day": day, "own": own, "place": place, "hours": HOURS, "at": at}
    found = after_moving(programme, 2, **asked)
    assert found.because
    assert (found.because.next_at, found.because.clause) == (found.at, programme.identity)
    return day_of(found.at, HOURS.zone)


@pytest.mark.parametrize(
    ("stood", "own", "comes"),
    [
        (a_date(), None, date(2027, 5, 24)),
        (a_date(own=Span.parse("9 months")), Span.parse("9 months"), date(2027, 8, 23)),
        (a_date(ladders=Span.parse("18 months")), None, date(2027, 2, 23)),
        (a_date(chosen=Wish(day=date(2027, 12, 1)), by=Actor.member(1)), None, date(2027, 12, 1)),
        (replace(a_date(), because=None), None, date(2027, 11, 23)),
    ],
    ids=["by its cadence", "by its own", "by the ladder's end", "chosen", "nobody knows why"],
)
def test_it_counts_from_where_it_counted_and_a_day_that_somebody_chose_stays_A4(
    stood: ReopenDate, own: Span | None, comes: date
):
    assert after(stood, AT + timedelta(days=9), own=own) == comes


def test_where_its_day_is_over_it_comes_next_A1():
    assert after(a_date(), AT + timedelta(days=200)) == date(2027, 6, 14)


def test_without_a_round_the_sooner_first_day_counts_A4():
    first = first_date(YEARLY, 1, place=1, hours=HOURS, at=AT)
    assert after(first, AT + timedelta(days=30)) == date(2027, 5, 24)
    assert after(first, AT + timedelta(days=30), own=Span.parse("2 years")) == date(2027, 11, 23)
    soon = first_date(EVENLY, 1, place=7, hours=HOURS, at=AT)
    assert after(soon, AT, programme=YEARLY) == day_of(soon.at, HOURS.zone)


def test_those_that_move_to_one_that_is_spread_evenly_are_spread_A4():
    first = first_date(YEARLY, 1, place=1, hours=HOURS, at=AT)
    days = [after(first, AT, programme=EVENLY, place=place) for place in range(1, 21)]
    assert len(set(days)) > 15


@given(st.integers(0, 900), st.integers(1, 900), st.sampled_from([YEARLY, HALF, EVENLY]), st.booleans())
def test_it_is_never_in_the_past_and_never_later_than_a_cadence_or_its_day_A1(counted, passed, programme, is_first):
    since = AT + timedelta(days=counted)
    stood = first_date(YEARLY, 1, place=3, hours=HOURS, at=since) if is_first else a_date(since)
    at = since + timedelta(days=passed)
    comes = after(stood, at, programme=programme)
    latest = max(programme.every.after(at, hours=HOURS), stood.at, at + timedelta(days=1))
    assert day_of(at, HOURS.zone) < comes <= day_of(latest, HOURS.zone) + timedelta(days=4)
