"""What time makes due: a buffer that waits to be drained, and records whose account or time has come."""

from datetime import datetime

from rounds.basics.duty import Asked, Due, Duty, Rows
from rounds.telemetry.commands import let_time_come, meet
from rounds.telemetry.jobs_by_name import defer_drain


def _full(now: datetime, limit: int) -> Asked:
    """Find workspaces whose buffer has waited; a workspace is its own row."""
    return Asked("SELECT workspace_id, workspace_id AS id FROM usage_to_drain(%s, %s)", (now, limit))


def _drain(due: Due, now: datetime) -> bool:
    return defer_drain()


def _met(now: datetime, limit: int) -> Asked:
    return Asked("SELECT workspace_id, id FROM strangers_met(%s)", (limit,))


def _meet(due: Due, now: datetime) -> bool:
    return meet(stranger_id=due.id, at=now)


def _come(now: datetime, limit: int) -> Asked:
    """Find workspaces with records whose time has come; a workspace is its own row."""
    return Asked("SELECT workspace_id, workspace_id AS id FROM usage_whose_time_came(%s, %s)", (now, limit))


def _let_in(due: Due, now: datetime) -> bool:
    return let_time_come(at=now)


DRAIN = Duty("telemetry.drain", "Has usage written into files", _full, _drain, rows=Rows.COMPANIES)
MEET = Duty("telemetry.meet", "Takes usage in that waited for its account", _met, _meet)
LET_IN = Duty("telemetry.time", "Takes usage in that waited for its time", _come, _let_in, rows=Rows.COMPANIES)

DUTIES = (DRAIN, MEET, LET_IN)
