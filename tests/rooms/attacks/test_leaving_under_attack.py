"""Somebody has left the team, and a ticket that they had comes alive again: it waits for whoever is here, never for them."""

from threading import Thread

import pytest
from django.db import connection

from rounds.basics.problems import NotThere
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.many import ManyAct, Verb
from rounds.desk.models import Ticket
from rounds.timeline.models import TimelineEvent
from tests.world import MONDAY, Cast, a_customer, a_ticket, a_workspace, later

GONE_AT = later(0.2)
BACK_AT = later(0.3)


def a_ticket_of_the_rep(cast: Cast) -> Ticket:
    """Let the rep have a ticket. Needs a workspace around it."""
    ticket = a_ticket()
    desk.assign(number=ticket.number, member_id=cast.rep.id, by=cast.lead, at=MONDAY)
    return ticket


def left(cast: Cast) -> None:
    with cast.inside():
        desk.end_membership(member_id=cast.rep.id, by=cast.manager, at=GONE_AT)


def who_has(cast: Cast, number: int) -> tuple[str, int | None]:
    with cast.inside():
        return Ticket.objects.values_list("state", "assignee_id").get(number=number)


def reopened(cast: Cast, ticket: Ticket) -> None:
    desk.reopen(number=ticket.number, by=cast.lead, at=BACK_AT)


def answered(cast: Cast, ticket: Ticket) -> None:
    desk.answer(number=ticket.number, text="One more thing.", by=cast.lead, at=BACK_AT)


def written_on(cast: Cast, ticket: Ticket) -> None:
    who = Ticket.objects.values_list("requester_id", flat=True).get(id=ticket.pk)
    desk.add_customer_message(ticket_id=ticket.pk, contact_id=who, text="Still broken.", by=cast.lead, at=BACK_AT)


def woken(cast: Cast, ticket: Ticket) -> None:
    desk.wake(ticket_id=ticket.pk, at=later(10))


@pytest.mark.parametrize("comes_back", [reopened, answered, written_on, woken])
def test_a_closed_ticket_of_somebody_gone_waits_in_its_queue_when_it_lives_again(comes_back):
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket_of_the_rep(cast)
        desk.set_reopen_date(number=ticket.number, wish=Wish(at=later(9)), by=cast.lead, at=MONDAY)
        desk.close(number=ticket.number, by=cast.lead, at=MONDAY)
    left(cast)
    assert who_has(cast, ticket.number) == ("closed", cast.rep.id)  # that is its past
    with cast.inside():
        comes_back(cast, ticket)
    assert who_has(cast, ticket.number) == ("open", None)
    with cast.inside():
        [given, gone] = TimelineEvent.objects.filter(kind="desk.assigned", subject_id=ticket.pk).order_by("id")
    assert (given.payload["to_member"], gone.payload["from_member"]) == (cast.rep.id, cast.rep.id)


@pytest.mark.parametrize("verb", [Verb.CLOSE, Verb.ASSIGN])
def test_an_act_on_many_that_is_taken_back_gives_nothing_to_somebody_gone(verb):
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket_of_the_rep(cast)
        act = ManyAct(verb, member_id=cast.teammate.id)
        many = desk.do_to_many(numbers=[ticket.number], act=act, by=cast.lead, at=later(0.1))
    left(cast)
    with cast.inside():
        assert desk.undo_many(many_id=many.pk, by=cast.lead, at=BACK_AT) == 1
    assert who_has(cast, ticket.number) == ("new", None)


def test_a_merge_that_is_taken_back_gives_nothing_to_somebody_gone():
    cast = a_workspace()
    with cast.inside():
        customer = a_customer()
        into, other = a_ticket(by=customer), a_ticket(by=customer)
        desk.assign(number=other.number, member_id=cast.rep.id, by=cast.lead, at=MONDAY)
        merge = desk.merge(number=into.number, others=[other.number], by=cast.lead, at=MONDAY)
    left(cast)
    with cast.inside():
        desk.unmerge(merge_id=merge.pk, by=cast.lead, at=BACK_AT)
    assert who_has(cast, other.number) == ("new", None)


def test_a_merge_into_a_closed_ticket_of_somebody_gone_lets_it_wait_in_its_queue():
    cast = a_workspace()
    with cast.inside():
        customer = a_customer()
        into, other = a_ticket(by=customer), a_ticket(by=customer)
        desk.assign(number=into.number, member_id=cast.rep.id, by=cast.lead, at=MONDAY)
        desk.close(number=into.number, by=cast.lead, at=MONDAY)
    left(cast)
    with cast.inside():
        desk.merge(number=into.number, others=[other.number], by=cast.lead, at=BACK_AT)
    assert who_has(cast, into.number) == ("open", None)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_whoever_is_taken_off_while_somebody_gives_them_a_ticket_does_not_get_it():
    """Two at once: the ticket goes to the member before they leave, and then back to its queue, or not at all."""
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
    came: list[Exception] = []

    def give() -> None:
        try:
            with cast.inside():
                desk.assign(number=number, member_id=cast.rep.id, by=cast.lead, at=GONE_AT)
        except NotThere as gone:
            came.append(gone)
        finally:
            connection.close()

    giving = Thread(target=give)
    with cast.inside():
        desk.end_membership(member_id=cast.rep.id, by=cast.manager, at=GONE_AT)
        giving.start()
        while giving.is_alive() and not _somebody_waits():
            giving.join(0.01)
    giving.join()
    assert len(came) == 1
    assert who_has(cast, number) == ("new", None)
