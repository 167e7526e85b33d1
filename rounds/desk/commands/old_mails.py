"""Mails of long ago come in, out of a file: tickets of the past, which move nothing.

Each keeps the moment at which it was written; the timeline says honestly when it came. Nothing is sent, nobody is told, no date and no
target moves: the ticket rests until its customer writes anew, or a member opens it. One that is to stand open waits for whoever the
last of its old mails was written to.
"""

from collections.abc import Sequence
from datetime import datetime

from rounds.desk.commands.loading import change, locked_survivor, move
from rounds.desk.commands.opening import (
    Beside,
    Opened,
    begun,
    link_of,
    parties_of,
    take_numbers,
    tell_linked,
    why_there,
)
from rounds.desk.commands.saying import attach, message_of, say
from rounds.desk.events.old_mails import OldMailAdded, OldMailOpened
from rounds.desk.facts import NO_HEADERS, File, Headers, Taking
from rounds.desk.models import Message, Ticket
from rounds.desk.rules import LIVE, LastWord, MessageKind, Move, State
from rounds.policies.queries import book
from rounds.timeline.commands import entry, record
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor, Because
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
    ours: bool = False,
    because: Because | None = None,
) -> Opened:
    """Make a ticket of a mail of long ago. stands_open: it waits for our answer; else it is closed, and rests.

    ours: we began with it, so that it waits for an answer of theirs. A file says from which mailbox it left, not which member wrote it:
    it has no author, and is no answer to any rule. requester: who wrote, or whom we wrote to. kind, mailbox: as a mail of today has
    them. because: why it has its kind. wrote_at, at: aware, UTC; at is when it came in. Raises Refused (no queue takes the kind).
    """
    taken, manual, live = take_numbers(), book(), State.OPEN if ours else State.NEW
    ticket = begun(
        taken,
        manual,
        subject=subject,
        kind=kind,
        state=live if stands_open else State.CLOSED,
        last_word=LastWord.STAFF if ours else LastWord.CUSTOMER,
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
        MessageKind.STAFF if ours else MessageKind.CUSTOMER,
        text,
        at=wrote_at,
        contact_id=None if ours else requester.contact_id,
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
        ours=ours,
    )
    beside = Beside.of(linked_to_id)
    linked = [link_of(ticket, beside.id, at)] if beside else []
    ticket.save(force_insert=True)  # `insert` leaves to the database what most tickets never have
    why = why_there(ticket, manual, because, beside) if because else None
    insert(*linked, *parties_of(ticket, requester, others), entry(event, by=by, at=at, because=why))
    tell_linked(ticket, beside, by=by, at=at, because=because)
    _write(message)
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
    automatic: bool = False,
) -> Message:
    """Add a mail of long ago to the ticket that it belongs to: kept and shown, and on a ticket that lives it moves nothing.

    Of a merged ticket it goes to the survivor. A ticket that is itself made of old mails and rests was closed with the last of them; one
    that stands open waits for us since then. automatic: a robot of theirs wrote, and nobody has spoken.
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
    return _added(ticket, message, automatic=automatic, by=by, at=at)


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
    automatic: bool = False,
) -> Message:
    """Add a mail of long ago that we wrote to the ticket that it belongs to. It is sent to nobody, and is no answer of today.

    A file says from which mailbox it left, not which member wrote it, so that it has no author. A ticket that is itself made of old
    mails and stands open waits for them since then. As `add_old_message` else.
    wrote_at, at: aware, UTC. Raises NotThere.
    """
    ticket = locked_survivor(ticket_id)
    [message_id] = ids_for(Message)
    message = message_of(ticket, message_id, MessageKind.STAFF, text, at=wrote_at, subject=subject, headers=headers)
    _write(message)
    attach(message, files)
    return _added(ticket, message, automatic=automatic, by=by, at=at)


def _write(message: Message) -> None:
    """Write what was said long ago, by them or by us."""
    if message.kind != MessageKind.STAFF:
        insert(message)
        return
    message.old_answer = True
    message.save(force_insert=True)  # `insert` leaves to the database what most messages never are


def _added(ticket: Ticket, message: Message, *, automatic: bool, by: Actor, at: datetime) -> Message:
    """Record an old mail. A ticket that is itself made of such was closed with the last of them, or waits since."""
    moves = message.at >= ticket.said_at and _is_made_of_old_mails(ticket)
    word = ""
    if moves and ticket.state == State.CLOSED and ticket.closed_at == ticket.said_at:
        change(ticket, said_at=message.at, closed_at=message.at)
    elif moves and not automatic and _waits_for_a_word(ticket):
        made = move(ticket, Move.WE_ANSWER if message.old_answer else Move.CUSTOMER_WRITES)
        change(ticket, state=made.state, last_word=made.last_word, said_at=message.at)
        word = str(made.last_word)
    event = OldMailAdded(
        ticket=ticket.pk, account=ticket.account_id, message=message.pk, wrote_at=message.at, word=word
    )
    record(event, by=by, at=at)
    return message


def _is_made_of_old_mails(ticket: Ticket) -> bool:
    """Say whether an old mail began the ticket; on one that began here an old mail moves nothing."""
    return TimelineEvent.objects.filter(subject_kind="ticket", subject_id=ticket.pk, kind=OldMailOpened.kind).exists()


def _waits_for_a_word(ticket: Ticket) -> bool:
    """Say whether nothing but who spoke last says whose turn it is: nobody opened the ticket anew, or holds it."""
    spoke = ticket.last_word in (LastWord.CUSTOMER, LastWord.STAFF)
    return ticket.state in LIVE and spoke and ticket.held_until is None
