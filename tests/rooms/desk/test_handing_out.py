"""A queue gives in turn only to whoever is at work, never over what one may have, and says when nobody fits (C3)."""

from datetime import timedelta

import pytest

from rounds.basics.problems import Refused
from rounds.desk import commands as desk
from rounds.desk.duties import HAND_OUT
from rounds.desk.models import Ticket
from rounds.engine.loop import one_round
from rounds.team import commands as team
from rounds.team.models import Notice
from rounds.timeline.models import TimelineEvent
from tests.world import MANUAL, MONDAY, a_ticket, a_workspace, later

IN_TURN = "worked by: rep\ngiven: in turn\nopen tickets each: 2\nif nobody fits: {tell: lead}\n"


def a_desk_in_turn():
    """A workspace whose front desk gives in turn, two tickets each; its three reps work Monday to Friday in Chicago."""
    text = MANUAL.read_text()
    assert "queue: front desk" in text
    before, _, rest = text.partition("queue: front desk")
    clause, fence, after = rest.partition("```")
    assert "worked by: rep\n" in clause
    cast = a_workspace(
        manual=before + "queue: front desk" + clause.replace("worked by: rep\n", IN_TURN) + fence + after
    )
    with cast.inside():
        for each in (cast.rep, cast.teammate, cast.lead):
            week = {"zone": "America/Chicago", "windows": ["Mon-Fri 8:00-17:00"]}
            team.set_hours(member_id=each.id, version=0, **week, by=each, at=MONDAY - timedelta(days=3))
    return cast


def come(cast, *people, at=MONDAY):
    with cast.inside():
        for each in people:
            team.become_available(by=each, at=at)


def with_whom(cast):
    with cast.inside():
        return list(Ticket.objects.order_by("number").values_list("assignee_id", flat=True))


def tickets(cast, many):
    with cast.inside():
        for _ in range(many):
            a_ticket()


def test_tickets_go_to_those_at_work_in_turn_and_to_nobody_else():
    cast = a_desk_in_turn()
    come(cast, cast.rep, cast.teammate)
    tickets(cast, 4)
    one_round([HAND_OUT], now=later(hours=0.1))
    given = with_whom(cast)
    assert sorted(given) == sorted([cast.rep.id, cast.teammate.id] * 2)
    assert given[0] != given[1]


def test_each_gift_names_its_clause_and_the_member_is_told():
    cast = a_desk_in_turn()
    come(cast, cast.rep)
    tickets(cast, 1)
    one_round([HAND_OUT], now=later(hours=0.1))
    with cast.inside():
        event = TimelineEvent.objects.get(kind="desk.assigned")
        assert event.clause == "queue: front desk"
        assert Notice.objects.get(event=event).member_id == cast.rep.id


def test_nobody_outside_their_hours_or_signed_off_is_given_anything_and_the_lead_hears_of_it_once():
    cast = a_desk_in_turn()
    come(cast, cast.rep)
    with cast.inside():
        team.sign_off(by=cast.rep, at=later(hours=0.05))
    tickets(cast, 1)
    for minute in range(5):
        one_round([HAND_OUT], now=later(hours=0.1) + timedelta(minutes=minute))
    assert with_whom(cast) == [None]
    with cast.inside():
        event = TimelineEvent.objects.get(kind="desk.nobody fitted")
        assert event.because["facts"]
        assert list(Notice.objects.filter(event=event).values_list("member_id", flat=True)) == [cast.lead.id]
    come(cast, cast.teammate, at=later(hours=0.3))
    one_round([HAND_OUT], now=later(hours=0.4))
    assert with_whom(cast) == [cast.teammate.id]


def test_no_way_of_giving_goes_over_what_one_may_have():
    cast = a_desk_in_turn()
    come(cast, cast.rep)
    tickets(cast, 3)
    one_round([HAND_OUT], now=later(hours=0.1))
    assert with_whom(cast) == [cast.rep.id, cast.rep.id, None]
    with cast.inside():
        number = Ticket.objects.get(assignee=None).number
    with pytest.raises(Refused) as refused, cast.inside():
        desk.assign(number=number, member_id=cast.rep.id, by=cast.lead, at=later(hours=0.2))
    assert refused.value.problems[0].code == "full"
    with pytest.raises(Refused), cast.inside():
        desk.take(number=number, by=cast.rep, at=later(hours=0.2))
    with cast.inside():
        desk.close(
            number=Ticket.objects.filter(assignee_id=cast.rep.id).first().number, by=cast.lead, at=later(hours=0.3)
        )
    one_round([HAND_OUT], now=later(hours=0.5))
    assert with_whom(cast)[2] == cast.rep.id


def test_a_queue_that_gives_by_hand_gives_nothing_by_itself():
    cast = a_workspace()
    with cast.inside():
        a_ticket()
    one_round([HAND_OUT], now=later(hours=0.1))
    assert with_whom(cast) == [None]
