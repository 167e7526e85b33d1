"""A mail comes in: one transaction from its bytes to its ticket, or to quarantine with the reason."""

from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, transaction

from rounds.basics.problems import NotThere, Refused
from rounds.mail.commands.holding import hold
from rounds.mail.commands.keeping import Marks, advance, found_again, has_come, keep, marks_of
from rounds.mail.commands.laying import lay
from rounds.mail.incoming import Came, Incoming, Outcome, Past, Position, TurnedAway
from rounds.mail.models import ReceivedState, Via
from rounds.mail.reading import Letter, Unreadable, read, refuse_unsent, take_apart
from rounds.mail.robots import sort_of
from rounds.mail.threading import OTHER_CONTENT
from rounds.policies.book import NoSuchClause
from rounds.workspaces.current import as_workspace, here

log = structlog.get_logger()

DATABASE_TROUBLE = (OperationalError, InterfaceError)
"""The database did not answer or gave up: nothing was kept, and whoever brought the mail brings it again."""


class TooLarge(Exception):
    """A mail is larger than ROUNDS_MAIL_LIMIT; nothing was kept."""


def receive(
    *,
    mailbox_id: int,
    raw: bytes,
    via: Via,
    at: datetime,
    workspace_id: int | None = None,
    recipients: tuple[str, ...] = (),
    position: Position | None = None,
    past: Past | None = None,
    null_sender: bool = False,
    straight: bool = False,
) -> Outcome:
    """Take a mail in: a ticket, a message on one, a duplicate, or quarantine; when this returns it is kept for good.

    at: aware, UTC. workspace_id: None for the one that the running transaction speaks for. recipients: as the sender's
    server named them. position: of a polled folder, moved along with the mail. past: of an old mail out of a file; one that
    cannot be placed is turned away then, with the reason, for its file keeps it. null_sender: the server that brought it gave no address
    for bounces. straight: a machine that is none of our relays handed it to the SMTP door.
    Raises TooLarge, and the database's own trouble, after which nothing has changed. Whatever else goes wrong, goes
    wrong with this mail: it is kept whole in quarantine. Source: architecture §3.
    """
    if len(raw) > settings.MAIL_LIMIT:
        raise TooLarge(f"{len(raw)} bytes")
    incoming = Incoming(mailbox_id, raw, via, at, recipients, position, None, past, null_sender, straight)
    workspace_id = here() if workspace_id is None else workspace_id
    try:
        return _taken_in(workspace_id, incoming, _read(raw))
    except DATABASE_TROUBLE:
        raise
    except TurnedAway as turned:
        return Outcome(Came.TURNED_AWAY, reason=str(turned))
    except Unreadable as unreadable:
        return _set_aside(workspace_id, incoming, unreadable.reason)
    except Exception as trouble:
        log.exception("A mail could not be made a ticket; it is kept", workspace=workspace_id, box=mailbox_id)
        return _set_aside(workspace_id, incoming, reason_of(trouble))


def _taken_in(workspace_id: int, incoming: Incoming, letter: Letter) -> Outcome:
    """Take a mail in; where somebody of it was erased while it waited for them, once more, and they are strangers then."""

    def once() -> Outcome:
        with as_workspace(workspace_id):
            advance(incoming)
            return take_in(incoming, letter)

    try:
        return once()
    except (NotThere, IntegrityError):
        return once()


def would_become(*, workspace_id: int, mailbox_id: int, raw: bytes, via: Via, at: datetime, past: Past) -> Outcome:
    """Say what would become of an old mail, and keep nothing of it. Raises what `receive` does."""
    with as_workspace(workspace_id):
        outcome = receive(mailbox_id=mailbox_id, raw=raw, via=via, at=at, past=past)
        transaction.set_rollback(True)
        return outcome


def _read(raw: bytes) -> Letter:
    """Read a mail that somebody sent; servers of the post send bounces without any address of theirs. Raises Unreadable."""
    letter = take_apart(raw)
    if sort_of(letter).bounce is None:
        refuse_unsent(letter)
    return letter


@dataclass(frozen=True, slots=True)
class Note:
    """What is kept of a mail that stays in its folder. head: its header block. size: bytes of the whole. reason: a sentence."""

    head: bytes = field(repr=False)
    size: int
    reason: str


def too_large(head: bytes, size: int) -> Note:
    """Say of a mail that it is larger than what is taken."""
    limit = settings.MAIL_LIMIT
    return Note(head, size, f"It has {size:,} bytes, more than the {limit:,} that are taken. It stays in its folder.")


def remember(note: Note, *, workspace_id: int, mailbox_id: int, at: datetime, position: Position) -> Outcome:
    """Put a note into quarantine of a mail that stays in its polled folder. at: aware, UTC."""
    incoming = Incoming(mailbox_id, note.head, Via.IMAP, at, (), position, whole_size=note.size)
    return _set_aside(workspace_id, incoming, note.reason)


def take_in(incoming: Incoming, letter: Letter) -> Outcome:
    """Keep a mail and lay it where it belongs, in the running transaction."""
    marks = marks_of(letter, incoming.raw)
    received_id = keep(incoming, marks, ReceivedState.PLACED)
    if received_id is not None:
        return lay(received_id, incoming, letter, marks.digest)
    if has_come(incoming, marks):
        return found_again(incoming, marks)
    return hold(incoming, marks, OTHER_CONTENT)


def reason_of(trouble: Exception) -> str:
    """Say why a mail could not be placed, as a sentence."""
    if isinstance(trouble, Refused):
        return " ".join(problem.text for problem in trouble.problems)
    if isinstance(trouble, NoSuchClause):
        return str(trouble)
    return f"It could not be made a ticket ({type(trouble).__name__}); the log says more."


def _set_aside(workspace_id: int, incoming: Incoming, reason: str) -> Outcome:
    """Keep a mail in quarantine, in a transaction of its own; turn an old one away."""
    if incoming.past:
        return Outcome(Came.TURNED_AWAY, reason=reason)
    with as_workspace(workspace_id):
        advance(incoming)
        return hold(incoming, _careful_marks(incoming), reason)


def _careful_marks(incoming: Incoming) -> Marks:
    try:
        return marks_of(read(incoming.raw), incoming.raw)
    except Exception:
        return marks_of(None, incoming.raw)
