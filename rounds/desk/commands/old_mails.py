"""Mails of long ago come in, out of a file: tickets of the past, which move nothing.

Each keeps the moment at which it was written; the timeline says honestly when it came. Nothing is sent, nobody is told, no date and no
turn moves, and no target begins: the ticket rests until its customer writes anew, or a member opens it.
"""

from collections.abc import Sequence
from datetime import datetime

from rounds.desk.commands.loading import change, locked_survivor
from rounds.desk.commands.opening import Opened, begun, link_of, parties_of, take_numbers
from rounds.desk.commands.saying import attach, message_of, say
from rounds.desk.events.old_mails import OldMailAdded, OldMailOpened
from rounds.desk.facts import NO_HEADERS, File, Headers, Taking
from rounds.desk.models import Message, Ticket
from rounds.desk.rules import MessageKind, State
from rounds.policies.queries import book
from rounds.timeline.commands import entry, record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command
from rounds.workspaces.rows import ids_for, insert


@command
def open_old_ticket(
    *,
    subject: str,
    text: str,
    kind: str,
    requester: Taking,
    account_id: int | None,
    wrote_at: datetime,
    stands_open: bool,
    by: Actor,
    at: datetime,
    others: Sequence[Taking] = (),
    mailbox: str = "",
    headers: Headers = NO_HEADERS,
    files: Sequence[File] = (),
    linked_to_id: int | None = None,
) -> Opened:
    """Make a ticket of a mail of long ago. stands_open: it waits for our answer; else it is closed, and rests.

    kind, mailbox: as a mail of today has them. wrote_at, at: aware, UTC; at is when it came in. Raises Refused (no queue takes the kind).
    """
    taken = take_numbers()
    ticket = begun(
        taken,
        book(),
        subject=subject,
        kind=kind,
        state=State.NEW if stands_open else State.CLOSED,
        requester_id=requester.contact_id,
        account_id=account_id,
        opened_at=wrote_at,
        said_at=wrote_at,
        closed_at=None if stands_open else wrote_at,
        mailbox=mailbox,
        linked_to_id=linked_to_id,
    )
    message = message_of(
        ticket,
        taken.message_id,
        MessageKind.CUSTOMER,
        text,
        at=wrote_at,
        contact_id=requester.contact_id,
        subject=subject,
        headers=headers,
    )
    event = OldMailOpened(
        ticket=ticket.pk,
        account=account_id,
        ticket_kind=kind,
        queue=ticket.queue,
        wrote_at=wrote_at,
        state=ticket.state,
        linked_to=linked_to_id,
    )
    linked = [link_of(ticket, linked_to_id, at)] if linked_to_id else []
    ticket.save(force_insert=True)  # `insert` leaves to the database what most tickets never have
    insert(*linked, *parties_of(ticket, requester, others), message, entry(event, by=by, at=at))
    attach(message, files)
    return Opened(ticket, message)


@command
def add_old_message(
    *,
    ticket_id: int,
    contact_id: int,
    text: str,
    wrote_at: datetime,
    by: Actor,
    at: datetime,
    subject: str = "",
    headers: Headers = NO_HEADERS,
    files: Sequence[File] = (),
) -> Message:
    """Add a mail of long ago to the ticket that it belongs to: kept and shown, and it moves nothing.

    Of a merged ticket it goes to the survivor. A ticket that is itself made of old mails and rests was closed with the last of them.
    wrote_at, at: aware, UTC; at is when it came in. Raises NotThere.
    """
    ticket = locked_survivor(ticket_id)
    message = say(
        ticket,
        MessageKind.CUSTOMER,
        text,
        at=wrote_at,
        contact_id=contact_id,
        subject=subject,
        headers=headers,
        files=files,
    )
    return _added(ticket, message, by=by, at=at)


@command
def add_old_answer(
    *,
    ticket_id: int,
    text: str,
    wrote_at: datetime,
    by: Actor,
    at: datetime,
    subject: str = "",
    headers: Headers = NO_HEADERS,
    files: Sequence[File] = (),
) -> Message:
    """Add a mail of long ago that we wrote to the ticket that it belongs to. It is sent to nobody, and is no answer to any rule.

    A file says from which mailbox it left, not which member wrote it, so that it has no author. As `add_old_message` else.
    wrote_at, at: aware, UTC. Raises NotThere.
    """
    ticket = locked_survivor(ticket_id)
    [message_id] = ids_for(Message)
    message = message_of(ticket, message_id, MessageKind.STAFF, text, at=wrote_at, subject=subject, headers=headers)
    message.old_answer = True
    message.save(force_insert=True)  # `insert` leaves to the database what most messages never are
    attach(message, files)
    return _added(ticket, message, by=by, at=at)


def _added(ticket: Ticket, message: Message, *, by: Actor, at: datetime) -> Message:
    """Record an old mail; a ticket that is itself made of such, and rests, was closed with the last of them."""
    wrote_at = message.at
    rests = ticket.state == State.CLOSED and ticket.closed_at == ticket.said_at
    if rests and wrote_at > ticket.said_at:
        change(ticket, said_at=wrote_at, closed_at=wrote_at)
    record(
        OldMailAdded(ticket=ticket.pk, account=ticket.account_id, message=message.pk, wrote_at=wrote_at), by=by, at=at
    )
    return message
