"""A mail comes in: one ticket a mailbox and Message-ID, whatever is delivered twice; what cannot be placed is kept whole."""

from datetime import date, timedelta

import pytest
from django.db import OperationalError
from django.test import override_settings

from rounds.accounts.models import Contact, ContactAddress
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.models import Attachment, Message, Party, Ticket
from rounds.mail.addresses import reply_address
from rounds.mail.commands import laying, receiving
from rounds.mail.commands.receiving import TooLarge
from rounds.mail.incoming import Came
from rounds.mail.knowing import reply_keys
from rounds.mail.models import Mailbox
from rounds.mail.threading import FORGED, FROM_MAILBOX, OTHER_CONTENT, OWN
from tests.at_once import at_once
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.world import MONDAY, a_workspace, later


def tickets(post: Post) -> list[Ticket]:
    with post.inside():
        return list(Ticket.objects.order_by("number"))


def messages(post: Post) -> list[Message]:
    with post.inside():
        return list(Message.objects.order_by("id"))


def reply_to(post: Post, number: int) -> str:
    with post.inside():
        return reply_address(post.address, number=number, key=reply_keys()[0])


def test_a_mail_opens_a_ticket_of_the_kind_that_the_mailbox_clause_names():
    post = a_post()
    outcome = post.bring(a_letter(more="Cc: Bo <bo@customer.example>\r\n", to=post.address))
    [ticket], [message] = tickets(post), messages(post)
    assert (outcome.came, outcome.ticket_id) == (Came.PLACED, ticket.pk)
    assert (ticket.subject, ticket.kind, ticket.mailbox) == ("Swap the banner", "question", post.address)
    assert (message.text, message.kind) == ("Please put the new one there.", "customer")
    with post.inside():
        parties = list(Party.objects.order_by("role").values_list("role", "contact__name", "address__key"))
    assert parties == [("cc", "Bo", "bo@customer.example"), ("requester", "Dana Whitlock", "dana@customer.example")]
    [kept] = post.kept()
    assert (kept.state, kept.ticket_id, kept.message_id, kept.via) == ("placed", ticket.pk, message.pk, "smtp")


def test_the_raw_mail_and_its_files_are_kept():
    post = a_post()
    boundary = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n'
    body = "--b\r\n\r\nSee the plan.\r\n--b\r\nContent-Type: text/csv; name=plan.csv\r\n\r\na,b\r\n--b--"
    raw = a_letter(more=boundary, text=body)
    post.bring(raw)
    assert bytes(post.kept()[0].raw) == raw
    with post.inside():
        [file] = Attachment.objects.select_related("blob")
        assert (file.name, file.media_type, bytes(file.blob.data)) == ("plan.csv", "text/csv", b"a,b")


@pytest.mark.parametrize("message_id", [None, ""], ids=["with an id", "without an id"])
def test_the_same_mail_again_changes_nothing(message_id):
    post = a_post()
    raw = a_letter(message_id=message_id)
    first, second = post.bring(raw), post.bring(raw, at=later(1))
    assert (second.came, second.ticket_id) == (Came.DUPLICATE, first.ticket_id)
    assert (len(tickets(post)), len(messages(post)), len(post.kept())) == (1, 1, 1)


def test_the_same_mail_by_another_road_is_the_same_mail():
    post = a_post()
    raw = a_letter(message_id="<road@x>")
    post.bring(raw)
    assert post.bring(b"Received: from b by c\n" + raw.replace(b"\r\n", b"\n")).came is Came.DUPLICATE


def test_the_same_id_with_other_content_is_held_and_never_dropped():
    post = a_post()
    post.bring(a_letter(message_id="<one@x>"))
    other = a_letter(message_id="<one@x>", text="Something else entirely.")
    held, again = post.bring(other), post.bring(other)
    assert (held.came, held.reason) == (Came.QUARANTINED, OTHER_CONTENT)
    assert again.came is Came.DUPLICATE
    assert [row.state for row in post.kept()] == ["placed", "quarantined"]
    assert bytes(post.kept()[1].raw) == other
    (event,) = post.events("mail.held")
    assert len(event.payload["digest"]) == 64
    assert event.payload["digest"] not in {row.digest for row in post.kept()}, "history says what a mail said"


def test_two_mailboxes_may_get_the_same_mail():
    first, second, raw = a_post(), a_post(), a_letter()
    assert {first.bring(raw).came, second.bring(raw).came} == {Came.PLACED}


def test_deliveries_at_the_same_moment_make_one_ticket():
    post, raw = a_post(), a_letter()
    outcomes = at_once(*[lambda: post.bring(raw)] * 4)
    assert sorted(each.came for each in outcomes) == [Came.DUPLICATE] * 3 + [Came.PLACED]
    assert (len(tickets(post)), len(messages(post))) == (1, 1)


