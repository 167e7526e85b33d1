"""We speak: framed by the manual's template, put into the outbox, refused over somebody else's change."""

from datetime import date

import pytest

from rounds.basics.problems import ChangedMeanwhile, Refused
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.facts import File
from rounds.desk.models import Attachment, Blob, Message, Ticket
from rounds.desk.queries import ticket_page
from rounds.timeline.models import Outbox, TimelineEvent
from rounds.timeline.rules import Actor
from tests.world import MONDAY, a_customer, a_ticket, a_workspace, later


def test_an_answer_is_framed_by_the_template_that_the_kind_names():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket(by=a_customer("Dana Whitlock"), subject="Swap the banner")
        message = desk.answer(number=ticket.number, text="It is live.", by=cast.rep, at=MONDAY)
        assert "It is live." in message.text
        assert "Dana" in message.text
        assert "Teo" in message.text
        assert "Swap the banner" in message.subject


def test_an_answer_and_what_leaves_are_one_act():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        message = desk.answer(number=ticket.number, text="Done.", by=cast.rep, at=MONDAY)
        row = Outbox.objects.get(ref_id=message.pk)
        assert (row.state, row.channel, row.about_id) == ("queued", "mail", ticket.pk)
        assert TimelineEvent.objects.filter(kind="desk.answered", subject_id=ticket.pk).count() == 1


def test_an_answer_threads_behind_the_customers_mail():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        theirs = Message.objects.get(ticket=ticket).message_id
        first = desk.answer(number=ticket.number, text="One.", by=cast.rep, at=MONDAY)
        second = desk.answer(number=ticket.number, text="Two.", by=cast.rep, at=later(0.1))
        assert first.in_reply_to == theirs
        assert second.references.split() == [theirs, first.message_id]
        assert first.message_id.endswith("@fenwick.example>")


def test_an_answer_over_a_word_of_the_customer_that_was_not_read_is_refused_with_both_sides():
    """Stale writes are refused (architecture 3)."""
    cast = a_workspace()
    with cast.inside():
        dana = a_customer()
        ticket = a_ticket(by=dana)
        read = ticket.version
        desk.add_customer_message(
            ticket_id=ticket.pk,
            contact_id=dana.contact_id,
            text="Forget it, found it.",
            at=later(0.1),
            by=Actor.contact(dana.contact_id),
        )
    with pytest.raises(ChangedMeanwhile) as changed, cast.inside():
        desk.answer(number=ticket.number, text="My answer.", by=cast.rep, at=later(0.2), version=read)
    assert changed.value.mine == {"Your answer": "My answer."}
    assert changed.value.theirs["Last message"] == "Forget it, found it."
    with cast.inside():
        assert not Outbox.objects.exists()
        desk.answer(number=ticket.number, text="Mine.", by=cast.rep, at=later(0.2), version=changed.value.version)


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_answer_is_refused(text):
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
    with pytest.raises(Refused, match="nothing to send"), cast.inside():
        desk.answer(number=ticket.number, text=text, by=cast.rep, at=MONDAY)


def test_a_date_in_the_past_refuses_the_whole_answer():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
    with pytest.raises(Refused, match="future"), cast.inside():
        desk.answer(number=ticket.number, text="Done.", wish=Wish(day=date(2020, 1, 1)), by=cast.rep, at=MONDAY)
    with cast.inside():
        assert Ticket.objects.get(id=ticket.pk).state == "new"
        assert not Outbox.objects.exists()


def test_the_same_file_is_kept_once_and_shown_on_each_message():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        picture = File("banner.png", "image/png", b"\x89PNG" * 100)
        for text in ("One.", "Two."):
            desk.answer(number=ticket.number, text=text, files=[picture, picture], by=cast.rep, at=MONDAY)
        assert (Blob.objects.count(), Attachment.objects.count()) == (1, 4)


def test_a_note_reaches_nobody_outside():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        desk.note(number=ticket.number, text="Between us.", by=cast.production, at=MONDAY)
        assert not Outbox.objects.exists()
        assert [entry.kind for entry in ticket_page(ticket.number).thread if hasattr(entry, "text")] == [
            "customer",
            "note",
        ]


def test_history_holds_no_names_addresses_or_bodies():
    """Architecture 3: ids and facts only, so that history and erasure do not fight."""
    cast = a_workspace()
    with cast.inside():
        dana = a_customer("Dana Unmistakable", address="unmistakable@customer.example")
        ticket = a_ticket(by=dana, subject="Subject unmistakable")
        desk.answer(number=ticket.number, text="Answer unmistakable.", by=cast.rep, at=MONDAY)
        desk.note(number=ticket.number, text="Note unmistakable.", by=cast.rep, at=MONDAY)
        desk.put_to_sleep(number=ticket.number, wish=Wish(day=date(2026, 12, 24)), by=cast.rep, at=MONDAY)
        desk.close(number=ticket.number, by=cast.rep, at=MONDAY)
        for event in TimelineEvent.objects.all():
            everything = f"{event.payload} {event.because} {event.actor_name}".lower()
            for personal in ("unmistakable", "okafor", "@"):
                assert personal not in everything, event.kind
