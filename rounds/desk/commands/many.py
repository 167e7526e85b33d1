"""One act on many tickets: each by its own command and its own rules; one that refuses stops no other, and all can be taken back."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from rounds.basics.problems import NotThere, Problem, Refused, refuse_if
from rounds.desk.clauses import Queue
from rounds.desk.commands.assigning import assign, change_kind
from rounds.desk.commands.dating import put_to_sleep
from rounds.desk.commands.ending import close
from rounds.desk.commands.handing_out import locked_for_counting, refuse_more
from rounds.desk.commands.holding import NOT_HELD, end_hold, hold, hold_again, standing_hold
from rounds.desk.commands.loading import change, locked, unchanged
from rounds.desk.commands.macros import apply_macro
from rounds.desk.commands.prioritising import set_priority
from rounds.desk.commands.recalling import no_way_back
from rounds.desk.commands.returning import free_of_who_left
from rounds.desk.dates import Wish
from rounds.desk.events.many import ManyDone, ManyUndone, TicketUndone
from rounds.desk.events.sending import AnswerTakenBack
from rounds.desk.holds import HoldEnd
from rounds.desk.many import COLUMNS, MOMENTS, ManyAct, Verb, many_problems, went_back
from rounds.desk.models import Hold, ManyDo, ManyItem, Message, Ticket
from rounds.desk.rules import LIVE, MessageKind, State
from rounds.policies.queries import book
from rounds.team.queries import require
from rounds.timeline import outbox
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command, here


@command
def do_to_many(*, numbers: Sequence[int], act: ManyAct, by: Actor, at: datetime) -> ManyDo:
    """Do one thing to many tickets, each as if alone; those that refuse say why, the others are done.

    at: aware, UTC. Raises NotAllowed, NotThere, Refused (none chosen, or too many). Source: issue "bulk acts with undo".
    """
    require(by, "read the desk")
    refuse_if(many_problems(len(set(numbers))))
    done = ManyDo.objects.create(workspace_id=here(), verb=act.verb, word=act.word, by_id=by.id, at=at)
    # All before any member, and in the order of their ids, as others lock them: two at once never wait for each other in a ring.
    tickets = list(Ticket.objects.select_for_update().filter(number__in=set(numbers)).order_by("id"))
    if missing := set(numbers) - {ticket.number for ticket in tickets}:
        raise NotThere(f"tickets {sorted(missing)}")
    if act.verb in MOVES:
        locked_for_counting([ticket.assignee_id for ticket in tickets if ticket.assignee_id])
    items = [_one(done, ticket, act, by=by, at=at) for ticket in tickets]
    ManyItem.objects.bulk_create(items)
    refused = sum(bool(item.refusal) for item in items)
    record(ManyDone(many=done.pk, verb=act.verb, done=len(items) - refused, refused=refused), by=by, at=at)
    return done


@command
def run_macro(*, number: int, name: str, by: Actor, at: datetime, version: int | None = None) -> ManyDo:
    """Run a macro of the manual on one ticket; gives the act, by which all of it is taken back. at: aware, UTC.

    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (no such macro, not for this ticket, an act of it cannot be done).
    Source: issue "macros as clauses"; clause kind `macro`.
    """
    require(by, "read the desk")
    ticket = locked(number)
    unchanged(ticket, version, mine={"Macro": name})
    act = ManyAct(Verb.MACRO, name)
    done = ManyDo.objects.create(workspace_id=here(), verb=act.verb, word=name, by_id=by.id, at=at)
    before = _kept(ticket)
    before["said"] = _do(number, act, done, by=by, at=at)
    left = Ticket.objects.values_list("version", flat=True).get(id=ticket.pk)
    ManyItem.objects.create(workspace_id=here(), many=done, ticket=ticket, before=before, version=left)
    record(ManyDone(many=done.pk, verb=act.verb, done=1, refused=0), by=by, at=at)
    return done


@command
def undo_many(*, many_id: int, by: Actor, at: datetime) -> int:
    """Take one's own act on many tickets back, on those that nobody changed since, and that nobody has too many by; say how many went back.

    at: aware, UTC. Raises NotAllowed, NotThere, Refused (taken back already).
    """
    require(by, "read the desk")
    done = ManyDo.objects.select_for_update().filter(id=many_id, by_id=by.id or 0).first()
    if done is None:
        raise NotThere(f"act on many {many_id}")
    if done.undone_at:
        raise Refused([Problem("undone", "This was taken back already.")])
    items = list(ManyItem.objects.filter(many=done, refusal="").order_by("ticket_id"))
    _lock(items)
    back = [item for item in items if _undo(item, by=by, at=at)]
    ManyItem.objects.filter(id__in=[item.pk for item in back]).update(undone=True)
    done.undone_at = at
    done.save(update_fields=["undone_at"])
    record(ManyUndone(many=done.pk, undone=len(back), kept=len(items) - len(back)), by=by, at=at)
    return len(back)


def _one(done: ManyDo, ticket: Ticket, act: ManyAct, *, by: Actor, at: datetime) -> ManyItem:
    """Do it to one ticket, in a savepoint of its own; nothing of a refused one stays."""
    before = _kept(locked(ticket.pk, by_id=True))
    item = ManyItem(workspace_id=here(), many=done, ticket=ticket, before=before)
    try:
        with transaction.atomic():
            said = _do(ticket.number, act, done, by=by, at=at)
            item.before["said"] = said
    except Refused as refused:
        item.refusal = str(refused)
    item.version = Ticket.objects.values_list("version", flat=True).get(id=ticket.pk)
    return item


def _do(number: int, act: ManyAct, done: ManyDo, *, by: Actor, at: datetime) -> list[int]:
    """Do it by its own command; gives the messages that were written with it, which only a macro does."""
    if act.verb is Verb.MACRO:
        return apply_macro(number=number, name=act.word, many_id=done.pk, by=by, at=at)
    DO[act.verb](number, act, by, at)
    return []


DO: dict[Verb, Callable[[int, ManyAct, Actor, datetime], object]] = {
    Verb.CLOSE: lambda number, act, by, at: close(number=number, by=by, at=at),
    Verb.ASSIGN: lambda number, act, by, at: assign(number=number, member_id=act.member_id, by=by, at=at),
    Verb.KIND: lambda number, act, by, at: change_kind(number=number, kind=act.word, by=by, at=at),
    Verb.PRIORITY: lambda number, act, by, at: set_priority(number=number, priority=act.word, by=by, at=at),
    Verb.SLEEP: lambda number, act, by, at: put_to_sleep(number=number, wish=act.wish or Wish(), by=by, at=at),
    Verb.HOLD: lambda number, act, by, at: hold(
        number=number, holder=act.word, reason=act.reason, wish=act.wish or Wish(), by=by, at=at
    ),
}
"""The command of each verb."""

MOVES = frozenset({Verb.KIND, Verb.MACRO})
"""Verbs by which a ticket can come to count among what somebody has in another queue."""


def _undo(item: ManyItem, *, by: Actor, at: datetime) -> bool:
    """Let one ticket be as it was; False where it was changed since, an answer that went with it has left, or who had it is full."""
    try:
        with transaction.atomic():
            return _undone(item, by=by, at=at)
    except TooLate:
        return False


class TooLate(Exception):
    """What was done to a ticket cannot be taken back any more."""


def _lock(items: Sequence[ManyItem]) -> None:
    """Lock the answers before the tickets, as a delivery does, and all tickets before any member; these in one order too."""
    outbox.lock(channel="mail", ref_ids=[message_id for item in items for message_id in item.before.get("said", [])])
    ids = [item.ticket_id for item in items]
    list(Ticket.objects.select_for_update().filter(id__in=ids).order_by("id").values_list("id"))
    locked_for_counting([member_id for item in items if (member_id := item.before["assignee_id"])])


def _undone(item: ManyItem, *, by: Actor, at: datetime) -> bool:
    answers = Message.objects.filter(id__in=item.before.get("said", []), kind=MessageKind.STAFF)
    for message_id in answers.order_by("id").values_list("id", flat=True):
        if not outbox.take_back(channel="mail", ref_id=message_id, at=at):
            raise TooLate
    ticket = locked(item.ticket_id, by_id=True)
    if ticket.version != item.version:
        raise TooLate
    counted, before, stood = _counted(ticket), _read(item.before), standing_hold(ticket)
    was = Hold.objects.filter(id=item.before["hold"] or 0).first()
    same = stood is not None and was is not None and stood.pk == was.pk
    change(ticket, **went_back(before), **({} if same else NOT_HELD))
    if not same:
        end_hold(ticket, stood, HoldEnd.UNDONE, by=by, at=at)
        hold_again(ticket, was, by=by, at=at)
    _unsay(ticket, item.before.get("said", []), by=by, at=at)
    event = TicketUndone(
        ticket=ticket.pk, account=ticket.account_id, many=item.many_id, state=ticket.state, last_word=ticket.last_word
    )
    record(event, by=by, at=at)
    free_of_who_left(ticket, at=at)
    if _counted(ticket) not in (None, counted):
        _refuse_full(ticket)
    return True


def _counted(ticket: Ticket) -> tuple[int, str] | None:
    """Say among whose tickets, and of which queue, this one counts; None where it counts nowhere."""
    return (ticket.assignee_id, ticket.queue) if ticket.assignee_id and State(ticket.state) in LIVE else None


def _refuse_full(ticket: Ticket) -> None:
    """Leave a ticket as it is where whoever would have it again may have no more. Raises TooLate."""
    try:
        refuse_more(book().find(Queue, ticket.queue), ticket)
    except Refused as full:
        raise TooLate from full


def _unsay(ticket: Ticket, said: Sequence[int], *, by: Actor, at: datetime) -> None:
    """Take away what a macro had said; of an answer the history keeps that it never left."""
    messages = Message.objects.filter(id__in=said)
    for message_id in messages.filter(kind=MessageKind.STAFF).order_by("id").values_list("id", flat=True):
        no_way_back(message_id)
        event = AnswerTakenBack(
            ticket=ticket.pk,
            account=ticket.account_id,
            message=message_id,
            state=ticket.state,
            last_word=ticket.last_word,
        )
        record(event, by=by, at=at)
    messages.delete()


def _kept(ticket: Ticket) -> dict[str, Any]:
    """Keep what a ticket is before the act, as JSON."""
    stood = standing_hold(ticket)
    values = {name: getattr(ticket, name) for name in COLUMNS}
    kept = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}
    return kept | {"hold": stood.pk if stood else None}


def _read(kept: dict[str, Any]) -> dict[str, Any]:
    return {name: datetime.fromisoformat(value) if value and name in MOMENTS else value for name, value in kept.items()}
