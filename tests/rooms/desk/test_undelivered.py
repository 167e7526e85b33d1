"""An answer that never left wakes its ticket at once and says so (A3)."""

from datetime import date

from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.models import Ticket
from rounds.desk.queries import ticket_page
from rounds.desk.rules import Mark
from rounds.timeline.rules import Actor
from tests.world import MONDAY, a_ticket, a_workspace, later

POST = Actor.connector("mail")


def test_an_answer_that_never_left_is_our_turn_at_once_and_takes_the_manuals_date_with_it():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        message = desk.answer(number=ticket.number, text="Done.", by=cast.rep, at=MONDAY)
        desk.close(number=ticket.number, by=cast.rep, at=later(0.1))
        desk.answer_failed(message_id=message.pk, by=POST, at=later(0.2))
        shown = ticket_page(ticket.number)
        assert (shown.state, shown.our_turn, shown.mark) == ("open", True, Mark.NOT_DELIVERED)
        assert shown.wakes_at is None


def test_a_promised_date_stays_when_the_answer_fails():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        wish = Wish(day=date(2026, 12, 24))
        message = desk.answer(number=ticket.number, text="Done.", wish=wish, by=cast.rep, at=MONDAY)
        desk.answer_failed(message_id=message.pk, by=POST, at=later(0.2))
        assert Ticket.objects.get(id=ticket.pk).wakes_at.date() == date(2026, 12, 24)


def test_an_answer_that_leaves_after_all_counts_from_then_on():
    """A3: sending sets the dates again, from the sending."""
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        message = desk.answer(number=ticket.number, text="Done.", by=cast.rep, at=MONDAY)
        first = Ticket.objects.get(id=ticket.pk).wakes_at
        assert not desk.answer_left(message_id=message.pk, by=POST, at=MONDAY)
        desk.answer_failed(message_id=message.pk, by=POST, at=later(2))
        assert desk.answer_left(message_id=message.pk, by=POST, at=later(3))
        again = Ticket.objects.get(id=ticket.pk)
        assert (again.our_turn, again.last_word) == (False, "staff")
        assert again.wakes_at > first


def test_a_customer_who_wrote_meanwhile_keeps_the_last_word():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        message = desk.answer(number=ticket.number, text="Done.", by=cast.rep, at=MONDAY)
        desk.answer_failed(message_id=message.pk, by=POST, at=later(1))
        desk.add_customer_message(
            ticket_id=ticket.pk, contact_id=ticket.requester_id, text="Hello?", at=later(2), by=Actor.contact(1)
        )
        assert not desk.answer_left(message_id=message.pk, by=POST, at=later(3))
        assert Ticket.objects.get(id=ticket.pk).last_word == "customer"