def test_many_new_mails_of_one_new_sender_at_the_same_moment_make_one_contact():
    post = a_post()
    at_once(*[lambda: post.bring(a_letter(to=post.address))] * 4)
    with post.inside():
        assert (Contact.objects.count(), ContactAddress.objects.count(), Ticket.objects.count()) == (1, 1, 4)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "The mail is empty."),
        (b"\x00" * 2000, "The mail is empty."),
        (bytes(range(256)) * 40, "This is not a mail: it begins with no header field."),
        (b"Subject: who?\r\n\r\nhello", "The mail names no sender whose address can be read."),
    ],
    ids=["empty", "NULs", "binary", "no sender"],
)
def test_what_cannot_be_read_is_held_whole_with_the_reason(raw, reason):
    post = a_post()
    outcome = post.bring(raw)
    [kept] = post.kept()
    assert (outcome.came, outcome.reason, kept.state, kept.reason) == (Came.QUARANTINED, reason, "quarantined", reason)
    assert bytes(kept.raw) == raw
    assert post.bring(raw).came is Came.DUPLICATE
    assert tickets(post) == []


def test_nul_bytes_inside_a_mail_do_no_harm():
    post = a_post()
    post.bring(a_letter(subject="He\x00lp", text="a\x00b"))
    assert (tickets(post)[0].subject, messages(post)[0].text) == ("Help", "ab")


def test_a_mail_to_ten_thousand_people_is_held():
    post = a_post()
    people = ",\r\n ".join(f"p{n}@customer.example" for n in range(10_000))
    outcome = post.bring(a_letter(more=f"Cc: {people}\r\n"))
    assert outcome.reason == "It names 10,001 recipients, and all of them would get every answer."
    with post.inside():
        assert Contact.objects.count() == 0


@override_settings(MAIL_LIMIT=1000)
def test_a_mail_over_the_limit_is_refused_and_nothing_kept():
    post = a_post()
    with pytest.raises(TooLarge):
        post.bring(a_letter(text="x" * 2000))
    assert post.kept() == []


def test_an_answer_threads_by_what_it_answers():
    post = a_post()
    opened = post.bring(a_letter(message_id="<a@x>"))
    by_reply = post.bring(a_letter(more="In-Reply-To: <a@x>\r\n", subject="Re: Swap the banner"))
    by_reference = post.bring(a_letter(more="References: <zzz@x> <a@x>\r\n"))
    assert {by_reply.ticket_id, by_reference.ticket_id} == {opened.ticket_id}
    assert len(messages(post)) == 3


def test_an_answer_to_our_answer_threads_and_opens_the_ticket():
    post = a_post()
    post.bring(a_letter())
    [ticket] = tickets(post)
    with post.inside():
        ours = desk.answer(number=ticket.number, text="Done.", by=post.cast.rep, at=later(0.1))
        desk.close(number=ticket.number, by=post.cast.rep, at=later(0.2))
    outcome = post.bring(a_letter(text="Thanks", more=f"In-Reply-To: {ours.message_id}\r\n"), at=later(0.3))
    assert outcome.ticket_id == ticket.pk
    assert (tickets(post)[0].state, tickets(post)[0].our_turn) == ("open", True)


def test_a_signed_reply_address_leads_back_even_without_references():
    post = a_post()
    opened = post.bring(a_letter())
    address = reply_to(post, tickets(post)[0].number)
    assert post.bring(a_letter(to=address)).ticket_id == opened.ticket_id
    blind = post.bring(a_letter(to="someone@else.example"), recipients=(address,))
    assert blind.ticket_id == opened.ticket_id


@pytest.mark.parametrize("road", ["signed address", "references"])
def test_only_a_party_may_append_a_stranger_opens_a_linked_ticket(road):
    post = a_post()
    opened = post.bring(a_letter(message_id="<a@x>"))
    number = tickets(post)[0].number
    more = "In-Reply-To: <a@x>\r\n" if road == "references" else ""
    to = reply_to(post, number) if road == "signed address" else post.address
    outcome = post.bring(a_letter(sender="eve@elsewhere.example", more=more, to=to))
    first, second = tickets(post)
    assert outcome.ticket_id == second.pk
    assert second.linked_to_id == first.pk == opened.ticket_id


def test_a_cc_is_a_party_and_may_append():
    post = a_post()
    opened = post.bring(a_letter(message_id="<a@x>", more="Cc: bo@customer.example\r\n"))
    outcome = post.bring(a_letter(sender="BO@customer.example", more="In-Reply-To: <a@x>\r\n"))
    assert outcome.ticket_id == opened.ticket_id


def test_a_false_signature_is_held():
    post = a_post()
    post.bring(a_letter())
    forged = reply_to(post, tickets(post)[0].number + 1).replace(f"+{tickets(post)[0].number + 1}.", "+1.")
    outcome = post.bring(a_letter(to=forged))
    assert (outcome.came, outcome.reason) == (Came.QUARANTINED, FORGED)


