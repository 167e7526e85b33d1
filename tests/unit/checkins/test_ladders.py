"""A ladder as the manual writes it: what follows each wait, what cannot be, and where first check-ins lie."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rounds.basics.hours import Hours
from rounds.basics.spans import Span
from rounds.basics.windows import Window
from rounds.checkins.clauses import Programme
from rounds.checkins.rules import titles
from rounds.checkins.rules.coming_round import first_date, next_round
from rounds.checkins.rules.ladders import Silence, after_silence, own_pace, template_of, wait_behind
from rounds.checkins.rules.states import Phase, phase
from rounds.checkins.rules.waiting import while_waiting
from rounds.desk.dates import Wish
from tests.manuals import PROGRAMME, a_yearly_manual, places, the_finding

HOURS = Hours(ZoneInfo("America/Chicago"), (Window.parse("Mon-Fri 8:00-17:00"),), frozenset())
AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def a_programme(*ladder: dict[str, str], **keys: object) -> Programme:
    """Make a programme with this ladder."""
    written = {
        "for": {"lifecycle": "customer"},
        "ticket kind": "check-in",
        "every": "1 year",
        "hours": "help desk",
        "starts with": {"send": "how is it going"},
        "unanswered": list(ladder) or [{"wait": "2 weeks"}, {"then": "next cadence"}],
        "note needs": "contact",
    }
    return Programme.read("yearly", {**written, **keys})


LONG = a_programme(
    {"wait": "2 weeks"},
    {"tell": "lead"},
    {"wait": "3 days"},
    {"send": "second try"},
    {"wait": "1 week"},
    {"note": "Silent."},
    {"then": "next cadence"},
)


@pytest.mark.parametrize(
    ("step", "silence"),
    [(0, Silence(2, tell=("lead",))), (2, Silence(3)), (4, Silence(None, notes=("Silent.",)))],
)
def test_a_wait_that_is_over_leads_to_the_next_reach_out_wait_or_end_A10(step: int, silence: Silence):
    assert after_silence(LONG, step) == silence


def test_each_reach_out_has_its_template_and_its_wait_A10():
    assert (template_of(LONG, None), wait_behind(LONG, None)) == ("how is it going", 0)
    assert (template_of(LONG, 3), wait_behind(LONG, 3)) == ("second try", 4)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("  - wait: 2 weeks\n  - send", "  - send", "begin with “wait”"),
        ("  - then: next cadence\n", "", "The last step is “then: next cadence”"),
        ("  - wait: 1 week\n", "", "A “wait” stands behind “send”"),
        ("  - send: second try\n", "", "Nothing happens between these two waits"),
        ("  - wait: 2 weeks\n", "  - wait: 2 weeks\n    tell: lead\n", "One step does one thing"),
        ("wait: 2 weeks", "wait: 14 months", "it would come round before they are over"),
        ("every: 1 year", "every: 5 hours", "A check-in comes back on a day"),
        ("every: 1 year", "every: 0 days", "out of range"),
        ("every: 1 year", "every: 11 years", "within ten years"),
        ("then: next cadence", "then: 200 months", "within ten years"),
        ("{lifecycle: customer}", "{lifecicle: customer}", "lifecycle"),
        ("send: second try", "send: secnd try", "second try"),
        ("grades: firm grades\nevidence", "grades: firm grade\nevidence", "firm grades"),
        ("then: next cadence", "then: next year", "next cadence"),
        ("then: next cadence", "then: 5 hours", "A check-in comes back on a day"),
        ("{open a ticket: question}", "{open a ticket: check-in}", "is the kind of its check-ins; name one that comes"),
    ],
)
def test_what_a_programme_cannot_be_is_said_at_its_line(was: str, now: str, said: str):
    text = a_yearly_manual()
    assert text.count(was) == 1
    wrong = text.replace(was, now)
    assert said in the_finding(wrong).sentence


def test_a_ladder_of_no_steps_is_refused():
    ladder = PROGRAMME[PROGRAMME.index("unanswered:") : PROGRAMME.index("note needs")]
    empty = the_finding(a_yearly_manual().replace(ladder, "unanswered: []\n")).sentence
    assert "The list is empty; a ladder begins with “- wait: 2 weeks”, and “- then: next cadence” ends it" in empty
    assert places(a_yearly_manual().replace(ladder, ""))


def test_the_title_speaks_of_grades_that_there_are():
    assert (
        "The scale has no grade “F”" in the_finding(a_yearly_manual().replace("{E: not using}", "{F: none}")).sentence
    )


@pytest.mark.parametrize("number", [1, 2, 5, 50, 365, 1000])
def test_first_check_ins_that_are_spread_fill_the_year_evenly_however_many_come_A4(number: int):
    spread = a_programme(spread="evenly")
    days = sorted(first_date(spread, 1, place=place, hours=HOURS, at=AT).at.date() for place in range(1, number + 1))
    assert AT.date() < days[0] <= days[-1] <= AT.date() + timedelta(days=367)
    busiest = max(sum(day <= other < day + timedelta(days=7) for other in days) for day in days)
    assert busiest <= 2 + 2 * number * 7 / 365


def test_a_day_that_nobody_works_is_moved_when_it_is_set_A1():
    sunday = next_round(a_programme(), 1, own=None, hours=HOURS, at=datetime(2026, 11, 28, 15, tzinfo=UTC))
    assert sunday.at == datetime(2027, 11, 29, 14, tzinfo=UTC)
    leap = next_round(a_programme(), 1, own=None, hours=HOURS, at=datetime(2028, 2, 29, 15, tzinfo=UTC))
    assert leap.at == datetime(2029, 2, 28, 14, tzinfo=UTC)


def test_a_date_says_why_and_what_is_next_F2():
    date = while_waiting(LONG, 7, step=4, hours=HOURS, at=AT)
    assert date.because
    assert (date.because.clause, date.because.manual_version) == ("programme: yearly", 7)
    assert date.because.next == "if nobody answers, “Silent.” is noted and it sleeps for its cadence"
    assert date.because.next_at == date.at
    assert not date.keeps


def test_a_ladder_may_end_with_a_span_of_its_own_whatever_the_cadences_A10():
    patient = a_programme({"wait": "2 weeks"}, {"then": "6 months"})
    ladders = own_pace(patient)
    assert (str(ladders), own_pace(LONG)) == ("6 months", None)
    date = next_round(patient, 7, own=Span.parse("2 years"), ladders=ladders, hours=HOURS, at=AT)
    assert date.at.date() == datetime(2027, 5, 24, tzinfo=UTC).date(), "the 23rd is a Sunday"
    assert (date.because.facts[-1].text, date.because.keys) == ("the ladder", ("unanswered", "hours"))
    waits = while_waiting(patient, 7, step=0, hours=HOURS, at=AT)
    assert waits.because.next == "if nobody answers, it sleeps for 6 months"
    [line] = [line for line in patient.cards() if line.key == "unanswered"]
    said = "".join(part.text for part in line.parts)
    assert said == "After a reach-out we wait 2 weeks and go on with the next check-in in 6 months."


def test_a_day_in_the_past_is_no_next_round():
    found = next_round(a_programme(), 1, own=None, hours=HOURS, at=AT, chosen=Wish(day=AT.date() - timedelta(days=9)))
    assert found.code == "past"


@pytest.mark.parametrize(
    ("was", "now", "title"),
    [
        ("", "not using", "Harbour FM · not using"),
        ("not using", "", "Harbour FM"),
        ("not using", "lost", "Harbour FM · lost"),
    ],
)
def test_what_a_grade_says_in_the_title_comes_and_goes_A7(was: str, now: str, title: str):
    before = f"Harbour FM · {was}" if was else "Harbour FM"
    assert titles.title(before, was=was, now=now) == title


def test_a_check_in_has_one_phase():
    nothing = {"exempt": False, "asleep": False, "waits": False, "started": False, "answered": False}
    assert phase(**nothing) is Phase.DUE
    assert phase(**{**nothing, "started": True}) is Phase.STARTED
    assert phase(**{**nothing, "started": True, "answered": True}) is Phase.ANSWERED
    assert phase(**{**nothing, "asleep": True}) is Phase.ASLEEP
    assert phase(**{**nothing, "asleep": True, "waits": True}) is Phase.WAITING
    assert phase(**{**nothing, "exempt": True, "asleep": True}) is Phase.EXEMPT
