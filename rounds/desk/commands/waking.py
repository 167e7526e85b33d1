"""A reopen date comes."""

from datetime import datetime

from rounds.desk import dates
from rounds.desk.commands.holding import end_hold, freed, standing_hold
from rounds.desk.commands.loading import book_of_date, change, date_columns, move, standing
from rounds.desk.commands.returning import free_of_who_left
from rounds.desk.events.dates import TicketWoke
from rounds.desk.holds import HoldEnd
from rounds.desk.models import Ticket
from rounds.desk.rules import Move
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, Because
from rounds.workspaces.current import command


@command
def wake(*, ticket_id: int, at: datetime) -> bool:
    """Open a ticket whose date has come: exactly once, however many loops try. False where it is no longer due.

    A row that another loop holds is left to it; the date is taken away in the same transaction, so nobody finds it again.
    A date that a clause of a room above set is that room's to act on. at: aware, UTC. Source: A1, F2.
    """
    due = Ticket.objects.select_for_update(skip_locked=True).filter(id=ticket_id, wakes_at__lte=at, wake_clause="")
    if (ticket := due.first()) is None:
        return False
    open_because(ticket, dates.because_woke(standing(ticket, book_of_date(ticket)), state=ticket.state), at=at)
    return True


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
    free_of_who_left(ticket, before=before, by=by, at=at, because=because)
