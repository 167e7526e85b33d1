"""Settling what is held: a person lets a mail in, lets the rule try again, or drops it from the list. Nothing is erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction

from rounds.basics.problems import NotThere, Problem, Refused
from rounds.mail.commands.keeping import marks_of, salted
from rounds.mail.commands.laying import lay, laying_of, open_for
from rounds.mail.events import HeldMailDropped, HeldMailReadAgain, MailLetIn
from rounds.mail.incoming import Came, Incoming, Outcome
from rounds.mail.models import Received, ReceivedState, Via
from rounds.mail.reading import Letter, Unreadable, refuse_unsent, take_apart
from rounds.mail.robots import sort_of
from rounds.mail.threading import OTHER_CONTENT, Open
from rounds.policies.book import NoSuchClause
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command

MOST_HELD_AT_ONCE = 200
"""Held mails that one act settles: they are locked together."""


class Deciding(StrEnum):
    """What a person does with held mails."""

    READ_AGAIN = "read again"
    TICKET = "ticket"
    DROP = "drop"


class Became(StrEnum):
    """What became of a held mail."""

    PLACED = "placed"
    HELD = "held"
    DROPPED = "dropped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one of many. reason: why it is still held or was refused, a sentence; empty where it was neither."""

    received_id: int
    became: Became
    ticket_id: int | None = None
    reason: str = ""


@command
def make_ticket_of(*, received_id: int, by: Actor, at: datetime) -> int:
    """Let a held mail in as a ticket of its own, whatever held it; gives the ticket's id.

    at: aware, UTC. Raises NotAllowed, NotThere, Refused (it cannot be read, somebody has settled it).
    """
    require(by, "settle quarantine")
    return _let_in(_held(received_id), by=by, at=at)


@command
def read_again(*, received_id: int, by: Actor, at: datetime) -> Outcome:
    """Let the rule decide on a held mail once more, as if it came in now; it may stay held, with today's reason.

    at: aware, UTC. Raises NotAllowed, NotThere, Refused (it cannot be read, another mail with its id is on a ticket).
    """
    require(by, "settle quarantine")
    return _read_again(_held(received_id), by=by, at=at)


@command
def drop_held(*, received_id: int, by: Actor, at: datetime) -> None:
    """Take a held mail off the list; it stays kept. at: aware, UTC. Raises NotAllowed, NotThere, Refused."""
    require(by, "settle quarantine")
    _drop(_held(received_id), by=by, at=at)


@command
def settle_held(*, received_ids: Sequence[int], act: Deciding, by: Actor, at: datetime) -> list[Fate]:
    """Do the same with many held mails; where one is refused the others are done all the same.

    at: aware, UTC. Raises NotAllowed, NotThere (one of them is no mail of this company), Refused (none, or too many).
    """
    require(by, "settle quarantine")
    ids = sorted(set(received_ids))
    if not ids:
        raise Refused([Problem("none", "No mail is ticked.", "Tick those that are meant.")])
    if len(ids) > MOST_HELD_AT_ONCE:
        text = f"At most {MOST_HELD_AT_ONCE} held mails are settled at once; these are {len(ids):,}."
        raise Refused([Problem("too many", text)])
    rows = list(Received.objects.select_for_update().filter(id__in=ids).order_by("id"))
    if len(rows) != len(ids):
        raise NotThere(f"one of {len(ids)} held mails")
    return [_fate(row, act, by=by, at=at) for row in rows]


def _fate(row: Received, act: Deciding, *, by: Actor, at: datetime) -> Fate:
    """Settle one of many; what it had written is gone where it is refused."""
    try:
        with transaction.atomic():
            _refuse_settled(row)
            return _settled_by(row, act, by=by, at=at)
    except Refused as refused:
        return Fate(row.pk, Became.REFUSED, reason=" ".join(problem.text for problem in refused.problems))


def _settled_by(row: Received, act: Deciding, *, by: Actor, at: datetime) -> Fate:
    match act:
        case Deciding.TICKET:
            return Fate(row.pk, Became.PLACED, _let_in(row, by=by, at=at))
        case Deciding.READ_AGAIN:
            outcome = _read_again(row, by=by, at=at)
            became = Became.HELD if outcome.came is Came.QUARANTINED else Became.PLACED
            return Fate(row.pk, became, outcome.ticket_id, outcome.reason)
        case Deciding.DROP:
            _drop(row, by=by, at=at)
            return Fate(row.pk, Became.DROPPED)


