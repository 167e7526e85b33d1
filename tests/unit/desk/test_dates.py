"""Reopen dates: on which morning, kept or dropped, and why."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from rounds.basics.hours import Hours
from rounds.basics.problems import Problem
from rounds.basics.spans import Span
from rounds.basics.windows import Window
from rounds.desk.clauses import PromisedDates
from rounds.desk.dates import Wish, date_after_answer, reopen_date

CHICAGO = ZoneInfo("America/Chicago")
HOURS = Hours(CHICAGO, (Window.parse("Mon-Fri 9:00-17:00"),), frozenset({date(2026, 11, 26)}))
FRIDAY = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)  # 14:00 in Chicago


def clause(**keys: object) -> PromisedDates:
    written = {"offer": ["2 working days"], "hours": "help desk", **keys}
    return PromisedDates.read("on the desk", written)


def date_of(wish: Wish, *, now: datetime = FRIDAY, **keys: object):
    return reopen_date(wish, clause=clause(**keys), hours=HOURS, now=now)


@pytest.mark.parametrize(
    ("wish", "local"),
    [
        (Wish(span=Span.parse("1 working day")), "2026-11-23 09:00"),
        (Wish(span=Span.parse("1 week")), "2026-11-27 09:00"),
        (Wish(span=Span.parse("1 day")), "2026-11-23 09:00"),
        (Wish(span=Span.parse("2 hours")), "2026-11-20 16:00"),
        (Wish(span=Span.parse("5 hours")), "2026-11-23 09:00"),
        (Wish(day=date(2026, 11, 26)), "2026-11-27 09:00"),
        (Wish(day=date(2027, 3, 15)), "2027-03-15 09:00"),
    ],
)
def test_a_date_stands_on_a_working_morning_of_the_team(wish, local):
    """A1: a date that falls on a day nobody works is moved when it is set, not when it wakes."""
    assert date_of(wish).at.astimezone(CHICAGO).strftime("%Y-%m-%d %H:%M") == local


def test_a_date_in_the_past_is_refused_with_the_clause():
    found = date_of(Wish(day=date(2026, 11, 19)))
    assert isinstance(found, Problem)
    assert (found.code, found.clause, found.field) == ("past", "promised dates: on the desk", "day")


@pytest.mark.parametrize(
    ("says", "wish", "keeps"),
    [
        ("keep the date", None, True),
        ("drop the date", None, False),
        ("keep the date", False, False),
        ("drop the date", True, True),
    ],
)
def test_the_manual_says_whether_an_answer_keeps_the_date_unless_whoever_sets_it_does(says, wish, keeps):
    found = date_of(Wish(day=date(2026, 12, 1), keeps=wish), **{"when the customer answers": says})
    assert found.keeps is keeps


def test_the_manual_sets_a_date_after_an_answer_only_where_it_says_so():
    assert date_after_answer(clause=clause(), hours=HOURS, now=FRIDAY) is None
    found = date_after_answer(clause=clause(**{"after an answer": "3 working days"}), hours=HOURS, now=FRIDAY)
    assert found is not None
    assert found.at.astimezone(CHICAGO).date() == date(2026, 11, 25)
    assert found.by_manual
