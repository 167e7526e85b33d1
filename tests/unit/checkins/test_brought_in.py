"""What another system knew of check-ins: what cannot be, and when the next comes round by it (A1, A4, A7)."""

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from rounds.basics.localtime import day_of
from rounds.basics.spans import Span
from rounds.checkins import brought
from rounds.checkins.brought import Outcome, Past
from rounds.checkins.clauses import Grades
from rounds.desk.dates import ReopenDate
from rounds.policies.values import Meaning
from tests.unit.checkins.test_ladders import AT, HOURS, a_programme

YEARLY = a_programme()
TODAY = day_of(AT, HOURS.zone)
SCALE = [
    Grades.model_construct(name="firm grades", scale=(Meaning(word="A", means="most"), Meaning(word="E", means="none")))
]


def comes(past: Past, *, own: Span | None = None) -> date | None:
    at = brought.comes_by(past, YEARLY, own=own, hours=HOURS, at=AT)
    return day_of(at, HOURS.zone) if at else None


def dated(past: Past, caught_up: date | None = None) -> ReopenDate:
    came = brought.comes_by(past, YEARLY, own=None, hours=HOURS, at=AT)
    assert came
    asked = {"import_id": 7, "came": came, "caught_up": caught_up, "own": None, "hours": HOURS, "at": AT}
    return brought.date_brought(YEARLY, 3, past, **asked)


def test_it_comes_on_its_next_day_else_a_cadence_after_the_last_one_A1_A4():
    assert comes(Past(next_on=date(2027, 3, 3))) == date(2027, 3, 3)
    assert comes(Past(next_on=date(2027, 3, 6))) == date(2027, 3, 8), "nobody is there on a Saturday"
    assert comes(Past(last_on=date(2026, 3, 3))) == date(2027, 3, 3)
    assert comes(Past(last_on=date(2026, 3, 3)), own=Span.parse("6 months")) == date(2026, 9, 3)
    assert comes(Past(last_on=date(2026, 3, 3), next_on=date(2027, 1, 5))) == date(2027, 1, 5)
    assert comes(Past(grade="A")) is None
    assert comes(Past(last_on=date(1, 1, 1))) is not None, "the first days of the calendar have no opening before them"


def test_the_date_says_which_import_and_what_it_was_counted_from_F2():
    found = dated(Past(last_on=date(2026, 3, 3)))
    assert found.because
    assert (found.because.clause, found.because.next_at) == (YEARLY.identity, found.at)
    said = {fact.label: fact.text for fact in found.because.facts}
    assert said["brought in by"] == "import 7"
    assert said["the last check-in was on"] == "2026-03-03"
    late = dated(Past(last_on=date(2020, 3, 3)), TODAY + timedelta(days=1))
    assert late.because
    assert day_of(late.at, HOURS.zone) == TODAY + timedelta(days=1)
    assert "unanswered" in late.because.keys


def test_one_of_a_firm_whose_day_began_already_comes_on_its_next_morning_A1():
    there = HOURS.__class__(ZoneInfo("Pacific/Auckland"), HOURS.windows, HOURS.holidays)
    past = Past(last_on=date(2020, 3, 3))
    came = brought.comes_by(past, YEARLY, own=None, hours=there, at=AT)
    assert came
    found = brought.date_brought(YEARLY, 3, past, import_id=7, came=came, caught_up=TODAY, own=None, hours=there, at=AT)
    assert found.at > AT


def test_those_that_are_over_come_on_the_next_mornings_and_none_has_many_more_than_another_A1_A4():
    days = brought.catch_up(YEARLY, 100, taken={}, hours=HOURS, at=AT)
    counts = [days.count(day) for day in sorted(set(days))]
    assert max(counts) - min(counts) <= 1
    assert all(one <= other for one, other in pairwise(days))
    assert days[0] > TODAY
    assert days[-1] <= brought.last_to_catch_up(YEARLY, hours=HOURS, at=AT)
    assert all(day_of(HOURS.opening_on_or_after(day), HOURS.zone) == day for day in days)


