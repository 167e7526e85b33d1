"""What happened to tickets, as their targets ask: answered, closed, held, here or where they were imported from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rounds.desk.models import Ticket
from rounds.desk.queries.holds import HoldInterval, hold_intervals
from rounds.targets.clocks import Pause
from rounds.targets.rules import Life
from rounds.workspaces.rows import fetch

ANSWERED = """
    SELECT ticket_id, min(at) FILTER (WHERE NOT old_answer), bool_or(old_answer) FROM message
    WHERE ticket_id = ANY(%s) AND kind = 'staff' GROUP BY ticket_id
"""

CAME = "desk.ticket imported"
OLD_MAIL = "desk.old mail opened"
"""A ticket of a mail of long ago: its clock begins when somebody opens it here, or where it came in to be answered, then."""

MOVED = """
    SELECT subject_id, at, kind, kind IN ('desk.closed', 'desk.merged') OR coalesce(payload ->> 'state' IN ('closed', 'merged'), false)
    FROM timeline_event
    WHERE subject_kind = 'ticket' AND subject_id = ANY(%s) AND (kind = ANY(%s) OR payload ->> 'before' = 'closed')
    ORDER BY id
"""

MOVES = [
    CAME,
    OLD_MAIL,
    "desk.closed",
    "desk.merged",
    "desk.undone",
    "desk.unmerged",
    "desk.took in",
    "desk.gave back",
    "desk.answer taken back",
]
"""Events that close a ticket, or may: most say what it is since. A merged one is closed, for what was promised is done elsewhere."""

PAST = """
    SELECT ticket_id, at, state IN ('solved', 'closed') FROM ticket_past
    WHERE ticket_id = ANY(%s) AND state <> '' ORDER BY ticket_id, position
"""

type Moves = list[tuple[datetime, bool]]
"""What closed a ticket (true) and what opened it, oldest first."""


def lives_of(tickets: Sequence[Ticket]) -> dict[int, Life]:
    """Read the lives of many tickets in four statements."""
    ids = [ticket.pk for ticket in tickets]
    answers = fetch(ANSWERED, [ids])
    answered: dict[int, datetime | None] = {ticket_id: first for ticket_id, first, _ in answers}
    answered_then = {ticket_id for ticket_id, _, then in answers if then}
    moves: defaultdict[int, Moves] = defaultdict(list)
    for ticket_id, at, closes in fetch(PAST, [ids]):
        moves[ticket_id].append((at, closes))
    came: dict[int, datetime] = {}
    old: dict[int, datetime] = {}
    for ticket_id, at, kind, closes in fetch(MOVED, [ids, MOVES]):
        if kind in (CAME, OLD_MAIL):
            came.setdefault(ticket_id, at)
        if kind == OLD_MAIL:
            old[ticket_id] = at
            if ticket_id in answered_then and not closes:
                answered[ticket_id] = at  # it came in open, and answered: nobody waits for a first answer
        if kind != CAME:
            moves[ticket_id].append((at, closes))
    held = hold_intervals(ids)
    lives = {
        ticket.pk: Life(
            opened_at=old.get(ticket.pk, ticket.opened_at),
            answered_at=answered.get(ticket.pk),
            closed=_periods(_with_the_last(moves[ticket.pk], ticket.closed_at)),
            held=tuple(_pause(each) for each in held[ticket.pk]),
            came_at=came.get(ticket.pk),
        )
        for ticket in tickets
    }
    return {pk: _as_opened_here(life) if pk in old else life for pk, life in lives.items()}


def _as_opened_here(life: Life) -> Life:
    """Let the life of a ticket of an old mail begin when somebody opens it; one that came in open has begun."""
    first = next(iter(life.closed), None)
    if first is None or first.since > life.opened_at:
        return life
    return replace(life, opened_at=first.until or life.opened_at, closed=life.closed[1:], rests=first.until is None)


def _pause(hold: HoldInterval) -> Pause:
    return Pause(hold.began_at, hold.ended_at, f"held by {hold.holder}")


def _with_the_last(moves: Moves, closed_at: datetime | None) -> Moves:
    """Add the close that stands, where nothing else says it: an import may know it without the change that made it."""
    return [*moves, (closed_at, True)] if closed_at and not (moves and moves[-1][1]) else moves


def _periods(moves: Moves) -> tuple[Pause, ...]:
    """Make periods of being closed of what closed and opened it."""
    found: list[Pause] = []
    for at, closes in moves:
        stands = bool(found) and found[-1].until is None
        if closes and not stands:
            found.append(Pause(at, None, "closed"))
        elif not closes and stands:
            found[-1] = Pause(found[-1].since, at, "closed")
    return tuple(found)
