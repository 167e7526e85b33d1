"""Settling what is held: a person lets a mail in, lets the rule try again, or drops it from the list. Nothing is erased."""

from datetime import datetime

from rounds.basics.problems import NotThere, Problem, Refused
from rounds.mail.commands.keeping import marks_of, salted
from rounds.mail.commands.laying import lay, laying_of, open_for
from rounds.mail.events import HeldMailDropped, MailLetIn
from rounds.mail.incoming import Came, Incoming, Outcome
from rounds.mail.models import Received, ReceivedState, Via
from rounds.mail.reading import Letter, Unreadable, read
from rounds.mail.threading import OTHER_CONTENT, Open
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command


@command
def make_ticket_of(*, received_id: int, by: Actor, at: datetime) -> int:
    """Let a held mail in as a ticket of its own, whatever held it; gives the ticket's id.

    at: aware, UTC. Raises NotAllowed, NotThere, Refused (it cannot be read, somebody has settled it).
    """
    require(by, "settle quarantine")
    row = _held(received_id)
    letter, incoming = _letter(row), _incoming(row, at)
    message = open_for(laying_of(incoming, letter), Open())
    _settle(row, ReceivedState.SETTLED, at=at, ticket_id=message.ticket_id, message_id=message.pk)
    record(MailLetIn(received=row.pk, digest=salted(row.digest), ticket=message.ticket_id), by=by, at=at)
    return message.ticket_id


@command
def read_again(*, received_id: int, by: Actor, at: datetime) -> Outcome:
    """Let the rule decide on a held mail once more, as if it came in now; it may stay held, with today's reason.

    at: aware, UTC. Raises NotAllowed, NotThere, Refused (it cannot be read, another mail with its id is on a ticket).
    """
    require(by, "settle quarantine")
    row = _held(received_id)
    letter, incoming = _letter(row), _incoming(row, at)
    _refuse_second(row, letter)
    outcome = lay(row.pk, incoming, letter, row.digest)
    if outcome.came is Came.PLACED and outcome.ticket_id:
        Received.objects.filter(id=row.pk).update(settled_at=at)
        record(MailLetIn(received=row.pk, digest=salted(row.digest), ticket=outcome.ticket_id), by=by, at=at)
    return outcome


@command
def drop_held(*, received_id: int, by: Actor, at: datetime) -> None:
    """Take a held mail off the list; it stays kept. at: aware, UTC. Raises NotAllowed, NotThere, Refused."""
    require(by, "settle quarantine")
    row = _held(received_id)
    _settle(row, ReceivedState.DROPPED, at=at)
    record(HeldMailDropped(received=row.pk, digest=salted(row.digest)), by=by, at=at)


def _held(received_id: int) -> Received:
    """Give a held mail, locked: of two people who settle it, the second finds it settled."""
    row = Received.objects.select_for_update().filter(id=received_id).first()
    if row is None:
        raise NotThere(f"held mail {received_id}")
    if row.state != ReceivedState.QUARANTINED:
        raise Refused([Problem("settled", "Somebody has settled this mail already.", "Load the page again.")])
    return row


def _letter(row: Received) -> Letter:
    if len(row.raw) < row.size:
        fix = "Take it out of its folder there, or let whoever wrote it send it smaller."
        raise Refused([Problem("not here", "Only the head of this mail is here; the mail stays in its folder.", fix)])
    try:
        return read(bytes(row.raw))
    except Unreadable as unreadable:
        fix = "Take the mail itself and look at it."
        raise Refused([Problem("unreadable", unreadable.reason, fix)]) from unreadable


def _incoming(row: Received, at: datetime) -> Incoming:
    return Incoming(row.mailbox_id, bytes(row.raw), Via(row.via), at)


def _refuse_second(row: Received, letter: Letter) -> None:
    key = marks_of(letter, bytes(row.raw)).key
    if Received.objects.filter(mailbox_id=row.mailbox_id, key=key, state=ReceivedState.PLACED).exists():
        raise Refused([Problem("other content", OTHER_CONTENT, "Make a ticket of its own of it.")])


def _settle(
    row: Received, state: ReceivedState, *, at: datetime, ticket_id: int | None = None, message_id: int | None = None
) -> None:
    Received.objects.filter(id=row.pk).update(state=state, settled_at=at, ticket_id=ticket_id, message_id=message_id)
