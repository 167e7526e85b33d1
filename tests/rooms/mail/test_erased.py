"""One person's data is erased, whole, and the history that was sealed before stays what it was (architecture 3 and 5)."""

import argparse
import threading

import pytest
from django.db import connection

from rounds.accounts import commands as accounts
from rounds.accounts.models import Contact, ContactAddress
from rounds.basics.problems import Refused
from rounds.cli import workspaces as cli
from rounds.cli.trouble import CommandTrouble
from rounds.desk import commands as desk
from rounds.desk.models import Attachment, Blob, Message, Party, Ticket
from rounds.mail.models import Received
from rounds.timeline.models import Outbox, TimelineEvent
from rounds.timeline.verifying import verify
from rounds.workspaces.models import Workspace
from tests.outgoing import brought
from tests.rooms.mail.post import a_letter
from tests.rooms.mail.zora import SECOND, TRACES, ZORA, a_lived_in_desk, erase, her_letter, traces_left
from tests.rooms.timeline.sealed import seal_all
from tests.world import MONDAY, later


def test_nothing_says_any_more_who_somebody_was_and_the_sealed_history_is_what_it_was():
    post, _ = a_lived_in_desk()
    seal_all(post.cast)
    before = verify(post.cast.workspace_id).last
    assert len({found.split()[1] for found in traces_left(post)}) == len(TRACES), (
        "the search finds each where it stands"
    )
    contact_id = erase(post)
    assert traces_left(post) == []
    seal_all(post.cast)
    found = verify(post.cast.workspace_id)
    assert found.broken is None
    assert found.last.number > before.number
    with post.inside():
        event = TimelineEvent.objects.get(kind="accounts.contact erased")
        assert (event.subject_id, event.payload) == (contact_id, {"contact": contact_id})


def test_whoever_was_two_contacts_is_erased_as_both_with_the_address_that_was_taken_away():
    post, _ = a_lived_in_desk()
    post.bring(a_letter(sender="Zora Marmalade <z@elsewhere.example>", to=post.address, subject="Kumquat at home"))
    with post.inside():
        kept = ContactAddress.objects.get(key="zora.q@quillfeather.example").contact_id
        other = ContactAddress.objects.get(key="z@elsewhere.example").contact_id
        accounts.change_contact(
            contact_id=other, values={"title": "Head of kumquats"}, fields={}, by=post.cast.rep, at=MONDAY
        )
        desk.join_contacts(kept_id=kept, other_id=other, by=post.cast.rep, at=MONDAY)
        desk.note(number=2, text="Zora Marmalade called again.", by=post.cast.rep, at=MONDAY)
        third = accounts.give_address(contact_id=kept, address="zora@quillfeather.example", by=post.cast.rep, at=MONDAY)
        desk.take_address_away(contact_id=kept, address_id=third.pk, by=post.cast.rep, at=MONDAY)
        desk.note(number=2, text="Not zora@quillfeather.example any more.", by=post.cast.rep, at=MONDAY)
    erase(post)
    assert traces_left(post) == []
    with post.inside():
        assert Contact.objects.get(id=other).joined_into_id == kept


def test_what_others_said_stays_but_for_the_name():
    post, number = a_lived_in_desk()
    erase(post)
    with post.inside():
        ticket = Ticket.objects.get(number=number)
        words = list(Message.objects.filter(ticket=ticket).order_by("id").values_list("text", flat=True))
    assert ticket.subject == "Swap the banner"
    assert words[0] == "Please put the new one there."
    assert words[1] == "erased"
    assert words[2].startswith("I agree.") and "erased" in words[2]
    assert "We asked erased." in words[3]


@pytest.mark.parametrize(
    "name", ["Zora\nQuillfeather", "Zora\n> > Quillfeather", "Zora  Quillfeather", "zora\tquillfeather"], ids=repr
)
def test_her_name_goes_where_a_mail_program_broke_the_line_within_it(name):
    post, number = a_lived_in_desk()
    with post.inside():
        said = desk.note(
            number=number, text=f"> On Monday {name} wrote:\n> Zora and Quillfeather", by=post.cast.rep, at=MONDAY
        ).pk
    erase(post)
    with post.inside():
        assert Message.objects.get(id=said).text == "> On Monday erased wrote:\n> Zora and Quillfeather"


