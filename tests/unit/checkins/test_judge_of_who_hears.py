"""The judge of simulations knows who had a ticket when grade and figures had differed for long, and that they have to hear of it (A7)."""

from collections import defaultdict
from datetime import datetime, timedelta

from rounds_judge.telling import whoever_has_it_hears
from rounds_judge.world import Event, World
from tests.unit.checkins.test_judge_of_void_letters import NOON

LEAD, ADA, BEN = 1, 2, 3
DAY = timedelta(days=1)
RULE = ["A7 whoever has the ticket hears"]


def given(to_member: int | None, number: int, at: datetime) -> Event:
    said = {"to_member": to_member, "from_member": None}
    return Event(number, at, "desk.assigned", "member", None, None, said, number)


def broken(*told: int, history: tuple[Event, ...]) -> list[str]:
    """Judge an alarm, the tenth event, of which these members were told."""
    alarm = Event(10, NOON, "checkins.grade differs", "clause", "grades: all", None, {}, 10)
    notices = [{"id": place, "member_id": member, "event_id": 10} for place, member in enumerate(told)]
    tables = defaultdict(list, {"ticket": [{"id": 3, "number": 30}], "notice": notices})
    events = sorted([*history, alarm], key=lambda event: event.id)
    return [each.rule for each in whoever_has_it_hears(World(tables, {3: events}, looked=[], came=[], town=[]))]


def test_whoever_has_the_ticket_by_then_hears_of_differing_grades_beside_the_role_A7():
    to_ada, to_ben = given(ADA, 1, NOON - 2 * DAY), given(BEN, 2, NOON - DAY)
    assert broken(LEAD, ADA, history=(to_ada,)) == broken(LEAD, BEN, history=(to_ada, to_ben)) == []
    assert broken(LEAD, history=(to_ada,)) == broken(LEAD, ADA, history=(to_ada, to_ben)) == RULE
    assert broken(LEAD, ADA, history=(to_ada, given(BEN, 11, NOON + DAY))) == []
    assert broken(LEAD, BEN, history=(to_ada, given(BEN, 11, NOON + DAY))) == RULE


def test_of_one_that_nobody_has_only_the_role_hears_A7():
    assert (
        broken(LEAD, history=()) == broken(LEAD, history=(given(ADA, 1, NOON - DAY), given(None, 2, NOON - DAY))) == []
    )


def test_who_gets_it_in_that_very_moment_may_hear_or_who_had_it_A7():
    for number in (2, 11):
        history = (given(ADA, 1, NOON - DAY), given(BEN, number, NOON))
        assert broken(LEAD, ADA, history=history) == broken(LEAD, BEN, history=history) == []
        assert broken(LEAD, history=history) == RULE
