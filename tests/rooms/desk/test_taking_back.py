"""An answer waits a moment before it leaves, and whoever wrote it can take it back: never sent twice, never sent after that."""

from datetime import date, timedelta
from functools import partial
from uuid import uuid4

import pytest

from rounds.basics.problems import NotThere, Refused
from rounds.basics.spans import Span
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.facts import File
from rounds.desk.models import AnswerWaiting, Draft, Message, Ticket, UnsentFile
from rounds.mail.commands import deliveries
from rounds.mail.commands import outbox as mail_outbox
from rounds.timeline.models import Outbox, TimelineEvent
from rounds.timeline.rules import Actor
from tests.at_once import at_once
from tests.manuals import SHIPPED
from tests.world import MONDAY, Cast, a_ticket, a_workspace, later

SOON, AFTER = MONDAY + timedelta(seconds=5), MONDAY + timedelta(seconds=11)
DAY = Wish(day=date(2026, 12, 24))
TURN_AND_DATE = ("state", "last_word", "said_at", "closed_at", "woke_at", "wakes_at", "wake_by_id", "wake_version")


def facts(ticket_id: int) -> dict[str, object]:
    return Ticket.objects.filter(id=ticket_id).values(*TURN_AND_DATE).get()


def answered(cast: Cast, ticket: Ticket, **more) -> Message:
    with cast.inside():
        return desk.answer(number=ticket.number, text="It is done.", by=cast.rep, at=MONDAY, **more)


def taken_back(cast: Cast, ticket: Ticket, message: Message, *, by: Actor | None = None, at=SOON) -> None:
    with cast.inside():
        desk.take_back(number=ticket.number, message_id=message.pk, by=by or cast.rep, at=at)


def claimed(cast: Cast, message: Message, at) -> bool:
    with cast.inside():
        row = Outbox.objects.get(ref_id=message.pk)
        return deliveries.claim(outbox_id=row.pk, token=uuid4(), at=at) is not None


def asleep(cast: Cast, ticket: Ticket) -> None:
    desk.put_to_sleep(number=ticket.number, wish=DAY, by=cast.teammate, at=later(-1))


def closed(cast: Cast, ticket: Ticket) -> None:
    desk.close(number=ticket.number, by=cast.teammate, at=later(-1))


def left_new(cast: Cast, ticket: Ticket) -> None:
    """Let it be as it came."""


@pytest.mark.parametrize("before", [left_new, asleep, closed])
@pytest.mark.parametrize("wish", [None, Wish(), DAY])
def test_taken_back_turn_state_and_date_are_what_they_were(before, wish):
    """Architecture 3: an undone send reverts what it set."""
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket(at=later(-2))
        before(cast, ticket)
        was = facts(ticket.pk)
    message = answered(cast, ticket, wish=wish)
    taken_back(cast, ticket, message)
    with cast.inside():
        assert facts(ticket.pk) == was
        assert not Message.objects.filter(id=message.pk).exists()
        assert Outbox.objects.get(ref_id=message.pk).state == "taken back"
        assert Draft.objects.get(member_id=cast.rep.id, ticket=ticket).text == "It is done."
    assert not claimed(cast, message, later(1)), "what was taken back never leaves"


def test_nobody_sends_it_before_its_time_and_then_it_is_sent_once():
    """Clause kind `sending`: the worker, however often it looks."""
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
    message = answered(cast, ticket)
    assert [claimed(cast, message, at) for at in (SOON, AFTER, AFTER)] == [False, True, False]


def test_what_is_on_its_way_is_not_taken_back():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
    message = answered(cast, ticket)
    assert claimed(cast, message, AFTER)
    with pytest.raises(Refused, match="has left already"):
        taken_back(cast, ticket, message, at=AFTER)
    with cast.inside():
        assert Message.objects.filter(id=message.pk).exists()
        assert not AnswerWaiting.objects.exists(), "its text as typed is kept no longer than needed"


@pytest.mark.parametrize("settle", [mail_outbox.retry, mail_outbox.drop])
def test_what_somebody_settled_in_the_outbox_is_not_taken_back(settle):
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
    message = answered(cast, ticket)
    with cast.inside():
        settle(outbox_id=Outbox.objects.get(ref_id=message.pk).pk, by=cast.lead, at=SOON)
    with pytest.raises(Refused, match="has left already"):
        taken_back(cast, ticket, message)


def test_sent_at_once_from_the_outbox_it_does_not_wait():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
    message = answered(cast, ticket)
    with cast.inside():
        mail_outbox.retry(outbox_id=Outbox.objects.get(ref_id=message.pk).pk, by=cast.lead, at=SOON)
    assert claimed(cast, message, SOON)


def test_somebody_elses_answer_is_not_taken_back_and_another_tickets_is_not_there():
    cast = a_workspace()
    with cast.inside():
        ticket, other = a_ticket(), a_ticket()
    message = answered(cast, ticket)
    with pytest.raises(Refused, match="Somebody else wrote"):
        taken_back(cast, ticket, message, by=cast.teammate)
    with pytest.raises(NotThere):
        taken_back(cast, other, message)