def test_another_address_that_only_ends_like_hers_stays():
    post, _ = a_lived_in_desk()
    with post.inside():
        desk.note(
            number=2,
            text="Ask azora.q@quillfeather.example.au, not zora.q@quillfeather.example.",
            by=post.cast.rep,
            at=MONDAY,
        )
    erase(post)
    with post.inside():
        assert Message.objects.latest("id").text == "Ask azora.q@quillfeather.example.au, not erased."


def test_she_is_written_to_no_more_and_a_new_mail_of_hers_is_a_strangers():
    post, _ = a_lived_in_desk()
    with post.inside():
        contact_id = Contact.objects.get(name="Zora Quillfeather").pk
        desk.answer(number=1, text="One more thing.", by=post.cast.rep, at=MONDAY)
        hers = set(ContactAddress.objects.filter(contact=contact_id).values_list("id", flat=True))
    assert erase(post) == contact_id
    with post.inside():
        assert set(Outbox.objects.filter(recipient_id__in=hers).values_list("state", flat=True)) == {"sent", "dropped"}
        assert not Party.objects.filter(contact=contact_id).exists()
        assert Contact.objects.get(id=contact_id).name == "Erased person"
    with pytest.raises(Refused, match="has a mail address"), post.inside():
        desk.answer(number=1, text="Hello?", by=post.cast.rep, at=later(2))
    post.bring(a_letter(sender=ZORA, to=post.address), at=later(3))
    with post.inside():
        assert ContactAddress.objects.get(key="zora.q@quillfeather.example").contact_id != contact_id


def test_a_file_that_somebody_else_sent_too_stays_theirs():
    post, _ = a_lived_in_desk()
    post.bring(her_letter(post).replace(ZORA.encode(), b"Bo <bo@customer.example>").replace(b"kumquat.", b"other."))
    erase(post)
    with post.inside():
        assert Attachment.objects.count() == Blob.objects.count() == 1


def test_while_a_mail_to_them_is_being_sent_nothing_is_erased():
    post, _ = a_lived_in_desk()
    with post.inside():
        brought(Outbox.objects.filter(state="queued"), "handing over")
    with pytest.raises(Refused, match="is being sent"):
        erase(post)
    with post.inside():
        assert Contact.objects.filter(name="Zora Quillfeather").exists()


def test_a_held_mail_of_somebody_else_is_not_lost():
    post, _ = a_lived_in_desk()
    post.bring(a_letter(to=post.address, more=f"Cc: {ZORA}\r\n", message_id="<dana@customer.example>", text="Other."))
    with pytest.raises(Refused, match="held"):
        erase(post)


def test_her_own_held_mail_goes_with_her():
    post, _ = a_lived_in_desk()
    with post.inside():
        assert Received.objects.filter(state="quarantined").count() == 1
    erase(post)
    with post.inside():
        assert set(Received.objects.filter(subject="erased").values_list("state", flat=True)) == {"placed", "dropped"}
        assert set(map(bytes, Received.objects.filter(subject="erased").values_list("raw", flat=True))) == {b"erased"}


def test_a_mail_that_is_coming_in_meanwhile_is_erased_too():
    """Whoever erases waits for it; without that, it would come behind the look through what there is."""
    post, _ = a_lived_in_desk()
    arrived, may_end, erased = threading.Event(), threading.Event(), threading.Event()

    def bring():
        with post.inside():
            post.bring(her_letter(post, subject="Kumquat again"))
            arrived.set()
            may_end.wait(30)
        connection.close()

    def go():
        erase(post)
        erased.set()
        connection.close()

    bringing, erasing = threading.Thread(target=bring), threading.Thread(target=go)
    bringing.start()
    assert arrived.wait(30)
    erasing.start()
    assert not erased.wait(0.5)
    may_end.set()
    bringing.join(), erasing.join()
    assert erased.is_set()
    assert traces_left(post) == []


def test_nobody_of_that_address_is_said_plainly_also_the_second_time():
    post, _ = a_lived_in_desk()
    erase(post, SECOND)
    with post.inside():
        slug = Workspace.objects.get().slug
    for address in (SECOND, "nobody@customer.example"):
        with pytest.raises(CommandTrouble, match=f"Nobody at a customer of {slug} has the address {address}"):
            cli.erase_contact(argparse.Namespace(slug=slug, address=address))


def test_the_command_line_erases_somebody(capsys):
    post, _ = a_lived_in_desk()
    with post.inside():
        slug = Workspace.objects.get().slug
    cli.erase_contact(argparse.Namespace(slug=slug, address=SECOND))
    assert f"{SECOND} is erased from {slug}" in capsys.readouterr().out
    assert traces_left(post) == []
