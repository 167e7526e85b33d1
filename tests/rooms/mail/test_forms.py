"""What leaves, as its readers get it: text and HTML of the same words, a quote for whoever wrote it, and nothing smuggled in."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.test import override_settings

from rounds.accounts.models import Contact
from rounds.desk import commands as desk
from rounds.desk.models import Ticket
from rounds.mail.commands import send_trial
from rounds.mail.outgoing import envelope_of, envelope_of_errand
from rounds.timeline.models import Outbox
from rounds.workspaces.models import Workspace
from tests.far_side import FarSide
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.rooms.mail.test_delivering import answered
from tests.world import MONDAY

HOSTILE = "<script>alert(1)</script> {text} {{7*7}} =?utf-8?q?=0D=0ABcc:_x@y.example?= \u2028Bcc: x@y.example"


def left(post: Post) -> dict[str, EmailMessage]:
    """Compose every copy that waits, by who gets it."""
    with post.inside():
        found = [envelope_of(message_id=row.ref_id, address_id=row.recipient_id) for row in Outbox.objects.all()]
    return {each.recipient: message_from_bytes(each.data, policy=policy.strict) for each in found}


def text_of(mail: EmailMessage, form: str = "plain") -> str:
    return str(mail.get_body((form,)).get_content()).replace("\r\n", "\n")


def test_only_the_copy_of_whoever_wrote_a_mail_quotes_it():
    """Bo may never have seen that mail, though he takes part."""
    post, _ = answered(more="Cc: Bo <bo@customer.example>\r\n")
    mails = left(post)
    quote = "Dana Whitlock, 2026-11-23 09:00 (America/Chicago):\n> Please put the new one there.\n"
    assert text_of(mails["dana@customer.example"]).endswith(quote)
    assert '<blockquote type="cite"' in text_of(mails["dana@customer.example"], "html")
    for form in ("plain", "html"):
        assert "Please put the new one there." not in text_of(mails["bo@customer.example"], form)


def test_a_quote_leaves_out_what_it_quotes_itself_so_that_no_thread_grows_by_itself():
    post = a_post()
    said = "Thanks.\n\nOn Mon, Teo wrote:\n> It is done.\n> > Please do."
    post.bring(a_letter(to=post.address, text=said))
    with post.inside():
        desk.answer(number=Ticket.objects.get().number, text="Fine.", by=post.cast.rep, at=MONDAY)
    [mail] = left(post).values()
    assert "> Thanks." in text_of(mail)
    assert "It is done" not in text_of(mail)


def test_a_long_mail_is_quoted_up_to_a_line_and_says_that_it_is_cut():
    post = a_post()
    post.bring(a_letter(to=post.address, text="\n".join(f"line {n} of many more" for n in range(5_000))))
    with post.inside():
        desk.answer(number=Ticket.objects.get().number, text="Fine.", by=post.cast.rep, at=MONDAY)
    [mail] = left(post).values()
    assert text_of(mail).rstrip().endswith("of many more\n> […]")
    assert len(text_of(mail)) < 15_000


def test_a_template_filled_with_hostile_words_stays_text_of_one_mail():
    """Subject, names and texts are strangers' words: no field of theirs fills another, none becomes a header or markup."""
    post = a_post()
    post.bring(a_letter(to=post.address, sender=f'"{HOSTILE}" <dana@customer.example>'.replace("\u2028", " ")))
    with post.inside():
        ticket = Ticket.objects.get()
        Ticket.objects.filter(id=ticket.pk).update(subject=HOSTILE)
        Contact.objects.update(name=HOSTILE)
        Workspace.objects.filter(id=post.cast.workspace_id).update(name=HOSTILE)
        desk.answer(number=ticket.number, text=HOSTILE, by=post.cast.rep, at=MONDAY)
    [mail] = left(post).values()
    assert mail["Bcc"] is None
    assert mail.defects == []
    html = text_of(mail, "html")
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {text} {{7*7}}" in html
    assert "{text} {{7*7}}" in text_of(mail)
    assert str(mail["To"].addresses[0]).endswith("<dana@customer.example>")


def test_an_errand_says_that_no_person_wrote_it_and_comes_back_to_its_mailbox():
    post = a_post()
    with post.inside():
        errand = send_trial(mailbox_id=post.mailbox_id, recipient="nina@new.example", by=post.cast.manager, at=MONDAY)
        envelope = envelope_of_errand(errand.pk)
    mail = message_from_bytes(envelope.data, policy=policy.strict)
    assert (envelope.sender, mail["Auto-Submitted"]) == (post.address, "auto-generated")
    assert mail.get_content_type() == "multipart/alternative"


@pytest.mark.parametrize(("box", "signed"), [("support", True), ("s" * 60, False)])
def test_the_sender_of_the_envelope_is_signed_where_servers_take_so_long_a_name(box, signed):
    post, _ = answered()
    with post.inside():
        Ticket.objects.update(mailbox=f"{box}@fenwick.example")
        row = Outbox.objects.get()
        sender = envelope_of(message_id=row.ref_id, address_id=row.recipient_id).sender
    assert ("+" in sender) is signed
    assert len(sender.partition("@")[0]) <= 64
    assert sender.endswith("@fenwick.example")


def test_a_server_that_lets_nobody_sign_so_gets_the_mailbox_itself():
    post, _ = answered()
    plain = replace(FarSide(port=1).way, signs_return=False)
    with post.inside(), override_settings(SMTP_OUT=plain):
        row = Outbox.objects.get()
        assert envelope_of(message_id=row.ref_id, address_id=row.recipient_id).sender == post.address