def test_what_the_customer_wrote_meanwhile_stays_and_it_stays_our_turn():
    """A closed ticket is not closed again over what the customer has just written."""
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket(at=later(-2))
        closed(cast, ticket)
    message = answered(cast, ticket)
    with cast.inside():
        contact = ticket.requester_id
        desk.add_customer_message(
            ticket_id=ticket.pk, contact_id=contact, text="Wait!", by=Actor.contact(contact), at=SOON
        )
    taken_back(cast, ticket, message, at=AFTER)
    with cast.inside():
        stands = Ticket.objects.get(id=ticket.pk)
        assert (stands.state, stands.last_word, stands.our_turn, stands.wakes_at) == ("open", "customer", True, None)


def test_a_date_promised_meanwhile_stays():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket(at=later(-2))
    message = answered(cast, ticket)
    with cast.inside():
        desk.set_reopen_date(number=ticket.number, wish=DAY, by=cast.teammate, at=SOON)
        promised = Ticket.objects.get(id=ticket.pk).wakes_at
    taken_back(cast, ticket, message)
    with cast.inside():
        stands = Ticket.objects.get(id=ticket.pk)
        assert (stands.wakes_at, stands.last_word) == (promised, "customer")


def test_a_sleeping_ticket_whose_date_was_dropped_meanwhile_does_not_sleep_for_ever():
    """A1."""
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket(at=later(-2))
        asleep(cast, ticket)
    message = answered(cast, ticket)
    with cast.inside():
        desk.drop_reopen_date(number=ticket.number, by=cast.teammate, at=SOON)
    taken_back(cast, ticket, message)
    with cast.inside():
        stands = Ticket.objects.get(id=ticket.pk)
        assert (stands.state, stands.wakes_at) == ("open", None)


def test_its_files_come_back_and_leave_with_the_next_answer():
    """Nothing is lost: a file that was attached is attached again."""
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
    message = answered(cast, ticket, files=[File("a.png", "image/png", b"\x89PNG")])
    taken_back(cast, ticket, message)
    with cast.inside():
        [kept] = UnsentFile.objects.filter(ticket=ticket, member_id=cast.rep.id)
        again = desk.answer(number=ticket.number, text="It is done now.", unsent=[kept.pk], by=cast.rep, at=later(0.1))
        assert list(again.attachments.values_list("name", "size")) == [("a.png", 4)]
        assert not UnsentFile.objects.exists()


def test_the_text_is_laid_before_what_was_begun_since():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
    message = answered(cast, ticket)
    with cast.inside():
        desk.keep_draft(number=ticket.number, kind="staff", text="And another thing", by=cast.rep, at=SOON)
    taken_back(cast, ticket, message)
    with cast.inside():
        assert Draft.objects.get(ticket=ticket).text == "It is done.\n\nAnd another thing"


def test_a_manual_without_the_clause_lets_answers_leave_at_once():
    start, end = SHIPPED.index("## A second look"), SHIPPED.index("## How our mails sound")
    cast = a_workspace(manual=SHIPPED[:start] + SHIPPED[end:])
    with cast.inside():
        ticket = a_ticket()
    message = answered(cast, ticket)
    assert claimed(cast, message, MONDAY)


def test_a_worker_and_its_writer_at_once_one_of_them_wins():
    """Race: twenty times, each in a transaction of its own; sent or taken back, never both, never neither."""
    cast = a_workspace()
    for _ in range(20):
        with cast.inside():
            ticket = a_ticket()
        message = answered(cast, ticket)
        was_claimed, written = at_once(
            partial(claimed, cast, message, AFTER), partial(taken_back, cast, ticket, message, at=AFTER)
        )
        won = ["sent"] * bool(was_claimed) + ["taken back"] * (not isinstance(written, Refused))
        with cast.inside():
            state = Outbox.objects.get(ref_id=message.pk).state
            events = TimelineEvent.objects.filter(kind="desk.answer taken back", subject_id=ticket.pk).count()
        assert (won, state, events) in [(["sent"], "claimed", 0), (["taken back"], "taken back", 1)]


def test_an_answer_on_a_closed_ticket_that_is_held_since_is_taken_back_and_the_hold_stands():
    """What somebody did meanwhile stays. Found by the state machine."""
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
        desk.close(number=number, by=cast.rep, at=MONDAY)
        desk.answer(number=number, text="One more thing.", by=cast.rep, at=MONDAY)
        wish = Wish(span=Span.parse("1 week"))
        desk.hold(number=number, holder="supplier", reason="Domain.", wish=wish, by=cast.lead, at=MONDAY)
        ticket = desk.take_back(number=number, by=cast.rep, at=MONDAY)
        assert (ticket.state, ticket.held_by) == ("open", "supplier")
