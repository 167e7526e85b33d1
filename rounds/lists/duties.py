"""What time makes due in the lists."""

from datetime import datetime

from rounds.basics.duty import Asked, Due, Duty, Rows
from rounds.lists.commands import look_at_lists, tell_of_standing


def _to_look_at(now: datetime, limit: int) -> Asked:
    """Find workspaces whose lists are to be looked at; a workspace is its own row."""
    return Asked("SELECT workspace_id, workspace_id AS id FROM lists_to_look_at(%s, %s)", (now, limit))


def _look(due: Due, now: datetime) -> bool:
    return look_at_lists(at=now)


def _too_long(now: datetime, limit: int) -> Asked:
    return Asked("SELECT workspace_id, id FROM due_standings(%s, %s)", (now, limit))


def _tell(due: Due, now: datetime) -> bool:
    return tell_of_standing(standing_id=due.id, at=now)


LOOK = Duty(
    "lists.look", "Looks which tickets stand in lists that mind how long", _to_look_at, _look, rows=Rows.COMPANIES
)
TELL = Duty("lists.tell", "Tells of tickets that stand in a list too long", _too_long, _tell)

DUTIES = (LOOK, TELL)
