"""A reopen date comes."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from rounds.desk import dates
from rounds.desk.commands.holding import end_hold, freed, standing_hold
from rounds.desk.commands.loading import book_of_date, change, changed, date_columns, move, standing
from rounds.desk.commands.returning import free_of_who_left
from rounds.desk.events.dates import TicketWoke
from rounds.desk.holds import HoldEnd
from rounds.desk.models import Ticket
from rounds.desk.queries.dated import ways_of_dates
from rounds.desk.rules import Move, State
from rounds.timeline.commands import entry, record, record_many
from rounds.timeline.rules import Actor, Because
from rounds.workspaces import setwise
from rounds.workspaces.current import command
from rounds.workspaces.rows import fetch, find


@command
def wake(*, ticket_id: int, at: datetime) -> bool:
    """Open a ticket whose date has come: exactly once, however many loops try. False where it is no longer due.

    A row that another loop holds is left to it; the date is taken away in the same transaction, so nobody finds it again.
    A date that a clause of a room above set is that room's to act on. at: aware, UTC. Source: A1, F2.
    """
    due = Ticket.objects.select_for_update(skip_locked=True).filter(id=ticket_id, wakes_at__lte=at, wake_clause="")
    if (ticket := due.first()) is None:
        return False
    open_because(ticket, _reasons([ticket])[0][1], at=at)
    return True


@command
def wake_many(*, ticket_ids: Sequence[int], at: datetime) -> tuple[int, list[int]]:
    """Do as `wake` does, for all of these that sleep and wait for nobody, in few statements.

    Gives how many opened, and which have to be woken one by one. at: aware, UTC. Source: A1, F2.
    """
    asleep = sleepers(ticket_ids)
    tickets = locked_sleepers(asleep, at=at, besides="wake_clause = ''")
    open_many_because(_reasons(tickets), at=at)
    return len(tickets), [each for each in ticket_ids if each not in asleep]


def _reasons(tickets: Sequence[Ticket]) -> list[tuple[Ticket, Because]]:
    """Say of each why it opens. Of one that comes back for a clause it is told, too, by what somebody gave it a day of theirs."""
    ways = ways_of_dates(recurring) if (recurring := [each.pk for each in tickets if each.recurs_by]) else {}
    return [
        (each, dates.because_woke(standing(each, book_of_date(each)), state=each.state, way=ways.get(each.pk, "")))
        for each in tickets
    ]


def sleepers(ticket_ids: Sequence[int]) -> set[int]:
    """Say which of these sleep and wait for nobody: opening them changes the ticket alone."""
    statement = "SELECT id FROM ticket WHERE id = ANY (%s) AND state = %s AND held_until IS NULL"
    return {ticket_id for (ticket_id,) in fetch(statement, [list(ticket_ids), State.ASLEEP])}


def locked_sleepers(ticket_ids: set[int], *, at: datetime, besides: LiteralString) -> list[Ticket]:
    """Give those of these sleepers whose date has come, locked, without those that another loop holds. besides: SQL, what else holds."""
    if not ticket_ids:
        return []
    where: LiteralString = "id = ANY (%s) AND state = %s AND held_until IS NULL AND wakes_at <= %s"
    order: LiteralString = "ORDER BY id FOR UPDATE SKIP LOCKED"
    return find(Ticket, f"{where} AND {besides} {order}", [list(ticket_ids), State.ASLEEP, at])


def open_many_because(reasons: Sequence[tuple[Ticket, Because]], *, at: datetime) -> None:
    """Open many sleepers, all locked, for their dates have come, each for its own reason."""
    rows, told = [], []
    for ticket, because in reasons:
        made, before, date_at = move(ticket, Move.WAKE), ticket.state, ticket.wakes_at
        columns = {
            "state": made.state,
            "last_word": made.last_word,
            "woke_at": at,
            "closed_at": None,
            **date_columns(None, by_id=None, at=at, version=0),
        }
        changed(ticket, **columns)
        rows.append({"id": ticket.pk, **columns, "version": ticket.version})
        event = TicketWoke(ticket=ticket.pk, account=ticket.account_id, before=before, date_was=date_at or at)
        told.append(entry(event, by=Actor.clause(because.clause), at=at, because=because))
    setwise.update(Ticket, rows)
    record_many(told)


def open_because(ticket: Ticket, because: Because, *, at: datetime) -> None:
    """Open a ticket that is locked, for its date has come. The date goes, and a hold ends with it."""
    made, before, date_at = move(ticket, Move.WAKE), ticket.state, ticket.wakes_at
    held = standing_hold(ticket)
    change(
        ticket,
        state=made.state,
        last_word=made.last_word,
        woke_at=at,
        closed_at=None,
        **date_columns(None, by_id=None, at=at, version=0),
        **freed(held),
    )
    by = Actor.clause(because.clause)
    event = TicketWoke(ticket=ticket.pk, account=ticket.account_id, before=before, date_was=date_at or at)
    record(event, by=by, at=at, because=because)
    end_hold(ticket, held, HoldEnd.DATE_CAME, by=by, at=at, because=because)
    free_of_who_left(ticket, before=before, at=at)
