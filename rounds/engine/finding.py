"""What is due: asked of the database, for one duty, or for all of them at once."""

from collections.abc import Sequence
from datetime import datetime

from rounds.basics.duty import Due, Duty
from rounds.workspaces.rows import fetch


def find(duty: Duty, now: datetime, limit: int) -> list[Due]:
    """Give the rows of a duty that are due, over all workspaces. now: aware, UTC."""
    asked = duty.asks(now, limit)
    return [Due(*row) for row in fetch(asked.statement, asked.values)]


def is_any_due(duties: Sequence[Duty], now: datetime) -> bool:
    """Say whether any row of any duty is due: one question, which is what nearly every second wants. now: aware, UTC."""
    asked = [duty.asks(now, 1) for duty in duties]
    statement = " OR ".join(f"EXISTS ({each.statement})" for each in asked)
    [(due,)] = fetch(f"SELECT {statement}", [value for each in asked for value in each.values])
    return bool(due)
