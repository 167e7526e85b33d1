"""The judge of simulations takes a letter that was taken back, or failed, for one that never was; what else waits, waits on."""

from datetime import UTC, datetime, timedelta

from rounds_judge.calendar import office
from rounds_judge.guide import Guide
from rounds_judge.replay import Told, tell
from rounds_judge.world import Event, Row

NOON = datetime(2027, 9, 13, 17, tzinfo=UTC)
CAME, WAITS_UNTIL = datetime(2027, 9, 13, 13, tzinfo=UTC), datetime(2027, 9, 27, 13, tzinfo=UTC)
GUIDE = Guide(
    clause="programme: yearly",
    name="yearly",
    every="1 year",
    ladder=[("wait", "2 weeks")],
    needs=[],
    in_title={},
    stage="customer",
    office=office("America/New_York", ["Mon-Fri 9:00-17:00"], []),
)
WROTE = "desk.customer wrote"


def happened(kind: str, act: int, at: datetime = NOON, **said: object) -> Event:
    because: Row = {"clause": GUIDE.clause, "version": 1, "facts": ["so it is"]}
    return Event(act, at, kind, "clause", GUIDE.clause, because, said, act)


SENT = [
    happened("desk.date set", 1, CAME - timedelta(days=300), wakes_at=CAME.isoformat()),
    happened("desk.woke", 2, CAME, date_was=CAME.isoformat()),
    happened("desk.date set", 3, wakes_at=WAITS_UNTIL.isoformat()),
    happened("desk.answered", 3, message=7),
    happened("checkins.reached out", 3, step=0, message=7),
]


def told(*events: Event) -> Told:
    return tell(Told(1, GUIDE, []), [*SENT, *events])


def test_the_date_of_a_letter_that_was_taken_back_is_gone_and_nobody_is_waited_for():
    found = told(happened("desk.answer taken back", 4, message=7), happened(WROTE, 5))
    assert (found.date, found.broken) == (None, [])


def test_an_answer_to_one_that_stands_has_to_take_its_date_away():
    assert [each.rule for each in told(happened(WROTE, 4)).broken] == ["A8 an answer stops the ladder"]


AGAIN = [
    *SENT,
    happened("desk.date set", 6, NOON + timedelta(days=2), wakes_at="2027-09-29T13:00:00+00:00"),
    happened("checkins.reached out", 6, NOON + timedelta(days=2), step=0, message=8),
    happened("desk.answer failed", 7, NOON + timedelta(days=3), message=8),
]
VOID = "checkins.reach-out void"


def told_again(*events: Event) -> list[str]:
    return [each.rule for each in tell(Told(1, GUIDE, []), [*AGAIN, *events]).broken]


def test_where_a_second_mail_fails_the_first_one_has_to_wait_on_from_its_own_day_A10():
    void, waits = happened(VOID, 8, message=8), happened("desk.date set", 8, wakes_at=WAITS_UNTIL.isoformat())
    anew = happened("desk.date set", 8, wakes_at="2027-10-04T13:00:00+00:00")
    assert told_again(void, waits) == []
    assert told_again(void) == ["A10 the wait goes on"]
    assert told_again(void, anew) == ["A10 the wait goes on"]
    assert told_again(happened(WROTE, 8), void) == []


def test_whoever_reaches_out_in_the_act_that_sees_it_fail_sets_a_date_behind_that_of_the_first_one():
    at = NOON + timedelta(days=3)
    void, waits = happened(VOID, 8, at, message=8), happened("desk.date set", 8, at, wakes_at=WAITS_UNTIL.isoformat())
    anew = happened("desk.date set", 8, at, wakes_at="2027-09-30T13:00:00+00:00")
    reached = happened("checkins.reached out", 8, at, step=0, message=9)
    assert told_again(void, waits, anew, reached) == []
    assert told_again(void, anew, reached) == ["A10 the wait goes on"]


def test_an_older_mail_that_fails_leaves_the_ladder_where_a_later_one_put_it_A3():
    stands = tell(Told(1, GUIDE, []), [*AGAIN[:-1], happened(VOID, 7, message=7)])
    assert (stands.step, stands.waits, stands.broken) == (0, True, [])
    gone = tell(stands, [happened("desk.answer failed", 8, message=8), happened(VOID, 9, message=8)])
    assert (gone.step, gone.waits, gone.broken) == (None, False, [])


def test_what_another_act_wrote_between_two_events_of_one_parts_it_in_no_two():
    came_back = happened("mail.came back", 9, NOON + timedelta(days=2), message=7)
    date, reached = AGAIN[len(SENT) : -1]
    assert tell(Told(1, GUIDE, []), [*SENT, date, came_back, reached]).broken == []


def test_a_letter_that_came_back_once_an_answer_had_stopped_the_ladder_leaves_it_stopped_A3_A8():
    dropped = happened("desk.date dropped", 8, was="2027-09-29T13:00:00+00:00")
    stopped = happened("checkins.ladder stopped", 9, answered=True, step=0)
    found = tell(Told(1, GUIDE, []), [*AGAIN[:-1], happened(WROTE, 8), dropped, stopped, happened(VOID, 10, message=8)])
    assert (found.step, found.waits, found.broken) == (None, False, [])
    assert [attempt.message for attempt in found.reached] == [7]


def test_a_date_that_was_set_after_a_letter_stays_as_that_fails_and_its_own_goes_A1():
    ended = happened("desk.date set", 6, NOON + timedelta(days=1), wakes_at="2028-09-14T13:00:00+00:00")
    assert told(ended, happened("desk.answer failed", 7, message=7)).date == datetime(2028, 9, 14, 13, tzinfo=UTC)
    assert told(happened("desk.answer failed", 7, message=7)).date is None
