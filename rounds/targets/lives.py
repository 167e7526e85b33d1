"""What happened to a ticket, as its targets ask: answered, closed, held, here or where it was imported from."""

from datetime import datetime

from rounds.desk.models import Ticket
from rounds.desk.queries.holds import hold_intervals
from rounds.targets.clocks import Pause
from rounds.targets.rules import Life
from rounds.workspaces.rows import fetch

ANSWERED = "SELECT min(at) FROM message WHERE ticket_id = %s AND kind = 'staff'"

CLOSED = """
    SELECT at, kind = 'desk.closed' FROM timeline_event
    WHERE subject_kind = 'ticket' AND subject_id = %s AND (kind = 'desk.closed' OR payload ->> 'before' = 'closed')
    ORDER BY id
"""

PAST = (
    "SELECT at, state IN ('solved', 'closed') FROM ticket_past WHERE ticket_id = %s AND state <> '' ORDER BY position"
)


def life_of(ticket: Ticket) -> Life:
    """Read a ticket's life, in four statements."""
    [(answered_at,)] = fetch(ANSWERED, [ticket.pk])
    moves = [*fetch(PAST, [ticket.pk]), *fetch(CLOSED, [ticket.pk])]
    if ticket.closed_at and not (moves and moves[-1][1]):
        moves.append((ticket.closed_at, True))
    held = hold_intervals([ticket.pk])[ticket.pk]
    return Life(
        opened_at=ticket.opened_at,
        answered_at=answered_at,
        closed=_periods(moves),
        held=tuple(Pause(each.began_at, each.ended_at, f"held by {each.holder}") for each in held),
    )


def _periods(moves: list[tuple[datetime, bool]]) -> tuple[Pause, ...]:
    """Make periods of being closed of what closed and opened it, oldest first."""
    found: list[Pause] = []
    for at, closes in moves:
        stands = bool(found) and found[-1].until is None
        if closes and not stands:
            found.append(Pause(at, None, "closed"))
        elif not closes and stands:
            found[-1] = Pause(found[-1].since, at, "closed")
    return tuple(found)
