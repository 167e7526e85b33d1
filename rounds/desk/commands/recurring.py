"""Tickets that come back again and again for a clause of a room above, which sets their dates and says what happens when they come.

Such a ticket is asleep or open and never ends, by the state machine's own door (`loading.move`) and by a constraint; only that
room lets it end, and begin again. The rooms above call these inside acts of their own, with the ticket locked by `take`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from rounds.desk.commands.holding import NOT_HELD, end_hold, freed, hold_again, standing_hold
from rounds.desk.commands.holding_many import end_many_holds, hold_each_again, standing_holds
from rounds.desk.commands.loading import change, changed, date_columns, locked, move, priorities, queue_for
from rounds.desk.commands.opening import take_many_numbers
from rounds.desk.commands.recalling import columns_of, read, written
from rounds.desk.commands.returning import free_of_who_left
from rounds.desk.commands.saying import note_many, say
from rounds.desk.commands.waking import locked_sleepers, open_because, open_many_because
from rounds.desk.dates import ReopenDate
from rounds.desk.events.dates import DateDropped, DateSet
from rounds.desk.events.giving import Assigned
from rounds.desk.events.life import BY_THE_MANUAL, TicketClosed, TicketOpened, TicketReopened
from rounds.desk.events.many import TicketUndone
from rounds.desk.events.sending import AnswerFailed
from rounds.desk.events.talk import Noted
from rounds.desk.facts import Taking
from rounds.desk.holds import HoldEnd
from rounds.desk.models import Hold, Message, Ticket
from rounds.desk.rules import LIVE, LastWord, MessageKind, Move, State
from rounds.desk.sending import DATE
from rounds.policies.queries import book
from rounds.timeline.commands import entry, record, record_alike, record_all, record_many
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor, ActorKind, Because
from rounds.workspaces import setwise
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import execute, naming_only_ours

ENDED_BY = ("state", "closed_at", "recurs_by", *DATE, *NOT_HELD)
"""Columns that the end of a recurring ticket changes."""


@dataclass(frozen=True, slots=True)
class Recurring:
    """What a recurring ticket begins with. date: its first, with its reason, whose clause it recurs by."""

    subject: str
    account_id: int
    date: ReopenDate


@command
def open_many_recurring(*, openings: Sequence[Recurring], kind: str, at: datetime) -> list[int]:
    """Open hundreds of tickets that sleep until their first dates, in few statements; nobody has written yet. Gives their ids, in order.

    kind: name of a `ticket kind` clause. at: aware, UTC. Raises Refused (no queue takes the kind).
    """
    manual = book()
    queue, urgent = queue_for(manual, kind), priorities(manual)
    ids, first = setwise.new_ids(Ticket, len(openings)), take_many_numbers(len(openings))
    rows, told = [], []
    for ticket_id, number, opening in zip(ids, count(first), openings, strict=False):
        because = _reason(opening.date)
        columns = date_columns(opening.date, by_id=None, at=at, version=because.manual_version)
        named = {"number": number, "subject": opening.subject, "account_id": opening.account_id}
        rows.append({"id": ticket_id, **named, "recurs_by": because.clause, **columns})
        opened = TicketOpened(
            ticket=ticket_id,
            account=opening.account_id,
            ticket_kind=kind,
            queue=queue.name,
            by_way_of=BY_THE_MANUAL,
        )
        told += [
            entry(opened, by=Actor.clause(because.clause), at=at, because=because),
            _date_set(ticket_id, opening.account_id, opening.date, sleeps=True, at=at),
        ]
    setwise.insert(
        Ticket,
        rows,
        kind=kind,
        queue=queue.name,
        priority=urgent.to_begin_with if urgent else None,
        state=State.ASLEEP,
        last_word=LastWord.CLOCK,
        opened_at=at,
        said_at=at,
        mailbox="",
        version=1,
    )
    record_many(told)
    return ids


def take(ticket_id: int) -> Ticket:
    """Give a recurring ticket, locked until the transaction ends. Raises NotThere."""
    return locked(ticket_id, by_id=True)


@command
def date_recurring(*, ticket: Ticket, date: ReopenDate, at: datetime, sleeps: bool) -> None:
    """Set the date on which a recurring ticket, locked, comes back. sleeps: until then; else it stays as it is. at: aware, UTC.

    Where nobody fitted before one date, it is looked anew before the next, and told anew.
    """
    because = _reason(date)
    columns = date_columns(date, by_id=None, at=at, version=because.manual_version)
    if not sleeps:
        change(ticket, **columns)
        record_all([_dated(ticket, date, sleeps=False, at=at)])
        return
    held = standing_hold(ticket)
    change(ticket, state=move(ticket, Move.SLEEP).state, hand_out_at=None, **columns, **freed(held))
    record_all([_dated(ticket, date, sleeps=True, at=at)])
    end_hold(ticket, held, HoldEnd.ASLEEP, by=Actor.clause(because.clause), at=at, because=because)


@command
def undate_recurring(*, ticket: Ticket, because: Because, at: datetime) -> None:
    """Take the date of a recurring ticket, locked and open, away: what it waited for has come. at: aware, UTC."""
    was = ticket.wakes_at or at
    change(ticket, **date_columns(None, by_id=None, at=at, version=0))
    dropped = DateDropped(ticket=ticket.pk, account=ticket.account_id, was=was)
    record(dropped, by=Actor.clause(because.clause), at=at, because=because)


@command
def fail_recurring(*, ticket: Ticket, message_id: int, because: Because, at: datetime) -> None:
    """Open a recurring ticket, locked, whose date waited for an answer to a mail that never arrived: it is our turn. at: aware, UTC."""
    made, before, was, held = move(ticket, Move.ANSWER_FAILS), ticket.state, ticket.wakes_at, standing_hold(ticket)
    no_date = date_columns(None, by_id=None, at=at, version=0)
    change(ticket, state=made.state, last_word=made.last_word, woke_at=None, **no_date, **freed(held))
    by = Actor.clause(because.clause)
    failed = AnswerFailed(ticket=ticket.pk, account=ticket.account_id, message=message_id, before=before, date_was=was)
    record(failed, by=by, at=at, because=because)
    end_hold(ticket, held, HoldEnd.ANSWER_FAILED, by=by, at=at, because=because)


@command
def open_recurring_again(*, ticket: Ticket, because: Because, at: datetime) -> None:
    """Open a recurring ticket, locked, whose date has come. at: aware, UTC. Source: A1."""
    open_because(ticket, because, at=at)


@command
def open_many_recurring_again(*, reasons: Sequence[tuple[Ticket, Because]], at: datetime) -> None:
    """Open many recurring tickets, each locked by `take_sleepers`, whose dates have come. at: aware, UTC. Source: A1."""
    open_many_because(reasons, at=at)


def take_sleepers(ticket_ids: set[int], *, at: datetime) -> list[Ticket]:
    """Give those of these whose date has come that a clause set, locked, if they sleep and no other loop holds them."""
    return locked_sleepers(ticket_ids, at=at, besides="wake_clause <> ''")


@command
def reopen_recurring(*, ticket: Ticket, by: Actor, at: datetime) -> None:
    """Open a sleeping recurring ticket, locked, before its date, for somebody begins with it. The date goes. at: aware, UTC."""
    before, made = ticket.state, move(ticket, Move.REOPEN)
    no_date = date_columns(None, by_id=None, at=at, version=0)
    change(ticket, state=made.state, last_word=made.last_word, closed_at=None, woke_at=None, **no_date)
    record(TicketReopened(ticket=ticket.pk, account=ticket.account_id, before=before), by=by, at=at)
    free_of_who_left(ticket, before=before, at=at)


@command
def end_recurring(*, ticket: Ticket, by: Actor, at: datetime) -> None:
    """Close a recurring ticket, locked: it comes back no more until that is ended. at: aware, UTC. Source: A11."""
    before, held = ticket.state, standing_hold(ticket)
    ticket.recurs_by = ""
    made = move(ticket, Move.CLOSE)
    no_date = date_columns(None, by_id=None, at=at, version=0)
    change(ticket, state=made.state, closed_at=at, recurs_by="", **no_date, **freed(held))
    record(TicketClosed(ticket=ticket.pk, account=ticket.account_id, before=before), by=by, at=at)
    end_hold(ticket, held, HoldEnd.CLOSED, by=by, at=at)


@command
def end_many_recurring(*, tickets: Sequence[Ticket], text: str, by: Actor, at: datetime) -> dict[int, int]:
    """Close thousands of recurring tickets, all locked, in few statements, with the same note on each; gives the notes by ticket.

    at: aware, UTC. Source: A11.
    """
    member_id = by.id if by.kind is ActorKind.MEMBER else None
    notes, stood = note_many(tickets, text, at=at, member_id=member_id), standing_holds(tickets)
    no_date = date_columns(None, by_id=None, at=at, version=0)
    rows, told = [], []
    for ticket in tickets:
        before, ticket.recurs_by = ticket.state, ""
        made = move(ticket, Move.CLOSE)
        changed(ticket, state=made.state, closed_at=at, recurs_by="", **no_date, **NOT_HELD)
        rows.append({"id": ticket.pk, "version": ticket.version, **{name: getattr(ticket, name) for name in ENDED_BY}})
        told.append(TicketClosed(ticket=ticket.pk, account=ticket.account_id, before=before))
    setwise.update(Ticket, rows)
    noted = [
        Noted(ticket=ticket.pk, account=ticket.account_id, message=note)
        for note, ticket in zip(notes, tickets, strict=True)
    ]
    record_alike(noted, by=by, at=at)
    record_alike(told, by=by, at=at)
    end_many_holds(stood, HoldEnd.CLOSED, tickets=tickets, by=by, at=at)
    return {ticket.pk: note for note, ticket in zip(notes, tickets, strict=True)}


@command
def hold_many_again(*, holds: Sequence[tuple[Ticket, int]], by: Actor, at: datetime) -> None:
    """Let holds go on that closing these tickets, all locked, had ended, each by its id, in few statements. at: aware, UTC."""
    hold_each_again(holds, by=by, at=at)


@command
def recur_again(*, ticket: Ticket, date: ReopenDate, by: Actor, at: datetime) -> None:
    """Let a ticket, locked, that had ended come back again: it sleeps until its date. at: aware, UTC. Source: A11.

    One on which the customer wrote meanwhile stays open, for nobody has answered.
    """
    because, before = _reason(date), ticket.state
    waits = before in LIVE and ticket.last_word == LastWord.CUSTOMER
    if ticket.state == State.CLOSED:
        made = move(ticket, Move.REOPEN)
        change(ticket, state=made.state, last_word=made.last_word, closed_at=None, woke_at=None)
        record(TicketReopened(ticket=ticket.pk, account=ticket.account_id, before=before), by=by, at=at)
    change(ticket, recurs_by=because.clause)
    date_recurring(ticket=ticket, date=date, at=at, sleeps=not waits)
    free_of_who_left(ticket, before=before, at=at)


@command
def date_many_recurring(*, dates: Sequence[tuple[Ticket, ReopenDate]], at: datetime) -> None:
    """Set the dates of thousands of recurring tickets, all locked, in few statements; each stays as it is. at: aware, UTC."""
    rows, told = [], []
    for ticket, date in dates:
        because = _reason(date)
        columns = {**date_columns(date, by_id=None, at=at, version=because.manual_version), "hand_out_at": None}
        changed(ticket, **columns)
        rows.append({"id": ticket.pk, **columns, "version": ticket.version})
        told.append(_dated(ticket, date, sleeps=ticket.state == State.ASLEEP, at=at))
    setwise.update(Ticket, rows)
    record_many(told)


@command
def recur_by(*, tickets: Sequence[tuple[Ticket, str, str]], clause: str) -> None:
    """Let tickets, all locked, recur by what their clause is now, each under a title, with the mark in it; in one statement.

    Dates name what set them. One that has ended, as a firm's that needs no check-in, does not begin again by it.
    """
    rows = []
    for ticket, subject, mark in tickets:
        columns = {"recurs_by": clause if ticket.recurs_by else "", "subject": subject, "mark": mark}
        changed(ticket, **columns)
        rows.append({"id": ticket.pk, **columns, "version": ticket.version})
    setwise.update(Ticket, rows)


@command
def put_many_back(*, tickets: Sequence[tuple[Ticket, dict[str, Any]]], by: Actor, at: datetime) -> None:
    """Let thousands of recurring tickets, all locked, stand as they stood, each with its columns of `as_it_stands`. at: aware, UTC."""
    rows, told = [], []
    for ticket, was in tickets:
        columns = read(was)
        changed(ticket, **columns)
        rows.append({"id": ticket.pk, **columns, "version": ticket.version})
        undone = TicketUndone(
            ticket=ticket.pk, account=ticket.account_id, many=0, state=ticket.state, last_word=ticket.last_word
        )
        told.append(undone)
    setwise.update(Ticket, rows)
    record_alike(told, by=by, at=at)


def as_it_stands(ticket: Ticket) -> dict[str, Any]:
    """Give the columns of a recurring ticket, locked, that these acts change, as JSON: `put_back_recurring` takes them."""
    return written(columns_of(ticket))


def as_it_ends(ticket: Ticket) -> dict[str, Any]:
    """Give the columns of a recurring ticket, locked, that its end changes, as JSON: `put_many_back` takes them."""
    return as_it_stands(ticket) | {"recurs_by": ticket.recurs_by}


def with_whom(ticket: Ticket) -> dict[str, Any]:
    """Give who has a recurring ticket, locked, as JSON, for an act that gives it to whoever does it; taken back with the rest."""
    told_until = ticket.hand_out_at.isoformat() if ticket.hand_out_at else None
    return {"assignee_id": ticket.assignee_id, "hand_out_at": told_until}


def holds_of(tickets: Sequence[Ticket]) -> dict[int, int]:
    """Give the holds that stand on tickets, all locked, by their tickets."""
    return {ticket_id: hold.pk for ticket_id, hold in standing_holds(tickets).items()}


def held_by(ticket: Ticket) -> int | None:
    """Give the hold that stands on a ticket."""
    hold = standing_hold(ticket)
    return hold.pk if hold else None


@command
def put_back_recurring(*, ticket: Ticket, was: dict[str, Any], hold_id: int | None, by: Actor, at: datetime) -> None:
    """Let a recurring ticket, locked, stand as it stood before an act on it that is taken back. at: aware, UTC.

    was: with `with_whom`, whoever had it then has it again. hold_id: of the hold that stood then; one that the act has ended goes on.
    """
    stands, has_it = standing_hold(ticket), ticket.assignee_id
    change(ticket, **_read(was))
    if ticket.assignee_id != has_it:
        given = Assigned(ticket=ticket.pk, account=ticket.account_id, to_member=ticket.assignee_id, from_member=has_it)
        record(given, by=by, at=at)
    undone = TicketUndone(
        ticket=ticket.pk, account=ticket.account_id, many=0, state=ticket.state, last_word=ticket.last_word
    )
    record(undone, by=by, at=at)
    if hold_id and stands is None:
        hold_again(ticket, Hold.objects.filter(id=hold_id).first(), by=by, at=at)


def _read(was: dict[str, Any]) -> dict[str, Any]:
    """Read columns back, with who had the ticket."""
    columns = read(was)
    if told_until := columns.get("hand_out_at"):
        columns["hand_out_at"] = datetime.fromisoformat(told_until)
    return columns


def _reason(date: ReopenDate) -> Because:
    if date.because is None:
        raise ValueError("a recurring ticket's date comes from a clause, which says why.")
    return date.because


def _dated(ticket: Ticket, date: ReopenDate, *, sleeps: bool, at: datetime) -> TimelineEvent:
    return _date_set(ticket.pk, ticket.account_id, date, sleeps=sleeps, at=at)


def _date_set(ticket_id: int, account_id: int | None, date: ReopenDate, *, sleeps: bool, at: datetime) -> TimelineEvent:
    because = _reason(date)
    event = DateSet(ticket=ticket_id, account=account_id, wakes_at=date.at, keeps=date.keeps, sleeps=sleeps)
    return entry(event, by=Actor.clause(because.clause), at=at, because=because)


@command
def write_to(*, ticket: Ticket, whom: Taking, mailbox: str) -> None:
    """Let a recurring ticket, locked, be written to somebody, from an address of ours.

    Whoever else took part does no more: they were written to in another year, and a new letter is none of theirs. Where it is to the
    same person again, those whom they brought along stay.
    """
    if ticket.requester_id != whom.contact_id:
        execute("DELETE FROM ticket_party WHERE ticket_id = %s", [ticket.pk])
    with naming_only_ours():
        execute(TAKES_PART, [here(), ticket.pk, whom.contact_id, whom.address_id])
    if (ticket.requester_id, ticket.mailbox) != (whom.contact_id, ticket.mailbox or mailbox):
        change(ticket, requester_id=whom.contact_id, mailbox=ticket.mailbox or mailbox)


TAKES_PART = """
    INSERT INTO ticket_party (workspace_id, ticket_id, contact_id, address_id, role) VALUES (%s, %s, %s, %s, 'requester')
    ON CONFLICT (workspace_id, ticket_id, contact_id) DO UPDATE SET address_id = excluded.address_id, role = 'requester'
"""


@command
def note_recurring(*, ticket: Ticket, text: str, by: Actor, at: datetime, because: Because | None = None) -> Message:
    """Write a note on a recurring ticket, locked. because: where a clause writes it. at: aware, UTC."""
    member_id = by.id if by.kind is ActorKind.MEMBER else None
    message = say(ticket, MessageKind.NOTE, text, at=at, member_id=member_id)
    record(Noted(ticket=ticket.pk, account=ticket.account_id, message=message.pk), by=by, at=at, because=because)
    return message


@command
def rename_recurring(*, ticket: Ticket, subject: str, mark: str) -> None:
    """Give a recurring ticket, locked, another title; the act that does it leaves the event. mark: what it says to the team alone."""
    change(ticket, subject=subject, mark=mark)
