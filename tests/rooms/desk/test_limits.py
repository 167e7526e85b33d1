"""Bounds, rights within rights, and what robots write: refused in words, or kept without moving anything."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rounds.accounts.models import Contact
from rounds.basics.problems import NotAllowed, Refused
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.models import Ticket
from rounds.desk.queries import of_account
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor, Because
from tests.world import MANUAL, MONDAY, a_customer, a_ticket, a_workspace, later


@pytest.mark.parametrize("day", [date(2037, 1, 1), date(9999, 12, 31)])
def test_a_day_that_nobody_can_mean_is_refused(day):
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
    with pytest.raises(Refused, match="ten years"), cast.inside():
        desk.set_reopen_date(number=ticket.number, wish=Wish(day=day), by=cast.rep, at=MONDAY)


def test_a_moment_at_night_becomes_the_next_opening():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        set_ = desk.set_reopen_date(number=ticket.number, wish=Wish(at=later(5, hours=10)), by=cast.rep, at=MONDAY)
        assert set_.wakes_at == later(6, hours=23) or set_.wakes_at.weekday() == 0


@pytest.mark.parametrize("subject", ["x" * 501, "  "])
def test_a_subject_is_a_line(subject):
    cast = a_workspace()
    with cast.inside():
        customer = a_customer()
    with pytest.raises(Refused), cast.inside():
        desk.open_ticket(
            subject=subject, text="T", kind="question", requester=customer, account_id=None, by=cast.rep, at=MONDAY
        )


@pytest.mark.parametrize("name", ["", "x" * 201])
def test_a_firms_name_is_a_name(name):
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
    with pytest.raises(Refused), cast.inside():
        desk.name_account(number=ticket.number, name=name, by=cast.rep, at=MONDAY)


def test_a_firm_is_named_once():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        desk.name_account(number=ticket.number, name="Hartwell Dental", by=cast.rep, at=MONDAY)
    with pytest.raises(Refused, match="already"), cast.inside():
        desk.name_account(number=ticket.number, name="Bellamy Roofing", by=cast.rep, at=MONDAY)


def test_whoever_may_answer_and_not_set_dates_sends_with_the_manuals_date_alone():
    manual = MANUAL.read_text().replace("close tickets, set dates, set", "close tickets, set")
    cast = a_workspace(manual=manual)
    with cast.inside():
        ticket = a_ticket()
        desk.answer(number=ticket.number, text="Done.", by=cast.rep, at=MONDAY)
    with pytest.raises(NotAllowed), cast.inside():
        desk.answer(number=ticket.number, text="Done.", wish=Wish(), by=cast.rep, at=MONDAY)


def test_a_kind_of_another_queue_takes_the_ticket_from_whoever_does_not_work_there():
    """D3."""
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        desk.take(number=ticket.number, by=cast.rep, at=MONDAY)
        moved = desk.change_kind(number=ticket.number, kind="website change", by=cast.lead, at=MONDAY)
        assert (moved.queue, moved.assignee_id) == ("website work", None)


def test_an_out_of_office_moves_neither_turn_nor_state_nor_date():
    """What other desks do: a robot's word opens the ticket, and the reminder dies of it."""
    cast = a_workspace()
    with cast.inside():
        dana = a_customer()
        ticket = a_ticket(by=dana)
        desk.put_to_sleep(number=ticket.number, wish=Wish(day=date(2026, 12, 1), keeps=False), by=cast.rep, at=MONDAY)
        before = Ticket.objects.values("state", "wakes_at", "last_word").get(id=ticket.pk)
        desk.add_customer_message(
            ticket_id=ticket.pk,
            contact_id=dana.contact_id,
            text="I am away until Monday.",
            at=later(1),
            by=Actor.contact(dana.contact_id),
            automatic=True,
        )
        assert Ticket.objects.values("state", "wakes_at", "last_word").get(id=ticket.pk) == before


def test_fifty_closed_tickets_hide_no_open_one():
    """D4."""
    cast = a_workspace()
    with cast.inside():
        dana = a_customer(account="Harbour Tile & Stone")
        account = Contact.objects.get(id=dana.contact_id).account_id
        numbers = [a_ticket(by=dana).number for _ in range(5)]
        Ticket.objects.update(account_id=account)
        for number in numbers[:3]:
            desk.close(number=number, by=cast.rep, at=later(number))
        assert [row.number for row in of_account(account, closed=2)] == [4, 5, 3, 2]


def test_a_date_that_somebody_chose_to_drop_is_not_blamed_on_the_manual():
    """F2."""
    cast = a_workspace()
    with cast.inside():
        dana = a_customer()
        ticket = a_ticket(by=dana)
        desk.set_reopen_date(
            number=ticket.number, wish=Wish(day=date(2026, 12, 1), keeps=False), by=cast.rep, at=MONDAY
        )
        desk.add_customer_message(
            ticket_id=ticket.pk, contact_id=dana.contact_id, text="Ok", at=later(1), by=Actor.contact(dana.contact_id)
        )
        because = Because.from_json(TimelineEvent.objects.get(kind="desk.date dropped").because)
        assert because.keys == ()
        assert "whoever set the date" in {fact.text for fact in because.facts}


def test_creating_and_answering_take_at_most_12_statements_in_one_transaction():
    """Architecture 6; BEGIN, COMMIT and set_config are not counted."""
    cast = a_workspace()
    with cast.inside():
        dana = a_customer(account="Harbour Tile & Stone")
        a_ticket(by=dana)
        Ticket.objects.update(account_id=Contact.objects.get(id=dana.contact_id).account_id)
    for act in (
        lambda: a_ticket(by=dana),
        lambda: desk.answer(number=1, text="Done.", by=cast.rep, at=MONDAY),
    ):
        with CaptureQueriesContext(connection) as captured, cast.inside():
            act()
        counted = [q["sql"] for q in captured if not q["sql"].startswith(("BEGIN", "COMMIT", "SELECT set_config"))]
        assert len(counted) <= 12, counted
