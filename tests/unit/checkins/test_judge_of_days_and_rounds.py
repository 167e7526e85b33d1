"""The judge of simulations: what waits for its day may be given another, asleep or open; and a round counts once (A9, A12)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from rounds_judge.calendar import office
from rounds_judge.replay import Told, tell
from rounds_judge.world import Event
from tests.unit.checkins.test_judge_of_void_letters import CAME, GUIDE, NOON, WROTE, happened

FIRST, OTHER = CAME.isoformat(), "2027-10-18T13:00:00+00:00"
BEFORE = CAME - timedelta(days=30)
NEXT = datetime(2028, 9, 13, 13, tzinfo=UTC)


def asleep() -> list[Event]:
    return [happened("desk.date set", 1, CAME - timedelta(days=300), wakes_at=FIRST, sleeps=True)]


def moved(act: int, at: datetime = BEFORE, was: str = FIRST) -> list[Event]:
    return [
        happened("checkins.day moved", act, at, was=was, due_at=OTHER),
        happened("desk.date set", act, at, wakes_at=OTHER, sleeps=True),
    ]


def ended(act: int, at: datetime) -> list[Event]:
    next_at = GUIDE.office.after(at, "1 year").isoformat()
    return [
        happened("checkins.round ended", act, at, chosen=False),
        happened("desk.date set", act, at, wakes_at=next_at, sleeps=True),
    ]


def broken(*events: Event) -> list[str]:
    return [each.rule for each in tell(Told(1, GUIDE, []), list(events)).broken]


def done(*events: Event) -> int:
    found = tell(Told(1, GUIDE, []), list(events))
    assert found.broken == []
    return found.done


def test_one_that_sleeps_or_rests_open_between_two_rounds_may_be_given_another_day_A9():
    wrote, answered = happened(WROTE, 2, BEFORE), happened("desk.answered", 3, BEFORE, message=7)
    assert broken(*asleep(), *moved(2)) == []
    assert broken(*asleep(), wrote, answered, *moved(4)) == []
    assert broken(*asleep(), answered, *moved(4)) == []


def test_one_on_which_it_is_our_turn_may_not_nor_one_whose_round_runs_A9():
    wrote, answered = happened(WROTE, 2, BEFORE), happened("desk.answered", 3, BEFORE, message=7)
    taken_back = happened("desk.answer taken back", 4, BEFORE, message=7)
    failed = happened("desk.answer failed", 4, BEFORE, message=7)
    assert broken(*asleep(), wrote, *moved(5)) == ["A9 another day"]
    assert broken(*asleep(), wrote, answered, taken_back, *moved(5)) == ["A9 another day"]
    assert broken(*asleep(), answered, failed, *moved(5)) == ["A9 another day"]
    woke = happened("desk.woke", 2, CAME, date_was=FIRST)
    later = happened("desk.date set", 3, NOON, wakes_at="2027-09-20T13:00:00+00:00")
    assert broken(*asleep(), woke, later, *moved(4, NOON, "2027-09-20T13:00:00+00:00")) == ["A9 another day"]


def test_nor_from_another_day_than_it_has_A9():
    assert broken(*asleep(), *moved(2, was="2027-09-14T13:00:00+00:00")) == ["A9 another day"]


def test_a_round_that_the_customer_opens_again_counts_once_and_one_that_comes_round_anew_A12():
    woke, day = happened("desk.woke", 2, CAME, date_was=FIRST), timedelta(days=1)
    once = [*asleep(), woke, *ended(3, NOON)]
    assert done(*once) == 1
    again = [*once, happened(WROTE, 4, NOON + day), *ended(5, NOON + 2 * day)]
    assert done(*again) == 1
    comes = GUIDE.office.after(NOON + 2 * day, "1 year")
    assert done(*again, happened("desk.woke", 6, comes, date_was=comes.isoformat()), *ended(7, comes + day)) == 2


def test_one_that_somebody_wrote_to_while_it_slept_is_open_and_is_begun_with_as_it_stands_A3():
    waits = GUIDE.office.after(BEFORE, "2 weeks").isoformat()
    began = [happened("checkins.started", 4, BEFORE), happened("desk.date set", 4, BEFORE, wakes_at=waits)]
    assert broken(*asleep(), happened("desk.answered", 3, BEFORE, message=7), *began) == []
    assert broken(*asleep(), *began) == ["A3 beginning early opens it"]


def silent(*events: Event) -> int:
    """Say how many rounds the judge counts as without an answer."""
    found = tell(Told(1, GUIDE, []), list(events))
    assert found.broken == []
    return found.silent


UNTIL = GUIDE.office.after(NOON, "2 weeks")
NEXT_ROUND = GUIDE.office.after(UNTIL, "1 year")
IN_SILENCE = [
    *asleep(),
    happened("desk.woke", 2, CAME, date_was=FIRST),
    happened("checkins.reached out", 3, NOON, step=0),
    happened("desk.date set", 3, NOON, wakes_at=UNTIL.isoformat()),
    happened("checkins.nobody answered", 4, UNTIL, step=None),
    happened("desk.date set", 4, UNTIL, wakes_at=NEXT_ROUND.isoformat(), sleeps=True),
]


def test_a_round_that_ended_in_silence_is_answered_by_what_the_customer_writes_and_by_nothing_that_we_do_A10_A12():
    later = UNTIL + timedelta(days=9)
    wrote, ours = happened(WROTE, 5, later), happened("desk.answered", 6, later, message=7)
    assert silent(*IN_SILENCE) == silent(*IN_SILENCE, ours) == 1
    assert silent(*IN_SILENCE, happened("desk.robot wrote", 5, later)) == 1
    assert silent(*IN_SILENCE, wrote) == silent(*IN_SILENCE, wrote, ours) == 0
    assert silent(*IN_SILENCE, wrote, *ended(6, later)) == 0
    woke = happened("desk.woke", 5, NEXT_ROUND, date_was=NEXT_ROUND.isoformat())
    assert silent(*IN_SILENCE, woke, happened(WROTE, 6, NEXT_ROUND)) == 1, "that is of the next round"


ADOPTED = CAME - timedelta(days=40)
EARLIER = office("America/New_York", ["Mon-Thu 8:30-17:00"], [])
SINCE_THEN = replace(GUIDE, office=EARLIER, offices=((CAME - timedelta(days=900), GUIDE.office), (ADOPTED, EARLIER)))


def broken_since(*events: Event) -> list[str]:
    """Say what is broken where other hours came into force while the check-in slept."""
    return [each.rule for each in tell(Told(1, SINCE_THEN, []), list(events)).broken]


def by_other_hours(act: int, at: datetime, *, was: datetime, becomes: str) -> Event:
    because = {"clause": GUIDE.clause, "version": 2, "facts": [{"label": "before", "at": was.isoformat()}]}
    said = {"wakes_at": becomes, "sleeps": True}
    return Event(act, at, "desk.date set", "clause", GUIDE.clause, because, said, act)


def test_what_sleeps_takes_the_morning_of_other_hours_on_its_day_and_says_why_A1_F2():
    follows = {"at": ADOPTED + timedelta(hours=1), "was": CAME}
    early = CAME - timedelta(minutes=30)
    moved_to = by_other_hours(2, **follows, becomes=early.isoformat())
    assert broken_since(*asleep(), moved_to, happened("desk.woke", 3, early, date_was=early.isoformat())) == []
    assert broken_since(*asleep(), by_other_hours(2, **follows, becomes="2027-09-14T12:30:00+00:00")) == [
        "A1 other hours, its day"
    ]
    assert broken_since(*asleep(), replace(moved_to, because=happened("x", 2).because)) == ["F2 other hours say why"]
    assert broken_since(*asleep(), happened("desk.woke", 3, CAME, date_was=FIRST)) == ["A1 by the hours in force"]


def test_a_day_by_which_we_promised_to_write_again_comes_by_the_hours_of_the_desk_A1():
    promised = Event(2, ADOPTED, "desk.date set", "clause", "promised dates: on the desk", None, {"wakes_at": FIRST}, 2)
    assert broken_since(promised, happened("desk.woke", 3, CAME, date_was=FIRST)) == []


def test_a_ladder_keeps_the_hours_that_it_began_with_and_what_comes_behind_it_takes_those_in_force_A1_A10():
    began = ADOPTED - timedelta(days=5)
    until = GUIDE.office.after(began, "2 weeks")
    waits = [
        happened("desk.woke", 2, began, date_was=began.isoformat()),
        happened("checkins.reached out", 3, began, step=0),
        happened("desk.date set", 3, began, wakes_at=until.isoformat()),
        happened("checkins.nobody answered", 4, until, step=None),
    ]
    slept = happened("desk.date set", 1, began - timedelta(days=300), wakes_at=began.isoformat(), sleeps=True)
    was = GUIDE.office.after(until, "1 year")
    ends = EARLIER.opening(was.astimezone(EARLIER.zone).date())
    due = {"at": until, "sleeps": True}
    assert broken_since(slept, *waits, happened("desk.date set", 4, **due, wakes_at=ends.isoformat())) == []
    assert "A10 then its cadence" in broken_since(
        slept, *waits, happened("desk.date set", 4, **due, wakes_at=was.isoformat())
    )
