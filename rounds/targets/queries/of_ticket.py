"""How a ticket's targets stand, for its page."""

from dataclasses import dataclass
from datetime import datetime

from rounds.workspaces.rows import fetch

RUNS = "SELECT target, until, due_at, ended_at, missed_at FROM target_run WHERE ticket_id = %s ORDER BY until"


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One target. due_at: None while its clock stands still. ended_at: when it was done. missed: it was not kept, or is not."""

    target: str
    until: str
    due_at: datetime | None
    ended_at: datetime | None
    missed: bool


def targets_of(ticket_id: int) -> tuple[TargetRow, ...]:
    """Give a ticket's targets, in one statement."""
    return tuple(
        TargetRow(target, until, due, ended, missed is not None)
        for target, until, due, ended, missed in fetch(RUNS, [ticket_id])
    )
