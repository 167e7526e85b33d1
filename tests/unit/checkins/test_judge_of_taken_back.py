"""The judge of simulations takes a letter that was taken back for one that never was, as whoever took it back does."""

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
    return tell(Told(1, GUIDE, "", []), [*SENT, *events])


def test_the_date_of_a_letter_that_was_taken_back_is_gone_and_nobody_is_waited_for():
    found = told(happened("desk.answer taken back", 4, message=7), happened(WROTE, 5))
    assert (found.date, found.broken) == (None, [])


def test_an_answer_to_one_that_stands_has_to_take_its_date_away():
    assert [each.rule for each in told(happened(WROTE, 4)).broken] == ["A8 an answer stops the ladder"]