def test_one_alone_comes_at_once_and_where_others_came_before_the_emptiest_morning_takes_it_A1():
    [alone] = brought.catch_up(YEARLY, 1, taken={}, hours=HOURS, at=AT)
    assert alone == day_of(HOURS.opening_on_or_after(TODAY + timedelta(days=1)), HOURS.zone)
    [other] = brought.catch_up(YEARLY, 1, taken={alone: 1}, hours=HOURS, at=AT)
    assert other == day_of(HOURS.opening_on_or_after(alone + timedelta(days=1)), HOURS.zone)


@pytest.mark.parametrize(
    ("past", "code", "helps"),
    [
        (Past(last_on=TODAY + timedelta(days=1)), "future", "one to come is the next check-in"),
        (Past(next_on=TODAY + timedelta(days=4_000)), "too far", "a sooner day"),
        (Past(last_on=date(2026, 3, 3), next_on=date(2026, 3, 3)), "order", "Correct one of the two"),
        (Past(grade="e"), "no such grade", "There is A or E"),
        (Past(grade="Excellent"), "no such grade", "“values” in the map"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do_A7(past: Past, code: str, helps: str):
    found = brought.past_problem(past, SCALE, today=TODAY)
    assert found
    assert found.code == code
    assert helps in (found.fix or "")


def test_what_can_be_is_taken_A7():
    assert brought.past_problem(Past(TODAY, "E", TODAY + timedelta(days=1)), SCALE, today=TODAY) is None
    assert brought.past_problem(Past(date(2015, 1, 1), "", date(2016, 1, 1)), [], today=TODAY) is None
    without = brought.past_problem(Past(grade="A"), [], today=TODAY)
    assert without
    assert without.code == "no grades"


@pytest.mark.parametrize(
    ("exempt", "had", "ruled", "left"),
    [
        (False, False, True, None),
        (True, True, True, Outcome.EXEMPT),
        (False, True, True, Outcome.ROUND),
        (False, False, False, Outcome.DAY),
    ],
)
def test_a_check_in_takes_it_until_a_round_was_here_or_somebody_set_its_day_A1(exempt, had, ruled, left):
    stands = {"exempt": exempt, "had_a_round": had, "set_by_rule": ruled}
    assert brought.left_as_it_is(Past(last_on=date(2026, 3, 3)), **stands) == left


def test_a_grade_alone_sets_no_day_and_is_taken_though_somebody_set_one_A7():
    stands = {"exempt": False, "had_a_round": False, "set_by_rule": False}
    assert brought.left_as_it_is(Past(grade="A"), **stands) is None


@pytest.mark.parametrize(
    ("anew", "had", "changed", "stays"),
    [
        (False, False, False, None),
        (True, True, True, Outcome.ANEW),
        (False, True, True, Outcome.BEGUN),
        (False, False, True, Outcome.CHANGED),
    ],
)
def test_what_was_taken_goes_back_unless_anything_has_happened_since_A1(anew, had, changed, stays):
    assert brought.stays_because(told_anew=anew, had_a_round=had, changed=changed) == stays


BOTH = ("yearly", "training")


@pytest.mark.parametrize(
    ("named", "meant", "on", "waits", "refused"),
    [
        ("", ["yearly"], [], [], False),
        ("", ["yearly"], ["training"], [], False),
        ("", [], BOTH, [], True),
        ("", BOTH, [], [], True),
        ("", ["yearly"], [], ["training"], True),
        ("", [], [], ["training"], False),
        ("yearly", BOTH, BOTH, BOTH, False),
    ],
)
def test_a_past_that_names_no_programme_is_refused_where_its_firm_has_several_A1(named, meant, on, waits, refused):
    past = Past(last_on=date(2026, 3, 3), programme=named)
    found = brought.whose_is_it(past, meant=meant, on=on, waits=waits)
    assert (found is not None) == refused
    if found:
        assert "“yearly” and “training”" in found.text
        assert "always: {check-in programme: yearly}" in (found.fix or "")


def test_what_was_said_later_counts_of_the_same_programme_and_of_what_names_none_A1():
    nameless, yearly, training = (Past(grade="A", programme=each) for each in ("", *BOTH))
    assert yearly.meets(yearly)
    assert yearly.meets(nameless)
    assert nameless.meets(yearly)
    assert not yearly.meets(training)