def _let_in(row: Received, *, by: Actor, at: datetime) -> int:
    letter, incoming = _letter(row), _incoming(row, at)
    _refuse_unsent(letter)
    _mark_anew(row, letter)
    try:
        message = open_for(laying_of(incoming, letter), Open())
    except NoSuchClause as missing:
        raise _no_clause(missing) from missing
    Received.objects.filter(id=row.pk).update(
        state=ReceivedState.SETTLED, settled_at=at, ticket_id=message.ticket_id, message_id=message.pk
    )
    record(MailLetIn(received=row.pk, digest=salted(row.digest), ticket=message.ticket_id), by=by, at=at)
    return message.ticket_id


def _read_again(row: Received, *, by: Actor, at: datetime) -> Outcome:
    letter, incoming = _letter(row), _incoming(row, at)
    if sort_of(letter).bounce is None:
        _refuse_unsent(letter)
    _refuse_second(row, letter)
    _mark_anew(row, letter)
    record(HeldMailReadAgain(received=row.pk, digest=salted(row.digest)), by=by, at=at)
    try:
        with transaction.atomic():
            outcome = lay(row.pk, incoming, letter, row.digest)
    except NoSuchClause as missing:
        raise _no_clause(missing) from missing
    except IntegrityError as taken:
        raise _taken(taken, PLACED_ONCE, OTHER_CONTENT, "Make a ticket of its own of it.") from taken
    if outcome.came is Came.PLACED and outcome.ticket_id:
        Received.objects.filter(id=row.pk).update(settled_at=at)
        record(MailLetIn(received=row.pk, digest=salted(row.digest), ticket=outcome.ticket_id), by=by, at=at)
    return outcome


def _drop(row: Received, *, by: Actor, at: datetime) -> None:
    Received.objects.filter(id=row.pk).update(state=ReceivedState.DROPPED, settled_at=at)
    record(HeldMailDropped(received=row.pk, digest=salted(row.digest)), by=by, at=at)


def _held(received_id: int) -> Received:
    """Give a held mail, locked: of two people who settle it, the second finds it settled."""
    row = Received.objects.select_for_update().filter(id=received_id).first()
    if row is None:
        raise NotThere(f"held mail {received_id}")
    _refuse_settled(row)
    return row


def _refuse_settled(row: Received) -> None:
    if row.state != ReceivedState.QUARANTINED:
        raise Refused([Problem("settled", "Somebody has settled this mail already.", "Load the page again.")])


def _letter(row: Received) -> Letter:
    """Read a mail as today's reader does. Raises Refused."""
    if len(row.raw) < row.size:
        fix = "Take it out of its folder there, or let whoever wrote it send it smaller."
        raise Refused([Problem("not here", "Only the head of this mail is here; the mail stays in its folder.", fix)])
    try:
        return take_apart(bytes(row.raw))
    except Unreadable as unreadable:
        raise _unreadable(unreadable) from unreadable


def _refuse_unsent(letter: Letter) -> None:
    try:
        refuse_unsent(letter)
    except Unreadable as unreadable:
        raise _unreadable(unreadable) from unreadable


PLACED_ONCE, KEPT_ONCE = "received_placed_once", "received_once"


def _mark_anew(row: Received, letter: Letter) -> None:
    """Know a mail by what today's reader reads in it, so that the same mail is found again when it is brought again.

    Raises Refused where it was brought again already, and is kept under that.
    """
    marks = marks_of(letter, bytes(row.raw))
    if (marks.key, marks.digest) == (row.key, row.digest):
        return
    row.key, row.digest, row.subject, row.sender = marks.key, marks.digest, marks.subject, marks.sender
    try:
        with transaction.atomic():
            row.save(update_fields=["key", "digest", "subject", "sender"])
    except IntegrityError as taken:
        text = "The same mail has come in again since, and was taken then."
        raise _taken(taken, KEPT_ONCE, text, "Drop this one.") from taken


def _taken(taken: IntegrityError, constraint: str, text: str, fix: str) -> Refused:
    """Say what another mail has taken meanwhile; what else the database refuses is raised as it is."""
    if constraint not in str(taken):
        raise taken
    return Refused([Problem("taken", text, fix)])


def _unreadable(why: Unreadable) -> Refused:
    return Refused([Problem("unreadable", why.reason, "Take the mail itself and look at it.")])


def _no_clause(missing: NoSuchClause) -> Refused:
    return Refused([Problem("no clause", str(missing), "Let the manual say what a mail to this mailbox opens.")])


def _incoming(row: Received, at: datetime) -> Incoming:
    return Incoming(row.mailbox_id, bytes(row.raw), Via(row.via), at, straight=row.straight, again=True)


def _refuse_second(row: Received, letter: Letter) -> None:
    key = marks_of(letter, bytes(row.raw)).key
    if Received.objects.filter(mailbox_id=row.mailbox_id, key=key, state=ReceivedState.PLACED).exists():
        raise Refused([Problem("other content", OTHER_CONTENT, "Make a ticket of its own of it.")])