def test_another_workspaces_mails_and_signatures_mean_nothing_here():
    ours, theirs = a_post(), a_post()
    ours.bring(a_letter(message_id="<a@x>"))
    assert theirs.bring(a_letter(more="In-Reply-To: <a@x>\r\n")).came is Came.PLACED
    assert tickets(theirs)[0].linked_to_id is None
    assert theirs.bring(a_letter(to=reply_to(ours, 1))).reason == ""
    assert [ticket.linked_to_id for ticket in tickets(theirs)] == [None, None]


def test_somebody_elses_signed_plus_address_is_no_forgery():
    """A bounce address of a mailing list, or the reply address of another Rounds, looks like ours and is none of ours."""
    post = a_post()
    theirs = "list+4127.abcdefghijklmnop@lists.example"
    outcome = post.bring(a_letter(to=f"{post.address}, {theirs}"), recipients=(post.address,))
    assert (outcome.came, outcome.reason) == (Came.PLACED, "")
    with post.inside():
        assert ContactAddress.objects.filter(key=theirs).exists()


def test_our_own_mail_come_back_is_held():
    post = a_post()
    post.bring(a_letter())
    with post.inside():
        ours = desk.answer(number=tickets(post)[0].number, text="Done.", by=post.cast.rep, at=later(0.1))
    assert post.bring(a_letter(message_id=ours.message_id)).reason == OWN
    assert post.bring(a_letter(sender=post.address.replace("@", "+x@"))).reason == FROM_MAILBOX


def test_a_mailbox_without_its_clause_holds_what_comes():
    post = a_post()
    with post.inside():
        Mailbox.objects.update(name="gone")
    outcome = post.bring(a_letter())
    assert outcome.came is Came.QUARANTINED
    assert "mailbox: gone" in outcome.reason
    assert tickets(post) == []


def test_a_fault_of_ours_holds_the_mail_whole(monkeypatch):
    post, raw = a_post(), a_letter()

    def stumble(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(laying, "place", stumble)
    outcome = post.bring(raw)
    assert outcome.reason == "It could not be made a ticket (ZeroDivisionError); the log says more."
    assert bytes(post.kept()[0].raw) == raw
    with post.inside():
        assert Contact.objects.count() == 0


def test_database_trouble_keeps_nothing_and_is_raised(monkeypatch):
    post = a_post()

    def away(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(receiving, "lay", away)
    with pytest.raises(OperationalError):
        post.bring(a_letter())
    assert post.kept() == []


def test_the_promised_date_is_kept_when_the_customer_says_thanks():
    post = a_post()
    opened = post.bring(a_letter(message_id="<a@x>"))
    number = tickets(post)[0].number
    with post.inside():
        desk.answer(number=number, text="Done.", by=post.cast.rep, at=MONDAY + timedelta(minutes=1))
    date = tickets(post)[0].wakes_at
    assert date is not None
    post.bring(a_letter(text="Thanks!", more="In-Reply-To: <a@x>\r\n"), at=later(0.1))
    assert tickets(post)[0].wakes_at == date
    assert tickets(post)[0].pk == opened.ticket_id


def test_an_out_of_office_leaves_a_sleeping_ticket_asleep_with_its_date():
    """RFC 3834: a robot of theirs is no word of theirs; "Auto-Submitted: no" is written by people's own programs."""
    post = a_post()
    post.bring(a_letter(message_id="<a@x>"))
    [before] = tickets(post)
    with post.inside():
        wish = Wish(day=date(2026, 12, 24))
        desk.put_to_sleep(number=before.number, wish=wish, by=post.cast.rep, at=later(0.1))
    [before] = tickets(post)
    robot = "In-Reply-To: <a@x>\r\nAuto-Submitted: auto-replied (vacation)\r\n"
    outcome = post.bring(a_letter(text="I am at sea.", more=robot), at=later(0.2))
    [after] = tickets(post)
    assert (outcome.ticket_id, after.state, after.wakes_at) == (before.pk, "asleep", before.wakes_at)
    assert (after.our_turn, after.last_word) == (before.our_turn, before.last_word)
    assert [message.text for message in messages(post)][-1] == "I am at sea."
    assert len(post.events("desk.robot wrote")) == 1
    person = "In-Reply-To: <a@x>\r\nAuto-Submitted: no\r\n"
    post.bring(a_letter(text="I am back.", more=person), at=later(0.3))
    assert tickets(post)[0].state == "open"


def test_another_workspace_sees_nothing_of_what_came():
    post = a_post()
    post.bring(a_letter())
    with a_workspace().inside():
        assert (Mailbox.objects.count(), Ticket.objects.count()) == (0, 0)
