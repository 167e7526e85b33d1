"""What time, and what happened to firms and tickets, makes due for check-ins."""

from collections.abc import Sequence
from datetime import datetime

from rounds.basics.duty import Asked, Due, Duty, Rows, Together
from rounds.checkins.clauses import Programme
from rounds.checkins.commands import come_round, come_round_many, compare_grades, follow_programmes


def _due(now: datetime, limit: int) -> Asked:
    return Asked("SELECT workspace_id, id FROM due_by_clause(%s, %s, %s)", (Programme.kind, now, limit))


def _come_round(due: Due, now: datetime) -> bool:
    return come_round(ticket_id=due.id, at=now)


def _come_many(rows: Sequence[Due], now: datetime) -> Together:
    done, left = come_round_many(ticket_ids=[due.id for due in rows], at=now)
    return Together(done, [due for due in rows if due.id in left])


def _unfollowed(now: datetime, limit: int) -> Asked:
    """Find workspaces with news for their programmes; a workspace is its own row."""
    return Asked("SELECT workspace_id, workspace_id AS id FROM programmes_to_follow(%s, %s)", (now, limit))


def _follow(due: Due, now: datetime) -> bool:
    return follow_programmes(at=now)


def _uncompared(now: datetime, limit: int) -> Asked:
    """Find workspaces whose figures were asked a day ago, or where somebody hears of a grade now; a workspace is its own row."""
    return Asked("SELECT workspace_id, workspace_id AS id FROM grades_to_compare(%s, %s)", (now, limit))


def _compare(due: Due, now: datetime) -> bool:
    return compare_grades(at=now)


COME_ROUND = Duty(
    "checkins.come round",
    "Opens check-ins whose day has come, and goes on where nobody answered",
    _due,
    _come_round,
    _come_many,
    rows=Rows.TICKETS,
)
FOLLOW = Duty(
    "checkins.follow",
    "Puts firms on programmes, and stops reminders where a customer answered",
    _unfollowed,
    _follow,
    rows=Rows.COMPANIES,
)
COMPARE = Duty(
    "checkins.compare",
    "Compares grades with what the figures suggest, and tells of those that differ",
    _uncompared,
    _compare,
    rows=Rows.COMPANIES,
)

DUTIES = (COME_ROUND, FOLLOW, COMPARE)
