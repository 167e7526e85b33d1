"""How urgent a ticket is: a word of the manual, set by an act."""

import pytest

from rounds.basics.problems import ChangedMeanwhile, Refused
from rounds.desk import commands as desk
from rounds.desk.models import Ticket
from rounds.timeline.models import TimelineEvent
from tests.manuals import SHIPPED
from tests.world import a_ticket, a_workspace, later


def test_a_ticket_begins_with_the_manuals_priority_and_gets_another_by_an_act():
    """Issue "priorities": the row, the version, the event."""
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        made = desk.set_priority(number=ticket.number, priority="urgent", by=cast.rep, at=later(0.1))
        [event] = TimelineEvent.objects.filter(kind="desk.priority set")
    assert (ticket.priority, made.priority, made.version) == ("normal", "urgent", ticket.version + 1)
    assert event.payload == {"ticket": ticket.pk, "priority": "urgent", "was": "normal"}


@pytest.mark.parametrize(("wanted", "code"), [("burning", "unknown priority"), ("normal", "as it is")])
def test_a_word_that_is_none_or_stands_already_is_refused(wanted, code):
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
    with pytest.raises(Refused) as refused, cast.inside():
        desk.set_priority(number=ticket.number, priority=wanted, by=cast.rep, at=later(0.1))
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_priority_set_on_what_somebody_else_changed_is_refused():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        desk.take(number=ticket.number, by=cast.rep, at=later(0.1))
    with pytest.raises(ChangedMeanwhile), cast.inside():
        desk.set_priority(
            number=ticket.number, priority="high", version=ticket.version, by=cast.teammate, at=later(0.2)
        )


def test_a_manual_without_priorities_gives_none_and_takes_none():
    start, end = SHIPPED.index("```clause\npriorities"), SHIPPED.index("## Where it comes in")
    cast = a_workspace(manual=SHIPPED[:start] + SHIPPED[end:])
    with cast.inside():
        ticket = a_ticket()
    with pytest.raises(Refused, match="says nothing about priorities"), cast.inside():
        desk.set_priority(number=ticket.number, priority="high", by=cast.rep, at=later(0.1))
    with cast.inside():
        assert Ticket.objects.get(id=ticket.pk).priority is None
