"""An answer that never left wakes its ticket at once and says so (A3)."""

from datetime import date

from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.models import Party, Ticket
from rounds.desk.queries import ticket_page
from rounds.desk.rules import Mark
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor, Because
from tests.world import MONDAY, a_customer, a_ticket, a_workspace, later

POST = Actor.connector("mail")


def address_of(ticket: Ticket) -> int:
    return Party.objects.get(ticket=ticket, role="requester").address_id


def test_an_answer_that_never_left_is_our_turn_at_once_and_takes_the_manuals_date_with_it():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        message = desk.answer(number=ticket.number, text="Done.", by=cast.rep, at=MONDAY)
        desk.close(number=ticket.number, by=cast.rep, at=later(0.1))
        desk.answer_failed(message_id=message.pk, address_id=address_of(ticket), by=POST, at=later(0.2))
        shown = ticket_page(ticket.number)
        assert (shown.state, shown.our_turn, shown.mark) == ("open", True, Mark.NOT_DELIVERED)
        assert shown.wakes_at is None


def test_a_promised_date_stays_when_the_answer_fails():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        wish = Wish(day=date(2026, 12, 24))
        message = desk.answer(number=ticket.number, text="Done.", wish=wish, by=cast.rep, at=MONDAY)
        desk.answer_failed(message_id=message.pk, address_id=address_of(ticket), by=POST, at=later(0.2))
        assert Ticket.objects.get(id=ticket.pk).wakes_at.date() == date(2026, 12, 24)


def test_an_answer_that_leaves_after_all_counts_from_then_on():
    """A3: sending sets the dates again, from the sending."""
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        message = desk.answer(number=ticket.number, text="Done.", by=cast.rep, at=MONDAY)
        first = Ticket.objects.get(id=ticket.pk).wakes_at
        assert not desk.answer_left(message_id=message.pk, address_id=address_of(ticket), by=POST, at=MONDAY)
        desk.answer_failed(message_id=message.pk, address_id=address_of(ticket), by=POST, at=later(2))
        assert desk.answer_left(message_id=message.pk, address_id=address_of(ticket), by=POST, at=later(3))
        again = Ticket.objects.get(id=ticket.pk)
        assert (again.our_turn, again.last_word) == (False, "staff")
        assert again.wakes_at > first


def test_a_customer_who_wrote_meanwhile_keeps_the_last_word():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        message = desk.answer(number=ticket.number, text="Done.", by=cast.rep, at=MONDAY)
        desk.answer_failed(message_id=message.pk, address_id=address_of(ticket), by=POST, at=later(1))
        desk.add_customer_message(
            ticket_id=ticket.pk, contact_id=ticket.requester_id, text="Hello?", at=later(2), by=Actor.contact(1)
        )
        assert not desk.answer_left(message_id=message.pk, address_id=address_of(ticket), by=POST, at=later(3))
        assert Ticket.objects.get(id=ticket.pk).last_word == "customer"


def test_what_the_customer_wrote_between_our_answer_and_its_failure_is_never_lost():
    """C4: the failure and the late success of an answer say nothing about a word that came after it."""
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        message = desk.answer(number=ticket.number, text="Done.", by=cast.rep, at=MONDAY)
        desk.add_customer_message(
            ticket_id=ticket.pk, contact_id=ticket.requester_id, text="Hello?", at=later(1), by=Actor.contact(1)
        )
        assert not desk.answer_failed(message_id=message.pk, address_id=address_of(ticket), by=POST, at=later(2))
        assert not desk.answer_left(message_id=message.pk, address_id=address_of(ticket), by=POST, at=later(3))
        assert Ticket.objects.get(id=ticket.pk).our_turn


def test_a_copys_fate_neither_hides_nor_makes_a_failure():
    cast = a_workspace()
    with cast.inside():
        dana, bo = a_customer(), a_customer("Bo Reads Along")
        opened = desk.open_ticket(
            subject="Banner",
            text="Please.",
            kind="question",
            requester=dana,
            account_id=None,
            others=[bo],
            mailbox="support@fenwick.example",
            by=Actor.contact(dana.contact_id),
            at=MONDAY,
        )
        ticket = opened.ticket
        message = desk.answer(number=ticket.number, text="Done.", by=cast.rep, at=MONDAY)
        assert not desk.answer_failed(message_id=message.pk, address_id=bo.address_id, by=POST, at=later(1))
        assert not Ticket.objects.get(id=ticket.pk).our_turn
        assert desk.answer_failed(message_id=message.pk, address_id=dana.address_id, by=POST, at=later(2))
        assert not desk.answer_left(message_id=message.pk, address_id=bo.address_id, by=POST, at=later(3))
        assert Ticket.objects.get(id=ticket.pk).our_turn


def test_an_older_answers_late_success_says_nothing_about_the_latest():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        older = desk.answer(number=ticket.number, text="One.", by=cast.rep, at=MONDAY)
        latest = desk.answer(number=ticket.number, text="Two.", by=cast.rep, at=later(1))
        assert desk.answer_failed(message_id=latest.pk, address_id=address_of(ticket), by=POST, at=later(2))
        assert not desk.answer_left(message_id=older.pk, address_id=address_of(ticket), by=POST, at=later(3))


def test_a_failed_answer_says_why_it_is_our_turn():
    """F2."""
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        message = desk.answer(number=ticket.number, text="Done.", by=cast.rep, at=MONDAY)
        desk.answer_failed(message_id=message.pk, address_id=address_of(ticket), by=POST, at=later(1))
        event = TimelineEvent.objects.get(kind="desk.answer failed")
        assert Because.from_json(event.because).next.startswith("it is our turn")
