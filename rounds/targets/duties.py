"""What time, and what happened to tickets, makes due for targets."""

from datetime import datetime

from rounds.basics.duty import Asked, Due, Duty, Rows
from rounds.targets.commands import act_on, catch_up, follow_history


def _unfollowed(now: datetime, limit: int) -> Asked:
    """Find workspaces with news for their targets; a workspace is its own row."""
    return Asked("SELECT workspace_id, workspace_id AS id FROM targets_to_follow(%s)", (limit,))


def _follow(due: Due, now: datetime) -> bool:
    return follow_history(at=now)


def _behind(now: datetime, limit: int) -> Asked:
    """Find workspaces whose tickets are not all judged by the manual in force; a workspace is its own row."""
    return Asked("SELECT workspace_id, workspace_id AS id FROM targets_to_catch_up(%s)", (limit,))


def _catch_up(due: Due, now: datetime) -> bool:
    return catch_up(at=now)


def _due(now: datetime, limit: int) -> Asked:
    return Asked("SELECT workspace_id, id FROM due_targets(%s, %s)", (now, limit))


def _act(due: Due, now: datetime) -> bool:
    return act_on(run_id=due.id, at=now)


FOLLOW = Duty(
    "targets.follow",
    "Brings targets up to date with what happened to tickets",
    _unfollowed,
    _follow,
    rows=Rows.COMPANIES,
)
CATCH_UP = Duty(
    "targets.catch up",
    "Judges tickets from before by the targets of a new manual",
    _behind,
    _catch_up,
    rows=Rows.COMPANIES,
)
ACT = Duty("targets.act", "Warns before a target is missed, and says when it was", _due, _act)

DUTIES = (FOLLOW, CATCH_UP, ACT)
