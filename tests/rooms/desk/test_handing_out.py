"""A queue gives in turn only to whoever is at work, never over what one may have, and says when nobody fits (C3)."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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
    return a_desk_in_turn_of(MANUAL.read_text())


def a_desk_in_turn_of(text: str, each: int = 2):
    """The same under another manual, so many tickets each."""
    assert "queue: front desk" in text
    before, _, rest = text.partition("queue: front desk")
    clause, fence, after = rest.partition("```")
    assert "worked by: rep\n" in clause
    in_turn = IN_TURN.replace("each: 2", f"each: {each}")
    cast = a_workspace(
        manual=before + "queue: front desk" + clause.replace("worked by: rep\n", in_turn) + fence + after
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


def test_forty_tickets_are_given_in_turn_and_in_as_few_statements_as_four():
    cast = a_desk_in_turn_of(MANUAL.read_text(), each=30)
    come(cast, cast.rep, cast.teammate)
    asked = []
    for many in (4, 40):
        tickets(cast, many)
        with cast.inside(), CaptureQueriesContext(connection) as captured:
            waiting = list(Ticket.objects.filter(assignee=None).order_by("id").values_list("id", flat=True))
            assert desk.hand_out_many(ticket_ids=waiting, at=later(hours=1 + len(asked))) == many
        asked.append(len(captured))
    assert asked[0] == asked[1]
    assert Counter(with_whom(cast)) == {cast.rep.id: 22, cast.teammate.id: 22}


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


def test_a_ticket_that_becomes_a_kind_of_another_queue_takes_nobody_over_what_they_may_have_there():
    cast = a_desk_in_turn()
    with cast.inside():
        asked, more, billed = (a_ticket(kind=kind).number for kind in ("question", "question", "billing"))
        assert Ticket.objects.get(number=billed).queue != "front desk"
        for number in (asked, more, billed):
            desk.assign(number=number, member_id=cast.lead.id, by=cast.lead, at=MONDAY)
    with pytest.raises(Refused) as refused, cast.inside():
        desk.change_kind(number=billed, kind="question", by=cast.lead, at=later(hours=0.1))
    assert refused.value.problems[0].code == "full"
    with cast.inside():
        desk.change_kind(number=asked, kind="question", by=cast.lead, at=later(hours=0.1))  # of the same queue
        desk.close(number=more, by=cast.lead, at=later(hours=0.1))
        desk.change_kind(number=billed, kind="question", by=cast.lead, at=later(hours=0.2))
        assert Ticket.objects.get(number=billed).assignee_id == cast.lead.id


def test_a_queue_that_gives_by_hand_gives_nothing_by_itself():
    cast = a_workspace()
    with cast.inside():
        a_ticket()
    one_round([HAND_OUT], now=later(hours=0.1))
    assert with_whom(cast) == [None]


# Who stands in


def a_desk_with_a_stand_in(**clauses: str):
    """The desk in turn, where production stands in for reps; clauses: more text for the clause of that kind."""
    cast = a_desk_in_turn_of(
        MANUAL.read_text().replace("role: rep\n", "role: rep\nstand-in: production\n", 1)
        if not clauses
        else MANUAL.read_text().replace("ticket kind: question\n", f"ticket kind: question\n{clauses['kind']}\n", 1)
    )
    with cast.inside():
        week = {"zone": "America/Chicago", "windows": ["Mon-Fri 8:00-17:00"]}
        for each in (cast.production, cast.manager):
            team.set_hours(member_id=each.id, version=0, **week, by=each, at=MONDAY - timedelta(days=3))
    return cast


def reasons(cast):
    with cast.inside():
        return list(TimelineEvent.objects.filter(kind="desk.assigned").order_by("id").values_list("clause", flat=True))


def test_whoever_stands_in_for_a_role_is_given_its_work_only_while_none_of_it_is_at_work():
    """D3: each kind has its specialist and a stand-in."""
    cast = a_desk_with_a_stand_in()
    come(cast, cast.production)
    tickets(cast, 1)
    one_round([HAND_OUT], now=later(hours=0.1))
    assert with_whom(cast) == [cast.production.id]
    assert reasons(cast) == ["role: rep"]
    come(cast, cast.rep, at=later(hours=0.2))
    tickets(cast, 1)
    one_round([HAND_OUT], now=later(hours=0.3))
    assert with_whom(cast) == [cast.production.id, cast.rep.id]
    assert reasons(cast)[-1] == "queue: front desk"


def test_a_kind_names_its_own_workers_and_its_own_stand_in():
    cast = a_desk_with_a_stand_in(kind="worked by: production\nstand-in: manager")
    come(cast, cast.rep, cast.manager)
    tickets(cast, 1)
    one_round([HAND_OUT], now=later(hours=0.1))
    assert with_whom(cast) == [cast.manager.id], "a rep works the queue, but not this kind"
    assert reasons(cast) == ["ticket kind: question"]


def test_nobody_stands_in_while_somebody_is_at_work_on_any_way_of_giving():
    cast = a_desk_with_a_stand_in()
    tickets(cast, 2)
    with cast.inside():
        one, two = Ticket.objects.order_by("number")
        desk.assign(number=one.number, member_id=cast.production.id, by=cast.lead, at=later(hours=0.1))
    come(cast, cast.teammate)
    with pytest.raises(Refused, match="somebody who does is at work"), cast.inside():
        desk.assign(number=two.number, member_id=cast.production.id, by=cast.lead, at=later(hours=0.2))


def test_a_ticket_that_becomes_another_kind_leaves_who_neither_works_nor_stands_in():
    cast = a_desk_with_a_stand_in(kind="worked by: production\nstand-in: rep")
    with cast.inside():
        billed, asked = (a_ticket(kind="billing").number for _ in range(2))
        desk.assign(number=billed, member_id=cast.lead.id, by=cast.manager, at=MONDAY)
        desk.assign(number=asked, member_id=cast.manager.id, by=cast.manager, at=MONDAY)
        for number in (billed, asked):
            desk.change_kind(number=number, kind="question", by=cast.manager, at=MONDAY)
        had = dict(Ticket.objects.values_list("number", "assignee_id"))
    assert had == {billed: cast.lead.id, asked: None}


def test_what_a_role_is_told_its_stand_in_hears_while_none_of_it_is_at_work():
    text = MANUAL.read_text().replace("role: lead\n", "role: lead\nstand-in: manager\n", 1)
    cast = a_desk_in_turn_of(text)
    tickets(cast, 1)
    one_round([HAND_OUT], now=later(hours=0.1))
    with cast.inside():
        assert set(Notice.objects.values_list("member_id", flat=True)) == {cast.lead.id, cast.manager.id}
