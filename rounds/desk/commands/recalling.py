"""An answer is taken back before it leaves: its text is a draft again, and turn and date are what they were.

The outbox rows are locked first and the ticket after them, as a delivery does it, so that the two never wait for each other.
Whoever comes first wins: a worker that claims the mail takes the way back away in the same transaction. Where the ticket was
merged meanwhile, the merge is as if the answer had never been (`desk/merging.py`).
"""

from datetime import datetime
from typing import Any

from django.db.models import Q

from rounds.basics.problems import NotThere, Problem, Refused
from rounds.desk.commands.drafting import give_back_as_draft
from rounds.desk.commands.linking import one_link_at_a_time
from rounds.desk.commands.loading import change
from rounds.desk.events.sending import AnswerTakenBack
from rounds.desk.merging import Part, whole
from rounds.desk.models import AnswerWaiting, Attachment, Merge, Merged, Message, Ticket, UnsentFile
from rounds.desk.rules import LastWord, MessageKind, State, is_our_turn
from rounds.desk.sending import DATE, TURN, Columns, reverted
from rounds.team.queries import require
from rounds.timeline import outbox
from rounds.timeline.commands import entry, record_all
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import Without, write

MOMENTS = frozenset({"said_at", "closed_at", "woke_at", "wakes_at", "wake_set_at"})
SPOKEN = ("last_word", "said_at", "woke_at")
"""Columns that a merged ticket keeps; its state and dates it has again when it is alone (`unmerging.py`)."""
LEFT = Problem("left", "This answer has left already.", "Write again to put right what was wrong.")


@command
def take_back(*, number: int, message_id: int | None = None, by: Actor, at: datetime) -> Ticket:
    """Take an answer back that has not left; what changed on the ticket since stays as it is.

    message_id: left out, one's own last that waits. It may stand on a ticket that was merged into this one since; its text is
    begun anew on the one that stands, which is given. at: aware, UTC.
    Raises NotAllowed, NotThere, Refused (it has left, or somebody else wrote it).
    Source: issue "undo of a send"; clause kind `sending`, key `undo within`.
    """
    require(by, "answer customers")
    answers = AnswerWaiting.objects.filter(_said_on(number)).order_by("id")
    named = answers.filter(message_id=message_id) if message_id else answers.filter(member_id=by.id or 0)
    if (waiting := named.last()) is None:
        raise _too_late(number, message_id)
    if waiting.member_id != by.id or by.kind is not ActorKind.MEMBER:
        raise Refused([Problem("not yours", "Somebody else wrote this answer.", "Ask them to take it back.")])
    if not outbox.take_back(channel="mail", ref_id=waiting.message_id, at=at):
        raise Refused([LEFT])
    one_link_at_a_time()  # before any ticket, as whoever merges: what stands for this one stays the same
    message, tickets = waiting.message_id, _locked(waiting.ticket_id)
    _let_stand(tickets, before=read(waiting.before), after=read(waiting.after))
    _unsay(tickets[-1], waiting, by=by, at=at)
    record_all([entry(_taken_back(ticket, message), by=by, at=at) for ticket in tickets])
    return tickets[-1]


def _said_on(number: int) -> Q:
    """Find what was said on a ticket, or on one that was merged into it."""
    return Q(ticket__number=number) | Q(ticket__in=Merged.objects.filter(survivor__number=number).values("ticket"))


def _locked(ticket_id: int) -> list[Ticket]:
    """Lock a ticket and all that it went into, in the order of their ids; give them in theirs: the last is the one that stands."""
    way = [ticket_id]
    while above := Merged.objects.filter(ticket_id=way[-1]).values_list("merge__into_id", flat=True).first():
        way.append(above)
    found = {ticket.pk: ticket for ticket in Ticket.objects.select_for_update().filter(id__in=way).order_by("id")}
    return [found[each] for each in way]


def _let_stand(tickets: list[Ticket], *, before: Columns, after: Columns) -> Columns:
    """Put the columns of the first back that nobody changed since; give them.

    A merged one gets them when it is alone again. What it went into stands as that merge would have left it, by the same rule.
    """
    ticket, *above = tickets
    if not above:
        back = reverted(before=before, after=after, now=columns_of(ticket), held=ticket.held_until is not None)
        change(ticket, **back)
        return back
    part = Merged.objects.select_related("merge").get(ticket=ticket)
    now = read(part.before)
    back = reverted(before=before, after=after, now=now, held=part.hold_id is not None)
    part.before = written({**now, **back})
    part.save(update_fields=["before"])
    change(ticket, **{name: back[name] for name in SPOKEN if name in back})
    _merge_again(part.merge, above)
    return back


def _merge_again(act: Merge, above: list[Ticket]) -> None:
    """Let a merge leave its ticket, the first of these, as the tickets that went in would stand now."""
    into, was = above[0], read(act.after)
    parts = [
        _part(part.ticket, read(part.before), held=part.hold_id is not None)
        for part in act.parts.select_related("ticket")
    ]
    becomes = whole(_part(into, read(act.before), held=into.held_until is not None), parts)
    act.after = written({**was, **_let_stand(above, before=becomes, after=was)})
    act.save(update_fields=["after"])


def _part(ticket: Ticket, columns: Columns, *, held: bool) -> Part:
    ours = is_our_turn(State(columns["state"]), LastWord(columns["last_word"]), held=held)
    return Part(ticket.number, ticket.requester_id, ticket.account_id, ours, columns)


def _taken_back(ticket: Ticket, message_id: int) -> AnswerTakenBack:
    return AnswerTakenBack(
        ticket=ticket.pk,
        account=ticket.account_id,
        message=message_id,
        state=ticket.state,
        last_word=ticket.last_word,
    )


def no_way_back(message_id: int) -> None:
    """Let an answer be on its way: nobody takes it back any more. Inside the act that claims, drops or sends it again."""
    write(way_back_of(message_id))


def way_back_of(message_id: int) -> Without:
    """Give an answer's way back, to go with what else an act writes; as `no_way_back`."""
    return Without(AnswerWaiting, "workspace_id = %s AND message_id = %s", (here(), message_id))


def columns_of(ticket: Ticket) -> dict[str, Any]:
    """Give the columns that an answer changes, as they stand."""
    return {name: getattr(ticket, name) for name in (*TURN, *DATE)}


def written(columns: Columns) -> dict[str, Any]:
    """Put columns into JSON."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in columns.items()}


def read(kept: dict[str, Any]) -> dict[str, Any]:
    """Read columns back from JSON."""
    return {name: datetime.fromisoformat(value) if value and name in MOMENTS else value for name, value in kept.items()}


def _unsay(ticket: Ticket, waiting: AnswerWaiting, *, by: Actor, at: datetime) -> None:
    """Take the message away; its text and files lie with what the member has begun to write."""
    text, message_id, member_id = waiting.text, waiting.message_id, waiting.member_id
    letter = waiting.message.subject if waiting.whole else None
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
    give_back_as_draft(ticket_id=ticket.pk, kind=MessageKind.STAFF, text=text, letter=letter, by=by, at=at)


def _too_late(number: int, message_id: int | None) -> Exception:
    said = Message.objects.filter(_said_on(number), kind=MessageKind.STAFF)
    said = said.filter(id=message_id) if message_id else said
    return Refused([LEFT]) if said.exists() else NotThere(f"message {message_id}")
