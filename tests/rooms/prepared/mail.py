"""Mailboxes, mails that stopped and mails that are held."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import connection

from rounds.desk import commands as desk
from rounds.desk.models import Message
from rounds.mail import commands as mail
from rounds.mail.models import Mailbox, MailboxAlias, Via, Way
from rounds.timeline.models import Outbox
from rounds.timeline.rules import Actor
from tests.outgoing import brought
from tests.world import MONDAY, Cast, a_ticket, later


def on_a_stopped_mail(state: str) -> Callable[[Cast, Actor], dict[str, Any]]:
    def made(cast: Cast, by: Actor) -> dict[str, Any]:
        message = desk.answer(number=a_ticket().number, text="Done.", by=Actor.system(), at=MONDAY)
        brought(Outbox.objects.filter(ref_id=message.pk), state)
        return {"outbox_id": Outbox.objects.get(ref_id=message.pk).pk}

    return made


def on_stopped_mails(cast: Cast, by: Actor) -> dict[str, Any]:
    return {"outbox_ids": [on_a_stopped_mail("stopped")(cast, by)["outbox_id"]], "settling": mail.Settling.AGAIN}


def a_message_by_mail(cast: Cast) -> int:
    """Let a mail come in, and give the id of its message."""
    box = Mailbox.objects.first() or mail.add_mailbox(
        name="support", address=f"support-{uuid4().hex[:8]}@fenwick.example", by=Actor.system(), at=MONDAY
    )
    raw = (
        f"From: dana@customer.example\nMessage-ID: <{uuid4().hex}@customer.example>\nSubject: Hello\n\nHello\n".encode()
    )
    kept = mail.receive(workspace_id=cast.workspace_id, mailbox_id=box.pk, raw=raw, via=Via.SMTP, at=MONDAY)
    return Message.objects.filter(ticket_id=kept.ticket_id).latest("id").pk


def on_held_mails(cast: Cast, by: Actor) -> dict[str, Any]:
    return {"received_ids": [on_a_held_mail(cast, by)["received_id"]], "act": mail.Deciding.DROP}


def on_a_held_mail(cast: Cast, by: Actor) -> dict[str, Any]:
    """Let two mails with one Message-ID and two contents come: the second is held."""
    box = Mailbox.objects.first() or mail.add_mailbox(
        name="support", address=f"support-{uuid4().hex[:8]}@fenwick.example", by=Actor.system(), at=MONDAY
    )
    key = f"<{uuid4().hex}@customer.example>"
    for place, text in enumerate(("one", "two")):
        raw = f"From: dana@customer.example\nMessage-ID: {key}\nSubject: Twice\n\n{text}\n".encode()
        kept = mail.receive(
            workspace_id=cast.workspace_id, mailbox_id=box.pk, raw=raw, via=Via.SMTP, at=later(place / 100)
        )
    with connection.cursor() as cursor:  # the first is dropped by hand, so that the second may be read again
        cursor.execute("UPDATE received SET state = 'dropped' WHERE key = %s AND state = 'placed'", [key])
    return {"received_id": kept.received_id}


def a_mailbox() -> Mailbox:
    return Mailbox.objects.first() or mail.add_mailbox(
        name="support", address=f"support-{uuid4().hex[:8]}@fenwick.example", by=Actor.system(), at=MONDAY
    )


ACCOUNT = mail.Account("imap.fenwick.example", 993, "tls", "support", secret="no word for history")


def an_alias() -> MailboxAlias:
    address = f"old-{uuid4().hex[:8]}@fenwick.example"
    return mail.add_alias(mailbox_id=a_mailbox().pk, address=address, by=Actor.system(), at=MONDAY)


def a_way() -> Way:
    return mail.read_from(mailbox_id=a_mailbox().pk, account=ACCOUNT, by=Actor.system(), at=MONDAY)
