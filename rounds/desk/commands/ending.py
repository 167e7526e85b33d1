"""A ticket ends, and begins again."""

from datetime import datetime

from rounds.desk import dates
from rounds.desk.commands.holding import end_hold, freed, standing_hold
from rounds.desk.commands.loading import book_of_date, change, date_columns, locked, move, standing, unchanged
from rounds.desk.commands.returning import free_of_who_left
from rounds.desk.dates import Standing
from rounds.desk.events.dates import DateDropped
from rounds.desk.events.life import TicketClosed, TicketReopened
from rounds.desk.holds import HoldEnd
from rounds.desk.models import Ticket
from rounds.desk.rules import Move
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command


@command
def close(*, number: int, by: Actor, at: datetime, version: int | None = None) -> Ticket:
    """Close a ticket. A date that a person promised stays and opens it again; the manual's own date goes.

    at: aware, UTC. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (closed already).
    """
    require(by, "close tickets")
    ticket = locked(number)
    unchanged(ticket, version, mine={"State": "closed"})
    made, before = move(ticket, Move.CLOSE), ticket.state
    drops = ticket.wakes_at is not None and ticket.wake_by_id is None
    stood = standing(ticket, book_of_date(ticket)) if drops else None
    columns = date_columns(None, by_id=None, at=at, version=0) if drops else {}
    held = standing_hold(ticket)
    change(ticket, state=made.state, closed_at=at, **columns, **freed(held))
    record(TicketClosed(ticket=ticket.pk, account=ticket.account_id, before=before), by=by, at=at)
    end_hold(ticket, held, HoldEnd.CLOSED, by=by, at=at)
    if stood:
        _record_drop(ticket, stood, at)
    return ticket


@command
def reopen(*, number: int, by: Actor, at: datetime, version: int | None = None) -> Ticket:
    """Open a closed or sleeping ticket again; it is our turn. A date that stands stays.

    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (open already).
    """
    require(by, "close tickets")
    ticket = locked(number)
    unchanged(ticket, version, mine={"State": "open"})
    made, before = move(ticket, Move.REOPEN), ticket.state
    change(ticket, state=made.state, last_word=made.last_word, closed_at=None, woke_at=None)
    record(TicketReopened(ticket=ticket.pk, account=ticket.account_id, before=before), by=by, at=at)
    free_of_who_left(ticket, before=before, at=at)
    return ticket


def _record_drop(ticket: Ticket, stood: Standing, at: datetime) -> None:
    """Say that the manual's own date went with the reason it had."""
    because = dates.because_closed(stood, closed_at=at)
    event = DateDropped(ticket=ticket.pk, account=ticket.account_id, was=stood.at or at)
    record(event, by=Actor.clause(because.clause), at=at, because=because)
