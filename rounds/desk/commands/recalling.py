"""An answer is taken back before it leaves: its text is a draft again, and turn and date are what they were.

The outbox rows are locked first and the ticket after them, as a delivery does it, so that the two never wait for each other.
Whoever comes first wins: a worker that claims the mail takes the way back away in the same transaction.
"""

from datetime import datetime
from typing import Any

from rounds.basics.problems import NotThere, Problem, Refused
from rounds.desk.commands.drafting import give_back_as_draft
from rounds.desk.commands.loading import change, locked
from rounds.desk.events.sending import AnswerTakenBack
from rounds.desk.models import AnswerWaiting, Attachment, Message, Ticket, UnsentFile
from rounds.desk.rules import MessageKind
from rounds.desk.sending import DATE, TURN, reverted
from rounds.team.queries import require
from rounds.timeline import outbox
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import execute

MOMENTS = frozenset({"said_at", "closed_at", "woke_at", "wakes_at", "wake_set_at"})
LEFT = Problem("left", "This answer has left already.", "Write again to put right what was wrong.")


@command
def take_back(*, number: int, message_id: int | None = None, by: Actor, at: datetime) -> Ticket:
    """Take an answer back that has not left; what changed on the ticket since stays as it is.

    message_id: left out, one's own last that waits. at: aware, UTC.
    Raises NotAllowed, NotThere, Refused (it has left, or somebody else wrote it).
    Source: issue "undo of a send"; clause kind `sending`, key `undo within`.
    """
    require(by, "answer customers")
    answers = AnswerWaiting.objects.filter(ticket__number=number).order_by("id")
    named = answers.filter(message_id=message_id) if message_id else answers.filter(member_id=by.id or 0)
    if (waiting := named.last()) is None:
        raise _too_late(number, message_id)
    if waiting.member_id != by.id or by.kind is not ActorKind.MEMBER:
        raise Refused([Problem("not yours", "Somebody else wrote this answer.", "Ask them to take it back.")])
    if not outbox.take_back(channel="mail", ref_id=waiting.message_id, at=at):
        raise Refused([LEFT])
    ticket = locked(number)
    held = ticket.held_until is not None
    back = reverted(before=read(waiting.before), after=read(waiting.after), now=columns_of(ticket), held=held)
    change(ticket, **back)
    _unsay(ticket, waiting, by=by, at=at)
    event = AnswerTakenBack(
        ticket=ticket.pk,
        account=ticket.account_id,
        message=waiting.message_id,
        state=ticket.state,
        last_word=ticket.last_word,
    )
    record(event, by=by, at=at)
    return ticket


def no_way_back(message_id: int) -> None:
    """Let an answer be on its way: nobody takes it back any more. Inside the act that claims, drops or sends it again."""
    execute("DELETE FROM answer_waiting WHERE workspace_id = %s AND message_id = %s", [here(), message_id])


def columns_of(ticket: Ticket) -> dict[str, Any]:
    """Give the columns that an answer changes, as they stand."""
    return {name: getattr(ticket, name) for name in (*TURN, *DATE)}


def written(columns: dict[str, Any]) -> dict[str, Any]:
    """Put columns into JSON."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in columns.items()}


def read(kept: dict[str, Any]) -> dict[str, Any]:
    """Read columns back from JSON."""
    return {name: datetime.fromisoformat(value) if value and name in MOMENTS else value for name, value in kept.items()}


def _unsay(ticket: Ticket, waiting: AnswerWaiting, *, by: Actor, at: datetime) -> None:
    """Take the message away; its text and files lie with what the member has begun to write."""
    text, message_id, member_id = waiting.text, waiting.message_id, waiting.member_id
    waiting.delete()
    files = Attachment.objects.filter(message_id=message_id).order_by("id")
    UnsentFile.objects.bulk_create(
        UnsentFile(
            workspace_id=here(),
            ticket=ticket,
            member_id=member_id,
            blob_id=file.blob_id,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
        )
        for file in files
    )
    files.delete()
    Message.objects.filter(id=message_id).delete()
    give_back_as_draft(ticket_id=ticket.pk, kind=MessageKind.STAFF, text=text, by=by, at=at)


def _too_late(number: int, message_id: int | None) -> Exception:
    said = Message.objects.filter(ticket__number=number, kind=MessageKind.STAFF)
    said = said.filter(id=message_id) if message_id else said
    return Refused([LEFT]) if said.exists() else NotThere(f"message {message_id}")
